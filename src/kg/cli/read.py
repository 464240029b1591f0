"""`kg read`: draft the facts of an article, with their evidence, for a person to review."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from concurrent.futures import ProcessPoolExecutor, as_completed
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path

import click

from kg.cli.progress import progress_bar
from kg.config import Settings
from kg.errors import KgError
from kg.rdf.files import write_atomically
from kg.read.extractors import DEFAULT, extractor
from kg.read.library import Library
from kg.read.source import ENDINGS, Page, is_address, page_at, page_in, page_of
from kg.read.turtle import turtle


@dataclass(frozen=True, slots=True)
class _Job:
    """How to read: with which extractor, and what the reader says of the article."""

    settings: Settings
    extractor: str
    published: date | None
    publisher: str | None


@click.command()
@click.argument("source")
@click.option(
    "--published",
    type=click.DateTime(["%Y-%m-%d"]),
    help="Day of publication, where the page does not say it: it tells the year of its dates.",
)
@click.option("--publisher", help="Who published it, where the page does not say it.")
@click.option(
    "--out", type=click.Path(path_type=Path), help="File, or folder, to write the drafts to."
)
@click.option("--extractor", "name", default=DEFAULT, show_default=True, help="Who drafts.")
@click.option("--library", type=click.Path(path_type=Path), help="Your texts [KG_LIBRARY].")
@click.option("--jobs", type=click.IntRange(min=1), help="Processes that read a folder.")
def read(  # noqa: PLR0913 - one parameter an option
    *,
    source: str,
    published: date | None,
    publisher: str | None,
    out: Path | None,
    name: str,
    library: Path | None,
    jobs: int | None,
) -> None:
    """Draft the facts of the article in SOURCE, as TriG for `kg review`.

    SOURCE is a file (plain text, HTML, PDF), an address, `-` for standard input, or a folder of
    files, which are read in parallel. The text is kept in your library, outside of the graph. Exit
    code 1: some files of a folder could not be read; 2: nothing was.
    """
    settings = Settings.load(library=library)
    extractor(name)
    day = date(published.year, published.month, published.day) if published else None
    job = _Job(settings, name, day, publisher)
    if source != "-" and not is_address(source) and Path(source).is_dir():
        if out is None:
            raise KgError("a folder needs --out, the folder to write its drafts to")
        raise SystemExit(_read_folder(Path(source), out, job, jobs))
    draft = _draft(_page(source, settings), job)
    if out is None:
        click.echo(draft, nl=False)
    else:
        _write(out / f"{_stem(source)}.trig" if out.is_dir() else out, draft)


def _page(source: str, settings: Settings) -> Page:
    if source == "-":
        return page_of(sys.stdin.buffer.read(), "standard input")
    return page_at(source, settings) if is_address(source) else page_in(Path(source), settings)


def _draft(page: Page, job: _Job) -> str:
    """Return the draft of a page; its text goes to the library."""
    page = replace(
        page,
        published=job.published or page.published,
        publisher=job.publisher or page.publisher,
    )
    Library(job.settings.library).add(page.text)
    found = extractor(job.extractor)(
        page.text,
        published=page.published,
        publisher=page.publisher,
        title=page.title,
        address=page.address,
    )
    return turtle(found, page.text)


def _stem(source: str) -> str:
    return Path(source.rstrip("/")).stem if source != "-" else "draft"


def _write(path: Path, draft: str) -> None:
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        write_atomically(path, draft.encode("utf-8"))
    except OSError as error:
        raise KgError(f"{path}: cannot be written: {error.strerror}") from None


def _read_folder(folder: Path, out: Path, job: _Job, jobs: int | None) -> int:
    """Read the files of a folder, report those that could not be read, and return the exit code."""
    files = sorted(path for path in folder.rglob("*") if path.suffix.lower() in ENDINGS)
    if not files:
        raise KgError(f"{folder}: holds no file that ends in {', '.join(ENDINGS)}")
    failed: list[str] = []
    with progress_bar() as show:
        show("reading", 0, len(files))
        for done, problem in enumerate(_read_all(files, folder, out, job, jobs), 1):
            failed += [problem] if problem else []
            show("reading", done, len(files))
    for problem in sorted(failed):
        click.echo(f"kg: {problem}", err=True)
    click.echo(f"{len(files) - len(failed)} of {len(files)} articles read", err=True)
    return 0 if not failed else 1 if len(failed) < len(files) else 2


def _read_all(
    files: list[Path], folder: Path, out: Path, job: _Job, jobs: int | None
) -> Iterator[str | None]:
    with ProcessPoolExecutor(max_workers=jobs) as pool:
        waiting = {
            pool.submit(
                _read_one, path, (out / path.relative_to(folder)).with_suffix(".trig"), job
            ): path
            for path in files
        }
        for future in as_completed(waiting):
            try:
                yield future.result()
            except Exception as error:
                yield f"{waiting[future]}: {type(error).__name__}: {error}"


def _read_one(path: Path, out: Path, job: _Job) -> str | None:
    """Draft one file; return what is wrong with it, None where nothing is."""
    try:
        _write(out, _draft(page_in(path, job.settings), job))
    except KgError as error:
        return str(error)
    return None
