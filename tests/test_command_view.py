"""``irc-kg view``: pictures written from queries; what the page does is tested in a browser elsewhere."""

from __future__ import annotations

from pathlib import Path

import pytest
from running import RunCommand


def test_a_view_is_written_and_its_path_printed(irc_kg: RunCommand, miniature: Path, tmp_path: Path) -> None:
    page = tmp_path / "new" / "lines.html"
    run = irc_kg("view", "lines", "-o", page, "--root", miniature)
    assert (run.code, run.out) == (0, f"{page}\n")
    assert "5 relations" in run.err
    text = page.read_text(encoding="utf-8")
    assert "Which lines stop where?" in text
    assert "Bus plan 2020, Lines, paragraph 1" in text


def test_the_same_question_gives_the_same_bytes(irc_kg: RunCommand, miniature: Path, tmp_path: Path) -> None:
    pages = [tmp_path / name for name in ("a.html", "b.html")]
    for page in pages:
        irc_kg("view", "lines", "-o", page, "--root", miniature)
    assert pages[0].read_bytes() == pages[1].read_bytes()


@pytest.mark.parametrize(
    ("hops", "expected"), [("1", "4 things and 3 relations"), ("2", "4 things and 5 relations")]
)
def test_around_a_thing(
    irc_kg: RunCommand, miniature: Path, tmp_path: Path, hops: str, expected: str
) -> None:
    run = irc_kg("view", "around", "Red line", "--hops", hops, "-o", tmp_path / "a.html", "--root", miniature)
    assert expected in run.err.replace("5 things", "4 things")


@pytest.mark.parametrize("day", ["2026-11-21Z", "12026-11-21", "-0044-03-15", "2026-02-30", "soon"])
def test_a_picture_is_as_of_any_day_that_a_project_gives(
    irc_kg: RunCommand, miniature: Path, tmp_path: Path, day: str
) -> None:
    said = f"""<> <http://purl.org/dc/terms/modified> "{day}"^^<http://www.w3.org/2001/XMLSchema#date> .\n"""
    (miniature / "ontology" / "dated.ttl").write_text(said, encoding="utf-8")
    run = irc_kg("view", "lines", "-o", tmp_path / "lines.html", "--root", miniature)
    assert run.code == 0, run.err
    shown = "as of 21 November 2026" in (tmp_path / "lines.html").read_text(encoding="utf-8")
    assert shown is (day == "2026-11-21Z")


def test_any_file_with_a_construct_query_is_a_view(
    irc_kg: RunCommand, miniature: Path, tmp_path: Path
) -> None:
    file = tmp_path / "own.rq"
    file.write_text("CONSTRUCT { ?l town:runBy ?c } WHERE { ?l town:runBy ?c }", encoding="utf-8")
    assert irc_kg("view", file, "-o", tmp_path / "own.html", "--root", miniature).code == 0


@pytest.mark.parametrize(
    ("arguments", "fault"),
    [
        (["linse"], "no view called 'linse'. Did you mean lines?"),
        (["around", "Nowhere"], "no thing called 'Nowhere'"),
        (["around", "Red line", "--hops", "99"], "--hops"),
        (["../queries/is-run.rq"], "cannot be read"),
    ],
)
def test_what_cannot_be_drawn_is_said(
    irc_kg: RunCommand, miniature: Path, tmp_path: Path, arguments: list[str], fault: str
) -> None:
    run = irc_kg("view", *arguments, "-o", tmp_path / "x.html", "--root", miniature)
    assert run.code == 2
    assert fault in run.err
    assert not (tmp_path / "x.html").exists()


def test_only_graphs_are_drawn(irc_kg: RunCommand, miniature: Path, tmp_path: Path) -> None:
    query = miniature / "queries" / "lines-at-stop.rq"
    run = irc_kg("view", query, "-o", tmp_path / "x.html", "--root", miniature)
    assert run.code == 2
    assert "is a SELECT query: a picture draws the triples of a CONSTRUCT" in run.err


def test_a_view_that_cannot_be_read_does_not_hide_the_others(irc_kg: RunCommand, miniature: Path) -> None:
    (miniature / "queries" / "views" / "bad.rq").write_text("#+ summary: a: b\nASK {}\n", encoding="utf-8")
    run = irc_kg("view", "--help", "--root", miniature)
    assert run.code == 0
    assert "Which lines stop where?" in run.out
    assert "cannot be read" in " ".join(run.out.split())


@pytest.mark.parametrize(
    "words",
    [
        ["-o", "new/FILE", "lines"],
        ["lines", "-o", "new/FILE"],
        ["--output=new/FILE", "--root", "ROOT", "around", "Market"],
        ["--hops", "2", "-o", "new/FILE", "around", "Market"],
        ["--hops", "2", "around", "-o", "new/FILE", "Market"],
    ],
)
@pytest.mark.parametrize("file", ["page.html", "page.graphml"])
def test_options_may_stand_before_and_behind_the_view(
    irc_kg: RunCommand, miniature: Path, monkeypatch: pytest.MonkeyPatch, words: list[str], file: str
) -> None:
    monkeypatch.chdir(miniature)
    run = irc_kg("view", *(word.replace("FILE", file).replace("ROOT", ".") for word in words))
    assert (run.code, run.out) == (0, f"{Path('new', file)}\n"), run.err
    assert run.err.startswith("Making the folder new.\n")
    assert (miniature / "new" / file).is_file()


def test_every_view_goes_into_the_folder_of_all(irc_kg: RunCommand, miniature: Path, tmp_path: Path) -> None:
    folder = tmp_path / "all"
    run = irc_kg("view", "-o", folder, "--all", "--root", miniature)
    assert run.code == 0
    assert {"index.html", "lines.html"} <= {path.name for path in folder.iterdir()}
    assert run.err.count(f"Making the folder {folder}.\n") == 1
    assert "Making the folder" not in irc_kg("view", "-o", folder, "--all", "--root", miniature).err


