"""Every address of the site has its row in the room's README."""

from __future__ import annotations

import re
from pathlib import Path

import kg.site
from kg.config import Settings
from kg.resources import bundled_project
from kg.site import create_app
from kg.store.readers import ReaderPool
from kg.web import create_app as create_services
from tests.conftest import Publish

README = (Path(kg.site.__file__).parent / "README.md").read_text(encoding="utf-8")
ROWS = re.compile(r"^\| `(/[^`]*)` \| .+ \|$", re.MULTILINE)
VARIABLE = re.compile(r"<(?:[^<>]*:)?(\w+)>")


def test_every_address_has_its_row_and_no_row_is_of_none(
    tmp_path: Path, publish_quads: Publish
) -> None:
    publish_quads(tmp_path, [])
    settings, project = Settings(data_dir=tmp_path), bundled_project()
    with ReaderPool(settings) as pool:
        whole, services = (make(settings, pool, project) for make in (create_app, create_services))
    routes, others = (
        {VARIABLE.sub(r"{\1}", rule.rule) for rule in app.url_map.iter_rules()}
        for app in (whole, services)
    )
    assert sorted(ROWS.findall(README)) == sorted(routes - others)
