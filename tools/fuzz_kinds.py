"""What is fuzzed: where the seeds of each kind come from, and what is done with a mutant."""

from __future__ import annotations

import os
import shutil
import sys
import tomllib
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from random import Random
from typing import Protocol

import pyoxigraph as ox
from fuzz_mutations import TOKEN, mutate, mutate_turtle, mutate_workbook

from irc_kg.checks import check
from irc_kg.editing.adding import add
from irc_kg.editing.removing import remove
from irc_kg.editing.shapes import Fields, classes_with_forms, form_of
from irc_kg.editing.sheets import read_sheet
from irc_kg.editing.tables import TableFaultsError, TableReader, columns_of
from irc_kg.project import open_project
from irc_kg.queries import query_of_text
from irc_kg.queries.binding import bind
from irc_kg.queries.engine import evaluate
from irc_kg.queries.header import read_header
from irc_kg.queries.sparql import read
from irc_kg.store import Store
from irc_kg.store.project_files import ProjectFiles
from irc_kg.turtle import decode, parse

TESTS = Path(__file__).resolve().parent.parent / "tests"
MINIATURE = TESTS / "project"
_LARGEST_SEED = 6000  # bytes
_ROWS_READ = 20
_BASE = "https://example.org/graph/mutant"
_PREFIXES = {
    **dict.fromkeys(
        ("irc", "org", "dcterms", "schema", "eli", "foaf", "owl", "rdf", "sh", "graph"), "urn:known:"
    ),
    **dict.fromkeys(("town", "plot", "ex", "prov", "void", "dcat", "reg"), "urn:known:"),
    "kg": "https://example.org/id/",
    "rdfs": "http://www.w3.org/2000/01/rdf-schema#",
    "xsd": "http://www.w3.org/2001/XMLSchema#",
    "skos": "http://www.w3.org/2004/02/skos/core#",
}
_VALUES = (ox.NamedNode("urn:a"), ox.Literal("1"))  # of each parameter
_TRIPLE = ox.Triple(
    ox.NamedNode("https://example.org/id/new"),
    ox.NamedNode("http://www.w3.org/2000/01/rdf-schema#label"),
    ox.Literal("New", language="en"),
)


class Target(Protocol):
    """What a mutant is tried on, in a worker; it raises what the reader raises."""

    def __call__(self, data: bytes) -> None: ...


@dataclass(frozen=True)
class Kind:
    """One kind of what is read."""

    name: str
    share: int  # of a thousand mutants, by how long one takes
    chunk: int  # mutants that a worker is given at once
    ending: str  # of the files in which mutants are kept
    seeds: Callable[[], list[bytes]]
    target: Callable[[Path], Target]  # made in a worker, with a folder of its own
    words: tuple[str, ...] = ()
    mutate: Callable[[Random, Sequence[bytes], Sequence[bytes]], bytes] = mutate

    def mutants(self) -> Callable[[int, int], bytes]:
        """What gives the mutant of a seed of the lot and a number."""
        seeds = self.seeds()
        found = (
            {token for seed in seeds[:40] for token in TOKEN.findall(seed[:2000])} if self.words else set()
        )
        words = [*(word.encode() for word in self.words), *sorted(found)] or [b"x"]

        def mutant(lot: int, number: int) -> bytes:
            return self.mutate(Random(f"{self.name} {lot} {number}"), seeds, words)  # noqa: S311  (no secret)

        return mutant


def _files(*patterns: str) -> list[bytes]:
    paths = sorted({path for pattern in patterns for path in TESTS.glob(pattern)})
    contents = (path.read_bytes() for path in paths)
    return [content for content in contents if 0 < len(content) <= _LARGEST_SEED]


# Turtle


def _turtle(_folder: Path) -> Target:
    def read_and_edit(data: bytes) -> None:
        before = parse(decode(data), _BASE)
        after = remove(add(before, [_TRIPLE], _PREFIXES), [_TRIPLE])
        if {each.triple for each in after.triples()} != {each.triple for each in before.triples()} - {
            _TRIPLE
        }:
            raise AssertionError("To add and remove a statement has changed others.")

    return read_and_edit


# Queries


