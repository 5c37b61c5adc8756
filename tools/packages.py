"""Programs that the tests need: found where they are, or installed by the package manager of the system."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path

Command = list[str]


def find_program(variable: str, names: Iterable[str], places: Iterable[str]) -> Path | None:
    """The program that a variable names, else one of some names on the path, else one at some places."""
    if named := os.environ.get(variable):
        return Path(named)
    paths = [path for name in names if (path := shutil.which(name))]
    return next((Path(path) for path in (*paths, *places) if Path(path).is_file()), None)


def installers(*, apt: Iterable[str] = (), dnf: str = "", apk: str = "") -> Iterator[list[Command]]:
    """Ways to install a program, each a list of commands; of the packages of apt one after the other."""
    as_root = [] if getattr(os, "geteuid", lambda: 1)() == 0 else ["sudo", "-n"]
    if shutil.which("apt-get"):
        update = [[*as_root, "apt-get", "update", "-qq"]]
        for package in apt:
            yield [*update, [*as_root, "apt-get", "install", "-qq", "-y", "--no-install-recommends", package]]
            update = []  # once is enough
    if dnf and shutil.which("dnf"):
        yield [[*as_root, "dnf", "install", "-q", "-y", dnf]]
    if apk and shutil.which("apk"):
        yield [[*as_root, "apk", "add", "--quiet", apk]]


def find_or_install(find: Callable[[], Path | None], ways: Iterable[list[Command]]) -> Path | None:
    """What is found, if need be after one way to install it and then the next."""
    program = find()
    if program is not None:
        return program
    for commands in ways:
        if all(map(_run, commands)) and (program := find()):
            return program
    return None


def _run(command: Command) -> bool:
    print("+", *command, file=sys.stderr)
    try:
        return subprocess.run(command, stdout=sys.stderr, check=False).returncode == 0
    except OSError as error:
        print(error, file=sys.stderr)
        return False
