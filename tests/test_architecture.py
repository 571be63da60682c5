"""The library is built as ARCHITECTURE.md says; and what would not be is found out."""

import inspect
import subprocess
import sys

import pytest

from costatus.rules import TABLES
from costatus.rules._table import otherwise
from tests.architecture import (
    CHECKS,
    Check,
    Module,
    cycle,
    extras_stay_at_home,
    imports_go_down,
    library,
    models_and_rules_are_pure,
    models_and_rules_import_little,
    modules_are_small,
    modules_say_what_they_are,
    nothing_is_kept_in_modules,
    predicate_faults,
    text_is_run_in_one_place,
)

MODULES = tuple(library())

ROWS = [
    (row.id, row.holds)
    for table in TABLES.values()
    for row in dict.fromkeys([*table.rows, *(goal.row for goal in table.goals)])
    if row.holds is not otherwise
]
NOTES = [note.holds for table in TABLES.values() for note in table.notes]


@pytest.mark.parametrize("check", CHECKS)
def test_every_module_keeps_to(check: Check) -> None:
    found = [f"{module.name}: {fault}" for module in MODULES for fault in check(module)]
    assert not found, f"{check.__doc__}\n" + "\n".join(found)


def test_no_modules_import_each_other() -> None:
    assert cycle(MODULES) == []


def test_predicates_only_compare() -> None:
    for row, holds in ROWS:
        assert list(predicate_faults(inspect.getsource(holds), row)) == []
    for holds in NOTES:
        assert list(predicate_faults(inspect.getsource(holds))) == []


def test_importing_costatus_loads_little() -> None:
    """No third-party package but attrs and dateutil, no extra of ours, and no zones yet."""
    code = "import sys; old = set(sys.modules); import costatus; print(*set(sys.modules) - old)"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    loaded = set(done.stdout.split())
    others = {name.partition(".")[0] for name in loaded} - set(sys.stdlib_module_names)
    assert others <= {"costatus", "attr", "attrs", "dateutil", "six"}
    assert "costatus.rules" in loaded
    packages = {"costatus.cli", "costatus.columnar", "costatus.serialization", "costatus.testing"}
    assert not loaded & {"dateutil.tz", *packages}


FOUND_OUT: list[tuple[Check, str, str, str]] = [
    (imports_go_down, "models.lots", "from costatus.rules import TABLES", "costatus.rules.TABLES"),
    (imports_go_down, "rules.order", "import costatus._evaluation.evaluate", "costatus._evaluation.evaluate is above"),
    (imports_go_down, "evaluate", "from costatus.pegging import peg", "costatus.pegging.peg is"),
    (imports_go_down, "pegging", "from costatus import Settings", "costatus is above"),
    (
        imports_go_down,
        "sweep",
        "def f():\n    from costatus import serialization",
        "line 2: costatus.serialization",
    ),
    (imports_go_down, "cli.run", "import costatus.testing", "costatus.testing is above"),
    (imports_go_down, "models.lots", "from .fields import text", ".fields.text is not a full name"),
    (extras_stay_at_home, "cli.run", "import cattrs", "cattrs belongs to costatus.serialization"),
    (extras_stay_at_home, "cliff", "from rich.text import Text", "rich belongs to costatus.cli"),
    (extras_stay_at_home, "sweep", "import requests", "requests belongs to nobody"),
    (models_and_rules_import_little, "rules.order", "from os import environ", "os.environ"),
    (models_and_rules_import_little, "models.lots", "import time", "time is not on the list"),
    (models_and_rules_are_pure, "rules.order", "open('x')", "line 1: open"),
    (models_and_rules_are_pure, "rules.order", "do = print", "line 1: print"),
    (models_and_rules_are_pure, "models.lots", "date.today()", "line 1: today()"),
    (models_and_rules_are_pure, "models.lots", "clock = datetime.now", "now of the machine's"),
    (models_and_rules_are_pure, "models.lots", "at.astimezone()", "the zone of the machine"),
    (models_and_rules_are_pure, "models.lots", "x = 0.005", "0.005 is not exact"),
    (text_is_run_in_one_place, "evaluate", "exec('x = 1')", "line 1: exec"),
    (nothing_is_kept_in_modules, "sweep", "SEEN = {}", "SEEN can be changed"),
    (nothing_is_kept_in_modules, "sweep", "seen: list[str] = list()", "seen can be changed"),
    (nothing_is_kept_in_modules, "sweep", "SEEN = dict.fromkeys('ab')", "SEEN can be changed"),
    (nothing_is_kept_in_modules, "sweep", "N = collections.Counter()", "N can be changed"),
    (nothing_is_kept_in_modules, "sweep", "class A:\n    seen = set()", "line 2: seen can be"),
    (nothing_is_kept_in_modules, "sweep", "def f():\n    global n", "line 2: global n"),
    (modules_say_what_they_are, "sweep", "# nothing", "it has no docstring"),
    (modules_are_small, "sweep", "\n" * 251, "251 lines are too many"),
]


@pytest.mark.parametrize(("check", "name", "text", "fault"), FOUND_OUT)
def test_it_is_found_out(check: Check, name: str, text: str, fault: str) -> None:
    assert any(fault in told for told in check(Module(f"costatus.{name}", text)))


def test_each_check_finds_something_out() -> None:
    assert {check for check, *_ in FOUND_OUT} == set(CHECKS)


def test_a_ring_of_imports_is_found_out() -> None:
    first = Module("costatus.nightly.due", "from costatus.nightly.sweep import sweep")
    second = Module("costatus.nightly.sweep", "from costatus import due, peg\nimport costatus.nightly.due")
    assert set(cycle([first, second])) == {"costatus.nightly.due", "costatus.nightly.sweep"}


SHIPPED = 'def shipped(line):\n    """P1. All is."""\n    return '


@pytest.mark.parametrize(
    ("text", "fault"),
    [
        (f"{SHIPPED}(line.a == 0) and (line.b > 0)", "line.a == 0 and line.b > 0 is no comparison"),
        (f"{SHIPPED}(line.a == 0) & ~(line.b > 0)", "~(line.b > 0) is no comparison"),
        (f"{SHIPPED}0 < line.a < 3", "0 < line.a < 3 is no comparison"),
        (f"{SHIPPED}line.stage in STAGES", "line.stage in STAGES is no comparison"),
        (f"{SHIPPED}line.a() > 0", "line.a() > 0 is no comparison"),
        (f"{SHIPPED}line.a > 0.5", "line.a > 0.5 is no comparison"),
        (f"{SHIPPED}order.a > 0", "order.a > 0 is no comparison"),
        (f"{SHIPPED}line.a", "line.a is no comparison"),
        (f"{SHIPPED}line.today > line.a", "the time stands on the left"),
        (f"{SHIPPED}", "nothing is no comparison"),
        (SHIPPED.replace("P1", "P2") + "line.a > 0", "its docstring does not begin with P1"),
        ("def shipped(line):\n    return line.a > 0", "it is not one function of its facts"),
        ("shipped = lambda line: line.a > 0", "it is not one function of its facts"),
        ("@cache\n" + SHIPPED + "line.a > 0", "it is not one function of its facts"),
    ],
)
def test_a_predicate_that_does_more_is_found_out(text: str, fault: str) -> None:
    (told,) = predicate_faults(text, "P1")
    assert told.startswith(fault)


def test_a_predicate_that_only_compares_is_not() -> None:
    assert not [
        *predicate_faults(f"{SHIPPED}((line.a == 0) & (line.b <= NEVER)) | (line.c > line.d)")
    ]
