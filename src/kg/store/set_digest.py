"""A digest of a set that does not depend on order and follows small changes in small time.

Members are spread over buckets by the beginning of their SHA-256; a bucket's digest is the SHA-256
of its members' digests in order, the set's that of its buckets' digests: a hash tree of depth two.
A change of one member reads one bucket again. Unlike sums of hashes (AdHash, LtHash) it needs no
assumption beyond the collision resistance of SHA-256.
"""

from __future__ import annotations

from collections.abc import Iterable
from hashlib import sha256

_BUCKETS = 4096


class SetDigest:
    """The digest of a set of byte strings."""

    def __init__(self, members: Iterable[bytes] = ()) -> None:
        """Start with `members`, each counted once."""
        self._buckets: list[set[bytes]] = [set() for _ in range(_BUCKETS)]
        self._digests = [sha256().digest()] * _BUCKETS
        self._stale: set[int] = set(range(_BUCKETS))
        for member in members:
            digest = sha256(member).digest()
            self._buckets[_number(digest)].add(digest)

    def add(self, member: bytes) -> None:
        """Put `member` into the set, if it is not there."""
        digest = sha256(member).digest()
        self._bucket(digest).add(digest)

    def discard(self, member: bytes) -> None:
        """Take `member` out of the set, if it is there."""
        digest = sha256(member).digest()
        self._bucket(digest).discard(digest)

    def hexdigest(self) -> str:
        """Return the digest in 64 hexadecimal digits."""
        for number in self._stale:
            self._digests[number] = sha256(b"".join(sorted(self._buckets[number]))).digest()
        self._stale.clear()
        return sha256(b"".join(self._digests)).hexdigest()

    def _bucket(self, digest: bytes) -> set[bytes]:
        number = _number(digest)
        self._stale.add(number)
        return self._buckets[number]


def _number(digest: bytes) -> int:
    """Return the number of the bucket that `digest` belongs to."""
    return (digest[0] << 8 | digest[1]) % _BUCKETS
