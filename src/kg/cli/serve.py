"""`kg serve`: the endpoint and the pages."""

from __future__ import annotations

import errno
import logging
import signal
import socket
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path

import click
from flask import Flask

from kg.cli.options import data_dir_option, project_option
from kg.cli.snapshots import ensure_snapshot
from kg.config import LOOPBACK, Settings
from kg.errors import ConfigError
from kg.resources import find_project
from kg.site import create_app
from kg.store.history import History
from kg.store.interface import QueryStore
from kg.store.readers import ReaderPool
from kg.store.remote import KINDS
from kg.store.server_lock import server_lock
from kg.store.writer import Writer
from kg.web import logs
from kg.web.server import create_server
from kg.web.token import load_token

_log = logging.getLogger(__name__)

_HIGHEST_PORT = 65535


@click.command()
@click.option("--host", help="Address to listen on [KG_HOST]; default 127.0.0.1.")
@click.option(
    "--port",
    type=click.IntRange(0, _HIGHEST_PORT),
    help="Port to listen on, 0 for any free one [KG_PORT]; default 8000.",
)
@data_dir_option
@project_option
@click.option("--store", help="Address for queries of a remote engine to answer from.")
@click.option("--kind", type=click.Choice(KINDS), default=KINDS[0], help="Its kind.")
@click.option(
    "--edit",
    type=click.Path(exists=True, file_okay=False, path_type=Path),
    help="Directory of drafts to review in the browser, on this machine only.",
)
def serve(  # noqa: PLR0913 - one parameter an option
    *,
    host: str | None,
    port: int | None,
    data_dir: Path | None,
    project: Path | None,
    store: str | None,
    kind: str,
    edit: Path | None,
) -> None:
    """Serve the graph: SPARQL endpoint and web pages.

    Builds the snapshot first where there is none; a newer one is picked up while serving. Prints
    the address when it answers. Ends on Ctrl-C or SIGTERM. With --store, queries are answered by a
    remote engine over the snapshot that `kg publish` put there.
    """
    settings = Settings.load(host=host, port=port, data_dir=data_dir)
    found = find_project(project)
    if edit is not None and settings.host not in LOOPBACK:
        raise ConfigError(
            f"--edit is for this machine only: serve on 127.0.0.1, not {settings.host}"
        )
    logs.configure()
    logging.getLogger("waitress.queue").setLevel(logging.ERROR)  # a full queue is no news
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, _end)
    with _bind(settings) as listener, _open(settings, found, store, kind) as stores:
        app = create_app(settings, stores.pool, found, history=stores.history, writer=stores.writer)
        if edit is not None:
            # Only reviewing needs what validates changes, which takes half a second to load.
            from kg.site import review  # noqa: PLC0415

            review.install(app, edit)
        _run(app, listener, settings)


def _end(number: int, _: object) -> None:
    """End as Ctrl-C does, and log why."""
    _log.warning("the server ends: %s", signal.Signals(number).name)
    raise KeyboardInterrupt


@dataclass(frozen=True)
class _Stores:
    """What answers queries, and what there is only where that is a directory of snapshots."""

    pool: QueryStore
    history: History | None = None
    writer: Writer | None = None


@contextmanager
def _open(settings: Settings, project: Path, url: str | None, kind: str) -> Iterator[_Stores]:
    """Give what answers queries: the engine at `url`, else readers of the snapshots."""
    if url is None:
        with ExitStack() as stack:
            lock = stack.enter_context(server_lock(settings.data_dir))
            ensure_snapshot(settings, project)
            pool = stack.enter_context(ReaderPool(settings))
            history = stack.enter_context(History(settings))
            writer = None
            if load_token(settings):  # else nobody may write
                writer = stack.enter_context(Writer(settings, project, lock, pool.follow))
            yield _Stores(pool, history, writer)
        return
    # Most starts need no HTTP client.
    from kg.store.remote.address import Credentials  # noqa: PLC0415
    from kg.store.remote.kinds import connect  # noqa: PLC0415
    from kg.store.remote.store import RemoteStore  # noqa: PLC0415

    with (
        connect(kind, url, Credentials.load()) as engine,
        RemoteStore(engine, settings) as store,
    ):
        yield _Stores(store)


def _bind(settings: Settings) -> socket.socket:
    """Return a socket that has its port and does not listen yet."""
    host, port = settings.host, settings.port
    try:
        family, kind, _, _, address = socket.getaddrinfo(
            host, port, type=socket.SOCK_STREAM, flags=socket.AI_PASSIVE
        )[0]
        listener = socket.socket(family, kind)
    except (OSError, OverflowError) as error:
        raise ConfigError(f"cannot listen on {host} port {port}: {error}") from None
    try:
        listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        listener.bind(address)
    except OSError as error:
        listener.close()
        raise _unavailable(settings, error) from None
    return listener


def _unavailable(settings: Settings, error: OSError) -> ConfigError:
    place = f"port {settings.port} of {settings.host}"
    if error.errno == errno.EADDRINUSE:
        return ConfigError(f"{place} is in use: stop what listens there, or choose another --port")
    return ConfigError(f"{place} cannot be used: {error.strerror}")


def _run(app: Flask, listener: socket.socket, settings: Settings) -> None:
    try:
        server = create_server(app, listener, settings)
    except OSError as error:
        raise _unavailable(settings, error) from None
    try:
        host, port = listener.getsockname()[:2]
        click.echo(f"http://{f'[{host}]' if ':' in host else host}:{port}/")
        server.run()
    finally:
        server.close()
