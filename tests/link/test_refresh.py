from __future__ import annotations

import shutil
from datetime import date
from pathlib import Path

import pytest

from kg.errors import EngineError
from kg.link.endpoint import Endpoint
from kg.link.facts import Facts
from kg.link.items import Extract
from kg.link.refresh import FILE, Refreshed, linked_items, refresh
from kg.namespaces import PREFIXES
from kg.rdf.canonical import format_document
from kg.rdf.document import MAX_FILE_BYTES, read_document
from kg.resources import bundled_project
from kg.validate.project import validate
from tests.link.conftest import Connect
from tests.servers import Server

WD = PREFIXES["wd"]
TODAY = date(2026, 12, 24)


def renew(project: Path, endpoint: Endpoint, *qids: str) -> Refreshed:
    items = [WD + qid for qid in qids]
    return refresh(project, endpoint, items, TODAY, max_file_bytes=MAX_FILE_BYTES)


def populations(project: Path) -> set[str]:
    rows = Extract(project, max_file_bytes=MAX_FILE_BYTES).select(
        "SELECT ?n { wd:Q36367 p:P1082 ?s . ?s ps:P1082 ?n }"
    )
    return {row["n"] for row in rows}


def test_an_item_is_renewed_with_day_source_and_statements(
    project: Path, wikidata: Server, connect: Connect
) -> None:
    done = renew(project, connect(wikidata.endpoint), "Q36367")
    assert done == Refreshed(("Q36367",), ())
    text = (project / FILE).read_text(encoding="utf-8")
    assert '"Bac Giang"@th' in text
    assert "statement/Q36367-new" in text
    assert f"dcterms:source <{wikidata.endpoint}>" in text
    assert '"2026-12-24"^^xsd:date' in text
    assert populations(project) == {"1555720", "1803950", "1900000"}


def test_what_is_deprecated_in_wikidata_is_not_copied(
    project: Path, wikidata: Server, connect: Connect
) -> None:
    renew(project, connect(wikidata.endpoint), "Q36367")
    assert "Q36367-wrong" not in (project / FILE).read_text(encoding="utf-8")


def test_other_items_stay_as_they_are(project: Path, wikidata: Server, connect: Connect) -> None:
    before = (project / FILE).read_text(encoding="utf-8").split("\n\n")
    renew(project, connect(wikidata.endpoint), "Q36367")
    after = (project / FILE).read_text(encoding="utf-8").split("\n\n")
    assert not [block for block in before if block not in after and "36367" not in block]


def test_what_the_endpoint_does_not_give_stays(
    project: Path, wikidata: Server, connect: Connect
) -> None:
    before = (project / FILE).read_bytes()
    assert renew(project, connect(wikidata.endpoint), "Q7809") == Refreshed((), ("Q7809",))
    assert (project / FILE).read_bytes() == before


def test_the_renewed_extract_is_canonical_and_keeps_the_shapes(
    project: Path, wikidata: Server, connect: Connect
) -> None:
    """All linked items, as `kg link refresh` does it."""
    for name in ("wikidata.ttl", "rules/wikidata-item-copies.rq"):
        (project / "shapes" / name).parent.mkdir(exist_ok=True)
        shutil.copy(bundled_project() / "shapes" / name, project / "shapes" / name)
    items = linked_items(Facts(project, max_file_bytes=MAX_FILE_BYTES))
    told: list[str] = []
    done = refresh(
        project,
        connect(wikidata.endpoint),
        items,
        TODAY,
        max_file_bytes=MAX_FILE_BYTES,
        progress=told.append,
    )
    assert set(done.missing) == {"Q7809", "Q20716"}
    assert told[-1] == f"{len(items)}/{len(items)}"
    document = read_document(project / FILE)
    assert format_document(document)[0] == document.source.text
    assert [finding.message_en for finding in validate(project, [project / FILE]).findings] == []


def test_a_run_that_was_stopped_goes_on_where_it_was(
    project: Path, wikidata: Server, connect: Connect
) -> None:
    """The batches before the stop are written, and not asked for again."""
    items = linked_items(Facts(project, max_file_bytes=MAX_FILE_BYTES))[-15:]

    def stop(text: str) -> None:
        if text == "15/15":
            raise KeyboardInterrupt

    first, again = connect(wikidata.endpoint), connect(wikidata.endpoint)
    with pytest.raises(KeyboardInterrupt):
        refresh(project, first, items, TODAY, max_file_bytes=MAX_FILE_BYTES, progress=stop)
    assert (project / FILE).read_text(encoding="utf-8").count("2026-12-24") == 10
    refresh(project, again, items, TODAY, max_file_bytes=MAX_FILE_BYTES)
    assert (project / FILE).read_text(encoding="utf-8").count("2026-12-24") == 15
    assert (first.requests, again.requests) == (1, 1)


class Liar(Endpoint):
    """An endpoint whose answer is given; it is never connected to."""

    body = b""

    def construct(self, query: str) -> bytes:  # noqa: ARG002 - whatever is asked
        return self.body


def test_an_endpoint_cannot_speak_of_anything_but_the_item(project: Path, tmp_path: Path) -> None:
    liar = Liar("http://127.0.0.1:9/", agent="x", pause=0, cache=tmp_path, max_age=0, max_bytes=1)
    liar.body = b"""
        @prefix rdfs: <http://www.w3.org/2000/01/rdf-schema#> .
        <http://www.wikidata.org/entity/Q36367> rdfs:label "A"@vi ;
          <http://www.wikidata.org/prop/P1082> <https://w3id.org/vnrc/id/unit/bac-giang-1997> .
        <https://w3id.org/vnrc/id/unit/bac-giang-1997> a <https://example.org/Wrong> .
        <http://www.wikidata.org/entity/Q1> a <https://example.org/Wrong> .
    """
    renew(project, liar, "Q36367")
    assert "example.org" not in (project / FILE).read_text(encoding="utf-8")


def test_an_answer_that_is_no_turtle_changes_nothing(project: Path, tmp_path: Path) -> None:
    liar = Liar("http://127.0.0.1:9/", agent="x", pause=0, cache=tmp_path, max_age=0, max_bytes=1)
    liar.body = b"<html>"
    before = (project / FILE).read_bytes()
    with pytest.raises(EngineError, match="does not answer with Turtle"):
        renew(project, liar, "Q36367")
    assert (project / FILE).read_bytes() == before


def test_what_is_hidden_in_a_label_is_left_out(project: Path, tmp_path: Path) -> None:
    """Bidirectional marks, escape sequences and NFD would make the file one that is refused."""
    liar = Liar("http://127.0.0.1:9/", agent="x", pause=0, cache=tmp_path, max_age=0, max_bytes=1)
    liar.body = """
        <http://www.wikidata.org/entity/Q36367> <http://www.w3.org/2000/01/rdf-schema#label>
          "Ba\u0306\u0301c\u202e\\u001B[31m Giang"@vi .
    """.encode()
    renew(project, liar, "Q36367")
    document = read_document(project / FILE)
    assert document.findings == ()
    assert '"Bắc [31m Giang"@vi' in document.source.text
