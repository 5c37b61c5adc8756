"""Rules of the graph as a whole: what SHACL shapes find, and what the texts of the sources show."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

import pyoxigraph as ox

from irc_kg.checks.context import Context
from irc_kg.checks.rule import Fault, Scope, StatementPattern, pattern_of, rule, sentence
from irc_kg.checks.validation import (
    FocusNodes,
    ShaclResult,
    UnusableShapesError,
    Validator,
    shapes_see_one_step,
)
from irc_kg.checks.vocabulary import SH, Wording
from irc_kg.errors import Severity
from irc_kg.provenance import PARAGRAPH, SECTION
from irc_kg.provenance.sources import DIGEST, FILE_NAME, SHA256, EvidenceFile, Section, Texts
from irc_kg.store import Store, Term
from irc_kg.store.datatypes import DATATYPES, read_integer
from irc_kg.store.names import close_names

_SEVERITIES: dict[Term | None, Severity] = {
    ox.NamedNode(SH + "Warning"): Severity.WARNING,
    ox.NamedNode(SH + "Info"): Severity.NOTE,
}
_BLANK_NODE = re.compile(r"'([0-9a-f]{16,})'")
_SIGNS_OF_SHAPES = (
    *("property", "path", "sparql", "targetClass", "targetSubjectsOf", "targetObjectsOf", "targetNode"),
)
_AT_ONCE = 4000  # focus nodes; what they say takes rdflib some 50 MB


@rule("shape", Scope.GRAPH)
def shape(context: Context) -> Iterator[Fault]:
    """A thing is not as a SHACL shape of the ontology wants it; the message is the shape's own.

    Do what the message says. The shapes stand in the ontology.
    """
    store = context.store
    if not any(store.states(None, SH + name) for name in _SIGNS_OF_SHAPES):
        return
    nodes, validator = FocusNodes(store), Validator(store)
    for statement, reason in validator.refusals:
        yield Fault(pattern_of(statement.subject, statement.predicate, statement.object), reason)
    try:
        if shapes_see_one_step(store):
            yield from _faults_by_thing(context, nodes, validator)
        else:
            for result in validator.results(nodes.everything()):
                yield _shape_fault(result, context.wording)
    except UnusableShapesError as error:
        yield _unusable_shapes(str(error), store)


def _faults_by_thing(context: Context, nodes: FocusNodes, validator: Validator) -> Iterator[Fault]:
    """What is found of things that are not known to conform, some at a time, so that memory does not fill."""
    if context.changed is not None:
        waiting: list[Term] = [ox.NamedNode(iri) for iri in context.changed]
    else:
        waiting = nodes.to_validate(context.memory.conforming)
    faulty: set[Term] = set()
    for start in range(0, len(waiting), _AT_ONCE):
        focus = nodes.with_their_nameless(waiting[start : start + _AT_ONCE])
        for result in validator.results(nodes.surroundings_of(focus)):
            # Others were not seen whole: what is found of them may not be so.
            if result.focus is not None and result.focus in focus:
                faulty.add(result.focus)
                yield _shape_fault(result, context.wording)
    if context.changed is None:
        context.memory.conforming = set(nodes.fingerprints_of_conforming(faulty))


def _shape_fault(result: ShaclResult, wording: Wording) -> Fault:
    # A path of several steps is no one statement: then the place is that of the focus node.
    pattern = pattern_of(result.focus, result.path, result.value)
    constraint = _constraint_of(result)
    if constraint == "MaxCount" and pattern.predicate is not None:
        pattern = pattern._replace(is_excess=True)
    severity = _SEVERITIES.get(result.severity, Severity.ERROR)
    message = _shape_message(result, constraint, pattern, wording)
    return Fault(pattern, message, severity=severity)


def _constraint_of(result: ShaclResult) -> str:
    """The constraint that is not kept, such as ``MinCount``; empty where it is none of SHACL's own."""
    if not isinstance(result.component, ox.NamedNode):
        return ""
    return result.component.value.removeprefix(SH).removesuffix("ConstraintComponent")


def _unusable_shapes(fault: str, store: Store) -> Fault:
    """The shapes themselves are wrong: said of the one that is named, else of a file with shapes."""
    message = _BLANK_NODE.sub("A shape without a name", fault.splitlines()[0])
    if match := _BLANK_NODE.search(fault):
        pattern = StatementPattern(ox.BlankNode(match[1]))
    else:
        shapes = (quad.subject for name in _SIGNS_OF_SHAPES for quad in store.quads(None, SH + name))
        pattern = pattern_of(min(shapes, key=lambda shape: (isinstance(shape, ox.BlankNode), str(shape))))
    return Fault(pattern, f"The shapes cannot be used: {message}")


