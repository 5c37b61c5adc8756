"""Editing: what each edit makes of a hand-written text."""

from __future__ import annotations

import re
from pathlib import Path

import pyoxigraph as ox
import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from irc_kg.editing import Change, diff_of_texts
from irc_kg.editing.adding import add
from irc_kg.editing.layout import EditRefusedError, confirm_edit, read_edited
from irc_kg.editing.removing import remove, set_objects
from irc_kg.turtle import Document, parse

IRC = "https://w3id.org/irc-kg/ontology#"
KG = "https://w3id.org/irc-kg/id/"
BASE = "https://w3id.org/irc-kg/graph/wales"
KNOWN = {
    "irc": IRC,
    "kg": KG,
    "skos": "http://www.w3.org/2004/02/skos/core#",
    "xsd": "http://www.w3.org/2001/XMLSchema#",
}
HEAD = f"@prefix irc: <{IRC}> .\n@prefix kg: <{KG}> .\n\n"


def triples(turtle: str) -> list[ox.Triple]:
    """Triples as Turtle with the prefixes of the project, in order."""
    head = "".join(f"@prefix {prefix}: <{iri}> ." for prefix, iri in KNOWN.items())
    return [statement.triple for statement in parse(head + turtle, BASE).triples()]


def document(text: str) -> Document:
    return parse(text, BASE)


def added(text: str, turtle: str) -> str:
    return add(document(text), triples(turtle), KNOWN).text


def removed(text: str, turtle: str) -> str:
    return remove(document(text), triples(turtle)).text


