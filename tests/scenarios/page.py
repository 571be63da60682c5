"""The tables at the end of docs/peers.md; `python -m tests.scenarios.page` writes them anew."""

from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

from tests.scenarios.adapter import situation
from tests.scenarios.situations import (
    DECIDED_OTHERWISE,
    NO_COUNTERPART,
    SITUATIONS,
    expected_of,
)

PAGE = Path(__file__).parents[2] / "docs" / "peers.md"
HEADING = "## Situation by situation\n"


def with_tables(page: str) -> str:
    """The page, with all that follows the heading made from the situations."""
    head, heading, _ = page.partition(HEADING)
    return head + heading + _tables()


def _tables() -> str:
    issues = [told for told in SITUATIONS.values() if told["kind"] == "issue"]
    tests = [told for told in SITUATIONS.values() if told["kind"] == "peer_test"]
    return f"""
This part is written from the test data. A row's id stands behind each answer of costatus; ≠ marks
those that differ from what the situation was taken to ask for:

{_table(["Id", "Answer", "Why"], map(_otherwise, DECIDED_OTHERWISE))}
### From bug reports

"Ours" where the report gives no figures and we chose them.

{_table(["Id", "Report", "Figures", "Answered there", "costatus"], map(_issue, issues))}
### From test suites

{_table(["Id", "Test", "Asked for there", "costatus"], map(_test, tests))}"""


def _table(head: list[str], rows: Iterable[Iterable[str]]) -> str:
    rule = ["---"] * len(head)
    return "".join(f"| {' | '.join(cells)} |\n" for cells in (head, rule, *rows))


def _otherwise(id_: str) -> Iterable[str]:
    otherwise = DECIDED_OTHERWISE[id_]
    return id_, f"{otherwise.word} `{otherwise.row}`", otherwise.why


def _issue(told: Mapping[str, Any]) -> Iterable[str]:
    repo, number, title = (told["source"][key] for key in ("repo", "number", "title"))
    link = f"[{repo} {number}](https://github.com/{repo}/issues/{number}): {title}"
    figures = "ours" if told["numbers_assumed"] else "theirs"
    return told["id"], link, figures, _told(told["peer_wrong"]), _answers(told)


def _test(told: Mapping[str, Any]) -> Iterable[str]:
    source = told["source"]
    repo = source["repo"].partition(" (")[0]
    file = Path(source["path"].partition(" (")[0]).name
    name = f"{repo}, {file}: {source['test']}"
    return told["id"], name, _told(told["peer_expected"]), _answers(told)


def _told(words: Mapping[str, Any]) -> str:
    return ", ".join(f"{name}: {value}" for name, value in words.items())


def _answers(told: Mapping[str, Any]) -> str:
    """Our answers to all that a situation asks, each with the rows that decide it."""
    if told["id"] in NO_COUNTERPART:
        return NO_COUNTERPART[told["id"]]
    report = situation(told["given"]).report()
    answers = []
    for expected in expected_of(told):
        decision = expected.decision(report)
        mark = "" if expected.is_met_by(decision) else "≠ "
        about = expected.family + (f" {expected.target}" if expected.target else "")
        if decision is None:
            answers.append(f"{mark}{about}: none `P0`")
            continue
        percent = f" {decision.percent} %" if decision.percent not in {None, 0, 100} else ""
        rows = ", ".join(f"`{row}`" for row in dict.fromkeys(r.row for r in decision.reasons))
        answers.append(f"{mark}{about}: {decision.status.label}{percent} {rows}")
    return "; ".join(answers)


if __name__ == "__main__":
    PAGE.write_text(with_tables(PAGE.read_text(encoding="utf-8")), encoding="utf-8")
