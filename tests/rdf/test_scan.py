import time

import pytest

from kg.rdf.scan import Source


def kinds(text: str) -> list[tuple[str, str]]:
    return [(token.kind, token.text) for token in Source(text).tokens]


def test_a_full_stop_ends_a_statement_or_stands_within_a_name() -> None:
    assert kinds("true.PREFIX e: true.e:y true .e:x") == [
        ("word", "true"),
        ("mark", "."),
        ("word", "PREFIX"),
        ("name", "e:"),
        ("name", "true.e:y"),
        ("word", "true"),
        ("mark", "."),
        ("name", "e:x"),
    ]


@pytest.mark.parametrize(
    "part", ["a.", "a..", "a.1.", "1.a", "é.", "prefix.", "a-.", "[a.", "e:a-.", "_:a.", '"x"@a.b']
)
def test_the_time_of_a_scan_grows_with_the_text_and_no_faster(part: str) -> None:
    began = time.process_time()
    assert Source(part * 100_000).tokens
    assert time.process_time() - began < 10  # where it grows with the square: minutes
