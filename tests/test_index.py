from __future__ import annotations

import gc
import os
import random
import shutil
import subprocess
import sysconfig
import time
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import pyoxigraph as ox
import pytest
from folders import posix
from hypothesis import given, settings
from hypothesis import strategies as st
from processes import PATIENCE, Processes
from running import RunCommand
from terminal import Terminal

from irc_kg.locks import hold_lock
from irc_kg.project import Project, open_project
from irc_kg.store import Store
from irc_kg.store import manifest as manifest_module
from irc_kg.store.index import Index, IndexedFiles
from irc_kg.store.loading import (
    SMALLEST,
    SMALLEST_FOR_A_QUESTION,
    IndexModeError,
    IndexNote,
    LoadedFiles,
    UnreadableFilesError,
    is_wanted,
)
from irc_kg.store.manifest import Manifest
from irc_kg.store.names import RDFS, fold
from irc_kg.store.project_files import ProjectFiles

IRC_KG = Path(sysconfig.get_path("scripts")) / "irc-kg"
REPOSITORY = Path(__file__).parent.parent
MINIATURE = Path(__file__).parent / "project"
LABELS = "SELECT ?thing ?label { ?thing rdfs:label ?label }"


@pytest.fixture(autouse=True)
def _always(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("IRC_KG_INDEX", "always")
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))


def in_memory(root: Path) -> Store:
    files = ProjectFiles(root)
    return Store(files, loaded=LoadedFiles(files, {}))


def indexed(root: Path) -> Store:
    gc.collect()  # what still holds the state before
    files = ProjectFiles(root)
    return Store(files, loaded=Index(files).open())


def states_of(root: Path) -> list[Path]:
    """The folders of the states that there are of the index of a project, but for those that nobody reads."""
    gc.collect()  # what still holds one that was looked at
    folder = Index(ProjectFiles(root)).folder
    return [path for path in folder.iterdir() if path.is_dir()] if folder.exists() else []


def without_names_of_nodes(quads: Iterator[ox.Quad]) -> Counter[str]:
    """Quads as texts, each as often as it comes, in which all blank nodes are one."""
    return Counter(
        " ".join("_" if isinstance(term, ox.BlankNode) else str(term) for term in quad) for quad in quads
    )


def facts_of(store: Store) -> dict[str, object]:
    """All that can be asked of a store, so that two of them can be held side by side."""
    things = sorted({quad.subject.value for quad in store.quads() if isinstance(quad.subject, ox.NamedNode)})
    written = Counter(
        str(
            (
                str(quad.predicate),
                quad.graph_name,
                store.as_written(quad.object, quad.subject, quad.predicate),
            )
        )
        for quad in store.quads()
        if isinstance(quad.object, ox.Literal)
    )
    return {
        "quads": without_names_of_nodes(store.quads()),
        "default graph": without_names_of_nodes(
            store.dataset.quads_for_pattern(None, None, None, ox.DefaultGraph())
        ),
        "prefixes": dict(store.prefixes.by_name),
        "imported": store.imported,
        "settings": (store.settings, store.label_predicates, store.name_predicates),
        "labels": {thing: (store.label_statement(thing), store.display_label(thing)) for thing in things},
        "names": sorted(store.names.all),
        "written": written,
        "classes": store.classes,
        "kinds": {thing: store.kind(thing) for thing in things},
        "sentences": store.sentences,
        "languages": {term: store.spellings.language_of(term) for term in _texts(store)},
    }


def short_facts_of(store: Store) -> object:
    """What is soon told of a store."""
    return without_names_of_nodes(store.quads()), sorted(store.names.all), dict(store.prefixes.by_name)


def _texts(store: Store) -> set[ox.Literal]:
    return {
        quad.object for quad in store.quads() if isinstance(quad.object, ox.Literal) and quad.object.language
    }


def assert_same(root: Path) -> None:
    expected, found = facts_of(in_memory(root)), facts_of(indexed(root))
    for name, facts in expected.items():
        assert found[name] == facts, name


