"""Sentences, labels and explanations in other languages, the language being an argument."""

import importlib
import os
import re
import subprocess
import sys
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import date, datetime
from decimal import ROUND_UP, Decimal, FloatOperation, Inexact, localcontext
from functools import cache
from zoneinfo import ZoneInfo

import hypothesis
import pytest
from babel import Locale
from babel.messages import Catalog

import costatus as cs
from costatus import languages
from costatus.languages._translation import Translation
from costatus.rules._templates import Fact, plain
from costatus.serialization import read_report, write_report
from costatus.testing import Situation, situations
from tests.cases.build import TODAY, bought, day, line, lot, order
from tests.languages.catalogue import TRANSLATED, messages, path_of, read
from tests.reference.workload import workload

Said = tuple[cs.Reason | cs.NextBetterStatus, str]
REPORT = cs.evaluate(
    order(line(lot(status="planned", source=bought(expected_on=day(9))))), as_of=TODAY
)


def reason(code: str, **facts: Fact) -> cs.Reason:
    subject = cs.Subject(cs.SubjectKind.TRANSFER, "TO-1")
    return cs.Reason(cs.ReasonCode(code), "T2a", subject, facts, None, cs.SourceStatus.DELAYED)


def said(language: str, code: str, **facts: Fact) -> str:
    """Return what is said of a transfer order, behind the colon."""
    sentence = languages.load(language).sentence(reason(code, **facts))
    return sentence.partition(": ")[2].removesuffix(". [T2a]")


@pytest.mark.parametrize(
    ("language", "one", "more"),
    [
        ("de", "vor 1 Tag", "vor {} Tagen"),
        ("es", "hace 1 día", "hace {} días"),
        ("et", "1 päev tagasi", "{} päeva tagasi"),
    ],
)
def test_a_number_has_its_plural_form(language: str, one: str, more: str) -> None:
    for days in (0, 1, 2, 5, 21):
        sentence = said(language, "to_arrival_passed", expected_on=TODAY, days=days)
        assert sentence.endswith(f", {one}" if days == 1 else f", {more.format(days)}")


@pytest.mark.parametrize(
    ("number", "expected"),
    [
        ("1.00", "1 von 2 ist bezahlt"),
        ("1.5", "1,5 von 2 sind bezahlt"),
        ("0", "0 von 2 sind bezahlt"),
        ("-12345.50", "-12.345,5 von 2 sind bezahlt"),
        ("999999999999999999.999999999", "999.999.999.999.999.999,999999999 von 2 sind bezahlt"),
        ("1E+3", "1.000 von 2 sind bezahlt"),
        ("1E-9", "0,000000001 von 2 sind bezahlt"),
    ],
)
def test_numbers_are_exact_whatever_the_host_sets_for_its_own(number: str, expected: str) -> None:
    facts: dict[str, Fact] = {"settled": Decimal(number), "payable": Decimal(2), "unknown": 0}
    with localcontext(prec=1, rounding=ROUND_UP) as context:
        context.traps[Inexact] = context.traps[FloatOperation] = True
        assert said("de", "partly_paid", **facts) == expected


def test_days_and_numbers_follow_the_territory() -> None:
    facts: dict[str, Fact] = {"settled": Decimal("1234.5"), "payable": Decimal(2), "unknown": 0}
    assert said("de", "partly_paid", **facts).startswith("1.234,5 von 2 ")
    assert said("es_MX", "partly_paid", **facts) == "se han pagado 1,234.5 de 2"
    assert said("et", "partly_paid", **facts) == "summast 2 on tasutud 1\N{NO-BREAK SPACE}234,5"


@pytest.mark.parametrize(
    ("language", "expected"),
    [
        ("de", "er hätte bis zum 25.10.2026, 02:30 fertig sein sollen"),
        ("es", "la orden debía terminar a más tardar el 25 oct 2026, 2:30"),
        ("et", "see pidi olema valmis hiljemalt 25. okt 2026 02:30"),
    ],
)
def test_a_moment_is_shown_in_its_own_zone(language: str, expected: str) -> None:
    finish = datetime(2026, 10, 25, 2, 30, tzinfo=ZoneInfo("Europe/Tallinn"), fold=1)
    subject = cs.Subject(cs.SubjectKind.MANUFACTURING, "MO-1")
    late = cs.Reason(cs.ReasonCode.MO_FINISH_PASSED, None, subject, {"planned_finish": finish})
    assert f": {expected}." in languages.load(language).sentence(late)


def test_what_is_not_known_is_said_to_be_unknown() -> None:
    facts: dict[str, Fact] = {"lot": "L-1", "source": None, "expected_on": None, "needed_by": None}
    assert said("et", "part_not_received_on_time", **facts) == (
        "selle jaoks vajalik partii L-1 ei ole õigel ajal laekunud (eeldatav kuupäev: teadmata)"
    )


