"""``irc-kg push``, ``pull`` and ``serve``: the graph on a server of others, and on one of this machine."""

from __future__ import annotations

import shutil
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Sequence
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING, Any, Self, TypeVar

import click
import pyoxigraph as ox

from irc_kg.cli.options import OneValueCommand, WholeNumber, current_project, root_option
from irc_kg.cli.watching import STEP, end_at_signals, looks_at_files
from irc_kg.errors import IrcKgError, count
from irc_kg.project import Project
from irc_kg.store.endpoint import ENDPOINT_VARIABLE, Endpoint

if TYPE_CHECKING:
    from irc_kg.publishing.exchange import Exchange, Pulling, Pushing

Function = TypeVar("Function", bound=Callable[..., Any])
_MOST_NAMED = 10  # graphs in a list
_LOOPBACK = {"127.0.0.1", "localhost", "::1"}
_LAST_PORT = 65_535
_PATIENCE = 60.0  # seconds, in which a server must have begun
_GRACE = 5.0  # seconds, in which it must have ended


def _exchange_options(function: Function) -> Function:
    """The options of push and pull."""
    for option in (
        click.option(
            "--force", is_flag=True, help="Whatever has changed on the other side since: this side is right."
        ),
        click.option("--dry-run", is_flag=True, help="Tell what would be done, and do nothing."),
        click.option(
            "--graph-store",
            default="",
            metavar="URL",
            help="Where the server has its Graph Store Protocol, if that is not where most have it.",
        ),
        click.option(
            "--endpoint",
            "url",
            required=True,
            metavar="URL",
            envvar=ENDPOINT_VARIABLE,
            show_envvar=True,
            help="The SPARQL endpoint of the server.",
        ),
    ):
        function = option(function)
    return root_option(function)


def _exchange(url: str, graph_store: str) -> Exchange:
    from irc_kg.publishing.exchange import Exchange, GraphStore

    return Exchange(current_project().store, GraphStore(Endpoint(url, graph_store=graph_store)))


@click.command("push", cls=OneValueCommand)
@_exchange_options
def push_command(url: str, graph_store: str, dry_run: bool, force: bool) -> None:
    """Bring the graph to a server, graph by graph, and only what has changed.

    Each file is one named graph there, by the SPARQL 1.1 Graph Store Protocol. What somebody else has changed
    there since you last pushed or pulled stays, and is told. A push that was stopped goes on where it was.
    """
    from irc_kg.publishing.exchange import Pushing

    exchange = _exchange(url, graph_store)
    pushing = Pushing.plan(exchange, force=force)
    if not dry_run:
        pushing.run(_tell_progress)
    _tell_push(pushing, dry_run=dry_run)


def _tell_push(pushing: Pushing, *, dry_run: bool) -> None:
    verb = "Would push" if dry_run else "Pushed"
    shown = pushing.exchange.graph_store.shown
    pushed = f"{count(len(pushing.changed), 'graph')} ({count(pushing.statements, 'statement')})"
    click.echo(
        f"{verb} {pushed} to {shown}, and {'take' if dry_run else 'took'} {len(pushing.gone)} away; "
        f"{len(pushing.unchanged)} were there as they are."
    )
    if dry_run:
        _list_graphs("", [*pushing.changed, *(f"{graph} (taken away)" for graph in pushing.gone)])
    _list_graphs("Changed there by others since, and left: pull first, or --force", pushing.changed_there)
    _list_graphs("There, and not here: pull brings them", pushing.only_there)


def _tell_progress(done: int, of: int) -> None:
    if sys.stderr.isatty() and of > 1:
        click.echo(f"\r{done} of {of} graphs{'' if done < of else chr(10)}", nl=False, err=True)


def _list_graphs(heading: str, graphs: Sequence[str]) -> None:
    """Some graphs by name beside the answer, under a heading; nothing where there are none."""
    if not graphs:
        return
    if heading:
        click.echo(f"{heading} ({len(graphs)}):", err=True)
    for graph in graphs[:_MOST_NAMED]:
        click.echo(f"  {graph}", err=True)
    if len(graphs) > _MOST_NAMED:
        click.echo(f"  … and {len(graphs) - _MOST_NAMED} more", err=True)


@click.command("pull", cls=OneValueCommand)
@_exchange_options
def pull_command(url: str, graph_store: str, dry_run: bool, force: bool) -> None:
    """Write what has changed on a server into the files, and leave all else of their text as it is.

    What has changed here and there is told, and left; so is what cannot be edited as text.
    """
    from irc_kg.publishing.exchange import Pulling

    pulling = Pulling.plan(_exchange(url, graph_store), force=force)
    if not dry_run:
        pulling.run()
    _tell_pull(pulling, dry_run=dry_run)


def _tell_pull(pulling: Pulling, *, dry_run: bool) -> None:
    files, endpoint = pulling.exchange.store.files, pulling.exchange.graph_store.endpoint
    if dry_run:
        for change in pulling.changes:
            click.echo(change.diff(files.display_path(change.file)), nl=False)
    verb = "Would change" if dry_run else "Changed"
    statements = f"{pulling.additions:,} statements added, {pulling.removals:,} taken out"
    click.echo(
        f"{verb} {count(len(pulling.changes), 'file')} ({statements}), from {endpoint.shown}; "
        f"{pulling.unchanged} were as they are there."
    )
    _list_graphs("Changed here, and not there: push brings them", pulling.changed_here)
    _list_graphs(
        "Changed here and there, and left: --force takes what is there", pulling.changed_on_both_sides
    )
    _list_graphs("Here, and not there", pulling.only_here)
    _list_graphs("Left", [f"{graph}: {reason}" for graph, reason in pulling.refused.items()])


