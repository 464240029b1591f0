"""Numbers and dates as the reader's language writes them."""

from __future__ import annotations

from datetime import date, datetime

from babel import dates, numbers

_DAY = {"vi": "dd/MM/yyyy", "en": "d MMMM yyyy"}
_MONTH = {"vi": "MM/yyyy", "en": "MMMM yyyy"}
_MINUTE = {"vi": "HH:mm, dd/MM/yyyy", "en": "d MMMM yyyy, HH:mm"}


def number(value: float, language: str) -> str:
    """Return a number with the separators of `language`, with up to three decimals."""
    return numbers.format_decimal(value, locale=language)


def day(value: date | str, language: str) -> str:
    """Return a day (a date, or its ISO form) as `language` writes it: 10/02/2022.

    Raises ValueError where the text is no ISO date.
    """
    return dates.format_date(_date(value), _DAY[language], locale=language)


def month(value: date | str, language: str) -> str:
    """Return the month of a day as `language` writes it: 02/2022."""
    return dates.format_date(_date(value), _MONTH[language], locale=language)


def minute(value: datetime | str, language: str) -> str:
    """Return a point in time (or its ISO form) as `language` writes it, in its own time zone."""
    moment = datetime.fromisoformat(value) if isinstance(value, str) else value
    return dates.format_datetime(moment.replace(tzinfo=None), _MINUTE[language], locale=language)


def _date(value: date | str) -> date:
    return date.fromisoformat(value) if isinstance(value, str) else value
