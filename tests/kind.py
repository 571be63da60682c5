"""Which kind of library is tested: a compiled wheel, or plain Python."""

import pytest

from costatus._evaluation import report

COMPILED = not str(report.__file__).endswith(".py")

only_plain = pytest.mark.skipif(COMPILED, reason="it is about plain Python functions")
"""For tests that need what compiled functions do not allow; `make test` runs them as well."""

only_compiled = pytest.mark.skipif(not COMPILED, reason="it is about compiled modules")
"""For tests of what compiled modules hide from tools."""
