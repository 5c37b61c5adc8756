"""How long one added triple takes, and how many lines it changes, beside rdflib parsing and serialising.

Run it with `make bench`. On the largest file of the shipped graph, and on a Turtle file of 10 MB. Both sides
work in a process that has imported what it needs, so that reading, editing and writing are what is measured.
"""

from __future__ import annotations

import difflib
import shutil
import statistics
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

import pyoxigraph as ox
import rdflib

from irc_kg.editing import apply_edit
from irc_kg.editing.adding import add

ROOT = Path(__file__).resolve().parent.parent
ROUNDS = 3
SIZE = 10_000_000  # bytes
SUBJECT, PREDICATE, OBJECT = (f"https://w3id.org/irc-kg/id/{name}" for name in ("a", "b", "c"))


def ours(file: Path) -> None:
    """One triple added as text, as `irc-kg add` does it."""
    triple = ox.Triple(*(ox.NamedNode(iri) for iri in (SUBJECT, PREDICATE, OBJECT)))
    base = "https://w3id.org/irc-kg/graph/x"
    apply_edit(file, lambda document: add(document, [triple]), base_iri=base, about=[triple.subject])


def by_rdflib(file: Path) -> None:
    """The whole file parsed, one triple added, the whole file written."""
    graph = rdflib.Graph().parse(file, format="turtle", publicID="https://w3id.org/irc-kg/graph/x")
    graph.add((rdflib.URIRef(SUBJECT), rdflib.URIRef(PREDICATE), rdflib.URIRef(OBJECT)))
    graph.serialize(file, format="turtle", encoding="utf-8")


def large(path: Path) -> Path:
    """A Turtle file of 10 MB in house style."""
    with path.open("w", encoding="utf-8") as out:
        out.write("@prefix kg: <https://w3id.org/irc-kg/id/> .\n")
        out.write("@prefix irc: <https://w3id.org/irc-kg/ontology#> .\n")
        number = 0
        while out.tell() < SIZE:
            number += 1
            out.write(
                f"\n# Thing {number}\nkg:thing-{number}\n    a irc:Topic ;\n"
                f"    irc:paragraph {number % 9} ;\n"
                f'    irc:note "The note of thing number {number}, in some words"@en ;\n'
                f"    irc:concerns kg:thing-{number // 2}, kg:thing-{number // 3} .\n"
            )
    return path


def measured(make: Callable[[Path], None], original: Path, folder: Path) -> tuple[float, int]:
    """The median time of an edit, and the lines of the file that it changed."""
    taken = []
    for _ in range(ROUNDS):
        copy = Path(shutil.copy(original, folder / "edited.ttl"))
        start = time.perf_counter()
        make(copy)
        taken.append(time.perf_counter() - start)
    before, after = (path.read_text(encoding="utf-8").splitlines() for path in (original, copy))
    # difflib would take hours for what rdflib leaves of 10 MB: count lines that are not there as they were.
    if len(before) > 10_000:  # noqa: PLR2004
        old, new = set(before), set(after)
        changed = sum(line not in old for line in after) + sum(line not in new for line in before)
    else:
        changed = sum(
            line[:1] in "+-" and line[:3] not in {"+++", "---"}
            for line in difflib.unified_diff(before, after)
        )
    return statistics.median(taken), changed


def main() -> None:
    """Print a line for each file."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        shipped = max((ROOT / "graph").rglob("*.ttl"), key=lambda path: path.stat().st_size)
        for title, file in (("shipped", shipped), ("10 MB", large(folder / "large.ttl"))):
            (mine, my_lines), (other, other_lines) = (
                measured(make, file, folder) for make in (ours, by_rdflib)
            )
            print(
                f"{title:8} {file.stat().st_size / 1e6:6.2f} MB   irc-kg {mine:7.2f} s, {my_lines:6} lines   "
                f"rdflib {other:7.2f} s, {other_lines:6} lines   {mine / other:5.2f} of rdflib"
            )


if __name__ == "__main__":
    main()
