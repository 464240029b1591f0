"""A small project, an article that nobody wrote, and its draft."""

from __future__ import annotations

import shutil
from pathlib import Path

from kg.namespaces import PREFIXES
from kg.rdf.canonical import format_document
from kg.rdf.document import read_document
from kg.resources import bundled_project
from kg.text.normal import digest

ME = "https://orcid.org/0000-0002-1825-0097"

TEXT = """\
Hà Nam và Thử Xuyên ký biên bản

Sáng 9/3, bà Lý Thị Thử, Bí thư Tỉnh ủy Hà Nam, đã dự lễ. Ông Đỗ Văn Mẫu cùng dự.
Hai tỉnh sẽ cùng làm du lịch.
"""

ENTITIES = {
    "units": """
        unit:ha-nam a vnrc:Province ; rdfs:label "Hà Nam"@vi, "Hà Nam"@en .
        unit:thu-xuyen a vnrc:Province ; rdfs:label "Thử Xuyên"@vi, "Thử Xuyên"@en .""",
    "persons": """
        person:ly-thi-thu a vnrc:Person ; rdfs:label "Lý Thị Thử"@vi, "Lý Thị Thử"@en .""",
    "bodies": """
        body:tinh-uy-ha-nam a vnrc:PartyBody ;
          rdfs:label "Tỉnh ủy Hà Nam"@vi, "Provincial Party Committee of Hà Nam"@en ;
          vnrc:bodyKind body-kind:provincial-party-committee ; vnrc:bodyOf unit:ha-nam .""",
    "posts": """
        post:bi-thu-tinh-uy-ha-nam a vnrc:Post ;
          rdfs:label "Bí thư Tỉnh ủy Hà Nam"@vi, "Secretary of Hà Nam"@en ;
          vnrc:postIn body:tinh-uy-ha-nam ; vnrc:postFor unit:ha-nam ;
          vnrc:postRole post-role:secretary .""",
    "organisations": """
        organisation:vnrc-contributors a vnrc:Organisation ;
          rdfs:label "Nhóm đóng góp"@vi, "Contributors"@en .""",
    "identity": "",
}


def article(number: str, text: str, facts: str) -> str:
    """Return the graph of an article: `facts` with evidence written as `{words in the text}`."""
    passages: dict[str, str] = {}
    while "{" in facts:
        before, _, rest = facts.partition("{")
        words, _, after = rest.partition("}")
        start = text.index(words)
        iri = f"<https://w3id.org/vnrc/text/{number}#char={start},{start + len(words)}>"
        passages[iri] = (
            f"{iri} a vnrc:Evidence ; vnrc:inText text:{number} ; vnrc:inZone zone:body ;"
            f" vnrc:start {start} ; vnrc:end {start + len(words)} ;"
            f' vnrc:sliceSha256 "{digest(words)}" .'
        )
        said = f"vnrc:evidencedBy {iri} ; vnrc:saidIn article:{number}"
        facts = before + said + after
    zone = f"<https://w3id.org/vnrc/text/{number}#zone=0,{len(text)}>"
    return f"""<https://w3id.org/vnrc/graph/article/{number}> {{
        article:{number} a vnrc:Article ; rdfs:label "Bài {number}"@vi, "Article {number}"@en ;
          vnrc:reportsEvent event:{number} .
        text:{number} a vnrc:TextVersion ; vnrc:textOf article:{number} ;
          vnrc:fileName "{number}.txt" ; vnrc:sha256 "{digest(text)}" ;
          vnrc:charLength {len(text)} ; vnrc:hasZone {zone} .
        {zone} a vnrc:TextZone ; vnrc:zoneOf text:{number} ; vnrc:zoneKind zone:body ;
          vnrc:zoneStart 0 ; vnrc:zoneEnd {len(text)} .
        event:{number} a vnrc:CooperationEvent ; rdfs:label "Buổi lễ {number}"@vi, "Event"@en .
        {facts}
        {" ".join(passages.values())}
        }}"""


EARLIER_TEXT = "Bà Lý Thị Thử, Bí thư Tỉnh ủy Hà Nam."
EARLIER = """
    statement:70-1 a vnrc:Statement ; vnrc:statementSubject article:70 ;
      vnrc:statementPredicate vnrc:reportsEvent ; vnrc:statementObject event:70 ;
      vnrc:certainty certainty:explicit ; {Lý Thị Thử} .
    event:70 vnrc:atTime time:70 .
    time:70 a vnrc:TimeSpan ; vnrc:earliest "2020-01-01"^^xsd:date ;
      vnrc:dateBasis date-basis:inferred-from-text .
    statement:70-2 a vnrc:Statement ; vnrc:statementSubject event:70 ;
      vnrc:statementPredicate vnrc:atTime ; vnrc:statementObject time:70 ;
      vnrc:certainty certainty:inferred ; {Lý Thị Thử} .
    post-holding:70-1 a vnrc:PostHolding ; rdfs:label "Lý Thị Thử: Bí thư"@vi, "Secretary"@en ;
      vnrc:holder person:ly-thi-thu ; vnrc:ofPost post:bi-thu-tinh-uy-ha-nam ;
      vnrc:attestedAt event:70 ; vnrc:certainty certainty:explicit ; {Bí thư Tỉnh ủy Hà Nam} .
"""

