"""The description of the API names what there is, and the server does what it says."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
from http import HTTPStatus
from pathlib import Path

import pytest
from flask import Flask

from kg.config import Settings
from kg.site import create_app
from kg.store.readers import ReaderPool
from tests.conftest import Publish
from tests.servers import Server

HERE = Path(__file__).parent
CHECKS = (
    "not_a_server_error,status_code_conformance,content_type_conformance,"
    "response_headers_conformance,response_schema_conformance,unsupported_method,"
    "allow_header_conformance"
)
DESCRIPTION = json.loads((HERE.parents[1] / "src/kg/web/openapi.json").read_bytes())
AUTOMATIC = {"HEAD", "OPTIONS"}
PAGES = re.compile(r"/\{language\}(/|$)|/static/")


@pytest.fixture(scope="module")
def app(tmp_path_factory: pytest.TempPathFactory, publish_quads: Publish, project: Path) -> Flask:
    data_dir = tmp_path_factory.mktemp("described")
    publish_quads(data_dir, [])
    settings = Settings(data_dir=data_dir)
    with ReaderPool(settings) as pool:
        return create_app(settings, pool, project)


def described() -> set[tuple[str, str]]:
    return {
        (path, method.upper())
        for path, item in DESCRIPTION["paths"].items()
        for method in item
        if method != "parameters"
    }


def test_every_address_for_programs_is_described_and_nothing_else(app: Flask) -> None:
    routes = {
        (re.sub(r"<(?:[^:>]*:)?(\w+)>", r"{\1}", rule.rule), method)
        for rule in app.url_map.iter_rules()
        for method in (rule.methods or set()) - AUTOMATIC
    }
    assert described() == {(path, method) for path, method in routes if not PAGES.match(path)}


def test_every_operation_has_a_name_of_its_own_and_says_what_it_does() -> None:
    operations = [DESCRIPTION["paths"][path][method.lower()] for path, method in described()]
    assert len({item["operationId"] for item in operations}) == len(operations)
    assert all(item["summary"] and "default" in item["responses"] for item in operations)


def test_the_server_gives_the_description(server: Server) -> None:
    reply = server.request("GET", "/-/openapi.json")
    assert (reply.status, json.loads(reply.body)) == (HTTPStatus.OK, DESCRIPTION)


def test_the_server_does_what_the_description_says(server: Server, tmp_path: Path) -> None:
    environ = {**os.environ, "SCHEMATHESIS_HOOKS": str(HERE / "schemathesis_hooks.py")}
    arguments = [
        *("--config-file", str(HERE / "schemathesis.toml")),
        *("run", f"{server.url}-/openapi.json", "--checks", CHECKS),
        *("--phases", "examples,coverage,fuzzing", "--max-examples", "10", "--seed", "1"),
        *("--request-timeout", "20", "--no-color"),
    ]
    found = subprocess.run(
        [sys.executable, "-m", "schemathesis.cli", *arguments],
        cwd=tmp_path,
        env=environ,
        capture_output=True,
        text=True,
        timeout=90,
        check=False,
    )
    assert found.returncode == 0, found.stdout + found.stderr
    tested = len(described()) - 1  # all but the description itself
    assert f"Tested: {tested}\n" in found.stdout
