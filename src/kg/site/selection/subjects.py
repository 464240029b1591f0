"""What can be browsed, and by which facets: each a pattern of SPARQL, said once.

A pattern leads from `?thing` to `?value` (a facet) or to `?time` (when it is or was); its other
variables are its own. Index, counts and the query that a reader sees are all made from these.
Evidence is found by them too: a pattern that passes through a fact calls it `?fact`; where only
triples lead to the value, another says which statement stands beside them.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from kg.namespaces import PREFIXES

PROVINCE, AREA, KIND, SIGNATORY, CERTAINTY = "province", "area", "kind", "signatory", "certainty"
TIME = "time"
FACETS = (PROVINCE, AREA, KIND, SIGNATORY, CERTAINTY)
"""Names of the facets, which are also their parameters in an address."""

EVERY = frozenset({PROVINCE})
"""Facets of which a thing must have every value chosen; of the others, one of them."""


@dataclass(frozen=True)
class Subject:
    """A kind of thing: its class, the patterns of its facets and of its time.

    `kinds` is the namespace of the values of its facet KIND. A `fact` has evidence of its own.
    `stated` has, for facets and TIME, the patterns from `?thing` to the `?fact` that states a
    `?value`, where the pattern of the facet or of the time names none.
    """

    name: str
    class_: str
    facets: Mapping[str, str]
    time: str
    stated: Mapping[str, str]
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

    def evidence(self, name: str) -> str | None:
        """Return the pattern from `?thing` to `?value` and the `?fact` behind it.

        `name` is a facet or TIME, whose `?value` is the time span. None where no source states it.
        """
        pattern = self.facets[name] if name != TIME else self.time.replace("?time", "?value")
        if "?fact" in pattern:
            return pattern
        if name not in self.stated and self.fact:
            return f"{pattern} BIND(?thing AS ?fact)"
        return self.stated.get(name)


def _stated(*properties: str, about: str = "", then: str = "") -> str:
    """Return the pattern of statements with one of `properties`.

    Their subject is `?thing`, or what the path `about` leads to; `then` leads on to the value.
    """
    subject = "?about" if about else "?thing"
    return (
        (f"?thing {about} ?about . " if about else "")
        + f"?fact vnrc:statementSubject {subject} ; vnrc:statementPredicate ?property ; "
        f"vnrc:statementObject{then} ?value . FILTER(?property IN ({', '.join(properties)}))"
    )


_SAID = "?fact vnrc:statementSubject ?thing ; vnrc:certainty ?value ."
_WITHIN = "/vnrc:bodyOf?/vnrc:partOf*"

_SUBJECTS = (
    Subject(
        name="agreement",
        class_="vnrc:Agreement",
        facets={
            PROVINCE: "?thing vnrc:hasParty ?value .",
            AREA: "?thing vnrc:hasCommitment ?fact . ?fact vnrc:areaClosure ?value .",
            KIND: "?thing vnrc:agreementType ?value .",
            SIGNATORY: "?thing vnrc:hasSignature ?fact . ?fact vnrc:signedBy ?value .",
            CERTAINTY: _SAID,
        },
        time="?thing vnrc:validity ?time .",
        stated={
            PROVINCE: _stated("vnrc:hasParty"),
            KIND: _stated("vnrc:agreementType"),
            TIME: _stated("vnrc:validity"),
        },
        kinds=PREFIXES["agreement-type"],
    ),
    Subject(
        name="commitment",
        class_="vnrc:Commitment",
        facets={
            PROVINCE: "?thing vnrc:commitmentOf/(vnrc:hasParty|vnrc:organisedBy/vnrc:bodyOf) "
            "?value .",
            AREA: "?thing vnrc:areaClosure ?value .",
            SIGNATORY: "?thing vnrc:commitmentOf/vnrc:hasSignature ?fact . "
            "?fact vnrc:signedBy ?value .",
            CERTAINTY: "?thing vnrc:certainty ?value .",
        },
        time="?thing vnrc:commitmentOf/(vnrc:validity|vnrc:atTime) ?time .",
        stated={
            PROVINCE: _stated(
                "vnrc:hasParty", "vnrc:organisedBy", about="vnrc:commitmentOf", then="/vnrc:bodyOf?"
            ),
            TIME: _stated("vnrc:validity", "vnrc:atTime", about="vnrc:commitmentOf"),
        },
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
        time="?fact vnrc:reportsStatusOf ?thing ; vnrc:statusAt ?time .",
        stated={
            PROVINCE: _stated("vnrc:connects", "vnrc:investedBy", then="/vnrc:partOf*"),
            KIND: _stated("vnrc:projectKind"),
        },
        kinds=PREFIXES["project-kind"],
    ),
    Subject(
        name="event",
        class_="vnrc:CooperationEvent",
        facets={
            PROVINCE: "?thing (vnrc:concludes/vnrc:hasParty|vnrc:organisedBy/vnrc:bodyOf"
            "|vnrc:takesPlaceIn/vnrc:partOf*) ?value . ?value a vnrc:ProvincialUnit .",
            AREA: "?thing vnrc:concludes?/vnrc:hasCommitment ?fact . "
            "?fact vnrc:areaClosure ?value .",
            KIND: "?thing a ?value . ?value rdfs:subClassOf vnrc:CooperationEvent . "
            "FILTER(?value != vnrc:CooperationEvent)",
            SIGNATORY: "?thing vnrc:concludes/vnrc:hasSignature ?fact . "
            "?fact vnrc:signedBy ?value .",
            CERTAINTY: _SAID,
        },
        time="?thing vnrc:atTime ?time .",
        stated={
            PROVINCE: f"{{ {_stated('vnrc:hasParty', about='vnrc:concludes')} }} UNION "
            f"{{ {_stated('vnrc:organisedBy', 'vnrc:takesPlaceIn', then=_WITHIN)} }}",
            TIME: _stated("vnrc:atTime"),
        },
        kinds=PREFIXES["vnrc"],
    ),
)
SUBJECTS: Mapping[str, Subject] = {subject.name: subject for subject in _SUBJECTS}
"""By name; the first is what a reader sees first."""
