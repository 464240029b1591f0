"""Ask OWLAPI and HermiT about an ontology, inside a Java machine.

    python -m kg.validate.ontology.owlapi REQUEST ANSWER

runs in a process of its own: a Java machine starts only once in a process, and its crash takes the
process with it (`kg.validate.ontology.java` starts it). REQUEST is a JSON object of two RDF/XML
documents: `ontology`, and `example`, statements that use each of its terms. ANSWER is written last,
so that a half-finished run leaves none.
"""

from __future__ import annotations

import importlib.util
import json
import re
import sys
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import Any, TypeAlias, TypedDict, TypeVar

import jpype

from kg.errors import KgError

Item = TypeVar("Item")
Java: TypeAlias = Any
"""An object of the Java machine; JPype knows its type, Python does not."""

EXPLAINED = 10
"""Unsatisfiable terms that are explained; each explanation takes some dozens of reasoner runs."""

_HEAP = "-Xmx1g"
_OWLAPI_ERROR = re.compile(r"<http://org\.semanticweb\.owlapi/error#\w+>")
"""What OWLAPI puts in place of an expression that it could not read."""

_BLANK = re.compile(r"_:\S+")


class Violation(TypedDict):
    """An axiom outside a profile: `RL` or `DL`, OWLAPI's name of the fault, the axiom."""

    profile: str
    kind: str
    axiom: str


class Unsatisfiable(TypedDict):
    """A class or property that nothing can have, and the axioms that together say so."""

    term: str
    because: list[str]


class Answer(TypedDict):
    """What OWLAPI and HermiT say; axioms are in OWL 2 functional syntax.

    `leftover` holds the triples that are no part of any axiom, `[]` standing for a blank node.
    `refused` says why HermiT did not reason over the ontology, or nothing. `contradiction` and
    `example_contradiction` are smallest sets of axioms that cannot hold together, empty where all
    can: of the ontology itself, and of the ontology with the example.
    """

    violations: list[Violation]
    leftover: list[str]
    refused: str
    contradiction: list[str]
    unsatisfiable: list[Unsatisfiable]
    example_contradiction: list[str]


def jar() -> Path:
    """Return the jar of HermiT, with OWLAPI 3.4 inside, that comes with owlready2.

    Raises KgError where it is not there.
    """
    spec = importlib.util.find_spec("owlready2")
    for place in spec.submodule_search_locations or () if spec else ():
        file = Path(place) / "hermit" / "HermiT.jar"
        if file.is_file():
            return file
    raise KgError("HermiT.jar is missing from owlready2: reinstall it (pip install owlready2)")


def smallest(items: Sequence[Item], fails: Callable[[Sequence[Item]], bool]) -> list[Item]:
    """Return a smallest part of `items` for which `fails` holds; it must hold for all of them.

    `fails` must keep holding when items are added. The algorithm is QuickXplain (Junker, AAAI
    2004): k of n items take about k·log(n/k) tries.
    """

    def search(background: list[Item], added: bool, rest: list[Item]) -> list[Item]:  # noqa: FBT001
        if added and fails(background):
            return []
        if len(rest) == 1:
            return rest
        half = len(rest) // 2
        first, second = rest[:half], rest[half:]
        from_second = search(background + first, True, second)  # noqa: FBT003
        return search(background + from_second, bool(from_second), first) + from_second

    return search([], False, list(items)) if items else []  # noqa: FBT003


def ask(ontology: str, example: str) -> Answer:
    """Return what OWLAPI and HermiT say of an RDF/XML document; needs a started Java machine."""
    reader = _Reader()
    document = reader.read(ontology)
    answer = Answer(
        violations=list(_violations(document)),
        leftover=sorted(reader.leftover(document)),
        refused="",
        contradiction=[],
        unsatisfiable=[],
        example_contradiction=[],
    )
    try:
        _reason(answer, reader, document, example)
    except jpype.JException as error:
        answer["refused"] = str(error)
    return answer


def _reason(answer: Answer, reader: _Reader, document: Java, example: str) -> None:
    """Add to `answer` what HermiT says; each question only where those before have no answer."""
    reasoner = _Reasoner(reader)
    axioms = list(document.getLogicalAxioms())
    answer["contradiction"] = _texts(reasoner.contradiction(axioms))
    if not answer["contradiction"]:
        answer["unsatisfiable"] = list(reasoner.unsatisfiable(document, axioms))
    if not answer["contradiction"] and not answer["unsatisfiable"]:
        uses = reader.read(example).getLogicalAxioms()
        answer["example_contradiction"] = _texts(reasoner.contradiction([*axioms, *uses]))


def _class(name: str) -> Java:
    return jpype.JClass(name)


def _texts(axioms: Sequence[Java]) -> list[str]:
    return sorted(str(axiom) for axiom in axioms)


def _violations(document: Java) -> Iterator[Violation]:
    """Yield what is outside OWL 2 DL, then what is outside OWL 2 RL for a reason of its own."""
    seen: set[tuple[str, str]] = set()
    for profile in ("DL", "RL"):
        checker = _class(f"org.semanticweb.owlapi.profiles.OWL2{profile}Profile")()
        found = {
            (str(violation.getClass().getSimpleName()), _text(violation.getAxiom()))
            for violation in checker.checkOntology(document).getViolations()
            if _counts(violation)
        }
        for kind, axiom in sorted(found - seen):
            yield Violation(profile=profile, kind=kind, axiom=axiom)
        seen |= found


