"""Answers of SPARQL as data frames of pandas, each column with the type of its values.

| values of a column | dtype |
|---|---|
| integers | `Int64`; `object` with `int` beyond 64 bits |
| decimals | `object` with `decimal.Decimal`, exact; `.astype("Float64")` to reckon fast |
| doubles, floats | `Float64` |
| booleans | `boolean` |
| whole dates | `datetime64[s]` |
| moments, with or without a zone | `datetime64[us, UTC]`, `datetime64[us]` |
| years, months | `period[Y-DEC]`, `period[M]` |
| concepts of code lists | `category` of their IRIs, written with our prefixes |
| texts, other IRIs, dates in EDTF such as `2023-02?` | `string` |
| of several kinds, or of another datatype | `object` with texts |

What is unbound is missing (`NA`; `NaT` for dates; `None` in `object`). `frame.attrs["languages"]`
maps columns of texts to the languages that occur in them.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from decimal import Decimal
from typing import TypeAlias

import pandas as pd
import pyoxigraph as ox

from kg.namespaces import PREFIXES, VOCAB
from kg.rdf.terms import write_iri

Term: TypeAlias = ox.NamedNode | ox.BlankNode | ox.Literal | ox.Triple
_XSD = PREFIXES["xsd"]
_INTEGERS = frozenset(
    _XSD + name
    for name in (
        *("integer", "long", "int", "short", "byte"),
        *("unsignedLong", "unsignedInt", "unsignedShort", "unsignedByte"),
        *("nonNegativeInteger", "positiveInteger", "nonPositiveInteger", "negativeInteger"),
    )
)
_TEXTS = frozenset({_XSD + "string", PREFIXES["rdf"] + "langString"})
_LARGEST = 2**63 - 1


def to_frame(columns: Sequence[str], rows: Iterable[Sequence[Term | None]]) -> pd.DataFrame:
    """Return solutions as a data frame with `columns`, in their order."""
    cells = list(rows)
    terms = {name: [row[place] for row in cells] for place, name in enumerate(columns)}
    frame = pd.DataFrame({name: _column(values) for name, values in terms.items()})
    frame.attrs["languages"] = {name: tags for name in columns if (tags := _languages(terms[name]))}
    return frame


def _languages(values: Iterable[Term | None]) -> list[str]:
    tags = (term.language for term in values if isinstance(term, ox.Literal))
    return sorted({tag for tag in tags if tag})


def _column(values: Sequence[Term | None]) -> pd.Series:
    bound = [term for term in values if term is not None]
    if all(isinstance(term, ox.NamedNode) for term in bound):
        return _iris(values)
    if all(isinstance(term, ox.Literal) for term in bound):
        kinds = {term.datatype.value for term in bound if isinstance(term, ox.Literal)}
        texts = [None if term is None else _text(term) for term in values]
        for found, convert in _CONVERSIONS.items():
            if kinds <= found:
                try:
                    return convert(texts)
                except (ValueError, ArithmeticError):
                    break  # a lexical form that its datatype does not have, or no pandas can hold
    return pd.Series([None if term is None else _text(term) for term in values], dtype="object")


def _text(term: Term) -> str:
    return str(getattr(term, "value", term))


def _iris(values: Sequence[Term | None]) -> pd.Series:
    iris = [None if term is None else _text(term) for term in values]
    if any(iris) and all(iri is None or iri.startswith(VOCAB) for iri in iris):
        names = [None if iri is None else write_iri(iri) for iri in iris]
        return pd.Series(pd.Categorical(names, categories=sorted({n for n in names if n})))
    return pd.Series(iris, dtype="string")


_Texts: TypeAlias = Sequence[str | None]


def _integers(texts: _Texts) -> pd.Series:
    numbers = [None if text is None else int(text) for text in texts]
    small = all(number is None or abs(number) <= _LARGEST for number in numbers)
    return pd.Series(numbers, dtype="Int64" if small else "object")


def _decimals(texts: _Texts) -> pd.Series:
    return pd.Series([None if text is None else Decimal(text) for text in texts], dtype="object")


def _floats(texts: _Texts) -> pd.Series:
    return pd.Series([None if text is None else float(text) for text in texts], dtype="Float64")


def _booleans(texts: _Texts) -> pd.Series:
    words = {"true": True, "1": True, "false": False, "0": False}
    if unknown := {text for text in texts if text is not None} - words.keys():
        raise ValueError(f"{unknown} is no boolean")
    return pd.Series([None if text is None else words[text] for text in texts], dtype="boolean")


def _dates(texts: _Texts) -> pd.Series:
    if any(text is not None and len(text) > len("2023-02-09") for text in texts):
        raise ValueError("a date with a zone is no whole day")
    return pd.Series(pd.to_datetime(_strings(texts))).astype("datetime64[s]")


def _moments(texts: _Texts) -> pd.Series:
    zoned = {text[-1] == "Z" or text[-6] in "+-" for text in texts if text is not None}
    if len(zoned) > 1:
        raise ValueError("moments with and without a zone cannot be compared")
    found = pd.to_datetime(_strings(texts), format="ISO8601", utc=zoned == {True})
    return found.astype("datetime64[us, UTC]" if zoned == {True} else "datetime64[us]")


def _years(texts: _Texts) -> pd.Series:
    return pd.Series(pd.PeriodIndex(list(texts), freq="Y"))


def _months(texts: _Texts) -> pd.Series:
    return pd.Series(pd.PeriodIndex(list(texts), freq="M"))


def _strings(texts: _Texts) -> pd.Series:
    return pd.Series(list(texts), dtype="string")


_CONVERSIONS: Mapping[frozenset[str], Callable[[_Texts], pd.Series]] = {
    _INTEGERS: _integers,
    _INTEGERS | {_XSD + "decimal"}: _decimals,
    frozenset({_XSD + "double", _XSD + "float"}): _floats,
    frozenset({_XSD + "boolean"}): _booleans,
    frozenset({_XSD + "date"}): _dates,
    frozenset({_XSD + "dateTime"}): _moments,
    frozenset({_XSD + "gYear"}): _years,
    frozenset({_XSD + "gYearMonth"}): _months,
    _TEXTS: _strings,
}
"""Datatypes of a column to what makes it; the first that has all of them."""
