"""Answers for people and machines, to stdout or a file, talk on stderr; an end to what takes too long."""

from __future__ import annotations

import math
import os
import signal
import sys
import threading
import time
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import replace
from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple, TypeVar

import click
import pyoxigraph as ox

from irc_kg.cli.options import note_without_effect
from irc_kg.errors import IrcKgError, either
from irc_kg.files import open_binary, open_text
from irc_kg.queries.formats import GRAPHS, TABLES, TRUTHS, Format, Formats, Graph
from irc_kg.queries.presentation import FOR_READERS, for_readers, with_about
from irc_kg.queries.tables import Cell, Table, numeric_columns, visible, write_below
from irc_kg.store import Store

if TYPE_CHECKING:
    from rich.console import Console
    from rich.text import Text

    from irc_kg.store.datatypes import PartialDate

Result = TypeVar("Result")
WITH_ABOUT = "xlsx"  # the format that tells what an answer says of itself
_NARROWEST_COLUMN = 15  # characters, in a terminal


class NoFileError(IrcKgError):
    """A form that is a file and no text."""

    def __init__(self, wanted: str) -> None:
        super().__init__(f"{wanted} is written to a file: say which with -o FILE.{wanted}.")


class Destination(NamedTuple):
    """Where an answer goes, and in what form."""

    format_name: str | None
    path: Path | None

    def choose(self, formats: Formats[Result]) -> Format[Result]:
        """The format to write in; raises what says that the answer cannot be written so."""
        chosen = formats.choose(self.format_name, self.path)
        if chosen.is_binary and self.path is None:
            raise NoFileError(chosen.name)
        return chosen

    def is_for(self, formats: Formats[Result]) -> bool:
        """Whether it is one of these formats that is asked for; also where none is."""
        ending = self.path.suffix.lower() if self.path else ""
        by_name = self.format_name is None or self.format_name in formats.names
        return by_name and (self.format_name is not None or ending in {"", *formats.endings})

    @property
    def is_read_by_people(self) -> bool:
        """Whether a table goes straight to whoever typed the command."""
        return self.path is None and self.choose(TABLES).name == "table"


def write_result(result: Result, formats: Formats[Result], to: Destination) -> None:
    """Write a result to standard output, or to a file that is there whole or not at all."""
    chosen = to.choose(formats)
    if to.path is None:
        chosen.write(result, sys.stdout)
        sys.stdout.flush()  # before anything is said of an answer that may be lost
        return
    with open_binary(to.path) if chosen.is_binary else open_text(to.path) as out:
        chosen.write(result, out)
    note_form(to, formats)


def note_form(to: Destination, formats: Formats[Result]) -> None:
    """Say in which form a file is written where its name does not tell."""
    if to.path is None or not to.path.is_file():  # a pipe and a device have no form
        return
    ending, form = to.path.suffix.lower(), to.choose(formats).name
    if not ending and to.format_name is None:
        known = either(formats.endings)
        click.echo(f"Note: {to.path.name} has no ending, such as {known}: it is written as {form}.", err=True)
    elif ending and ending not in formats.endings:
        click.echo(f"Note: {to.path.name} holds {form}, whatever {ending} stands for.", err=True)


def note_form_for_machines(format_name: str, *, is_cited: bool = False) -> None:
    """Say of the options for people that they change nothing in a form that holds the terms themselves.

    ``is_cited``: whether it cites places, of which ``--ids`` tells the files and lines in every form.
    """
    if format_name not in FOR_READERS:
        names = ["as_of"] if is_cited else ["ids", "as_of"]
        note_without_effect(names, f"{format_name} has the IRI of each thing, and no names")


class _CountingRows:
    """Rows that are counted as they are read."""

    def __init__(self, rows: Iterable[Sequence[Cell]]) -> None:
        self._rows = rows
        self.count = 0

    def __iter__(self) -> Iterator[Sequence[Cell]]:
        for row in self._rows:
            self.count += 1
            yield row