# A line in the style of the block: before, and after `kg:fund irc:appliesIn kg:wales` is added.
STYLES = {
    "house style": (
        "kg:fund\n    a irc:Fund ;\n    irc:paragraph 3 .\n",
        "kg:fund\n    a irc:Fund ;\n    irc:paragraph 3 ;\n    irc:appliesIn kg:wales .\n",
    ),
    "tabs, and separators without a space": (
        "kg:fund\n\ta irc:Fund;\n\tirc:paragraph 3.\n",
        "kg:fund\n\ta irc:Fund;\n\tirc:paragraph 3;\n\tirc:appliesIn kg:wales.\n",
    ),
    "predicates from the line of the subject on": (
        "kg:fund a irc:Fund ;\n        irc:paragraph 3 .\n",
        "kg:fund a irc:Fund ;\n        irc:paragraph 3 ;\n        irc:appliesIn kg:wales .\n",
    ),
    "all in one line": (
        "kg:fund a irc:Fund; irc:paragraph 3 .\n",
        "kg:fund a irc:Fund; irc:paragraph 3;\n    irc:appliesIn kg:wales .\n",
    ),
    "the indent of other blocks, where the block has none": (
        "kg:fund a irc:Fund .\nkg:other\n  a irc:Fund .\n",
        "kg:fund a irc:Fund ;\n  irc:appliesIn kg:wales .\nkg:other\n  a irc:Fund .\n",
    ),
    "a dot on its own line": (
        "kg:fund\n    a irc:Fund # kind\n.\n",
        "kg:fund\n    a irc:Fund ; # kind\n    irc:appliesIn kg:wales\n.\n",
    ),
    "a semicolon behind the last line": (
        "kg:fund\n    a irc:Fund ; # kind\n    .\n",
        "kg:fund\n    a irc:Fund ; # kind\n    irc:appliesIn kg:wales ;\n    .\n",
    ),
    "a semicolon and the dot": (
        "kg:fund\n    a irc:Fund ; . # kind\n",
        "kg:fund\n    a irc:Fund ; # kind\n    irc:appliesIn kg:wales ; .\n",
    ),
    "semicolons before the lines": (
        "kg:fund a irc:Fund # kind\n    ; irc:paragraph 3 # place\n    .\n",
        "kg:fund a irc:Fund # kind\n    ; irc:paragraph 3 # place\n    ; irc:appliesIn kg:wales\n    .\n",
    ),
    "a comment behind the last line": (
        "kg:fund\n    a irc:Fund ;\n    irc:paragraph 3 .   # place\n",
        "kg:fund\n    a irc:Fund ;\n    irc:paragraph 3 ;   # place\n    irc:appliesIn kg:wales .\n",
    ),
    "another block in the line": (
        "kg:fund a irc:Fund . kg:other a irc:Fund . # other\n",
        "kg:fund a irc:Fund ;\n    irc:appliesIn kg:wales . kg:other a irc:Fund . # other\n",
    ),
    "something directly behind the dot": (
        'kg:fund a irc:Fund ; irc:name "ICF".kg:other a irc:Fund .\n',
        f'kg:fund a irc:Fund ; irc:name "ICF" ;\n    irc:appliesIn <{KG}wales>.kg:other a irc:Fund .\n',
    ),
    "the same predicate: behind it": (
        "kg:fund\n    irc:appliesIn kg:a ; # old\n    # x\n    irc:x 3 .\n",
        "kg:fund\n    irc:appliesIn kg:a ; # old\n    irc:appliesIn kg:wales ;\n    # x\n    irc:x 3 .\n",
    ),
    "the same predicate, separators before the lines": (
        "kg:fund irc:appliesIn kg:england # old\n    ; irc:x 3 .\n",
        "kg:fund irc:appliesIn kg:england # old\n    ; irc:appliesIn kg:wales\n    ; irc:x 3 .\n",
    ),
    "the same predicate in the middle of a line: at the end": (
        "kg:fund irc:appliesIn kg:england ; irc:paragraph 3 .\n",
        "kg:fund irc:appliesIn kg:england ; irc:paragraph 3 ;\n    irc:appliesIn kg:wales .\n",
    ),
    "nested nodes": (
        "kg:fund\n    irc:list ( 1 [ irc:x 2 ; # b\n        irc:y 3.0 ] ) .\n",
        "kg:fund\n    irc:list ( 1 [ irc:x 2 ; # b\n        irc:y 3.0 ] ) ;\n    irc:appliesIn kg:wales .\n",
    ),
    "the block that gives the type": (
        "kg:fund irc:x 1 ; irc:y 2 .\n\nkg:fund\n    a irc:Fund .\n",
        "kg:fund irc:x 1 ; irc:y 2 .\n\nkg:fund\n    a irc:Fund ;\n    irc:appliesIn kg:wales .\n",
    ),
    "the block that says most": (
        "kg:fund irc:x 1 .\n\nkg:fund\n    irc:y 1 ;\n    irc:z 2 .\n",
        "kg:fund irc:x 1 .\n\nkg:fund\n    irc:y 1 ;\n    irc:z 2 ;\n    irc:appliesIn kg:wales .\n",
    ),
    "a new block": (
        "kg:other\n    a irc:Fund .\n",
        "kg:other\n    a irc:Fund .\n\nkg:fund\n    irc:appliesIn kg:wales .\n",
    ),
    "a new block where the last line has no end": (
        "kg:other a irc:Fund . # other",
        "kg:other a irc:Fund . # other\n\nkg:fund\n    irc:appliesIn kg:wales .",
    ),
    "a new block before blank lines": (
        "kg:other a irc:Fund .\n\n  \n",
        "kg:other a irc:Fund .\n\nkg:fund\n    irc:appliesIn kg:wales .\n\n  \n",
    ),
    "a subject that is only an object so far": (
        "kg:other irc:list ( kg:fund [ irc:x kg:fund ] ) .\n",
        "kg:other irc:list ( kg:fund [ irc:x kg:fund ] ) .\n\nkg:fund\n    irc:appliesIn kg:wales .\n",
    ),
}


@pytest.mark.parametrize("newline", ["\n", "\r\n"], ids=["LF", "CRLF"])
@pytest.mark.parametrize("mark", ["", "\ufeff"], ids=["", "BOM"])
@pytest.mark.parametrize("style", STYLES)
def test_a_statement_becomes_one_line_in_the_style_around_it(style: str, mark: str, newline: str) -> None:
    before, after = ((mark + HEAD + text).replace("\n", newline) for text in STYLES[style])
    statement = "kg:fund irc:appliesIn kg:wales ."
    assert added(before, statement) == after
    assert removed(after, statement) == before


