"""Print the path of a Firefox for the browser tests; install one where there is none.

In this order: the variable FIREFOX, one on the machine, the package manager of the system.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

_NAMES = ("firefox-esr", "firefox")
_PLACES = (
    "/Applications/Firefox.app/Contents/MacOS/firefox",
    r"C:\Program Files\Mozilla Firefox\firefox.exe",
)


def found() -> Path | None:
    """A browser that is there already."""
    if named := os.environ.get("FIREFOX"):
        return Path(named)
    paths = [path for name in _NAMES if (path := shutil.which(name))]
    return next((Path(path) for path in (*paths, *_PLACES) if Path(path).is_file()), None)


def _installers() -> Iterator[list[list[str]]]:
    """Ways to install one, each a list of commands."""
    as_root = [] if getattr(os, "geteuid", lambda: 1)() == 0 else ["sudo", "-n"]
    if shutil.which("apt-get"):
        install = ["apt-get", "install", "-qq", "-y", "--no-install-recommends"]
        yield [[*as_root, "apt-get", "update", "-qq"], [*as_root, *install, "firefox-esr"]]
    if shutil.which("dnf"):
        yield [[*as_root, "dnf", "install", "-q", "-y", "firefox"]]
    if shutil.which("apk"):
        yield [[*as_root, "apk", "add", "--quiet", "firefox-esr"]]


def _ran(command: list[str]) -> bool:
    print("+", *command, file=sys.stderr)
    try:
        return subprocess.run(command, stdout=sys.stderr, check=False).returncode == 0
    except OSError as error:
        print(error, file=sys.stderr)
        return False


def main() -> int:
    """Print the path; 1 when no way led to a browser."""
    browser = found()
    for commands in _installers() if browser is None else ():
        if all(_ran(command) for command in commands) and (browser := found()):
            break
    if browser is None:
        print("No Firefox is there and none could be installed: set FIREFOX to its path.", file=sys.stderr)
        return 1
    print(browser)
    return 0


if __name__ == "__main__":
    sys.exit(main())
