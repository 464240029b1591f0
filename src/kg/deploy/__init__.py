"""Examples for running `kg serve` for others, printed by `kg deploy`."""

from __future__ import annotations

from importlib.resources import files

EXAMPLES = {
    "systemd": "kg.service",
    "systemd-pull": "kg-pull.service",
    "container": "Containerfile",
    "nginx": "nginx.conf",
}
"""Name of each example to its file."""


def example(name: str) -> str:
    """Return the text of the example called `name`, one of EXAMPLES."""
    return files(__name__).joinpath(EXAMPLES[name]).read_text(encoding="utf-8")
