"""Rules of one Turtle file: its syntax and prefixes, the terms that it uses, the values that it states."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Mapping
from collections.abc import Set as AbstractSet
from functools import cache, cached_property
from typing import Any, NamedTuple

import pyoxigraph as ox

from irc_kg.checks.context import Context
from irc_kg.checks.files import TurtleFile, prefix_declarations
from irc_kg.checks.rule import Fault, Scope, Spot, rule
from irc_kg.checks.vocabulary import (
    ANY_THING,
    CLASS,
    DATATYPE,
    PROPERTY,
    SH,
    TERM,
    TYPE,
    Vocabulary,
    local_name,
    range_in_words,
    use_by_type,
)
from irc_kg.errors import Severity, did_you_mean
from irc_kg.store import Term
from irc_kg.store.datatypes import DATATYPES, LANG_STRING, is_value, more_fitting
from irc_kg.store.names import (
    DCTERMS,
    FOAF,
    OWL,
    RDF,
    RDFS,
    SCHEMA,
    SCHEMA_HTTP,
    SKOS,
    XSD,
    close_names,
    namespace_of,
)
from irc_kg.store.values import engine_spelling
from irc_kg.turtle import Document, LocatedTriple, TriplesBlock, prefixes_used

_UNDECLARED = re.compile(r"The prefix `([^`]*):` is not declared")
# Behind the end of a line white space is how a text of several lines is set.
_STRAY = re.compile(r"\A\s|\s\Z|(?<=\S)(?:[ \t\xa0]{2}|\t)|[\u200b\u2060\ufeff\xad]")
_TEXTS = {XSD + "string", LANG_STRING}
# Shared vocabularies to which nothing is added any more: what they do not have is a slip.
_FINISHED = {RDF, RDFS, OWL, XSD, SKOS, SH, DCTERMS, FOAF}


# The text


@rule("syntax", Scope.TURTLE_TEXT)
def syntax(context: Context) -> Iterator[Fault]:
    """The file cannot be read: it is not Turtle from this place on.

    Put right what the message says. Further faults are told where it is sure that a next statement begins, up
    to 20 of a file. Until then the other checks see the project without this file.
    """
    for error in context.file.faults:
        message = _with_prefix_meant(error.message, context.file.document.text, context.vocabulary)
        yield Fault(Spot(error.line, error.column), message)


def _with_prefix_meant(message: str, text: str, vocabulary: Vocabulary) -> str:
    match = _UNDECLARED.search(message)
    if match is None:
        return message
    name, known = match[1], vocabulary.prefixes.by_name
    if name in known:
        return f"The prefix `{name}:` is not declared. Add above: `@prefix {name}: <{known[name]}> .`"
    close = close_names(name, {*known, *prefix_declarations(text)})
    return f"The prefix `{name}:` is not declared.{did_you_mean([f'`{other}:`' for other in close])}"


@rule("prefix-unused", Scope.TURTLE, Severity.WARNING)
def prefix_unused(context: Context) -> Iterator[Fault]:
    """A prefix is declared and not used. Those of the ontology are for the whole project, and exempt.

    Delete the line.
    """
    file = context.file
    if file.in_ontology:
        return
    used = prefixes_used(file.document)
    for directive in file.document.prefix_directives:
        if directive.prefix not in used:
            message = f"The prefix `{directive.prefix}:` is not used. Delete this line."
            yield file.fault(directive.start, message)


@rule("prefix-differs", Scope.TERMS)
def prefix_differs(context: Context) -> Iterator[Fault]:
    """A prefix stands for something else than in the ontology, so its names are not the names they look like.

    Write the namespace as the ontology has it, or choose another prefix.
    """
    known = context.vocabulary.prefixes.by_name
    for directive in context.file.document.prefix_directives:
        if known.get(directive.prefix, directive.iri) != directive.iri:
            yield context.file.fault(
                directive.start,
                f"`{directive.prefix}:` stands for <{directive.iri}> here, "
                f"and for <{known[directive.prefix]}> in the ontology.",
            )


@rule("empty-file", Scope.TURTLE, Severity.WARNING)
def empty_file(context: Context) -> Iterator[Fault]:
    """A file says nothing.

    Write statements into it, or delete it.
    """
    if not any(isinstance(block, TriplesBlock) for block in context.file.document.blocks):
        yield Fault(Spot(1, 1), "The file says nothing.")


@rule("repeated-triple", Scope.TURTLE, Severity.WARNING)
def triple_repeated(context: Context) -> Iterator[Fault]:
    """The same statement stands twice in one file.

    Delete one of the two.
    """
    file = context.file
    document = file.document
    first: dict[object, int] = {}
    is_edit = file.new is not None
    about = {(subject.term, predicate.term) for subject, predicate, _value in file.new or ()}
    for subject, predicate, value in file.statements:
        if is_edit and (subject.term, predicate.term) not in about:
            continue
        start = first.setdefault((subject.term, predicate.term, engine_spelling(value.term)), value.start)
        if start != value.start:
            line, _ = document.line_column(start)
            name = context.vocabulary.prefixes.shorten(predicate.term.value)
            message = f"{name} {document.text[value.start : value.end]} is said already on line {line}."
            yield file.fault(value, message)


# The terms


class _TermUse(NamedTuple):
    """A term where a statement uses it."""

    offset: int
    iri: str
    kind: str  # what it is used as
    predicate: str  # the property that a fault of it is about; a fault of the subject is about none


@rule("unknown-term", Scope.TERMS)
def unknown_term(context: Context) -> Iterator[Fault]:
    """A property, class, datatype or other term is used that the ontology does not declare.

    Mend the spelling, or declare the term in the ontology.
    """
    file = context.file
    terms = _TermsOfFile(context)
    seen = set()
    for statement in file.to_judge:
        for use in _uses(file, statement):
            message = terms.message(use.iri, use.kind)
            if message and (use.offset, use.kind) not in seen:
                seen.add((use.offset, use.kind))
                yield file.fault(use.offset, message, use.predicate)


class _TermsOfFile:
    """Which terms one file may use."""

    def __init__(self, context: Context) -> None:
        self._vocabulary = context.vocabulary
        self._in_ontology = context.file.in_ontology
        self._context = context
        self._messages: dict[tuple[str, str], str] = {}

    @cached_property
    def _own(self) -> Mapping[str, set[str]]:
        """What the file declares itself, by what that may be used as; as TERM, all that has a type."""
        own: dict[str, set[str]] = {PROPERTY: set(), CLASS: set(), DATATYPE: set(), TERM: set()}
        for subject, kind in () if self._in_ontology else self._context.types_in_file():
            if isinstance(subject, ox.NamedNode):
                for use in (TERM, use_by_type(kind)):
                    own[use].add(subject.value)
        return own

    @cached_property
    def _of_things(self) -> set[str]:
        """The namespaces of things: there `dangling` tells of a name that nothing has."""
        return {namespace_of(iri) for iri in self._own[TERM] - self._vocabulary.terms[TERM]}

    def message(self, iri: str, use: str) -> str:
        """The sentence that a term is not known; empty where it is, or where another rule tells of it."""
        if (iri, use) not in self._messages:
            self._messages[iri, use] = self._look_up(iri, use)
        return self._messages[iri, use]

    # complexity: a term is known in the ontology, shared by everyone, or of a vocabulary that is left open
    def _look_up(self, iri: str, use: str) -> str:
        vocabulary = self._vocabulary
        if iri in vocabulary.terms[TERM if self._in_ontology else use] or iri in vocabulary.renames:
            return ""
        namespace = namespace_of(iri)
        # The same vocabulary may have its old name and its new one, which are two names.
        secure = namespace.replace("http://", "https://", 1)
        is_foreign = vocabulary.namespaces.isdisjoint({namespace, secure})
        if use == TERM and (iri == namespace or (is_foreign and not self._in_ontology)):
            return ""  # a vocabulary as a whole, or any thing that a file of the graph names
        # Any term of a vocabulary that everyone shares may be used; but where the ontology declares terms of
        # it, those are all that the graph may use.
        shared = standard_vocabularies().get(namespace, ()) if self._in_ontology or is_foreign else ()
        is_open = self._in_ontology or shared or not vocabulary.declares_terms
        if iri in shared or (is_foreign and is_open and namespace not in _FINISHED):
            return ""
        if iri in self._own[use] or (use == TERM and namespace in self._of_things):
            return ""
        return _explain_unknown(iri, use, vocabulary, shared)


def _uses(file: TurtleFile, statement: LocatedTriple) -> Iterator[_TermUse]:
    """What a statement uses, each with its place."""
    subject, predicate, value = statement
    relation = predicate.term.value
    if predicate.start != value.start:  # not the inside of a collection
        yield _TermUse(predicate.start, relation, PROPERTY, relation)
    if isinstance(subject.term, ox.NamedNode):
        yield _TermUse(subject.start, subject.term.value, TERM, "")
    if isinstance(value.term, ox.NamedNode):
        yield _TermUse(value.start, value.term.value, CLASS if relation == TYPE else TERM, relation)
    elif isinstance(value.term, ox.Literal) and "^^" in (text := file.document.text[value.start : value.end]):
        datatype = text.rpartition("^^")[2].lstrip()
        yield _TermUse(value.end - len(datatype), value.term.datatype.value, DATATYPE, relation)


@cache
def standard_vocabularies() -> dict[str, Any]:
    """Vocabularies that everyone shares (RDF, OWL, SKOS, …) by namespace, each a container of IRIs."""
    from rdflib import namespace

    known = (getattr(namespace, name) for name in namespace.__all__)
    found: dict[str, Any] = {
        str(one): one for one in known if isinstance(one, namespace.DefinedNamespaceMeta)
    }
    # It has been renamed, and most data has it under its old name.
    return found | {SCHEMA_HTTP: frozenset(f"{SCHEMA_HTTP}{term}" for term in found[SCHEMA].__annotations__)}


def _explain_unknown(iri: str, use: str, vocabulary: Vocabulary, shared: Any) -> str:  # noqa: ANN401  (rdflib's)
    """The sentence that a term is not known, with those that may be meant."""
    candidates = vocabulary.terms[use]
    if shared:
        candidates |= {str(term) for term in dir(shared)}
    curie = vocabulary.prefixes.shorten(iri)
    for kind in (PROPERTY, CLASS, DATATYPE):
        if kind != use and iri in vocabulary.terms[kind]:
            return f"{curie} is a {kind}, not a {use}."
    return f"The ontology has no {use} {curie}.{did_you_mean(vocabulary.close_terms(iri, candidates))}"


@rule("deprecated-term", Scope.TERMS, Severity.WARNING)
def term_deprecated(context: Context) -> Iterator[Fault]:
    """A term is used that the ontology marks as deprecated, or that has another name now.

    Use the term that replaces it; `irc-kg migrate` changes names wherever they stand.
    """
    file, vocabulary = context.file, context.vocabulary
    replaced = _old_names(vocabulary, in_ontology=file.in_ontology)
    if not any(_may_name(file.document, old) for old in replaced):
        return
    seen = set()
    for statement in file.to_judge:
        about = statement.subject.term.value
        if about in vocabulary.deprecated:
            continue  # here it is told what to use
        for use in _uses(file, statement):
            is_old = use.iri in replaced and about != vocabulary.replacements[use.iri]
            if is_old and use.offset not in seen:
                seen.add(use.offset)
                yield file.fault(use.offset, replacement_message(use.iri, vocabulary), use.predicate)


def _may_name(document: Document, term: str) -> bool:
    """Whether a text may name a term: it does not where it nowhere says what the name of the term ends in."""
    is_plain = "\\" not in document.text and all(
        directive.iri.endswith(("/", "#")) for directive in document.prefix_directives
    )
    return not is_plain or local_name(term) in document.text


def _old_names(vocabulary: Vocabulary, *, in_ontology: bool) -> AbstractSet[str]:
    """The terms that a file should not use; what an ontology that speaks of both says is for it to know."""
    old_names = vocabulary.replacements.keys()
    return {old for old in old_names if not _speaks_of_both(old, vocabulary)} if in_ontology else old_names


def _speaks_of_both(old: str, vocabulary: Vocabulary) -> bool:
    """Whether an ontology marks a term as deprecated, or has its own beside one of another vocabulary."""
    new = vocabulary.replacements[old]
    are_declared = vocabulary.terms[TERM].issuperset({old, new})
    return old in vocabulary.deprecated or (are_declared and namespace_of(old) != namespace_of(new))


def replacement_message(iri: str, vocabulary: Vocabulary) -> str:
    """The sentence that a term is not to be used any more."""
    shorten = vocabulary.prefixes.shorten
    replacement, rename = vocabulary.replacements[iri], vocabulary.renames.get(iri)
    if rename:
        since = f" since version {rename.since}" if rename.since else ""
        return f"{shorten(iri)} is called {shorten(rename.new)}{since}. `irc-kg migrate` changes it."
    return f"{shorten(iri)} is deprecated.{f' Use {shorten(replacement)}.' if replacement else ''}"


# The values


@rule("wrong-value", Scope.TERMS)
def wrong_value(context: Context) -> Iterator[Fault]:
    """A value is not of the kind that its property takes, or is no value of its own datatype.

    Write a value as the property's rdfs:range in the ontology asks.
    """
    vocabulary = context.vocabulary
    for statement in context.file.to_judge:
        predicate, value = statement.predicate.term.value, statement.object.term
        if isinstance(value, ox.Literal) and not is_value(value.value, value.datatype.value):
            message = _no_value_message(value.value, value.datatype.value, vocabulary)
            yield context.file.fault(statement.object, message, predicate)
        # A value of an unknown datatype is told as an unknown term.
        elif not isinstance(value, ox.Literal) or value.datatype.value in vocabulary.terms[DATATYPE]:
            kinds: Collection[str] = {ANY_THING}
            if isinstance(value, ox.Literal):
                kinds = vocabulary.kinds_of(value.datatype.value)
            allowed = vocabulary.ranges_of(predicate)
            refusing = next((one for one in allowed if one.kinds.isdisjoint(kinds)), None)
            if refusing is not None:
                name, words = vocabulary.prefixes.shorten(predicate), range_in_words(refusing, vocabulary)
                message = f"{name} takes {words}; this is {_kind_in_words(value, vocabulary)}."
                yield context.file.fault(statement.object, message, predicate)


def _no_value_message(text: str, datatype: str, vocabulary: Vocabulary) -> str:
    known, name = DATATYPES[datatype], vocabulary.prefixes.shorten(datatype)
    message = f'"{text}" is no {name} ({known.words}, such as {known.example}).'
    fitting = more_fitting(text, datatype)
    return f'{message} Write "{text}"^^{vocabulary.prefixes.shorten(fitting)}.' if fitting else message


def _kind_in_words(value: Term, vocabulary: Vocabulary) -> str:
    """What a value is, in words."""
    if not isinstance(value, ox.Literal):
        return "a thing"
    if value.language:
        return f"text in the language {value.language!r}"
    datatype = value.datatype.value
    known = DATATYPES.get(datatype)
    if known is None:
        return f"a {vocabulary.prefixes.shorten(datatype)}"
    return known.words if datatype in _TEXTS else f"{known.words} ({vocabulary.prefixes.shorten(datatype)})"


@rule("stray-spaces", Scope.TURTLE, Severity.WARNING)
def stray_spaces(context: Context) -> Iterator[Fault]:
    """A text begins or ends with white space, or holds tabs, double spaces or invisible characters.

    Delete them: they keep names from being found.
    """
    for statement in context.file.to_judge:
        value = statement.object.term
        match = _STRAY.search(value.value) if isinstance(value, ox.Literal) else None
        if match:
            message = f"{_where(match)}: {_show_around(match.string, match.start())}"
            yield context.file.fault(statement.object, message, statement.predicate.term.value)


def _where(match: re.Match[str]) -> str:
    if match.start() == 0:
        return "The text begins with white space"
    if match.end() == len(match.string):
        return "The text ends with white space"
    if len(match[0]) > 1:
        return "The text holds more than one space in a row"
    return "The text holds a tab" if match[0] == "\t" else "The text holds an invisible character"


def _show_around(text: str, offset: int) -> str:
    """The text around a place, with what cannot be seen made visible."""
    around = text[max(0, offset - 20) : offset + 20]
    return '"' + "".join(_show_character(character) for character in around) + '".'


def _show_character(character: str) -> str:
    if character.isprintable():
        return "·" if character == " " else character
    return f"[U+{ord(character):04X}]"
