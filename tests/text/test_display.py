"""Text from outside does nothing to a terminal."""

from __future__ import annotations

from kg.text.display import displayable


def test_what_a_terminal_obeys_or_hides_becomes_a_blank() -> None:
    assert displayable("a\x1b[2Jb\rc\u202ed\u200be") == "a [2Jb c d e"


def test_vietnamese_and_line_feeds_stay() -> None:
    assert displayable("Thừa Thiên Huế\n“Đắk Lắk” – 5 km²") == "Thừa Thiên Huế\n“Đắk Lắk” – 5 km²"
