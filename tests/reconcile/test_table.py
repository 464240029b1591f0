from __future__ import annotations

import csv
import io

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kg.errors import TableError
from kg.reconcile.table import (
    Asked,
    Meaning,
    Table,
    asked_in,
    decode,
    joined,
    read_table,
    write_table,
)


@pytest.mark.parametrize(
    "text",
    [
        "tỉnh,năm\nBắc Ninh,2019\n",
        "tỉnh;năm\r\nBắc Ninh;2019",
        "\ufefftỉnh\tnăm\n\nBắc Ninh\t2019\n",
        'tỉnh|năm\n"Bắc Ninh"|2019\n',
    ],
)
def test_a_table_is_read_whatever_separates_its_cells(text: str) -> None:
    table = read_table(text, header=True, most_rows=10)
    assert table == Table(("tỉnh", "năm"), (("Bắc Ninh", "2019"),))


def test_a_pasted_column_has_no_header_and_commas_in_quotes_separate_nothing() -> None:
    table = read_table('Bắc Ninh\n"Hải Dương, tỉnh"\n', header=False, most_rows=10)
    assert table == Table(("1",), (("Bắc Ninh",), ("Hải Dương, tỉnh",)))


def test_rows_of_different_length_are_filled_and_columns_have_names_of_their_own() -> None:
    table = read_table("a,,a\n1\n1,2,3,4\n", header=True, most_rows=10)
    assert table.columns == ("a", "2", "a (2)", "4")
    assert table.rows == (("1", "", "", ""), ("1", "2", "3", "4"))


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("", "empty"),
        ("a\n", "empty"),
        ("a\n1\n2\n3\n4\n", "rows"),
        ('a\n"b', "csv"),
        ('a\n"b"c,d', "csv"),
        ("a\n" + "x" * 10_001, "cell"),
    ],
)
def test_what_is_no_table_is_told(text: str, code: str) -> None:
    with pytest.raises(TableError) as caught:
        read_table(text, header=True, most_rows=3)
    assert caught.value.code == code


def test_files_of_excel_are_decoded_and_others_refused() -> None:
    assert decode("Bắc".encode("utf-16")) == "Bắc"
    assert decode("Bắc".encode("utf-8-sig")) == "Bắc"
    with pytest.raises(TableError, match="byte 1 is not UTF-8"):
        decode(b"B\xe1c")


def test_each_name_is_asked_once_for_each_date() -> None:
    table = Table(("n", "d"), (("A ", "2019"), ("A", "2019"), ("A", "2020"), ("", "2019")))
    assert asked_in(table, "n", "d") == [Asked("A", "2019"), Asked("A", "2020")]
    assert asked_in(table, "n") == [Asked("A")]
    with pytest.raises(TableError, match="there are: n, d"):
        asked_in(table, "x")


def test_what_is_meant_stands_behind_each_row() -> None:
    table = Table(("n", "n IRI"), (("A", "x"), ("B", "y")))
    result = joined(table, "n", None, {Asked("A"): Meaning("https://a", "Á", "Q1")})
    assert result.columns == ("n", "n IRI", "n IRI (2)", "n name", "n Wikidata")
    assert result.rows == (("A", "x", "https://a", "Á", "Q1"), ("B", "y", "", "", ""))


@pytest.mark.parametrize("cell", ["=1+1", "+SUM(A1)", "-cmd|' /C calc'!A0", "@x", "\t=1", "＝1"])
def test_no_cell_is_a_formula_for_excel(cell: str) -> None:
    table = Table(("n",), ((cell,),))
    assert f"'{cell}" in write_table(table, excel=True)
    assert "'" + cell not in write_table(table, excel=False).replace("''", "")


def test_numbers_stay_numbers_and_excel_knows_the_encoding() -> None:
    text = write_table(Table(("n",), (("-1,5",), ("+3 %",))), excel=True)
    assert text == '\ufeffn\r\n"-1,5"\r\n+3 %\r\n'


@given(st.lists(st.text(st.characters(codec="utf-8"), max_size=8), min_size=1, max_size=4))
def test_what_is_written_is_read_again(cells: list[str]) -> None:
    table = Table(tuple(f"c{n}" for n in range(len(cells))), (tuple(cells),))
    rows = list(csv.reader(io.StringIO(write_table(table, excel=False), newline="")))
    assert rows[1] == cells
