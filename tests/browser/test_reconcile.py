"""Matching a table in a real browser: pasted, chosen by radio buttons, downloaded; no script."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import BrowserContext, Page

from tests.browser.conftest import PHONE, Visit
from tests.browser.test_accessibility import RULES
from tests.servers import Server

TABLE = """\
địa phương\tngày
Bắc Ninh\t2019
Bắc Ninh\t15/8/2025
UBND tỉnh Hải Dương\t2019
Bắc Ginag\t2019
"""
TEXTS = {
    "vi": ("Tiếp tục", "Đối chiếu", "Tải bảng về (CSV)"),
    "en": ("Continue", "Match", "Download the table (CSV)"),
}


@pytest.fixture
def unscripted(chromium: BrowserContext) -> Iterator[Page]:
    """A page of a browser in which no script runs."""
    assert chromium.browser is not None
    context = chromium.browser.new_context(java_script_enabled=False, accept_downloads=True)
    yield context.new_page()
    context.close()


def to_candidates(page: Page, language: str) -> None:
    go_on, match, _ = TEXTS[language]
    page.locator("#table").fill(TABLE)
    page.locator("#header").check()
    page.get_by_role("button", name=go_on).click()
    page.locator("#column").select_option("địa phương")
    page.locator("#type").select_option("AdministrativeUnit")
    page.locator("#date").select_option("ngày")
    page.locator("main").get_by_role("button", name=match).click()


def test_a_table_is_matched_without_scripts(
    unscripted: Page, server: Server, tmp_path: Path
) -> None:
    page = unscripted
    page.goto(f"{server.url}en/reconcile")
    to_candidates(page, "en")
    assert page.locator("input[checked]").count() == 5  # four names, and the tick for Excel
    assert page.locator("fieldset").nth(3).locator("input:checked").get_attribute("value") == ""
    page.locator("fieldset").nth(3).locator("label").first.click()
    with page.expect_download() as download:
        page.get_by_role("button", name=TEXTS["en"][2]).click()
    file = tmp_path / "result.csv"
    download.value.save_as(file)
    lines = file.read_text(encoding="utf-8-sig").splitlines()
    assert [line.split(",")[2].rpartition("/")[2] for line in lines[1:]] == [
        "bac-ninh-1997",
        "bac-ninh-2025",
        "hai-duong-1997",
        "bac-giang-1997",
    ]
    assert lines[1].endswith(",Bắc Ninh,Q33408")


@pytest.mark.parametrize(
    ("language", "scheme", "size"), [("vi", "light", (1280, 900)), ("en", "dark", PHONE)]
)
def test_each_step_is_accessible(
    visit: Visit,
    picture: Callable[[Page], None],
    language: str,
    scheme: str,
    size: tuple[int, int],
) -> None:
    page = visit(f"/{language}/reconcile", size=size, scheme=scheme)
    options = {"runOnly": {"type": "tag", "values": RULES}}
    page.locator("#table").fill(TABLE)
    page.get_by_role("button", name=TEXTS[language][0]).click()
    found = Axe().run(page, options=options)
    assert found.violations_count == 0, found.generate_report()
    page.goto(f"{page.url}")
    to_candidates(page, language)
    found = Axe().run(page, options=options)
    picture(page)
    assert found.violations_count == 0, found.generate_report()
    assert page.evaluate("document.documentElement.scrollWidth") <= size[0]


def test_a_table_that_cannot_be_read_is_told(visit: Visit) -> None:
    page = visit("/vi/reconcile")
    page.get_by_role("button", name="Tiếp tục").click()
    assert page.get_by_role("alert").inner_text().startswith("Không đọc được bảng này")
