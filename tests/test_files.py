"""Writing files: whole or not at all, only where there is a file to replace, and one writer at a time."""

from __future__ import annotations

import os
import signal
import socket
import stat
import subprocess
import sys
import threading
from collections.abc import Callable
from pathlib import Path

import pytest
from folders import mode, names, posix, superuser
from hypothesis import given
from hypothesis import strategies as st
from openpyxl import Workbook, load_workbook
from processes import Processes

from irc_kg import files
from irc_kg.files import (
    FileChangedError,
    FileExistsAlreadyError,
    FileWriteError,
    MissingFolderError,
    exchange,
    open_binary,
    open_text,
    resolve_file,
    write_text,
)


@pytest.fixture
def file(tmp_path: Path) -> Path:
    file = tmp_path / "held.txt"
    file.write_bytes(b"old\n")
    return file


# What is written


@given(text=st.text(st.characters(exclude_categories=["Cs"])), held=st.one_of(st.none(), st.binary()))
def test_any_text_is_written_to_the_byte(
    text: str, held: bytes | None, tmp_path_factory: pytest.TempPathFactory
) -> None:
    file = tmp_path_factory.mktemp("any") / "a.txt"
    if held is not None:
        file.write_bytes(held)
    write_text(file, text)
    assert file.read_bytes() == text.encode()
    assert names(file.parent) == ["a.txt"]


def test_line_ends_stay_as_they_are_and_half_a_character_is_written_by_its_number(file: Path) -> None:
    with open_text(file) as out:
        out.write("a\r\nb\n\udc80")
    assert file.read_bytes() == b"a\r\nb\n\\udc80"


def test_a_text_may_have_the_mark_that_spreadsheets_want(file: Path) -> None:
    with open_text(file, encoding="utf-8-sig") as out:
        out.write("é")
    assert file.read_bytes() == b"\xef\xbb\xbf\xc3\xa9"


def test_a_workbook_can_be_saved_to_the_stream(tmp_path: Path) -> None:
    file = tmp_path / "a.xlsx"
    book = Workbook()
    book.active["A1"] = "seen"
    with open_binary(file) as out:
        book.save(out)
    assert load_workbook(file).active["A1"].value == "seen"


def test_many_rows_are_not_kept_in_memory(file: Path) -> None:
    with open_text(file) as out:
        for number in range(200_000):
            out.write(f"{number}\n")
        (draft,) = (entry for entry in file.parent.iterdir() if entry != file)
        assert draft.stat().st_size > 500_000
        assert file.read_bytes() == b"old\n"
    assert file.read_text().splitlines()[-1] == "199999"


def test_a_stream_that_was_closed_before_is_written_all_the_same(file: Path) -> None:
    with open_binary(file) as out:
        out.write(b"new")
        out.close()
    assert file.read_bytes() == b"new"


@pytest.mark.parametrize("error", [ValueError, KeyboardInterrupt, OSError])
def test_what_fails_leaves_the_file_as_it_was(file: Path, error: type[BaseException]) -> None:
    def fail(path: Path, *, new: bool) -> None:
        with open_text(path, new=new) as out:
            out.write("half of it")
            raise error

    with pytest.raises(error):
        fail(file, new=False)
    assert file.read_bytes() == b"old\n"
    with pytest.raises(error):
        fail(file.with_name("new.txt"), new=True)
    assert names(file.parent) == ["held.txt"]


# Which files are replaced


@posix
@pytest.mark.parametrize("kept", [0o640, 0o600, 0o755, 0o666, 0o4755])
def test_the_mode_is_kept(file: Path, kept: int) -> None:
    file.chmod(kept)
    write_text(file, "new")
    assert mode(file) == kept


@posix
@pytest.mark.parametrize(("mask", "expected"), [(0o022, 0o644), (0o077, 0o600), (0o000, 0o666)])
def test_a_new_file_has_the_mode_that_the_user_wants(tmp_path: Path, mask: int, expected: int) -> None:
    before = os.umask(mask)
    try:
        write_text(tmp_path / "a.txt", "new")
        with open_text(tmp_path / "b.txt", new=True):
            pass
    finally:
        os.umask(before)
    assert (mode(tmp_path / "a.txt"), mode(tmp_path / "b.txt")) == (expected, expected)


@posix
def test_nobody_reads_the_draft_of_a_private_file(file: Path) -> None:
    file.chmod(0o600)
    with open_text(file):
        assert {mode(entry) for entry in file.parent.iterdir()} == {0o600}


@superuser
def test_the_owner_is_kept(file: Path) -> None:
    os.chown(file, 1234, 2345)
    file.chmod(0o2755)
    write_text(file, "new")
    status = file.stat()
    assert (status.st_uid, status.st_gid, mode(file)) == (1234, 2345, 0o2755)


