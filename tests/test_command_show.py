"""``irc-kg show`` and ``irc-kg find`` on the miniature project."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from openpyxl import load_workbook
from running import RunCommand

from irc_kg import open as irc_kg_of


@pytest.mark.parametrize("name", ["Red line", "r1", "kg:red-line"])
def test_all_that_is_said_has_its_source_and_place(irc_kg: RunCommand, miniature: Path, name: str) -> None:
    run = irc_kg("show", name, "--root", miniature)
    assert run.out.startswith("Red line  (kg:red-line)\n")
    [since] = [line for line in run.out.splitlines() if line.startswith("has run since")]
    assert since.split("  ")[-1].strip() == "graph/bus-plan-2020/lines.ttl:20"
    assert "Bus plan 2020, Lines, paragraph 1" in since


def test_what_mentions_a_thing_reads_the_other_way(irc_kg: RunCommand, miniature: Path) -> None:
    run = irc_kg("show", "12345", "--root", miniature)
    assert [
        line.split("  ")[0]
        for line in run.out.splitlines()
        if "line" in line.split("  ")[-2:][0] or "runs" in line
    ]
    assert any(line.startswith("runs ") and "Blue line" in line for line in run.out.splitlines())


def test_several_paragraphs_are_all_named(irc_kg: RunCommand, miniature: Path) -> None:
    assert "Lines, paragraphs 1, 2" in irc_kg("show", "Station", "--root", miniature).out


def test_a_misspelt_name_is_answered_with_what_is_close(irc_kg: RunCommand, miniature: Path) -> None:
    run = irc_kg("show", "Red lien", "--root", miniature)
    assert (run.code, run.out) == (2, "")
    assert "Did you mean Red line?" in run.err


def test_an_iri_of_which_nothing_is_said(irc_kg: RunCommand, miniature: Path) -> None:
    run = irc_kg("show", "kg:nobody", "--root", miniature)
    assert run.code == 2
    assert "Nothing is said of kg:nobody" in run.err


def test_things_are_found_by_a_part_of_a_name(irc_kg: RunCommand, miniature: Path) -> None:
    run = irc_kg("find", "LINE", "--format", "tsv", "--root", miniature)
    assert [line.split("\t")[2] for line in run.out.splitlines()[1:]] == [
        '"kg:blue-line"',
        '"town:Line"',
        '"kg:red-line"',
    ]


def test_things_are_found_by_identifier(irc_kg: RunCommand, miniature: Path) -> None:
    assert "Town Buses" in irc_kg("find", "12345", "--root", miniature).out


def test_what_is_found_and_said_has_names_in_csv(irc_kg: RunCommand, miniature: Path) -> None:
    run = irc_kg("find", "market", "--format", "csv", "--root", miniature)
    assert run.out == "thing,kind,curie,found by\r\nMarket,Bus stop,kg:market,Market\r\n"
    run = irc_kg("show", "Red line", "--format", "csv", "--root", miniature)
    assert run.out.splitlines()[0] == "says,value,source,file"
    assert 'stops at,Market,"Bus plan 2020, Lines, paragraph 1",graph' in run.out


def test_nothing_found_suggests_what_is_close(irc_kg: RunCommand, miniature: Path) -> None:
    run = irc_kg("find", "Staton", "--root", miniature)
    assert run.code == 0
    assert "Did you mean Station?" in run.err


def test_machines_get_the_parts_of_a_citation_apart(irc_kg: RunCommand, miniature: Path) -> None:
    run = irc_kg("show", "Red line", "--format", "json", "--root", miniature)
    [since] = [
        {name: cell["value"] for name, cell in row.items()}
        for row in json.loads(run.out)["results"]["bindings"]
        if row["predicate"]["value"].endswith("since")
    ]
    assert since == {
        "subject": "https://w3id.org/irc-kg/id/red-line",
        "predicate": "https://example.org/town#since",
        "object": "1998",
        "document": "https://w3id.org/irc-kg/id/bus-plan-2020",
        "section": "Lines",
        "paragraph": "1",
        "graph": "https://w3id.org/irc-kg/graph/bus-plan-2020/lines",
        "file": "graph/bus-plan-2020/lines.ttl",
        "line": "20",
    }


def test_what_a_source_states_is_shown_in_reading_order(irc_kg: RunCommand, miniature: Path) -> None:
    run = irc_kg("show", "--source", "Bus plan 2020", "--format", "tsv", "--root", miniature)
    rows = [line.split("\t") for line in run.out.splitlines()[1:]]
    assert [row[5].strip('"') for row in rows if row[4] == '"Lines"'] == sorted(
        row[5].strip('"') for row in rows if row[4] == '"Lines"'
    )
    assert {row[4] for row in rows} == {'"Companies"', '"Lines"'}


def test_what_is_no_source_is_answered_with_those_there_are(irc_kg: RunCommand, miniature: Path) -> None:
    run = irc_kg("show", "--source", "Red line", "--root", miniature)
    assert run.code == 2
    assert "'Red line' is no source of the graph. Its sources are:\n  Bus plan 2020" in run.err
    assert irc_kg("show", "--root", miniature).code == 2


TEXT = """# Bus plan 2020

