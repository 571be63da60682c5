"""List for PyInstaller the compiled kernel, what compiled modules import, and a file."""

from typing import Final

from PyInstaller.utils.hooks import collect_data_files

hiddenimports: Final = ["costatus._arrays.kernel", "secrets"]
# Nanoarrow reads its version from the text of a module.
datas = collect_data_files("nanoarrow", include_py_files=True, includes=["_static_version.py"])
