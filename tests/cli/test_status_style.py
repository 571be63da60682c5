"""A status is shown with a sign and a colour that mean the same."""

import pytest

from costatus.cli.status_style import Tone, styled, tone
from costatus.models.statuses import (
    InvoicingStatus,
    OrderStatus,
    PaymentStatus,
    ProductStatus,
    SourceStatus,
    Term,
)

STATUSES: list[type[Term]] = [
    OrderStatus,
    ProductStatus,
    SourceStatus,
    InvoicingStatus,
    PaymentStatus,
]


@pytest.mark.parametrize("vocabulary", STATUSES, ids=lambda vocabulary: vocabulary.__name__)
def test_every_status_is_shown_with_the_sign_of_its_colour(vocabulary: type[Term]) -> None:
    for status in vocabulary:
        text, (sign, colour) = styled(status), tone(status).value
        assert (text.plain, text.style) == (f"{sign} {status.label}", colour)


def test_every_sign_has_one_colour() -> None:
    signs, colours = zip(*(each.value for each in Tone), strict=True)
    assert len({*signs}) == len({*colours}) == len(Tone)


@pytest.mark.parametrize(("percent", "shown"), [(None, ""), (0, ""), (40, " 40 %"), (100, "")])
def test_a_percent_is_shown_if_it_is_partial(percent: int | None, shown: str) -> None:
    assert styled(PaymentStatus.PART_PAID, percent).plain == f"→ Part paid{shown}"


def test_no_status_is_shown_as_such() -> None:
    assert styled(None).plain == "· no status"