def write_table(
    table: Table,
    to: Destination,
    store: Store,
    *,
    ids: bool,
    as_of: PartialDate | None = None,
    is_cited: bool = False,
) -> int:
    """Write a table with names and words.

    ``ids``: which things its cells name is told too. ``as_of``: the day by which what has ended says so.
    ``is_cited``: whether it is an answer that cites its rows.
    """
    format_name = to.choose(TABLES).name
    note_form_for_machines(format_name, is_cited=is_cited)
    table = for_readers(table, store, format_name, ids=ids, as_of=as_of)
    return write_rows(with_about(table, store) if format_name == WITH_ABOUT else table, to)


def write_rows(table: Table, to: Destination) -> int:
    """Write a table and give the number of its rows; that it has none is said on stderr."""
    rows = _CountingRows(table)
    table = replace(table, rows=rows)
    if to.is_read_by_people and sys.stdout.isatty():
        _write_rich(table)
        sys.stdout.flush()
    else:
        write_result(table, TABLES, to)
    report_count(to, rows.count, "row")
    return rows.count


def write_truth(answer: ox.QueryBoolean, to: Destination) -> None:
    """Write yes or no."""
    write_result(answer, TRUTHS, to)
    if to.path is not None:
        click.echo(f"Wrote {to.path}.", err=True)


def write_graph(triples: Iterable[ox.Triple], store: Store, to: Destination) -> None:
    """Write triples, with the prefixes that they use."""
    to.choose(GRAPHS)  # what cannot be written need not be read
    graph = Graph(list(triples), store.prefixes.by_name)
    write_result(graph, GRAPHS, to)
    report_count(to, len(graph.triples), "triple")


def report_count(to: Destination, count: int, unit: str) -> None:
    """Say that nothing was found, and how much was written to a file."""
    if count == 0:
        click.echo("Nothing was found.", err=True)
    if to.path is not None:
        click.echo(f"Wrote {to.path} ({count} {unit}{'' if count == 1 else 's'}).", err=True)


def _write_rich(table: Table) -> None:
    from rich import box
    from rich.console import Console
    from rich.table import Table as RichTable
    from rich.text import Text

    rows = list(table.rows)
    console = Console()
    if table.about.question:
        console.print(Text(visible(table.about.question), style="bold"))
    if len(table.columns) * _NARROWEST_COLUMN > console.width:
        _write_cards(table, rows, console)
        write_below(table.about, sys.stdout)
        return
    grid = RichTable(box=box.SIMPLE_HEAD, header_style="bold")
    to_right = numeric_columns(rows, len(table.columns))
    for title, is_numeric in zip(table.headings, to_right, strict=True):
        grid.add_column(visible(title), justify="right" if is_numeric else "left", overflow="fold")
    for row in rows:
        grid.add_row(*(_rich_cell(cell, table) for cell in row))
    console.print(grid)
    write_below(table.about, sys.stdout)


def _write_cards(table: Table, rows: Iterable[Sequence[Cell]], console: Console) -> None:
    """Each row as lines of its own, where the terminal is too narrow for all columns side by side."""
    from rich.table import Table as RichTable

    for row in rows:
        card = RichTable.grid(padding=(0, 2))
        card.add_column(style="bold")
        card.add_column(overflow="fold")
        for title, cell in zip(table.headings, row, strict=True):
            if cell is not None and table.shown(cell):
                card.add_row(visible(title), _rich_cell(cell, table))
        console.print(card)
        console.print()


def _rich_cell(cell: Cell, table: Table) -> Text:
    """A cell as the terminal shows it; a thing links to its address."""
    from rich.style import Style
    from rich.text import Text

    link = cell.value if isinstance(cell, ox.NamedNode) else None
    return Text(visible(table.shown(cell)), style=Style(link=link) if link else "")


# An end to a query that runs too long, and to any query at Ctrl-C: the engine answers in native code and
# comes back to Python only with a row. Until then no handler of Python runs, so a thread beside it watches
# the time and the signal, and ends the process.

Row = TypeVar("Row")
DEFAULT_SECONDS = 60.0
_COULD_NOT_RUN = 2
_INTERRUPTED = 130
_MOST_ROWS_TOGETHER = 256  # of an answer, between two looks at the clock
_STEP = 0.05  # seconds between two looks at the clock
MEMORY_VARIABLE = "IRC_KG_MEMORY"
_MEGABYTE = 1 << 20
_LONGEST = 10 * 365 * 24 * 60 * 60  # seconds: longer than anybody waits, and within what systems count


