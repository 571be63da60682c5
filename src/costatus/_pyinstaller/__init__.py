"""What PyInstaller needs to freeze a host: it finds this package by an entry point."""


def get_hook_dirs() -> list[str]:
    """Return the directory of the hook."""
    return list(__path__)
