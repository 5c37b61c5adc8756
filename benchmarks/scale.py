"""What whole commands take of the processor and of memory as a project grows, beside other engines.

    python benchmarks/scale.py --sizes 10000/10 100000/100 1000000/100 --write

Each size is a project of its own (``benchmarks/projects.py``), in a temporary folder with a cache of its own,
and is removed when it has been measured. The shipped project comes first. Beside each command run those other
programs that are installed, on the same files or on the same store: `oxigraph`, rdflib's `sparqlquery`,
`roqet` and `comunica-sparql-file`, and Python with the engine alone, the least that a Python program takes.
What counts are the ratios in one run; ``--write`` puts the tables and curves into docs/performance.md.
"""

from __future__ import annotations

import argparse
import math
import os
import re
import shutil
import statistics
import subprocess
import sys
import sysconfig
import tempfile
from collections.abc import Callable, Iterator, Sequence
from contextlib import suppress
from pathlib import Path
from typing import NamedTuple

from projects import write_project

ROOT = Path(__file__).resolve().parent.parent
PAGE = ROOT / "docs" / "performance.md"
PICTURE = ROOT / "docs" / "images" / "scale.svg"
SCRIPTS = Path(sysconfig.get_path("scripts"))
_BASE = "https://w3id.org/irc-kg/graph/any"  # of relative IRIs, where a program asks for one
LARGEST_FOR_READERS = 200_000  # statements: programs that read all files each time are not asked more
_PREFIXES = """\
PREFIX irc: <https://w3id.org/irc-kg/ontology#>
PREFIX kg: <https://w3id.org/irc-kg/id/>
PREFIX rdfs: <http://www.w3.org/2000/01/rdf-schema#>
"""
POINT = f"{_PREFIXES}SELECT ?label ?kind WHERE {{ kg:thing-315 rdfs:label ?label ; a ?kind }}\n"
JOIN = f"""{_PREFIXES}SELECT ?label ?nation ?topic WHERE {{
  ?thing irc:appliesIn ?where ; rdfs:label ?label ; irc:concerns ?about .
  ?where rdfs:label ?nation . ?about rdfs:label ?topic }} LIMIT 50000
"""
# The engine alone, from Python: its import, a query of a store, and one of files that are read into memory.
_IMPORTED = "import pyoxigraph"
_STORE_ASKED = """
import sys, pyoxigraph
answer = pyoxigraph.Store.read_only(sys.argv[1]).query(open(sys.argv[2]).read())
answer.serialize(output=sys.stdout.buffer, format=pyoxigraph.QueryResultsFormat.JSON)
"""
_FILES_ASKED = """
import sys, pathlib, pyoxigraph
store = pyoxigraph.Store()
for path in pathlib.Path(sys.argv[1]).rglob("*.ttl"):
    base = f"https://w3id.org/irc-kg/{path}"
    store.load(path=str(path), base_iri=base, to_graph=pyoxigraph.NamedNode(base))
answer = store.query(open(sys.argv[2]).read(), use_default_graph_as_union=True)
answer.serialize(output=sys.stdout.buffer, format=pyoxigraph.QueryResultsFormat.JSON)
"""
PROGRAMS = ("oxigraph", "sparqlquery", "roqet", "comunica-sparql-file")


class ProgramFailedError(Exception):
    """A command that did not succeed."""


class Cost(NamedTuple):
    """What a process took, in the median of its runs."""

    seconds: float  # of the processor, of user and system
    megabytes: float  # at most at once

    def __str__(self) -> str:
        return f"{self.seconds:.2f} s, {self.megabytes:.0f} MB"


class Row(NamedTuple):
    """One command at one size, and what others took for the same."""

    name: str
    ours: Cost
    others: dict[str, Cost | None]  # None: it cannot do it