def _queries(_folder: Path) -> Target:
    engine = ox.Store()
    engine.extend(ox.parse(b'<urn:a> <urn:b> "1" , 2 , <urn:c> .', ox.RdfFormat.TURTLE))

    def ask(data: bytes) -> None:
        query = query_of_text(data.decode(errors="replace"), prefixes=_PREFIXES)
        values = {parameter.variable: _VALUES for parameter in query.parameters}
        bound = bind(query, values) if values else query.text
        answer = evaluate(engine, read(bound, _PREFIXES, query.place), place=query.place)
        if not isinstance(answer, ox.QueryBoolean):
            for _row in zip(range(_ROWS_READ), answer, strict=False):
                pass

    return ask


def _headers(_folder: Path) -> Target:
    def read_it(data: bytes) -> None:
        header = read_header(data.decode(errors="replace"), "mutant.rq")
        repr(header)

    return read_it


_HEADERS = (
    b'#+ summary: "A question: {nation}"\n#+ description: |\n#+   Two\n#+   lines\n#+ tags: [a, {c: d}]\n',
    b"#+ pagination: 10\n#+ cite: [?a, ?b]\n#+ defaults: [{a: 1}, {b: &x 2}, {c: *x}, {nation: [a, b]}]\n",
)


def _header_seeds() -> list[bytes]:
    texts = (seed.decode(errors="replace") for seed in _files("**/*.rq", "../queries/**/*.rq"))
    headers = (
        "".join(line for line in text.splitlines(keepends=True) if line.startswith("#+")) for text in texts
    )
    return [*sorted({header.encode() for header in headers if header}), *_HEADERS]


# Tables


def _tables(ending: str) -> Callable[[Path], Target]:
    def make(folder: Path) -> Target:
        store = open_project(MINIATURE).store
        forms = [form_of(store, kind) for kind in ("Bus line", "Bus stop")]
        path = folder / f"mutant{ending}"

        def read(data: bytes) -> None:
            path.write_bytes(data)
            sheet = read_sheet(path)
            form = forms[len(data) % 2]
            columns = columns_of(Fields(store, form), sheet.headings)
            reader = TableReader(store, form, columns, has_semicolons=sheet.has_semicolons)
            rows = reader.read(sheet.rows)
            reader.refuse_places(store.files.graph_files[0], rows)
            if reader.faults:
                raise TableFaultsError(path, reader.faults, reader.notes)
            reader.triples(rows)

        return read

    return make


def _csv_seeds() -> list[bytes]:
    clean = (
        "label,stops at,has run since,has the number,is also called,paragraph\n"
        "Green line,Market; Station,2001,3,G3;The; green,4\nNight line,Station,2002,4,,4;5\n"
    )
    rows = [
        "label,stops at,has run since,has the number,is also called,paragraph",
        'Green line,"Market; Station",2001,3,"G3;The; green\\; one",4',
        'Night line,Station,01/02/2024,"1.234,56","say ""yes""",4;5',
        "Red line,kg:market,44562,#N/A,='007,TRUE",
        ",,,,,",
    ]
    text = "\n".join(rows) + "\n"
    others = [
        text.replace(",", ";"),
        text.replace(",", "\t"),
        text.replace(",", "|"),
        "sep=;\n" + text,
        "label\nPark\n",
    ]
    encoded = [text.encode("utf-16"), text.encode("utf-8-sig"), text.encode("cp1252")]
    brought = (
        tomllib.loads(path.read_text(encoding="utf-8")) for path in sorted(TESTS.glob("field/sheets/*.toml"))
    )
    files = [
        content.encode()
        for case in brought
        for name, content in case.get("files", {}).items()
        if ".csv" in name
    ]
    return [*(other.encode() for other in [clean] * 8 + [text, *others]), *encoded, *files]


def _workbook_seeds() -> list[bytes]:
    from workbooks import make_workbook

    brought = (
        tomllib.loads(path.read_text(encoding="utf-8")) for path in sorted(TESTS.glob("field/sheets/*.toml"))
    )
    books = [make_workbook(book) for case in brought for book in case.get("workbook", ())]
    rows = [
        ["label", "stops at", "has run since", "has the number", "is also called", "paragraph"],
        ["Green line", "Market", datetime(2001, 1, 1), 3, "G3", 4],  # noqa: DTZ001 - as a spreadsheet has it
        ["Night line", "Station", 2001, 4, "", 5],
        ["Late line", "Station", 2001, 4.0, 7, ""],
    ]
    formats = {"C2": "yyyy", "E4": "000", "D4": "0.0"}
    merged = {"rows": rows, "formats": formats, "merged": ["F3:F4"], "hidden_rows": [2]}
    formulas = {"rows": rows, "formats": formats, "formulas": {"F4": "=1+4"}, "saved": {"F4": 5}}
    return books + [
        make_workbook({"path": "t", "sheet": [sheet]}) for sheet in (merged, formulas) for _ in range(9)
    ]


