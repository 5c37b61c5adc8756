from __future__ import annotations

from datetime import datetime, timedelta, timezone
from pathlib import Path

import pyoxigraph as ox
import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from irc_kg.queries import query_of_text
from irc_kg.queries.binding import ManyValuesError, bind
from irc_kg.queries.engine import evaluate
from irc_kg.queries.header import HeaderError, Parameter, ValueKindError, is_plain, parameter_of, read_header
from irc_kg.queries.sparql import InvalidQueryError, line_column, offset_of, read
from irc_kg.store.names import XSD

LITERALS = st.text(st.characters(exclude_categories=["Cs"])).map(ox.Literal)
EX = "https://example.org/"
DATATYPES = [
    XSD + name for name in ("string", "integer", "gYear", "gYearMonth", "date", "dateTime", "boolean")
]
ANY_TERM = st.one_of(
    LITERALS,
    st.integers().map(ox.Literal),
    st.floats().map(ox.Literal),
    st.from_regex(r"[a-z]{1,3}", fullmatch=True).map(lambda name: ox.NamedNode(EX + name)),
    st.builds(
        lambda year, kind: ox.Literal(str(year), datatype=ox.NamedNode(kind)),
        st.integers(1990, 2030),
        st.sampled_from([*DATATYPES, EX + "Code"]),
    ),
    st.dates().map(lambda day: ox.Literal(day.isoformat(), datatype=ox.NamedNode(XSD + "date"))),
)


def ask(text: str) -> ox.QueryBoolean:
    answer = ox.Store().query(text)
    assert isinstance(answer, ox.QueryBoolean)
    return answer


def rows(text: str, store: ox.Store | None = None) -> list[tuple[str | None, ...]]:
    answer = (store or ox.Store()).query(text)
    assert isinstance(answer, ox.QuerySolutions)
    width = len(answer.variables)
    return [tuple(row[i].value if row[i] is not None else None for i in range(width)) for row in answer]


@pytest.fixture
def lines() -> ox.Store:
    store = ox.Store()
    for subject, predicate, value in [("a", "p", "x"), ("b", "p", "y"), ("c", "p", "z"), ("a", "q", "y")]:
        store.add(ox.Quad(*(ox.NamedNode(EX + name) for name in (subject, predicate, value))))
    return store


class TestPlaces:
    @given(st.text("ab\n"), st.integers(0, 20))
    def test_a_place_leads_back_to_its_offset(self, text: str, offset: int) -> None:
        offset = min(offset, len(text))
        assert offset_of(text, *line_column(text, offset)) == offset


class TestParameters:
    @pytest.mark.parametrize(
        ("variable", "expected"),
        [
            ("?_nation_iri", Parameter("_nation_iri", "nation", "iri")),
            ("$_nation_iri", Parameter("_nation_iri", "nation", "iri")),
            ("?__nation_iri", Parameter("__nation_iri", "nation", "iri", optional=True)),
            ("?_birth_year_integer", Parameter("_birth_year_integer", "birth_year", XSD + "integer")),
            ("?_date_xsd_date", Parameter("_date_xsd_date", "date", XSD + "date")),
            ("?_name_en", Parameter("_name_en", "name", language="en")),
            ("?_name", Parameter("_name", "name")),
            ("?_size_number", Parameter("_size_number", "size", "number")),
            ("?_name_literal", Parameter("_name_literal", "name")),
            ("?_first_name", Parameter("_first_name", "first_name")),
            ("?_code_ex_Code", Parameter("_code_ex_Code", "code", EX + "Code")),
        ],
    )
    def test_the_name_of_a_variable_tells_its_kind(self, variable: str, expected: Parameter) -> None:
        assert parameter_of(variable, {"ex": EX}) == expected

    @pytest.mark.parametrize("variable", ["?nation", "?_", "?__", "?___x", "?nation_iri"])
    def test_other_variables_are_no_parameters(self, variable: str) -> None:
        assert parameter_of(variable, {}) is None

    @pytest.mark.parametrize(
        ("kind", "good", "bad"),
        [
            (XSD + "integer", "-12", "1.5"),
            (XSD + "date", "2022-07-01", "2022-13-01"),
            (XSD + "gYear", "2022", "22"),
            ("number", "1.5e3", "many"),
            (XSD + "boolean", "true", "maybe"),
        ],
    )
    def test_a_value_is_checked_against_its_kind(self, kind: str, good: str, bad: str) -> None:
        parameter = Parameter("_x", "x", kind)
        assert parameter.literal(good).value == good
        with pytest.raises(ValueKindError, match=f"--x takes .*, not '{bad}'"):
            parameter.literal(bad)

    @pytest.mark.parametrize(("text", "name"), [("7", "integer"), ("7.5", "decimal"), ("7e1", "double")])
    def test_a_number_gets_the_datatype_it_is_written_in(self, text: str, name: str) -> None:
        assert Parameter("_x", "x", "number").literal(text).datatype.value == XSD + name


