"""The client of notebooks, over a snapshot on disk and over an endpoint."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Iterator
from decimal import Decimal
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread

import pandas as pd
import pyoxigraph as ox
import pytest

from kg.client import Client
from kg.errors import (
    ConfigError,
    EngineError,
    ProjectError,
    QueryError,
    QuerySyntaxError,
    SnapshotError,
)
from kg.namespaces import PREFIXES
from tests.conftest import Publish
from tests.servers import Server, serving

XSD = PREFIXES["xsd"]
AGREEMENT = ox.NamedNode(PREFIXES["agreement"] + "a")
TYPE = ox.NamedNode(PREFIXES["agreement-type"] + "memorandum-of-understanding")
NAME = ox.NamedNode(PREFIXES["rdfs"] + "label")
KIND = ox.NamedNode(PREFIXES["vnrc"] + "agreementType")


@pytest.fixture(scope="module")
def data_dir(tmp_path_factory: pytest.TempPathFactory, publish_quads: Publish) -> Path:
    directory = tmp_path_factory.mktemp("data")
    quads = [
        ox.Quad(AGREEMENT, NAME, ox.Literal("Biên bản ghi nhớ", language="vi")),
        ox.Quad(AGREEMENT, NAME, ox.Literal("Memorandum", language="en")),
        ox.Quad(AGREEMENT, KIND, TYPE),
    ]
    publish_quads(directory, quads)
    return directory


@pytest.fixture(scope="module")
def server(data_dir: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    project = tmp_path_factory.mktemp("project")
    for room in ("ontology", "shapes", "data", "queries"):
        (project / room).mkdir()
    with serving(data_dir, project, readers=2, access_log="no") as found:
        yield found


@pytest.fixture(scope="module", params=["snapshot", "endpoint"])
def client(request: pytest.FixtureRequest, data_dir: Path, server: Server) -> Iterator[Client]:
    source = data_dir if request.param == "snapshot" else server.endpoint
    with Client(source) as found:
        yield found


def column(client: Client, *values: str) -> pd.Series:
    """Return the column of an answer whose cells are `values`, in SPARQL; UNDEF is unbound."""
    cells = " ".join(f"({number} {value})" for number, value in enumerate(values))
    query = f"SELECT ?x {{ VALUES (?n ?x) {{ {cells} }} }} ORDER BY ?n"
    return client.query(query)["x"]


def test_our_prefixes_need_no_declaration(client: Client) -> None:
    frame = client.query("SELECT ?a ?type { ?a vnrc:agreementType ?type }")
    assert list(frame.columns) == ["a", "type"]
    assert frame["a"].tolist() == [AGREEMENT.value]


def test_concepts_of_code_lists_are_categories(client: Client) -> None:
    kinds = client.query("SELECT ?type { ?a vnrc:agreementType ?type }")["type"]
    assert kinds.dtype == "category"
    assert kinds.tolist() == ["agreement-type:memorandum-of-understanding"]


def test_labels_are_texts_and_their_languages_are_kept(client: Client) -> None:
    frame = client.query("SELECT ?label { ?a rdfs:label ?label } ORDER BY ?label")
    assert frame["label"].dtype == "string"
    assert sorted(frame["label"]) == ["Biên bản ghi nhớ", "Memorandum"]
    assert frame.attrs["languages"] == {"label": ["en", "vi"]}


@pytest.mark.parametrize(
    ("values", "dtype", "expected"),
    [
        (("1", '"2"^^xsd:int', "UNDEF"), "Int64", [1, 2, pd.NA]),
        (("1.10", "2"), "object", [Decimal("1.1"), Decimal(2)]),
        (("1e0", "2.5e0"), "Float64", [1.0, 2.5]),
        (("true", "UNDEF", "false"), "boolean", [True, pd.NA, False]),
        (
            ('"2023-02-09"^^xsd:date', "UNDEF"),
            "datetime64[s]",
            [pd.Timestamp("2023-02-09"), pd.NaT],
        ),
        (('"1288-04-09"^^xsd:date',), "datetime64[s]", [pd.Timestamp("1288-04-09")]),
        (
            ('"2019-10-05T21:36:00"^^xsd:dateTime',),
            "datetime64[us]",
            [pd.Timestamp("2019-10-05T21:36:00")],
        ),
        (
            ('"2019-10-05T21:36:00+07:00"^^xsd:dateTime', '"2019-10-05T14:36:00Z"^^xsd:dateTime'),
            "datetime64[us, UTC]",
            [pd.Timestamp("2019-10-05T14:36:00Z")] * 2,
        ),
        (('"2023"^^xsd:gYear',), "period[Y-DEC]", [pd.Period("2023", "Y")]),
        (('"2023-02"^^xsd:gYearMonth',), "period[M]", [pd.Period("2023-02", "M")]),
        (('"2023-02-09?"', "UNDEF"), "string", ["2023-02-09?", pd.NA]),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_each_datatype_has_its_dtype(
    client: Client, values: tuple[str, ...], dtype: str, expected: list[object]
) -> None:
    found = column(client, *values)
    assert str(found.dtype) == dtype
    for cell, wanted in zip(found, expected, strict=True):
        assert cell is wanted if wanted is pd.NA or wanted is pd.NaT else cell == wanted


@pytest.mark.parametrize(
    "values",
    [
        ("1", '"a"'),
        ("<https://example.org/>", '"a"'),
        ('"2023-02-09"^^xsd:date', '"2023-02-09T00:00:00"^^xsd:dateTime'),
        ('"2023-02-09T00:00:00"^^xsd:dateTime', '"2023-02-09T00:00:00Z"^^xsd:dateTime'),
        ('"2023-02-30"^^xsd:date',),
        ('"2023-02-09+07:00"^^xsd:date',),
        ('"x"^^xsd:integer',),
        ('"-0500"^^xsd:gYear', '"x"^^xsd:gYear'),
        ('"P1Y"^^xsd:duration',),
    ],
)
def test_what_has_no_common_type_stays_text(client: Client, values: tuple[str, ...]) -> None:
    found = column(client, *values)
    assert found.dtype == "object"
    assert all(isinstance(cell, str) for cell in found)


def test_an_integer_beyond_64_bits_is_not_cut() -> None:
    """Pandas has no such type; the engine would not keep one, but another endpoint may."""
    from kg.dataframes import to_frame  # noqa: PLC0415 - the only test of the module alone

    large = str(2**70)
    term = ox.Literal(large, datatype=ox.NamedNode(XSD + "integer"))
    assert to_frame(["x"], [[term]])["x"].tolist() == [2**70]


def test_an_answer_without_rows_has_its_columns(client: Client) -> None:
    frame = client.query("SELECT ?a ?b { ?a vnrc:none ?b }")
    assert frame.shape == (0, 2)


def test_yes_and_no(client: Client) -> None:
    assert client.ask("ASK { ?a a ?b }") is False
    assert client.ask("ASK { ?a vnrc:agreementType ?b }") is True
    with pytest.raises(QueryError, match=r"Client\.ask"):
        client.query("ASK {}")
    with pytest.raises(QueryError, match=r"Client\.query"):
        client.ask("SELECT * {}")


def test_triples_are_a_graph_of_rdflib(client: Client) -> None:
    graph = client.graph("CONSTRUCT { ?a rdfs:label ?b } { ?a rdfs:label ?b }")
    assert {str(value) for value in graph.objects()} == {"Biên bản ghi nhớ", "Memorandum"}


def test_a_saved_question_in_a_language(client: Client) -> None:
    """The small graph has no conference: the question is there, its answer has no row."""
    assert client.question("CQ05", lang="en").columns[0] == "event"
    with pytest.raises(ProjectError, match="no saved question"):
        client.question("CQ99")
    with pytest.raises(ConfigError, match="no labels in de"):
        client.question("CQ05", lang="de")


def test_the_snapshot_is_named(client: Client, data_dir: Path) -> None:
    client.ask("ASK {}")
    assert client.snapshot == (data_dir / "current").resolve().name


def test_what_is_wrong_with_a_query_is_said(data_dir: Path, server: Server) -> None:
    """The same of a snapshot and of an endpoint: the place is that in the query as written."""
    for query in ("SELECT nothing", "# two lines\nSELECT nothing", "SELECT * {"):
        places = []
        for source in (data_dir, server.endpoint):
            with Client(source) as client, pytest.raises(QuerySyntaxError) as caught:
                client.query(query)
            places.append((caught.value.line, caught.value.column, str(caught.value)))
        assert places[0] == places[1]


def test_what_an_endpoint_refuses_is_said(server: Server) -> None:
    with (
        Client(server.endpoint) as client,
        pytest.raises(EngineError, match="answered 403: SERVICE is not allowed"),
    ):
        client.query("SELECT * { SERVICE <https://example.org/sparql> { ?s ?p ?o } }")


def test_an_address_that_is_no_endpoint_is_said(server: Server) -> None:
    with (
        Client(f"{server.url}-/openapi.json") as client,
        pytest.raises(EngineError, match="answered 405"),
    ):
        client.ask("ASK {}")
    with Client("http://[::1") as client, pytest.raises(EngineError, match="cannot be asked"):
        client.ask("ASK {}")


class Page(BaseHTTPRequestHandler):
    """Shows a page whatever is asked, as a proxy that wants one to log in."""

    def do_POST(self) -> None:
        self.send_response(200)
        self.end_headers()
        self.wfile.write(b"<html>")

    def log_message(self, *_: object) -> None:
        """Say nothing."""


@pytest.fixture
def page() -> Iterator[str]:
    with ThreadingHTTPServer(("127.0.0.1", 0), Page) as server:
        Thread(target=server.serve_forever, daemon=True).start()
        yield f"http://127.0.0.1:{server.server_port}/"
        server.shutdown()


def test_an_answer_that_is_none_is_said(page: str) -> None:
    with Client(page) as client:
        with pytest.raises(EngineError, match="no SPARQL JSON"):
            client.query("SELECT * {}")
        with pytest.raises(EngineError, match="no N-Triples"):
            client.graph("DESCRIBE <x:>")


def test_a_source_that_is_none_is_said(tmp_path: Path) -> None:
    with pytest.raises(SnapshotError, match="kg build"):
        Client(tmp_path)
    with Client("http://127.0.0.1:9/sparql") as client, pytest.raises(EngineError, match="asked"):
        client.ask("ASK {}")


def test_the_data_directory_of_the_settings_is_the_default(
    data_dir: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("KG_DATA_DIR", str(data_dir))
    with Client() as client:
        assert client.ask("ASK { ?a vnrc:agreementType ?b }")


def test_without_pandas_data_frames_say_what_to_install(data_dir: Path) -> None:
    """Everything else works without it."""
    program = f"""
import sys
sys.modules["pandas"] = None
from kg.client import Client
from kg.errors import ConfigError
with Client({str(data_dir)!r}) as client:
    print(client.ask("ASK {{}}"))
    try:
        client.query("SELECT * {{}}")
    except ConfigError as error:
        print(error)
"""
    done = subprocess.run(
        [sys.executable, "-c", program], capture_output=True, text=True, check=True
    )
    assert done.stdout.splitlines() == [
        "True",
        "data frames need pandas, which is not installed: pip install 'vnrc-kg[notebook]'",
    ]
