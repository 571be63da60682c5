"""The example of the README runs, and is told in a score of lines."""

import re
from pathlib import Path

README = Path(__file__).parents[1] / "README.md"


def test_the_example_runs() -> None:
    text = README.read_text(encoding="utf-8")
    example = re.findall(r"```python\n(.*?)```", text, re.DOTALL)[0]
    assert "assert " in example
    names: dict[str, object] = {}
    exec(compile(example, str(README), "exec"), names)  # noqa: S102 the example is ours
    assert "report" in names
