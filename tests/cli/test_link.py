"""`kg link` as a person uses it."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from kg.cli import group
from kg.errors import ConfigError, ProjectError
from kg.resources import bundled_project

RIVER = "river:thuong"


@pytest.fixture
def project(tmp_path: Path) -> Path:
    directory = tmp_path / "project"
    for room in ("entities", "background", "links", "wikidata"):
        shutil.copytree(bundled_project() / "data" / room, directory / "data" / room)
    for room in ("ontology", "shapes", "queries"):
        (directory / room).mkdir()
    return directory


def links(project: Path) -> str:
    return (project / "data/links/wikidata.trig").read_text(encoding="utf-8")


def run(*arguments: str, answers: str = "") -> Result:
    return CliRunner().invoke(group, ["link", *arguments], input=answers)


def forget(project: Path, name: str) -> None:
    """Take the decision about a thing out of the links."""
    kind, slug = name.split(":")
    blocks = links(project).split("\n\n")
    kept = [
        block
        for block in blocks
        if f"link:wikidata-{kind}-{slug} a " not in block
        and not block.strip().startswith(f"{name} ")
    ]
    assert len(kept) < len(blocks)
    (project / "data/links/wikidata.trig").write_text("\n\n".join(kept), encoding="utf-8")


def test_candidates_come_with_their_reasons(project: Path) -> None:
    forget(project, "unit:bac-giang-1997")
    result = run("propose", "unit:bac-giang-1997", "--project", str(project))
    assert result.exit_code == 0, result.output
    lines = result.output.splitlines()
    assert lines[1].split() == [
        "90",
        "Q36367",
        "Bắc",
        "Giang",
        "(former",
        "province",
        "of",
        "Vietnam)",
    ]
    assert "+35  The code VN-54 agrees (P300)." in result.output
    assert "Q36736" in result.output  # the city of the same name, further down


def test_candidates_as_json(project: Path) -> None:
    forget(project, "unit:bac-giang-1997")
    result = run("propose", "unit:bac-giang-1997", "--json", "--project", str(project))
    found = json.loads(result.output)["candidates"]
    assert [candidate["item"] for candidate in found][:1] == ["Q36367"]
    assert found[0]["identifying"] is True


def test_a_link_is_accepted_with_its_relation(project: Path) -> None:
    forget(project, "unit:bac-giang-1997")
    arguments = ("review", "unit:bac-giang-1997", "--project", str(project), "--lang", "vi")
    result = run(*arguments, answers="1\nexact\n")
    assert "Đã lưu." in result.output
    assert "unit:bac-giang-1997 vnrc:wikidata wd:Q36367 ." in links(project)
    assert "Cùng mã VN-54 (P300)." in links(project)
    assert "bac-giang-1997" not in run("propose", "--project", str(project)).output


def test_a_decision_can_be_made_again_by_naming_the_thing(project: Path) -> None:
    """Two items of one person may be merged in Wikidata one day."""
    result = run("review", "river:cau", "--project", str(project), answers="n\n")
    assert "Saved." in result.output
    assert "Searched in data/wikidata; no item found." in links(project)
    assert links(project).count("link:wikidata-river-cau a") == 1


def test_a_thing_that_is_none_is_said(project: Path) -> None:
    result = run("propose", "river:none", "--project", str(project))
    assert isinstance(result.exception, ProjectError)


def test_that_there_is_no_item_is_a_finding(project: Path) -> None:
    result = run("review", RIVER, "--project", str(project), answers="n\n")
    assert "no candidates" in result.output
    block = next(b for b in links(project).split("\n\n") if "link:wikidata-river-thuong a" in b)
    assert "vnrc:linkOutcome link-outcome:not-found" in block
    assert "Searched in data/wikidata; no item found." in block


def test_several_items_may_be_ambiguous(project: Path) -> None:
    forget(project, "person:duong-van-thai")
    result = run("review", "person:duong-van-thai", "--project", str(project), answers="a\n1 2\n")
    assert result.exit_code == 0, result.output
    assert "vnrc:linkTarget wd:Q86006843, wd:Q86006845" in links(project)


def test_a_person_is_not_linked_by_name_alone(project: Path) -> None:
    forget(project, "person:duong-van-thai")
    before = links(project)
    result = run("review", "person:duong-van-thai", "--project", str(project), answers="1\nl\n")
    assert "No person is linked by name alone" in result.output
    assert links(project) == before


def test_later_and_nonsense_change_nothing(project: Path) -> None:
    before = links(project)
    answers = "7\nhm\n1 2\n\n"
    result = run("review", RIVER, "--project", str(project), answers=answers)
    assert result.output.count("That is none of the answers.") == 3
    assert result.exit_code == 0
    assert links(project) == before


def test_each_decision_is_saved_at_once(project: Path) -> None:
    """Who is interrupted after one answer goes on with the next thing."""
    arguments = ("review", "--kind", "river", "--kind", "region", "--project", str(project))
    interrupted = run(*arguments, answers="n\n")
    assert interrupted.exit_code != 0
    again = run(*arguments, answers="q\n")
    assert "vung-thu-do-ha-noi" in interrupted.output
    assert "vung-thu-do-ha-noi" not in again.output
    assert RIVER.replace(":", "/") in again.output


def test_a_reviewer_must_be_in_the_graph(project: Path) -> None:
    result = run("review", RIVER, "--project", str(project), "--reviewer", "person:nobody")
    assert isinstance(result.exception, ProjectError)
    assert "no agent of the graph" in str(result.exception)


def test_without_an_endpoint_nothing_is_asked(
    project: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("KG_WIKIDATA_ENDPOINT", raising=False)
    for arguments in (("propose", RIVER, "--live"), ("refresh",)):
        result = run(*arguments, "--project", str(project))
        assert isinstance(result.exception, ConfigError)
        assert "KG_WIKIDATA_ENDPOINT" in str(result.exception)


def test_an_item_that_is_not_linked_is_not_fetched(project: Path) -> None:
    result = run("refresh", "Q42", "--project", str(project))
    assert isinstance(result.exception, ProjectError)
    assert "is the item of no link" in str(result.exception)


def test_the_batch_is_written_to_a_file_or_shown(tmp_path: Path) -> None:
    file, real = tmp_path / "batch.tsv", str(bundled_project())
    shown = run("export", "--project", real)
    assert run("export", "--project", real, "--output", str(file)).exit_code == 0
    assert file.read_text(encoding="utf-8") == shown.output
    assert "\tP1891\tQ36729\t" in shown.output


def test_a_batch_that_cannot_be_written_is_said(project: Path, tmp_path: Path) -> None:
    result = run("export", "--project", str(project), "--output", str(tmp_path / "no/batch"))
    assert isinstance(result.exception, ProjectError)
