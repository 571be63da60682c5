"""A language that has a catalogue: its templates are filled with facts, as it writes them.

The msgids are the English texts, each in a context: a label in that of its vocabulary, a sentence
about a status in that of the status, the template of a reason in "reason", and so on.
"""

from collections.abc import Mapping
from datetime import date, datetime
from decimal import Decimal
from typing import Any, Final, TypeAlias

from babel import Locale
from babel.dates import format_date, format_time, get_datetime_format
from babel.lists import format_list
from babel.messages import Catalog
from babel.numbers import format_decimal

from costatus._evaluation.decision import Decision, NextBetterStatus
from costatus.explanation import Language, Phrase
from costatus.models.quantities import exactly
from costatus.models.statuses import Term
from costatus.rules._reasons import PHRASES, Reason
from costatus.rules._subject import Subject
from costatus.rules._templates import Fact, parse_template, plain
from costatus.rules.messages import SENTENCES
from costatus.rules.reason_codes import SubjectKind

Words: TypeAlias = Mapping[str, str]
"""Fields that are texts already."""

PERCENT: Final = "{status}, {percent} %"
IF: Final = "{status}, if {change}"
NOTE: Final = "{subject}: {sentence}."
OTHERS: Final = "{others} {others:other/others}"
UNKNOWN: Final = "unknown"
LOT_FROM: Final = "{lot} from {source}"

_TAGS: Final = ("zero", "one", "two", "few", "many", "other")
_NOTHING: Final[Mapping[str, Any]] = {}


def named(kind: SubjectKind) -> str:
    """Return the msgid of an object of that kind; of what belongs to it, behind "of "."""
    return f"{kind.label} {{name}}"


def stated(status: Term) -> str:
    """Return the msgid of a sentence that states the status."""
    return f"{{subject}}{PHRASES[id(status)]}{{sentence}}."


class Translation(Language):
    """A language with a catalogue and a locale."""

    __slots__ = ("_datetimes", "_locale", "_tags", "_templates")

    def __init__(self, locale: Locale, catalogue: Catalog) -> None:
        self._locale: Locale = locale
        self._templates: Mapping[tuple[str | None, Any], Any] = {
            (each.context, each.id): parse_template(str(each.string)) for each in catalogue
        }
        rule = locale.plural_form
        self._tags: list[str] = [tag for tag in _TAGS if tag in {*rule.tags, "other"}]
        self._datetimes: str = str(get_datetime_format("medium", locale=locale))

    def __repr__(self) -> str:
        return f"<Language {self._locale}>"

    def _label(self, term: Term) -> str:
        return self._translated(type(term).__name__, term.label)

    def _decision(self, decision: Decision[Any]) -> str:
        label = self._label(decision.status)
        if decision.percent in {None, 0, 100}:
            return label
        return self._translated("explanation", PERCENT, status=label, percent=str(decision.percent))

    def _sentence(self, reason: Reason) -> str:
        template = self._templates["reason", SENTENCES[reason.code]]
        text = self._filled(template, reason.facts, self._causes(reason))
        subject = self._name(reason.subject)
        words = {"subject": subject[:1].upper() + subject[1:], "sentence": text}
        status = reason.status
        if status is None:
            return self._translated("reason", NOTE, **words)
        text = self._translated(type(status).__name__, stated(status), **words)
        return text if reason.row is None else f"{text} [{reason.row}]"

    def _advice(self, better: NextBetterStatus) -> str:
        text = self._filled(self._templates["advice", better.template], better.facts)
        if better.status is None:
            return text
        return self._translated("advice", IF, status=self._label(better.status), change=text)

    def _day(self, day: date) -> str:
        written = format_date(day, "medium", locale=self._locale)
        if not isinstance(day, datetime):
            return written
        clock = format_time(day.replace(tzinfo=None), "short", locale=self._locale)
        return self._datetimes.format(clock, written)

    def _phrase(self, phrase: Phrase, **words: str) -> str:
        return self._translated("explanation", phrase.value, **words)

    def _translated(self, context: str, text: str, **words: str) -> str:
        return self._filled(self._templates[context, text], _NOTHING, words)

    def _filled(self, template: Any, facts: Mapping[str, Fact], words: Words = _NOTHING) -> str:
        parts: list[str] = []
        for piece in template:
            parts.append(piece.literal)
            name = piece.name
            if name in words:
                parts.append(words[name])
            elif piece.forms is not None:
                form = min(self._form(facts, name), len(piece.forms) - 1)
                parts.append(self._filled(piece.forms[form], facts, words))
            elif piece.optional is not None:
                if facts.get(name):
                    parts.append(self._filled(piece.optional, facts, words))
            elif name:
                parts.append(self._shown(name, facts))
        return "".join(parts)

    def _form(self, facts: Mapping[str, Fact], name: str) -> int:
        """Return which form a number takes, in the order of CLDR; of names, their number."""
        value: Any = facts[name]
        if isinstance(value, tuple):
            others: Any = facts["others"]
            value = len(value) + others
        elif isinstance(value, Decimal):
            value = Decimal(plain(value))
        with exactly():
            return self._tags.index(self._locale.plural_form(value))

    def _shown(self, name: str, facts: Mapping[str, Fact]) -> str:
        """Write a fact as it appears in a sentence; `of_source` is a source after "of"."""
        name, of = name.removeprefix("of_"), name.startswith("of_")
        value = facts[name]
        if isinstance(value, Term):
            return self._label(value)
        if isinstance(value, str):
            return value
        if isinstance(value, Subject):
            return self._name(value, of=of)
        if isinstance(value, tuple):
            names = [each if isinstance(each, str) else self._name(each) for each in value]
            return self._listed(names, facts)
        if isinstance(value, date):
            return self._day(value)
        return self._translated("reason", UNKNOWN) if value is None else self._number(value)

    def _number(self, number: Decimal | int) -> str:
        with exactly():
            return format_decimal(number, locale=self._locale, decimal_quantization=False)

    def _listed(self, names: list[str], facts: Mapping[str, Fact]) -> str:
        if facts["others"]:
            names.append(self._filled(self._templates["reason", OTHERS], facts))
        return format_list(names, locale=self._locale)

    def _name(self, subject: Subject, *, of: bool = False) -> str:
        text = f"{'of ' if of else ''}{named(subject.kind)}"
        return self._translated("name", text, name=subject.name)

    def _causes(self, reason: Reason) -> Words:
        """Name the cause: "it" for the subject itself, and a lot with its source."""
        cause, kind = reason.cause, reason.cause.kind
        if cause == reason.subject:
            return {
                "cause": self._translated("it", kind.label),
                "of_cause": self._translated("of it", kind.label),
            }
        name, of_name = self._name(cause), self._name(cause, of=True)
        source = reason.facts.get("source")
        if kind is not SubjectKind.LOT or not isinstance(source, Subject):
            return {"cause": name, "of_cause": of_name}
        words = {
            "lot": name,
            "of_lot": of_name,
            "source": self._name(source),
            "of_source": self._name(source, of=True),
        }
        text = self._translated("name", LOT_FROM, **words)
        return {"cause": text, "of_cause": self._translated("name", f"of {LOT_FROM}", **words)}
