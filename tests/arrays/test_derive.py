"""The rules of the kernel are those of costatus.rules, derived from their text."""

import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest

import costatus
from costatus._arrays.derive import _Rules, code, derived_rules, joined
from costatus._arrays.layout import RESULTS
from costatus.models.statuses import ManufacturingStage, PurchaseStage, TransferStage
from costatus.rules import TABLES
from costatus.rules._table import Note, Row, otherwise
from tests.kind import only_plain

pytestmark = only_plain  # the text of compiled functions is not at hand
KERNEL = Path(costatus.__file__).with_name("_arrays") / "kernel.py"


def test_every_predicate_of_every_table_is_derived() -> None:
    derived = derived_rules()
    for family, table in TABLES.items():
        entries: list[Row[Any] | Note[Any]] = [*table.rows, *table.notes]
        for entry in entries:
            if entry.holds is not otherwise:
                assert f"def {family}_{entry.holds.__name__}(" in derived


def test_stages_of_different_kinds_of_source_have_different_codes() -> None:
    stages = [*ManufacturingStage, *PurchaseStage, *TransferStage]
    assert len({code(stage) for stage in stages}) == len(stages)


@pytest.mark.parametrize("family", TABLES)
def test_a_bit_is_there_for_each_row_and_note(family: str) -> None:
    names = {"product": "line", "manufacturing": "source", "purchase": "source"}
    names["transfer"] = "source"
    name = names.get(family, family)
    table = TABLES[family]
    assert len(table.rows) <= 8 * np.dtype(RESULTS[f"{name}_rows"]).itemsize
    assert len(table.notes) <= 8 * np.dtype(RESULTS[f"{name}_notes"]).itemsize


def test_the_kernel_is_compiled_together_with_its_rules() -> None:
    text = joined(KERNEL.read_text(encoding="utf-8"))
    assert "def evaluate_order(" in text
    assert "def product_all_shipped(" in text
    assert not re.search(r"PRODUCT_STATUS_\w+", text), "constants are numbers"
    assert text.startswith("# cython: boundscheck=False")


def of_text(line: Any) -> bool:
    """P1. A text is compared."""
    return bool(line.item == "bike")


def of_a_lookup(line: Any) -> bool:
    """P1. Something is looked up."""
    return bool(line.lots[0] > 0)


def of_an_unknown_function(line: Any) -> bool:
    """P1. A function gets more than the facts."""
    return bool(max(line.shipped, 1))


def of_a_share(line: Any) -> bool:
    """P1. Something is divided, perhaps by 0: a predicate runs whether it is needed or not."""
    return bool(line.shipped / line.quantity > 1)


def of_a_module(_line: Any) -> bool:
    """P1. Something else than the facts is read."""
    return np.pi > 0


def of_a_name(_line: Any) -> bool:
    """P1. A name is neither a term nor a number."""
    return bool(KERNEL)


def of_a_loop(line: Any) -> bool:
    """P1. It has a loop."""
    for _ in line.lots:
        return True
    return False


def of_nothing(line: Any) -> None:
    """P1. It returns nothing."""
    line.shipped = 1


@pytest.mark.parametrize(
    ("predicate", "text"),
    [
        (of_text, "'bike'"),
        (of_a_lookup, "line.lots[0]"),
        (of_an_unknown_function, "max(line.shipped, 1)"),
        (of_a_share, "line.shipped / line.quantity"),
        (of_a_module, "np.pi"),
        (of_a_name, "KERNEL"),
        (of_nothing, "line.shipped = 1"),
        (of_a_loop, "for _ in line.lots"),
    ],
)
def test_a_predicate_that_means_something_else_there_is_refused(
    predicate: Callable[..., bool], text: str
) -> None:
    with pytest.raises(TypeError, match=re.escape(text)) as error:
        _Rules().predicate("product", predicate)
    assert "compares numbers, flags and codes" in str(error.value)
