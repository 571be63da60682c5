"""The table of every reason code on docs/reasons.md, with the facts that each has.

`python -m tests.docs.reason_page` writes it.
"""

from collections.abc import Iterator
from pathlib import Path

from costatus.rules import TABLES
from costatus.rules.reason_codes import ReasonCode
from costatus.rules.reason_facts import facts_of
from tests.cases.case import CASES, MOVES, NOTES

PAGE = Path(__file__).parents[2] / "docs" / "reasons.md"
_HEADING = "## Every code\n"
_REFUSALS = frozenset(
    {
        ReasonCode.ASSIGNED_AUTOMATICALLY,
        ReasonCode.CANCELED_IS_FINAL,
        ReasonCode.ARCHIVED_IS_FINAL,
        ReasonCode.NOT_FINISHED,
    }
)


def facts_by_code() -> dict[ReasonCode, list[str]]:
    """Return the facts of each code: of its sentence, and of the rows and notes that give it.

    What a row or note gives is read from the cases; those with one function of evidence share it.
    """
    evidence: dict[tuple[str, ReasonCode | None, str | None], object] = {}
    for family, table in TABLES.items():
        for row in table.rows:
            evidence[family, row.code, row.id] = row.evidence
        for note in table.notes:
            evidence[family, note.code, None] = note.evidence
    given: dict[object, set[str]] = {}
    for case in CASES:
        if case.family == MOVES:
            continue
        for key, decision in case.given.report().decisions():
            family = key.source_kind or key.family
            for reason in (*decision.reasons, *decision.notes):
                one = family, reason.code, reason.row
                given.setdefault(evidence.get(one, reason.code), set()).update(reason.facts)
    facts = {code: {*facts_of(code), *given.get(code, ())} for code in ReasonCode}
    for (_, code, _), function in evidence.items():
        if code is not None:
            facts[code] |= given.get(function, set())
    for code in _REFUSALS:
        facts[code].add("stage")
    return {code: sorted(named) for code, named in facts.items()}


def _where(code: ReasonCode) -> str:
    """Return the rows of a code, and the families where it is a note."""
    rows = [row.id for table in TABLES.values() for row in table.rows if row.code is code]
    notes = [family for family, note in NOTES if note is code and note not in _REFUSALS]
    found = [", ".join(f"`{row}`" for row in dict.fromkeys(rows))] if rows else []
    if notes:
        found.append(f"note: {', '.join(notes)}")
    return "; ".join(found) or "refused move"


def _lines() -> Iterator[str]:
    yield "| Code | Label | Row, or where it is a note | Facts |"
    yield "| --- | --- | --- | --- |"
    for code, facts in facts_by_code().items():
        named = ", ".join(f"`{fact}`" for fact in facts) or "none"
        yield f"| `{code.name}` | {code.label} | {_where(code)} | {named} |"


def page(text: str) -> str:
    """Return the page with its table written again."""
    head, heading, rest = text.partition(_HEADING)
    _, after, others = rest.partition("\n## ")
    return head + heading + "\n" + "\n".join(_lines()) + "\n" + after + others


if __name__ == "__main__":
    PAGE.write_text(page(PAGE.read_text(encoding="utf-8")), encoding="utf-8")
