"""ORDER BY over values of mixed types, in an order that is total.

pyoxigraph 0.5 takes two values for equal that cannot be compared (a string and an integer, a
date-time with a time zone and one without, NaN). No order follows from that: comparable values
come out unsorted, and from about a thousand rows on the sort may end the whole process. SPARQL 1.1
(section 15.1) fixes the order of values that `<` compares, puts unbound before blank nodes, those
before IRIs and those before literals, and leaves the rest open. So each sort condition is preceded
by one that sorts literals by their kind; values are then compared only with their like.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from kg.store.sparql_text import Kind, Token, tokens

# An error for what is no literal, which sorts lowest; NaN, not equal to itself, is no number here.
_LIKE = (
    "IF(isNumeric({0}) && {0} = {0}, '', "
    "CONCAT(LANG({0}), ' ', STR(DATATYPE({0})), COALESCE(TZ({0}), '')))"
)
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
    for start, direction, expression in _conditions(text, listed):
        parts += [text[done:start], f"{direction}({_LIKE.format(expression)}) "]
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
