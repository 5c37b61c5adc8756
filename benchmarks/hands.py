"""How pictures move under the hand: ours beside plain pyvis, gravis and sigma.js, the same graph, in one run.

Frames a second while the picture is dragged, how long one redraw of ours takes, and how long "Show all".
gravis and sigma.js are no part of this project: they are got into a temporary folder for the run, or left out
with a sentence where they cannot be had. Run `python benchmarks/hands.py` on a quiet machine.
"""

from __future__ import annotations

import json
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import TYPE_CHECKING

from views import FLAGS, chromium, picture, write_plain

from irc_kg.views import write_picture

if TYPE_CHECKING:
    from collections.abc import Callable

    from playwright.sync_api import Browser, Page

    from irc_kg.views.picture import Picture

SIZES = (863, 1_000, 5_000, 20_000)
MOVES = 60  # of the mouse, one after the other
PATIENCE = 60_000  # milliseconds
FLAT = 1000  # how wide the others lay things out, in their units

COUNT = (
    "() => { window.drawn = 0; const go = () => { window.drawn += 1; requestAnimationFrame(go); }; go(); }"
)
SETTLED = "async () => { while (!canvas.isSettled()) await new Promise(requestAnimationFrame); }"
REDRAW = """async () => {
    const times = [];
    for (let n = 0; n < 9; n++) {
        const start = performance.now();
        canvas.restart();
        while (!canvas.isSettled()) await new Promise(requestAnimationFrame);
        times.push(performance.now() - start);
    }
    return times.sort((one, other) => one - other)[4];
}"""
SIGMA = """<!doctype html><meta charset="utf-8">
<style>html,body,#box{{height:100%;margin:0}}</style><div id="box"></div>
<script>{graphology}</script><script>{sigma}</script>
<script>const graph = new graphology.MultiDirectedGraph(); const given = {graph};
given.nodes.forEach(([id, x, y]) => graph.addNode(id, {{ x, y, size: 4, label: id }}));
given.edges.forEach(([one, other]) => graph.addEdge(one, other));
new Sigma(graph, document.getElementById("box"));</script>"""


def write_sigma(drawn: Picture, path: Path, folder: Path) -> None:
    """The same graph by sigma.js, which is given places, for it lays nothing out itself."""
    modules = folder / "js" / "node_modules"
    size = len(drawn.things)
    nodes = [(one.iri, n * 7919 % FLAT, n * FLAT // size) for n, one in enumerate(drawn.things)]
    edges = [(relation.subject, relation.object) for relation in drawn.relations]
    scripts = (
        (modules / "graphology/dist/graphology.umd.min.js").read_text(encoding="utf-8"),
        (modules / "sigma/dist/sigma.min.js").read_text(encoding="utf-8"),
    )
    graph = json.dumps({"nodes": nodes, "edges": edges})
    path.write_text(SIGMA.format(graphology=scripts[0], sigma=scripts[1], graph=graph), encoding="utf-8")


def write_gravis(drawn: Picture, path: Path, folder: Path) -> None:
    """The same graph by gravis, written in a process of its own, which finds it in a folder."""
    graph = {
        "graph": {
            "directed": True,
            "nodes": {one.iri: {"label": one.label} for one in drawn.things},
            "edges": [{"source": one.subject, "target": one.object} for one in drawn.relations],
        }
    }
    code = (
        "import json, sys; sys.path.insert(0, sys.argv[1]); import gravis;"
        "print(gravis.vis(json.load(sys.stdin), show_menu=False).to_html_standalone())"
    )
    done = subprocess.run(
        [sys.executable, "-c", code, str(folder / "py")],
        input=json.dumps(graph),
        capture_output=True,
        text=True,
        check=True,
    )
    path.write_text(done.stdout, encoding="utf-8")


def fetch(folder: Path) -> dict[str, bool]:
    """Get what is compared into a folder; whether each is there."""
    pip = [sys.executable, "-m", "pip", "install", "--quiet", "--target", str(folder / "py"), "gravis"]
    npm = ["npm", "install", "--silent", "--no-audit", "--prefix", str(folder / "js"), "sigma", "graphology"]
    had = {}
    for name, command in (("gravis", pip), ("sigma.js", npm)):
        try:
            had[name] = subprocess.run(command, capture_output=True, check=False).returncode == 0
        except FileNotFoundError:
            had[name] = False
        if not had[name]:
            print(f"{name} could not be had, and is left out.")
    return had


def drag(page: Page) -> float:
    """Frames a second while the picture is dragged."""
    page.evaluate(COUNT)
    page.mouse.move(500, 420)
    page.mouse.down()
    before, start = page.evaluate("window.drawn"), time.perf_counter()
    for n in range(MOVES):
        page.mouse.move(500 + 3 * n, 420 + 2 * n)
    took = time.perf_counter() - start
    frames: int = page.evaluate("window.drawn") - before
    page.mouse.up()
    return frames / took


def measure(browser: Browser, path: Path, *, is_ours: bool) -> str:
    """What one page does, in a line."""
    from playwright.sync_api import Error

    page = browser.new_page(viewport={"width": 1280, "height": 800})
    page.set_default_timeout(PATIENCE)
    try:
        page.goto(path.as_uri(), wait_until="load")
        if not is_ours:
            page.wait_for_timeout(5000)  # what lays itself out has begun to rest
            return f"{drag(page):6.1f} frames a second"
        page.wait_for_selector("html[data-ready]")
        start = time.perf_counter()
        page.evaluate("explore.showAll()")
        page.evaluate(SETTLED)
        shown = time.perf_counter() - start
        redraw: float = page.evaluate(REDRAW)
        return f"{drag(page):6.1f} frames a second, show all {shown:.1f} s, one redraw {redraw:.0f} ms"
    except Error:
        return f"   not within {PATIENCE // 1000} s"
    finally:
        page.close()


def main() -> None:
    """Print a line for each size and each library."""
    from playwright.sync_api import sync_playwright

    with tempfile.TemporaryDirectory() as name, sync_playwright() as playwright:
        folder = Path(name)
        had = fetch(folder)
        others: dict[str, Callable[[Picture, Path], None]] = {
            "ours": write_picture,
            "plain pyvis": write_plain,
        }
        if had["gravis"]:
            others["gravis"] = lambda drawn, path: write_gravis(drawn, path, folder)
        if had["sigma.js"]:
            others["sigma.js"] = lambda drawn, path: write_sigma(drawn, path, folder)
        browser = playwright.chromium.launch(executable_path=chromium(), args=list(FLAGS))
        for size in SIZES:
            drawn = picture(size)
            for library, write in others.items():
                path = folder / f"{library}-{size}.html"
                write(drawn, path)
                print(
                    f"{size:6} things  {library:12}{measure(browser, path, is_ours=library == 'ours')}",
                    flush=True,
                )
        browser.close()


if __name__ == "__main__":
    main()
