from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from kg.cli.read import read
from kg.errors import KgError
from kg.read.library import Library
from kg.text.normal import digest

TEXT = """Lạng Sơn và Cao Bằng ký kết

Ngày 5/5, tỉnh Lạng Sơn và tỉnh Cao Bằng ký kết chương trình hợp tác giai đoạn 2023 - 2025.
"""


def run(*arguments: object, library: Path, stdin: str | None = None) -> Result:
    return CliRunner().invoke(
        read,
        [*map(str, arguments), "--library", str(library)],
        input=stdin,
        catch_exceptions=False,
    )


def test_a_draft_is_printed_and_the_text_goes_to_the_library(tmp_path: Path) -> None:
    path = tmp_path / "article.txt"
    path.write_text(TEXT, encoding="utf-8")
    result = run(path, "--published", "2023-05-06", library=tmp_path / "library")
    assert result.exit_code == 0
    assert 'vnrc:edtf "2023-05-05"' in result.stdout
    assert "vnrc:hasParty unit:cao-bang, unit:lang-son" in result.stdout
    assert Library(tmp_path / "library").find(digest(TEXT)) == TEXT


def test_the_text_is_no_part_of_the_draft(tmp_path: Path) -> None:
    result = run("-", library=tmp_path / "library", stdin=TEXT)
    assert "ký kết chương trình hợp tác giai đoạn" not in result.stdout


def test_a_folder_is_read_whole_and_what_could_not_be_read_is_reported(tmp_path: Path) -> None:
    folder, out = tmp_path / "articles", tmp_path / "drafts"
    (folder / "more").mkdir(parents=True)
    (folder / "one.txt").write_text(TEXT, encoding="utf-8")
    (folder / "more" / "two.txt").write_text(TEXT.replace("5/5", "6/5"), encoding="utf-8")
    (folder / "broken.pdf").write_bytes(b"%PDF-1.7 nothing")
    result = run(folder, "--out", out, "--jobs", 1, library=tmp_path / "library")
    assert result.exit_code == 1
    assert sorted(path.relative_to(out).as_posix() for path in out.rglob("*.trig")) == [
        "more/two.trig",
        "one.trig",
    ]
    assert "broken.pdf: this PDF cannot be read" in result.stderr
    assert "2 of 3 articles read" in result.stderr


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["missing.txt"], "cannot be read"),
        (["-", "--extractor", "nobody"], "there is no extractor 'nobody'; installed are: .*rules"),
    ],
)
def test_what_cannot_be_done_is_said_in_one_line(
    tmp_path: Path, arguments: list[str], message: str
) -> None:
    with pytest.raises(KgError, match=message):
        run(*arguments, library=tmp_path, stdin=TEXT)


def test_a_folder_needs_a_place_for_its_drafts(tmp_path: Path) -> None:
    with pytest.raises(KgError, match="--out"):
        run(tmp_path, library=tmp_path)
