"""A figure as a file: SVG with its style inside, and PNG."""

from __future__ import annotations

import re
from dataclasses import replace
from html import escape
from pathlib import Path

import resvg_py

from kg.figures.svg import Figure

FONTS = Path(__file__).parent / "fonts"
"""Be Vietnam Pro, cut to Latin with all Vietnamese letters (SIL Open Font License 1.1)."""

_FAMILY = "Be Vietnam Pro"
_ZOOM = 2  # pixels of a PNG for one of the figure
MOST_PIXELS = 40_000_000

_TOKEN = re.compile(r"(--[\w-]+):\s*(?:light-dark\(\s*([^,]+),[^;]*\)|([^;]+));")
_USE = re.compile(r"var\((--[\w-]+)\)")
_COMMENT = re.compile(r"/\*.*?\*/", re.DOTALL)
_BLOCK = re.compile(r"@[\w-]+[^{;]*\{(?:[^{}]*\{[^{}]*\})*[^{}]*\}")
_ROOT = re.compile(r":root\s*\{[^}]*\}")


class PictureTooLarge(ValueError):  # noqa: N818 - says what is wrong
    """A PNG would have more than MOST_PIXELS."""


def stylesheet(*sheets: str) -> str:
    """Return the rules of CSS `sheets` for paper: custom properties replaced by their light values.

    What depends on the window (`@media`, `@container`) is left out; renderers know none of it.
    """
    rules = _BLOCK.sub("", _COMMENT.sub("", "\n".join(sheets)))
    tokens = {name: (light or plain).strip() for name, light, plain in _TOKEN.findall(rules)}
    rules = _ROOT.sub("", rules)
    for _ in range(3):  # a token may name another
        rules = _USE.sub(lambda use: tokens.get(use[1], "inherit"), rules)
    font = f'text {{ font-family: "{_FAMILY}", "Noto Sans", sans-serif; }}'
    return "\n".join(line.strip() for line in f"{font}\n{rules}".splitlines() if line.strip())


def svg_file(figure: Figure, style: str, credit: str, *, site: str) -> str:
    """Return `figure` as the text of an SVG file, whose links lead to `site` (https://host)."""
    absolute = replace(figure, body=figure.body.replace(' href="/', f' href="{escape(site)}/'))
    return '<?xml version="1.0" encoding="UTF-8"?>\n' + absolute.document(style, credit) + "\n"


def png_file(figure: Figure, style: str, credit: str) -> bytes:
    """Return `figure` as a PNG, drawn with the fonts that come with the program.

    Raises PictureTooLarge before anything is drawn.
    """
    if figure.width * figure.height * _ZOOM**2 > MOST_PIXELS:
        raise PictureTooLarge(f"the picture would have more than {MOST_PIXELS} pixels; use SVG")
    return resvg_py.svg_to_bytes(
        svg_string=figure.document(style, credit),
        zoom=_ZOOM,
        skip_system_fonts=True,
        font_files=[str(file) for file in sorted(FONTS.glob("*.ttf"))],
        font_family=_FAMILY,
        sans_serif_family=_FAMILY,
    )
