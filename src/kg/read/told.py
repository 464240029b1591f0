"""What is found in a text first, and what everything else is read from."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from kg.read.draft import Span, Time
from kg.read.parties import Group
from kg.read.places import Place
from kg.read.sentences import Sentence


@dataclass(frozen=True, slots=True)
class Told:
    """A text in normal form (`text`), in matching form (`form`), and that in lower case (`lower`).

    `sentences`, `places` and `groups` are those of the article itself, `days` and `periods` those
    of all zones but links to others. `keys` maps plain names of provinces to the keys of units;
    `main` are the plain names of those that the article is about.
    """

    text: str
    form: str
    lower: str
    zones: tuple[Span, ...]
    sentences: Sequence[Sentence]
    places: Sequence[Place]
    groups: Sequence[Group]
    days: Sequence[Time]
    periods: Sequence[Time]
    keys: Mapping[str, str]
    main: tuple[str, ...]
