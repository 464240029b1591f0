"""How long suggestions and searches take among many names: python -m benchmarks.search.

Names are made of Vietnamese words with a fixed seed, each thing with one in each language, so that
most words stand in thousands of names. Each query is typed letter by letter, as a reader does.
"""

from __future__ import annotations

import random
import statistics
import tempfile
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import click
import pyoxigraph as ox

from kg.namespaces import ID
from kg.store.search import search, suggest
from kg.store.text import write_text_index

LABEL = ox.NamedNode("http://www.w3.org/2000/01/rdf-schema#label")
KINDS = ("agreement", "person", "event", "project", "commitment", "participation")
WORDS = (
    "hợp tác phát triển kinh tế xã hội văn hoá du lịch giao thông cầu đường tuyến tỉnh uỷ ban "
    "nhân dân hội nghị ký kết biên bản ghi nhớ chương trình công nghiệp nông nghiệp đào tạo y tế "
    "Bắc Giang Bắc Ninh Hải Dương Thái Nguyên Quảng Ninh Hà Nội Đồng Việt Yên Tử Lạng Sơn Nguyễn "
    "Trần Lê Phạm Hoàng Dương Văn Thị Minh Anh Tuấn Hải Mạnh Hiển đầu tư khu vực liên kết vùng"
)
QUERIES = ("hội nghị ký kết", "bac giang", "Nguyễn Văn", "đồng việt", "du lich", "hop tac phat")


@click.command()
@click.option("--names", default=100_000, show_default=True, help="Labels in the index.")
@click.option("--rounds", default=5, show_default=True, help="Times that each query is typed.")
def main(names: int, rounds: int) -> None:
    """Write an index of made-up names and measure suggestions and searches in it."""
    with tempfile.TemporaryDirectory() as directory:
        file = Path(directory, "names.sqlite")
        begun = time.perf_counter()
        write_text_index(file, quads(names))
        seconds, size = time.perf_counter() - begun, file.stat().st_size / 1e6
        click.echo(f"{names} labels written in {seconds:.1f} s, {size:.0f} MB")
        typed = [query[:end] for query in QUERIES for end in range(1, len(query) + 1)]
        tell("suggestions, at each letter", lambda text: suggest(file, text), typed * rounds)
        tell("searches, in groups by kind", lambda text: search(file, text), [*QUERIES] * rounds)


def quads(count: int) -> Iterator[ox.Quad]:
    """Yield `count` labels, two for each thing."""
    chance = random.Random(20261121)  # noqa: S311 - made-up data, the same each time
    syllables = WORDS.split()
    for number in range(count // 2):
        kind = KINDS[number % len(KINDS)]
        thing = ox.NamedNode(f"{ID}{kind}/{number}")
        words = chance.choices(syllables, k=chance.randint(2, 9))
        yield ox.Quad(thing, LABEL, ox.Literal(" ".join(words), language="vi"))
        yield ox.Quad(thing, LABEL, ox.Literal(f"{' '.join(words[:3])} {number}", language="en"))


def tell(title: str, ask: Callable[[str], object], texts: list[str]) -> None:
    """Ask each text once and print median, 95th percentile and the slowest, in milliseconds."""
    taken = []
    for text in texts:
        begun = time.perf_counter()
        ask(text)
        taken.append((time.perf_counter() - begun) * 1000)
    cuts = statistics.quantiles(taken, n=20)
    click.echo(
        f"{title}: median {cuts[9]:.1f} ms, 95 % {cuts[18]:.1f} ms, most {max(taken):.1f} ms"
    )


if __name__ == "__main__":
    main()
