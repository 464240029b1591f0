from __future__ import annotations

from pathlib import Path

from click.testing import CliRunner

from kg.cli import group
from kg.store.snapshot import current_snapshot
from tests.servers import serving


def test_a_front_end_pulls_from_a_running_server(tmp_path: Path, small_project: Path) -> None:
    here = str(tmp_path / "here")
    with serving(tmp_path / "origin", small_project) as server:
        first = CliRunner().invoke(group, ["pull", server.url, "--data-dir", here])
        second = CliRunner().invoke(group, ["pull", server.url, "--data-dir", here])
    snapshot = current_snapshot(tmp_path / "origin")
    assert (first.exit_code, second.exit_code) == (0, 0), first.output
    assert "bytes fetched" in first.output
    assert f"snapshot {snapshot.id} (unchanged)" in second.output
    assert current_snapshot(Path(here)).manifest == snapshot.manifest
