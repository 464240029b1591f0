"""Real engines on loopback, started for the tests and ended with them."""

from __future__ import annotations

import shutil
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import httpx
import pytest

from kg.store.remote.address import Credentials
from kg.store.remote.engine import Engine
from kg.store.remote.kinds import connect
from kg.store.snapshot import Snapshot, current_snapshot

PASSWORD = "only-for-tests"  # noqa: S105 - of a database that lives for one run
_START = 60.0  # seconds

_VIRTUOSO_INI = """\
[Database]
DatabaseFile = virtuoso.db
ErrorLogFile = virtuoso.log
LockFile = virtuoso.lck
TransactionFile = virtuoso.trx
xa_persistent_file = virtuoso.pxa
FileExtend = 200

[TempDatabase]
DatabaseFile = virtuoso-temp.db
TransactionFile = virtuoso-temp.trx

[Parameters]
ServerPort = 127.0.0.1:{sql}
DisableUnixSocket = 1
NumberOfBuffers = 10000
MaxDirtyBuffers = 6000
DirsAllowed = .

[HTTPServer]
ServerPort = 127.0.0.1:{http}
ServerRoot = .

[SPARQL]
ResultSetMaxRows = {rows}
"""


@dataclass(frozen=True)
class Server:
    """A running engine and how `kg` is told of it."""

    kind: str
    url: str
    options: Sequence[str] = ()
    update: str | None = None
    graphs: str | None = None
    credentials: Credentials | None = None

    def connect(self) -> Engine:
        """Return a new connection."""
        return connect(
            self.kind, self.url, self.credentials, update=self.update, graphs=self.graphs
        )

    @property
    def environment(self) -> dict[str, str]:
        """What tells `kg` who asks."""
        if self.credentials is None:
            return {}
        return {
            "KG_STORE_USER": self.credentials.user,
            "KG_STORE_PASSWORD": self.credentials.password,
        }


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


def _until_it_answers(process: subprocess.Popen[bytes], url: str, log: Path) -> None:
    deadline = time.monotonic() + _START
    while time.monotonic() < deadline:
        assert process.poll() is None, log.read_text(errors="replace")
        try:
            if httpx.get(url, params={"query": "ASK {}"}, trust_env=False).is_success:
                return
        except httpx.TransportError:
            time.sleep(0.1)
    raise AssertionError(f"{url} did not answer: {log.read_text(errors='replace')}")


def _run(command: list[str], directory: Path, url: str) -> Iterator[None]:
    log = directory / "output.log"
    with log.open("wb") as output:
        process = subprocess.Popen(command, cwd=directory, stdout=output, stderr=output)
    try:
        _until_it_answers(process, url, log)
        yield
    finally:
        process.kill()
        process.wait()


def virtuoso_server(directory: Path, *, rows: int) -> Iterator[Server]:
    """Start a Virtuoso whose answers end at `rows` rows."""
    program = shutil.which("virtuoso-t")
    if program is None:
        pytest.skip("Virtuoso is not installed (Debian: virtuoso-opensource-7-bin)")
    http, sql = free_port(), free_port()
    ini = directory / "virtuoso.ini"
    ini.write_text(_VIRTUOSO_INI.format(http=http, sql=sql, rows=rows))
    command = [program, "+configfile", str(ini), "+foreground"]
    # The first run with this option sets the password and ends.
    subprocess.run(
        [*command, "+pwdold", "dba", "+pwddba", PASSWORD],
        cwd=directory,
        check=True,
        capture_output=True,
        timeout=_START,
    )
    url = f"http://127.0.0.1:{http}/sparql"
    options = ("--kind", "virtuoso")
    for _ in _run(command, directory, url):
        yield Server("virtuoso", url, options, credentials=Credentials("dba", PASSWORD))


@pytest.fixture(scope="session")
def virtuoso(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """Give a Virtuoso with room for every answer."""
    yield from virtuoso_server(tmp_path_factory.mktemp("virtuoso"), rows=1_048_576)


@pytest.fixture(scope="session")
def oxigraph(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """Give an Oxigraph server: an engine that keeps to the standards."""
    program = shutil.which("oxigraph", path=Path(sys.executable).parent)
    if program is None:
        pytest.skip("the Oxigraph server is not installed (PyPI: oxigraph)")
    directory = tmp_path_factory.mktemp("oxigraph")
    port = free_port()
    url = f"http://127.0.0.1:{port}/query"
    command = [program, "serve", "--location", "db", "--bind", f"127.0.0.1:{port}"]
    options = ("--update", "update", "--graphs", "store")
    for _ in _run(command, directory, url):
        yield Server("generic", url, options, update="update", graphs="store")


@pytest.fixture(params=["oxigraph", "virtuoso"])
def server(request: pytest.FixtureRequest) -> Server:
    """Give each kind of engine."""
    found: Server = request.getfixturevalue(request.param)
    return found


@pytest.fixture(scope="session")
def project_snapshot(
    built: Path, tmp_path_factory: pytest.TempPathFactory
) -> tuple[Path, Snapshot]:
    """Return the snapshot of the project itself, and a data directory of ours that holds it."""
    data_dir = tmp_path_factory.mktemp("project") / "data"
    shutil.copytree(built, data_dir, symlinks=True)
    return data_dir, current_snapshot(data_dir)


Emptied = Callable[[Server], Engine]


@pytest.fixture
def emptied() -> Iterator[Emptied]:
    """Return a function that connects to a server and drops what was published in it."""
    opened: list[Engine] = []

    def connect_empty(server: Server) -> Engine:
        engine = server.connect()
        opened.append(engine)
        for graph in engine.graphs("https://"):
            engine.update(f"DROP SILENT GRAPH <{graph}>")
        return engine

    yield connect_empty
    for engine in opened:
        engine.close()
