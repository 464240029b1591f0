"""The examples in notebooks/ run, and say what the graph says."""

from __future__ import annotations

import os
import shutil
import subprocess
from pathlib import Path

import nbformat
import pytest
from nbclient import NotebookClient
from nbformat import NotebookNode

from tests.servers import Server

NOTEBOOKS = Path(__file__).parents[2] / "notebooks"
FIGURES = 6  # three, in both languages


def read(name: str) -> NotebookNode:
    found: NotebookNode = nbformat.read(NOTEBOOKS / name, as_version=4)  # type: ignore[no-untyped-call]
    return found


@pytest.fixture(scope="module")
def executed(built: Path, tmp_path_factory: pytest.TempPathFactory) -> NotebookNode:
    """Return the notebook after it ran in a directory of its own, over the snapshot."""
    notebook = read("commitments.ipynb")
    environment = pytest.MonkeyPatch()
    environment.setenv("KG_DATA_DIR", str(built))
    environment.setenv("MPLBACKEND", "module://matplotlib_inline.backend_inline")
    resources = {"metadata": {"path": str(tmp_path_factory.mktemp("cwd"))}}
    try:
        NotebookClient(notebook, timeout=120, kernel_name="python3", resources=resources).execute()
    finally:
        environment.undo()
    return notebook


def outputs(notebook: NotebookNode) -> list[NotebookNode]:
    return [output for cell in notebook.cells for output in cell.get("outputs", [])]


# The kernel's client warns about its own event loop; nothing of ours is in that process.
@pytest.mark.filterwarnings("ignore::DeprecationWarning", "ignore::RuntimeWarning")
def test_the_notebook_shows_its_figures_in_both_languages(executed: NotebookNode) -> None:
    shown = [output for output in outputs(executed) if "image/png" in output.get("data", {})]
    assert len(shown) == FIGURES


@pytest.mark.filterwarnings("ignore::DeprecationWarning", "ignore::RuntimeWarning")
def test_the_notebook_answers_its_question_in_both_languages(executed: NotebookNode) -> None:
    said = "".join(output.text for output in outputs(executed) if output.output_type == "stream")
    assert "Nhiều nhất là “lãnh đạo, quản lý”: 41% số lần cam kết" in said
    assert "Most fall under “governance”: 41% of all assignments" in said
    assert "Of 5 conferences, 1 has a day that is certain" in said
    assert "Các bên có 7,5 triệu dân." in said
    assert "The parties have 7.5 million inhabitants." in said


def test_the_notebook_is_kept_without_outputs() -> None:
    """Outputs would be another copy of the data, and change with every run."""
    notebook = read("commitments.ipynb")
    assert outputs(notebook) == []
    assert {cell.get("execution_count") for cell in notebook.cells} == {None}


def run(program: str, *arguments: str) -> str:
    """Return what `program` writes; it must succeed."""
    found = shutil.which(program)
    assert found is not None
    environment = {"PATH": os.environ["PATH"], "LC_ALL": "C.UTF-8"}
    done = subprocess.run(
        [found, *arguments],
        capture_output=True,
        text=True,
        timeout=60,
        env=environment,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    return done.stdout


@pytest.mark.skipif(shutil.which("Rscript") is None, reason="R is not installed (r-base-core)")
def test_r_asks_the_endpoint(real: Server) -> None:
    said = run("Rscript", str(NOTEBOOKS / "parties.R"), real.endpoint)
    assert "Biên bản ghi nhớ Hải Dương - Bắc Giang 2020-2025" in said
    assert "agreements since 2020 : 4" in said


def test_curl_asks_the_endpoint(real: Server) -> None:
    said = run("sh", str(NOTEBOOKS / "curl.sh"), real.url.rstrip("/"))
    assert "Bắc Giang" in said
    assert '"boolean":true' in said.replace(" ", "")
    assert "ontology#SignedAgreement" in said or "vnrc:SignedAgreement" in said
    assert said.rstrip().endswith("304")
