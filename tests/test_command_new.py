"""``irc-kg new``: by ``--set``, and asked for on a terminal."""

from __future__ import annotations

import os
import shlex
import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
from running import RunCommand
from terminal import STARTS, Terminal, dialogue

from irc_kg.checks import check
from irc_kg.editing import save
from irc_kg.editing.layout import EditRefusedError
from irc_kg.files import FileChangedError
from irc_kg.project import open_project
from irc_kg.store.project_files import ProjectFiles

LINES = "graph/bus-plan-2020/lines.ttl"
WALES = "graph/position-statement-2024/wales.ttl"
STATEMENT = "BTS/PCRS position statement 2024"


@pytest.fixture
def shipped(repository: Path, tmp_path: Path) -> Path:
    """The root of a copy of the shipped project."""
    root = tmp_path / "shipped"
    for folder in ("graph", "ontology", "queries"):
        shutil.copytree(repository / folder, root / folder)
    return root


def texts(root: Path) -> dict[str, bytes]:
    return {path.relative_to(root).as_posix(): path.read_bytes() for path in root.rglob("*.ttl")}


def block(root: Path, file: str, name: str) -> str:
    text = (root / file).read_text(encoding="utf-8")
    return next(part for part in text.split("\n\n") if part.startswith(f"{name}\n")).strip() + "\n"


# Given whole


def test_a_new_thing_gets_a_block_with_all_that_is_given(irc_kg: RunCommand, miniature: Path) -> None:
    run = irc_kg(
        *("new", "bus line", "--root", miniature, "--to", LINES, "--paragraph", "3", "--paragraph", "5"),
        *("--set", "label=Grün=Linie", "--set", "stops at=Market", "--set", "town:stopsAt=kg:station"),
        *("--set", "has run since=2001", "--set", "skos:altLabel=G3", "--set", "has the number=3"),
    )
    assert (run.code, run.out, run.err) == (0, "", f"Wrote kg:grun-linie to {LINES}.\n")
    assert block(miniature, LINES, "kg:grun-linie") == (
        "kg:grun-linie\n"
        "    a town:Line ;\n"
        "    irc:paragraph 3 ;\n"
        "    irc:paragraph 5 ;\n"
        '    rdfs:label "Grün=Linie"@en ;\n'
        "    town:stopsAt kg:market ;\n"
        "    town:stopsAt kg:station ;\n"
        '    town:since "2001"^^xsd:gYear ;\n'
        '    skos:altLabel "G3"@en ;\n'
        "    town:number 3 .\n"
    )
    assert irc_kg("check", "--root", miniature).code == 0


def test_everything_else_in_the_file_stays_to_the_byte(irc_kg: RunCommand, miniature: Path) -> None:
    before = texts(miniature)
    command = ["new", "Bus stop", "--set", "label=Park", "--to", LINES, "--root", miniature]
    assert irc_kg(*command, "--set", "paragraph=2").code == 0
    after = texts(miniature)
    assert after.pop(LINES) == before.pop(LINES) + (
        b'\nkg:park\n    a town:Stop ;\n    irc:paragraph 2 ;\n    rdfs:label "Park"@en .\n'
    )
    assert after == before


def test_a_dry_run_shows_the_change_and_writes_nothing(irc_kg: RunCommand, miniature: Path) -> None:
    before = texts(miniature)
    run = irc_kg(
        *("new", "Bus stop", "--set", "label=Park", "--to", LINES, "--paragraph", "2", "--dry-run"),
        *("--root", miniature),
    )
    assert run.code == 0
    assert run.out.startswith(f"--- {LINES}\n+++ {LINES}\n")
    assert '+    rdfs:label "Park"@en .\n' in run.out
    assert run.err == "Nothing was written (--dry-run).\n"
    assert texts(miniature) == before


def test_all_that_is_missing_is_told_in_one_sentence(irc_kg: RunCommand, miniature: Path) -> None:
    run = irc_kg("new", "Bus line", "--to", LINES, "--root", miniature)
    assert run.code == 2
    assert run.err == (
        'Error: A bus line cannot be written without label (--set label=…), stops at (--set "stops at=…") '
        "and the paragraph (--paragraph N).\n"
    )
    run = irc_kg("new", "Bus line", "--set", "label=X", "--root", miniature)
    assert run.code == 2
    assert 'stops at (--set "stops at=…") and its file (--to FILE, or --source DOCUMENT).' in run.err


