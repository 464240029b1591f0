"""The records that name a thing, as one table a kind: what was agreed, held, signed, said about it.

A kind is the word after `id/` in the IRI of a record. What its table shows is declared here; the
queries are the same for all kinds.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from pyoxigraph import Literal, NamedNode

from kg.namespaces import BASE, VNRC
from kg.site.panels import Row, Term, rows
from kg.site.terms import in_language

PREVIEW, PAGE = 10, 50
"""Records of one kind beside those of others, and on a page of their own."""

MOST_AT_ONCE = 20_000
"""Records that are read in one query; of more, each kind is counted and read by itself."""

ITSELF = ""
"""The column that names the record itself."""

BACK = "^"
"""Stands before a property whose subject a column shows."""

COLUMNS: Mapping[str, Sequence[str]] = {
    "change": ("effectiveOn", "changeType", "^changedBy", "resultingUnit", "legalBasis"),
    "agreement": (ITSELF, "agreementType", "hasParty", "validity"),
    "signature": ("signatureOf", "signedBy", "onBehalfOf", "inCapacityOf", "madeDuring"),
    "post-holding": ("holder", "ofPost", "attestedAt"),
    "event": (ITSELF, "atTime", "takesPlaceIn", "organisedBy"),
    "participation": ("participant", "participationRole", "inEvent"),
    "status-report": ("reportsStatusOf", "status", "statusAt", "decidedBy"),
    "commitment": (ITSELF, "area", "deadline", "responsibleBody"),
    "proposal": (ITSELF, "proposedBy", "addressedTo", "deadline"),
    "project": (ITSELF, "projectKind", "connects"),
    "dossier": (ITSELF, "nominates", "submittedTo"),
    "observation": (ITSELF, "observedArea", "obsValue", "unitOfMeasure", "refPeriod"),
    "activity": (ITSELF, "area"),
    "limitation": (ITSELF, "limitationTheme"),
    "remark": (ITSELF, "assertedBy"),
    "body": (ITSELF, "bodyKind"),
    "post": (ITSELF, "postRole", "postIn"),
    "person": (ITSELF,),
    "organisation": (ITSELF,),
    "group": (ITSELF,),
    "unit": (ITSELF,),
    "region": (ITSELF,),
    "river": (ITSELF,),
    "place": (ITSELF,),
    "site": (ITSELF,),
    "plan": (ITSELF, "planFor", "planPeriod"),
    "policy": (ITSELF, "documentNumber", "issuedBy", "issuedOn"),
    "article": (ITSELF, "publishedBy", "publishedAt"),
    "source": (ITSELF,),
    "name": ("nameText", "usedIn"),
    "code": ("codeScheme", "codeValue", "validity"),
    "link": ("linkTarget", "linkRelation", "linkOutcome", "linkReason", "checkedOn", "reviewedBy"),
    "absence": ("absenceOf", "absenceAbout"),
    "identity": ("mentionedIn", "basis", "decidedOn"),
    "statement": (
        "statementSubject",
        "statementPredicate",
        "statementObject",
        "statementValue",
        "saidIn",
    ),
    "vocab": (ITSELF,),
    "text": (ITSELF,),
}
"""Kind to the properties that its table shows, in the order in which a reader wants the tables."""

_BACKING = "statement"
_GROUNDS = ("certainty", "saidIn", "citesSource", "evidencedBy")
_THINGS = frozenset({"agreement", "event", "project", "dossier", "article", "unit"})
"""Kinds whose triples have a statement each beside them."""
_DOUBTFUL = {f"{VNRC}areaClosure"}
"""Links that only the reasoner makes and that say more than their inverse."""


@dataclass(frozen=True)
class Record:
    """One row: the record, the properties by which it names the thing, its cells by column."""

    node: NamedNode
    links: Sequence[str]
    cells: Mapping[str, Sequence[Term]]

    @property
    def inferred(self) -> bool:
        """Whether it has to do with the thing only by inference."""
        return set(self.links) <= _DOUBTFUL

    @property
    def roles(self) -> Sequence[str]:
        """The properties by which it names the thing, without those that others include."""
        return [link for link in self.links if link not in _DOUBTFUL] or self.links

    @property
    def certainty(self) -> str | None:
        """How sure it is, an IRI; None for what is no fact of an article."""
        return next((term.value for term in self.cells.get("certainty", ())), None)

    @property
    def grounds(self) -> str | None:
        """The fact whose evidence stands behind the row: itself, or a statement of the triple."""
        backing = self.cells.get(_BACKING)
        if backing:
            return backing[0].value
        return self.node.value if self.cells.keys() & set(_GROUNDS) else None


@dataclass(frozen=True)
class Table:
    """The records of a kind that name a thing: how many there are, and those of one page.

    `page` is None where they are the first few beside those of other kinds.
    """

    kind: str
    total: int
    page: int | None
    columns: Sequence[str]
    records: Sequence[Record]

    @property
    def pages(self) -> int:
        """How many pages there are."""
        return -(-self.total // PAGE)

    @property
    def grounded(self) -> bool:
        """Whether any record has evidence, or is inferred."""
        return any(record.grounds or record.inferred for record in self.records)

    @property
    def roles(self) -> Sequence[str]:
        """The properties by which the records name the thing."""
        return sorted({role for record in self.records for role in record.roles})

    @property
    def tells_roles(self) -> bool:
        """Whether each row says by which: where there are several, or it could be any."""
        return len(self.roles) > 1 or self.kind == "statement"


@dataclass(frozen=True)
class Naming:
    """The records that name a thing: how many of each kind, in the order of COLUMNS.

    `read` holds, by kind, each record with the properties by which it names the thing; None where
    they are too many to be read at once.
    """

    thing: NamedNode
    counts: Mapping[str, int]
    read: Mapping[str, Mapping[str, list[str]]] | None

    def page(self, kind: str, page: int | None) -> Mapping[str, list[str]]:
        """Return the records of a page of `kind`, the first few where `page` is None."""
        start, most = (0, PREVIEW) if page is None else ((page - 1) * PAGE, PAGE)
        if self.read is not None:
            return dict(sorted(self.read[kind].items())[start : start + most])
        found = rows("records", thing=self.thing, kind=Literal(kind), limit=most, offset=start)
        return {
            row["record"].value: row["links"].value.split()
            for row in found
            if row["record"] is not None and row["links"] is not None
        }


def naming(thing: NamedNode) -> Naming:
    """Return the records that name `thing`; raises QueryError."""
    found = rows("naming", thing=thing, limit=MOST_AT_ONCE)
    if len(found) == MOST_AT_ONCE:
        return Naming(thing, _counts(thing), None)
    read: dict[str, dict[str, list[str]]] = {kind: {} for kind in COLUMNS}
    for row in found:
        record, link = row["record"], row["link"]
        if record is None or link is None:
            continue
        kind = kind_of(record.value)
        if kind in read and (kind == "vocab" or link.value.startswith(str(VNRC))):
            read[kind].setdefault(record.value, []).append(link.value)
    counts = {kind: len(records) for kind, records in read.items() if records}
    return Naming(thing, counts, read)


def kind_of(iri: str) -> str:
    """Return the word after `id/`, of what is no thing that after the base; else nothing."""
    if not iri.startswith(BASE):
        return ""
    room, _, rest = iri.removeprefix(BASE).partition("/")
    return rest.partition("/")[0] if room == "id" else room


def _counts(thing: NamedNode) -> dict[str, int]:
    found: dict[str, int] = {}
    for row in rows("records_count", thing=thing):
        kind, number = row["kind"], row["count"]
        if kind is not None and number is not None and kind.value in COLUMNS:
            found[kind.value] = int(number.value)
    return {kind: found[kind] for kind in COLUMNS if kind in found}


def load(
    found: Naming, kinds: Iterable[str], language: str, *, page: int | None = None
) -> tuple[list[Table], list[Sequence[Row]]]:
    """Return a table for each of `kinds`, and the rows that were read for them.

    Raises QueryError.
    """
    thing = found.thing
    links = {kind: found.page(kind, page) for kind in kinds}
    nodes = [NamedNode(iri) for records in links.values() for iri in records]
    if not nodes:
        return [], []
    names = {name for kind in links for name in COLUMNS[kind] if name} | set(_GROUNDS)
    forward = rows("cells", record=nodes, property=_properties(names, back=False))
    turned = _properties(names, back=True)
    back = rows("cells_back", record=nodes, property=turned) if turned else []
    things = [node for node in nodes if kind_of(node.value) in _THINGS]
    backing = rows("backing", record=things, thing=thing) if things else []
    cells = _cells(forward, back, backing, language)
    tables = []
    for kind, own in links.items():
        records = [Record(NamedNode(iri), by, cells.get(iri, {})) for iri, by in own.items()]
        columns = [name for name in COLUMNS[kind] if _tells(name, records, thing)]
        tables.append(Table(kind, found.counts[kind], page, columns, records))
    return tables, [forward, back, backing]


def _properties(names: Iterable[str], *, back: bool) -> list[NamedNode]:
    chosen = sorted(name for name in names if name.startswith(BACK) == back)
    return [NamedNode(f"{VNRC}{name.removeprefix(BACK)}") for name in chosen]


def _cells(
    forward: Iterable[Row], back: Iterable[Row], backing: Iterable[Row], language: str
) -> dict[str, dict[str, Sequence[Term]]]:
    """Return record to column to values; what backs a thing's triple grounds its row."""
    cells: dict[str, dict[str, list[Term]]] = {}
    for mark, table in (("", forward), (BACK, back)):
        for row in table:
            record, property_, value = row["record"], row["property"], row["value"]
            if record is not None and property_ is not None and value is not None:
                name = mark + property_.value.removeprefix(str(VNRC))
                cells.setdefault(record.value, {}).setdefault(name, []).append(value)
    for row in backing:
        if row["record"] is not None:
            own = cells.setdefault(row["record"].value, {})
            for name, value in row.items():
                if name != "record" and value is not None:
                    own.setdefault(name, [value])
    return {
        iri: {name: in_language(values, language) for name, values in own.items()}
        for iri, own in cells.items()
    }


def _tells(column: str, records: Sequence[Record], thing: NamedNode) -> bool:
    """Tell whether a column says anything that the page has not said already."""
    if column == ITSELF:
        return True
    return any(set(record.cells.get(column, ())) - {thing} for record in records)
