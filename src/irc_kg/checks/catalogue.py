"""All rules by their codes."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from fnmatch import fnmatchcase

from irc_kg.checks.literals import stray_spaces, wrong_value
from irc_kg.checks.queries_as_rules import QueryRule, query_rules
from irc_kg.checks.query_answers import query_deprecated, query_empty, query_term
from irc_kg.checks.query_files import (
    QueryFileRule,
    query_default,
    query_header,
    query_name,
    query_no_default,
    query_syntax,
)
from irc_kg.checks.query_variables import query_order, query_unbound
from irc_kg.checks.rule import Rule
from irc_kg.checks.shapes import shape
from irc_kg.checks.source_texts import source_file, source_paragraph, source_section, source_text
from irc_kg.checks.syntax import (
    FileRule,
    empty_file,
    prefix_differs,
    prefix_unused,
    repeated_triple,
    syntax,
)
from irc_kg.checks.terms_used import deprecated_term, unknown_term
from irc_kg.errors import UnknownNameError
from irc_kg.store.names import close_names
from irc_kg.store.project_files import ProjectFiles

# What can be told of a file by its text alone, and what needs the ontology as well.
TEXT_RULES: tuple[Rule[FileRule], ...] = (prefix_unused, empty_file, repeated_triple, stray_spaces)
ONTOLOGY_RULES: tuple[Rule[FileRule], ...] = (prefix_differs, unknown_term, wrong_value, deprecated_term)
# Of any query file, of one whose header can be read, and of one that is SPARQL besides.
QUERY_TEXT_RULES: tuple[Rule[QueryFileRule], ...] = (query_header, query_name)
QUERY_HEADER_RULES: tuple[Rule[QueryFileRule], ...] = (query_default,)
QUERY_RULES: tuple[Rule[QueryFileRule], ...] = (
    query_no_default,
    query_term,
    query_deprecated,
    query_unbound,
    query_order,
    query_empty,
)
# Of those who have the texts of the sources.
SOURCE_RULES = (source_file, source_section, source_paragraph, source_text)
PYTHON_RULES: tuple[Rule[object], ...] = (
    syntax,
    *TEXT_RULES,
    *ONTOLOGY_RULES,
    shape,
    query_syntax,
    *QUERY_TEXT_RULES,
    *QUERY_HEADER_RULES,
    *QUERY_RULES,
    *SOURCE_RULES,
)


def catalogue(project: ProjectFiles) -> dict[str, Rule[object]]:
    """The rules for a project: those of the program, and its own queries in ``queries/checks/``."""
    own: Iterator[QueryRule] = query_rules(project)
    return {rule.code: rule for rule in (*PYTHON_RULES, *own)}


def chosen(
    rules: Mapping[str, Rule[object]], select: Sequence[str] = (), ignore: Sequence[str] = ()
) -> dict[str, Rule[object]]:
    """The rules that are wanted: those selected (all, if none are), without those to ignore.

    A code may end with ``*``. One that fits no rule is an UnknownNameError.
    """
    for code in (*select, *ignore):
        if not any(fnmatchcase(known, code) for known in rules):
            raise UnknownNameError("check", code, close_names(code, rules))

    def fits(code: str, patterns: Sequence[str]) -> bool:
        return any(fnmatchcase(code, pattern) for pattern in patterns)

    return {
        code: rule
        for code, rule in rules.items()
        if (not select or fits(code, select)) and not fits(code, ignore)
    }
