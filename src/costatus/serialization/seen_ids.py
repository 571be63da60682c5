"""Remember which ids were seen, in a few bytes each."""

from array import array
from hashlib import blake2b
from secrets import token_bytes

_FREE = 0


class SeenIds:
    """Ids that were seen, kept as 128-bit digests: 32 to 64 bytes each, however long they are.

    No two ids of one run have the same digest in practice: with a hundred million of them the
    chance is below 1 in 10**22. The digests are keyed, so that no input can raise that chance, or
    make the search slow.
    """

    def __init__(self) -> None:
        self._low = array("Q", [_FREE]) * 1024
        self._high = array("Q", [_FREE]) * 1024
        self._count = 0
        self._key = token_bytes(16)

    def add(self, id_: str) -> bool:
        """Add an id; return whether it is new."""
        text = id_.encode("utf-8", "surrogatepass")
        digest = blake2b(text, digest_size=16, key=self._key).digest()
        low, high = int.from_bytes(digest[:8]) or 1, int.from_bytes(digest[8:])
        if self._count * 2 == len(self._low):
            self._grow()
        slot = self._slot(low, high)
        if self._low[slot] != _FREE:
            return False
        self._low[slot], self._high[slot] = low, high
        self._count += 1
        return True

    def _grow(self) -> None:
        digests = zip(self._low, self._high, strict=True)
        self._low, self._high = (array("Q", [_FREE]) * (2 * len(self._low)) for _ in range(2))
        for low, high in digests:
            if low != _FREE:
                slot = self._slot(low, high)
                self._low[slot], self._high[slot] = low, high

    def _slot(self, low: int, high: int) -> int:
        """Return the slot of a digest, or the free one where it belongs."""
        last = len(self._low) - 1
        slot = low & last
        while self._low[slot] != _FREE and (self._low[slot], self._high[slot]) != (low, high):
            slot = (slot + 1) & last
        return slot