def cost_of(command: Sequence[str | Path], rounds: int, prepare: Callable[[], object] | None = None) -> Cost:
    """The cost of a command that must succeed; ``prepare`` is called before each run, and not counted."""
    costs = []
    for _ in range(rounds):
        if prepare:
            prepare()
        costs.append(_run(list(map(str, command))))
    return Cost(*(statistics.median(values) for values in zip(*costs, strict=True)))


def _run(command: list[str]) -> Cost:
    child = os.fork()
    if child == 0:
        try:
            os.environ.pop("PYTHONDONTWRITEBYTECODE", None)  # or each run compiles what was edited last
            nowhere = os.open(os.devnull, os.O_RDWR)
            for stream in (0, 1, 2):
                os.dup2(nowhere, stream)
            os.execvp(command[0], command)  # noqa: S606  (a program of a checkout)
        finally:
            os._exit(127)
    _, status, used = os.wait4(child, 0)
    if status != 0:
        raise ProgramFailedError(f"{' '.join(command)} ended with {os.waitstatus_to_exitcode(status)}")
    per_megabyte = 1 << 20 if sys.platform == "darwin" else 1 << 10
    return Cost(used.ru_utime + used.ru_stime, used.ru_maxrss / per_megabyte)


def _program(name: str) -> str | None:
    """A program of the environment that this runs in, or of the system."""
    return shutil.which(name, path=str(SCRIPTS)) or shutil.which(name)


