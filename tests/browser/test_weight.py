"""Pages are light and stand still: what a first visit fetches, what moves while it loads."""

from __future__ import annotations

from typing import Any

import pytest

from tests.browser.addresses import ADDRESSES
from tests.browser.conftest import PHONE, Visit

MOST = 100_000
"""Bytes that all files of a page may take on the wire, headers included."""

NARROWEST = 320
"""Pixels to which a page must fit without scrolling sideways: WCAG 2.2, 1.4.10 Reflow."""

SHIFTS = """() => new Promise(done => {
  let sum = 0;
  const seen = list => { for (const shift of list.getEntries()) sum += shift.value; };
  const observer = new PerformanceObserver(seen);
  observer.observe({ type: "layout-shift", buffered: true });
  requestAnimationFrame(() => requestAnimationFrame(() => {
    seen({ getEntries: () => observer.takeRecords() });
    done(sum);
  }));
})"""


@pytest.mark.parametrize("address", [*ADDRESSES, "/query?query=SELECT"])
def test_a_page_is_light_stands_still_and_fits_a_phone(visit: Visit, address: str) -> None:
    """The map is the one page that may weigh more; only what scrolls by itself may be wider."""
    sizes: list[int] = []

    def arrived(event: dict[str, Any]) -> None:
        sizes.append(event["encodedDataLength"])

    page = visit("/no-page", size=PHONE)
    client = page.context.new_cdp_session(page)
    client.send("Network.enable")
    client.send("Network.setCacheDisabled", {"cacheDisabled": True})
    client.on("Network.loadingFinished", arrived)
    page = visit(f"/vi{address}", size=PHONE)
    if "view=map" not in address:
        assert sum(sizes) <= MOST
    assert len(sizes) > 2
    assert page.evaluate(SHIFTS) == 0
    for width in (PHONE[0], NARROWEST):
        page.set_viewport_size({"width": width, "height": PHONE[1]})
        assert page.evaluate("document.documentElement.scrollWidth") <= width