@pytest.mark.parametrize(
    ("arguments", "fault"),
    [
        (["Buss line"], "no class called 'Buss line'. Did you mean Bus line"),
        (["Evidence file"], "`irc-kg new source` begins one"),
        (["Bus line", "--set", "label"], "--set takes FIELD=VALUE, not 'label'"),
        (["Bus line", "--set", "=x"], "--set takes FIELD=VALUE, not '=x'"),
        (["Bus line", "--set", "labl=x"], "The form for a bus line has no field 'labl'. Did you mean label?"),
        (["Bus line", "--set", "rdf:type=x"], "has no field 'rdf:type'"),
        (["Bus line", "--set", "label=X", "--set", "label=Y"], "label: It takes one value."),
        (["Bus line", "--set", "stops at=Markt"], "stops at: 'Markt' is no bus stop; did you mean Market?"),
        (["Bus line", "--set", "has run since=soon"], "has run since: 'soon' is not a year such as 2022."),
        (["Bus line", "--set", "paragraph=-"], "stands in paragraph: '-' is not a whole number such as 6."),
        (
            ["Bus stop", "--set", "label=red LINE", "--to", LINES],
            "is the name of something already: kg:red-line",
        ),
        (["Bus stop", "--name", "kg:market", "--set", "label=X"], "There is kg:market already (Market)"),
        (["Bus stop", "--set", "label=X", "--to", "graph/none.ttl"], "`irc-kg new source` begins one"),
        (["Bus stop", "--set", "label=X", "--to", "ontology/town.ttl"], "is no file of"),
        (["Bus stop", "--set", "label=X", "--source", "Market"], "No file was made from 'Market' yet"),
        (["Bus stop", "--set", "label=X", "--source", "Bus plan 2020"], "has several files; say which"),
    ],
)
def test_what_is_not_right_is_refused_and_nothing_written(
    irc_kg: RunCommand, miniature: Path, arguments: list[str], fault: str
) -> None:
    before = texts(miniature)
    run = irc_kg("new", *arguments, "--root", miniature)
    assert run.code == 2
    assert fault in run.err
    assert texts(miniature) == before


def test_all_that_is_wrong_is_told_at_once(irc_kg: RunCommand, miniature: Path) -> None:
    run = irc_kg("new", "Bus line", "--set", "stops at=A", "--set", "town:number=B", "--root", miniature)
    assert run.code == 2
    assert run.err.count("\n  ") == 2


def test_a_thing_that_a_check_of_the_project_faults_is_refused(irc_kg: RunCommand, miniature: Path) -> None:
    # A check of this project wants a number for each line, which no shape asks for.
    before = texts(miniature)
    run = irc_kg(
        *("new", "Bus line", "--set", "label=Green line", "--set", "stops at=Market", "--paragraph", "3"),
        *("--to", LINES, "--root", miniature),
    )
    assert (run.code, run.err) == (2, "Error: Green line (kg:green-line): A bus line needs a number.\n")
    assert texts(miniature) == before


def test_two_things_may_have_one_label_when_that_is_said(irc_kg: RunCommand, miniature: Path) -> None:
    run = irc_kg(
        *("new", "Bus stop", "--set", "label=Market", "--name", "kg:old-market", "--paragraph", "3"),
        *("--to", LINES, "--root", miniature),
    )
    assert run.code == 0, run.err
    assert block(miniature, LINES, "kg:old-market")


def test_options_may_stand_before_the_class(irc_kg: RunCommand, miniature: Path) -> None:
    run = irc_kg(
        "new", "--to", LINES, "--set", "label=Park", "--paragraph", "2", "Bus stop", "--root", miniature
    )
    assert run.code == 0, run.err


@pytest.mark.parametrize(
    "words",
    [
        ["-y", "--to", LINES, "--set", "label=Park", "Bus stop", "--paragraph", "2", "--set", "paragraph=3"],
        ["--dry-run", "--set=label=Park", "--to", LINES, "Bus stop", "--paragraph=2"],
        ["Bus stop", "--set", "label=Park", "--paragraph", "2", "--to", LINES, "-y", "--dry-run"],
    ],
)
def test_options_stand_on_both_sides_of_the_class(
    irc_kg: RunCommand, miniature: Path, words: list[str]
) -> None:
    run = irc_kg("new", *words, "--root", miniature)
    assert run.code == 0, run.err
    text = run.out + (miniature / LINES).read_text(encoding="utf-8")
    assert ("    irc:paragraph 3 ;\n" in text) is ("paragraph=3" in words)
    assert "    irc:paragraph 2 ;\n" in text