# How a term is written: as it was typed, and as it stands in the text.
TERMS = {
    "kg:wales": "kg:wales",
    "a": "a",
    f"<{KG}a.b>": "kg:a.b",
    f"<{KG}a.>": r"kg:a\.",
    f"<{KG}-a>": r"kg:\-a",
    f"<{KG}a/b~c>": r"kg:a\/b\~c",
    f"<{KG}a%20b>": "kg:a%20b",
    f"<{KG}é>": "kg:é",
    f"<{KG}>": "kg:",
    "<http://elsewhere/x>": "<http://elsewhere/x>",
    f"<{KG}☂>": f"<{KG}☂>",
    f"<{BASE}>": "<>",
    f"<{BASE}#x>": f"<{BASE}#x>",
    "_:b.1": "_:b.1",
    "3": "3",
    "-3.50": "-3.50",
    "1.0E3": "1.0E3",
    "true": "true",
    '"three"^^xsd:integer': '"three"^^xsd:integer',
    '"3"^^xsd:string': '"3"',
    '"2022"^^xsd:gYear': '"2022"^^xsd:gYear',
    '"Cymru"@cy-GB': '"Cymru"@cy-GB',
    r'"say \"so\" \\ \n\t"': r'"say \"so\" \\ \n\t"',
    '"""two\nlines"""': r'"two\nlines"',
    r'"\u0007\u2028\uFEFFé😀"': r'"\u0007\u2028\uFEFFé😀"',
}


@pytest.mark.parametrize("term", TERMS)
def test_a_term_is_written_with_the_prefixes_of_the_document(term: str) -> None:
    text = HEAD + "@prefix xsd: <http://www.w3.org/2001/XMLSchema#> .\n"
    statement = f"kg:s {term} kg:o ." if term == "a" else f"kg:s irc:p {term} ."
    assert TERMS[term] in added(text, statement).removeprefix(text)


def test_a_prefix_counts_only_below_its_declaration() -> None:
    text = f"<{KG}s> <{IRC}p> 1 .\n@prefix kg: <{KG}> .\n@prefix irc: <http://other/> .\n"
    assert added(text, "kg:s irc:p kg:o .") == text.replace("1 .", f"1 ;\n    <{IRC}p> <{KG}o> .")
    assert added(text, "kg:t irc:p kg:o .") == f"{text}\nkg:t\n    <{IRC}p> kg:o .\n"


def test_the_longest_namespace_wins() -> None:
    text = f"@prefix w: <https://w3id.org/> .\n@prefix kg: <{KG}> .\n@prefix x: <{KG}> .\n"
    assert added(text, "kg:s kg:p kg:o .").endswith("\nkg:s\n    kg:p kg:o .\n")


# What is declared when a term needs a prefix that the document does not know: before and after.
DECLARATIONS = {
    "behind the last one": (
        f"@prefix kg: <{KG}> .  # things\n\nkg:s kg:p 1 .\n",
        f"@prefix kg: <{KG}> .  # things\n@prefix irc: <{IRC}> .\n\nkg:s kg:p 1 ;\n    irc:p 2 .\n",
    ),
    "in the form of SPARQL": (
        f"prefix kg: <{KG}>\nkg:s kg:p 1 .\n",
        f"prefix kg: <{KG}>\nprefix irc: <{IRC}>\nkg:s kg:p 1 ;\n    irc:p 2 .\n",
    ),
    "before a statement in the same line": (
        f"@prefix kg:<{KG}>.kg:s kg:p 1 .\n",
        f"@prefix kg:<{KG}>.\n@prefix irc: <{IRC}> .\nkg:s kg:p 1 ;\n    irc:p 2 .\n",
    ),
    "behind the base": (
        f"BASE <http://b/>\n<{KG}s> <x> 1 .\n",
        f"BASE <http://b/>\nPREFIX irc: <{IRC}>\n<{KG}s> <x> 1 ;\n    irc:p 2 .\n",
    ),
    "above the first statement and its comment": (
        f"# Title\n\n# about s\n# more\n<{KG}s> <x> 1 .\n",
        f"# Title\n\n@prefix irc: <{IRC}> .\n\n# about s\n# more\n<{KG}s> <x> 1 ;\n    irc:p 2 .\n",
    ),
    "above all": (
        f"\ufeff<{KG}s> <x> 1 .\n",
        f"\ufeff@prefix irc: <{IRC}> .\n\n<{KG}s> <x> 1 ;\n    irc:p 2 .\n",
    ),
    "not where the prefix is taken": (
        f"<{KG}s> <x> 1 .\n@prefix irc: <http://other/> .\n",
        f"<{KG}s> <x> 1 ;\n    <{IRC}p> 2 .\n@prefix irc: <http://other/> .\n",
    ),
    "in an empty text": ("", f"@prefix irc: <{IRC}> .\n@prefix kg: <{KG}> .\n\nkg:s\n    irc:p 2 .\n"),
    "in a text of comments": (
        "# Title\n",
        f"# Title\n\n@prefix irc: <{IRC}> .\n@prefix kg: <{KG}> .\n\nkg:s\n    irc:p 2 .\n",
    ),
}


