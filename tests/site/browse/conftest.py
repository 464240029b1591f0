"""A server over a graph of strange agreements: what nobody would write, and somebody will."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pyoxigraph as ox
import pytest

from kg.namespaces import PREFIXES
from tests.conftest import Publish
from tests.servers import Server, serving

LONG = "dài" * 100

_DATA = f"""
unit:a rdfs:label "Tỉnh A"@vi, "A"@en . unit:b rdfs:label "<b>B</b>"@vi .
area:x a skos:Concept ; skos:inScheme vocab:area ; skos:broader area:y ; skos:prefLabel "x"@vi .
area:y a skos:Concept ; skos:inScheme vocab:area ; skos:broader area:x ; skos:prefLabel "y"@vi .
agreement:script a vnrc:Agreement ; rdfs:label "<script>alert(1)</script>"@vi ;
  vnrc:hasParty unit:a, unit:b ; vnrc:hasCommitment commitment:c ; vnrc:validity time:endless .
agreement:turned a vnrc:Agreement ; rdfs:label "\\u202Eđảo\\u202C \\u0007"@vi ;
  vnrc:hasParty <https://example.org/a?b=c&d#e> .
agreement:long a vnrc:Agreement ; rdfs:label "{LONG}"@vi ; vnrc:validity time:all ;
  vnrc:hasParty unit:a, unit:b .
agreement:english a vnrc:Agreement ; rdfs:label "English only"@en ; vnrc:validity time:open .
agreement:nameless a vnrc:Agreement ; vnrc:validity time:nothing ; vnrc:openEnded true .
commitment:c a vnrc:Commitment ; vnrc:areaClosure area:x, area:y ; vnrc:commitmentOf
  agreement:script .
time:endless vnrc:earliest "2020-01-01"^^xsd:date ; vnrc:edtf "2020/.." .
time:open vnrc:latest "2021-12-31"^^xsd:date ; vnrc:earliest "no date" .
time:all vnrc:earliest "0001-01-01"^^xsd:date ; vnrc:latest "9999-12-31"^^xsd:date .
time:nothing a vnrc:TimeSpan .
"""


@pytest.fixture(scope="session")
def strange(
    tmp_path_factory: pytest.TempPathFactory, publish_quads: Publish, project: Path
) -> Iterator[Server]:
    data_dir = tmp_path_factory.mktemp("strange")
    declared = "".join(f"@prefix {name}: <{space}> .\n" for name, space in PREFIXES.items())
    triples = ox.parse(declared + _DATA, ox.RdfFormat.TURTLE)
    publish_quads(data_dir, [ox.Quad(t.subject, t.predicate, t.object) for t in triples])
    with serving(data_dir, project) as found:
        yield found
