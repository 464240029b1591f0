"""Text from outside, as a terminal may be given it."""

from __future__ import annotations


def displayable(text: str) -> str:
    """Return `text` with a blank for each character that a terminal obeys or hides.

    Control and formatting characters (escape sequences, bidirectional overrides) go; line feeds and
    whatever is printed stay, each at its place.
    """
    return "".join(char if char.isprintable() or char == "\n" else " " for char in text)
