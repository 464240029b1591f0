"""A SPARQL Update request, taken apart into its operations.

The engine runs a request as a whole and tells nothing of what it changed. Taken apart, each
operation becomes the change that it makes, which can be validated, refused and undone. Grammar:
https://www.w3.org/TR/sparql11-query/#rUpdate
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from typing import TypeAlias, cast

from pyoxigraph import NamedNode, QuerySolutions, Store

from kg.errors import QueryRefused, QuerySyntaxError
from kg.store.sparql_text import Kind, Token, place, services, tokens, undeclared_prefix
from kg.store.syntax import explain

_GUARD = "DROP GRAPH <urn:x-kg:absent> ; "
"""Before an operation, this makes the engine parse it and run nothing: the graph does not exist."""


@dataclass(frozen=True)
class Modify:
    """DELETE and INSERT by templates: texts of quads in braces, or None; `data` has no WHERE."""

    prologue: str
    delete: str | None = None
    insert: str | None = None
    where: str | None = None
    graph: NamedNode | None = None
    using: tuple[NamedNode, ...] = ()
    using_named: tuple[NamedNode, ...] = ()

    @property
    def has_dataset(self) -> bool:
        """Tell whether it names the dataset of its WHERE, as `using-graph-uri` would."""
        return bool(self.using or self.using_named or self.graph)


@dataclass(frozen=True)
class Clear:
    """CLEAR, DROP and CREATE: `graph` is an IRI, or the word DEFAULT, NAMED or ALL."""

    verb: str
    graph: NamedNode | str
    silent: bool


@dataclass(frozen=True)
class Transfer:
    """ADD, MOVE and COPY from one graph to another; None is the default graph."""

    verb: str
    source: NamedNode | None
    target: NamedNode | None
    silent: bool


Operation: TypeAlias = Modify | Clear | Transfer


def read_update(
    text: str, using: Sequence[str] = (), using_named: Sequence[str] = ()
) -> list[Operation]:
    """Return the operations of `text`; `using` are the protocol's `using-graph-uri` parameters.

    Raises QuerySyntaxError where it is not SPARQL 1.1 Update, and QueryRefused for LOAD and
    SERVICE: whoever writes sends the data.
    """
    parts = list(_parts(text))
    for prologue, part in parts:
        _check_syntax(text, prologue, part)
    operations = [_Reader(text, prologue, part).operation() for prologue, part in parts if part]
    if any(word.is_word("LOAD") for _, part in parts for word in part[:1]):
        raise QueryRefused("LOAD is not allowed: send the data to /data instead")
    if services(text):
        raise QueryRefused("SERVICE is not allowed in an update")
    found = [operation for operation in operations if operation is not None]
    if not using and not using_named:
        return found
    return [_with_dataset(operation, using, using_named) for operation in found]


def _with_dataset(
    operation: Operation, using: Sequence[str], using_named: Sequence[str]
) -> Operation:
    """Return `operation` over the protocol's dataset: SPARQL 1.1 Protocol, section 2.2.3."""
    if not isinstance(operation, Modify) or operation.where is None:
        return operation
    if operation.has_dataset:
        raise QuerySyntaxError("using-graph-uri cannot stand beside USING or WITH in the update")
    try:
        default, named = (tuple(map(NamedNode, iris)) for iris in (using, using_named))
    except ValueError as error:
        raise QuerySyntaxError(f"using-graph-uri is no IRI: {error}") from None
    return replace(operation, using=default, using_named=named)


def _parts(text: str) -> Iterator[tuple[str, list[Token]]]:
    """Yield each operation's tokens, and the declarations that hold for it."""
    prologue: list[str] = []
    part: list[Token] = []
    depth = 0
    listed = list(tokens(text))
    index = 0
    while index < len(listed):
        token = listed[index]
        if not part and token.is_word("PREFIX", "BASE", "VERSION"):
            size = 3 if token.is_word("PREFIX") else 2
            prologue.append(" ".join(item.text for item in listed[index : index + size]))
            index += size
            continue
        index += 1
        depth += (token.text == "{") - (token.text == "}")
        if token.text == ";" and depth == 0:
            yield " ".join(prologue), part
            part = []
        else:
            part.append(token)
    if part or prologue:
        yield " ".join(prologue), part


def _check_syntax(text: str, prologue: str, part: Sequence[Token]) -> None:
    """Raise QuerySyntaxError, with its place in `text`, where the engine cannot parse the part."""
    if not part:
        if prologue and not _parses(prologue):
            raise QuerySyntaxError("the declarations at the head of the update are wrong", 1, 1)
        return
    head = f"{prologue} {_GUARD}" if prologue else _GUARD
    body = text[part[0].start : part[-1].end]
    try:
        Store().update(head + body)
    except SyntaxError as error:
        found = explain(head + body, str(error), None, update=True)
        line, column = place(text, part[0].start)
        inner = found.line or 1
        shown = (found.column or 1) + (column - 1 - len(head) if inner == 1 else 0)
        shown = max(shown, 1)
        line += inner - 1
        said = str(found).partition(": ")[2] or str(found)
        raise QuerySyntaxError(f"line {line}, column {shown}: {said}", line, shown) from None
    except (RuntimeError, ValueError, OSError):
        return


