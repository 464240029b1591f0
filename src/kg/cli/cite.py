"""`kg cite`: the evidence of a passage in Turtle, ready to paste."""

from __future__ import annotations

from pathlib import Path

import click
import pyoxigraph as ox

from kg.errors import KgError
from kg.namespaces import PREFIXES, TEXT
from kg.resources import find_project
from kg.text.normal import digest, normalise, read_text
from kg.text.passage import Passage


@click.command()
@click.argument("file", type=click.Path(path_type=Path))
@click.argument("phrase")
@click.option(
    "--text",
    "text_id",
    help="Article's number in the graph; default: the file's name up to the first _ or dot.",
)
@click.option(
    "--nth", type=click.IntRange(min=1), help="Which occurrence, where there are several."
)
@click.option("--zone", default="body", show_default=True, help="Part of the article it stands in.")
def cite(file: Path, phrase: str, text_id: str | None, nth: int | None, zone: str) -> None:
    """Print the evidence for PHRASE in the text FILE.

    Offsets are Unicode code points of the NFC text with LF line ends, end exclusive.
    """
    _refuse_unknown(zone)
    text, wanted = read_text(file), normalise(phrase)
    starts = _occurrences(text, wanted)
    if not starts:
        raise KgError(f"{file} does not contain this phrase; copy it from the text itself")
    if len(starts) > 1 and nth is None:
        places = ", ".join(str(start) for start in starts)
        raise KgError(
            f"{file} contains this phrase {len(starts)} times (at {places}); say which with --nth"
        )
    if nth is not None and nth > len(starts):
        raise KgError(f"{file} contains this phrase only {len(starts)} times, not {nth}")
    start = starts[(nth or 1) - 1]
    passage = Passage.of(text, start, start + len(wanted))
    version = TEXT[text_id or file.stem.partition("_")[0]]
    for prefix in ("vnrc", "zone"):
        click.echo(f"@prefix {prefix}: <{PREFIXES[prefix]}> .")
    click.echo(f"# text of {len(text)} characters, sha256 {digest(text)}")
    click.echo(
        f"<{version}#char={passage.start},{passage.end}> a vnrc:Evidence ;\n"
        f"  vnrc:inText <{version}> ;\n"
        f"  vnrc:start {passage.start} ;\n"
        f"  vnrc:end {passage.end} ;\n"
        f"  vnrc:inZone zone:{zone} ;\n"
        f'  vnrc:sliceSha256 "{passage.sha256}" .'
    )


def _refuse_unknown(zone: str) -> None:
    vocabulary = find_project() / "ontology" / "vocabularies" / "zone.ttl"
    subjects = {quad.subject for quad in ox.parse(path=vocabulary)}
    iris = {subject.value for subject in subjects if isinstance(subject, ox.NamedNode)}
    zones = {iri.removeprefix(PREFIXES["zone"]) for iri in iris if iri.startswith(PREFIXES["zone"])}
    if zone not in zones:
        raise KgError(f"{zone!r} is no zone; use one of {', '.join(sorted(zones))}")


def _occurrences(text: str, phrase: str) -> list[int]:
    starts = []
    start = text.find(phrase) if phrase else -1
    while start >= 0:
        starts.append(start)
        start = text.find(phrase, start + 1)
    return starts
