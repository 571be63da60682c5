"""How property tests run: the same 200 examples each time, or thousands of new ones on demand."""

import os

from hypothesis import HealthCheck, settings

# Machines are of any speed: how long an example takes decides nothing.
settings.register_profile(
    "quick",
    max_examples=200,
    derandomize=True,
    deadline=None,
    print_blob=True,
    suppress_health_check=[HealthCheck.too_slow],
)
settings.register_profile(
    "thorough", settings.get_profile("quick"), max_examples=5000, derandomize=False
)
settings.load_profile(os.environ.get("HYPOTHESIS_PROFILE", "quick"))