def _parses(prologue: str) -> bool:
    try:
        Store().update(prologue)
    except SyntaxError:
        return False
    return True


class _Reader:
    """Reads the tokens of one operation that the engine has parsed."""

    def __init__(self, text: str, prologue: str, part: Sequence[Token]) -> None:
        self._text = text
        self._prologue = prologue
        self._part = part
        self._next = 0

    def operation(self) -> Operation | None:
        """Return the operation; None for LOAD, which is refused elsewhere."""
        verb = self._word("LOAD", *_CLEARING, *_TRANSFERS, "INSERT", "DELETE", "WITH")
        if verb == "LOAD":
            return None
        if verb in _CLEARING:
            silent = self._take("SILENT")
            scope = self._taken("DEFAULT", "NAMED", "ALL")
            return Clear(verb, scope or self._graph(), silent)
        if verb in _TRANSFERS:
            silent = self._take("SILENT")
            source = self._graph_or_default()
            self._word("TO")
            return Transfer(verb, source, self._graph_or_default(), silent)
        return self._modify(verb)

    def _modify(self, verb: str) -> Modify:
        if verb == "INSERT" and self._take("DATA"):
            return Modify(self._prologue, insert=self._braces())
        if verb == "DELETE" and self._take("DATA"):
            return Modify(self._prologue, delete=self._braces())
        if verb == "DELETE" and self._take("WHERE"):
            pattern = self._braces()
            return Modify(self._prologue, delete=pattern, where=pattern)
        graph = None
        if verb == "WITH":
            graph = self._iri()
            verb = self._word("INSERT", "DELETE")
        delete = self._braces() if verb == "DELETE" else None
        insert = self._braces() if verb == "INSERT" or self._take("INSERT") else None
        using: list[NamedNode] = []
        named: list[NamedNode] = []
        while self._take("USING"):
            (named if self._take("NAMED") else using).append(self._iri())
        self._word("WHERE")
        where = self._braces()
        return Modify(self._prologue, delete, insert, where, graph, tuple(using), tuple(named))

    def _peek(self) -> Token:
        if self._next == len(self._part):
            raise self._lost(self._part[-1])
        return self._part[self._next]

    def _taken(self, *words: str) -> str | None:
        if self._next < len(self._part) and self._peek().is_word(*words):
            self._next += 1
            return self._part[self._next - 1].text.upper()
        return None

    def _take(self, word: str) -> bool:
        return self._taken(word) is not None

    def _word(self, *words: str) -> str:
        token = self._peek()
        found = self._taken(*words)
        if found is None:
            raise self._lost(token)
        return found

    def _lost(self, token: Token) -> QuerySyntaxError:
        line, column = place(self._text, token.start)
        said = f"line {line}, column {column}: put blanks around {token.text[:40]}"
        return QuerySyntaxError(said, line, column)

    def _graph_or_default(self) -> NamedNode | None:
        return None if self._take("DEFAULT") else self._graph()

    def _graph(self) -> NamedNode:
        self._take("GRAPH")
        return self._iri()

    def _iri(self) -> NamedNode:
        token = self._peek()
        if token.kind not in (Kind.IRI, Kind.NAME):
            raise self._lost(token)
        self._next += 1
        return resolve(self._prologue, token.text)

    def _braces(self) -> str:
        """Return the text of a group in braces, with them."""
        start = self._peek()
        if start.text != "{":
            raise self._lost(start)
        depth = 0
        for index in range(self._next, len(self._part)):
            text = self._part[index].text
            depth += (text == "{") - (text == "}")
            if depth == 0:
                self._next = index + 1
                return self._text[start.start : self._part[index].end]
        raise self._lost(start)


_CLEARING = ("CLEAR", "DROP", "CREATE")
_TRANSFERS = ("ADD", "MOVE", "COPY")


def resolve(prologue: str, text: str) -> NamedNode:
    """Return the IRI that an IRI reference or prefixed name stands for under `prologue`."""
    name = undeclared_prefix(f"{prologue} {text}")
    if name is not None:
        raise QuerySyntaxError(f"the prefix of {name.text} is not declared")
    query = f"{prologue} SELECT ({text} AS ?iri) {{}}"
    solution = next(iter(cast(QuerySolutions, Store().query(query))))
    return cast(NamedNode, solution["iri"])
