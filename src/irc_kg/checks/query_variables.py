"""The variables of a query: which of them its patterns bind, and where it uses one that nothing binds."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import NamedTuple

from irc_kg.checks.context import Context
from irc_kg.checks.query_rules import fault_at, folder_of
from irc_kg.checks.rule import Fault, Scope, rule
from irc_kg.errors import Severity, did_you_mean
from irc_kg.queries.sparql import QueryTree, tree
from irc_kg.queries.sparql.tree import walk
from irc_kg.store.names import close_names


@dataclass
class _Scan:
    """What a walk over a query finds out about its variables."""

    outer: set[str] = field(default_factory=set)  # bound for the head of the query
    anywhere: set[str] = field(default_factory=set)  # bound in some group, be it one that only tests
    head: list[tree.Variable] = field(default_factory=list)  # of SELECT, the template, and the modifiers
    inside: list[tree.Variable] = field(default_factory=list)  # of FILTER, BIND and other expressions


class _Part(NamedTuple):
    """A part of a query that is still to be looked at, and how it uses the variables in it."""

    node: object
    use: str  # head, inside, or binds
    is_test: bool = False  # in a group that tests, and binds nothing outside of itself


def scan(query: QueryTree) -> _Scan:
    """Walk over a query."""
    found = _Scan()
    waiting = [
        _Part(query.modifiers, "head"),
        _Part(query.where, "binds"),
        *(_Part(part, "head") for part in (query.template, query.described, query.columns)),
    ]
    while waiting:
        part = waiting.pop()
        if isinstance(part.node, tree.Variable):
            _add(found, part.node, part)
        elif isinstance(part.node, tuple):
            waiting.extend(reversed(list(_parts(part))))
    found.head.sort()
    found.inside.sort()
    return found


def _add(found: _Scan, variable: tree.Variable, part: _Part) -> None:
    if part.use == "head":
        found.head.append(variable)
    elif part.use == "inside":
        found.inside.append(variable)
    else:
        found.anywhere.add(variable.name)
        if not part.is_test:
            found.outer.add(variable.name)


def _parts(part: _Part) -> Iterator[_Part]:
    """What is in a part of a query, each with how it uses its variables."""
    node = part.node
    if isinstance(node, tree.MinusPattern | tree.Existence):
        yield _Part(node.group, "binds", is_test=True)
    elif isinstance(node, tree.FilterPattern):
        yield _Part(node.expression, "inside", part.is_test)
    elif isinstance(node, tree.SubQuery):
        yield _Part(node.columns, "inside", part.is_test)
        yield _Part(node.where, "binds", part.is_test)
        yield _Part(node.modifiers, "inside", part.is_test)
    elif isinstance(node, tree.Projection | tree.BindPattern | tree.GroupCondition):
        yield from _parts_around_as(node, part)
    elif isinstance(node, tree.ValuesPattern):
        yield _Part(node.variables, "binds", part.is_test)
    elif isinstance(node, tuple):
        yield from (_Part(each, part.use, part.is_test) for each in node)


def _parts_around_as(
    node: tree.Projection | tree.BindPattern | tree.GroupCondition, part: _Part
) -> Iterator[_Part]:
    """An expression and the variable that AS gives its value; without an expression, a mere variable."""
    use = "inside" if part.use == "binds" else part.use
    if node.expression is None:
        yield _Part(node.variable, use, part.is_test)
    else:
        yield _Part(node.expression, use, part.is_test)
        yield _Part(node.variable, "binds")


@rule("query-unbound", Scope.QUERY)
def query_unbound(context: Context) -> Iterator[Fault]:
    """A variable is selected, sorted by or tested that no pattern of the query binds, so it is always empty.

    Mend the spelling, or bind it in WHERE.
    """
    query = context.query
    if query.tree.is_short:
        return
    found = scan(query.tree)
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
