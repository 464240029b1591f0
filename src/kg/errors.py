"""The tree of the program's own exceptions.

KgError                    anything that ends a command with one line on stderr
├── ConfigError            a setting has a value that cannot be used
├── ProjectError           a project directory is missing or incomplete
├── OntologyError          the ontology says what the reasoner cannot follow
├── RdfSyntaxError         a file or text is not the RDF it claims to be
├── SnapshotError          a snapshot is missing, damaged or of another format
│   └── StorageFull        the disk has no room for another snapshot
├── TableError             a table of names cannot be read
├── InvalidData            the data break a shape; nothing was published
└── QueryError             a query was not answered
    ├── QuerySyntaxError   the text is not SPARQL 1.1; carries line and column
    ├── QueryRefused       the query asks for what is not allowed here
    ├── QueryTooLarge      the query is longer or nested deeper than allowed
    ├── NotAcceptable      no format that was asked for can hold the answer
    ├── AnswerTooLarge     the answer has more rows or bytes than allowed
    ├── QueryTimeout       the deadline passed
    ├── QueryOutOfMemory   the answer needs more memory than allowed
    ├── QueryCancelled     someone who may has stopped it
    ├── ReadersBusy        no reader was free before the deadline
    ├── ReaderDied         the engine's process was ended before the answer was complete
    ├── EngineAborted      the engine ended its own process, as it would again
    ├── EngineError        a remote engine cannot be reached, or fails
    ├── UpdateConflict     an update needs a graph that is not there, or makes one that is
    ├── StaleUpdate        the update was meant for another snapshot than the current one
    ├── WriterDied         the writer's process ended; what it was doing was not published
    └── WriterBusy         the writer was busy with other updates until the deadline
"""

from __future__ import annotations

from typing import ClassVar


class KgError(Exception):
    """Base of all errors that are the user's or the environment's, not a bug."""


class ConfigError(KgError):
    """A setting has a value that cannot be used."""


class ProjectError(KgError):
    """A project directory is missing or incomplete."""


class OntologyError(KgError):
    """The ontology says what the reasoner cannot follow; nothing was inferred."""


class RdfSyntaxError(KgError):
    """A file or text is not the RDF it claims to be.

    `line` and `column` count from 1; None where the parser does not tell.
    """

    def __init__(self, message: str, line: int | None = None, column: int | None = None) -> None:
        """Keep the place beside the message."""
        super().__init__(message)
        self.line = line
        self.column = column


class SnapshotError(KgError):
    """A snapshot is missing, damaged or of another format."""


class StorageFull(SnapshotError):  # noqa: N818 - says what happened
    """The disk has no room for another snapshot; the current one stays as it is."""


class TableError(KgError):
    """A table of names cannot be read; `code` says why in a word, `values` what is told with it."""

    _REASONS: ClassVar[dict[str, str]] = {
        "bytes": "the table has more than {most} bytes",
        "cell": "a cell has more than {most} characters",
        "csv": "line {line} is no CSV: {reason}",
        "empty": "the table has no rows",
        "encoding": "byte {byte} is not UTF-8: save the table as CSV in UTF-8",
        "names": "the column has more than {most} different names",
        "no_column": "there is no column {column!r}; there are: {columns}",
        "rows": "the table has more than {most} rows",
    }

    def __init__(self, code: str, **values: str | int) -> None:
        """Take a code of `_REASONS` and the values that its text names."""
        super().__init__(self._REASONS[code].format(**values))
        self.code = code
        self.values = values


class InvalidData(KgError):  # noqa: N818 - it names a state of the data, as HTTP's 422 does
    """The data break a shape; nothing was published."""


class QueryError(KgError):
    """A query was not answered."""


class QuerySyntaxError(QueryError):
    """The text is not SPARQL 1.1; `line` and `column` count from 1, None where unknown."""

    def __init__(self, message: str, line: int | None = None, column: int | None = None) -> None:
        """Keep the place beside the message."""
        super().__init__(message)
        self.line = line
        self.column = column


class QueryRefused(QueryError):  # noqa: N818 - the server's decision, not a fault
    """The query asks for what is not allowed here."""


class QueryTooLarge(QueryError):  # noqa: N818 - the server's decision, not a fault
    """The query is longer, or nested deeper, than a setting allows."""


class NotAcceptable(QueryError):  # noqa: N818 - HTTP's name for it
    """No format that was asked for can hold the answer."""


class AnswerTooLarge(QueryError):  # noqa: N818 - says what happened
    """The answer has more rows or bytes than a setting allows."""


class QueryTimeout(QueryError):  # noqa: N818 - the standard library names its own TimeoutError
    """The deadline passed before the answer was complete."""


class QueryOutOfMemory(QueryError):  # noqa: N818 - says what happened
    """The answer needs more memory than a setting allows."""


class QueryCancelled(QueryError):  # noqa: N818 - says what happened
    """Someone who may has stopped the query."""


class ReadersBusy(QueryError):  # noqa: N818 - a state, not a fault
    """Every reader was busy with other queries until the deadline."""


class ReaderDied(QueryError):  # noqa: N818 - says what happened
    """The engine's process was ended, from outside, before the answer was complete."""


class EngineAborted(QueryError):  # noqa: N818 - says what happened
    """The engine ended its own process over this query, as it would again."""


class EngineError(QueryError):
    """A remote engine cannot be reached, refuses what it was sent, or gives back something else."""


class UpdateConflict(QueryError):  # noqa: N818 - HTTP's name for it
    """An update needs a graph that is not there, or creates one that is."""


class StaleUpdate(QueryError):  # noqa: N818 - says what happened
    """The update was meant for another snapshot than the current one."""


class WriterDied(QueryError):  # noqa: N818 - says what happened
    """The writer's process ended before it answered; what it was doing was not published."""


class WriterBusy(QueryError):  # noqa: N818 - a state, not a fault
    """The writer was busy with other updates until the deadline."""
