"""Rules of query files: whether one is SPARQL, whether its header is true of it, whether it has an answer."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping

import pyoxigraph as ox

from irc_kg.checks.context import Context
from irc_kg.checks.first_rows import finds_any
from irc_kg.checks.rule import CHECKS, Fault, Scope, Spot, rule
from irc_kg.checks.turtle_rules import replacement_message, standard_vocabularies
from irc_kg.checks.vocabulary import SH, TERM
from irc_kg.errors import IrcKgError, QueryFailedError, Severity, did_you_mean
from irc_kg.queries import FINDINGS, MIGRATIONS, MigrationError, Query, load_renames
from irc_kg.queries.binding import scan_variables
from irc_kg.queries.engine import FUNCTIONS, RefusedQueryError, evaluate
from irc_kg.queries.expansion import visible_columns
from irc_kg.queries.header import SIDES, HeaderError, header_lines
from irc_kg.queries.sparql import InvalidQueryError, QueryTree, line_column, read, tree
from irc_kg.queries.sparql.tree import ServicePattern, walk
from irc_kg.store.datatypes import DATES
from irc_kg.store.names import IRC, OWL, RDF, RDFS, XSD, close_names, namespace_of
from irc_kg.store.project_files import ProjectFiles

# The keys of grlc (https://github.com/CLARIAH/grlc/wiki/Query-decorators), and those of our own at the end.
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
    "cite",
    "sides",
    "since",
    "layout",
    "parts",
)
_KEY = re.compile(r"([\w-]+)\s*:")
MAY_BE_EMPTY = "may-be-empty"
# The languages in which an ontology is written: a query over the ontology may name any term of them.
_LANGUAGES = (RDF, RDFS, OWL, XSD, SH)
_COMPARISONS = {"<", "<=", ">", ">="}


def fault_at(query: Query, offset: int, message: str) -> Fault:
    """A fault at an offset of the text of a query."""
    return Fault(Spot(*line_column(query.text, offset)), message)


def folder_of(query: Query, project: ProjectFiles) -> str:
    """The folder under ``queries/`` that tells what a query is for; empty for a question."""
    top = project.root / "queries"
    if query.path is None or not query.path.is_relative_to(top):
        return ""
    first = query.path.relative_to(top).parts[0]
    return first if first in {"views", "checks", MIGRATIONS, FINDINGS} else ""


def syntax_error(query: Query, prefixes: Mapping[str, str]) -> InvalidQueryError | None:
    """Why a query is not SPARQL 1.1; None when it is."""
    try:
        # The reader tells what is written wrongly; the engine what may not stand together, asked of no data.
        evaluate(ox.Store(), _strict_tree(query, prefixes), place=query.place)
    except InvalidQueryError as error:
        return error
    except (RefusedQueryError, QueryFailedError):
        return None  # it is SPARQL; query-service and query-empty tell why it cannot be run
    return None


def _strict_tree(query: Query, prefixes: Mapping[str, str]) -> QueryTree:
    """What a query asks with no other prefixes than these; it is read once more only where that matters."""
    if query.fault_in_text is None and query.tree.known == prefixes:
        return query.tree
    return read(query.text, prefixes, query.place)


@rule("query-syntax", Scope.QUERY_TEXT)
def query_syntax(context: Context) -> Iterator[Fault]:
    """A query file is not a SPARQL 1.1 query, or not one of the form that its folder is for.

    Put right what the message says. A file in queries/views/ is a CONSTRUCT, one in queries/checks/,
    queries/findings/ or queries/migrations/ a SELECT.
    """
    query = context.query
    if query.fault:
        why = query.fault.removeprefix(f"{query.path} ")
        yield Fault(Spot(1, 1), why[:1].upper() + why[1:])
        return
    if query.form == "UPDATE":
        message = "This is an update. Questions change nothing: edit the files, or use `irc-kg add`."
        yield fault_at(query, query.tree.tokens[0][0], message)
        return
    invalid = syntax_error(query, context.vocabulary.prefixes.by_name)
    if invalid is not None:
        yield Fault(Spot(invalid.line, invalid.column), f"{invalid.reason[:1].upper()}{invalid.reason[1:]}")
        return
    wanted = {"views": "CONSTRUCT", "checks": "SELECT", MIGRATIONS: "SELECT", FINDINGS: "SELECT"}.get(
        folder_of(query, context.project)
    )
    if wanted is not None and query.form != wanted:
        yield fault_at(
            query,
            query.tree.form_start,
            f"A file in this folder is a {wanted} query; this is {query.form}.",
        )


@rule("query-header", Scope.QUERY_FILE)
def query_header(context: Context) -> Iterator[Fault]:
    """The #+ header of a query is not YAML, has a key that nothing reads, or no summary.

    Mend the line; a summary is one line that says what the query answers. It is asked for where any question
    or view of the project has a header.
    """
    query = context.query
    try:
        header = query.header
    except HeaderError as error:
        yield Fault(Spot(error.line, 1), f"The header cannot be read: {error.fault}.")
        return
    keys = dict(_keys(query.text))
    for key, line in keys.items():
        if key not in KNOWN_KEYS:
            close = did_you_mean(close_names(key, KNOWN_KEYS))
            yield Fault(
                Spot(line, _column_of(query.text, line, key)), f"The header has no key {key!r}.{close}"
            )
    is_misspelt = any(close_names(key, ["summary"]) for key in keys)
    if not header.summary and not is_misspelt and context.asks_for_headers:
        yield Fault(Spot(1, 1), "The query says nothing of itself. Begin it with `#+ summary: …`.")


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


def place_in_header(query: Query, key: str, name: str) -> tuple[int, int]:
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


@rule("query-default", Scope.HEADER)
def query_default(context: Context) -> Iterator[Fault]:
    """The header gives values for a parameter that the query does not have.

    Mend the name, or delete the line. A parameter is named without the marks of its variable: nation, for
    ?_nation_iri.
    """
    query = context.query
    names = [parameter.name for parameter in query.parameters]
    for key, given in (("defaults", query.header.defaults), ("enumerate", query.header.enumerate)):
        for name in given:
            if name not in names:
                message = f"The query has no parameter {name!r}.{did_you_mean(close_names(name, names))}"
                yield Fault(Spot(*place_in_header(query, key, name)), message)


@rule("query-cite", Scope.HEADER)
def query_cite(context: Context) -> Iterator[Fault]:
    """The header says to cite by a variable that the query does not have.

    Mend the name: only statements with one of these variables as subject or object are cited.
    """
    query = context.query
    if not query.header.cite or query.fault_in_text is not None:
        return
    names = list(dict.fromkeys(variable.name for variable in query.tree.variables))
    for name in query.header.cite:
        if name not in names:
            close = did_you_mean([f"?{each}" for each in close_names(name, names)])
            message = f"The query has no variable ?{name} to cite by.{close}"
            yield Fault(Spot(*place_in_header(query, "cite", name)), message)


@rule("query-sides", Scope.HEADER)
def query_sides(context: Context) -> Iterator[Fault]:
    """The header says how an answer is read side by side by other than three columns of it.

    Name three: what stands down, what stands across, and of what kind each cell is.
    """
    query = context.query
    sides = query.header.sides
    if not sides or query.fault_in_text is not None:
        return
    if len(set(sides)) != len(sides) or len(sides) != SIDES:
        message = f"It takes {SIDES} columns, each once: down, across, and the kind of each cell."
        yield Fault(Spot(query.header.lines.get("sides", 1), 1), message)
    columns = visible_columns(query.tree)
    for name in sides:
        if name not in columns:
            close = did_you_mean([f"?{each}" for each in close_names(name, columns)])
            message = f"The answer has no column ?{name}.{close}"
            yield Fault(Spot(*place_in_header(query, "sides", name)), message)


@rule("query-no-default", Scope.QUERY, Severity.NOTE)
def query_no_default(context: Context) -> Iterator[Fault]:
    """A parameter that must have a value has no default, so the query can be neither tried nor checked.

    Give it one under `#+ defaults:`.
    """
    query = context.query
    for parameter in query.parameters:
        if not parameter.optional and not query.defaults_of(parameter):
            first = next(each for each in query.tree.variables if each.name == parameter.variable)
            yield fault_at(
                query,
                first.start,
                f"{parameter.name!r} has no default, so this query is checked without being run.",
            )


@rule("query-name", Scope.QUERY_FILE)
def query_name(context: Context) -> Iterator[Fault]:
    """Two query files have names that differ by case or by `_` and `-` only, so one of them cannot be called.

    Rename one of them.
    """
    query = context.query
    if query.path is None:
        return
    mine = _normal(query.path.with_suffix("").as_posix())
    for other in context.project.query_files:
        if other < query.path and _normal(other.with_suffix("").as_posix()) == mine:
            shown = context.project.display_path(other)
            yield Fault(
                Spot(1, 1), f"The name of this file differs from {shown} by case or by `_` and `-` only."
            )


def _normal(name: str) -> str:
    return name.casefold().replace("_", "-")


@rule("query-term", Scope.QUERY)
def query_term(context: Context) -> Iterator[Fault]:
    """A query names a term or a thing that neither the ontology nor the graph knows.

    Mend the spelling; a name that nothing has can never be found.
    """
    query = context.query
    if folder_of(query, context.project) == MIGRATIONS:
        return  # which name terms that there are no more
    for start, iri in _names(query):
        if not _is_known(iri, context) and iri not in context.vocabulary.renames:
            vocabulary = context.vocabulary
            is_word = namespace_of(iri) in vocabulary.namespaces
            close = (
                vocabulary.close_terms(iri, vocabulary.terms[TERM]) if is_word else context.close_things(iri)
            )
            curie = vocabulary.prefixes.shorten(iri)
            yield fault_at(query, start, f"There is nothing called {curie}.{did_you_mean(close)}")


@rule("query-deprecated", Scope.QUERY, Severity.WARNING)
def query_deprecated(context: Context) -> Iterator[Fault]:
    """A query names a term that the ontology marks as deprecated, or that has another name now.

    Use the term that replaces it; `irc-kg migrate` changes names wherever they stand.
    """
    query = context.query
    if folder_of(query, context.project) == MIGRATIONS:
        return  # which look for just these
    for start, iri in _names(query):
        if iri in context.vocabulary.replacements:
            yield fault_at(query, start, replacement_message(iri, context.vocabulary))


def _names(query: Query) -> Iterator[tuple[int, str]]:
    """The IRIs that a query names and where, without those that only declare a prefix or a base."""
    for term in query.tree.iri_terms:
        if term.iri is not None:
            yield term.start, term.iri


def _is_known(iri: str, context: Context) -> bool:
    vocabulary, namespace = context.vocabulary, namespace_of(iri)
    if iri in vocabulary.terms[TERM] or iri in context.doubtful or iri in {namespace, *FUNCTIONS}:
        return True
    if namespace in _LANGUAGES:
        return iri in standard_vocabularies()[namespace]
    ours = vocabulary.namespaces | set(vocabulary.prefixes.by_name.values())
    if namespace not in ours or context.store.mentions(iri):
        return True
    # A check may be for data of many kinds, and name what only others have.
    is_check = folder_of(context.query, context.project) == CHECKS
    return is_check and (namespace == IRC or iri in standard_vocabularies().get(namespace, ()))


@rule("query-migration", Scope.QUERY_FILE)
def query_migration(context: Context) -> Iterator[Fault]:
    """A query in queries/migrations/ does not say, or not clearly, which terms have another name.

    Name them in `VALUES (?old ?new) { … }`, with prefixes that the query declares, and the version in
    `#+ since: …`.
    """
    query = context.query
    if folder_of(query, context.project) != MIGRATIONS or query.fault_in_text is not None:
        return
    try:
        renames = load_renames(context.project)
    except MigrationError as error:
        if error.query.path == query.path:
            yield fault_at(query, query.tree.form_start, str(error).removeprefix(f"{query.place} "))
    except IrcKgError:
        return  # which is a fault of another file
    else:
        if not any(rename.query.path == query.path for rename in renames.values()):
            yield fault_at(query, query.tree.form_start, "It names no term in VALUES (?old ?new).")


@rule("query-service", Scope.QUERY, Severity.WARNING)
def query_service(context: Context) -> Iterator[Fault]:
    """A view or a check asks another server (SERVICE), which neither may, so it is never run.

    Ask this graph only, or make it a question: `irc-kg query --allow-service` runs that.
    """
    query = context.query
    if query.tree.has_service and folder_of(query, context.project):
        service = next(iter(query.tree.all_of(ServicePattern)), None)
        offset = query.tree.form_start if service is None else service.start
        message = "This asks another server (SERVICE), which no query in this folder may: it is never run."
        yield fault_at(query, offset, message)


def _finds_any(context: Context) -> bool:
    """Whether the query at hand finds anything; of a finding, all rows are looked at by another rule."""
    if folder_of(context.query, context.project) == FINDINGS and context.query.form == "SELECT":
        return bool(context.rows())
    return finds_any(context)


@rule("query-empty", Scope.ANSWER)
def query_empty(context: Context) -> Iterator[Fault]:
    """A query, asked with its defaults, fails or finds nothing.

    Mend the query or its defaults. If finding nothing is right, give it the tag may-be-empty.
    """
    query = context.query
    is_silent = folder_of(query, context.project) in {"checks", MIGRATIONS}
    if not can_be_tried(query) or is_silent or context.doubtful:
        return
    try:
        finds_any = _finds_any(context)
    except (IrcKgError, RuntimeError) as error:
        message = f"The query cannot be run: {error}"
        if query.header.defaults:
            yield Fault(Spot(query.header.lines.get("defaults", 1), 1), message)
        else:
            yield fault_at(query, query.tree.form_start, message)
        return
    if not finds_any and MAY_BE_EMPTY not in query.header.tags:
        yield fault_at(query, query.tree.form_start, "The query finds nothing with its defaults.")


def can_be_tried(query: Query) -> bool:
    """Whether each parameter that must have a value has a default, and no other server is asked."""
    return not query.tree.has_service and all(
        parameter.optional or query.defaults_of(parameter) for parameter in query.parameters
    )


@rule("query-unbound", Scope.QUERY)
def query_unbound(context: Context) -> Iterator[Fault]:
    """A variable is selected, sorted by or tested that no pattern of the query binds, so it is always empty.

    Mend the spelling, or bind it in WHERE.
    """
    query = context.query
    if query.tree.is_short:
        return
    found = scan_variables(query.tree)
    given = {parameter.variable for parameter in query.parameters}
    seen: set[str] = set()
    for uses, bound in ((found.head, found.outer), (found.inside, found.anywhere)):
        for variable in uses:
            name = variable.name
            if name not in bound | given | seen:
                seen.add(name)
                close = [f"?{other}" for other in close_names(name, sorted(bound))]
                message = f"Nothing in the query binds ?{name}.{did_you_mean(close)}"
                yield fault_at(query, variable.start, message)


@rule("query-order", Scope.QUERY, Severity.WARNING)
def query_order(context: Context) -> Iterator[Fault]:
    """A SELECT query has no ORDER BY, so its rows may come in another order each time.

    Add ORDER BY with enough columns to tell any two rows apart. Checks need none: findings are sorted.
    """
    query = context.query
    if query.form != "SELECT" or folder_of(query, context.project) == "checks":
        return
    if not query.tree.modifiers.order_by and not _gives_one_row(query.tree):
        yield fault_at(query, query.tree.form_start, "The query has no ORDER BY.")


def _gives_one_row(query: QueryTree) -> bool:
    """Whether it counts or sums up everything: each column is an expression, and nothing is grouped."""
    if not query.columns or query.modifiers.group_by:
        return False
    if any(column.expression is None for column in query.columns):
        return False
    parts = (query.columns, query.modifiers)
    return any(isinstance(node, tree.AggregateCall) for node in walk(parts))


@rule("query-dates", Scope.QUERY, Severity.WARNING)
def query_dates(context: Context) -> Iterator[Fault]:
    """A query compares dates that are not equally exact, such as years with days: such rows are left out.

    SPARQL has no answer to whether 2022 is before 2022-07-01. Compare the first or the last days of both,
    `irc:lastDay(?since) < "2022-07-01"^^xsd:date`, or, on any server, the texts: STR(?since) < "2022-07-01".
    """
    query = context.query
    for node in walk(query.tree.where):
        if isinstance(node, tree.Operation) and node.operator in _COMPARISONS:
            one, other = (_date_kinds(operand, context) for operand in node.operands)
            if pair := next(((a, b) for a in sorted(one) for b in sorted(other) if a != b), None):
                kinds = " with ".join(f"xsd:{kind.removeprefix(XSD)}" for kind in pair)
                message = (
                    f"`{node.operator}` compares {kinds}, to which SPARQL has no answer: such rows are left "
                    "out. Compare irc:firstDay(…) or irc:lastDay(…), or the texts, STR(…)."
                )
                yield fault_at(query, node.start, message)


def _date_kinds(operand: object, context: Context) -> frozenset[str]:
    """The datatypes of dates that an operand may have, by what it is or by what the graph states."""
    if isinstance(operand, tree.LiteralTerm) and isinstance(operand.datatype, tree.IriTerm):
        return _dates_among([operand.datatype.iri or ""])
    if isinstance(operand, tree.FunctionCall):
        return _dates_given_by(operand)
    if isinstance(operand, tree.Variable):
        given = [one.kind for one in context.query.parameters if one.variable == operand.name]
        return _dates_among(given or _datatypes_of(operand.name, context))
    return frozenset()


def _dates_given_by(call: tree.FunctionCall) -> frozenset[str]:
    if not isinstance(call.function, tree.IriTerm):
        return _dates_among([XSD + "dateTime"] if call.function == "NOW" else [])
    iri = call.function.iri or ""
    return _dates_among([XSD + "date" if iri in {IRC + "firstDay", IRC + "lastDay"} else iri])


def _dates_among(datatypes: Iterable[str]) -> frozenset[str]:
    """Those of some datatypes that are dates; a time with a zone is compared as one without."""
    plain = (iri.replace("dateTimeStamp", "dateTime") for iri in datatypes)
    return frozenset(iri for iri in plain if iri in DATES)


def _datatypes_of(variable: str, context: Context) -> set[str]:
    """The datatypes of what the graph states with the predicates that bind a variable."""
    found: set[str] = set()
    for node in walk(context.query.tree.where):
        if isinstance(node, tree.VerbObjects) and any(
            isinstance(term, tree.Variable) and term.name == variable for term in node.objects
        ):
            for term in walk(node.verb):
                if isinstance(term, tree.IriTerm) and term.iri:
                    found |= context.datatypes_with(term.iri)
    return found
