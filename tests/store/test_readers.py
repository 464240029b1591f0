from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Iterator, Sequence
from contextlib import suppress
from pathlib import Path

import pyoxigraph as ox
import pytest

from kg.config import Settings
from kg.errors import (
    AnswerTooLarge,
    NotAcceptable,
    QueryError,
    QueryOutOfMemory,
    QueryRefused,
    QuerySyntaxError,
    QueryTimeout,
    QueryTooLarge,
    ReaderDied,
    ReadersBusy,
    SnapshotError,
)
from kg.store.query import Query
from kg.store.readers import ReaderPool
from tests.conftest import Publish

CROSS_PRODUCT = "SELECT (COUNT(*) AS ?n) { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i }"
EVERYTHING = "SELECT * { ?s ?p ?o . ?t ?q ?u }"
COUNT_IN = "SELECT (COUNT(*) AS ?n) { ?s ?p ?o }"
MIB = 1024 * 1024


@pytest.fixture(scope="session")
def mixed_dir(
    tmp_path_factory: pytest.TempPathFactory, publish_quads: Publish, mixed_quads: list[ox.Quad]
) -> Path:
    directory = tmp_path_factory.mktemp("mixed")
    publish_quads(directory, mixed_quads)
    return directory


@pytest.fixture(scope="module", params=["memory", "disk"])
def pool(request: pytest.FixtureRequest, mixed_dir: Path) -> Iterator[ReaderPool]:
    in_memory = 1_000_000 if request.param == "memory" else 0
    with open_pool(mixed_dir, in_memory_triples=in_memory) as found:
        yield found


def open_pool(data_dir: Path, **values: object) -> ReaderPool:
    timeout = values.pop("query_timeout", 2.0)
    return ReaderPool(Settings.load({}, data_dir=data_dir, query_timeout=timeout, **values))


def ask(pool: ReaderPool, text: str, **values: Sequence[str] | str | None) -> bytes:
    with pool.ask(Query(text=text, **values)) as answer:  # type: ignore[arg-type]
        return answer.read()


def count(pool: ReaderPool, pattern: str = "?s ?p ?o", **values: Sequence[str]) -> int:
    text = COUNT_IN.replace("?s ?p ?o", pattern)
    return int(ask(pool, text, solutions="csv", **values).split()[1])


def open_files() -> int:
    return len(list(Path("/proc/self/fd").iterdir()))


# --- answers


def test_without_a_dataset_a_query_sees_the_merged_graph_and_all_named_ones(
    pool: ReaderPool,
) -> None:
    assert count(pool) == 3001
    assert count(pool, "GRAPH ?g { ?s ?p ?o }") == 3001


def test_from_and_from_named_choose_the_dataset(pool: ReaderPool) -> None:
    of_one = COUNT_IN.replace("{ ?s", "FROM <https://example.org/g0> { ?s")
    assert ask(pool, of_one, solutions="csv") == b"n\r\n1501\r\n"
    of_named = of_one.replace("FROM", "FROM NAMED").replace("?s ?p ?o", "GRAPH ?g { ?s ?p ?o }")
    assert ask(pool, of_named, solutions="csv") == b"n\r\n1501\r\n"


def test_the_dataset_of_the_request_goes_before_that_of_the_text(pool: ReaderPool) -> None:
    one, other = "https://example.org/g0", "https://example.org/g1"
    text = COUNT_IN.replace("{ ?s", f"FROM <{one}> {{ ?s")
    assert ask(pool, text, solutions="csv", default_graphs=[other]) == b"n\r\n1500\r\n"
    assert count(pool, "GRAPH ?g { ?s ?p ?o }", default_graphs=[other]) == 0
    assert count(pool, default_graphs=(), named_graphs=[one]) == 0
    assert count(pool, "GRAPH ?g { ?s ?p ?o }", named_graphs=[one]) == 1501


def test_an_answer_names_its_format_and_its_snapshot(pool: ReaderPool) -> None:
    with pool.ask(Query(text="CONSTRUCT WHERE { ?s ?p ?o }", graph="trig")) as answer:
        assert answer.format is not None
        assert answer.format.name == "trig"
        assert answer.snapshot.id == pool.snapshot.id


def test_a_long_answer_comes_whole_and_in_parts(pool: ReaderPool) -> None:
    with pool.ask(Query(text=f"{EVERYTHING} LIMIT 50000", solutions="tsv")) as answer:
        complete_at_first = answer.complete
        parts = list(answer)
    assert not complete_at_first
    assert len(parts) > 10
    assert b"".join(parts).count(b"\n") == 50001