@pytest.mark.parametrize("place", DECLARATIONS)
def test_a_missing_prefix_is_declared(place: str) -> None:
    before, after = DECLARATIONS[place]
    assert added(before, "kg:s irc:p 2 .") == after


def test_a_prefix_that_nothing_needs_is_not_declared() -> None:
    assert add(document(""), triples("kg:s irc:p 2 .")).text == f"<{KG}s>\n    <{IRC}p> 2 .\n"


def test_several_statements_are_added_at_once() -> None:
    before = HEAD + "kg:a\n    irc:x 1 ;\n    irc:y 1 .\n"
    after = HEAD + (
        "kg:a\n    irc:x 1 ;\n    irc:x 2 ;\n    irc:x 3 ;\n    irc:y 1 ;\n    irc:z 1 ;\n    irc:y 2 .\n"
        "\nkg:b\n    a irc:Fund ;\n    irc:x 1 .\n\nkg:c\n    irc:x 1 .\n"
    )
    statements = "kg:a irc:x 2, 3 ; irc:z 1 ; irc:y 2 . kg:b a irc:Fund ; irc:x 1 . kg:c irc:x 1 ."
    assert added(before, statements) == after
    assert removed(after, statements) == before


# Before, what is removed, and after.
REMOVALS = {
    "one object of a list": (
        "kg:s irc:p kg:a , kg:b , # b\n    kg:c ; irc:q 1 .\n",
        "kg:s irc:p kg:b .",
        "kg:s irc:p kg:a ,\n    kg:c ; irc:q 1 .\n",
    ),
    "the first object of a list": (
        "kg:s irc:p kg:a , # a\n        kg:b .\n",
        "kg:s irc:p kg:a .",
        "kg:s irc:p kg:b .\n",
    ),
    "the last object of a list": (
        "kg:s irc:p kg:a , # a\n        kg:b ; # b\n    irc:q 1 .\n",
        "kg:s irc:p kg:b .",
        "kg:s irc:p kg:a ; # a\n    irc:q 1 .\n",
    ),
    "the last object of a list whose separators lead": (
        "kg:s irc:p kg:a\n        , kg:b # b\n    ; irc:q 1 .\n",
        "kg:s irc:p kg:b .",
        "kg:s irc:p kg:a\n    ; irc:q 1 .\n",
    ),
    "a predicate in the middle, with the comment in its line": (
        "kg:s\n    a irc:Fund ; # kind\n    irc:p 1 ; # one\n    # about q\n    irc:q 2 .\n",
        "kg:s irc:p 1 .",
        "kg:s\n    a irc:Fund ; # kind\n    # about q\n    irc:q 2 .\n",
    ),
    "the first predicate in the line of the subject": (
        "kg:s a irc:Fund ; # kind\n    irc:p 1 .\n",
        "kg:s a irc:Fund .",
        "kg:s\n    irc:p 1 .\n",
    ),
    "the last predicate": (
        "kg:s\n    a irc:Fund ; # kind\n    irc:p 1 . # one\n\n# about t\nkg:t a irc:Fund .\n",
        "kg:s irc:p 1 .",
        "kg:s\n    a irc:Fund . # kind\n\n# about t\nkg:t a irc:Fund .\n",
    ),
    "the last predicate, under a comment of its own": (
        "kg:s\n    a irc:Fund ;\n    # about p\n    irc:p 1 .\n",
        "kg:s irc:p 1 .",
        "kg:s\n    a irc:Fund .\n    # about p\n",
    ),
    "the last predicate before another block in its line": (
        "kg:s\n    a irc:Fund ; # kind\n    irc:p 1 . kg:t a irc:Fund .\n",
        "kg:s irc:p 1 .",
        "kg:s\n    a irc:Fund . # kind\n    kg:t a irc:Fund .\n",
    ),
    "one of several in a line": (
        "kg:s a irc:Fund; irc:p 1; irc:q 2 .\n",
        "kg:s irc:p 1 .",
        "kg:s a irc:Fund; irc:q 2 .\n",
    ),
    "a whole block, but not the comment above it": (
        "kg:a a irc:Fund .\n\n# about s\nkg:s # s\n    irc:p 1 . # one\n\nkg:b a irc:Fund .\n",
        "kg:s irc:p 1 .",
        "kg:a a irc:Fund .\n\n# about s\n\nkg:b a irc:Fund .\n",
    ),
    "a whole block and one of the blank lines around it": (
        "kg:a a irc:Fund .\n\nkg:s\n    irc:p 1 .\n\nkg:b a irc:Fund .\n",
        "kg:s irc:p 1 .",
        "kg:a a irc:Fund .\n\nkg:b a irc:Fund .\n",
    ),
    "the last block and the blank line before it": (
        "kg:a a irc:Fund .\n\nkg:s irc:p 1 .\n",
        "kg:s irc:p 1 .",
        "kg:a a irc:Fund .\n",
    ),
    "the last block where the last line has no end": (
        "kg:a a irc:Fund .\n\nkg:s irc:p 1 .",
        "kg:s irc:p 1 .",
        "kg:a a irc:Fund .",
    ),
    "a block in the middle of a line": (
        "kg:a a irc:Fund . kg:s irc:p 1 . kg:b a irc:Fund .\n",
        "kg:s irc:p 1 .",
        "kg:a a irc:Fund . kg:b a irc:Fund .\n",
    ),
    "a block at the start of a line": (
        "kg:s irc:p 1 . kg:b a irc:Fund .\n",
        "kg:s irc:p 1 .",
        "kg:b a irc:Fund .\n",
    ),
    "a triple wherever it is stated": (
        "kg:s irc:p 1 , 1 ; irc:q 2 ; irc:p 1 .\nkg:s irc:p 1 .\n",
        "kg:s irc:p 1 .",
        "kg:s irc:q 2 .\n",
    ),
    "the first of predicates behind several semicolons": (
        "kg:s irc:p 1 ; ; irc:q 2 .\n",
        "kg:s irc:p 1 .",
        "kg:s irc:q 2 .\n",
    ),
    "an object beside nested ones": (
        "kg:s irc:p [ irc:p 1 ] , 1 , ( 1 ) .\n",
        "kg:s irc:p 1 .",
        "kg:s irc:p [ irc:p 1 ] , ( 1 ) .\n",
    ),
    "an empty collection": ("kg:s irc:p () , 1 .\n", "kg:s irc:p () .", "kg:s irc:p 1 .\n"),
}


