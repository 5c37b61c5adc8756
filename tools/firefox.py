"""Print the path of a Firefox for the browser tests; install one where there is none.

In this order: the variable FIREFOX, one on the machine, the package manager of the system.
"""

from __future__ import annotations

import sys
from pathlib import Path

from packages import find_or_install, find_program, installers

_NAMES = ("firefox-esr", "firefox")
_PLACES = (
    "/Applications/Firefox.app/Contents/MacOS/firefox",
    r"C:\Program Files\Mozilla Firefox\firefox.exe",
)


def find() -> Path | None:
    """A browser that is there already."""
    return find_program("FIREFOX", _NAMES, _PLACES)


def main() -> int:
    """Print the path; 1 when no way led to a browser."""
    browser = find_or_install(find, installers(apt=["firefox-esr"], dnf="firefox", apk="firefox-esr"))
    if browser is None:
        print("No Firefox is there and none could be installed: set FIREFOX to its path.", file=sys.stderr)
        return 1
    print(browser)
    return 0


if __name__ == "__main__":
    sys.exit(main())
