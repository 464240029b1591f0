"""What can be set and what can be asked is documented."""

from __future__ import annotations

import json
from dataclasses import MISSING, Field, fields
from pathlib import Path
from typing import Any

import pytest

from kg.config import Settings

ROOT = Path(__file__).parents[1]
ENDPOINT, SITE = (
    (ROOT / f"src/kg/{room}/README.md").read_text(encoding="utf-8") for room in ("web", "site")
)
OPENAPI = json.loads((ROOT / "src/kg/web/openapi.json").read_bytes())


def setting_row(item: Field[Any]) -> str:
    """Return the row of a setting in the table of src/kg/web/README.md."""
    default = "" if item.default is MISSING else item.default
    if isinstance(default, tuple):
        default = " ".join(default)
    if isinstance(default, bool):
        default = str(default).lower()
    return f"| `{item.metadata['env']}` | {default} | {item.metadata['doc']} |"


@pytest.mark.parametrize("item", fields(Settings), ids=lambda item: item.name)
def test_every_setting_has_its_row(item: Field[Any]) -> None:
    assert setting_row(item) in ENDPOINT.splitlines()


def test_no_setting_is_documented_that_does_not_exist() -> None:
    rows = [line for line in ENDPOINT.splitlines() if line.startswith("| `KG_")]
    assert len(rows) == len(fields(Settings))


@pytest.mark.parametrize("path", OPENAPI["paths"])
def test_every_address_has_its_row(path: str) -> None:
    lines = [*ENDPOINT.splitlines(), *SITE.splitlines()]
    rows = [line for line in lines if line.startswith(f"| `{path}`")]
    assert len(rows) == 1


def test_the_readme_leads_there() -> None:
    readme = (ROOT / "README.md").read_text(encoding="utf-8")
    assert "### The endpoint" in readme
    assert "(src/kg/web/README.md)" in readme