# Lines

The red line runs since 1998 by the market and the

station.
The blue line runs to the station.

# Companies

Town Buses runs both.
"""


@pytest.fixture
def texts(miniature: Path) -> Path:
    """A folder with the text of the bus plan, which the miniature project then names."""
    folder = miniature.parent / "texts"
    folder.mkdir()
    (folder / "plan.txt").write_text(TEXT, encoding="utf-8")
    companies = miniature / "graph" / "bus-plan-2020" / "companies.ttl"
    written = companies.read_text(encoding="utf-8")
    companies.write_text(
        written.replace("    a town:Document ;", '    a town:Document ;\n    irc:fileName "plan.txt" ;'),
        encoding="utf-8",
    )
    return folder


def test_the_paragraphs_are_printed_for_those_who_have_them(
    irc_kg: RunCommand, miniature: Path, texts: Path
) -> None:
    run = irc_kg("show", "Blue line", "--sources", texts, "--root", miniature)
    assert run.code == 0, run.err
    assert run.out.endswith(
        "\nIn the words of the sources:\n\n"
        "Bus plan 2020, Lines, paragraph 2\n  “The blue line runs to the station.”\n"
    )


def test_what_a_source_says_is_quoted_wherever_it_is_cited(
    irc_kg: RunCommand, miniature: Path, texts: Path, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    asked = ["lines-at-stop", "--root", miniature]
    place = "Bus plan 2020, Lines, paragraph 2"
    table = irc_kg("query", *asked, "--sources", texts)
    assert table.out.count("In the words of the sources:") == 1
    assert f"\n{place}\n  “The blue line runs to the station.”\n" in table.out
    assert irc_kg("query", *asked, "-f", "markdown", "--sources", texts).out.endswith(
        f"\n> “The blue line runs to the station.”\n>\n> {place}\n"
    )
    monkeypatch.setenv("IRC_KG_SOURCES", str(texts))
    assert irc_kg("query", *asked).out == table.out
    heading, *_, last = irc_kg("query", *asked, "-f", "csv").out.splitlines()
    assert heading == "line,number,source,in the words of the source"
    assert last == f'Blue line,2,"{place}","{place}: “The blue line runs to the station.”"'
    answer = json.loads(irc_kg("query", *asked, "-f", "json").out)
    assert answer["head"]["vars"][-1] == "in_the_words_of_the_source"
    assert answer["results"]["bindings"][1]["in_the_words_of_the_source"]["value"].startswith(f"{place}: “")
    irc_kg("query", *asked, "-o", tmp_path / "lines.xlsx")
    sheet = load_workbook(tmp_path / "lines.xlsx")["Answer"]
    assert sheet["D3"].value == f"{place}: “The blue line runs to the station.”"


def test_a_query_that_is_typed_is_quoted_where_the_folder_is_named(
    irc_kg: RunCommand, miniature: Path, texts: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked = ["query", "-e", "SELECT ?line { ?line town:number 2 }", "-f", "csv", "--root", miniature]
    quoted = irc_kg(*asked, "--sources", texts)
    assert quoted.out.splitlines()[0] == "line,source,in the words of the source"
    assert "“The blue line runs to the station.”" in quoted.out
    monkeypatch.setenv("IRC_KG_SOURCES", str(texts))
    assert irc_kg(*asked).out == "line\r\nBlue line\r\n"


def test_yes_and_triples_are_quoted_where_the_folder_is_named(
    irc_kg: RunCommand, miniature: Path, texts: Path
) -> None:
    words = "\nBus plan 2020, Lines, paragraph 2\n  “The blue line runs to the station.”\n"
    ask = ["query", "-e", "ASK { ?line town:number 2 }", "--sources", texts, "--root", miniature]
    said = irc_kg(*ask)
    assert said.out.startswith("yes\n  Bus plan 2020, Lines, paragraph 2\n")
    assert said.out.endswith(words)
    as_json = irc_kg(*ask, "-f", "json")
    assert json.loads(as_json.out)["boolean"] is True
    assert as_json.err.endswith(words)
    text = "CONSTRUCT { ?line town:number ?n } WHERE { ?line town:number ?n FILTER(?n = 2) }"
    made = irc_kg("query", "-e", text, "--sources", texts, "--root", miniature)
    assert made.out.splitlines()[0].split() == ["subject", "predicate", "object", "source"]
    assert made.out.endswith(words)
    none = irc_kg("query", "-e", "ASK {}", "--sources", texts / "none", "--root", miniature)
    assert (none.code, none.out) == (2, "")
    assert "is no folder" in none.err


def test_texts_that_only_the_environment_names_may_be_missing(
    irc_kg: RunCommand, miniature: Path, texts: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("IRC_KG_SOURCES", str(texts / "none"))
    for command in (["query", "lines-at-stop"], ["show", "Blue line"]):
        run = irc_kg(*command, "--root", miniature)
        assert run.code == 0
        assert "Nothing is quoted, although IRC_KG_SOURCES is set: " in run.err
        assert "In the words" not in run.out


def test_headings_over_our_own_words_say_so(irc_kg: RunCommand, miniature: Path) -> None:
    (miniature / "graph" / "said.ttl").write_text(
        """
        @prefix kg: <https://w3id.org/irc-kg/id/> .
        @prefix rdfs: <http://www.w3.org/2000/01/rdf-schema#> .
        @prefix skos: <http://www.w3.org/2004/02/skos/core#> .
        @prefix town: <https://example.org/town#> .
        kg:claim a town:Wish ; rdfs:label "A hope: more buses"@en ;
            town:printed "as it is printed in the plan" .
        kg:park a town:Stop ; rdfs:label "The Stop At The Old Park"@en ;
            skos:definition "A stop that is in the park."@en ; skos:note "in the park"@en .
        """,
        encoding="utf-8",
    )
    with (miniature / "ontology" / "town.ttl").open("a", encoding="utf-8") as ontology:
        ontology.write(
            "town:Claim a owl:Class ; <https://w3id.org/irc-kg/ontology#labelIsSentence> true .\n"
            "town:Wish a owl:Class ; rdfs:subClassOf town:Claim .\n"
        )
    text = (
        "SELECT ?wish ?printed ?park ?name ?definition ?note ?all ?names {"
        " ?wish a town:Wish ; town:printed ?printed ; rdfs:label ?label ."
        " ?park a town:Stop ; rdfs:label ?name ; skos:definition ?definition ; skos:note ?note ."
        " BIND(CONCAT('See ', ?label, ', and more') AS ?all)"
        " BIND(CONCAT(?name, ', '@en, ?name) AS ?names) }"
    )
    expected = ["wish (in our words)", "printed", "park", "name", "definition (in our words)", "note"]
    expected += ["all (in our words)", "names"]
    run = irc_kg("query", "-e", text, "-f", "csv", "--root", miniature)
    assert run.out.splitlines()[0].split(",") == expected, run.err
    html = irc_kg_of(miniature).query(text)._repr_html_()
    assert "<th>wish (in our words)</th><th>printed</th>" in html
    machine = irc_kg("query", "-e", text, "-f", "tsv", "--root", miniature)
    assert machine.out.splitlines()[0].split("\t")[:2] == ["?wish", "?printed"]


def test_texts_that_are_not_there_are_said(irc_kg: RunCommand, miniature: Path, texts: Path) -> None:
    for folder, fault in (
        (texts / "none", "is no folder"),
        (miniature, "holds none of the source texts (plan.txt)"),
    ):
        run = irc_kg("show", "Blue line", "--sources", folder, "--root", miniature)
        assert run.code == 2
        assert fault in run.err


def test_what_the_texts_do_not_hold_is_a_finding(irc_kg: RunCommand, miniature: Path, texts: Path) -> None:
    lines = miniature / "graph" / "bus-plan-2020" / "lines.ttl"
    lines.write_text(
        lines.read_text(encoding="utf-8").replace(
            "irc:paragraph 2 ;\n    rdfs:label", "irc:paragraph 7 ;\n    rdfs:label"
        ),
        encoding="utf-8",
    )
    run = irc_kg("check", "--select", "source-*", "--sources", texts, "--root", miniature)
    assert run.code == 1
    assert "graph/bus-plan-2020/lines.ttl:26:19: error: 'Lines' has no paragraph 7: it has 2." in run.out
    assert "No digest of the section 'Lines' is recorded" in run.out


def test_statistics_count_things_and_statements(irc_kg: RunCommand, miniature: Path) -> None:
    run = irc_kg("stats", "--format", "csv", "--root", miniature)
    rows = [line.split(",") for line in run.out.split("\r\n")[1:-1]]
    counted = {(row[0], row[1]): row[2:] for row in rows}
    assert counted["things", "Bus line"] == ["2", "", ""]
    assert counted["things", "all"] == ["6", "", ""]
    # Of equal numbers the one whose IRI comes first.
    assert [kind for what, kind in counted if what == "things"] == [
        "Bus line",
        "Bus stop",
        "Company",
        "Document",
        "all",
    ]
    assert counted["statements", "Bus plan 2020"][2] == "100 %"
    assert counted["statements", "all"][0] == counted["statements", "Bus plan 2020"][0]
