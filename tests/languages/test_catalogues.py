"""The catalogues are complete, and say exactly what English says."""

from collections.abc import Iterator
from itertools import product
from typing import Any

import pytest
from babel import Locale

import costatus as cs
from costatus import languages
from costatus.languages._translation import Translation
from costatus.rules._templates import parse_template
from tests.languages.catalogue import (
    TEMPLATE,
    TRANSLATED,
    VOCABULARIES,
    path_of,
    read,
    template,
    written,
)

NUMBERS = (0, 1, 2, 5, 21)

in_each_language = pytest.mark.parametrize("language", TRANSLATED)


def test_the_template_is_fresh() -> None:
    """`python -m tests.languages.catalogue` writes it."""
    assert TEMPLATE.read_bytes() == written(template())


@in_each_language
def test_a_catalogue_has_exactly_the_messages_of_the_template(language: str) -> None:
    catalogue = read(path_of(language))
    assert [(each.context, each.id) for each in catalogue] == [
        (each.context, each.id) for each in template()
    ]
    assert path_of(language).read_bytes() == written(catalogue)
    assert [each.id for each in catalogue if not each.string or each.fuzzy] == []
    assert not catalogue.obsolete


def branches(pieces: Any) -> set[str]:
    """Return the facts that decide what a template shows."""
    found = set()
    for piece in pieces:
        if piece.optional is not None:
            found |= {piece.name, *branches(piece.optional)}
        for form in piece.forms or ():
            found |= {piece.name, *branches(form)}
    return found


def shown(pieces: Any, present: dict[str, bool]) -> Iterator[str]:
    """Yield the facts that a template shows; of two forms, the one for a number present or not."""
    for piece in pieces:
        if piece.optional is not None:
            if present[piece.name]:
                yield from shown(piece.optional, present)
        elif piece.forms is not None:
            yield from shown(piece.forms[present[piece.name]], present)
        elif piece.name:
            yield piece.name.removeprefix("of_")


@in_each_language
def test_every_branch_of_a_template_shows_the_facts_that_english_shows(language: str) -> None:
    """A fact may be shown as {source} or as {of_source}; a pronoun of a kind shows nothing."""
    count = 0
    for each in read(path_of(language)):
        if not each.id:
            continue
        english, said = parse_template(str(each.id)), parse_template(str(each.string))
        deciding = branches(english) | branches(said)
        optional = {name for name in branches(english) if f"{{{name}?" in str(each.id)}
        assert {name for name in branches(said) if f"{{{name}?" in str(each.string)} == optional
        for values in product((False, True), repeat=len(deciding)):
            present = dict(zip(sorted(deciding), values, strict=True))
            expected = set(shown(english, present))
            assert expected == set(shown(said, present)), (each.string, present)
            count += 1
    assert count > 300


@in_each_language
def test_every_field_has_a_form_for_each_number(language: str) -> None:
    """In the order of the locale, which is that of the catalogue's own Plural-Forms."""
    catalogue = read(path_of(language))

    def forms(pieces: Any) -> Iterator[int]:
        for piece in pieces:
            for form in piece.forms or ():
                yield len(piece.forms)
                yield from forms(form)
            yield from forms(piece.optional or ())

    lengths = {count for each in catalogue for count in forms(parse_template(str(each.string)))}
    assert lengths == {catalogue.num_plurals}
    translation = languages.load(language)
    assert isinstance(translation, Translation)
    for number in NUMBERS:
        form = min(translation._form({"days": number}, "days"), catalogue.num_plurals - 1)
        assert form == int(eval(catalogue.plural_expr.strip("()"), {"n": number}))  # noqa: S307


@in_each_language
def test_the_labels_of_a_vocabulary_differ(language: str) -> None:
    translation = languages.load(language)
    for vocabulary in VOCABULARIES:
        labels = {translation.label(term) for term in vocabulary}
        assert len(labels) == len(vocabulary), vocabulary


def test_every_vocabulary_has_labels() -> None:
    assert {
        each for each in cs.Term.__subclasses__() if each.__module__.startswith("costatus")
    } <= set(VOCABULARIES)


@in_each_language
def test_a_catalogue_belongs_to_its_language(language: str) -> None:
    catalogue = read(path_of(language))
    assert catalogue.locale == Locale(language)
    assert "Terms:" in catalogue.header_comment