def _counts(violation: Java) -> bool:
    """Tell whether a violation is one: profiles restrict no annotations.

    OWLAPI 3.4 reports these too; where it names no axiom, the annotation is the ontology's.
    """
    axiom = violation.getAxiom()
    is_annotation = axiom is None or axiom.isAnnotationAxiom()
    return not (is_annotation and violation.getClass().getSimpleName() == "UseOfIllegalDataRange")


def _text(axiom: Java) -> str:
    return _OWLAPI_ERROR.sub("<urn:x-kg:unreadable>", str(axiom or ""))


class _Reader:
    """OWLAPI's reader of RDF/XML."""

    def __init__(self) -> None:
        self.manager = _class(
            "org.semanticweb.owlapi.apibinding.OWLManager"
        ).createOWLOntologyManager()
        self.factory = self.manager.getOWLDataFactory()
        self._source = _class("org.semanticweb.owlapi.io.StringDocumentSource")

    def read(self, document: str) -> Java:
        return self.manager.loadOntologyFromOntologyDocument(self._source(document))

    def leftover(self, document: Java) -> Iterator[str]:
        """Yield the triples that became no axiom; annotations with an IRI stay in that list."""
        annotations = {str(p.getIRI()) for p in document.getAnnotationPropertiesInSignature()}
        loading = self.manager.getOntologyFormat(document).getOntologyLoaderMetaData()
        for triple in loading.getUnparsedTriples():
            if str(triple.getPredicate()).strip("<>") not in annotations:
                yield _BLANK.sub("[]", str(triple)).removesuffix(".")


class _Reasoner:
    """HermiT, asked about sets of axioms."""

    def __init__(self, reader: _Reader) -> None:
        self._reader = reader
        self._factory = _class("org.semanticweb.HermiT.Reasoner$ReasonerFactory")()
        self._configuration = _class("org.semanticweb.HermiT.Configuration")()
        # HermiT refuses datatypes beyond OWL 2's own map; xsd:date is one, and shapes check dates.
        self._configuration.ignoreUnsupportedDatatypes = True

    def over(self, axioms: Sequence[Java]) -> Java:
        ontology = self._reader.manager.createOntology(_class("java.util.HashSet")(axioms))
        try:
            return self._factory.createReasoner(ontology, self._configuration)
        finally:
            self._reader.manager.removeOntology(ontology)

    def is_consistent(self, axioms: Sequence[Java]) -> bool:
        reasoner = self.over(axioms)
        try:
            return bool(reasoner.isConsistent())
        finally:
            reasoner.dispose()

    def contradiction(self, axioms: Sequence[Java]) -> list[Java]:
        """Return a smallest part of `axioms` that cannot hold, or nothing."""
        if self.is_consistent(axioms):
            return []
        return smallest(axioms, lambda part: not self.is_consistent(part))

    def unsatisfiable(self, document: Java, axioms: Sequence[Java]) -> Iterator[Unsatisfiable]:
        """Yield the classes and properties of `document` that nothing can have.

        Only the first EXPLAINED of them are explained: the rest mostly follow from those.
        """
        factory = self._reader.factory
        iri = _class("org.semanticweb.owlapi.model.IRI").create("urn:x-kg:any")
        individual = factory.getOWLNamedIndividual(iri)
        reasoner = self.over(axioms)
        explained = 0
        for term, members in _memberships(document, factory):
            if term.isBottomEntity() or reasoner.isSatisfiable(members):
                continue
            because: list[Java] = []
            if explained < EXPLAINED:
                member = factory.getOWLClassAssertionAxiom(members, individual)
                because = self.contradiction([*axioms, member])
                because = [axiom for axiom in because if not axiom.equals(member)]
                explained += 1
            yield Unsatisfiable(term=str(term.getIRI()), because=_texts(because))


def _memberships(document: Java, factory: Java) -> Iterator[tuple[Java, Java]]:
    """Yield each class, and each property with the class of what has it, by name."""
    thing, top = factory.getOWLThing(), factory.getTopDatatype()
    for term in sorted(document.getClassesInSignature(), key=str):
        yield term, term
    for term in sorted(document.getObjectPropertiesInSignature(), key=str):
        yield term, factory.getOWLObjectSomeValuesFrom(term, thing)
    for term in sorted(document.getDataPropertiesInSignature(), key=str):
        yield term, factory.getOWLDataSomeValuesFrom(term, top)


def main(request: Path, answer: Path) -> None:
    """Answer the question in the file `request` in the file `answer`."""
    question = json.loads(request.read_text("utf-8"))
    jpype.startJVM(_HEAP, "-Djava.awt.headless=true", classpath=[str(jar())])
    text = json.dumps(ask(question["ontology"], question["example"]), ensure_ascii=False)
    answer.write_text(text, "utf-8")


if __name__ == "__main__":
    main(Path(sys.argv[1]), Path(sys.argv[2]))
