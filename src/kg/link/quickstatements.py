"""Batches for QuickStatements: what the graph knows of agreements and Wikidata has no item for.

The form is version 1, tab-separated: https://www.wikidata.org/wiki/Help:QuickStatements. Nothing is
sent: a person reviews the batch and uploads it. Rules:

- a signatory (P1891) only where a source says that someone signed on behalf of that party; a chair
  of a signing conference is none;
- a date is written at the precision at which its earliest and latest day agree (day /11, month
  /10, year /9), and left out where they are of different years; a period is written by its ends,
  one "and the following years" by its beginning alone;
- every statement has its references: the article, with its address where that is known, the day on
  which the page was seen, title and day of publication; and sources outside the articles that
  corroborate it;
- no class (P31): Wikidata has none for an agreement between provinces, and "treaty" would be wrong;
- a party's item only where it is that of the party, exactly or closely, not of something wider;
- nothing that no source says, such as the country.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from kg.link.facts import Facts, Row
from kg.namespaces import PREFIXES

_AGREEMENTS = """
SELECT ?agreement ?vi ?en ?type_vi ?type_en ?target {
  ?agreement a/rdfs:subClassOf* vnrc:Agreement ; vnrc:agreementType ?type .
  ?agreement rdfs:label ?vi FILTER(LANG(?vi) = "vi")
  ?agreement rdfs:label ?en FILTER(LANG(?en) = "en")
  ?type skos:prefLabel ?type_vi FILTER(LANG(?type_vi) = "vi")
  ?type skos:prefLabel ?type_en FILTER(LANG(?type_en) = "en")
  OPTIONAL {
    ?link vnrc:linkSubject ?agreement ; vnrc:linkTarget ?target ;
      vnrc:linkRelation <https://w3id.org/vnrc/vocab/link-relation/exact>
  }
}
ORDER BY ?agreement
"""
_PARTIES = """
SELECT DISTINCT ?agreement ?unit ?label ?item {
  ?agreement vnrc:hasParty ?unit .
  ?unit rdfs:label ?label FILTER(LANG(?label) = "vi")
  OPTIONAL {
    ?unit vnrc:wikidata ?item
    FILTER NOT EXISTS {
      ?link vnrc:linkSubject ?unit ; vnrc:linkTarget ?item ; vnrc:linkRelation ?relation
      FILTER(?relation IN (link-relation:broader, link-relation:related))
    }
  }
}
ORDER BY ?unit
"""
_SIGNATURES = """
SELECT DISTINCT ?agreement ?unit ?signer {
  ?agreement vnrc:hasSignature|^vnrc:signatureOf ?signature .
  ?signature vnrc:onBehalfOf ?unit ; vnrc:signedBy ?person .
  ?person rdfs:label ?signer FILTER(LANG(?signer) = "vi")
}
ORDER BY ?signer
"""
_PERIOD = """
SELECT ?agreement ?edtf (EXISTS { ?agreement vnrc:openEnded true } AS ?is_open) {
  ?agreement vnrc:validity ?time . ?time vnrc:edtf ?edtf
}
"""
_CONCLUDED = """
SELECT ?agreement ?earliest ?latest {
  ?agreement vnrc:concludedAt ?event . ?event vnrc:atTime ?time .
  ?time vnrc:earliest ?earliest ; vnrc:latest ?latest
}
"""
_ARTICLES = """
SELECT DISTINCT ?agreement ?article ?title ?url ?published ?seen {
  GRAPH ?graph { ?agreement vnrc:agreementType ?type . ?article a vnrc:Article }
  ?article rdfs:label ?title FILTER(LANG(?title) = "vi")
  OPTIONAL { ?article schema:url ?url }
  OPTIONAL { ?article vnrc:publishedAt ?published }
  OPTIONAL { ?article vnrc:pageDate ?seen }
}
ORDER BY ?article
"""
# Only what corroborates the article's own date: another date would need a statement of its own.
_CORROBORATING = """
SELECT DISTINCT ?agreement ?source ?title ?url ?published ?seen (LANG(?title) AS ?lang) {
  ?agreement vnrc:concludedAt ?event .
  ?statement vnrc:statementSubject ?event ; vnrc:statementPredicate vnrc:atTime ;
    vnrc:citesSource ?source ; vnrc:corroborates ?other .
  ?source schema:url ?url ; vnrc:checkedOn ?seen ; dcterms:title ?title .
  OPTIONAL { ?source dcterms:issued ?published }
}
ORDER BY ?source
"""

_DAY = re.compile(r"(\d{4})(?:-(\d\d))?(?:-(\d\d))?")
_MARK = "# ---- delete this line and all above it before uploading ----"


@dataclass(frozen=True)
class Batch:
    """The lines of a batch, and what a reviewer has to know about it."""

    lines: tuple[str, ...]
    notes: tuple[str, ...]

    def text(self) -> str:
        """Return the file: the notes, which QuickStatements would refuse, then the lines."""
        head = [f"# {note}" for note in self.notes]
        return "\n".join([*head, _MARK, *self.lines]) + "\n"


def agreements(facts: Facts) -> Batch:
    """Return the batch for all agreements of the graph."""
    lines: list[str] = []
    notes = [
        "QuickStatements, version 1. Nothing was sent: read every line, search Wikidata for each",
        "item once more, and upload it under your own account.",
        "No class (P31) is given: Wikidata has none for an agreement between provinces.",
    ]
    for row in facts.select(_AGREEMENTS):
        own, remarks = _agreement(facts, row)
        lines += own
        notes += remarks
    return Batch(tuple(lines), tuple(dict.fromkeys(notes)))


def _agreement(facts: Facts, row: Row) -> tuple[list[str], list[str]]:
    iri = row["agreement"]
    articles = facts.select(_ARTICLES, agreement=iri)
    reported = [_reference(article) for article in articles]
    notes = [
        f"No address of {_short(article['article'])} is known: add S854 where it is cited."
        for article in articles
        if "url" not in article
    ]
    subject = _qid(row["target"]) if "target" in row else "LAST"
    lines = [] if subject != "LAST" else _created(row)
    signers: defaultdict[str, list[str]] = defaultdict(list)
    for signature in facts.select(_SIGNATURES, agreement=iri):
        signers[signature["unit"]].append(signature["signer"])
    for party in facts.select(_PARTIES, agreement=iri):
        if "item" not in party:
            notes.append(f"{party['label']}, a party of {_short(iri)}, has no item.")
            continue
        lines.append(_line(subject, "P710", _qid(party["item"]), reported))
        if names := signers[party["unit"]]:
            value = _qid(party["item"])
            lines.append(_line(subject, "P1891", value, reported) + _remark(names))
    for period in facts.select(_PERIOD, agreement=iri):
        for name, end in zip(("P580", "P582"), _ends(period["edtf"]), strict=True):
            goes_on = name == "P582" and period["is_open"] == "true"
            if end and not goes_on:
                lines.append(_line(subject, name, end, reported))
    for concluded in facts.select(_CONCLUDED, agreement=iri):
        if moment := common_day(concluded["earliest"], concluded["latest"]):
            more = [_reference(source) for source in facts.select(_CORROBORATING, agreement=iri)]
            lines.append(_line(subject, "P585", moment, [*reported, *more]))
    return lines, notes


def _created(row: Row) -> list[str]:
    between = {"vi": "giữa các tỉnh của Việt Nam", "en": "between provinces of Viet Nam"}
    texts = [("Lvi", row["vi"]), ("Len", row["en"])]
    texts += [(f"D{tag}", f"{row[f'type_{tag}']} {where}") for tag, where in between.items()]
    return ["CREATE", *("\t".join(["LAST", name, _string(text)]) for name, text in texts)]


def _line(subject: str, name: str, value: str, references: Sequence[Sequence[str]]) -> str:
    """Return a statement with its references; `!` begins each but the first."""
    parts = [subject, name, value]
    for number, reference in enumerate(references):
        for place, field in enumerate(reference):
            parts.append(f"!{field}" if number and not place else field)
    return "\t".join(parts)


def _reference(source: Row) -> list[str]:
    """Return the fields of a reference: names and values in turn."""
    fields = []
    if "url" in source:
        fields += ["S854", _string(source["url"])]
    fields += ["S1476", f"{source.get('lang') or 'vi'}:{_string(source['title'])}"]
    if "published" in source:
        fields += ["S577", date_value(source["published"][:10])]
    if "seen" in source:
        fields += ["S813", date_value(source["seen"])]
    return fields


def common_day(earliest: str, latest: str) -> str | None:
    """Return the time at the precision at which two days agree, else None."""
    ours, theirs = earliest.split("-"), latest.split("-")
    shared = [one for one, other in zip(ours, theirs, strict=True) if one == other]
    # A day or a month that agrees says nothing where the year, or the month, does not.
    length = next((n for n in range(3) if ours[n] != theirs[n]), 3)
    return date_value("-".join(shared[:length])) if length else None


def date_value(text: str) -> str:
    """Return a date `2023`, `2023-02` or `2023-02-09` as QuickStatements writes a time.

    Raises ValueError where `text` is none of these.
    """
    match = _DAY.fullmatch(text)
    if match is None:
        raise ValueError(f"{text} is no date")
    year, month, day = match.groups()
    precision = 9 + (month is not None) + (day is not None)
    return f"+{year}-{month or '00'}-{day or '00'}T00:00:00Z/{precision}"


def _ends(edtf: str) -> tuple[str | None, str | None]:
    """Return the ends of an interval; an end that is open or uncertain is left out."""
    start, slash, end = edtf.partition("/")
    if not slash:
        return None, None
    first, last = (date_value(part) if _DAY.fullmatch(part) else None for part in (start, end))
    return first, last


def _remark(signers: Iterable[str]) -> str:
    return f" /* signed by {', '.join(signers)} */"


def _string(text: str) -> str:
    """Return a string: it cannot hold a tab, a line end or a straight quotation mark."""
    plain = " ".join(text.split())
    return '"' + re.sub(r'"([^"]*)"', r"“\1”", plain).replace('"', "”") + '"'


def _qid(iri: str) -> str:
    return iri.removeprefix(PREFIXES["wd"])


def _short(iri: str) -> str:
    return iri.removeprefix(PREFIXES["id"])
