"""Terms as a page shows them: what they are called, where they lead, the language they are in."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime

from markupsafe import Markup, escape
from pyoxigraph import BlankNode, Literal, NamedNode

from kg.namespaces import BASE, GRAPH, ID, PREFIXES, VNRC
from kg.site import formats, spans
from kg.site.addresses import local
from kg.site.labels import Labels, look_up, plain
from kg.site.panels import Row, Term
from kg.site.spans import Span
from kg.site.texts import family, text

_XSD = PREFIXES["xsd"]
_TIME = f"{ID}time/"
_STATEMENT = f"{ID}statement/"
_TEXT = f"{BASE}text/"
_WIKIDATA = PREFIXES["wd"]
_NAMES = {
    f"{PREFIXES[prefix]}{name}": message
    for prefix, name, message in (
        ("rdf", "type", "type"),
        ("skos", "note", "note"),
        ("skos", "broader", "broader"),
        ("skos", "inScheme", "scheme"),
        ("skos", "notation", "notation"),
        ("dcterms", "title", "title"),
        ("dcterms", "publisher", "publisher"),
        ("dcterms", "issued", "issued"),
        ("dcterms", "license", "license"),
        ("schema", "url", "url"),
    )
}
_LASTING = {f"{VNRC}{name}" for name in ("validity", "planPeriod", "refPeriod")}
"""Properties whose time span is a duration; any other is a moment somewhere inside."""


@dataclass(frozen=True)
class Shown:
    """A term for a page: `url` where it leads, `language` where it is not the page's."""

    text: str
    url: str | None = None
    language: str | None = None
    outside: bool = False


class Terms:
    """Shows terms to readers of one language, with labels and dates that were looked up at once."""

    def __init__(self, language: str, labels: Labels, found: dict[str, Span]) -> None:
        """Hold what was looked up."""
        self.language = language
        self.labels = labels
        self._spans = found

    @classmethod
    def of(cls, language: str, *tables: Iterable[Row], also: Iterable[str] = ()) -> Terms:
        """Look up what the terms in `tables`, and the IRIs in `also`, are called.

        Raises QueryError.
        """
        nodes = {
            term
            for table in tables
            for row in table
            for term in row.values()
            if isinstance(term, NamedNode)
        }
        times = [node for node in nodes if node.value.startswith(_TIME)]
        named = [node for node in nodes if not node.value.startswith(_TIME)]
        return cls(language, look_up(language, [*named, *also]), spans.look_up(times))

    def show(self, term: Term | BlankNode, property_: str = "") -> Shown:
        """Return what a reader sees of `term`, the value of a property (an IRI)."""
        if isinstance(term, NamedNode):
            return self._node(term.value, lasting=property_ in _LASTING)
        return Shown("…") if isinstance(term, BlankNode) else self._literal(term)

    def link(self, term: Term | BlankNode, property_: str = "") -> Markup:
        """Return `term` as HTML: a link, or text, each in its own direction and language."""
        shown = self.show(term, property_)
        language = f' lang="{escape(shown.language)}"' if shown.language else ""
        if shown.url is None:
            return Markup(f"<bdi{language}>{escape(shown.text)}</bdi>")  # noqa: S704 - escaped
        outside = ' rel="external"' if shown.outside else ""
        return Markup(  # noqa: S704 - escaped
            f'<a href="{escape(shown.url)}"{outside}{language}><bdi>{escape(shown.text)}</bdi></a>'
        )

    def name(self, iri: str) -> str:
        """Return what `iri` is called; a few terms of other vocabularies have names of our own."""
        own = _NAMES.get(iri)
        return text(self.language, f"terms.{own}") if own else self.labels[iri].text

    def span(self, iri: str) -> Span | None:
        """Return the time span `iri`; None where it is none."""
        return self._spans.get(iri)

    def _graph(self, path: str) -> str:
        """Return what the named graph at `path` under the base is called."""
        room, _, name = path.partition("/")
        known = room if f"of_{room}" in family("graphs") else "other"
        return text(self.language, f"graphs.of_{known}", name=name or room)

    def _node(self, iri: str, *, lasting: bool) -> Shown:
        if iri in self._spans:
            return Shown(spans.in_words(self._spans[iri], self.language, lasting=lasting))
        if iri.startswith(_WIKIDATA):
            number = iri.removeprefix(_WIKIDATA)
            name = f"{self.labels[iri].text} ({number})" if iri in self.labels.known else number
            return Shown(name, iri, outside=True)
        if iri.startswith(str(GRAPH)):
            return Shown(self._graph(iri.removeprefix(str(GRAPH))), local(iri, self.language))
        for kind, base in (("statement", _STATEMENT), ("text", _TEXT)):
            if iri.startswith(base) and iri not in self.labels.known:
                name = text(self.language, f"terms.{kind}", number=iri.removeprefix(base))
                return Shown(name, local(iri, self.language))
        label = self.labels[iri]
        url = local(iri, self.language)
        other = None if label.language == self.language else label.language
        return Shown(label.text, url, other, outside=bool(url and "://" in url))

    def _literal(self, literal: Literal) -> Shown:
        value, kind = literal.value, literal.datatype.value.removeprefix(_XSD)
        try:
            match kind:
                case "date":
                    return Shown(formats.day(date.fromisoformat(value), self.language))
                case "dateTime":
                    return Shown(formats.minute(datetime.fromisoformat(value), self.language))
                case "integer" | "decimal" | "double" | "nonNegativeInteger":
                    return Shown(formats.number(float(value), self.language))
                case "boolean":
                    return Shown(text(self.language, "terms.yes" if value in _TRUE else "terms.no"))
                case "anyURI":
                    url = local(value, self.language)
                    return Shown(plain(value), url, outside=url is not None)
        except (ValueError, OverflowError):
            pass  # ill-typed: shown as it is written
        other = None if literal.language == self.language else literal.language
        return Shown(plain(value), None, other)


_TRUE = ("true", "1")


def in_language(literals: Iterable[Term], language: str) -> list[Term]:
    """Return the values, of texts in several languages only those in the reader's, if there are."""
    values = list(literals)
    tagged = [item for item in values if isinstance(item, Literal) and item.language]
    own = [item for item in tagged if (item.language or "").partition("-")[0] == language]
    if not own:
        return values
    return [item for item in values if item not in tagged or item in own]
