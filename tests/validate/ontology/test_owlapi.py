from __future__ import annotations

from collections.abc import Sequence

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kg.validate.ontology.java import JavaFailed, ask_owlapi, java_missing
from kg.validate.ontology.owlapi import jar, smallest

EMPTY = '<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#"/>'
needs_java = pytest.mark.skipif(java_missing() is not None, reason=f"{java_missing()}")


@given(st.sets(st.integers(0, 40), min_size=1, max_size=5), st.integers(41, 60))
def test_the_smallest_failing_part_is_found_whatever_stands_around_it(
    culprits: set[int], count: int
) -> None:
    def fails(part: Sequence[int]) -> bool:
        return culprits <= set(part)

    assert set(smallest(range(count), fails)) == culprits


def test_the_jar_comes_with_a_dependency() -> None:
    assert jar().name == "HermiT.jar"


@needs_java
def test_an_empty_ontology_is_sound() -> None:
    assert not any(ask_owlapi(EMPTY, EMPTY, seconds=60).values())


@needs_java
def test_a_deadline_and_a_crash_are_errors_that_say_what_happened() -> None:
    with pytest.raises(JavaFailed, match=r"no answer after 0\.01 s"):
        ask_owlapi(EMPTY, EMPTY, seconds=0.01)
    with pytest.raises(JavaFailed, match="exit code 1: "):
        ask_owlapi("no XML", EMPTY, seconds=60)
