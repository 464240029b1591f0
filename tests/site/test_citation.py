from __future__ import annotations

import json
from datetime import date

import pytest

from kg.site.citation import Citation, apa, bibtex, csl_json, ris
from tests.servers import Server
from tests.site.test_pages import page

PART = Citation(
    title="Cầu Đồng Việt & 50 %",
    language="vi",
    address="https://example.org/id/project/cau",
    snapshot="0123456789abcdef0123",
    made=date(2026, 11, 5),
)
WHOLE = Citation(
    title=None, language="en", address="https://example.org/", snapshot="ab", made=date(2026, 1, 2)
)


def test_apa_names_maker_year_title_whole_version_kind_and_address() -> None:
    assert apa(PART) == (
        "VNRC contributors. (2026). Cầu Đồng Việt & 50 %. Trong Hợp tác giữa các tỉnh của Việt Nam "
        "(Phiên bản 0123456789abcdef0123) [Bộ dữ liệu]. https://example.org/id/project/cau"
    )
    assert apa(WHOLE) == (
        "VNRC contributors. (2026). Cooperation between the provinces of Viet Nam (Version ab) "
        "[Data set]. https://example.org/"
    )


def test_bibtex_escapes_what_tex_would_read() -> None:
    entry = bibtex(PART)
    assert entry.startswith("@misc{vnrc-2026-")
    assert r"  title = {{Cầu Đồng Việt \& 50 \%}}," in entry
    assert "  author = {{VNRC contributors}}," in entry
    hostile = bibtex(Citation(**{**PART.__dict__, "title": "a}\\input{x}\n@misc{b"}))
    assert r"  title = {{a\}\textbackslash{}input\{x\} @misc\{b}}," in hostile
    assert hostile.count("@misc{vnrc") == 1


def test_ris_has_one_field_a_line_and_ends() -> None:
    lines = ris(Citation(**{**PART.__dict__, "title": "a\r\nER  - "})).split("\r\n")
    assert lines[0] == "TY  - DATA"
    assert "TI  - a ER -" in lines
    assert lines[-2:] == ["ER  - ", ""]


def test_csl_json_is_one_data_set_with_its_version() -> None:
    (item,) = json.loads(csl_json(PART))
    assert item["type"] == "dataset"
    assert item["title"] == "Cầu Đồng Việt & 50 %"
    assert item["container-title"] == "Hợp tác giữa các tỉnh của Việt Nam"
    assert item["issued"] == {"date-parts": [[2026, 11, 5]]}
    assert item["version"] == PART.snapshot


def test_another_snapshot_has_another_key() -> None:
    other = Citation(**{**PART.__dict__, "snapshot": "ff"})
    assert PART.key == Citation(**PART.__dict__).key != other.key


@pytest.mark.parametrize(
    ("style", "media_type", "ending"),
    [
        ("apa", "text/plain", ".txt"),
        ("bibtex", "application/x-bibtex", ".bib"),
        ("ris", "application/x-research-info-systems", ".ris"),
        ("csl", "application/vnd.citationstyles.csl+json", ".json"),
    ],
)
def test_a_page_gives_its_reference_as_a_file(
    server: Server, style: str, media_type: str, ending: str
) -> None:
    reply = server.request("GET", f"/en/?cite={style}&x=%C4%91")
    assert (reply.status, reply.type) == (200, media_type)
    assert reply.headers["Content-Disposition"].endswith(ending)
    assert reply.headers["KG-Snapshot"] in reply.text
    assert f"{server.url.rstrip('/')}/en/?x=%C4%91" in reply.text.replace(r"\%", "%")


def test_a_page_shows_its_reference_and_says_it_to_programs(server: Server) -> None:
    text = page(server, "/vi/").text
    assert "[Bộ dữ liệu]" in text
    assert '<meta name="citation_title" content="Hợp tác giữa các tỉnh của Việt Nam">' in text
    assert 'href="/vi/?cite=ris"' in text


def test_an_unknown_style_is_refused_with_those_that_are_known(server: Server) -> None:
    reply = server.request("GET", "/en/?cite=mla")
    assert reply.status == 400
    assert "apa, bibtex, ris, csl" in reply.text
