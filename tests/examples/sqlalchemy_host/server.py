"""A PostgreSQL server of its own, in a temporary folder, on a Unix socket there."""

import os
import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

INSTALLED = Path("/usr/lib/postgresql")  # Debian's; it does not put them on the path

# Faster than safe: the data is gone with the server. No network, so no port is taken.
OPTIONS = "-F -c listen_addresses= -c unix_socket_directories="
NO_PASSWORD = ("--auth=trust", "--username=postgres")


def programs() -> Path | None:
    """Return the folder of the newest server's programs; None where none is installed."""
    found = sorted(INSTALLED.glob("*/bin/pg_ctl"), key=lambda each: int(each.parts[-3]))
    on_path = shutil.which("pg_ctl")
    return found[-1].parent if found else Path(on_path).parent if on_path else None


@contextmanager
def server(programs: Path) -> Iterator[str]:
    """Yield the URL of a database on a server that stops at the end."""
    home = Path(tempfile.mkdtemp(prefix="costatus-"))  # short: a socket's path has 107 characters
    user: dict[str, Any] = {}
    if os.geteuid() == 0:  # PostgreSQL does not run as root
        user = {"user": "postgres", "group": "postgres", "extra_groups": []}
        shutil.chown(home, "postgres", "postgres")

    def run(program: str, *arguments: str) -> None:
        command = [str(programs / program), "-D", "data", *arguments]
        with (home / "output").open("a+") as output:
            done = subprocess.run(
                command, check=False, cwd=home, stdout=output, stderr=output, **user
            )
            output.seek(0)
            assert done.returncode == 0, output.read()

    try:
        run("initdb", *NO_PASSWORD, "--encoding=UTF8", "--locale=C", "--no-sync")
        run("pg_ctl", "start", "--wait", "--log=log", f"--options={OPTIONS}{home}")
        try:
            yield f"postgresql+psycopg://postgres@/postgres?host={home}"
        finally:
            run("pg_ctl", "stop", "--mode=immediate")
    finally:
        shutil.rmtree(home)
