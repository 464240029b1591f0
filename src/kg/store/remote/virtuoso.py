"""OpenLink Virtuoso 7, whose cluster edition speaks the same protocol.

Seen with 7.2.5 of Debian; what is done about each quirk:

- Writes are let in only at addresses of their own, with digest authentication: anonymous users may
  only read, at `/sparql`. The addresses follow from that of `/sparql`.
- It has no plain default graph; without FROM a query sees every graph of the server, Virtuoso's own
  included, and a triple that stands in two of them counts twice. The snapshot's default graph is a
  named graph, and each query says which graphs it is about.
- Answers are cut at `ResultSetMaxRows` of its configuration, with status 200. The header
  `X-SPARQL-MaxRows` says that a table was cut, nothing says it of a graph. So the limit, which any
  client may read, must be more than KG_ANSWER_ROWS. A CONSTRUCT that makes fewer triples than that
  out of more solutions is cut unseen.
- A query that takes too long may return what was found so far, also with 200 (its "anytime"
  queries); the header `X-SQL-State` gives it away, and the answer is refused.
- Literals: `true` comes back as `1`, `007` as `7`, `1.10` as `1.1` (mended when read); an integer
  beyond 64 bits as a decimal of the same value (compared as such); language tags in lower case (so
  does the embedded engine); a point of `geo:wktLiteral` as `POINT(105.8 21.1)` of a type of its own
  (mended to `Point(…)`, Wikidata's spelling). Other shapes are spelt anew, `xsd:duration` and its
  kin become numbers, a decimal loses digits after the fifteenth, years before Christ lose theirs,
  fractions of a second end at the sixth digit, ill-typed integers become 0: `kg publish` finds each
  of these when it reads back, and refuses the snapshot.
- DESCRIBE gives what points to a thing too, unless told to give its concise description.
- ASK is answered as a table in JSON; blank nodes have labels that are not legal (`nodeID://b1`).
- What an expression makes is not what SPARQL 1.1 says: a truth value is the integer 1 or 0 (a
  stored one is mended), CONCAT drops the language that its arguments share, a
  comparison with an unbound variable is 0, an aggregate over a sub-select with an aggregate in
  OPTIONAL counted nothing, and a plain string beyond Latin-1 turns
  into question marks (mended: see `virtuoso_text`). An answer gives no sign of this: where such a
  query matters, ask the embedded engine or another one.
- `BNODE()` in a SELECT is missing, `LCASE` failed on some Vietnamese literals,
  and a path with `*` or `+` needs one bound end: the error of the engine is shown as it is.
- `bif:` and `sql:` name functions of the server itself: no query with such an IRI is sent.
- A transaction shows as committed row by row, for milliseconds, to a query that runs meanwhile:
  `kg.store.remote.store` throws such an answer away.
"""

from __future__ import annotations

import re
from urllib.parse import urljoin

import httpx
from pyoxigraph import Literal, NamedNode, QueryBoolean, QueryResultsFormat, QuerySolutions, Triple
from pyoxigraph import parse_query_results as parse

from kg.errors import AnswerTooLarge, QueryError, QueryRefused, QueryTimeout
from kg.store.remote.address import Addresses, Credentials, checked
from kg.store.remote.engine import Engine, Source
from kg.store.remote.virtuoso_text import with_wide_strings
from kg.store.sparql_text import Kind, tokens

_XSD = "http://www.w3.org/2001/XMLSchema#"
_BOOLEAN, _INTEGER = NamedNode(_XSD + "boolean"), NamedNode(_XSD + "integer")
_DECIMAL = NamedNode(_XSD + "decimal")
_GEOMETRY = NamedNode("http://www.openlinksw.com/schemas/virtrdf#Geometry")
_WKT = NamedNode("http://www.opengis.net/ont/geosparql#wktLiteral")
_POINT = ("POINT(", "Point(")
_WORDS = {"1": "true", "0": "false"}
_LARGEST = 2**63 - 2  # 2**63 - 1 already comes back as a decimal
_ASKED = "__ASK_RETVAL"
_LABEL = (b'"type": "bnode", "value": "nodeID://', b'"type": "bnode", "value": "')
_ESCAPE = re.compile(r"\\u([0-9A-Fa-f]{4})|\\U([0-9A-Fa-f]{8})")
_INSIDE = ("bif:", "sql:")
_TOO_LONG = "S1T00"
_LIMIT = (
    "SELECT (bif:cfg_item_value(bif:virtuoso_ini_path(), 'SPARQL', 'ResultSetMaxRows') AS ?limit) "
    "WHERE {}"
)


