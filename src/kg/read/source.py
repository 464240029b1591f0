"""From a file or an address to the text of an article, and what its page says of it."""

from __future__ import annotations

import io
import logging
import re
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from kg.config import Settings
from kg.errors import KgError
from kg.read.fetch import fetch
from kg.text.normal import normalise

ENDINGS = (".txt", ".html", ".htm", ".pdf")
"""Endings of the files of a folder that are read."""

_URL = re.compile(r"https?://", re.IGNORECASE)
_HTML = re.compile(rb"^\s*(?:\xef\xbb\xbf)?\s*<(?:!doctype|html|head|\?xml|!--)", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Page:
    """The text of an article in normal form; what the page states of it, None where it does not."""

    text: str
    title: str | None = None
    publisher: str | None = None
    published: date | None = None
    address: str | None = None


def is_address(source: str) -> bool:
    """Tell whether `source` is a web address."""
    return _URL.match(source) is not None


def page_at(url: str, settings: Settings) -> Page:
    """Return the article at a web address. Raises KgError where it cannot be had or read."""
    fetched = fetch(url, seconds=settings.fetch_timeout, most_bytes=settings.fetch_bytes)
    return page_of(fetched.content, url, address=fetched.address)


def page_in(path: Path, settings: Settings) -> Page:
    """Return the article in a file. Raises KgError where it cannot be read."""
    try:
        size = path.stat().st_size
        if size > settings.fetch_bytes:
            raise KgError(f"{path}: has more than {settings.fetch_bytes} bytes [KG_FETCH_BYTES]")
        content = path.read_bytes()
    except OSError as error:
        raise KgError(f"{path}: cannot be read: {error.strerror}") from None
    return page_of(content, str(path))


def page_of(content: bytes, name: str, *, address: str | None = None) -> Page:
    """Return the article in `content`: HTML, PDF or plain text in UTF-8, told by its first bytes.

    `name` is shown in messages. Raises KgError where there is no text to be found.
    """
    if content.startswith(b"%PDF-"):
        return Page(_text_of_pdf(content, name), address=address)
    if _HTML.match(content[:1024]):
        return _page_of_html(content, name, address)
    try:
        text = normalise(content.decode("utf-8"))
    except UnicodeDecodeError as error:
        raise KgError(
            f"{name}: byte {error.start} is not UTF-8, and it is neither HTML nor PDF"
        ) from None
    return Page(_some(text, name), address=address)


def _some(text: str, name: str) -> str:
    if not text.strip():
        raise KgError(f"{name}: holds no text")
    if "\x00" in text:
        raise KgError(f"{name}: is no text, it holds zero bytes")
    return text


def _page_of_html(content: bytes, name: str, address: str | None) -> Page:
    import trafilatura  # noqa: PLC0415 - takes a second, and plain texts do without
    from trafilatura.settings import Document  # noqa: PLC0415

    logging.getLogger("trafilatura").setLevel(logging.CRITICAL)
    found = trafilatura.bare_extraction(
        content,
        url=address,
        include_comments=False,
        favor_recall=True,
        with_metadata=True,
        date_extraction_params={"extensive_search": False, "original_date": True},
    )
    if not isinstance(found, Document) or not found.text:
        raise KgError(f"{name}: no article is found in this page")
    text, title = normalise(found.text), normalise(found.title or "") or None
    if title and title.casefold() not in text[: 3 * len(title)].casefold():
        text = f"{title}\n\n{text}"
    published = None
    if found.date and re.fullmatch(r"\d{4}-\d\d-\d\d", found.date):
        published = date.fromisoformat(found.date)
    stated = found.url if found.url and is_address(found.url) else address
    return Page(_some(text, name), title, found.sitename or None, published, stated)


def _text_of_pdf(content: bytes, name: str) -> str:
    import pypdf  # noqa: PLC0415 - as above
    from pypdf.errors import PyPdfError  # noqa: PLC0415

    logging.getLogger("pypdf").setLevel(logging.CRITICAL)
    try:
        pages = [page.extract_text() for page in pypdf.PdfReader(io.BytesIO(content)).pages]
    except (PyPdfError, ValueError, KeyError, TypeError, RecursionError, OSError) as error:
        raise KgError(f"{name}: this PDF cannot be read: {error}") from None
    return _some(unwrapped(normalise("\n".join(pages))), name)


_BROKEN_LINE = re.compile(r"(?<![.:;?!\n])[ \t]*\n[ \t]*(?=[a-zà-ỹđ(\d])")


def unwrapped(text: str) -> str:
    """Return `text` with lines joined where a sentence goes on in the next."""
    return _BROKEN_LINE.sub(" ", text)
