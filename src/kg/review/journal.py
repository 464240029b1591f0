"""What a reviewer decided, in a file beside the draft: written whole at each step, or not at all.

The file is JSON: the digest of the draft, and the decisions in their order. The last decision on a
card counts; undoing takes the last one away.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass, replace
from datetime import UTC, datetime
from enum import StrEnum
from pathlib import Path
from typing import Any, Self

from kg.errors import KgError
from kg.rdf.files import write_atomically
from kg.review.draft import Change, Draft


class Action(StrEnum):
    """What may be decided on a card: a fact, or (the last two) whether two things are one."""

    ACCEPT = "accept"
    MEND = "mend"
    REJECT = "reject"
    SKIP = "skip"
    SAME = "same"
    DIFFERENT = "different"


@dataclass(frozen=True, slots=True)
class Decision:
    """What was decided on a card, by whom and when (UTC, ISO 8601).

    `card` is the IRI of the fact; for an identity, of the draft's thing, and `thing` is the one it
    was compared with. `changes` belong to a mended fact; a rejection has its `reason`.
    """

    card: str
    action: Action
    by: str
    at: str
    reason: str = ""
    thing: str = ""
    changes: tuple[Change, ...] = ()


@dataclass(frozen=True)
class Journal:
    """The decisions on one draft, and the file that holds them."""

    path: Path
    draft: str
    decisions: tuple[Decision, ...] = ()

    @classmethod
    def open(cls, draft: Draft) -> Self:
        """Return the journal beside `draft`, empty where there is none yet.

        Raises KgError where it cannot be read, or belongs to another version of the draft.
        """
        path = draft.path.with_suffix(".review.json")
        try:
            content = json.loads(path.read_text(encoding="utf-8"))
            found = cls(path, content["draft"], tuple(map(_decision, content["decisions"])))
        except FileNotFoundError:
            return cls(path, draft.sha256)
        except OSError as error:
            raise KgError(f"{path}: cannot be read: {error.strerror}") from None
        except (ValueError, KeyError, TypeError):
            raise KgError(
                f"{path}: is no journal of a review; move it away to begin anew"
            ) from None
        if found.draft != draft.sha256:
            raise KgError(
                f"{path}: was written for another version of {draft.path.name}; move it away to "
                "begin anew, or restore that version"
            )
        return found

    def add(self, decision: Decision) -> Self:
        """Save `decision` as the last one. Raises KgError where it cannot be saved."""
        return self._saved((*self.decisions, decision))

    def undo(self) -> Self:
        """Take the last decision away. Raises KgError where there is none, or it is not saved."""
        if not self.decisions:
            raise KgError("nothing has been decided yet")
        return self._saved(self.decisions[:-1])

    def standing(self) -> dict[str, Decision]:
        """Return the decision that counts for each card."""
        return {_key(decision): decision for decision in self.decisions}

    def _saved(self, decisions: tuple[Decision, ...]) -> Self:
        content = {"draft": self.draft, "decisions": [asdict(one) for one in decisions]}
        text = json.dumps(content, ensure_ascii=False, indent=1) + "\n"
        try:
            write_atomically(self.path, text.encode())
        except OSError as error:
            raise KgError(f"{self.path} cannot be written: {error.strerror}") from None
        return replace(self, decisions=decisions)


def identity_key(thing: str, other: str) -> str:
    """Return the card under which it is decided whether `thing` is `other`."""
    return f"{thing} = {other}"


def now() -> str:
    """Return this moment in UTC, to the second."""
    return datetime.now(UTC).isoformat(timespec="seconds")


def _key(decision: Decision) -> str:
    return identity_key(decision.card, decision.thing) if decision.thing else decision.card


def _decision(content: Mapping[str, Any]) -> Decision:
    changes = tuple(Change(**change) for change in content["changes"])
    return Decision(**{**content, "action": Action(content["action"]), "changes": changes})
