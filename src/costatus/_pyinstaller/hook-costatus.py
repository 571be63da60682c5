"""Tell PyInstaller what it cannot see: what compiled modules import, and data files."""

from PyInstaller.utils.hooks import collect_data_files, collect_submodules

_EXTRAS = ("costatus.cli", "costatus.serialization", "costatus.testing")


def _is_core(name: str) -> bool:
    """Extras are not compiled: PyInstaller follows the imports of a host that uses them."""
    return not name.startswith(_EXTRAS)


hiddenimports = collect_submodules("costatus", _is_core)
datas = collect_data_files("costatus")
