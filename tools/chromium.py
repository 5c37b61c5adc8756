"""Print the path of a Chromium for the browser tests; install one where there is none.

In this order: the variable CHROMIUM, one on the machine, the package manager of the system, Playwright's own.
"""

from __future__ import annotations

import sys
from pathlib import Path

from packages import find_or_install, find_program, installers

_NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable", "chrome", "msedge")
_PLACES = (
    "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome",
    "/Applications/Chromium.app/Contents/MacOS/Chromium",
    r"C:\Program Files\Google\Chrome\Application\chrome.exe",
    r"C:\Program Files (x86)\Microsoft\Edge\Application\msedge.exe",
)
_PLAYWRIGHT = [[sys.executable, "-m", "playwright", "install", "chromium"]]


def find() -> Path | None:
    """A browser that is there already."""
    return find_program("CHROMIUM", _NAMES, _PLACES) or _of_playwright()


def _of_playwright() -> Path | None:
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        path = Path(playwright.chromium.executable_path)
    return path if path.is_file() else None


def main() -> int:
    """Print the path; 1 when no way led to a browser."""
    ways = [*installers(apt=["chromium"], dnf="chromium", apk="chromium"), _PLAYWRIGHT]
    browser = find_or_install(find, ways)
    if browser is None:
        print("No Chromium is there and none could be installed: set CHROMIUM to its path.", file=sys.stderr)
        return 1
    print(browser)
    return 0


if __name__ == "__main__":
    sys.exit(main())
