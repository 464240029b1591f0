"""Pages about hostile data run nothing, and fit a phone."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from playwright.sync_api import BrowserContext, Dialog

from kg.resources import bundled_project
from tests.browser.conftest import PHONE
from tests.conftest import Publish
from tests.servers import Server, serving
from tests.site.test_hostile import quads

MOST = 400_000
"""Bytes of a page, before compression, however much there is."""


@pytest.fixture(scope="module")
def hostile(tmp_path_factory: pytest.TempPathFactory, publish_quads: Publish) -> Iterator[Server]:
    data_dir = tmp_path_factory.mktemp("hostile")
    publish_quads(data_dir, list(quads()))
    with serving(data_dir, bundled_project()) as found:
        yield found


THINGS = [f"/id/unit/{name}" for name in ("script", "long", "override", "khong-ten", "french")]
LISTS = [
    "/",
    "/browse?subject=event",
    "/browse?subject=event&province=long",
    "/browse?subject=event&view=map",
    "/browse?subject=event&view=network",
    "/browse?subject=event&view=timeline",
    "/browse?subject=event&view=matrix",
    "/search?q=script",
    "/search?q=d%C3%A0i",
    "/search?q=%E2%80%AEgnaiG",
    "/graph/entities/hostile",
    "/query?query=SELECT%20*%20%7B%20?x%20?p%20?y%20%7D%20LIMIT%20500",
    "/questions/CQ02",
    "/quality",
    "/ontology",
    "/vocab",
]


@pytest.mark.parametrize("address", THINGS + LISTS)
def test_hostile_names_run_nothing_and_fit_a_phone(
    chromium: BrowserContext, hostile: Server, address: str
) -> None:
    page = chromium.new_page()
    said: list[str] = []

    def dismiss(dialog: Dialog) -> None:
        said.append(dialog.message)
        dialog.dismiss()

    page.on("dialog", dismiss)
    page.on("console", lambda message: said.append(message.text))
    page.set_viewport_size({"width": PHONE[0], "height": PHONE[1]})
    answer = page.goto(f"{hostile.url}vi{address}", wait_until="load")
    assert answer is not None
    assert answer.ok
    assert len(answer.body()) < MOST
    assert page.evaluate("document.documentElement.scrollWidth") <= PHONE[0]
    page.close()
    assert said == []
