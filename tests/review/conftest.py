"""A project and a draft to review, new for each test."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from kg.review.desk import Desk
from tests.review.world import ME, make_draft, make_project


@pytest.fixture(scope="session")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return make_project(tmp_path_factory.mktemp("project"))


@pytest.fixture
def project(made: Path, tmp_path: Path) -> Path:
    return Path(shutil.copytree(made, tmp_path / "project"))


@pytest.fixture
def draft(tmp_path: Path) -> Path:
    return make_draft(tmp_path / "drafts")


@pytest.fixture
def desk(draft: Path, project: Path) -> Desk:
    return Desk(draft, project, ME)
