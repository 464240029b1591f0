"""`kg score`, as a person calls it."""

from __future__ import annotations

import csv
import io
import json
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from kg.cli import group
from tests.score.drafts import DRAFT, write_draft

GOLD = {
    "persons": [{"name": "Lý Văn Thử", "office": "Bí thư Tỉnh ủy", "org": "Hà Nam"}],
    "provinces": ["Hà Nam", "Nam Định"],
    "agreements": [
        {"type": "biên bản ghi nhớ", "parties": ["Nam Định", "Hà Nam"], "period": "2021-2025"}
    ],
    "dates": ["--03-09"],
    "periods": ["2021-2025"],
    "cooperation_areas": ["du lịch"],
}


@pytest.fixture
def gold(tmp_path: Path) -> Path:
    directory = tmp_path / "gold"
    directory.mkdir()
    (directory / "77.json").write_text(json.dumps(GOLD), encoding="utf-8")
    (directory / "78.json").write_text(json.dumps({"provinces": ["Hà Nội"]}), encoding="utf-8")
    return directory


@pytest.fixture
def drafts(tmp_path: Path) -> Path:
    directory = tmp_path / "drafts"
    directory.mkdir()
    write_draft(directory / "77-hai-tinh.trig")
    return directory


def run(*arguments: object) -> Result:
    return CliRunner().invoke(group, ["score", *map(str, arguments)])


def row(result: Result, measure: str) -> list[str]:
    line = next(line for line in result.output.splitlines() if line.startswith(measure))
    return line.removeprefix(measure).split()


def test_figures_and_differences_for_people(gold: Path, drafts: Path) -> None:
    result = run(gold, drafts)
    assert result.exit_code == 0
    # Hà Nam is found; Nam Định is inferred only, and the second article has no draft.
    assert row(result, "provinces ")[:3] == ["1.000", "0.333", "0.500"]
    assert row(result, "parties + kind")[2] == "1.000"
    assert "78: no draft" in result.output
    assert "Bí thư Tỉnh ủy  drafted as  Lý Văn Thử: Chủ tịch" in result.output


def test_an_agreement_where_there_is_none_is_told(gold: Path, drafts: Path) -> None:
    (gold / "77.json").write_text(json.dumps({**GOLD, "agreements": []}), encoding="utf-8")
    assert (
        "77: an agreement where there is none: ha-nam + nam-dinh-1997" in run(gold, drafts).output
    )


def test_two_extractors_side_by_side(gold: Path, drafts: Path, tmp_path: Path) -> None:
    other = tmp_path / "other"
    other.mkdir()
    write_draft(other / "77.trig", DRAFT.replace("unit:ha-nam", "unit:ha-tinh"))
    report = json.loads(run(gold, drafts, "--against", other, "--format", "json").output)
    assert [scoring["name"] for scoring in report["scorings"]] == [str(drafts), str(other)]
    gaps = {gap["measure"]: gap["f1"] for gap in report["differences"]}
    assert gaps["provinces"] == 0.5
    assert gaps["dates"] == 0


def test_tables_for_machines(gold: Path, drafts: Path, tmp_path: Path) -> None:
    file = tmp_path / "scores.csv"
    assert run(gold, drafts, "--format", "csv", "--output", file).exit_code == 0
    rows = list(csv.DictReader(io.StringIO(file.read_text(encoding="utf-8"))))
    whole = next(row for row in rows if (row["article"], row["measure"]) == ("all", "dates"))
    assert (whole["found"], whole["missed"], whole["f1"], whole["mean_f1"]) == (
        "1",
        "0",
        "1.0",
        "1.0",
    )


def test_a_curated_graph_agrees_with_itself(drafts: Path) -> None:
    report = json.loads(run(drafts, drafts, "--format", "json").output)
    whole = [row for row in report["scorings"][0]["figures"] if row["article"] == "all"]
    assert {row["f1"] for row in whole} == {1.0}
    assert report["scorings"][0]["differing"] == []


def test_drafts_of_other_articles_and_empty_directories_end_in_one_line(
    gold: Path, drafts: Path, tmp_path: Path
) -> None:
    (drafts / "77-hai-tinh.trig").rename(drafts / "99.trig")
    empty = tmp_path / "empty"
    empty.mkdir()
    for arguments, words in (
        ((gold, drafts), "no draft there belongs to an article"),
        ((empty, drafts), "holds no file of facts"),
    ):
        result = run(*arguments)
        assert words in str(result.exception)
