"""The normal form of a text, in which offsets and digests are counted."""

from __future__ import annotations

import hashlib
import unicodedata
from pathlib import Path

from kg.errors import KgError

_BOM = "\ufeff"


def normalise(text: str) -> str:
    """Return `text` in NFC with LF line ends and without a byte order mark.

    The same article saved by Windows, by a Mac (NFD) or by a browser gives the same string, and so
    the same offsets and digests.
    """
    return (
        unicodedata.normalize("NFC", text.removeprefix(_BOM))
        .replace("\r\n", "\n")
        .replace("\r", "\n")
    )


def digest(text: str) -> str:
    """Return the SHA-256 of the UTF-8 bytes of `text` as 64 lower-case hexadecimal digits."""
    return hashlib.sha256(text.encode("utf-8")).hexdigest()


def read_text(path: Path) -> str:
    """Return the normal form of a UTF-8 text file.

    Raises KgError where the file cannot be read or is not UTF-8; the message names the byte.
    """
    try:
        return normalise(path.read_bytes().decode("utf-8"))
    except OSError as error:
        raise KgError(f"{path}: cannot be read: {error.strerror}") from error
    except UnicodeDecodeError as error:
        raise KgError(
            f"{path}: byte {error.start} is not UTF-8; save the text as UTF-8 and try again"
        ) from error
