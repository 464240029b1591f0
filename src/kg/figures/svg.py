"""Elements of SVG as text: escaped, with short numbers, the same bytes for the same data.

Colours come from classes and custom properties (`standalone` puts their values in), so that one
text serves light, dark and print.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from html import escape
from typing import TypeAlias

Value: TypeAlias = str | float | None

# Characters that XML 1.0 (section 2.2) does not allow, and those that turn the direction of what
# follows: neither belongs into a label.
_UNFIT = re.compile(
    "[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]|[\u202a-\u202e\u2066-\u2069]"
)

# Of a figure that stands alone, in pixels and letters.
_DRAWN = 760  # width of one that scales
_EDGE, _HEAD, _LINE, _FOOT = 24, 38, 28, 40
_LETTERS, _CREDIT = 62, 120


@dataclass(frozen=True)
class Figure:
    """A figure: what stands inside its `svg` element, its size in pixels, and its words.

    A `fluid` one takes the width it is given (its x positions are percentages), any other scales.
    `name` begins the ids inside it and is unique on a page.
    """

    name: str
    title: str
    description: str
    body: str
    width: float
    height: float
    fluid: bool = False

    @property
    def svg(self) -> str:
        """The element for a page, whose style sheet gives the colours."""
        size: dict[str, Value] = {"width": "100%", "height": self.height} if self.fluid else {}
        kind = "fluid" if self.fluid else "scaled"
        return element(
            "svg", *self._words, self.body, class_=f"figure {kind}", **self._frame, **size
        )

    def document(self, style: str, credit: str) -> str:
        """Return a file of its own: the `style` sheet inside, the title above, `credit` below."""
        width = self.width if self.fluid else _DRAWN
        height = self.height * width / self.width
        top = _HEAD + _LINE * len(lines := wrap(self.title, _LETTERS, 2))
        inner = element(
            "svg", self.body, x=_EDGE, y=top, width=width, height=height, viewBox=self._view
        )
        heads = [
            text(line, class_="title", x=_EDGE, y=_HEAD + _LINE * place)
            for place, line in enumerate(lines)
        ]
        whole = width + 2 * _EDGE
        foot = text(shorten(credit, _CREDIT), class_="credit", x=_EDGE, y=top + height + _FOOT - 12)
        return element(
            "svg",
            *self._words,
            element("style", clean(style)),
            element("rect", class_="paper", width="100%", height="100%"),
            *heads,
            inner,
            foot,
            xmlns="http://www.w3.org/2000/svg",
            class_="figure",
            role="group",
            aria_labelledby=f"{self.name}-title",
            width=whole,
            height=top + height + _FOOT,
        )

    @property
    def _view(self) -> str | None:
        return None if self.fluid else f"0 0 {number(self.width)} {number(self.height)}"

    @property
    def _frame(self) -> dict[str, Value]:
        return {
            "role": "group",
            "aria_labelledby": f"{self.name}-title",
            "aria_describedby": f"{self.name}-desc",
            "viewBox": self._view,
        }

    @property
    def _words(self) -> tuple[str, str]:
        return (
            element("title", clean(self.title), id=f"{self.name}-title"),
            element("desc", clean(self.description), id=f"{self.name}-desc"),
        )


def element(tag: str, /, *children: str, **attributes: Value) -> str:
    """Return one element; `children` are SVG already, values of `attributes` are escaped.

    An underscore in an attribute's name is a hyphen (`stroke_width`), one at its end is dropped
    (`class_`); an attribute that is None is left out.
    """
    written = "".join(
        f' {name.rstrip("_").replace("_", "-")}="{_value(value)}"'
        for name, value in attributes.items()
        if value is not None
    )
    return f"<{tag}{written}>{''.join(children)}</{tag}>" if children else f"<{tag}{written}/>"


def clean(text: str) -> str:
    """Return `text` as character data: escaped, without what XML or a reader cannot bear."""
    return escape(_UNFIT.sub("", text), quote=False)


def text(content: str, /, **attributes: Value) -> str:
    """Return a text element that says `content`."""
    return element("text", clean(content), **attributes)


def link(address: str, label: str, *children: str, class_: str | None = None) -> str:
    """Return `children` as one link that a keyboard reaches and a screen reader calls `label`."""
    title = element("title", clean(label))
    return element("a", title, *children, href=address, aria_label=label, class_=class_)


def shorten(content: str, most: int) -> str:
    """Return `content` in at most `most` characters, with an ellipsis where it was cut."""
    return content if len(content) <= most else content[: most - 1].rstrip() + "…"


def wrap(content: str, most: int, lines: int) -> list[str]:
    """Return `content` in at most `lines` lines of at most `most` characters, cut between words."""
    wrapped = [""]
    for word in content.split():
        longer = f"{wrapped[-1]} {word}".strip()
        if len(longer) <= most or not wrapped[-1]:
            wrapped[-1] = longer
        else:
            wrapped.append(word)
    kept = wrapped[:lines]
    if len(wrapped) > lines:
        kept[-1] = f"{kept[-1]} {wrapped[lines]}"
    return [shorten(line, most) for line in kept]


def number(value: float) -> str:
    """Return `value` with at most one decimal place."""
    return f"{round(value, 1) + 0.0:.1f}".removesuffix(".0")


def percent(share: float) -> str:
    """Return a share of the whole (0 to 1) as a percentage with two decimal places."""
    return f"{round(100 * share, 2):g}%"


def _value(value: str | float) -> str:
    return escape(_UNFIT.sub("", value)) if isinstance(value, str) else number(value)
