"""Briefs: what stands in one, and that Markdown, HTML and Word hold it whole, whatever the names are."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from dataclasses import replace
from html.parser import HTMLParser
from io import BytesIO, StringIO
from pathlib import Path
from typing import Any

import pyoxigraph as ox
import pypandoc
import pytest
from docx import Document
from docx.oxml.ns import qn
from hypothesis import given, settings
from hypothesis import strategies as st
from markdown_it import MarkdownIt

from irc_kg.provenance import Citation, Statement
from irc_kg.publishing import Library, Reference
from irc_kg.publishing.briefs import Composer, Matter, NothingToBriefError
from irc_kg.publishing.documents import Brief, Line, Mark, Part, write_docx, write_html, write_markdown
from irc_kg.publishing.styles import to_vancouver
from irc_kg.queries.answer import HeldTable
from irc_kg.queries.presentation import describe_cells
from irc_kg.store import Store
from irc_kg.store.datatypes import PartialDate
from irc_kg.store.project_files import find_project

KG = "https://w3id.org/irc-kg/id/"
MINIATURE = Path(__file__).parent / "project"
PREFIXES = """
@prefix biro: <http://purl.org/spar/biro/> .
@prefix dcterms: <http://purl.org/dc/terms/> .
@prefix irc: <https://w3id.org/irc-kg/ontology#> .
@prefix kg: <https://w3id.org/irc-kg/id/> .
@prefix org: <http://www.w3.org/ns/org#> .
@prefix rdfs: <http://www.w3.org/2000/01/rdf-schema#> .
@prefix skos: <http://www.w3.org/2004/02/skos/core#> .
@prefix town: <https://example.org/town#> .
@prefix xsd: <http://www.w3.org/2001/XMLSchema#> .
"""
ONTOLOGY = """
town:Claim rdfs:label "Point made"@en ; irc:labelIsSentence true ; irc:legendOrder 2 .
town:Goal rdfs:label "Goal"@en ; irc:labelIsSentence true ; irc:legendOrder 1 .
town:Hope rdfs:subClassOf town:Goal ; rdfs:label "Hope"@en .
irc:concerns rdfs:label "is about"@en .
irc:appliesIn rdfs:label "applies in"@en .
irc:namesAsNext rdfs:label "names as next"@en ; rdfs:subPropertyOf irc:resultsIn .
skos:note rdfs:label "note"@en .
irc:status rdfs:label "was checked thus"@en .
"""
EVIDENCE = """
<> a irc:EvidenceGraph ; dcterms:source kg:bus-plan-2020 ; irc:section "Companies" .
kg:bus-plan-2020 rdfs:label "Bus plan 2020"@en .
kg:north a irc:Nation ; rdfs:label "North"@en .
kg:south a irc:Nation ; rdfs:label "South"@en .
kg:tickets rdfs:label "Tickets"@en .
"""


TOWN_BUSES = """
    kg:town-buses a town:Company ; rdfs:label "Town Buses"@en ; town:since "1970"^^xsd:gYear .
    town:Company irc:legendOrder 9 . town:Line irc:legendOrder 1 .
