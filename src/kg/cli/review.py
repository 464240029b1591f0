"""`kg review`: accept, mend or reject what was drafted from an article, fact by fact."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from pathlib import Path

import click

from kg.cli.options import language_option, project_option
from kg.config import Settings
from kg.errors import KgError
from kg.rdf.findings import Finding
from kg.read.library import Library
from kg.resources import find_project
from kg.review import cards
from kg.review.desk import Desk
from kg.review.draft import Change
from kg.review.journal import Action
from kg.review.landing import land
from kg.text.display import displayable
from kg.validate.reports.text import write_line

_TEXTS = {
    "vi": {
        "ask": "[c] chấp nhận  [s] sửa  [t] từ chối  [b] bỏ qua  [h] hoàn tác  [q] thoát",
        "keys": "cstbhq",
        "ask_identity": "[g] là một  [k] là hai  [b] bỏ qua  [h] hoàn tác  [q] thoát",
        "keys_identity": "gkbhq",
        "reason": "Lý do từ chối",
        "which": "Sửa giá trị số mấy (Enter: xong)",
        "new": "Giá trị mới (Enter: bỏ giá trị này)",
        "no_text": "Thư viện không có bài này: không xem được đoạn văn.",
        "is_same": "Đây có phải là một không?",
        "for": "có thể là một: ",
        "against": "có thể là hai: ",
        "undone": "Đã hoàn tác: ",
        "land": "Đã duyệt xong. Ghi vào dữ liệu?",
        "wrote": "đã ghi ",
        "later": "Còn {count} thẻ; chạy lại lệnh này để tiếp tục.",
    },
    "en": {
        "ask": "[a] accept  [m] mend  [r] reject  [s] skip  [u] undo  [q] quit",
        "keys": "amrsuq",
        "ask_identity": "[o] they are one  [t] they are two  [s] skip  [u] undo  [q] quit",
        "keys_identity": "otsuq",
        "reason": "Why is it rejected",
        "which": "Number of the value to mend (Enter: done)",
        "new": "New value (Enter: remove this one)",
        "no_text": "Your library does not hold this article: the passage cannot be shown.",
        "is_same": "Are these one?",
        "for": "for: ",
        "against": "against: ",
        "undone": "Undone: ",
        "land": "Everything is decided. Write it into the data?",
        "wrote": "wrote ",
        "later": "{count} cards are left; the same command goes on from here.",
    },
}
_FACT_ACTIONS = (Action.ACCEPT, Action.MEND, Action.REJECT, Action.SKIP, "undo", "quit")
_IDENTITY_ACTIONS = (Action.SAME, Action.DIFFERENT, Action.SKIP, "undo", "quit")


@click.command()
@click.argument("draft", type=click.Path(path_type=Path))
@click.option("--reviewer", help="Your IRI, as an ORCID or mailto: address [KG_REVIEWER].")
@click.option("--library", type=click.Path(path_type=Path), help="Your texts [KG_LIBRARY].")
@click.option("--land", "landing", is_flag=True, help="Write what is accepted so far; ask nothing.")
@language_option
@project_option
def review(  # noqa: PLR0913 - one parameter an option
    *,
    draft: Path,
    reviewer: str | None,
    library: Path | None,
    landing: bool,
    lang: str,
    project: Path | None,
) -> None:
    """Review DRAFT, written by `kg read`: each passage, and the fact that was drafted from it.

    Every decision is saved at once beside the draft; call the command again to go on. What is
    accepted lands in data/ as canonical, valid TriG, with who reviewed it and when.
    """
    settings = Settings.load(library=library, reviewer=reviewer)
    desk = Desk(draft, find_project(project), settings.reviewer)
    session = _Session(desk, cards.text_of(desk, Library(settings.library)), lang)
    if landing or (session.run() and click.confirm(session.words["land"])):
        session.land()


@dataclass
class _Session:
    """A review in a terminal."""

    desk: Desk
    text: str | None
    lang: str

    @property
    def words(self) -> dict[str, str]:
        return _TEXTS[self.lang]

    def run(self) -> bool:
        """Ask until every card is decided, or the reviewer leaves; tell whether all is decided."""
        if self.text is None:
            click.echo(self.words["no_text"], err=True)
        self._tell(self.desk.findings)
        put_off: set[str] = set()
        while cards_left := [c for c in self.desk.open_cards() if c not in put_off]:
            card = cards_left[0]
            self._show(card, len(self.desk.cards()) - len(cards_left) + 1)
            try:
                action = self._choose(card)
                if action == "quit":
                    break
                if action == "undo":
                    self._undo(put_off)
                    continue
                self._decide(card, Action(action))
                if action == Action.SKIP:
                    put_off.add(card)
            except click.Abort:
                click.echo()
                break
            except KgError as error:
                click.echo(f"kg: {error}", err=True)
        left = len(self.desk.open_cards())
        if left:
            click.echo(self.words["later"].format(count=left))
        return left == 0

    def land(self) -> None:
        """Write what is accepted, and name the files."""
        for path in land(self.desk):
            click.echo(f"{self.words['wrote']}{path}")

    def _show(self, card: str, number: int) -> None:
        click.echo(f"\n[{number}/{len(self.desk.cards())}]")
        proposal = self.desk.proposal(card)
        if proposal:
            click.secho(self.words["is_same"], bold=True)
            for thing in (proposal.thing, proposal.other):
                self._tell_plain(f"  {self.desk.words.name(thing, language=self.lang)}  <{thing}>")
            side = 0 if self.lang == "vi" else 1
            for key, reasons in (
                ("for", proposal.reasons_for),
                ("against", proposal.reasons_against),
            ):
                for reason in reasons:
                    self._tell_plain(f"  {self.words[key]}{reason[side]}")
            return
        if self.text is not None:
            for passage in cards.passages(self.desk, card, self.text):
                before, words, after = map(
                    displayable, (passage.before, passage.words, passage.after)
                )
                marked = click.style(f"»{words}«", bold=True)
                click.echo(f"  {passage.start}–{passage.end}  {before}{marked}{after}")
        click.secho(displayable(cards.title(self.desk, card, self.lang)), bold=True)
        for value in cards.values(self.desk, card, self.lang):
            self._tell_plain(f"  {value.name}: {value.shown}")

    def _choose(self, card: str) -> str:
        kind = "_identity" if self.desk.proposal(card) else ""
        keys = self.words[f"keys{kind}"]
        actions = _IDENTITY_ACTIONS if kind else _FACT_ACTIONS
        choice = click.prompt(
            self.words[f"ask{kind}"], type=click.Choice(list(keys)), show_choices=False
        )
        return str(actions[keys.index(choice)])

    def _decide(self, card: str, action: Action) -> None:
        reason, changes = "", []
        if action is Action.REJECT:
            reason = click.prompt(self.words["reason"])
        if action is Action.MEND:
            changes = self._mend(card)
        self._tell(self.desk.decide(card, action, reason=reason, changes=changes))

    def _mend(self, card: str) -> list[Change]:
        values = cards.values(self.desk, card, self.lang)
        changes: list[Change] = []
        for number, value in enumerate(values, start=1):
            self._tell_plain(f"  {number}. {value.name}: {value.shown}")
        ask: Callable[..., str] = click.prompt
        while choice := ask(self.words["which"], default="", show_default=False):
            if not choice.isdecimal() or not 1 <= int(choice) <= len(values):
                continue
            new = ask(self.words["new"], default="", show_default=False)
            changes.append(cards.change(self.desk, values[int(choice) - 1], new, self.text))
        return changes

    def _undo(self, put_off: set[str]) -> None:
        decisions = self.desk.journal.decisions
        self._tell(self.desk.undo())
        last = decisions[-1]
        put_off.discard(last.card)
        click.echo(f"{self.words['undone']}{last.card} ({last.action})")

    def _tell_plain(self, line: str) -> None:
        """Print what a draft or the graph says, which may be anything."""
        click.echo(displayable(line))

    def _tell(self, findings: Iterable[Finding]) -> None:
        for finding in findings:
            click.secho(displayable(write_line(finding, self.lang)), fg="yellow", err=True)
