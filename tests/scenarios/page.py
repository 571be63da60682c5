"""The tables at the end of docs/peers.md; `python -m tests.scenarios.page` writes them."""

from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import Any

from tests.scenarios.adapter import situation
from tests.scenarios.situations import (
    DECIDED_OTHERWISE,
    NO_COUNTERPART,
    NO_POLICY,
    POLICIES,
    SITUATIONS,
    expected_of,
)

PAGE = Path(__file__).parents[2] / "docs" / "peers.md"
HEADING = "## Situation by situation\n"


def with_tables(page: str) -> str:
    """Return the page, with all that follows the heading made from the situations."""
    head, heading, _ = page.partition(HEADING)
    return head + heading + _tables()


def _tables() -> str:
    issues = [each for each in SITUATIONS.values() if each["kind"] == "issue"]
    tests = [each for each in SITUATIONS.values() if each["kind"] == "peer_test"]
    return f"""
{len(issues)} situations from threads and {len(tests)} from test suites, translated to the facts of
costatus. The tables are made from the test data that the answers are checked with. An answer is
followed by the rows that decide it. ≠ marks an answer other than the one that we took the situation
to expect:

{_table(["Case", "Answer", "Why"], map(_otherwise, DECIDED_OTHERWISE))}
Another policy gives another answer to these:

{_table(["Case", "For the other answer"], _alternatives())}
### From threads

Where a thread gives no figures they are ours.

{_table(["Case", "Thread", "Figures", "Found there", "costatus"], map(_issue, issues))}
### From test suites

{_table(["Case", "Test", "Expected there", "costatus"], map(_test, tests))}"""


def _table(head: list[str], rows: Iterable[Iterable[str]]) -> str:
    rule = ["---"] * len(head)
    return "".join(f"| {' | '.join(cells)} |\n" for cells in (head, rule, *rows))


def _otherwise(id_: str) -> Iterable[str]:
    otherwise = DECIDED_OTHERWISE[id_]
    return id_, _answer(otherwise.status, otherwise.percent, [otherwise.row]), otherwise.why


def _alternatives() -> Iterator[Iterable[str]]:
    for id_, setting in POLICIES.items():
        yield id_, f"Set `{setting}`."
    yield from NO_POLICY.items()


def _issue(data: Mapping[str, Any]) -> Iterable[str]:
    repo, number, title = (data["source"][key] for key in ("repo", "number", "title"))
    link = f"[{repo} #{number}](https://github.com/{repo}/issues/{number}): {title}"
    figures = "ours" if data["numbers_assumed"] else "theirs"
    return data["id"], link, figures, _listed(data["peer_wrong"]), _answers(data)


def _test(data: Mapping[str, Any]) -> Iterable[str]:
    source = data["source"]
    repo = source["repo"].partition(" (")[0]
    file = Path(source["path"].partition(" (")[0]).name
    name = f"{repo}, {file}: {source['test']}"
    return data["id"], name, _listed(data["peer_expected"]), _answers(data)


def _listed(statuses: Mapping[str, Any]) -> str:
    return ", ".join(f"{name}: {value}" for name, value in statuses.items())


def _answers(data: Mapping[str, Any]) -> str:
    """Return our answers to all that a situation expects, each with the rows that decide it."""
    if data["id"] in NO_COUNTERPART:
        return NO_COUNTERPART[data["id"]]
    report = situation(data["given"]).report()
    answers = []
    for expected in expected_of(data):
        decision = expected.decision(report)
        mark = "" if expected.is_met_by(decision) else "≠ "
        about = expected.family + (f" {expected.target}" if expected.target else "")
        if decision is None:
            answer = _answer("none", None, ["P0"])
        else:
            rows = [str(reason.row) for reason in decision.reasons]
            answer = _answer(decision.status.label, decision.percent, rows)
        answers.append(f"{mark}{about}: {answer}")
    return "; ".join(answers)


def _answer(status: str, percent: int | None, rows: Iterable[str]) -> str:
    part = f" {percent} %" if percent not in {None, 0, 100} else ""
    return f"{status}{part} {', '.join(f'`{row}`' for row in dict.fromkeys(rows))}"


if __name__ == "__main__":
    PAGE.write_text(with_tables(PAGE.read_text(encoding="utf-8")), encoding="utf-8")