"""


def library_of(turtle: str) -> Library:
    """The references of the miniature project, one of whose files says this."""
    files = find_project(MINIATURE)
    ontology = MINIATURE / "ontology" / "town.ttl"
    companies = MINIATURE / "graph" / "bus-plan-2020" / "companies.ttl"
    overlay = {
        companies: (PREFIXES + EVIDENCE + turtle).encode(),
        ontology: ontology.read_bytes() + (PREFIXES + ONTOLOGY).encode(),
    }
    return Library(Store(files, overlay))


def brief_on(*things: str, turtle: str = "") -> Brief:
    library = library_of(turtle)
    iris = [KG + thing for thing in things]
    titles = [library.store.label(iri) for iri in iris]
    return Composer(library, PartialDate(2026, 11, 28)).compose(Matter(iris, titles))


def outline(brief: Brief) -> list[tuple[str, str, str, str]]:
    """Each line of the parts with its title, its kind and its mark."""
    return [
        (part.title, kind, line.text, line.mark)
        for part in brief.parts
        for kind, lines in part.kinds
        for line in lines
    ]


class TestWhatIsSaid:
    def test_by_nation_and_kind_with_the_place_of_each(self) -> None:
        brief = brief_on(
            "tickets",
            turtle="""
            kg:a a town:Claim ; irc:paragraph 1 ; rdfs:label "Tickets are dear"@en ; irc:concerns kg:tickets ;
              irc:appliesIn kg:south .
            kg:b a town:Goal ; irc:paragraph 2 ; rdfs:label "Tickets for all"@en ; irc:concerns kg:tickets ;
              irc:appliesIn kg:south .
            kg:c a town:Claim ; irc:paragraph 3, 4 ; rdfs:label "Few buy them"@en ; irc:concerns kg:tickets .
            kg:d a town:Claim ; rdfs:label "All want them"@en ; irc:concerns kg:tickets ;
              irc:appliesIn kg:north, kg:south .
            kg:e a town:Claim ; rdfs:label "Cheap here"@en ; irc:concerns kg:tickets ;
              irc:appliesIn kg:north .
            """,
        )
        assert brief.title == "Tickets"
        assert brief.lead.startswith("What the sources of the graph state on this, in our words.")
        assert brief.lead.endswith("Where a line does not say whose word it is, it is that of the document.")
        assert outline(brief) == [
            ("North", "Point made", "Cheap here.", "[1, Companies]"),
            ("South", "Goal", "Tickets for all.", "[1, Companies, paragraph 2]"),
            ("South", "Point made", "Tickets are dear.", "[1, Companies, paragraph 1]"),
            ("North and South", "Point made", "All want them.", "[1, Companies]"),
            ("No nation named", "Point made", "Few buy them.", "[1, Companies, paragraphs 3, 4]"),
        ]
        assert [reference.title for reference in brief.references] == ["Bus plan 2020"]

    def test_what_is_no_sentence_by_itself_is_said_in_the_words_of_the_ontology(self) -> None:
        found = outline(brief_on("station", turtle=""))
        texts = [text for _title, _kind, text, _mark in found]
        assert texts == ["Blue line stops at Station.", "Red line stops at Station."]

    def test_what_is_said_of_the_thing_itself_too_and_dates_in_words(self) -> None:
        texts = [text for _title, _kind, text, _mark in outline(brief_on("red-line"))]
        assert "Red line has run since 1998." in texts
        assert outline(brief_on("town-buses", turtle=TOWN_BUSES))[0][1:3] == (
            "Company",
            "Town Buses has run since 1970.",
        )
        assert "Red line stops at Market." in texts
        assert not [text for text in texts if "is called" in text or "is a " in text or "R1" in text]

    def test_what_has_ended_says_so(self) -> None:
        ended = """kg:old a town:Company ; rdfs:label "Old Buses"@en ; irc:runs kg:tickets ;
            <https://schema.org/dissolutionDate> "2020-03-31"^^xsd:date . irc:runs rdfs:label "runs"@en ."""
        assert [text for _title, _kind, text, _mark in outline(brief_on("tickets", turtle=ended))] == [
            "Old Buses (until 31 March 2020) runs Tickets."
        ]
        composer = Composer(library_of(ended), PartialDate(2020, 3, 31))
        then = composer.compose(Matter([KG + "tickets"], ["Tickets"]))
        assert [text for _title, _kind, text, _mark in outline(then)] == ["Old Buses runs Tickets."]

    def test_a_sentence_that_is_said_of_two_things_stands_once(self) -> None:
        both = """kg:a a town:Claim ; irc:paragraph 1 ; rdfs:label "Dear"@en ;
            irc:concerns kg:tickets, kg:fares . kg:fares rdfs:label "Fares"@en ."""
        brief = brief_on("tickets", "fares", turtle=both)
        assert brief.title == "Tickets; Fares"
        assert [text for _title, _kind, text, _mark in outline(brief)] == ["Dear."]

    def test_of_a_long_list_the_beginning_and_how_many_are_left_out(self) -> None:
        many = "".join(
            f'kg:c{n} a town:Claim ; rdfs:label "Claim {n:02}"@en ; irc:concerns kg:tickets .'
            for n in range(20)
        )
        [(_kind, lines)] = brief_on("tickets", turtle=many).parts[0].kinds
        assert [line.text for line in lines][:2] == ["Claim 00.", "Claim 01."]
        assert len(lines) == 16
        assert lines[-1] == Line("And 5 more, which are left out here.")

    def test_what_the_source_cites_for_it_there_is_cited_with_it(self) -> None:
        brief = brief_on(
            "tickets",
            turtle="""
            kg:a a town:Claim ; irc:paragraph 1 ; rdfs:label "Dear"@en ; irc:concerns kg:tickets .
            kg:ref-1 irc:titleAsPrinted "On fares" ; irc:referenceNumber 1 ; irc:citedFor kg:a ;
              dcterms:isPartOf kg:bus-plan-2020 .
            """,
        )
        assert [mark for *_more, mark in outline(brief)] == ["[1, Companies, paragraph 1; citing 2]"]
        assert [reference.title for reference in brief.references] == ["Bus plan 2020", "On fares"]

    def test_several_places_in_a_section_are_cited_together(self) -> None:
        library = library_of("")
        plan = KG + "bus-plan-2020"
        places = [
            Citation(graph, plan, "Bus plan 2020", section, numbers, unit)
            for graph, section, numbers, unit in [
                ("a", "Lines", (3, 7), "paragraph"),
                ("b", "Lines", (1, 3), "paragraph"),
                ("c", "Stops", (), "paragraph"),
                ("d", "Lines", (2,), "row"),
                ("e", "Lines", (), "paragraph"),
            ]
        ]
        red = ox.NamedNode(KG + "red-line")
        made = tuple(Statement(red, red, red, place) for place in places)
        table = HeldTable(("line",), ((red,),), cite=lambda _rows: [made])
        brief = Composer(library).compose(Matter(titles=["Lines"], answer=table))
        assert [mark for *_more, mark in outline(brief)] == [
            "[1, Lines, paragraphs 1, 3, 7; 1, Stops; 1, Lines, row 2; 1, Lines]"
        ]

    def test_of_the_things_of_a_row_the_first_is_what_it_is_about(self) -> None:
        rows = ((ox.Literal("7"), ox.NamedNode(KG + "red-line"), ox.NamedNode(KG + "station")),)
        library = library_of("")
        table = HeldTable(("number", "line", "atStop"), rows, describe_cells(library.store))
        brief = Composer(library).compose(Matter(titles=["Lines"], answer=table))
        [(_title, kind, text, _mark)] = outline(brief)
        assert (kind, text) == ("Bus line", "Red line; number: 7; at stop: Station.")

    def test_of_what_no_source_speaks_there_is_no_brief(self) -> None:
        with pytest.raises(NothingToBriefError, match="No source of the graph says anything on Tickets"):
            brief_on("tickets")

    def test_addresses_and_what_is_about_the_source_are_no_matter(self) -> None:
        turtle = """
            kg:tickets <https://schema.org/sameAs> <https://example.org/other> ; skos:note "A note"@en ;
              irc:readFrom "a page" ; town:seeAlso <https://example.org/page> ."""
        with pytest.raises(NothingToBriefError):
            brief_on("tickets", turtle=turtle)

    def test_whose_word_a_point_is_with_how_many_said_so(self) -> None:
        """By whatever form of "is the word of" the files have."""
        brief = brief_on(
            "tickets",
            turtle="""
            kg:promised rdfs:subPropertyOf irc:isWordOf ; rdfs:label "is promised by"@en .
            kg:answered rdfs:subPropertyOf irc:isWordOf ; rdfs:label "was said in answer to"@en .
            kg:council rdfs:label "Town Council"@en . kg:town-buses rdfs:label "Town Buses"@en .
            kg:poll rdfs:label "The poll"@en ; irc:numberOfRespondents 122 .
            kg:a a town:Claim ; irc:paragraph 1 ; rdfs:label "Tickets are dear"@en ; irc:concerns kg:tickets ;
              kg:answered kg:poll ; irc:shareAsPrinted "two thirds" .
            kg:b a town:Claim ; irc:paragraph 2 ; rdfs:label "They get cheaper"@en ; irc:concerns kg:tickets ;
              kg:promised kg:town-buses, kg:council .
            kg:c a town:Claim ; irc:paragraph 3 ; rdfs:label "Few buy them"@en ; irc:concerns kg:tickets ;
              kg:answered kg:poll .
            kg:d a town:Claim ; irc:paragraph 4 ; rdfs:label "All want them"@en ; irc:concerns kg:tickets .
            """,
        )
        assert [text for _title, _kind, text, _mark in outline(brief)] == [
            "All want them.",
            "Few buy them. This was said in answer to The poll (122 answered).",
            "They get cheaper. This is promised by Town Council and Town Buses.",
            "Tickets are dear. This was said in answer to The poll (two thirds of the 122 who answered).",
        ]


