"""Patches follow one another as changes of a set do; digests follow patches."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from kg.store.patch import Patch, read_patch
from kg.store.set_digest import SetDigest

LINES = st.sets(st.sampled_from([f'<urn:{n}> <urn:p> "{n}" .'.encode() for n in range(12)]))


def between(before: set[bytes], after: set[bytes]) -> Patch:
    return Patch(frozenset(before - after), frozenset(after - before))


@given(LINES, LINES, LINES)
def test_two_changes_are_one(a: set[bytes], b: set[bytes], c: set[bytes]) -> None:
    assert between(a, b).then(between(b, c)) == between(a, c)
    assert between(a, b).applied(a) == b
    assert between(a, b).undone() == between(b, a)


@given(LINES, LINES)
def test_a_patch_is_read_as_it_was_written(a: set[bytes], b: set[bytes]) -> None:
    patch = between(a, b)
    assert read_patch(patch.to_bytes()) == patch


@given(LINES, LINES)
def test_the_digest_is_of_the_set_however_it_came_about(a: set[bytes], b: set[bytes]) -> None:
    digest = SetDigest(a)
    digest.hexdigest()
    for line in between(a, b).removed:
        digest.discard(line)
    for line in between(a, b).added:
        digest.add(line)
    assert digest.hexdigest() == SetDigest(sorted(b, reverse=True)).hexdigest()
    assert (SetDigest(a).hexdigest() == SetDigest(b).hexdigest()) == (a == b)
