"""Terms that have another name: what is found of the old one, and what changes of a file, to the byte."""

from __future__ import annotations

from pathlib import Path

import pyoxigraph as ox
import pytest
from hypothesis import given
from hypothesis import strategies as st
from running import RunCommand
from test_turtle_generated import BASE, EVERY_FORM, Writer, canonical, nodes

from irc_kg.checks import check
from irc_kg.editing.migrating import migrate_file
from irc_kg.errors import Finding
from irc_kg.queries import MigrationError, load_renames
from irc_kg.store.project_files import ProjectFiles
from irc_kg.turtle import parse

MIGRATION = """\
#+ summary: Where buses stop, and who runs them, is said in other words
#+ since: {since}
PREFIX town: <https://example.org/town#>
SELECT ?old ?new ?subject ?predicate ?object WHERE {{
  VALUES (?old ?new) {{ {pairs} }}
  ?subject ?predicate ?object .
  FILTER (?old IN (?subject, ?predicate, ?object))
}} ORDER BY ?old ?subject ?predicate ?object
"""
TOWN = "https://example.org/town#"
CALLS_AT = {TOWN + "stopsAt": TOWN + "callsAt"}


def put_migration(root: Path, pairs: str, name: str = "stops", since: str = "0.2.0") -> Path:
    path = root / "queries" / "migrations" / f"{name}.rq"
    path.parent.mkdir(exist_ok=True)
    path.write_text(MIGRATION.format(pairs=pairs, since=since), encoding="utf-8")
    return path


def faults_in(root: Path, cache: Path | None = None) -> list[Finding]:
    """What a check finds, without its notes."""
    return [each for each in check(ProjectFiles(root), cache=cache).findings if each.severity != "note"]


def migrated(tmp_path: Path, text: str, names: dict[str, str], ending: str = ".ttl") -> str:
    """A text with the names of today, which says nothing else."""
    file = tmp_path / f"file{ending}"
    file.write_bytes(text.encode())
    migration = migrate_file(file, names, BASE, prefixes={"town": TOWN})
    after = file.read_bytes().decode()
    assert after == migration.after
    assert migrate_file(file, names, BASE, prefixes={"town": TOWN}).uses == ()
    assert file.read_bytes().decode() == after
    return after


# Turtle


@pytest.mark.parametrize(
    ("before", "after"),
    [
        # With whatever prefix the file has, in each position.
        ("PREFIX b: <{}>\nb:stopsAt a b:stopsAt ; b:stopsAt b:stopsAt,b:stopsAt.", "b:callsAt"),
        # In full, and in collections, blank nodes and datatypes.
        ("<s> <{}stopsAt> ( <{}stopsAt> [ <{}stopsAt> 1 ] ) .", "<{}callsAt>"),
        ('@prefix : <{}> . :s :p "x"^^:stopsAt , "y" ^^ # ^^ c\r\n\t:stopsAt .', ":callsAt"),
        ("BASE <https://example.org/town>\n<#s> <#stopsAt> <#o> .", "<#callsAt>"),
    ],
)
def test_a_term_is_renamed_wherever_an_iri_may_stand(tmp_path: Path, before: str, after: str) -> None:
    text = before.replace("{}", TOWN)
    old = after.replace("callsAt", "stopsAt").replace("{}", TOWN)
    new = after.replace("{}", TOWN)
    assert old in text
    assert migrated(tmp_path, text, CALLS_AT) == text.replace(old, new)


@pytest.mark.parametrize(
    "text",
    [
        "# town:stopsAt\n@prefix town: <https://elsewhere.org/> .\ntown:a town:stopsAt town:b . # stopsAt\n",
        '@prefix town: <{}> .\ntown:a town:says "town:stopsAt <{}stopsAt>" , """\ntown:stopsAt""" .\n',
        "@prefix town: <{}> .\ntown:a town:stopsAt2 town:stopsAt.b , town:xstopsAt , <{}stopsAt/> .\n",
        "@prefix town: <{}stopsAt> .\ntown:b town:c 1 .\n",
    ],
)
def test_what_only_looks_like_the_term_stays(tmp_path: Path, text: str) -> None:
    text = text.replace("{}", TOWN)
    assert migrated(tmp_path, text, CALLS_AT) == text


