"""What every page has around it: the way past the menu, focus that is seen, white paper."""

from __future__ import annotations

import pytest
from playwright.sync_api import expect

from kg.site.texts import text as message
from tests.browser.conftest import Visit

THING = "/vi/id/agreement/bg-tn-mou-2023-2025"
WHITE = "rgb(255, 255, 255)"


def test_the_first_key_leads_past_the_menu(visit: Visit) -> None:
    page = visit(THING)
    page.keyboard.press("Tab")
    expect(page.get_by_role("link", name=message("vi", "layout.skip"))).to_be_focused()
    page.keyboard.press("Enter")
    expect(page.locator("main")).to_be_focused()
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.closest('main') !== null")


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("address", [THING, "/vi/browse?view=map", "/vi/ontology"])
def test_focus_is_seen_wherever_the_keyboard_goes(visit: Visit, address: str, scheme: str) -> None:
    page = visit(address, scheme=scheme)
    for _ in range(60):
        page.keyboard.press("Tab")
        place, outline = page.evaluate(
            """() => {
              const focused = document.activeElement;
              const { outlineStyle, outlineWidth } = getComputedStyle(focused);
              return [focused.outerHTML.slice(0, 200), `${outlineStyle} ${outlineWidth}`];
            }"""
        )
        assert outline == "solid 3px", place


@pytest.mark.parametrize(
    "address", [THING, "/vi/browse", "/vi/browse?view=map", "/vi/questions/CQ05"]
)
def test_a_dark_page_is_printed_on_white_paper_with_its_reference(
    visit: Visit, address: str
) -> None:
    page = visit(address, scheme="dark")
    page.emulate_media(media="print", color_scheme="dark")
    colours = page.evaluate(
        """() => {
          const { backgroundColor, color } = getComputedStyle(document.body);
          return [backgroundColor, Math.max(...color.match(/\\d+/g).slice(0, 3).map(Number))];
        }"""
    )
    assert colours[0] == WHITE
    assert colours[1] < 64
    expect(page.locator("nav.pages")).to_be_hidden()
    assert page.locator(".cite .reference").bounding_box() is not None