@pytest.mark.parametrize("newline", ["\n", "\r\n"], ids=["LF", "CRLF"])
@pytest.mark.parametrize("what", REMOVALS)
def test_a_removal_takes_what_says_the_triple(what: str, newline: str) -> None:
    before, statement, after = REMOVALS[what]
    assert removed((HEAD + before).replace("\n", newline), statement) == (HEAD + after).replace("\n", newline)


def test_the_first_block_goes_with_the_blank_line_behind_it() -> None:
    assert removed("<s> <p> 1 .\n\n<t> <p> 1 .\n", "<s> <p> 1 .") == "<t> <p> 1 .\n"


def test_setting_replaces_an_object_where_it_stands() -> None:
    before = HEAD + "kg:s\n    irc:p 1 ; # first\n    irc:q 2 , 3 .\n"
    subject, predicate = ox.NamedNode(KG + "s"), ox.NamedNode(IRC + "p")
    year = ox.Literal("2022", datatype=ox.NamedNode(KNOWN["xsd"] + "gYear"))
    once = set_objects(document(before), subject, predicate, [year], KNOWN)
    assert once.text == before.replace("1 ;", '"2022"^^xsd:gYear ;').replace(
        f"kg: <{KG}> .\n", f"kg: <{KG}> .\n@prefix xsd: <{KNOWN['xsd']}> .\n"
    )
    assert set_objects(once, subject, predicate, [year], KNOWN) is once
    assert set_objects(document(before), subject, predicate, []).text == before.replace(
        " irc:p 1 ; # first\n   ", ""
    )
    more = set_objects(document(before), subject, predicate, [ox.Literal(1), ox.Literal(5)], KNOWN)
    assert more.text == before.replace("# first\n", "# first\n    irc:p 5 ;\n")


def test_setting_the_objects_of_a_new_subject_adds_it() -> None:
    after = set_objects(document(HEAD), ox.NamedNode(KG + "s"), ox.NamedNode(IRC + "p"), [ox.Literal(1)])
    assert after.text == HEAD.rstrip() + "\n\nkg:s\n    irc:p 1 .\n" + HEAD[len(HEAD.rstrip()) + 1 :]


