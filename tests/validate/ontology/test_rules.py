from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path
from typing import NamedTuple

import pyoxigraph as ox
import pytest

from kg.namespaces import PREFIXES
from kg.rdf.load import load_project
from kg.validate.ontology.check import RULES
from kg.validate.rules import check_rules, load_rules

Write = Callable[..., Path]
DEFINED = "rdfs:isDefinedBy <https://w3id.org/vnrc/ontology>"


class Case(NamedTuple):
    """What breaks the rule `code` in the clean ontology, and nothing else: a change, an addition.

    `focus` is what the finding is about; `old` must occur in the clean ontology.
    """

    code: str
    focus: str
    old: str = ""
    new: str = ""
    add: str = ""


def _term(name: str, more: str, *, vi: str = "mới", en: str = "new", kind: str = "Class") -> str:
    """Return a further term with all that a term needs, and `more`."""
    return (
        f'vnrc:{name} a owl:{kind} ; rdfs:label "{vi}"@vi, "{en}"@en ;'
        f' skos:definition "Điều {vi}."@vi, "The {en} one."@en ; {DEFINED} ; {more} .'
    )


def _concept(name: str, more: str) -> str:
    """Return a further concept of the area scheme with all but its place in it, and `more`."""
    return (
        f'area:{name} a skos:Concept ; skos:prefLabel "{name} vi"@vi, "{name} en"@en ;'
        f' skos:definition "Về {name}."@vi, "On {name}."@en ; skos:inScheme vocab:area ; {more} .'
    )


