"""What is known about integrated respiratory care policy in the UK, with the source of every statement."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pathlib import Path

    from irc_kg.project import Project
    from irc_kg.store.endpoint import Endpoint

__all__ = ["__version__", "open"]
__version__ = "0.1.0"


def open(  # noqa: A001  (irc_kg.open() reads best)
    root: str | Path | None = None, endpoint: str | Endpoint | None = None
) -> Project:
    """Open the project at a folder; without one, the nearest upwards, else the one in the package.

    ``endpoint``: the address of a SPARQL endpoint that is asked in the place of the files of the graph.
    """
    from irc_kg.project import open_project

    return open_project(root, endpoint=endpoint)
