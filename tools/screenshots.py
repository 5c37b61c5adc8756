"""Take the pictures of the README: three views of the shipped graph, in a real browser.

    python tools/screenshots.py

They are written to docs/images/. Needs the test tools; the browser is the one that the tests use.
"""

from __future__ import annotations

import subprocess
import sys
import tempfile
from pathlib import Path

from playwright.sync_api import sync_playwright

import irc_kg

ROOT = Path(__file__).resolve().parent.parent
IMAGES = ROOT / "docs" / "images"
# View, its values, what is selected, and the size of the window.
PICTURES: tuple[tuple[str, dict[str, str], str, tuple[int, int]], ...] = (
    ("nation", {"nation": "Wales"}, "kg:integrated-care-fund", (1280, 800)),
    ("success-model", {}, "", (1280, 800)),
    ("nations", {}, "kg:scotland", (390, 844)),
)


def main() -> None:
    """Write the pictures."""
    browser_path = subprocess.run(
        [sys.executable, str(ROOT / "tools" / "chromium.py")], capture_output=True, text=True, check=True
    ).stdout.strip()
    opened = irc_kg.open(ROOT)
    IMAGES.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory() as folder, sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=browser_path, args=["--no-sandbox"])
        for name, values, selected, (width, height) in PICTURES:
            page_file = Path(folder, f"{name}.html")
            opened.view(name, **values).write(page_file)
            page = browser.new_page(viewport={"width": width, "height": height})
            page.goto(page_file.as_uri() + (f"#thing={selected}" if selected else ""))
            page.wait_for_function("document.documentElement.dataset.ready !== undefined")
            page.wait_for_timeout(500)  # until the camera stands still
            page.screenshot(path=IMAGES / f"{name}.png")
            page.close()
        browser.close()


if __name__ == "__main__":
    main()
