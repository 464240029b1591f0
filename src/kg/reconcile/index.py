"""The names and codes of a snapshot, to be looked up in microseconds.

At 100,000 things it takes about 150 MB, and 300 MB for the seconds in which it is made; how many
names there may be is what KG_ANSWER_ROWS says.
"""

from __future__ import annotations

from array import array
from bisect import bisect_left
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Sequence
from itertools import chain, islice

from rapidfuzz import fuzz, process
from rapidfuzz.distance import Levenshtein

from kg.namespaces import ID
from kg.reconcile.entity import UNIT, Code, Entity, Type
from kg.reconcile.load import Things
from kg.reconcile.spelling import unit_name, words

MOST_LOOKED_AT = 1000
"""Names that are compared with one text, of those that share a word with it."""
MOST_NAMESAKES = 200
_MOST_WORDS = 12
_ALIKE = 3  # words of the graph that a misspelt one may stand for
_LEAST_ALIKE = 60  # of 100, below which a name is no candidate
_ANY_ORDER = 0.85  # what a name is worth that has the words of the text, and others


class Index:
    """Looks up things by name, beginning of a name, code and id; used from any thread."""

    def __init__(self, things: Things) -> None:
        """Index `things`."""
        self.entities = things.entities
        self.types = {item.id: item for item in things.types}
        self.properties = {item.id: item for item in things.properties}
        self._by_id = {entity.id: entity for entity in things.entities}
        codes: defaultdict[str, list[tuple[Entity, Code]]] = defaultdict(list)
        holders: defaultdict[str, list[Entity]] = defaultdict(list)
        for entity in things.entities:
            for code in entity.codes:
                codes[code.value.upper()].append((entity, code))
            for key in _keys(entity):
                holders[key].append(entity)
        self._codes = dict(codes)
        self._keys = sorted(holders, key=lambda key: (len(key), key))
        self._holders = [tuple(holders[key]) for key in self._keys]
        exact: defaultdict[str, list[int]] = defaultdict(list)
        holding: defaultdict[str, array[int]] = defaultdict(lambda: array("I"))
        for number, key in enumerate(self._keys):
            exact[key.replace(" ", "")].append(number)
            for word in set(key.split()):
                holding[word].append(number)
        self._exact, self._holding = dict(exact), dict(holding)
        self._words = sorted(holding)

    def find(self, identifier: str) -> Entity | None:
        """Return the thing of that id or IRI."""
        return self._by_id.get(identifier.removeprefix(ID))

    def describe(self, entity: Entity, language: str) -> str:
        """Return what tells `entity` from others of its name: a comment, else class and units."""
        if comment := entity.comment(language):
            return comment
        type_ = [self.types[name].labels.get(language, name) for name in entity.types[:1]]
        units = [unit.label(language) for unit in map(self.find, entity.units) if unit]
        return " · ".join([*type_, *units])

    def coded(self, value: str) -> Sequence[tuple[Entity, Code]]:
        """Return the things that have, or had, that code, in upper or lower case."""
        return self._codes.get(value.strip().upper(), ())

    def named(self, found: Sequence[str]) -> list[Entity]:
        """Return things of which a name has exactly these words, wherever the blanks are.

        Of very many namesakes only the first `MOST_NAMESAKES`: none of them could be a match.
        """
        numbers = self._exact.get("".join(found), ())
        held = dict.fromkeys(e for number in numbers for e in self._holders[number])
        return list(islice(held, MOST_NAMESAKES))

    def alike(
        self, found: Sequence[str], most: int, wanted: Callable[[Entity], bool]
    ) -> list[tuple[Entity, float]]:
        """Return up to `most` things that are `wanted`, and how like the words a name is (0-100).

        A word that no name holds stands for those that are a slip of the hand away.
        """
        text = " ".join(found)
        numbers = self._sharing(found)
        keys = [self._keys[number] for number in numbers]
        best: dict[Entity, float] = {}
        for scorer, weight in ((fuzz.ratio, 1.0), (fuzz.token_set_ratio, _ANY_ORDER)):
            near = process.extract(text, keys, scorer=scorer, limit=None, score_cutoff=_LEAST_ALIKE)
            held = ((e, weight * s) for _, s, place in near for e in self._holders[numbers[place]])
            for entity, score in islice(((e, s) for e, s in held if wanted(e)), 2 * most):
                best[entity] = max(best.get(entity, 0.0), score)
        return sorted(best.items(), key=lambda item: (-item[1], item[0].id))[:most]

    def begun(self, text: str) -> Iterator[Entity]:
        """Yield the things of which a name has all words of `text`, the last perhaps only begun.

        Those whose name begins so come first, shorter names before longer ones.
        """
        found = words(text)[:_MOST_WORDS]
        if not found:
            return
        held = set(self._holding_any(self._beginning_with(found[-1])))
        for word in found[:-1]:
            held &= set(self._holding.get(word, ()))
        start = " ".join(found)
        short_first = sorted(held)
        begins = (n for n in short_first if self._keys[n].startswith(start))
        others = (n for n in short_first if not self._keys[n].startswith(start))
        seen: set[Entity] = set()
        for number in chain(begins, others):
            for entity in self._holders[number]:
                if entity not in seen:
                    seen.add(entity)
                    yield entity

    def begun_types(self, text: str, language: str) -> list[Type]:
        """Return the classes whose name, or label, holds the words of `text`, common ones first."""
        found = words(text)
        return [
            item
            for item in self.types.values()
            if holds(f"{item.labels.get(language, '')} {item.id}", found)
        ]

    def _beginning_with(self, start: str) -> list[str]:
        first = bisect_left(self._words, start)
        last = bisect_left(self._words, start + "\U0010ffff")
        return self._words[first:last]

    def _holding_any(self, found: Iterable[str]) -> Iterator[int]:
        return (number for word in found for number in self._holding[word])

    def _sharing(self, found: Sequence[str]) -> list[int]:
        """Return the numbers of names with a word of `found`: rare words and short names first."""
        known: set[str] = set()
        for word in dict.fromkeys(found[:_MOST_WORDS]):
            known.update([word] if word in self._holding else self._misspelt(word))
        rare_first = sorted(known, key=lambda word: (len(self._holding[word]), word))
        numbers = chain.from_iterable(self._holding[word] for word in rare_first)
        return list(dict.fromkeys(islice(numbers, MOST_LOOKED_AT)))

    def _misspelt(self, word: str) -> list[str]:
        near = process.extract(
            word,
            self._words,
            scorer=Levenshtein.distance,
            limit=_ALIKE,
            score_cutoff=1 if len(word) < 5 else 2,  # noqa: PLR2004 - two slips in a long word
        )
        return [known for known, *_ in near]


def holds(text: str, found: Sequence[str]) -> bool:
    """Tell whether `text` has all words of `found`, each perhaps only begun."""
    known = words(text)
    return all(any(word.startswith(start) for word in known) for start in found)


def _keys(entity: Entity) -> set[str]:
    """Return the words of each name, and of a unit's also without what says that it is one."""
    keys = {words(name.text) for name in entity.names}
    if UNIT in entity.types:
        keys |= {unit_name(key).words for key in keys}
    return {" ".join(key) for key in keys if key}
