"""The texts of the interface: each is there in every language, and each is used."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from string import Formatter

import pytest
from markupsafe import Markup

import kg.site
from kg.questions import LANGUAGES
from kg.site import texts

ROOM = Path(kg.site.__file__).parent
FAMILIES = sorted(file.stem for file in texts.MESSAGES.glob("*.toml"))
NAMES = {f"{family}.{name}" for family in FAMILIES for name in texts.family(family)}
CALLED = re.compile(r"""\b(?:t|text|message)\((?:[\w.]+, )?["']([a-z]+\.[a-z0-9_]+[a-z0-9])["']""")
QUOTED = re.compile(rf"""["']((?:{"|".join(FAMILIES)})\.[a-z0-9_]*)(["'{{])""")


SOURCES = [
    file.read_text(encoding="utf-8") for file in (*ROOM.rglob("*.py"), *ROOM.rglob("*.html"))
]


def quoted() -> Iterator[tuple[str, bool]]:
    """Yield what code and templates may name, and whether it is only the beginning of a name."""
    for source in SOURCES:
        for name, end in QUOTED.findall(source):
            yield name, end == "{" or name.endswith(("_", "."))


def fields(forms: texts.Forms) -> set[str]:
    """Return the names of the values that a text takes."""
    several = [forms] if isinstance(forms, str) else list(forms.values())
    return {name for form in several for _, name, _, _ in Formatter().parse(form) if name}


@pytest.mark.parametrize("family", FAMILIES)
def test_every_text_is_there_in_every_language_with_the_same_values(family: str) -> None:
    for name, versions in texts.family(family).items():
        assert versions.keys() == set(LANGUAGES), name
        assert len({frozenset(fields(forms)) for forms in versions.values()}) == 1, name
        assert all(versions.values()), name


def test_every_text_that_is_named_exists() -> None:
    called = {name for source in SOURCES for name in CALLED.findall(source)}
    assert len(called) > 10
    assert called - NAMES == set()


def test_every_text_is_used() -> None:
    whole = {name for name, begins in quoted() if not begins}
    beginnings = tuple(name for name, begins in quoted() if begins)
    assert {name for name in NAMES - whole if not name.startswith(beginnings)} == set()


def test_numbers_in_a_text_are_written_as_the_language_does() -> None:
    assert texts.text("vi", "workbench.rows", count=1234567) == "Số dòng: 1.234.567"
    assert texts.text("en", "workbench.rows", count=1234567) == "Rows: 1,234,567"


def test_a_text_with_markup_in_it_escapes_what_is_none() -> None:
    shown = texts.text("en", "layout.licence", link=Markup("<a>x</a>"))
    assert shown == "Data under <a>x</a>"
    assert isinstance(shown, Markup)
    assert not isinstance(texts.text("en", "layout.licence", link="<a>"), Markup)