@superuser
def test_what_cannot_be_given_to_its_owner_does_not_run_as_another(
    file: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(*_: object) -> None:
        raise PermissionError

    os.chown(file, 1234, 2345)
    file.chmod(0o6755)
    monkeypatch.setattr(os, "chown", refuse)
    write_text(file, "new")
    assert mode(file) == 0o755


@posix
@pytest.mark.parametrize("how", [write_text, lambda path, text: exchange(path, b"old\n", text.encode())])
def test_a_link_stays_and_the_file_behind_it_is_replaced(
    file: Path, how: Callable[[Path, str], None]
) -> None:
    elsewhere = file.parent / "elsewhere"
    elsewhere.mkdir()
    (elsewhere / "one").symlink_to(file)
    (elsewhere / "two").symlink_to("one")
    how(elsewhere / "two", "new")
    assert file.read_bytes() == b"new"
    assert (elsewhere / "two").readlink() == Path("one")
    assert names(elsewhere) == ["one", "two"]
    assert resolve_file(elsewhere / "two") == file.resolve()


def socket_at(path: Path) -> None:
    with socket.socket(socket.AF_UNIX) as bound:
        bound.bind(str(path))


REFUSED: dict[str, tuple[Callable[[Path], object], str]] = {
    "a link that leads nowhere": (lambda path: path.symlink_to("nowhere"), "is a link that leads to no file"),
    "a link to itself": (lambda path: path.symlink_to(path), "is a link that leads to no file"),
    "a folder": (Path.mkdir, "is a folder. Name a file in it"),
    "a link to a folder": (lambda path: path.symlink_to(path.parent), "is a folder"),
    "a socket": (socket_at, "is a socket or a disk"),
    "a read-only file": (lambda path: path.touch(0o444), "is read-only. Make it writable"),
}


@posix
@pytest.mark.parametrize("what", REFUSED)
def test_what_is_no_file_to_replace_is_refused(
    what: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    make, reason = REFUSED[what]
    monkeypatch.chdir(tmp_path)  # the name of a socket may not be long
    path = Path("it")
    make(path)
    before = os.lstat(path)
    writers: list[Callable[[], object]] = [
        lambda: write_text(path, "new"),
        lambda: exchange(path, b"", b"new"),
        lambda: open_binary(path).__enter__(),
    ]
    for write in writers:
        with pytest.raises(FileWriteError, match=reason):
            write()
    after = os.lstat(path)
    assert (after.st_ino, after.st_mode, after.st_size) == (before.st_ino, before.st_mode, before.st_size)
    assert names(tmp_path) == ["it"]


def test_folders_are_not_made(tmp_path: Path) -> None:
    with pytest.raises(MissingFolderError, match=r"There is no folder .*no.such: make it"):
        write_text(tmp_path / "no" / "such" / "file.txt", "new")
    with pytest.raises(MissingFolderError):
        exchange(tmp_path / "no" / "file.txt", None, b"new")
    assert names(tmp_path) == []


def test_a_file_is_no_folder(file: Path) -> None:
    with pytest.raises(FileWriteError, match=r"could not be written: Not a directory|no folder"):
        write_text(file / "below", "new")


@posix
def test_a_name_as_long_as_the_system_allows_is_written(tmp_path: Path) -> None:
    name = "é" * 127
    write_text(tmp_path / name, "new")
    write_text(tmp_path / name, "newer")
    assert names(tmp_path) == [name]
    with pytest.raises(FileWriteError, match="File name too long"):
        write_text(tmp_path / ("e" * 256), "new")


# Pipes and devices are written into


@posix
def test_a_pipe_stays_a_pipe_and_its_reader_gets_what_is_written(tmp_path: Path) -> None:
    pipe = tmp_path / "pipe"
    os.mkfifo(pipe)
    read: list[bytes] = []
    reader = threading.Thread(target=lambda: read.append(pipe.read_bytes()), daemon=True)
    reader.start()
    with open_text(pipe) as out:
        out.write("through\n" * 10_000)
    reader.join()
    assert read == [b"through\n" * 10_000]
    assert stat.S_ISFIFO(pipe.lstat().st_mode)
    assert names(tmp_path) == ["pipe"]


@posix
def test_a_workbook_goes_through_a_pipe(tmp_path: Path) -> None:
    pipe, copy = tmp_path / "pipe.xlsx", tmp_path / "copy.xlsx"
    os.mkfifo(pipe)
    reader = threading.Thread(target=lambda: copy.write_bytes(pipe.read_bytes()), daemon=True)
    reader.start()
    book = Workbook()
    book.active["A1"] = "seen"
    with open_binary(pipe) as out:
        book.save(out)
    reader.join()
    assert load_workbook(copy).active["A1"].value == "seen"


@posix
def test_a_device_stays_a_device(tmp_path: Path) -> None:
    before = Path("/dev/null").stat()
    link = tmp_path / "link"
    link.symlink_to("/dev/null")
    for path in (Path("/dev/null"), link):
        write_text(path, "gone")
    after = Path("/dev/null").stat()
    assert (after.st_mode, after.st_rdev, after.st_ino) == (before.st_mode, before.st_rdev, before.st_ino)
    assert link.is_symlink()


@posix
def test_devices_and_pipes_are_not_edited_nor_new(tmp_path: Path) -> None:
    pipe = tmp_path / "pipe"
    os.mkfifo(pipe)
    for path in (pipe, Path("/dev/null")):
        with pytest.raises(FileWriteError, match="is a device or a pipe, and no file"):
            resolve_file(path)
        with pytest.raises(FileChangedError):
            exchange(path, b"", b"new")
        with pytest.raises(FileExistsAlreadyError), open_binary(path, new=True):
            pass


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="this system has no full device")
@pytest.mark.parametrize("text", ["few", "many" * 100_000])
def test_a_full_disk_is_said_with_its_file(text: str) -> None:
    def write() -> None:
        with open_text(Path("/dev/full")) as out:
            out.write(text)

    with pytest.raises(
        FileWriteError, match=r"^/dev/full could not be written: No space left on device\. Make"
    ):
        write()


@posix
def test_what_the_shell_has_open_is_not_replaced(file: Path) -> None:
    code = (
        "from pathlib import Path\nfrom irc_kg.files import FileWriteError, write_text\n"
        "try: write_text(Path('/dev/stdout'), 'new')\nexcept FileWriteError as error: print(error)"
    )
    with file.open("ab") as out:
        subprocess.run([sys.executable, "-c", code], stdout=out, check=True)
    assert file.read_text() == "old\n/dev/stdout is what another program has open. Name a file, or none.\n"
    piped = subprocess.run([sys.executable, "-c", code], stdout=subprocess.PIPE, check=True)
    assert piped.stdout == b"new"


# Files that must be new, and files that must be as they were read


def test_a_file_that_is_there_is_not_new(file: Path) -> None:
    with (
        pytest.raises(FileExistsAlreadyError, match="stays as it is: choose another name"),
        open_binary(file, new=True),
    ):
        pass
    assert file.read_bytes() == b"old\n"


@pytest.mark.parametrize("links", [True, False])
def test_a_file_that_was_made_meanwhile_is_not_overwritten(
    file: Path, links: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    def no_links(_: object, __: object) -> None:
        raise PermissionError

    if not links:
        monkeypatch.setattr(os, "link", no_links)
    new = file.with_name("new.txt")
    with open_text(new, new=True) as out:
        out.write("all of it")
    assert new.read_text() == "all of it"

    def late() -> None:
        with open_text(file.with_name("other.txt"), new=True) as out:
            out.write("late")
            file.with_name("other.txt").write_text("first")

    with pytest.raises(FileExistsAlreadyError):
        late()
    assert file.with_name("other.txt").read_text() == "first"
    assert names(file.parent) == ["held.txt", "new.txt", "other.txt"]


def test_a_file_is_exchanged_only_when_it_is_as_it_was_read(file: Path) -> None:
    exchange(file, b"old\n", b"new\n")
    assert file.read_bytes() == b"new\n"
    for before in (b"old\n", None):
        with pytest.raises(FileChangedError, match="changed by someone else meanwhile"):
            exchange(file, before, b"newer\n")
    missing = file.with_name("missing.txt")
    with pytest.raises(FileChangedError):
        exchange(missing, b"old\n", b"new\n")
    assert names(file.parent) == ["held.txt"]
    exchange(missing, None, b"new\n")
    assert (file.read_bytes(), missing.read_bytes()) == (b"new\n", b"new\n")


# Writers that are killed

WRITER = """
import sys
from pathlib import Path
from irc_kg.files import open_text

with open_text(Path(sys.argv[1])) as out:
    out.write("half of it" * 100_000)
    out.flush()
    print("writing", flush=True)
    sys.stdin.read()
"""


@pytest.fixture
def writer(file: Path, processes: Processes) -> subprocess.Popen[str]:
    """A process in the midst of writing the file; it goes on when its input ends."""
    process = processes.start([sys.executable, "-c", WRITER, file], stdin=subprocess.PIPE)
    assert process.stdout is not None
    assert process.stdout.readline() == "writing\n"
    return process


@posix
def test_what_a_killed_writer_left_is_removed_by_the_next(file: Path, writer: subprocess.Popen[str]) -> None:
    writer.send_signal(signal.SIGKILL)
    writer.wait()
    assert file.read_bytes() == b"old\n"
    assert len(names(file.parent)) == 2
    write_text(file.with_name("held"), "another file")
    assert len(names(file.parent)) == 3
    write_text(file, "new")
    assert names(file.parent) == ["held", "held.txt"]


@posix
def test_the_draft_of_a_writer_at_work_is_left_alone(file: Path, writer: subprocess.Popen[str]) -> None:
    write_text(file, "new")
    assert len(names(file.parent)) == 2
    writer.communicate("")
    assert writer.returncode == 0
    assert file.read_text() == "half of it" * 100_000
    assert names(file.parent) == ["held.txt"]


def test_drafts_are_removed_before_the_process_is_ended_from_beside(file: Path) -> None:
    def write() -> None:
        with open_text(file):
            files.remove_drafts()
            assert names(file.parent) == ["held.txt"]

    with pytest.raises(FileWriteError):
        write()
    assert file.read_bytes() == b"old\n"
