"""The peers, one class each with the same small interface: start, ask, stop."""

from __future__ import annotations

import gzip
import http.client
import os
import shutil
import signal
import socket
import subprocess
import sys
import time
import urllib.parse
from abc import ABC, abstractmethod
from collections.abc import Mapping, Sequence
from dataclasses import fields
from pathlib import Path
from typing import IO, ClassVar, cast

import pyoxigraph as ox

from benchmarks.dataset import Dataset
from kg.config import Settings

JSON = "application/sparql-results+json"
ANSWER_SECONDS = 60.0
_LOAD_SECONDS = 280.0
_IDLE_SECONDS = 1.0  # less than any peer lets a connection idle
_READY = "ASK {}"


class PeerFailed(Exception):  # noqa: N818 - says what happened
    """A peer did not start, or did not answer."""


class Peer(ABC):
    """Something that answers SPARQL queries over a dataset."""

    name: ClassVar[str]
    default_graph: ClassVar[str]
    """How the default graph of its queries comes to be the union of all graphs."""
    install: ClassVar[str] = ""
    """How to install it."""

    def __init__(self, dataset: Dataset, directory: Path, tools: Path) -> None:
        """Prepare to serve `dataset`, with `directory` for its files; `tools` holds programs."""
        self.dataset = dataset
        self.directory = directory
        self.tools = tools
        self.load_seconds = 0.0

    def installed(self) -> bool:
        """Tell whether it can be started."""
        return True

    def start(self) -> None:
        """Load the dataset and wait for the first answer; sets `load_seconds`."""
        self.directory.mkdir(parents=True)
        begin = time.perf_counter()
        self._start()
        self.ask(_READY)
        self.load_seconds = time.perf_counter() - begin

    @abstractmethod
    def _start(self) -> None: ...

    @abstractmethod
    def ask(self, query: str) -> bytes:
        """Return the answer as SPARQL JSON; raises PeerFailed."""

    @abstractmethod
    def stop(self) -> None:
        """Free all it holds."""


class InProcess(Peer):
    """The engine as a library of this process: the floor."""

    default_graph = "the snapshot's own default graph: all triples, each once"
    _store: ox.Store

    def ask(self, query: str) -> bytes:
        """Return the answer as SPARQL JSON."""
        answer = self._store.query(query)
        assert not isinstance(answer, ox.QueryTriples)  # noqa: S101 - no question constructs
        return cast(bytes, answer.serialize(format=ox.QueryResultsFormat.JSON))

    def stop(self) -> None:
        """Free the store."""
        del self._store


class InProcessMemory(InProcess):
    """The engine with the snapshot in memory."""

    name = "pyoxigraph memory"

    def _start(self) -> None:
        self._store = ox.Store()
        with gzip.open(self.dataset.snapshot.quads) as stream:
            self._store.bulk_load(cast(IO[bytes], stream), ox.RdfFormat.N_QUADS)


class InProcessDisk(InProcess):
    """The engine with the snapshot's database on disk."""

    name = "pyoxigraph disk"

    def _start(self) -> None:
        self._store = self.dataset.snapshot.open_store()


