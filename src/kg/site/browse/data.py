"""The data behind a view, and the files that hold them."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TypeAlias

Value: TypeAlias = str | int | bool | None


@dataclass(frozen=True)
class Data:
    """A table: names of columns, as programs read them, and rows; one IRI or number a cell."""

    columns: Sequence[str]
    rows: Sequence[Sequence[Value]]


def csv_file(data: Data) -> str:
    """Return `data` as CSV (RFC 4180), UTF-8, the columns named in the first line."""
    file = io.StringIO(newline="")
    writer = csv.writer(file)
    writer.writerow(data.columns)
    writer.writerows([[_plain(value) for value in row] for row in data.rows])
    return file.getvalue()


def json_file(data: Data, about: Mapping[str, object]) -> str:
    """Return `data` as JSON: what it is `about`, then the rows as objects."""
    rows = [dict(zip(data.columns, row, strict=True)) for row in data.rows]
    return json.dumps({**about, "rows": rows}, ensure_ascii=False, indent=1) + "\n"


def _plain(value: Value) -> str | int | None:
    return str(value).lower() if isinstance(value, bool) else value