# The same as from the files


def test_the_index_says_what_the_files_say(miniature: Path) -> None:
    assert_same(miniature)
    assert len(states_of(miniature)) == 1


def test_the_index_of_the_shipped_graph_says_what_its_files_say() -> None:
    assert_same(REPOSITORY)


def test_values_are_told_as_they_are_written(miniature: Path) -> None:
    (miniature / "graph" / "values.ttl").write_text(
        "@prefix kg: <https://w3id.org/irc-kg/id/> .\n"
        'kg:a kg:p 12.50, 007, "x"@en-GB, "2020-01-01Z"^^kg:day .\n'
        "[] kg:p 12.50 .\n(1.0) kg:p 1.0 .\n<< kg:a kg:p kg:b >> kg:p 1.50 .\n",
        encoding="utf-8",
    )
    assert_same(miniature)


def test_a_triple_that_two_files_state_is_counted_once_until_none_does(miniature: Path) -> None:
    text = "@prefix kg: <https://w3id.org/irc-kg/id/> .\nkg:a kg:p kg:b .\n"
    ours = ox.NamedNode("https://w3id.org/irc-kg/id/a")
    for name in ("one", "two"):
        (miniature / "graph" / f"{name}.ttl").write_text(text, encoding="utf-8")
    for left in ("one", "two", ""):
        store = indexed(miniature)
        assert len(list(store.dataset.quads_for_pattern(ours, None, None, ox.DefaultGraph()))) == bool(left)
        assert_same(miniature)
        if left:
            (miniature / "graph" / f"{left}.ttl").unlink()


def test_the_index_follows_every_change(miniature: Path) -> None:
    chance = random.Random(5)  # noqa: S311
    graph, ontology = miniature / "graph", miniature / "ontology"
    (miniature / "more").mkdir()
    extra = f'@prefix more: <https://example.org/more#> .\nmore:a <{RDFS}label> "More" .\n'
    imports = (
        "@prefix owl: <http://www.w3.org/2002/07/owl#> .\n"
        "@prefix irc: <https://w3id.org/irc-kg/ontology#> .\n"
        '<> owl:imports <urn:more> . <urn:more> irc:localFile "more/more.ttl" .\n'
    )
    languages = '@prefix irc: <https://w3id.org/irc-kg/ontology#> . <> irc:languages ( "cy" "en" ) .\n'

    def change_statements() -> None:
        path = chance.choice(sorted(graph.rglob("*.ttl")))
        text = path.read_text(encoding="utf-8")
        number = chance.randrange(1000)
        path.write_text(
            f'{text}\n<urn:new-{number}> <{RDFS}label> "New {number}"@en, "Newydd {number}"@cy .\n',
            encoding="utf-8",
        )

    def cut_statements() -> None:
        path = chance.choice(sorted(graph.rglob("*.ttl")))
        path.write_text(path.read_text(encoding="utf-8").rpartition("\n\n")[0] + "\n", encoding="utf-8")

    changes: list[Callable[[], object]] = [
        change_statements,
        lambda: (ontology / "imports.ttl").write_text(imports, encoding="utf-8"),
        lambda: (miniature / "more" / "more.ttl").write_text(extra, encoding="utf-8"),
        lambda: shutil.copy(next(graph.rglob("*.ttl")), graph / "copy.ttl"),
        lambda: (ontology / "languages.ttl").write_text(languages, encoding="utf-8"),
        lambda: (miniature / "more" / "more.ttl").write_text(
            extra.replace("more:", "other:"), encoding="utf-8"
        ),
        cut_statements,
        lambda: (graph / "copy.ttl").rename(graph / "moved.ttl"),
        (ontology / "languages.ttl").unlink,
        lambda: (miniature / "more" / "more.ttl").write_text("this is no Turtle", encoding="utf-8"),
        (ontology / "imports.ttl").unlink,
        (graph / "moved.ttl").unlink,
        change_statements,
    ]
    assert_same(miniature)
    for change in changes:
        change()
        assert_same(miniature)
        assert len(states_of(miniature)) == 1


