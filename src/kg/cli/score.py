"""`kg score`: compare drafts of articles with what people found in the same articles."""

from __future__ import annotations

from pathlib import Path

import click

from kg.cli.options import project_option
from kg.errors import KgError
from kg.rdf.files import write_atomically
from kg.resources import find_project
from kg.score.reports import FORMATS
from kg.score.scoring import project_entities, read_gold
from kg.score.scoring import score as score_drafts

_PATH = click.Path(exists=True, path_type=Path)


@click.command()
@click.argument("gold", type=_PATH)
@click.argument("drafts", type=_PATH)
@click.option("--against", type=_PATH, help="Drafts of another extractor, scored beside these.")
@click.option(
    "--format", "format_", type=click.Choice(list(FORMATS)), default="text", show_default=True
)
@click.option("--output", type=click.Path(path_type=Path), help="Write the report to this file.")
@project_option
def score(  # noqa: PLR0913 - one parameter an option
    *,
    gold: Path,
    drafts: Path,
    against: Path | None,
    format_: str,
    output: Path | None,
    project: Path | None,
) -> None:
    """Compare DRAFTS with GOLD: precision, recall and F1 of each measure, and what differs.

    GOLD is an annotation (JSON) or a curated graph (Turtle, TriG), or a directory of them; DRAFTS
    are drafts of `kg read`, or of another extractor in the same model. A draft belongs to the
    article with the same file name, or the same number at its beginning.
    """
    entities = project_entities(find_project(project))
    facts = read_gold(gold, entities)
    sets = [path for path in (drafts, against) if path is not None]
    report = FORMATS[format_]([score_drafts(facts, path, entities) for path in sets])
    if output is None:
        click.echo(report, nl=False)
        return
    try:
        write_atomically(output, report.encode())
    except OSError as error:
        raise KgError(f"{output} cannot be written: {error.strerror}") from None
