"""Where an engine answers, as whoever starts the program wrote it, and who asks there."""

from __future__ import annotations

import logging
import os
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Self
from urllib.parse import urljoin, urlsplit

from kg.errors import ConfigError, KgError

_log = logging.getLogger(__name__)


@dataclass(frozen=True)
class Addresses:
    """The URLs of an engine: for queries, for updates, and of its Graph Store."""

    query: str
    update: str
    graphs: str

    def hide(self, error: KgError) -> KgError:
        """Return `error` as clients of ours may read it: where the engine is, is not for them."""
        text = str(error)
        urls = sorted({self.query, self.update, self.graphs}, key=len, reverse=True)
        hosts = {name for url in urls for name in (urlsplit(url).netloc, urlsplit(url).hostname)}
        for name in (*urls, *sorted(filter(None, hosts), key=len, reverse=True)):
            text = re.sub(rf"(?<!\w){re.escape(name)}(?!\w)", "the engine", text)
        if text != str(error):
            _log.warning("%s", error)
            error.args = (text,)
        return error


def checked(url: str) -> str:
    """Return `url`, an http or https address that holds neither credentials nor a query.

    Raises ConfigError where it is another thing.
    """
    try:
        parts = urlsplit(url)
        usable = parts.scheme in ("http", "https") and bool(parts.hostname) and parts.port != 0
    except ValueError:
        raise ConfigError("the address of the engine is no URL") from None
    if "@" in parts.netloc:  # never shown: what stands before the @ is a password
        raise ConfigError(
            "the address of the engine holds credentials: give them as KG_STORE_USER and "
            "KG_STORE_PASSWORD_FILE"
        )
    if not usable or parts.query or parts.fragment:
        raise ConfigError(f"{url} is no address of an engine: http://HOST:PORT/PATH is needed")
    return url


def beside(query: str, update: str, graphs: str) -> Addresses:
    """Return the addresses of an engine that is queried at `query`.

    `update` and `graphs` may be relative to it: `update` beside `/ds/query` is `/ds/update`.
    """
    base = checked(query)
    return Addresses(base, checked(urljoin(base, update)), checked(urljoin(base, graphs)))


@dataclass(frozen=True)
class Credentials:
    """A user of an engine; the password never shows in a text made of this."""

    user: str
    password: str = field(repr=False)

    @classmethod
    def load(cls, environ: Mapping[str, str] = os.environ) -> Self | None:
        """Return what KG_STORE_USER and KG_STORE_PASSWORD (or ..._FILE) name; None for no user.

        They are no settings, since settings are shown. Raises ConfigError where a user has no
        password, or the file cannot be read.
        """
        user, password = environ.get("KG_STORE_USER"), environ.get("KG_STORE_PASSWORD")
        file = environ.get("KG_STORE_PASSWORD_FILE")
        if not user:
            return None
        if file:
            try:
                password = Path(file).read_text(encoding="utf-8").rstrip("\r\n")
            except (OSError, UnicodeDecodeError) as error:
                raise ConfigError(
                    f"KG_STORE_PASSWORD_FILE {file} cannot be read: {error}"
                ) from None
        if not password:
            raise ConfigError("KG_STORE_USER has no password: set KG_STORE_PASSWORD_FILE")
        return cls(user, password)