class TestSince:
    EVENTS = """
        kg:a a town:Claim ; rdfs:label "Dear"@en ; irc:concerns kg:tickets, kg:fares .
        kg:fares rdfs:label "Fares"@en .
        kg:fall irc:paragraph 2 ; rdfs:label "Fares fell"@en ; irc:affects kg:fares ;
          dcterms:date "2021-03"^^xsd:gYearMonth ; irc:status "seen"@en ; irc:namesAsNext kg:passes .
        kg:passes rdfs:label "Passes"@en .
        kg:end irc:paragraph 3 ; rdfs:label "Tickets ended"@en ; irc:affects kg:tickets ;
          dcterms:date "2022"^^xsd:gYear ; skos:note "all of them"@en ; irc:status "seen; month not seen"@en .
        """

    def test_what_happened_to_the_matter_and_then_to_what_is_said_of_it(self) -> None:
        assert brief_on("tickets", turtle=self.EVENTS).since == (
            Line(
                "Tickets ended (2022). Note: all of them. Was checked thus: seen; month not seen.",
                (Mark(1, "Companies, paragraph 3"),),
            ),
            Line(
                "Fares fell (March 2021). Names as next: Passes.",
                (Mark(1, "Companies, paragraph 2"),),
            ),
        )

    def test_what_came_of_an_event_is_told_with_it_and_not_as_a_sentence(self) -> None:
        brief = brief_on("passes", turtle=self.EVENTS)
        assert outline(brief) == []
        assert [line.text[:10] for line in brief.since] == ["Fares fell"]

    def test_they_are_in_the_order_of_their_days_and_those_without_one_come_first(self) -> None:
        days = {"a": "2022-05", "b": "2021-12", "c": "2021-03", "d": ""}
        turtle = "".join(
            f'kg:{name} irc:affects kg:tickets ; rdfs:label "{name}"@en .'
            + (f'kg:{name} dcterms:date "{day}"^^xsd:gYearMonth .' if day else "")
            for name, day in days.items()
        )
        # Of several days of an event the earliest counts.
        turtle += 'kg:c dcterms:date "2023"^^xsd:gYear . [] irc:affects kg:tickets .'
        assert [line.text[0] for line in brief_on("tickets", turtle=turtle).since] == ["D", "C", "B", "A"]

    def test_several_things_that_came_of_an_event_are_in_the_order_of_their_names(self) -> None:
        turtle = """kg:split rdfs:label "Tickets split"@en ; irc:affects kg:tickets ;
            irc:namesAsNext kg:z, kg:y, kg:x . kg:x rdfs:label "Cards"@en . kg:y rdfs:label "Apps"@en .
            kg:z rdfs:label "Bills"@en ."""
        [line] = brief_on("tickets", turtle=turtle).since
        assert line.text == "Tickets split. Names as next: Apps, Bills and Cards."