class TestBinding:
    @given(LITERALS)
    def test_a_literal_comes_through_as_it_is(self, value: ox.Literal) -> None:
        query = query_of_text("SELECT (?_x AS ?y) (STR(?_x) AS ?z) { FILTER(?_x = ?_x) }")
        assert rows(bind(query, {"_x": [value]})) == [(value.value, value.value)]

    @given(LITERALS, st.sampled_from(["en", "cy", "en-GB"]))
    def test_a_language_comes_through(self, value: ox.Literal, language: str) -> None:
        term = ox.Literal(value.value, language=language)
        query = query_of_text("ASK { FILTER(LANG(?_x) = ?_y && STR(?_x) = ?_z) }")
        values = {"_x": [term], "_y": [ox.Literal(language.lower())], "_z": [ox.Literal(value.value)]}
        assert ask(bind(query, values).replace("LANG(", "LCASE(LANG(").replace(") = ", ")) = ", 1))

    @given(LITERALS)
    def test_a_value_never_changes_the_structure(self, value: ox.Literal) -> None:
        query = query_of_text("SELECT ?s { ?s ?p ?_x . FILTER(?s != ?_x) } ORDER BY ?s")
        bound = query_of_text(bind(query, {"_x": [value]}))
        before, after = ([each.text[start:end] for start, end in each.tree.tokens] for each in (query, bound))
        assert after == [str(value) if written == "?_x" else written for written in before]

    @pytest.mark.parametrize("hostile", ["http://a> ?s . ?x <b", "a b", "<x>", "http://a\n"])
    def test_what_is_no_iri_never_becomes_one(self, hostile: str) -> None:
        with pytest.raises(ValueError, match="IRI"):
            ox.NamedNode(hostile)

    @pytest.mark.parametrize(
        ("text", "expected"),
        [
            ("SELECT ?s { ?s ?p ?_x } ORDER BY ?s", [("a",), ("b",)]),
            ("SELECT ?_x ?s { ?s ?p ?_x } ORDER BY ?s", [("y", "a"), ("y", "b")]),
            ("SELECT (COUNT(?s) AS ?n) ?_x { ?s ?p ?_x } GROUP BY ?_x", [("2", "y")]),
            ("SELECT ?s { ?s ?p ?_x } ORDER BY ?_x ?s", [("a",), ("b",)]),
            ("SELECT ?s { ?s ?p ?o FILTER(!BOUND(?_x) || ?o = ?_x) } ORDER BY ?s", [("a",), ("b",)]),
            ("SELECT ?s { { SELECT ?s { ?s ?p ?_x } } } ORDER BY ?s", [("a",), ("b",)]),
            ("SELECT ?s { VALUES ?_x { <https://example.org/y> } ?s ?p ?_x } ORDER BY ?s", [("a",), ("b",)]),
        ],
    )  # fmt: skip
    def test_one_value_stands_wherever_its_variable_stood(
        self, lines: ox.Store, text: str, expected: list[tuple[str, ...]]
    ) -> None:
        bound = bind(query_of_text(text), {"_x": [ox.NamedNode(EX + "y")]})
        found = [tuple(str(cell).removeprefix(EX) for cell in row) for row in rows(bound, lines)]
        assert found == expected

    @pytest.mark.parametrize(
        "text",
        [
            "SELECT DISTINCT ?s { ?s ?p ?_x } ORDER BY ?s",
            "SELECT DISTINCT ?s { { ?s ?p ?o FILTER(?o = ?_x) } UNION { ?s ?p ?_x } } ORDER BY ?s",
            "SELECT DISTINCT ?s WHERE { ?s ?p ?o FILTER EXISTS { ?s ?q ?_x } } ORDER BY ?s",
        ],
    )
    def test_of_several_values_each_may_hold(self, lines: ox.Store, text: str) -> None:
        bound = bind(query_of_text(text), {"_x": [ox.NamedNode(EX + "x"), ox.NamedNode(EX + "z")]})
        assert rows(bound, lines) == [(EX + "x", EX + "a"), (EX + "z", EX + "c")]

    @pytest.mark.parametrize("form", ["CONSTRUCT { ?s a ?_x } WHERE { ?s ?p ?_x }", "DESCRIBE ?_x"])
    def test_graphs_take_several_values_too(self, lines: ox.Store, form: str) -> None:
        bound = bind(query_of_text(form), {"_x": [ox.NamedNode(EX + "a"), ox.NamedNode(EX + "y")]})
        answer = lines.query(bound)
        assert isinstance(answer, ox.QueryTriples)
        assert {triple.subject for triple in answer} & {ox.NamedNode(EX + "a"), ox.NamedNode(EX + "b")}

    @pytest.mark.parametrize(
        "text", ["SELECT ?s { { SELECT ?s { ?s ?p ?_x } LIMIT 1 } }", "CONSTRUCT WHERE { ?s ?p ?_x }"]
    )
    def test_several_values_are_refused_where_sparql_has_no_place_for_them(self, text: str) -> None:
        with pytest.raises(ManyValuesError, match="--x takes one value"):
            bind(query_of_text(text), {"_x": [ox.Literal("a"), ox.Literal("b")]})

    def test_a_parameter_without_value_stays_free(self) -> None:
        query = query_of_text("SELECT * { ?s ?p ?__x }")
        assert bind(query, {}) == query.text


