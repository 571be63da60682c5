"""`python -m costatus` is the command `costatus`."""

import sys

from costatus.cli import main

sys.exit(main())