def test_one_changed_file_of_many_is_taken_in_and_the_rest_is_kept(tmp_path: Path) -> None:
    root = tmp_path / "project"
    shutil.copytree(REPOSITORY / "graph", root / "graph")
    shutil.copytree(REPOSITORY / "ontology", root / "ontology")
    (root / "queries").mkdir()
    indexed(root)
    [before] = states_of(root)
    stores = {path.name: path.stat().st_ino for path in (before / "store").glob("*.sst")}
    path = root / "graph" / "sources.ttl"
    path.write_text(path.read_text(encoding="utf-8") + '\n<#x> <urn:p> "New" .\n', encoding="utf-8")
    assert short_facts_of(indexed(root)) == short_facts_of(in_memory(root))
    [after] = states_of(root)
    kept = {path.name: path.stat().st_ino for path in (after / "store").glob("*.sst")}
    # Links to the same files, but for those that the engine joins with what is new.
    assert len(stores.items() & kept.items()) > len(stores) / 2


def test_files_that_cannot_be_read_are_told_as_without_an_index(miniature: Path) -> None:
    indexed(miniature)
    path = next((miniature / "graph").rglob("*.ttl"))
    whole = path.read_bytes()
    path.write_bytes(whole + b"\nkg:a kg:b")
    told = []
    for read in (in_memory, indexed):
        with pytest.raises(UnreadableFilesError) as refused:
            read(miniature)
        told.append(str(refused.value))
    assert told[0] == told[1]
    path.write_bytes(whole)
    assert_same(miniature)


# Names


