"""ORDER BY over values of mixed types, in an order that is total.

pyoxigraph 0.5 takes two values for equal that cannot be compared (a string and an integer, a
date-time with a time zone and one without, two booleans, NaN), and an integer for equal to each
double that rounds to it. No order follows from that: comparable values come out unsorted, and from
about a thousand rows on the sort may end the whole process. SPARQL 1.1 (section 15.1) fixes the
order of values that `<` compares, puts unbound before blank nodes, those before IRIs and those
before literals, and leaves the rest open. So each sort condition is preceded by three:

1. the kind of a literal, so that values are compared only with their like: numbers, strings,
   strings of one language, instants with a time zone, those without. Where the engine orders a
   datatype only in part, or not at all, the lexical form belongs to the kind. Triple terms come
   last, by the text of their parts.
2. the value of a number as xsd:double, which no comparison of numbers contradicts,
3. whether a number is exact: of those that share a double, exact ones are compared with each other
   alone.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from kg.store.sparql_text import Kind, Token, is_inside, service_bodies, tokens

_XSD = "http://www.w3.org/2001/XMLSchema#"
_ORDERED = ", ".join(
    f"<{iri}>"
    for iri in (
        f"{_XSD}string",
        "http://www.w3.org/1999/02/22-rdf-syntax-ns#langString",
        f"{_XSD}dayTimeDuration",
        f"{_XSD}yearMonthDuration",
    )
)
"""Datatypes of which the engine compares any two values; so it does those that have a time zone,
and those that could have one and have none."""

_PART = "COALESCE(CONCAT(STR({0}), ' ', LANG({0}), ' ', STR(DATATYPE({0}))), STR({0}), '')"
_TRIPLE = "CONCAT('~', {}, ' ', {}, ' ', {})".format(
    *(_PART.format(f"{part}({{0}})") for part in ("SUBJECT", "PREDICATE", "OBJECT"))
)
# An error, which sorts lowest, for blank nodes and IRIs. NaN is not equal to itself.
_KIND = (
    "IF(isNumeric({0}), IF({0} = {0}, '', 'NaN'), IF(isTRIPLE({0}), " + _TRIPLE + ", "
    "CONCAT(LANG({0}), ' ', STR(DATATYPE({0})), "
    "IF(DATATYPE({0}) IN (" + _ORDERED + "), '', "
    "COALESCE(IF(TZ({0}) = '', '', 'Z'), STR({0}))))))"
)
_VALUE = f"IF(isNumeric({{0}}), <{_XSD}double>({{0}}), 0)"
_EXACT = f"IF(DATATYPE({{0}}) IN (<{_XSD}double>, <{_XSD}float>), 0, 1)"
_KEYS = (_KIND, _VALUE, _EXACT)

_UNIFORM = ("COUNT", "DAY", "MONTH", "STR", "STRLEN", "YEAR")
"""Functions whose values are all of one kind."""

_OPEN = {"(": ")", "{": "}", "[": "]"}


def comparable(text: str) -> str | None:
    """Return the query `text` with each ORDER BY made total, or None where nothing is to be done.

    A text that is no query may come back as another one that is none either.
    """
    if "order" not in text.lower():
        return None
    listed = list(tokens(text))
    parts: list[str] = []
    done = 0
    elsewhere = service_bodies(text)
    for start, direction, expression in _conditions(text, listed):
        if is_inside(start, elsewhere):
            continue
        parts.append(text[done:start])
        parts += [f"{direction}({key.format(expression)}) " for key in _KEYS]
        done = start
    return "".join([*parts, text[done:]]) if parts else None


def _conditions(text: str, listed: Sequence[Token]) -> Iterator[tuple[int, str, str]]:
    """Yield the offset, the direction and the expression of each sort condition.

    A condition inside the expression of another one (a subquery in EXISTS) is left as it is.
    """
    index = 0
    while index + 1 < len(listed):
        if not (listed[index].is_word("ORDER") and listed[index + 1].is_word("BY")):
            index += 1
            continue
        index += 2
        while index < len(listed):
            end = _end_of_condition(listed, index)
            if end == index:
                break
            first = listed[index]
            has_direction = first.is_word("ASC", "DESC")
            expression = listed[index + has_direction : end]
            if expression and not _is_uniform(expression):
                direction = first.text.upper() if has_direction else "ASC"
                yield first.start, direction, f"({text[expression[0].start : expression[-1].end]})"
            index = end


def _is_uniform(expression: Sequence[Token]) -> bool:
    """Tell whether this is a call, perhaps in brackets, of a function of uniform values."""
    while expression[0].text == "(" and _behind_bracket(expression, 0) == len(expression) > 1:
        expression = expression[1:-1] or expression[:1]
    return expression[0].is_word(*_UNIFORM) and _behind_bracket(expression, 1) == len(expression)


def _end_of_condition(listed: Sequence[Token], index: int) -> int:
    """Return the index behind the sort condition at `index`; `index` itself where there is none."""
    first = listed[index]
    if first.kind is Kind.VARIABLE:
        return index + 1
    if first.text == "(":
        return _behind_bracket(listed, index)
    if first.is_word("LIMIT", "OFFSET", "VALUES") or first.kind not in (
        Kind.WORD,
        Kind.IRI,
        Kind.NAME,
    ):
        return index
    opener = index + 1
    while opener < len(listed) and listed[opener].text not in _OPEN:
        opener += 1  # NOT EXISTS {
    return _behind_bracket(listed, opener)


def _behind_bracket(listed: Sequence[Token], index: int) -> int:
    """Return the index behind the bracket that closes the one at `index`."""
    depth = 0
    for position in range(index, len(listed)):
        if listed[position].kind is not Kind.MARK:
            continue
        depth += listed[position].text[0] in _OPEN
        depth -= listed[position].text[-1] in _OPEN.values()
        if depth == 0:
            return position + 1
    return len(listed)
