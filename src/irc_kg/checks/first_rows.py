"""Whether a query finds anything, by the row that it found in the last check and by what has changed since.

A row that nothing concerns is still there, and where there was none, one can only be among those that the
change brings. So most queries are not asked again of the whole graph, however large that is.
"""

from __future__ import annotations

from collections.abc import Sequence

import pyoxigraph as ox

from irc_kg.checks.context import Context
from irc_kg.checks.reach import NarrowQuery, narrow_queries
from irc_kg.checks.rule import Row
from irc_kg.queries.engine import evaluate
from irc_kg.queries.sparql import QueryTree, read


def finds_any(context: Context) -> bool:
    """Whether the query at hand finds anything with its defaults; raises what running it does."""
    asked = context.runner.pattern_query(context.query)
    if asked is None:
        return context.runner.finds_any(context.query)
    whole = context.query_with_defaults()
    known, row = context.graph_memory.first_row_of(whole)
    narrow = narrow_queries(asked, context.changes, context.store) if known and context.changes else None
    if narrow is None:
        row = _first_row(asked, context)
    elif row is None or any(one.concerns(row) for one in narrow):
        had_row, row = row is not None, _first_row_concerned(narrow, context)
        if row is None and had_row:
            row = _first_row(asked, context)
    context.graph_memory.keep_first_row(whole, row)
    return row is not None


def _first_row(asked: QueryTree, context: Context) -> Row | None:
    answer = evaluate(context.store.dataset, asked, place=context.query.place)
    if not isinstance(answer, ox.QuerySolutions):
        return None
    columns = [variable.value for variable in answer.variables]
    return next((dict(zip(columns, row, strict=True)) for row in answer), None)


def _first_row_concerned(narrow: Sequence[NarrowQuery], context: Context) -> Row | None:
    """One of the rows that a change can have brought."""
    for one in narrow:
        row = _first_row(read(one.text, context.store.prefixes.by_name), context)
        if row is not None:
            return row
    return None
