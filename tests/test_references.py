"""References as they are written: read back by the programs that people use, and as text."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Sequence
from io import StringIO
from pathlib import Path
from typing import TextIO

import pyoxigraph as ox
import pytest
import rispy
from bibtexparser.entrypoint import parse_string
from hypothesis import given
from hypothesis import strategies as st

from irc_kg.publishing import Library, Reference, with_own_keys
from irc_kg.publishing.styles import (
    to_harvard,
    to_vancouver,
    write_bibtex,
    write_csl,
    write_harvard,
    write_ris,
    write_vancouver,
)
from irc_kg.store import Store
from irc_kg.store.datatypes import PartialDate
from irc_kg.store.project_files import find_project

MINIATURE = Path(__file__).parent / "project"
PLAN = "https://w3id.org/irc-kg/id/bus-plan-2020"
HEAD = """
@prefix biro: <http://purl.org/spar/biro/> .
@prefix dcterms: <http://purl.org/dc/terms/> .
@prefix irc: <https://w3id.org/irc-kg/ontology#> .
@prefix kg: <https://w3id.org/irc-kg/id/> .
@prefix rdfs: <http://www.w3.org/2000/01/rdf-schema#> .
@prefix schema: <https://schema.org/> .
@prefix town: <https://example.org/town#> .
@prefix xsd: <http://www.w3.org/2001/XMLSchema#> .
<> a irc:EvidenceGraph ; dcterms:source kg:bus-plan-2020 ; irc:section "Companies" .
kg:bus-plan-2020 rdfs:label "Bus plan 2020"@en .
"""
# What TeX prints for the words that no text can hold as they are.
TEX = {
    r"\textbackslash{}": "\\",
    r"\textbraceleft{}": "{",
    r"\textbraceright{}": "}",
    r"\textasciitilde{}": "~",
    r"\textasciicircum{}": "^",
    **{f"\\{character}": character for character in "&%$#_"},
}
HOSTILE = st.text(st.sampled_from("{}\\&%_#$~^@\"'`,=-*| \n\r\t\x00\x1b\x85\u2028é漢😀aTY")) | st.text()
REPORT = Reference(
    iri=PLAN,
    key="bus-plan-2020",
    type="report",
    title="Bus plan 2020",
    genre="Plan",
    authors=("Council of the Town", "Town Buses"),
    publisher="Council of the Town",
    issued=PartialDate(2020, 3),
    number="T/20",
    url="https://example.org/plan",
    checked=PartialDate(2026, 11, 28),
    is_seen=True,
    note="Reference 2 of Street plan.",
)


def library_of(turtle: str, of_another: str = "") -> Library:
    """The references of the miniature project, one of whose files says this; maybe one of another source."""
    folder = MINIATURE / "graph" / "bus-plan-2020"
    texts = {folder / "companies.ttl": (HEAD + turtle).encode()}
    if of_another:
        head = HEAD.replace("dcterms:source kg:bus-plan-2020", "dcterms:source kg:street-plan")
        texts[folder / "lines.ttl"] = (head + of_another).encode()
    return Library(Store(find_project(MINIATURE), texts))


def plan(turtle: str) -> Reference:
    return library_of(turtle).reference(PLAN)


def write(writer: Callable[[Sequence[Reference], TextIO], None], *references: Reference) -> str:
    out = StringIO()
    writer(references, out)
    return out.getvalue()


def bibtex_entries(text: str) -> list[dict[str, str]]:
    """The entries that bibtexparser finds, each field as TeX prints it."""
    library = parse_string(text)
    assert not library.failed_blocks
    return [
        {"key": entry.key, "kind": entry.entry_type}
        | {field.key: print_as_tex(str(field.value)) for field in entry.fields}
        for entry in library.entries
    ]


def print_as_tex(text: str) -> str:
    words = "|".join(map(re.escape, TEX))
    return re.sub(f"({words})|[{{}}]", lambda match: TEX[match[1]] if match[1] else "", text)


class TestWhatIsKnown:
    def test_of_a_source_with_nothing_but_a_name_nothing_is_made_up(self) -> None:
        assert plan("").csl() == {"id": "bus-plan-2020", "type": "document", "title": "Bus plan 2020"}

    def test_all_that_the_graph_states_of_a_source(self) -> None:
        reference = plan("""
            town:Document irc:referenceType "report" .
            kg:bus-plan-2020 a town:Document ; dcterms:title "The plan of the buses" ;
              dcterms:creator kg:town-buses, kg:council ; dcterms:publisher kg:council ;
              dcterms:issued "2020-03"^^xsd:gYearMonth ; schema:url "https://example.org/plan"^^xsd:anyURI ;
              irc:addressSeenOn "2026-11-28"^^xsd:date ; schema:creditText "Council 2020"@en .
            kg:council rdfs:label "Council of the Town"@en . kg:town-buses rdfs:label "Town Buses"@en .
            """)
        assert reference.csl() == {
            "id": "bus-plan-2020",
            "type": "report",
            "title": "The plan of the buses",
            "genre": "Document",
            "author": [{"literal": "Council of the Town"}, {"literal": "Town Buses"}],
            "publisher": "Council of the Town",
            "issued": {"date-parts": [[2020, 3]]},
            "URL": "https://example.org/plan",
            "accessed": {"date-parts": [[2026, 11, 28]]},
            "note": "Council 2020.",
        }

    def test_a_class_below_one_with_a_type_has_that_type(self) -> None:
        turtle = """
            kg:bus-plan-2020 a town:Document . town:Document rdfs:subClassOf town:Text .
            town:Text irc:referenceType "webpage" ."""
        assert (plan(turtle).type, plan(turtle).genre) == ("webpage", "Document")

    @pytest.mark.parametrize(
        ("dates", "issued"),
        [
            ('"2020"^^xsd:gYear, "2020-03"^^xsd:gYearMonth', PartialDate(2020, 3)),
            ('"2020"^^xsd:gYear, "2021-03"^^xsd:gYearMonth', None),
            ('"2020-02-31"^^xsd:date', None),
            ('"soon"', None),
        ],
    )
    def test_the_most_exact_date_holds_and_none_where_they_contradict(
        self, dates: str, issued: PartialDate | None
    ) -> None:
        assert plan(f"kg:bus-plan-2020 dcterms:issued {dates} .").issued == issued

    def test_an_address_that_was_looked_for_in_vain_was_not_accessed(self) -> None:
        reference = plan("""
            kg:bus-plan-2020 schema:url "https://example.org/plan"^^xsd:anyURI ;
              irc:addressNotSeenOn "2026-11-28"^^xsd:date .""")
        assert reference.csl() == {
            "id": "bus-plan-2020",
            "type": "document",
            "title": "Bus plan 2020",
            "URL": "https://example.org/plan",
            "note": "Address not confirmed on 28 November 2026.",
        }

    def test_of_two_looks_at_an_address_the_later_one_counts(self) -> None:
        turtle = """
            kg:bus-plan-2020 schema:url "https://example.org/plan"^^xsd:anyURI ;
              irc:addressNotSeenOn "2026-11-28"^^xsd:date ; irc:addressSeenOn "{}"^^xsd:date ."""
        assert plan(turtle.format("2026-11-29")).access_day == PartialDate(2026, 11, 29)
        assert plan(turtle.format("2026-11-27")).access_day is None

    def test_that_no_address_was_found_is_a_note(self) -> None:
        reference = plan('kg:bus-plan-2020 irc:addressNotSeenOn "2026-11-28"^^xsd:date .')
        assert (reference.url, reference.access_day) == ("", None)
        assert reference.note == "No address was found on 28 November 2026."

    def test_what_whoever_looked_says_of_the_address_stands_behind_it(self) -> None:
        seen = """
            kg:bus-plan-2020 schema:url "https://example.org/plan"^^xsd:anyURI ;
              irc:addressSeenOn "2026-11-28"^^xsd:date ;
              <http://www.w3.org/2004/02/skos/core#note> "the home page, not the plan"@en ."""
        reference = plan(seen)
        remark = "On the address: the home page, not the plan."
        assert reference.note == remark
        assert to_harvard(reference).endswith(
            f"https://example.org/plan (Accessed: 28 November 2026). {remark}"
        )
        assert to_vancouver(reference).endswith(f"Available from: https://example.org/plan {remark}")
        in_vain = plan(seen.replace("addressSeenOn", "addressNotSeenOn"))
        assert in_vain.note == f"Address not confirmed on 28 November 2026. {remark}"
        assert remark not in to_harvard(in_vain) + to_vancouver(in_vain)

    def test_what_is_known_of_the_time_of_an_undated_document_is_a_note(self) -> None:
        reference = plan("""
            irc:notBefore rdfs:label "was written no earlier than"@en .
            kg:bus-plan-2020 irc:notBefore "2014"^^xsd:gYear .""")
        assert reference.note == "Was written no earlier than 2014."

    def test_a_document_that_tells_of_its_time_is_named(self) -> None:
        reference = plan("""
            irc:writtenAfter rdfs:label "was written after"@en . kg:street-plan rdfs:label "Street plan"@en .
            kg:bus-plan-2020 irc:writtenAfter kg:street-plan .""")
        assert reference.note == "Was written after Street plan."


