"""The files of a view: they keep its filter, and say what they hold."""

from __future__ import annotations

import csv
import io
import json
import re
from xml.etree import ElementTree as ET

import pytest

from kg.site.browse.data import Data, csv_file, json_file
from kg.site.browse.state import VIEWS
from kg.site.selection.subjects import SUBJECTS
from tests.servers import Server
from tests.site.browse.asking import page, rows

FILTER = (("subject", "commitment"), ("area", "economy"))
TYPES = {
    "csv": "text/csv",
    "json": "application/json",
    "svg": "image/svg+xml",
    "png": "image/png",
    "rq": "application/sparql-query",
}


@pytest.mark.parametrize("ending", TYPES)
@pytest.mark.parametrize("view", VIEWS)
def test_every_view_has_every_file(real: Server, view: str, ending: str) -> None:
    reply = page(real, *FILTER, ("view", view), file=ending)
    assert (reply.status, reply.type) == (200, TYPES[ending])
    snapshot = reply.headers["KG-Snapshot"]
    name = f"vnrc-commitment-{view}-{snapshot[:8]}.{ending}"
    assert reply.headers["Content-Disposition"] == f"attachment; filename={name}"
    if ending == "svg":
        assert ET.fromstring(reply.text).tag.endswith("svg")  # noqa: S314 - it is our own
        assert snapshot in reply.text
    if ending == "png":
        assert reply.body.startswith(b"\x89PNG\r\n")


@pytest.mark.parametrize("view", VIEWS)
def test_csv_and_json_hold_the_same_rows_as_many_as_the_page_says(real: Server, view: str) -> None:
    table = rows(page(real, *FILTER, ("view", view), file="csv"))
    about = json.loads(page(real, *FILTER, ("view", view), file="json").text)
    assert [list(row) for row in about["rows"]] == [list(row) for row in table]
    said = re.search(r"CSV \(([\d.]+) dòng\)", page(real, *FILTER, ("view", view)).text)
    assert said is not None
    assert len(table) == len(about["rows"]) == int(said[1])
    assert about["address"].endswith(f"subject=commitment&area=economy&view={view}")
    assert about["snapshot"]
    assert about["licence"]


def test_a_file_keeps_the_filter(real: Server) -> None:
    everything = rows(page(real, ("subject", "commitment"), file="csv"))
    some = rows(page(real, *FILTER, file="csv"))
    assert 0 < len(some) < len(everything)
    assert all("kinh tế" in row["area"] for row in some)


@pytest.mark.parametrize("units", ["then", "now"])
@pytest.mark.parametrize("subject", SUBJECTS)
def test_a_file_has_the_fact_behind_each_value(real: Server, subject: str, units: str) -> None:
    """As many facts as values, in their order; that an event is of a kind, no source states."""
    found = rows(page(real, ("subject", subject), ("units", units), file="csv"))
    assert found
    facts = set()
    for row in found:
        assert bool(row["time_evidence"]) == bool(row["earliest"] or row["latest"])
        for facet in SUBJECTS[subject].facets.keys() - ({"kind"} if subject == "event" else set()):
            behind = row[f"{facet}_evidence"].split("; ") if row[facet] else []
            assert len(behind) == len(row[facet].split("; ") if row[facet] else [])
            assert all(behind), (row["thing"], facet)
            facts.update(behind)
    for fact in sorted(facts)[:: max(len(facts) // 8, 1)]:
        where = fact.partition("/id/")[2]
        assert real.request("GET", f"/vi/evidence/{where}").status == 200


def test_the_areas_of_an_agreement_rest_on_its_commitments(real: Server) -> None:
    row = next(row for row in rows(page(real, file="csv")) if row["area"])
    facts = [fact.partition("/id/")[2] for fact in row["area_evidence"].split("; ")]
    assert all(fact.startswith("commitment/") for fact in facts)
    shown = page(real).text
    assert any(f'href="/vi/evidence/{fact}"' in shown for fact in facts)


def test_all_things_are_in_a_file_not_only_those_of_a_page(real: Server) -> None:
    pairs = (("subject", "commitment"), ("view", "timeline"))
    assert len(rows(page(real, *pairs, file="csv"))) == 44


def test_a_file_that_has_not_changed_is_not_sent_again(real: Server) -> None:
    address = "/vi/browse.svg?view=map"
    first = real.request("GET", address)
    again = real.request("GET", address, {"If-None-Match": first.headers["ETag"]})
    assert (again.status, again.body) == (304, b"")


def test_links_of_a_picture_lead_to_the_site_from_wherever_it_is(real: Server) -> None:
    svg = page(real, ("view", "network"), file="svg").text
    assert set(re.findall(r' href="(http://[^/]+/vi/)', svg)) == {f"{real.url}vi/"}
    assert ' href="/' not in svg


def test_nothing_to_draw_is_404_and_its_data_are_no_rows(real: Server) -> None:
    pairs = (("province", "atlantis"), ("view", "network"))
    assert page(real, *pairs, file="png").status == 404
    assert rows(page(real, *pairs, file="csv")) == []


def test_a_figure_is_cited_with_its_filter(real: Server) -> None:
    reply = page(real, *FILTER, ("view", "map"), ("cite", "bibtex"))
    assert reply.type == "application/x-bibtex"
    assert "Cam kết: kinh tế" in reply.text
    assert "area=economy" in reply.text


def test_csv_and_json_hold_any_text() -> None:
    data = Data(["a", "b"], [['x, "y"\nz', None], ["đ", True], ["=1+1", 3]])
    assert list(csv.reader(io.StringIO(csv_file(data)))) == [
        ["a", "b"],
        ['x, "y"\nz', ""],
        ["đ", "true"],
        ["=1+1", "3"],
    ]
    assert json.loads(json_file(data, {"x": 1})) == {
        "x": 1,
        "rows": [{"a": 'x, "y"\nz', "b": None}, {"a": "đ", "b": True}, {"a": "=1+1", "b": 3}],
    }