class TestHeader:
    def test_all_that_a_header_says_is_read(self) -> None:
        header = read_header(
            "#+ summary: Lines\n#+ description: >\n#+   Two\n#+   lines\n#+ tags: [a, b]\n#+ method: get\n"
            "#+ endpoint: http://a/\n#+ pagination: 10\n#+ defaults:\n#+   - x: 1\n#+   - y: [a, yes]\n"
            "#+ enumerate:\n#+   - z\n#+   - x:\n#+     - 1\n#+     - 2\n#+ cite: ?s ?o\n#+ sides: ?a ?b ?c\n"
            "SELECT * {}\n",
            "f.rq",
        )
        assert (header.summary, header.description, header.tags) == ("Lines", "Two lines", ("a", "b"))
        assert (header.method, header.endpoint, header.pagination) == ("GET", "http://a/", 10)
        assert header.defaults == {"x": ("1",), "y": ("a", "true")}
        assert header.enumerate == {"z": (), "x": ("1", "2")}
        assert header.lines["tags"] == 5
        assert header.cite == ("s", "o")
        assert header.sides == ("a", "b", "c")

    @pytest.mark.parametrize("text", ["?s ?o", "'?s $o'", "['?s', '?o']", "\n#+   - ?s\n#+   - ?o"])
    def test_what_to_cite_by_is_one_or_more_variables(self, text: str) -> None:
        assert read_header(f"#+ summary: x\n#+ cite: {text}\n", "f.rq").cite == ("s", "o")

    @pytest.mark.parametrize(
        ("text", "line"),
        [
            ("#+ summary: a: b\nSELECT * {}", 1),
            ("# c\n#+ summary: x\n#+ tags: [a\nSELECT * {}", 3),
            ("#+ just words\n", 1),
            ("#+ summary: x\n#+ pagination: many\n", 2),
            ("#+ summary: x\n#+ pagination: -5\n", 2),
            ("#+ summary: x\n#+ pagination: 0\n", 2),
            ("#+ summary: x\n#+ pagination: yes\n", 2),
            ("#+ summary: x\n#+ cite: policy\n", 2),
            ("#+ summary: x\n#+ cite: {a: b}\n", 2),
            ("#+ summary:\n#+   - a\n", 1),
            ("#+ summary: x\n#+ defaults: 5\n", 2),
        ],
    )
    def test_a_header_that_is_none_is_refused_with_its_line(self, text: str, line: int) -> None:
        with pytest.raises(HeaderError, match=f"^f.rq:{line}:"):
            read_header(text, "f.rq")

    @given(st.text())
    def test_no_header_ends_in_anything_but_a_header_or_its_error(self, text: str) -> None:
        try:
            read_header("".join(f"#+ {line}\n" for line in text.splitlines()), "f.rq")
        except HeaderError as error:
            line = error.line
        else:
            line = 1
        assert 1 <= line <= max(1, len(text.splitlines()))


