"""Where the files of an ontology say something of a term."""

from __future__ import annotations

from pathlib import Path
from typing import TypeAlias

from kg.namespaces import ONTOLOGY
from kg.rdf.load import Project

Place: TypeAlias = tuple[Path | None, int | None, int | None]
"""File, line and column; None where unknown."""


class Places:
    """The places of a project, those of the file that declares our ontology first."""

    def __init__(self, project: Project) -> None:
        """Look in the files of `project`."""
        self._project = project
        header = project.locate(str(ONTOLOGY))
        self.prefer = (header.path,) if header else ()

    def find(self, subject: str, predicate: str | None = None, value: str | None = None) -> Place:
        """Return the place of the statement, else of the property, else of the subject."""
        location = self._project.locate(subject, predicate, value, prefer=self.prefer)
        return (location.path, *location.place) if location else (None, None, None)
