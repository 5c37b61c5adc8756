"""Rules of the graph as a whole: what SHACL shapes find, and what the texts of the sources show."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

import pyoxigraph as ox

from irc_kg.checks.constraints import Sentences
from irc_kg.checks.context import Context
from irc_kg.checks.rule import Fault, Scope, StatementPattern, pattern_of, rule, sentence
from irc_kg.checks.shapes import Shapes
from irc_kg.checks.sight import Sight
from irc_kg.checks.validation import FocusNodes, ShaclResult, UnusableShapesError, Validator
from irc_kg.checks.vocabulary import SH
from irc_kg.errors import Severity
from irc_kg.provenance import PARAGRAPH, SECTION
from irc_kg.provenance.sources import DIGEST, FILE_NAME, SHA256, EvidenceFile, Section, Texts
from irc_kg.store import Store, Term
from irc_kg.store.datatypes import read_integer
from irc_kg.store.names import RDFS, close_names
from irc_kg.turtle import RDF_TYPE

_SEVERITIES: dict[Term | None, Severity] = {
    ox.NamedNode(SH + "Warning"): Severity.WARNING,
    ox.NamedNode(SH + "Info"): Severity.NOTE,
}
_SUBCLASS_OF = ox.NamedNode(RDFS + "subClassOf")
_AT_ONCE = 4000  # focus nodes; what they say takes rdflib some 50 MB


@rule("shape", Scope.GRAPH)
def shape(context: Context) -> Iterator[Fault]:
    """A thing is not as a SHACL shape of the ontology wants it, in the shape's own words if it has any. Or a
    shape says what is no SHACL or is not done, and is used without it.

    Do what the message says. The shapes stand in the ontology.
    """
    shapes = Shapes(context.store)
    if not any(quad.predicate.value.startswith(SH) for quad in shapes.statements):
        return
    see_one_step = shapes.see_one_step()
    # A change of the graph is not what tells of faults of the shapes.
    are_known = see_one_step and context.changed is not None
    for statement, reason, severity in () if are_known else shapes.faults:
        pattern = pattern_of(statement.subject, statement.predicate, statement.object)
        yield Fault(pattern, reason, severity=severity)
    nodes, validator = FocusNodes(context.store), Validator(shapes, are_known=are_known)
    try:
        if see_one_step:
            yield from _faults_by_thing(context, nodes, validator)
        else:
            yield from _faults_of(validator.results(nodes.everything()), context, validator)
    except UnusableShapesError as error:
        yield _unusable_shapes(str(error), shapes)
    if validator.why_not_advanced:
        message = "No function, target or expression of a shape is used: "
        reason = _first_sentence(validator.why_not_advanced)
        yield Fault(pattern_of(shapes.beyond_core[0]), message + reason)
    for node, reason in validator.unused.items():
        yield Fault(pattern_of(node), f"This shape is not used: {_first_sentence(reason)}")


def _faults_by_thing(context: Context, nodes: FocusNodes, validator: Validator) -> Iterator[Fault]:
    """What is found of things that are not known to conform, and what is known of them afterwards."""
    is_edit = context.changed is not None
    concerned = context.changed if is_edit else _things_since_the_last_check(context)
    unclear = waiting = _things_unclear(nodes, validator.shapes, concerned)
    if concerned is None:
        conforming = context.memory.conforming
        waiting = [one for one in unclear if nodes.fingerprint(one) not in conforming]
    faulty: set[Term] = set()
    for result in _results_by_thing(nodes, validator, waiting):
        faulty.update([] if result.focus is None else [result.focus])
        yield from _faults_of([result], context, validator)
    if is_edit:
        return
    context.graph_memory.faulty_now = nodes.names_leading_to(faulty)
    if concerned is None:  # else what was known to conform then is not less known now
        context.memory.conforming = set(nodes.fingerprints_of_conforming(unclear, faulty))


def _results_by_thing(
    nodes: FocusNodes, validator: Validator, waiting: Sequence[Term]
) -> Iterator[ShaclResult]:
    """What shapes find of things, some at a time, so that memory does not fill."""
    for start in range(0, len(waiting), _AT_ONCE):
        focus = nodes.with_their_nameless(waiting[start : start + _AT_ONCE])
        # Others were not seen whole: what is found of them may not be so.
        found = validator.results(nodes.surroundings_of(focus))
        yield from (result for result in found if result.focus in focus)


def _things_since_the_last_check(context: Context) -> frozenset[str] | None:
    """The things that were faulty in the last check, and those that shapes see otherwise since.

    None where that may be any.
    """
    faulty, changes = context.graph_memory.faulty, context.changes
    if faulty is None or changes is None:
        return None
    triples = (triple for touched in changes for triple in touched.triples)
    things = things_concerned(context.store, triples)
    return None if things is None else things | faulty


def things_concerned(store: Store, triples: Iterable[tuple[Term, Term, Term]]) -> frozenset[str] | None:
    """The things of which shapes see something else where triples come or go; None where that may be any."""
    found: set[Term] = set()
    for subject, predicate, value in triples:
        found.add(subject)
        if predicate == RDF_TYPE:  # which is seen from all that mention the thing
            found |= {quad.subject for quad in store.quads(None, None, subject)}
        elif predicate == _SUBCLASS_OF or str(predicate).startswith(f"<{SH}"):
            return None
        if isinstance(value, ox.BlankNode):
            return None
    iris = frozenset(node.value for node in found if isinstance(node, ox.NamedNode))
    return iris if len(iris) == len(found) else None


def _things_unclear(nodes: FocusNodes, shapes: Shapes, concerned: frozenset[str] | None) -> list[Term]:
    """The things, of all or of those concerned, of which one does not see at once that they conform."""
    sight = Sight(shapes)
    if concerned is None:
        unclear = sight.unclear(nodes.everything(), nodes.everything(RDF_TYPE))
        return nodes.subjects_leading_to(unclear)
    things = map(ox.NamedNode, concerned)
    return [one for one in things if not all(map(sight.conforms, nodes.with_their_nameless([one])))]


def _faults_of(results: Iterable[ShaclResult], context: Context, validator: Validator) -> Iterator[Fault]:
    """The results of a validation as faults of the graph."""
    sentences = Sentences(validator.shapes, context.wording, validator.within)
    for result in results:
        severity = _SEVERITIES.get(result.severity, Severity.ERROR)
        place, message = _place_of(result, validator.shapes), sentences.message(result)
        terms = (result.focus, result.path, result.value, result.component, result.shape, result.constraint)
        yield Fault(place, message, severity=severity, terms=terms)


def _place_of(result: ShaclResult, shapes: Shapes) -> StatementPattern:
    """The statement that a result is about; of a path of several steps, what is known of the focus node."""
    # Of the focus node itself, the value says nothing more.
    value = None if result.path is None and result.value == result.focus else result.value
    pattern = pattern_of(result.focus, result.path, value)
    if pattern.predicate is not None:
        is_excess = result.component == ox.NamedNode(SH + "MaxCountConstraintComponent")
        return pattern._replace(is_excess=is_excess)
    paths = shapes.objects(result.shape, "path") if result.shape is not None else []
    for inverse in (one for path in paths for one in shapes.objects(path, "inversePath")):
        if isinstance(inverse, ox.NamedNode) and result.value is not None:
            return pattern_of(result.value, inverse, result.focus)
    return pattern


def _unusable_shapes(fault: str, shapes: Shapes) -> Fault:
    """None of the shapes can be used: said of a file with shapes."""
    words = (quad for quad in shapes.statements if quad.predicate.value.startswith(SH))
    first = min(words, key=lambda quad: (isinstance(quad.subject, ox.BlankNode), str(quad)))
    return Fault(pattern_of(first.subject), f"The shapes cannot be used: {_first_sentence(fault)}")


def _first_sentence(fault: str) -> str:
    """What pySHACL says, without its references."""
    words = (fault.splitlines() or [""])[0]
    return sentence(words if " " in words.strip() else f"pySHACL does not know what to do ({words})")


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
