import unicodedata
from pathlib import Path

import pytest

from kg.errors import KgError
from kg.rdf.load import load_project
from kg.text.normal import digest
from kg.text.passage import Passage
from kg.validate.evidence import Reading, reread

TEXT = "Hai tỉnh họp bàn làm cầu.\nÔng A chủ trì. Hai tỉnh sẽ cùng làm.\n"
PASSAGES = [(26, 40), (41, 62)]


def project(tmp_path: Path) -> Path:
    """Write a project with one text version of TEXT and evidence at PASSAGES."""
    root = tmp_path / "project"
    (root / "data" / "articles").mkdir(parents=True)
    for room in ("ontology", "shapes", "queries"):
        (root / room).mkdir()
    text = "https://w3id.org/vnrc/text/900"
    nodes = [
        f'<{text}> vnrc:fileName "900.txt" ; vnrc:sha256 "{digest(TEXT)}" ; '
        f"vnrc:charLength {len(TEXT)} ."
    ]
    for start, end in PASSAGES:
        passage = Passage.of(TEXT, start, end)
        nodes.append(
            f"<{text}#char={start},{end}> vnrc:inText <{text}> ; vnrc:start {start} ; "
            f'vnrc:end {end} ; vnrc:sliceSha256 "{passage.sha256}" .'
        )
    (root / "data" / "articles" / "900.trig").write_text(
        "@prefix vnrc: <https://w3id.org/vnrc/ontology#> .\n"
        "<https://w3id.org/vnrc/graph/article/900> {\n" + "\n".join(nodes) + "\n}\n",
        encoding="utf-8",
    )
    return root


def read(tmp_path: Path, copy: str, name: str = "900.txt") -> Reading:
    texts = tmp_path / "texts"
    texts.mkdir(exist_ok=True)
    (texts / name).write_text(copy, encoding="utf-8")
    return reread(load_project(project(tmp_path)), texts)


def codes(reading: Reading) -> list[str]:
    return [finding.code for finding in reading.findings]


def test_a_true_copy_fits_whatever_its_name_and_unicode_form(tmp_path: Path) -> None:
    reading = read(tmp_path, unicodedata.normalize("NFD", TEXT), "mine.txt")
    assert (reading.fitting, reading.passages, reading.findings) == (2, 2, ())


def test_without_a_copy_nothing_is_claimed(tmp_path: Path) -> None:
    reading = read(tmp_path, "Bài khác.", "other.txt")
    assert (reading.fitting, codes(reading)) == (0, ["evidence-no-copy"])


def test_a_moved_passage_is_reported_with_its_new_place(tmp_path: Path) -> None:
    reading = read(tmp_path, "Ảnh: B\n" + TEXT)
    assert codes(reading) == ["evidence-changed-copy", "evidence-moved", "evidence-moved"]
    assert "33–47" in reading.findings[1].message_en


def test_a_changed_passage_is_reported_and_the_others_still_fit(tmp_path: Path) -> None:
    reading = read(tmp_path, TEXT.replace("cùng làm", "tự làm"))
    assert (reading.fitting, codes(reading)) == (1, ["evidence-changed-copy", "evidence-not-there"])


def test_a_finding_names_file_and_line_of_the_evidence(tmp_path: Path) -> None:
    finding = read(tmp_path, TEXT.replace("chủ trì", "dự")).findings[1]
    assert (str(finding.file), finding.line) == ("data/articles/900.trig", 4)


def test_a_missing_directory_is_named(tmp_path: Path) -> None:
    with pytest.raises(KgError, match="is no directory"):
        reread(load_project(project(tmp_path)), tmp_path / "none")


def test_a_file_that_cannot_be_read_is_a_finding(tmp_path: Path) -> None:
    root = project(tmp_path)
    (root / "data" / "articles" / "901.trig").write_text("<https://w3id.org/vnrc/graph/x> {")
    assert codes(reread(load_project(root), tmp_path)) == ["syntax", "evidence-no-copy"]


def test_an_offset_that_is_no_number_is_named(tmp_path: Path) -> None:
    root = project(tmp_path)
    file = root / "data" / "articles" / "900.trig"
    file.write_text(file.read_text(encoding="utf-8").replace("start 26", 'start "x"'), "utf-8")
    with pytest.raises(KgError, match="vnrc:start 'x', which is no whole number"):
        reread(load_project(root), tmp_path)