def test_a_graph_uses_the_prefixes_that_need_no_declaration(pool: ReaderPool) -> None:
    prefixes = {"ex": "https://example.org/"}
    text = "CONSTRUCT { ex:s1 ?p ?o } { ex:s1 ?p ?o }"
    with pool.ask(Query(text=text, prefixes=prefixes)) as answer:
        assert b"ex:s1 ex:p " in answer.read()


# --- refusals


def test_a_syntax_error_tells_line_and_column(pool: ReaderPool) -> None:
    with pytest.raises(QuerySyntaxError) as caught:
        ask(pool, "SELECT * {\n ?s ?p }")
    assert (caught.value.line, caught.value.column) == (2, 8)


def test_a_service_is_refused_but_only_after_the_syntax(pool: ReaderPool) -> None:
    with pytest.raises(QueryRefused, match="SERVICE"):
        ask(pool, "ASK { SERVICE <http://127.0.0.1:1/> { ?s ?p ?o } }")
    with pytest.raises(QuerySyntaxError):
        ask(pool, "ASK { SERVICE <http://127.0.0.1:1/> { ?s ?p } }")


@pytest.mark.parametrize("address", ["https://example.org/sparql", "https://127.0.0.1:1/", ""])
def test_a_service_alone_is_refused_and_no_reader_dies_of_it(
    pool: ReaderPool, address: str
) -> None:
    """The engine would ask it at once, and over https look for certificates."""
    with pytest.raises(QueryRefused, match="SERVICE is not allowed"):
        ask(pool, f"SELECT * {{ SERVICE <{address}> {{ ?s ?p ?o }} }}")


def test_a_service_named_by_a_prefix_is_refused_though_the_engine_dies_of_it(
    pool: ReaderPool,
) -> None:
    with pytest.raises(QueryRefused, match="a computed address"):
        ask(pool, "PREFIX e: <https://example.org/> SELECT * { SERVICE e:x { ?s ?p ?o } }")
    assert count(pool) > 0


def test_a_refused_service_is_never_asked(pool: ReaderPool) -> None:
    with socket.create_server(("127.0.0.1", 0)) as listener:
        listener.settimeout(0.3)
        address = f"http://127.0.0.1:{listener.getsockname()[1]}/"
        for text in ("SERVICE SILENT <A> {}", "?s ?p trueSERVICE<A>{}", "SERVICESILENT<A>{}"):
            with pytest.raises(QueryRefused):
                ask(pool, "ASK { " + text.replace("A", address) + " }")
        with pytest.raises(TimeoutError):
            listener.accept()


def test_a_query_that_is_too_long_or_too_deep_is_refused(mixed_dir: Path) -> None:
    with open_pool(mixed_dir, query_length=100, query_nesting=3) as pool:
        with pytest.raises(QueryTooLarge, match="100 bytes"):
            ask(pool, "ASK {} #" + "đ" * 47)
        with pytest.raises(QueryTooLarge, match="3 brackets"):
            ask(pool, "ASK {{{{}}}}")


def test_an_answer_that_no_format_can_hold_is_refused(pool: ReaderPool) -> None:
    with pytest.raises(NotAcceptable, match="graph"):
        ask(pool, "CONSTRUCT WHERE { ?s ?p ?o }", graph=None)
    with pytest.raises(NotAcceptable, match="solutions"):
        ask(pool, "ASK {}", solutions=None)


@pytest.mark.parametrize("text", ["SELECT ?o", "CONSTRUCT { ?s ?p ?o }"])
def test_control_characters_are_refused_in_xml_and_kept_in_json(
    pool: ReaderPool, text: str
) -> None:
    query = text + " { ?s ?p ?o FILTER(?s = <https://example.org/s0>) }"
    with pytest.raises(NotAcceptable, match="XML"):
        ask(pool, query, solutions="xml", graph="rdfxml")
    assert b"a\\u0001b" in ask(pool, query, graph="jsonld")


# --- limits


@pytest.mark.parametrize("form", ["json", "xml", "csv", "tsv"])
def test_the_row_cap_lets_exactly_that_many_rows_through(mixed_dir: Path, form: str) -> None:
    text = "SELECT ?s { ?s ?p ?o } LIMIT "
    with open_pool(mixed_dir, answer_rows=100) as pool:
        assert ask(pool, text + "100", solutions=form)
        with pytest.raises(AnswerTooLarge, match="100 rows"):
            ask(pool, text + "101", solutions=form)


def test_the_row_cap_holds_for_triples(mixed_dir: Path) -> None:
    with open_pool(mixed_dir, answer_rows=100) as pool:
        with pytest.raises(AnswerTooLarge):
            ask(pool, "CONSTRUCT WHERE { ?s ?p ?o } LIMIT 101")
        assert ask(pool, "CONSTRUCT WHERE { ?s ?p ?o } LIMIT 100")