def test_at_most_five_objects_are_named() -> None:
    names = tuple(cs.Subject(cs.SubjectKind.INVOICE, str(n)) for n in range(5))
    assert said("es", "refund_outstanding", invoices=names, others=2).startswith(
        "la factura 0, la factura 1, la factura 2, la factura 3, la factura 4 y 2 más no están "
    )
    assert "Rechnung 4 und 1 weiteres Objekt" in said(
        "de", "refund_outstanding", invoices=names, others=1
    )


def test_a_report_is_explained_in_a_language() -> None:
    assert languages.load("de").explain(REPORT).splitlines()[4:9] == [
        "  > Was das ändern würde: Versandbereit, wenn die gesamte offene Menge eingeht.",
        "",
        "Position 1: Verspätet",
        (
            "  - Position CO-1/1 ist verspätet: Bestellung PO-1 wird am 03.12.2026 erwartet, 2 "
            "Tage nach dem zugesagten Termin 01.12.2026 (von der offenen Menge 10 sind 10 "
            "verspätet). [P6p]"
        ),
        (
            "  > Was das ändern würde: Termingerecht erwartet, wenn Bestellung PO-1 vor dem "
            "01.12.2026 erwartet wird."
        ),
    ]
    assert languages.load("en").explain(REPORT) == cs.explain(REPORT)


def test_english_is_built_in() -> None:
    for english in (languages.load("en"), languages.load("en-GB")):
        decision = REPORT.lines[0].product
        assert decision is not None
        assert decision.next_better is not None
        assert english.label(cs.PurchaseStage.RFQ) == "RFQ"
        assert english.decision(decision) == "Delayed"
        assert english.sentence(decision.reasons[0]) == str(decision.reasons[0])
        assert english.advice(decision.next_better) == str(decision.next_better)


def test_a_language_is_shown_by_its_code() -> None:
    shown = [repr(languages.load(code)) for code in ("en-GB", "de", "es-MX")]
    assert shown == ["<Language en>", "<Language de>", "<Language es_MX>"]


def test_a_partial_status_has_its_percent() -> None:
    part = cs.Decision(cs.PaymentStatus.PART_PAID, 40)
    assert languages.load("de").decision(part) == "Teilweise bezahlt, 40 %"
    assert languages.load("et").decision(part) == "Osaliselt tasutud, 40%"
    assert languages.load("es").decision(cs.Decision(cs.PaymentStatus.PAID, 100)) == "Pagado"


def test_lines_without_a_status_are_explained() -> None:
    given = order(line(kind="non_inventory"), line(name="2"), stage="shipped")
    explained = languages.load("et").explain(cs.evaluate(given, as_of=TODAY))
    assert "\nRida 1: laokaupa ei ole vaja\n" in explained


@pytest.mark.parametrize(
    ("language", "advice"),
    [
        ("german", "did you mean 'de'?"),
        ("Deutsch", "did you mean 'de'?"),
        ("espanol", "did you mean 'es'?"),
        ("Estonian", "did you mean 'et'?"),
        ("fr", "send one of these"),
        ("de-QQ", "send one of these"),
        ("", "send one of these"),
        ("\ud800", "send one of these"),
    ],
)
def test_an_unknown_language_is_refused_with_those_that_there_are(
    language: str, advice: str
) -> None:
    with pytest.raises(cs.InvalidInput) as refused:
        languages.load(language)
    (fault,) = refused.value.faults
    assert fault.expected == "one of de, en, es, et, or one with a territory, such as de-CH"
    assert fault.advice == advice


def test_without_babel_the_extra_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "babel", None)
    monkeypatch.delitem(sys.modules, "costatus.languages")
    with pytest.raises(ImportError, match=r'pip install "costatus\[i18n\]"'):
        importlib.import_module("costatus.languages")


def test_a_refused_move_is_explained() -> None:
    with pytest.raises(cs.MoveRefused) as refused:
        cs.archive(order(line(), stage="confirmed"))
    assert languages.load("es").sentence(refused.value.reason) == (
        "El pedido CO-1: solo se puede archivar un pedido entregado o cancelado (estado "
        "«Confirmado»)."
    )


def test_two_languages_at_once_do_not_disturb_each_other() -> None:
    expected = {each: languages.load(each).explain(REPORT) for each in languages.LANGUAGES}
    assert len(set(expected.values())) == 4
    wanted = list(languages.LANGUAGES) * 25
    with ThreadPoolExecutor(8) as pool:
        found = pool.map(lambda each: languages.load(each).explain(REPORT), wanted)
    assert list(found) == [expected[each] for each in wanted]


