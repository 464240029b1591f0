"""Review in the browser: the same decisions as in the terminal, from this machine only."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from click.testing import CliRunner
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from kg.cli import group
from kg.config import Settings
from kg.site import create_app, review
from kg.store.readers import ReaderPool
from tests.conftest import Publish
from tests.review.world import ME, make_draft, make_project

HERE = "http://127.0.0.1:8000"
FACT = "https://w3id.org/vnrc/id/statement/77-4"


@pytest.fixture
def drafts(tmp_path: Path) -> Path:
    return make_draft(tmp_path / "drafts").parent


@pytest.fixture
def project(tmp_path: Path) -> Path:
    return make_project(tmp_path / "project")


@pytest.fixture
def browser(
    tmp_path: Path, publish_quads: Publish, drafts: Path, project: Path
) -> Iterator[FlaskClient]:
    data_dir = tmp_path / "snapshots"
    publish_quads(data_dir, [])
    settings = Settings(data_dir=data_dir, library=drafts / "library", reviewer=ME)
    with ReaderPool(settings) as pool:
        app = create_app(settings, pool, project)
        review.install(app, drafts)
        yield app.test_client()


def get(browser: FlaskClient, target: str) -> TestResponse:
    return browser.get(target, base_url=HERE)


def post(browser: FlaskClient, step: str, card: str = "", **fields: str) -> TestResponse:
    page = get(browser, "/en/review/77").text
    found = re.search(r'name="token" value="([^"]+)"', page)
    assert found is not None
    shown = re.search(r'name="card" value="([^"]+)"', page)
    data = {"token": found[1], "card": card or (shown[1] if shown else ""), "step": step, **fields}
    return browser.post("/en/review/77", data=data, base_url=HERE)


def test_the_list_says_how_much_of_each_draft_is_decided(
    browser: FlaskClient, drafts: Path
) -> None:
    (drafts / "broken.trig").write_text("no graph", encoding="utf-8")
    post(browser, "accept", FACT)
    page = get(browser, "/vi/review").text
    assert "1 trên 7 dữ kiện" in page
    assert "broken.trig" in page


def test_a_card_shows_the_passage_with_its_span_marked(browser: FlaskClient) -> None:
    page = get(browser, f"/en/review/77?card={FACT}").text
    assert "Hà Nam và <mark>Thử Xuyên</mark> ký biên bản" in page
    assert "Characters 10 to 19, end exclusive" in page
    assert 'value="unit:thu-xuyen"' in page


def test_a_question_of_identity_shows_its_reasons_in_the_readers_language(
    browser: FlaskClient,
) -> None:
    assert "Cùng chức vụ: Bí thư Tỉnh ủy Hà Nam." in get(browser, "/vi/review/77").text
    assert "The same office: Secretary of Hà Nam." in get(browser, "/en/review/77").text


def test_a_whole_review_lands(browser: FlaskClient, project: Path) -> None:
    assert post(browser, "same").status_code == 303
    for _ in range(7):
        assert post(browser, "accept").status_code == 303
    assert "Everything is decided." in get(browser, "/en/review/77").text
    assert "3 files were written." in post(browser, "land").text
    assert (project / "data" / "articles" / "77-bai-77.trig").exists()


def test_a_mended_value_and_an_undone_decision(browser: FlaskClient, drafts: Path) -> None:
    journal = drafts / "77.review.json"
    assert post(browser, "mend", FACT, **{"value-2": "unit:ha-nam"}).status_code == 303
    assert "unit/ha-nam" in journal.read_text(encoding="utf-8")
    assert post(browser, "undo").status_code == 303
    assert "unit/ha-nam" not in journal.read_text(encoding="utf-8")


@pytest.mark.parametrize(
    ("step", "fields", "words"),
    [
        ("reject", {}, "A rejection needs its reason."),
        ("mend", {}, "nothing was changed"),
        ("mend", {"value-2": "no one"}, "is no IRI"),
        ("same", {}, "does not answer this card"),
    ],
)
def test_what_is_wrong_with_a_decision_is_told_on_the_page(
    browser: FlaskClient, drafts: Path, step: str, fields: dict[str, str], words: str
) -> None:
    answer = post(browser, step, FACT, **fields)
    assert answer.status_code == 422
    assert words in answer.text
    assert not (drafts / "77.review.json").exists()


def test_the_terminal_goes_on_from_the_page_and_the_page_from_the_terminal(
    browser: FlaskClient, drafts: Path, project: Path
) -> None:
    post(browser, "same")
    arguments = ["review", str(drafts / "77.trig"), "--project", str(project)]
    assert "7 cards" in CliRunner().invoke(group, arguments, input="a\nq\n").output.replace(
        "6", "7"
    )
    assert "Card 3 of 8" in get(browser, "/en/review/77").text


def test_no_other_name_and_no_other_form_is_answered(browser: FlaskClient, drafts: Path) -> None:
    assert browser.get("/en/review", base_url="http://rebound.example").status_code == 403
    for token in ("", "guessed", "é"):
        data = {"token": token, "card": FACT, "step": "accept"}
        assert browser.post("/en/review/77", data=data, base_url=HERE).status_code == 403
    assert not (drafts / "77.review.json").exists()


def test_nothing_outside_the_directory_is_a_draft(browser: FlaskClient) -> None:
    for name in ("..%2Fproject%2Fdata%2Farticles%2F70", "78", "%2Fetc%2Fpasswd"):
        assert get(browser, f"/en/review/{name}").status_code == 404


def test_pages_with_a_token_are_kept_by_nobody(browser: FlaskClient) -> None:
    assert get(browser, "/en/review/77").headers["Cache-Control"] == "no-store"


def test_what_a_draft_says_is_escaped(browser: FlaskClient, drafts: Path) -> None:
    file = drafts / "77.trig"
    text = file.read_text(encoding="utf-8").replace('"Biên bản"', '"<script>alert(1)</script>"')
    file.write_text(text, encoding="utf-8")
    page = get(browser, f"/vi/review/77?card={FACT}").text
    assert "<script>alert" not in page
    assert "&lt;script&gt;alert(1)" in page


def test_without_editing_there_is_no_such_page(tmp_path: Path, publish_quads: Publish) -> None:
    publish_quads(tmp_path, [])
    settings = Settings(data_dir=tmp_path)
    with ReaderPool(settings) as pool:
        browser = create_app(settings, pool, make_project(tmp_path / "p")).test_client()
        assert browser.get("/en/review", base_url=HERE).status_code == 404


def test_drafts_are_not_reviewed_from_other_machines(tmp_path: Path) -> None:
    result = CliRunner().invoke(group, ["serve", "--host", "192.0.2.1", "--edit", str(tmp_path)])
    assert "--edit is for this machine only" in str(result.exception)