CASES = (
    Case("missing-label", "vnrc:Person", '"cá nhân"@vi, ', ""),
    Case("missing-label", "area:tourism", ', "tourism"@en ;', " ;"),
    Case("missing-definition", "vnrc:Person", ', "One human."@en', ""),
    Case("missing-definition", "vocab:area", '"Các lĩnh vực."@vi, ', ""),
    Case("missing-translation", "vnrc:Person", add='vnrc:Person skos:scopeNote "Note."@en .'),
    Case("text-language", "vnrc:Person", add='vnrc:Person skos:altLabel "homme"@fr .'),
    Case("text-language", "vnrc:Person", add='vnrc:Person skos:altLabel "somebody" .'),
    Case("multiple-labels", "vnrc:Person", add='vnrc:Person rdfs:label "human"@en .'),
    Case("multiple-labels", "area:tourism", add='area:tourism skos:prefLabel "travel"@en .'),
    Case("multiple-definitions", "vnrc:Person", add='vnrc:Person skos:definition "Human."@en .'),
    Case("duplicate-label", "vnrc:Event", '"person"@en', '"Event"@en'),
    Case("duplicate-label", "area:economy", '"tourism"@en', '"economy"@en'),
    Case("duplicate-definition", "vnrc:Agent", '"One human."@en', '"Somebody."@en'),
    Case("duplicate-definition", "area:economy", '"The trade of tourism."@en', '"The economy."@en'),
    Case("duplicate-synonym", "vnrc:Person", add='vnrc:Person skos:altLabel "person"@en .'),
    Case("duplicate-synonym", "area:tourism", add='area:tourism skos:altLabel "economy"@en .'),
    Case("label-whitespace", "vnrc:Person", '"person"@en', '"person "@en'),
    Case("label-whitespace", "vnrc:attendedBy", '"attended by"', '"attended  by"'),
    Case("label-formatting", "vnrc:Person", '"person"@en', r'"per\nson"@en'),
    Case("annotation-whitespace", "vnrc:Person", '"One human."', '"One human. "'),
    Case("lowercase-definition", "vnrc:Person", '"One human."', '"one human."'),
    Case(
        "missing-is-defined-by",
        "vnrc:Person",
        f"rdfs:subClassOf vnrc:Agent ;\n  {DEFINED} .",
        "rdfs:subClassOf vnrc:Agent .",
    ),
    Case("term-name", "vnrc:person_group", add=_term("person_group", "rdfs:subClassOf vnrc:Agent")),
    Case(
        "iri-with-extension",
        "<https://w3id.org/vnrc/vocab/list.ttl>",
        add='vocab:list.ttl a skos:ConceptScheme ; skos:prefLabel "tệp"@vi, "file"@en ;'
        ' skos:definition "Một tệp."@vi, "A file."@en .',
    ),
    Case("missing-ontology-property", "ontology", ' ; owl:versionInfo "1.0.0"', ""),
    Case("missing-ontology-property", "ontology", '  vann:preferredNamespacePrefix "vnrc" ;', ""),
    Case("recommended-ontology-property", "ontology", "dcterms:publisher person:a ;", ""),
    Case("missing-doi", "ontology", ' bibo:doi "10.1/1" ;', ""),
    Case("version-iri", "ontology", "<https://w3id.org/vnrc/ontology/1.0.0>", "text:1.0.1"),
    Case("namespace-uri", "ontology", '"https://w3id.org/vnrc/ontology#"', '"https://w3id.org/x#"'),
    Case(
        "persistent-iri",
        "<https://example.org/ontology>",
        "<https://w3id.org/vnrc/ontology>",
        "<https://example.org/ontology>",
    ),
    Case("license-iri", "ontology", "<https://creativecommons.org/licenses/by/4.0/>", '"CC BY"'),
    Case(
        "missing-superclass",
        "vnrc:New",
        add=_term("New", "rdfs:seeAlso vnrc:Agent")
        + "vnrc:attends schema:domainIncludes vnrc:New ."
        + "schema:domainIncludes a owl:AnnotationProperty .",
    ),
    Case("unconnected-term", "vnrc:New", add=_term("New", "owl:disjointWith vnrc:Agent")),
    Case(
        "no-disjointness",
        "ontology",
        "owl:disjointWith vnrc:Event",
        "rdfs:subClassOf vnrc:Event",
        "vnrc:Event rdfs:subClassOf prov:Activity . prov:Activity a owl:Class .",
    ),
    Case(
        "missing-domain-or-range",
        "vnrc:size",
        "rdfs:domain vnrc:Event ; rdfs:range xsd:",
        "rdfs:range xsd:",
    ),
    Case(
        "missing-inverse",
        "ontology",
        add=_term("leads", "rdfs:domain vnrc:Agent ; rdfs:range vnrc:Event", kind="ObjectProperty"),
    ),
    Case("several-domains", "vnrc:size", add="vnrc:size rdfs:domain vnrc:Agent ."),
    Case("class-cycle", "vnrc:Person", add="vnrc:Person rdfs:subClassOf vnrc:Person ."),
    Case(
        "wrong-inverse",
        "vnrc:attends",
        "rdfs:domain vnrc:Agent ; rdfs:range vnrc:Event",
        "rdfs:domain vnrc:Person ; rdfs:range vnrc:Event",
    ),
    Case("self-inverse", "vnrc:knows", add="vnrc:knows owl:inverseOf vnrc:knows ."),
    Case(
        "lopsided-property",
        "vnrc:knows",
        "vnrc:Person ; rdfs:range vnrc:Person",
        "vnrc:Person ; rdfs:range vnrc:Agent",
    ),
    Case("short-chain", "vnrc:knows", add="vnrc:knows owl:propertyChainAxiom ( vnrc:attends ) ."),
    Case(
        "chain-into-itself",
        "vnrc:attends",
        add="vnrc:attends owl:propertyChainAxiom ( vnrc:knows vnrc:attends ) .",
    ),
    Case("equivalent-terms", "vnrc:Person", add="vnrc:Person owl:equivalentClass vnrc:Agent ."),
    Case("deprecated-reference", "vnrc:knows", add="vnrc:Person owl:deprecated true ."),
    Case("deprecated-value", "vnrc:knows", add='vnrc:knows owl:deprecated "true" .'),
    Case(
        "misused-replaced-by",
        "vnrc:knows",
        add="vnrc:knows dcterms:isReplacedBy vnrc:attends ."
        "dcterms:isReplacedBy a owl:AnnotationProperty .",
    ),
    Case(
        "illegal-use-of-built-in-vocabulary", "rdfs:label", add="rdfs:label rdfs:seeAlso text:1 ."
    ),
    Case("hijacked-term", "skos:broader", add="skos:broader a owl:TransitiveProperty ."),
    Case(
        "hijacked-term", "foaf:Agent", add="foaf:Agent a owl:Class ; rdfs:subClassOf vnrc:Agent ."
    ),
    Case("undeclared-term", "vnrc:Person", add="vnrc:Person rdfs:subClassOf foaf:Person ."),
    Case("undeclared-term", "vnrc:Person", add="vnrc:Person vnrc:shoeSize 43 ."),
    Case(
        "undeclared-term",
        "vnrc:knows",
        add="vnrc:knows owl:propertyChainAxiom ( vnrc:attends vnrc:metAt ) .",
    ),
    Case(
        "concept-without-scheme",
        "area:loose",
        add=_concept("loose", 'skos:notation "loose"').replace("skos:inScheme vocab:area ;", ""),
    ),
    Case(
        "concept-iri",
        "area:Big_one",
        add=_concept("Big_one", 'skos:broader area:economy ; skos:notation "big"'),
    ),
    Case("missing-notation", "area:tourism", '; skos:notation "tourism"', ""),
    Case(
        "duplicate-notation", "area:economy", 'skos:notation "tourism"', 'skos:notation "economy"'
    ),
    Case(
        "broader-cycle",
        "area:new",
        add=_concept("new", 'skos:notation "new" ; skos:broader area:new'),
    ),
    Case(
        "broader-outside-scheme",
        "area:tourism",
        "skos:broader area:economy",
        "skos:broader status:planned",
    ),
    Case("top-concept", "area:economy", "skos:topConceptOf vocab:area ; ", ""),
    Case("top-concept", "area:new", add=_concept("new", 'skos:notation "new"')),
    Case(
        "related-and-broader",
        "area:tourism",
        add="area:tourism skos:related area:economy . skos:related a owl:ObjectProperty .",
    ),
)


