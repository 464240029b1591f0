"""One canonical form of Turtle and TriG: the same triples give the same bytes.

Every file declares the same prefixes. Subjects come in the order of `order.py`, one block each;
properties one a line; values sorted. Lexical forms and language tags stay as they are. Comments
have no place in a graph: one block at the head of a file is kept, others are refused.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import TypeGuard

import pyoxigraph as ox

from kg.errors import RdfSyntaxError
from kg.namespaces import PREFIXES
from kg.rdf import problems
from kg.rdf.blanks import NIL, Blanks, Graph, GraphName, by_graph
from kg.rdf.document import Document
from kg.rdf.findings import Finding
from kg.rdf.labels import label
from kg.rdf.order import property_key, subject_rank, value_key
from kg.rdf.terms import Node, Term, natural, write_iri, write_literal

WIDTH = 100
"""Longest line, in code points, on which several values or a whole blank node are written."""

_RDF_TYPE = PREFIXES["rdf"] + "type"
_NO_TAGS: Mapping[ox.Literal, str] = {}


def write_turtle(
    quads: Iterable[ox.Quad], *, tags: Mapping[ox.Literal, str] = _NO_TAGS, header: str = ""
) -> str:
    """Return the triples of `quads`, whatever graphs they are in, as canonical Turtle.

    `tags` gives the language tags that are not in lower case; `header` is a block of comment lines.
    """
    default = ox.DefaultGraph()
    return write_trig(
        (ox.Quad(quad.subject, quad.predicate, quad.object, default) for quad in quads),
        tags=tags,
        header=header,
    )


def write_trig(
    quads: Iterable[ox.Quad], *, tags: Mapping[ox.Literal, str] = _NO_TAGS, header: str = ""
) -> str:
    """Return `quads` as canonical TriG; those in the default graph come first, outside braces.

    Raises RdfSyntaxError where blank nodes are so alike that no order of them can be found.
    """
    graphs = by_graph(quads)
    graphs, blanks, names = label(graphs, Blanks(graphs))
    parts = [header] if header else []
    parts.append("\n".join(f"@prefix {name}: <{iri}> ." for name, iri in PREFIXES.items()))
    for name in sorted(graphs, key=lambda name: _graph_key(name, names)):
        writer = _Writer(graphs[name], blanks, names, tags)
        if isinstance(name, ox.DefaultGraph):
            parts += writer.blocks("")
        else:
            body = "\n\n".join(writer.blocks("  "))
            parts.append(f"{_graph_key(name, names)[1]} {{\n{body}\n}}")
    return "\n\n".join(parts) + "\n"


def format_document(document: Document) -> tuple[str, list[Finding]]:
    """Return the canonical text of a readable document, and why it may not replace the file."""
    header, findings = _comments(document)
    write = write_trig if document.path.suffix == ".trig" else write_turtle
    try:
        return write(document.quads, tags=document.tags, header=header), findings
    except RdfSyntaxError as error:
        findings.append(problems.SYNTAX.found(document.path, reason=error))
        return document.source.text, findings


def _comments(document: Document) -> tuple[str, list[Finding]]:
    """Return the comment lines at the head of the text, and a finding for every other comment."""
    text, end, at_head = document.source.text, 0, True
    findings: list[Finding] = []
    for token in document.source.tokens:
        if token.kind != "comment":
            at_head = False
        elif at_head:
            end = token.start + len(token.text)
        else:
            place = document.source.place(token.start)
            findings.append(problems.COMMENT.found(document.path, *place))
    lines = text[:end].strip().splitlines()
    return "\n".join(line.strip() for line in lines), findings


def _graph_key(name: GraphName, names: Mapping[ox.BlankNode, str]) -> tuple[object, str]:
    if isinstance(name, ox.DefaultGraph):
        return natural(""), ""
    text = names[name] if isinstance(name, ox.BlankNode) else write_iri(name.value)
    return natural(text), text


class _Writer:
    """Writes the blocks of one graph."""

    def __init__(
        self,
        graph: Graph,
        blanks: Blanks,
        names: Mapping[ox.BlankNode, str],
        tags: Mapping[ox.Literal, str],
    ) -> None:
        self.graph = graph
        self.blanks = blanks
        self.names = names
        self.tags = tags
        self._texts: dict[Term, str] = {}

    def blocks(self, pad: str) -> list[str]:
        """Return one block a subject, in reading order, indented by `pad`."""
        return [self._block(subject, pad) for subject in sorted(self._subjects(), key=self._key)]

    def _subjects(self) -> list[Node]:
        nested = {
            value
            for properties in self.graph.values()
            for values in properties.values()
            for value in values
            if isinstance(value, ox.BlankNode) and value not in self.names
        }
        # The links of a list inside a nested node are values too, so this finds all.
        return [subject for subject in self.graph if subject not in nested]

    def _key(self, subject: Node) -> tuple[object, ...]:
        types = [t.value for t in self.graph[subject].get(_RDF_TYPE, ())]
        iri = subject.value if isinstance(subject, ox.NamedNode) else None
        text = iri or (self._name(subject) or "") + self._inside(subject)
        return subject_rank(iri, types), iri is None, natural(text)

    def _block(self, subject: Node, pad: str) -> str:
        """Return the block of `subject`; beside its name its type, or its only property."""
        name = self._name(subject) or "[]"
        first, *rows = self._rows(subject, pad + "  ")
        beside = f"{pad}{name} {first.lstrip()}"
        is_type = _RDF_TYPE in self.graph[subject]
        if (is_type or not rows) and "\n" not in first and _fits(beside):
            first = beside
        else:
            first = f"{pad}{name}\n{first}"
        return " ;\n".join([first, *rows]) + " ."

    def _rows(self, node: Node, pad: str) -> list[str]:
        """Return one row a property of `node`, without what ends it."""
        properties = self.graph.get(node, {})
        return [
            pad + self._row(_verb(predicate), self._sorted(properties[predicate]), pad)
            for predicate in sorted(properties, key=property_key)
        ]

    def _row(self, verb: str, values: list[Term], pad: str) -> str:
        """Return a property with its values: on one line where they fit, else one value a line."""
        flat = f"{verb} {', '.join(map(self._text, values))}"
        if not any(map(self._has_long_text, values)) and _fits(pad + flat):
            return flat
        inner = pad + "  "
        if self._are_long_nodes(values, inner):
            return f"{verb} {', '.join(self._expanded(value, pad) for value in values)}"
        if len(values) == 1:
            return f"{verb} {self._long(values[0], pad)}"
        return f"{verb}\n" + ",\n".join(inner + self._long(value, inner) for value in values)

    def _are_long_nodes(self, values: list[Term], pad: str) -> TypeGuard[list[ox.BlankNode]]:
        """Tell whether `values` are nested nodes that do not each fit on a line."""
        return all(map(self._is_nested, values)) and any(
            self._has_long_text(value) or not _fits(pad + self._text(value)) for value in values
        )

    def _long(self, value: Term, pad: str) -> str:
        """Return `value` over several lines where it does not fit on one."""
        if isinstance(value, ox.Literal):
            return write_literal(value, self.tags, multiline=True)
        text = self._text(value)
        fits = _fits(pad + text) and not self._has_long_text(value)
        return text if fits or not self._is_nested(value) else self._expanded(value, pad)

    def _expanded(self, value: ox.BlankNode, pad: str) -> str:
        """Return the nested node `value` with a line for each item or property."""
        inner = pad + "  "
        if self.blanks.is_list(value):
            items = self.blanks.items(self.graph, value)
            rows = "\n".join(inner + self._long(item, inner) for item in items)
            return f"(\n{rows}\n{pad})"
        rows = " ;\n".join(self._rows(value, inner))
        return f"[\n{rows}\n{pad}]" if rows else "[]"

    def _text(self, term: Term) -> str:
        """Return `term` on one line; this text is also what blank nodes are ordered by."""
        if isinstance(term, ox.Literal):
            return write_literal(term, self.tags)
        if isinstance(term, ox.NamedNode):
            return write_iri(term.value) if term != NIL else "()"
        if term not in self._texts:
            self._texts[term] = self._name(term) or self._brackets(term)
        return self._texts[term]

    def _brackets(self, node: Node) -> str:
        if self.blanks.is_list(node):
            return f"( {' '.join(map(self._text, self.blanks.items(self.graph, node)))} )"
        inside = self._inside(node)
        return f"[ {inside} ]" if inside else "[]"

    def _inside(self, node: Node) -> str:
        properties = self.graph.get(node, {})
        return " ; ".join(
            f"{_verb(p)} {', '.join(map(self._text, self._sorted(properties[p])))}"
            for p in sorted(properties, key=property_key)
        )

    def _name(self, node: Node) -> str | None:
        return write_iri(node.value) if isinstance(node, ox.NamedNode) else self.names.get(node)

    def _is_nested(self, value: Term) -> TypeGuard[ox.BlankNode]:
        return isinstance(value, ox.BlankNode) and value not in self.names

    def _has_long_text(self, value: Term) -> bool:
        """Tell whether a string with line feeds stands in `value`: it is never on one line."""
        if isinstance(value, ox.Literal):
            return "\n" in value.value
        return self._is_nested(value) and "\\n" in self._text(value)

    def _sorted(self, values: list[Term]) -> list[Term]:
        return sorted(values, key=lambda value: value_key(value, self._text(value)))


def _fits(line: str) -> bool:
    """Tell whether `line` fits, with the mark that ends it."""
    return len(line) + 2 <= WIDTH


def _verb(predicate: str) -> str:
    return "a" if predicate == _RDF_TYPE else write_iri(predicate)