# A server of the files


class NoServerError(IrcKgError):
    """A server that cannot be started."""


@click.command("serve", cls=OneValueCommand)
@click.option("--host", default="127.0.0.1", show_default=True, help="The address to listen at.")
@click.option(
    "--port",
    type=WholeNumber(0, _LAST_PORT),
    default=7878,
    show_default=True,
    help="The port; 0 is any free one.",
)
@root_option
def serve_command(host: str, port: int) -> None:
    """Answer SPARQL over HTTP from the files, read-only, until Ctrl-C.

    The server is Oxigraph's own. It follows the files: when they change, it answers from them a moment later.
    """
    program = _find_program()
    port = _free_port(host, port)
    end_at_signals()
    with suppress(KeyboardInterrupt), _Server(program, host, port, current_project()) as server:
        _announce(server, host)
        server.follow()
    click.echo("Ended.", err=True)


def _announce(server: _Server, host: str) -> None:
    if host not in _LOOPBACK:
        click.echo(f"Note: whoever reaches this machine at {host} can ask.", err=True)
    click.echo(f"Answering at http://{server.address}/query (read-only). Ctrl-C ends it.", err=True)


def _find_program() -> str:
    """Oxigraph's command, beside this Python or on the path."""
    beside = shutil.which("oxigraph", path=str(Path(sys.executable).parent))
    program = beside or shutil.which("oxigraph")
    if program is None:
        raise NoServerError(
            "The server is Oxigraph's own, which is not installed: pip install 'irc-kg[serve]' brings it."
        )
    return program


def _free_port(host: str, port: int) -> int:
    """A port at which nobody listens: the one that is wanted, or any for 0."""
    with socket.socket(socket.AF_INET6 if ":" in host else socket.AF_INET) as listening:
        listening.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            listening.bind((host, port))
        except OSError as error:
            reason = (error.strerror or str(error)).lower()
            raise NoServerError(
                f"Nobody can listen at {host}, port {port} ({reason}): --port names another, or 0 any."
            ) from None
        return int(listening.getsockname()[1])


class _Server:
    """Oxigraph's server over a project, which is started anew when the files change."""

    def __init__(self, program: str, host: str, port: int, project: Project) -> None:
        self.program = program
        self.host, self.port = host, port
        self.address = f"[{host}]:{port}" if ":" in host else f"{host}:{port}"
        self.project = project
        self._process: subprocess.Popen[str] | None = None
        self._folder = tempfile.TemporaryDirectory(prefix="irc-kg-serve-")
        self._number = 0
        self._held: object = None

    def __enter__(self) -> Self:
        try:
            self._start(self._location())
        except BaseException:
            self.__exit__()
            raise
        return self

    def __exit__(self, *_fault: object) -> None:
        self._stop()
        self._held = None
        self._folder.cleanup()

    def _location(self) -> Path:
        """A store on disk of what the files state: the index, or for small projects one that is made here."""
        store = self.project.store
        if store.folder is not None:
            self._held = store  # as long as it is there, nobody clears that state of the index away
            return store.folder
        self._number += 1
        folder = Path(self._folder.name) / str(self._number)
        made = ox.Store(str(folder))
        made.bulk_extend(store.dataset)
        made.flush()
        return folder

    def _start(self, location: Path) -> None:
        command = [self.program, "serve-read-only", "--location", str(location), "--bind", self.address]
        self._process = subprocess.Popen(
            command, stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True
        )
        begin = time.monotonic()
        while not self._answers():
            if self._process.poll() is not None or time.monotonic() - begin > _PATIENCE:
                raise NoServerError(self._why_not())
            time.sleep(STEP / 10)

    def _answers(self) -> bool:
        with suppress(OSError), socket.create_connection((self.host, self.port), timeout=1):
            return self._process is not None and self._process.poll() is None
        return False

    def _why_not(self) -> str:
        self._stop()
        said = (
            self._process.stderr.read().strip().splitlines() if self._process and self._process.stderr else []
        )
        errors = [line for line in said if line.startswith("Error")] or said
        reason = errors[0].removeprefix("Error: ").rstrip(".") if errors else "it does not say why"
        return f"Oxigraph's server at {self.address} has ended: {reason}."

    def _stop(self) -> None:
        process = self._process
        if process is None or process.poll() is not None:
            return
        process.terminate()
        try:
            process.wait(_GRACE)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()

    def follow(self) -> None:
        """Serve until somebody ends it, from the files as they are."""
        for has_changed in looks_at_files(self.project.files):
            if self._process is not None and self._process.poll() is not None:
                raise NoServerError(self._why_not())
            if has_changed:
                self._follow_change()

    def _follow_change(self) -> None:
        self.project.reload()
        try:
            location = self._location()
        except IrcKgError as error:
            click.echo(f"Note: the answers stay as they were. {error}", err=True)
            return
        self._stop()
        self._start(location)
        click.echo("The files have changed: answering from them as they are now.", err=True)
