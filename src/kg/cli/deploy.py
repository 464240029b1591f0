"""`kg deploy`: examples for running the server for others."""

from __future__ import annotations

import click

from kg.deploy import EXAMPLES, example


@click.command()
@click.argument("name", type=click.Choice(sorted(EXAMPLES)))
def deploy(*, name: str) -> None:
    """Print an example to adapt: a systemd unit, a container file, a site of nginx."""
    click.echo(example(name), nl=False)
