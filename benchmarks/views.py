"""How long a page takes until it can be used, and how large it is, beside plain pyvis on the same graph.

Run it with `make bench`. A real headless Chromium opens each page from disk; ready is when the page says so,
and for plain pyvis when its physics has come to rest (or not, within half a minute).
"""

from __future__ import annotations

import os
import random
import shutil
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import TYPE_CHECKING

from irc_kg.views import write_picture
from irc_kg.views.picture import LegendEntry, Picture, PictureThing, Relation

if TYPE_CHECKING:
    from playwright.sync_api import Browser

ROOT = Path(__file__).resolve().parent.parent
SIZES = (100, 1_000, 5_000, 20_000)
PATIENCE = 30  # seconds
FLAGS = ("--no-sandbox", "--disable-background-networking", "--disable-component-update", "--disable-sync")


def picture(size: int) -> Picture:
    """A graph like ours: some things that many others speak of, twice as many relations as things."""
    chance = random.Random(size)  # noqa: S311  (the same graph every time)
    things = tuple(
        PictureThing(f"urn:t:{n}", f"t:{n}", f"Thing number {n}", kind="urn:k") for n in range(size)
    )
    pairs = {(n, int(n * chance.random() ** 2)) for n in range(1, size)}
    while len(pairs) < 2 * size:
        pairs.add((chance.randrange(size), int(size * chance.random() ** 3)))
    relations = tuple(
        Relation(f"urn:t:{a}", "urn:p", f"urn:t:{b}", "is about") for a, b in sorted(pairs) if a != b
    )
    kinds = (LegendEntry("urn:k", "Thing", "#0072b2", "dot"),)
    return Picture("How large?", "A graph", things, relations, kinds)


def write_plain(drawn: Picture, path: Path) -> None:
    """The same graph by pyvis as it comes, with its scripts in the page."""
    from pyvis.network import Network

    net = Network(directed=True, cdn_resources="in_line")
    for thing in drawn.things:
        net.add_node(thing.iri, label=thing.label)
    net.node_ids = set(net.node_ids)  # pyvis looks each end of an edge up in a list
    for relation in drawn.relations:
        net.add_edge(relation.subject, relation.object, title=relation.label)
    path.write_text(net.generate_html(), encoding="utf-8")


def ready(browser: Browser, path: Path, wanted: str) -> float | None:
    """Seconds from the start of navigation until something is true in the page."""
    from playwright.sync_api import Error

    page = browser.new_page(viewport={"width": 1280, "height": 800})
    try:
        start = time.perf_counter()
        page.goto(path.as_uri(), wait_until="load", timeout=1000 * PATIENCE)
        page.wait_for_function(wanted, timeout=1000 * PATIENCE)
        return time.perf_counter() - start
    except Error:
        return None
    finally:
        page.close()


OURS = "document.documentElement.dataset.ready !== undefined"
PLAIN = """() => {
  if (typeof network === 'undefined' || !network || !network.physics) return false;
  return network.physics.stabilized || !network.physics.physicsEnabled;
}"""


def chromium() -> str:
    """The browser that the tests use."""
    found = [sys.executable, str(ROOT / "tools" / "chromium.py")]
    done = subprocess.run(found, capture_output=True, text=True, check=True)
    return shutil.which(done.stdout.strip()) or done.stdout.strip()


def main() -> None:
    """Print a line for each size."""
    from playwright.sync_api import sync_playwright

    os.environ["PYTHONUTF8"] = "1"
    print("things  relations  ours: written  ready     kB   plain pyvis: written  at rest     kB")
    with tempfile.TemporaryDirectory() as folder, sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium(), args=list(FLAGS))
        for size in SIZES:
            drawn = picture(size)
            row = [f"{size:6}  {len(drawn.relations):9}"]
            for name, make, wanted in (("ours", write_picture, OURS), ("plain", write_plain, PLAIN)):
                path = Path(folder, f"{name}-{size}.html")
                start = time.perf_counter()
                make(drawn, path)
                written = time.perf_counter() - start
                took = ready(browser, path, wanted)
                shown = f"{took:6.1f} s" if took is not None else f"> {PATIENCE} s"
                row.append(f"{written:11.1f} s  {shown:>8}  {path.stat().st_size // 1024:6}")
            print("  ".join(row), flush=True)
        browser.close()


if __name__ == "__main__":
    main()