class TestWhatIsNotThere:
    def test_nations_kinds_events_and_that_this_means_nothing(self) -> None:
        brief = brief_on(
            "tickets",
            turtle="""
            kg:a a town:Claim ; rdfs:label "Dear"@en ; irc:concerns kg:tickets ; irc:appliesIn kg:north .
            kg:b a town:Hope ; rdfs:label "Cheap"@en .
            """,
        )
        assert brief.not_covered == (
            "Nothing on this is stated for South by name.",
            "Nothing of these kinds is stated on this: Hope.",
            "The registers tell of nothing that has happened since to what is named here.",
            "That nothing is stated here does not mean that it is not so.",
        )

    def test_where_all_is_there_only_the_caveat(self) -> None:
        brief = brief_on(
            "tickets",
            turtle="""
            kg:a a town:Claim ; rdfs:label "Dear"@en ; irc:concerns kg:tickets ;
              irc:appliesIn kg:north, kg:south .
            kg:end rdfs:label "Tickets ended"@en ; irc:affects kg:tickets .
            """,
        )
        assert brief.not_covered == ("That nothing is stated here does not mean that it is not so.",)

    def test_the_day_and_the_state_of_the_graph(self, miniature: Path) -> None:
        library = Library(Store(find_project(miniature)))
        brief = Composer(library, PartialDate(2026, 11, 28)).compose(Matter([KG + "red-line"], ["Red line"]))
        day = library.store.files.newest_change()
        assert brief.made == f"Made on 28 November 2026 from project, newest change {day}."

    def test_what_the_licence_of_a_source_asks_for(self) -> None:
        credit = 'kg:bus-plan-2020 <https://schema.org/creditText> "Contains timetables."@en .'
        assert brief_on("station", turtle=credit).made.endswith(". Contains timetables.")


