"""The review of links in a terminal: one thing after the other, each decision saved at once."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path

import click

from kg.link.decisions import RELATIONS, Decision, record
from kg.link.scoring import Candidate
from kg.link.things import Thing

_SHOWN = 9
_SEVERAL = 2

_TEXTS = {
    "choose": {
        "vi": "Số: liên kết với mục đó; n: không có mục; a: nhiều mục, chưa rõ; l: để sau; q: thôi",
        "en": "a number: link to that item; n: no item; a: several, unclear; l: later; q: quit",
    },
    "relation": {"vi": "Quan hệ của mục với đối tượng", "en": "What the item is to the thing"},
    "which": {"vi": "Những số nào, cách nhau bằng dấu cách", "en": "Which numbers, with blanks"},
    "none": {"vi": "  không có ứng viên", "en": "  no candidates"},
    "name alone": {
        "vi": "Không liên kết người chỉ theo tên: cần chức vụ ở cùng đơn vị, hoặc vào cùng ngày.",
        "en": "No person is linked by name alone: it takes an office in the same unit, or its day.",
    },
    "unclear": {"vi": "Không hiểu câu trả lời này.", "en": "That is none of the answers."},
    "saved": {"vi": "Đã lưu.", "en": "Saved."},
}


def described(candidate: Candidate, language: str, mark: str = "") -> list[str]:
    """Return lines about a candidate: its score, its label, then each reason with its points."""
    item = candidate.item
    about = item.description.get(language) or next(iter(item.description.values()), "")
    head = f"{mark:>4} {candidate.score:4}  {item.qid}  {item.label(language)}"
    return [
        f"{head}  ({about})" if about else head,
        *(f"          {reason.points:+4}  {reason.text(language)}" for reason in candidate.reasons),
    ]


@dataclass(frozen=True)
class Review:
    """Asks a person, in `language`, about things; `reviewer` is the IRI of who answers.

    `searched` says where the candidates are from: it stands in the reason where there is no item.
    """

    project: Path
    searched: str
    reviewer: str
    language: str
    max_file_bytes: int

    def run(self, things: Iterable[tuple[Thing, Sequence[Candidate]]]) -> None:
        """Ask about each of `things`, until the person quits."""
        for thing, candidates in things:
            shown = candidates[:_SHOWN]
            click.echo(f"\n{thing.label(self.language)}  {thing.iri}")
            for number, candidate in enumerate(shown, 1):
                click.echo("\n".join(described(candidate, self.language, f"{number}.")))
            if not shown:
                click.echo(self._text("none"))
            if not self._decide(thing, shown):
                return

    def _decide(self, thing: Thing, shown: Sequence[Candidate]) -> bool:
        """Ask until there is an answer; return whether to go on."""
        while True:
            answer = click.prompt(self._text("choose"), default="l").strip().lower()
            if answer in ("l", "q"):
                return answer == "l"
            if answer == "n":
                self._save_none(thing)
                return True
            chosen = self._chosen(answer, shown)
            if answer == "a" and len(shown) >= _SEVERAL:
                chosen = self._chosen(click.prompt(self._text("which")), shown)
                if len(chosen) >= _SEVERAL:
                    self._save(thing, "ambiguous", chosen)
                    return True
            elif len(chosen) == 1 and not chosen[0].identifying:
                click.echo(self._text("name alone"))
                continue
            elif len(chosen) == 1:
                relation = click.prompt(self._text("relation"), type=click.Choice(RELATIONS))
                self._save(thing, "linked", chosen, relation)
                return True
            click.echo(self._text("unclear"))

    def _chosen(self, answer: str, shown: Sequence[Candidate]) -> list[Candidate]:
        """Return the candidates whose numbers `answer` gives; none where one is no number."""
        numbers = {number for word in answer.split() if (number := _number(word, len(shown)))}
        return [shown[number - 1] for number in sorted(numbers)]

    def _save_none(self, thing: Thing) -> None:
        self._record(
            thing,
            "not-found",
            f"Đã tìm trong {self.searched}, không thấy mục.",
            f"Searched in {self.searched}; no item found.",
        )

    def _save(
        self,
        thing: Thing,
        outcome: str,
        chosen: Sequence[Candidate],
        relation: str | None = None,
    ) -> None:
        reasons = [reason for candidate in chosen for reason in candidate.reasons]
        vi, en = (
            " ".join(dict.fromkeys(reason.text(language) for reason in reasons))
            for language in ("vi", "en")
        )
        targets = tuple(candidate.item.iri for candidate in chosen)
        self._record(thing, outcome, vi, en, targets, relation)

    def _record(  # noqa: PLR0913, PLR0917 - the parts of a decision
        self,
        thing: Thing,
        outcome: str,
        reason_vi: str,
        reason_en: str,
        targets: tuple[str, ...] = (),
        relation: str | None = None,
    ) -> None:
        decision = Decision(
            thing=thing.iri,
            outcome=outcome,
            targets=targets,
            relation=relation,
            reason_vi=reason_vi,
            reason_en=reason_en,
            checked_on=date.today(),
            reviewer=self.reviewer,
        )
        record(self.project, decision, max_file_bytes=self.max_file_bytes)
        click.echo(self._text("saved"))

    def _text(self, key: str) -> str:
        return _TEXTS[key][self.language]


def _number(word: str, most: int) -> int | None:
    return int(word) if word.isdecimal() and 1 <= int(word) <= most else None
