"""Writing: a change reaches its file whole or not at all, whatever happens meanwhile."""

from __future__ import annotations

import os
import stat
import sys
from functools import partial
from pathlib import Path

import pyoxigraph as ox
import pytest
from processes import Processes
from triples import triples_in

from irc_kg import editing
from irc_kg.editing import Edit, Editor, apply_edit, save
from irc_kg.editing.adding import add
from irc_kg.editing.layout import EditRefusedError
from irc_kg.editing.removing import remove
from irc_kg.errors import Severity, UnknownNameError
from irc_kg.files import FileChangedError, FileWriteError, MissingFolderError
from irc_kg.locks import FileLockError, hold_lock
from irc_kg.project import open_project
from irc_kg.turtle import Document, TurtleSyntaxError, parse

TEXT = "@prefix : <http://e/> .\n\n:s\n    :p 1 . # one\n"
KILLS = 200


def triple(number: int, subject: str = "s") -> ox.Triple:
    return ox.Triple(ox.NamedNode("http://e/" + subject), ox.NamedNode("http://e/p"), ox.Literal(number))


def adding(number: int) -> Edit:
    return lambda document: add(document, [triple(number)])


@pytest.fixture
def file(tmp_path: Path) -> Path:
    file = tmp_path / "wales.ttl"
    file.write_text(TEXT, encoding="utf-8", newline="")
    return file


def test_an_edit_is_written(file: Path) -> None:
    change = apply_edit(file, adding(2))
    assert file.read_bytes() == TEXT.replace("1 . # one\n", "1 ; # one\n    :p 2 .\n").encode()
    assert (change.file, change.additions, change.removals) == (file, (triple(2),), ())
    assert [entry.name for entry in file.parent.iterdir()] == ["wales.ttl"]


def test_a_file_without_a_change_is_not_written(file: Path) -> None:
    before = file.stat()
    change = apply_edit(file, adding(1))
    assert change.is_empty
    assert (file.stat().st_ino, file.stat().st_mtime_ns) == (before.st_ino, before.st_mtime_ns)


def test_a_dry_run_shows_the_change_and_writes_nothing(file: Path) -> None:
    change = apply_edit(file, adding(2), dry_run=True)
    assert "+    :p 2 ." in change.diff()
    assert file.read_text(encoding="utf-8") == TEXT
    save(change)
    assert file.read_text(encoding="utf-8") == change.after.text


def test_a_byte_order_mark_and_line_ends_survive(file: Path) -> None:
    data = ("\ufeff" + TEXT.replace("\n", "\r\n") + "# mixed\n").encode()
    file.write_bytes(data)
    apply_edit(file, adding(2))
    assert file.read_bytes() == data.replace(b"1 . # one", b"1 ; # one\r\n    :p 2 .")
    apply_edit(file, lambda document: remove(document, [triple(2)]))
    assert file.read_bytes() == data


def test_relative_iris_are_those_of_the_graph(file: Path) -> None:
    file.write_text("<> <p> 1 .\n", encoding="utf-8")
    change = apply_edit(file, lambda document: document, base_iri="http://e/graph/wales")
    assert {each.subject for each in triples_in(change.before)} == {ox.NamedNode("http://e/graph/wales")}


def test_a_change_that_does_not_pass_is_refused_with_what_is_wrong(miniature: Path) -> None:
    file = miniature / "graph" / "bus-plan-2020" / "lines.ttl"
    before = file.read_bytes()
    with pytest.raises(EditRefusedError) as caught:
        Editor(open_project(miniature).store).add("Blue line", "stops at", "Town Buses")
    (finding,) = caught.value.findings
    assert (finding.file, finding.check, finding.severity) == (file, "shape", Severity.ERROR)
    assert str(caught.value) == (
        f"{file} is left as it was, because the change is not right:\n"
        f"{file}:{finding.line}:{finding.column}: error: {finding.message} [shape]"
    )
    assert file.read_bytes() == before


