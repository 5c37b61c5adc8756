"""The command ``irc-kg``: its sub-commands, and the one place where trouble becomes a message."""

from __future__ import annotations

import errno
import importlib
import os
import re
import shlex
import sys
import warnings
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any, TextIO

import click
from click.shell_completion import (
    BashComplete,
    CompletionItem,
    ShellComplete,
    add_completion_class,
    get_completion_class,
)

from irc_kg import __version__
from irc_kg.cli.options import (
    OneValueCommand,
    current_project,
    endpoint_parameter,
    root_option,
    root_parameter,
    use_endpoint,
)
from irc_kg.errors import IrcKgError, Notice, did_you_mean, shorten
from irc_kg.store.names import close_names

# The module of each command, in which it is called NAME_command; "." is this one. It is loaded when it is
# used: `irc-kg query` must not wait for what draws pictures.
_MODULES = {
    "query": ".query",
    "show": ".show",
    "cite": ".publish",
    "brief": ".publish",
    "dump": ".publish",
    "find": ".show",
    "view": ".view",
    "connect": ".view",
    "site": ".site",
    "add": ".edit",
    "remove": ".edit",
    "set": ".edit",
    "new": ".new",
    "template": ".edit",
    "import": ".edit",
    "migrate": ".edit",
    "check": ".review",
    "diff": ".review",
    "stats": ".show",
    "push": ".server",
    "pull": ".server",
    "serve": ".server",
    "index": ".index",
    "init": ".",
    "completion": ".",
}
# Those that can ask a server in the place of the files.
_ASKED_ELSEWHERE = frozenset({"query", "view", "show", "find", "stats", "cite"})
# Those that ask for no more than a question does: an index answers them sooner than the files.
_ASKS_LITTLE = frozenset({"query", "show", "find", "cite"})
# What else people call what a command does.
_OTHER_WORDS = {
    **dict.fromkeys(["search", "look", "grep"], "find"),
    **dict.fromkeys(["ask", "list", "ls", "question", "questions", "select", "sparql"], "query"),
    **dict.fromkeys(["describe", "get", "info", "read"], "show"),
    **dict.fromkeys(["reference", "references", "citations", "bibliography"], "cite"),
    **dict.fromkeys(["report", "write", "summary"], "brief"),
    **dict.fromkeys(["draw", "graph", "map", "picture", "plot"], "view"),
    **dict.fromkeys(["path", "paths", "why"], "connect"),
    **dict.fromkeys(["website", "pages", "web", "html", "publish"], "site"),
    **dict.fromkeys(["delete", "rm"], "remove"),
    **dict.fromkeys(["edit", "change", "update"], "set"),
    **dict.fromkeys(["lint", "test", "validate"], "check"),
    **dict.fromkeys(["rename", "upgrade"], "migrate"),
    **dict.fromkeys(["count"], "stats"),
    **dict.fromkeys(["upload"], "push"),
    **dict.fromkeys(["fetch", "sync"], "pull"),
    **dict.fromkeys(["server", "endpoint", "host"], "serve"),
    **dict.fromkeys(["cache", "compile", "build"], "index"),
    **dict.fromkeys(["export", "download", "serialize", "serialise", "context", "void"], "dump"),
    "help": "--help",
    "version": "--version",
}
_COULD_NOT_RUN = 2
_INTERRUPTED = 130
_COMPLETION_VARIABLE = "_IRC_KG_COMPLETE"
_INSTALL_COMPLETION = {
    "bash": "irc-kg completion bash >> ~/.bashrc",
    "zsh": "irc-kg completion zsh >> ~/.zshrc",
    "fish": "irc-kg completion fish > ~/.config/fish/completions/irc-kg.fish",
}
_MEANS_SOMETHING_TO_BASH = re.compile(r"([\s\"'\\$`&|;<>(){}*?!#~\[\]])")


