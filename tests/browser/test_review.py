"""The pages that review drafts: accessible, and a decision is a click."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page

from kg.config import Settings
from kg.store.build import build
from tests.browser.conftest import DESK, PHONE, Visit
from tests.browser.test_accessibility import LOOKS, RULES
from tests.review.world import make_draft, make_project
from tests.servers import Server, serving

FACT = "https://w3id.org/vnrc/id/statement/77-4"
ADDRESSES = ["/review", "/review/77", f"/review/77?card={FACT}"]
"""The list, a question of identity, a fact."""


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """A server over a small project, with a draft to review."""
    directory = tmp_path_factory.mktemp("review")
    project, drafts = make_project(directory / "project"), make_draft(directory / "drafts").parent
    data_dir = directory / "snapshots"
    build(project, data_dir, max_file_bytes=Settings().max_file_bytes)
    library = str(drafts / "library")
    with serving(data_dir, project, "--edit", str(drafts), library=library) as found:
        yield found


@pytest.mark.parametrize("language", LOOKS)
@pytest.mark.parametrize("address", ADDRESSES)
def test_axe_finds_nothing(
    visit: Visit, picture: Callable[[Page], None], address: str, language: str
) -> None:
    page = visit(f"/{language}{address}", scheme=LOOKS[language])
    for width, height in (DESK, PHONE):
        page.set_viewport_size({"width": width, "height": height})
        found = Axe().run(page, options={"runOnly": {"type": "tag", "values": RULES}})
        picture(page)
        assert found.violations_count == 0, found.generate_report()
        assert page.evaluate("document.documentElement.scrollWidth") <= width


def test_decisions_are_clicks(visit: Visit) -> None:
    page = visit("/en/review/77", size=DESK)
    page.get_by_role("button", name="They are one").click()
    assert page.locator("mark").inner_text() == "Hà Nam và"
    page.get_by_role("button", name="Accept", exact=True).click()
    assert page.locator("mark").inner_text() == "Thử Xuyên"
    page.get_by_text("Reject").first.click()
    page.get_by_label("Why is it rejected?").fill("only a visit")
    page.get_by_role("button", name="Reject", exact=True).click()
    page.get_by_role("button", name="Undo the last decision").click()
    assert page.locator("mark").inner_text() == "Thử Xuyên"


def test_the_page_fits_a_phone_in_use(visit: Visit) -> None:
    page = visit(f"/vi/review/77?card={FACT}", size=PHONE)
    page.get_by_text("Từ chối").first.click()
    assert page.evaluate("document.documentElement.scrollWidth") <= PHONE[0]