def test_statements_about_statements_are_renamed_too(tmp_path: Path) -> None:
    text = (
        f'VERSION "1.2"\nPREFIX t: <{TOWN}>\nt:a t:says <<( t:x t:stopsAt t:stopsAt )>> , "t"@en--ltr .\n'
        't:x t:stopsAt t:y ~ t:stopsAt {| t:stopsAt << t:stopsAt t:q "x"^^t:stopsAt >> |} .\n'
    )
    assert migrated(tmp_path, text, CALLS_AT) == text.replace("stopsAt", "callsAt")


def test_a_prefix_that_is_declared_anew_counts_from_there_on(tmp_path: Path) -> None:
    one = f"@prefix t: <{TOWN}> .\nt:a t:stopsAt t:b .\n"
    two = "@prefix t: <https://elsewhere.org/> .\nt:a t:stopsAt t:b .\n"
    assert migrated(tmp_path, one + two, CALLS_AT) == one.replace("stopsAt", "callsAt") + two


def test_a_name_with_escapes_is_read_and_written(tmp_path: Path) -> None:
    names = {TOWN + "stops/at": TOWN + "calls~at."}
    text = f"@prefix t: <{TOWN}> .\nt:a t:stops\\/at t:b .\n"
    assert migrated(tmp_path, text, names) == text.replace(r"stops\/at", r"calls\~at\.")


@pytest.mark.parametrize(
    ("declared", "spelt"),
    [
        ("", "<https://example.org/village#callsAt>"),
        ("@prefix v: <https://example.org/village#> .\n", "v:callsAt"),
    ],
)
def test_a_term_that_moves_to_another_namespace_is_written_with_a_prefix_that_is_there(
    tmp_path: Path, declared: str, spelt: str
) -> None:
    names = {TOWN + "stopsAt": "https://example.org/village#callsAt"}
    text = f"@prefix t: <{TOWN}> .\n{declared}t:a t:stopsAt t:b .\n"
    assert migrated(tmp_path, text, names) == text.replace("t:stopsAt", spelt)


def test_what_declares_the_old_term_deprecated_keeps_its_name(tmp_path: Path) -> None:
    text = (
        "@prefix owl: <http://www.w3.org/2002/07/owl#> .\n@prefix dct: <http://purl.org/dc/terms/> .\n"
        f"@prefix t: <{TOWN}> .\n"
        "t:stopsAt a owl:ObjectProperty ; owl:deprecated true ; dct:isReplacedBy t:callsAt .\n"
        "t:callsAt dct:replaces t:stopsAt . t:passes t:like t:stopsAt .\n"
    )
    expected = text.replace("t:like t:stopsAt", "t:like t:callsAt")
    assert migrated(tmp_path, text, CALLS_AT) == expected


def test_a_term_that_one_of_ours_is_narrower_than_keeps_its_name_where_both_are_declared(
    miniature: Path, irc_kg: RunCommand
) -> None:
    put_migration(miniature, "(<http://xmlns.com/foaf/0.1/Document> town:Paper)")
    text = (
        "@prefix foaf: <http://xmlns.com/foaf/0.1/> .\n@prefix owl: <http://www.w3.org/2002/07/owl#> .\n"
        "@prefix rdfs: <http://www.w3.org/2000/01/rdf-schema#> .\n"
        "@prefix skos: <http://www.w3.org/2004/02/skos/core#> .\n"
        f"@prefix town: <{TOWN}> .\n"
        'foaf:Document a owl:Class ; rdfs:label "Document"@en ; skos:definition "Any."@en .\n'
        'town:Paper a owl:Class ; rdfs:subClassOf foaf:Document ; rdfs:label "Paper"@en ;\n'
        '    skos:definition "A document of the town."@en .\n'
    )
    ontology = miniature / "ontology" / "papers.ttl"
    ontology.write_text(text)
    data = miniature / "graph" / "papers.ttl"
    data.write_text("@prefix foaf: <http://xmlns.com/foaf/0.1/> .\n<urn:a> a foaf:Document .\n")
    found = [each for each in faults_in(miniature) if each.check == "deprecated-term"]
    assert [(each.file.name, each.line) for each in found] == [("papers.ttl", 2)]
    assert irc_kg("--root", miniature, "migrate").code == 0
    assert ontology.read_text() == text
    assert f"<urn:a> a <{TOWN}Paper> ." in data.read_text()