class TestInvalidQueries:
    def fault(self, text: str) -> InvalidQueryError:
        with pytest.raises(InvalidQueryError) as refused:
            evaluate(ox.Store(), read(text, {"town": EX, "xsd": XSD}, "q.rq"), place="q.rq")
        return refused.value

    def test_the_line_is_shown_with_a_caret_under_the_fault(self) -> None:
        error = self.fault("SELECT ?s\nWHERE { ?s ?p }\n")
        assert (
            str(error)
            == "q.rq:2:15: this is not SPARQL 1.1: something is wrong at or before '}'\n  WHERE { ?s ?p }\n  "
            + 14 * " "
            + "^"
        )

    def test_an_undeclared_prefix_is_named(self) -> None:
        error = self.fault("SELECT ?s\n{ ?s twon:stop ?o }")
        assert (error.line, error.column) == (2, 6)
        assert "the prefix 'twon:' is not declared. Did you mean town:?" in str(error)

    def test_a_variable_that_nothing_binds_is_told_of(self) -> None:
        assert "is not bound" in str(self.fault("SELECT (COUNT(*) AS ?n) ?z { ?x ?y ?z }"))

    def test_a_text_that_ends_early(self) -> None:
        assert "ends before every '{' is closed" in str(self.fault("SELECT ?s { ?s ?p ?o"))

    def test_an_empty_text(self) -> None:
        assert "q.rq:1:1" in str(self.fault(""))


def ordered_rows(text: str, store: ox.Store | None = None) -> list[tuple[str | None, ...]]:
    answer = evaluate(store or ox.Store(), read(text, {}))
    assert isinstance(answer, ox.QuerySolutions)
    width = len(answer.variables)
    return [tuple(row[i].value if row[i] is not None else None for i in range(width)) for row in answer]


ZONES = st.integers(-14 * 60, 14 * 60).map(lambda minutes: timezone(timedelta(minutes=minutes)))
IN_ORDER = {
    "dateTime": [
        *(
            "-12020-01-01T00:00:00Z",
            "-0044-03-15T12:00:00",
            "0000-01-01T00:00:00Z",
            "2020-01-01T01:00:00+02:00",
        ),
        *("2019-12-31T23:59:59.75Z", "2020-01-01T00:30:00", "2019-12-31T23:00:00-05:00"),
        "12020-01-01T00:00:00Z",
    ],
    "date": [
        "-0100-01-01",
        "-0044-03-15",
        "2020-01-01+05:00",
        "2020-01-01",
        "2020-01-01-05:00",
        "10000-01-01",
    ],
    "gYear": ["-10000", "-0100", "-0044", "0000", "0999", "2020+05:00", "2020", "10000"],
    "gYearMonth": ["-0044-04", "2020-02", "2020-10", "10000-01"],
    "time": ["23:00:00+14:00", "10:00:00Z", "10:00:00.5", "09:00:00-05:00"],
    "duration": ["-P1Y", "-PT0.5S", "PT0S", "PT0.25S", "PT20H", "P1DT12H", "P9M", "P1Y", "P400D"],
    "dayTimeDuration": ["-P1D", "PT3H", "PT20H", "P1D", "P1DT12H"],
    "yearMonthDuration": ["-P2M", "P9M", "P1Y", "P1Y1M", "P10Y"],
    "boolean": ["false", "true"],
    "double": ["NaN", "-1.5", "0.25", "3", "INF"],
}


