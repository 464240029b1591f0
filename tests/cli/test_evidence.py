from pathlib import Path

from click.testing import CliRunner

from kg.cli.evidence import evidence
from tests.validate.test_evidence import TEXT, project


def run(tmp_path: Path, copy: str) -> tuple[int, str, str]:
    (tmp_path / "texts").mkdir()
    (tmp_path / "texts" / "900.txt").write_text(copy, encoding="utf-8")
    arguments = ["--texts", str(tmp_path / "texts"), "--project", str(project(tmp_path))]
    result = CliRunner().invoke(evidence, arguments, catch_exceptions=False)
    return result.exit_code, result.stdout, result.stderr


def test_passages_that_fit_end_with_0_and_are_counted(tmp_path: Path) -> None:
    code, out, err = run(tmp_path, TEXT)
    assert (code, err) == (0, "2 of 2 passages fit\n")
    assert "0 violations" in out


def test_a_passage_that_no_longer_fits_ends_with_1_and_its_line(tmp_path: Path) -> None:
    code, out, err = run(tmp_path, TEXT.replace("cùng làm", "tự làm"))
    assert (code, err) == (1, "1 of 2 passages fit\n")
    assert "data/articles/900.trig:5:1: violation" in out
