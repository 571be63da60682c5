"""The kernel gives what `evaluate` gives, on arrays made from the same models."""

import sys
from datetime import datetime, timedelta
from types import ModuleType
from typing import Any

import pytest
from hypothesis import assume, given, reject, settings as hypothesis_settings

import costatus as cs
from costatus import testing
from costatus.models.as_of import AsOf, day_of
from costatus.rules import TABLES
from costatus.tables._derive import code, derived_rules
from costatus.tables._run import NO_MOMENT, run_arrays
from tests.tables.arrays import KINDS, SCALE, arrays_of


@pytest.fixture(scope="module", autouse=True)
def kernel() -> Any:
    return KERNEL


def _kernel() -> Any:
    rules = ModuleType("costatus.tables._rules")
    exec(derived_rules(), rules.__dict__)
    sys.modules[rules.__name__] = rules
    from costatus.tables import _kernel

    return _kernel


KERNEL = _kernel()


def codes(family: str, status: Any, rows: int, notes: int) -> tuple[Any, ...]:
    table = TABLES[family]
    return (
        status,
        [row.code for bit, row in enumerate(table.rows) if rows >> bit & 1],
        {note.code for bit, note in enumerate(table.notes) if notes >> bit & 1},
    )


def expected(decision: Any) -> tuple[Any, ...]:
    return (
        code(decision.status),
        [reason.code for reason in decision.reasons],
        {note.code for note in decision.notes},
    )


@given(testing.situations(max_orders=3, tracing=True))
@hypothesis_settings(max_examples=2000)
def test_the_kernel_gives_what_evaluate_gives(situation: testing.Situation) -> None:
    as_of = AsOf(situation.as_of)
    try:
        arrays, _, sources = arrays_of(situation.orders, situation.lots, as_of)
    except OverflowError:
        reject()
    assume(all(abs(array).max(initial=0) < 2**55 for name, array in arrays.items() if name.endswith(("quantity", "shipped", "closed", "consumed", "amount", "payable", "paid", "total"))))
    found = run_arrays(
        KERNEL,
        arrays,
        as_of=as_of,
        settings=situation.settings,
        quantity_scale=SCALE,
        money_scale=SCALE,
    )
    line_row = slot = 0
    for n, report in enumerate(situation.evaluate()):
        order = situation.orders[n]
        at = (report.order_id, report.status)
        for family, name, decision in (
            ("order", "order", report.order),
            ("invoicing", "invoicing", report.invoicing),
            ("payment", "payment", report.payment),
        ):
            got = codes(
                family,
                found[f"order_{name}" if name != "order" else "order_status"][n],
                found[f"{name}_rows"][n],
                found[f"{name}_notes"][n],
            )
            assert got == expected(decision), at
            if family != "order":
                percent = found[f"{name}_percent"][n]
                assert (None if percent < 0 else percent) == decision.percent
        product = None if report.product is None else report.product.status
        assert found["order_product"][n] == code(product)
        delayed = report.product is not None and cs.ReasonCode.LINES_DELAYED in {
            note.code for note in report.product.notes
        }
        assert found["product_notes_delayed"][n] == delayed
        next_change: Any = None
        if as_of.has_time:
            if found["next_moment"][n] != NO_MOMENT:
                next_change = timedelta(microseconds=int(found["next_moment"][n]))
            real = report.next_change
            assert isinstance(real, datetime | None)
            from costatus.models.as_of import instant

            assert next_change == (None if real is None else instant(real))
        else:
            if found["next_day"][n]:
                next_change = day_of(int(found["next_day"][n]))
            assert next_change == report.next_change
        for line, line_report in zip(order.lines, report.lines, strict=True):
            status = found["line_status"][line_row]
            if line_report.product is None:
                assert status == -1
            else:
                got = codes(
                    "product", status, found["line_rows"][line_row], found["line_notes"][line_row]
                )
                assert got == expected(line_report.product)
            slots = [
                s for s in range(slot, slot + len(line.bookings)) if found["source_kind"][s] >= 0
            ]
            assert len(slots) == len(line_report.sources)
            for s, source in zip(slots, line_report.sources, strict=True):
                kind = source.kind
                assert found["source_kind"][s] == KINDS[kind]
                assert sources[kind].models[found["source_row"][s]].id == source.source_id
                got = codes(
                    kind, found["source_status"][s], found["source_rows"][s], found["source_notes"][s]
                )
                assert got == expected(source.decision)
            slot += len(line.bookings)
            line_row += 1
