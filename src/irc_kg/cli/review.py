"""``irc-kg check`` and ``diff``, for whoever reviews a change: what is to be put right, and what has changed.

Neither waits for what the other needs: the rooms of both are loaded inside the functions that use them.
"""

from __future__ import annotations

import os
import sys
import textwrap
import time
from collections.abc import Callable, Collection, Iterable
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click
from click.shell_completion import CompletionItem
from platformdirs import user_cache_path

from irc_kg.cli.options import OneValueCommand, current_project, note_without_effect, root_option
from irc_kg.cli.output import Destination, write_result
from irc_kg.errors import IrcKgError
from irc_kg.store.project_files import FOLDERS, Origin, ProjectFiles

if TYPE_CHECKING:
    from irc_kg.checks import Report, Rule
    from irc_kg.diff import Comparison
    from irc_kg.queries.formats import Formats

_FAILED = 1
_CHANGED = 1
_FOR_FINDINGS = ("format_name", "select", "ignore", "sources", "watch", "no_cache")
_SECONDS_BETWEEN_LOOKS = 0.5
_WIDTH = 100
_MOST_REVISIONS = 2


class _FormatName(click.ParamType):  # type: ignore[type-arg]  # of click 8.1 it takes none
    """The name of a format, of those that a room has when it is loaded."""

    name = "choice"

    def __init__(self, load: Callable[[], Formats[Any]]) -> None:
        self._load = load

    @property
    def choices(self) -> list[str]:
        return self._load().names

    def get_metavar(self, param: click.Parameter, ctx: click.Context) -> str | None:
        return click.Choice(self.choices).get_metavar(param, ctx)

    def convert(self, value: str, param: click.Parameter | None, ctx: click.Context | None) -> str:
        return click.Choice(self.choices).convert(value, param, ctx)

    def shell_complete(
        self, ctx: click.Context, param: click.Parameter, incomplete: str
    ) -> list[CompletionItem]:
        return click.Choice(self.choices).shell_complete(ctx, param, incomplete)


# What is to be put right


def _finding_formats() -> Formats[Report]:
    from irc_kg.checks import FINDINGS

    return FINDINGS


@click.command("check", cls=OneValueCommand)
@click.argument("files", nargs=-1, type=click.Path(path_type=Path))
@click.option(
    "--format",
    "-f",
    "format_name",
    type=_FormatName(_finding_formats),
    default="text",
    show_default=True,
    help="The form of the findings.",
)
@click.option("--select", multiple=True, metavar="CODES", help="Only these checks, such as syntax,query-*.")
@click.option("--ignore", multiple=True, metavar="CODES", help="All checks but these.")
@click.option(
    "--sources",
    type=click.Path(path_type=Path),
    metavar="DIR",
    help="Compare with the texts of the sources in this folder.",
)
@click.option("--watch", is_flag=True, help="Check again whenever a file changes, until Ctrl-C.")
@click.option("--no-cache", is_flag=True, help="Look at everything, also at what has not changed since.")
@click.option("--list", "only_list", is_flag=True, help="List the checks, and how to mend what each finds.")
@root_option
def check_command(
    files: tuple[Path, ...],
    format_name: str,
    select: tuple[str, ...],
    ignore: tuple[str, ...],
    sources: Path | None,
    watch: bool,
    no_cache: bool,
    only_list: bool,
) -> int:
    """Check the graph, the ontology and the queries, or only FILES (folders stand for all that is in them).

    Exit code 0: nothing to put right, or only notes. 1: errors or warnings. 2: the check could not run.
    """
    from irc_kg.checks import catalogue, check

    checked = current_project().files
    if only_list:
        note_without_effect(_FOR_FINDINGS, "the checks are listed, and nothing is checked")
        click.echo(_list_rules(catalogue(checked).values()))
        return 0

    def run() -> int:
        report = check(
            # Which files there are may have changed since.
            ProjectFiles(checked.root, checked.origin),
            files or None,
            select=_codes(select),
            ignore=_codes(ignore),
            sources=sources,
            cache=None if no_cache else user_cache_path("irc-kg", appauthor=False) / "check",
        )
        write_result(report, _finding_formats(), Destination(format_name, None))
        sys.stdout.flush()
        _tell(report, checked)
        return _FAILED if report.fails else 0

    return _again_and_again(run, [checked.root / folder for folder in FOLDERS], files) if watch else run()


