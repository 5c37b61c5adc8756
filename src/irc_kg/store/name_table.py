"""Names, and how files write literals, in a table on disk: what is asked of them is looked up there."""

from __future__ import annotations

import sqlite3
from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from functools import cached_property
from pathlib import Path
from typing import Any
from urllib.parse import quote

import pyoxigraph as ox

from irc_kg.errors import IrcKgError
from irc_kg.store.fits import LONGEST_ACRONYM, Typed, shorts_of
from irc_kg.store.known_names import KnownNames, Name, StatedName
from irc_kg.store.names import fold
from irc_kg.store.values import Pattern, Source, Term, WrittenLiteral

_TABLES = """
CREATE TABLE name (
    grp INTEGER, language INTEGER, predicate INTEGER, rank INTEGER, tag TEXT, text TEXT, iri TEXT, graph TEXT,
    key TEXT, shorts TEXT
);
CREATE TABLE written (kept TEXT, subject TEXT, predicate TEXT, graph TEXT, lexical TEXT, datatype TEXT);
CREATE TABLE tag (folded TEXT, tag TEXT, graph TEXT);
"""
_KEYS = """
CREATE INDEX name_key ON name (key, shorts);
CREATE INDEX name_iri ON name (iri);
CREATE INDEX name_graph ON name (graph);
CREATE INDEX written_kept ON written (kept);
CREATE INDEX written_graph ON written (graph);
"""
_FORGET = (
    "DELETE FROM name WHERE graph = ?",
    "DELETE FROM written WHERE graph = ?",
    "DELETE FROM tag WHERE graph = ?",
)
_ADD_NAME = "INSERT INTO name VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)"
# The order in which names are read, and with it which of them is the label of a thing.
_ORDER = "grp, language, predicate, rank, tag, text, iri"
# What is scanned for a name is the index of the keys, which is much smaller than the table.
_AMONG_KEYS = "rowid IN (SELECT rowid FROM name INDEXED BY name_key WHERE"
_LABEL = """
SELECT text FROM name WHERE iri = ? AND grp = 0 ORDER BY language, predicate, rank, tag, text LIMIT 1
"""
_NAMES = """
SELECT text, iri, key, grp = 0 AND predicate = (
    SELECT label.predicate FROM name AS label WHERE label.iri = name.iri AND label.grp = 0
    ORDER BY language, predicate, rank, tag, text LIMIT 1
) FROM name
"""
_WRITTEN = """
SELECT subject, predicate, graph, lexical, datatype FROM written
WHERE kept = ?1 AND (?2 IS NULL OR subject = ?2) AND (?3 IS NULL OR predicate = ?3)
    AND (?4 IS NULL OR graph = ?4)
"""
_MANY = 500  # values that one question to the table may hold
_LAST_CHARACTER = "\U0010ffff"


class DamagedNamesError(IrcKgError):
    """A table of names that cannot be read."""

    def __init__(self, fault: sqlite3.Error) -> None:
        super().__init__(
            f"The names in the index cannot be read: {fault}. `irc-kg index clear` has it made anew."
        )


class NameTable(KnownNames):
    """The names of a project in its index, and what its files write otherwise than the engine has it."""

    def __init__(self, path: Path) -> None:
        # Nobody changes the file: a new state of the project gets another.
        self._database = sqlite3.connect(
            f"file:{quote(str(path))}?mode=ro&immutable=1", uri=True, check_same_thread=False
        )

    def _rows(self, sql: str, *values: str | None) -> list[Any]:
        try:
            return self._database.execute(sql, values).fetchall()
        except UnicodeEncodeError:  # bytes that are no text stand in no name
            return []
        except sqlite3.Error as error:
            raise DamagedNamesError(error) from None

    def _names(self, condition: str, *values: str) -> list[tuple[Name, str]]:
        """The names that fulfil a condition, in their order, each with its key."""
        rows = self._rows(f"{_NAMES} WHERE {condition} ORDER BY {_ORDER}", *values)
        return list(dict.fromkeys((Name(text, iri, bool(label)), key) for text, iri, key, label in rows))

    @cached_property
    def all(self) -> Sequence[Name]:
        """Every name, in the order in which they are read."""
        return [name for name, _key in self._names("1")]

    def label(self, iri: str) -> str:
        """The label of a thing; empty without one."""
        rows = self._rows(_LABEL, iri)
        return rows[0][0] if rows else ""

    def with_key(self, key: str) -> Sequence[Name]:
        """The names that are this when they are folded."""
        return [name for name, _key in self._names("key = ?", key)]

    def with_keys(self, keys: Collection[str]) -> Mapping[str, Sequence[Name]]:
        """The names that are one of these when they are folded, by which."""
        wanted = [*keys]
        found: dict[str, list[Name]] = defaultdict(list)
        for start in range(0, len(wanted), _MANY):
            some = wanted[start : start + _MANY]
            for name, key in self._names(f"key IN ({', '.join('?' * len(some))})", *some):
                found[key].append(name)
        return found

    def beginning(self, key: str) -> Sequence[Name]:
        """The names that begin so when they are folded."""
        return [name for name, _key in self._names("key >= ? AND key < ?", key, key + _LAST_CHARACTER)]

    def things(self, iris: Collection[str]) -> Sequence[Name]:
        """The names of some things."""
        wanted = set(iris)
        if len(wanted) > _MANY:
            return [name for name in self.all if name.iri in wanted]
        marks = ", ".join("?" * len(wanted))
        return [name for name, _key in self._names(f"iri IN ({marks})", *wanted)]

    def iris_in(self, namespace: str) -> Sequence[str]:
        """The things of a namespace, sorted."""
        sql = "SELECT DISTINCT iri FROM name WHERE iri >= ? AND iri < ? ORDER BY iri"
        return [iri for (iri,) in self._rows(sql, namespace, namespace + _LAST_CHARACTER)]

    def keys(self) -> Sequence[str]:
        """All names, folded, each once, sorted."""
        # As one text, which takes less than a row for each; white space in a key is but blanks. They are
        # sorted as Python sorts them: by their characters.
        sql = "SELECT group_concat(key, char(10)) FROM (SELECT DISTINCT key FROM name ORDER BY key)"
        [[joined]] = self._rows(sql)
        return joined.split("\n") if joined else []

    def candidates(self, typed: Typed) -> Iterable[tuple[Name, str]]:
        """All names that may fit what was typed, and maybe others, each with its key."""
        condition, values = _condition_of(typed)
        return self._names(f"{_AMONG_KEYS} {condition})", *values)

    def spellings_of(self, literal: ox.Literal, pattern: Pattern) -> list[WrittenLiteral]:
        """How a literal is written in the statements of a pattern, where that is not as the engine has it."""
        subject, predicate, graph = pattern
        about = None if subject is None else _text_of(subject)
        says = None if predicate is None else predicate.value
        return [_literal_of_row(*row) for row in self._rows(_WRITTEN, str(literal), about, says, graph)]