NESTED = HEAD + "kg:s irc:p [ irc:q 1 ] ,\n    ( 1 2 ) .\n[] irc:p 1 .\n"


@pytest.mark.parametrize("index", range(4))
def test_what_stands_in_a_blank_node_or_collection_is_refused_in_words(index: int) -> None:
    text = document(NESTED)
    nested = [
        each
        for each in text.triples()
        if text.is_anonymous(each.subject.term) or text.is_anonymous(each.object.term)
    ]
    statement = nested[index]
    line, _ = text.line_column(statement.subject.start)
    with pytest.raises(
        EditRefusedError, match=r"a blank node without a label on line \d, .* Edit it by hand"
    ):
        remove(text, [statement.triple])
    with pytest.raises(EditRefusedError, match="without a label"):
        add(text, [ox.Triple(ox.BlankNode("anonymous-1"), ox.NamedNode(IRC + "q"), ox.Literal(7))])
    assert line in {4, 5, 6}


def test_a_statement_about_a_statement_is_not_edited() -> None:
    term = ox.Triple(ox.NamedNode(KG + "s"), ox.NamedNode(IRC + "p"), ox.Literal(1))
    with pytest.raises(EditRefusedError, match=r"a statement about a statement \(RDF 1\.2\)"):
        add(document(HEAD), [ox.Triple(ox.NamedNode(KG + "s"), ox.NamedNode(IRC + "p"), term)])


def test_a_text_with_a_direction_is_written_with_it() -> None:
    term = ox.Literal("x", language="ar", direction=ox.BaseDirection.RTL)
    after = add(document(HEAD), [ox.Triple(ox.NamedNode(KG + "s"), ox.NamedNode(IRC + "p"), term)])
    assert 'irc:p "x"@ar--rtl .' in after.text


RDF_1_2 = (
    HEAD
    + """kg:s irc:p 1 {| irc:said kg:me |} , 2 ;  # one is said
    irc:q 3 ~ kg:claim ;
    irc:r <<( kg:s irc:p 4 )>> .
<< kg:s irc:p 5 ~ kg:rumour >> irc:p 6 ; irc:q 7 .
"""
)


@pytest.mark.parametrize(
    ("subject", "predicate", "value", "gone", "left"),
    [
        ("s", "p", 2, " , 2 ;  # one is said", " ;"),
        ("rumour", "p", 6, " irc:p 6 ;", ""),
        ("rumour", "q", 7, " ; irc:q 7 .", " ."),
    ],
)
def test_edits_beside_what_only_rdf_1_2_says_are_to_the_byte(
    subject: str, predicate: str, value: int, gone: str, left: str
) -> None:
    statement = ox.Triple(ox.NamedNode(KG + subject), ox.NamedNode(IRC + predicate), ox.Literal(value))
    after = remove(document(RDF_1_2), [statement])
    assert after.text == RDF_1_2.replace(gone, left)
    assert remove(add(after, [statement]), [statement]).text == after.text


@pytest.mark.parametrize(("predicate", "value"), [("p", 1), ("q", 3)])
def test_a_statement_about_which_something_is_said_stays(predicate: str, value: int) -> None:
    statement = ox.Triple(ox.NamedNode(KG + "s"), ox.NamedNode(IRC + predicate), ox.Literal(value))
    with pytest.raises(EditRefusedError, match=r"Behind the statement on line \d stands .*RDF 1\.2"):
        remove(document(RDF_1_2), [statement])
    with pytest.raises(EditRefusedError, match=r"Behind the statement on line \d stands .*RDF 1\.2"):
        set_objects(document(RDF_1_2), ox.NamedNode(KG + "s"), statement.predicate, [ox.Literal(9)])


def test_an_edit_that_went_wrong_would_be_refused() -> None:
    before = document(HEAD + "kg:s irc:p 1 .\n")
    with pytest.raises(EditRefusedError, match=r"unreadable \(Line 4, column 11: .*edit the file by hand"):
        read_edited(before, HEAD + "kg:s irc:p\n")
    with pytest.raises(EditRefusedError, match="would change other statements too"):
        confirm_edit(before, document(HEAD + "kg:s irc:p 2 .\n"), added=frozenset(triples("kg:s irc:p 2 .")))


