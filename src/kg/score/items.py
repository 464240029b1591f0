"""What is compared: the facts of one article, each as an item of one measure."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum


class Measure(StrEnum):
    """What is counted, in the order in which it is reported."""

    PROVINCES = "provinces"
    PERSONS = "persons"
    OFFICES = "person + office"
    OFFICES_IN_UNITS = "person + office + unit"
    DATES = "dates"
    PERIODS = "periods"
    PARTIES = "agreement parties"
    PARTIES_IN_PERIODS = "parties + period"
    KINDS = "parties + kind"
    AREAS = "areas"
    PROJECTS = "projects"
    FIGURES = "figures"


@dataclass(frozen=True, slots=True, kw_only=True)
class Item:
    """One thing that an article says, on one side.

    Two items are the same where they have a key in common and their days agree. `subject` is what
    both a missed and a spurious item can be about (the person of two offices): such a pair is
    reported as one wrong item. `day` is the day that is known to be meant; `earliest` and `latest`
    are the bounds that a draft gives. An item that is `optional` is neither missed nor spurious.
    An `informal` agreement is one without a document, which annotators do not write down.
    `place` is where it stands in the text: code points, end exclusive.
    """

    keys: frozenset[str]
    shown: str
    subject: str = ""
    optional: bool = False
    informal: bool = False
    place: tuple[int, int] | None = None
    day: date | None = None
    earliest: date | None = None
    latest: date | None = None

    def is_same(self, draft: Item) -> bool:
        """Tell whether `draft` says what this item, of the gold, says."""
        if not self.keys & draft.keys:
            return False
        return self.day is None or (
            (draft.earliest or date.min) <= self.day <= (draft.latest or date.max)
        )


@dataclass(frozen=True, slots=True)
class Facts:
    """The facts of one article. `plain` facts name units and areas as annotators do."""

    article: str
    plain: bool
    items: Mapping[Measure, tuple[Item, ...]] = field(default_factory=dict)
    traps: tuple[str, ...] = ()

    def of(self, measure: Measure) -> tuple[Item, ...]:
        """Return the items of one measure."""
        return self.items.get(measure, ())


def item(*keys: str, shown: str = "", **parts: object) -> Item:
    """Return an item with `keys`, shown as the first of them where nothing else is said."""
    make: Callable[..., Item] = Item
    return make(keys=frozenset(keys), shown=shown or keys[0], **parts)
