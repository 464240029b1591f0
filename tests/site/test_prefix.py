"""Behind a proxy that gives the site a path of its own, no link of any page leaves that path."""

from __future__ import annotations

import re
import shutil
from pathlib import Path

import pytest

from kg.config import Settings
from kg.resources import bundled_project
from kg.site import create_app
from kg.store.readers import ReaderPool
from tests.browser.addresses import ADDRESSES

HERE = "/do-thi/"
LOCAL = re.compile(r'(?:href|src|action|data-\w+)="(/[^"]*)"')


@pytest.mark.slow
def test_no_link_of_any_page_leaves_the_path_of_the_site(built: Path, tmp_path: Path) -> None:
    data_dir = tmp_path / "data"
    shutil.copytree(built, data_dir, symlinks=True)
    settings = Settings(data_dir=data_dir, base=f"https://example.org{HERE}")
    with ReaderPool(settings) as pool:
        client = create_app(settings, pool, bundled_project()).test_client()
        for address in ADDRESSES:
            found = client.get(f"/vi{address}", headers={"Accept": "text/html"})
            links = LOCAL.findall(found.text)
            assert links
            assert [link for link in links if not link.startswith(HERE)] == [], address
