"""Where public classes say that they are: errors, pickles and help show it."""

import sys


def name_home(package: str) -> None:
    """Let the public classes of a package name it, not the module that defines them."""
    names = vars(sys.modules[package])
    for name in names["__all__"]:
        if isinstance(names[name], type):
            names[name].__module__ = package
