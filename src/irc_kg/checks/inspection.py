"""One file under all the rules that are about a single file."""

from __future__ import annotations

from collections.abc import Container, Iterator
from pathlib import Path
from typing import NamedTuple

from irc_kg.checks.catalogue import (
    ONTOLOGY_RULES,
    QUERY_HEADER_RULES,
    QUERY_RULES,
    QUERY_TEXT_RULES,
    TEXT_RULES,
)
from irc_kg.checks.files import turtle_file
from irc_kg.checks.query_files import Setting, query_syntax
from irc_kg.checks.rule import Fault
from irc_kg.checks.syntax import mentioned, syntax
from irc_kg.checks.vocabulary import Vocabulary
from irc_kg.queries import HeaderError, Query, query_of_file
from irc_kg.queries.library import UnreadableQueryError
from irc_kg.turtle import TurtleSyntaxError, decode

Coded = tuple[str, Fault]  # a fault with the code of its rule


class Inspected(NamedTuple):
    """What can be told of one Turtle file without looking at the others of the graph."""

    readable: bool
    faults: tuple[Coded, ...]
    mentions: frozenset[str] = frozenset()  # IRIs that an unreadable file may speak of


def inspect_turtle(
    path: Path, graph: str, data: bytes, vocabulary: Vocabulary, *, in_ontology: bool
) -> Inspected:
    """Look at one Turtle file."""
    text = ""
    try:
        text = decode(data)
        file = turtle_file(path, graph, text, in_ontology=in_ontology)
    except TurtleSyntaxError as error:
        text = text or data.decode("utf-8", errors="replace")
        faults = tuple((syntax.code, fault) for fault in syntax.find(error, text, vocabulary))
        return Inspected(readable=False, faults=faults, mentions=mentioned(text, vocabulary.prefixes.by_name))
    rules = TEXT_RULES + (ONTOLOGY_RULES if vocabulary.is_whole else ())
    return Inspected(
        readable=True,
        faults=tuple((rule.code, fault) for rule in rules for fault in rule.find(file, vocabulary)),
    )


def inspect_query(path: Path, setting: Setting, codes: Container[str]) -> Iterator[Coded]:
    """Look at one query file under the rules of some codes, as far as it can be read."""
    try:
        query = query_of_file(path, prefixes=setting.vocabulary.prefixes.by_name)
    except UnreadableQueryError as error:
        yield query_syntax.code, Fault(1, 1, str(error).removeprefix(f"{path} ").capitalize())
        return
    rules = list(QUERY_TEXT_RULES)
    has_header = _has_header(query)
    rules += QUERY_HEADER_RULES if has_header else ()
    if setting.vocabulary.is_whole:  # without it, the prefixes that a query may use are not known
        faults = list(query_syntax.find(query, setting))
        yield from ((query_syntax.code, fault) for fault in faults)
        rules += QUERY_RULES if has_header and not faults else ()
    for rule in rules:
        if rule.code in codes:
            yield from ((rule.code, fault) for fault in rule.find(query, setting))


def _has_header(query: Query) -> bool:
    """Whether the header, if only an empty one, can be read."""
    try:
        return query.header is not None
    except HeaderError:
        return False
