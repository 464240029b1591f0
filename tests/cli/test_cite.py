from pathlib import Path

import pytest
from click.testing import CliRunner
from rdflib import Graph, Literal, URIRef

from kg.cli.cite import cite
from kg.errors import KgError
from kg.namespaces import VNRC
from kg.text.normal import digest

TEXT = "Hai tỉnh cùng ký. Hai tỉnh cùng làm đường."


def run(tmp_path: Path, *arguments: str) -> str:
    path = tmp_path / "900_copy.txt"
    path.write_text(TEXT, encoding="utf-8")
    result = CliRunner().invoke(cite, [str(path), *arguments], catch_exceptions=False)
    assert result.exit_code == 0
    return result.output


def test_the_evidence_is_turtle_with_offsets_and_digest(tmp_path: Path) -> None:
    graph = Graph().parse(data=run(tmp_path, "làm đường", "--zone", "lead"), format="turtle")
    evidence = URIRef("https://w3id.org/vnrc/text/900#char=32,41")
    assert graph.value(evidence, VNRC.start) == Literal(32)
    assert graph.value(evidence, VNRC.end) == Literal(41)
    assert graph.value(evidence, VNRC.sliceSha256) == Literal(digest("làm đường"))
    assert graph.value(evidence, VNRC.inZone) == URIRef("https://w3id.org/vnrc/vocab/zone/lead")


def test_the_wanted_occurrence_is_cited(tmp_path: Path) -> None:
    assert "#char=18,26>" in run(tmp_path, "Hai tỉnh", "--nth", "2")


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["Hai tỉnh"], "2 times"),
        (["Ba tỉnh"], "does not contain"),
        (["làm đường", "--zone", "cellar"], "'cellar' is no zone; use one of "),
        (["Hai tỉnh", "--nth", "3"], "only 2 times"),
        ([""], "does not contain"),
    ],
)
def test_a_phrase_that_is_not_one_place_is_refused(
    tmp_path: Path, arguments: list[str], message: str
) -> None:
    with pytest.raises(KgError, match=message):
        run(tmp_path, *arguments)