@pytest.mark.parametrize(
    ("written", "same"),
    [
        ("12.50", "12.5"),
        ("007", "7"),
        ("1.0e3", "1000.0e0"),
        ('"1"^^xsd:boolean', "true"),
        ('"2020-01-01T00:00:00.000Z"^^xsd:dateTime', '"2020-01-01T00:00:00Z"^^xsd:dateTime'),
        ('"P12M"^^xsd:duration', '"P1Y"^^xsd:duration'),
        ('"Maps"@en-GB', '"Maps"@EN-gb'),
    ],
)
def test_a_value_is_the_same_however_it_is_written(written: str, same: str) -> None:
    head = HEAD + "@prefix xsd: <http://www.w3.org/2001/XMLSchema#> .\n"
    text = f"{head}kg:s irc:p {written} ; # kept\n    irc:q kg:o .\n"
    assert added(text, f"kg:s irc:p {same} .") == text
    assert written not in removed(text, f"kg:s irc:p {same} .")
    subject, predicate = ox.NamedNode(KG + "s"), ox.NamedNode(IRC + "p")
    [statement] = document(f"{head}kg:s irc:p {same} .").triples()
    after = set_objects(document(text), subject, predicate, [statement.object.term])
    assert after.text.endswith(" ; # kept\n    irc:q kg:o .\n")
    assert (subject, predicate, statement.object.term) in after.graph


def test_of_two_ways_to_write_a_value_each_can_be_kept() -> None:
    text = HEAD + "kg:s irc:p 12.50 , 12.5 .\n"
    subject, predicate = ox.NamedNode(KG + "s"), ox.NamedNode(IRC + "p")
    decimal = ox.NamedNode("http://www.w3.org/2001/XMLSchema#decimal")
    for kept in ("12.50", "12.5"):
        after = set_objects(document(text), subject, predicate, [ox.Literal(kept, datatype=decimal)])
        assert after.text == f"{HEAD}kg:s irc:p {kept} .\n"
    assert removed(text, "kg:s irc:p 12.5 .") == ""


def test_a_change_shows_what_it_adds_and_removes() -> None:
    before = document(HEAD + "kg:s irc:p 1 .")
    after = remove(add(before, triples("kg:s irc:p 2 .")), triples("kg:s irc:p 1 ."))
    change = Change(Path("graph/wales.ttl"), before, after)
    assert (list(change.additions), list(change.removals)) == (
        triples("kg:s irc:p 2 ."),
        triples("kg:s irc:p 1 ."),
    )
    assert change.diff() == (
        "--- graph/wales.ttl\n+++ graph/wales.ttl\n@@ -1,4 +1,5 @@\n"
        f" @prefix irc: <{IRC}> .\n @prefix kg: <{KG}> .\n \n"
        "-kg:s irc:p 1 .\n\\ No newline at end of file\n"
        "+kg:s\n+    irc:p 2 .\n\\ No newline at end of file\n"
    )
    nothing = Change(Path("graph/wales.ttl"), before, before)
    assert (nothing.is_empty, nothing.diff(), nothing.additions, nothing.removals) == (True, "", (), ())


LINES = st.lists(st.sampled_from(["a\n", "b\n", "c\n"]), max_size=14)


def patched(text: str, diff: str) -> str:
    """A text with a diff applied, at just the lines that it tells."""
    lines, made, at = re.findall(r"[^\n]*\n|[^\n]+", text), "", 0
    for line in diff.replace("\n\\ No newline at end of file", "").splitlines(keepends=True)[2:]:
        if match := re.match(r"@@ -(\d+)(?:,(\d+))? ", line):
            start = int(match[1]) - (match[2] != "0")
            made, at = made + "".join(lines[at:start]), start
        elif line[0] != "+":
            assert lines[at].rstrip("\n") == line[1:].rstrip("\n")
            made, at = made + (lines[at] if line[0] == " " else ""), at + 1
        else:
            made += line[1:]
    return made + "".join(lines[at:])


@given(old=LINES, new=LINES, is_whole=st.booleans())
@example(old=list("aabbccbabcb"), new=list("abbccbbabcb"), is_whole=True)
def test_a_diff_makes_of_one_text_the_other(old: list[str], new: list[str], *, is_whole: bool) -> None:
    before, after = ("".join(f"{line[0]}\n" for line in lines) for lines in (old, new))
    after = after if is_whole else after.removesuffix("\n")

    diff = diff_of_texts(before, after, "file")

    assert patched(before, diff).removesuffix("\n") == after.removesuffix("\n")
    assert (diff == "") == (before == after)