class _Commands(click.Group):
    def parse_args(self, ctx: click.Context, args: list[str]) -> list[str]:
        """Look for --root and --endpoint among all first: what a project names has options of its own."""
        if typed := _options_among(args, ("--root", "--endpoint")):
            reader = OneValueCommand(
                None,
                params=[root_parameter(), endpoint_parameter()],
                add_help_option=False,
                context_settings={"ignore_unknown_options": True, "allow_extra_args": True},
            )
            try:
                reader.make_context(None, typed, parent=ctx, resilient_parsing=ctx.resilient_parsing)
            except click.UsageError as error:
                error.ctx = ctx  # as it is typed
                raise
        try:
            with _until_nobody_reads():  # help is written while the arguments are parsed
                return super().parse_args(ctx, [*args])
        except click.NoSuchOption as error:
            at = next((at for at, word in enumerate(args) if word in _MODULES), 0)
            line = shlex.join([*args[at:], *args[:at]])
            hint = f"It stands behind the command: `irc-kg {line}`." if at else ""
            raise click.UsageError(f"{error.format_message()} {hint}".rstrip(), ctx) from None

    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        """The command that is named; what is none is answered with those that may be meant."""
        if args[0] not in _MODULES and not ctx.resilient_parsing:
            hint = did_you_mean([f"`{line}`" for line in _lines_like(args)])
            raise click.UsageError(f"There is no command {shorten(args[0])!r}.{hint}", ctx)
        if args[0] in _ASKED_ELSEWHERE and not ctx.resilient_parsing:
            use_endpoint(ctx)
        ctx.find_root().meta["irc_kg.asks_little"] = args[0] in _ASKS_LITTLE
        return super().resolve_command(ctx, args)

    def invoke(self, ctx: click.Context) -> Any:  # noqa: ANN401  (as click has it)
        with _until_nobody_reads():
            return super().invoke(ctx)

    def list_commands(self, ctx: click.Context) -> list[str]:  # noqa: ARG002
        return list(_MODULES)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:  # noqa: ARG002
        if cmd_name not in _MODULES:
            return None
        module = importlib.import_module(_MODULES[cmd_name], __name__)
        command: click.Command = getattr(module, f"{cmd_name}_command")
        return command


def _options_among(args: Sequence[str], names: tuple[str, ...]) -> list[str]:
    """What is typed of some options among all arguments, each with its value."""
    found: list[str] = []
    for at, argument in enumerate(args):
        if argument == "--":  # behind it are no options
            break
        if argument.startswith(names):
            found += args[at : at + 1 if "=" in argument else at + 2]
    return found


@contextmanager
def _until_nobody_reads() -> Iterator[None]:
    """That a reader has seen enough and closed the pipe is the end of a run, and no trouble."""
    try:
        yield
        sys.stdout.flush()
    except BrokenPipeError:
        _discard(sys.stdout)
        raise click.exceptions.Exit(0) from None


def _discard(stream: TextIO) -> None:
    """Have what a stream still holds go nowhere, so that Python does not try again when it ends."""
    with suppress(OSError):  # it is no file at all
        os.dup2(os.open(os.devnull, os.O_WRONLY), stream.fileno())


def _lines_like(args: Sequence[str]) -> list[str]:
    """Command lines that may be meant by one whose command there is not."""
    lines = []
    for command in _commands_like(args[0]):
        rest = shlex.join(args[1:])
        parts = (rest, command) if command.startswith("-") else (command, rest)
        lines.append(" ".join(filter(None, ("irc-kg", *parts))))
    return lines


def _commands_like(name: str) -> list[str]:
    """Commands that are spelt alike, and those to which a question, picture or thing of this name belongs."""
    opened = current_project()
    known = [("query", query) for query in opened.queries] + [("view", view) for view in opened.views]
    words = [_OTHER_WORDS[name.lower()]] if name.lower() in _OTHER_WORDS else []
    things = [f"show {shlex.quote(name)}"] if opened.store.names.find(name) else []
    return [
        *(words or close_names(name, _MODULES)),
        *(f"{command} {query.name}" for command, query in known if query.name == name.lower()),
        *things,
    ]