@pytest.fixture(scope="module")
def named(tmp_path_factory: pytest.TempPathFactory) -> tuple[Store, Store]:
    """The shipped graph in memory and from an index."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("XDG_CACHE_HOME", str(tmp_path_factory.mktemp("cache")))
        return in_memory(REPOSITORY), indexed(REPOSITORY)


def _typed_names() -> st.SearchStrategy[str]:
    """What people may type: parts of names, short for them, misspelt, or something else."""
    names = sorted({name.text for name in in_memory(REPOSITORY).names.all})
    words = sorted({word for name in names for word in name.split()})
    name = st.sampled_from(names)
    cut = st.builds(
        lambda text, start, end: text[start:][: end + 1], name, st.integers(0, 30), st.integers(0, 40)
    )
    several = st.lists(st.sampled_from(words), min_size=1, max_size=4).map(" ".join)
    acronym = name.map(lambda text: "".join(word[0] for word in text.split()))
    misspelt = st.builds(
        lambda text, at, letter: text[: at % len(text)] + letter + text[at % len(text) + 1 :],
        name,
        st.integers(0, 100),
        st.sampled_from("aeixz "),
    )
    anything = st.text(st.characters(codec="utf-8", exclude_characters="\0"), max_size=20)
    return st.one_of(cut, several, acronym, misspelt, anything)


@settings(max_examples=40)
@given(_typed_names())
def test_names_are_found_as_in_memory(named: tuple[Store, Store], text: str) -> None:
    memory, index = (store.names for store in named)
    assert list(index.search(text).items()) == list(memory.search(text).items())
    assert index.find(text) == memory.find(text)
    assert index.same(text) == memory.same(text)
    assert index.similar(text) == memory.similar(text)
    assert index.beginning(text) == memory.beginning(text)


def test_what_is_no_text_is_the_name_of_nothing(named: tuple[Store, Store]) -> None:
    for store in named:
        assert store.names.find("\udcff") == ()
        assert store.names.beginning("\udcff") == []


def test_close_names_of_addresses_are_the_same(named: tuple[Store, Store]) -> None:
    memory, index = named
    for iri in (
        "https://w3id.org/irc-kg/id/walse",
        "https://w3id.org/irc-kg/ontology#concern",
        "urn:nothing",
    ):
        assert index.names.close_curies(iri) == memory.names.close_curies(iri)
    some = sorted({name.iri for name in memory.names.all})
    for things in (some[:3], some[:600], []):
        assert sorted(index.names.names_of(things).all) == sorted(memory.names.names_of(things).all)


def test_completion_offers_what_begins_so(miniature: Path) -> None:
    names = open_project(miniature).store.names
    text = names.all[0].text
    offered = names.beginning(text[:2].upper())
    assert text in offered
    assert all(fold(name).startswith(fold(text[:2])) for name in offered)


# When it is used


def test_only_large_projects_are_read_from_an_index(monkeypatch: pytest.MonkeyPatch, miniature: Path) -> None:
    files = ProjectFiles(miniature)
    monkeypatch.setenv("IRC_KG_INDEX", "auto")
    assert not is_wanted(files)
    (miniature / "graph" / "large.ttl").write_text("#" * SMALLEST, encoding="utf-8")
    files = ProjectFiles(miniature)
    assert is_wanted(files)
    assert isinstance(Project(files).store._loaded, IndexedFiles)
    (miniature / "graph" / "large.ttl").write_text("#" * SMALLEST_FOR_A_QUESTION, encoding="utf-8")
    files = ProjectFiles(miniature)
    assert isinstance(Project(files).store._loaded, LoadedFiles)
    assert isinstance(Project(files, asks_little=True).store._loaded, IndexedFiles)
    monkeypatch.setenv("IRC_KG_INDEX", "never")
    assert not is_wanted(files, asks_little=True)
    assert not is_wanted(files)
    assert isinstance(Project(files).store._loaded, LoadedFiles)
    monkeypatch.setenv("IRC_KG_INDEX", "maybe")
    with pytest.raises(IndexModeError, match="'maybe': it can be auto, always or never"):
        is_wanted(files)


def test_a_question_to_a_middling_project_is_answered_from_an_index(
    irc_kg: RunCommand, monkeypatch: pytest.MonkeyPatch, miniature: Path
) -> None:
    monkeypatch.setenv("IRC_KG_INDEX", "auto")
    told = irc_kg("index", "status", "--root", miniature).out
    assert "It is not used: a project of less than 0.4 MB is read from its files." in told
    (miniature / "graph" / "large.ttl").write_text("#" * SMALLEST_FOR_A_QUESTION, encoding="utf-8")
    irc_kg("stats", "--root", miniature)
    assert "There is no index of this project." in irc_kg("index", "status", "--root", miniature).out
    irc_kg("show", "Market", "--root", miniature)
    told = irc_kg("index", "status", "--root", miniature).out
    assert "It agrees with the files." in told
    assert "It is used by query, show, find and cite: of less than 1 MB, all others read the files." in told


def test_unchanged_files_are_not_read_again(miniature: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for path in miniature.rglob("*.ttl"):
        os.utime(path, (1, 1))
    indexed(miniature)
    _wait_until_settled(miniature)
    read: list[bytes] = []
    monkeypatch.setattr("irc_kg.store.manifest.digest_of", read.append)
    indexed(miniature)
    assert read == []


def _wait_until_settled(root: Path) -> None:
    """Wait until the files were changed long enough ago, and that is kept."""
    time.sleep(2.1)
    indexed(root)


@posix
def test_another_content_is_seen_whatever_the_times_of_the_file(miniature: Path) -> None:
    path = next((miniature / "graph").rglob("*.ttl"))
    indexed(miniature)
    _wait_until_settled(miniature)
    status = path.stat()
    text = path.read_text(encoding="utf-8")
    path.write_text(text.replace("label", "lobel", 1), encoding="utf-8")  # of the same length
    os.utime(path, ns=(status.st_atime_ns, status.st_mtime_ns))
    assert_same(miniature)


@pytest.mark.parametrize("shift", [-10_000_000, 10_000_000])
def test_clocks_that_are_wrong_change_nothing(miniature: Path, shift: int) -> None:
    path = next((miniature / "graph").rglob("*.ttl"))
    now = time.time()
    for number in range(3):
        text = path.read_text(encoding="utf-8")
        path.write_text(f'{text}\n<urn:{number}> <{RDFS}label> "{number}" .\n', encoding="utf-8")
        os.utime(path, (now + shift, now + shift))
        assert_same(miniature)


def test_an_index_of_another_version_is_made_anew(miniature: Path) -> None:
    indexed(miniature)
    [state] = states_of(miniature)
    manifest = Manifest.read(state)
    assert manifest is not None
    manifest.versions = ("0", "0")
    manifest.write(state)
    assert_same(miniature)
    assert states_of(miniature) != [state]


def test_a_state_that_is_read_stays_as_long_as_it_is(miniature: Path) -> None:
    first = indexed(miniature)
    labels = first.label("https://w3id.org/irc-kg/id/wales"), len(first.names.all)
    path = next((miniature / "graph").rglob("*.ttl"))
    path.write_text(path.read_text(encoding="utf-8") + "\n<urn:a> <urn:b> <urn:c> .\n", encoding="utf-8")
    second = indexed(miniature)
    assert second.states("urn:a")
    assert not first.states("urn:a")
    assert len(states_of(miniature)) == 2
    assert labels == (first.label("https://w3id.org/irc-kg/id/wales"), len(first.names.all))
    del first, second
    path.write_text(path.read_text(encoding="utf-8") + "\n<urn:a> <urn:b> <urn:d> .\n", encoding="utf-8")
    indexed(miniature)
    assert len(states_of(miniature)) == 1


def test_the_index_of_a_project_that_is_gone_goes_with_the_next(miniature: Path, tmp_path: Path) -> None:
    other = tmp_path / "other"
    shutil.copytree(miniature, other)
    indexed(other)
    folder = Index(ProjectFiles(other)).folder
    gc.collect()
    shutil.rmtree(other)
    assert folder.exists()
    indexed(miniature)
    assert not folder.exists()


@posix
def test_a_link_to_a_file_of_the_index_has_it_compared_once(
    miniature: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    indexed(miniature)
    [state] = states_of(miniature)
    (tmp_path / "link").hardlink_to(state / "names.sqlite")
    compared: list[Path] = []
    checksums = manifest_module._checksums

    def compare(path: Path) -> Iterator[int]:
        compared.append(path)
        return checksums(path)

    monkeypatch.setattr(manifest_module, "_checksums", compare)
    for _ in range(3):
        indexed(miniature)
    assert compared == [state / "names.sqlite"]
    assert states_of(miniature) == [state]


# Faults


def _damage_byte(path: Path, chance: random.Random) -> None:
    data = bytearray(path.read_bytes())
    data[chance.randrange(len(data))] ^= 1 << chance.randrange(8)
    path.write_bytes(data)


def _cut(path: Path, chance: random.Random) -> None:
    path.write_bytes(path.read_bytes()[: chance.randrange(path.stat().st_size)])


def _remove(path: Path, _chance: random.Random) -> None:
    path.unlink()


@pytest.mark.parametrize("damage", [_damage_byte, _cut, _remove])
def test_a_damaged_index_gives_the_right_answer(
    miniature: Path, damage: Callable[[Path, random.Random], None]
) -> None:
    expected = short_facts_of(in_memory(miniature))
    chance = random.Random(3)  # noqa: S311
    indexed(miniature)
    [state] = states_of(miniature)
    for _ in range(6):
        [state] = states_of(miniature)
        path = chance.choice(
            [path for path in sorted(state.rglob("*")) if path.is_file() and path.stat().st_size]
        )
        damage(path, chance)
        assert short_facts_of(indexed(miniature)) == expected, path.name


@pytest.mark.parametrize("turn", range(30))
def test_a_byte_that_was_flipped_behind_the_back_of_the_system_is_found_by_verify(
    miniature: Path, irc_kg: RunCommand, monkeypatch: pytest.MonkeyPatch, turn: int
) -> None:
    """Whichever block is looked at when the index is opened, which the clock tells."""
    indexed(miniature)
    [state] = states_of(miniature)
    path = state / "names.sqlite"
    _damage_byte(path, random.Random(1))  # noqa: S311
    manifest = Manifest.read(state)
    assert manifest is not None
    manifest.take_new_stamps(state)  # as a disk does it that loses a bit
    manifest.write(state)
    with monkeypatch.context() as patched:
        patched.setattr(time, "time_ns", lambda: 1000 * turn)
        found = irc_kg("index", "verify", "--root", miniature)
    assert "was damaged and is thrown away (names.sqlite)" in found.err
    assert found.code == 1
    assert_same(miniature)


def test_what_stands_in_current_is_not_believed(miniature: Path) -> None:
    indexed(miniature)
    for text in ("", "../../..", "\xff"):
        (Index(ProjectFiles(miniature)).folder / "current").write_text(text, encoding="latin-1")
        assert_same(miniature)


@pytest.fixture(scope="module")
def town(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A project that takes a while to be put into an index."""
    root = tmp_path_factory.mktemp("town") / "project"
    shutil.copytree(MINIATURE, root)
    for number in range(10):
        things = (
            f'kg:t{number}-{thing} a kg:Thing ; rdfs:label "Thing {number} {thing}"@en .\n'
            for thing in range(800)
        )
        (root / "graph" / f"things-{number}.ttl").write_text(
            "@prefix kg: <https://w3id.org/irc-kg/id/> .\n"
            "@prefix rdfs: <http://www.w3.org/2000/01/rdf-schema#> .\n" + "".join(things),
            encoding="utf-8",
        )
    return root


