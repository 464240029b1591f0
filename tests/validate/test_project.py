from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from kg.errors import ProjectError
from kg.rdf.findings import Finding, Severity
from kg.validate.project import validate
from kg.validate.shapes import PASSED, check_shapes, load_shapes

PREFIXES = """@prefix rdfs: <http://www.w3.org/2000/01/rdf-schema#> .
@prefix owl: <http://www.w3.org/2002/07/owl#> .
@prefix sh: <http://www.w3.org/ns/shacl#> .
@prefix vnrc: <https://w3id.org/vnrc/ontology#> .
@prefix e: <https://w3id.org/vnrc/id/unit/> .
"""
ONTOLOGY = """
vnrc:Unit a owl:Class . vnrc:Province a owl:Class ; rdfs:subClassOf vnrc:Unit .
vnrc:partOf a owl:ObjectProperty . vnrc:code a owl:DatatypeProperty .
vnrc:edtf a owl:DatatypeProperty . vnrc:sha256 a owl:DatatypeProperty .
"""
SHAPES = """
<https://w3id.org/vnrc/shape/Unit> a sh:NodeShape ; sh:targetClass vnrc:Unit ;
  sh:property [ sh:path vnrc:partOf ; sh:class vnrc:Unit ;
    sh:message "phải thuộc một đơn vị"@vi, "must be part of a unit"@en ] ;
  sh:property [ sh:path rdfs:label ; sh:minCount 1 ; sh:severity sh:Warning ] ;
  sh:property [ sh:path [ sh:inversePath vnrc:partOf ] ; sh:maxCount 1 ; sh:severity sh:Info ] ;
  sh:sparql [ sh:message "mã {?value} trùng"@vi, "the code {?value} is used twice"@en ;
    sh:select "SELECT $this ?value WHERE { $this <https://w3id.org/vnrc/ontology#code> ?value . \
      ?other <https://w3id.org/vnrc/ontology#code> ?value . FILTER(?other != $this) }" ] .
"""
RULE = """# severity: warning
# message-vi: {?this} tự thuộc về mình
# message-en: {?this} is part of itself: {?value}
# shape: https://w3id.org/vnrc/shape/Unit
SELECT ?this ?path ?value ?graph WHERE {
  VALUES ?path { vnrc:partOf }
  GRAPH ?graph { ?this ?path ?value . FILTER(?this = ?value) }
}
"""

Make = Callable[..., Path]


@pytest.fixture
def make(tmp_path: Path) -> Make:
    """Return what writes a project: room paths to Turtle without prefixes, or to other text."""

    def write(**files: str) -> Path:
        files = {"ontology/terms.ttl": ONTOLOGY, "shapes/unit.ttl": SHAPES} | files
        for name, text in files.items():
            file = tmp_path / name
            file.parent.mkdir(parents=True, exist_ok=True)
            file.write_text(PREFIXES + text if name.endswith(".ttl") else text, encoding="utf-8")
        (tmp_path / "data").mkdir(exist_ok=True)
        return tmp_path

    return write


def only(findings: tuple[Finding, ...]) -> Finding:
    (finding,) = findings
    return finding


def test_a_sound_project_conforms(make: Make) -> None:
    report = validate(make(**{"data/a/x.ttl": 'e:a a vnrc:Province ; rdfs:label "A" .'}))
    assert report.findings == ()
    assert report.conforms(strict=True)
    assert report.files == 3


def test_a_broken_shape_is_found_at_the_value_with_both_messages(make: Make) -> None:
    data = 'e:a a vnrc:Province ;\n  rdfs:label "A" ;\n  vnrc:partOf\n    e:b .'
    finding = only(validate(make(**{"data/a/x.ttl": data})).findings)
    assert finding == Finding(
        severity=Severity.VIOLATION,
        code="sh:ClassConstraintComponent",
        message_vi="phải thuộc một đơn vị",
        message_en="must be part of a unit",
        file=Path("data/a/x.ttl"),
        line=9,
        column=5,
        focus="https://w3id.org/vnrc/id/unit/a",
        path="https://w3id.org/vnrc/ontology#partOf",
        value="unit:b",
        shape="https://w3id.org/vnrc/shape/Unit",
    )


def test_a_warning_conforms_unless_asked_strictly_and_speaks_vietnamese(make: Make) -> None:
    report = validate(make(**{"data/a/x.ttl": "e:a a vnrc:Unit ."}))
    assert only(report.findings).severity is Severity.WARNING
    assert only(report.findings).message_vi == "thiếu giá trị"
    assert report.conforms()
    assert not report.conforms(strict=True)


