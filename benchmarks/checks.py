"""What checks and edits take: seconds of the processor of whole processes, and their ratios to plain engines.

    python benchmarks/checks.py --triples 20000 1000000 --files 100

On the shipped graph and on projects that `projects.py` makes. Beside `check` stands what pySHACL takes to
validate the same triples with the same shapes, and to read them; beside `add` to a file of 10 MB what rdflib
takes to read and write it. What counts are the ratios. Of 100,000 triples it takes some two minutes, of a
million fifteen, and pySHACL alone half of that: --no-pyshacl leaves it out.
"""

from __future__ import annotations

import argparse
import os
import resource
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Sequence
from pathlib import Path

from commands import HERE, ROOT
from projects import write_project

PYSHACL = """
import pathlib, sys, time, pyshacl, rdflib
data, shapes = rdflib.Graph(), rdflib.Graph()
for path in pathlib.Path(sys.argv[1]).rglob("*.ttl"):
    data.parse(path)
    if path.parent.name == "ontology":
        shapes.parse(path)
begun = time.process_time()
pyshacl.validate(data, shacl_graph=shapes, inplace=True)
print(begun, time.process_time() - begun)
"""
ROUND_TRIP = """
import sys, rdflib
rdflib.Graph().parse(sys.argv[1]).serialize(sys.argv[1], format="turtle", encoding="utf-8")
"""
STATEMENTS_OF_10_MB = 250_000


def row(title: str, arguments: Sequence[str], folder: Path, program: Path = HERE) -> float:
    """Run a command, print what it took, and give that. Findings are no failure."""
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    done = subprocess.run([program, *arguments], cwd=folder, capture_output=True, text=True, check=False)
    if done.returncode not in {0, 1}:
        sys.exit(f"{title} ended with {done.returncode}: {done.stderr}")
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    seconds = after.ru_utime - before.ru_utime + after.ru_stime - before.ru_stime
    print(f"{title:44} {seconds:8.2f} s", flush=True)
    return seconds


def measure(title: str, folder: Path, target: Path, triple: Sequence[str], *, with_pyshacl: bool) -> None:
    """Checks and edits of one project, and what pySHACL takes for the same triples."""
    print(f"\n{title}")
    row("index build", ["index", "build"], folder)
    cold = row("check --no-cache", ["check", "--no-cache"], folder)
    row("check, nothing remembered yet", ["check"], folder)
    row("check, nothing changed", ["check"], folder)
    row("add, one line", ["add", *triple, "--to", str(target), "--dry-run"], folder)
    before = target.read_bytes()
    target.write_bytes(before + f"\n{' '.join(triple)} .\n".encode())
    row("check, one line changed", ["check"], folder)
    target.write_bytes(before)
    if with_pyshacl:
        done = subprocess.run(
            [sys.executable, "-c", PYSHACL, str(folder)], capture_output=True, text=True, check=True
        )
        reading, plain = map(float, done.stdout.split())
        print(f"{'pySHACL, reading with rdflib':44} {reading:8.2f} s")
        print(f"{'pySHACL, validating':44} {plain:8.2f} s")
        print(f"{'check --no-cache / pySHACL, validating':44} {cold / plain:8.2f}", flush=True)


def measure_large_file(folder: Path) -> None:
    """One line added to a file of 10 MB, and what rdflib takes to read and write it."""
    print("\n10 MB in one file")
    [file] = (write_project(folder, STATEMENTS_OF_10_MB, 1) / "graph").glob("*/*.ttl")
    add = ["add", "kg:thing-1", "irc:appliesIn", "kg:wales", "--to", str(file), "--dry-run"]
    row("index build", ["index", "build"], folder)
    ours = row("add, one line", add, folder)
    copy = Path(shutil.copy(file, folder / "copy.ttl"))
    plain = row("rdflib, read and written", ["-c", ROUND_TRIP, str(copy)], folder, Path(sys.executable))
    print(f"{'add / rdflib':44} {ours / plain:8.2f}")


def main() -> None:
    """Print a table for each project."""
    parser = argparse.ArgumentParser(description="What checks and edits take.")
    parser.add_argument("--triples", type=int, nargs="*", default=[20_000])
    parser.add_argument("--files", type=int, default=20)
    parser.add_argument("--no-pyshacl", action="store_true", help="Leave out what it takes longest for.")
    options = parser.parse_args()
    with_pyshacl = not options.no_pyshacl
    os.environ.pop("PYTHONDONTWRITEBYTECODE", None)  # or each run compiles what was edited last
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        os.environ["XDG_CACHE_HOME"] = str(folder / "cache")
        shipped = folder / "shipped"
        for part in ("graph", "ontology", "queries"):
            shutil.copytree(ROOT / part, shipped / part)
        target = shipped / "graph" / "position-statement-2024" / "wales.ttl"
        triple = ("kg:integrated-care-board", "irc:appliesIn", "kg:wales")
        measure("shipped", shipped, target, triple, with_pyshacl=with_pyshacl)
        for triples in options.triples:
            made = write_project(folder / f"made-{triples}", triples, options.files)
            target, triple = max((made / "graph").rglob("*.ttl")), ("kg:thing-1", "irc:appliesIn", "kg:wales")
            title = f"{triples:,} triples in {options.files} files"
            measure(title, made, target, triple, with_pyshacl=with_pyshacl)
        measure_large_file(folder / "large")


if __name__ == "__main__":
    main()