class Virtuoso(Engine):
    """A Virtuoso server."""

    kind = "virtuoso"
    graph_parameter = "graph-uri"

    def authentication(self, credentials: Credentials | None) -> httpx.Auth | None:
        """Return digest authentication, the only one that it takes."""
        return httpx.DigestAuth(credentials.user, credentials.password) if credentials else None

    def prepared(self, text: str, form: str) -> str:
        """Ask for the description that the embedded engine gives; refuse the server's functions."""
        for token in tokens(text):
            if token.kind is Kind.IRI and _unescaped(token.text[1:]).lower().startswith(_INSIDE):
                raise QueryRefused(f"functions of the engine itself are not allowed: {token.text}")
        sent = with_wide_strings(text)
        return f'DEFINE sql:describe-mode "CBD" {sent}' if form == "DESCRIBE" else sent

    def solutions(self, source: Source) -> QuerySolutions | QueryBoolean:
        """Return what `source` holds, with the truth value that an ASK stands for."""
        results = super().solutions(source)
        if isinstance(results, QuerySolutions) and [v.value for v in results.variables] == [_ASKED]:
            row = next(results, None)
            said = row is not None and getattr(row[_ASKED], "value", "0") not in ("0", "false")
            text = b'{"head":{},"boolean":%s}' % (b"true" if said else b"false")
            truth = parse(text, QueryResultsFormat.JSON)
            assert isinstance(truth, QueryBoolean)  # noqa: S101 - written above
            return truth
        return results

    def source(self, response: httpx.Response) -> Source:
        """Return the body with legal labels of blank nodes."""
        return Source(response, _LABEL)

    def restored(self, term: object) -> object:
        """Return a boolean, or a point, as it is written everywhere else."""
        if isinstance(term, Literal) and term.datatype == _BOOLEAN:
            return Literal(_WORDS.get(term.value, term.value), datatype=_BOOLEAN)
        if isinstance(term, Literal) and term.datatype == _GEOMETRY:
            return Literal(term.value.replace(*_POINT), datatype=_WKT)
        return term

    def comparable(self, triple: Triple) -> Triple:
        """Return `triple` with large integers as decimals."""
        term = triple.object
        if isinstance(term, Literal) and term.datatype == _INTEGER and _is_large(term.value):
            return Triple(triple.subject, triple.predicate, Literal(term.value, datatype=_DECIMAL))
        return triple

    def failure(self, status: int, text: str) -> QueryError:
        """Tell the engine's own deadline from its other errors."""
        if _TOO_LONG in text:
            return QueryTimeout("the engine gave the query up: it took too long")
        return super().failure(status, text)

    def check_whole(self, headers: httpx.Headers) -> None:
        """Refuse what was cut at the row limit or at a time limit."""
        if "X-SPARQL-MaxRows" in headers:
            limit = headers["X-SPARQL-MaxRows"]
            raise AnswerTooLarge(f"the engine cuts answers at {limit} rows (ResultSetMaxRows)")
        if "X-SQL-State" in headers:
            raise QueryTimeout("the engine gave only a part of the answer: it took too long")

    def row_limit(self, *, timeout: float) -> int | None:
        """Return `ResultSetMaxRows` of the server's configuration."""
        try:
            rows = self.select(_LIMIT, timeout=timeout)
            return int(getattr(rows[0]["limit"], "value", "")) or None
        except (QueryError, ValueError, IndexError):
            return None


def addresses(url: str) -> Addresses:
    """Return the addresses of the server whose root, or whose `/sparql`, is at `url`."""
    query = checked(url)
    if not query.endswith("/sparql"):
        query = query.rstrip("/") + "/sparql"
    return Addresses(query, urljoin(query, "sparql-auth"), urljoin(query, "sparql-graph-crud-auth"))


def _is_large(text: str) -> bool:
    try:
        return abs(int(text)) > _LARGEST
    except ValueError:
        return False


def _unescaped(text: str) -> str:
    return _ESCAPE.sub(lambda found: chr(int(found[1] or found[2], 16)), text)
