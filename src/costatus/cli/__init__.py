"""The command `costatus`, also `python -m costatus`. Needs the extra `cli`."""

import sys
from collections.abc import Sequence
from importlib.util import find_spec


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the command and return its exit code; `arguments` None takes those of the process."""
    missing = [name for name in ("rich", "cattrs", "shtab") if find_spec(name) is None]
    if missing:
        needs = f'the command line needs {" and ".join(missing)}: pip install "costatus[cli]"'
        sys.stderr.write(f"costatus: {needs}\n")
        return 2
    from costatus.cli.program import run  # noqa: PLC0415 it imports what may be missing

    return run(arguments)
