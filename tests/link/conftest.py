"""A project to link in, and an endpoint on loopback that speaks Wikidata's model."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from kg.link.endpoint import Endpoint
from kg.rdf.document import MAX_FILE_BYTES
from kg.resources import bundled_project
from tests.conftest import Publish
from tests.servers import Server
from tests.wikidata import serving_wikidata

PROJECT = bundled_project()
# What Wikidata may say today and the extract does not: a new label, a new office, a new population.
NEWS = """
wd:Q36367 rdfs:label "Bac Giang"@th ;
  p:P1082 <http://www.wikidata.org/entity/statement/Q36367-new> .
<http://www.wikidata.org/entity/statement/Q36367-new> ps:P1082 1900000.0 ;
  pq:P585 "2024-01-01T00:00:00Z"^^xsd:dateTime ; wikibase:rank wikibase:NormalRank .
wd:Q36367 p:P1082 <http://www.wikidata.org/entity/statement/Q36367-wrong> .
<http://www.wikidata.org/entity/statement/Q36367-wrong> ps:P1082 1.0 ;
  wikibase:rank wikibase:DeprecatedRank .
wd:Q900001 rdfs:label "Bùi Văn Hải"@vi ; wdt:P31 wd:Q5 .
wd:Q900002 rdfs:label "Bùi Văn Hải"@vi ; wdt:P31 wd:Q5 ;
  p:P39 <http://www.wikidata.org/entity/statement/Q900002-office> .
<http://www.wikidata.org/entity/statement/Q900002-office> ps:P39 wd:Q900003 ;
  wikibase:rank wikibase:NormalRank .
wd:Q900003 rdfs:label "Bí thư Tỉnh ủy Bắc Giang"@vi ; wdt:P1001 wd:Q36367 .
<http://www.wikidata.org/entity/P9> rdfs:label "Bùi Văn Hải"@vi .
"""


@pytest.fixture
def project(tmp_path: Path) -> Path:
    """Return a copy of the project's data, without queries and shapes."""
    directory = tmp_path / "project"
    for room in ("ontology", "data"):
        shutil.copytree(PROJECT / room, directory / room)
    for room in ("shapes", "queries"):
        (directory / room).mkdir()
    return directory


@pytest.fixture(scope="session")
def wikidata(tmp_path_factory: pytest.TempPathFactory, publish_quads: Publish) -> Iterator[Server]:
    """Serve the extract and some news with `kg serve`, as Wikidata's endpoint would."""
    with serving_wikidata(tmp_path_factory.mktemp("wikidata"), publish_quads, NEWS) as server:
        yield server


Connect = Callable[..., Endpoint]


@pytest.fixture
def connect(tmp_path: Path) -> Connect:
    """Return a function that makes an endpoint of an address, with a cache of the test's own."""

    def make(url: str, **options: object) -> Endpoint:
        given: dict[str, object] = {
            "agent": "tests (nobody@example.org)",
            "pause": 0.0,
            "cache": tmp_path / "cache",
            "max_age": 3600.0,
            "max_bytes": MAX_FILE_BYTES,
            **options,
        }
        return Endpoint(url, **given)  # type: ignore[arg-type]

    return make
