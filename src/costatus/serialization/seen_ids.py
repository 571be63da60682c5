"""Remember which ids were seen, in a few bytes each."""

from array import array
from hashlib import blake2b
from secrets import token_bytes

_FREE = 0


class SeenIds:
    """Ids that were seen, kept as 64-bit digests: 16 to 32 bytes each, however long they are.

    An id is taken for another one of n with a chance of n in 2**64. The digests are keyed, so that
    no input can be made to raise that chance, or to make the search slow.
    """

    def __init__(self) -> None:
        self._slots = array("Q", [_FREE]) * 1024
        self._count = 0
        self._key = token_bytes(16)

    def add(self, id_: str) -> bool:
        """Remember the id; return whether it is new."""
        text = id_.encode("utf-8", "surrogatepass")
        digest = int.from_bytes(blake2b(text, digest_size=8, key=self._key).digest()) or 1
        if self._count * 2 == len(self._slots):
            self._grow()
        slot = _slot(self._slots, digest)
        if self._slots[slot] == digest:
            return False
        self._slots[slot] = digest
        self._count += 1
        return True

    def _grow(self) -> None:
        slots = array("Q", [_FREE]) * (2 * len(self._slots))
        for digest in self._slots:
            if digest != _FREE:
                slots[_slot(slots, digest)] = digest
        self._slots = slots


def _slot(slots: "array[int]", digest: int) -> int:
    """Return the slot of a digest, or the free one where it belongs."""
    last = len(slots) - 1
    slot = digest & last
    while slots[slot] not in {_FREE, digest}:
        slot = (slot + 1) & last
    return slot
