"""How quick small queries stay while others run away, and how soon those end."""

from __future__ import annotations

import http.client
import time
from concurrent.futures import ThreadPoolExecutor
from http import HTTPStatus
from pathlib import Path

from benchmarks.asking import read_questions
from benchmarks.dataset import Dataset
from benchmarks.figures import Report, median, p99
from benchmarks.peers import KgServeCold
from benchmarks.serving import running

_RUNAWAYS = {
    "cross product": (
        "SELECT (COUNT(*) AS ?x) { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i . ?j ?k ?l . ?m ?n ?o }"
    ),
    "huge order": "SELECT * { ?s ?p ?o . ?t ?q ?u } ORDER BY ?o ?u",
    "concatenation": "SELECT (GROUP_CONCAT(STR(?o)) AS ?x) { ?s ?p ?o . ?t ?q ?u . ?v ?w ?y }",
    "regular expression": (
        "SELECT * { ?s ?p ?o . ?t ?q ?u . ?v ?w ?x "
        "FILTER(REGEX(CONCAT(STR(?s), STR(?t), STR(?v)), '^(([a-z]+)*:?/*)*!$')) }"
    ),
}
_EACH = 2
_DEADLINE = 5.0  # seconds
LATE_SECONDS, SMALL_MS = 1.0, 250
_LET_BEGIN = 0.5


def runaways(dataset: Dataset, directory: Path, report: Report) -> None:
    """Measure point queries beside eight runaways, and by how much those pass their deadline."""
    server = KgServeCold(dataset, directory / "runaways", directory)
    texts = [text for text in _RUNAWAYS.values() for _ in range(_EACH)]
    small = read_questions()["01-point"]
    with running(server), ThreadPoolExecutor(len(texts)) as threads:
        server.ask(small)
        ends = [threads.submit(_run_away, server.port, text) for text in texts]
        time.sleep(_LET_BEGIN)
        times = []
        while not any(end.done() for end in ends):
            begin = time.perf_counter()
            server.ask(small)
            times.append(time.perf_counter() - begin)
        ended = [end.result() for end in ends]
    report.bar(
        f"while {len(texts)} queries run away, small ones keep a p99 under {SMALL_MS} ms",
        f"median {median(times) * 1000:.1f} ms, p99 {p99(times) * 1000:.0f} ms of {len(times)}",
        met=p99(times) * 1000 < SMALL_MS,
    )
    statuses = {status for status, _ in ended}
    true = statuses <= {HTTPStatus.SERVICE_UNAVAILABLE, HTTPStatus.GATEWAY_TIMEOUT}
    late = max(seconds for _, seconds in ended) - _DEADLINE
    report.bar(
        f"each of them ends within {LATE_SECONDS:.0f} s of its deadline, with 503 or 504",
        f"{late:.2f} s at the latest, {', '.join(map(str, sorted(statuses)))}",
        met=true and late <= LATE_SECONDS,
    )


def _run_away(port: int, query: str) -> tuple[int, float]:
    """Return the status of the answer and the seconds that it took."""
    begin = time.perf_counter()
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=60)
    headers = {"Content-Type": "application/sparql-query"}
    connection.request("POST", f"/sparql?timeout={_DEADLINE:g}", query.encode(), headers)
    response = connection.getresponse()
    response.read()
    connection.close()
    return response.status, time.perf_counter() - begin