HOSTILE = st.text(
    st.sampled_from("#*_`[]()<>&|\\!~-+=.:1x\"'@{} \ufffe\uffff\x0b漢😀é"), min_size=1, max_size=30
) | st.text(min_size=1, max_size=30)
LINES = HOSTILE.map(lambda text: " ".join(re.sub(r"[\x00-\x1f\x7f-\x9f]", "", text).split())).filter(bool)


def brief_of(text: str, title: str = "A source") -> Brief:
    """A brief in which a text stands wherever one can stand."""
    references = (
        Reference(KG + "a", "a", "report", title, authors=(text,), url="https://example.org/a"),
        Reference(KG + "b", "b", "webpage", text, url="javascript:alert(1)"),
    )
    line = Line(text, (Mark(1, text), Mark(2, is_support=True)))
    return Brief(text, text, (Part(text, ((text, (line,)),)),), (line,), (text,), references, text)


def fit(text: str) -> str:
    """A text as XML can hold it."""
    return re.sub("[\ufffe\uffff]", "\ufffd", text)


def write_text(write: Callable[[Brief, StringIO], None], brief: Brief) -> str:
    out = StringIO()
    write(brief, out)
    return out.getvalue()


class TestMarkdown:
    @given(text=LINES)
    def test_it_reads_back_as_the_text_that_it_was_made_of(self, text: str) -> None:
        brief = brief_of(text)
        tokens = MarkdownIt().parse(write_text(write_markdown, brief))
        texts = [plain(token.children) for token in tokens if token.type == "inline"]
        marked = f"{text} {brief.parts[0].kinds[0][1][0].mark}"
        first, second = map(to_vancouver, brief.references)
        assert texts == [
            *(text, text, text, text, marked, "What has happened since", marked),
            *("What is not stated here", text, "References", first, second, text),
        ]


def plain(children: Any) -> str:  # noqa: ANN401  (tokens of the parser)
    """What a reader of Markdown shows of a line."""
    return "".join(
        child.content for child in children if child.type in {"text", "text_special", "code_inline"}
    )


