"""List for PyInstaller what it cannot find: the imports of compiled modules, and data files."""

from PyInstaller.utils.hooks import collect_data_files, collect_submodules

_EXTRAS = (
    "costatus.__main__",
    "costatus._arrays",
    "costatus.cli",
    "costatus.languages",
    "costatus.serialization",
    "costatus.tables",
    "costatus.testing",
)


def _is_core(name: str) -> bool:
    """Return whether a module belongs to no extra: what extras import is found anyway."""
    return not name.startswith(_EXTRAS)


hiddenimports = collect_submodules("costatus", _is_core)
datas = collect_data_files("costatus")
