"""`kg review`: a person at a terminal, played by a script."""

from __future__ import annotations

import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from kg.cli import group
from tests.review.world import ME, make_draft, make_project

ANSWERS = ["o", "a", "a", "a", "a", "a", "a", "a"]
"""They are one; then each of the seven facts is accepted."""


@pytest.fixture
def project(tmp_path: Path) -> Path:
    return make_project(tmp_path / "project")


@pytest.fixture
def draft(tmp_path: Path) -> Path:
    return make_draft(tmp_path / "drafts")


def arguments(draft: Path, project: Path, *more: str) -> list[str]:
    library = draft.parent / "library"
    return [
        "review",
        str(draft),
        *("--project", str(project)),
        *("--library", str(library)),
        *("--reviewer", ME),
        *more,
    ]


def run(draft: Path, project: Path, answers: list[str], *more: str) -> Result:
    typed = "".join(f"{answer}\n" for answer in answers)
    return CliRunner().invoke(group, arguments(draft, project, *more), input=typed)


def test_a_whole_review_lands(draft: Path, project: Path) -> None:
    result = run(draft, project, [*ANSWERS, "y"])
    assert result.exit_code == 0
    assert "  10–19  Hà Nam và »Thử Xuyên« ký biên bản" in result.output
    assert "The same office: Secretary of Hà Nam." in result.output
    assert (project / "data" / "articles" / "77-bai-77.trig").exists()


def test_a_review_goes_on_where_it_stopped(draft: Path, project: Path) -> None:
    first = run(draft, project, ["o", "a", "s", "q"])
    assert "6 cards are left" in first.output
    second = run(draft, project, ["a"] * 6 + ["n"])
    assert "Everything is decided" in second.output
    assert not (project / "data" / "articles" / "77-bai-77.trig").exists()


def test_a_rejection_asks_why_and_tells_what_it_breaks(draft: Path, project: Path) -> None:
    result = run(draft, project, ["o", "a", "r", "only a visit", "u", "q"])
    assert "hasParty" in result.stderr or "party" in result.stderr
    assert "Undone: https://w3id.org/vnrc/id/statement/77-4 (reject)" in result.output


def test_a_value_is_mended_by_its_number(draft: Path, project: Path) -> None:
    # The third value of the statement is its object.
    result = run(
        draft, project, ["o", "a", "m", "3", "unit:none", "m", "3", "unit:ha-nam", "", "q"]
    )
    assert "unit:none is known neither to the graph nor to the draft" in result.stderr
    journal = draft.with_suffix(".review.json").read_text(encoding="utf-8")
    assert "unit/ha-nam" in journal


def test_without_the_text_the_facts_can_still_be_judged(draft: Path, project: Path) -> None:
    (draft.parent / "library" / "77.txt").unlink()
    result = run(draft, project, ["o", "a", "q"])
    assert "Your library does not hold this article" in result.stderr
    assert "6 cards are left" in result.output


def test_what_a_draft_says_does_nothing_to_the_terminal(draft: Path, project: Path) -> None:
    text = draft.read_text(encoding="utf-8")
    draft.write_text(text.replace('"Biên bản"', '"Biên \\u001b[2J\\u202e bản"'), encoding="utf-8")
    result = run(draft, project, ["o", "q"])
    assert "Memorandum" in result.output
    assert not {"\x1b", "\u202e"} & set(run(draft, project, ["q"], "--lang", "vi").output)


def test_in_vietnamese(draft: Path, project: Path) -> None:
    result = run(draft, project, ["g", "c", "q"], "--lang", "vi")
    assert "Đây có phải là một không?" in result.output
    assert "Cùng chức vụ: Bí thư Tỉnh ủy Hà Nam." in result.output
    assert "Còn 6 thẻ" in result.output


def test_the_end_of_the_input_leaves_what_was_decided(draft: Path, project: Path) -> None:
    result = run(draft, project, ["o", "a"])
    assert result.exit_code == 0
    assert "6 cards are left" in result.output


def test_what_is_not_decided_does_not_land_unasked(draft: Path, project: Path) -> None:
    result = run(draft, project, [], "--land")
    assert "nothing has been accepted yet" in str(result.exception)


def test_a_review_that_is_killed_has_lost_nothing(draft: Path, project: Path) -> None:
    journal = draft.with_suffix(".review.json")
    command = [sys.executable, "-m", "kg", *arguments(draft, project)]
    with subprocess.Popen(
        command, stdin=subprocess.PIPE, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
    ) as process:
        assert process.stdin is not None
        process.stdin.write(b"o\na\na\n")
        process.stdin.flush()
        until = time.monotonic() + 60
        while time.monotonic() < until:
            if journal.exists() and journal.read_text(encoding="utf-8").count('"card"') == 3:
                break
            time.sleep(0.05)
        process.send_signal(signal.SIGKILL)
    assert process.returncode == -signal.SIGKILL
    assert "5 cards are left" in run(draft, project, ["q"]).output
