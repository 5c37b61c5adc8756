"""Locks: one writer of a file at a time, and a place for locks that nobody else can write to."""

from __future__ import annotations

import os
from pathlib import Path

import pytest
from folders import mode, names, posix, superuser

from irc_kg.locks import FileLockError, hold_lock


@pytest.fixture
def file(tmp_path: Path) -> Path:
    file = tmp_path / "held.txt"
    file.write_bytes(b"old\n")
    return file


@pytest.fixture
def cache(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A cache folder of the user's own."""
    cache = tmp_path / "cache"
    cache.mkdir()
    monkeypatch.setattr("platformdirs.user_cache_path", lambda *_, **__: cache / "irc-kg")
    return cache


def test_one_writer_at_a_time(file: Path, cache: Path) -> None:
    def enter() -> None:
        with hold_lock(file, patience=0.1):
            pytest.fail("two have the lock")

    with hold_lock(file):
        assert len(names(cache / "irc-kg" / "locks")) == 1
        with pytest.raises(FileLockError, match=r"in use by another edit for 0\.1 seconds"):
            enter()
        with hold_lock(file.with_name("other.txt"), patience=0.1):
            pass
    with hold_lock(file, patience=0.1):
        pass
    assert names(file.parent) == ["cache", "held.txt"]


@posix
def test_a_file_and_a_link_to_it_have_one_lock(file: Path, cache: Path) -> None:
    del cache
    link = file.with_name("link")
    link.symlink_to(file)
    with hold_lock(file), pytest.raises(FileLockError), hold_lock(link, patience=0.1):
        pass


@posix
def test_the_folder_of_the_locks_is_for_its_user_alone(file: Path, cache: Path) -> None:
    folder = cache / "irc-kg" / "locks"
    folder.mkdir(parents=True, mode=0o755)
    with hold_lock(file):
        assert mode(folder) == 0o700


@posix
def test_a_folder_of_locks_that_is_a_link_is_refused(file: Path, cache: Path) -> None:
    (cache / "irc-kg").mkdir()
    (cache / "elsewhere").mkdir()
    (cache / "irc-kg" / "locks").symlink_to(cache / "elsewhere")
    with pytest.raises(FileLockError, match=r"locks is a link, and must be a folder\. Have"), hold_lock(file):
        pass
    assert names(cache / "elsewhere") == []


@superuser
def test_a_folder_of_locks_of_another_user_is_refused(file: Path, cache: Path) -> None:
    folder = cache / "irc-kg" / "locks"
    folder.mkdir(parents=True)
    os.chown(folder, 1234, 1234)
    with pytest.raises(FileLockError, match="belongs to another user"), hold_lock(file):
        pass


@posix
def test_who_has_no_cache_has_a_folder_for_temporary_files(
    file: Path, cache: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (cache / "irc-kg").touch()  # no folder can be made below it
    monkeypatch.setattr("tempfile.tempdir", str(cache))
    with hold_lock(file):
        assert names(cache) == ["irc-kg", f"irc-kg-locks-{os.geteuid()}"]
    monkeypatch.setattr("tempfile.tempdir", str(cache / "nowhere"))
    with (
        pytest.raises(FileLockError, match=r"cannot be locked, because .*nowhere.* cannot be written"),
        hold_lock(file),
    ):
        pass
