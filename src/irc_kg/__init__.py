"""What is known about integrated respiratory care policy in the UK, with the source of every statement."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pathlib import Path

    from irc_kg.project import Project

__all__ = ["__version__", "open"]
__version__ = "0.1.0"


def open(root: str | Path | None = None) -> Project:  # noqa: A001  (irc_kg.open() reads best)
    """Open the project at a folder; without one, the nearest upwards, else the one in the package."""
    from irc_kg.project import open_project

    return open_project(root)
