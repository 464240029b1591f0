from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import pyoxigraph as ox
import pytest
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from kg.config import Settings
from kg.store.readers import ReaderPool
from kg.web import create_app
from kg.web.repeats import Repeats
from tests.conftest import Publish

if TYPE_CHECKING:
    from _typeshed.wsgi import StartResponse, WSGIEnvironment

COUNT = "SELECT (COUNT(*) AS ?n) { ?s ?p ?o }"
ROWS = "SELECT * { ?s ?p ?o FILTER(isIRI(?o)) } ORDER BY ?s LIMIT 200"


class Application:
    """An application with its store; `calls` counts what came through to Flask."""

    def __init__(self, data_dir: Path, project: Path, **values: int) -> None:  # noqa: D107
        self.data_dir = data_dir
        self.pool = ReaderPool(Settings.load({}, data_dir=data_dir, **values))
        app = create_app(self.pool._settings, self.pool, project)
        self.repeats = app.wsgi_app
        assert isinstance(self.repeats, Repeats)
        self._flask = self.repeats._app
        self.repeats._app = self._count
        self.client: FlaskClient = app.test_client()
        self.calls = 0

    def _count(self, environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
        self.calls += 1
        return self._flask(environ, start_response)

    def get(self, query: str = COUNT, method: str = "GET", **headers: str) -> TestResponse:
        named = {name.replace("_", "-"): value for name, value in headers.items()}
        given = {"Accept": "text/csv", **named}
        return self.client.open(
            "/sparql", method=method, query_string={"query": query}, headers=given
        )


@pytest.fixture
def application(
    tmp_path: Path, project: Path, publish_quads: Publish, mixed_quads: list[ox.Quad]
) -> Iterator[Application]:
    publish_quads(tmp_path, mixed_quads)
    found = Application(tmp_path, project)
    with found.pool:
        yield found


def shown(response: TestResponse) -> tuple[int, list[tuple[str, str]], bytes]:
    headers = [item for item in response.headers if item[0] != "X-Request-ID"]
    return response.status_code, sorted(headers), response.data


@pytest.mark.parametrize("coding", ["gzip", "zstd", "identity"])
def test_from_the_third_time_on_flask_is_not_called_and_nothing_differs(
    application: Application, coding: str
) -> None:
    answers = [application.get(ROWS, Accept_Encoding=coding) for _ in range(4)]
    assert application.calls == 2
    assert len({str(shown(answer)) for answer in answers}) == 1
    assert answers[0].headers.get("Content-Encoding", "identity") == coding
    assert len({answer.headers["X-Request-ID"] for answer in answers}) == 4


@pytest.mark.parametrize(
    ("changed", "status"),
    [
        ({"method": "HEAD"}, 200),
        ({"method": "OPTIONS"}, 204),
        ({"query": "nonsense"}, 400),
        ({"Accept": "application/json"}, 200),
        ({"Accept": "image/png"}, 406),
        ({"Accept_Encoding": "gzip"}, 200),
        ({"Prefer": "snapshot=none"}, 404),
        ({"If_None_Match": "*"}, 304),
        ({"Host": "no host"}, 400),
    ],
)
def test_a_request_that_differs_goes_to_the_application(
    application: Application, changed: dict[str, str], status: int
) -> None:
    for _ in range(3):
        application.get()
    before = application.calls
    assert application.get(**changed).status_code == status
    assert application.calls == before + 1


def test_a_new_snapshot_is_seen_at_once(
    application: Application, publish_quads: Publish, mixed_quads: list[ox.Quad]
) -> None:
    old = [application.get() for _ in range(3)]
    publish_quads(application.data_dir, mixed_quads[1:])
    application.pool.follow()
    new = [application.get() for _ in range(3)]
    assert {answer.data for answer in old}.isdisjoint({answer.data for answer in new})
    assert old[-1].headers["KG-Snapshot"] != new[-1].headers["KG-Snapshot"]
    assert application.calls == 4


def test_what_has_made_room_in_the_cache_is_asked_again(
    tmp_path: Path, project: Path, publish_quads: Publish, mixed_quads: list[ox.Quad]
) -> None:
    publish_quads(tmp_path, mixed_quads)
    application = Application(tmp_path, project, cache_bytes=1500)
    with application.pool:
        for _ in range(3):
            application.get()
        assert application.calls == 2
        for _ in range(2):
            application.get("ASK {}", Accept="application/json")
        assert application.get().data == application.get().data
        assert application.calls == 5


def test_repeats_are_counted_and_may_choose_their_id(application: Application) -> None:
    answers = [application.get(X_Request_ID="mine") for _ in range(5)]
    assert {answer.headers["X-Request-ID"] for answer in answers} == {"mine"}
    for answer in answers:
        answer.close()
    text = application.client.get("/-/metrics").text
    found = re.search(
        r'kg_http_requests_total{method="GET",route="/sparql",status="200"} (\S+)', text
    )
    assert found is not None
    assert float(found[1]) == 5
    assert "kg_cache_hits 4.0" in text
    assert "kg_cache_misses 1.0" in text


def test_what_is_remembered_of_requests_is_bounded(application: Application) -> None:
    for number in range(3):
        for _ in range(2):
            application.get(f"{COUNT} # {number * 5000 * 'x'}")
    assert isinstance(application.repeats, Repeats)
    assert len(application.repeats._known) == 1
