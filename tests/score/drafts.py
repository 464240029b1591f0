"""A small draft in our model, of an article that nobody wrote."""

from __future__ import annotations

from pathlib import Path

from kg.namespaces import PREFIXES

DRAFT = """\
<https://w3id.org/vnrc/graph/article/77> {
  article:77 a vnrc:Article ; rdfs:label "Hai tỉnh hợp tác"@vi .

  person:ly-van-thu a vnrc:Person ; rdfs:label "Lý Văn Thử"@vi .
  body:ubnd-ha-nam vnrc:bodyOf unit:ha-nam .
  post:chu-tich-ubnd-ha-nam a vnrc:Post ;
    rdfs:label "Chủ tịch Ủy ban nhân dân tỉnh Hà Nam"@vi ;
    vnrc:postIn body:ubnd-ha-nam ; vnrc:postFor unit:ha-nam .
  post-holding:77-1 a vnrc:PostHolding ;
    vnrc:holder person:ly-van-thu ; vnrc:ofPost post:chu-tich-ubnd-ha-nam ;
    vnrc:certainty certainty:explicit ;
    vnrc:evidencedBy <https://w3id.org/vnrc/text/77#char=40,50> .

  agreement:77-1 a vnrc:SignedAgreement ;
    vnrc:hasParty unit:ha-nam, unit:nam-dinh-1997 ;
    vnrc:agreementType agreement-type:memorandum-of-understanding ;
    vnrc:validity time:77-validity .
  statement:77-1 a vnrc:Statement ;
    vnrc:statementSubject agreement:77-1 ; vnrc:statementPredicate vnrc:hasParty ;
    vnrc:statementObject unit:ha-nam ; vnrc:certainty certainty:explicit ;
    vnrc:evidencedBy <https://w3id.org/vnrc/text/77#char=10,20> .
  statement:77-2 a vnrc:Statement ;
    vnrc:statementSubject agreement:77-1 ; vnrc:statementPredicate vnrc:hasParty ;
    vnrc:statementObject unit:nam-dinh-1997 ; vnrc:certainty certainty:inferred ;
    vnrc:evidencedBy <https://w3id.org/vnrc/text/77#char=10,20> .

  time:77-event a vnrc:TimeSpan ; vnrc:statedAs "9/3" ; vnrc:edtf "2021-03-09?" ;
    vnrc:earliest "2020-03-09"^^xsd:date ; vnrc:latest "2022-03-09"^^xsd:date .
  time:77-validity a vnrc:TimeSpan ; vnrc:statedAs "2021 - 2025" ; vnrc:edtf "2021/2025" .
  time:77-inferred a vnrc:TimeSpan ; vnrc:edtf "2021-05-01" .

  commitment:77-1 a vnrc:Commitment ; vnrc:area area:tourism, area:comprehensive ;
    vnrc:certainty certainty:explicit ;
    vnrc:evidencedBy <https://w3id.org/vnrc/text/77#char=60,70> ;
    vnrc:concerns project:cau-thu .
  project:cau-thu a vnrc:Project ; rdfs:label "cầu Thử Nghiệm"@vi .
  observation:77-1 a vnrc:IndicatorObservation ; rdfs:label "Số xã"@vi ;
    vnrc:obsValue 12.50 ; vnrc:unitOfMeasure unit-of-measure:commune ;
    vnrc:observedArea unit:ha-nam ; vnrc:certainty certainty:explicit .
  unit-of-measure:commune skos:prefLabel "xã"@vi, "commune"@en .
}
"""


def write_draft(file: Path, text: str = DRAFT) -> Path:
    """Write a draft with all prefixes declared."""
    heads = "".join(f"@prefix {name}: <{iri}> .\n" for name, iri in PREFIXES.items())
    file.write_text(heads + text, encoding="utf-8")
    return file
