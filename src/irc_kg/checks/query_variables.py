"""The variables of a query: which of them its patterns bind, and where it uses one that nothing binds."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from irc_kg.checks.query_files import Setting, folder_of
from irc_kg.checks.rule import Fault, rule
from irc_kg.errors import Severity, did_you_mean
from irc_kg.queries import Query
from irc_kg.queries.text import Kind, Token, line_column
from irc_kg.store.names import close_names

_FORMS = {"SELECT", "CONSTRUCT", "DESCRIBE", "ASK"}
_MODIFIERS = {"GROUP", "ORDER", "HAVING"}
# Groups that test and bind nothing outside of themselves.
_TESTS = {"EXISTS", "MINUS"}


@dataclass
class _Scan:
    """What a walk over the tokens of a query finds out about its variables."""

    outer: set[str] = field(default_factory=set)  # bound for the head of the query
    anywhere: set[str] = field(default_factory=set)  # bound in some group, be it one that only tests
    head: list[Token] = field(default_factory=list)  # of SELECT, the template, and the modifiers
    inside: list[Token] = field(default_factory=list)  # of FILTER, BIND and other expressions
    has_order: bool = False
    is_short: bool = False  # CONSTRUCT WHERE { … }


@dataclass
class _Level:
    """A bracket that is open."""

    mark: str
    binds: bool
    is_template: bool = False
    is_test: bool = False


def scan(tokens: Sequence[Token]) -> _Scan:
    """Walk over a query that is known to be SPARQL."""
    found, levels = _Scan(), list[_Level]()
    before: list[Token] = []
    clause = ""
    for token in tokens:
        mark = token.text if token.kind is Kind.MARK else ""
        if mark in {"{", "("}:
            levels.append(_opened(mark, levels, before))
            clause = "" if mark == "{" else clause
        elif mark in {"}", ")"} and levels:
            levels.pop()
            clause = "" if mark == "}" else clause
        elif token.keyword in _FORMS | _MODIFIERS:
            clause = token.keyword
            found.has_order |= token.keyword == "ORDER" and not levels
        elif token.keyword in {"WHERE", "VALUES", "LIMIT", "OFFSET"}:
            found.is_short |= token.keyword == "WHERE" and bool(before) and before[-1].keyword == "CONSTRUCT"
            clause = ""
        elif token.kind is Kind.VARIABLE:
            _variable(token, found, levels, before, clause)
        before.append(token)
    return found


def _opened(mark: str, levels: Sequence[_Level], before: Sequence[Token]) -> _Level:
    last = before[-1] if before else None
    keyword = last.keyword if last else ""
    outer = levels[-1] if levels else _Level("", binds=True)
    is_test = outer.is_test or keyword in _TESTS
    if mark == "{":
        is_template = keyword == "CONSTRUCT"
        return _Level(mark, binds=not is_template, is_template=is_template, is_test=is_test)
    is_call = last is not None and (
        (last.kind is Kind.WORD and keyword != "VALUES")
        or last.kind is Kind.MARK
        or (len(before) > 1 and before[-2].keyword == "FILTER")
    )
    is_variable = last is not None and last.kind is Kind.VARIABLE
    return _Level(mark, binds=outer.binds and (not is_call or is_variable), is_test=is_test)


def _variable(
    token: Token, found: _Scan, levels: Sequence[_Level], before: Sequence[Token], clause: str
) -> None:
    name = token.text[1:]
    level = levels[-1] if levels else _Level("", binds=True)
    if before and before[-1].keyword == "AS":
        found.outer.add(name)
        found.anywhere.add(name)
    elif level.is_template or (clause and not any(one.mark == "{" for one in levels)):
        found.head.append(token)
    elif clause or not level.binds:
        found.inside.append(token)  # of a sub-query, or in an expression
    else:
        found.anywhere.add(name)
        if not level.is_test:
            found.outer.add(name)


@rule("query-unbound")
def query_unbound(query: Query, setting: Setting) -> Iterator[Fault]:  # noqa: ARG001
    """A variable is selected, sorted by or tested that no pattern of the query binds, so it is always empty.

    Mend the spelling, or bind it in WHERE.
    """
    found = scan(query.tokens)
    if found.is_short:
        return
    given = {parameter.variable for parameter in query.parameters}
    seen: set[str] = set()
    for uses, bound in ((found.head, found.outer), (found.inside, found.anywhere)):
        for token in uses:
            name = token.text[1:]
            if name not in bound | given | seen:
                seen.add(name)
                close = [f"?{other}" for other in close_names(name, sorted(bound))]
                message = f"Nothing in the query binds ?{name}.{did_you_mean(close)}"
                yield Fault(*line_column(query.text, token.start), message)


@rule("query-order", Severity.WARNING)
def query_order(query: Query, setting: Setting) -> Iterator[Fault]:
    """A SELECT query has no ORDER BY, so its rows may come in another order each time.

    Add ORDER BY with enough columns to tell any two rows apart. Checks need none: findings are sorted.
    """
    if query.form != "SELECT" or folder_of(query, setting.project) == "checks":
        return
    if not scan(query.tokens).has_order and not _gives_one_row(query.tokens):
        at = next(token for token in query.tokens if token.keyword == "SELECT")
        yield Fault(*line_column(query.text, at.start), "The query has no ORDER BY.")


def _gives_one_row(tokens: Sequence[Token]) -> bool:
    """Whether it counts or sums up everything: each column is an expression, and nothing is grouped."""
    start = next(index for index, token in enumerate(tokens) if token.keyword == "SELECT")
    depth = braces = 0
    sums_up = False
    for token in tokens[start + 1 :]:
        depth += {"(": 1, ")": -1}.get(token.text, 0)
        braces += {"{": 1, "}": -1}.get(token.text, 0)
        is_column = depth == 0 and (token.text == "*" or token.kind is Kind.VARIABLE)
        if braces == 0 and (is_column or token.keyword == "GROUP"):
            return False
        sums_up |= braces == 0 and token.keyword in _AGGREGATES
    return sums_up


_AGGREGATES = {"COUNT", "SUM", "AVG", "MIN", "MAX", "SAMPLE", "GROUP_CONCAT"}
