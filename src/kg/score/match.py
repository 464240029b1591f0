"""Which items of a draft are in the gold, and which are missed, spurious or wrong."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace

from kg.score import names
from kg.score.items import Facts, Item, Measure

_ENOUGH_WORDS = 2


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of the items of one measure in one article.

    `found` are pairs of gold and draft, `wrong` pairs that are about the same subject and say
    different things of it. `missed` and `spurious` hold the items of the wrong pairs too.
    """

    article: str
    measure: Measure
    found: tuple[tuple[Item, Item], ...]
    missed: tuple[Item, ...]
    spurious: tuple[Item, ...]
    wrong: tuple[tuple[Item, Item], ...]


def compare(gold: Facts, draft: Facts) -> list[Outcome]:
    """Return what became of each measure's items; each gold item has at most one of the draft.

    A measure that the gold does not have was not annotated: what the draft says of it is left out.
    """
    if gold.plain and not draft.plain:
        draft = in_plain_words(draft)
    return [
        _compare(
            gold.article,
            measure,
            gold.of(measure),
            draft.of(measure) if measure in gold.items else (),
        )
        for measure in Measure
    ]


def _compare(
    article: str, measure: Measure, gold: Iterable[Item], draft: Iterable[Item]
) -> Outcome:
    # Required items choose first, so that an optional one never takes their match.
    wanted = sorted(gold, key=lambda item: item.optional)
    left = list(draft)
    found: list[tuple[Item, Item]] = []
    missed: list[Item] = []
    for item in wanted:
        match = next((other for other in left if _is_same(measure, item, other)), None)
        if match is not None:
            left.remove(match)
            # An optional item is no success either: it stands outside the count.
            if not item.optional:
                found.append((item, match))
        elif not item.optional:
            missed.append(item)
    spurious = [item for item in left if not item.optional]
    wrong = tuple(_pairs(missed, spurious))
    return Outcome(article, measure, tuple(found), tuple(missed), tuple(spurious), wrong)


def _pairs(missed: Iterable[Item], spurious: Iterable[Item]) -> Iterator[tuple[Item, Item]]:
    left = list(spurious)
    for item in missed:
        other = next((one for one in left if item.subject and one.subject == item.subject), None)
        if other is not None:
            left.remove(other)
            yield item, other


def _is_same(measure: Measure, gold: Item, draft: Item) -> bool:
    if gold.is_same(draft):
        return True
    return measure is Measure.PROJECTS and any(
        _has(one, other) or _has(other, one) for one in gold.keys for other in draft.keys
    )


def _has(longer: str, shorter: str) -> bool:
    """Tell whether the words of `shorter`, two at least, stand together in `longer`."""
    return len(shorter.split()) >= _ENOUGH_WORDS and f" {shorter} " in f" {longer} "


def in_plain_words(facts: Facts) -> Facts:
    """Return facts of a graph in the words of annotators.

    Units lose their legal existence, concepts become the annotators' kinds and areas; areas that
    annotators have no name for are neither missed nor spurious.
    """
    items = {measure: _PLAIN.get(measure, _as_it_is)(facts.of(measure)) for measure in Measure}
    return replace(facts, plain=True, items=items)


def _as_it_is(items: tuple[Item, ...]) -> tuple[Item, ...]:
    return items


def _with_plain_units(items: tuple[Item, ...]) -> tuple[Item, ...]:
    return tuple(_once(_with_keys(item, map(names.plain_unit, item.keys)) for item in items))


def _with_plain_offices(items: tuple[Item, ...]) -> tuple[Item, ...]:
    def plain(key: str) -> str:
        office, _, unit = key.rpartition(" in ")
        return f"{office} in {names.plain_unit(unit)}"

    return tuple(_with_keys(item, map(plain, item.keys)) for item in items)


def _with_plain_parties(items: tuple[Item, ...]) -> tuple[Item, ...]:
    def plain(key: str) -> str:
        parties, opening, detail = key.partition(" (")
        units = sorted(names.plain_unit(unit) for unit in parties.split("+"))
        kind = detail.removesuffix(")")
        return (
            "+".join(units) + opening + (f"{names.plain_kinds().get(kind, kind)})" if kind else "")
        )

    return tuple(
        replace(
            _with_keys(item, map(plain, item.keys)),
            subject=plain(item.subject),
            optional=item.informal,
        )
        for item in items
    )


def _with_plain_areas(items: tuple[Item, ...]) -> tuple[Item, ...]:
    general = {*names.rules()["general_areas"]}
    return tuple(
        _once(
            replace(item, keys=frozenset({area}), optional=bool(item.keys & general))
            for item in items
            for concept in item.keys
            for area in names.plain_areas().get(concept, (concept,))
        )
    )


def _with_keys(item: Item, keys: Iterable[str]) -> Item:
    return replace(item, keys=frozenset(keys))


def _once(items: Iterable[Item]) -> Iterator[Item]:
    seen: set[frozenset[str]] = set()
    for item in items:
        if item.keys not in seen:
            seen.add(item.keys)
            yield item


_PLAIN = {
    Measure.PROVINCES: _with_plain_units,
    Measure.OFFICES_IN_UNITS: _with_plain_offices,
    Measure.PARTIES: _with_plain_parties,
    Measure.PARTIES_IN_PERIODS: _with_plain_parties,
    Measure.KINDS: _with_plain_parties,
    Measure.AREAS: _with_plain_areas,
}
