"""Options that several commands have."""

from __future__ import annotations

from pathlib import Path

import click

from kg.questions import LANGUAGES

data_dir_option = click.option(
    "--data-dir", type=click.Path(path_type=Path), help="Directory of the snapshots [KG_DATA_DIR]."
)
project_option = click.option(
    "--project", type=click.Path(path_type=Path), help="Project directory."
)
language_option = click.option(
    "--lang", type=click.Choice(LANGUAGES), default="en", show_default=True
)