def test_options_without_a_class_begin_nothing(irc_kg: RunCommand, miniature: Path) -> None:
    run = irc_kg("new", "--set", "label=Park", "--root", miniature)
    assert run.code == 2
    assert "--set needs a name behind it. `irc-kg new --help` lists the names." in run.err


def test_the_classes_and_their_fields_are_told(irc_kg: RunCommand, miniature: Path) -> None:
    run = irc_kg("new", "--root", miniature)
    assert run.code == 0
    assert run.out.splitlines()[1] == "Bus line  A route that buses run on."
    run = irc_kg("new", "bus line", "--help", "--root", miniature)
    assert "stops at             A line stops at a place. (required, several)" in run.out
    assert "Bus line" in irc_kg("new", "--help", "--root", miniature).out


def test_a_new_strategy_in_the_shipped_graph(irc_kg: RunCommand, shipped: Path) -> None:
    run = irc_kg(
        *("new", "Strategy", "--set", "label=Breathe Well in Wales", "--set", "applies in=Wales"),
        *("--set", "Published=2023-04", "--set", "is about=PCRS", "--paragraph", "2", "--to", WALES),
        *("--root", shipped),
    )
    assert (run.code, run.err) == (0, f"Wrote kg:breathe-well-in-wales to {WALES}.\n")
    assert block(shipped, WALES, "kg:breathe-well-in-wales") == (
        "kg:breathe-well-in-wales\n"
        "    a irc:Strategy ;\n"
        "    irc:paragraph 2 ;\n"
        '    rdfs:label "Breathe Well in Wales"@en ;\n'
        "    irc:appliesIn kg:wales ;\n"
        '    dcterms:issued "2023-04"^^xsd:gYearMonth ;\n'
        "    irc:concerns kg:primary-care-respiratory-society .\n"
    )
    assert check(ProjectFiles(shipped)).findings == ()
    answer = irc_kg("query", "policies-in-nation", "--nation", "Wales", "-f", "csv", "--root", shipped)
    assert "Breathe Well in Wales,Strategy,2023-04" in answer.out


def test_a_shape_that_no_form_can_ask_is_told_in_its_own_words(irc_kg: RunCommand, shipped: Path) -> None:
    run = irc_kg(
        *("new", "Body", "--set", "Name=A body", "--set", "Identifier=123", "--paragraph", "1"),
        *("--to", WALES, "--root", shipped),
    )
    assert run.code == 2
    assert "An identifier needs the datatype of its register" in run.err
    assert "[shape]" not in run.err
    run = irc_kg(
        *("new", "Body", "--set", "Name=A body", "--paragraph", "1", "--to", WALES, "--root", shipped),
        *("--set", 'Identifier="123"^^irc:CharityNumberEnglandWales'),
    )
    assert run.code == 0, run.err


# From Python


def test_what_was_written_is_known_at_once(miniature: Path) -> None:
    town = open_project(miniature)
    town.new_source({"title": "Bus plan 2020", "section": "Parks"})
    file = Path("graph/bus-plan-2020/parks.ttl")
    first = town.new("Bus stop", {"label": "Park"}, to=file, paragraphs=[1])
    second = town.new("Bus stop", {"label": ["Park (old)"]}, to=file, paragraphs=[1])
    assert [*first.iris, *second.iris] == [town.iri("Park"), town.iri("Park (old)")]


def test_a_thing_that_came_meanwhile_is_not_added_to(miniature: Path) -> None:

    town = open_project(miniature)
    assert town.store  # read now
    lines = miniature / LINES
    with lines.open("a", encoding="utf-8", newline="\n") as out:
        out.write('\nkg:park a town:Stop ; irc:paragraph 1 ; rdfs:label "Park"@en .\n')
    with pytest.raises(EditRefusedError, match="speaks of kg:park already"):
        town.new("Bus stop", {"label": "Park"}, to=lines, paragraphs=[2])