COUNT = ["query", "-e", "SELECT (COUNT(*) AS ?n) { ?s rdfs:label ?l }", "--format", "csv"]


def _count(processes: Processes, root: Path, **options: object) -> subprocess.Popen[str]:
    return processes.start([IRC_KG, *COUNT, "--root", root], **options)


def _expected_count(root: Path) -> str:
    [row] = open_project(root).query(COUNT[2])
    return f"n\n{row[0].value}\n"  # type: ignore[union-attr]


def test_eight_first_commands_at_once_all_answer(processes: Processes, town: Path) -> None:
    started = [_count(processes, town) for _ in range(8)]
    answers = [process.communicate(timeout=PATIENCE) for process in started]
    assert {out for out, _ in answers} == {_expected_count(town)}
    assert len(states_of(town)) == 1


def test_a_build_that_is_killed_leaves_nothing_that_is_read(processes: Processes, town: Path) -> None:
    chance = random.Random(7)  # noqa: S311
    expected = _expected_count(town)
    folder = Index(ProjectFiles(town)).folder
    for _ in range(4):
        shutil.rmtree(folder, ignore_errors=True)
        process = _count(processes, town)
        while process.poll() is None and not list(folder.glob("*/store")):
            time.sleep(0.002)
        time.sleep(chance.random() * 0.2)
        process.kill()
        process.communicate(timeout=PATIENCE)
        assert _count(processes, town).communicate(timeout=PATIENCE)[0] == expected
        assert len(states_of(town)) == 1


