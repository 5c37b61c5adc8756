"""The reader of SPARQL beside the engine: they read the same texts, and take them apart in the same way."""

from __future__ import annotations

import re
import subprocess
import sys
from typing import Any

import pyoxigraph as ox
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sparql_texts import PREFIXES, changed_queries, glued_queries, queries

from irc_kg.errors import QueryFailedError
from irc_kg.queries.engine import evaluate
from irc_kg.queries.sparql import InvalidQueryError, QueryTree, read, tree, without_escapes
from irc_kg.queries.sparql.rewriting import apply_edits, boundaries, to_send
from irc_kg.queries.sparql.tree import walk

# What the engine takes and the reader does not, because it can be taken apart in several ways.
ENGINE_ONLY = [
    "SELECT * { ?s ?p kg:a.b.kg:c ?q ?o }",
    "SELECT * { VALUES ?x { '''a' } }",
    "SELECT * { ?s ?p - 1 }",
    "PREFIX GRAPH: <http://a/> SELECT * { ?s ?p ?o ; GRAPH:c { } }",
    f"ASK {{ FILTER({'(' * 70}1{')' * 70}) }}",
    f"ASK {{ FILTER({'1 + ' * 1100}1) }}",
]
# What is SPARQL by its grammar and has no meaning; of that only the engine knows.
WITHOUT_MEANING = [
    "SELECT ?a ?a { ?a ?b ?c }",
    "SELECT * { ?a ?b ?c BIND(1 AS ?a) }",
    "SELECT (1 AS ?a) { ?a ?b ?c }",
    "SELECT * { ?a ?b ?c } GROUP BY ?a",
    "SELECT ?b (COUNT(*) AS ?n) { ?a ?b ?c } GROUP BY ?a",
    "SELECT * { VALUES (?a ?a) { (1 2) } }",
    "SELECT * { { _:x ?p 1 } { _:x ?p 2 } }",
    "SELECT * { ?s ?p 'x'@abcdefghijk }",
]


def is_read(text: str) -> bool:
    try:
        read(text, PREFIXES)
    except InvalidQueryError:
        return False
    return True


def fault_of_engine(text: str) -> str:
    try:
        ox.Store().query(text, prefixes=PREFIXES, base_iri="https://example.org/")
    except SyntaxError as error:
        return str(error)
    except RuntimeError:
        return ""  # it is read, and cannot be answered
    return ""


def shape_of(query: QueryTree) -> list[str]:
    return [type(node).__name__ for node in query.nodes]


class TestGeneratedQueries:
    @given(queries)
    def test_what_is_sparql_is_read_by_both(self, text: str) -> None:
        assert fault_of_engine(text) == ""
        assert is_read(text)

    @settings(max_examples=300)
    @given(st.one_of(glued_queries, changed_queries))
    def test_what_the_engine_takes_is_read(self, text: str) -> None:
        if not fault_of_engine(text):
            # The differences that are listed below: names with dots, three quotes, a sign before its number.
            assert is_read(text) or re.search(r"\.\S+\.\S|'''|[-+]\s|SERVICE:", text)

    @given(glued_queries)
    def test_between_the_tokens_stands_nothing(self, text: str) -> None:
        if not is_read(text):
            return
        query = read(text, PREFIXES)
        ends = [0, *(end for _, end in query.tokens)]
        starts = [*(start for start, _ in query.tokens), len(text)]
        for end, start in zip(ends, starts, strict=True):
            assert re.fullmatch(r"(\s|#[^\r\n]*)*", text[end:start])

    @given(queries)
    def test_each_part_stands_where_it_says(self, text: str) -> None:
        query = read(text, PREFIXES)
        begins = {start for start, _ in query.tokens}
        ends = {end for _, end in query.tokens}
        for node in query.nodes:
            part: Any = node
            start, end, *rest = part
            assert (start in begins or start == end, end in ends) == (True, True)
            inner: list[Any] = list(walk(tuple(rest)))
            assert all(start <= each.start <= each.end <= end for each in inner)

    @given(glued_queries)
    def test_what_is_sent_is_taken_apart_alike(self, text: str) -> None:
        if not is_read(text):
            return
        query = read(text, PREFIXES)
        for sent in (apply_edits(text, boundaries(query)).text, to_send(query)):
            assert shape_of(read(sent, PREFIXES)) == shape_of(query)
            assert fault_of_engine(sent) == fault_of_engine(text) == "" or fault_of_engine(text)
            assert "#" not in re.sub(r"<[^>]*>", "", sent)

    @given(queries, st.data())
    def test_places_lead_back(self, text: str, data: st.DataObject) -> None:
        query = read(text, PREFIXES)
        sent = apply_edits(text, boundaries(query))
        start, _ = data.draw(st.sampled_from(query.tokens))
        places = [at for at in range(len(sent.text)) if sent.before(at) == start]
        assert places
        assert sent.text[places[-1]] == text[start]