class Server(Peer):
    """A process that answers over HTTP on loopback, by GET over one connection that is kept."""

    path = "/sparql"
    program = ""
    """Name of its program in the directory of tools, or in PATH."""
    environment: ClassVar[Mapping[str, str]] = {}

    def __init__(self, dataset: Dataset, directory: Path, tools: Path) -> None:
        """Choose a free port."""
        super().__init__(dataset, directory, tools)
        self.port = free_port()
        self._process: subprocess.Popen[bytes] | None = None
        self._asked = 0.0
        self._connection = http.client.HTTPConnection(
            "127.0.0.1", self.port, timeout=ANSWER_SECONDS
        )

    @property
    def pid(self) -> int:
        """Its process."""
        assert self._process is not None  # noqa: S101 - after start
        return self._process.pid

    @abstractmethod
    def command(self) -> Sequence[str]:
        """Return the command that serves."""

    def parameters(self) -> Mapping[str, str]:
        """Return what goes with every query."""
        return {}

    def executable(self) -> str | None:
        """Return its program's path; None where it is not installed."""
        return shutil.which(self.program, path=f"{self.tools / 'bin'}{os.pathsep}{os.defpath}")

    def installed(self) -> bool:
        """Tell whether its program is found."""
        return self.executable() is not None

    def target(self, query: str) -> str:
        """Return path and query string that ask `query`."""
        return f"{self.path}?{urllib.parse.urlencode({**self.parameters(), 'query': query})}"

    def ask(self, query: str) -> bytes:
        """Return the answer; a connection is opened again before the server may find it idle."""
        if time.monotonic() - self._asked > _IDLE_SECONDS:
            self._connection.close()
        try:
            self._connection.request("GET", self.target(query), headers={"Accept": JSON})
            response = self._connection.getresponse()
            body = response.read()
        except (OSError, http.client.HTTPException) as error:
            self._connection.close()
            raise PeerFailed(f"{self.name}: {error!r}") from None
        self._asked = time.monotonic()
        if response.status != http.HTTPStatus.OK:
            text = body[:200].decode(errors="replace")
            raise PeerFailed(f"{self.name}: {response.status} {text}")
        return body

    def stop(self) -> None:
        """End the process."""
        self._connection.close()
        if self._process is not None:
            self._process.send_signal(signal.SIGTERM)
            try:
                self._process.wait(20)
            except subprocess.TimeoutExpired:
                self._process.kill()
                self._process.wait()

    def _start(self) -> None:
        self.serve()

    def serve(self) -> None:
        """Start the process and wait until it answers."""
        with (self.directory / "log").open("wb") as log:
            self._process = subprocess.Popen(
                self.command(),
                cwd=self.directory,
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
                env={**os.environ, **self.environment},
            )
        end = time.monotonic() + _LOAD_SECONDS
        while time.monotonic() < end and self._process.poll() is None:
            try:
                self.ask(_READY)
            except PeerFailed:
                time.sleep(0.02)
            else:
                return
        self.stop()
        said = (self.directory / "log").read_text(errors="replace")[-500:]
        raise PeerFailed(f"{self.name} did not start: {said}")


class KgServe(Server):
    """`kg serve` as it comes."""

    name = "kg serve"
    default_graph = InProcess.default_graph

    def installed(self) -> bool:
        """Tell that it runs from this environment."""
        return True

    def _start(self) -> None:
        self.dataset = self.dataset.lent(self.directory)
        self.serve()

    def command(self) -> Sequence[str]:
        """Return the command that serves the snapshot."""
        data_dir = str(self.dataset.data_dir)
        return [
            sys.executable,
            "-m",
            "kg",
            "serve",
            f"--port={self.port}",
            f"--data-dir={data_dir}",
        ]


class KgServeCold(KgServe):
    """`kg serve` that keeps no answers."""

    name = "kg serve, no cache"
    cache_settings = tuple(
        item.metadata["env"] for item in fields(Settings) if item.name == "cache_bytes"
    )
    """The setting that sizes its cache of answers, where it has one; 0 switches it off."""
    environment: ClassVar[Mapping[str, str]] = dict.fromkeys(cache_settings, "0")


class KgServeDisk(KgServeCold):
    """`kg serve` that keeps no answers and leaves the snapshot on disk."""

    name = "kg serve, no cache, disk"
    environment: ClassVar[Mapping[str, str]] = {
        **KgServeCold.environment,
        "KG_IN_MEMORY_TRIPLES": "0",
    }


class RdflibEndpoint(Server):
    """rdflib-endpoint over rdflib's own store."""

    name = "rdflib-endpoint"
    default_graph = "the merged triples are loaded as the default graph"
    install = "pip install -r benchmarks/requirements.txt (see README.md)"
    program = "rdflib-endpoint"
    path = "/"
    store = "default"

    def command(self) -> Sequence[str]:
        """Return the command that loads and serves."""
        program = cast(str, self.executable())
        place = ["--host=127.0.0.1", f"--port={self.port}", f"--store={self.store}"]
        return [program, "serve", *place, str(self.dataset.merged)]


class RdflibEndpointOxigraph(RdflibEndpoint):
    """rdflib-endpoint over the engine, by oxrdflib."""

    name = "rdflib-endpoint oxigraph"
    store = "Oxigraph"