def check_seconds(_ctx: click.Context, _parameter: click.Parameter, value: float) -> float:
    """A number of seconds above 0, after which there is an end; raises BadParameter."""
    if not 0 < value <= _LONGEST:  # which also no number is
        raise click.BadParameter(f"{value:g} is no number of seconds above 0, such as 60.")
    return value


class Clock:
    """How long the engine has been at work; the time in which rows are written does not count."""

    def __init__(self) -> None:
        self._spent = 0.0
        self._since: float | None = None

    @property
    def seconds(self) -> float:
        since = self._since
        return self._spent + (time.monotonic() - since if since is not None else 0.0)

    def call(self, work: Callable[[], Row]) -> Row:
        """What some work gives, its time counted."""
        self._since = time.monotonic()
        try:
            return work()
        finally:
            self._spent, self._since = self.seconds, None

    def rows(self, rows: Iterable[Row]) -> Iterator[Row]:
        """The same rows, the time that they take counted: the first at once, then ever more together."""
        waiting = iter(rows)
        size = 1
        while together := self.call(lambda: list(islice(waiting, size))):  # noqa: B023  (called at once)
            yield from together
            size = min(2 * size, _MOST_ROWS_TOGETHER)


@contextmanager
def time_limit(seconds: float, abandon: Callable[[], None]) -> Iterator[Clock]:
    """End the process when the engine has worked longer than so many seconds, or at Ctrl-C.

    It also ends where it takes more memory than ``memory_ceiling`` allows. ``abandon`` is called first, to
    take away what was not finished.
    """
    clock, most = Clock(), memory_ceiling()
    done = threading.Event()
    read, write = os.pipe() if os.name == "posix" else (-1, -1)
    if write >= 0:
        os.set_blocking(write, False)
        os.set_blocking(read, False)
        before = signal.set_wakeup_fd(write, warn_on_full_buffer=False)

    def watch() -> None:
        while not done.wait(_STEP):
            if _is_interrupted(read):
                _end(abandon, "Stopped.", _INTERRUPTED)
            if clock.seconds > seconds:
                reason = f"The query was ended after {seconds:g} seconds; --timeout SECONDS gives it longer."
                _end(abandon, f"Error: {reason}", _COULD_NOT_RUN)
            if _memory_in_use() > most:
                _end(abandon, f"Error: {_too_much(most)}", _COULD_NOT_RUN)

    watcher = threading.Thread(target=watch, daemon=True)
    watcher.start()
    try:
        yield clock
    finally:
        done.set()
        watcher.join()
        if write >= 0:
            signal.set_wakeup_fd(before)
            os.close(read)
            os.close(write)


def memory_ceiling() -> float:
    """How many bytes a query may take: what a variable says, else half of what the machine has."""
    told = os.environ.get(MEMORY_VARIABLE, "")
    if told:
        if not (told.isascii() and told.isdigit() and int(told)):
            raise click.UsageError(f"{MEMORY_VARIABLE} is {told!r}: it is a number of MB, such as 4000.")
        return int(told) * _MEGABYTE
    from irc_kg.store.loading import memory_of_machine

    known = memory_of_machine()
    return known / 2 if known else math.inf


def _memory_in_use() -> int:
    """The bytes of memory that the process takes; 0 where the system does not tell."""
    try:
        with open("/proc/self/statm", "rb") as status:  # noqa: PTH123  (it is asked for twenty times a second)
            return int(status.read().split()[1]) * os.sysconf("SC_PAGE_SIZE")
    except (AttributeError, OSError, ValueError):
        return 0


def _too_much(most: float) -> str:
    return (
        f"The query was ended when it took more than {most / _MEGABYTE:.0f} MB of memory; {MEMORY_VARIABLE}, "
        "a number of MB, gives it more."
    )


def _is_interrupted(pipe: int) -> bool:
    """Whether Python has been told of a SIGINT while native code was running."""
    try:
        return pipe >= 0 and signal.SIGINT in os.read(pipe, 64)
    except BlockingIOError:
        return False


def _end(abandon: Callable[[], None], message: str, code: int) -> None:
    abandon()
    sys.stderr.write(message + "\n")
    sys.stderr.flush()
    os._exit(code)
