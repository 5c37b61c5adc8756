"""Make the pictures of the README: drawings of the shipped graph, and two of its pages in a real browser.

    python tools/screenshots.py

They are written to docs/images/. Needs the test tools; the browser is the one that the tests use.
"""

from __future__ import annotations

import subprocess
import sys
import tempfile
from pathlib import Path

from playwright.sync_api import Browser, sync_playwright

import irc_kg
from irc_kg.project import Project

ROOT = Path(__file__).resolve().parent.parent
IMAGES = ROOT / "docs" / "images"
DRAWINGS = ("barriers", "successions")
# View, its values, what is selected, and the size of the window.
PAGES: tuple[tuple[str, dict[str, str], str, tuple[int, int]], ...] = (
    ("nation", {"nation": "Wales"}, "", (1280, 800)),
    ("success-model", {}, "", (390, 844)),
)


def main() -> None:
    """Write the pictures."""
    opened = irc_kg.open(ROOT)
    IMAGES.mkdir(parents=True, exist_ok=True)
    for name in DRAWINGS:
        opened.view(name).write(IMAGES / f"{name}.svg")
    browser_path = subprocess.run(
        [sys.executable, str(ROOT / "tools" / "chromium.py")], capture_output=True, text=True, check=True
    ).stdout.strip()
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=browser_path, args=["--no-sandbox"])
        take_screenshots(opened, browser)
        browser.close()


def take_screenshots(opened: Project, browser: Browser) -> None:
    """Open each page, select what is to be selected, and take its picture when all stands still."""
    with tempfile.TemporaryDirectory() as folder:
        for name, values, selected, (width, height) in PAGES:
            page_file = Path(folder, f"{name}.html")
            opened.view(name, **values).write(page_file)
            page = browser.new_page(viewport={"width": width, "height": height}, reduced_motion="reduce")
            page.goto(page_file.as_uri() + (f"#thing={selected}" if selected else ""))
            page.wait_for_selector("html[data-ready]")
            page.wait_for_timeout(500)  # until the camera stands still
            page.screenshot(path=IMAGES / f"{name}.png")
            page.close()


if __name__ == "__main__":
    main()