def test_a_file_that_changed_before_it_is_written_is_left_alone(miniature: Path) -> None:

    town = open_project(miniature)
    addition = town.new("Bus stop", {"label": "Park"}, to=Path(LINES), paragraphs=[2], dry_run=True)
    with (miniature / LINES).open("a", encoding="utf-8", newline="\n") as out:
        out.write("\n# seen\n")
    before = texts(miniature)
    with pytest.raises(FileChangedError, match="changed by someone else meanwhile"):
        save(addition)
    assert texts(miniature) == before


# Sources


def test_the_file_of_a_new_document_and_its_first_section(irc_kg: RunCommand, miniature: Path) -> None:
    run = irc_kg(
        *("new", "source", "--set", "title=Fares 2021", "--set", "kind=Document"),
        *("--set", 'section=Who pays "what"?', "--root", miniature),
    )
    assert (run.code, run.err) == (0, "Wrote kg:fares-2021 to graph/fares-2021/who-pays-what.ttl.\n")
    assert (miniature / "graph/fares-2021/who-pays-what.ttl").read_bytes().decode() == (
        '# Fares 2021, "Who pays "what"?".\n'
        "\n"
        "@prefix dcterms: <http://purl.org/dc/terms/> .\n"
        "@prefix irc: <https://w3id.org/irc-kg/ontology#> .\n"
        "@prefix kg: <https://w3id.org/irc-kg/id/> .\n"
        "@prefix rdfs: <http://www.w3.org/2000/01/rdf-schema#> .\n"
        "@prefix town: <https://example.org/town#> .\n"
        "\n"
        "<> a irc:EvidenceGraph ;\n"
        "    dcterms:source kg:fares-2021 ;\n"
        '    irc:section "Who pays \\"what\\"?" .\n'
        "\n"
        "kg:fares-2021\n"
        "    a town:Document ;\n"
        "    irc:paragraph 0 ;\n"
        '    rdfs:label "Fares 2021"@en .\n'
    )
    assert irc_kg("check", "--root", miniature).code == 0
    stop = ["new", "Bus stop", "--set", "label=Park", "--paragraph", "1", "--source", "Fares 2021"]
    assert irc_kg(*stop, "--root", miniature).code == 0


def test_another_section_of_a_known_document(irc_kg: RunCommand, miniature: Path) -> None:
    command = ["new", "source", "--set", "title=bus plan 2020", "--set", "section=Lines", "--root", miniature]
    assert irc_kg(*command).code == 0
    # There is a file of that name, so it gets a number.
    text = (miniature / "graph/bus-plan-2020/lines-2.ttl").read_text(encoding="utf-8")
    assert text.startswith('# Bus plan 2020, "Lines".\n')
    assert text.endswith('    irc:section "Lines" .\n')
    assert "town:Document" not in text


def test_a_source_of_the_shipped_graph_with_publisher_and_date(irc_kg: RunCommand, shipped: Path) -> None:
    run = irc_kg(
        *("new", "source", "--set", "Title=Guide to winter", "--set", "Kind=guide", "--set", "Section=Start"),
        *("--set", "Publisher=PCRS", "--set", "Date=2024-10", "--to", "winter/start", "--root", shipped),
    )
    assert run.code == 0, run.err
    assert block(shipped, "graph/winter/start.ttl", "kg:guide-to-winter") == (
        "kg:guide-to-winter\n"
        "    a irc:Guidance ;\n"
        "    irc:paragraph 0 ;\n"
        '    rdfs:label "Guide to winter"@en ;\n'
        '    dcterms:issued "2024-10"^^xsd:gYearMonth ;\n'
        "    dcterms:publisher kg:primary-care-respiratory-society .\n"
    )
    assert check(ProjectFiles(shipped)).findings == ()


