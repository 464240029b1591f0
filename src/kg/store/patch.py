"""Changes of a set of quads, and their form as a file: RDF Patch.

Format: https://afs.github.io/rdf-delta/rdf-patch.html, rows A (add) and D (delete) of N-Quads.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

_ADD, _DELETE = b"A ", b"D "


@dataclass(frozen=True)
class Patch:
    """Lines of N-Quads (UTF-8, without ends) that are taken out, and those that are put in.

    No line is in both.
    """

    removed: frozenset[bytes] = field(default_factory=frozenset)
    added: frozenset[bytes] = field(default_factory=frozenset)

    def __len__(self) -> int:
        """Return how many lines change."""
        return len(self.removed) + len(self.added)

    def applied(self, lines: set[bytes]) -> set[bytes]:
        """Return `lines` with this change."""
        return (lines - self.removed) | self.added

    def then(self, later: Patch) -> Patch:
        """Return the one change that this and `later` make together; each must change something.

        A line that one takes out was there, one that it puts in was not.
        """
        return Patch(
            (self.removed - later.added) | (later.removed - self.added),
            (self.added - later.removed) | (later.added - self.removed),
        )

    def undone(self) -> Patch:
        """Return the change that takes this one back."""
        return Patch(self.added, self.removed)

    def to_bytes(self) -> bytes:
        """Return the text of the patch: what is taken out, then what is put in, each in order."""
        return b"".join(
            [
                *(_DELETE + line + b"\n" for line in sorted(self.removed)),
                *(_ADD + line + b"\n" for line in sorted(self.added)),
            ]
        )


def read_patch(text: bytes) -> Patch:
    """Return the patch that `Patch.to_bytes` wrote."""
    lines = text.split(b"\n")
    return Patch(frozenset(_rows(lines, _DELETE)), frozenset(_rows(lines, _ADD)))


def _rows(lines: Iterable[bytes], code: bytes) -> Iterator[bytes]:
    return (line[len(code) :] for line in lines if line.startswith(code))
