"""``irc-kg diff``: what changed in the graph, as statements with their sources."""

from __future__ import annotations

import sys
from collections.abc import Callable, Collection, Iterable
from pathlib import Path

import click

from irc_kg.cli.options import current_project, root_option
from irc_kg.cli.output import Destination, write_result
from irc_kg.diff import (
    CHANGES,
    Comparison,
    compare,
    is_revision,
    revision,
    two_files,
    working_tree,
)
from irc_kg.errors import IrcKgError
from irc_kg.store.project_files import Origin, ProjectFiles

_CHANGED = 1
_MOST_REVISIONS = 2


class NothingThereError(IrcKgError):
    """A file or folder with nothing of the graph or the ontology, in neither of the states."""

    def __init__(self, path: Path) -> None:
        super().__init__(
            f"{path} is no Turtle file of the graph or the ontology in either of the states that are "
            "compared, and no folder of such files."
        )


@click.command("diff")
@click.argument("arguments", metavar="[REV] [REV] [FILES]...", nargs=-1)
@click.option(
    "--format",
    "-f",
    "format_name",
    type=click.Choice(CHANGES.names),
    default="text",
    show_default=True,
    help="The form of the answer.",
)
@click.option("--exit-code", is_flag=True, help="End with 1 when anything changed, as git diff does.")
@root_option
def diff_command(arguments: tuple[str, ...], format_name: str, exit_code: bool) -> int:
    """Tell what changed in what the graph and the ontology state, thing by thing.

    Without REV, the working tree is compared with the last commit (HEAD); with one REV, with that revision;
    two are compared with each other. FILES (or folders) narrow the answer to what they state. Two Turtle
    files and nothing else are compared with each other.

    What exists as a file is taken for one; a branch of the same name is refs/heads/NAME.
    """
    project = current_project().files
    found = _compare(project, arguments)
    write_result(found, CHANGES, Destination(format_name, None))
    sys.stdout.flush()
    _report(found, project)
    return _CHANGED if exit_code and found.has_changes else 0


def _compare(project: ProjectFiles, arguments: tuple[str, ...]) -> Comparison:
    files = [Path(argument) for argument in arguments]
    if len(files) == _MOST_REVISIONS and all(file.is_file() for file in files):
        return compare(project, *two_files(project, *files))
    revisions = _leading_revisions(project, arguments)
    named = files[len(revisions) :]
    older = revision(project, revisions[0] if revisions else "HEAD")
    newer = revision(project, revisions[1]) if len(revisions) > 1 else working_tree(project)
    wanted = _match_files(project, named, {*older.files, *newer.files}) if named else None
    return compare(project, older, newer, wanted)


def _leading_revisions(project: ProjectFiles, arguments: Iterable[str]) -> list[str]:
    """The first arguments, as far as they are no files; those of the working tree, or of a revision."""
    found: list[str] = []
    for argument in arguments:
        is_file = bool(argument) and Path(argument).exists()
        is_file = is_file or (argument.endswith(".ttl") and not is_revision(project, argument))
        if is_file or len(found) == _MOST_REVISIONS:
            break
        found.append(argument)
    return found


def _match_files(
    project: ProjectFiles, named: Iterable[Path], known: Collection[str]
) -> Callable[[str], bool]:
    """Whether a file, by its path from the root, is one of those named or in a folder of them."""
    found: set[str] = set()
    for path in named:
        place = path.resolve()
        inside = {one for one in known if (project.root / one).resolve().is_relative_to(place)}
        if not inside:
            raise NothingThereError(path)
        found |= inside
    return found.__contains__


def _report(found: Comparison, project: ProjectFiles) -> None:
    """Say on stderr how much changed, and what could not be seen."""
    for unreadable in found.unreadable:
        click.echo(f"Note: {unreadable}.", err=True)
    if found.rewritten:
        click.echo(f"Note: {', '.join(found.rewritten)}: written differently, stating the same.", err=True)
    if found.things:
        click.echo(found.in_words(), err=True)
    if project.origin in {Origin.PACKAGE, Origin.ENVIRONMENT}:
        click.echo(f"Project: {project.describe()}.", err=True)
