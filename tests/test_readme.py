"""The example of the README runs, and prints what the README says."""

import re
from pathlib import Path

import pytest

README = Path(__file__).parents[1] / "README.md"


def test_the_example_runs(capsys: pytest.CaptureFixture[str]) -> None:
    text = README.read_text(encoding="utf-8")
    example = re.findall(r"```python\n(.*?)```", text, re.DOTALL)[0]
    exec(compile(example, str(README), "exec"), {})  # noqa: S102 the example is ours
    printed = capsys.readouterr().out.strip()
    assert printed
    assert printed in " ".join(text.split())