class TestOrdering:
    """The engine ends the process when it sorts values of many kinds; what it is given must not let it."""

    @given(
        st.lists(ANY_TERM, min_size=2, max_size=300),
        st.sampled_from(["?o", "DESC(?o)", "(?o)", "ASC(?o) ?s"]),
    )
    def test_values_of_any_kinds_can_be_ordered(
        self, terms: list[ox.NamedNode | ox.Literal], order: str
    ) -> None:
        store = ox.Store()
        for number, term in enumerate(terms):
            store.add(ox.Quad(ox.NamedNode(f"{EX}{number}"), ox.NamedNode(EX + "p"), term))
        found = ordered_rows(f"SELECT ?o {{ ?s ?p ?o }} ORDER BY {order}", store)
        assert sorted(found) == sorted((term.value,) for term in terms)

    @pytest.mark.parametrize(
        ("text", "expected"),
        [
            ("SELECT ?x { VALUES ?x { 10 9 1.5 } } ORDER BY ?x", ["1.5", "9", "10"]),
            ("SELECT ?x { VALUES ?x { 10 9 } } ORDER BY DESC(?x) LIMIT 1", ["10"]),
            ("SELECT ?x { VALUES (?x ?y) { (1 1) (2 0) (3 1) } } ORDER BY ?y DESC(?x)", ["2", "3", "1"]),
            ("SELECT ?x { VALUES ?x { 'b' 'a' } } ORDER BY LCASE(?x)", ["a", "b"]),
            ("SELECT ?x { { SELECT ?x { VALUES ?x { 2 1 } } ORDER BY ?x LIMIT 1 } }", ["1"]),
            ("SELECT ?y { VALUES ?y { 1 2 2 } } GROUP BY ?y ORDER BY DESC(COUNT(*)) ?y", ["2", "1"]),
            ("SELECT ?x { VALUES ?x { 'z' <http://a> UNDEF 1 } } ORDER BY ?x", [None, "http://a", "1", "z"]),
            ("SELECT ?x { VALUES ?x { 'z' 'a' } } ORDER BY ?x VALUES ?x { 'a' }", ["a"]),
        ],
    )  # fmt: skip
    def test_the_order_is_the_one_that_was_asked_for(self, text: str, expected: list[str | None]) -> None:
        assert [row[0] for row in ordered_rows(text)] == expected

    @pytest.mark.parametrize(("datatype", "ordered"), IN_ORDER.items(), ids=lambda each: str(each)[:16])
    def test_values_of_one_datatype_are_in_the_order_of_what_they_say(
        self, datatype: str, ordered: list[str]
    ) -> None:
        values = " ".join(f"'{text}'^^<{XSD}{datatype}>" for text in sorted(ordered))
        text = f"SELECT ?x {{ VALUES ?x {{ {values} }} }} ORDER BY"
        assert [row[0] for row in ordered_rows(f"{text} ?x")] == ordered
        assert [row[0] for row in ordered_rows(f"{text} DESC(?x)")] == ordered[::-1]

    def test_days_that_are_known_less_exactly_stand_where_they_begin(self) -> None:
        ordered = [
            *(("2019-12-31", "date"), ("2020", "gYear"), ("2020-01-01T00:00:01", "dateTime")),
            *(("2020-02", "gYearMonth"), ("2020-02-02", "date"), ("12020", "gYear")),
        ]
        values = " ".join(f"'{text}'^^<{XSD}{kind}>" for text, kind in reversed(ordered))
        found = ordered_rows(f"SELECT ?x {{ VALUES ?x {{ {values} }} }} ORDER BY ?x")
        assert [row[0] for row in found] == [text for text, _ in ordered]

    @given(st.lists(st.datetimes(timezones=ZONES), min_size=2, max_size=20))
    def test_moments_of_any_zones_are_in_their_order(self, moments: list[datetime]) -> None:
        values = " ".join(f"'{moment.isoformat()}'^^<{XSD}dateTime>" for moment in moments)
        found = [row[0] for row in ordered_rows(f"SELECT ?x {{ VALUES ?x {{ {values} }} }} ORDER BY ?x")]
        read_back = [datetime.fromisoformat(str(text)) for text in found]
        assert read_back == sorted(moments)