@pytest.mark.parametrize(
    ("arguments", "fault"),
    [
        ([], "A source cannot be written without Title (--set Title=…) and Section (--set Section=…)."),
        (["--set", "title=Fares"], "without Section (--set Section=…) and Kind (--set Kind=…)."),
        (["--set", "title=Market", "--set", "section=X"], "'Market' is the name of something already"),
        (["--set", "title=F", "--set", "kind=Line"], "Kind: 'Line' is none of Document."),
        (["--set", "tittle=F"], "The form for a source has no field 'tittle'. Did you mean Title?"),
        (["--to", "../fares"], "is not under"),
        (["--to", LINES], f"{LINES} is there already; choose another name"),
        (["--to", "bus-plan-2020/lines"], f"{LINES} is there already; choose another name"),
        (["--to", ".hidden"], "is no name that every system has for files"),
        (["--to", "what?"], "is no name that every system has for files"),
    ],
)
def test_a_source_that_is_not_right_leaves_no_trace(
    irc_kg: RunCommand, miniature: Path, arguments: list[str], fault: str
) -> None:
    known = ["--set", "title=Bus plan 2020", "--set", "section=Fares"] if arguments[:1] == ["--to"] else []
    before = sorted(miniature.rglob("*"))
    run = irc_kg("new", "source", *known, *arguments, "--root", miniature)
    assert run.code == 2
    assert fault in run.err
    assert sorted(miniature.rglob("*")) == before


def test_a_dry_run_of_a_source_makes_no_folder(irc_kg: RunCommand, miniature: Path) -> None:
    before = sorted(miniature.rglob("*"))
    command = ["new", "source", "--set", "title=F", "--set", "kind=Document", "--set", "section=X"]
    run = irc_kg(*command, "--dry-run", "--root", miniature)
    assert run.code == 0
    assert '+# F, "X".\n' in run.out
    assert sorted(miniature.rglob("*")) == before


def test_a_file_that_was_made_meanwhile_is_left_alone(miniature: Path) -> None:

    addition = open_project(miniature).new_source(
        {"title": "Bus plan 2020", "section": "Fares"}, dry_run=True
    )
    file = miniature / "graph/bus-plan-2020/fares.ttl"
    file.write_text("# mine\n", encoding="utf-8")
    with pytest.raises(EditRefusedError, match="was made by someone else meanwhile"):
        save(addition)
    assert file.read_text(encoding="utf-8") == "# mine\n"


def test_a_file_that_cannot_be_made_leaves_no_folder(irc_kg: RunCommand, miniature: Path) -> None:
    before = sorted(miniature.rglob("*"))
    run = irc_kg(
        *("new", "source", "--set", "title=Bus plan 2020", "--set", "section=Fares", "--root", miniature),
        *("--to", f"{LINES}/deeper/fares.ttl"),
    )
    assert run.code == 2
    assert "lines.ttl" in run.err
    assert "irc-kg met something" not in run.err
    assert sorted(miniature.rglob("*")) == before


# On a terminal

posix = pytest.mark.skipif(os.name == "nt", reason="Windows has no pseudo-terminals")


@posix
def test_a_terminal_is_asked_field_by_field(miniature: Path) -> None:
    code, text = dialogue(
        ["new", "bus stop", "--root", miniature],
        [
            ("is called: ", ""),
            ("This is required.\nis called: ", "Red line"),
            ("is the name of something already: kg:red-line", "Park & Ride"),
            ("Its name in the files [kg:park-and-ride]: ", "kg:Park"),
            ("write kg:park", "kg:market"),
            ("There is kg:market already", "park"),
            ("2 Lines  graph/bus-plan-2020/lines.ttl\nNumber or name: ", "3"),
            ("Please give a number from 1 to 2, or one of the names.\nNumber or name: ", "lines"),
            ("It goes into graph/bus-plan-2020/lines.ttl.", "x"),
            ("'x' is not a whole number such as 6.\nParagraph: ", "2"),
            ("  and: ", ""),
            ("Write this to graph/bus-plan-2020/lines.ttl? [y/n]: ", "perhaps"),
            ("[y/n]: ", "y"),
        ],
    )
    written = 'kg:park\n    a town:Stop ;\n    irc:paragraph 2 ;\n    rdfs:label "Park & Ride"@en .\n'
    assert code == 0, text
    assert written in text
    assert block(miniature, LINES, "kg:park") == written
    assert text.endswith(f"Wrote kg:park to {LINES}.\n")


