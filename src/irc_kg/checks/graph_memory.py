"""What the last check knew of the graph: its rows, its answers, and what its files said.

From what the files said then and say now follows what the graph states otherwise, and only that is asked for
again. Whatever is wrong with it, it is forgotten, and all is asked.
"""

from __future__ import annotations

import json
import shutil
import zlib
from collections.abc import Iterable, Mapping, Sequence
from contextlib import suppress
from hashlib import sha256
from pathlib import Path
from typing import Any, TypeAlias

import pyoxigraph as ox

from irc_kg.checks.reach import Touched, Triples
from irc_kg.checks.rule import CodedFault, Fault, Row, Spot
from irc_kg.files import FileWriteError, write_text
from irc_kg.queries import Query
from irc_kg.queries.expansion import repeats_itself
from irc_kg.store import Term
from irc_kg.store.loading import IMPORTS, FileReader
from irc_kg.store.settings import SETTINGS

_STATE = "state.json"
_MOST_FILES = 20  # that may have changed: where it is more, most is to be asked anew
_MOST_ROWS = 5000  # of a check that are kept
# What lets other files be read, or names be others.
OF_OTHER_FILES = {*map(ox.NamedNode, (IMPORTS, *SETTINGS))}

_KeptTerm: TypeAlias = "list[str] | None"


class _UnkeepableError(Exception):
    """A term that would be another in the next run, such as one that has no name."""


class GraphMemory:
    """What was found out of one state of the graph, and what is found out now."""

    def __init__(self, folder: Path | None = None, setting: str = "") -> None:
        """``folder``: where it is kept, None for nowhere; ``setting``: what else it depends on."""
        self.folder = folder
        self.setting = setting
        self.faulty: frozenset[str] | None = None  # things with faults that shapes found; None: not known
        self.faulty_now: frozenset[str] | None = None
        self._digests: Mapping[str, str] | None = None  # of the files, by named graph; None: nothing is known
        self._digested: dict[str, tuple[bytes, str]] = {}  # what files hold now, with the digest of it
        self._rows: dict[str, list[Row]] = {}  # of checks, by digests of their texts
        self._answers: dict[str, list[CodedFault]] = {}  # what is wrong with the answers of queries
        self._first_rows: dict[str, Row | None] = {}  # one that a query found, None where it found nothing
        self._first_rows_now: dict[str, Row | None] = {}
        self.likely: dict[str, list[str]] = {}  # the things that texts in headers of queries may mean
        self.likely_now: dict[str, list[str]] = {}
        self.suggestions: dict[str, list[str]] = {}  # what names may mean that nothing has
        self.suggestions_now: dict[str, list[str]] = {}
        self._rows_now: dict[str, list[Row]] = {}
        self._answers_now: dict[str, list[CodedFault]] = {}
        if folder is not None:
            with suppress(OSError, ValueError, TypeError, KeyError, AttributeError):
                self._recall(json.loads((folder / _STATE).read_text(encoding="utf-8")))

    def _recall(self, known: Mapping[str, Any]) -> None:
        if known["setting"] != self.setting:
            return
        rows = {key: list(map(_row_of, kept)) for key, kept in known["rows"].items()}
        answers = {key: [_fault_with_code(*one) for one in kept] for key, kept in known["answers"].items()}
        faulty = None if known["faulty"] is None else frozenset(map(str, known["faulty"]))
        firsts = {key: row and _row_of(row) for key, row in known["first_rows"].items()}
        suggestions, likely = _lists_of(known["suggestions"]), _lists_of(known["likely"])
        digests = {str(graph): str(digest) for graph, digest in known["digests"].items()}
        # All of it could be read.
        self._rows, self._answers, self._first_rows, self.faulty = rows, answers, firsts, faulty
        self.suggestions, self.likely, self._digests = suggestions, likely, digests

    # What the graph states otherwise

    def is_near(self, data: Mapping[str, bytes]) -> bool:
        """Whether few files hold something else now than then; ``data``: what they hold, by named graph."""
        if self._digests is None:
            return False
        known = self._digests
        others = [graph for graph, held in data.items() if known.get(graph) != self._digest(graph, held)]
        return len(others) + len(known.keys() - data.keys()) <= _MOST_FILES

    def changes(self, reader: FileReader, data: Mapping[str, tuple[Path, bytes]]) -> list[Touched] | None:
        """What files state otherwise than then; None where that is not known, or is much.

        ``data``: what the files hold now, by named graph.
        """
        if self._digests is None:
            return None
        now = {graph: self._digest(graph, held) for graph, (_path, held) in data.items()}
        graphs = [one for one in {**self._digests, **now} if self._digests.get(one) != now.get(one)]
        if len(graphs) > _MOST_FILES:
            return None
        changes = []
        for graph in graphs:
            path, held = data.get(graph) or (reader.files.file_of(graph), b"")
            earlier = self._text_of(self._digests.get(graph))
            touched = None if earlier is None else _difference(reader, path, earlier, held)
            if touched is None:
                return None
            changes.append(Touched(graph, *touched))
        return changes

    def _digest(self, graph: str, held: bytes) -> str:
        """The digest of what a file holds, which is asked for several times in a run."""
        known = self._digested.get(graph)
        if known is None or known[0] is not held:
            known = self._digested[graph] = held, digest_of_data(held)
        return known[1]

    def _text_of(self, digest: str | None) -> bytes | None:
        """What a file held; nothing where there was none, None where it is not known any more."""
        if digest is None:
            return b""
        if self.folder is None:
            return None
        with suppress(OSError, zlib.error):
            data = zlib.decompress((self.folder / digest).read_bytes())
            return data if digest_of_data(data) == digest else None
        return None

    # What is known, and what is found out

    def rows_of(self, query: Query) -> list[Row] | None:
        """The rows that a check had then; None where that is not known."""
        return self._rows.get(_key(query.text))

    def keep_rows(self, query: Query, rows: Sequence[Row]) -> None:
        """Keep the rows that a check has now."""
        if len(rows) <= _MOST_ROWS and repeats_itself(query.text):
            self._rows_now[_key(query.text)] = list(rows)

    def answer_of(self, text: str) -> list[CodedFault] | None:
        """What was wrong with an answer then; None where that is not known. ``text`` is all it depends on."""
        return self._answers.get(_key(text))

    def keep_answer(self, text: str, faults: Iterable[CodedFault]) -> None:
        """Keep what is wrong with an answer now."""
        if repeats_itself(text):
            self._answers_now[_key(text)] = list(faults)

    def first_row_of(self, text: str) -> tuple[bool, Row | None]:
        """Whether it is known what a query found first, and that row, None where it found nothing."""
        key = _key(text)
        return key in self._first_rows, self._first_rows.get(key)

    def keep_first_row(self, text: str, row: Row | None) -> None:
        """Keep a row that a query finds now, None where it finds nothing."""
        if repeats_itself(text):
            self._first_rows_now[_key(text)] = row

    def carry_first_row(self, text: str) -> None:
        """Keep the row that a query found then, because nothing concerns it."""
        key = _key(text)
        if key in self._first_rows:
            self._first_rows_now[key] = self._first_rows[key]

    def save(self, data: Mapping[str, tuple[Path, bytes]]) -> None:
        """Keep what is known now, and what the files hold; where that is not possible, it is forgotten."""
        if self.folder is None:
            return
        digests = {graph: self._digest(graph, held) for graph, (_path, held) in data.items()}
        with suppress(OSError, FileWriteError):
            self.folder.mkdir(parents=True, exist_ok=True)
            kept = {path.name for path in self.folder.iterdir()}
            for graph, (_path, held) in data.items():
                if digests[graph] not in kept:
                    (self.folder / digests[graph]).write_bytes(zlib.compress(held, 1))
            write_text(self.folder / _STATE, json.dumps(self._content(digests)))
            for name in kept - {_STATE, *digests.values()}:
                (self.folder / name).unlink()

    def _content(self, digests: Mapping[str, str]) -> dict[str, object]:
        rows, firsts = {}, {}
        for key, found in self._rows_now.items():
            with suppress(_UnkeepableError):
                rows[key] = list(map(_parts_of_row, found))
        for key, row in self._first_rows_now.items():
            with suppress(_UnkeepableError):
                firsts[key] = None if row is None else _parts_of_row(row)
        return {
            "setting": self.setting,
            "digests": digests,
            "rows": rows,
            "answers": self._answers_now,
            "first_rows": firsts,
            "suggestions": self.suggestions_now,
            "likely": self.likely_now,
            "faulty": None if self.faulty_now is None else sorted(self.faulty_now),
        }

    def forget(self) -> None:
        """Keep nothing, as of a state of the graph that could not be read as a whole."""
        if self.folder is not None:
            shutil.rmtree(self.folder, ignore_errors=True)