class TestEntriesOfLists:
    ENTRY = """
        kg:ref-2 irc:titleAsPrinted "Street plan (summary)" ; irc:referenceNumber 2 ;
          irc:publisherAsPrinted "CT" ; irc:addressAsPrinted "https://example.org/street plan" ;
          dcterms:isPartOf kg:bus-plan-2020 ; biro:references kg:street-plan ."""

    def entry(self, turtle: str = "") -> Reference:
        return library_of(self.ENTRY + turtle).reference("https://w3id.org/irc-kg/id/ref-2")

    def test_is_given_as_it_is_printed(self) -> None:
        assert self.entry().csl() == {
            "id": "ref-2",
            "type": "document",
            "title": "Street plan (summary)",
            "publisher": "CT",
            "URL": "https://example.org/street%20plan",
            "note": "Reference 2 of Bus plan 2020.",
        }

    def test_what_it_stands_for_adds_who_and_when(self) -> None:
        entry = self.entry("""
            kg:street-plan dcterms:publisher kg:council ; dcterms:creator kg:council ;
              dcterms:issued "2019"^^xsd:gYear . kg:council rdfs:label "Council of the Town"@en .""")
        assert (entry.publisher, entry.authors) == ("Council of the Town", ("Council of the Town",))
        assert entry.issued == PartialDate(2019)

    def test_what_its_own_document_says_of_that_counts_before_what_others_say(self) -> None:
        own = 'kg:street-plan dcterms:publisher "Council" .'
        others = 'kg:street-plan dcterms:publisher "Buses" ; dcterms:issued "2019"^^xsd:gYear .'
        library = library_of(self.ENTRY + own, of_another=others)
        entry = library.reference("https://w3id.org/irc-kg/id/ref-2")
        assert (entry.publisher, entry.issued) == ("Council", PartialDate(2019))

    def test_a_printed_date_comes_before_any_other(self) -> None:
        entry = self.entry("""
            kg:ref-2 irc:dateAsPrinted "2018"^^xsd:gYear .
            kg:street-plan dcterms:issued "2019"^^xsd:gYear .""")
        assert entry.issued == PartialDate(2018)

    def test_of_an_entry_for_two_things_only_what_is_printed_is_known(self) -> None:
        entry = self.entry("""
            kg:ref-2 biro:references kg:other . kg:street-plan dcterms:issued "2019"^^xsd:gYear .""")
        assert entry.issued is None

    def test_what_it_stands_for_is_cited_by_it_and_by_who_speaks_of_it(self) -> None:
        other = 'kg:ref-3 irc:titleAsPrinted "Other" ; biro:references kg:other .'
        library = library_of(self.ENTRY + other + 'kg:street-plan dcterms:issued "2019"^^xsd:gYear .')
        found = library.about("https://w3id.org/irc-kg/id/street-plan")
        assert [reference.key for reference in found] == ["ref-2", "bus-plan-2020"]