class Size:
    """One project, measured."""

    def __init__(self, folder: Path, triples: int, files: int, rounds: int) -> None:
        """The shipped project where no statements are wanted."""
        self.triples, self.files, self.rounds = triples, files, rounds
        self.folder = folder
        os.environ["XDG_CACHE_HOME"] = str(folder / "cache")
        self.root = write_project(folder / "project", triples, files) if triples else self._copy()
        self.graph = sorted((self.root / "graph").rglob("*.ttl"))

    def _copy(self) -> Path:
        root = self.folder / "project"
        for name in ("graph", "ontology", "queries"):
            shutil.copytree(ROOT / name, root / name)
        return root

    def rows_of_shipped(self) -> Iterator[Row]:
        """Commands on the shipped project."""
        yield self._query("query, a point", POINT.replace("kg:thing-315", "kg:integrated-care-fund"))
        named = ["query", "policies-in-nation", "--nation", "Wales"]
        path = self.folder / "named.rq"
        shown = subprocess.run(
            list(map(str, self._ours(*named, "--show"))), capture_output=True, text=True, check=True
        )
        path.write_text(shown.stdout, encoding="utf-8")
        yield Row(
            "query policies-in-nation", cost_of(self._ours(*named), self.rounds), self._costs_of_others(path)
        )
        for name, arguments in {
            "show": ["show", "Integrated Care Board"],
            "find": ["find", "ICF"],
            "stats": ["stats"],
            "view nations": ["view", "nations", "-o", str(self.folder / "nations.html")],
        }.items():
            yield Row(name, cost_of(self._ours(*arguments), self.rounds), {})

    def rows(self) -> Iterator[Row]:
        """The commands, one after the other."""
        if not self.triples:
            yield from self.rows_of_shipped()
            return
        yield self._build()
        yield self._query("query, a point", POINT)
        yield self._query("query, a join over 50,000 rows", JOIN)
        for name, arguments in {
            "query policies-in-nation": ["query", "policies-in-nation", "--format", "csv"],
            "show": ["show", "kg:thing-315"],
            "find": ["find", self._label()],
            "find, a name that there is not": ["find", "asthma audit 315"],
        }.items():
            yield Row(name, cost_of(self._ours(*arguments), self.rounds), {})
        changed = self._ours("query", self._file(POINT), "--format", "json")
        yield Row("one file changed, the next query", cost_of(changed, self.rounds, self._change), {})

    def _label(self) -> str:
        """The label of a thing."""
        labels = re.compile(r'^kg:thing-315\n.*?rdfs:label "([^"]*)"', re.DOTALL | re.MULTILINE)
        found = (labels.search(path.read_text(encoding="utf-8")) for path in self.graph)
        return next(match[1] for match in found if match)

    def _ours(self, *arguments: str | Path) -> list[str | Path]:
        return [SCRIPTS / "irc-kg", *arguments, "--root", self.root]

    def _file(self, query: str) -> Path:
        path = self.folder / "query.rq"
        path.write_text(query, encoding="utf-8")
        return path

    def _change(self) -> None:
        with self.graph[-1].open("a", encoding="utf-8") as out:
            out.write("\n<#new> a irc:Topic ; irc:paragraph 1 .\n")

    def _build(self) -> Row:
        others: dict[str, Cost | None] = {}
        if oxigraph := _program("oxigraph"):
            store = self.folder / "load"
            command: list[str | Path] = [
                oxigraph,
                "load",
                "--location",
                store,
                "--base",
                _BASE,
                "--file",
                *self.graph,
            ]
            others["oxigraph load"] = cost_of(command, 1, lambda: shutil.rmtree(store, ignore_errors=True))
            shutil.rmtree(store)
        return Row("index build", cost_of(self._ours("index", "build"), 1), others)

    def _query(self, name: str, query: str) -> Row:
        path = self._file(query)
        ours = cost_of(self._ours("query", path, "--format", "json"), self.rounds)
        return Row(name, ours, self._costs_of_others(path))

    def _costs_of_others(self, path: Path) -> dict[str, Cost | None]:
        others: dict[str, Cost | None] = {}
        for program, line in self._others(path):
            others[program] = None
            with suppress(ProgramFailedError):  # it does not know all of SPARQL, or not these files
                others[program] = cost_of(line, self.rounds)
        return others

    def _others(self, path: Path) -> Iterator[tuple[str, list[str | Path]]]:
        """The other programs that can be asked, with their command lines."""
        stores = list((self.folder / "cache").glob("irc-kg/index/*/*/store"))
        if (oxigraph := _program("oxigraph")) and stores:
            line: list[str | Path] = [oxigraph, "query", "--location", stores[0], "--query-file", path]
            yield "oxigraph query", [*line, "--results-format", "json"]
        if stores:
            yield "pyoxigraph, the same store", [sys.executable, "-c", _STORE_ASKED, stores[0], path]
        if not self.triples:
            yield "pyoxigraph, the same files", [sys.executable, "-c", _FILES_ASKED, self.root, path]
        yield "python, import pyoxigraph", [sys.executable, "-c", _IMPORTED]
        if self.triples > LARGEST_FOR_READERS:
            return
        if sparqlquery := _program("sparqlquery"):
            yield "rdflib sparqlquery", [sparqlquery, *self.graph, "-qf", path, "--format", "json"]
        if roqet := _program("roqet"):
            data = [str(part) for file in self.graph for part in ("-D", file)]
            yield "roqet", [roqet, "-q", "-r", "csv", *data, path]
        if comunica := _program("comunica-sparql-file"):
            yield "comunica", [comunica, *self.graph, "-f", path]


def table_of(rows: Sequence[Row]) -> str:
    """The rows of one size as a table of Markdown."""
    lines = ["| | irc-kg | beside it | ratio |", "|---|---|---|---|"]
    for row in rows:
        others = "<br>".join(f"{name}: {cost or 'cannot'}" for name, cost in row.others.items())
        ratios = "<br>".join(
            f"{row.ours.seconds / cost.seconds:.2f}" if cost else "" for cost in row.others.values()
        )
        lines.append(f"| {row.name} | {row.ours} | {others} | {ratios} |")
    return "\n".join(lines)