def _codes(directory: Path) -> set[tuple[str, str | None]]:
    project = load_project(directory, rooms=("ontology",))
    assert project.findings == ()
    rules, problems = load_rules(RULES, RULES)
    assert problems == []
    return {(f.code.removeprefix("rule:"), f.focus) for f in check_rules(project, rules)}


def _iri(name: str) -> str:
    if name == "ontology":
        return "https://w3id.org/vnrc/ontology"
    prefix, _, local = name.partition(":")
    return name.strip("<>") if name.startswith("<") else PREFIXES[prefix] + local


def test_no_rule_speaks_of_the_clean_ontology(write: Write, clean: str) -> None:
    assert _codes(write(clean)) == set()


@pytest.mark.parametrize("case", CASES, ids=lambda case: f"{case.code} {case.focus}")
def test_each_rule_finds_its_fault_and_no_other_rule_speaks(
    case: Case, write: Write, clean: str
) -> None:
    assert case.old in clean
    text = clean.replace(case.old, case.new) if case.old else clean
    assert _codes(write(text + case.add)) == {(case.code, _iri(case.focus))}


def test_every_rule_has_a_case() -> None:
    rules, _ = load_rules(RULES, RULES)
    assert {rule.path.stem for rule in rules} == {case.code for case in CASES}


@pytest.mark.parametrize("file", sorted(RULES.glob("*.rq")), ids=lambda file: file.stem)
def test_every_rule_names_its_source_and_shows_only_what_it_selects(file: Path) -> None:
    text = file.read_text("utf-8")
    assert re.search(r"^# source: \S", text, re.MULTILINE)
    solutions = ox.Store().query(text, prefixes=PREFIXES)
    assert isinstance(solutions, ox.QuerySolutions)
    selected = {variable.value for variable in solutions.variables}
    assert set(re.findall(r"\{\?(\w+)\}", text)) <= selected
    assert not re.search(r"\{\w+\}", text.partition("SELECT")[0])


def test_a_finding_shows_the_line_of_what_it_is_about(write: Write, clean: str) -> None:
    directory = write(clean.replace('"person"@en', '"person "@en'))
    rules, _ = load_rules(RULES, RULES)
    (finding,) = check_rules(load_project(directory, rooms=("ontology",)), rules)
    lines = (directory / "ontology" / "sample.ttl").read_text("utf-8").splitlines()
    assert finding.line is not None
    assert '"person "@en' in lines[finding.line - 1]
    assert finding.file == Path("ontology", "sample.ttl")
