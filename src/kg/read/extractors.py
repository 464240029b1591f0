"""Who reads: the rules of this package, or any extractor that is installed beside it.

An extractor is an entry point of the group `kg.extractors`: a callable with the signature of
`kg.read.reader.read`, which is the one named `rules`.
"""

from __future__ import annotations

from datetime import date
from importlib.metadata import entry_points
from typing import Protocol, cast

from kg.errors import KgError
from kg.read.draft import Draft

GROUP = "kg.extractors"
DEFAULT = "rules"


class Extractor(Protocol):
    """Reads the text of an article; what is known of it from elsewhere is None where it is not."""

    def __call__(
        self,
        text: str,
        *,
        published: date | None,
        publisher: str | None,
        title: str | None,
        address: str | None,
    ) -> Draft:
        """Return the draft of `text`, whose offsets are those of its normal form."""


def extractor(name: str) -> Extractor:
    """Return the extractor with that name. Raises KgError where none is installed."""
    found = entry_points(group=GROUP)
    if name not in found.names:
        known = ", ".join(sorted(found.names)) or "none"
        raise KgError(f"there is no extractor {name!r}; installed are: {known}")
    return cast(Extractor, found[name].load())