def test_a_source_is_itself_its_reference_whatever_others_say_of_it() -> None:
    library = library_of("", of_another='kg:bus-plan-2020 dcterms:issued "2020"^^xsd:gYear .')
    [reference] = library.about(PLAN)
    assert (reference.key, reference.issued) == ("bus-plan-2020", PartialDate(2020))
    assert [each.key for each in library.about("https://w3id.org/irc-kg/id/street-plan")] == ["street-plan"]


def test_letters_beyond_ascii_stay_as_they_are() -> None:
    for writer in (write_csl, write_ris, write_bibtex, write_harvard, write_vancouver):
        assert "Café 漢字" in write(writer, Reference(PLAN, "a", "report", "Café 漢字"))


def test_all_are_the_sources_and_then_the_entries_by_their_numbers() -> None:
    printed = 'irc:titleAsPrinted "A title" ; dcterms:isPartOf kg:bus-plan-2020'
    numbered = "".join(f"kg:ref-{n} {printed} ; irc:referenceNumber {n} ." for n in (10, 2, 0))
    keys = [reference.key for reference in library_of(f"{numbered} kg:ref-a {printed} .").all()]
    assert keys == ["bus-plan-2020", "ref-0", "ref-a", "ref-2", "ref-10"]


class TestReadBack:
    def test_what_is_not_known_is_left_out_everywhere(self) -> None:
        bare = Reference(PLAN, "a", "document", "Title")
        assert bibtex_entries(write(write_bibtex, bare)) == [{"key": "a", "kind": "misc", "title": "Title"}]
        assert rispy.loads(write(write_ris, bare)) == [
            {"type_of_reference": "GEN", "id": "a", "title": "Title"}
        ]

    def test_csl_json(self) -> None:
        assert json.loads(write(write_csl, REPORT)) == [
            {
                "id": "bus-plan-2020",
                "type": "report",
                "title": "Bus plan 2020",
                "genre": "Plan",
                "author": [{"literal": "Council of the Town"}, {"literal": "Town Buses"}],
                "publisher": "Council of the Town",
                "issued": {"date-parts": [[2020, 3]]},
                "number": "T/20",
                "URL": "https://example.org/plan",
                "accessed": {"date-parts": [[2026, 11, 28]]},
                "note": "Reference 2 of Street plan.",
            }
        ]

    def test_ris(self) -> None:
        assert rispy.loads(write(write_ris, REPORT)) == [
            {
                "type_of_reference": "RPRT",
                "id": "bus-plan-2020",
                "title": "Bus plan 2020",
                "authors": ["Council of the Town", "Town Buses"],
                "publisher": "Council of the Town",
                "year": "2020",
                "date": "2020/03/",
                "type_of_work": "Plan",
                "number": "T/20",
                "urls": ["https://example.org/plan"],
                "access_date": "2026/11/28",
                "notes": ["Reference 2 of Street plan."],
            }
        ]

    def test_bibtex(self) -> None:
        assert bibtex_entries(write(write_bibtex, REPORT)) == [
            {
                "key": "bus-plan-2020",
                "kind": "techreport",
                "title": "Bus plan 2020",
                "author": "Council of the Town and Town Buses",
                "institution": "Council of the Town",
                "year": "2020",
                "month": "mar",
                "date": "2020-03",
                "type": "Plan",
                "number": "T/20",
                "url": "https://example.org/plan",
                "urldate": "2026-11-28",
                "note": "Reference 2 of Street plan.",
            }
        ]

    def test_a_name_with_and_in_it_is_one_name_to_bibtex(self) -> None:
        names = ("Health and Care, Wales", "Town Buses")
        text = write(write_bibtex, Reference(PLAN, "a", "report", "A", authors=names))
        assert "author = {{Health and Care, Wales} and {Town Buses}}" in text

    @given(title=HOSTILE, author=HOSTILE)
    def test_whatever_is_in_a_title_or_a_name(self, title: str, author: str) -> None:
        reference = plan(f"""
            kg:bus-plan-2020 dcterms:title {ox.Literal(title)} ; dcterms:creator {ox.Literal(author)} .""")
        other = Reference("https://example.org/other", "other", "webpage", "Other")
        [items, records, entries] = [
            json.loads(write(write_csl, reference, other)),
            rispy.loads(write(write_ris, reference, other)),
            bibtex_entries(write(write_bibtex, reference, other)),
        ]
        assert [len(items), len(records), len(entries)] == [2, 2, 2]
        assert [item["title"] for item in items] == [reference.title, "Other"]
        assert [record["title"] for record in records] == [reference.title, "Other"]
        assert [entry["title"] for entry in entries] == [reference.title, "Other"]
        written_names = [item["literal"] for item in items[0].get("author", [])]
        assert written_names == [name for name in reference.authors if name]
        assert "".join(records[0].get("authors", [])) == "".join(reference.authors)
        assert entries[0].get("author", "") == "".join(reference.authors)

    @given(title=HOSTILE)
    def test_a_title_loses_nothing_but_line_ends_and_control_characters(self, title: str) -> None:
        found = plan(f"kg:bus-plan-2020 dcterms:title {ox.Literal(title)} .").title
        wanted = " ".join(re.sub(r"[\x00-\x08\x0e-\x1b\x7f-\x84\x86-\x9f]", "\ufffd", title).split())
        assert found == (wanted or "Bus plan 2020")

    def test_two_sources_with_the_same_key_stay_apart(self) -> None:
        others = [Reference(f"https://example.org/{n}", "a", "report", str(n)) for n in range(3)]
        assert [each.key for each in with_own_keys([*others, others[0]])] == ["a", "a-2", "a-3"]


