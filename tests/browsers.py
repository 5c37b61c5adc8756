"""A real Chromium, one for each process of the tests: a second would not start beside it."""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager

from playwright.sync_api import Browser, sync_playwright

_SEEN = ("chromium", "chromium-browser", "google-chrome", "/usr/bin/chromium")
_QUIET = (
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--no-first-run",
)


@contextmanager
def chromium() -> Iterator[Browser]:
    """The browser that CHROMIUM names, or one that is installed; it ends with the block."""
    executable = os.environ.get("CHROMIUM") or next(filter(None, map(shutil.which, _SEEN)), None)
    as_root = hasattr(os, "geteuid") and os.geteuid() == 0
    arguments = [*_QUIET, *(["--no-sandbox"] if as_root else [])]
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=executable, args=arguments)
        yield browser
        browser.close()
