"""Law 20. A process's own time zone and locale change nothing."""

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

from hypothesis import HealthCheck, Phase, given, settings

from costatus import serial
from costatus.testing import Situation, situations

ROOT = Path(__file__).parents[2]
PLACES = [
    ("UTC", "C"),
    ("Pacific/Kiritimati", "C.UTF-8"),
    ("Pacific/Marquesas", "tr_TR.UTF-8"),
    ("Asia/Kathmandu", "de_DE.UTF-8"),
]


def sample() -> list[str]:
    """A hundred snapshots, always the same."""
    texts: list[str] = []

    @settings(
        max_examples=100,
        derandomize=True,
        deadline=None,
        phases=[Phase.generate],
        suppress_health_check=[HealthCheck.too_slow],
    )
    @given(situations())
    def collect(situation: Situation) -> None:
        given = serial.Snapshot(
            situation.orders, situation.lots, situation.settings, situation.as_of
        )
        texts.append(serial.write_snapshot(given))

    collect()
    return texts


def told_in(zone: str, locale: str, snapshots: str) -> Any:
    done = subprocess.run(
        [sys.executable, "-m", "tests.laws.child"],
        cwd=ROOT,
        env={**os.environ, "TZ": zone, "LC_ALL": locale},
        input=snapshots,
        capture_output=True,
        encoding="utf-8",
        check=True,
    )
    return json.loads(done.stdout)


def test_words_and_sentences_are_the_same_in_every_place() -> None:
    """Processes at both ends of the day, and at odd offsets, each with a locale of its own."""
    snapshots = json.dumps(sample())
    first, *others = (told_in(*place, snapshots) for place in PLACES)
    assert [first["offset"], *(other["offset"] for other in others)] == [0, 50400, -34200, 20700]
    assert len(first["answers"]) == 100
    for other in others:
        assert other["answers"] == first["answers"]
