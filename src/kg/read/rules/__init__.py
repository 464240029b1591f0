"""The rules that are data: one YAML file a subject, read once."""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import cache
from importlib.resources import files
from typing import Any

import yaml

from kg.read.form import matching_form


@cache
def rules(name: str) -> Any:  # noqa: ANN401 - the shape is that of the file
    """Return the content of `rules/{name}.yaml`, its texts in matching form; not to be changed."""
    text = files(__package__).joinpath(f"{name}.yaml").read_text(encoding="utf-8")
    return yaml.load(matching_form(text), Loader=_LOADER)  # noqa: S506 - a safe loader


def alternatives(words: Iterable[str]) -> str:
    """Return a regular expression for any of `words`, longest first, blanks as any blanks."""
    ordered = sorted(set(words), key=lambda word: (-len(word), word))
    return "|".join(re.escape(word).replace(r"\ ", r"\s+") for word in ordered)


_LOADER: type[yaml.SafeLoader] = getattr(yaml, "CSafeLoader", yaml.SafeLoader)


def trie(words: Iterable[str]) -> str:
    """Return a regular expression for any of `words`, the longest that fits; blanks as any blanks.

    Shared beginnings stand once, so that the time to look does not grow with the number of words.
    """
    root: dict[str, Any] = {}
    for word in words:
        node = root
        for letter in word:
            node = node.setdefault(letter, {})
        node[""] = {}
    return _branch(root)


def _branch(node: dict[str, Any]) -> str:
    options = [
        (r"\s+" if letter == " " else re.escape(letter)) + _branch(rest)
        for letter, rest in sorted(node.items())
        if letter
    ]
    if not options:
        return ""
    pattern = options[0] if len(options) == 1 and "" not in node else f"(?:{'|'.join(options)})"
    return f"{pattern}?" if "" in node else pattern
