"""`kg link`: candidates, review, the local extract and batches for upload."""

from __future__ import annotations

import json
from datetime import date
from pathlib import Path

import click

from kg.cli.link_review import Review, described
from kg.cli.options import language_option, project_option
from kg.config import Settings
from kg.errors import ConfigError, ProjectError
from kg.link.endpoint import Endpoint
from kg.link.facts import Facts
from kg.link.items import Extract, ItemSource, describe
from kg.link.quickstatements import agreements
from kg.link.refresh import linked_items
from kg.link.refresh import refresh as refresh_extract
from kg.link.scoring import WIKIDATA_CODES, Candidate, rank
from kg.link.things import KINDS, Thing, all_things, undecided
from kg.namespaces import PREFIXES
from kg.resources import find_project

_MONTH, _DAY = 30 * 86400.0, 86400.0  # seconds
_CACHE = "wikidata"
_SHOWN = 5

kind_option = click.option(
    "--kind", "kinds", multiple=True, type=click.Choice(KINDS), help="Only things of this kind."
)
live_option = click.option(
    "--live", is_flag=True, help="Ask the endpoint [KG_WIKIDATA_ENDPOINT], not the extract."
)
things_argument = click.argument("things", nargs=-1)


@click.group()
def link() -> None:
    """Link things to Wikidata: nothing is linked without a person's decision."""


@link.command()
@things_argument
@kind_option
@live_option
@click.option("--json", "as_json", is_flag=True, help="Write JSON, one line a thing.")
@project_option
@language_option
def propose(  # noqa: PLR0913 - one parameter an option
    *,
    things: tuple[str, ...],
    kinds: tuple[str, ...],
    live: bool,
    as_json: bool,
    project: Path | None,
    lang: str,
) -> None:
    """Show candidates for THINGS (as person:bui-van-hai), by default for all without a decision."""
    settings, directory = Settings.load(), find_project(project)
    source = _source(settings, directory, live=live)
    facts = Facts(directory, max_file_bytes=settings.max_file_bytes)
    for thing in _chosen(facts, things, kinds):
        found = candidates(thing, source)
        click.echo(_json(thing, found) if as_json else _text(thing, found, lang))


@link.command()
@things_argument
@kind_option
@live_option
@click.option(
    "--reviewer",
    default="organisation:vnrc-contributors",
    show_default=True,
    help="Who decides: an agent of the graph.",
)
@project_option
@language_option
def review(  # noqa: PLR0913 - one parameter an option
    *,
    things: tuple[str, ...],
    kinds: tuple[str, ...],
    live: bool,
    reviewer: str,
    project: Path | None,
    lang: str,
) -> None:
    """Decide about THINGS one by one, by default about all without a decision.

    Each decision is saved at once and takes the place of an earlier one.
    """
    settings, directory = Settings.load(), find_project(project)
    agent = _iri(reviewer)
    facts = Facts(directory, max_file_bytes=settings.max_file_bytes)
    if not facts.select("SELECT ?agent ?class { ?agent a ?class }", agent=agent):
        raise ProjectError(f"{reviewer} is no agent of the graph: add it to data/entities/ first")
    source = _source(settings, directory, live=live)
    chosen = _chosen(facts, things, kinds)
    asking = Review(directory, source.name, agent, lang, settings.max_file_bytes)
    asking.run((thing, candidates(thing, source)) for thing in chosen)


@link.command()
@click.argument("items", nargs=-1)
@project_option
def refresh(*, items: tuple[str, ...], project: Path | None) -> None:
    """Renew what data/wikidata/ says of ITEMS (as Q36367), by default of all that are linked.

    Asks the endpoint [KG_WIKIDATA_ENDPOINT]; a run that was stopped goes on where it was.
    """
    settings, directory = Settings.load(), find_project(project)
    facts = Facts(directory, max_file_bytes=settings.max_file_bytes)
    known = linked_items(facts)
    wanted = [PREFIXES["wd"] + qid for qid in items] or known
    if unknown := sorted(set(wanted) - set(known)):
        raise ProjectError(f"{unknown[0]} is the item of no link: decide about it first")
    done = refresh_extract(
        directory,
        _endpoint(settings, max_age=_DAY),
        wanted,
        date.today(),
        max_file_bytes=settings.max_file_bytes,
        progress=lambda text: click.echo(text, err=True),
    )
    count = len(done.renewed)
    click.echo(f"{count} item{'' if count == 1 else 's'} renewed")
    if done.missing:
        click.echo(f"not given by the endpoint: {', '.join(done.missing)}", err=True)