def test_the_locale_of_the_process_is_not_read_or_changed() -> None:
    code = """
import locale
def refuse(*_): raise AssertionError("the locale of the process")
locale.setlocale = locale.getlocale = locale.localeconv = refuse
from tests.languages.test_languages import REPORT
from costatus import languages
print(languages.load("de").explain(REPORT))
"""
    strange = {"LC_ALL": "xx_YY", "LANGUAGE": "es:et", "LANG": "C", "TZ": "Asia/Tokyo"}
    done = subprocess.run(
        [sys.executable, "-X", "utf8", "-c", code],
        env={**os.environ, **strange},
        capture_output=True,
        text=True,
        encoding="utf-8",
        check=False,
    )
    assert done.stdout == languages.load("de").explain(REPORT) + "\n", done.stderr


def spoken(report: cs.OrderReport) -> Iterator[cs.Reason | cs.NextBetterStatus]:
    """Yield every reason, note and advice of a report."""
    for _, decision in report.decisions():
        yield from decision.reasons
        yield from decision.notes
        if decision.next_better is not None:
            yield decision.next_better


def say(language: languages.Language, each: cs.Reason | cs.NextBetterStatus) -> str:
    return language.sentence(each) if isinstance(each, cs.Reason) else language.advice(each)


@cache
def english_words(language: str) -> frozenset[str]:
    """Return the words of English messages that no message of the language has."""
    word = re.compile(r"[a-z]+")
    own = {
        each for one in read(path_of(language)) for each in word.findall(str(one.string).lower())
    }
    english = {each for _, text, _ in messages() for each in word.findall(text.lower())}
    return frozenset(english - own)


def check(language: str, each: cs.Reason | cs.NextBetterStatus) -> None:
    """No field and no English is left; ids may look like either, so they are taken out."""
    text = say(languages.load(language), each)
    ids: list[str] = []
    named: list[object] = [each.subject, each.cause] if isinstance(each, cs.Reason) else []
    for fact in each.facts.values():
        named += fact if isinstance(fact, tuple) else [fact]
    for one in named:
        if isinstance(one, cs.Subject):
            ids += [part for part in (one.parent, one.id) if part]
        elif type(one) is str:
            ids.append(one)
    for one in sorted(ids, key=len, reverse=True):
        text = text.replace(one, "")
    assert not {"{", "}"} & set(text), text
    words = set(re.findall(r"[^\W\d_]+", re.sub(r"\[\w+\]$", "", text).lower()))
    assert not words & english_words(language), text


@hypothesis.settings(max_examples=40)
@hypothesis.given(situations())
def test_every_reason_note_and_advice_is_said_in_each_language(situation: Situation) -> None:
    for report in situation.evaluate():
        for each in spoken(report):
            for language in TRANSLATED:
                check(language, each)


@pytest.mark.parametrize("tracing", [True, False])
def test_a_report_from_json_is_said_in_the_same_words(tracing: bool) -> None:
    german = languages.load("de")
    supply: list[cs.StockLot] | None = None if tracing else []
    settings = cs.Settings(tracing=tracing)
    for report in cs.sweep(workload(60, odd=0.5), as_of=TODAY, settings=settings, lots=supply):
        assert isinstance(report, cs.OrderReport)
        for each in spoken(report):
            check("et", each)
        read_back = read_report(write_report(report))
        reasons = (each for each in spoken(report) if isinstance(each, cs.Reason))
        assert list(map(german.sentence, reasons)) == [
            german.sentence(each) for each in spoken(read_back) if isinstance(each, cs.Reason)
        ]


class _AsBuiltIn(Translation):
    """Says what the built-in English says, from messages that are their own translation."""

    def _day(self, day: date) -> str:
        return day.isoformat(" ", "minutes") if isinstance(day, datetime) else str(day)

    def _number(self, number: Decimal | int) -> str:
        return plain(number) if isinstance(number, Decimal) else str(number)


def test_the_messages_themselves_say_what_english_says() -> None:
    """But for small numbers of days, which English writes as words."""
    own = Catalog("en")
    for context, text, _ in messages():
        said = {"it": "it", "of it": "its"}.get(context, text)
        own.add(text, said.replace("{days}", "{days:one day/{days} days}"), context=context)
    english = _AsBuiltIn(Locale("en", "GB"), own)
    count = 0
    for report in cs.sweep(workload(100, odd=0.5), as_of=TODAY):
        assert isinstance(report, cs.OrderReport)
        for each in spoken(report):
            if each.facts.get("days") not in {0, *range(2, 10)}:
                assert say(english, each) == str(each)
                count += 1
    assert count > 1000
