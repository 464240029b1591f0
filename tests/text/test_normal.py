import unicodedata
from pathlib import Path

import pytest

from kg.errors import KgError
from kg.text.normal import digest, normalise, read_text


def test_windows_mac_and_marked_copies_have_one_normal_form() -> None:
    text = "Tỉnh uỷ họp\nở Đồng Việt\n"
    mac = unicodedata.normalize("NFD", text)
    windows = "\ufeff" + text.replace("\n", "\r\n")
    assert normalise(mac) == normalise(windows) == normalise(text.replace("\n", "\r")) == text


def test_tone_placements_stay_apart_as_nfc_leaves_them() -> None:
    assert normalise("Tỉnh uỷ") != normalise("Tỉnh ủy")


def test_digest_is_of_the_utf8_bytes() -> None:
    assert digest("đ") == "bf502a39582f3ed3530d27b1687b8f250a933b0526842dd148ee4ad227255427"
    assert digest("") == "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"


def test_a_file_that_is_not_utf8_names_the_byte(tmp_path: Path) -> None:
    path = tmp_path / "a.txt"
    path.write_bytes(b"Ha\xff Noi")
    with pytest.raises(KgError, match="byte 2 is not UTF-8"):
        read_text(path)


def test_a_missing_file_is_named(tmp_path: Path) -> None:
    with pytest.raises(KgError, match="cannot be read"):
        read_text(tmp_path / "none.txt")
