"""The saved questions: one `.rq` file each under the project's `queries/`.

A file begins with comment lines `# key: value` (`title-vi`, `title-en`, `description-vi`,
`description-en`) and has exactly one line `VALUES ?lang { "vi" }`, where another language of the
reader may be put. Its name begins with its number: `CQ01-agreements.rq`.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path

from kg.errors import ProjectError

LANGUAGES = ("vi", "en")

_HEADER = re.compile(r"^#[ \t]*([a-z-]+):[ \t]*(.*?)[ \t]*$", re.MULTILINE)
_LANGUAGE = re.compile(r'^([ \t]*VALUES \?lang \{ )"vi"( \}[ \t]*)$', re.MULTILINE)


@dataclass(frozen=True)
class Question:
    """One saved question: the stem of its file, its header and its SPARQL."""

    name: str
    text: str
    header: dict[str, str]

    @property
    def number(self) -> str:
        """The part of the name before the first hyphen, as `CQ01`."""
        return self.name.partition("-")[0]

    def title(self, language: str) -> str:
        """Return its title in `language`, else its name."""
        return self.header.get(f"title-{language}", self.name)

    def description(self, language: str) -> str:
        """Return what a row of its answer is, in `language`."""
        return self.header.get(f"description-{language}", "")

    def query(self, language: str) -> str:
        """Return the SPARQL that asks for labels in `language`."""
        return in_language(self.text, language)

    def body(self, language: str) -> str:
        """Return the same without its header, which says nothing to the engine."""
        return self.query(language).partition("\n\n")[2].strip("\n") + "\n"


def in_language(text: str, language: str) -> str:
    """Return the query `text` with the reader's language put into its `VALUES ?lang` line."""
    return _LANGUAGE.sub(rf'\1"{language}"\2', text)


def read_questions(project: Path) -> list[Question]:
    """Return the saved questions of `project`, by name.

    Raises ProjectError naming a file that cannot be read or is not UTF-8.
    """
    return [_read(file) for file in sorted((project / "queries").glob("*.rq"))]


def find_question(project: Path, name: str) -> Question:
    """Return the question whose name is, or begins with, `name` in any case of letters.

    Raises ProjectError where there is none, or more than one.
    """
    questions = read_questions(project)
    wanted = name.lower().removesuffix(".rq")
    exact = [item for item in questions if wanted in (item.name.lower(), item.number.lower())]
    found = exact or [item for item in questions if item.name.lower().startswith(wanted)]
    if len(found) == 1:
        return found[0]
    if found:
        raise ProjectError(f"{name} may be {', '.join(item.name for item in found)}")
    known = ", ".join(item.number for item in questions) or "no question at all"
    raise ProjectError(f"no file and no saved question is called {name}; there are {known}")


def _read(file: Path) -> Question:
    try:
        text = file.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as error:
        raise ProjectError(f"{file} cannot be read: {error}") from None
    head = text.partition("\n\n")[0]
    return Question(file.stem, text, dict(_HEADER.findall(head)))
