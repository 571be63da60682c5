"""The public face: its names, what it refuses, and that the host's own settings change nothing."""

import importlib
import inspect
import pkgutil
import subprocess
import sys
from collections.abc import Callable, Iterator
from datetime import date
from decimal import ROUND_UP, FloatOperation, Inexact, Rounded, Subnormal, localcontext
from types import ModuleType
from typing import Any, get_args, get_type_hints

import pytest
from dateutil.relativedelta import relativedelta

import costatus as cs
from costatus import languages, serialization, tables, testing
from costatus.models._validation.checked import Checked
from tests.cases.build import TODAY, bought, day, invoice, line, lot, made, order

PUBLIC = {name: getattr(cs, name) for name in cs.__all__}
CLASSES = {name: each for name, each in PUBLIC.items() if isinstance(each, type)}
FUNCTIONS = {name: each for name, each in PUBLIC.items() if inspect.isroutine(each)}


def test_dir_lists_the_public_names_alone() -> None:
    assert dir(cs) == sorted(cs.__all__)


@pytest.mark.parametrize("package", [cs, languages, serialization, tables, testing])
def test_public_classes_name_their_public_home(package: ModuleType) -> None:
    public = [getattr(package, name) for name in package.__all__]
    homes = {each.__module__ for each in public if isinstance(each, type)}
    assert homes == {package.__name__}


def test_no_function_hides_a_module() -> None:
    """So that `import costatus.x` gives a module."""
    for found in pkgutil.walk_packages(cs.__path__, "costatus."):
        if "_pyinstaller" in found.name or found.name == "costatus.__main__":
            continue
        module = importlib.import_module(found.name)
        parent, _, name = found.name.rpartition(".")
        assert getattr(sys.modules[parent], name) is module, found.name


LATE = {"relativedelta": relativedelta}
"""What is imported for type checkers alone."""


def types_in(annotation: Any) -> Iterator[type]:
    """Yield the classes of an annotation."""
    if isinstance(annotation, type):
        yield annotation
    for each in get_args(annotation):
        yield from types_in(each)


@pytest.mark.parametrize("name", [*FUNCTIONS, *CLASSES])
def test_every_type_in_a_public_signature_is_public(name: str) -> None:
    found = PUBLIC[name]
    members = [found]
    if isinstance(found, type):
        members = [
            each.fget if isinstance(each, property) else each
            for attribute, each in vars(found).items()
            if not attribute.startswith("_") and (callable(each) or isinstance(each, property))
        ]
    for member in members:
        for annotation in get_type_hints(member, localns=LATE).values() if callable(member) else ():
            for each in types_in(annotation):
                home = each.__module__
                assert not home.startswith("costatus") or home == "costatus", (name, each)


class Unknown:
    """A value of the host that cannot be shown, compared or hashed."""

    def __repr__(self) -> str:
        raise RuntimeError

    def __eq__(self, other: object) -> bool:
        raise RuntimeError

    def __hash__(self) -> int:
        raise RuntimeError


WRONG: list[Any] = [
    None,
    {},
    [],
    [None],
    {"CO-1": None},
    "",
    "CO-1",
    "\ud800",
    b"\xff",
    5,
    10**5000,
    float("nan"),
    object(),
    int,
    Unknown(),
    [Unknown()],
    date.max,
    order(),
    [order()],
    cs.Settings(tracing=False),
]
REPORT = cs.evaluate(order(line()), as_of=TODAY)
GERMAN = languages.load("de")
RIGHT: dict[str, Any] = {
    "as_of": TODAY,
    "settings": cs.Settings(),
    "order": order(),
    "orders": [order()],
    "lots": [],
    "report": REPORT,
    "reports": [REPORT],
    "previous": {},
    "stage": "canceled",
    "snapshot": serialization.Snapshot(()),
    "words": REPORT.words(),
}
MODELS = [each for each in CLASSES.values() if issubclass(each, Checked)]
CALLABLE = [
    *FUNCTIONS.values(),
    *MODELS,
    *(getattr(serialization, name) for name in serialization.__all__ if "_" in name),
    serialization.Snapshot,
    serialization.Limits,
    REPORT.line,
    REPORT.status_of,
    languages.load,
    *(getattr(GERMAN, name) for name in ("label", "decision", "sentence", "advice", "explain")),
]


@pytest.mark.parametrize("call", CALLABLE, ids=lambda call: call.__name__)
def test_an_argument_of_any_kind_is_accepted_or_refused_with_advice(
    call: Callable[..., Any],
) -> None:
    parameters = inspect.signature(call).parameters
    given = {
        name: RIGHT.get(name, "x")
        for name, each in parameters.items()
        if name in RIGHT or each.default is each.empty
    }
    messages = []
    for name in parameters:
        for wrong in WRONG:
            try:
                result = call(**{**given, name: wrong})
                if isinstance(result, Iterator):
                    list(result)
            except (cs.InvalidInput, cs.MoveRefused) as refused:
                messages.append(str(refused))
    assert max(len(each.encode()) for each in messages) < 2_000


def everything() -> str:
    """Return all that is shown of an order with odd numbers."""
    source = made(planned_finish=day(4), parts=[cs.Part("1", "wheel", "3.333", "1.111")])
    many: dict[str, Any] = {"quantity": "1234567.123456789", "booked": "99.5"}
    lines = [
        line(lot("L1", status="planned", source=source), **many),
        line(lot("L2", status="planned", source=bought()), name="2", shipped="0.1"),
    ]
    invoices = [
        invoice("1234.45", "paid_partially", paid="617.21", name="1"),
        invoice("12.34", kind="credit_invoice", name="2"),
    ]
    given = order(*lines, total="1.5E+4", invoices=invoices)
    shown = []
    for settings in (
        cs.Settings(),
        cs.Settings(net_credit_invoices=True, quantity_tolerance="0.5"),
    ):
        report = cs.evaluate(given, as_of=TODAY, settings=settings)
        written = serialization.write_report(report)
        assert serialization.read_report(written) == report
        shown += [cs.explain(report), written, str(report), report._repr_html_()]
    off = cs.Settings(tracing=False)
    lots = [cs.StockLot("L3", "bike", "received", quantity="1000.000000001")]
    pegging = cs.peg([given], lots, as_of=TODAY, settings=off)
    shown.append(cs.explain(cs.evaluate(given, as_of=TODAY, settings=off, pegging=pegging)))
    return "\n".join([*shown, str(cs.pipeline([report, report])), str(report.next_change)])


def test_the_decimal_context_of_the_host_changes_nothing() -> None:
    expected = everything()
    with localcontext(prec=1, rounding=ROUND_UP, capitals=0) as context:
        for trap in (Inexact, Rounded, FloatOperation, Subnormal):
            context.traps[trap] = True
        assert everything() == expected


def test_python_without_docstrings_says_the_same() -> None:
    code = "from tests.test_public import everything; print(everything())"
    run = [sys.executable, "-W", "error", "-OO", "-c", code]
    done = subprocess.run(run, capture_output=True, text=True, check=False)
    assert (done.stderr, done.stdout.rstrip("\n")) == ("", everything())
