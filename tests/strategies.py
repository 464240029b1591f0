"""Strategies for property tests, shared by all rooms.

What breaks RDF tools in practice: Vietnamese in both normal forms, escapes, numbers whose lexical
form matters, IRIs that look like something else, and blank nodes in every arrangement.
"""

from __future__ import annotations

import unicodedata

import pyoxigraph as ox
from hypothesis import strategies as st

from kg.namespaces import BASE, PREFIXES

_XSD = PREFIXES["xsd"]
_WORDS = ("Bắc Giang", "Hải Dương", "Thừa Thiên Huế", "đường", "thỏa thuận", "thoả thuận", "Ứ", "")

vietnamese = st.builds(
    unicodedata.normalize, st.sampled_from(["NFC", "NFD"]), st.sampled_from(_WORDS)
)
"""Vietnamese words, composed and decomposed."""

nasty = st.sampled_from(
    [
        '"',
        '""',
        '"""',
        "\\",
        "\\n",
        "\n",
        "\r\n",
        "\t",
        "'",
        "'''",
        "#",
        "😀",
        "\x00",
        "\u202e",
        "\ufeff",
        ". ",
    ]
)
"""Pieces of text that writers of Turtle forget to escape."""

texts = st.lists(
    st.one_of(vietnamese, nasty, st.text(st.characters(exclude_categories=["Cs"]), max_size=8)),
    max_size=5,
).map("".join)
"""Any text a literal can hold."""

iris = st.one_of(
    st.sampled_from(
        [
            PREFIXES["rdf"] + "type",
            PREFIXES["rdf"] + "nil",
            PREFIXES["rdf"] + "first",
            PREFIXES["rdf"] + "rest",
            PREFIXES["vnrc"],
            PREFIXES["vnrc"] + "Agreement",
            BASE + "ontology",
            BASE + "id/unit/bac-giang-1997",
            BASE + "id/status-report/000-1",
            BASE + "vocab/status/open",
            BASE + "text/000#char=575,583",
            BASE + "id/unit/a.b.",
            BASE + "id/unit/-a",
            BASE + "id/unit/a%20b",
            BASE + "id/unit/đ",
            "urn:isbn:1",
            "http://example.org/a(b)'c",
            "http://example.org/" + unicodedata.normalize("NFD", "ế"),
        ]
    ),
    st.integers(0, 12).map(lambda n: f"{BASE}id/statement/000-{n}"),
).map(ox.NamedNode)
"""Absolute IRIs, with and without a prefix, some with a local name that no prefix can hold."""

_tags = st.sampled_from(["vi", "en", "vi-vn", "zh-hant"])
_numbers = st.one_of(
    st.tuples(st.sampled_from(["1.10", ".5", "-0.0", "1", "+1.0"]), st.just("decimal")),
    st.tuples(st.sampled_from(["007", "-1", "+2", "10", "1.0"]), st.just("integer")),
    st.tuples(st.sampled_from(["1e0", "INF", "1.0"]), st.just("double")),
    st.tuples(st.sampled_from(["true", "1", "TRUE"]), st.just("boolean")),
    st.tuples(st.sampled_from(["2023-02-09", "x"]), st.just("date")),
)
literals = st.one_of(
    texts.map(ox.Literal),
    st.builds(lambda text, tag: ox.Literal(text, language=tag), texts, _tags),
    _numbers.map(lambda pair: ox.Literal(pair[0], datatype=ox.NamedNode(_XSD + pair[1]))),
)
"""Plain, tagged and typed literals; lexical forms that are not canonical, or not of their type."""

_blank_nodes = st.integers(0, 5).map(lambda n: ox.BlankNode(f"n{n}"))
_nodes = st.one_of(iris, _blank_nodes)
_values = st.one_of(iris, _blank_nodes, literals)

graphs = st.lists(st.builds(ox.Quad, _nodes, iris, _values), max_size=20)
"""Triples as quads of the default graph; blank nodes alone, nested, shared and in cycles."""

datasets = st.lists(
    st.builds(
        ox.Quad,
        _nodes,
        iris,
        _values,
        st.one_of(
            st.just(ox.DefaultGraph()),
            st.integers(0, 2).map(lambda n: ox.NamedNode(f"{BASE}graph/article/{n}")),
        ),
    ),
    max_size=20,
)
"""Quads in the default graph and in three named graphs, which may share blank nodes."""


@st.composite
def lists(draw: st.DrawFn) -> list[ox.Quad]:
    """Return a graph with a list, sound or broken at one place."""
    items = draw(st.lists(_values, min_size=1, max_size=4))
    nodes = [ox.BlankNode(f"l{number}") for number in range(len(items))]
    first, rest = (ox.NamedNode(PREFIXES["rdf"] + name) for name in ("first", "rest"))
    ends: list[ox.NamedNode | ox.BlankNode] = [*nodes[1:], ox.NamedNode(PREFIXES["rdf"] + "nil")]
    quads = [ox.Quad(draw(iris), draw(iris), nodes[0])]
    quads += [ox.Quad(node, first, item) for node, item in zip(nodes, items, strict=True)]
    quads += [ox.Quad(node, rest, end) for node, end in zip(nodes, ends, strict=True)]
    if draw(st.booleans()):
        del quads[draw(st.integers(0, len(quads) - 1))]
    return quads + draw(st.lists(st.builds(ox.Quad, _nodes, iris, _values), max_size=3))
