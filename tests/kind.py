"""Which kind of library is tested: a compiled wheel, or plain Python."""

import pytest

from costatus._evaluation import evaluator

COMPILED = not str(evaluator.__file__).endswith(".py")

only_plain = pytest.mark.skipif(COMPILED, reason="it is about plain Python functions")
"""For tests that need what compiled functions do not allow; `make test` runs them as well."""