class TestStyles:
    """Strings worked out by hand."""

    def test_a_report_with_everything(self) -> None:
        assert to_harvard(REPORT) == (
            "Council of the Town and Town Buses (2020) Bus plan 2020. T/20. Available at: "
            "https://example.org/plan (Accessed: 28 November 2026)."
        )
        assert to_vancouver(REPORT) == (
            "Council of the Town; Town Buses. Bus plan 2020 [Internet]. T/20. 2020 Mar [cited 2026 Nov 28]. "
            "Available from: https://example.org/plan"
        )

    def test_nothing_but_a_title(self) -> None:
        bare = Reference(PLAN, "a", "document", "What is a bus?")
        assert to_harvard(bare) == "What is a bus? (no date)."
        assert to_vancouver(bare) == "What is a bus? [date unknown]."

    def test_a_publisher_who_is_not_the_author(self) -> None:
        made = Reference(
            PLAN, "a", "report", "Plan", authors=("A", "B", "C"), publisher="D", issued=PartialDate(2020)
        )
        assert to_harvard(made) == "A, B and C (2020) Plan. D."
        assert to_vancouver(made) == "A; B; C. Plan. D; 2020."

    def test_no_author_is_made_of_the_publisher(self) -> None:
        made = Reference(PLAN, "a", "report", "Plan", publisher="D", issued=PartialDate(2020))
        assert to_harvard(made) == "Plan (2020). D."
        assert to_vancouver(made) == "Plan. D; 2020."

    def test_an_address_that_was_not_confirmed_says_so(self) -> None:
        made = Reference(PLAN, "a", "report", "Plan", url="https://a.org/", checked=PartialDate(2026, 11, 28))
        assert to_harvard(made) == (
            "Plan (no date). Available at: https://a.org/ (address not confirmed, checked: 28 November 2026)."
        )
        assert to_vancouver(made) == (
            "Plan [Internet]. [date unknown] [address not confirmed, checked 2026 Nov 28]. "
            "Available from: https://a.org/"
        )

    def test_an_address_where_nobody_looked(self) -> None:
        made = Reference(PLAN, "a", "report", "Plan", url="https://a.org/")
        assert to_harvard(made) == "Plan (no date). Available at: https://a.org/."
        assert to_vancouver(made) == "Plan [Internet]. [date unknown]. Available from: https://a.org/"

    def test_lists_are_sorted_by_author_or_numbered_as_they_come(self) -> None:
        zebra, apple = (Reference(name, name, "report", name) for name in ("Zebra", "apple"))
        assert write(write_harvard, zebra, apple, zebra) == "apple (no date).\nZebra (no date).\n"
        assert write(write_vancouver, zebra, apple, zebra) == (
            "1. Zebra. [date unknown].\n2. apple. [date unknown].\n"
        )