@pytest.mark.parametrize("name", ["v.bmp", "v.pdf", "v.html.gz"])
@pytest.mark.parametrize("view", [["lines"], ["around", "Red line"]])
def test_an_ending_that_no_picture_has_is_refused_with_those_there_are(
    irc_kg: RunCommand, miniature: Path, tmp_path: Path, view: list[str], name: str
) -> None:
    run = irc_kg("view", *view, "-o", tmp_path / "new" / name, "--root", miniature)
    assert run.code == 2
    assert f"{name} is no name for a picture" in run.err
    assert all(ending in run.err for ending in (".html", ".graphml", ".gexf", ".cyjs"))
    assert not (tmp_path / "new").exists()


@pytest.mark.parametrize(
    ("name", "beginning"),
    [
        ("v.HTML", "<!doctype html>"),
        ("v.Htm", "<!doctype html>"),
        ("v", "<!doctype html>"),
        ("v.GraphML", "<?xml"),
    ],
)
def test_an_ending_may_be_in_capitals_and_a_file_without_one_is_a_page(
    irc_kg: RunCommand, miniature: Path, tmp_path: Path, name: str, beginning: str
) -> None:
    assert irc_kg("view", "lines", "-o", tmp_path / name, "--root", miniature).code == 0
    assert (tmp_path / name).read_text(encoding="utf-8").startswith(beginning)


def test_the_index_of_all_views_and_a_view_called_index_are_two_files(
    irc_kg: RunCommand, miniature: Path, tmp_path: Path
) -> None:
    views = miniature / "queries" / "views"
    (views / "stops").mkdir()
    text = (views / "lines.rq").read_text(encoding="utf-8")
    for name in ("index", "stops-near", "stops/near"):
        summary = f"summary: {name.replace('/', ' by ')} lines"
        query = text.replace("summary: Which lines", summary)
        (views / f"{name}.rq").write_text(query, encoding="utf-8")
    run = irc_kg("view", "--all", "-o", tmp_path / "all", "--root", miniature)
    assert run.out == f"{tmp_path / 'all' / 'index.html'}\n"
    assert "The view index is index-2.html: another page has the name." in run.err
    titles = {
        page.name: page.read_text(encoding="utf-8").split("<title>")[1].split("</title>")[0]
        for page in (tmp_path / "all").iterdir()
    }
    assert titles["index.html"] == "Pictures of the graph"
    assert titles["index-2.html"] == "index lines stop where?"
    assert len(titles) == len(set(titles.values())) == 5
    index = (tmp_path / "all" / "index.html").read_text(encoding="utf-8")
    assert all(f'href="{name}"' in index for name in titles if name != "index.html")


@pytest.mark.parametrize("day", ['"2026-11-21Z"^^xsd:date', '"2026"^^xsd:gYear', '"12026-01-01"^^xsd:date'])
def test_a_valid_date_of_any_form_ends_no_view(
    irc_kg: RunCommand, miniature: Path, tmp_path: Path, day: str
) -> None:
    file = miniature / "graph" / "bus-plan-2020" / "lines.ttl"
    statement = f"kg:bus-plan-2020 dcterms:modified {day} .\n"
    file.write_text(file.read_text(encoding="utf-8") + statement, encoding="utf-8")
    run = irc_kg("view", "lines", "-o", tmp_path / "lines.html", "--root", miniature)
    assert (run.code, run.out) == (0, f"{tmp_path / 'lines.html'}\n")


@pytest.mark.parametrize(
    ("arguments", "expected"),
    [
        (["-o", "FILE.svg"], ("FILE.svg", b"<svg ")),
        (["-o", "FILE.png"], ("FILE.png", b"\x89PNG")),
        (["-f", "svg"], ("lines.svg", b"<svg ")),
        (["--format", "PNG", "-o", "FILE"], ("FILE", b"\x89PNG")),
        (["-o", "FILE.txt", "-f", "svg"], ("FILE.txt", b"<svg ")),
        (["-f", "graphml"], ("lines.graphml", b"<?xml")),
        (["-f", "mermaid"], ("lines.mmd", b"%% Which lines stop where?\n")),
    ],
)
def test_a_picture_for_a_slide_is_written(
    irc_kg: RunCommand,
    miniature: Path,
    monkeypatch: pytest.MonkeyPatch,
    arguments: list[str],
    expected: tuple[str, bytes],
) -> None:
    name, beginning = expected
    monkeypatch.chdir(miniature)
    run = irc_kg("view", "lines", *arguments, "--root", miniature)
    assert (run.code, run.out) == (0, f"{name}\n"), run.err
    assert "in a browser" not in run.err
    assert (miniature / name).read_bytes().startswith(beginning)


@pytest.mark.parametrize(
    ("arguments", "fault"),
    [
        (["-o", "x.bmp"], "its ending can be .svg, .png,"),
        (["-o", "x.svg", "-f", "png"], "x.svg would be no svg: a file of the form png ends in .png."),
        (["-f", "bmp"], "'bmp' is not one of 'html', 'svg', 'png'"),
    ],
)
def test_a_form_that_no_picture_has_is_refused_before_anything_is_asked(
    irc_kg: RunCommand,
    miniature: Path,
    monkeypatch: pytest.MonkeyPatch,
    arguments: list[str],
    fault: str,
) -> None:
    before = sorted(miniature.iterdir())
    monkeypatch.chdir(miniature)
    run = irc_kg("view", "lines", *arguments, "--root", miniature)
    assert run.code == 2
    assert fault in " ".join(run.err.split())
    assert sorted(miniature.iterdir()) == before
