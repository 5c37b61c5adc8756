"""The check as a whole: which files it is about, files that cannot be read, and its options."""

from __future__ import annotations

import shutil
from collections.abc import Sequence
from pathlib import Path

import pytest
from running import RunCommand

from irc_kg.checks import Report, check, checks_page
from irc_kg.errors import IrcKgError, Severity, UnknownNameError
from irc_kg.store.project_files import ProjectFiles

EXAMPLES = Path(__file__).parent / "examples"
CHECKS = Path(__file__).parent.parent / "queries" / "checks"
PLOT = """\
@prefix irc: <https://w3id.org/irc-kg/ontology#> .
@prefix kg: <https://w3id.org/irc-kg/id/> .
@prefix plot: <https://example.org/allotments#> .
@prefix rdfs: <http://www.w3.org/2000/01/rdf-schema#> .

<> a irc:CatalogueGraph .

kg:first-plot
    a plot:Plot ;
    rdfs:label "First plot"@en ;
    plot:paces 10 ;
    plot:grows kg:bean .
"""
TYPO = PLOT.replace("plot:grows", "plot:neer kg:ada ;\n    plot:grows")
BROKEN = PLOT.replace('"First plot"@en', '"First plot@en')


@pytest.fixture
def allotments(tmp_path: Path) -> Path:
    """The root of the project that the examples are checked in, free to be changed."""
    root = tmp_path / "allotments"
    shutil.copytree(EXAMPLES / "ontology", root / "ontology")
    shutil.copytree(EXAMPLES / "graph", root / "graph")
    shutil.copytree(CHECKS, root / "queries" / "checks")
    return root


def put(root: Path, name: str, text: str | bytes) -> Path:
    path = root / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(text if isinstance(text, bytes) else text.encode())
    return path


def told(report: Report) -> list[str]:
    return [
        f"{report.project.display_path(finding.file)}:{finding.line}:{finding.column} {finding.check}"
        for finding in report.findings
    ]


# Files that are named


def test_findings_are_only_of_the_files_that_are_named(allotments: Path) -> None:
    one, other = put(allotments, "graph/a.ttl", TYPO), put(allotments, "graph/b.ttl", TYPO)

    assert told(check(ProjectFiles(allotments), [one], select=["unknown-term"])) == [
        "graph/a.ttl:12:5 unknown-term"
    ]
    assert len(told(check(ProjectFiles(allotments), [one, other], select=["unknown-term"]))) == 2
    assert len(told(check(ProjectFiles(allotments), select=["unknown-term"]))) == 2


def test_a_named_file_is_checked_against_the_others(allotments: Path) -> None:
    path = put(allotments, "graph/a.ttl", PLOT.replace("kg:bean", "kg:baen"))

    assert told(check(ProjectFiles(allotments), [path])) == ["graph/a.ttl:12:16 dangling"]


def test_a_folder_stands_for_all_that_can_be_checked_in_it(allotments: Path) -> None:
    put(allotments, "graph/sub/a.ttl", TYPO)
    put(allotments, "graph/sub/deeper/b.ttl", TYPO)
    put(allotments, "graph/sub/notes.txt", "no Turtle")
    put(allotments, "graph/c.ttl", TYPO)

    report = check(ProjectFiles(allotments), [allotments / "graph" / "sub"], select=["unknown-term"])

    assert told(report) == ["graph/sub/a.ttl:12:5 unknown-term", "graph/sub/deeper/b.ttl:12:5 unknown-term"]


def test_a_folder_around_the_project_stands_for_the_project(allotments: Path) -> None:
    put(allotments, "graph/a.ttl", TYPO)
    put(allotments, "tests/b.ttl", TYPO)

    for folder in (allotments, allotments.parent):
        report = check(ProjectFiles(allotments), [folder])
        assert told(report) == ["graph/a.ttl:12:5 unknown-term"]


