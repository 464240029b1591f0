"""What can be browsed, and by which facets: each a pattern of SPARQL, said once.

A pattern leads from `?thing` to `?value` (a facet) or to `?time` (when it is or was); its other
variables are its own. Index, counts and the query that a reader sees are all made from these.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from kg.namespaces import PREFIXES

PROVINCE, AREA, KIND, SIGNATORY, CERTAINTY = "province", "area", "kind", "signatory", "certainty"
FACETS = (PROVINCE, AREA, KIND, SIGNATORY, CERTAINTY)
"""Names of the facets, which are also their parameters in an address."""

EVERY = frozenset({PROVINCE})
"""Facets of which a thing must have every value chosen; of the others, one of them."""


@dataclass(frozen=True)
class Subject:
    """A kind of thing: its class, the patterns of its facets and of its time.

    `kinds` is the namespace of the values of its facet KIND. A `fact` has evidence of its own.
    """

    name: str
    class_: str
    facets: Mapping[str, str]
    time: str
    kinds: str = ""
    fact: bool = False

    def namespace(self, facet: str) -> str:
        """Return what the IRIs of the values of `facet` begin with."""
        spaces = {
            PROVINCE: PREFIXES["unit"],
            AREA: PREFIXES["area"],
            KIND: self.kinds,
            SIGNATORY: PREFIXES["person"],
            CERTAINTY: PREFIXES["certainty"],
        }
        return spaces[facet]


_SAID = "?statement vnrc:statementSubject ?thing ; vnrc:certainty ?value ."

_SUBJECTS = (
    Subject(
        name="agreement",
        class_="vnrc:Agreement",
        facets={
            PROVINCE: "?thing vnrc:hasParty ?value .",
            AREA: "?thing vnrc:hasCommitment/vnrc:areaClosure ?value .",
            KIND: "?thing vnrc:agreementType ?value .",
            SIGNATORY: "?thing vnrc:hasSignature/vnrc:signedBy ?value .",
            CERTAINTY: _SAID,
        },
        time="?thing vnrc:validity ?time .",
        kinds=PREFIXES["agreement-type"],
    ),
    Subject(
        name="commitment",
        class_="vnrc:Commitment",
        facets={
            PROVINCE: "?thing vnrc:commitmentOf/(vnrc:hasParty|vnrc:organisedBy/vnrc:bodyOf) "
            "?value .",
            AREA: "?thing vnrc:areaClosure ?value .",
            SIGNATORY: "?thing vnrc:commitmentOf/vnrc:hasSignature/vnrc:signedBy ?value .",
            CERTAINTY: "?thing vnrc:certainty ?value .",
        },
        time="?thing vnrc:commitmentOf/(vnrc:validity|vnrc:atTime) ?time .",
        fact=True,
    ),
    Subject(
        name="project",
        class_="vnrc:Project",
        facets={
            PROVINCE: "?thing (vnrc:connects|vnrc:investedBy)/vnrc:partOf* ?value . "
            "?value a vnrc:ProvincialUnit .",
            AREA: "?fact vnrc:concerns ?thing ; vnrc:areaClosure ?value .",
            KIND: "?thing vnrc:projectKind ?value .",
            CERTAINTY: _SAID,
        },
        time="?report vnrc:reportsStatusOf ?thing ; vnrc:statusAt ?time .",
        kinds=PREFIXES["project-kind"],
    ),
    Subject(
        name="event",
        class_="vnrc:CooperationEvent",
        facets={
            PROVINCE: "?thing (vnrc:concludes/vnrc:hasParty|vnrc:organisedBy/vnrc:bodyOf"
            "|vnrc:takesPlaceIn/vnrc:partOf*) ?value . ?value a vnrc:ProvincialUnit .",
            AREA: "?thing vnrc:concludes?/vnrc:hasCommitment/vnrc:areaClosure ?value .",
            KIND: "?thing a ?value . ?value rdfs:subClassOf vnrc:CooperationEvent . "
            "FILTER(?value != vnrc:CooperationEvent)",
            SIGNATORY: "?thing vnrc:concludes/vnrc:hasSignature/vnrc:signedBy ?value .",
            CERTAINTY: _SAID,
        },
        time="?thing vnrc:atTime ?time .",
        kinds=PREFIXES["vnrc"],
    ),
)
SUBJECTS: Mapping[str, Subject] = {subject.name: subject for subject in _SUBJECTS}
"""By name; the first is what a reader sees first."""
