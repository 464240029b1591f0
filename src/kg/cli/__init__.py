"""The command `kg`: one module a command, each loaded only when it is called."""

from __future__ import annotations

import importlib
import sys

import click

from kg.errors import KgError

COMMANDS: dict[str, str] = {
    "build": "Validate, reason over and index the data, and publish a snapshot.",
    "check": "Check the ontology: profile, consistency, headers, labels, pitfalls.",
    "cite": "Print the evidence of a passage in Turtle, ready to paste.",
    "deploy": "Print an example: systemd unit, container file, reverse proxy.",
    "evidence": "Re-read every piece of evidence in your own copies of the articles.",
    "explain": "Show from which facts and rules a triple follows.",
    "export": "Write what updates have changed into the files of data/.",
    "fmt": "Rewrite Turtle and TriG files in their canonical form.",
    "link": "Link things to Wikidata: candidates, review, extract, export.",
    "publish": "Publish the snapshot in a remote SPARQL engine.",
    "pull": "Fetch the snapshot of another server.",
    "query": "Answer a saved question or a SPARQL query from the snapshot.",
    "reconcile": "Match a column of a CSV file with the things of the graph.",
    "review": "Accept, mend or reject what was drafted from an article.",
    "score": "Compare drafts of articles with what people found in them.",
    "read": "Draft the facts of an article, with their evidence, for review.",
    "serve": "Serve the graph: SPARQL endpoint and web pages.",
    "snapshots": "List the snapshots; remove old ones.",
    "validate": "Validate data files against the shapes.",
}
"""Command name to its one-line help; the module of command `x` is `kg.cli.x`, its function `x`."""

_INTERRUPTED = 130


class _Commands(click.Group):
    def list_commands(self, ctx: click.Context) -> list[str]:  # noqa: ARG002
        return sorted(COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:  # noqa: ARG002
        if cmd_name not in COMMANDS:
            return None
        module = importlib.import_module(f"kg.cli.{cmd_name}")
        command: click.Command = getattr(module, cmd_name)
        return command

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:  # noqa: ARG002
        with formatter.section("Commands"):
            formatter.write_dl(sorted(COMMANDS.items()))

    def invoke(self, ctx: click.Context) -> object:
        """Run the command; one that a person interrupts exits as shells expect, 128 + SIGINT."""
        try:
            return super().invoke(ctx)
        except KeyboardInterrupt:
            click.echo("kg: interrupted", err=True)
            ctx.exit(_INTERRUPTED)


@click.command(cls=_Commands, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(package_name="vnrc-kg", prog_name="kg")
def group() -> None:
    """Cooperation between the provinces of Viet Nam, as a graph with its evidence."""


def main() -> None:
    """Run `kg`; an error of ours is one line on stderr and exit code 2, never a traceback."""
    try:
        group(standalone_mode=True)
    except KgError as error:
        click.echo(f"kg: {error}", err=True)
        sys.exit(2)
