"""Run `kg.validate.ontology.owlapi` in a process of its own, with a deadline."""

from __future__ import annotations

import json
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import cast

import jpype

from kg.errors import KgError
from kg.validate.ontology.owlapi import Answer, jar

_TAIL = 300


class JavaFailed(KgError):  # noqa: N818 - says what happened
    """The Java machine gave no answer: it crashed, ran out of memory, or the deadline passed."""


def java_missing() -> str | None:
    """Return why no Java machine can be started here, or None where one can."""
    try:
        jpype.getDefaultJVMPath()
    except (jpype.JVMNotFoundException, jpype.JVMNotSupportedException) as error:
        return str(error).strip().rstrip(".")
    return None


def ask_owlapi(ontology: str, example: str, *, seconds: float) -> Answer:
    """Return what OWLAPI and HermiT say of two RDF/XML documents.

    Raises JavaFailed where there is no answer after `seconds`, or the process died; KgError where
    the jar is missing.
    """
    jar()
    with tempfile.TemporaryDirectory(prefix="kg-check-") as directory:
        request, answer = Path(directory, "request.json"), Path(directory, "answer.json")
        request.write_text(json.dumps({"ontology": ontology, "example": example}), "utf-8")
        # -P: the current directory is a user's, not a place to import from.
        module = ["-P", "-m", "kg.validate.ontology.owlapi"]
        command = [sys.executable, *module, str(request), str(answer)]
        try:
            process = subprocess.run(command, capture_output=True, timeout=seconds, check=False)
        except subprocess.TimeoutExpired:
            raise JavaFailed(f"no answer after {seconds:g} s") from None
        if process.returncode or not answer.is_file():
            said = process.stderr.decode("utf-8", "replace").strip()
            last = said.splitlines()[-1] if said else "it said nothing"
            raise JavaFailed(f"exit code {process.returncode}: {last[-_TAIL:]}")
        return cast(Answer, json.loads(answer.read_text("utf-8")))
