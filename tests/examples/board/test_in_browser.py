"""The board in headless Chromium: what it shows, and that everybody can use it."""

import importlib.resources
import json
from pathlib import Path
from typing import Any

import pytest

import costatus as cs
from costatus.serialization import Snapshot
from tests.examples.board.browser import Browser
from tests.examples.board.conftest import AS_OF
from tests.examples.board.test_page import DATA, HOSTILE, hostile

VIEWS = ("pipeline", "orders", "items")


def open_page(tab: Browser, page: Path, **screen: Any) -> None:
    tab.open(page.as_uri(), **screen)


def show(tab: Browser, view: str) -> None:
    tab.run(f"document.querySelector('#views [value={view}]').click()")
    tab.settle()


def find(tab: Browser, text: str = "", status: str = "") -> str:
    """Filter, and return what the live region says."""
    for id_, value in (("text", text), ("status", status)):
        change = f"e.value = {json.dumps(value)}; e.dispatchEvent(new Event('input'))"
        tab.run(f"{{ const e = document.getElementById('{id_}'); {change} }}")
    tab.settle()
    count: str = tab.run("document.getElementById('count').textContent")
    return count


def text_of(tab: Browser, selector: str) -> list[str]:
    """Return the text of every element."""
    script = f"[...document.querySelectorAll({json.dumps(selector)})].map((e) => e.textContent)"
    texts: list[str] = tab.run(script)
    return texts


def stages(tab: Browser) -> list[str]:
    """Return what the heads of the pipeline say."""
    script = "(head) => [...head.children].map((e) => e.textContent).join(' ')"
    heads: list[str] = tab.run(f"[...document.querySelectorAll('.stage summary')].map({script})")
    return heads


def focused(tab: Browser) -> str:
    name: str = tab.run("document.activeElement.textContent")
    return name


@pytest.fixture(scope="module")
def reports(bicycle: Snapshot) -> list[cs.OrderReport]:
    return [cs.evaluate(order, as_of=AS_OF) for order in bicycle.orders]


def test_nothing_is_requested_and_the_console_is_empty(tab: Browser, page: Path) -> None:
    for width in (1280, 390):
        open_page(tab, page, width=width)
        for view in VIEWS:
            show(tab, view)
            tab.run("document.querySelector('.opener').click()")
            tab.run("document.getElementById('close').click()")
        requested = [each["request"]["url"] for each in tab.named("Network.requestWillBeSent")]
        assert requested == [page.as_uri()]
        for event in ("Runtime.exceptionThrown", "Runtime.consoleAPICalled", "Log.entryAdded"):
            assert tab.named(event) == []


def test_the_policy_forbids_every_request_and_markup_made_of_text(tab: Browser, page: Path) -> None:
    open_page(tab, page)
    assert tab.run("fetch('http://127.0.0.1:9/').catch(() => 'refused')") == "refused"
    (told, *_) = tab.named("Log.entryAdded")
    assert "Content Security Policy" in told["entry"]["text"]
    with pytest.raises(RuntimeError, match="TrustedHTML"):
        tab.run("document.body.innerHTML = 'text'")


def test_the_pipeline_has_the_counts_and_totals(
    tab: Browser, page: Path, reports: list[cs.OrderReport]
) -> None:
    open_page(tab, page)
    assert stages(tab) == [
        f"{each.stage.label} {each.count} orders {each.total:,.2f}" for each in cs.pipeline(reports)
    ]
    in_pipeline = sum(each.count for each in cs.pipeline(reports))
    assert find(tab) == f"{in_pipeline} of {in_pipeline} orders in the pipeline"


