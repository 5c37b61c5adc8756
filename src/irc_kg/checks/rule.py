"""What a rule is: one function, registered by its decorator, that yields the faults it finds in a context.

Or it is a query in ``queries/checks/``, of which every row is a fault. The columns ``?subject``,
``?predicate``, ``?object`` and ``?graph``, any of them, say where. ``?message`` says what; without it the
summary of the query does. ``{subject}`` or any other column in braces stands for the name of what the row
holds there. The tags ``warning`` and ``note`` make it less than an error.
"""

from __future__ import annotations

import inspect
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from enum import Enum, auto
from fnmatch import fnmatchcase
from functools import partial
from typing import TYPE_CHECKING, NamedTuple, TypeAlias

import pyoxigraph as ox

from irc_kg.checks.reach import NarrowQuery, narrow_queries
from irc_kg.errors import IrcKgError, Severity, UnknownNameError
from irc_kg.queries import Query, load_queries
from irc_kg.queries.engine import evaluate
from irc_kg.queries.header import HeaderError
from irc_kg.queries.running import QueryRunner
from irc_kg.queries.sparql import QueryTree, read
from irc_kg.store import Store, Term
from irc_kg.store.names import close_names
from irc_kg.store.project_files import ProjectFiles

if TYPE_CHECKING:
    from irc_kg.checks.context import Context

CHECKS = "checks"  # the folder under queries/ of those that are rules
_PLACE_COLUMNS = ("subject", "predicate", "object", "graph")
_SEVERITIES = (Severity.NOTE, Severity.WARNING, Severity.ERROR)


class Scope(Enum):
    """What a rule looks at: this tells when it is called, and what of the context is at hand by then."""

    TURTLE_TEXT = auto()  # a Turtle file that cannot be read
    TURTLE = auto()  # a Turtle file that can be read
    TERMS = auto()  # the same, held against a whole ontology
    QUERY_TEXT = auto()  # a query file, be it readable or not
    QUERY_FILE = auto()  # a query file, whatever it says
    HEADER = auto()  # a query file whose header can be read
    QUERY = auto()  # the same, which is SPARQL besides, and a whole ontology
    ANSWER = auto()  # the same, asked of the graph with its defaults
    GRAPH = auto()  # all files together, and a whole ontology
    TEXTS = auto()  # the texts of the sources
    UNREAD = auto()  # a file in one of the folders that nothing reads


class Spot(NamedTuple):
    """A place of the file at hand; both are 1-based."""

    line: int
    column: int


class StatementPattern(NamedTuple):
    """What a fault of the graph is about, as far as it is known: the more, the closer its place."""

    subject: ox.NamedNode | ox.BlankNode | None = None
    predicate: ox.NamedNode | None = None
    object: Term | None = None
    graph: ox.NamedNode | None = None
    is_excess: bool = False  # there are more values than there may be: the last of them is meant


def pattern_of(
    subject: Term | None = None,
    predicate: Term | None = None,
    value: Term | None = None,
    graph: Term | None = None,
) -> StatementPattern:
    """The pattern of some terms, without those that could not stand where they are given."""
    return StatementPattern(
        subject if isinstance(subject, ox.NamedNode | ox.BlankNode) else None,
        predicate if isinstance(predicate, ox.NamedNode) else None,
        value,
        graph if isinstance(graph, ox.NamedNode) else None,
    )


Terms: TypeAlias = "tuple[Term | None, ...]"


class Fault(NamedTuple):
    """What a rule finds, at a spot of the file at hand or at a statement of the graph."""

    where: Spot | StatementPattern
    message: str
    predicate: str = ""  # the IRI of the property that it is about, where it is about one
    severity: Severity | None = None  # where it is another than that of the rule
    terms: Terms = ()  # what tells it from all others of its rule, whatever they are called, if terms do


CodedFault: TypeAlias = tuple[str, Fault]  # a fault with the code of its rule
Row: TypeAlias = "dict[str, Term | None]"
Finder: TypeAlias = "Callable[[Context], Iterable[Fault]]"


@dataclass(frozen=True, slots=True)
class Rule:
    """One entry of the catalogue, with the function that finds its faults."""

    code: str
    scope: Scope
    severity: Severity
    meaning: str
    remedy: str
    find: Finder


# The rules of the program by their codes, in the order in which they are declared.
RULES: dict[str, Rule] = {}


def rule(code: str, scope: Scope, severity: Severity = Severity.ERROR) -> Callable[[Finder], Rule]:
    """Make a function a rule; its docstring is the meaning and, after an empty line, the remedy."""

    def register(find: Finder) -> Rule:
        meaning, _, remedy = inspect.cleandoc(find.__doc__ or "").partition("\n\n")
        made = Rule(code, scope, severity, " ".join(meaning.split()), " ".join(remedy.split()), find)
        RULES[code] = made
        return made

    return register