def test_what_a_closed_shape_does_not_know_is_named(make: Make) -> None:
    closed = """<https://w3id.org/vnrc/shape/Unit> a sh:NodeShape ; sh:targetClass vnrc:Unit ;
      sh:closed true ;
      sh:ignoredProperties ( <http://www.w3.org/1999/02/22-rdf-syntax-ns#type> ) ."""
    files = {"shapes/unit.ttl": closed, "data/a/x.ttl": 'e:a a vnrc:Unit ; vnrc:code "1" .'}
    found = only(validate(make(**files)).findings)
    assert found.message("vi") == "vnrc:code: thuộc tính này không được dùng ở đây"
    assert found.message("en").startswith("vnrc:code: ")


def test_complex_paths_are_written_as_in_sparql(make: Make) -> None:
    data = "".join(f'e:{x} a vnrc:Unit ; rdfs:label "x" ; vnrc:partOf e:c .\n' for x in "ab")
    data += 'e:c a vnrc:Unit ; rdfs:label "c" .'
    finding = only(validate(make(**{"data/a/x.ttl": data})).findings)
    assert (finding.path, finding.line, finding.severity) == ("(^vnrc:partOf)", 8, Severity.INFO)


def test_messages_of_sparql_constraints_keep_their_languages(make: Make) -> None:
    data = "".join(f'e:{x} a vnrc:Unit ; rdfs:label "x" ; vnrc:code "7" .\n' for x in "ab")
    first, second = validate(make(**{"data/a/x.ttl": data})).findings
    assert (first.message_vi, first.message_en) == ("mã 7 trùng", "the code 7 is used twice")
    assert (first.line, second.line) == (6, 7)


def test_a_rule_is_run_over_named_graphs_and_fills_its_messages(make: Make) -> None:
    data = 'e:a a vnrc:Unit ; rdfs:label "A" ; vnrc:partOf e:a .'
    project = make(**{"data/a/x.ttl": data, "shapes/rules/self.rq": RULE})
    finding = only(validate(project).findings)
    assert finding.message_vi == "unit:a tự thuộc về mình"
    assert finding.message_en == "unit:a is part of itself: unit:a"
    assert (finding.code, finding.severity) == ("rule:self", Severity.WARNING)
    assert (finding.file, finding.line, finding.column) == (Path("data/a/x.ttl"), 6, 48)


def test_the_default_graph_of_a_rule_holds_each_triple_once(make: Make) -> None:
    count = RULE.partition("SELECT")[0] + (
        "SELECT ?this WHERE { { SELECT ?this (COUNT(?x) AS ?n) WHERE { ?this vnrc:code ?x } "
        "GROUP BY ?this } FILTER(?n > 1) }"
    )
    data = 'e:a a vnrc:Unit ; rdfs:label "A" ; vnrc:code "7" .'
    files = {"data/a/x.ttl": data, "data/b/x.ttl": data, "shapes/rules/count.rq": count}
    assert validate(make(**files)).findings == ()


@pytest.mark.parametrize(
    ("rule", "line", "reason"),
    [
        (RULE.replace("SELECT", "SELEKT"), 5, "expected"),
        (RULE.replace("SELECT ?this", "SELECT"), 1, "not a SELECT of ?this"),
        (RULE.partition("SELECT")[0] + "ASK {}", 1, "not a SELECT of ?this"),
        (RULE.replace("# severity: warning\n", ""), 1, "no line “# severity: …”"),
        (RULE.replace("warning", "grave"), 1, "violation, warning, info"),
    ],
)
def test_a_rule_that_cannot_be_run_is_a_finding_about_its_file(
    make: Make, rule: str, line: int, reason: str
) -> None:
    finding = only(validate(make(**{"shapes/rules/bad.rq": rule})).findings)
    assert (finding.file, finding.line) == (Path("shapes/rules/bad.rq"), line)
    assert reason in finding.message_en


@pytest.mark.parametrize(
    ("shapes", "reason"),
    [
        ('[] a sh:NodeShape ; sh:closed "no" .', "sh:closed"),
        (SHAPES.replace("sh:maxCount 1", 'sh:maxCount "1"'), "sh:maxCount"),
        (SHAPES.replace("WHERE", "WERE"), ""),
    ],
)
def test_shapes_that_are_not_shacl_are_findings_and_nothing_else(
    make: Make, capfd: pytest.CaptureFixture[str], shapes: str, reason: str
) -> None:
    data = 'e:a a vnrc:Unit ; rdfs:label "A" .'
    report = validate(make(**{"shapes/unit.ttl": shapes, "data/a/x.ttl": data}))
    assert {finding.code for finding in report.findings} == {"shape"}
    assert all(reason in finding.message_en for finding in report.findings)
    assert capfd.readouterr() == ("", "")