# Shapes


def _shapes(folder: Path) -> Target:
    root = folder / "project"
    shutil.copytree(MINIATURE, root, dirs_exist_ok=True)
    file = root / "ontology" / "shapes.ttl"

    def check_project(data: bytes) -> None:
        file.write_bytes(data)
        project = ProjectFiles(root)
        check(project)
        store = Store(project)
        for kind in classes_with_forms(store):
            form_of(store, store.prefixes.shorten(kind))

    return check_project


# Whole projects with one damaged file


def _projects(place: str) -> Callable[[Path], Target]:
    def make(folder: Path) -> Target:
        root = folder / "project"
        shutil.copytree(MINIATURE, root)
        file = root / place

        def check_project(data: bytes) -> None:
            file.write_bytes(data)
            check(ProjectFiles(root))

        return check_project

    return make


# What must not happen, done on purpose: a test sees that it is noticed.

_TROUBLES = ("fault", "lost", "slow", "refused", "read", "print")


def _troubles(_folder: Path) -> Target:
    def make_trouble(data: bytes) -> None:
        from irc_kg.errors import IrcKgError

        trouble = data.decode()
        if trouble == "fault":
            raise ZeroDivisionError(trouble)
        if trouble == "lost":
            os._exit(3)
        while trouble == "slow":
            pass
        if trouble == "print":
            print(trouble, file=sys.stderr)
        if trouble == "refused":
            raise IrcKgError(trouble)

    return make_trouble


def _next_trouble(random: Random, _seeds: Sequence[bytes], _words: Sequence[bytes]) -> bytes:
    return random.choice(_TROUBLES).encode()


def _words_of(name: str) -> tuple[str, ...]:
    """The words of a kind, from the file that lists them."""
    text = (Path(__file__).parent / "fuzz_words.txt").read_text(encoding="utf-8")
    _, _, section = text.partition(f"\n[{name}]\n")
    return tuple(section.partition("\n\n")[0].split())


_ALL = (
    Kind(
        name="turtle",
        share=428,
        chunk=500,
        ending=".ttl",
        seeds=lambda: _files("examples/**/*.ttl", "project/**/*.ttl"),
        target=_turtle,
        words=_words_of("turtle"),
    ),
    Kind(
        name="query",
        share=280,
        chunk=500,
        ending=".rq",
        seeds=lambda: _files("**/*.rq", "../queries/**/*.rq"),
        target=_queries,
        words=_words_of("query"),
    ),
    Kind("header", 219, 500, ".rq", _header_seeds, _headers, _words_of("header")),
    Kind("csv", 60, 200, ".csv", _csv_seeds, _tables(".csv"), _words_of("csv")),
    Kind("xlsx", 10, 50, ".xlsx", _workbook_seeds, _tables(".xlsx"), _words_of("xlsx"), mutate_workbook),
    Kind(
        name="shapes",
        share=1,
        chunk=10,
        ending=".ttl",
        seeds=lambda: _files("project/ontology/shapes.ttl", "examples/ontology/shapes.ttl"),
        target=_shapes,
        words=_words_of("shapes"),
        mutate=mutate_turtle,
    ),
    Kind(
        name="checked-turtle",
        share=1,
        chunk=20,
        ending=".ttl",
        seeds=lambda: _files("project/graph/**/*.ttl", "examples/valid/**/*.ttl"),
        target=_projects("graph/bus-plan-2020/mutant.ttl"),
        words=_words_of("turtle"),
    ),
    Kind(
        name="checked-query",
        share=1,
        chunk=20,
        ending=".rq",
        seeds=lambda: _files("project/**/*.rq", "../queries/**/*.rq"),
        target=_projects("queries/mutant.rq"),
        words=(*_words_of("query"), *_words_of("header")),
    ),
    Kind("trouble", 0, 8, ".txt", lambda: [b"x"], _troubles, (), _next_trouble),
)
KINDS = {kind.name: kind for kind in _ALL}
