"""How well an item of Wikidata fits a thing of the graph, and why.

Each agreement and each disagreement is a reason with points. The sum orders the candidates for a
person who decides; it decides nothing. A person (human being) is never linked by name alone: only
an office in the same unit, or one held on the days on which the graph attests it, can tell
namesakes apart.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from kg.link.items import Item, Position
from kg.link.points import kilometres, point_of
from kg.link.things import Office, Thing
from kg.namespaces import VNRC
from kg.text.fold import fold

WIKIDATA_CODES = {"iso-3166-2": "P300", "geonames": "P1566"}
"""Code scheme of the graph to property of Wikidata."""

_WORD = re.compile(r"\w+")
_GENERIC = frozenset(
    ["tinh", "thanh", "pho", "huyen", "thi", "xa", "province", "city", "town", "district"]
)
"""Words, folded, that say what a unit is and not which."""

# Classes of Wikidata that the instances of a class of ours have; https://www.wikidata.org/wiki/Q…
_EXPECTED = {
    "Province": {"Q2824648", "Q137325529", "Q127606572", "Q34876"},
    "Municipality": {"Q1381899"},
    "RuralDistrict": {"Q2582669", "Q149621"},
    "ProvincialCity": {"Q3249005", "Q515"},
    "DistrictUnit": {"Q2112349"},
    "Person": {"Q5"},
    "River": {"Q4022"},
    "Region": {"Q82794"},
    "Company": {"Q783794", "Q4830453", "Q778575", "Q161726", "Q658255"},
    "InternationalOrganisation": {"Q484652"},
    "Publisher": {"Q11032", "Q1153191", "Q192283", "Q15265344", "Q1061197"},
    "Site": {"Q44539", "Q8502", "Q46831", "Q358", "Q210272"},
}

# A province is some 100 km across, and its point may be its capital or its middle.
_NEAR_KM, _FAR_KM = 60, 150

EXACT, CONTAINED, CODE, KIND, PLACE, DATE, OFFICE = 40, 20, 35, 15, 15, 15, 30
"""Points of each agreement; a disagreement in kind, code, place or dates takes as many."""


@dataclass(frozen=True)
class Reason:
    """One reason for (`points` above 0) or against, in words of both languages."""

    points: int
    vi: str
    en: str

    def text(self, language: str) -> str:
        """Return its words in `language`."""
        return self.vi if language == "vi" else self.en


@dataclass(frozen=True)
class Candidate:
    """An item that may be about a thing, with the reasons."""

    item: Item
    reasons: tuple[Reason, ...]
    identifying: bool
    """Whether something tells it apart from namesakes; without that no person may be linked."""

    @property
    def score(self) -> int:
        """The sum of the points, not below 0."""
        return max(0, sum(reason.points for reason in self.reasons))


def judge(thing: Thing, item: Item) -> Candidate:
    """Weigh `item` against `thing`."""
    offices = list(_offices(thing, item))
    reasons = [*_name(thing, item), *_kind(thing, item), *_codes(thing, item)]
    reasons += [*_place(thing, item), *_distance(thing, item), *_dates(thing, item), *offices]
    is_person = str(VNRC.Person) in thing.classes
    return Candidate(item, tuple(reasons), bool(offices) if is_person else True)


def rank(thing: Thing, items: Iterable[Item]) -> list[Candidate]:
    """Return candidates for `thing`, the best first; items that do not bear its name come last."""
    judged = [judge(thing, item) for item in items]
    return sorted(
        judged,
        key=lambda candidate: (-candidate.score, len(candidate.item.qid), candidate.item.qid),
    )


def _words(name: str) -> frozenset[str]:
    return frozenset(_WORD.findall(fold(name)))


def _name(thing: Thing, item: Item) -> Iterator[Reason]:
    ours = {_words(name) for name in thing.names}
    theirs = {_words(name) for name in item.names}
    bare = {words - _GENERIC for words in ours}
    shown = item.label("vi")
    if ours & theirs or bare & {words - _GENERIC for words in theirs}:
        yield Reason(EXACT, f"Tên khớp: {shown}.", f"The name agrees: {shown}.")
    elif any(own and own <= other for own in bare for other in theirs):
        yield Reason(
            CONTAINED,
            f"Tên nằm trong tên của mục: {shown}.",
            f"The name is part of the item's: {shown}.",
        )
    else:
        yield Reason(-CONTAINED, f"Tên khác: {shown}.", f"The name differs: {shown}.")


def _kind(thing: Thing, item: Item) -> Iterator[Reason]:
    if not item.classes:
        return
    ours = {iri.rpartition("#")[2] for iri in thing.classes}
    expected = {qid for name in ours for qid in _EXPECTED.get(name, ())}
    theirs = {iri.rpartition("/")[2] for iri in item.classes}
    if found := sorted(expected & theirs):
        listed = ", ".join(found)
        yield Reason(KIND, f"Cùng loại (P31 {listed}).", f"The kind agrees (P31 {listed}).")
    elif expected and theirs & set().union(*_EXPECTED.values()):
        listed = ", ".join(sorted(theirs & set().union(*_EXPECTED.values())))
        yield Reason(-KIND, f"Khác loại (P31 {listed}).", f"The kind differs (P31 {listed}).")


def _codes(thing: Thing, item: Item) -> Iterator[Reason]:
    for scheme, key in WIKIDATA_CODES.items():
        own, theirs = thing.codes.get(scheme), item.values.get(key, frozenset())
        if own is None or not theirs:
            continue
        if own in theirs:
            yield Reason(CODE, f"Cùng mã {own} ({key}).", f"The code {own} agrees ({key}).")
        else:
            other = ", ".join(sorted(theirs))
            yield Reason(
                -CODE,
                f"Khác mã: {own}, mục ghi {other} ({key}).",
                f"The code differs: {own}, the item has {other} ({key}).",
            )


def _place(thing: Thing, item: Item) -> Iterator[Reason]:
    theirs = item.values.get("P131", frozenset())
    if not thing.places or not theirs:
        return
    shared = sorted(iri.rpartition("/")[2] for iri in thing.places & theirs)
    if shared:
        listed = ", ".join(shared)
        yield Reason(PLACE, f"Cùng nơi (P131 {listed}).", f"The place agrees (P131 {listed}).")
    else:
        listed = ", ".join(sorted(iri.rpartition("/")[2] for iri in theirs))
        yield Reason(-PLACE, f"Khác nơi (P131 {listed}).", f"The place differs (P131 {listed}).")


def _distance(thing: Thing, item: Item) -> Iterator[Reason]:
    points = [point for wkt in item.values.get("P625", ()) if (point := point_of(wkt))]
    if thing.point is None or not points:
        return
    away = min(kilometres(thing.point, point) for point in points)
    if away <= _NEAR_KM:
        yield Reason(PLACE, f"Cách {away:.0f} km (P625).", f"{away:.0f} km away (P625).")
    elif away >= _FAR_KM:
        yield Reason(-PLACE, f"Cách xa {away:.0f} km (P625).", f"As far as {away:.0f} km (P625).")


def _dates(thing: Thing, item: Item) -> Iterator[Reason]:
    for own, key, vi, en in (
        (thing.begins, "P571", "bắt đầu", "beginning"),
        (thing.ends, "P576", "kết thúc", "end"),
    ):
        theirs = {value[:10] for value in item.values.get(key, ())}
        if own is None or not theirs:
            continue
        listed = ", ".join(sorted(theirs))
        if any(own.earliest <= day <= own.latest for day in theirs):
            yield Reason(
                DATE, f"Cùng ngày {vi} {listed} ({key}).", f"The {en} {listed} agrees ({key})."
            )
        elif not any(day[:4] in (own.earliest[:4], own.latest[:4]) for day in theirs):
            yield Reason(
                -DATE,
                f"Khác ngày {vi}: mục ghi {listed} ({key}).",
                f"The {en} differs: the item has {listed} ({key}).",
            )


def _offices(thing: Thing, item: Item) -> Iterator[Reason]:
    """Yield one reason for each office of ours that a position of the item confirms."""
    for office in thing.offices:
        for position in item.positions:
            named = " / ".join(sorted(position.labels)) or "P39"
            if office.item and office.item in position.places:
                yield Reason(
                    OFFICE,
                    f"Chức vụ ở cùng đơn vị: {named} (P39).",
                    f"An office in the same unit: {named} (P39).",
                )
            elif _is_same_office(office, position) and _holds_when_attested(office, position):
                yield Reason(
                    OFFICE,
                    f"Cùng chức vụ vào ngày được ghi nhận: {named} (P39, P580).",
                    f"The same office on the day on which it is attested: {named} (P39, P580).",
                )


def _is_same_office(office: Office, position: Position) -> bool:
    wanted = _words(office.role)
    return any(wanted and wanted <= _words(label) for label in position.labels)


def _holds_when_attested(office: Office, position: Position) -> bool:
    """Tell whether the position is dated, and its days certainly include those attested."""
    if position.start is None:
        return False
    end = position.end or "9999"
    return position.start <= office.attested.earliest and office.attested.latest <= end