def test_totals_are_exact_and_unknown_ones_are_counted_apart(
    tab: Browser, example: Any, tmp_path: Path
) -> None:
    totals = ["900719925474099.31", "0.1", "0.205", None]
    orders = [cs.CustomerOrder(f"CO-{n}", "quotation", total=each) for n, each in enumerate(totals)]
    file = tmp_path / "board.html"
    file.write_text(example.board(Snapshot(orders=orders), AS_OF), encoding="utf-8")
    open_page(tab, file)
    first, *others = stages(tab)
    assert first == "Quotation 4 orders 900,719,925,474,099.615 and 1 without a total"
    assert all("0 orders 0.00" in other for other in others)
    assert "900,719,925,474,099.31" in text_of(tab, ".card")[0]


@pytest.mark.parametrize("view", ["orders", "items"])
def test_a_list_grows_until_it_has_every_row(
    tab: Browser, page: Path, bicycle: Snapshot, view: str
) -> None:
    open_page(tab, page)
    show(tab, view)
    assert tab.run("document.querySelectorAll('tbody tr').length") < 200
    while tab.run("document.querySelector('.more') !== null"):
        tab.run("document.querySelector('.more')?.scrollIntoView()")
        tab.settle()
    names = {
        "orders": [order.id for order in bicycle.orders],
        "items": [f"{order.id}/{line.id}" for order in bicycle.orders for line in order.lines],
    }
    assert text_of(tab, "tbody .opener") == names[view]


def test_orders_are_filtered_by_text_and_status(
    tab: Browser, page: Path, bicycle: Snapshot, reports: list[cs.OrderReport]
) -> None:
    open_page(tab, page)
    show(tab, "orders")
    late = [each for each in reports if each.status_of("product") == "delayed"]
    assert find(tab, status="product delayed") == f"{len(late)} of 300 orders"
    assert text_of(tab, "tbody .opener")[:50] == [each.order_id for each in late][:50]
    assert find(tab, text=f" {late[0].order_id.lower()} ", status="product delayed") == (
        "1 of 300 orders"
    )
    behind = [
        (report, line)
        for report in reports
        for line in report.lines
        if any(source.status == "received" for source in line.sources)
    ]
    lines = sum(len(order.lines) for order in bicycle.orders)
    show(tab, "items")
    assert find(tab, status="source received") == f"{len(behind)} of {lines} items"
    assert find(tab, text="no such thing") == f"0 of {lines} items"


def test_the_details_have_every_sentence_of_the_report(
    tab: Browser, page: Path, reports: list[cs.OrderReport]
) -> None:
    report = next(each for each in reports if each.status_of("product") == "delayed")
    open_page(tab, page)
    show(tab, "orders")
    find(tab, report.order_id)
    tab.run("document.querySelector('tbody td').click()")
    expected = []
    for _, decision in report.decisions():
        expected += [str(reason) for reason in decision.reasons]
        expected += [f"Note: {note}" for note in decision.notes]
        if decision.next_better:
            expected.append(f"What would change it: {decision.next_better}.")
    assert sorted(text_of(tab, "dialog li")) == sorted(expected)
    assert f"changes next on {report.next_change}" in text_of(tab, "dialog p")[0]


def test_a_badge_opens_the_details_at_its_own_section(tab: Browser, page: Path) -> None:
    open_page(tab, page)
    source = text_of(tab, ".badges .badge b")[0]
    tab.run("document.querySelector('.badges .badge').click()")
    assert focused(tab) == f"Purchase order {source}"


def test_everything_is_reached_by_keyboard(tab: Browser, page: Path) -> None:
    open_page(tab, page)
    for name in ("Dark", "Sales pipeline", "Orders"):
        tab.press("Tab")
        assert focused(tab) == name
    tab.press("Enter")
    assert text_of(tab, "[aria-pressed=true]") == ["Orders"]
    tab.press("Tab")
    tab.press("Tab")
    for letter in "co-002":
        tab.press(letter)
    assert text_of(tab, "#count") == ["1 of 300 orders"]
    tab.press("Tab")
    tab.press("Tab")
    assert focused(tab) == "CO-002"
    outline = "getComputedStyle(document.activeElement).outlineWidth"
    assert tab.run(outline) == "3px"
    tab.press("Enter")
    assert focused(tab) == "Order CO-002"
    tab.press("Tab", shift=True)
    assert focused(tab) == "Close"
    tab.press("Escape")
    assert tab.run("document.getElementById('details').open") is False
    assert focused(tab) == "CO-002"