def test_without_a_place_for_the_index_the_answer_comes_from_the_files(
    miniature: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, irc_kg: RunCommand
) -> None:
    (tmp_path / "full").write_text("no folder", encoding="utf-8")
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "full"))
    with pytest.warns(IndexNote, match="No index could be kept in .*full"):
        store = Store(ProjectFiles(miniature))
    assert store.names.all
    found = irc_kg("find", "line", "--root", miniature)
    assert found.code == 0
    assert "Note: No index could be kept" in found.err
    assert "all files are read each time" in found.err


@posix
@pytest.mark.parametrize("kilobytes", [0, 20, 100, 400])
def test_a_full_disk_keeps_nobody_from_the_answer(
    processes: Processes, town: Path, tmp_path: Path, kilobytes: int
) -> None:
    import resource

    def limit() -> None:
        resource.setrlimit(resource.RLIMIT_FSIZE, (kilobytes * 1024, kilobytes * 1024))

    environment = {**os.environ, "PYTHONDONTWRITEBYTECODE": "1", "XDG_CACHE_HOME": str(tmp_path / "small")}
    process = _count(processes, town, preexec_fn=limit, env=environment)
    out, err = process.communicate(timeout=PATIENCE)
    assert out == _expected_count(town), err
    assert "No index could be kept" in err
    left = [path for path in (tmp_path / "small").glob("irc-kg/index/*/*") if path.is_dir()]
    assert left == []


