"""One update after the other: tried, validated, reasoned over, published, or taken back."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from kg.errors import InvalidData, StaleUpdate
from kg.rdf.findings import Severity
from kg.reason.support import check_support
from kg.store.build import contradiction
from kg.store.candidate import Candidate
from kg.store.evaluate import Delta
from kg.store.publish import build_lock
from kg.store.publish_change import Step, publish_change
from kg.store.snapshot import Snapshot, current_snapshot
from kg.validate.change import ChangeValidator, Checked
from kg.validate.findings import Report
from kg.validate.focused import NOWHERE
from kg.validate.reports.json import write_json

Change = Callable[[Candidate], Iterable[Delta]]
"""Yields, one after the other, what an update does to a candidate that has what went before."""


class InvalidUpdate(InvalidData):
    """The update breaks shapes or contradicts the data; `report` says where."""

    def __init__(self, message: str, report: Report) -> None:
        """Keep the report beside the message."""
        super().__init__(message)
        self.report = report


@dataclass(frozen=True)
class Written:
    """What an update did: the id that is current now, and how many lines of N-Quads changed."""

    snapshot: str
    changed: int


class Transactions:
    """Applies updates to the current snapshot of a data directory."""

    def __init__(self, data_dir: Path, project: Path, step: Step = lambda _: None) -> None:
        """Hold the current snapshot; shapes and rules are those of `project`.

        Raises SnapshotError, or ProjectError where shapes or rules cannot be read.
        """
        self._data_dir = data_dir
        self._project = project
        self._step = step
        self._hold(current_snapshot(data_dir))

    def _hold(self, snapshot: Snapshot) -> None:
        self.snapshot = snapshot
        self._candidate = Candidate(snapshot, self._data_dir)
        candidate = self._candidate
        self._validator = ChangeValidator(self._project, candidate.asserted, candidate.about)
        self._report: dict[str, Any] = json.loads(snapshot.report.read_text(encoding="utf-8"))

    def run(self, change: Change, only_if: Iterable[str] | None = None) -> Written:
        """Make `change` and publish it, where the current snapshot is one of `only_if`.

        Raises StaleUpdate where it is not, InvalidUpdate where the change breaks something,
        StorageFull or SnapshotError where it cannot be published, and what `change` raises: then
        nothing has changed.
        """
        with build_lock(self._data_dir, lambda: None):
            current = current_snapshot(self._data_dir)
            if current.id != self.snapshot.id:
                self._hold(current)
            if only_if is not None and current.id not in only_if:
                raise StaleUpdate(f"the current snapshot is {current.id}: read it, then try again")
            try:
                return self._try(change)
            except BaseException:
                self._candidate.take_back()
                raise

    def _try(self, change: Change) -> Written:
        candidate = self._candidate
        for delta in change(candidate):
            candidate.change(delta)
        if not candidate.patch:
            candidate.keep()
            return Written(self.snapshot.id, 0)
        removed, added = candidate.written_change()
        checked = self._validator.check(removed, added)
        _require(checked.findings)
        check_support(added)
        clashes = [contradiction(clash, NOWHERE) for clash in candidate.reason()]
        _require((*checked.findings, *clashes))
        report = _merged(self._report, checked)
        count = len(candidate.patch)
        text = json.dumps(report, ensure_ascii=False, indent=2) + "\n"
        self.snapshot = publish_change(self._data_dir, self.snapshot, candidate, text, self._step)
        self._report = report
        candidate.keep()
        return Written(self.snapshot.id, count)


def _require(findings: Iterable[Any]) -> None:
    report = Report.of(findings, 0)
    if not report.conforms():
        count = report.count(Severity.VIOLATION)
        raise InvalidUpdate(
            f"nothing was changed: {count} violation{'s' if count > 1 else ''}", report
        )


def _merged(earlier: dict[str, Any], checked: Checked) -> dict[str, Any]:
    """Return the report of the whole: what was found earlier, except what was looked at again."""
    new: dict[str, Any] = json.loads(write_json(Report.of(checked.findings, 0), "en"))
    kept = [
        finding
        for finding in earlier.get("findings", [])
        if not checked.covers(finding["code"], finding["focus"])
    ]
    findings = [*kept, *new["findings"]]
    counts = {
        severity.value: sum(finding["severity"] == severity for finding in findings)
        for severity in Severity
    }
    conforms = not counts[Severity.VIOLATION]
    return {**earlier, "conforms": conforms, "counts": counts, "findings": findings}
