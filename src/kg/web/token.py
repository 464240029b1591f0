"""The token that whoever changes something must hold: RFC 6750.

It comes from the environment or a file, never from the command line, where every user of the
machine could read it.
"""

from __future__ import annotations

import hmac
from http import HTTPStatus
from pathlib import Path

from flask import Request

from kg.config import Settings
from kg.errors import ConfigError
from kg.web.problems import Problem

_SHORTEST = 16


def load_token(settings: Settings) -> str | None:
    """Return the token that is configured, or None.

    Raises ConfigError where its file cannot be read, or where it could be guessed.
    """
    text = settings.token
    if not text and settings.token_file:
        try:
            text = Path(settings.token_file).expanduser().read_text(encoding="utf-8").strip()
        except (OSError, UnicodeDecodeError) as error:
            raise ConfigError(f"KG_TOKEN_FILE cannot be read: {error}") from None
    elif not text:
        return None
    if len(text) < _SHORTEST or not (text.isascii() and text.isprintable()) or " " in text:
        raise ConfigError(
            f"the token needs at least {_SHORTEST} visible ASCII characters without blanks"
        )
    return text


def require_token(token: str | None, request: Request) -> None:
    """Raise Problem where `request` may not change anything: without a token nobody may.

    The token is compared in constant time.
    """
    if token is None:
        raise Problem(
            HTTPStatus.FORBIDDEN, "writing is off: neither KG_TOKEN nor KG_TOKEN_FILE is set"
        )
    scheme, _, given = request.headers.get("Authorization", "").partition(" ")
    same = hmac.compare_digest(given.strip().encode(), token.encode())
    if not same or scheme.lower() != "bearer":
        wrong = ', error="invalid_token"' if "Authorization" in request.headers else ""
        raise Problem(
            HTTPStatus.UNAUTHORIZED,
            "send the token of this server as `Authorization: Bearer …`",
            {"WWW-Authenticate": f'Bearer realm="changes"{wrong}'},
        )
