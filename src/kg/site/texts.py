"""The texts of the interface: `messages/<family>.toml`, each text in every language side by side.

A text is a table with one value a language. A value is a string with `{name}` where a value goes,
or a table of plural forms (`one`, `other`, as CLDR names them) chosen by the value of `count`:

    [rows]
    vi = "{count} dòng"
    en = { one = "{count} row", other = "{count} rows" }
"""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import TypeAlias

from babel import Locale
from markupsafe import Markup

from kg.site.formats import number

MESSAGES = Path(__file__).parent / "messages"

Forms: TypeAlias = str | Mapping[str, str]
Value: TypeAlias = str | int | float


@cache
def family(name: str) -> Mapping[str, Mapping[str, Forms]]:
    """Return the texts of a family: name to language to text."""
    return tomllib.loads((MESSAGES / f"{name}.toml").read_text(encoding="utf-8"))


def text(language: str, name: str, /, **values: Value) -> str:
    """Return the text `family.name` in `language`, with `values` in place.

    Numbers are written as the language does. Where a value is Markup, so is the text, and all else
    in it is escaped. Raises KeyError where there is no such text, or a value is missing.
    """
    group, _, key = name.partition(".")
    forms = family(group)[key][language]
    if not isinstance(forms, str):
        forms = forms[Locale(language).plural_form(float(values["count"]))]
    shown = {
        key: value if isinstance(value, str) else number(value, language)
        for key, value in values.items()
    }
    if any(isinstance(value, Markup) for value in shown.values()):
        return Markup(forms).format(**shown)  # noqa: S704 - the texts are our own
    return forms.format(**shown) if shown else forms
