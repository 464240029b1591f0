"""What `kg read` drafts can be reviewed, and lands as valid data."""

from __future__ import annotations

import shutil
from pathlib import Path

from kg.rdf.findings import Severity
from kg.read.reader import read
from kg.read.turtle import turtle
from kg.resources import bundled_project
from kg.review.desk import Desk
from kg.review.journal import Action
from kg.review.landing import land
from kg.text.normal import normalise
from tests.review.world import ME

TEXT = """\
Hà Nam và Nam Định bắt tay phát triển

Chiều 5/6/2019, tại thành phố Phủ Lý, Ủy ban nhân dân tỉnh Hà Nam và Ủy ban nhân dân tỉnh Nam Định \
ký kết Chương trình hợp tác phát triển giai đoạn 2019-2022.
Dự buổi ký có các đồng chí: Tống Văn Thử, Bí thư Tỉnh ủy Hà Nam; Ngô Thị Mẫu, Phó Chủ tịch UBND \
tỉnh Nam Định.
Hai tỉnh sẽ cùng đầu tư cầu Thử Nghiệm và đẩy mạnh liên kết du lịch.
"""


def test_a_draft_of_ours_lands_whole(tmp_path: Path) -> None:
    project = tmp_path / "project"
    for room in ("ontology", "shapes", "queries", "data/entities"):
        shutil.copytree(bundled_project() / room, project / room)
    text = normalise(TEXT)
    file = tmp_path / "draft.trig"
    file.write_text(turtle(read(text), text), encoding="utf-8")
    desk = Desk(file, project, ME)
    assert [f for f in desk.findings if f.severity is Severity.VIOLATION] == []
    for fact in desk.draft.facts:
        desk.decide(fact, Action.ACCEPT)
    (article,) = (file for file in land(desk) if file.parent.name == "articles")
    landed = article.read_text(encoding="utf-8")
    assert "vnrc:hasParty unit:ha-nam, unit:nam-dinh" in landed
    assert "status/draft" not in landed
