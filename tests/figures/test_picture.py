"""Files: SVG that stands alone, PNG with every Vietnamese letter, neither too large."""

from __future__ import annotations

import re
import struct
import unicodedata
from pathlib import Path
from xml.etree import ElementTree as ET

import pytest
from fontTools.ttLib import TTFont

import kg.site
from kg.figures.bars import Bar, bars
from kg.figures.picture import FONTS, PictureTooLarge, png_file, stylesheet, svg_file
from kg.figures.svg import Figure

CSS = Path(kg.site.__file__).parent / "static/css"
FIGURE = bars("bars", "Đường Vành đai V", "mô tả", [Bar(2020, 3, "x", "/")])
STYLE = stylesheet(
    ":root { --ink: light-dark(#111, #eee); --own: var(--ink); }"
    ".bar { fill: var(--own); } @media print { .bar { fill: red; } }"
)


def test_a_style_sheet_for_files_has_light_values_and_no_properties() -> None:
    assert ".bar { fill: #111; }" in STYLE
    assert "var(" not in STYLE
    assert "@media" not in STYLE


def test_the_sites_own_sheet_leaves_no_colour_open() -> None:
    sheets = [(CSS / name).read_text(encoding="utf-8") for name in ("base.css", "figures.css")]
    style = stylesheet(*sheets)
    assert "var(" not in style
    assert "light-dark" not in style
    assert "inherit" not in re.findall(r"(?:fill|stroke|stop-color): ([^;]+);", style)


def test_a_file_stands_alone_with_title_style_and_credit() -> None:
    file = svg_file(FIGURE, STYLE, "Nguồn: đồ thị & bài báo", site="https://example.org")
    root = ET.fromstring(file)  # noqa: S314 - it is our own
    said = [item.text for item in root.iter("{http://www.w3.org/2000/svg}text")]
    assert {"Đường Vành đai V", "Nguồn: đồ thị & bài báo"} <= set(said)
    links = [item.get("href") for item in root.iter("{http://www.w3.org/2000/svg}a")]
    assert links == ["https://example.org/"]
    assert "#111" in (root.findtext("{http://www.w3.org/2000/svg}style") or "")


def test_a_png_has_twice_the_pixels_and_the_same_bytes_each_time() -> None:
    picture = png_file(FIGURE, STYLE, "x")
    width, height = struct.unpack(">II", picture[16:24])
    drawn = ET.fromstring(FIGURE.document(STYLE, "x"))  # noqa: S314
    assert (width, height) == (2 * float(drawn.get("width", 0)), 2 * float(drawn.get("height", 0)))
    assert picture == png_file(FIGURE, STYLE, "x")


def test_a_picture_that_is_too_large_is_refused_before_it_is_drawn() -> None:
    with pytest.raises(PictureTooLarge, match="use SVG"):
        png_file(Figure("big", "t", "d", "", 640, 100_000, fluid=True), STYLE, "")


@pytest.mark.parametrize("font", sorted(FONTS.glob("*.ttf")), ids=lambda font: font.stem)
def test_the_fonts_hold_every_vietnamese_letter(font: Path) -> None:
    vowels = "aăâeêioôơuưy"
    tones = ["", "\u0300", "\u0301", "\u0303", "\u0309", "\u0323"]
    letters = {unicodedata.normalize("NFC", vowel + tone) for vowel in vowels for tone in tones}
    letters |= {letter.upper() for letter in letters} | set("đĐ–—…·“”")
    assert {letter for letter in letters if ord(letter) not in TTFont(font).getBestCmap()} == set()