def curves_of(found: dict[tuple[int, int], list[Row]]) -> str:
    """The seconds of each command over the number of statements, both in steps of ten, as SVG."""
    found = {size: rows for size, rows in found.items() if size[0]}
    left, top, width, height = 60, 20, 420, 260
    sizes = [math.log10(triples) for triples, _files in found]
    lowest, highest = min(sizes), max(*sizes, min(sizes) + 1)
    names = [row.name for row in next(iter(found.values()))]
    colours = ("#1b6ca8", "#c1440e", "#2f7d32", "#6a3d9a", "#8a6d00", "#00796b", "#ad1457", "#555555")
    box = f"0 0 {left + width + 250} {top + height + 50}"
    about = 'font-family="sans-serif" font-size="12" role="img" aria-label="Seconds by number of statements"'
    parts = [f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="{box}" {about}>']

    def x_of(exponent: float) -> float:
        return left + width * (exponent - lowest) / (highest - lowest)

    def y_of(exponent: float) -> float:  # from a hundredth of a second to a thousand
        return top + height * (1 - (exponent + 2) / 5)

    for exponent in range(-2, 4):
        y = y_of(exponent)
        parts.append(f'<line x1="{left}" y1="{y:.0f}" x2="{left + width}" y2="{y:.0f}" stroke="#ddd"/>')
        parts.append(f'<text x="{left - 8}" y="{y + 4:.0f}" text-anchor="end">{10.0**exponent:g} s</text>')
    for size in sizes:
        label = f"{round(10**size):,}"
        parts.append(
            f'<text x="{x_of(size):.0f}" y="{top + height + 20}" text-anchor="middle">{label}</text>'
        )
    for place, name in enumerate(names):
        colour = colours[place % len(colours)]
        seconds = [rows[place].ours.seconds for rows in found.values()]
        points = [(x_of(size), y_of(math.log10(value))) for size, value in zip(sizes, seconds, strict=True)]
        line = " ".join(f"{x:.0f},{y:.0f}" for x, y in points)
        parts.append(f'<polyline points="{line}" fill="none" stroke="{colour}" stroke-width="2"/>')
        y = top + 18 * place + 8
        parts.append(f'<text x="{left + width + 20}" y="{y}" fill="{colour}">{name}</text>')
    return "\n".join([*parts, "</svg>", ""])


def write_page(found: dict[tuple[int, int], list[Row]]) -> None:
    """Put the tables in the place of those that stand in the page, and the curves beside it."""
    tables = "\n\n".join(f"### {_title(*size)}\n\n{table_of(rows)}" for size, rows in found.items())
    if absent := [name for name in PROGRAMS if not _program(name)]:
        tables += f"\n\nNot installed where this was measured: {', '.join(absent)}."
    page = PAGE.read_text(encoding="utf-8")
    begin, end = "<!-- measured -->\n", "<!-- end of what was measured -->"
    page = re.sub(f"{begin}.*?{end}", lambda _: f"{begin}\n{tables}\n\n{end}", page, flags=re.DOTALL)
    PAGE.write_text(page, encoding="utf-8")
    PICTURE.write_text(curves_of(found), encoding="utf-8")


def _title(triples: int, files: int) -> str:
    return f"{triples:,} statements in {files:,} files" if triples else "The shipped project"


def _size(text: str) -> tuple[int, int]:
    triples, _, files = text.partition("/")
    return int(triples), int(files or 100)


def main() -> None:
    """Measure each size, print it, and write the page if that is wanted."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument(
        "--sizes", type=_size, nargs="+", default=[(0, 0), (10_000, 10), (100_000, 100), (1_000_000, 100)]
    )
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--write", action="store_true", help="write docs/performance.md and its picture")
    options = parser.parse_args()
    found = {}
    for triples, files in options.sizes:
        os.environ["IRC_KG_INDEX"] = "always" if triples else "auto"
        with tempfile.TemporaryDirectory() as folder:
            rows = list(Size(Path(folder), triples, files, options.rounds).rows())
        found[triples, files] = rows
        print(f"\n{_title(triples, files)}\n{table_of(rows)}", flush=True)
    if options.write:
        write_page(found)


if __name__ == "__main__":
    main()
