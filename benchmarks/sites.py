"""What it takes to write a site, and how heavy its pages are.

    python benchmarks/sites.py --things 1000 20000

Each row is one whole process, on a project that benchmarks/projects.py makes, and on the shipped one.
The site is written once, and again where nothing has changed: seconds that pass, those of the processors, and
of these the second time. Memory is that of the larger of its two processes; packed is what is sent of the
largest page.
"""

from __future__ import annotations

import argparse
import gzip
import sys
import time
from pathlib import Path
from tempfile import TemporaryDirectory

from projects import ROOT, write_project
from scale import cost_of

TRIPLES_OF_THING = 4.5  # of the generator, about
THINGS_OF_FILE = 250


def main() -> None:
    """Print a line for each project."""
    arguments = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    arguments.add_argument("--things", type=int, nargs="*", default=[1000], metavar="NUMBER")
    print(
        f"{'project':>12}{'pages':>9}{'files':>9}{'s':>8}{'CPU s':>8}{'again':>8}{'MB':>7}{'packed kB':>11}"
        "  largest"
    )
    with TemporaryDirectory(prefix="irc-kg-sites-") as scratch:
        for number in arguments.parse_args().things:
            project = Path(scratch) / f"project-{number}"
            write_project(project, int(number * TRIPLES_OF_THING), max(1, number // THINGS_OF_FILE))
            print(_line(str(number), project, Path(scratch) / f"site-{number}"), flush=True)
        print(_line("shipped", ROOT, Path(scratch) / "site-shipped"))


def _line(name: str, project: Path, site: Path) -> str:
    command: list[str | Path] = [sys.executable, "-m", "irc_kg", "site", "-o", site, "--root", project]
    began = time.monotonic()
    first = cost_of(command, 1)
    passed = time.monotonic() - began
    second = cost_of(command, 1)
    pages = [path for path in site.rglob("*.html") if not path.name.endswith(".explore.html")]
    files = sum(path.is_file() for path in site.rglob("*"))
    packed, largest = max((len(gzip.compress(path.read_bytes())), path.relative_to(site)) for path in pages)
    return (
        f"{name:>12}{len(pages):>9,}{files:>9,}{passed:>8.1f}{first.seconds:>8.1f}{second.seconds:>8.1f}"
        f"{first.megabytes:>7.0f}{packed / 1000:>11.1f}  {largest}"
    )


if __name__ == "__main__":
    main()
