"""Build what is released twice, from the last commit, and compare: `make reproducible`.

The two builds differ in the folder, the time of the files, the mask of new files and the seed of
hashes. The plain wheel is also built from the sdist, as an installer does.
"""

import os
import subprocess
import sys
import tarfile
from hashlib import sha256
from pathlib import Path
from tempfile import TemporaryDirectory

BUILDS = (("first", 0o022, 1), ("second/in/another", 0o077, 2))
"""Each with its folder, mask and seed."""


def build(tree: Path, *targets: str, umask: int, seed: int, compiled: bool = False) -> Path:
    """Build in a tree, and return the folder with what was built."""
    environment = {"COSTATUS_COMPILE": "1" if compiled else "", "PYTHONHASHSEED": f"{seed}"}
    subprocess.run(  # noqa: S603 our own arguments
        [sys.executable, "-m", "hatchling", "build", "-d", "built", *targets],
        cwd=tree,
        env={**os.environ, **environment},
        umask=umask,
        stdout=subprocess.DEVNULL,
        check=True,
    )
    return tree / "built"


def unpack(archive: Path, to: Path) -> Path:
    """Unpack an archive whose files are of now, and return the folder in it."""
    with tarfile.open(archive) as files:
        files.extractall(to, filter="data")
    for file in to.rglob("*"):
        file.touch()
    (tree,) = to.iterdir()
    return tree


def main() -> int:
    """Build everything twice, print the sums, and return whether some differ."""
    sums: dict[str, set[str]] = {}
    with TemporaryDirectory() as place:
        commit = Path(place, "commit.tar")
        subprocess.run(  # noqa: S603
            ["git", "archive", "--prefix=costatus/", f"--output={commit}", "HEAD"],  # noqa: S607
            check=True,
        )
        for name, umask, seed in BUILDS:
            tree = unpack(commit, Path(place, name))
            folder = build(tree, "-t", "sdist", "-t", "wheel", umask=umask, seed=seed)
            build(tree, "-t", "wheel", umask=umask, seed=seed, compiled=True)
            (sdist,) = folder.glob("*.tar.gz")
            from_sdist = unpack(sdist, Path(place, name, "sdist"))
            again = build(from_sdist, "-t", "wheel", umask=umask, seed=seed)
            for file in [*folder.iterdir(), *again.iterdir()]:
                sums.setdefault(file.name, set()).add(sha256(file.read_bytes()).hexdigest())
    for name, found in sorted(sums.items()):
        sys.stdout.writelines(f"{each}  {name}\n" for each in sorted(found))
    same = all(len(found) == 1 for found in sums.values())
    sys.stdout.write("every build is the same\n" if same else "THE BUILDS DIFFER\n")
    return 0 if same else 1


if __name__ == "__main__":
    sys.exit(main())
