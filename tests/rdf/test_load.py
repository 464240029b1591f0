from __future__ import annotations

from pathlib import Path

import pytest

from kg.errors import ProjectError
from kg.rdf.load import graph_name, load_project

P = "@prefix e: <urn:e:> .\n"
GRAPH = "https://w3id.org/vnrc/graph/"


def project(directory: Path, **files: str) -> Path:
    """Write a project whose files are named like data__room__file.ttl."""
    for room in ("ontology", "data"):
        (directory / room).mkdir()
    for name, text in files.items():
        file = directory / name.replace("__", "/").replace("_", ".")
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(text, encoding="utf-8")
    return directory


def test_each_file_is_a_graph_named_by_its_place_or_by_itself(tmp_path: Path) -> None:
    loaded = load_project(
        project(
            tmp_path,
            ontology__terms_ttl=f"{P}e:a e:p 1 .",
            ontology__vocabularies__areas_ttl=f"{P}e:a e:p 2 .",
            data__entities__people_ttl=f"{P}e:a e:p 007 .",
            data__articles__one_trig=f"{P}<{GRAPH}article/000> {{ e:a e:p 4 }}",
        )
    )
    assert not loaded.findings
    assert {name.removeprefix(GRAPH): str(graph.path) for name, graph in loaded.graphs.items()} == {
        "article/000": "data/articles/one.trig",
        "entities/people": "data/entities/people.ttl",
        "ontology/terms": "ontology/terms.ttl",
        "vocabularies/areas": "ontology/vocabularies/areas.ttl",
    }
    quads = {str(quad.graph_name)[len(GRAPH) + 1 : -1]: str(quad.object) for quad in loaded.quads()}
    assert quads["entities/people"].startswith('"007"^^')


def test_blank_nodes_of_two_files_never_meet(tmp_path: Path) -> None:
    loaded = load_project(
        project(
            tmp_path,
            ontology__a_ttl=f"{P}_:x e:p [] .",
            ontology__b_ttl=f"{P}_:x e:p [] .",
        )
    )
    nodes = [{str(q.subject), str(q.object)} for q in loaded.quads()]
    assert len(nodes[0] | nodes[1]) == 4


@pytest.mark.parametrize(
    ("name", "text", "code", "line"),
    [
        ("data__x_ttl", f"{P}e:a e:p 1 .", "misplaced", 1),
        ("data__a__b__x_ttl", f"{P}e:a e:p 1 .", "misplaced", 1),
        ("data__a__x_ttl", f"{P}e:a e:p [] .", "blank-node", 2),
        ("data__a__x_ttl", f"{P}\n_:b e:p 1 .", "blank-node", 3),
        ("data__a__x_ttl", f"{P}e:a e:p (1) .", "blank-node", 2),
        ("data__a__x_trig", f"{P}e:a e:p 1 .", "no-graph", 2),
        ("data__a__x_trig", f"{P}\n<urn:g> {{ e:a e:p 1 }}", "graph-name", 3),
        ("data__a__x_rdf", "<rdf:RDF/>", "format", None),
        ("ontology__x_owl", "<rdf:RDF/>", "format", None),
        ("data__a__x_ttl", f"{P}e:a x:p 1 .", "undeclared-prefix", 2),
    ],
)
def test_what_is_wrong_with_a_file_is_a_finding_with_its_line(
    tmp_path: Path, name: str, text: str, code: str, line: int | None
) -> None:
    loaded = load_project(project(tmp_path, **{name: text}))
    assert [(finding.code, finding.line) for finding in loaded.findings] == [(code, line)]


def test_a_graph_in_two_files_names_both(tmp_path: Path) -> None:
    text = f"{P}<{GRAPH}x/y> {{ e:a e:p 1 }}"
    loaded = load_project(project(tmp_path, data__x__a_trig=text, data__x__b_trig=f"\n{text}"))
    (finding,) = loaded.findings
    assert (finding.code, str(finding.file), finding.line) == ("graph-twice", "data/x/b.trig", 3)
    assert "data/x/a.trig" in finding.message_en


def test_empty_lists_are_no_blank_nodes_and_ontology_may_have_some(tmp_path: Path) -> None:
    loaded = load_project(
        project(
            tmp_path, data__a__x_ttl=f"{P}e:a e:p () .", ontology__o_ttl=f"{P}e:a e:p [ e:q 1 ] ."
        )
    )
    assert not loaded.findings


def test_a_statement_is_located_in_the_preferred_file_then_in_any(tmp_path: Path) -> None:
    loaded = load_project(
        project(
            tmp_path,
            data__a__x_ttl=f'{P}e:a e:p "one" .',
            data__b__x_ttl=f'{P}\ne:a e:p "two" .',
        )
    )
    two = Path("data/b/x.ttl")
    assert loaded.locate("urn:e:a", "urn:e:p", '"two"') == (two, (3, 9))
    assert loaded.locate("urn:e:a") == (Path("data/a/x.ttl"), (2, 1))
    assert loaded.locate("urn:e:a", prefer=[two]) == (two, (3, 1))
    assert loaded.locate("urn:none") is None


def test_a_directory_without_its_rooms_is_refused(tmp_path: Path) -> None:
    (tmp_path / "ontology").mkdir()
    with pytest.raises(ProjectError, match="lacks data/"):
        load_project(tmp_path)


def test_files_outside_the_layout_have_no_graph_name() -> None:
    assert graph_name(Path("data/x.ttl")) is None
    assert graph_name(Path("data/geo/x.ttl")) == f"{GRAPH}geo/x"
