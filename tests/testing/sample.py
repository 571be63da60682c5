"""Situations drawn in many short runs.

Within one run Hypothesis mutates what it has drawn, so that many short runs differ more than one
long run.
"""

from hypothesis import HealthCheck, Phase, given, seed, settings

from costatus.testing import Situation, situations

EXAMPLES = 40


def draw_situations(number: int, *, tracing: bool | None = None) -> list[Situation]:
    """Return the situations of one run, always the same for the same number."""
    drawn: list[Situation] = []

    @seed(number)
    @settings(
        max_examples=EXAMPLES,
        database=None,
        phases=[Phase.generate],
        suppress_health_check=list(HealthCheck),
    )
    @given(situations(tracing=tracing))
    def collect(situation: Situation) -> None:
        drawn.append(situation)

    collect()
    return drawn