def test_of_a_term_of_another_vocabulary_only_the_project_itself_can_say_what_it_is_called(
    miniature: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    put_migration(miniature, "(<http://xmlns.com/foaf/0.1/Document> town:Paper) (town:a town:b)")
    other = tmp_path / "other"
    (other / "graph").mkdir(parents=True)
    monkeypatch.setattr("irc_kg.queries.project_of_package", lambda: ProjectFiles(miniature))
    assert load_renames(ProjectFiles(other)).keys() == {TOWN + "a"}
    assert len(load_renames(ProjectFiles(miniature))) == 2


def test_line_ends_a_byte_order_mark_and_a_missing_last_line_end_stay(tmp_path: Path) -> None:
    text = f"\ufeff@prefix t: <{TOWN}> .\r\n\r\n\tt:a\rt:stopsAt   t:b   ;\n\n ."
    assert migrated(tmp_path, text, CALLS_AT) == text.replace("stopsAt", "callsAt")


@st.composite
def texts_and_names(draw: st.DrawFn) -> tuple[str, dict[str, str]]:
    """A document, and new names for some of the terms it has."""
    text = Writer(draw).document()
    document = parse(text, BASE)
    iris = {node.term.value for node in nodes(document) if isinstance(node.term, ox.NamedNode)}
    iris |= {node.term.datatype.value for node in nodes(document) if isinstance(node.term, ox.Literal)}
    iris -= {iri for iri in iris if "rdf-syntax-ns" in iri or "XMLSchema" in iri}
    olds = draw(st.lists(st.sampled_from(sorted(iris or {"urn:none"})), max_size=3, unique=True))
    tails = st.sampled_from(["New", "n.e~w", "é", "", "a/b"])
    places = st.sampled_from(["http://new/", "http://e/", "http://e/p/", "urn:n:"])
    return text, {old: f"{draw(places)}{number}{draw(tails)}" for number, old in enumerate(olds)}


@given(texts_and_names())
@EVERY_FORM
def test_any_document_states_the_same_with_the_new_names_and_keeps_every_other_byte(
    tmp_path_factory: pytest.TempPathFactory, drawn: tuple[str, dict[str, str]]
) -> None:
    text, names = drawn
    file = tmp_path_factory.mktemp("file") / "file.ttl"
    file.write_bytes(text.encode())
    migration = migrate_file(file, names, BASE)
    after = file.read_bytes().decode()

    def read(text: str) -> list[ox.Triple]:
        data = text.removeprefix("\ufeff")
        return [quad.triple for quad in ox.parse(data, format=ox.RdfFormat.TURTLE, base_iri=BASE)]

    def renamed(term: object) -> object:
        if isinstance(term, ox.NamedNode):
            return ox.NamedNode(names.get(term.value, term.value))
        if isinstance(term, ox.Literal) and term.datatype.value in names:
            return ox.Literal(term.value, datatype=ox.NamedNode(names[term.datatype.value]))
        return term

    expected = [ox.Triple(*map(renamed, triple)) for triple in read(text)]  # type: ignore[arg-type]
    assert canonical(read(after)) == canonical(expected)
    # What stands between the names, which read back as the old terms, is what it was.
    position = at = 0
    for use in migration.uses:
        between = text[position : use.start]
        assert after[at:].startswith(between + use.spelling)
        at += len(between) + len(use.spelling)
        position = use.end
    assert after[at:] == text[position:]
    comments = parse(text, BASE).comments
    assert not any(one.start <= use.start < one.end for use in migration.uses for one in comments)
    assert migrate_file(file, names, BASE).is_empty


# Named graphs


def test_graphs_with_names_are_changed_too(tmp_path: Path) -> None:
    trig = (
        f"# t:stopsAt\r\n@prefix t: <{TOWN}> .\r\nt:g {{ t:a t:stopsAt t:b . # t:stopsAt\n}}\n"
        'GRAPH <g> { t:a t:says "t:stopsAt"@prefix , "x"^^t:stopsAt , [ t:stopsAt ( t:stopsAt ) ] }\n'
        f"prefix t: <https://elsewhere.org/>\nt:stopsAt {{ t:a t:stopsAt <{TOWN}stopsAt> }}"
    )
    expected = trig.replace("t:a t:stopsAt t:b", "t:a t:callsAt t:b").replace("^^t:stopsAt", "^^t:callsAt")
    expected = expected.replace("[ t:stopsAt ( t:stopsAt ) ]", "[ t:callsAt ( t:callsAt ) ]")
    assert migrated(tmp_path, trig, CALLS_AT, ".trig") == expected.replace(f"{TOWN}stopsAt", f"{TOWN}callsAt")
    quads = (
        f'<urn:a> <{TOWN}stopsAt> "<{TOWN}stopsAt>"^^<{TOWN}stopsAt> <{TOWN}stopsAt> . # <{TOWN}stopsAt>\n'
    )
    assert migrated(tmp_path, quads, CALLS_AT, ".NQ") == (
        f'<urn:a> <{TOWN}callsAt> "<{TOWN}stopsAt>"^^<{TOWN}callsAt> <{TOWN}callsAt> . # <{TOWN}stopsAt>\n'
    )


def test_a_dump_is_migrated_as_the_files_are(miniature: Path, tmp_path: Path, irc_kg: RunCommand) -> None:
    put_migration(miniature, "(town:stopsAt town:callsAt) (town:Stop town:BusStop)")
    dumps = [tmp_path / f"dump.{ending}" for ending in ("trig", "nq")]
    for dump in dumps:
        assert irc_kg("--root", miniature, "dump", "-o", dump).code == 0
    assert irc_kg("--root", miniature, "migrate", *dumps).code == 0
    assert irc_kg("--root", miniature, "migrate").code == 0
    for dump in dumps:
        new = tmp_path / f"new{dump.suffix}"
        assert irc_kg("--root", miniature, "dump", "-o", new).code == 0
        form = ox.RdfFormat.TRIG if dump.suffix == ".trig" else ox.RdfFormat.N_QUADS
        one, other = (ox.Dataset(ox.parse(path=path, format=form)) for path in (dump, new))
        for dataset in (one, other):
            dataset.canonicalize(ox.CanonicalizationAlgorithm.UNSTABLE)
        assert one == other


# Queries


def test_a_query_is_renamed_in_paths_and_filters_and_its_texts_stay(tmp_path: Path) -> None:
    text = (
        "#+ summary: Where it stops # town:stopsAt\r\n"
        f"PREFIX b: <{TOWN}>\nBASE <https://example.org/>\r\n"
        "SELECT ?x ?n WHERE { ?x b:stopsAt*/^town:stopsAt|!(<town#stopsAt>) ?y . # b:stopsAt\n"
        f'  FILTER(?y<b:stopsAt && ?n != "b:stopsAt" && ?n IN (<{TOWN}stopsAt>)) }}'
    )
    after = migrated(tmp_path, text, CALLS_AT, ".rq")
    assert after == (
        "#+ summary: Where it stops # town:stopsAt\r\n"
        f"PREFIX b: <{TOWN}>\nBASE <https://example.org/>\r\n"
        "SELECT ?x ?n WHERE { ?x b:callsAt*/^town:callsAt|!(<town#callsAt>) ?y . # b:stopsAt\n"
        f'  FILTER(?y<b:callsAt && ?n != "b:stopsAt" && ?n IN (<{TOWN}callsAt>)) }}'
    )


def test_a_name_in_full_behind_a_comparison_is_kept_apart_from_it(tmp_path: Path) -> None:
    names = {TOWN + "stopsAt": "https://elsewhere.org/callsAt"}
    text = f"PREFIX b: <{TOWN}> SELECT ?y {{ ?x ?p ?y FILTER(?y<b:stopsAt) }}"
    expected = text.replace("b:stopsAt", " <https://elsewhere.org/callsAt>")
    assert migrated(tmp_path, text, names, ".rq") == expected


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("INSERT DATA { <urn:a> <urn:b> 1 }", "is an update"),
        (r"SELECT ?x { ?x \u0074own:stopsAt ?y }", r"written with \u escapes"),
        ("SELECT ?x {", "is not SPARQL"),
    ],
)
def test_what_cannot_be_read_with_its_places_is_left_and_said(
    miniature: Path, irc_kg: RunCommand, text: str, why: str
) -> None:
    put_migration(miniature, "(town:stopsAt town:callsAt)")
    file = miniature / "other.rq"
    file.write_text(text)
    run = irc_kg("--root", miniature, "migrate", file)
    assert run.code == 1
    assert why in run.err
    assert file.read_text() == text


