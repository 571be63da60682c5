"""Whatever is read is read, or refused with InvalidInput: nothing else comes out."""

import gzip
import io
import json
from copy import deepcopy
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

import costatus as cs
from costatus import serialization
from costatus.serialization.reader import open_snapshot
from tests.cases.build import TODAY
from tests.reference.workload import workload
from tests.serialization.test_reports import REPORT

_ORDERS = tuple(workload(3, odd=0.5))
DOCUMENT: dict[str, Any] = json.loads(
    serialization.write_snapshot(serialization.Snapshot(_ORDERS, as_of=TODAY))
)
LIMITS = serialization.Limits(size=200_000, depth=12)

WORDS = ["confirmed", "CO-1", "2026-11-24", "2026-11-24T25:00", "1e5", "9" * 50, "extra"]
texts = st.text(max_size=8)
values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | texts | st.sampled_from(WORDS),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(texts, inner, max_size=3),
    max_leaves=6,
)


@st.composite
def mutated(draw: st.DrawFn, raw: Any) -> Any:
    """Draw a tree that is changed in a few places: values replaced, removed, added or swapped."""
    tree = deepcopy(raw)
    for _ in range(draw(st.integers(1, 4))):
        node = tree
        while True:
            keys = list(node) if isinstance(node, dict) else list(range(len(node)))
            if not keys:
                break
            key = draw(st.sampled_from(keys))
            if isinstance(node[key], dict | list) and draw(st.integers(0, 4)):
                node = node[key]
                continue
            _change(draw, node, key)
            break
    return tree


def _change(draw: st.DrawFn, node: Any, key: Any) -> None:
    match draw(st.integers(0, 3)):
        case 0:
            node[key] = draw(values)
        case 1:
            del node[key]
        case 2 if isinstance(node, dict):
            node[draw(st.text(max_size=8))] = draw(values)
        case 2:
            node.append(deepcopy(node[key]))
        case _:
            other = draw(
                st.sampled_from(list(node) if isinstance(node, dict) else range(len(node)))
            )
            node[key], node[other] = node[other], node[key]


def read_all(reader: serialization.SnapshotReader) -> list[cs.CustomerOrder]:
    """Return the good orders; each can be written again, and what was refused says why."""
    records = list(reader)
    for record in records:
        if isinstance(record, serialization.Refused):
            assert record.error.faults
            assert str(record.error)
    return [record for record in records if isinstance(record, cs.CustomerOrder)]


@given(mutated(DOCUMENT))
def test_a_changed_document_is_read_or_refused(tree: Any) -> None:
    text = json.dumps(tree)
    try:
        orders = read_all(serialization.read_document(text, limits=LIMITS))
    except cs.InvalidInput as error:
        assert str(error)  # noqa: PT017 whichever it is, it can be shown
        return
    written = list(serialization.write_lines(orders))
    assert read_all(serialization.read_lines(written)) == orders


@given(mutated(DOCUMENT))
def test_changed_lines_are_read_or_refused(tree: Any) -> None:
    lines = [json.dumps({"costatus": 1})]
    for section, records in tree.items():
        if isinstance(records, list):
            lines += [json.dumps({section.removesuffix("s"): record}) for record in records]
    read_all(serialization.read_lines(lines, limits=LIMITS))


@given(mutated(REPORT))
def test_a_changed_report_is_refused_or_shown(tree: Any) -> None:
    try:
        report = serialization.read_report(json.dumps(tree), limits=LIMITS)
    except cs.InvalidInput as error:
        assert str(error)  # noqa: PT017 as above
        return
    for _, decision in report.decisions():
        assert all(map(str, decision.reasons + decision.notes))
    assert serialization.read_report(serialization.write_report(report)) == report


BYTES = json.dumps(DOCUMENT).encode()


@given(st.data())
def test_changed_bytes_are_read_or_refused(data: st.DataObject) -> None:
    """A document, plain or compressed, with some bytes replaced, or cut."""
    raw = bytearray(gzip.compress(BYTES, mtime=0) if data.draw(st.booleans()) else BYTES)
    for _ in range(data.draw(st.integers(0, 3))):
        at = data.draw(st.integers(0, len(raw) - 1))
        raw[at : at + data.draw(st.integers(0, 3))] = data.draw(st.binary(max_size=3))
    for read in (open_snapshot, serialization.read_lines):
        sent: Any = io.BytesIO(raw)
        try:
            read_all(read(sent, limits=LIMITS))
        except cs.InvalidInput as error:
            assert str(error)  # noqa: PT017 as above


@given(st.text() | st.binary())
def test_any_text_is_read_or_refused(sent: str | bytes) -> None:
    for read in (serialization.read_snapshot, serialization.read_report, serialization.read_lines):
        try:
            read(sent, limits=LIMITS)
        except cs.InvalidInput as error:
            assert str(error)  # noqa: PT017 as above
