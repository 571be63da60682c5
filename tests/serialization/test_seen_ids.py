"""Ids that were seen are remembered in a few bytes each."""

import tracemalloc

from hypothesis import given
from hypothesis import strategies as st

from costatus.serialization.seen_ids import SeenIds


@given(st.lists(st.text(st.characters(), max_size=3)))
def test_an_id_is_new_once(ids: list[str]) -> None:
    seen = SeenIds()
    assert [seen.add(id_) for id_ in ids] == [id_ not in ids[:n] for n, id_ in enumerate(ids)]


def test_among_many_ids_each_is_new_once() -> None:
    seen = SeenIds()
    assert all(seen.add(f"CO-{n}") for n in range(20_000))
    assert not any(seen.add(f"CO-{n}") for n in range(20_000))
    assert seen.add("")


def test_an_id_takes_a_few_bytes_however_long_it_is() -> None:
    seen = SeenIds()
    tracemalloc.start()
    for n in range(20_000):
        seen.add(f"{n:0100}")
    used, _ = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert used / 20_000 < 80