def test_a_file_is_known_by_whatever_way_leads_to_it(
    allotments: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    put(allotments, "graph/a.ttl", TYPO)
    try:
        (tmp_path / "link").symlink_to(allotments, target_is_directory=True)
    except OSError:
        pytest.skip("links need a right here that this user does not have")
    monkeypatch.chdir(allotments / "graph")

    for root in (allotments, tmp_path / "link"):
        for path in (Path("a.ttl"), Path("../graph/a.ttl"), tmp_path / "link" / "graph" / "a.ttl"):
            assert told(check(ProjectFiles(root), [path])) == ["graph/a.ttl:12:5 unknown-term"]


def test_a_draft_from_elsewhere_is_checked_as_if_it_were_part_of_the_graph(
    allotments: Path, tmp_path: Path
) -> None:
    draft = put(
        tmp_path,
        "dräft folder/new plot.ttl",
        PLOT.replace("<> a irc:CatalogueGraph", "<> rdfs:label 'Plots', irc:here"),
    )

    report = check(ProjectFiles(allotments), [draft])

    assert [(finding.file, finding.line, finding.check) for finding in report.findings] == [
        (draft, 6, "unstated-file"),
        (draft, 6, "unknown-term"),
    ]
    assert not (allotments / "graph" / "new plot.ttl").exists()


def test_a_draft_sees_the_graph_and_the_graph_is_not_reported_for_it(
    allotments: Path, tmp_path: Path
) -> None:
    draft = put(tmp_path, "draft.ttl", PLOT.replace("kg:first-plot", "kg:bean"))

    checks = {(finding.file, finding.check) for finding in check(ProjectFiles(allotments), [draft]).findings}

    assert (draft, "several-labels") in checks
    assert {file for file, _ in checks} == {draft}


@pytest.mark.parametrize(
    ("name", "content", "message"),
    [
        ("missing.ttl", None, "There is no file"),
        ("notes.md", "# Notes", "neither Turtle (.ttl) nor a query (.rq)"),
        ("empty-folder/.keep", "", "holds no Turtle (.ttl) or query (.rq)"),
    ],
)
def test_what_cannot_be_checked_is_refused(
    allotments: Path, tmp_path: Path, name: str, content: str | None, message: str
) -> None:
    path = tmp_path / name if content is None else put(tmp_path, name, content)

    with pytest.raises(IrcKgError) as refused:
        check(ProjectFiles(allotments), [path.parent if path.name == ".keep" else path])

    assert message in str(refused.value)


# Files that cannot be read


@pytest.mark.parametrize(
    ("content", "line", "column", "says"),
    [
        (b"\x89PNG\r\n\x1a\n\x00\x00", 1, 1, "This is a picture (PNG)"),
        (
            '@prefix kg: <https://w3id.org/irc-kg/id/> .\nkg:é kg:b "caf\xe9" .'.encode("latin-1"),
            2,
            4,
            "0xE9",
        ),
        (b"\x00\x01\x02", 1, 1, "U+0000"),
        (BROKEN.encode(), 10, 16, "not closed on its line"),
        (PLOT.encode("utf-16"), 1, 1, "This is UTF-16"),
    ],
)
def test_a_file_that_is_no_turtle_is_told_with_its_place(
    allotments: Path, content: bytes, line: int, column: int, says: str
) -> None:
    path = put(allotments, "graph/a.ttl", content)

    report = check(ProjectFiles(allotments))

    assert [(finding.file, finding.line, finding.column) for finding in report.findings] == [
        (path, line, column)
    ]
    assert says in report.findings[0].message
    assert report.unreadable == (path,)


def test_what_only_the_store_refuses_is_told_too(allotments: Path) -> None:
    put(allotments, "graph/a.ttl", PLOT + '\n<> rdfs:label "x"@en-ab-cdefghijklm .\n')
    put(allotments, "graph/b.ttl", TYPO)

    report = check(ProjectFiles(allotments), select=["syntax", "unknown-term"])

    assert {place.split(":")[0] for place in told(report)} == {"graph/a.ttl", "graph/b.ttl"}
    assert "eight characters" in report.findings[0].message
    assert "graph/a.ttl cannot be read" in report.limits[0]


def test_a_byte_order_mark_is_no_fault(allotments: Path) -> None:
    put(allotments, "graph/a.ttl", "\ufeff" + PLOT)

    assert told(check(ProjectFiles(allotments))) == []


def test_every_unreadable_file_is_told_and_the_others_are_checked(allotments: Path) -> None:
    put(allotments, "graph/a.ttl", BROKEN)
    put(allotments, "graph/b.ttl", b"\xff")
    put(allotments, "graph/c.ttl", TYPO)

    report = check(ProjectFiles(allotments))

    assert told(report) == [
        "graph/a.ttl:10:16 syntax",
        "graph/b.ttl:1:1 syntax",
        "graph/c.ttl:12:5 unknown-term",
    ]
    assert report.limits == (
        "graph/a.ttl, graph/b.ttl cannot be read; the other checks saw the project without it.",
    )


def test_what_an_unreadable_file_may_say_is_not_missed(allotments: Path) -> None:
    put(allotments, "graph/a.ttl", BROKEN.replace("kg:first-plot", "kg:leek"))
    put(allotments, "graph/b.ttl", PLOT.replace("kg:bean", "kg:leek, kg:lek"))
    put(
        allotments,
        "queries/plants.rq",
        "#+ summary: Leeks\nSELECT ?near { kg:leek plot:near ?near } ORDER BY ?near",
    )

    assert told(check(ProjectFiles(allotments))) == ["graph/a.ttl:10:16 syntax", "graph/b.ttl:12:25 dangling"]


def test_without_the_whole_ontology_no_term_is_called_unknown(allotments: Path) -> None:
    ontology = allotments / "ontology" / "allotments.ttl"
    ontology.write_text(
        ontology.read_text(encoding="utf-8").replace("plot:Club a", "plot:Club a a"), encoding="utf-8"
    )
    put(allotments, "graph/a.ttl", TYPO.replace('"First', '" First'))
    put(allotments, "queries/plots.rq", "#+ sumary: Plots\nSELECT ?plot { ?plot a plot:Plot }")

    report = check(ProjectFiles(allotments))

    assert [line.split()[-1] for line in told(report)] == ["stray-spaces", "syntax", "query-header"]
    assert "nothing was checked that needs the whole ontology" in report.limits[0]


def test_an_empty_file_and_one_of_comments_only_are_told(allotments: Path) -> None:
    put(allotments, "graph/a.ttl", "")
    put(allotments, "graph/b.ttl", "# to do\n")

    assert told(check(ProjectFiles(allotments))) == [
        "graph/a.ttl:1:1 empty-file",
        "graph/b.ttl:1:1 empty-file",
    ]


def test_windows_line_ends_and_characters_beyond_the_first_plane_count_as_one_column(
    allotments: Path,
) -> None:
    text = PLOT.replace("plot:paces 10", 'plot:remark "𝒂é"@en ; plot:pacse 10').replace("\n", "\r\n")
    put(allotments, "graph/a.ttl", text)

    assert told(check(ProjectFiles(allotments), select=["unknown-term"])) == [
        "graph/a.ttl:11:27 unknown-term"
    ]


@pytest.mark.parametrize(
    "query", [b"\xff\xfe", b"", b"#+ summary: nothing\n", b"\x00", b"SELECT", b"#+ - a\n#+ b: [\nASK {}"]
)
def test_a_query_file_that_is_none_is_told(allotments: Path, query: bytes) -> None:
    path = put(allotments, "queries/a.rq", query)

    report = check(ProjectFiles(allotments))

    assert report.fails
    assert {finding.file for finding in report.findings} == {path}
    assert {finding.check for finding in report.findings} <= {"query-syntax", "query-header"}


def test_two_queries_whose_names_differ_by_case_are_told(allotments: Path) -> None:
    query = "#+ summary: Plants\nSELECT ?plant { ?plant a plot:Plant } ORDER BY ?plant\n"
    put(allotments, "queries/all-plants.rq", query)
    put(allotments, "queries/All_Plants.rq", query)

    report = check(ProjectFiles(allotments))

    assert [finding.check for finding in report.findings] == ["query-name"]
    assert "All_Plants.rq differs" not in report.findings[0].message
    assert {finding.file.name for finding in report.findings} == {"all-plants.rq"}


def test_a_check_of_the_project_that_is_no_query_stops_nothing(allotments: Path) -> None:
    put(allotments, "queries/checks/mine.rq", "#+ summary: Mine\nSELECT ?subject { ?subject a plot:Plot ")
    put(allotments, "queries/checks/yours.rq", "#+ tags: [\nSELECT ?subject { ?subject a plot:Plot }")
    put(allotments, "graph/a.ttl", TYPO)

    assert told(check(ProjectFiles(allotments))) == [
        "graph/a.ttl:12:5 unknown-term",
        "queries/checks/mine.rq:2:39 query-syntax",
        "queries/checks/yours.rq:1:1 query-header",
    ]


# Checks that are queries


@pytest.mark.parametrize(
    ("columns", "place", "message"),
    [
        ("?subject", "8:1", "First plot (kg:first-plot): Plots are a pity."),
        ("?subject ?predicate", "11:5", "First plot (kg:first-plot): Plots are a pity."),
        ("?subject ?predicate ?object", "11:16", "First plot (kg:first-plot): Plots are a pity."),
        ("?object ?graph", "11:16", '"10": Plots are a pity.'),
        ("?graph", "6:1", "graph/a.ttl: Plots are a pity."),
        (
            '?subject ("{subject} has {object}, says {graph}" AS ?message) ?object ?graph',
            "11:16",
            'First plot (kg:first-plot) has "10", says graph/a.ttl.',
        ),
        ('?graph ("{nothing} of {graph}!" AS ?message)', "6:1", "{nothing} of graph/a.ttl!"),
    ],
)
def test_any_subset_of_the_columns_places_a_finding(
    allotments: Path, columns: str, place: str, message: str
) -> None:
    put(allotments, "graph/a.ttl", PLOT)
    put(
        allotments,
        "queries/checks/pity.rq",
        f"#+ summary: Plots are a pity\n#+ tags: [note]\nSELECT {columns} WHERE {{\n"
        "  GRAPH ?graph { ?subject a plot:Plot ; ?predicate ?object FILTER(?predicate = plot:paces) } }",
    )

    report = check(ProjectFiles(allotments))

    assert told(report) == [f"graph/a.ttl:{place} pity"]
    assert report.findings[0].message == message
    assert report.findings[0].severity is Severity.NOTE
    assert not report.fails


@pytest.mark.parametrize(
    ("tags", "severity"),
    [("", "error"), ("#+ tags: [warning]\n", "warning"), ("#+ tags: [plots, note]\n", "note")],
)
def test_the_tag_of_a_query_tells_how_much_it_matters(allotments: Path, tags: str, severity: str) -> None:
    put(
        allotments,
        "queries/checks/beans.rq",
        f"#+ summary: Beans\n{tags}SELECT ?subject {{ ?subject a plot:Plant }}",
    )

    assert [finding.severity for finding in check(ProjectFiles(allotments)).findings] == [Severity(severity)]


# Select and ignore


def test_only_selected_checks_are_applied_and_ignored_ones_are_not(allotments: Path) -> None:
    put(allotments, "graph/a.ttl", TYPO.replace('"First', '" First'))
    put(allotments, "queries/a.rq", "SELECT ?plot { ?plot a plot:Plot }")
    put(allotments, "queries/b.rq", "#+ summary: Plots\nSELECT ?plot { ?plot a plot:Plot } ORDER BY ?plot")

    def codes(select: Sequence[str] = (), ignore: Sequence[str] = ()) -> set[str]:
        return {
            finding.check
            for finding in check(ProjectFiles(allotments), select=select, ignore=ignore).findings
        }

    assert codes() == {"unknown-term", "stray-spaces", "query-header", "query-order"}
    assert codes(select=["stray-spaces"]) == {"stray-spaces"}
    assert codes(select=["query-*"]) == {"query-header", "query-order"}
    assert codes(select=["query-*"], ignore=["query-order"]) == {"query-header"}
    assert codes(ignore=["query-*", "unknown-term"]) == {"stray-spaces"}


def test_a_code_that_is_none_is_refused(allotments: Path) -> None:
    message = r"no check called 'unknown-trem'. Did you mean unknown-term"
    with pytest.raises(UnknownNameError, match=message):
        check(ProjectFiles(allotments), select=["unknown-trem"])
    with pytest.raises(UnknownNameError, match=message):
        check(ProjectFiles(allotments), ignore=["unknown-trem"])


def test_a_shape_is_heard_again_where_the_rule_that_says_the_same_is_ignored(allotments: Path) -> None:
    put(
        allotments,
        "graph/a.ttl",
        PLOT.replace('rdfs:label "First', 'plot:remark "First').replace("@prefix rdfs", "# rdfs"),
    )

    assert told(check(ProjectFiles(allotments))) == ["graph/a.ttl:8:1 missing-label"]
    assert told(check(ProjectFiles(allotments), ignore=["missing-label"])) == ["graph/a.ttl:8:1 shape"]


# The command


def test_the_command_ends_with_0_when_there_is_nothing_to_put_right(
    allotments: Path, irc_kg: RunCommand
) -> None:
    run = irc_kg("check", "--root", allotments)

    assert (run.code, run.out) == (0, "")
    assert run.err.startswith("Nothing to put right in ")


@pytest.mark.parametrize(
    ("change", "code", "summary"),
    [
        (("plot:paces 10", "plot:paces 10, 10.5"), 1, "1 error in"),
        (("<> a", "<> a irc:CatalogueGraph . <> a"), 1, "1 warning in"),
        (("plot:grows kg:bean", "plot:near kg:bean"), 0, "1 note in"),
    ],
)
def test_errors_and_warnings_fail_the_command_and_notes_do_not(
    allotments: Path, irc_kg: RunCommand, change: tuple[str, str], code: int, summary: str
) -> None:
    put(allotments, "graph/a.ttl", PLOT.replace(*change))

    run = irc_kg("check", "--root", allotments)

    assert run.code == code
    assert run.err.startswith(summary)
    assert len(run.out.splitlines()) == 1


def test_the_command_ends_with_2_when_it_could_not_run(
    allotments: Path, irc_kg: RunCommand, tmp_path: Path
) -> None:
    for arguments in (["nowhere.ttl"], ["--select", "no-such"], ["--format", "xml"], [tmp_path / "none"]):
        run = irc_kg("check", "--root", allotments, *arguments)
        assert run.code == 2
        assert run.out == ""
        assert "Traceback" not in run.err
    assert irc_kg("check", "--root", tmp_path).code == 2


def test_files_are_told_as_the_terminal_finds_them(
    allotments: Path, irc_kg: RunCommand, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    put(allotments, "graph/a.ttl", TYPO)
    monkeypatch.chdir(allotments / "graph")
    inside = irc_kg("check")
    monkeypatch.chdir(tmp_path)
    outside = irc_kg("check", "--root", "allotments", "--select", "unknown-*,syntax")
    (tmp_path / "elsewhere").mkdir()
    monkeypatch.chdir(tmp_path / "elsewhere")
    beside = irc_kg("check", "--root", allotments)

    assert inside.out.startswith("a.ttl:12:5: error: The ontology has no property plot:neer.")
    assert outside.out.startswith(f"{Path('allotments') / 'graph' / 'a.ttl'}:12:5: error: ")
    assert beside.out.startswith(f"{allotments.resolve() / 'graph' / 'a.ttl'}:12:5: error: ")


def test_what_could_not_be_seen_is_said(allotments: Path, irc_kg: RunCommand) -> None:
    put(allotments, "graph/a.ttl", BROKEN)

    run = irc_kg("check", "--root", allotments)

    assert run.code == 1
    assert "Note: graph/a.ttl cannot be read; the other checks saw the project without it." in run.err


def test_the_list_tells_every_check_those_of_the_project_too(allotments: Path, irc_kg: RunCommand) -> None:
    put(
        allotments,
        "queries/checks/beans.rq",
        "#+ summary: Beans\n#+ description: Eat them\nSELECT ?subject {}",
    )

    run = irc_kg("check", "--list", "--root", allotments)

    assert run.code == 0
    assert "syntax (error)\n    The file cannot be read: it is not Turtle" in run.out
    assert "beans (error)\n    Beans.\n    Eat them.\n" in run.out
    assert "unused (note)\n" in run.out


def test_the_page_of_the_documentation_is_made_from_the_catalogue(repository: Path) -> None:
    page = (repository / "docs" / "checks.md").read_text(encoding="utf-8")

    assert page == checks_page(ProjectFiles(repository)), "run `make docs`"


def test_a_message_repeats_no_long_text_whole(allotments: Path) -> None:
    put(allotments, "graph/a.ttl", PLOT.replace("First plot", "First " + "very " * 30 + "long plot"))
    query = '#+ summary: Plots\nSELECT ?subject ("{subject} is {label}" AS ?message) ?label {\n'
    put(allotments, "queries/checks/a.rq", query + "?subject a plot:Plot ; rdfs:label ?label }")

    (finding,) = check(ProjectFiles(allotments)).findings

    label = ("First " + "very " * 30)[:59].rstrip() + "…"
    assert finding.message == f'{label} (kg:first-plot) is "{label}".'


def test_what_may_be_meant_is_told_of_the_first_hundred(allotments: Path) -> None:
    values = " , ".join(f"kg:beam{number:04}" for number in range(103))
    put(allotments, "graph/one.ttl", PLOT.replace("kg:bean", values))
    bean = 'kg:beam0000\n    a plot:Plant ;\n    rdfs:label "Beam"@en .'
    put(allotments, "graph/two.ttl", PLOT.partition("kg:first")[0] + bean)

    found = check(ProjectFiles(allotments), select=["dangling"]).findings

    endings = [finding.message.partition(". ")[2] for finding in found]
    assert set(endings[:100]) == {"Did you mean kg:beam0000?"}
    assert endings[100:] == ["Names like it are looked for in the first 100 of these findings only.", ""]
