from __future__ import annotations

from pathlib import Path

import pytest
from click.testing import CliRunner

from kg.cli.build import build
from kg.config import Settings
from kg.store.snapshot import current_snapshot


def arguments(project: Path, tmp_path: Path) -> list[str]:
    return ["--project", str(project), "--data-dir", str(tmp_path / "data")]


def test_a_build_prints_id_counts_and_times_and_its_stages_beside(
    small_project: Path, tmp_path: Path
) -> None:
    result = CliRunner().invoke(build, arguments(small_project, tmp_path))
    assert result.exit_code == 0
    snapshot = current_snapshot(tmp_path / "data")
    first, counts, validation, times, place = result.stdout.splitlines()
    assert first == f"snapshot {snapshot.id}"
    assert counts.endswith(f"{snapshot.triples} distinct")
    assert validation.startswith("validation: ")
    assert "reasoning 0." in times
    assert place == f"place: {snapshot.directory}"
    assert result.stderr.splitlines() == [
        "reading …",
        "validating …",
        "reasoning …",
        "looking for contradictions …",
        "writing …",
    ]


def test_a_second_build_says_unchanged(small_project: Path, tmp_path: Path) -> None:
    CliRunner().invoke(build, arguments(small_project, tmp_path))
    result = CliRunner().invoke(build, arguments(small_project, tmp_path))
    assert result.exit_code == 0
    assert result.stdout.splitlines()[0].endswith("(unchanged)")


@pytest.mark.parametrize(("lang", "words"), [("en", "cannot hold together"), ("vi", "mâu thuẫn")])
def test_a_violation_is_reported_with_its_place_and_exit_code_1(
    small_project: Path, tmp_path: Path, lang: str, words: str
) -> None:
    with (small_project / "data/entities/units.ttl").open("a", encoding="utf-8") as stream:
        stream.write("unit:a a vnrc:Person .\n")
    result = CliRunner().invoke(build, [*arguments(small_project, tmp_path), "--lang", lang])
    assert result.exit_code == 1
    assert words in result.stdout
    assert "data/entities/units.ttl:" in result.stdout
    assert "nothing was built: 1 violation;" in result.stderr
    assert not (tmp_path / "data/current").exists()


def test_the_data_directory_comes_from_the_environment(small_project: Path, tmp_path: Path) -> None:
    environment = {"KG_DATA_DIR": str(tmp_path / "elsewhere")}
    result = CliRunner().invoke(build, ["--project", str(small_project)], env=environment)
    assert result.exit_code == 0
    assert current_snapshot(Settings.load(environment).data_dir)