class Oxigraph(Server):
    """The engine's own server, without Python."""

    name = "oxigraph server"
    default_graph = RdflibEndpoint.default_graph
    install = RdflibEndpoint.install
    program = "oxigraph"
    path = "/query"

    def command(self) -> Sequence[str]:
        """Return the command that serves."""
        return [*self._oxigraph("serve-read-only"), f"--bind=127.0.0.1:{self.port}"]

    def _start(self) -> None:
        load = [*self._oxigraph("load"), f"--file={self.dataset.merged}"]
        subprocess.run(load, check=True, capture_output=True, timeout=_LOAD_SECONDS)
        self.serve()

    def _oxigraph(self, command: str) -> list[str]:
        return [cast(str, self.executable()), command, f"--location={self.directory / 'db'}"]


class Virtuoso(Server):
    """Virtuoso 7 of Debian."""

    name = "Virtuoso 7"
    default_graph = "the merged triples are one named graph, named by default-graph-uri"
    install = "apt-get install virtuoso-opensource-7-bin"
    program = "virtuoso-t"
    graph = "urn:merged"
    settings = """\
[Database]
DatabaseFile = virtuoso.db
ErrorLogFile = virtuoso.log
LockFile = virtuoso.lck
TransactionFile = virtuoso.trx
xa_persistent_file = virtuoso.pxa
FileExtend = 200
[TempDatabase]
DatabaseFile = temporary.db
TransactionFile = temporary.trx
[Parameters]
ServerPort = {sql_port}
ListenAddress = 127.0.0.1
DisableUnixSocket = 1
NumberOfBuffers = 170000
MaxDirtyBuffers = 130000
MaxClientConnections = 100
ServerThreads = 100
DirsAllowed = {data}
CheckpointInterval = 0
MaxQueryMem = 2G
[HTTPServer]
ServerPort = 127.0.0.1:{port}
ServerThreads = 80
KeepAliveTimeout = 60
MaxKeepAlives = 80
[SPARQL]
ResultSetMaxRows = 2000000
MaxQueryCostEstimationTime = 0
MaxQueryExecutionTime = 60
"""

    def __init__(self, dataset: Dataset, directory: Path, tools: Path) -> None:
        """Choose a free port for SQL also."""
        super().__init__(dataset, directory, tools)
        self._sql_port = free_port()

    def parameters(self) -> Mapping[str, str]:
        """Return the graph."""
        return {"default-graph-uri": self.graph}

    def command(self) -> Sequence[str]:
        """Return the command that serves."""
        return [cast(str, self.executable()), "+foreground", "+configfile", "virtuoso.ini"]

    def _start(self) -> None:
        data = self.dataset.merged
        text = self.settings.format(sql_port=self._sql_port, port=self.port, data=data.parent)
        (self.directory / "virtuoso.ini").write_text(text, encoding="utf-8")
        self.serve()
        load = f"ld_dir('{data.parent}', '{data.name}', '{self.graph}');"
        self._sql(f"{load} rdf_loader_run(); checkpoint;")
        failed = self._sql("select count(*) from DB.DBA.LOAD_LIST where ll_error is not null;")
        if "\n0\n" not in failed:
            raise PeerFailed(f"{self.name} could not load: {failed}")

    def _sql(self, statements: str) -> str:
        isql = shutil.which("isql-vt") or "isql-vt"
        place = f"127.0.0.1:{self._sql_port}"
        command = [isql, place, "dba", "dba", "VERBOSE=OFF", f"EXEC={statements}"]
        done = subprocess.run(
            command, check=False, capture_output=True, text=True, timeout=_LOAD_SECONDS
        )
        return done.stdout + done.stderr


PEERS: tuple[type[Peer], ...] = (
    KgServeCold,
    KgServeDisk,
    KgServe,
    InProcessMemory,
    InProcessDisk,
    Oxigraph,
    Virtuoso,
    RdflibEndpointOxigraph,
    RdflibEndpoint,
)


def free_port() -> int:
    """Return a port of loopback that nothing listens on now."""
    with socket.socket() as sock:
        sock.bind(("127.0.0.1", 0))
        return cast(int, sock.getsockname()[1])
