"""Have other processes evaluate snapshots."""

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

from hypothesis import HealthCheck, Phase, given, settings

from costatus import serialization
from costatus.testing import Situation, situations

ROOT = Path(__file__).parents[2]


def sample() -> list[str]:
    """Return a hundred snapshots, always the same."""
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
        given = serialization.Snapshot(
            situation.orders, situation.lots, situation.settings, situation.as_of
        )
        texts.append(serialization.write_snapshot(given))

    collect()
    return texts


def answers_of_a_process(snapshots: list[str], **environment: str) -> Any:
    """Return what a process with that environment writes about the snapshots; see `child`."""
    done = subprocess.run(
        [sys.executable, "-m", "tests.laws.child"],
        cwd=ROOT,
        env={**os.environ, **environment},
        input=json.dumps(snapshots),
        capture_output=True,
        encoding="utf-8",
        check=True,
    )
    return json.loads(done.stdout)
