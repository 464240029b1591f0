from __future__ import annotations

import unicodedata
from pathlib import Path

import pytest

from kg.errors import KgError
from kg.read.library import Library
from kg.text.normal import digest

TEXT = "Hai tỉnh cùng ký.\nHai tỉnh cùng làm đường.\n"


def test_what_is_added_is_found_by_the_digest_of_its_normal_form(tmp_path: Path) -> None:
    library = Library(tmp_path / "texts")
    path = library.add(unicodedata.normalize("NFD", TEXT).replace("\n", "\r\n"))
    assert path.name == f"{digest(TEXT)}.txt"
    assert library.find(digest(TEXT)) == TEXT


def test_a_file_of_any_name_is_found_also_where_it_changes(tmp_path: Path) -> None:
    library = Library(tmp_path)
    assert library.find(digest(TEXT)) is None
    (tmp_path / "a").mkdir()
    file = tmp_path / "a/copy.txt"
    file.write_text(TEXT, encoding="utf-8")
    assert library.find(digest(TEXT)) == TEXT
    file.write_text("khác hẳn", encoding="utf-8")
    assert library.find(digest(TEXT)) is None
    assert library.find(digest("khác hẳn")) == "khác hẳn"


def test_what_is_no_text_is_passed_over(tmp_path: Path) -> None:
    (tmp_path / "bad.txt").write_bytes(b"\xff\xfe")
    (tmp_path / "good.txt").write_text(TEXT, encoding="utf-8")
    assert Library(tmp_path).find(digest(TEXT)) == TEXT


def test_a_library_that_cannot_be_written_says_so(tmp_path: Path) -> None:
    (tmp_path / "texts").write_text("a file")
    with pytest.raises(KgError, match="cannot be written"):
        Library(tmp_path / "texts").add(TEXT)
