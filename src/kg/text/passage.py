"""Passages: finding them again in a text from their length and digest alone."""

from __future__ import annotations

from dataclasses import dataclass

from kg.text.normal import digest


@dataclass(frozen=True, slots=True, order=True)
class Passage:
    """A range of a text in normal form: code points, from 0, end exclusive.

    `sha256` is the digest of the UTF-8 bytes of the slice, so that whoever has the text can check
    the passage and whoever has not cannot rebuild it.
    """

    start: int
    end: int
    sha256: str

    @classmethod
    def of(cls, text: str, start: int, end: int) -> Passage:
        """Return the passage `text[start:end]`; raises ValueError where the range is not inside."""
        if not 0 <= start < end <= len(text):
            raise ValueError(f"{start}–{end} is no range of a text of {len(text)} characters")
        return cls(start, end, digest(text[start:end]))

    def fits(self, text: str) -> bool:
        """Tell whether `text` has this passage at this place."""
        return self.end <= len(text) and digest(text[self.start : self.end]) == self.sha256

    def elsewhere(self, text: str) -> int | None:
        """Return the start of the first other place where `text` has this passage, or None."""
        length = self.end - self.start
        for start in range(len(text) - length + 1):
            if start != self.start and digest(text[start : start + length]) == self.sha256:
                return start
        return None
