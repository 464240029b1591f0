"""Which things a name may mean, how sure that is, and why.

A candidate's score is at most 100. It is a match, to be taken unseen, only where nothing else could
be meant: its name or code is right, it existed at the date, all that is asked of it agrees, and no
other thing is as good. A person is never matched by name alone: an office or a unit must agree.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import TypeAlias

from rapidfuzz import fuzz

from kg.reconcile.dates import ALWAYS, Span
from kg.reconcile.entity import CODES, GSO, PERSON, UNIT, WIKIDATA, Entity
from kg.reconcile.index import Index
from kg.reconcile.spelling import CITY, PROVINCE, UnitName, contradicts, unit_name, words

DATE, UNIT_OF, OFFICE = "date", "unit", "office"
"""What may be asked of a candidate beside its name and its codes."""

WHOLE = 100.0
_WITH_KIND_ONLY = 95.0  # likeness of "Bắc Giang" to what is only called "thành phố Bắc Giang"
_OTHER_MARKS = 0.92  # of the score, where diacritics say something else
_THROUGH_ORGAN = 0.85  # where a unit is named by its committee
_OTHER_KIND = 0.9  # where a prefix says another kind of unit
_AT_ANOTHER_TIME = 0.5
_PERHAPS_THEN = 0.9
_CONDITION_WEIGHT = 0.3
_AGREES = 90.0  # of 100, from which on an office or a unit agrees
_KINDS = {PROVINCE: (PROVINCE,), CITY: ("Municipality", "ProvincialCity")}


Features: TypeAlias = dict[str, float | bool]
"""What speaks for or against a candidate: numbers from 0 to 100, or yes or no."""


@dataclass(frozen=True, kw_only=True)
class Lookup:
    """What is asked: a text, the classes it may be of (any where there are none), and more.

    `conditions` maps UNIT_OF, OFFICE and names of codes to texts or ids, of which one must agree.
    """

    text: str
    types: tuple[str, ...] = ()
    date: Span | None = None
    conditions: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    limit: int = 10

    def wants(self, entity: Entity) -> bool:
        """Tell whether `entity` is of one of the classes."""
        return not self.types or not set(self.types).isdisjoint(entity.types)


@dataclass(frozen=True)
class Candidate:
    """A thing that may be meant; each feature is a number from 0 to 100, or yes or no."""

    entity: Entity
    score: float
    match: bool
    features: Mapping[str, float | bool]


def candidates(index: Index, asked: Lookup) -> list[Candidate]:
    """Return what `asked` may mean, the best first, at most `asked.limit`."""
    found = words(asked.text)
    scored = [
        _scored(index, asked, entity, features)
        for entity, features in _features(index, asked, found).items()
        if asked.wants(entity)
    ]
    ranked = sorted(scored, key=lambda item: (-item.score, item.entity.id))
    meant = [item for item in ranked if _could_be_meant(item, asked)]
    if len(meant) == 1 and _could_be_sure(meant[0]):
        sure = not _needs_date(index, asked, meant[0])
        ranked = [replace(item, match=sure and item is meant[0]) for item in ranked]
    return ranked[: asked.limit]


def _features(index: Index, asked: Lookup, found: Sequence[str]) -> dict[Entity, Features]:
    """Return the things to look at with how their names and codes fit."""
    if direct := index.find(asked.text.strip()):
        return {direct: {"id": True}}
    fits = _coded(index, asked)
    if not found:
        return fits
    as_unit = unit_name(found)
    units = (entity for entity in index.named(as_unit.words) if UNIT in entity.types)
    for entity in (*index.named(found), *units):
        borne = _bears(entity, found) or _bears(entity, as_unit.words)
        fits.setdefault(entity, {})["name"] = WHOLE if borne else _WITH_KIND_ONLY
    for entity, likeness in index.alike(found, asked.limit, asked.wants):
        fits.setdefault(entity, {}).setdefault("name", round(likeness, 1))
    for entity, features in fits.items():
        _note_spelling(asked, entity, as_unit, features)
    return fits


def _bears(entity: Entity, found: Sequence[str]) -> bool:
    """Tell whether these words, wherever the blanks are, are a name of `entity` as it stands."""
    text = "".join(found)
    return any("".join(words(name.text)) == text for name in entity.names)


def _coded(index: Index, asked: Lookup) -> dict[Entity, Features]:
    """Return the things whose code the text is, or that have a code that is asked for."""
    fits: dict[Entity, Features] = {}
    for entity, code in index.coded(asked.text):
        agrees = asked.date is None or code.period.agreement(asked.date) > 0
        fits[entity] = {"code": agrees or fits.get(entity, {}).get("code", False)}
    for scheme in CODES:
        for value in asked.conditions.get(scheme, ()):
            for entity, code in index.coded(value):
                if code.scheme == scheme:
                    fits.setdefault(entity, {"name": _likeness(entity, asked.text)})
    return fits


def _note_spelling(asked: Lookup, entity: Entity, as_unit: UnitName, features: Features) -> None:
    """Add what prefix and diacritics say against `entity`."""
    if features.get("name") not in (WHOLE, _WITH_KIND_ONLY):
        return
    if contradicts(asked.text, (name.text for name in entity.names)):
        features["diacritics"] = False
    if UNIT in entity.types:
        if as_unit.organ:
            features["organ"] = True
        if as_unit.kind:
            kinds = _KINDS.get(as_unit.kind, (as_unit.kind,))
            features["kind"] = not set(kinds).isdisjoint(entity.types)


def _scored(index: Index, asked: Lookup, entity: Entity, features: Features) -> Candidate:
    """Return `entity` as a candidate, with what the date and the conditions say added."""
    direct = "code" in features or "id" in features
    score = WHOLE if direct else features.get("name", 0.0)
    if features.get("code") is False:
        score *= _AT_ANOTHER_TIME
    if features.get("diacritics") is False:
        score *= _OTHER_MARKS
    if features.get("organ"):
        score *= _THROUGH_ORGAN if UNIT not in asked.types else 1
    if features.get("kind") is False:
        score *= _OTHER_KIND
    if agreements := _conditions(index, asked, entity):
        features |= agreements
        mean = sum(agreements.values()) / len(agreements)
        score = (1 - _CONDITION_WEIGHT) * score + _CONDITION_WEIGHT * mean
    if asked.date and entity.period != ALWAYS:
        agreement = entity.period.agreement(asked.date)
        features[DATE] = agreement * WHOLE
        score *= {0.0: _AT_ANOTHER_TIME, 0.5: _PERHAPS_THEN}.get(agreement, 1)
    return Candidate(entity, round(score, 1), match=False, features=features)


def _conditions(index: Index, asked: Lookup, entity: Entity) -> Features:
    """Return how what is asked beside the name agrees, 0 to 100; what is unknown is left out."""
    agreements: Features = {}
    for name, values in asked.conditions.items():
        if name in CODES:
            own = {code.value.upper() for code in entity.codes if code.scheme == name}
            if own:
                agreements[name] = WHOLE * any(value.strip().upper() in own for value in values)
        elif name in (UNIT_OF, OFFICE):
            related = entity.units if name == UNIT_OF else entity.offices
            if related:
                pairs = ((index.find(item), value) for item in related for value in values)
                agreements[name] = max(
                    (_likeness(other, value) for other, value in pairs if other), default=0.0
                )
    return agreements


def _likeness(entity: Entity, value: str) -> float:
    """Return how like `value` the id or a name of `entity` is, 0 to 100."""
    if value in (entity.id, entity.iri):
        return WHOLE
    unit = UNIT in entity.types
    pairs = (
        (unit_name(a).words, unit_name(b).words) if unit else (a, b)
        for a, b in ((words(value), words(name.text)) for name in entity.names)
    )
    return round(max(fuzz.ratio(" ".join(a), " ".join(b)) for a, b in pairs), 1)


def _could_be_meant(item: Candidate, asked: Lookup) -> bool:
    """Tell whether name or code are right and nothing excludes it: two such make a doubt."""
    features = item.features
    named = features.get("name") == WHOLE and not (
        features.get("organ") and UNIT not in asked.types
    )
    right = named or any(features.get(key) for key in ("code", "id", *CODES))
    excluded = (
        features.get(DATE) == 0
        or features.get("code") is False
        or features.get("diacritics") is False
        or (asked.date is not None and features.get("kind") is False)
        or not _agrees(item, asked)
    )
    return right and not excluded


def _could_be_sure(item: Candidate) -> bool:
    """Tell whether all that is known of `item`, which could be meant, speaks for it."""
    features = item.features
    direct = "code" in features or "id" in features
    named = direct or features.get("name") == WHOLE
    dated = features.get(DATE, WHOLE) == WHOLE
    vouched = direct or any(features.get(key, 0) >= _AGREES for key in _VOUCHERS)
    person = PERSON in item.entity.types
    return named and dated and features.get("kind") is not False and (vouched or not person)


def _agrees(item: Candidate, asked: Lookup) -> bool:
    """Tell whether nothing that is known of `item` is against what is asked beside the name."""
    return all(item.features.get(name, WHOLE) >= _AGREES for name in asked.conditions)


_VOUCHERS = (UNIT_OF, OFFICE, WIKIDATA)
"""What, beside the name, lets a person be matched."""


def _needs_date(index: Index, asked: Lookup, item: Candidate) -> bool:
    """Tell whether only a date would say which of several things of this name is meant.

    A statistics code is a key only together with a date. A body or a post bears the name of its
    unit, and another unit may have borne it at another time.
    """
    if asked.date is not None or "id" in item.features:
        return False
    if any(code.scheme == GSO for _, code in index.coded(asked.text)):
        return True
    if UNIT in item.entity.types or PERSON in item.entity.types:
        return False
    units = [unit for unit in map(index.find, item.entity.units) if unit]
    return any(len(index.named(words(unit.names[0].text))) > 1 for unit in units)
