"""OpenRefine itself reconciles and extends a column, where it is installed (Debian: openrefine)."""

from __future__ import annotations

import json
import os
import shutil
import signal
import subprocess
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import httpx
import pytest

from tests.conftest import Publish
from tests.reconcile.conftest import world
from tests.servers import serving
from tests.store.remote.conftest import free_port

TABLE = "nơi,năm\nLông Hải,2019\nLông Hải,2021-08\nTP. Hoà Vắng,2019\nLông Hải,\n"
ROWS = {"engine": json.dumps({"facets": [], "mode": "row-based"})}
_PATIENCE = 90.0  # seconds


@dataclass
class OpenRefine:
    """A running OpenRefine with one project; commands as its own pages send them."""

    client: httpx.Client
    project: str = ""

    def command(self, name: str, data: dict[str, str], **more: Any) -> httpx.Response:  # noqa: ANN401
        token = self.client.get("get-csrf-token").json()["token"]
        fields = {"project": self.project, **data} if self.project else data
        return self.client.post(name, params={"csrf_token": token}, data=fields, **more)

    def create(self, table: str) -> None:
        options = {"encoding": "UTF-8", "separator": ",", "headerLines": 1}
        reply = self.command(
            "create-project-from-upload",
            {"project-name": "t", "format": "text/line-based/*sv", "options": json.dumps(options)},
            files={"project-file": ("t.csv", table.encode(), "text/csv")},
        )
        self.project = reply.headers["Location"].rpartition("=")[2]

    def wait(self) -> None:
        deadline = time.monotonic() + _PATIENCE
        parameters = {"project": self.project}
        while self.client.get("get-processes", params=parameters).json()["processes"]:
            assert time.monotonic() < deadline
            time.sleep(0.2)

    def rows(self) -> list[list[dict[str, Any]]]:
        parameters = {"project": self.project, "start": "0", "limit": "50"}
        answer = self.client.post("get-rows", params=parameters, data=ROWS).json()
        return [row["cells"] for row in answer["rows"]]


@pytest.fixture
def openrefine(tmp_path: Path) -> Iterator[OpenRefine]:
    program = shutil.which("openrefine")
    if program is None:
        pytest.skip("OpenRefine is not installed (Debian: openrefine)")
    port = free_port()
    command = [program, "-p", str(port), "-d", str(tmp_path / "ws"), "-x", "refine.headless=true"]
    with (tmp_path / "log").open("wb") as log:
        process = subprocess.Popen(command, stdout=log, stderr=log, start_new_session=True)
    address = f"http://127.0.0.1:{port}/command/core/"
    client = httpx.Client(base_url=address, trust_env=False, timeout=30)
    try:
        deadline = time.monotonic() + _PATIENCE
        while not answers(client):
            assert process.poll() is None, (tmp_path / "log").read_text(errors="replace")
            assert time.monotonic() < deadline
            time.sleep(0.5)
        yield OpenRefine(client)
    finally:
        client.close()
        os.killpg(process.pid, signal.SIGKILL)
        process.wait()


def answers(client: httpx.Client) -> bool:
    try:
        return client.get("get-csrf-token").is_success
    except httpx.TransportError:
        return False


@pytest.mark.slow
def test_a_column_is_matched_by_time_and_extended(
    openrefine: OpenRefine, publish_quads: Publish, tmp_path: Path, project: Path
) -> None:
    publish_quads(tmp_path / "data", world())
    openrefine.create(TABLE)
    with serving(tmp_path / "data", project) as server:
        service = f"{server.url}reconcile/vi"
        spaces = {
            "identifierSpace": "https://w3id.org/vnrc/id/",
            "schemaSpace": "https://w3id.org/vnrc/ontology#",
        }
        guessed = openrefine.command(
            "guess-types-of-column", {"columnName": "nơi", "service": service}
        ).json()
        assert "AdministrativeUnit" in [item["id"] for item in guessed["types"]]
        date = {"column": "năm", "property": {"id": "date", "name": "ngày"}}
        config = {
            "mode": "standard-service",
            "service": service,
            **spaces,
            "type": {"id": "AdministrativeUnit", "name": "đơn vị hành chính"},
            "autoMatch": True,
            "columnDetails": [{**date, "propertyName": "ngày", "propertyID": "date"}],
            "limit": 0,
        }
        openrefine.command("reconcile", {"columnName": "nơi", "config": json.dumps(config), **ROWS})
        openrefine.wait()
        properties = [{"id": name, "name": name} for name in ("iri", "wikidata")]
        openrefine.command(
            "extend-data",
            {
                "baseColumnName": "nơi",
                "endpoint": service,
                **spaces,
                "extension": json.dumps({"properties": properties}),
                "columnInsertIndex": "2",
                **ROWS,
            },
        )
        openrefine.wait()
    found = [[cell and cell["v"] for cell in row[2:]] for row in openrefine.rows()]
    base = "https://w3id.org/vnrc/id/unit/"
    assert found[:3] == [
        [f"{base}long-hai-1990", "Q1001"],
        [f"{base}long-hai-2020", "Q1001"],
        [f"{base}hoa-vang", "Q1002"],
    ]
    assert not any(found[3])
