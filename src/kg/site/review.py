"""Review of drafts in a browser, on the machine of whoever reviews: `kg serve --edit DIRECTORY`.

The pages decide through the same desk as `kg review`, and keep the same journals. They exist only
where they are asked for, answer only under a name of this machine (else another site could read
them through a name of its own that leads here), and take decisions only with the token of the
running server, which no other site can know.
"""

from __future__ import annotations

import hmac
import secrets
from dataclasses import dataclass, field
from http import HTTPStatus
from pathlib import Path
from threading import Lock
from typing import cast
from urllib.parse import urlsplit

from flask import Blueprint, Flask, Response, current_app, redirect, request, url_for
from werkzeug.wrappers import Response as AnyResponse

from kg.config import LOOPBACK
from kg.errors import KgError
from kg.read.library import Library
from kg.review import cards
from kg.review.desk import Desk
from kg.review.draft import read_draft
from kg.review.journal import Action, Journal
from kg.review.landing import land
from kg.site.layout import LANGUAGE, render
from kg.site.texts import text
from kg.web.problems import Problem
from kg.web.site import site

blueprint = Blueprint("review", __name__)

_KEY = "kg.review"
_MOST_FINDINGS = 20


@dataclass
class _Room:
    """The drafts of one directory; the desk of the one that is reviewed is kept."""

    directory: Path
    token: str = field(default_factory=lambda: secrets.token_urlsafe(32), repr=False)
    lock: Lock = field(default_factory=Lock)
    desk: Desk | None = None

    def files(self) -> dict[str, Path]:
        """Return the draft files by the names of their pages."""
        return {file.stem: file for file in sorted(self.directory.glob("*.trig"))}

    def at(self, name: str) -> Desk:
        """Return the desk of the draft `name`, as its journal says now.

        A terminal may review the same draft. Raises Problem where there is no such draft.
        """
        file = self.files().get(name)
        if file is None:
            raise Problem(HTTPStatus.NOT_FOUND, f"there is no draft {name[:60]!r}")
        desk = self.desk
        if (
            desk is None
            or desk.draft.path != file
            or Journal.open(read_draft(file)) != desk.journal
        ):
            desk = Desk(file, site().project, site().settings.reviewer)
        self.desk = desk
        return desk


def install(app: Flask, directory: Path) -> None:
    """Give `app` pages that review the drafts in `directory`."""
    app.extensions[_KEY] = _Room(directory)
    app.register_blueprint(blueprint)


def _room() -> _Room:
    return cast(_Room, current_app.extensions[_KEY])


@blueprint.before_request
def _refuse_strangers() -> None:
    """Refuse a name of the server that is none of this machine, and a form from elsewhere."""
    host = urlsplit(f"//{request.host}").hostname
    if host not in LOOPBACK:
        raise Problem(HTTPStatus.FORBIDDEN, "drafts are reviewed on this machine only")
    if request.method == "POST" and not hmac.compare_digest(
        request.form.get("token", "").encode(), _room().token.encode()
    ):
        raise Problem(HTTPStatus.FORBIDDEN, "the form is not of this server; load the page again")


@blueprint.get(f"/{LANGUAGE}/review")
def drafts(language: str) -> Response:
    """List the drafts, and how much of each is decided."""
    rows = []
    for name, file in _room().files().items():
        try:
            draft = read_draft(file)
            decided = Journal.open(draft).standing().keys() & set(draft.facts)
            rows.append((name, len(decided), len(draft.facts), ""))
        except KgError as error:
            rows.append((name, 0, 0, str(error)))
    title = text(language, "review.title")
    return _kept_by_none(render("drafts.html", language=language, title=title, drafts=rows))


@blueprint.get(f"/{LANGUAGE}/review/<name>")
def card(language: str, name: str) -> Response:
    """Show the next card that is open, or the one that is named by `card`."""
    room = _room()
    with room.lock:
        return _show(language, name, room.at(name))


@blueprint.post(f"/{LANGUAGE}/review/<name>")
def decide(language: str, name: str) -> AnyResponse:
    """Save what the form decides, and lead to the next card."""
    room = _room()
    with room.lock:
        desk = room.at(name)
        step = request.form.get("step", "")
        try:
            if step == "land":
                written = [path.name for path in land(desk)]
                return _show(language, name, Desk(*_parts(desk)), written=written)
            if step == "undo":
                desk.undo()
            else:
                _decide(desk, step)
        except KgError as error:
            return _show(language, name, desk, fault=_fault(language, step, error))
    return redirect(url_for("review.card", language=language, name=name), HTTPStatus.SEE_OTHER)


def _parts(desk: Desk) -> tuple[Path, Path, str]:
    return desk.draft.path, desk.project.directory, desk.reviewer


def _decide(desk: Desk, step: str) -> None:
    if step not in set(Action):
        raise Problem(HTTPStatus.BAD_REQUEST, f"{step[:40]!r} is no decision")
    chosen = request.form.get("card", "")
    changes = []
    if step == Action.MEND and chosen in desk.draft.facts:
        library = cards.text_of(desk, Library(site().settings.library))
        for number, value in enumerate(cards.values(desk, chosen, "vi")):
            new = request.form.get(f"value-{number}", value.written)
            if new.strip() != value.written.strip():
                changes.append(cards.change(desk, value, new, library))
    reason = request.form.get("reason", "")
    desk.decide(chosen, Action(step), reason=reason, changes=changes)


def _fault(language: str, step: str, error: KgError) -> str:
    if step == Action.REJECT and not request.form.get("reason", "").strip():
        return text(language, "review.needs_reason")
    return str(error)


def _show(
    language: str, name: str, desk: Desk, *, fault: str = "", written: list[str] | None = None
) -> Response:
    left = desk.open_cards()
    asked = request.values.get("card", "")
    chosen = asked if asked in desk.cards() else next(iter(left), "")
    proposal = desk.proposal(chosen)
    is_fact = bool(chosen) and proposal is None
    text_ = cards.text_of(desk, Library(site().settings.library)) if is_fact else None
    return _kept_by_none(
        render(
            "review.html",
            language=language,
            title=desk.words.name(desk.draft.article, language=language),
            status=HTTPStatus.UNPROCESSABLE_ENTITY if fault else HTTPStatus.OK,
            name=name,
            token=_room().token,
            card=chosen,
            position=desk.cards().index(chosen) + 1 if chosen else 0,
            total=len(desk.cards()),
            left=len(left),
            decided=len(desk.journal.decisions),
            proposal=proposal,
            things=[
                (desk.words.name(iri, language=language), iri)
                for iri in (proposal.thing, proposal.other)
            ]
            if proposal
            else [],
            side=("vi", "en").index(language),
            has_text=text_ is not None,
            passages=[*cards.passages(desk, chosen, text_)] if text_ is not None else [],
            says=cards.title(desk, chosen, language) if is_fact else "",
            values=cards.values(desk, chosen, language) if is_fact else [],
            findings=[finding.message(language) for finding in desk.findings[:_MOST_FINDINGS]],
            fault=fault,
            written=written,
        )
    )


def _kept_by_none(response: Response) -> Response:
    """Let nobody keep a page that holds the token, or is old after the next decision."""
    response.headers["Cache-Control"] = "no-store"
    response.headers.pop("ETag", None)
    return response
