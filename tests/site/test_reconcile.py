"""The page that matches a table: each step works without scripts, and nothing is kept between."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from werkzeug.test import Client, EnvironBuilder, TestResponse

from kg.config import Settings
from kg.site import create_app, reconcile
from kg.store.readers import ReaderPool
from tests.conftest import Publish
from tests.reconcile.conftest import world

TABLE = (
    "tên,năm,ghi chú\nLông Hải,2019,=1+1\nLông Hải,2021,\nHòa Vắng,,<b>\n,2019,\nTrần Ví Dụ,2019,\n"
)


@pytest.fixture(scope="module")
def client(
    tmp_path_factory: pytest.TempPathFactory, publish_quads: Publish, project: Path
) -> Iterator[Client]:
    data_dir = tmp_path_factory.mktemp("matched")
    publish_quads(data_dir, world())
    settings = Settings(data_dir=data_dir)
    with ReaderPool(settings) as pool:
        yield create_app(settings, pool, project).test_client()


def send(client: Client, fields: dict[str, Any], language: str = "vi") -> TestResponse:
    builder = EnvironBuilder(f"/{language}/reconcile", method="POST", data=fields)
    return client.open(builder)


def ask(client: Client, **fields: str) -> TestResponse:
    return send(client, {"table": TABLE, "header": "1", "column": "tên", "date": "năm", **fields})


def rows(response: TestResponse) -> list[list[str]]:
    return list(csv.reader(io.StringIO(response.text.removeprefix("\ufeff"), newline="")))


@pytest.mark.parametrize("language", ["vi", "en"])
def test_the_first_step_asks_for_a_table_and_names_the_service(
    client: Client, language: str
) -> None:
    response = client.get(f"/{language}/reconcile")
    assert response.status_code == 200
    assert f"http://localhost/reconcile/{language}</code>" in response.text
    assert 'type="file"' in response.text


def test_a_pasted_table_gives_the_choice_of_columns_and_classes(client: Client) -> None:
    page = send(client, {"table": TABLE, "header": "1", "step": "columns"}).text
    assert page.count('<option value="tên">tên</option>') == 2
    assert '<option value="AdministrativeUnit">đơn vị hành chính</option>' in page
    assert "&lt;b&gt;" in page
    assert "<b>\r" not in page


def test_a_file_may_be_given_in_place_of_it(client: Client) -> None:
    file = (io.BytesIO("tên\nLông Hải\n".encode("utf-16")), "bảng.csv")
    assert (
        '<option value="tên">'
        in send(client, {"file": file, "header": "1", "step": "columns"}).text
    )


def test_what_is_sure_is_checked_and_the_rest_is_left_to_the_reader(client: Client) -> None:
    page = ask(client, step="candidates").text
    checked = re.findall(r'name="(c\d)" value="([^"]*)" checked', page)
    assert checked == [
        ("c0", "unit/long-hai-1990"),
        ("c1", "unit/long-hai-2020"),
        ("c2", "unit/hoa-vang"),
        ("c3", ""),
    ]
    assert "Chắc chắn 3 trong 4 tên." in page
    assert "Tỉnh, đến 30/6/2020." in page
    assert 'value="person/a"' in page


def test_the_table_comes_back_with_what_was_chosen(client: Client) -> None:
    chosen = {"c0": "unit/long-hai-1990", "c1": "unit/nowhere", "c2": "", "c3": "person/a"}
    response = ask(client, step="download", **chosen)
    assert response.mimetype == "text/csv"
    assert "attachment" in response.headers["Content-Disposition"]
    assert rows(response) == [
        ["tên", "năm", "ghi chú", "tên IRI", "tên name", "tên Wikidata"],
        [
            *("Lông Hải", "2019", "=1+1"),
            *("https://w3id.org/vnrc/id/unit/long-hai-1990", "Lông Hải", "Q1001"),
        ],
        ["Lông Hải", "2021", "", "", "", ""],
        ["Hòa Vắng", "", "<b>", "", "", ""],
        ["", "2019", "", "", "", ""],
        ["Trần Ví Dụ", "2019", "", "https://w3id.org/vnrc/id/person/a", "Trần Ví Dụ", "Q2001"],
    ]


def test_for_excel_the_encoding_is_marked_and_no_cell_is_a_formula(client: Client) -> None:
    response = ask(client, step="download", excel="1")
    assert response.text.startswith("\ufeff")
    assert rows(response)[1][2] == "'=1+1"


def test_the_steps_carry_the_table_unchanged(client: Client) -> None:
    table = 'n,d\r\n"a ""b"", c",1\r\n"hai\r\ndòng",2\r\n'
    page = send(client, {"table": table, "header": "1", "step": "columns"}).text
    carried = re.search(r"<textarea name=\"table\" hidden>\n(.*?)</textarea>", page, re.DOTALL)
    assert carried
    assert carried[1].replace("&#34;", '"') == table


@pytest.mark.parametrize(
    ("fields", "expected"),
    [
        ({"table": ""}, "Bảng không có dòng nào"),
        ({}, "Bảng không có dòng nào"),
        ({"table": "a\n" * (reconcile.MOST_ROWS + 1)}, "Bảng có hơn 2.000 dòng"),
        ({"table": "a" * (reconcile.MOST_BYTES + 1)}, "Bảng lớn hơn 200.000 byte"),
        ({"table": 'a\n"b'}, "không đúng dạng CSV"),
        ({"file": (io.BytesIO(b"\xff\xfa\x81"), "a.csv")}, "không phải UTF-8"),
        ({"table": "a", "column": "<x>", "step": "candidates"}, "Không có cột “&lt;x&gt;”"),
        ({"table": "a", "column": "<x>", "step": "download"}, "Không có cột “&lt;x&gt;”"),
        (
            {
                "table": "\n".join(map(str, range(reconcile.MOST_NAMES + 1))),
                **{"column": "1", "step": "candidates"},
            },
            "Cột có hơn 300 tên",
        ),
    ],
)
def test_what_cannot_be_read_is_told_above_a_new_form(
    client: Client, fields: dict[str, Any], expected: str
) -> None:
    response = send(client, fields)
    assert response.status_code == 400
    assert expected in response.text
    assert 'type="file"' in response.text


def test_a_column_without_names_says_so(client: Client) -> None:
    fields = {"table": "a,b\n1,\n", "header": "1", "column": "b", "step": "candidates"}
    page = send(client, fields, "en").text
    assert "There are no names in this column." in page
