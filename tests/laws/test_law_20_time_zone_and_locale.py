"""Law 20. A process's own time zone and locale change nothing."""

from tests.laws.processes import answers_of_a_process, sample

PLACES = [
    ("UTC", "C"),
    ("Pacific/Kiritimati", "C.UTF-8"),
    ("Pacific/Marquesas", "tr_TR.UTF-8"),
    ("Asia/Kathmandu", "de_DE.UTF-8"),
]


def test_statuses_and_sentences_are_the_same_in_every_place() -> None:
    """Processes at both ends of the day and at odd offsets, each with another locale."""
    snapshots = sample()
    first, *others = (
        answers_of_a_process(snapshots, TZ=zone, LC_ALL=locale) for zone, locale in PLACES
    )
    assert [first["offset"], *(other["offset"] for other in others)] == [0, 50400, -34200, 20700]
    assert len(first["answers"]) == 100
    for other in others:
        assert other["answers"] == first["answers"]
