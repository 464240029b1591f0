"""The same questions to every peer, in interleaved rounds."""

from __future__ import annotations

import json
import time
from collections import defaultdict
from collections.abc import Mapping, Sequence
from pathlib import Path

import click

from benchmarks import peers
from benchmarks.figures import Report, geometric_mean, median, p99
from benchmarks.peers import ANSWER_SECONDS, Peer, PeerFailed

QUESTIONS = Path(__file__).parent / "questions"
STREAM = "13-hundred-thousand-rows"

_ROUNDS = 15
_BUDGET = 2.0  # seconds that a peer may spend on one question in all, beside one answer
_ROUNDS_SECONDS = 100.0  # after which no further round begins

RDFLIB_RATIO = 25
VIRTUOSO_RATIO = 1.5
FLOOR_RATIO, FLOOR_MS = 1.2, 1.5
WARM_MS = 2.0

Samples = Mapping[str, Mapping[str, Sequence[float]]]
"""Seconds by the peer's name and the question's."""


def read_questions() -> dict[str, str]:
    """Return the text of each question by its name, in the order of their cost."""
    return {file.stem: file.read_text(encoding="utf-8") for file in sorted(QUESTIONS.glob("*.rq"))}


def compare(running: Sequence[Peer], report: Report) -> None:
    """Ask `running` all questions; add the tables and the bars to `report`."""
    questions = read_questions()
    _check_answers(running, questions, report)
    samples = _ask(running, questions)
    report.samples["questions"] = samples
    medians = {
        name: {question: median(times) * 1000 for question, times in asked.items()}
        for name, asked in samples.items()
    }
    means = {name: geometric_mean(values.values()) for name, values in medians.items()}
    _tables(report, samples, medians, means)
    _bars(report, medians, means)


def _check_answers(running: Sequence[Peer], questions: Mapping[str, str], report: Report) -> None:
    """Ask each question once, unmeasured: it warms the peer, and the rows must be as many."""
    rows: dict[str, dict[str, str]] = {}
    for question, text in questions.items():
        found = {peer.name: _count(peer, text) for peer in running}
        rows[question] = found
        if len(set(found.values())) > 1:
            click.echo(f"{question}: the peers differ in their rows: {found}", err=True)
    report.facts["rows"] = rows


def _count(peer: Peer, text: str) -> str:
    try:
        return str(len(json.loads(peer.ask(text))["results"]["bindings"]))
    except PeerFailed as error:
        return str(error)


def _ask(
    running: Sequence[Peer], questions: Mapping[str, str]
) -> dict[str, dict[str, list[float]]]:
    samples: dict[str, dict[str, list[float]]] = {
        peer.name: {question: [] for question in questions} for peer in running
    }
    spent: dict[tuple[str, str], float] = defaultdict(float)
    end = time.monotonic() + _ROUNDS_SECONDS
    for _ in range(_ROUNDS):
        if time.monotonic() > end:
            break
        for question, text in questions.items():
            for peer in running:
                if spent[peer.name, question] < _BUDGET:
                    seconds = _time(peer, text)
                    samples[peer.name][question].append(seconds)
                    spent[peer.name, question] += seconds
    return samples


def _time(peer: Peer, text: str) -> float:
    """Return the seconds of one answer; a failure counts as the longest wait."""
    begin = time.perf_counter()
    try:
        peer.ask(text)
    except PeerFailed as error:
        click.echo(str(error), err=True)
        return ANSWER_SECONDS
    return time.perf_counter() - begin


def _tables(
    report: Report,
    samples: Samples,
    medians: Mapping[str, Mapping[str, float]],
    means: Mapping[str, float],
) -> None:
    questions = list(next(iter(samples.values())))
    for title, figure in (("Medians, ms", median), ("99th percentiles, ms", p99)):
        rows = [
            {"question": question}
            | {name: f"{figure(asked[question]) * 1000:.1f}" for name, asked in samples.items()}
            for question in questions
        ]
        if figure is median:
            rows.append(
                {"question": "geometric mean"} | {name: f"{v:.1f}" for name, v in means.items()}
            )
        report.table(title, rows)
    ours = medians.get(peers.KgServeCold.name)
    if ours:
        rows = [
            {"question": question}
            | {name: f"{values[question] / ours[question]:.2f}" for name, values in medians.items()}
            for question in questions
        ]
        mean = means[peers.KgServeCold.name]
        rows.append(
            {"question": "geometric mean"} | {n: f"{v / mean:.2f}" for n, v in means.items()}
        )
        report.table(f"Ratios to {peers.KgServeCold.name}", rows)


def _bars(
    report: Report, medians: Mapping[str, Mapping[str, float]], means: Mapping[str, float]
) -> None:
    ours = means.get(peers.KgServeCold.name)
    for peer, ratio in (
        (peers.RdflibEndpoint, RDFLIB_RATIO),
        (peers.RdflibEndpointOxigraph, RDFLIB_RATIO),
        (peers.Virtuoso, VIRTUOSO_RATIO),
    ):
        if ours and peer.name in means:
            found = means[peer.name] / ours
            asked = f"cold: {ratio} times faster than {peer.name}"
            report.bar(asked, f"{found:.1f} times", met=found >= ratio)
    for we, floor in (
        (peers.KgServeCold, peers.InProcessMemory),
        (peers.KgServeDisk, peers.InProcessDisk),
    ):
        if we.name in means and floor.name in means:
            limit = FLOOR_RATIO * means[floor.name] + FLOOR_MS
            asked = f"cold: at most {FLOOR_RATIO} x {floor.name} + {FLOOR_MS} ms = {limit:.1f} ms"
            report.bar(asked, f"{means[we.name]:.1f} ms", met=means[we.name] <= limit)
    warm = medians.get(peers.KgServe.name)
    if warm:
        slowest = max(warm, key=warm.__getitem__)
        report.bar(
            f"warm: every question within {WARM_MS:g} ms",
            f"the slowest, {slowest}: {warm[slowest]:.1f} ms",
            met=warm[slowest] <= WARM_MS if peers.KgServeCold.cache_settings else None,
        )