@posix
def test_choices_are_given_by_number_or_name_and_dates_asked_again(shipped: Path) -> None:
    code, text = dialogue(
        ["new", "law", "--root", shipped],
        [
            ("Name: ", "Clean Air Act"),
            ("    4 Wales\nNation: ", "5"),
            ("'5' is no nation", "4"),
            ("  and: ", "4"),
            ("  and: ", "scotland"),
            ("  and: ", ""),
            ("Other names: ", ""),
            ("Description: ", "An Act; for clean air."),
            ("  and: ", ""),
            ("Published: ", "31/02/2024"),
            ("Published: ", "1 March 2024"),
            ("write 2024-03-01 for 1 March 2024.\nPublished: ", "2024-03-01"),
            ("  and: ", ""),
            ("Date: ", ""),
            ("?word lists what has the word in its name.\nAbout: ", "?Respiratory Society"),
            ("collaborate to publish a Position Statement on Integrated Care\nAbout: ", "PCRS"),
            ("  and: ", ""),
            ("Its name in the files [kg:clean-air-act]: ", ""),
            ("Which document states it?", STATEMENT),
            (f"Which section of {STATEMENT}?", "Wales"),
            ("Paragraph: ", "2"),
            ("  and: ", ""),
            ("Write this", "yes"),
        ],
    )
    assert code == 0, text
    assert block(shipped, WALES, "kg:clean-air-act") == (
        "kg:clean-air-act\n"
        "    a irc:Law ;\n"
        "    irc:paragraph 2 ;\n"
        '    rdfs:label "Clean Air Act"@en ;\n'
        '    skos:definition "An Act; for clean air."@en ;\n'
        "    irc:appliesIn kg:wales ;\n"
        "    irc:appliesIn kg:scotland ;\n"
        '    dcterms:issued "2024-03-01"^^xsd:date ;\n'
        "    irc:concerns kg:primary-care-respiratory-society .\n"
    )


@posix
def test_what_is_given_is_not_asked_for(miniature: Path) -> None:
    code, text = dialogue(
        [
            *("new", "bus line", "--root", miniature, "--set", "label=Green line", "--set", "town:number=3"),
            *("--to", LINES, "--name", "kg:green-line", "--paragraph", "3"),
        ],
        [("stops at: ", "?mar"), ("    1 Market\nstops at: ", "1"), ("  and: ", ""), ("Write this", "y")],
    )
    assert code == 0, text
    assert "has run since" not in text
    assert "town:stopsAt kg:market" in block(miniature, LINES, "kg:green-line")


@posix
def test_nothing_is_asked_with_yes(miniature: Path) -> None:
    stop: list[str | Path] = ["new", "bus stop", "--yes", "--set", "label=Park", "--to", LINES]
    stop += ["--root", miniature]
    code, text = dialogue([*stop, "--paragraph", "2"], [])
    assert (code, text) == (0, f"Wrote kg:park to {LINES}.\n")
    code, text = dialogue(stop, [])
    assert code == 2
    assert "is the name of something already" in text


@posix
@pytest.mark.parametrize(
    "ending", [lambda terminal: terminal.answer("", "n"), Terminal.interrupt, Terminal.end_input]
)
def test_what_was_typed_is_not_lost_when_nothing_is_written(
    miniature: Path, ending: Callable[[Terminal], None]
) -> None:
    before = texts(miniature)
    with Terminal(["new", "bus stop", "--root", miniature, "--to", LINES]) as terminal:
        terminal.answer("is called: ", "Jo's park")
        terminal.answer("Its name in the files", "")
        terminal.answer("Paragraph: ", "2")
        terminal.answer("  and: ", "")
        terminal.until("[y/n]: ")
        ending(terminal)
        assert terminal.end() == 130
    assert "To go on from here:\n" in terminal.text
    assert "Stopped." in terminal.text
    assert texts(miniature) == before
    (line,) = [line for line in terminal.text.splitlines() if line.startswith("  irc-kg ")]
    again = [sys.executable, "-c", STARTS, *shlex.split(line)[1:]]
    assert subprocess.run(again, check=True, stdin=subprocess.DEVNULL).returncode == 0
    assert block(miniature, LINES, "kg:jos-park") == (
        'kg:jos-park\n    a town:Stop ;\n    irc:paragraph 2 ;\n    rdfs:label "Jo\'s park"@en .\n'
    )


@posix
def test_a_fault_that_only_the_check_finds_keeps_what_was_typed(miniature: Path) -> None:
    code, text = dialogue(
        ["new", "bus line", "--root", miniature, "--to", LINES, "--paragraph", "1"],
        [("label: ", "Green line"), ("stops at: ", "1"), ("  and: ", ""), ("Its name", "")],
    )
    assert code == 2
    assert "--set 'label=Green line' --set 'stops at=kg:market'" in text
    assert text.endswith("Error: Green line (kg:green-line): A bus line needs a number.\n")