# The command


def test_a_whole_project_is_reported_and_changed_and_then_nothing_is_left(
    miniature: Path, irc_kg: RunCommand
) -> None:
    put_migration(miniature, "(town:stopsAt town:callsAt) (town:Stop town:BusStop)")
    files = sorted(path for path in miniature.rglob("*") if path.is_file())
    before = {path: path.read_bytes() for path in files}

    report = irc_kg("--root", miniature, "migrate", "--report")
    assert report.code == 1
    assert "graph/bus-plan-2020/lines.ttl:" in report.out
    assert "ontology/shapes.ttl:15:17: town:stopsAt is called town:callsAt now\n" in report.out
    assert "Nothing was written." in report.err

    dry = irc_kg("--root", miniature, "migrate", "--dry-run")
    assert dry.code == 0
    assert "-        sh:path town:stopsAt ;\n+        sh:path town:callsAt ;\n" in dry.out
    assert {path: path.read_bytes() for path in files} == before

    changed = irc_kg("--root", miniature, "migrate")
    assert (changed.code, changed.out) == (0, report.out)
    assert {path for path in files if path.read_bytes() != before[path]} == {
        miniature / name.split(":")[0] for name in report.out.splitlines()
    }
    assert faults_in(miniature) == []

    again = irc_kg("--root", miniature, "migrate", "--report")
    assert (again.code, again.out) == (0, "")


