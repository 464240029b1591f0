"""Where the ontology, shapes, data and queries are.

A project directory holds `ontology/`, `shapes/`, `data/` and `queries/`. A wheel carries one inside
the package; a source checkout is one itself.
"""

from __future__ import annotations

from pathlib import Path

from kg.errors import ProjectError

ROOMS = ("ontology", "shapes", "data", "queries")


def is_project(directory: Path) -> bool:
    """Tell whether `directory` holds all four rooms of a project."""
    return all((directory / room).is_dir() for room in ROOMS)


def bundled_project() -> Path:
    """Return the project directory that came with this installation.

    Raises ProjectError where neither the package nor a checkout around it holds one.
    """
    package = Path(__file__).resolve().parent
    for candidate in (package / "_project", package.parent.parent):
        if is_project(candidate):
            return candidate
    raise ProjectError(
        f"no project found beside {package}: reinstall the package, or name a directory that holds "
        + ", ".join(f"{room}/" for room in ROOMS)
    )


def find_project(directory: Path | None = None) -> Path:
    """Return the project to work on: the one named, else the current directory, else the bundled.

    Raises ProjectError where `directory` was named and is not a project.
    """
    if directory is not None:
        if not is_project(directory):
            missing = [room for room in ROOMS if not (directory / room).is_dir()]
            raise ProjectError(f"{directory} is not a project: it lacks {', '.join(missing)}")
        return directory
    here = Path.cwd()
    return here if is_project(here) else bundled_project()
