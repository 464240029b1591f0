"""Every setting with its default, its name in the environment and what it does.

A setting is one field of `Settings`: add a field, and the environment, the checks and the
documentation know it. A value comes from the command line, else from the environment, else from
the default.
"""

from __future__ import annotations

import os
import typing
from collections.abc import Callable, Mapping
from dataclasses import Field, dataclass, field, fields
from pathlib import Path
from typing import Any, Self

from platformdirs import user_data_path

from kg.errors import ConfigError


def _about(env: str, doc: str, *, minimum: float | None = None) -> dict[str, object]:
    """Return a setting's metadata; `doc` says in one line what it does, with its unit.

    A number below `minimum` is refused.
    """
    return {"env": env, "doc": doc, "minimum": minimum}


@dataclass(frozen=True, kw_only=True)
class Settings:
    """What can be set, each field with `env`, `doc` and `minimum` in its metadata."""

    data_dir: Path = field(
        default_factory=lambda: user_data_path("vnrc-kg", appauthor=False),
        metadata=_about(
            "KG_DATA_DIR", "Directory of the snapshots; by default one of the user's own."
        ),
    )

    def __post_init__(self) -> None:
        """Refuse a number that is too small, wherever it came from."""
        for item in fields(self):
            minimum, value = item.metadata["minimum"], getattr(self, item.name)
            if minimum is not None and value < minimum:
                raise ConfigError(
                    f"{item.metadata['env']} is {value}: at least {minimum} is needed"
                )

    @classmethod
    def load(cls, environ: Mapping[str, str] = os.environ, **given: object) -> Self:
        """Return the settings: what is `given` and not None, else `environ`, else the defaults.

        An empty environment variable counts as absent. Raises ConfigError where a value cannot be
        read or is too small.
        """
        values = {name: value for name, value in given.items() if value is not None}
        types = typing.get_type_hints(cls)
        for item in fields(cls):
            text = environ.get(item.metadata["env"], "")
            if item.name not in values and text:
                values[item.name] = _parse(item, types[item.name], text)
        return cls(**values)  # type: ignore[arg-type]


def _parse_switch(text: str) -> bool:
    words = {"1": True, "true": True, "yes": True, "0": False, "false": False, "no": False}
    return words[text.lower()]


_PARSERS: dict[Any, tuple[Callable[[str], object], str]] = {
    str: (str, "a text"),
    Path: (lambda text: Path(text).expanduser(), "a path"),
    int: (int, "a whole number"),
    float: (float, "a number"),
    bool: (_parse_switch, "true or false"),
    tuple[str, ...]: (lambda text: tuple(text.split()), "words separated by blanks"),
}


def _parse(item: Field[Any], kind: object, text: str) -> object:
    parse, expected = _PARSERS[kind]
    try:
        return parse(text)
    except (ValueError, KeyError):
        raise ConfigError(f"{item.metadata['env']} is {text!r}: {expected} is needed") from None
