"""Figures are what their names say."""

from __future__ import annotations

import pytest

from benchmarks.asking import STREAM, read_questions
from benchmarks.figures import Report, geometric_mean, markdown, p99


def test_p99_is_a_sample() -> None:
    """The 99th of a hundred; of fewer, the largest."""
    assert p99([float(n) for n in range(1, 101)]) == 99
    assert p99([3.0, 1.0, 2.0]) == 3


def test_the_geometric_mean_weighs_ratios() -> None:
    """Twice as slow here and twice as fast there is even."""
    assert geometric_mean([0.5, 2.0]) == pytest.approx(1)


def test_a_table_is_markdown() -> None:
    """The keys of the first row are the head."""
    rows = [{"a": "1", "b": "2"}, {"a": "3", "b": "4"}]
    assert markdown(rows) == "| a | b |\n| --- | --- |\n| 1 | 2 |\n| 3 | 4 |"


def test_bars_are_told_apart(capsys: pytest.CaptureFixture[str]) -> None:
    """Met, missed and not yet possible are three things."""
    report = Report()
    for met in (True, False, None):
        report.bar("asked", "found", met=met)
    report.print_bars()
    assert [row[""] for row in report.tables["Bars"]] == ["met", "missed", "not yet"]
    assert capsys.readouterr().out.startswith("- met: asked: found\n- missed")


def test_every_question_says_what_it_asks() -> None:
    """Each begins with a comment, and the one that is streamed is there."""
    questions = read_questions()
    assert STREAM in questions
    assert all(text.startswith("# ") for text in questions.values())
    assert all("FROM" not in text and "GRAPH" not in text for text in questions.values())