class TestBeside:
    @pytest.mark.parametrize("text", ENGINE_ONLY)
    def test_the_engine_reads_more(self, text: str) -> None:
        assert fault_of_engine(text) == ""
        assert not is_read(text)

    @pytest.mark.parametrize("text", WITHOUT_MEANING)
    def test_what_has_no_meaning_is_told_with_a_place(self, text: str) -> None:
        assert fault_of_engine(text)
        assert is_read(text)
        with pytest.raises(InvalidQueryError) as refused:
            evaluate(ox.Store(), read(text, PREFIXES, "q.rq"), place="q.rq")
        assert str(refused.value).startswith("q.rq:1:")

    @pytest.mark.parametrize(
        "text",
        [
            "SELECT*{?s a:b}",
            "SELECT?s{?s?p?o}ORDERBY?s",
            "SELECT(1AS?x){}",
            "SELECT*{FILTERNOTEXISTS{}FILTEREXISTS{SELECT*{}}}",
            "SELECTDISTINCT*FROMNAMED:gFROM:h{GRAPHkg:g{}}LIMIT1OFFSET2",
            "SELECT(COUNT(DISTINCT*)AS?n)(GROUP_CONCAT(DISTINCT?x;SEPARATOR=',')AS?m){}",
            "SELECT*{FILTER(?a<?b&&?c>?d||trueIN(1)&&1NOTIN(1))}",
            "SELECT*{?s kg:p?o;;kg:q?_x.VALUES(?x ?y){(1UNDEF)(UNDEFUNDEF)}}",
            "PREFIX GRAPH:<http://g/>SELECT*{GRAPH:c{?s ?p ?o}GRAPH:c ?p ?o}",
            "SELECT*{?s ?p ?o~?r{|kg:a 1|}.<<?a kg:p ?b>>kg:q<<(kg:a kg:b 1)>>}",
            "SELECT*{?s ?p kg:.kg:a?q kg:b}",
            "SELECT*{?s ^kg:p/!(kg:a|^a)*|a+ ?o,1,+2,-.5,'''x''y'''@en--ltr}",
            "SELECT*{BIND(COALESCE(1-1,- -1,!!?x,TRIPLE(?a,?b,?c),UUID())AS?z)}",
            "VERSION'1.2'BASE<http://a/>DESCRIBE?x{}ORDERBY?x?yLIMIT1",
            "CONSTRUCTWHERE{?s a?o}",
            "# only a comment before\nASK{}# and one behind",
        ],
    )
    def test_words_need_no_space(self, text: str) -> None:
        assert fault_of_engine(text) == ""
        assert is_read(text)

    def test_a_byte_order_mark_and_escapes_are_read_over(self) -> None:
        text = without_escapes("\ufeffS\\u0045LECT ?\\u0061 { ?a ?b '\\u0027' }")
        query = read(text, {})
        assert [each.name for each in query.variables] == ["a", "a", "b"]
        assert [each.lexical for each in query.all_of(tree.LiteralTerm)] == ["'"]
        answer = evaluate(ox.Store(), query)
        assert isinstance(answer, ox.QuerySolutions)

    @pytest.mark.parametrize("text", ["SELECT * { ?s ?p '\\uD800' }", "ASK { <http://a\\u003E> ?p ?o }"])
    def test_an_escape_that_means_nothing_is_refused(self, text: str) -> None:
        assert not is_read(text)

    def test_an_escape_is_no_way_out_of_a_text(self) -> None:
        sent = to_send(read("ASK { ?s ?p '\\u0027 } # \\u005C' }", {}))
        assert "\\u" not in sent
        assert [each.lexical for each in read(sent, {}).all_of(tree.LiteralTerm)] == ["' } # \\"]

    @pytest.mark.parametrize("opening", ["(", "{", "[ :p ", "<<( :a :b ", "EXISTS {", "!", "STR("])
    def test_nesting_without_end_is_refused_in_words(self, opening: str) -> None:
        inside = {"{": "{}", "[ :p ": "?s ?p @", "<<( :a :b ": "?s ?p @", "EXISTS {": "FILTER @"}
        text = "ASK { " + inside.get(opening, "FILTER(@").replace("{}", "@").replace("@", opening * 5000)
        with pytest.raises(InvalidQueryError, match=r"nested too deep|not SPARQL"):
            read(text, PREFIXES)

    @pytest.mark.parametrize(
        "parts",
        [
            "{ | { | | } | }",
            "{ | OPTIONAL { | | } | }",
            "{ | FILTER EXISTS { | | } | }",
            "{ | {} UNION { | | } | }",
            "{ | GRAPH ?g { | | } | }",
            "{ ?s ?p | ( | 1 | ) | }",
            "{ ?s ?p | [ :p | 1 | ] | }",
            "{ ?s ?p | <<( :a :b | 1 | )>> | }",
            "{ ?s | ^( :a / | :c | )* | ?o }",
            "{ FILTER( | ! | 1 | | ) }",
            "{ FILTER( | 1 + 2 * :f(1, | 1 | ) | ) }",
        ],
    )
    def test_nesting_has_an_end(self, parts: str) -> None:
        """What is read and what is not, for each way to nest: a level is several calls in calls."""
        before, opening, inside, closing, after = parts.split("|")
        for levels, expected in ((60, True), (65, False)):
            text = f"ASK {before}{opening * levels}{inside}{closing * levels}{after}"
            assert is_read(text) is expected
            assert fault_of_engine(text) == ""

    @pytest.mark.parametrize(
        ("before", "part", "after", "most"),
        [
            ("ASK ", "{", "", 64),
            ("ASK { ", "?s ?p ?o . ", "}", 1000),
            ("ASK { ", "FILTER(1) ", "}", 1000),
            ("ASK { ?s ?p (", "1 ", ") }", 1000),
            ("ASK { ?s ", ":p / ", ":p ?o }", 999),
            ("ASK { ?s ", ":p | ", ":p ?o }", 999),
            ("ASK { ", "{} UNION ", "{} }", 999),
            ("ASK { FILTER(", "1 + ", "1) }", 999),
            ("CONSTRUCT {", "?s ?p ?o . ", "} {}", 1000),
        ],
    )
    def test_what_is_nested_or_chained_has_a_most(
        self, before: str, part: str, after: str, most: int
    ) -> None:
        for count, expected in ((most, True), (most + 1, False)):
            closing = "}" * count if part == "{" else ""
            assert is_read(f"{before}{part * count}{closing}{after}") is expected

    @pytest.mark.parametrize(
        ("before", "part", "after"),
        [
            ("ASK { VALUES ?x {", "1 ", "} }"),
            ("ASK { VALUES (?x) {", "(1) ", "} }"),
            ("ASK { ?s ?p ", "1, ", "2 }"),
            ("ASK { ?s ?p 1 ", "; ?p 1 ", "}"),
            ("ASK { FILTER(?x IN (", "1, ", "2)) }"),
            ("SELECT ", "?x ", "{}"),
        ],
    )
    def test_what_is_no_chain_has_no_most(self, before: str, part: str, after: str) -> None:
        assert is_read(f"{before}{part * 1100}{after}")

    @pytest.mark.parametrize(
        ("name", "counts"),
        [
            ("UUID", {0}),
            ("BNODE", {0, 1}),
            ("STR", {1}),
            ("CONTAINS", {2}),
            ("REGEX", {2, 3}),
            ("SUBSTR", {2, 3}),
            ("REPLACE", {3, 4}),
            ("IF", {3}),
            ("CONCAT", {0, 1, 2, 3, 4, 5}),
        ],
    )
    def test_functions_take_their_number_of_arguments(self, name: str, counts: set[int]) -> None:
        for count in range(6):
            text = f"ASK {{ FILTER({name}({','.join('1' * count)})) }}"
            assert is_read(text) is (count in counts)
            assert (fault_of_engine(text) == "") is (count in counts)

    def test_what_can_be_read_in_two_ways_is_not_read_again_and_again(self) -> None:
        text = f"SELECT ({'COUNT(DISTINCT:f(' * 30} }} {'))' * 30} AS ?x) {{}}"
        with pytest.raises(InvalidQueryError, match="at or before '}'"):
            read(text, PREFIXES, strict=False)

    def test_keywords_are_read_in_small_letters_beside_others(self) -> None:
        assert is_read(
            "prefix é: <http://a/> select distinct * { ?s é:p 'é' . filter(exists {}) } order by ?s"
        )

    def test_a_text_is_refused_in_words_where_python_has_no_room_for_it(self) -> None:
        text = f"ASK {{ FILTER({'1 || 2 && 3 = 4 + 5 * :f(' * 60}1{')' * 60}) }}"

        def read_far_down(calls: int) -> None:
            if calls:
                read_far_down(calls - 1)
            else:
                read(text, PREFIXES)

        with pytest.raises(InvalidQueryError, match="nested too deep, or too long"):
            read_far_down(sys.getrecursionlimit() // 2)

    def test_a_query_is_read_with_the_prefixes_that_are_known(self) -> None:
        with pytest.raises(InvalidQueryError, match=r"'kgg:' is not declared\. Did you mean kg:"):
            read("ASK { FILTER(?x > STR(kgg:b)) }", PREFIXES)
        with pytest.raises(TypeError):
            evaluate(ox.Store(), read("ASK { ?s other:p ?o }", PREFIXES, strict=False))

    @pytest.mark.parametrize(
        ("text", "column", "reason"),
        [
            ("SELECT * { FILTER(?x = kgg:b || ?y) }", 24, "the prefix 'kgg:' is not declared"),
            ("SELECT * { ?s ?p ?o FLITER(?o) }", 21, "'FLITER' cannot stand here"),
            ("SELECT * { FILTER(?x = ) }", 24, "at or before ')'"),
            ("SELECT * { FILTER(STR(?x, ?y)) }", 19, "STR takes 1 argument"),
            ("SELECT * { VALUES (?a ?b) { (1) } }", 29, "as many values as there are variables: 2"),
            ("SELECT * { ?s ?p 'a }", 18, "is not closed"),
            ("SELECT * {} LIMIT x", 19, "'x' cannot stand here"),
            ("SELECT * { ?s ?p ?o", 20, "ends before every '{' is closed"),
            ("ASK { ?s ?p ?o } ASK {}", 18, "'ASK' cannot stand here"),
            ("ASK { kg:a.b.c ?p ?o }", 7, "several dots"),
        ],
    )
    def test_a_fault_is_told_at_its_place(self, text: str, column: int, reason: str) -> None:
        with pytest.raises(InvalidQueryError, match=re.escape(reason)) as refused:
            read(text, PREFIXES)
        assert (refused.value.line, refused.value.column) == (1, column)


MIXED = """
from random import Random

import pyoxigraph as ox
from irc_kg.queries.engine import evaluate
from irc_kg.queries.sparql import read

store = ox.Store()
day = ox.NamedNode("http://www.w3.org/2001/XMLSchema#date")
random = Random(1)
for number in range(800):
    zone = random.choice(["", "Z", "+14:00", "-14:00"])
    text = f"2000-0{random.randrange(1, 3)}-{random.randrange(1, 29):02}{zone}"
    subject = ox.NamedNode(f"http://a/{number}")
    store.add(ox.Quad(subject, subject, ox.Literal(text, datatype=day)))
print(len(list(evaluate(store, read(QUERY, {})))))
"""


@pytest.mark.parametrize(
    ("query", "rows"),
    [
        ("SELECT ?o { ?s ?p ?o } ORDERBY?o", 800),
        ("SELECT ?o{?s ?p ?o}orderbyDESC(?o)?s", 800),
        ("SELECT ?o { ?s ?p ?o }ORDER#\nBY#\nIF(true,?o,?s)LIMIT4", 4),
        ("SELECT * { { SELECT ?o { ?s ?p ?o } ORDERBY?o LIMIT 5 } }", 5),
        ("SELECT ?x { VALUES ?x { 1 2 } } ORDER BY (EXISTS{SELECT?o{?s ?p ?o}ORDERBY?o})", 2),
    ],
)
def test_an_order_is_one_however_it_is_written(query: str, rows: int) -> None:
    """The engine ends the whole process where it notices that its own order is none."""
    program = MIXED.replace("QUERY", repr(query))
    run = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=False)
    assert (run.returncode, run.stdout) == (0, f"{rows}\n"), run.stderr


def test_conditions_in_conditions_do_not_grow_without_end() -> None:
    text = "?x"
    for _ in range(9):
        text = f"(EXISTS {{ SELECT ?x {{ ?x ?y ?z }} ORDER BY {text} }})"
    with pytest.raises(QueryFailedError, match="too long"):
        evaluate(ox.Store(), read(f"SELECT ?x {{ ?x ?y ?z }} ORDER BY {text}", {}))
