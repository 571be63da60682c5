"""The template of the catalogues, made from the labels, the rules and the advice.

`python -m tests.languages.catalogue` writes it, and brings every catalogue to the same messages:
what is translated stays, what is new is empty, what is gone is dropped.
"""

from collections.abc import Iterator
from io import BytesIO
from pathlib import Path

from babel.messages import Catalog
from babel.messages.pofile import read_po, write_po

import costatus as cs
from costatus._evaluation.advice._sentences import Sentence
from costatus.explanation import Phrase
from costatus.languages import LANGUAGES
from costatus.languages._translation import (
    IF,
    LOT_FROM,
    NOTE,
    OTHERS,
    PERCENT,
    UNKNOWN,
    named,
    stated,
)
from costatus.rules.messages import SENTENCES

HOME = Path(cs.__file__).parent / "languages" / "locale"
TEMPLATE = HOME / "costatus.pot"
TRANSLATED = tuple(code for code in LANGUAGES if code != "en")
STATED = (
    cs.OrderStatus,
    cs.ProductStatus,
    cs.SourceStatus,
    cs.InvoicingStatus,
    cs.PaymentStatus,
)
VOCABULARIES: tuple[type[cs.Term], ...] = (
    *STATED,
    cs.LotStatus,
    cs.ManufacturingStage,
    cs.PurchaseStage,
    cs.TransferStage,
    cs.InvoiceKind,
    cs.InvoiceState,
    cs.LineKind,
    cs.SourceKind,
    cs.SubjectKind,
    cs.ReasonCode,
)


def path_of(language: str) -> Path:
    return HOME / language / "LC_MESSAGES" / "costatus.po"


def messages() -> Iterator[tuple[str, str, str]]:
    """Yield the context of each message, its id, and a comment for translators."""
    for vocabulary in VOCABULARIES:
        for term in vocabulary:
            yield vocabulary.__name__, term.label, ""
    for statuses in STATED:
        for status in statuses:
            yield statuses.__name__, stated(status), ""
    for kind in cs.SubjectKind:
        yield "name", named(kind), "as {cause}, {subject}, {source} and in lists"
        yield "name", f"of {named(kind)}", "as {of_cause} and {of_source}"
        yield "it", kind.label, 'what is said of the subject itself: "it", as {cause}'
        yield "of it", kind.label, "the same, as {of_cause}"
    yield "name", LOT_FROM, "as {cause}"
    yield "name", f"of {LOT_FROM}", "as {of_cause}"
    for code, sentence in SENTENCES.items():
        yield "reason", sentence, code.name
    yield "reason", NOTE, "the sentence of a note"
    yield "reason", OTHERS, "the end of a list"
    yield "reason", UNKNOWN, "a fact that is not known"
    for advice in Sentence:
        yield "advice", advice.value, advice.name
    yield "advice", IF, ""
    for phrase in Phrase:
        yield "explanation", phrase.value, phrase.name
    yield "explanation", PERCENT, "a status that holds in part"


def template() -> Catalog:
    found = Catalog(
        project="costatus",
        copyright_holder="the costatus authors",
        msgid_bugs_address="https://github.com/costatus/costatus/issues",
        fuzzy=False,
        header_comment="# The messages of costatus, in English. See docs/languages.md.",
    )
    for context, text, comment in messages():
        found.add(text, context=context, auto_comments=[comment] if comment else [])
    return found


def written(catalogue: Catalog) -> bytes:
    """Return a catalogue as a file, without what changes: dates, and versions.

    To read a date, Babel would ask the process for its locale.
    """
    file = BytesIO()
    write_po(file, catalogue, width=100, ignore_obsolete=True)
    lines = file.getvalue().splitlines(keepends=True)
    return b"".join(line for line in lines if not line.startswith(_LEFT_OUT))


_LEFT_OUT = (
    b'"Project-Id-Version: ',
    b'"POT-Creation-Date: ',
    b'"PO-Revision-Date: ',
    b'"Generated-By: ',
    b"#, python-",  # Babel takes our fields for those that Python formats
)


def read(path: Path) -> Catalog:
    with path.open("rb") as file:
        return read_po(file)


def main() -> None:
    made = template()
    TEMPLATE.write_bytes(written(made))
    for language in TRANSLATED:
        catalogue = read(path_of(language))
        catalogue.update(made, no_fuzzy_matching=True)
        path_of(language).write_bytes(written(catalogue))


if __name__ == "__main__":
    main()