def _text_of(subject: Term) -> str:
    """A subject as the table has it: a blank node has another name wherever it is read."""
    return "" if isinstance(subject, ox.BlankNode) else str(subject)


def _literal_of_row(subject: str, predicate: str, graph: str, lexical: str, datatype: str) -> WrittenLiteral:
    # That two statements have different subjects is all that is asked of them.
    about = ox.Literal(subject) if subject else None
    literal = ox.Literal(lexical, datatype=ox.NamedNode(datatype))
    return WrittenLiteral(about, ox.NamedNode(predicate), graph, literal)


def _condition_of(typed: Typed) -> tuple[str, list[str]]:
    """What every name fulfils that fits what was typed: a part of what ``Typed.fit`` asks, for the table."""
    parts, values = ["instr(key, ?)"], [typed.folded]
    words: list[str] = []
    meant: list[str] = []
    for word, beginning in zip(typed.words, typed.beginnings, strict=True):
        acronyms = {text for text in (word.folded, word.text) if len(text) <= LONGEST_ACRONYM}
        words.append(f"({' OR '.join(['instr(key, ?)', *['instr(shorts, ?)'] * len(acronyms)])})")
        meant += [beginning.removesuffix("y"), *acronyms]  # ties is the plural of ty
    if words:
        parts.append(f"({' AND '.join(words)})")
        values += meant
    if pairs := typed.pairs_of_initials:  # what is asked first is the rarest
        acronym = " OR ".join(["instr(key, ?)"] * len(pairs))
        parts.append(f"(({acronym}) AND ({' OR '.join(words)}))")
        values += [*pairs, *meant]
    return " OR ".join(parts), values


class NameTableWriter:
    """Writes the table of a state of the project."""

    def __init__(self, path: Path) -> None:
        self._is_new = not path.exists()
        self._database = sqlite3.connect(path)
        # Who is interrupted throws the file away, and what is damaged is found out: it needs no journal.
        self._database.executescript("PRAGMA journal_mode = OFF; PRAGMA synchronous = OFF")
        if self._is_new:
            self._database.executescript(_TABLES)

    def forget(self, graphs: Iterable[str]) -> None:
        """Take away what stands in some files."""
        values = [(graph,) for graph in graphs]
        for statement in _FORGET:
            self._database.executemany(statement, values)

    def forget_names(self) -> None:
        """Take away all names."""
        self._database.execute("DELETE FROM name")

    def add_names(self, stated: Iterable[StatedName]) -> None:
        """Add names that files state."""
        rows = ((*name, fold(name.text), shorts_of(name.text)) for name in stated)
        self._database.executemany(_ADD_NAME, rows)

    def add_source(self, source: Source) -> None:
        """Add what a file writes otherwise than the engine gives it back."""
        rows = (
            (
                str(kept),
                "" if written.subject is None else str(written.subject),
                written.predicate.value,
                written.graph,
                written.literal.value,
                written.literal.datatype.value,
            )
            for kept, written in source.literals_written_otherwise()
        )
        self._database.executemany("INSERT INTO written VALUES (?, ?, ?, ?, ?, ?)", rows)
        tags = ((tag.lower(), tag, source.graph) for tag in source.language_tags())
        self._database.executemany("INSERT INTO tag VALUES (?, ?, ?)", tags)

    def writes_otherwise(self) -> bool:
        """Whether any file writes any literal otherwise than the engine gives it back."""
        return self._database.execute("SELECT 1 FROM written LIMIT 1").fetchone() is not None

    def tags(self) -> dict[str, str]:
        """The language tags that files write with capitals, and in one way, by what the engine has."""
        sql = "SELECT folded, min(tag) FROM tag GROUP BY folded HAVING count(DISTINCT tag) = 1"
        return {folded: tag for folded, tag in self._database.execute(sql) if folded != tag}

    def close(self) -> None:
        """Have all of it in the file."""
        if self._is_new:  # what is sorted in one go takes less than what is sorted in row by row
            self._database.executescript(_KEYS)
        self._database.commit()
        self._database.close()
