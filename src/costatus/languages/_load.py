"""Find a language by its code, and read its catalogue."""

from difflib import get_close_matches
from functools import cache
from importlib.resources import files
from typing import Final

from babel import Locale, UnknownLocaleError
from babel.messages.pofile import read_po

from costatus.explanation import Language
from costatus.languages._translation import Translation
from costatus.models._validation.arguments import require
from costatus.models._validation.faults import Fault, InvalidInput

LANGUAGES: Final = ("de", "en", "es", "et")
"""The codes of the languages that there are."""


def load(language: str) -> Language:
    """Return a language by its code: "de", or "de-CH" with the days and numbers of a territory.

    English shows days and numbers as everywhere else in this library, in every territory. Raises
    InvalidInput where there is no such language.
    """
    require(language, str, "load", "language", 'send a code such as "de"')
    try:
        locale = Locale.parse(language, "-" if "-" in language else "_")
    except (UnknownLocaleError, ValueError, TypeError):
        raise InvalidInput("load", [_fault(language)]) from None
    if locale.language not in LANGUAGES:
        raise InvalidInput("load", [_fault(language)])
    return _loaded(str(locale))


@cache
def _loaded(identifier: str) -> Language:
    locale = Locale.parse(identifier)
    if locale.language == "en":
        return Language()
    path = files("costatus.languages") / "locale" / locale.language / "LC_MESSAGES" / "costatus.po"
    with path.open("rb") as file:
        return Translation(locale, read_po(file))


def _fault(language: str) -> Fault:
    """Return the fault of a language that there is not; it suggests the one that was meant."""
    codes: dict[str, str] = {}
    for code in LANGUAGES:
        locale = Locale(code)
        names = (code, locale.english_name or "", locale.display_name or "")
        codes |= {name.lower(): code for name in names}
    near = get_close_matches(language[:80].lower(), codes, 1, 0.7)
    expected = f"one of {', '.join(LANGUAGES)}, or one with a territory, such as de-CH"
    advice = f"did you mean {codes[near[0]]!r}?" if near else "send one of these"
    return Fault("language", language, expected, advice)
