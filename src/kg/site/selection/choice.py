"""A selection as a reader makes it: a value that stands, whole, in the address of a page."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from http import HTTPStatus
from typing import TypeAlias

from pyoxigraph import NamedNode
from werkzeug.datastructures import MultiDict

from kg.site.selection.subjects import FACETS, SUBJECTS, Subject
from kg.web.problems import Problem

FIRST_YEAR, LAST_YEAR = 1900, 2100
"""Years that can be chosen."""

MOST_VALUES = 50
"""Values that one address may choose."""

Pairs: TypeAlias = list[tuple[str, str]]


@dataclass(frozen=True)
class Filter:
    """One thing chosen: a value (an IRI) of a facet, or, with the name "years", the years."""

    facet: str
    value: str = ""


@dataclass(frozen=True)
class Selection:
    """A subject and what was chosen of it: values by facet (IRIs), and years, both included.

    `present` means units as they are now: a province stands for all that became part of it.
    """

    subject: Subject
    chosen: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    first: int | None = None
    last: int | None = None
    present: bool = False

    def values(self, facet: str) -> tuple[str, ...]:
        """Return the values chosen of `facet`."""
        return self.chosen.get(facet, ())

    @property
    def dated(self) -> bool:
        """Whether years were chosen."""
        return self.first is not None or self.last is not None

    @property
    def filters(self) -> Iterator[Filter]:
        """What was chosen, each by itself."""
        for facet in FACETS:
            yield from (Filter(facet, value) for value in self.values(facet))
        if self.dated:
            yield Filter("years")

    def without(self, item: Filter) -> Selection:
        """Return the selection with `item` taken back."""
        if item.facet == "years":
            return self.within(None, None)
        left = tuple(value for value in self.values(item.facet) if value != item.value)
        return replace(self, chosen={**self.chosen, item.facet: left})

    def only(self, facet: str, *values: str) -> Selection:
        """Return the selection with `values` chosen of `facet` in place of what was."""
        return replace(self, chosen={**self.chosen, facet: values})

    def also(self, facet: str, value: str) -> Selection:
        """Return the selection with `value` chosen of `facet` too."""
        return self.only(facet, *dict.fromkeys((*self.values(facet), value)))

    def within(self, first: int | None, last: int | None) -> Selection:
        """Return the selection in these years."""
        return replace(self, first=first, last=last)

    def of(self, name: str) -> Selection:
        """Return what is chosen here for the subject `name`, as far as it has the facets."""
        subject = SUBJECTS[name]
        kept = {
            facet: values
            for facet, values in self.chosen.items()
            if facet in subject.facets and subject.namespace(facet) == self.subject.namespace(facet)
        }
        return replace(self, subject=subject, chosen=kept)

    @property
    def pairs(self) -> Pairs:
        """Names and values of the address, in one order, so that equal selections have one."""
        pairs = [("subject", self.subject.name)]
        for facet in FACETS:
            start = self.subject.namespace(facet) if facet in self.subject.facets else ""
            pairs += [(facet, value.removeprefix(start)) for value in sorted(self.values(facet))]
        years = (("from", self.first), ("to", self.last))
        pairs += [(name, str(year)) for name, year in years if year is not None]
        return [*pairs, ("units", "now")] if self.present else pairs


def read(arguments: MultiDict[str, str]) -> Selection:
    """Return the selection of an address; raises Problem where it names no such thing."""
    name = arguments.get("subject") or next(iter(SUBJECTS))
    if name not in SUBJECTS:
        raise bad_request(f"`subject` is {name[:40]!r}; use one of {', '.join(SUBJECTS)}")
    subject = SUBJECTS[name]
    chosen = {
        facet: tuple(
            dict.fromkeys(
                _iri(subject.namespace(facet), value) for value in _values(arguments, facet)
            )
        )
        for facet in subject.facets
    }
    units = arguments.get("units") or "then"
    if units not in ("then", "now"):
        raise bad_request(f"`units` is {units[:40]!r}; use then or now")
    first, last = _year(arguments, "from"), _year(arguments, "to")
    if first is not None and last is not None and first > last:
        first, last = last, first
    return Selection(subject, chosen, first, last, present=units == "now")


def bad_request(detail: str) -> Problem:
    """Return the problem that an address asks for what cannot be chosen."""
    return Problem(HTTPStatus.BAD_REQUEST, detail)


def _values(arguments: MultiDict[str, str], facet: str) -> list[str]:
    values = [value for value in arguments.getlist(facet) if value]
    if len(values) > MOST_VALUES:
        raise bad_request(f"`{facet}` has more than {MOST_VALUES} values")
    return values


def _iri(start: str, value: str) -> str:
    """Return the IRI that a value of an address means: whole, or what follows its namespace."""
    iri = value if ":" in value else start + value
    try:
        return NamedNode(iri).value
    except ValueError:
        raise bad_request(f"{value[:80]!r} is no name of a thing") from None


def _year(arguments: MultiDict[str, str], name: str) -> int | None:
    value = arguments.get(name)
    if not value:
        return None
    if not (value.isascii() and value.isdigit() and FIRST_YEAR <= int(value[:5]) <= LAST_YEAR):
        raise bad_request(
            f"`{name}` is {value[:40]!r}; use a year from {FIRST_YEAR} to {LAST_YEAR}"
        )
    return int(value)
