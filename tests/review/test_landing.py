"""What is accepted lands as valid, canonical data; taken back, it leaves nothing behind."""

from __future__ import annotations

from pathlib import Path

import pytest

from kg.errors import InvalidData, KgError
from kg.namespaces import ID
from kg.rdf.canonical import format_document
from kg.rdf.document import read_document
from kg.rdf.findings import Severity
from kg.review.desk import Desk
from kg.review.journal import Action
from kg.review.landing import land
from kg.validate.project import validate
from tests.review.world import ME

PERSON = f"{ID}person/ly-thi-thu"
IDENTITY = Path("data", "entities", "identity.ttl")
PERSONS = Path("data", "entities", "persons.ttl")
ARTICLE = Path("data", "articles", "77-bai-77.trig")


def accept_all(desk: Desk, person: Action = Action.SAME) -> None:
    for card in desk.cards():
        desk.decide(card, person if desk.proposal(card) else Action.ACCEPT)


def read(project: Path, file: Path) -> str:
    return (project / file).read_text(encoding="utf-8")


@pytest.fixture(scope="module")
def passed(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Where it is noted that the shapes themselves are right, which takes long to prove."""
    return tmp_path_factory.mktemp("passed") / "shapes"


def violations(project: Path, passed: Path) -> list[str]:
    found = validate(project, passed=passed).findings
    return [str(f) for f in found if f.severity is Severity.VIOLATION]


def test_all_accepted_makes_a_valid_project_in_canonical_form(
    desk: Desk, project: Path, passed: Path
) -> None:
    accept_all(desk)
    written = land(desk)
    assert {file.relative_to(project) for file in written} == {IDENTITY, PERSONS, ARTICLE}
    assert violations(project, passed) == []
    for file in written:
        document = read_document(file, max_bytes=10**7)
        assert format_document(document)[0] == file.read_text(encoding="utf-8")


def test_the_graph_says_who_reviewed_it_and_when(desk: Desk, project: Path) -> None:
    accept_all(desk)
    land(desk)
    text = read(project, ARTICLE)
    assert f"prov:wasAttributedTo <{ME}>" in text
    assert f'prov:generatedAtTime "{desk.journal.decisions[-1].at}"^^xsd:dateTime' in text


def test_landing_again_changes_nothing(desk: Desk, draft: Path, project: Path) -> None:
    accept_all(desk)
    land(desk)
    assert land(Desk(draft, project, ME)) == []


def test_one_person_in_two_articles_rests_on_a_decision_with_its_reasons(
    desk: Desk, project: Path
) -> None:
    (proposal,) = desk.proposals
    assert [reason[1] for reason in proposal.reasons_for] == [
        "The same name.",
        "The same office: Secretary of Hà Nam.",
    ]
    accept_all(desk)
    land(desk)
    text = read(project, IDENTITY)
    assert "vnrc:mentionedIn article:70, article:77" in text
    assert "The same name. The same office: Secretary of Hà Nam." in text


def test_two_persons_of_one_name_stay_two(desk: Desk, project: Path, passed: Path) -> None:
    accept_all(desk, Action.DIFFERENT)
    land(desk)
    assert "person:ly-thi-thu-77 a vnrc:Person" in read(project, PERSONS)
    assert "vnrc:holder person:ly-thi-thu-77" in read(project, ARTICLE)
    assert "mentionedIn" not in read(project, IDENTITY)
    assert violations(project, passed) == []


def test_a_decision_that_two_are_one_can_be_taken_back_after_it_has_landed(
    desk: Desk, draft: Path, project: Path, passed: Path
) -> None:
    accept_all(desk)
    land(desk)
    later = Desk(draft, project, ME)
    later.decide(later.cards()[0], Action.DIFFERENT)
    land(later)
    assert "IdentityDecision" not in read(project, IDENTITY)
    assert violations(project, passed) == []


def test_without_an_answer_nothing_is_merged_and_nothing_lands(desk: Desk, project: Path) -> None:
    for fact in desk.draft.facts:
        desk.decide(fact, Action.ACCEPT)
    with pytest.raises(InvalidData, match="IdentityDecision"):
        land(desk)
    assert not (project / ARTICLE).exists()


def test_only_what_was_accepted_lands(desk: Desk, project: Path) -> None:
    desk.decide(desk.cards()[0], Action.SAME)
    for fact in desk.draft.facts:
        keep = not fact.startswith(f"{ID}participation/")
        desk.decide(fact, Action.ACCEPT if keep else Action.REJECT, reason="" if keep else "guess")
    land(desk)
    assert "do-van-mau" not in read(project, ARTICLE) + read(project, PERSONS)


def test_what_is_not_valid_does_not_land(desk: Desk, project: Path) -> None:
    desk.decide(f"{ID}statement/77-3", Action.ACCEPT)
    before = read(project, PERSONS)
    with pytest.raises(InvalidData, match="nothing was written"):
        land(desk)
    assert read(project, PERSONS) == before
    assert not (project / ARTICLE).exists()


def test_where_nothing_is_accepted_nothing_lands(desk: Desk) -> None:
    with pytest.raises(KgError, match="nothing has been accepted"):
        land(desk)


def test_a_text_that_the_graph_has_as_another_article_does_not_land_twice(
    draft: Path, project: Path
) -> None:
    twin = project / "data" / "articles" / "78.trig"
    twin.write_text(draft.read_text("utf-8").replace("77", "78"), encoding="utf-8")
    desk = Desk(draft, project, ME)
    for card in desk.cards():
        desk.decide(card, Action.SAME if desk.proposal(card) else Action.ACCEPT)
    with pytest.raises(KgError, match=r"has this text already, as https://\S+/article/78"):
        land(desk)
