"""Every kind of page is accessible, whichever way it is looked at: axe-core finds no violation."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page

from tests.browser.addresses import ADDRESSES
from tests.browser.conftest import DESK, PHONE, Visit

LOOKS = {"vi": "light", "en": "dark"}
RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
axe = Axe()


@pytest.mark.parametrize("language", LOOKS)
@pytest.mark.parametrize("address", ADDRESSES)
def test_axe_finds_nothing(
    visit: Visit, picture: Callable[[Page], None], address: str, language: str
) -> None:
    """At desk width, then at that of a phone: one visit, for loading is what takes time."""
    page = visit(f"/{language}{address}", scheme=LOOKS[language])
    for width, height in (DESK, PHONE):
        page.set_viewport_size({"width": width, "height": height})
        found = axe.run(page, options={"runOnly": {"type": "tag", "values": RULES}})
        picture(page)
        assert found.violations_count == 0, found.generate_report()
