from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pyoxigraph as ox
import pytest

from kg.read.library import Library
from kg.site.texts import text as message
from kg.text.normal import digest
from tests.conftest import Publish
from tests.servers import Server, serving
from tests.site.test_pages import BROWSER, page

TEXT = "Một dòng đầu. Hai tỉnh hẹn nhau làm cầu ở bến cũ. Một dòng cuối."
START, END = TEXT.index("Hai"), TEXT.index(" Một dòng cuối")
DATA = f"""\
@prefix vnrc: <https://w3id.org/vnrc/ontology#> .
@prefix rdfs: <http://www.w3.org/2000/01/rdf-schema#> .
<https://w3id.org/vnrc/id/remark/900-1> a vnrc:Remark ; rdfs:label "Cầu ở bến cũ"@vi ;
  vnrc:evidencedBy <https://w3id.org/vnrc/text/900#char={START},{END}> .
<https://w3id.org/vnrc/text/900#char={START},{END}> vnrc:inText <https://w3id.org/vnrc/text/900> ;
  vnrc:start {START} ; vnrc:end {END} ; vnrc:sliceSha256 "{digest(TEXT[START:END])}" .
<https://w3id.org/vnrc/id/remark/900-2> a vnrc:Remark ; rdfs:label "Sai chỗ"@vi ;
  vnrc:evidencedBy <https://w3id.org/vnrc/text/900#char=0,3> .
<https://w3id.org/vnrc/text/900#char=0,3> vnrc:inText <https://w3id.org/vnrc/text/900> ;
  vnrc:start 0 ; vnrc:end 3 ; vnrc:sliceSha256 "{digest("khác")}" .
<https://w3id.org/vnrc/text/900> vnrc:textOf <https://w3id.org/vnrc/id/article/900> ;
  vnrc:sha256 "{digest(TEXT)}" ; vnrc:charLength {len(TEXT)} .
"""


@pytest.fixture(scope="module")
def own(
    tmp_path_factory: pytest.TempPathFactory, publish_quads: Publish, project: Path
) -> Iterator[Server]:
    """A server over one made-up article, whose reader has the text."""
    data_dir = tmp_path_factory.mktemp("own")
    graph = ox.NamedNode("https://w3id.org/vnrc/graph/article/900")
    triples = [quad.triple for quad in ox.parse(DATA, ox.RdfFormat.TURTLE)]
    publish_quads(
        data_dir,
        [
            ox.Quad(triple.subject, triple.predicate, triple.object, name)
            for triple in triples
            for name in (graph, ox.DefaultGraph())
        ],
    )
    Library(data_dir / "library").add(TEXT)
    with serving(data_dir, project, library=str(data_dir / "library")) as found:
        yield found


def test_the_words_of_a_passage_are_marked_where_the_reader_has_the_text(own: Server) -> None:
    text = page(own, "/vi/evidence/remark/900-1").text
    assert f"<mark>{TEXT[START:END]}</mark>" in text
    assert "Một dòng đầu. </span><mark>" in text
    assert message("vi", "evidence.no_words") not in text
    assert f"<mark>{TEXT[START:END]}</mark>" in page(own, "/vi/text/900").text


def test_words_that_do_not_have_the_digest_of_the_graph_are_not_shown(own: Server) -> None:
    assert "<mark>" not in page(own, "/vi/evidence/remark/900-2").text


def test_a_contradicted_statement_shows_both_sides(real: Server) -> None:
    text = page(real, "/en/evidence/statement/004-113").text
    assert text.count(f'<span class="chip">{message("en", "evidence.contradicts")}</span>') == 3
    assert "world natural heritage" in text.lower() or "natural" in text
    assert 'href="/en/evidence/statement/001-116"' in text


def test_a_background_fact_shows_its_source_with_its_address(real: Server) -> None:
    text = real.request("GET", "/vi/evidence/statement/b-014", BROWSER).text
    assert 'rel="external"' in text
    assert message("vi", "evidence.none") in text
    assert message("vi", "evidence.confidence") in text


def test_a_fact_says_where_in_which_article_it_stands(real: Server) -> None:
    text = page(real, "/en/evidence/participation/000-duong-van-thai-chair").text
    assert "characters 585–709 of" in text
    assert 'href="/en/text/000#char=585,709"' in text
    assert message("en", "evidence.no_words") in text


def test_a_text_lists_its_passages_in_order_with_what_rests_on_them(real: Server) -> None:
    text = real.request("GET", "/vi/text/000", BROWSER).text
    places = [part.partition('"')[0] for part in text.split('<li id="char=')[1:]]
    starts = [int(place.partition(",")[0]) for place in places]
    assert starts == sorted(starts)
    assert len(places) > 50
    assert "585,709" in places
    assert 'href="/vi/evidence/participation/000-duong-van-thai-chair"' in text


@pytest.mark.parametrize(
    "target",
    ["/en/text/999", "/en/evidence/statement/none", "/en/evidence/a/%22%3E", "/vi/text/a%20b"],
)
def test_what_is_not_in_the_graph_is_not_found(real: Server, target: str) -> None:
    assert real.request("GET", target).status == 404