def select_rules(
    rules: Mapping[str, Rule], select: Sequence[str] = (), ignore: Sequence[str] = ()
) -> dict[str, Rule]:
    """The rules to apply: those selected (all, if none are), without those to ignore.

    A code may end with ``*``. One that fits no rule is an UnknownNameError.
    """
    for code in (*select, *ignore):
        if not any(fnmatchcase(known, code) for known in rules):
            hint = "`irc-kg check --list` lists them."
            raise UnknownNameError("check", code, close_names(code, rules), hint)

    def fits(code: str, patterns: Sequence[str]) -> bool:
        return any(fnmatchcase(code, pattern) for pattern in patterns)

    return {
        code: rule
        for code, rule in rules.items()
        if (not select or fits(code, select)) and not fits(code, ignore)
    }


def catalogue(project: ProjectFiles) -> dict[str, Rule]:
    """The rules for a project: those of the program, and its own queries whose header can be read."""
    rules = dict(RULES)
    for query in load_queries(project, CHECKS):
        try:
            header = query.header
        except HeaderError:
            continue  # told by query-header
        find = partial(find_rows, query)
        severity = _severity_of(query)
        rules[query.name] = Rule(query.name, Scope.GRAPH, severity, header.summary, header.description, find)
    return rules


def _severity_of(query: Query) -> Severity:
    return next((one for one in _SEVERITIES if one in query.header.tags), Severity.ERROR)


def find_rows(query: Query, context: Context) -> Iterator[Fault]:
    """The faults that a query finds. One that cannot run finds none, and other rules tell why.

    Of a change, only those that it can bring or take are looked for.
    """
    try:
        rows = _rows(query, context)
    except IrcKgError:
        return
    # In the same order wherever they come from: only of the first it is said what may be meant.
    for number, values in enumerate(sorted(rows, key=_order_of)):
        pattern = pattern_of(*(values.get(column) for column in _PLACE_COLUMNS))
        terms = tuple(values[column] for column in sorted(values))
        message = _row_message(query, values, context, number)
        yield Fault(pattern, message, severity=_severity_of(query), terms=terms)


def _rows(query: Query, context: Context) -> list[Row]:
    """All rows of a check; of an edit, only those that it can bring or take.

    Where it is known what the graph states otherwise than in the last check, and what rows there were then,
    only those are asked for that this can concern.
    """
    store = context.store
    # Hardly any check has parameters, which would take their defaults.
    if "?_" in query.text or "$_" in query.text:
        return [*_rows_of(QueryRunner(store).run(query))]
    tree = read(query.text, store.prefixes.by_name)
    rows = _rows_after_changes(query, tree, context)
    if rows is None:
        rows = [*_rows_of(evaluate(store.dataset, tree))]
    context.graph_memory.keep_rows(query, rows)
    return rows


def _rows_after_changes(query: Query, tree: QueryTree, context: Context) -> list[Row] | None:
    """The rows of a check by those that it had and what has changed; None where these do not tell it."""
    known = context.rows_before(query)
    narrow = None if known is None else narrow_queries(tree, context.changes or (), context.store)
    if known is None or narrow is None:
        return None
    rows = [row for row in known if not any(one.concerns(row) for one in narrow)]
    for one in narrow:
        rows += _rows_concerned(one, context.store)
    return rows


def _rows_concerned(narrow: NarrowQuery, store: Store) -> Iterator[Row]:
    asked = _rows_of(evaluate(store.dataset, read(narrow.text, store.prefixes.by_name)))
    return filter(narrow.concerns, asked)


def _rows_of(answer: object) -> Iterator[Row]:
    if isinstance(answer, ox.QuerySolutions):
        columns = [variable.value for variable in answer.variables]
        for row in answer:
            yield dict(zip(columns, row, strict=True))


def _order_of(row: Row) -> tuple[str, ...]:
    """What rows are sorted by: the file, if they tell it, and what they are about."""
    columns = ("graph", *_PLACE_COLUMNS, *sorted(row))
    return tuple(str(row.get(column) or "") for column in columns)


def _row_message(query: Query, values: Mapping[str, Term | None], context: Context, number: int) -> str:
    message, wording = values.get("message"), context.wording
    if isinstance(message, ox.Literal):
        return sentence(wording.fill(message.value, values, number))
    summary = sentence(query.header.summary)
    for column in ("subject", "object", "graph"):
        term = values.get(column)
        if term is not None:
            return f"{wording.name(term)}: {summary}"
    return summary


def sentence(text: str) -> str:
    """A text with a full stop, unless it ends as a sentence already."""
    text = text.strip()
    return text if text.endswith((".", "!", "?")) else text + "."
