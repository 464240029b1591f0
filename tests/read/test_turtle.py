from pathlib import Path

import pyoxigraph as ox
import pytest

from kg.namespaces import PREFIXES, VNRC
from kg.read.reader import read
from kg.read.turtle import turtle
from kg.text.normal import digest, normalise

ARTICLES = sorted(Path(__file__).with_name("articles").glob("*.txt"))
DRAFT = ox.NamedNode(PREFIXES["bibo"] + "status/draft")


def drafted(path: Path) -> tuple[str, list[ox.Quad]]:
    text = normalise(path.read_text(encoding="utf-8"))
    trig = turtle(read(text), text)
    return text, list(ox.parse(trig, format=ox.RdfFormat.TRIG))


def values(quads: list[ox.Quad], name: str) -> dict[str, str]:
    return {
        q.subject.value: q.object.value
        for q in quads
        if q.predicate.value == str(VNRC[name])
        and isinstance(q.subject, ox.NamedNode)
        and isinstance(q.object, ox.NamedNode | ox.Literal)
    }


@pytest.mark.parametrize("path", ARTICLES, ids=lambda path: path.stem)
def test_every_passage_reads_again_as_claimed(path: Path) -> None:
    text, quads = drafted(path)
    starts, ends = values(quads, "start"), values(quads, "end")
    claimed = values(quads, "sliceSha256")
    assert claimed
    for passage, sha256 in claimed.items():
        assert digest(text[int(starts[passage]) : int(ends[passage])]) == sha256


@pytest.mark.parametrize("path", ARTICLES, ids=lambda path: path.stem)
def test_every_fact_has_certainty_and_evidence_and_is_said_in_the_article(path: Path) -> None:
    _, quads = drafted(path)
    facts = values(quads, "certainty")
    assert facts
    assert facts.keys() == values(quads, "evidencedBy").keys() == values(quads, "saidIn").keys()


def test_the_graph_is_marked_as_a_draft() -> None:
    _, quads = drafted(ARTICLES[0])
    (mark,) = [quad for quad in quads if quad.object == DRAFT]
    assert {q.graph_name for q in quads if q != mark} == {mark.subject}


def test_reading_again_gives_the_same_bytes() -> None:
    text = normalise(ARTICLES[0].read_text(encoding="utf-8"))
    assert turtle(read(text), text) == turtle(read(text), text)


def test_no_year_is_written_that_no_digits_of_the_text_give() -> None:
    text = "Hai tỉnh họp\n\nNgày 9/2, tỉnh Lạng Sơn và tỉnh Cao Bằng ký chương trình hợp tác.\n"
    trig = turtle(read(text), text)
    assert 'vnrc:edtf "XXXX-02-09"' in trig
    assert "vnrc:earliest" not in trig
