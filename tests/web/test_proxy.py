"""The endpoint behind nginx, with the site that `kg deploy nginx` prints."""

from __future__ import annotations

import re
import shutil
import socket
import subprocess
import time
from collections.abc import Iterator
from dataclasses import replace
from http.client import IncompleteRead
from urllib.parse import quote, urlsplit

import pytest
from click.testing import CliRunner

from kg.cli import group
from tests.servers import Server

PROBLEM = "application/problem+json"
_MAIN = """\
daemon off;
pid {directory}/pid;
error_log {directory}/error.log;
events {{ worker_connections 64; }}
http {{
access_log off;
client_body_temp_path {directory}/body;
proxy_temp_path {directory}/proxy;
fastcgi_temp_path {directory}/fastcgi;
uwsgi_temp_path {directory}/uwsgi;
scgi_temp_path {directory}/scgi;
{site}
}}
"""


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


@pytest.fixture(scope="module")
def proxy(server: Server, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """Give the server of the tests as it is seen through nginx, on loopback and without TLS."""
    program = shutil.which("nginx") or shutil.which("nginx", path="/usr/sbin")
    if program is None:
        pytest.skip("nginx is not installed (Debian: nginx-light)")
    directory, port = tmp_path_factory.mktemp("nginx"), free_port()
    site = CliRunner().invoke(group, ["deploy", "nginx"]).output
    site = site.replace("127.0.0.1:8000", urlsplit(server.url).netloc)
    site = site.replace("listen 443 ssl", f"listen 127.0.0.1:{port}")
    site = re.sub(r"^\s*ssl_.*$", "", site, flags=re.MULTILINE)
    file = directory / "nginx.conf"
    file.write_text(_MAIN.format(directory=directory, site=site), encoding="utf-8")
    command = [program, "-p", str(directory), "-e", str(directory / "error.log"), "-c", str(file)]
    with subprocess.Popen(command) as process:
        try:
            _until_it_listens(port, process)
            yield replace(server, url=f"http://127.0.0.1:{port}/")
        finally:
            process.terminate()


def _until_it_listens(port: int, process: subprocess.Popen[bytes]) -> None:
    for _ in range(200):
        assert process.poll() is None
        try:
            socket.create_connection(("127.0.0.1", port), 1).close()
        except OSError:
            time.sleep(0.02)
        else:
            return
    raise AssertionError("nginx does not listen")


def test_answers_come_through_as_they_are(server: Server, proxy: Server) -> None:
    query = "SELECT * { ?s ?p ?o } ORDER BY ?s ?p ?o LIMIT 2000"
    direct, through = server.get(query, "text/csv"), proxy.get(query, "text/csv")
    assert (through.status, through.body) == (200, direct.body)
    for name in ("ETag", "KG-Snapshot", "Vary", "Content-Type"):
        assert through.headers[name] == direct.headers[name]
    known = {"If-None-Match": direct.headers["ETag"], "Accept": "text/csv"}
    assert proxy.request("GET", f"/sparql?query={quote(query)}", known).status == 304
    assert (proxy.get("SELECT").status, proxy.get("SELECT").type) == (400, PROBLEM)


def test_a_cut_answer_reaches_the_client_cut(proxy: Server) -> None:
    with pytest.raises(IncompleteRead):
        proxy.get("SELECT * { ?s ?p ?o . ?t ?q ?u }", "text/csv")


def test_a_deadline_is_told_by_the_program_itself(proxy: Server) -> None:
    reply = proxy.get("SELECT (COUNT(*) AS ?n) { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i }", timeout="0.5")
    assert (reply.status, reply.type) == (504, PROBLEM)