def _again_and_again(run: Callable[[], int], folders: Iterable[Path], files: Iterable[Path]) -> int:
    """Run once, and again whenever a file has another date or size; only Ctrl-C ends it."""
    before = None
    while True:
        now = _state([*folders, *files])
        if now != before:
            before = now
            try:
                run()
            except IrcKgError as error:  # such as a file that is just being replaced
                click.echo(f"Error: {error}", err=True)
            click.echo("Watching for changes; Ctrl-C ends it.", err=True)
        time.sleep(_SECONDS_BETWEEN_LOOKS)


def _state(places: Iterable[Path]) -> dict[Path, tuple[int, int]]:
    state = {}
    for path in (path for place in places for path in (place, *place.rglob("*"))):
        with suppress(OSError):
            told = path.stat()
            state[path] = told.st_mtime_ns, told.st_size
    return state


def _codes(given: Iterable[str]) -> list[str]:
    return [code for text in given for code in text.replace(",", " ").split()]


def _tell(report: Report, checked: ProjectFiles) -> None:
    """Say on stderr what was checked, and what could not be seen."""
    for limit in report.limits:
        click.echo(f"Note: {limit}", err=True)
    where = (
        f" Project: {checked.describe()}" if checked.origin in {Origin.PACKAGE, Origin.ENVIRONMENT} else ""
    )
    click.echo(report.in_words() + where, err=True)


def _list_rules(rules: Iterable[Rule]) -> str:
    from irc_kg.checks import sentence

    blocks = []
    for rule in sorted(rules, key=lambda rule: rule.code):
        told = [sentence(text) for text in (rule.meaning, rule.remedy) if text]
        lines = [
            line
            for text in told
            for line in textwrap.wrap(text, _WIDTH, initial_indent="    ", subsequent_indent="      ")
        ]
        blocks.append("\n".join([f"{rule.code} ({rule.severity})", *lines]))
    return "\n".join(blocks)


# What has changed


def _change_formats() -> Formats[Comparison]:
    from irc_kg.diff import CHANGES

    return CHANGES


class NothingThereError(IrcKgError):
    """A file or folder with nothing of the graph or the ontology, in neither of the states."""

    def __init__(self, path: Path) -> None:
        super().__init__(
            f"{path} is no file of the graph or the ontology in either of the states that are "
            "compared, and no folder of such files."
        )


@click.command("diff", cls=OneValueCommand)
@click.argument("arguments", metavar="[REV] [REV] [FILES]...", nargs=-1)
@click.option(
    "--format",
    "-f",
    "format_name",
    type=_FormatName(_change_formats),
    default="text",
    show_default=True,
    help="The form of the answer.",
)
@click.option("--exit-code", is_flag=True, help="End with 1 when anything changed, as git diff does.")
@root_option
def diff_command(arguments: tuple[str, ...], format_name: str, exit_code: bool) -> int:
    """Tell what changed in what the graph and the ontology state, thing by thing.

    Without REV, the working tree is compared with the last commit (HEAD); with one REV, with that revision;
    two are compared with each other. FILES (or folders) narrow the answer to what they state. Two files
    and nothing else are compared with each other.

    What exists as a file is taken for one; a branch of the same name is refs/heads/NAME.
    """
    project = current_project().files
    found = _compare(project, arguments)
    write_result(found, _change_formats(), Destination(format_name, None))
    sys.stdout.flush()
    _report(found, project)
    return _CHANGED if exit_code and found.has_changes else 0


def _compare(project: ProjectFiles, arguments: tuple[str, ...]) -> Comparison:
    from irc_kg.diff import compare, revision, two_files, working_tree

    files = [Path(argument) for argument in arguments]
    if len(files) == _MOST_REVISIONS and all(map(os.path.isfile, files)):
        return compare(project, *two_files(project, *files))
    revisions = _leading_revisions(project, arguments)
    named = files[len(revisions) :]
    older = revision(project, revisions[0] if revisions else "HEAD")
    newer = revision(project, revisions[1]) if len(revisions) > 1 else working_tree(project)
    wanted = _match_files(project, named, {*older.files, *newer.files}) if named else None
    return compare(project, older, newer, wanted)


def _leading_revisions(project: ProjectFiles, arguments: Iterable[str]) -> list[str]:
    """The first arguments, as far as they are no files; those of the working tree, or of a revision."""
    from irc_kg.diff import is_revision

    found: list[str] = []
    for argument in arguments:
        is_file = bool(argument) and os.path.exists(argument)  # noqa: PTH110  (exists() may raise)
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
