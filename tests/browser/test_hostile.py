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


@pytest.fixture(scope="module")
def hostile(tmp_path_factory: pytest.TempPathFactory, publish_quads: Publish) -> Iterator[Server]:
    data_dir = tmp_path_factory.mktemp("hostile")
    publish_quads(data_dir, list(quads()))
    with serving(data_dir, bundled_project()) as found:
        yield found


@pytest.mark.parametrize("name", ["script", "long", "override", "khong-ten", "french"])
def test_hostile_names_run_nothing_and_fit_a_phone(
    chromium: BrowserContext, hostile: Server, name: str
) -> None:
    page = chromium.new_page()
    said: list[str] = []

    def dismiss(dialog: Dialog) -> None:
        said.append(dialog.message)
        dialog.dismiss()

    page.on("dialog", dismiss)
    page.on("console", lambda message: said.append(message.text))
    page.set_viewport_size({"width": PHONE[0], "height": PHONE[1]})
    page.goto(f"{hostile.url}vi/id/unit/{name}", wait_until="load")
    assert page.evaluate("document.documentElement.scrollWidth") <= PHONE[0]
    page.close()
    assert said == []
