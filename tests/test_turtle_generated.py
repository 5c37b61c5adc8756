"""Turtle documents of every form: what is read of them, and what edits do to them."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from typing import TypeVar

import pyoxigraph as ox
from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st
from triples import triples_in

from irc_kg.editing.adding import add
from irc_kg.editing.layout import EditRefusedError
from irc_kg.editing.removing import remove, set_objects
from irc_kg.turtle import (
    Document,
    LocatedTriple,
    Node,
    TriplesBlock,
    TurtleSyntaxError,
    is_readable,
    parse,
    parse_about,
    prefixes_used,
)

T = TypeVar("T")

BASE = "https://example.org/graph/base"
XSD = "http://www.w3.org/2001/XMLSchema#"
HEAD = (
    "@prefix : <http://e/> .\n@prefix p: <http://e/p/> .\nPREFIX q.r: <#>\n",
    "prefix : <http://e/>\n# a comment\n@prefix p:<http://e/p/>.\n@prefix q.r: <http://e/q\\u00e9#> . # c\n",
    "@base <http://base/x/> .\n@prefix : <y/>. @prefix p: <http://e/p/> . @prefix q.r: <http://e/q> .\n\n",
    "\n# Title\n\nBASE <http://base/x/>\n@prefix : <#>.\n@prefix p: <http://e/p/> .\n@prefix q.r: <z#> .\n",
)
LATER_DIRECTIVES = (
    "@prefix : <http://other/> .",
    "PREFIX p: <http://e/>",
    "@base <deeper/> .",
    "base <//h/>",
)
SUBJECTS = ("<http://e/s>", ":s", "p:s.t", "<rel>", "<>", "_:b1", "q.r:\\~s", "p:%41", "<#f\\u00e9>", "p:")
PREDICATES = ("a", "<http://e/p>", ":p", "p:p:q", "<rel/p>", "q.r:é-1", "p:_p", ":0")
NUMBERS = ("5", "-5", "+.5", "5.0", "1.e5", "-.5E-3", "1E0", "true", "false")
STRINGS = (
    '""',
    "''",
    '"text"',
    "'te\"xt'",
    '"te\'xt # no comment ; . ,"',
    '"\\t\\b\\n\\r\\f\\"\\\'\\\\ \\u00E9 \\U0001F600"',
    '"""long "" text\n\n. ; \\""""',
    "'''long ' '' text\n# no comment'''",
    '"""""\\""""',
    '"Wales"@en',
    "'Cymru'@cy-GB",
    '"x" @en',
    '"2022"^^<http://www.w3.org/2001/XMLSchema#gYear>',
    '"2022" ^^ p:year',
    '"a"^^:t',
)
EMPTY = ("[]", "[ ]", "()")
# White space between tokens; the comments hold what a careless reader trips over.
GAPS = (" ", " ", " ", "\n", "\n    ", "\t", "  \n", " # c\n", "\n# own line ; . , \" ' < [ (\n", "#\n    ")
CLOSING = frozenset(">\"'])")  # the last characters of terms that cannot take in a dot
EVERY_FORM = settings(max_examples=150, deadline=None, suppress_health_check=list(HealthCheck))


class Writer:
    """Writes documents, drawing what may be written in several ways."""

    def __init__(self, draw: st.DrawFn) -> None:
        self.number: Callable[[int], int] = lambda most: draw(st.integers(0, most))
        self.text = ""

    def pick(self, choices: Sequence[T]) -> T:
        return choices[self.number(len(choices) - 1)]

    def some(self, most: int) -> range:
        return range(1 + self.number(most - 1))

    def maybe(self, text: str) -> str:
        return self.pick(("", "", text))

    def token(self, token: str) -> None:
        """A token behind a gap of any form, also none where the token cannot run into the one before."""
        apart = token[0] in "<[(;,])" or (token[0] == "." and self.text[-1:] in CLOSING)
        self.text += ("" if apart and self.pick((True, False)) else self.pick(GAPS)) + token

    def document(self) -> str:
        self.text = self.maybe("# first comment\n") + self.pick(HEAD)
        for _ in self.some(4):
            self.pick((self.free_block, self.block_in_lines, self.block_in_lines, self.directive))()
            self.text += self.maybe("# between\n") or self.maybe("\n")
        text = self.text
        if self.pick((True, False)):
            text = text.rstrip("\n") if "#" not in text.rsplit("\n", 2)[-2] else text
        text = text.replace("\n", self.pick(("\n", "\n", "\r\n")))
        return self.maybe("\ufeff") + text

    def directive(self) -> None:
        self.text += self.pick(LATER_DIRECTIVES) + "\n"

    # A block of any form: tokens with gaps of any form between them

    def free_block(self) -> None:
        subject = self.pick((self.pick(SUBJECTS), self.pick(SUBJECTS), "[", "("))
        if subject in "[(":
            self.nested(subject, 1)
            if subject == "(" or self.pick((True, False)):
                self.predicates(1)
        else:
            self.token(subject)
            self.predicates(0)
        self.token(".")
        self.text += self.maybe(" # behind the dot") + "\n"

    def predicates(self, depth: int) -> None:
        for index in self.some(3):
            if index:
                self.token(";")
                if self.pick((False, False, True)):
                    self.token(";")
            self.token(self.pick(PREDICATES))
            for position in self.some(2):
                if position:
                    self.token(",")
                self.object(depth)
        if self.pick((False, False, True)):
            self.token(";")

    def object(self, depth: int) -> None:
        kinds = (SUBJECTS, NUMBERS, STRINGS, EMPTY, ("[", "(") if depth < 3 else EMPTY)
        term = self.pick(self.pick(kinds))
        if term in "[(":
            self.nested(term, depth + 1)
        else:
            self.token(term)

    def nested(self, opening: str, depth: int) -> None:
        self.token(opening)
        if opening == "[":
            self.predicates(depth)
            self.token("]")
        else:
            for _ in self.some(3):
                self.object(depth)
            self.token(")")

    # A block as people write them: a line for each predicate

    def block_in_lines(self) -> None:
        indent = self.pick(("    ", "\t", "  "))
        leads = self.pick((False, False, True))
        separator = "; " if leads else self.pick((" ;", ";"))
        self.text += self.pick(SUBJECTS) + self.pick((f"\n{indent}", f"\n{indent}", " "))
        for index in self.some(4):
            if index and leads:
                self.text += f"{self.maybe(' # c')}\n{indent}{separator}"
            elif index:
                comment = self.maybe("   # of the line above") + self.maybe(f"\n{indent}# of the line below")
                self.text += f"{separator}{comment}\n{indent}"
            objects = [self.pick((*SUBJECTS, *NUMBERS, *STRINGS)) for _ in self.some(2)]
            comma = self.pick((", ", " ,\n        ", ",   # c\n        "))
            self.text += self.pick(PREDICATES) + " " + comma.join(objects)
        ends = (
            " .",
            " .",
            "\n.",
            f"\n{indent}.",
            " ;\n.",
            f" ; # c\n{indent}.",
            " # c\n.",
            f"\n{indent}; .",
            " ; .",
        )
        self.text += self.pick((*ends, ".") if self.text[-1] in CLOSING else ends)
        self.text += self.maybe(" # of the last line") + "\n"


@st.composite
def texts(draw: st.DrawFn) -> str:
    return Writer(draw).document()


@st.composite
def texts_and_triples(draw: st.DrawFn) -> tuple[str, ox.Triple]:
    text = Writer(draw).document()
    return text, new_triple(Writer(draw), parse(text, BASE))


def canonical(triples: Sequence[ox.Triple]) -> ox.Dataset:
    dataset = ox.Dataset(ox.Quad(*triple) for triple in triples)
    dataset.canonicalize(ox.CanonicalizationAlgorithm.UNSTABLE)
    return dataset


def nodes(document: Document) -> Iterator[Node]:
    for statement in document.triples():
        yield from (statement.subject, statement.predicate, statement.object)


@given(texts())
@EVERY_FORM
def test_a_document_states_what_pyoxigraph_reads_in_it(text: str) -> None:
    document = parse(text, BASE)
    # pyoxigraph does not read over a byte order mark.
    quads = ox.parse(document.text.removeprefix("\ufeff"), format=ox.RdfFormat.TURTLE, base_iri=BASE)
    expected = [quad.triple for quad in quads]
    assert canonical([statement.triple for statement in document.triples()]) == canonical(expected)


@given(texts())
@EVERY_FORM
def test_a_term_stands_where_its_node_says(text: str) -> None:
    document = parse(text, BASE)
    for node in nodes(document):
        there = document.text[node.start : node.end]
        if there == "a" or isinstance(node.term, ox.BlankNode) or "rdf-syntax-ns" in node.term.value:
            continue  # what a blank node stands for, the text alone does not say
        base, prefixes = document.declarations_at(node.start)
        head = "".join(f"@prefix {prefix}: <{iri}> ." for prefix, iri in prefixes.items())
        [quad] = ox.parse(
            f"{head}<urn:s> <urn:p> {there} .",
            format=ox.RdfFormat.TURTLE,
            base_iri=base,
        )
        assert quad.object == node.term


@given(texts())
@EVERY_FORM
def test_comments_are_what_may_be_left_out(text: str) -> None:
    document = parse(text, BASE)
    for comment in reversed(document.comments):
        assert text[comment.start] == "#"
        text = text[: comment.start] + text[comment.end :]
    without = parse(text, BASE)
    assert without.comments == ()
    assert triples_in(without) == triples_in(document)


@given(texts())
@EVERY_FORM
def test_a_block_reaches_from_its_subject_to_its_dot(text: str) -> None:
    document = parse(text, BASE)
    between = document.text
    for block in reversed(document.blocks):
        there = document.text[block.start : block.end]
        assert there.endswith(".") or there.lower().startswith(("prefix", "base"))
        between = between[: block.start] + between[block.end :]
    assert re.fullmatch(r"\ufeff?(?:[ \t\r\n]|#[^\r\n]*)*", between)


@given(
    texts(),
    st.integers(0, 10_000),
    st.integers(0, 3),
    st.text("<>\"'\\.;,[]()@^_:#%\n 1aeu{=\u00a0\ufeff", max_size=3),
)
@EVERY_FORM
def test_what_is_mistyped_is_read_or_refused_with_its_place(text: str, at: int, cut: int, typed: str) -> None:
    at %= len(text)
    mistyped = text[:at] + typed + text[at + cut :]
    error = refusal(mistyped)
    if error:
        lines_of_text = re.split(r"\r\n|\n|\r", mistyped)
        assert 1 <= error.line <= len(lines_of_text)
        assert 1 <= error.column <= len(lines_of_text[error.line - 1]) + 1
    else:
        assert all(mistyped[node.start : node.end].strip() for node in nodes(parse(mistyped, BASE)))


def refusal(text: str) -> TurtleSyntaxError | None:
    try:
        parse(text, BASE)
    except TurtleSyntaxError as error:
        return error
    return None


# Edits

NEW = (
    ":s",
    "p:new",
    "<http://nowhere/é/x y>".replace(" ", "%20"),
    "<http://e/p/a~b.>",
    "<http://e/p/->",
)


def new_triple(writer: Writer, document: Document) -> ox.Triple:
    """A triple about something the document speaks of, or about something new."""
    base, prefixes = document.declarations_at(len(document.text))
    head = "".join(f"@prefix {prefix}: <{iri}> ." for prefix, iri in prefixes.items())
    tokens = (
        writer.pick(SUBJECTS + NEW),
        writer.pick(PREDICATES + NEW),
        writer.pick((*SUBJECTS, *NUMBERS, *STRINGS, *NEW, '"control \\u0001 \\u2028 \\uFEFF"')),
    )
    triples = triples_in(parse(f"{head}{' '.join(tokens)} .", base))
    subjects = [block.subject.term for block in document.blocks if isinstance(block, TriplesBlock)]
    known = [
        term
        for term in subjects
        if isinstance(term, ox.NamedNode | ox.BlankNode) and not document.is_anonymous(term)
    ]
    [triple] = triples
    if known and writer.number(2):
        triple = ox.Triple(writer.pick(known), triple.predicate, triple.object)
    return triple


def lines(text: str) -> Counter[str]:
    return Counter(re.split(r"\r\n|\n|\r", text))


def comments(document: Document) -> list[str]:
    return [document.text[start:end] for start, end in document.comments]


def has_block(document: Document, triple: ox.Triple) -> bool:
    return any(
        isinstance(block, TriplesBlock) and block.subject.term == triple.subject for block in document.blocks
    )


@given(texts_and_triples())
@EVERY_FORM
def test_adding_a_triple_changes_the_graph_by_it_and_the_text_in_one_place(
    drawn: tuple[str, ox.Triple],
) -> None:
    text, triple = drawn
    before = parse(text, BASE)
    assume(triple not in triples_in(before))
    after = add(before, [triple])
    assert triples_in(parse(after.text, BASE)) == triples_in(before) | {triple}
    assert comments(after) == comments(before)
    come, gone = lines(after.text) - lines(before.text), lines(before.text) - lines(after.text)
    if has_block(before, triple):
        assert (come.total() - gone.total(), gone.total()) in {(1, 0), (1, 1)}
    else:
        place = next(
            place
            for place, both in enumerate(zip(after.text, before.text + "\0", strict=False))
            if len(set(both)) > 1
        )
        assert after.text.endswith(before.text[place:])
        assert re.fullmatch(
            r"\s*\S+\s+\S+ .* \.\s*", after.text[place : len(after.text) - len(before.text) + place]
        )


@given(texts_and_triples())
@EVERY_FORM
def test_adding_and_removing_a_triple_gives_back_the_text(drawn: tuple[str, ox.Triple]) -> None:
    text, triple = drawn
    before = parse(text, BASE)
    assume(triple not in triples_in(before))
    after = remove(add(before, [triple]), [triple])
    # A declaration that nothing used before goes, too, when the triple was the first to use it.
    old, new = (lines(document.text.removeprefix("\ufeff")) for document in (before, after))
    gone, come = set(old - new), {line for line in new - old if line}
    unused = {line for line in gone if re.match(r"\s*@?prefix\s", line, re.IGNORECASE)}
    assert after.text == before.text or (unused == gone and not come)
    assert triples_in(after) == triples_in(before)


@given(texts(), st.data())
@EVERY_FORM
def test_removing_a_triple_changes_the_graph_by_it_and_keeps_other_comments(
    text: str, data: st.DataObject
) -> None:
    before = parse(text, BASE)
    blocks = [block for block in before.blocks if isinstance(block, TriplesBlock)]
    stated = [
        LocatedTriple(block.subject, said.predicate, node)
        for block in blocks
        for said in block.predicate_objects
        for node in said.objects
        if not before.is_anonymous(block.subject.term) and not before.is_anonymous(node.term)
    ]
    assume(stated)
    triple = data.draw(st.sampled_from(stated)).triple
    after = remove(before, [triple])
    assert triples_in(parse(after.text, BASE)) == triples_in(before) - {triple}
    assert len(after.text) <= len(before.text) + 1
    kept = comments(after)
    for comment in before.comments:
        inside = any(
            block.start < comment.start < block.end and block.subject.term == triple.subject
            for block in blocks
        )
        on_own_line = not before.text[: comment.start].rpartition("\n")[2].strip("\ufeff \t\r")
        if on_own_line and not inside:
            assert before.text[comment.start : comment.end] in kept


@given(texts_and_triples())
@EVERY_FORM
def test_an_edit_that_changes_nothing_leaves_the_document_alone(drawn: tuple[str, ox.Triple]) -> None:
    text, triple = drawn
    document = parse(text, BASE)
    if triple in triples_in(document):
        assert add(document, [triple]) is document
    else:
        assert remove(document, [triple]) is document


@given(texts_and_triples(), st.sampled_from(STRINGS))
@EVERY_FORM
def test_setting_objects_leaves_exactly_those(drawn: tuple[str, ox.Triple], other: str) -> None:
    text, triple = drawn
    before = parse(text, BASE)
    subject, predicate, _ = triple
    [second] = triples_in(
        parse(f"@prefix p: <http://e/p/> . @prefix : <http://e/> . <urn:s> <urn:p> {other} .")
    )
    assert isinstance(subject, ox.NamedNode | ox.BlankNode)
    assert not isinstance(triple.object, ox.Triple)
    assert not isinstance(second.object, ox.Triple)
    objects = [triple.object, second.object]
    old = {
        triple for triple in triples_in(before) if (triple.subject, triple.predicate) == (subject, predicate)
    }
    assume(not any(before.is_anonymous(triple.object) for triple in old))
    wanted = {ox.Triple(subject, predicate, term) for term in objects}
    after = set_objects(before, subject, predicate, objects)
    assert triples_in(after) == (triples_in(before) - old) | wanted
    assert after.text == before.text or old != wanted


# A part of a document instead of all of it

# What a careless reader takes for the end of a statement, or for the beginning of one.
TRAPS = (
    ":s :p 1.5 ; p:a.b :x.y .",
    ':s :p "x".p:s.t :p :o .',
    ":s :p 1 .:s :p 2 .",
    ":s :p :o.#comment. :s :p 3 .\n",
    "[ :p [ :q :s . ] ] :p :o .".replace(" . ]", " ]"),
    ":s :p 1.5, 2.e3, 1. ",
    "<#a.b> :p <http://e/x.y#z'q> .",
    ':a :p :o ~ :s {| :says "a. b" |} .',
    "<< :a :p :o ~ :s >> :says 1 .",
    ":s :p <<( :a :b 'c. ' )>> .",
    ':s :p \'a. "\' , "b. \'" , """c. "" . """ .',
    "PREFIX : <http://other/> PREFIX p: <http://e/p/>",
    '@version "1.2" . VERSION "1.2"',
    "p:s\\~t. :p p:a\\.b, p:a%2Eb . ",
    "(1 :s 2.5) :p () .",
)


@st.composite
def texts_with_traps_and_triples(draw: st.DrawFn) -> tuple[str, ox.Triple]:
    writer = Writer(draw)
    text = writer.document()
    # Nothing can be said of a text without a last line end behind which more is put.
    between = "\r\n" if "\r\n" in text else "\n"
    parts = [text, *(writer.pick(TRAPS) for _ in writer.some(3))]
    if writer.number(1):
        parts.append(writer.document().removeprefix("\ufeff"))
    text = between.join(parts)
    assume(refusal(text) is None and is_readable(text, BASE))
    return text, new_triple(Writer(draw), parse(text, BASE))


def texts_after(document: Document, triple: ox.Triple) -> list[str]:
    """What a document says after each kind of edit, or why it was not made."""
    subject, predicate, value = triple
    stated = [one.triple for one in document.triples() if one.subject.term == subject]
    edits: list[Callable[[], Document]] = [
        lambda: add(document, [triple], {"new": "http://nowhere/"}),
        lambda: remove(add(document, [triple], {"new": "http://nowhere/"}), [triple]),
        lambda: remove(document, stated[:1]),
        lambda: set_objects(document, subject, predicate, [value]),
    ]
    found = []
    for edit in edits:
        try:
            found.append(edit().text)
        except EditRefusedError as error:
            found.append(str(error))
    return found


@given(texts_with_traps_and_triples())
@settings(EVERY_FORM, max_examples=100)
def test_of_a_part_of_a_document_an_edit_makes_what_it_makes_of_the_whole(
    drawn: tuple[str, ox.Triple],
) -> None:
    text, triple = drawn
    whole, part = parse(text, BASE), parse_about(text, BASE, [triple.subject])
    spans = [[node[1:3] for node in one] for one in whole.triples() if one.subject.term == triple.subject]
    assert spans == [
        [node[1:3] for node in one] for one in part.triples() if one.subject.term == triple.subject
    ]
    declared = {directive.prefix for directive in whole.prefix_directives}
    assert prefixes_used(part) & declared == whole.prefixes_of(whole.triples()) & declared
    assert texts_after(part, triple) == texts_after(whole, triple)


def test_of_a_part_only_what_matters_is_read() -> None:
    statements = "".join(
        f":t{number}\n    :p 'a. {number}', {number}.5 ;\n    :q :t.\n" for number in range(50)
    )
    text = f"@prefix : <http://e/> .\n{statements}"
    part = parse_about(text, BASE, [ox.NamedNode("http://e/t7")])
    assert len(list(part.triples())) == 3
    assert sum(end - start for start, end in part.unread) > len(text) * 0.9
    assert part.declarations_at(len(text)) == parse(text, BASE).declarations_at(len(text))
