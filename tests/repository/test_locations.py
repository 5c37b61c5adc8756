"""Every citation of the answers to the shipped questions leads to the line of the graph that says it."""

from __future__ import annotations

import re
from collections import defaultdict
from pathlib import Path

import pyoxigraph as ox

import irc_kg
from irc_kg.provenance import Location, Statement

ROOT = Path(__file__).parent.parent.parent
# One object as the files of the graph spell it.
OBJECT = re.compile(r'<[^>]*>|"(?:[^"\\]|\\.)*"(?:@[\w-]+|\^\^[\w:]+)?|[\w:-]+')
MARK = "urn:mark:"


def test_the_line_of_each_citation_is_that_of_its_witness() -> None:
    """A mark in the place of each object that is located is read as the object of that very statement."""
    project = irc_kg.open(ROOT)
    rows = [row for query in project.queries for row in project.query(query.name)]
    assert all(row.statements for row in rows)
    statements = dict.fromkeys(statement for row in rows for statement in row.statements)
    located: dict[Path, list[tuple[Location, Statement]]] = defaultdict(list)
    for statement in statements:
        location = project.locate(statement)
        located[location.path].append((location, statement))
    assert len(statements) > 1000
    assert len(located) > 30
    for path, found in located.items():
        before, after = (triples_in(text) for text in (path.read_bytes(), text_with_marks(path, found)))
        marked = {
            int(now.object.value.removeprefix(MARK)): was
            for was, now in zip(before, after, strict=True)
            if isinstance(now.object, ox.NamedNode) and now.object.value.startswith(MARK)
        }
        read = [(was.subject, was.predicate, was.object) for _, was in sorted(marked.items())]
        assert read == [statement[:3] for _, statement in found]


def triples_in(text: bytes) -> list[ox.Triple]:
    """What a text states, in its order."""
    return [quad.triple for quad in ox.parse(text, ox.RdfFormat.TURTLE, base_iri="urn:base")]


def text_with_marks(path: Path, found: list[tuple[Location, Statement]]) -> bytes:
    """The text of a file with the number of each statement in the place of its object."""
    lines = path.read_text(encoding="utf-8").split("\n")
    for number, (location, _statement) in sorted(enumerate(found), key=lambda each: each[1][0], reverse=True):
        line, start = lines[location.line - 1], location.column - 1
        match = OBJECT.match(line, start)
        assert match, (path, location)
        lines[location.line - 1] = f"{line[:start]}<{MARK}{number}>{line[match.end() :]}"
    return "\n".join(lines).encode()