@pytest.mark.parametrize("ending", [".nt", ".nq", ".trig"])
def test_files_of_other_forms_in_a_project_are_migrated_with_it(
    miniature: Path, irc_kg: RunCommand, ending: str
) -> None:
    put_migration(miniature, "(town:stopsAt town:callsAt)")
    file = miniature / "graph" / f"more{ending}"
    file.write_text(f"<urn:a> <{TOWN}stopsAt> <urn:b> .\n", encoding="utf-8")
    assert irc_kg("--root", miniature, "migrate").code == 0
    assert file.read_text(encoding="utf-8") == f"<urn:a> <{TOWN}callsAt> <urn:b> .\n"


def test_files_of_anybody_are_migrated_and_a_folder_stands_for_those_in_it(
    miniature: Path, tmp_path: Path, irc_kg: RunCommand
) -> None:
    put_migration(miniature, "(town:stopsAt town:callsAt)")
    folder = tmp_path / "theirs"
    (folder / ".hidden").mkdir(parents=True)
    text = f"@prefix x: <{TOWN}> .\nx:a x:stopsAt <b> .\n"
    (folder / "a.ttl").write_text(text)
    (folder / "b.nt").write_text(f"<urn:a> <{TOWN}stopsAt> <urn:b> .\n")
    (folder / ".hidden" / "c.ttl").write_text(text)
    (folder / "notes.md").write_text(text)
    run = irc_kg("--root", miniature, "migrate", folder)
    assert (run.code, run.err) == (0, "Changed 2 places in 2 files.\n")
    assert (folder / "a.ttl").read_text() == text.replace("stopsAt", "callsAt")
    assert (folder / "b.nt").read_text() == f"<urn:a> <{TOWN}callsAt> <urn:b> .\n"
    assert (folder / ".hidden" / "c.ttl").read_text() == text


def test_a_graph_in_a_server_is_changed_by_an_update_as_files_are(
    miniature: Path, tmp_path: Path, irc_kg: RunCommand
) -> None:
    put_migration(miniature, "(town:stopsAt town:callsAt) (town:Stop town:BusStop) (town:day town:date)")
    file = tmp_path / "data.ttl"
    file.write_text(
        f'@prefix t: <{TOWN}> .\nt:Stop t:stopsAt t:stopsAt , "x"^^t:day , "day" , ( t:Stop ) .\n'
    )
    update = irc_kg("--root", miniature, "migrate", "--update")
    store = ox.Store()
    for graph in (ox.DefaultGraph(), ox.NamedNode("urn:g")):
        store.load(path=file, format=ox.RdfFormat.TURTLE, to_graph=graph)
    store.update(update.out)
    assert irc_kg("--root", miniature, "migrate", file).code == 0
    expected = canonical([quad.triple for quad in ox.parse(path=file, format=ox.RdfFormat.TURTLE)])
    for graph in (ox.DefaultGraph(), ox.NamedNode("urn:g")):
        found = [quad.triple for quad in store.quads_for_pattern(None, None, None, graph)]
        assert canonical(found) == expected


def test_an_old_name_in_a_text_is_told_and_stays(miniature: Path, irc_kg: RunCommand) -> None:
    put_migration(miniature, "(town:stopsAt town:callsAt)")
    shapes = miniature / "ontology" / "shapes.ttl"
    text = 'town:LineShape sh:description "The order of town:stopsAt does not count." .\n'
    shapes.write_text(shapes.read_text() + text)
    run = irc_kg("--root", miniature, "migrate")
    assert run.code == 1
    assert "town:stopsAt is called town:callsAt now; it stands in a text, which stays as it is" in run.err
    assert shapes.read_text().endswith(text)