def digest_of_data(data: bytes) -> str:
    return sha256(data).hexdigest()


def _key(text: str) -> str:
    return sha256(text.encode()).hexdigest()


def _difference(
    reader: FileReader, path: Path, before: bytes, after: bytes
) -> tuple[Triples, Triples] | None:
    """What a file states more and less; None where that cannot be told, or concerns other files."""
    try:
        old, new = (_triples_in(reader, path, data) for data in (before, after))
    except (SyntaxError, ValueError):
        return None
    for triple in old ^ new:
        has_names = all(isinstance(term, ox.NamedNode | ox.Literal) for term in triple)
        if not has_names or triple[1] in OF_OTHER_FILES:
            return None
    return new - old, old - new


def _triples_in(reader: FileReader, path: Path, data: bytes) -> Triples:
    quads = reader.parser_of(path, data.removeprefix(b"\xef\xbb\xbf")) if data else ()
    return frozenset((quad.subject, quad.predicate, quad.object) for quad in quads)


# Terms, rows and faults as they are kept


def _lists_of(kept: Mapping[str, Iterable[object]]) -> dict[str, list[str]]:
    return {str(text): [*map(str, listed)] for text, listed in kept.items()}


def _parts_of_row(row: Row) -> dict[str, _KeptTerm]:
    return {column: _parts_of_term(term) for column, term in row.items()}


def _parts_of_term(term: Term | None) -> _KeptTerm:
    if term is None:
        return None
    if isinstance(term, ox.NamedNode):
        return [term.value]
    if isinstance(term, ox.Literal) and term.direction is None:
        return [term.value, term.datatype.value, term.language or ""]
    raise _UnkeepableError


def _row_of(kept: Mapping[str, _KeptTerm]) -> Row:
    return {column: _term_of(parts) for column, parts in kept.items()}


def _term_of(parts: _KeptTerm) -> Term | None:
    if parts is None:
        return None
    if len(parts) == 1:
        return ox.NamedNode(parts[0])
    value, datatype, language = parts
    if language:
        return ox.Literal(value, language=language)
    return ox.Literal(value, datatype=ox.NamedNode(datatype))


def _fault_with_code(code: str, fault: Sequence[Any]) -> CodedFault:
    """A fault of a query, which stands at a spot and weighs what its rule does."""
    spot, message = fault[:2]
    return str(code), Fault(Spot(*spot), str(message))
