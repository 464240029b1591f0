"""A real browser over one running server, which watches what no page may do.

`visit` opens an address and, at the end of the test, fails on errors in the console and on requests
to any other host.
"""

from __future__ import annotations

import os
import tempfile
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import BrowserContext, ConsoleMessage, Page, Request, sync_playwright

from tests.servers import Server

CHROMIUM = os.environ.get("KG_TEST_CHROMIUM", "/usr/bin/chromium")
FLAGS = (
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
)
DESK, PHONE = (1280, 900), (390, 844)


@pytest.fixture(scope="session")
def server(real: Server) -> Server:
    """The server that `visit` opens; a module may have one of its own."""
    return real


@pytest.fixture(scope="session")
def chromium() -> Iterator[BrowserContext]:
    """A browser with a new profile; tests take a page each."""
    with tempfile.TemporaryDirectory() as profile, sync_playwright() as playwright:
        context = playwright.chromium.launch_persistent_context(
            profile, executable_path=CHROMIUM, headless=True, args=list(FLAGS)
        )
        yield context
        context.close()


@dataclass
class Watch:
    """What a page did that it may not."""

    host: str
    complaints: list[str] = field(default_factory=list)

    def console(self, message: ConsoleMessage) -> None:
        """Note errors and warnings, of which a policy that was broken is one."""
        itself = message.location["url"] == message.page.url if message.page else False
        if itself and message.text.startswith("Failed to load resource"):
            return  # the page is one of those that tell of an error
        if message.type in ("error", "warning"):
            self.complaints.append(f"console: {message.text}")

    def request(self, request: Request) -> None:
        """Note a request that leaves the host."""
        parts = urlsplit(request.url)
        if parts.scheme not in ("data", "blob", "about") and parts.netloc != self.host:
            self.complaints.append(f"request to another host: {request.url}")


Visit = Callable[..., Page]


@pytest.fixture
def visit(chromium: BrowserContext, server: Server) -> Iterator[Visit]:
    """Return a function that opens `target` in a page of a size and a colour scheme.

    `scheme` is light or dark. Whatever the page then does in the test is watched.
    """
    watch = Watch(urlsplit(server.url).netloc)
    page = chromium.new_page()
    page.on("console", watch.console)
    page.on("pageerror", lambda error: watch.complaints.append(f"script: {error}"))
    page.on("request", watch.request)

    def open_page(target: str, *, size: tuple[int, int] = DESK, scheme: str = "light") -> Page:
        page.set_viewport_size({"width": size[0], "height": size[1]})
        page.emulate_media(color_scheme=scheme)  # type: ignore[arg-type]
        page.goto(server.url.rstrip("/") + target, wait_until="load")
        return page

    yield open_page
    page.close()
    assert watch.complaints == []


SCREENSHOTS = os.environ.get("KG_TEST_SCREENSHOTS", "")


@pytest.fixture
def picture(request: pytest.FixtureRequest) -> Callable[[Page], None]:
    """Return a function that keeps a picture of a page where KG_TEST_SCREENSHOTS is a directory."""

    def keep(page: Page) -> None:
        if SCREENSHOTS:
            name = "".join(c if c.isalnum() else "-" for c in request.node.name)
            name += f"-{page.evaluate('innerWidth')}"
            page.screenshot(path=Path(SCREENSHOTS) / f"{name}.png", full_page=True)

    return keep
