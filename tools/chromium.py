"""Print the path of a Chromium for the browser tests; install one where there is none.

In this order: the variable CHROMIUM, one on the machine, the package manager of the system, Playwright's own.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

_NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable", "chrome", "msedge")
_PLACES = (
    "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome",
    "/Applications/Chromium.app/Contents/MacOS/Chromium",
    r"C:\Program Files\Google\Chrome\Application\chrome.exe",
    r"C:\Program Files (x86)\Microsoft\Edge\Application\msedge.exe",
)


def found() -> Path | None:
    """A browser that is there already."""
    if named := os.environ.get("CHROMIUM"):
        return Path(named)
    paths = [path for name in _NAMES if (path := shutil.which(name))]
    return next((Path(path) for path in (*paths, *_PLACES) if Path(path).is_file()), None)


def _installers() -> Iterator[list[list[str]]]:
    """Ways to install one, each a list of commands."""
    as_root = [] if getattr(os, "geteuid", lambda: 1)() == 0 else ["sudo", "-n"]
    if shutil.which("apt-get"):
        yield [
            [*as_root, "apt-get", "update", "-qq"],
            [*as_root, "apt-get", "install", "-qq", "-y", "--no-install-recommends", "chromium"],
        ]
    if shutil.which("dnf"):
        yield [[*as_root, "dnf", "install", "-q", "-y", "chromium"]]
    if shutil.which("apk"):
        yield [[*as_root, "apk", "add", "--quiet", "chromium"]]
    yield [[sys.executable, "-m", "playwright", "install", "chromium"]]


def _ran(command: list[str]) -> bool:
    print("+", *command, file=sys.stderr)
    try:
        return subprocess.run(command, stdout=sys.stderr, check=False).returncode == 0
    except OSError as error:
        print(error, file=sys.stderr)
        return False


def _of_playwright() -> Path | None:
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        path = Path(playwright.chromium.executable_path)
    return path if path.is_file() else None


def main() -> int:
    """Print the path; 1 when no way led to a browser."""
    browser = found() or _of_playwright()
    for commands in _installers() if browser is None else ():
        if all(_ran(command) for command in commands) and (browser := found() or _of_playwright()):
            break
    if browser is None:
        print("No Chromium is there and none could be installed: set CHROMIUM to its path.", file=sys.stderr)
        return 1
    print(browser)
    return 0


if __name__ == "__main__":
    sys.exit(main())
