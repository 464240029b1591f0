"""The query editor is built with the package, and the package is whole without it."""

from __future__ import annotations

import json
import re
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from types import ModuleType

import pytest

ROOT = Path(__file__).parents[1]
FRONTEND = ROOT / "frontend"


@pytest.fixture
def hook(monkeypatch: pytest.MonkeyPatch) -> Iterator[ModuleType]:
    """Give the build hook, which is no part of the package."""
    monkeypatch.syspath_prepend(str(ROOT))
    import hatch_build  # noqa: PLC0415

    yield hatch_build
    sys.modules.pop("hatch_build", None)


def test_every_package_is_named_by_its_exact_version() -> None:
    package = json.loads((FRONTEND / "package.json").read_bytes())
    versions = [*package["dependencies"].values(), *package["devDependencies"].values()]
    assert all(re.fullmatch(r"\d+\.\d+\.\d+", version) for version in versions)


def test_the_lock_file_has_a_digest_of_every_package_and_names_no_host() -> None:
    lock = json.loads((FRONTEND / "package-lock.json").read_bytes())
    packages = {name: item for name, item in lock["packages"].items() if name}
    assert len(packages) > 10
    assert all(item["integrity"].startswith("sha512-") for item in packages.values())
    assert not any("resolved" in item for item in packages.values())


def test_what_was_built_is_known_by_its_sources_and_not_by_its_time(
    hook: ModuleType, tmp_path: Path
) -> None:
    source, target = tmp_path / "frontend", tmp_path / "dist"
    shutil.copytree(FRONTEND, source, ignore=shutil.ignore_patterns("node_modules"))
    target.mkdir()
    assert not hook.is_built(source, target)
    for name in hook.PRODUCTS:
        (target / name).write_text("made", encoding="utf-8")
    (target / hook.STAMP).write_text(hook.sources_digest(source) + "\n", encoding="ascii")
    assert hook.is_built(source, target)
    (source / "src/editor.js").touch()
    assert hook.is_built(source, target)
    (source / "src/editor.js").write_text("changed", encoding="utf-8")
    assert not hook.is_built(source, target)


def test_a_build_that_fails_leaves_what_is_there_and_says_why(
    hook: ModuleType, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "frontend/src").mkdir(parents=True)
    (tmp_path / "frontend/package.json").write_text("{", encoding="utf-8")
    (tmp_path / "dist").mkdir()
    (tmp_path / "dist/editor.js").write_text("earlier", encoding="utf-8")
    empty = tmp_path / "bin"
    empty.mkdir()
    monkeypatch.setenv("PATH", str(empty))
    monkeypatch.setattr(hook, "NODE", "no-such-package-of-vnrc-kg==0")
    monkeypatch.setenv("PIP_NO_INDEX", "1")
    with pytest.raises(subprocess.SubprocessError) as failed:
        hook.build(tmp_path / "frontend", tmp_path / "dist")
    assert "No matching distribution" in hook._said(failed.value)
    assert (tmp_path / "dist/editor.js").read_text(encoding="utf-8") == "earlier"


def test_nothing_that_is_built_is_in_git() -> None:
    if shutil.which("git") is None or not (ROOT / ".git").exists():
        pytest.skip("this is no checkout")
    tracked = subprocess.run(
        ["/usr/bin/env", "git", "ls-files"], cwd=ROOT, capture_output=True, text=True, check=True
    )
    assert not [name for name in tracked.stdout.splitlines() if "static/dist/" in name]