FACTS = """
    statement:77-1 a vnrc:Statement ; vnrc:statementSubject article:77 ;
      vnrc:statementPredicate vnrc:reportsEvent ; vnrc:statementObject event:77 ;
      vnrc:certainty certainty:explicit ; {dự lễ} .
    event:77 vnrc:atTime time:77 .
    time:77 a vnrc:TimeSpan ; vnrc:statedAs "9/3" ; vnrc:edtf "XXXX-03-09" ;
      vnrc:dateBasis date-basis:stated .
    statement:77-2 a vnrc:Statement ; vnrc:statementSubject event:77 ;
      vnrc:statementPredicate vnrc:atTime ; vnrc:statementObject time:77 ;
      vnrc:certainty certainty:explicit ; {9/3} .

    agreement:77 a vnrc:SignedAgreement ; rdfs:label "Biên bản"@vi, "Memorandum"@en ;
      vnrc:agreementType agreement-type:memorandum-of-understanding ;
      vnrc:hasParty unit:ha-nam, unit:thu-xuyen .
    statement:77-3 a vnrc:Statement ; vnrc:statementSubject agreement:77 ;
      vnrc:statementPredicate vnrc:hasParty ; vnrc:statementObject unit:ha-nam ;
      vnrc:certainty certainty:explicit ; {Hà Nam và} .
    statement:77-4 a vnrc:Statement ; vnrc:statementSubject agreement:77 ;
      vnrc:statementPredicate vnrc:hasParty ; vnrc:statementObject unit:thu-xuyen ;
      vnrc:certainty certainty:explicit ; {Thử Xuyên} .
    statement:77-5 a vnrc:Statement ; vnrc:statementSubject agreement:77 ;
      vnrc:statementPredicate vnrc:agreementType ;
      vnrc:statementObject agreement-type:memorandum-of-understanding ;
      vnrc:certainty certainty:explicit ; {biên bản} .

    person:ly-thi-thu a vnrc:Person ; rdfs:label "Lý Thị Thử"@vi, "Lý Thị Thử"@en .
    post-holding:77-1 a vnrc:PostHolding ; rdfs:label "Lý Thị Thử: Bí thư"@vi, "Secretary"@en ;
      vnrc:holder person:ly-thi-thu ; vnrc:ofPost post:bi-thu-tinh-uy-ha-nam ;
      vnrc:attestedAt event:77 ; vnrc:certainty certainty:explicit ; {Bí thư Tỉnh ủy} .

    person:do-van-mau a vnrc:Person ; rdfs:label "Đỗ Văn Mẫu"@vi, "Đỗ Văn Mẫu"@en .
    participation:77-1 a vnrc:Participation ; rdfs:label "Đỗ Văn Mẫu: dự"@vi, "Attendee"@en ;
      vnrc:participant person:do-van-mau ; vnrc:inEvent event:77 ;
      vnrc:participationRole participation-role:attendee ;
      vnrc:certainty certainty:explicit ; {Đỗ Văn Mẫu} .
"""


def make_project(directory: Path) -> Path:
    """Write a project with our ontology and shapes, the entities and an earlier article."""
    bundled = bundled_project()
    for room in ("ontology", "shapes", "queries"):
        shutil.copytree(bundled / room, directory / room)
    for name, text in ENTITIES.items():
        write(directory / "data" / "entities" / f"{name}.ttl", text)
    write(directory / "data" / "articles" / "70.trig", article("70", EARLIER_TEXT, EARLIER))
    return directory


def make_draft(directory: Path, facts: str = FACTS) -> Path:
    """Write the draft of the article, and its text in a library beside it."""
    (directory / "library").mkdir(parents=True)
    (directory / "library" / "77.txt").write_text(TEXT, encoding="utf-8")
    return write(directory / "77.trig", article("77", TEXT, facts))


def write(file: Path, text: str) -> Path:
    """Write Turtle or TriG in canonical form, all prefixes declared."""
    file.parent.mkdir(parents=True, exist_ok=True)
    heads = "".join(f"@prefix {name}: <{iri}> .\n" for name, iri in PREFIXES.items())
    file.write_text(heads + text, encoding="utf-8")
    document = read_document(file, max_bytes=10**7)
    assert document.readable, document.findings
    file.write_text(format_document(document)[0], encoding="utf-8")
    return file