WORDS = st.text(st.sampled_from("aZé9_ -,;.()/':\"#{}yesNonull\t"), max_size=8) | st.sampled_from(
    ["Yes", "off", "a: b"]
)
LINES = st.one_of(
    WORDS,
    st.builds("{}: {}".format, st.sampled_from(["summary", "description", "defaults", "tags", "x"]), WORDS),
    st.lists(WORDS).map(", ".join).map("tags: [{}]".format),
    st.just("defaults:"),
    st.builds("  - {}: {}".format, WORDS, WORDS),
    st.builds("defaults: [{{{}: {}}}]".format, WORDS, WORDS),
    st.builds("defaults: [{{{}: {}, {}: {}}}]".format, WORDS, WORDS, WORDS, WORDS),
    st.builds('{}: "{}"'.format, st.sampled_from(["summary", "description"]), WORDS),
)


@given(st.lists(LINES, max_size=5))
@example(["\t", "defaults:"])
@example(["summary: a\t"])
@example(["defaults:", "  - a: b\t"])
def test_a_plain_header_is_read_as_yaml_reads_it(lines: list[str]) -> None:
    text = "".join(f"#+ {line}\n" for line in lines)
    if any(lines) and is_plain(text):
        plain = read_header(text, "f.rq")
        with pytest.MonkeyPatch.context() as patched:
            patched.setattr("irc_kg.queries.header._read_plain", lambda _lines: None)
            assert read_header(text, "f.rq") == plain


def test_the_headers_of_the_shipped_questions_are_read_as_yaml_reads_them(repository: Path) -> None:
    files = sorted((repository / "queries").rglob("*.rq"))
    texts = [file.read_text(encoding="utf-8") for file in files]
    plain = [read_header(text, "f.rq") for text in texts]
    questions = [text for file, text in zip(files, texts, strict=True) if file.parent.name == "queries"]
    assert all(map(is_plain, questions))  # YAML would take longer than most of them
    with pytest.MonkeyPatch.context() as patched:
        patched.setattr("irc_kg.queries.header._read_plain", lambda _lines: None)
        assert [read_header(text, "f.rq") for text in texts] == plain


@pytest.mark.parametrize("wanted", [True, False])
def test_a_header_that_looks_plain_can_be_read(wanted: bool) -> None:
    plain = [
        "summary: Lines that stop, and where (all)",
        "defaults: [{x: Old town}]",
        "tags: [a, b c]",
        "defaults:",
        "  - x: Old town",
    ]
    strange = [
        "summary: a: b",
        "tags: [a",
        "summary: 'a",
        "\tx",
        "just words",
        "defaults: 5",
        "defaults: [{x: a}]\n#+   - y: b",
        "summary: a #b",
    ]
    for line in [*plain[:3], "\n#+ ".join(plain[2:])] if wanted else strange:
        text = f"#+ {line}\nASK {{}}\n"
        assert is_plain(text) is wanted
        if wanted:
            assert read_header(text, "f.rq").lines
