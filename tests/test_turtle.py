"""Reading Turtle: awkward files that are right, and files that are wrong with what is said of them."""

from __future__ import annotations

import re
from pathlib import Path

import pyoxigraph as ox
import pytest
from triples import triples_in

from irc_kg.errors import IrcKgError
from irc_kg.turtle import (
    BaseDirective,
    PrefixDirective,
    TriplesBlock,
    TurtleSyntaxError,
    all_faults,
    decode,
    parse,
    read,
)

EXAMPLES = Path(__file__).parent / "examples" / "turtle"
POSITIVE = sorted((EXAMPLES / "positive").glob("*.ttl"))
NEGATIVE = sorted((EXAMPLES / "negative").glob("*.ttl"))
BASE = "http://example.org/base"


def canonical(triples: list[ox.Triple]) -> ox.Dataset:
    dataset = ox.Dataset(ox.Quad(*triple) for triple in triples)
    dataset.canonicalize(ox.CanonicalizationAlgorithm.UNSTABLE)
    return dataset


@pytest.mark.parametrize("file", POSITIVE, ids=lambda file: file.stem)
def test_what_is_turtle_is_read(file: Path) -> None:
    # Where pyoxigraph is stricter than the grammar, a file of N-Triples says what is expected.
    expected = file.with_suffix(".nt") if file.with_suffix(".nt").exists() else file
    quads = ox.parse(
        path=expected, base_iri=None if expected.suffix == ".nt" else BASE, lenient=expected != file
    )
    document = read(file, BASE)
    assert canonical([each.triple for each in document.triples()]) == canonical(
        [quad.triple for quad in quads]
    )
    assert document.text.encode("utf-8") == file.read_bytes()


@pytest.mark.parametrize("file", NEGATIVE, ids=lambda file: file.stem)
def test_what_is_no_turtle_is_refused_with_its_place_and_what_would_be_right(file: Path) -> None:
    first_line = file.read_bytes().split(b"\n")[0].decode()
    expected = re.fullmatch(r"# (\d+):(\d+) (.+)", first_line)
    assert expected
    with pytest.raises(TurtleSyntaxError) as caught:
        read(file)
    error = caught.value
    assert (error.line, error.column) == (int(expected[1]), int(expected[2])), error
    assert expected[3] in error.message
    assert str(error) == f"{file}:{error.line}:{error.column}: {error.message}"


HOUSE = """\
# Wales

@prefix irc: <https://w3id.org/irc-kg/ontology#> .
@prefix kg: <https://w3id.org/irc-kg/id/> .

kg:fund   # the fund
    a irc:Fund ;
    irc:appliesIn kg:wales , kg:england ;
    irc:address [ irc:line "one" , ( 1 "two"@en ) ] .

PREFIX kg: <http://other/>
BASE <http://base/>
<x> a kg:Thing .
"""


def test_a_document_knows_its_blocks_and_where_they_stand() -> None:
    document = parse(HOUSE)
    assert [type(block) for block in document.blocks] == [
        PrefixDirective,
        PrefixDirective,
        TriplesBlock,
        PrefixDirective,
        BaseDirective,
        TriplesBlock,
    ]
    fund = document.blocks[2]
    assert isinstance(fund, TriplesBlock)
    assert HOUSE[fund.start : fund.end].startswith("kg:fund ")
    assert HOUSE[fund.start : fund.end].endswith(") ] .")
    assert [HOUSE[said.predicate.start : said.predicate.end] for said in fund.predicate_objects] == [
        "a",
        "irc:appliesIn",
        "irc:address",
    ]
    assert [HOUSE[node.start : node.end] for node in fund.predicate_objects[1].objects] == [
        "kg:wales",
        "kg:england",
    ]
    assert document.line_column(fund.subject.start) == (6, 1)
    assert document.line_column(fund.predicate_objects[1].objects[1].start) == (8, 30)
    assert [HOUSE[start:end] for start, end in document.comments] == ["# Wales", "# the fund"]


def test_a_collection_and_a_blank_node_stand_where_they_are_written() -> None:
    document = parse(HOUSE)
    places = [
        (HOUSE[each.subject.start : each.subject.end], HOUSE[each.object.start : each.object.end])
        for each in document.triples()
        if document.is_anonymous(each.subject.term)
    ]
    address = '[ irc:line "one" , ( 1 "two"@en ) ]'
    assert places == [
        (address, '"one"'),
        (address, '( 1 "two"@en )'),
        ('( 1 "two"@en )', "1"),
        ('( 1 "two"@en )', '"two"@en )'),
        ('"two"@en )', '"two"@en'),
        ('"two"@en )', ")"),
    ]