def test_warnings_do_not_stop_a_change(miniature: Path) -> None:
    change = Editor(open_project(miniature).store).add("Blue line", "is also called", "Blue  one")
    assert [finding.severity for finding in change.warnings] == [Severity.WARNING]
    assert b'"Blue  one"@en' in change.file.read_bytes()


def test_a_project_knows_what_was_written_to_its_files(miniature: Path) -> None:
    opened = open_project(miniature)
    statement = ("Blue line", "is also called", "Old blue")
    before = opened.store
    opened.statements.add(*statement, dry_run=True)
    assert opened.store is before
    opened.statements.add(*statement)
    assert opened.iri("Old blue") == opened.iri("Blue line")
    opened.statements.set(*statement[:2], ["New blue"])
    assert opened.iri("New blue") == opened.iri("Blue line")
    opened.statements.remove(*statement[:2], "New blue")
    with pytest.raises(UnknownNameError):
        opened.iri("New blue")


def test_a_file_that_is_no_turtle_is_refused_by_its_name(file: Path) -> None:
    file.write_bytes(b":s :p 1 .")
    with pytest.raises(TurtleSyntaxError, match=r"wales\.ttl:1:1: The prefix"):
        apply_edit(file, adding(2))
    file.write_bytes(b"# caf\xe9\n")
    with pytest.raises(TurtleSyntaxError, match=r"wales\.ttl:1:6: The byte 0xE9"):
        apply_edit(file, adding(2))


def test_a_missing_file_is_refused_unless_it_is_to_be_made(tmp_path: Path) -> None:
    file = tmp_path / "new.ttl"
    with pytest.raises(EditRefusedError, match="There is no file"):
        apply_edit(file, adding(2))
    assert not file.exists()
    apply_edit(file, adding(2), create=True)
    assert file.read_text(encoding="utf-8") == "<http://e/s>\n    <http://e/p> 2 .\n"
    expected = tmp_path / "as-others.ttl"
    expected.touch()
    assert file.stat().st_mode == expected.stat().st_mode


def test_a_folder_and_a_file_in_no_folder_are_refused(tmp_path: Path) -> None:
    with pytest.raises(EditRefusedError, match="cannot be read"):
        apply_edit(tmp_path, adding(2))
    with pytest.raises(MissingFolderError, match="There is no folder"):
        apply_edit(tmp_path / "none" / "new.ttl", adding(2), create=True)


@pytest.mark.skipif(sys.platform == "win32", reason="Windows keeps no such mode")
def test_the_mode_is_kept(file: Path) -> None:
    file.chmod(0o640)
    apply_edit(file, adding(2))
    assert stat.S_IMODE(file.stat().st_mode) == 0o640


def test_a_read_only_file_is_refused(file: Path) -> None:
    file.chmod(0o444)
    with pytest.raises(FileWriteError, match="is read-only"):
        apply_edit(file, adding(2))
    file.chmod(0o644)
    assert file.read_text(encoding="utf-8") == TEXT


def test_a_link_stays_a_link_to_the_file_that_changes(file: Path, tmp_path: Path) -> None:
    link = tmp_path / "elsewhere" / "link.ttl"
    link.parent.mkdir()
    try:
        link.symlink_to(file)
    except OSError:
        pytest.skip("this system makes no links for this user")
    apply_edit(link, adding(2))
    assert link.is_symlink()
    assert triple(2) in triples_in(parse(file.read_text(encoding="utf-8")))
    assert list(link.parent.iterdir()) == [link]


def test_a_file_that_changed_meanwhile_is_refused(file: Path) -> None:
    def meanwhile(document: Document) -> Document:
        file.write_text("# another's work\n", encoding="utf-8")
        return add(document, [triple(2)])

    with pytest.raises(FileChangedError, match="changed by someone else meanwhile"):
        apply_edit(file, meanwhile)
    assert file.read_text(encoding="utf-8") == "# another's work\n"
    assert [entry.name for entry in file.parent.iterdir()] == ["wales.ttl"]