# What shapes find, as sentences


_SENTENCES = {
    "MinCount": "has fewer than {bound} values of {path}",
    "MaxCount": "has more than {bound} of {path}",
    "Datatype": "has {value} as {path}, which must be {asked}",
    "Class": "has {value} as {path}, which must be of the class {asked}",
    "NodeKind": "has {value} as {path}, which must be {asked}",
    "MinInclusive": "has {value} as {path}, which must be {bound} or more",
    "MaxInclusive": "has {value} as {path}, which must be {bound} or less",
    "MinExclusive": "has {value} as {path}, which must be more than {bound}",
    "MaxExclusive": "has {value} as {path}, which must be less than {bound}",
    "MinLength": "has {value} as {path}, which must have at least {bound} characters",
    "MaxLength": "has {value} as {path}, which must have at most {bound} characters",
    "Pattern": "has {value} as {path}, which must be of the form {bound}",
    "HasValue": "does not have {asked} as {path}",
    "UniqueLang": "has more than one {path} in one language",
}
_NODE_KINDS = {
    "IRI": "a thing with a name",
    "BlankNode": "a thing without a name",
    "Literal": "text or a number",
    "BlankNodeOrIRI": "a thing",
    "BlankNodeOrLiteral": "text, a number or a thing without a name",
    "IRIOrLiteral": "text, a number or a thing with a name",
}


def _shape_message(result: ShaclResult, constraint: str, pattern: StatementPattern, wording: Wording) -> str:
    """What is wrong with a focus node: the shape's own message, else one made from the constraint."""
    shape_node = result.shape
    # The messages of the result are those of the shape if it has any, else of the validator's making.
    text = _english(result.messages)
    name = wording.name(pattern.subject) if pattern.subject is not None else "A thing"
    if shape_node is not None and wording.store.objects(shape_node, SH + "message"):
        values = {"this": pattern.subject, "path": pattern.predicate, "value": pattern.object}
        return f"{name}: {sentence(wording.fill(text, values))}"
    made = _constraint_in_words(constraint, shape_node, pattern, wording) if shape_node is not None else ""
    return f"{name} {made}." if made else f"{name}: {sentence(text)}"


def _english(messages: Sequence[Term]) -> str:
    texts = [message for message in messages if isinstance(message, ox.Literal)]
    texts.sort(key=lambda text: (text.language not in {"en", None}, text.value))
    return texts[0].value if texts else "It is not as its shape wants it"


def _constraint_in_words(
    constraint: str, shape_node: Term, pattern: StatementPattern, wording: Wording
) -> str:
    """What a constraint without a message of its own asks, behind the name of the focus node."""
    asked = wording.store.objects(shape_node, SH + constraint[:1].lower() + constraint[1:])
    path = _path_in_words(shape_node, pattern, wording)
    if not asked or not path or constraint not in _SENTENCES:
        return ""
    bound = asked[0].value if isinstance(asked[0], ox.Literal) else ""
    if constraint == "MinCount" and bound == "1":
        return f"has no {path}"
    words = " or ".join(_words_for(term, wording) for term in asked)
    value = wording.name(pattern.object) if pattern.object is not None else ""
    return _SENTENCES[constraint].format(path=path, asked=words, bound=bound, value=value)


def _words_for(term: Term, wording: Wording) -> str:
    """What a constraint asks for: a class, datatype, kind of node or value."""
    if isinstance(term, ox.NamedNode):
        if term.value in DATATYPES:
            return f"{DATATYPES[term.value].words}, written {DATATYPES[term.value].example}"
        if term.value.startswith(SH):
            return _NODE_KINDS.get(term.value.removeprefix(SH), term.value)
    return wording.name(term)


def _path_in_words(shape_node: Term, pattern: StatementPattern, wording: Wording) -> str:
    """What the property is called: by the shape, else by the ontology."""
    store = wording.store
    name = store.text(shape_node, SH + "name")
    if name:
        return f"{name!r}"
    if pattern.predicate is None:
        return ""
    label, curie = store.label(pattern.predicate.value), store.prefixes.shorten(pattern.predicate.value)
    return f"{label!r} ({curie})" if label != curie else curie


# The texts of the sources


