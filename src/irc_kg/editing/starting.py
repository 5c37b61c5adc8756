"""A new project to begin with: small, complete, and clean under every check."""

from __future__ import annotations

from pathlib import Path
from typing import Final

from irc_kg.errors import IrcKgError

_TEMPLATE: Final = Path(__file__).parent / "template"
# Under its own name it would be git's own list for the folder of the template.
_WITH_A_DOT: Final = {"gitignore": ".gitignore"}
_MAY_BE_THERE: Final = {".git"}
_MOST_NAMED: Final = 3


class FolderNotEmptyError(IrcKgError):
    """A folder for a new project that holds something already."""

    def __init__(self, folder: Path, found: list[str]) -> None:
        named = ", ".join(found[:_MOST_NAMED])
        more = f" and {len(found) - _MOST_NAMED} more" if len(found) > _MOST_NAMED else ""
        super().__init__(
            f"{folder} is not empty (it holds {named}{more}), and nothing is overwritten. "
            "Name a folder that is new or empty; one with only a .git will do."
        )


class NoFolderError(IrcKgError):
    """A file where the folder of a new project should be."""

    def __init__(self, folder: Path) -> None:
        super().__init__(f"{folder} is a file. Name a folder that is new or empty.")


def start_project(folder: Path) -> list[Path]:
    """Write a new project into a folder that is new or empty; gives its files by their paths from there."""
    if folder.exists() and not folder.is_dir():
        raise NoFolderError(folder)
    found = sorted(path.name for path in folder.iterdir()) if folder.exists() else []
    if not _MAY_BE_THERE.issuperset(found):
        raise FolderNotEmptyError(folder, [name for name in found if name not in _MAY_BE_THERE])
    written = []
    for model in sorted(path for path in _TEMPLATE.rglob("*") if path.is_file()):
        place = model.relative_to(_TEMPLATE)
        place = place.with_name(_WITH_A_DOT.get(place.name, place.name))
        (folder / place).parent.mkdir(parents=True, exist_ok=True)
        # To the byte: digests of the source text are recorded. "x" never takes the place of a file.
        with (folder / place).open("xb") as file:
            file.write(model.read_bytes())
        written.append(place)
    return written