def test_a_change_made_before_another_is_refused(file: Path) -> None:
    change = apply_edit(file, adding(2), dry_run=True)
    apply_edit(file, adding(3))
    after = file.read_bytes()
    with pytest.raises(FileChangedError, match="changed by someone else meanwhile"):
        save(change)
    file.unlink()
    with pytest.raises(EditRefusedError, match="There is no file"):
        save(change)
    file.write_bytes(after)
    save(apply_edit(file, adding(2), dry_run=True))
    assert {triple(1), triple(2), triple(3)} == triples_in(parse(file.read_text(encoding="utf-8")))


def test_what_an_interrupted_edit_left_is_removed_by_the_next(file: Path) -> None:
    left = file.parent / ".wales.ttl.x1.irc-kg-tmp"
    others = [file.parent / ".other.ttl.x1.irc-kg-tmp", file.parent / "wales.ttl.tmp"]
    for each in (left, *others):
        each.touch()
    apply_edit(file, adding(2))
    assert not left.exists()
    assert all(each.exists() for each in others)


def test_a_file_that_another_edit_holds_for_long_is_refused(
    file: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(editing, "hold_lock", partial(hold_lock, patience=0.1))

    def slow(document: Document) -> Document:
        with pytest.raises(FileLockError, match="in use by another edit"):
            apply_edit(file, adding(3))
        return add(document, [triple(2)])

    assert apply_edit(file, slow).additions == (triple(2),)


def test_without_a_place_for_the_lock_nothing_is_written(file: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("XDG_CACHE_HOME", str(file / "no folder"))
    monkeypatch.setattr("tempfile.tempdir", str(file.parent / "nowhere"))
    with pytest.raises(FileLockError, match=r"cannot be locked, because .*nowhere"):
        apply_edit(file, adding(2))
    assert file.read_text(encoding="utf-8") == TEXT


def test_a_link_that_leads_to_itself_is_refused(tmp_path: Path) -> None:
    link = tmp_path / "link.ttl"
    try:
        link.symlink_to(link)
    except OSError:
        pytest.skip("this system makes no links for this user")
    with pytest.raises(EditRefusedError, match=r"link\.ttl (leads to no file|cannot be read)"):
        apply_edit(link, adding(2))


# Several processes

# Adds numbers to a file: the first, and as many as are asked for; says each one that is written.
DRIVER = """
import sys
from pathlib import Path
import pyoxigraph as ox
from irc_kg.editing.adding import add
from irc_kg.editing import apply_edit

file, first, count, size = Path(sys.argv[1]), int(sys.argv[2]), int(sys.argv[3]), int(sys.argv[4])
subject, predicate = ox.NamedNode("http://e/s"), ox.NamedNode("http://e/p")
if size:
    import resource, signal
    signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
    resource.setrlimit(resource.RLIMIT_FSIZE, (size, size))
for number in range(first, first + count):
    apply_edit(file, lambda document: add(document, [ox.Triple(subject, predicate, ox.Literal(number))]))
    print(number, flush=True)
"""


def driver(file: Path, first: int, count: int, size: int = 0) -> list[str | Path]:
    return [sys.executable, "-c", DRIVER, file, str(first), str(count), str(size)]


def numbers(file: Path) -> set[int]:
    return {int(str(each.object.value)) for each in triples_in(parse(file.read_text(encoding="utf-8")))}  # type: ignore[union-attr]


def test_eight_processes_that_add_at_once_lose_nothing(file: Path, processes: Processes) -> None:
    drivers = [processes.start(driver(file, first, 25)) for first in range(100, 900, 100)]
    results = [process.communicate() for process in drivers]
    assert [error for _, error in results] == [""] * 8
    expected = {first + each for first in range(100, 900, 100) for each in range(25)}
    assert numbers(file) == {1} | expected
    assert len(file.read_text(encoding="utf-8").split("\n")) == len(TEXT.split("\n")) + len(expected)
    assert [entry.name for entry in file.parent.iterdir()] == ["wales.ttl"]


@pytest.mark.skipif(sys.platform == "win32", reason="Windows knows no such limit")
def test_a_full_disk_leaves_the_file_as_it_was(file: Path, processes: Processes) -> None:
    file.write_text(TEXT + "# " + "x" * 5000 + "\n", encoding="utf-8")
    before = file.read_bytes()
    process = processes.start(driver(file, 2, 1, size=5020))
    output, error = process.communicate()
    assert output == ""
    assert "FileWriteError" in error
    assert "could not be written: File too large. It is as it was." in error
    assert file.read_bytes() == before
    assert [entry.name for entry in file.parent.iterdir()] == ["wales.ttl"]


# Starts processes that add number after number to a file, and kills each a moment after its first; prints the
# last number that was said to be written before the kill, and how many the file holds after it.
KILLER = """
import os, random, signal, sys, time
from pathlib import Path
import filelock  # before the processes part, or each would load it
import pyoxigraph as ox
from irc_kg.editing.adding import add
from irc_kg.editing import apply_edit
from irc_kg.turtle import parse

file, kills, chance = Path(sys.argv[1]), int(sys.argv[2]), random.Random(int(sys.argv[3]))
subject, predicate = ox.NamedNode("http://e/s"), ox.NamedNode("http://e/p")

def add_on_and_on(said):
    number = 1 + len(parse(file.read_text(encoding="utf-8")).graph)
    while True:
        triple = ox.Triple(subject, predicate, ox.Literal(number))
        apply_edit(file, lambda document: add(document, [triple]))
        os.write(said, b"%d " % number)
        number += 1

for _ in range(kills):
    reading, writing = os.pipe()
    child = os.fork()
    if not child:
        os.close(reading)  # so that writing fails when nobody reads any more
        try:
            add_on_and_on(writing)
        finally:
            os._exit(1)
    os.close(writing)
    begun = os.read(reading, 1)
    time.sleep(chance.uniform(0, 0.01))
    os.kill(child, signal.SIGKILL)
    os.waitpid(child, 0)
    with os.fdopen(reading, "rb") as stream:
        said = [int(number) for number in (begun + stream.read()).split()]
    print(max(said, default=0), len(parse(file.read_text(encoding="utf-8")).graph))
"""


@pytest.mark.skipif(not hasattr(os, "fork"), reason="this system kills in another way")
def test_a_killed_edit_leaves_the_old_file_or_the_new_one(file: Path, processes: Processes) -> None:
    padding = f"# {'x' * 20_000}\n"
    file.write_text(TEXT + padding, encoding="utf-8")
    killer = processes.start([sys.executable, "-c", KILLER, file, str(KILLS), "20"])
    out, err = killer.communicate()
    assert killer.returncode == 0, err
    held = 1
    for line in out.splitlines():
        said, stated = map(int, line.split())
        assert stated >= max(said, held)
        held = stated
    assert len(out.splitlines()) == KILLS
    assert held > KILLS
    lines = "".join(f"    :p {number} ;\n" for number in range(2, held))
    expected = TEXT.replace(". # one\n", f"; # one\n{lines}    :p {held} .\n") + padding
    assert file.read_text(encoding="utf-8") == expected
    apply_edit(file, adding(0))
    assert [entry.name for entry in file.parent.iterdir()] == ["wales.ttl"]


def test_the_lock_is_kept_out_of_the_project(file: Path) -> None:
    names: list[str] = []

    def look(document: Document) -> Document:
        names.extend(entry.name for entry in file.parent.iterdir())
        return document

    apply_edit(file, look)
    assert names == ["wales.ttl"]