class _Page(HTMLParser):
    """What a browser would find in a page."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.tags: list[str] = []
        self.links: list[str] = []
        self.text = ""
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append(tag)
        self.links += [value or "" for name, value in attrs if name in {"href", "src"}]

    def handle_data(self, data: str) -> None:
        self.text += data


class TestHtml:
    @given(text=LINES)
    def test_no_text_becomes_markup(self, text: str) -> None:
        usual, hostile = (_Page(write_text(write_html, brief_of(each))) for each in ("Usual", text))
        assert hostile.tags == usual.tags
        assert set(hostile.links) == {
            "data:,",  # an icon, for which a server would be asked else
            "#reference-1",
            "#reference-2",
            "https://example.org/a",
        }
        assert hostile.text.count(fit(text)) >= usual.text.count("Usual")

    def test_it_needs_nothing_else_and_lets_nothing_in(self) -> None:
        html = write_text(write_html, brief_of("A"))
        assert "script" not in _Page(html).tags
        assert "default-src 'none'" in html
        assert "prefers-color-scheme: dark" in html
        assert "@media print" in html


def write_file(brief: Brief, path: Path) -> Path:
    with path.open("wb") as out:
        write_docx(brief, out)
    return path


def instructions(document: Any) -> list[str]:  # noqa: ANN401  (of the library)
    return [code.text.strip() for code in document.element.body.iter(qn("w:instrText"))]


class TestWord:
    @settings(max_examples=25)
    @given(text=LINES)
    def test_all_texts_are_in_place_and_each_citation_is_a_field(self, text: str) -> None:
        brief = brief_of(text)
        out = BytesIO()
        write_docx(brief, out)
        document = Document(BytesIO(out.getvalue()))
        line = brief.since[0]
        texts = [paragraph.text for paragraph in document.paragraphs]
        first, second = map(to_vancouver, brief.references)
        assert texts == [
            *map(fit, (text, text, text, text, f"{text} {line.mark}")),
            *("What has happened since", fit(f"{text} {line.mark}"), "What is not stated here", fit(text)),
            *("References", fit(f"1. {first}"), fit(f"2. {second}")),
        ]
        assert document.sections[0].footer.paragraphs[0].text == fit(text)
        codes = instructions(document)
        citations = [code.removeprefix("ADDIN ZOTERO_ITEM CSL_CITATION ") for code in codes[:-1]]
        fields = [json.loads(citation) for citation in citations]
        assert [field["properties"]["plainCitation"] for field in fields] == [line.mark, line.mark]
        assert [field["properties"]["noteIndex"] for field in fields] == [0, 0]  # they stand in the text
        items = fields[0]["citationItems"]
        assert [item["itemData"] for item in items] == [reference.csl() for reference in brief.references]
        assert (items[0]["locator"], items[1]["prefix"]) == (text, "citing ")
        assert codes[-1] == (
            'ADDIN ZOTERO_BIBL {"uncited": [], "omitted": [], "custom": []} CSL_BIBLIOGRAPHY'
        )

    def test_it_has_the_outline_that_word_shows(self) -> None:
        out = BytesIO()
        write_docx(brief_of("A"), out)
        document: Any = Document(BytesIO(out.getvalue()))
        styles = [paragraph.style.name for paragraph in document.paragraphs]
        assert styles == [
            *("Title", "Normal", "Heading 1", "Heading 2", "List Bullet"),
            *("Heading 1", "List Bullet", "Heading 1", "List Bullet", "Heading 1", "Normal", "Normal"),
        ]

    def test_it_is_for_paper_of_the_size_a4(self) -> None:
        out = BytesIO()
        write_docx(brief_of("A"), out)
        section: Any = Document(BytesIO(out.getvalue())).sections[0]
        assert (section.page_width.mm, section.page_height.mm) == pytest.approx((210, 297), abs=0.1)

    def test_each_field_begins_shows_its_text_and_ends(self) -> None:
        out = BytesIO()
        write_docx(brief_of("A"), out)
        marks = Document(BytesIO(out.getvalue())).element.body.iter(qn("w:fldChar"))
        kinds = [mark.get(qn("w:fldCharType")) for mark in marks]
        assert kinds == ["begin", "separate", "end"] * 3

    def test_no_two_citations_have_the_same_name(self) -> None:
        out = BytesIO()
        write_docx(brief_of("A"), out)
        codes = instructions(Document(BytesIO(out.getvalue())))
        names = [json.loads(code.partition("CSL_CITATION ")[2])["citationID"] for code in codes[:-1]]
        assert len(set(names)) == len(names) == 2

    @pytest.mark.parametrize(
        "title", ["A source", "Tom & Jerry's <plan> \\ {x}_1 100% #2", "漢字 😀 é", 'He said "no" -- @a; [b]']
    )
    def test_every_reference_survives_the_way_through_pandoc(self, tmp_path: Path, title: str) -> None:
        brief = brief_of("A line", title)
        path = write_file(brief, tmp_path / "a.docx")
        read = json.loads(pypandoc.convert_file(str(path), "json", format="docx+citations"))
        assert cited_ids(read) == ["a", "b"] * 2
        items = json.loads(pypandoc.convert_file(str(path), "csljson", format="docx+citations"))
        by_id = {item["id"]: item for item in items}
        assert by_id.keys() == {"a", "b"}
        assert by_id["a"]["title"] == title
        assert by_id["a"]["author"] == [{"literal": "A line"}]

    def test_without_references_there_is_no_list_of_them(self) -> None:
        brief = replace(brief_of("A"), references=(), parts=(), since=())
        out = BytesIO()
        write_docx(brief, out)
        document = Document(BytesIO(out.getvalue()))
        assert instructions(document) == []
        texts = ["\n".join(paragraph.text for paragraph in document.paragraphs)]
        texts += [write_text(write_markdown, brief), write_text(write_html, brief)]
        assert [text for text in texts if "References" in text or "<ol>" in text] == []


def cited_ids(node: Any) -> list[str]:  # noqa: ANN401  (the tree of pandoc)
    """The references that the citations of a document of pandoc name, in their order."""
    if isinstance(node, dict):
        if node.get("t") == "Cite":
            return [citation["citationId"] for citation in node["c"][0]]
        return [found for value in node.values() for found in cited_ids(value)]
    return [found for value in node for found in cited_ids(value)] if isinstance(node, list) else []
