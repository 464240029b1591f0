"""The editor and the search box as people use them: keyboards, input methods, no script."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from contextlib import contextmanager

import pytest
from playwright.sync_api import BrowserContext, Page, Route, expect

from kg.questions import LANGUAGES
from kg.site.texts import text as message
from tests.browser.conftest import PHONE, Visit
from tests.servers import Server

EMPTY = "/vi/query?query=%20"
NAME = "Đường Đồng Việt, Thượng tướng Nguyễn Phước Hoà: ỡ ự ẵ ặ"
SELECT_ALL = "Control+a"


def editor(page: Page) -> None:
    """Come to the field, which becomes the editor, and empty it."""
    if page.locator(".cm-content").count() == 0:
        page.locator("#query").focus()
    expect(page.locator(".cm-content")).to_be_focused()
    page.keyboard.press(SELECT_ALL)
    page.keyboard.press("Delete")


def typed(page: Page) -> str:
    """Return what the form would send."""
    found: str = page.eval_on_selector("textarea", "area => area.value")
    return found


def test_vietnamese_letters_that_are_typed_stay_composed(visit: Visit) -> None:
    page = visit("/vi/query")
    editor(page)
    page.keyboard.insert_text(NAME)
    assert typed(page) == unicodedata.normalize("NFC", NAME)


def test_a_keyboard_that_types_marks_by_themselves_gives_composed_letters(visit: Visit) -> None:
    page = visit("/vi/query")
    editor(page)
    for character in unicodedata.normalize("NFD", NAME):
        page.keyboard.insert_text(character)
    assert typed(page) == unicodedata.normalize("NFC", NAME)
    shown = page.eval_on_selector(".cm-content", "content => content.innerText")
    assert shown.strip() == unicodedata.normalize("NFC", NAME)


def test_what_is_pasted_decomposed_is_composed(visit: Visit) -> None:
    page = visit("/vi/query")
    editor(page)
    page.evaluate(
        """text => {
          const data = new DataTransfer();
          data.setData("text/plain", text);
          const target = document.querySelector(".cm-content");
          target.dispatchEvent(new ClipboardEvent("paste",
            { clipboardData: data, bubbles: true, cancelable: true }));
        }""",
        unicodedata.normalize("NFD", NAME),
    )
    assert typed(page) == unicodedata.normalize("NFC", NAME)


def test_an_input_method_composes_in_the_editor(visit: Visit) -> None:
    """Telex: each syllable is shown while it is composed, then taken over."""
    page = visit("/vi/query")
    editor(page)
    client = page.context.new_cdp_session(page)
    for syllable, steps in {
        "Đồng ": ("D", "Đ", "Đo", "Đô", "Đôn", "Đông", "Đồng"),
        "Việt": ("V", "Vi", "Vie", "Viê", "Viêt", "Việt"),
    }.items():
        for step in steps:
            place = {"selectionStart": len(step), "selectionEnd": len(step)}
            client.send("Input.imeSetComposition", {"text": step, **place})
        client.send("Input.insertText", {"text": syllable})
    assert typed(page) == "Đồng Việt"


@pytest.mark.parametrize("text", ["{ ( [ \" ' {", 'FILTER(?x = "a")'])
def test_brackets_and_quotes_are_not_closed_by_themselves(visit: Visit, text: str) -> None:
    page = visit("/vi/query")
    editor(page)
    page.keyboard.type(text)
    page.keyboard.press("Escape")
    assert typed(page) == text


def test_the_editor_comes_with_the_reader_and_moves_nothing(visit: Visit) -> None:
    """Who only reads does not fetch it; the cursor stays where the reader put it."""
    page = visit("/vi/query?question=CQ05")
    assert page.locator(".cm-editor").count() == 0
    below = page.locator(".workbench .bar").bounding_box()
    page.eval_on_selector("#query", "field => { field.setSelectionRange(7, 7); field.focus(); }")
    expect(page.locator(".cm-content")).to_be_focused()
    page.keyboard.type("X")
    assert typed(page).startswith("PREFIX X")
    assert page.locator(".workbench .bar").bounding_box() == below


def test_a_syllable_that_is_being_composed_is_not_lost_to_the_editor(visit: Visit) -> None:
    page = visit("/vi/query")
    held: list[Route] = []
    client = page.context.new_cdp_session(page)
    page.eval_on_selector("#query", "field => field.dataset.editor += '&late'")  # in no cache
    page.route("**/dist/editor.js*late", lambda route: held.append(route))  # noqa: PLW0108 - no builtin
    with page.expect_request("**/dist/editor.js*late"):
        page.locator("#query").focus()
    client.send("Input.imeSetComposition", {"text": "Đô", "selectionStart": 2, "selectionEnd": 2})
    for route in held:
        route.continue_()
    page.wait_for_load_state("networkidle")
    assert page.locator(".cm-editor").count() == 0
    client.send("Input.insertText", {"text": "Đồng "})
    expect(page.locator(".cm-content")).to_be_focused()
    page.keyboard.insert_text("Việt")
    assert "Đồng Việt" in typed(page)


def options(page: Page) -> list[str]:
    """Return the names that are suggested."""
    page.wait_for_selector(".cm-tooltip-autocomplete li")
    return page.locator(".cm-tooltip-autocomplete .cm-completionLabel").all_inner_texts()


def test_after_a_come_the_classes_then_the_properties_of_the_class(visit: Visit) -> None:
    page = visit("/vi/query")
    editor(page)
    page.keyboard.type("SELECT * { ?x a ")
    assert "vnrc:Agreement" in options(page)
    page.keyboard.press("Escape")
    editor(page)
    page.keyboard.type("SELECT * { ?x a thỏa")
    assert options(page)[0] == "vnrc:Agreement"
    page.wait_for_timeout(120)  # so long a suggestion waits before it can be taken
    page.keyboard.press("Enter")
    assert typed(page).startswith("PREFIX vnrc: <https://w3id.org/vnrc/ontology#>\n")
    page.keyboard.type(" ; ")
    page.keyboard.press("Control+Space")
    found = options(page)
    assert {"vnrc:hasParty", "vnrc:validity"} <= set(found)
    assert "vnrc:postIn" not in found


@pytest.mark.parametrize("word", ["ben", "bên", "hasPar", "party"])
def test_a_property_is_found_by_name_or_label_in_either_language(visit: Visit, word: str) -> None:
    page = visit("/vi/query")
    editor(page)
    page.keyboard.insert_text("SELECT * { ?x a vnrc:Agreement ; ")
    page.keyboard.type(word)
    assert "vnrc:hasParty" in options(page)


def test_the_values_of_a_code_list_are_suggested(visit: Visit) -> None:
    page = visit("/vi/query")
    editor(page)
    page.keyboard.insert_text("SELECT * { ?x vnrc:certainty ")
    page.keyboard.press("Control+Space")
    assert "certainty:explicit" in options(page)


def test_a_query_is_written_and_run_by_keyboard_alone(visit: Visit) -> None:
    page = visit("/en/query")
    page.locator("h1").click()
    for _ in range(40):
        page.keyboard.press("Tab")
        if page.evaluate("document.activeElement.matches('#query, .cm-content')"):
            break
    expect(page.locator(".cm-content")).to_be_focused()
    page.keyboard.press(SELECT_ALL)
    page.keyboard.type("SELECT (1 AS ?one) {}")
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.type") == "submit"
    page.keyboard.press("Shift+Tab")
    page.keyboard.press("Control+Enter")
    expect(page.locator("td")).to_have_text("1")


def test_an_error_is_marked_where_it_is(visit: Visit) -> None:
    page = visit("/vi/query?query=SELECT%20*%20%7B%0A%20%20%3Fx%20nope:a%20%3Fy%0A%7D")
    page.locator("textarea[data-editor]").focus()
    expect(page.locator(".cm-lintRange-error")).to_have_text("nope:a")
    expect(page.locator(".cm-lint-marker-error")).to_have_count(1)
    assert page.locator("#error").inner_text().count(message("vi", "workbench.failed")) == 1


def test_the_short_link_is_made_by_a_button_and_shows_the_same_query(visit: Visit) -> None:
    page = visit("/vi/query")
    editor(page)
    page.keyboard.insert_text("ASK { ?a ?b 'Đồng Việt' }")
    page.get_by_role("button", name=message("vi", "workbench.share")).click()
    page.locator(".short-link a").click()
    answers = "|".join(message(language, "workbench.no") for language in LANGUAGES)
    expect(page.locator(".truth")).to_have_text(re.compile(answers))
    assert "'Đồng Việt'" in typed(page)


def test_the_search_box_suggests_and_the_keyboard_chooses(visit: Visit) -> None:
    page = visit("/vi/about")
    box = page.get_by_role("combobox")
    box.focus()
    page.keyboard.type("dong v")
    expect(page.get_by_role("option").first).to_contain_text("cầu Đồng Việt")
    expect(box).to_have_attribute("aria-expanded", "true")
    page.keyboard.press("ArrowDown")
    chosen = page.locator("[role=option][aria-selected=true]")
    assert box.get_attribute("aria-activedescendant") == chosen.get_attribute("id")
    page.keyboard.press("Escape")
    expect(box).to_have_attribute("aria-expanded", "false")
    assert box.input_value() == "dong v"
    page.keyboard.press("ArrowDown")
    expect(page.get_by_role("option").first).to_be_visible()
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Enter")
    expect(page).to_have_url(re.compile(r"/vi/id/project/cau-dong-viet$"))


def test_nothing_is_suggested_while_a_syllable_is_composed(visit: Visit) -> None:
    page = visit("/vi/about")
    page.get_by_role("combobox").focus()
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    client = page.context.new_cdp_session(page)
    for step in ("D", "Đ", "Đo", "Đô", "Đôn", "Đông", "Đồng"):
        place = {"selectionStart": len(step), "selectionEnd": len(step)}
        client.send("Input.imeSetComposition", {"text": step, **place})
        page.wait_for_timeout(30)
    assert asked == []
    client.send("Input.insertText", {"text": "Đồng"})
    expect(page.get_by_role("option").first).to_be_visible()


@contextmanager
def without_scripts(chromium: BrowserContext, server: Server, target: str) -> Iterator[Page]:
    """Open a page as a browser does that runs no script."""
    page = chromium.new_page()
    page.context.new_cdp_session(page).send("Emulation.setScriptExecutionDisabled", {"value": True})
    page.goto(server.url.rstrip("/") + target)
    yield page
    page.close()


def test_all_works_without_scripts(chromium: BrowserContext, server: Server) -> None:
    with without_scripts(chromium, server, "/vi/query?question=CQ05") as page:
        area = page.locator("textarea")
        expect(area).to_be_visible()
        area.fill("SELECT ('Đồng Việt' AS ?x) {}")
        page.get_by_role("button", name=message("vi", "workbench.run")).click()
        expect(page.locator("td")).to_have_text("Đồng Việt")
        page.locator("#site-search").fill("dong viet")
        page.keyboard.press("Enter")
        expect(page.locator(".hits a").first).to_contain_text("cầu Đồng Việt")


def test_the_editor_fits_a_phone(visit: Visit) -> None:
    page = visit("/vi/query?question=CQ07", size=PHONE)
    page.locator("#query").focus()
    expect(page.locator(".cm-editor")).to_be_visible()
    assert page.evaluate("document.documentElement.scrollWidth") <= PHONE[0]
