"""`kg link` against an endpoint, from the command line to the file."""

from __future__ import annotations

from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from kg.cli import group
from kg.link.decisions import LINKS
from kg.link.refresh import FILE
from tests.servers import Server

PERSON = "person:bui-van-hai"


@pytest.fixture(autouse=True)
def settings(wikidata: Server, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("KG_WIKIDATA_ENDPOINT", wikidata.endpoint)
    monkeypatch.setenv("KG_DATA_DIR", str(tmp_path / "data-dir"))
    monkeypatch.setenv("KG_LINK_PAUSE", "0")


def run(project: Path, *arguments: str, answers: str = "") -> Result:
    command = ["link", *arguments, "--project", str(project)]
    return CliRunner().invoke(group, command, input=answers)


def test_the_namesake_with_an_office_in_the_unit_comes_first(project: Path) -> None:
    result = run(project, "propose", PERSON, "--live")
    assert result.exit_code == 0, result.output
    assert result.output.index("Q900002") < result.output.index("Q900001")
    assert "An office in the same unit: Bí thư Tỉnh ủy Bắc Giang (P39)." in result.output


def test_the_namesake_without_one_cannot_be_linked_and_the_other_can(project: Path) -> None:
    """The second candidate is refused, the first is accepted with its reasons."""
    result = run(project, "review", PERSON, "--live", answers="2\n1\nexact\n")
    assert result.output.count("No person is linked by name alone") == 1
    text = (project / LINKS).read_text(encoding="utf-8")
    assert f"{PERSON} vnrc:wikidata wd:Q900002 ." in text
    assert "Chức vụ ở cùng đơn vị: Bí thư Tỉnh ủy Bắc Giang (P39)." in text


def test_that_nothing_was_found_names_where_it_was_looked_for(
    project: Path, wikidata: Server
) -> None:
    run(project, "review", "river:thuong", "--live", answers="n\n")
    text = (project / LINKS).read_text(encoding="utf-8")
    assert f"Searched in {wikidata.endpoint}; no item found." in text


def test_the_extract_is_renewed_and_answers_are_kept(project: Path, tmp_path: Path) -> None:
    result = run(project, "refresh", "Q36367", "Q7809")
    assert result.exit_code == 0, result.output
    assert "1 item renewed" in result.output
    assert "not given by the endpoint: Q7809" in result.output
    assert '"Bac Giang"@th' in (project / FILE).read_text(encoding="utf-8")
    assert len(list((tmp_path / "data-dir/wikidata").iterdir())) == 1