@posix
def test_a_source_is_asked_for_on_a_terminal(miniature: Path) -> None:
    code, text = dialogue(
        ["new", "source", "--root", miniature],
        [
            ("Title: ", "Fares 2021"),
            ("    1 Document\nKind: ", ""),
            ("This is required.\nKind: ", "document"),
            ("Its name in the files [kg:fares-2021]: ", "kg:fares"),
            ("Section: ", "Prices"),
            ("The new file [graph/fares/prices.ttl]: ", LINES),
            ("is there already; choose another name", ""),
            ("Write this to graph/fares/prices.ttl? [y/n]: ", "y"),
        ],
    )
    assert code == 0, text
    assert "dcterms:source kg:fares ;" in (miniature / "graph/fares/prices.ttl").read_text(encoding="utf-8")


@posix
def test_a_known_document_is_not_asked_what_it_is(miniature: Path) -> None:
    code, text = dialogue(
        ["new", "source", "--root", miniature],
        [
            ("Title: ", "Bus plan 2020"),
            ("It is known: kg:bus-plan-2020.", "Fares"),
            ("The new file", ""),
            ("[y/n]", "y"),
        ],
    )
    assert code == 0, text
    assert "Kind" not in text
    assert (miniature / "graph/bus-plan-2020/fares.ttl").exists()


@pytest.mark.parametrize(
    ("bound", "within", "beyond"),
    [
        ("rdfs:label ; sh:maxLength 5", "label=Green", "label=Greens"),
        ("rdfs:label ; sh:minLength 3", "label=Red", "label=Re"),
        ("town:number ; sh:minInclusive 2", "has the number=2", "has the number=1"),
        ("town:number ; sh:maxInclusive 9", "has the number=9", "has the number=10"),
        ("town:number ; sh:minExclusive 2", "has the number=3", "has the number=2"),
        ("town:number ; sh:maxExclusive 9", "has the number=8", "has the number=9"),
    ],
)
def test_a_value_may_be_as_far_as_its_bound(
    irc_kg: RunCommand, miniature: Path, bound: str, within: str, beyond: str
) -> None:
    shapes = miniature / "ontology" / "shapes.ttl"
    more = f"town:More a sh:NodeShape ; sh:targetClass town:Line ; sh:property [ sh:path {bound} ] .\n"
    shapes.write_text(shapes.read_text(encoding="utf-8") + "\n" + more, encoding="utf-8")
    other = "has the number=5" if within.startswith("label") else "label=Green"
    options = [
        "--set",
        other,
        "--set",
        "stops at=Market",
        "--paragraph",
        "7",
        "--to",
        LINES,
        "--dry-run",
        "--root",
    ]
    run = irc_kg("new", "Bus line", "--set", within, *options, miniature)
    assert run.code == 0, run.err
    run = irc_kg("new", "Bus line", "--set", beyond, *options, miniature)
    assert (run.code, "is not allowed" in run.err) == (2, True), run.err


@pytest.mark.parametrize(
    "odd",
    [
        'sh:order "first"',
        "sh:order 'NaN'^^xsd:double",
        'sh:languageIn ("e n")',
        'sh:maxLength "one"',
        'sh:pattern "("',
    ],
)
def test_a_shape_that_says_what_it_cannot_mean_is_no_trouble(
    irc_kg: RunCommand, miniature: Path, odd: str
) -> None:
    more = f"""
@prefix xsd: <http://www.w3.org/2001/XMLSchema#> .
town:More a sh:NodeShape ; sh:targetClass town:Line ; sh:property [ sh:path rdfs:label ; {odd} ] .
"""
    shapes = miniature / "ontology" / "shapes.ttl"
    shapes.write_text(shapes.read_text(encoding="utf-8") + more, encoding="utf-8")
    run = irc_kg("template", "Bus line", "--root", miniature)
    assert (run.code, "label" in run.out) == (0, True), run.err
    given = ["label=Green", "stops at=Market", "has the number=5"]
    options = [option for value in given for option in ("--set", value)]
    run = irc_kg(
        "new", "Bus line", *options, "--paragraph", "7", "--to", LINES, "--dry-run", "--root", miniature
    )
    assert "was not made for" not in run.err
