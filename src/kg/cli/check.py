"""`kg check`: check the ontology."""

from __future__ import annotations

from pathlib import Path

import click

from kg.cli.progress import watch
from kg.cli.report import deliver, report_options
from kg.config import Settings
from kg.resources import find_project
from kg.validate.ontology.check import check_ontology


@click.command()
@report_options
@click.option("--require-java", is_flag=True, help="Fail where there is no Java to check with.")
@click.option(
    "--timeout",
    type=float,
    help="Seconds that OWLAPI and HermiT may take.  [default: 120, or KG_CHECK_TIMEOUT]",
)
def check(  # noqa: PLR0913 - one parameter an option
    *,
    format_: str,
    output: Path | None,
    lang: str,
    strict: bool,
    project: Path | None,
    require_java: bool,
    timeout: float | None,
) -> None:
    """Check the ontology: OWL 2 RL and DL profiles, consistency, inferences, labels, headers.

    What is meant to be otherwise stands with its reason in ontology/exceptions.toml. Exit code 0:
    no violations; 1: violations; 2: could not run.
    """
    directory = find_project(project)
    settings = Settings.load(check_timeout=timeout)
    report = watch(
        lambda progress: check_ontology(
            directory, settings=settings, require_java=require_java, progress=progress
        ),
        plain=False,
    )
    deliver(report, format_=format_, output=output, lang=lang, strict=strict)
