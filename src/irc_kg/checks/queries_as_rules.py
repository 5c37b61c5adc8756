"""The checks that are queries: every row of a file in ``queries/checks/`` is a fault.

The columns ``?subject``, ``?predicate``, ``?object`` and ``?graph``, any of them, say where. ``?message``
says what; without it the summary of the query does. ``{subject}`` or any other column in braces stands for
the name of what the row holds there. The tags ``warning`` and ``note`` make it less than an error.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

import pyoxigraph as ox

from irc_kg.checks.places import About, about
from irc_kg.checks.rule import Rule
from irc_kg.checks.vocabulary import Term
from irc_kg.checks.wording import Wording, sentence
from irc_kg.errors import IrcKgError, Severity
from irc_kg.queries import HeaderError, Query, load_queries
from irc_kg.queries.running import QueryRunner
from irc_kg.store.project_files import ProjectFiles
from irc_kg.store.store import Store

FOLDER = "checks"
_SEVERITIES = (Severity.NOTE, Severity.WARNING, Severity.ERROR)

QueryRule = Rule[Query]


def query_rules(project: ProjectFiles) -> Iterator[QueryRule]:
    """The checks of a project that are queries, without those whose header cannot be read."""
    for query in load_queries(project, FOLDER):
        try:
            header = query.header
        except HeaderError:
            continue  # told by query-header
        severity = next((one for one in _SEVERITIES if one in header.tags), Severity.ERROR)
        yield Rule(query.name, severity, header.summary, header.description, query)


def rows_of(rule: QueryRule, store: Store, wording: Wording) -> Iterator[tuple[About, str]]:
    """What a query finds: what each row is about, and its message. A query that cannot run finds nothing."""
    try:
        answer = QueryRunner(store).run(rule.find)
    except IrcKgError:
        return  # told by query-syntax
    if isinstance(answer, ox.QuerySolutions):
        columns = [variable.value for variable in answer.variables]
        for row in answer:
            values = dict(zip(columns, row, strict=True))
            place = about(*(values.get(column) for column in ("subject", "predicate", "object", "graph")))
            yield place, _message(rule, values, wording)


def _message(rule: QueryRule, values: Mapping[str, Term | None], wording: Wording) -> str:
    written = values.get("message")
    if isinstance(written, ox.Literal):
        return sentence(wording.filled(written.value, values))
    main: Sequence[Term | None] = [values.get(column) for column in ("subject", "object", "graph")]
    named = next((term for term in main if term is not None), None)
    summary = sentence(rule.meaning)
    return f"{wording.name(named)}: {summary}" if named is not None else summary
