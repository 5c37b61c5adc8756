"""Whether a file is Turtle, and whether its prefixes are in order."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping

from irc_kg.checks.files import TurtleFile, iri_of
from irc_kg.checks.rule import Fault, rule
from irc_kg.checks.vocabulary import Vocabulary
from irc_kg.errors import Severity, did_you_mean
from irc_kg.store.names import close_names
from irc_kg.turtle import TurtleSyntaxError, grammar

_UNDECLARED = re.compile(r"The prefix `([^`]*):` is not declared")
_DIRECTIVE = re.compile(rf"@?prefix\s+({grammar.PN_PREFIX})?:\s*<([^<>\s]*)>", re.IGNORECASE)


@rule("syntax")
def syntax(error: TurtleSyntaxError, text: str, vocabulary: Vocabulary) -> Iterator[Fault]:
    """The file cannot be read: it is not Turtle from this place on.

    Put right what the message says; only the first fault of a file can be told. Until then the other checks
    see the project without this file.
    """
    yield Fault(error.line, error.column, _with_prefix_meant(error.message, text, vocabulary))


def _with_prefix_meant(message: str, text: str, vocabulary: Vocabulary) -> str:
    match = _UNDECLARED.search(message)
    if match is None:
        return message
    name, known = match[1], vocabulary.prefixes.by_name
    if name in known:
        return f"The prefix `{name}:` is not declared. Add above: `@prefix {name}: <{known[name]}> .`"
    close = close_names(name, {*known, *declared_prefixes(text)})
    return f"The prefix `{name}:` is not declared.{did_you_mean([f'`{other}:`' for other in close])}"


def declared_prefixes(text: str) -> dict[str, str]:
    """The prefixes that a text declares, even when the rest of it cannot be read."""
    return {match[1] or "": match[2] for match in _DIRECTIVE.finditer(text)}


def mentioned(text: str, prefixes: Mapping[str, str]) -> frozenset[str]:
    """The IRIs that a text names, as far as that can be told of a text which is not Turtle."""
    known = {**prefixes, **declared_prefixes(text)}
    found = set()
    for match in grammar.TOKENS.finditer(text):
        token = match[match.lastindex or grammar.UNKNOWN]
        if match.lastindex == grammar.NAME:
            prefix, _, local = token.partition(":")
            found.add(known.get(prefix, "") + local)
        elif match.lastindex == grammar.IRI:
            found.add(token[1:-1])
    return frozenset(found)


@rule("prefix-unused", Severity.WARNING)
def prefix_unused(file: TurtleFile, vocabulary: Vocabulary) -> Iterator[Fault]:  # noqa: ARG001
    """A prefix is declared and not used. Those of the ontology are for the whole project, and exempt.

    Delete the line.
    """
    if file.in_ontology:
        return
    nodes = (node for statement in file.statements for node in statement)
    used = {_prefix(file.written(node)) for node in nodes if not node.inside}
    for directive in file.document.prefix_directives:
        if directive.prefix not in used:
            yield file.fault(
                directive.start, f"The prefix `{directive.prefix}:` is not used. Delete this line."
            )


def _prefix(written: str) -> str | None:
    """The prefix of a name, or of the datatype of a literal; None where there is none."""
    if written.startswith(('"', "'")):
        _, mark, written = written.rpartition("^^")
        if not mark or written.endswith(('"', "'")):
            return None
    prefix, colon, _ = written.partition(":")
    return prefix.strip() if colon and not written.startswith("<") else None


@rule("prefix-differs")
def prefix_differs(file: TurtleFile, vocabulary: Vocabulary) -> Iterator[Fault]:
    """A prefix stands for something else than in the ontology, so its names are not the names they look like.

    Write the namespace as the ontology has it, or choose another prefix.
    """
    known = vocabulary.prefixes.by_name
    for directive in file.document.prefix_directives:
        if known.get(directive.prefix, directive.iri) != directive.iri:
            yield file.fault(
                directive.start,
                f"`{directive.prefix}:` stands for <{directive.iri}> here, "
                f"and for <{known[directive.prefix]}> in the ontology.",
            )


@rule("empty-file", Severity.WARNING)
def empty_file(file: TurtleFile, vocabulary: Vocabulary) -> Iterator[Fault]:  # noqa: ARG001
    """A file says nothing.

    Write statements into it, or delete it.
    """
    if not file.statements:
        yield Fault(1, 1, "The file says nothing.")


@rule("repeated-triple", Severity.WARNING)
def repeated_triple(file: TurtleFile, vocabulary: Vocabulary) -> Iterator[Fault]:
    """The same statement stands twice in one file.

    Delete one of the two.
    """
    first: dict[object, int] = {}
    for statement in file.statements:
        triple = (statement.subject.term, statement.predicate.term, statement.object.term)
        start = first.setdefault(triple, statement.object.start)
        if start != statement.object.start:
            line, _ = file.document.line_column(start)
            written = file.written(statement.object)
            name = vocabulary.prefixes.shorten(iri_of(statement.predicate))
            yield file.fault(statement.object, f"{name} {written} is said already on line {line}.", name)


FileRule = Callable[[TurtleFile, Vocabulary], Iterator[Fault]]
