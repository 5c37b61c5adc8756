"""Values put in the place of parameters: whole tokens become whole RDF terms, never text inside text.

One value replaces the variable wherever it stands. Several values join the query as a ``VALUES`` block
in each group that uses the variable, so that every one of them may hold; a SELECT lets the variable out as
its first column, so that a row tells for which of them it is.

And the variables of a query: which of them its patterns bind, and where it uses each.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import NamedTuple

import pyoxigraph as ox

from irc_kg.errors import IrcKgError
from irc_kg.queries import Query
from irc_kg.queries.header import Parameter
from irc_kg.queries.sparql import QueryTree, tree
from irc_kg.queries.sparql.rewriting import Edit, apply_edits

Value = ox.NamedNode | ox.Literal
# As tuples: to make a union of types takes longer than to look whether a node is of one of them.
_CONDITIONS = (tree.GroupCondition, tree.OrderCondition)
_TESTS = (tree.MinusPattern, tree.Existence)
_WITH_AS = (tree.Projection, tree.BindPattern, tree.GroupCondition)


class ManyValuesError(IrcKgError):
    """Several values for a parameter that can take only one."""

    def __init__(self, option: str) -> None:
        super().__init__(
            f"{option} takes one value: the query uses it where SPARQL allows no choice of several "
            "(in a template, or in a sub-query with a LIMIT)."
        )


class _Surroundings(NamedTuple):
    """What stands around a part of a query."""

    group: tree.GroupPattern | None = None  # the innermost
    sub_queries: tuple[tree.SubQuery, ...] = ()  # the outermost first
    role: str = "term"  # or name, column, condition, described, tested
    whole: tuple[int, int] | None = None  # what a value replaces, where that is more than the variable


class Use(NamedTuple):
    """A variable where it stands."""

    variable: tree.Variable
    around: _Surroundings

    @property
    def extent(self) -> tuple[int, int]:
        """The part of the text in the place of which a value stands."""
        return self.around.whole or (self.variable.start, self.variable.end)


def uses_of(query: QueryTree) -> tuple[Use, ...]:
    """Every variable of a query where it stands, in the order of the text."""
    outermost = _Surroundings()
    waiting: list[tuple[object, _Surroundings]] = [
        *((part, outermost) for part in (query.columns, query.template, query.where, query.modifiers)),
        (query.described, outermost._replace(role="described")),
    ]
    found = []
    while waiting:
        node, around = waiting.pop()
        if isinstance(node, tree.Variable):
            found.append(Use(node, around))
        elif type(node) is tuple:
            waiting += ((part, around) for part in node)
        elif isinstance(node, tuple):
            waiting += _parts(node, _Surroundings(around.group, around.sub_queries))
    return tuple(sorted(found, key=lambda use: use.variable.start))


def _parts(node: tuple[object, ...], inside: _Surroundings) -> Iterator[tuple[object, _Surroundings]]:
    """The parts of a node, each with what stands around it."""
    roles = _roles(node)
    if isinstance(node, tree.GroupPattern):
        inside = inside._replace(group=node)
    elif isinstance(node, tree.SubQuery):
        inside = inside._replace(sub_queries=(*inside.sub_queries, node))
    for name, part in zip(node._fields, node, strict=True):  # type: ignore[attr-defined]  # of every node
        if isinstance(part, tuple):
            role = roles.get(name)
            if role == "tested":
                whole = node.start, node.end  # type: ignore[attr-defined]
                yield part, inside._replace(role=role, whole=whole)
            else:
                yield part, inside._replace(role=role) if role else inside


def _roles(node: tuple[object, ...]) -> Mapping[str, str]:
    """What the parts of a node are, where a variable among them is more than a term."""
    if isinstance(node, tree.Projection):
        return {"variable": "name" if node.expression is not None else "column"}
    if isinstance(node, tree.BindPattern):
        return {"variable": "name"}
    if isinstance(node, tree.ValuesPattern):
        return {"variables": "name"}
    if isinstance(node, tree.FunctionCall) and node.function == "BOUND":
        return {"arguments": "tested"}
    if isinstance(node, _CONDITIONS):
        # Without parentheses a condition is a variable and nothing else.
        is_bare = node.start == node.expression.start
        return {"variable": "name", "expression": "condition" if is_bare else "term"}
    return {}


def bind(query: Query, values: Mapping[str, Sequence[Value]]) -> str:
    """The text of a query with the given values, by variable, in the place of its parameters.

    A parameter without a value stays as it is: a free variable.
    """
    if not any(values.values()):
        return query.text
    edits: list[Edit] = []
    for parameter in query.parameters:
        given = values.get(parameter.variable, ())
        mine = [use for use in query.uses if use.variable.name == parameter.variable]
        if len(given) == 1 and not any(use.around.role == "name" for use in mine):
            edits += (_replacement(query.text, use, str(given[0])) for use in mine)
        elif given:
            edits += _choice(query.tree, parameter, mine, given)
    return apply_edits(query.text, edits).text


def _replacement(text: str, use: Use, term: str) -> Edit:
    start, end = use.extent
    if use.around.role == "tested":
        return Edit(start, end, "true")
    if use.around.role == "column":
        return Edit(start, end, f"({term} AS {text[start:end]})")
    if use.around.role == "condition":
        return Edit(start, end, f"({term})")
    # A minus right behind it would be read as part of a language tag.
    return Edit(start, end, f"{term} " if text[end : end + 1] == "-" else term)


def _choice(
    query: QueryTree, parameter: Parameter, uses: Sequence[Use], given: Sequence[Value]
) -> list[Edit]:
    """Edits that let a parameter be any of several values."""
    terms = " ".join(str(value) for value in given)
    block = f" VALUES ?{parameter.variable} {{ {terms} }}"
    edits: dict[tuple[int, int], Edit] = {}
    for use in uses:
        if query.is_short or not _can_let_out(query, use.around.sub_queries):
            raise ManyValuesError(parameter.option)
        if use.around.role == "described":
            edits[use.extent] = Edit(*use.extent, terms)
        elif use.around.group is not None:
            opened = use.around.group.start + 1
            edits[opened, opened] = Edit(opened, opened, block)
    if not edits:
        raise ManyValuesError(parameter.option)
    if query.form == "SELECT" and len(given) > 1:
        return _with_own_column(query, parameter, uses, edits, block)
    return list(edits.values())


def _with_own_column(
    query: QueryTree,
    parameter: Parameter,
    uses: Sequence[Use],
    edits: dict[tuple[int, int], Edit],
    block: str,
) -> list[Edit]:
    """The same edits, and those that let the parameter out, so that a row tells for which value it is."""
    let_out: list[Edit] = []
    inner = dict.fromkeys(each for use in uses for each in use.around.sub_queries)
    selects: list[QueryTree | tree.SubQuery] = [query, *inner]
    for select in selects:
        if select.where is not None:
            opened = select.where.start + 1
            edits[opened, opened] = Edit(opened, opened, block)
        if select is not query or not _tells(query, parameter.variable):
            let_out += _let_out(select, parameter.variable)
    return [*edits.values(), *let_out]


def _can_let_out(query: QueryTree, sub_queries: Sequence[tree.SubQuery]) -> bool:
    """Whether a variable can be let out of sub-queries; of those with LIMIT the rows depend on its value."""
    limited = any(
        each.modifiers.limit is not None or each.modifiers.offset is not None for each in sub_queries
    )
    return not sub_queries or (query.form == "SELECT" and not limited)


def _tells(query: QueryTree, variable: str) -> bool:
    """Whether a column shows a variable already, by its own name or another."""
    return column_telling(query, variable) is not None


def column_telling(query: QueryTree, variable: str) -> str | None:
    """The column of a SELECT that shows a variable, by its own name or another; None where none does."""
    names = {column.variable.name for column in query.columns}
    if variable in names:
        return variable
    made: list[tree.Projection | tree.BindPattern] = [*query.columns, *_bindings(query)]
    telling = (each.variable.name for each in made if _is_variable(each.expression, variable))
    return next((name for name in telling if name in names), None)


def _bindings(query: QueryTree) -> list[tree.BindPattern]:
    """What the outermost group of a query gives names to."""
    elements = query.where.elements if query.where is not None else ()
    return [each for each in elements if isinstance(each, tree.BindPattern)]


def _let_out(select: QueryTree | tree.SubQuery, variable: str) -> Iterator[Edit]:
    """Edits by which a SELECT has a variable among its columns, and in its groups if it has any.

    A count of nothing is no row then: SPARQL has no group without a solution.
    """
    name = f"?{variable}"
    columns, modifiers = select.columns, select.modifiers
    names = {column.variable.name for column in columns}
    if columns and variable not in names:
        yield Edit(columns[0].start, columns[0].start, f"{name} ")
    conditions = modifiers.group_by
    if conditions:
        if not any(_is_variable(each.expression, variable) for each in conditions):
            yield Edit(conditions[-1].end, conditions[-1].end, f" {name}")
    elif select.where is not None and _is_aggregated(select):
        yield Edit(select.where.end, select.where.end, f" GROUP BY {name}")
    if modifiers.order_by:
        start = modifiers.order_by[0].start
        yield Edit(start, start, f"{name} ")


def _is_variable(expression: tree.Expression | None, name: str) -> bool:
    return isinstance(expression, tree.Variable) and expression.name == name


def _is_aggregated(select: QueryTree | tree.SubQuery) -> bool:
    """Whether all solutions of a SELECT are one group."""
    modifiers = select.modifiers
    parts = (select.columns, modifiers.having, modifiers.order_by)
    return bool(modifiers.having) or any(isinstance(node, tree.AggregateCall) for node in tree.walk(parts))


def free_choice(query: Query, parameter: Parameter) -> str | None:
    """A query for the values that a parameter can take: those that the query yields when it is left free.

    None where the text does not let the parameter out, as when only a sub-query uses it, and where another
    server would have to be asked.
    """
    read = query.tree
    uses = [use for use in query.uses if use.variable.name == parameter.variable]
    lets_out = any(use.around.group is not None and not use.around.sub_queries for use in uses)
    if read.where is None or read.has_service or not lets_out:
        return None
    prologue = query.text[: read.form_start]
    return f"{prologue}SELECT DISTINCT ?{parameter.variable} WHERE {read.text_of(read.where)}"


# Which variables are bound


class VariableScan:
    """What a walk over a query finds out about its variables."""

    def __init__(self) -> None:
        self.outer: set[str] = set()  # bound for the head of the query
        self.anywhere: set[str] = set()  # bound in some group, be it one that only tests
        self.head: list[tree.Variable] = []  # of SELECT, the template, and the modifiers
        self.inside: list[tree.Variable] = []  # of FILTER, BIND and other expressions


class _UsedPart(NamedTuple):
    """A part of a query that is still to be looked at, and how it uses the variables in it."""

    node: object
    use: str  # head, inside, or binds
    is_test: bool = False  # in a group that tests, and binds nothing outside of itself


def scan_variables(query: QueryTree) -> VariableScan:
    """Walk over a query."""
    found = VariableScan()
    waiting = [
        _UsedPart(query.modifiers, "head"),
        _UsedPart(query.where, "binds"),
        *(_UsedPart(part, "head") for part in (query.template, query.described, query.columns)),
    ]
    while waiting:
        part = waiting.pop()
        if isinstance(part.node, tree.Variable):
            _add_use(found, part.node, part)
        elif isinstance(part.node, tuple):
            waiting.extend(reversed(list(_parts_by_use(part))))
    found.head.sort()
    found.inside.sort()
    return found


def _add_use(found: VariableScan, variable: tree.Variable, part: _UsedPart) -> None:
    if part.use == "head":
        found.head.append(variable)
    elif part.use == "inside":
        found.inside.append(variable)
    else:
        found.anywhere.add(variable.name)
        if not part.is_test:
            found.outer.add(variable.name)


def _parts_by_use(part: _UsedPart) -> Iterator[_UsedPart]:
    """What is in a part of a query, each with how it uses its variables."""
    node = part.node
    if isinstance(node, _TESTS):
        yield _UsedPart(node.group, "binds", is_test=True)
    elif isinstance(node, tree.FilterPattern):
        yield _UsedPart(node.expression, "inside", part.is_test)
    elif isinstance(node, tree.SubQuery):
        yield _UsedPart(node.columns, "inside", part.is_test)
        yield _UsedPart(node.where, "binds", part.is_test)
        yield _UsedPart(node.modifiers, "inside", part.is_test)
    elif isinstance(node, _WITH_AS):
        yield from _uses_around_as(node, part)
    elif isinstance(node, tree.ValuesPattern):
        yield _UsedPart(node.variables, "binds", part.is_test)
    elif isinstance(node, tuple):
        yield from (_UsedPart(each, part.use, part.is_test) for each in node if isinstance(each, tuple))


def _uses_around_as(
    node: tree.Projection | tree.BindPattern | tree.GroupCondition, part: _UsedPart
) -> Iterator[_UsedPart]:
    """An expression and the variable that AS gives its value; without an expression, a mere variable."""
    use = "inside" if part.use == "binds" else part.use
    if node.expression is None:
        yield _UsedPart(node.variable, use, part.is_test)
    else:
        yield _UsedPart(node.expression, use, part.is_test)
        yield _UsedPart(node.variable, "binds")
