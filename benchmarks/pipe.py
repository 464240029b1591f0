"""The engine's own serialiser into a pipe: what streaming is compared with.

python -m benchmarks.pipe DATA.nq.gz QUERY.rq: holds the data in memory; each line of standard input
makes it write the answer, as SPARQL JSON (which holds no line break) and a line break, to standard
output.
"""

from __future__ import annotations

import gzip
import sys
from pathlib import Path
from typing import IO, cast

import click
import pyoxigraph as ox


@click.command()
@click.argument("data", type=click.Path(path_type=Path, exists=True))
@click.argument("query", type=click.Path(path_type=Path, exists=True))
def main(*, data: Path, query: Path) -> None:
    """Answer QUERY over DATA once for each line read."""
    store = ox.Store()
    with gzip.open(data) as stream:
        store.bulk_load(cast(IO[bytes], stream), ox.RdfFormat.N_QUADS)
    text = query.read_text(encoding="utf-8")
    for _ in sys.stdin:
        answer = store.query(text)
        assert isinstance(answer, ox.QuerySolutions)  # noqa: S101 - the query is a SELECT
        answer.serialize(sys.stdout.buffer, ox.QueryResultsFormat.JSON)
        sys.stdout.buffer.write(b"\n")
        sys.stdout.buffer.flush()


if __name__ == "__main__":
    main()