@link.command()
@click.option("--output", type=click.Path(path_type=Path), help="File; default: standard output.")
@project_option
def export(*, output: Path | None, project: Path | None) -> None:
    """Write a QuickStatements batch of what Wikidata lacks; nothing is sent."""
    settings = Settings.load()
    facts = Facts(find_project(project), max_file_bytes=settings.max_file_bytes)
    text = agreements(facts).text()
    if output is None:
        click.echo(text, nl=False)
        return
    try:
        output.write_text(text, encoding="utf-8")
    except OSError as error:
        raise ProjectError(f"{output} cannot be written: {error.strerror}") from None


def candidates(thing: Thing, source: ItemSource) -> list[Candidate]:
    """Return what `source` has for `thing`, the best first."""
    codes = {
        WIKIDATA_CODES[scheme]: value
        for scheme, value in thing.codes.items()
        if scheme in WIKIDATA_CODES
    }
    return rank(thing, describe(source, source.find(thing.names, codes)))


def _source(settings: Settings, project: Path, *, live: bool) -> ItemSource:
    if live:
        return _endpoint(settings, max_age=_MONTH)
    return Extract(project, max_file_bytes=settings.max_file_bytes)


def _endpoint(settings: Settings, *, max_age: float) -> Endpoint:
    if not settings.wikidata_endpoint:
        raise ConfigError(
            "no endpoint may be asked: set KG_WIKIDATA_ENDPOINT, "
            "for Wikidata to https://query.wikidata.org/sparql"
        )
    return Endpoint(
        settings.wikidata_endpoint,
        agent=settings.user_agent,
        pause=settings.link_pause,
        cache=settings.data_dir / _CACHE,
        max_age=max_age,
        max_bytes=settings.service_bytes,
    )


def _chosen(facts: Facts, things: tuple[str, ...], kinds: tuple[str, ...]) -> list[Thing]:
    """Return the things that are named, decided or not; else those without a decision."""
    if not things:
        return undecided(facts, kinds or KINDS)
    known = {thing.iri: thing for thing in all_things(facts)}
    if unknown := sorted({_iri(name) for name in things} - known.keys()):
        raise ProjectError(f"{unknown[0]} is no thing that can have an item: kg link propose")
    return [known[_iri(name)] for name in dict.fromkeys(things)]


def _iri(name: str) -> str:
    """Return the IRI of `name`, a prefixed name or an IRI."""
    prefix, _, local = name.partition(":")
    return PREFIXES[prefix] + local if prefix in PREFIXES else name


def _text(thing: Thing, found: list[Candidate], language: str) -> str:
    lines = [f"{thing.label(language)}  {thing.iri}"]
    lines += [line for candidate in found[:_SHOWN] for line in described(candidate, language)]
    if not found:
        lines.append("  không có ứng viên" if language == "vi" else "  no candidates")
    return "\n".join(lines)


def _json(thing: Thing, found: list[Candidate]) -> str:
    content = {
        "thing": thing.iri,
        "label": thing.labels,
        "candidates": [
            {
                "item": candidate.item.qid,
                "label": candidate.item.labels,
                "score": candidate.score,
                "identifying": candidate.identifying,
                "reasons": [
                    {"points": reason.points, "vi": reason.vi, "en": reason.en}
                    for reason in candidate.reasons
                ],
            }
            for candidate in found
        ],
    }
    return json.dumps(content, ensure_ascii=False)
