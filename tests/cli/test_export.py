"""`kg export` and `kg snapshots`: updates come back into the files, old snapshots go."""

from __future__ import annotations

import os
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from kg.cli import group
from kg.store.prune import hold
from kg.store.snapshot import current_snapshot, open_snapshot
from kg.store.transaction import Transactions
from tests.store.test_transaction import run
from tests.store.updating import built, make_project


@pytest.fixture
def project(tmp_path: Path) -> Path:
    return make_project(tmp_path / "project")


@pytest.fixture
def data_dir(project: Path, tmp_path: Path) -> Path:
    return built(project, tmp_path / "data")


def kg(*arguments: str, data_dir: Path, project: Path | None = None) -> Result:
    places = ["--data-dir", str(data_dir)]
    if project is not None:
        places += ["--project", str(project)]
    return CliRunner().invoke(group, [*arguments, *places])


@pytest.mark.parametrize(
    ("text", "said"),
    [
        (
            "INSERT DATA { GRAPH graph:entities/units { unit:d a vnrc:Unit ; vnrc:size 7.50 } }",
            ["wrote data/entities/units.ttl"],
        ),
        (
            "INSERT DATA { unit:d a vnrc:Unit } ;"
            "INSERT DATA { GRAPH graph:other/deep/down { unit:e a vnrc:Unit } }",
            ["wrote data/local/default.ttl", "wrote data/other/deep--down.trig"],
        ),
        (
            "MOVE graph:entities/units TO graph:moved/units",
            ["wrote data/moved/units.ttl", "removed data/entities/units.ttl"],
        ),
    ],
)
def test_what_is_exported_builds_the_same_snapshot(
    project: Path, data_dir: Path, tmp_path: Path, text: str, said: list[str]
) -> None:
    written = run(Transactions(data_dir, project), text)
    result = kg("export", data_dir=data_dir, project=project)
    assert (result.exit_code, result.output.splitlines()) == (0, said)
    assert current_snapshot(built(project, tmp_path / "again")).id == written.snapshot
    assert "(unchanged)" in kg("build", data_dir=data_dir, project=project).output
    files = [str(project / line.split()[1]) for line in said if line.startswith("wrote")]
    formatted = CliRunner().invoke(group, ["fmt", "--check", *files])
    assert formatted.exit_code == 0


def test_an_export_without_updates_changes_no_file(project: Path, data_dir: Path) -> None:
    before = {file: file.read_bytes() for file in project.rglob("*.ttl")}
    assert kg("export", data_dir=data_dir, project=project).exit_code == 0
    assert {file: file.read_bytes() for file in project.rglob("*.ttl")} == before


def test_a_second_export_follows_the_first(project: Path, data_dir: Path) -> None:
    transactions = Transactions(data_dir, project)
    for name in ("d", "e"):
        run(
            transactions,
            f"INSERT DATA {{ GRAPH graph:entities/units {{ unit:{name} a vnrc:Unit }} }}",
        )
        assert kg("export", data_dir=data_dir, project=project).exit_code == 0
    text = (project / "data/entities/units.ttl").read_text(encoding="utf-8")
    assert "unit:d" in text
    assert "unit:e" in text


def test_what_was_written_by_hand_is_not_overwritten(project: Path, data_dir: Path) -> None:
    run(
        Transactions(data_dir, project),
        "INSERT DATA { GRAPH graph:entities/units { unit:d a vnrc:Unit } }",
    )
    file = project / "data/entities/units.ttl"
    by_hand = file.read_text(encoding="utf-8") + "\nunit:h a vnrc:Unit .\n"
    file.write_text(by_hand, encoding="utf-8")
    result = kg("export", data_dir=data_dir, project=project)
    assert result.exit_code != 0
    assert "was changed after" in str(result.exception)
    assert file.read_text(encoding="utf-8") == by_hand
    assert kg("export", "--force", data_dir=data_dir, project=project).exit_code == 0
    assert "unit:h" not in file.read_text(encoding="utf-8")


def test_a_build_does_not_lose_updates(project: Path, data_dir: Path) -> None:
    run(
        Transactions(data_dir, project),
        "INSERT DATA { GRAPH graph:entities/new { unit:d a vnrc:Unit } }",
    )
    refused = kg("build", data_dir=data_dir, project=project)
    assert "kg export" in str(refused.exception)
    assert current_snapshot(data_dir).manifest.updates == 1
    kg("export", data_dir=data_dir, project=project)
    file = project / "data/entities/units.ttl"
    more = file.read_text(encoding="utf-8") + "\nunit:h a vnrc:Unit .\n"
    file.write_text(more, encoding="utf-8")
    assert kg("build", data_dir=data_dir, project=project).exit_code == 0
    assert b"unit/d>" in b"".join(current_snapshot(data_dir).lines())


def _publish_several(project: Path, data_dir: Path) -> list[str]:
    transactions = Transactions(data_dir, project)
    ids = [current_snapshot(data_dir).id]
    for number in range(5):
        text = f"INSERT DATA {{ GRAPH graph:entities/new {{ unit:p{number} a vnrc:Unit }} }}"
        ids.append(run(transactions, text).snapshot)
    for age, identifier in enumerate(reversed(ids)):
        manifest = data_dir / "snapshots" / identifier / "manifest.json"
        os.utime(manifest, (1_000_000 - age, 1_000_000 - age))
    return ids


def test_the_history_is_listed(project: Path, data_dir: Path) -> None:
    ids = _publish_several(project, data_dir)
    lines = kg("snapshots", data_dir=data_dir).output.splitlines()
    assert [line[2:22] for line in lines] == ids[::-1]
    assert [line[0] for line in lines] == ["*", *" " * 5]
    assert lines[0].endswith("5 updates since built")


def test_old_snapshots_go_by_the_rule(project: Path, data_dir: Path) -> None:
    ids = _publish_several(project, data_dir)
    kg("snapshots", "--prune", "--keep", "1", "--days", "1e6", data_dir=data_dir)
    assert len(list((data_dir / "snapshots").iterdir())) == 6
    in_use = hold(open_snapshot(data_dir / "snapshots" / ids[1]))
    kg("snapshots", "--prune", "--keep", "2", "--days", "1", data_dir=data_dir)
    left = {path.name for path in (data_dir / "snapshots").iterdir()}
    assert left == {ids[5], ids[4], ids[1]}
    in_use.close()
    kg("snapshots", "--prune", "--keep", "1", "--days", "1", data_dir=data_dir)
    assert {path.name for path in (data_dir / "snapshots").iterdir()} == {ids[5]}
    # What the pruned ones shared with the current one is still there.
    current_snapshot(data_dir).verify()
