"""A query that is asked only of some values of one of its variables.

They are put into each group that binds the variable itself and whose rows join the others. So the engine
begins with them, and the rows are those of the whole query that hold one of them; where no group is such a
one, the query stays as it is.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator
from typing import TypeAlias

from irc_kg.queries.expansion import visible_columns
from irc_kg.queries.sparql import QueryTree, tree
from irc_kg.queries.sparql.rewriting import Edit, apply_edits
from irc_kg.store import Term

_Query: TypeAlias = "QueryTree | tree.SubQuery"


def narrow(query: QueryTree, name: str, terms: Collection[Term]) -> str:
    """The text of a query with values of a variable where they can be given; others may be among its rows."""
    listed = " ".join(sorted(map(str, terms)))
    given = f" VALUES ?{name} {{ {listed} }} "
    places = _places_for(name, query.where) if query.where else ()
    edits = [Edit(start, start, given) for start in dict.fromkeys(places)]
    return apply_edits(query.text, edits).text


def _places_for(name: str, group: tree.GroupPattern) -> Iterator[int]:
    """Where values of a variable are put: each group that asks for it, and whose rows join the others."""
    if any(_asks_for(name, element) for element in group.elements):
        yield group.start + 1
    for inner in _groups_that_join(name, group.elements):
        yield from _places_for(name, inner)


def _asks_for(name: str, element: tree.Element) -> bool:
    if isinstance(element, tree.NamedGraphPattern):
        return isinstance(element.name, tree.Variable) and element.name.name == name
    if not isinstance(element, tree.SubjectTriples):
        return False
    return any(isinstance(node, tree.Variable) and node.name == name for node in tree.walk(element))


def _groups_that_join(name: str, elements: Iterable[tree.Element]) -> Iterator[tree.GroupPattern]:
    for element in elements:
        if isinstance(element, tree.GroupPattern):
            yield element
        elif isinstance(element, tree.UnionPattern):
            yield from element.groups
        elif isinstance(element, tree.NamedGraphPattern):
            yield element.group
        elif isinstance(element, tree.SubQuery) and _lets_out(name, element):
            yield element.where


def _lets_out(name: str, query: tree.SubQuery) -> bool:
    """Whether rows of a sub-query with other values of a variable are of no use outside of it."""
    return name in plain_columns(query) and not depends_on_others(query)


def plain_columns(query: _Query) -> frozenset[str]:
    """The columns that are variables of the pattern."""
    computed = {column.variable.name for column in query.columns if column.expression is not None}
    return frozenset(visible_columns(query)) - computed


def depends_on_others(query: _Query) -> bool:
    """Whether rows depend on other rows: where they are counted, grouped or cut off."""
    modifiers = query.modifiers
    if modifiers.group_by or modifiers.having or modifiers.limit is not None or modifiers.offset is not None:
        return True
    return any(isinstance(node, tree.AggregateCall) for node in tree.walk(query.columns))
