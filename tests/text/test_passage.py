import pytest

from kg.text.normal import digest
from kg.text.passage import Passage

TEXT = "Cầu mới nối hai bờ. Cầu mới dài."


def test_a_passage_fits_its_own_text() -> None:
    passage = Passage.of(TEXT, 8, 18)
    assert passage == Passage(8, 18, digest("nối hai bờ"))
    assert passage.fits(TEXT)


@pytest.mark.parametrize("changed", [TEXT.replace("nối", "qua"), "X" + TEXT, TEXT[:12]])
def test_a_changed_moved_or_cut_text_does_not_fit(changed: str) -> None:
    assert not Passage.of(TEXT, 8, 18).fits(changed)


def test_a_moved_passage_is_found_again() -> None:
    assert Passage.of(TEXT, 8, 18).elsewhere("Ảnh: A\n" + TEXT) == 15


def test_a_passage_printed_twice_has_another_place() -> None:
    assert Passage.of(TEXT, 0, 7).elsewhere(TEXT) == 20


def test_a_passage_that_is_gone_is_nowhere() -> None:
    assert Passage.of(TEXT, 8, 18).elsewhere("Không có gì") is None


@pytest.mark.parametrize(("start", "end"), [(-1, 3), (3, 3), (5, 4), (0, 999)])
def test_a_range_outside_the_text_is_refused(start: int, end: int) -> None:
    with pytest.raises(ValueError, match="no range"):
        Passage.of(TEXT, start, end)