# The command


def test_the_command_tells_what_there_is(miniature: Path, irc_kg: RunCommand) -> None:
    assert "There is no index of this project." in irc_kg("index", "status", "--root", miniature).out
    assert "Made the index" in irc_kg("index", "build", "--root", miniature).err
    assert "It agrees with the files." in irc_kg("index", "status", "--root", miniature).out
    assert irc_kg("index", "verify", "--root", miniature).err == "The index is as it was written.\n"
    (miniature / "graph" / "new.ttl").write_text("<urn:a> <urn:b> <urn:c> .", encoding="utf-8")
    assert "1 file differs from it (graph/new.ttl)" in irc_kg("index", "status", "--root", miniature).out
    irc_kg("index", "clear", "--root", miniature)
    assert states_of(miniature) == []
    assert "There is no index" in irc_kg("index", "status", "--root", miniature).out


@contextmanager
def build_of_more_than_a_second(root: Path) -> Iterator[None]:
    """What begins to make an index within waits for it, as for another process, until a second has passed."""
    index = Index(ProjectFiles(root))
    with hold_lock(index.folder / "current"):
        yield
        while not index.folder.exists():  # which whoever is to make the index does before it waits
            time.sleep(0.01)
        time.sleep(1.1)


def test_how_far_a_build_is_shows_on_a_terminal_after_a_second(miniature: Path) -> None:
    with build_of_more_than_a_second(miniature):
        terminal = Terminal(["query", "-e", LABELS, "--format", "csv", "--root", miniature])
    with terminal:
        terminal.until(f"Reading the files into the index [{'#' * 40}]\n")
        terminal.until("thing,label")


def test_how_far_a_build_is_is_told_nobody_who_reads_it_later(miniature: Path, processes: Processes) -> None:
    with build_of_more_than_a_second(miniature):
        process = processes.start([IRC_KG, "query", "-e", LABELS, "--format", "csv", "--root", miniature])
    out, err = process.communicate(timeout=PATIENCE)
    assert out.startswith("thing,label")
    assert "Reading" not in err


def test_that_it_is_not_used_is_told(
    miniature: Path, irc_kg: RunCommand, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("IRC_KG_INDEX", "auto")
    assert "It is not used" in irc_kg("index", "status", "--root", miniature).out


def test_a_question_that_takes_too_much_memory_is_ended(processes: Processes, town: Path) -> None:
    query = "SELECT ?a ?b { ?a rdfs:label ?x . ?b rdfs:label ?y } ORDER BY ?b"
    environment = {**os.environ, "IRC_KG_MEMORY": "60"}
    process = processes.start([IRC_KG, "query", "-e", query, "--root", town], env=environment)
    out, err = process.communicate(timeout=PATIENCE)
    assert process.returncode == 2
    assert out == ""
    assert "took more than 60 MB of memory" in err


def test_the_ceiling_of_memory_is_a_number(
    miniature: Path, irc_kg: RunCommand, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("IRC_KG_MEMORY", "much")
    found = irc_kg("query", "-e", LABELS, "--root", miniature)
    assert found.code == 2
    assert "IRC_KG_MEMORY is 'much'" in found.err