@rule("source-file", Scope.TEXTS)
def source_file(context: Context) -> Iterator[Fault]:
    """The text of a source is not there, or is not the one that the graph was made from.

    Read the sections that the message names again and mend what they say; then `tools/digests.py` records the
    text as it is now.
    """
    texts = context.texts
    for document in texts.sources.documents:
        fault = _file_fault(document, texts)
        if fault is not None:
            yield fault._replace(message=f"{context.store.label(document)}: {fault.message}")


def _file_fault(document: str, texts: Texts) -> Fault | None:
    """What is wrong with the text of a source; None when it is the one that is recorded."""
    record, digest = ox.NamedNode(document), texts.sources.digest(document)
    if texts.path(document) is None:
        name = texts.sources.file_name(document)
        message = (
            f"its text {name} is not in {texts.folder}." if name else "no file name of its text is recorded."
        )
        return Fault(StatementPattern(record, ox.NamedNode(FILE_NAME)), message)
    if digest is None:
        return Fault(StatementPattern(record), "no SHA-256 of its text is recorded.")
    if digest != texts.digest(document):
        pattern = StatementPattern(record, ox.NamedNode(SHA256), ox.Literal(digest))
        return Fault(pattern, _message_of_change(document, texts))
    return None


def _message_of_change(document: str, texts: Texts) -> str:
    files = [file for file in texts.sources.files if file.source == document]
    reread = dict.fromkeys(file.section for file in files if _differs(file, texts))
    sections = f"sections to reread: {', '.join(reread)}" if reread else "no section that is cited differs"
    return f"the text is not the one that the graph was made from; {sections}."


def _differs(file: EvidenceFile, texts: Texts) -> bool:
    section = texts.section(file.source, file.section)
    return section is None or section.digest != texts.sources.section_digest(file.graph)


@rule("source-section", Scope.TEXTS)
def source_section(context: Context) -> Iterator[Fault]:
    """The section that a file of the graph is made from is not in its document.

    Write the heading as it stands in the document.
    """
    texts = context.texts
    for file, section in _sections(texts):
        if section is None:
            titles = [one.title for one in texts.sections(file.source)]
            close = close_names(file.section, titles, most=1)
            hint = f" Did you mean {close[0]!r}?" if close else ""
            pattern = _statement_of(file, SECTION, file.section)
            yield Fault(pattern, f"There is no section {file.section!r}.{hint}")


@rule("source-paragraph", Scope.TEXTS)
def source_paragraph(context: Context) -> Iterator[Fault]:
    """A paragraph that is given as evidence is not in its section.

    Count again: a line that is not empty is a paragraph, a list item too; the heading is 0.
    """
    for file, section in _sections(context.texts):
        if section is None:
            continue
        for quad in context.store.quads(None, PARAGRAPH, None, file.graph):
            text = quad.object.value if isinstance(quad.object, ox.Literal) else ""
            number = read_integer(text)
            if number is None or section.paragraph(number) is None:
                graph = ox.NamedNode(file.graph)
                pattern = pattern_of(quad.subject, quad.predicate, quad.object, graph)
                count = len(section.paragraphs)
                yield Fault(pattern, f"{section.title!r} has no paragraph {text}: it has {count}.")


@rule("source-text", Scope.TEXTS)
def source_text(context: Context) -> Iterator[Fault]:
    """The text of a section is not the one that its file was made from, or no digest is recorded.

    Read the section again and mend what the file says; then `tools/digests.py` records the text as it is now.
    """
    texts = context.texts
    for file, section in _sections(texts):
        digest = texts.sources.section_digest(file.graph)
        if section is None:
            continue
        if digest is None:
            pattern = StatementPattern(ox.NamedNode(file.graph))
            yield Fault(pattern, f"No digest of the section {file.section!r} is recorded.")
        elif digest != section.digest:
            message = f"The section {file.section!r} has changed since it was read: read it again."
            yield Fault(_statement_of(file, DIGEST, digest), message)


def _statement_of(file: EvidenceFile, predicate: str, text: str) -> StatementPattern:
    """What an evidence file says of itself."""
    return StatementPattern(ox.NamedNode(file.graph), ox.NamedNode(predicate), ox.Literal(text))


def _sections(texts: Texts) -> Iterator[tuple[EvidenceFile, Section | None]]:
    """The evidence files whose source has its text here, each with its section."""
    for file in texts.sources.files:
        if texts.path(file.source) is not None:
            yield file, texts.section(file.source, file.section)
