"""Every setting with its default, its name in the environment and what it does.

A setting is one field of `Settings`: add a field, and the environment, the checks and the
documentation know it. A value comes from the command line, else from the environment, else from
the default.
"""

from __future__ import annotations

import os
import typing
from collections.abc import Callable, Mapping
from dataclasses import Field, dataclass, field, fields
from pathlib import Path
from typing import Any, Self

from platformdirs import user_data_path

from kg.errors import ConfigError

LOOPBACK = frozenset({"127.0.0.1", "::1", "localhost"})
"""Names under which only programs on this machine reach a server."""


def _about(
    env: str, doc: str, *, minimum: float | None = None, secret: bool = False
) -> dict[str, object]:
    """Return a setting's metadata; `doc` says in one line what it does, with its unit.

    A number below `minimum` is refused. The value of a `secret` is never shown.
    """
    return {"env": env, "doc": doc, "minimum": minimum, "secret": secret}


@dataclass(frozen=True, kw_only=True)
class Settings:
    """What can be set, each field with `env`, `doc`, `minimum`, `secret` in its metadata."""

    data_dir: Path = field(
        default_factory=lambda: user_data_path("vnrc-kg", appauthor=False),
        metadata=_about(
            "KG_DATA_DIR", "Directory of the snapshots; by default one of the user's own."
        ),
    )

    library: Path = field(
        default_factory=lambda: user_data_path("vnrc-kg", appauthor=False) / "library",
        metadata=_about(
            "KG_LIBRARY",
            "Directory of your own copies of articles, as UTF-8 text files; `kg read` keeps texts "
            "there, and pages show passages from them. It is never part of the graph.",
        ),
    )
    reviewer: str = field(
        default="https://w3id.org/vnrc/id/organisation/vnrc-contributors",
        metadata=_about(
            "KG_REVIEWER",
            "IRI of whoever reviews drafts, as an ORCID or a mailto: address; it is published.",
        ),
    )
    fetch_timeout: float = field(
        default=30.0,
        metadata=_about(
            "KG_FETCH_TIMEOUT",
            "Seconds that fetching a page for `kg read` may take.",
            minimum=0.001,
        ),
    )
    fetch_bytes: int = field(
        default=32 * 1024 * 1024,
        metadata=_about(
            "KG_FETCH_BYTES", "Largest page or file that `kg read` takes, in bytes.", minimum=1
        ),
    )

    model_url: str = field(
        default="",
        metadata=_about(
            "KG_MODEL_URL",
            "Address of a language model with an OpenAI-compatible interface, as "
            "http://127.0.0.1:8080/v1; empty: none is asked.",
        ),
    )
    model_key: str = field(
        default="",
        metadata=_about("KG_MODEL_KEY", "Key that the language model asks for.", secret=True),
    )
    model_name: str = field(
        default="",
        metadata=_about("KG_MODEL_NAME", "Name of the language model at that address."),
    )
    model_timeout: float = field(
        default=300.0,
        metadata=_about(
            "KG_MODEL_TIMEOUT", "Seconds that the language model may take.", minimum=0.001
        ),
    )

    host: str = field(
        default="127.0.0.1",
        metadata=_about(
            "KG_HOST", "Address to listen on; 0.0.0.0 is every address of the machine."
        ),
    )
    port: int = field(
        default=8000,
        metadata=_about("KG_PORT", "Port to listen on; 0 takes a free one.", minimum=0),
    )
    base: str = field(
        default="",
        metadata=_about(
            "KG_BASE",
            "Address that readers know the server by, where a proxy stands before it "
            "(https://example.org/graph/); by default that of each request.",
        ),
    )
    query_timeout: float = field(
        default=30.0,
        metadata=_about("KG_QUERY_TIMEOUT", "Seconds that a query may take.", minimum=0.001),
    )
    query_length: int = field(
        default=128 * 1024,
        metadata=_about("KG_QUERY_LENGTH", "Bytes of UTF-8 that a query may have.", minimum=1),
    )
    query_nesting: int = field(
        default=200,
        metadata=_about(
            "KG_QUERY_NESTING", "Brackets of a query that may be open at once.", minimum=1
        ),
    )
    answer_rows: int = field(
        default=1_000_000,
        metadata=_about("KG_ANSWER_ROWS", "Rows or triples that an answer may have.", minimum=1),
    )
    answer_bytes: int = field(
        default=1024**3,
        metadata=_about("KG_ANSWER_BYTES", "Bytes that an answer may have.", minimum=1),
    )
    readers: int = field(
        default=16,
        metadata=_about(
            "KG_READERS", "Queries that may run at once, each in a process.", minimum=1
        ),
    )
    short_readers: int = field(
        default=4,
        metadata=_about(
            "KG_SHORT_READERS",
            "Readers, of all, that are kept for queries of less than a second; where the others "
            "are taken, a longer query ends (503).",
            minimum=0,
        ),
    )
    merged_triples: int = field(
        default=1_000_000,
        metadata=_about(
            "KG_MERGED_TRIPLES",
            "Triples of the graphs of one query that may be merged, where it names several.",
            minimum=1,
        ),
    )
    older_snapshots: int = field(
        default=2,
        metadata=_about(
            "KG_OLDER_SNAPSHOTS",
            "Snapshots that may be held for questions beside the current one.",
            minimum=0,
        ),
    )
    waiting_queries: int = field(
        default=32,
        metadata=_about(
            "KG_WAITING_QUERIES",
            "Queries that may wait for a reader; one more is refused at once (429).",
            minimum=0,
        ),
    )
    cache_bytes: int = field(
        default=64 * 1024**2,
        metadata=_about(
            "KG_CACHE_BYTES", "Bytes of answers that are kept to be given again.", minimum=0
        ),
    )
    cache_answer_bytes: int = field(
        default=4 * 1024**2,
        metadata=_about(
            "KG_CACHE_ANSWER_BYTES", "Bytes of the largest answer that is kept.", minimum=0
        ),
    )
    reconcile_batch: int = field(
        default=100,
        metadata=_about(
            "KG_RECONCILE_BATCH",
            "Queries, or things to tell more of, that one request for reconciliation may hold.",
            minimum=1,
        ),
    )
    token: str = field(
        default="",
        repr=False,
        metadata=_about(
            "KG_TOKEN",
            "Token that updates and cancellations must show; without one they are refused.",
            secret=True,
        ),
    )
    token_file: str = field(
        default="",
        metadata=_about("KG_TOKEN_FILE", "File that holds the token, in place of KG_TOKEN."),
    )
    access_log: bool = field(
        default=True,
        metadata=_about("KG_ACCESS_LOG", "Whether each request is logged, as a line of JSON."),
    )
    reader_memory: int = field(
        default=2 * 1024**3,
        metadata=_about(
            "KG_READER_MEMORY",
            "Bytes of address space that a reader may take beyond the snapshot it holds.",
            minimum=64 * 1024**2,
        ),
    )
    in_memory_triples: int = field(
        default=5_000_000,
        metadata=_about(
            "KG_IN_MEMORY_TRIPLES",
            "Triples, of all graphs together, up to which the readers hold a snapshot in memory "
            "(about 560 MB a million).",
            minimum=0,
        ),
    )
    allowed_services: tuple[str, ...] = field(
        default=(),
        metadata=_about(
            "KG_ALLOWED_SERVICES",
            "Addresses that SERVICE may ask, written as in the query; by default none. What leads "
            "to a private address is refused, unless it is that address.",
        ),
    )
    service_bytes: int = field(
        default=64 * 1024**2,
        metadata=_about(
            "KG_SERVICE_BYTES", "Bytes that an answer to a SERVICE may have.", minimum=1
        ),
    )
    wikidata_endpoint: str = field(
        default="",
        metadata=_about(
            "KG_WIKIDATA_ENDPOINT",
            "SPARQL endpoint, Wikidata's or one like it, that `kg link` may ask, as "
            "https://query.wikidata.org/sparql; by default none. Private addresses are refused as "
            "for SERVICE.",
        ),
    )
    user_agent: str = field(
        default="vnrc-kg (https://w3id.org/vnrc/)",
        metadata=_about(
            "KG_USER_AGENT",
            "How `kg link` introduces itself; public endpoints ask for a way to reach you.",
        ),
    )
    link_pause: float = field(
        default=1.0,
        metadata=_about("KG_LINK_PAUSE", "Seconds between two requests of `kg link`.", minimum=0),
    )
    update_timeout: float = field(
        default=60.0,
        metadata=_about(
            "KG_UPDATE_TIMEOUT",
            "Seconds that an update may take, its wait for others included.",
            minimum=0.001,
        ),
    )
    update_length: int = field(
        default=16 * 1024 * 1024,
        metadata=_about(
            "KG_UPDATE_LENGTH",
            "Bytes that an update, or a graph that is sent, may have.",
            minimum=1,
        ),
    )
    writer_memory: int = field(
        default=4 * 1024**3,
        metadata=_about(
            "KG_WRITER_MEMORY",
            "Bytes of address space that an update may take beyond the data the writer holds.",
            minimum=64 * 1024**2,
        ),
    )
    saved_queries: int = field(
        default=10_000,
        metadata=_about(
            "KG_SAVED_QUERIES", "Queries that may have a short link; 0 makes none.", minimum=0
        ),
    )
    saved_query_length: int = field(
        default=16_384,
        metadata=_about(
            "KG_SAVED_QUERY_LENGTH",
            "Bytes of UTF-8 that a query with a short link may have.",
            minimum=1,
        ),
    )
    keep_snapshots: int = field(
        default=10,
        metadata=_about("KG_KEEP_SNAPSHOTS", "Newest snapshots that are always kept.", minimum=1),
    )
    keep_days: float = field(
        default=7.0,
        metadata=_about(
            "KG_KEEP_DAYS",
            "Days for which each snapshot is kept, whatever their number.",
            minimum=0,
        ),
    )
    max_file_bytes: int = field(
        default=32 * 1024 * 1024,
        metadata=_about(
            "KG_MAX_FILE_BYTES", "Largest Turtle or TriG file that is read, in bytes.", minimum=1
        ),
    )
    check_timeout: float = field(
        default=120.0,
        metadata=_about(
            "KG_CHECK_TIMEOUT",
            "Seconds that OWLAPI and HermiT may take when the ontology is checked.",
            minimum=0.001,
        ),
    )

    def __post_init__(self) -> None:
        """Refuse a number that is too small, wherever it came from."""
        for item in fields(self):
            minimum, value = item.metadata["minimum"], getattr(self, item.name)
            if minimum is not None and value < minimum:
                raise ConfigError(
                    f"{item.metadata['env']} is {value}: at least {minimum} is needed"
                )

    @classmethod
    def load(cls, environ: Mapping[str, str] = os.environ, **given: object) -> Self:
        """Return the settings: what is `given` and not None, else `environ`, else the defaults.

        An empty environment variable counts as absent. Raises ConfigError where a value cannot be
        read or is too small.
        """
        values = {name: value for name, value in given.items() if value is not None}
        types = typing.get_type_hints(cls)
        for item in fields(cls):
            text = environ.get(item.metadata["env"], "")
            if item.name not in values and text:
                values[item.name] = _parse(item, types[item.name], text)
        return cls(**values)  # type: ignore[arg-type]


def _parse_switch(text: str) -> bool:
    words = {"1": True, "true": True, "yes": True, "0": False, "false": False, "no": False}
    return words[text.lower()]


_PARSERS: dict[Any, tuple[Callable[[str], object], str]] = {
    str: (str, "a text"),
    Path: (lambda text: Path(text).expanduser(), "a path"),
    int: (int, "a whole number"),
    float: (float, "a number"),
    bool: (_parse_switch, "true or false"),
    tuple[str, ...]: (lambda text: tuple(text.split()), "words separated by blanks"),
}


def _parse(item: Field[Any], kind: object, text: str) -> object:
    parse, expected = _PARSERS[kind]
    try:
        return parse(text)
    except (ValueError, KeyError):
        raise ConfigError(f"{item.metadata['env']} is {text!r}: {expected} is needed") from None