@pytest.mark.parametrize(
    ("name", "why"),
    [("none.ttl", "is no file"), ("a.csv", "its terms stay as they are"), ("empty", "in it")],
)
def test_what_cannot_be_migrated_is_refused(
    miniature: Path, tmp_path: Path, irc_kg: RunCommand, name: str, why: str
) -> None:
    (tmp_path / "a.csv").write_text("a,b\n")
    (tmp_path / "empty").mkdir()
    run = irc_kg("--root", miniature, "migrate", tmp_path / name)
    assert run.code == 2
    assert why in run.err


def test_a_file_that_is_no_turtle_does_not_keep_the_others(miniature: Path, irc_kg: RunCommand) -> None:
    put_migration(miniature, "(town:stopsAt town:callsAt)")
    broken = miniature / "graph" / "broken.ttl"
    broken.write_text("@prefix town: <x> .\ntown:a town:stopsAt")
    run = irc_kg("--root", miniature, "migrate")
    assert run.code == 1
    assert str(broken) in run.err
    assert "town:callsAt" in (miniature / "graph" / "bus-plan-2020" / "lines.ttl").read_text()


# What the migrations say


def test_a_term_that_was_renamed_twice_has_its_last_name(miniature: Path) -> None:
    put_migration(miniature, "(town:a town:b)", "one", "0.9.0")
    put_migration(miniature, "(town:b town:c)", "two", "0.10.0")
    renames = load_renames(ProjectFiles(miniature))
    assert {old: renames[old].new for old in (TOWN + "a", TOWN + "b")} == {
        TOWN + "a": TOWN + "c",
        TOWN + "b": TOWN + "c",
    }


@pytest.mark.parametrize(
    ("one", "two"),
    [
        ("(town:a town:b)", "(town:b town:a)"),  # around in a circle
        ("(town:a town:b)", "(town:c town:a)"),  # a name that was given up, and means something else
        ("(town:a town:b)", "(town:a town:c)"),  # two names for one
        ("(town:a town:b)", '(town:c "town:d")'),
    ],
)
def test_a_migration_that_is_not_clear_is_refused_and_found(
    miniature: Path, irc_kg: RunCommand, one: str, two: str
) -> None:
    put_migration(miniature, one, "one", "0.2.0")
    put_migration(miniature, two, "two", "0.3.0")
    with pytest.raises(MigrationError) as refused:
        load_renames(ProjectFiles(miniature))
    assert irc_kg("--root", miniature, "migrate").code == 2
    found = faults_in(miniature)
    assert [(each.file, each.check) for each in found] == [(refused.value.query.path, "query-migration")]
    put_migration(miniature, "(town:c town:d)", "two", "0.3.0")
    assert faults_in(miniature) == []


def test_a_check_says_what_a_term_is_called_now(miniature: Path) -> None:
    put_migration(miniature, "(town:stopsAt town:callsAt)")
    found = faults_in(miniature)
    said = {(each.file.name, each.check) for each in found}
    assert ("lines.ttl", "deprecated-term") in said
    assert ("shapes.ttl", "deprecated-term") in said
    assert ("lines-at-stop.rq", "query-deprecated") in said
    assert {each.message for each in found} == {
        "town:stopsAt is called town:callsAt since version 0.2.0. `irc-kg migrate` changes it."
    }
    assert all(each.file.parent.name != "migrations" for each in found)


def test_a_check_remembers_nothing_from_before_a_migration(miniature: Path, tmp_path: Path) -> None:
    assert faults_in(miniature, tmp_path / "cache") == []
    put_migration(miniature, "(town:stopsAt town:callsAt)")
    assert faults_in(miniature, tmp_path / "cache") != []


def test_an_ontology_that_has_its_own_term_beside_one_of_another_vocabulary_knows_which_it_means(
    miniature: Path, irc_kg: RunCommand
) -> None:
    put_migration(miniature, "(<http://purl.org/dc/terms/isPartOf> town:partOf)")
    ontology = miniature / "ontology" / "parts.ttl"
    text = (
        "@prefix dct: <http://purl.org/dc/terms/> .\n@prefix owl: <http://www.w3.org/2002/07/owl#> .\n"
        f"@prefix town: <{TOWN}> .\n"
        "dct:isPartOf a owl:ObjectProperty . town:partOf a owl:ObjectProperty .\n"
        "town:Line dct:isPartOf town:Company .\n"
    )
    ontology.write_text(text)
    assert [each for each in faults_in(miniature) if each.check == "deprecated-term"] == []
    assert irc_kg("--root", miniature, "migrate").code == 0
    assert ontology.read_text() == text