def test_the_byte_cap_cuts_an_answer(mixed_dir: Path) -> None:
    with open_pool(mixed_dir, answer_bytes=200_000) as pool:
        with pool.ask(Query(text=EVERYTHING)) as answer, pytest.raises(AnswerTooLarge):
            answer.read()
        assert not answer.complete
        assert count(pool) == 3001


def test_a_runaway_query_ends_at_its_deadline_and_others_go_on(mixed_dir: Path) -> None:
    with open_pool(mixed_dir, query_timeout=1.0) as pool:
        ended: list[float] = []

        def run_away() -> None:
            start = time.monotonic()
            with pytest.raises(QueryTimeout):
                ask(pool, CROSS_PRODUCT)
            ended.append(time.monotonic() - start)

        threads = [threading.Thread(target=run_away) for _ in range(3)]
        for thread in threads:
            thread.start()
        for _ in range(20):
            assert count(pool) == 3001
        for thread in threads:
            thread.join()
        assert len(ended) == 3
        assert max(ended) < 20


def test_a_reader_whose_client_reads_too_slowly_ends_at_the_deadline(mixed_dir: Path) -> None:
    with open_pool(mixed_dir, query_timeout=0.5) as pool:
        with pool.ask(Query(text=EVERYTHING)) as answer:
            chunks = iter(answer)
            next(chunks)
            time.sleep(0.7)
            with pytest.raises(QueryTimeout):
                list(chunks)
        assert count(pool) == 3001


def test_a_query_that_takes_too_much_memory_says_so(mixed_dir: Path) -> None:
    bomb = "SELECT * { ?s ?p ?a . ?t ?q ?b } ORDER BY STR(?a)"
    with open_pool(mixed_dir, query_timeout=30.0, reader_memory=64 * MIB) as pool:
        with pytest.raises(QueryOutOfMemory):
            ask(pool, bomb)
        assert count(pool) == 3001


def test_when_all_readers_are_busy_the_next_query_waits_and_then_says_so(mixed_dir: Path) -> None:
    with (
        open_pool(mixed_dir, readers=1, query_timeout=0.5) as pool,
        pool.ask(Query(text=EVERYTHING)),
        pytest.raises(ReadersBusy),
    ):
        ask(pool, "ASK {}")


# --- deaths


@pytest.mark.parametrize("form", ["json", "tsv"])
def test_an_order_that_the_engine_dies_of_is_answered_right(pool: ReaderPool, form: str) -> None:
    text = "SELECT ?o { ?s ?p ?o } ORDER BY ?o"
    first = ask(pool, text, solutions=form)
    assert first == ask(pool, text, solutions=form)
    if form == "tsv":
        lines = first.decode().splitlines()[1:]
        numbers = [float(line) for line in lines if line.replace(".", "").isdigit()]
        assert len(lines) == 3001
        assert numbers == sorted(numbers)


def test_a_killed_reader_is_noticed_and_nothing_else_suffers(pool: ReaderPool) -> None:
    with pool.ask(Query(text=EVERYTHING)) as answer:
        chunks = iter(answer)
        next(chunks)
        loan = answer._loan
        assert loan is not None
        os.kill(loan.reader.pid, signal.SIGKILL)
        with pytest.raises(ReaderDied):
            list(chunks)
    assert count(pool) == 3001


def test_an_idle_reader_that_was_killed_costs_no_query(mixed_dir: Path) -> None:
    with open_pool(mixed_dir) as pool:
        assert count(pool) == 3001
        os.kill(pool._idle[0].pid, signal.SIGKILL)
        time.sleep(0.2)
        assert count(pool) == 3001


def test_a_reader_that_stepped_back_answers_the_next_query_with_its_old_priority(
    mixed_dir: Path,
) -> None:
    def priorities(pid: int) -> list[int]:
        threads = [int(place.name) for place in Path(f"/proc/{pid}/task").iterdir()]
        return sorted(os.getpriority(os.PRIO_PROCESS, thread) for thread in threads)

    with open_pool(mixed_dir, readers=1, query_timeout=60) as pool:
        usual = os.getpriority(os.PRIO_PROCESS, 0)
        ask(pool, "SELECT (COUNT(*) AS ?n) { ?a ?b ?c . ?d ?e ?f FILTER(STRLEN(STR(?c)) > 2) }")
        reader = pool._idle[-1]
        assert priorities(reader.pid) == [usual, 19]
        assert count(pool) == 3001
        assert pool._idle[-1] is reader
        assert priorities(reader.pid) == [usual, usual]


