"""Print the path of a Virtuoso for the tests of endpoints; install one where there is none and that can be.

In this order: the variable VIRTUOSO, one on the machine, Debian's package.
"""

from __future__ import annotations

import sys
from pathlib import Path

from packages import find_or_install, find_program, installers

_NAMES = ("virtuoso-t",)
_PACKAGES = ("virtuoso-opensource-7-bin", "virtuoso-opensource-7", "virtuoso-opensource")


def find() -> Path | None:
    """One that is there already."""
    program = find_program("VIRTUOSO", _NAMES, ())
    return program if program and program.is_file() else None


def main() -> int:
    """Print the path; 1 where there is none, and the tests of it are skipped."""
    program = find_or_install(find, installers(apt=_PACKAGES))
    if program is None:
        print("No Virtuoso is there and none could be installed: its tests are skipped.", file=sys.stderr)
        return 1
    print(program)
    return 0


if __name__ == "__main__":
    sys.exit(main())
