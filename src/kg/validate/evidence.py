"""Re-read every passage of evidence in the reader's own copies of the articles.

A copy belongs to a text version when its digest is that of the version; a file that bears the
version's name with another digest is a changed copy, in which each passage is tried by itself.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

import pyoxigraph as ox

from kg.errors import KgError
from kg.namespaces import VNRC
from kg.rdf.findings import Finding, Rule, Severity
from kg.rdf.load import Project
from kg.text.normal import digest, read_text
from kg.text.passage import Passage

NO_COPY = Rule(
    "evidence-no-copy",
    "Không có bản sao của {name}: {count} đoạn chưa được đọc lại; thêm văn bản vào thư mục.",
    "No copy of {name}: {count} passages were not re-read; add the text to the directory.",
    Severity.INFO,
)
CHANGED_COPY = Rule(
    "evidence-changed-copy",
    "Bản sao {copy} khác bản đã ghi (dài {length} thay vì {expected} ký tự); "
    "từng đoạn được thử riêng.",
    "The copy {copy} differs from the one recorded ({length} characters instead of {expected}); "
    "each passage was tried by itself.",
    Severity.WARNING,
)
NOT_THERE = Rule(
    "evidence-not-there",
    "Đoạn {start}–{end} của {copy} không còn khớp và không thấy ở nơi khác; "
    "đọc lại bài rồi sửa căn cứ.",
    "The passage {start}–{end} of {copy} no longer fits and stands nowhere else; read the article "
    "again and mend the evidence.",
)
MOVED = Rule(
    "evidence-moved",
    "Đoạn {start}–{end} của {copy} nay ở {found}–{found_end}.",
    "The passage {start}–{end} of {copy} now stands at {found}–{found_end}.",
)


@dataclass(frozen=True, slots=True)
class TextVersion:
    """One fetched text of an article, as the graph describes it; `length` in code points."""

    iri: str
    file_name: str
    sha256: str
    length: int


@dataclass(frozen=True, slots=True)
class Reading:
    """What came of re-reading `copies` texts: how many passages fit, of how many, the findings."""

    copies: int
    fitting: int
    passages: int
    findings: tuple[Finding, ...]


def reread(project: Project, texts: Path) -> Reading:
    """Re-read all evidence of `project` in the `*.txt` files under the directory `texts`.

    What kept a file of the project from being read is among the findings. Raises KgError where
    `texts` is no directory, a text in it cannot be read, or an offset in the data is no number.
    """
    if not texts.is_dir():
        raise KgError(
            f"{texts} is no directory: name the one that holds your copies of the articles"
        )
    copies = {path: read_text(path) for path in sorted(texts.rglob("*.txt"))}
    by_digest = {digest(text): path for path, text in copies.items()}
    by_name = {path.name: path for path in copies}
    fitting = passages = 0
    findings: list[Finding] = [] if project.readable else list(project.findings)
    for version, evidence in _versions(_nodes(project)):
        passages += len(evidence)
        path = by_digest.get(version.sha256) or by_name.get(version.file_name)
        place = _place(project, version.iri)
        if path is None:
            name, count = version.file_name, len(evidence)
            findings.append(NO_COPY.found(*place, focus=version.iri, name=name, count=count))
            continue
        text = copies[path]
        if digest(text) != version.sha256:
            length, expected = len(text), version.length
            findings.append(
                CHANGED_COPY.found(
                    *place, focus=version.iri, copy=path, length=length, expected=expected
                )
            )
        misfits = [(iri, passage) for iri, passage in evidence if not passage.fits(text)]
        fitting += len(evidence) - len(misfits)
        findings += [_misfit(project, iri, passage, path, text) for iri, passage in misfits]
    return Reading(len(copies), fitting, passages, tuple(findings))


def _misfit(project: Project, iri: str, passage: Passage, copy: Path, text: str) -> Finding:
    place, (start, end) = _place(project, iri), (passage.start, passage.end)
    found = passage.elsewhere(text)
    if found is None:
        return NOT_THERE.found(*place, focus=iri, copy=copy, start=start, end=end)
    return MOVED.found(
        *place,
        focus=iri,
        copy=copy,
        start=start,
        end=end,
        found=found,
        found_end=found + end - start,
    )


def _place(project: Project, iri: str) -> tuple[Path | None, int | None, int | None]:
    location = project.locate(iri)
    return (location.path, *location.place) if location else (None, None, None)


def _nodes(project: Project) -> dict[str, dict[str, str]]:
    """Return the properties (by local name, one value each) of all text versions and evidence."""
    wanted = {
        str(VNRC[name]): name
        for name in ("inText", "start", "end", "sliceSha256", "fileName", "sha256", "charLength")
    }
    nodes: dict[str, dict[str, str]] = {}
    for quad in project.quads():
        name = wanted.get(quad.predicate.value)
        if name and isinstance(quad.subject, ox.NamedNode):
            value = quad.object
            if isinstance(value, ox.NamedNode | ox.Literal):
                nodes.setdefault(quad.subject.value, {})[name] = value.value
    return nodes


def _versions(
    nodes: Mapping[str, Mapping[str, str]],
) -> Iterator[tuple[TextVersion, list[tuple[str, Passage]]]]:
    """Yield each text version with its evidence in the order of the text."""
    evidence: dict[str, list[tuple[str, Passage]]] = {}
    for iri, node in nodes.items():
        if {"inText", "start", "end", "sliceSha256"} <= node.keys():
            start, end = _number(iri, node, "start"), _number(iri, node, "end")
            passage = Passage(start, end, node["sliceSha256"])
            evidence.setdefault(node["inText"], []).append((iri, passage))
    for iri, node in sorted(nodes.items()):
        if {"sha256", "fileName", "charLength"} <= node.keys():
            length = _number(iri, node, "charLength")
            version = TextVersion(iri, node["fileName"], node["sha256"], length)
            yield version, sorted(evidence.get(iri, ()), key=lambda pair: pair[1])


def _number(iri: str, node: Mapping[str, str], name: str) -> int:
    try:
        return int(node[name])
    except ValueError:
        raise KgError(
            f"{iri} has the vnrc:{name} {node[name][:20]!r}, which is no whole number: "
            "run `kg validate` first"
        ) from None