@click.group(cls=_Commands, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(__version__, prog_name="irc-kg")
@root_option
def irc_kg() -> None:
    """Question, picture and add to what is known about integrated respiratory care policy in the UK.

    Every statement names the document, section and paragraph that makes it.
    """


def main(arguments: list[str] | None = None) -> None:
    """Run the command line and end the process: 0 fine, 1 findings, 2 could not run."""
    for name in ("stdin", "stdout", "stderr"):
        if getattr(sys, name) is None:  # it was closed before the program began
            setattr(sys, name, _stand_in(name))
    # Whatever the system is set to; what is not UTF-8 is told of by whoever reads it.
    getattr(sys.stdin, "reconfigure", lambda **_: None)(encoding="utf-8-sig", errors="surrogateescape")
    for stream in (sys.stdout, sys.stderr):
        # Names hold more than the code page of some terminals: show what can be shown.
        getattr(stream, "reconfigure", lambda **_: None)(encoding="utf-8", errors="backslashreplace")
    # What a picture asks of numpy is little: threads would wait for each other longer than they work.
    os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")
    sys.exit(_run(arguments))


def _stand_in(name: str) -> TextIO:
    """A stream in the place of one that is closed: to read it gives nothing, to write an answer to it fails.

    What is said on standard error is said to nobody.
    """
    place = os.open(os.devnull, os.O_WRONLY if name == "stderr" else os.O_RDONLY)
    return open(place, "r" if name == "stdin" else "w", encoding="utf-8")  # noqa: PTH123  (until the end)


def _show_warning(
    message: Warning | str,
    category: type[Warning],
    filename: str,
    lineno: int,
    file: TextIO | None = None,
    line: str | None = None,
) -> None:
    """Say what was guessed as a note; what libraries warn of is for those who change the program."""
    if issubclass(category, Notice):
        click.echo(f"Note: {message}", err=True)
    elif os.environ.get("IRC_KG_DEBUG"):
        (file or sys.stderr).write(warnings.formatwarning(message, category, filename, lineno, line))


def _run(arguments: list[str] | None) -> int:
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("always", Notice)
            warnings.showwarning = _show_warning
            result: Any = irc_kg.main(arguments, prog_name="irc-kg", standalone_mode=False)
    except (click.Abort, KeyboardInterrupt):
        _say("Stopped.")
        return _INTERRUPTED
    except Exception as error:
        if os.environ.get("IRC_KG_DEBUG") and not isinstance(
            error, click.ClickException | IrcKgError | OSError
        ):
            raise
        return _report(error)
    return result if isinstance(result, int) else 0


def _report(error: Exception) -> int:
    """Say what stopped the run, and give the exit code."""
    if isinstance(error, click.ClickException):
        with suppress(OSError):
            error.show()
        return error.exit_code if error.exit_code != 1 else _COULD_NOT_RUN
    if isinstance(error, OSError) and not error.filename:
        _discard(sys.stdout)
    _say(f"Error: {_sentence(error)}")
    return _COULD_NOT_RUN


def _say(message: str) -> None:
    """Say something on standard error; that it takes nothing is no trouble of its own."""
    try:
        click.echo(message, err=True)
    except OSError:
        _discard(sys.stderr)


def _sentence(error: Exception) -> str:
    if isinstance(error, IrcKgError):
        return str(error)
    if not isinstance(error, OSError):
        return (
            f"irc-kg met something it was not made for ({type(error).__name__}: {error}). "
            "Please report it; with IRC_KG_DEBUG=1 the same command shows where."
        )
    if error.filename:
        return f"{shorten(str(error.filename))}: {error.strerror}."
    # Every other file is written, and told of, by its name.
    if error.errno == errno.EBADF:
        return (
            "The answer could not be written, because standard output is closed. "
            "Leave it open, or have it go into a file (> FILE)."
        )
    return (
        f"The answer could not be written to standard output: {error.strerror or error}. "
        "Make room there, or write it somewhere else."
    )


# A project to begin with


@click.command("init", cls=OneValueCommand)
@click.argument("folder", metavar="DIR", type=click.Path(path_type=Path))
def init_command(folder: Path) -> None:
    """Start a new project in DIR, a folder that is new or empty.

    It holds a small ontology with shapes and colours, one document with one section worked out as an example,
    a question, a view and checks. Its README.md says what to do next. Nothing is ever overwritten.
    """
    from irc_kg.editing.templates import start_project

    files = start_project(folder)
    click.echo(f"Started a project in {folder} ({len(files)} files).", err=True)
    click.echo(f"Next: cd {folder}, then irc-kg check; README.md there says more.", err=True)


# Completion by the shell


class _Bash(BashComplete):
    """Completion for bash, in which a value of several words is one word."""

    # Without -r, bash would take away the very mark that keeps two words together.
    source_template = BashComplete.source_template.replace("read type", "read -r type")

    @staticmethod
    def _check_version() -> None:
        """Old versions of bash complete too; click would start one only to ask."""

    def format_completion(self, item: CompletionItem) -> str:
        return f"{item.type},{_escape_for_bash(item.value)}"


def _escape_for_bash(value: str) -> str:
    return _MEANS_SOMETHING_TO_BASH.sub(r"\\\1", value)


add_completion_class(_Bash)


@click.command("completion", cls=OneValueCommand)
@click.argument("shell", type=click.Choice(sorted(_INSTALL_COMPLETION)))
def completion_command(shell: str) -> None:
    """Print the script that makes SHELL complete commands, questions, options and their values.

    For bash: irc-kg completion bash >> ~/.bashrc
    """
    found = get_completion_class(shell)
    if found is None:
        raise click.UsageError(f"No completion is known for {shell}.")
    completion: ShellComplete = found(irc_kg, {}, "irc-kg", _COMPLETION_VARIABLE)
    click.echo(completion.source())
    click.echo(f"Install it with: {_INSTALL_COMPLETION[shell]}", err=True)