@pytest.mark.parametrize("view", VIEWS)
def test_ids_are_text_never_markup(tab: Browser, example: Any, tmp_path: Path, view: str) -> None:
    file = tmp_path / "board.html"
    file.write_text(example.board(hostile(), AS_OF), encoding="utf-8")
    open_page(tab, file)
    show(tab, view)
    shown = tab.run(
        "[...document.querySelectorAll('.opener bdi:first-child')].map((e) => e.textContent)"
    )
    assert shown == [*HOSTILE[:3], "\\u202eCO\u2028\\u2069"]
    for row in range(len(HOSTILE)):
        tab.run(f"document.querySelectorAll('.opener')[{row}].click()")
        tab.run("document.getElementById('close').click()")
    assert tab.run("document.querySelectorAll('img, script').length") == 2
    assert tab.named("Log.entryAdded") == tab.named("Runtime.exceptionThrown") == []


@pytest.mark.parametrize(("width", "scheme"), [(1280, "light"), (390, "dark")])
def test_axe_finds_nothing(tab: Browser, page: Path, scheme: str, width: int) -> None:
    axe = importlib.resources.files("axe_core_python") / "axe.min.js"
    open_page(tab, page, width=width, scheme=scheme)
    tab.run(axe.read_text(encoding="utf-8"))
    assert tab.run("getComputedStyle(document.body).colorScheme") == scheme
    found = (
        "axe.run().then(({ violations }) => violations.map(({ id, nodes }) => [id, nodes[0].html]))"
    )
    find(tab, "co-00")
    for view in VIEWS:
        show(tab, view)
        assert tab.run(found) == []
    tab.run("document.querySelector('.opener').click()")
    assert tab.run(found) == []


def test_the_button_chooses_light_or_dark(tab: Browser, page: Path) -> None:
    open_page(tab, page, scheme="dark")
    background = "getComputedStyle(document.body).backgroundColor"
    dark = tab.run(background)
    assert text_of(tab, "header [aria-pressed=true]") == ["Dark"]
    tab.run("document.getElementById('dark').click()")
    assert tab.run(background) != dark
    assert text_of(tab, "header [aria-pressed=false]") == ["Dark"]


def test_five_thousand_orders(
    tab: Browser, page: Path, example: Any, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """Only what is shown is rendered. The times are printed, not asserted: machines differ."""
    text = page.read_text("utf-8")
    found = DATA.search(text)
    assert found
    data = json.loads(found[1])
    data["orders"] = [
        {**each, "id": f"{each['id']}-{n}"} for n in range(17) for each in data["orders"]
    ]
    file = tmp_path / "board.html"
    file.write_text(text.replace(found[1], example._json(data)), encoding="utf-8")
    open_page(tab, file)
    ready = tab.run("performance.getEntriesByType('navigation')[0].domComplete")
    timed = (
        "(() => { const start = performance.now(); show('%s'); document.body.offsetHeight;"
        " return performance.now() - start; })()"
    )
    times = {view: tab.run(timed % view) for view in VIEWS}
    assert find(tab, "co-007-").startswith(f"{17 * len(data['orders'][6]['lines'])} of ")
    with capsys.disabled():
        shown = ", ".join(f"{view} {took:.0f} ms" for view, took in times.items())
        print(f" 5,100 orders, {file.stat().st_size / 1e6:.1f} MB: ready {ready:.0f} ms, {shown}")
    for view in VIEWS:
        show(tab, view)
        find(tab)
        assert tab.run("document.querySelectorAll('*').length") < 10_000
