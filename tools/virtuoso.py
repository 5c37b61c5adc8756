"""Print the path of a Virtuoso for the tests of endpoints; install one where there is none and that can be.

In this order: the variable VIRTUOSO, one on the machine, Debian's package.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

_PROGRAM = "virtuoso-t"
_PACKAGES = ("virtuoso-opensource-7-bin", "virtuoso-opensource-7", "virtuoso-opensource")


def find() -> Path | None:
    """One that is there already."""
    named = os.environ.get("VIRTUOSO")
    path = named or shutil.which(_PROGRAM)
    return Path(path) if path and Path(path).is_file() else None


def _run(command: list[str]) -> bool:
    print("+", *command, file=sys.stderr)
    try:
        return subprocess.run(command, stdout=sys.stderr, check=False).returncode == 0
    except OSError as error:
        print(error, file=sys.stderr)
        return False


def install() -> Path | None:
    """One that Debian's package manager brings."""
    if not shutil.which("apt-get"):
        return None
    as_root = [] if getattr(os, "geteuid", lambda: 1)() == 0 else ["sudo", "-n"]
    if not _run([*as_root, "apt-get", "update", "-qq"]):
        return None
    for package in _PACKAGES:
        if _run([*as_root, "apt-get", "install", "-qq", "-y", "--no-install-recommends", package]):
            return find()
    return None


def main() -> int:
    """Print the path; 1 where there is none, and the tests of it are skipped."""
    program = find() or install()
    if program is None:
        print("No Virtuoso is there and none could be installed: its tests are skipped.", file=sys.stderr)
        return 1
    print(program)
    return 0


if __name__ == "__main__":
    sys.exit(main())