def test_a_wrong_shape_is_found_in_its_file(make: Make) -> None:
    shapes = SHAPES.replace("sh:maxCount 1", 'sh:maxCount "1"')
    finding = only(validate(make(**{"shapes/unit.ttl": shapes})).findings)
    assert (finding.file, finding.line) == (Path("shapes/unit.ttl"), 7)


def test_shapes_that_passed_are_not_checked_again_until_they_change(make: Make) -> None:
    broken = SHAPES.replace("sh:maxCount 1", 'sh:maxCount "1"')
    project = make()
    passed = project / "new" / PASSED
    assert check_shapes(load_shapes(project), passed) == []
    noted = passed.read_text()
    changed = load_shapes(make(**{"shapes/unit.ttl": broken}))
    assert only(tuple(check_shapes(changed, passed))).code == "shape"
    assert passed.read_text() == noted == load_shapes(make()).digest()
    passed.write_text(changed.digest())
    assert check_shapes(changed, passed) == []


def test_shapes_are_checked_where_nothing_can_be_noted(make: Make) -> None:
    shapes = load_shapes(make())
    assert check_shapes(shapes, Path("/dev/null/passed")) == []


def test_no_shapes_at_all_is_a_warning(make: Make) -> None:
    assert only(validate(make(**{"shapes/unit.ttl": ""})).findings).code == "no-shapes"


def test_an_unreadable_file_is_reported_and_nothing_is_guessed_beside_it(make: Make) -> None:
    files = {"data/a/x.ttl": "e:a a vnrc:Province ; vnrc:partOf e:b .", "data/a/y.ttl": "e:b a ."}
    for chosen in ([], ["data/a/x.ttl"]):
        project = make(**files)
        report = validate(project, [project / name for name in chosen])
        assert [(f.code, f.file, f.line) for f in report.findings] == [
            ("syntax", Path("data/a/y.ttl"), 6)
        ]


def test_named_files_are_validated_with_the_whole_dataset_around_them(make: Make) -> None:
    project = make(
        **{
            "data/a/x.ttl": 'e:a a vnrc:Unit ; rdfs:label "A" ; vnrc:partOf e:b .',
            "data/a/y.ttl": "e:b a vnrc:Unit .",
        }
    )
    assert validate(project, [project / "data/a/x.ttl"]).findings == ()
    for chosen in ("data/a/y.ttl", "data"):
        finding = only(validate(project, [project / chosen]).findings)
        assert (finding.file, finding.line) == (Path("data/a/y.ttl"), 6)


def test_a_file_that_is_not_of_the_project_is_refused(make: Make, tmp_path: Path) -> None:
    project = make()
    with pytest.raises(ProjectError, match=r"none\.ttl is not an RDF file of the project"):
        validate(project, [tmp_path / "none.ttl"])


def test_an_undeclared_term_is_found_once_a_file_with_the_nearest_name(make: Make) -> None:
    data = 'e:a a vnrc:Unlt ; rdfs:label "A" .\ne:b a vnrc:Unlt .'
    finding = only(validate(make(**{"data/a/x.ttl": data})).findings)
    assert (finding.code, finding.line, finding.column) == ("undeclared-term", 6, 7)
    assert "(vnrc:Unit?)" in finding.message_en


def test_terms_of_the_shapes_are_checked_too(make: Make) -> None:
    shapes = SHAPES.replace("sh:path vnrc:partOf", "sh:path vnrc:partof")
    finding = only(validate(make(**{"shapes/unit.ttl": shapes})).findings)
    assert (finding.code, finding.file) == ("undeclared-term", Path("shapes/unit.ttl"))


@pytest.mark.parametrize("digest", ["", "a" * 63, "A" * 64, "g" * 64, "a" * 64 + "\\n"])
def test_what_is_not_a_digest_is_found(make: Make, digest: str) -> None:
    data = f'e:a rdfs:label "A" ; vnrc:sha256 "{digest}" .'
    finding = only(validate(make(**{"data/a/x.ttl": data})).findings)
    assert (finding.code, finding.line, finding.column) == ("sha256", 6, 34)


def test_a_literal_not_of_its_datatype_prints_nothing(
    make: Make, capfd: pytest.CaptureFixture[str]
) -> None:
    data = 'e:a a vnrc:Unit ; rdfs:label "x"^^<http://www.w3.org/2001/XMLSchema#date> .'
    validate(make(**{"data/a/x.ttl": data}))
    assert capfd.readouterr() == ("", "")
