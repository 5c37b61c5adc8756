"""Whether a query file is SPARQL, and whether what its header says is true of it."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass

import pyoxigraph as ox

from irc_kg.checks.rule import Fault, rule
from irc_kg.checks.vocabulary import Vocabulary
from irc_kg.errors import QueryFailedError, Severity, did_you_mean
from irc_kg.queries import (
    HeaderError,
    InvalidQueryError,
    Query,
    RefusedQueryError,
)
from irc_kg.queries.engine import evaluate
from irc_kg.queries.header import header_lines
from irc_kg.queries.sparql import line_column, read
from irc_kg.store.names import close_names
from irc_kg.store.project_files import ProjectFiles
from irc_kg.store.store import Store

# The keys of grlc (https://github.com/CLARIAH/grlc/wiki/Query-decorators).
KNOWN_KEYS = (
    "summary",
    "description",
    "tags",
    "defaults",
    "enumerate",
    "endpoint",
    "endpoint_in_url",
    "method",
    "mime",
    "pagination",
    "transform",
)
_KEY = re.compile(r"([\w-]+)\s*:")


@dataclass(frozen=True)
class Setting:
    """What the rules for queries look at beside the query itself."""

    project: ProjectFiles
    vocabulary: Vocabulary
    open_store: Callable[[], Store]
    doubtful: frozenset[str]  # IRIs that a file which cannot be read may speak of

    @property
    def store(self) -> Store:
        """The triples of the project; they are loaded when a rule first asks."""
        return self.open_store()


QueryFileRule = Callable[[Query, Setting], Iterator[Fault]]


def folder_of(query: Query, project: ProjectFiles) -> str:
    """The folder under ``queries/`` that tells what a query is for: empty, ``views`` or ``checks``."""
    top = project.root / "queries"
    if query.path is None or not query.path.is_relative_to(top):
        return ""
    first = query.path.relative_to(top).parts[0]
    return first if first in {"views", "checks"} else ""


def syntax_error(query: Query, prefixes: Mapping[str, str]) -> InvalidQueryError | None:
    """Why a query is not SPARQL 1.1; None when it is."""
    try:
        # The reader tells what is written wrongly; the engine what may not stand together, asked of no data.
        evaluate(ox.Store(), read(query.text, prefixes, query.place), place=query.place)
    except InvalidQueryError as error:
        return error
    except (RefusedQueryError, QueryFailedError):
        return None  # it is SPARQL; query-empty tells why it cannot be run
    return None


@rule("query-syntax")
def query_syntax(query: Query, setting: Setting) -> Iterator[Fault]:
    """A query file is not a SPARQL 1.1 query, or not one of the form that its folder is for.

    Put right what the message says. A file in queries/views/ is a CONSTRUCT, one in queries/checks/ a SELECT.
    """
    if query.form == "UPDATE":
        message = "This is an update. Questions change nothing: edit the files, or use `irc-kg add`."
        yield Fault(*line_column(query.text, query.tree.tokens[0][0]), message)
        return
    invalid = syntax_error(query, setting.vocabulary.prefixes.by_name)
    if invalid is not None:
        yield Fault(invalid.line, invalid.column, f"{invalid.reason[:1].upper()}{invalid.reason[1:]}")
        return
    wanted = {"views": "CONSTRUCT", "checks": "SELECT"}.get(folder_of(query, setting.project))
    if wanted is not None and query.form != wanted:
        yield Fault(
            *line_column(query.text, query.tree.form_start),
            f"A file in this folder is a {wanted} query; this is {query.form}.",
        )


@rule("query-header")
def query_header(query: Query, setting: Setting) -> Iterator[Fault]:  # noqa: ARG001
    """The #+ header of a query is not YAML, has a key that nothing reads, or no summary.

    Mend the line; a summary is one line that says what the query answers.
    """
    try:
        header = query.header
    except HeaderError as error:
        yield Fault(error.line, 1, f"The header cannot be read: {error.fault}.")
        return
    keys = dict(_keys(query.text))
    for key, line in keys.items():
        if key not in KNOWN_KEYS:
            close = did_you_mean(close_names(key, KNOWN_KEYS))
            yield Fault(line, _column_of(query.text, line, key), f"The header has no key {key!r}.{close}")
    if not header.summary and "summary" not in {*close_names(" ".join(keys), ["summary"])}:
        yield Fault(1, 1, "The query says nothing of itself. Begin it with `#+ summary: …`.")


def _keys(text: str) -> Iterator[tuple[str, int]]:
    """The keys of a header at its outermost level, each with its line."""
    first, content = header_lines(text)
    for number, line in enumerate(content, first):
        match = _KEY.match(line)
        if match:
            yield match[1], number


def _column_of(text: str, line: int, word: str) -> int:
    """The column of a word on a line; 1 where it does not stand there."""
    lines = text.splitlines()
    match = re.search(rf"(?<![\w-]){re.escape(word)}(?![\w-])", lines[line - 1])
    return match.start() + 1 if match else 1


def _place_in_header(query: Query, key: str, name: str) -> tuple[int, int]:
    """Where a name stands in a part of the header."""
    start = query.header.lines.get(key, 1)
    lines = query.text.splitlines()
    for number in range(start, len(lines) + 1):
        if number > start and (not lines[number - 1].lstrip().startswith("#+") or _is_key(lines[number - 1])):
            break
        column = _column_of(query.text, number, name)
        if column > 1:
            return number, column
    return start, 1


def _is_key(line: str) -> bool:
    return _KEY.match(line.lstrip()[2:].removeprefix(" ")) is not None


@rule("query-default")
def query_default(query: Query, setting: Setting) -> Iterator[Fault]:  # noqa: ARG001
    """The header gives values for a parameter that the query does not have.

    Mend the name, or delete the line. A parameter is named without the marks of its variable: nation, for
    ?_nation_iri.
    """
    names = [parameter.name for parameter in query.parameters]
    for key, given in (("defaults", query.header.defaults), ("enumerate", query.header.enumerate)):
        for name in given:
            if name not in names:
                message = f"The query has no parameter {name!r}.{did_you_mean(close_names(name, names))}"
                yield Fault(*_place_in_header(query, key, name), message)


@rule("query-no-default", Severity.NOTE)
def query_no_default(query: Query, setting: Setting) -> Iterator[Fault]:  # noqa: ARG001
    """A parameter that must have a value has no default, so the query can be neither tried nor checked.

    Give it one under `#+ defaults:`.
    """
    for parameter in query.parameters:
        if not parameter.optional and parameter.name not in query.header.defaults:
            first = next(each for each in query.tree.variables if each.name == parameter.variable)
            yield Fault(
                *line_column(query.text, first.start),
                f"{parameter.name!r} has no default, so this query is checked without being run.",
            )


@rule("query-name")
def query_name(query: Query, setting: Setting) -> Iterator[Fault]:
    """Two query files have names that differ by case or by `_` and `-` only, so one of them cannot be called.

    Rename one of them.
    """
    if query.path is None:
        return
    mine = _normal(query.path.with_suffix("").as_posix())
    for other in setting.project.query_files:
        if other < query.path and _normal(other.with_suffix("").as_posix()) == mine:
            shown = setting.project.display_path(other)
            yield Fault(1, 1, f"The name of this file differs from {shown} by case or by `_` and `-` only.")


def _normal(name: str) -> str:
    return name.casefold().replace("_", "-")
