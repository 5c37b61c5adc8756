"""The one place where the engine is given the text of a query.

It takes a tree, never a text: what has not been read is not asked. Who asks other servers, or would change
data, is refused here, whoever calls.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from functools import partial
from typing import Any, Final

import pyoxigraph as ox

from irc_kg.errors import IrcKgError, QueryFailedError
from irc_kg.queries.sparql import InvalidQueryError, QueryTree, line_column, offset_of
from irc_kg.queries.sparql.rewriting import (
    CONCATENATION,
    ORDER_VALUE,
    Edited,
    apply_edits,
    boundaries,
    open_concatenations,
    settle_concatenations,
    total_order,
)
from irc_kg.queries.sparql.tree import FunctionCall, IriTerm
from irc_kg.store import Term
from irc_kg.store.datatypes import DATES, read_date
from irc_kg.store.names import IRC, XSD, fold, is_absolute
from irc_kg.store.project_files import BASE_IRI
from irc_kg.store.values import order_key

Function = Callable[..., Term | None]
Answer = ox.QuerySolutions | ox.QueryBoolean | ox.QueryTriples

_FAULT: Final = re.compile(r"error at (\d+):(\d+): expected (.*)", re.DOTALL)
# Among what the engine expected instead, a reason stands as a sentence: three words or more.
_REASON: Final = re.compile(r"(?:^|one of |, )([A-Z]\w*(?: [\w*]+){2,})(?=, |$)")
_DIGITS: Final = re.compile(r"([0-9]+)")
_NO_IRI: Final = "this is not a valid IRI"
_IN_OUR_WORDS: Final = {
    "The SELECT contains a variable that is unbound": (
        "a variable of SELECT, or of ORDER BY, is not bound: WHERE must bind it, and where there is "
        "GROUP BY it must be grouped by or aggregated"
    ),
    "SELECT * is not authorized with GROUP BY": "SELECT * cannot stand with GROUP BY: name the variables",
    "IRI parsing failed": _NO_IRI,
}


class RefusedQueryError(IrcKgError):
    """A query that would change data, or ask a server elsewhere."""


def refuse(tree: QueryTree, place: str, *, allow_service: bool = False) -> None:
    """Refuse what would change data, and what asks other servers unless that is allowed."""
    if tree.form == "UPDATE":
        raise RefusedQueryError(
            f"{place} is an update. Questions change nothing: edit the files, or use `irc-kg add`."
        )
    if tree.has_service and not allow_service:
        raise RefusedQueryError(f"{place} asks another server (SERVICE): --allow-service lets it.")


def evaluate(
    engine: ox.Store, tree: QueryTree, *, place: str = "query", allow_service: bool = False
) -> Answer:
    """The answer of the engine to a query, which must have been read with the prefixes that are known."""
    if tree.known is None:
        raise TypeError("a query is asked only as it is read with the prefixes that are known")
    refuse(tree, place, allow_service=allow_service)
    sent = apply_edits(tree.text, total_order(tree, settle_concatenations(tree, boundaries(tree))))
    try:
        return engine.query(
            sent.text,
            base_iri=BASE_IRI + "graph/",
            prefixes=dict(tree.known),
            custom_functions=_functions_of(tree, place),
            custom_aggregate_functions=_concatenations_of(tree),
        )
    except SyntaxError as error:
        raise _fault_of_engine(place, tree, sent, str(error)) from None
    except (RuntimeError, OSError) as error:
        raise QueryFailedError(str(error)) from None


def _no_value(*_arguments: Term) -> Term | None:
    return None


def _fold(*arguments: Term) -> Term | None:
    """A text as names are compared, for queries that look for things of the same name."""
    (text,) = arguments if len(arguments) == 1 else (None,)
    return ox.Literal(fold(text.value)) if isinstance(text, ox.Literal) else None


def _order_value(*arguments: Term) -> Term | None:
    """What a value of time is sorted by."""
    (value,) = arguments if len(arguments) == 1 else (None,)
    key = order_key(value.value, value.datatype.value) if isinstance(value, ox.Literal) else None
    return None if key is None else ox.Literal(key)


def _first_day(*arguments: Term) -> Term | None:
    """The first day of a year, a month or a day: by it dates can be compared that are known less exactly."""
    days = _days_of(arguments)
    return days and days[0]


def _last_day(*arguments: Term) -> Term | None:
    """The last day of it."""
    days = _days_of(arguments)
    return days and days[1]


def _days_of(arguments: tuple[Term, ...]) -> tuple[Term, Term] | None:
    (value,) = arguments if len(arguments) == 1 else (None,)
    is_date = isinstance(value, ox.Literal) and value.datatype.value in DATES
    known = read_date(value.value) if isinstance(value, ox.Literal) and is_date else None
    if known is None:
        return None
    first, last = (ox.Literal(str(day), datatype=ox.NamedNode(XSD + "date")) for day in known.days)
    return first, last


class Concatenation:
    """The texts of a group as one, in the order of their words and numbers.

    SPARQL leaves the order open, so that it would be another from memory, from an index and from a server.
    All else is as the engine has it: what is no literal makes the whole an error, and the text has the
    language that all of them have.
    """

    def __init__(self, separator: str, *, distinct: bool) -> None:
        self._separator = separator
        self._distinct = distinct
        self._terms: list[Term] = []

    def accumulate(self, element: Term) -> None:
        """Take one more value."""
        self._terms.append(element)

    def finish(self) -> ox.Literal | None:
        """All of them; None for an error."""
        terms = list(dict.fromkeys(self._terms)) if self._distinct else self._terms
        literals = [term for term in terms if isinstance(term, ox.Literal)]
        if len(literals) < len(terms):
            return None
        text = self._separator.join(
            sorted((literal.value for literal in literals), key=_by_words_and_numbers)
        )
        languages = {literal.language for literal in literals}
        language = languages.pop() if len(languages) == 1 else None
        return ox.Literal(text, language=language) if language else ox.Literal(text)


def _by_words_and_numbers(text: str) -> tuple[list[tuple[int, str]], str]:
    parts = _DIGITS.split(text.casefold())
    return [(int(part), "") if part[:1].isascii() and part.isdigit() else (-1, part) for part in parts], text


def _concatenations_of(tree: QueryTree) -> dict[ox.NamedNode, Any]:
    """What puts together the texts of each GROUP_CONCAT whose order is open."""
    found = {}
    for number, call in enumerate(open_concatenations(tree)):
        separator = " " if call.separator is None else call.separator.lexical
        found[ox.NamedNode(f"{CONCATENATION}{number}")] = partial(
            Concatenation, separator, distinct=call.distinct
        )
    return found


# What a query may call besides the functions of SPARQL, by IRI.
FUNCTIONS: Final[Mapping[str, Function]] = {
    IRC + "fold": _fold,
    IRC + "firstDay": _first_day,
    IRC + "lastDay": _last_day,
    ORDER_VALUE: _order_value,
}


def _functions_of(tree: QueryTree, place: str) -> dict[ox.NamedNode, Function]:
    """What the functions give that a query calls by an IRI; those that the engine has are left to it.

    Raises InvalidQueryError for one that is no IRI.
    """
    functions: dict[ox.NamedNode, Function] = {ox.NamedNode(ORDER_VALUE): _order_value}
    for call in tree.all_of(FunctionCall):
        iri = call.function.iri if isinstance(call.function, IriTerm) else None
        if iri and is_absolute(iri) and not iri.startswith(XSD):
            try:
                # A function that nobody knows gives no value in SPARQL; the engine would refuse it.
                functions[ox.NamedNode(iri)] = FUNCTIONS.get(iri, _no_value)
            except ValueError:
                where = line_column(tree.text, call.start)
                raise InvalidQueryError(place, tree.text, *where, _NO_IRI) from None
    return functions


def _fault_of_engine(place: str, tree: QueryTree, sent: Edited, fault: str) -> InvalidQueryError:
    """What the engine says of a text that the reader takes, in words and with its place."""
    match = _FAULT.match(fault)
    if match is None:
        return InvalidQueryError(place, tree.text, 1, 1, fault)
    offset = sent.before(offset_of(sent.text, int(match[1]), int(match[2])))
    reasons = [_IN_OUR_WORDS.get(reason, reason) for reason in _REASON.findall(match[3])]
    # The engine reads on over white space, so the fault is the last token that begins before its place.
    begins = [start for start, _ in tree.tokens if start < max(offset, 1)]
    start = begins[-1] if begins else 0
    end = dict(tree.tokens).get(start, start)
    unclear = f"this is not SPARQL 1.1: something is wrong at or before {tree.text[start:end]!r}"
    return InvalidQueryError(
        place, tree.text, *line_column(tree.text, start), reasons[0] if reasons else unclear
    )
