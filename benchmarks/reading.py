"""How fast articles are read on one core: characters a second, of text to draft and to TriG.

python -m benchmarks.reading [FOLDER of .txt files] --seconds 5
"""

from __future__ import annotations

import time
from pathlib import Path

import click

from benchmarks.figures import median
from kg.read.reader import read
from kg.read.turtle import turtle
from kg.text.normal import read_text

_OWN = Path(__file__).parent.parent / "tests" / "read" / "articles"


def speeds(texts: list[str], seconds: float, *, written: bool) -> list[float]:
    """Return the characters a CPU second of each pass over `texts`, for about `seconds`."""
    size = sum(map(len, texts))
    end = time.monotonic() + seconds
    found: list[float] = []
    while not found or time.monotonic() < end:
        begin = time.process_time()
        for text in texts:
            draft = read(text)
            if written:
                turtle(draft, text)
        found.append(size / (time.process_time() - begin))
    return found


@click.command()
@click.argument("folder", type=click.Path(path_type=Path, exists=True), default=_OWN)
@click.option("--seconds", type=click.FloatRange(0.1, 60), default=5.0, show_default=True)
def main(folder: Path, seconds: float) -> None:
    """Measure reading alone, and reading and writing the draft."""
    texts = [read_text(path) for path in sorted(folder.rglob("*.txt"))]
    speeds(texts, 0, written=True)  # the rules are compiled once a process
    for written, name in ((False, "read"), (True, "read and written as TriG")):
        found = speeds(texts, seconds, written=written)
        click.echo(f"{name}: {median(found):,.0f} characters a second, {len(found)} passes")


if __name__ == "__main__":
    main()
