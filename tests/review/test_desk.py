"""Decisions on a draft: what they change, what they break, how they are kept."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path

import pytest

from kg.errors import KgError
from kg.namespaces import ID, VNRC
from kg.read.library import Library
from kg.review import cards
from kg.review.desk import Desk
from kg.review.draft import Change, read_draft
from kg.review.journal import Action, Decision, Journal, now
from tests.review.world import ME, make_draft

SECOND_PARTY = f"{ID}statement/77-4"
ATTENDEE = f"{ID}participation/77-1"
PERSON = f"{ID}person/ly-thi-thu"


@pytest.fixture(scope="module")
def opened(tmp_path_factory: pytest.TempPathFactory, made: Path) -> Desk:
    return Desk(make_draft(tmp_path_factory.mktemp("drafts") / "one"), made, ME)


@pytest.fixture
def desk(opened: Desk) -> Iterator[Desk]:
    """A desk on which nothing is decided, the same for all tests."""
    yield opened
    while opened.journal.decisions:
        opened.undo()
    opened.journal.path.unlink(missing_ok=True)


def says(desk: Desk, words: str) -> bool:
    return any(words in str(quad) for quad in desk.whole())


def test_cards_come_in_the_order_of_the_text_after_questions_of_identity(desk: Desk) -> None:
    first, *facts = desk.cards()
    assert desk.proposal(first)
    assert [fact.rsplit("/", 1)[-1] for fact in facts] == [
        "77-3",
        "77-4",
        "77-5",
        "77-2",
        "77-1",
        "77-1",
        "77-1",
    ]


def test_a_rejected_statement_takes_its_direct_triple_with_it(desk: Desk) -> None:
    assert says(desk, "thu-xuyen")
    found = desk.decide(SECOND_PARTY, Action.REJECT, reason="only a visit")
    assert not says(desk, "thu-xuyen")
    assert any(f.focus == f"{ID}agreement/77" for f in found), "an agreement has two parties"


def test_undoing_brings_the_fact_and_the_validity_back(desk: Desk) -> None:
    before = set(desk.whole())
    desk.decide(SECOND_PARTY, Action.REJECT, reason="only a visit")
    desk.undo()
    assert set(desk.whole()) == before
    assert not any(
        f.focus == f"{ID}agreement/77" and "hasParty" in str(f.path) for f in desk.findings
    )
    with pytest.raises(KgError, match="nothing has been decided"):
        desk.undo()


def test_a_mended_statement_has_its_direct_triple_changed_with_it(desk: Desk) -> None:
    old = f"<{ID}unit/thu-xuyen>"
    change = Change(str(VNRC.statementObject), old, f"<{ID}unit/ha-nam>")
    desk.decide(SECOND_PARTY, Action.MEND, changes=[change])
    assert not says(desk, "unit/thu-xuyen")
    parties = [q for q in desk.whole() if q.predicate.value == str(VNRC.hasParty)]
    assert [quad.object.value for quad in parties] == [f"{ID}unit/ha-nam"]  # type: ignore[union-attr]


def test_a_mended_passage_is_new_evidence_with_its_digest(desk: Desk) -> None:
    text = cards.text_of(desk, Library(desk.draft.path.parent / "library"))
    assert text is not None
    *_, passage = cards.values(desk, ATTENDEE, "en")
    start = text.index("Ông Đỗ Văn Mẫu")
    change = cards.change(desk, passage, f"{start} {start + 14}", text)
    found = desk.decide(ATTENDEE, Action.MEND, changes=[change])
    assert found == ()
    assert says(desk, f"char={start},{start + 14}")


@pytest.mark.parametrize(
    ("new", "words"),
    [
        ("12", "is no passage"),
        ("5 2", "lies outside the text"),
        ("0 99999", "lies outside the text"),
    ],
)
def test_a_passage_that_is_none_is_refused(desk: Desk, new: str, words: str) -> None:
    *_, passage = cards.values(desk, ATTENDEE, "en")
    with pytest.raises(KgError, match=words):
        cards.change(desk, passage, new, "short text")


def test_a_thing_that_nobody_knows_is_refused(desk: Desk) -> None:
    person = next(v for v in cards.values(desk, ATTENDEE, "en") if v.name == "participant")
    assert cards.change(desk, person, "person:ly-thi-thu", None).new == f"<{PERSON}>"
    for new, words in (("person:no-one", "is known neither"), ("no one", "is no IRI")):
        with pytest.raises(KgError, match=words):
            cards.change(desk, person, new, None)


def test_decisions_that_do_not_fit_save_nothing(desk: Desk) -> None:
    question = desk.cards()[0]
    for card, action, words in (
        (question, Action.ACCEPT, "does not answer this card"),
        (ATTENDEE, Action.SAME, "does not answer this card"),
        (ATTENDEE, Action.REJECT, "needs its reason"),
        (ATTENDEE, Action.MEND, "nothing was changed"),
        (f"{ID}participation/none", Action.ACCEPT, "is no fact of the draft"),
    ):
        with pytest.raises(KgError, match=words):
            desk.decide(card, action)
    assert not desk.journal.path.exists()


def test_another_desk_goes_on_where_the_first_stopped(desk: Desk) -> None:
    desk.decide(SECOND_PARTY, Action.ACCEPT)
    desk.decide(ATTENDEE, Action.SKIP)
    again = Desk(desk.draft.path, desk.project.directory, ME)
    assert SECOND_PARTY not in again.open_cards()
    assert again.open_cards()[-1] == ATTENDEE, "what was put off comes last"


def test_a_journal_of_another_version_is_not_taken_for_this_ones(draft: Path) -> None:
    decision = Decision(card=ATTENDEE, action=Action.ACCEPT, by=ME, at=now())
    Journal.open(read_draft(draft)).add(decision)
    draft.write_text(draft.read_text(encoding="utf-8") + "\n# changed\n", encoding="utf-8")
    with pytest.raises(KgError, match="another version"):
        Journal.open(read_draft(draft))


def test_a_journal_that_is_none_is_told_by_name(draft: Path) -> None:
    draft.with_suffix(".review.json").write_text("[]", encoding="utf-8")
    with pytest.raises(KgError, match=r"77\.review\.json: is no journal"):
        Journal.open(read_draft(draft))


def test_every_decision_says_who_and_when(desk: Desk) -> None:
    desk.decide(SECOND_PARTY, Action.REJECT, reason="only a visit")
    (kept,) = json.loads(desk.journal.path.read_text("utf-8"))["decisions"]
    assert (kept["by"], kept["action"], kept["reason"]) == (ME, "reject", "only a visit")
    assert kept["at"].endswith("+00:00")


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("<https://x.example/g> { <x:a> <x:b> <x:c> . }", "is about 0 articles"),
        ("<https://x.example/g> { <x:a> <x:b> [] . }", "no blank nodes"),
        ("this is no graph", "draft.trig"),
    ],
)
def test_a_file_that_is_no_draft_is_told_by_name(tmp_path: Path, text: str, words: str) -> None:
    file = tmp_path / "draft.trig"
    file.write_text(text, encoding="utf-8")
    with pytest.raises(KgError, match=words):
        read_draft(file)


@pytest.mark.parametrize("reviewer", ["Nguyễn Văn A", "", "https://x.example/>"])
def test_a_reviewer_is_named_by_an_iri(draft: Path, project: Path, reviewer: str) -> None:
    with pytest.raises(KgError, match="names no reviewer"):
        Desk(draft, project, reviewer)


def test_two_desks_lose_nothing_of_one_another(desk: Desk) -> None:
    other = Desk(desk.draft.path, desk.project.directory, ME)
    other.decide(SECOND_PARTY, Action.ACCEPT)
    desk.decide(ATTENDEE, Action.ACCEPT)
    assert {one.card for one in desk.journal.decisions} == {SECOND_PARTY, ATTENDEE}