def test_a_killed_template_is_replaced(mixed_dir: Path) -> None:
    with open_pool(mixed_dir) as pool:
        os.kill(pool._template._process.pid, signal.SIGKILL)
        deadline = time.monotonic() + 10
        while time.monotonic() < deadline:
            with suppress(QueryError):
                assert count(pool) == 3001
                break
            time.sleep(0.05)
        else:
            pytest.fail("no query was answered any more")


def test_a_hundred_answers_that_nobody_finishes_leave_nothing_behind(mixed_dir: Path) -> None:
    with open_pool(mixed_dir, readers=2) as pool:
        ask(pool, "ASK {}")
        before = open_files()
        for _ in range(100):
            pool.ask(Query(text=EVERYTHING)).close()
        ask(pool, "ASK {}")
        assert open_files() <= before


def test_all_processes_end_with_the_pool(mixed_dir: Path) -> None:
    pool = open_pool(mixed_dir)
    template = pool._template._process.pid
    with pool.ask(Query(text=EVERYTHING)) as answer:
        assert answer._loan is not None
        busy = answer._loan.reader.pid
        pool.close()
    for pid in (template, busy):
        with pytest.raises(ProcessLookupError):
            os.kill(pid, 0)


def test_readers_end_when_the_program_is_killed(mixed_dir: Path) -> None:
    program = (
        "import sys, time; from pathlib import Path; from kg.config import Settings;"
        "from kg.store.query import Query; from kg.store.readers import ReaderPool;"
        "pool = ReaderPool(Settings(data_dir=Path(sys.argv[1])));"
        f"answer = pool.ask(Query(text={EVERYTHING!r}));"
        "print(pool._template._process.pid, answer._loan.reader.pid, flush=True); time.sleep(60)"
    )
    with subprocess.Popen(
        [sys.executable, "-c", program, str(mixed_dir)], stdout=subprocess.PIPE
    ) as process:
        assert process.stdout is not None
        pids = [int(word) for word in process.stdout.readline().split()]
        process.kill()
    deadline = time.monotonic() + 30
    while any(Path(f"/proc/{pid}").exists() for pid in pids):
        assert time.monotonic() < deadline
        time.sleep(0.02)


# --- snapshots


@pytest.mark.parametrize("in_memory", [0, 1_000_000])
def test_a_new_snapshot_is_picked_up_without_a_failed_query(
    tmp_path: Path, publish_quads: Publish, mixed_quads: list[ox.Quad], in_memory: int
) -> None:
    publish_quads(tmp_path, mixed_quads[:100])
    seen: set[int] = set()
    failures: list[QueryError] = []
    stop = threading.Event()
    with open_pool(tmp_path, in_memory_triples=in_memory) as pool:

        def go_on() -> None:
            while not stop.is_set():
                try:
                    seen.add(count(pool))
                except QueryError as error:
                    failures.append(error)

        threads = [threading.Thread(target=go_on) for _ in range(2)]
        for thread in threads:
            thread.start()
        newer = publish_quads(tmp_path, mixed_quads[:200])
        deadline = time.monotonic() + 60
        while 100 not in seen and time.monotonic() < deadline:
            time.sleep(0.02)
        assert pool.snapshot.id == newer.id
        stop.set()
        for thread in threads:
            thread.join()
    assert seen == {50, 100}
    assert failures == []


def test_a_damaged_new_snapshot_leaves_the_old_one_in_service(
    tmp_path: Path, publish_quads: Publish, mixed_quads: list[ox.Quad]
) -> None:
    publish_quads(tmp_path, mixed_quads[:100])
    with open_pool(tmp_path) as pool:
        newer = publish_quads(tmp_path, mixed_quads[:200])
        newer.quads.write_bytes(b"no gzip")
        time.sleep(1.5)
        assert count(pool) in (50, 100)


def test_without_a_snapshot_or_with_a_broken_one_there_is_no_pool(
    tmp_path: Path, publish_quads: Publish, mixed_quads: list[ox.Quad]
) -> None:
    with pytest.raises(SnapshotError, match="kg build"):
        open_pool(tmp_path)
    snapshot = publish_quads(tmp_path, mixed_quads[:100])
    snapshot.quads.write_bytes(b"no gzip")
    with pytest.raises(SnapshotError, match="gzip"):
        open_pool(tmp_path)
    (snapshot.database / "CURRENT").write_bytes(b"no database")
    with pytest.raises(SnapshotError, match="cannot be read"):
        open_pool(tmp_path, in_memory_triples=0)