def test_prefixes_and_base_count_from_where_they_are_declared() -> None:
    document = parse(HOUSE, "http://start/")
    block = document.blocks[2]
    assert document.declarations_at(block.start).prefixes["kg"] == "https://w3id.org/irc-kg/id/"
    assert document.prefixes["kg"] == "http://other/"
    assert document.declarations_at(block.start).base == "http://start/"
    assert document.declarations_at(len(HOUSE)).base == "http://base/"


def test_blank_nodes_keep_their_names_when_the_text_is_read_again() -> None:
    assert triples_in(parse(HOUSE)) == triples_in(parse(HOUSE))


def test_nesting_may_be_as_deep_as_one_likes() -> None:
    depth = 20_000
    text = "<urn:s> <urn:p> " + "[ <urn:p> ( " * depth + "1" + " ) ]" * depth + " ."
    assert len(list(parse(text).triples())) == 3 * depth + 1


@pytest.mark.parametrize(
    ("text", "newline"),
    [("", "\n"), ("# a\r\n# b\n# c\r\n", "\r\n"), ("# a\n# b\r\n# c\n", "\n"), ("# a\r# b\r", "\r")],
)
def test_the_line_end_is_that_of_most_lines(text: str, newline: str) -> None:
    assert parse(text).newline == newline


def test_a_byte_order_mark_takes_no_column() -> None:
    document = parse("\ufeff<urn:s> <urn:p> 1 .")
    [statement] = document.triples()
    assert document.line_column(statement.subject.start) == (1, 1)


def test_half_a_character_is_refused() -> None:
    with pytest.raises(TurtleSyntaxError, match=r"Line 2, column 8: U\+D83D is half a character"):
        parse('# é\n<urn:s>\ud83d <urn:p> "x" .')


def test_bytes_keep_their_line_ends_and_their_byte_order_mark() -> None:
    assert decode("\ufeffa\r\n".encode()) == "\ufeffa\r\n"


def test_an_error_is_one_that_users_see() -> None:
    assert issubclass(TurtleSyntaxError, IrcKgError)
    error = TurtleSyntaxError("Wrong.", 3, 7)
    assert str(error) == "Line 3, column 7: Wrong."
    assert str(error.in_file(Path("a.ttl"))) == "a.ttl:3:7: Wrong."


# Several faults of one text


@pytest.mark.parametrize(
    ("text", "places"),
    [
        ("kg:a kg:b 1 .\n", []),
        ("kg:a kg:b Fees . kg:c kg:d ; .\n", [(2, 11), (2, 28)]),
        ("Fees kg:b 1 .\nTolls kg:b 2 .\n", [(2, 1), (3, 1)]),
        ("kg:a kg:b 1 . .\n\nkg:c kg:d 2 ] .\n", [(2, 15), (4, 13)]),
        ('kg:a kg:b "C:\\Wine. (" , 2 .\nkg:c kg:d +.\n', [(2, 14), (3, 11)]),
        ("kg:a kg:b <http://a b. [> .\nkg:c kg:d Fees .\n", [(2, 20), (3, 11)]),
        ("kg:a kg:b [ kg:c ;;; [ .\n\nkg:d a Fees .\n", [(2, 18), (4, 8)]),
        ("kg:a kg:b x:c , x:d .\n# .\nkg:c kg:d 1", [(2, 11), (4, 12)]),
    ],
)
def test_the_reader_goes_on_behind_a_fault(text: str, places: list[tuple[int, int]]) -> None:
    whole = f"@prefix kg: <https://example.org/> .\n{text}"
    assert [(fault.line, fault.column) for fault in all_faults(whole)] == places
    windows = whole.replace("\n", "\r\n")
    assert [(fault.line, fault.column) for fault in all_faults(windows)] == places


@pytest.mark.parametrize(
    ("directive", "line"),
    [
        ("@prefix x <urn:x:> .", 1),
        ("@prefix x, <urn:x:> .", 1),
        ("@)prefix x: <urn:x:> .", 1),
        ("@prefix (x: <urn:x:> .", 1),
        ("PREFX x: <urn:x:>", 1),
        ("@prefix x: <urn: x:> .", 1),
        ("@prefix x: <urn:x:>", 2),  # where the dot is missed
    ],
)
def test_a_prefix_whose_declaration_has_a_fault_is_not_missed(directive: str, line: int) -> None:
    found = all_faults(f"{directive}\n@prefix kg: <urn:kg:> .\n\nx:a kg:b x:c .\nkg:a kg:b Fee .\n")
    assert [fault.line for fault in found] == [line, 5]


def test_what_follows_from_a_prefix_that_is_not_declared_is_not_told() -> None:
    found = all_faults("@prefix kg: <urn:kg:> .\nkg:a\n    akg:Fee ;\n    kg:b 1 .\nkg:c kg:d Fee .\n")
    assert [fault.line for fault in found] == [3, 5]


def test_no_more_than_twenty_faults_are_told() -> None:
    assert len(all_faults("<a> <b> Fees .\n" * 30)) == 20
