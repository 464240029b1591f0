"""Projects, figures, documents and shortcomings that a text tells of (`rules/content.yaml`)."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace
from decimal import Decimal
from functools import cache

from kg.read.draft import Document, Figure, Limitation, Project, Span, Time
from kg.read.places import CAPITAL, key_of
from kg.read.rules import rules, trie
from kg.read.sentences import Sentence
from kg.read.told import Told

_NAME = rf"(?:Vành đai|[{CAPITAL}][\w'.]*|\d+[A-Z]?)"
# Within a name a kind of place or work may stand in small letters: "Làng đại học Đà Nẵng".
_LINK = (
    r"(?:\s*-\s*|\s+(?:(?:đại học|công nghiệp|kinh tế|đô thị|du lịch|tái định cư|máy(?:\s\w+\s\w+)?"
    rf"|nhiệt điện|thủy điện|điện gió|điện khí|nước)\s+(?=[{CAPITAL}]))?)"
)
# "quốc lộ 14D, 14G và 14B": the word of the kind stands once.
_FURTHER = re.compile(
    r"\s*(?:,\s*(?:và\s+)?|và\s+)(?P<number>\d+(?:[A-Z](?!\w)|(?=\s*(?:[,.;)]|và\s))(?![.,]\d)))"
)
_WORK = re.compile(
    r"(?<!\w)(?:dự án|xây dựng|nâng cấp|mở rộng|đầu tư|hoàn thành|thi công|khởi công|thông xe"
    r"|cải tạo|công trình|kết nối)(?!\w)",
    re.IGNORECASE,
)
_PLACES = {"port", "airport", "zone", "other-work"}
_SITE = rf"(?:Quần đảo |Khu di tích )?[{CAPITAL}][\w']*(?: [{CAPITAL}][\w']*){{0,3}}"
_DOSSIER = re.compile(
    rf"[Hh]ồ sơ(?: (?:UNESCO|Quần thể|[^\W\d{CAPITAL}]+)){{0,16}},?"
    rf" (?P<site>{_SITE}(?:(?:\s*-\s*|, ){_SITE}){{0,4}})"
)
_INSCRIPTION = re.compile(r"UNESCO|di sản (?:\w+ ){0,3}thế giới|di sản văn hóa")
_NUMBER = r"(?P<number>\d{1,3}(?:\.\d{3})+(?:,\d+)?|\d+(?:,\d+)?)"


@cache
def _project_pattern() -> re.Pattern[str]:
    kinds = trie(rules("content")["projects"])
    return re.compile(
        rf"(?<![\w&])(?P<kind>(?i:{kinds}))\s*(?P<name>{_NAME}(?:{_LINK}{_NAME})*(?:\s+\d+)?)"
    )


@cache
def _not_projects() -> re.Pattern[str]:
    return re.compile(rf"(?<!\w)(?:{trie(rules('content')['not_projects'])})\s*$", re.IGNORECASE)


def projects(form: str, sentences: Sequence[Sentence]) -> list[Project]:
    """Return the works that are named by kind and name, each once, in the order of the text."""
    found: dict[str, Project] = {}
    for sentence in sentences:
        _add_dossier(form, sentence, found)
        for name, kind, span in _named_works(form, sentence):
            _add(found, key_of(name), name, kind, span)
    return list(found.values())


def _named_works(form: str, sentence: Sentence) -> Iterator[tuple[str, str, Span]]:
    """Yield name, kind and passage of each work that a sentence names."""
    table = rules("content")["projects"]
    kinds = {word.lower(): word for word in table}
    works = _WORK.search(form, sentence.start, sentence.end) is not None
    for match in _project_pattern().finditer(form, sentence.start, sentence.end):
        if _not_projects().search(form, max(0, match.start() - 8), match.start()):
            continue
        kind = kinds[re.sub(r"\s+", " ", match["kind"]).lower()]
        if table[kind] in _PLACES and not works:
            continue
        if kind.isupper() and not match["name"][0].isdigit():
            continue  # QL 18 is a road, QLBVR is none
        name = re.sub(r"\s+", " ", match[0]).strip(" -.")
        end = match.start() + len(match[0].rstrip(" -."))
        yield name, kind, Span(match.start(), end, sentence.zone)
        further = _FURTHER.match(form, match.end(), sentence.end)
        while match["name"][0].isdigit() and further:
            span = Span(further.start("number"), further.end("number"), sentence.zone)
            yield f"{match['kind']} {further['number']}", kind, span
            further = _FURTHER.match(form, further.end(), sentence.end)


def _add(found: dict[str, Project], key: str, name: str, kind: str, span: Span) -> None:
    """Add a mention of a work, under the name and with the kind of its first one."""
    old = found.get(key)
    if old is None:
        found[key] = Project(key=key, name=name, kind=kind, span=span, mentions=(span,))
    else:
        found[key] = replace(old, mentions=(*old.mentions, span))


def _add_dossier(form: str, sentence: Sentence, found: dict[str, Project]) -> None:
    """Add the dossier for an inscription by UNESCO that a sentence speaks of, once a site."""
    match = _DOSSIER.search(form, sentence.start, sentence.end)
    if match is None or _INSCRIPTION.search(form, sentence.start, sentence.end) is None:
        return
    site = re.sub(r"\s+", " ", match["site"]).strip(" -,")
    span = Span(match.start(), match.end(), sentence.zone)
    _add(found, key_of(f"hồ sơ {site}"), site, "hồ sơ", span)


@cache
def _figure_pattern() -> re.Pattern[str]:
    table = rules("content")
    return re.compile(
        rf"(?<![\w.,/-])(?:(?P<comparator>{trie(table['comparators'])})\s+)?{_NUMBER}\s*"
        rf"(?P<unit>{trie(table['figures'])})(?![\w])",
        re.IGNORECASE,
    )


def figures(
    told: Told,
) -> list[Figure]:
    """Return the numbers of things counted, each with the province last named before it.

    Where its sentence names none, those that the article is about are meant.
    """
    form, places, keys, main = told.form, told.places, told.keys, told.main
    table = rules("content")
    units = {word.lower(): concept for word, concept in table["figures"].items()}
    found = []
    for sentence in told.sentences:
        for match in _figure_pattern().finditer(form, sentence.start, sentence.end):
            near = [
                p for p in places if p.kind == "unit" and sentence.start <= p.start < match.start()
            ]
            comparator = (match["comparator"] or "").lower()
            found.append(
                Figure(
                    measure=match["unit"].lower(),
                    value=Decimal(match["number"].replace(".", "").replace(",", ".")),
                    unit_of_measure=units[re.sub(r"\s+", " ", match["unit"]).lower()],
                    comparator=table["comparators"].get(comparator, "exactly"),
                    units=tuple(keys[name] for name in ([near[-1].name] if near else main)),
                    certainty="explicit" if near else "inferred",
                    span=Span(match.start(), match.end(), sentence.zone),
                )
            )
    return found


_DOCUMENT_NUMBER = r"(?:số\s*:?\s*)?(?P<number>\d+[\w/.-]*|[IVXL]+(?=\s))"


@cache
def _document_pattern() -> re.Pattern[str]:
    words = trie(rules("content")["documents"])
    issuers = (
        r"Bộ Chính trị|Chính phủ|Thủ tướng Chính phủ|Quốc hội|Ban Bí thư|Ban Chấp hành Trung ương"
        r"|Tỉnh ủy|HĐND tỉnh|UBND tỉnh|Thành ủy"
    )
    return re.compile(
        rf"(?<!\w)(?P<kind>{words})\s+{_DOCUMENT_NUMBER}"
        rf"(?:[\s,]*ngày\s+[\d/. -]+(?:năm \d+)?)?(?:\s+(?:của\s+)?(?P<issuer>{issuers}))?"
    )


def documents(form: str, sentences: Sequence[Sentence], days: Sequence[Time]) -> list[Document]:
    """Return the documents of Party and State that are named with their number, each once."""
    found: dict[str, Document] = {}
    for sentence in sentences:
        for match in _document_pattern().finditer(form, sentence.start, sentence.end):
            number = match["number"].strip(".,/-")
            key = key_of(f"{match['kind']} {number}")
            issued = next((d for d in days if match.start() < d.span.start < match.end()), None)
            end = match.start() + len(match[0].rstrip(" ,.-"))
            found.setdefault(
                key,
                Document(
                    key=key,
                    kind=match["kind"],
                    number=number,
                    issued=issued,
                    issuer=match["issuer"],
                    span=Span(match.start(), end, sentence.zone),
                ),
            )
    return list(found.values())


@cache
def _limitation_themes() -> dict[str, str]:
    return {
        word.lower(): theme
        for theme, words in rules("content")["limitations"].items()
        for word in words
    }


@cache
def _limitation_pattern() -> re.Pattern[str]:
    return re.compile(rf"(?<!\w)(?:{trie(_limitation_themes())})(?!\w)")


def limitations(lower: str, sentences: Sequence[Sentence]) -> list[Limitation]:
    """Return the shortcomings of cooperation that are told of, each theme once a sentence."""
    found: list[Limitation] = []
    for sentence in sentences:
        if (
            "hợp" not in lower[sentence.start : sentence.end]
            and "liên kết" not in lower[sentence.start : sentence.end]
        ):
            continue
        for match in _limitation_pattern().finditer(lower, sentence.start, sentence.end):
            theme = _limitation_themes()[re.sub(r"\s+", " ", match[0])]
            if any(f.theme == theme for f in found):
                continue
            span = Span(match.start(), match.end(), sentence.zone)
            found.append(Limitation(key=f"{len(found) + 1:02}", theme=theme, span=span))
    return found


def clauses(form: str, sentence: Sentence) -> Iterator[tuple[int, int]]:
    """Yield the parts of a sentence between semicolons."""
    at = sentence.start
    for match in re.compile(r";\s*").finditer(form, sentence.start, sentence.end):
        yield at, match.start()
        at = match.end()
    yield at, sentence.end
