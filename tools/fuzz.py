"""Try whether anything that is read can end the program otherwise than in words: files damaged by lot.

    python tools/fuzz.py                                   # 20,000 mutants of all kinds
    python tools/fuzz.py --cases 1000000 --seed 7
    python tools/fuzz.py --kinds csv xlsx
    python tools/fuzz.py --replay build/fuzz/csv-7-1234.csv

Each mutant is read in a worker process. It may be read, or refused with an error of the program's own; any
other exception is a fault, and so is what a library prints, what takes more than --seconds of the processor,
and what ends its worker. Mutants with faults are kept in build/fuzz. The same seed gives the same mutants.
"""

from __future__ import annotations

import argparse
import io
import multiprocessing
import os
import queue
import signal
import sys
import tempfile
import time
import traceback
import warnings
from collections.abc import Iterator, Sequence
from contextlib import redirect_stderr, redirect_stdout, suppress
from dataclasses import dataclass, field
from multiprocessing.process import BaseProcess
from multiprocessing.queues import Queue
from multiprocessing.sharedctypes import Synchronized
from pathlib import Path
from typing import NamedTuple

REPOSITORY = Path(__file__).resolve().parent.parent
sys.path[:0] = [str(REPOSITORY / "tools"), str(REPOSITORY / "tests")]

from fuzz_kinds import KINDS, Kind, Target  # noqa: E402

from irc_kg.errors import IrcKgError  # noqa: E402
from irc_kg.store.known_names import GuessedNameWarning  # noqa: E402

_MOST_MEMORY = 4 << 30  # bytes of a worker
_MOST_KEPT = 5  # mutants of one fault
_LOOK_EVERY = 0.2  # seconds
_SCRATCH = "/dev/shm" if os.access("/dev/shm", os.W_OK) else None  # noqa: S108 - in memory, where that can be
_WIDTHS = (16, 10, 10, 10, 10, 8)


class Chunk(NamedTuple):
    """Mutants of one kind that are tried one after the other."""

    kind: str
    start: int
    end: int


class Fault(NamedTuple):
    """A mutant that did what none may do."""

    kind: str
    number: int
    what: str  # the exception and where it came from, "too slow" or "lost"
    details: str = ""


@dataclass
class Tally:
    """What became of the mutants of one kind."""

    refused: int = 0
    read: int = 0
    slowest: float = 0.0  # seconds of the processor
    seconds: float = 0.0
    faults: list[Fault] = field(default_factory=list)

    def add(self, other: Tally) -> None:
        self.refused += other.refused
        self.read += other.read
        self.seconds += other.seconds
        self.slowest = max(self.slowest, other.slowest)
        self.faults += other.faults

    @property
    def count(self) -> int:
        return self.refused + self.read + len(self.faults)


def try_mutant(target: Target, data: bytes) -> tuple[str, str, str]:
    """What becomes of a mutant: "read", "refused" or "fault", and of a fault what it is."""
    printed = io.StringIO()
    outcome = "read"
    try:
        with warnings.catch_warnings(), redirect_stdout(printed), redirect_stderr(printed):
            warnings.simplefilter("error")
            warnings.simplefilter("ignore", GuessedNameWarning)
            target(data)
    except IrcKgError:
        outcome = "refused"
    except KeyboardInterrupt:
        raise
    except BaseException as error:  # noqa: BLE001 - a panic of the engine is no Exception
        return "fault", _name_of(error), traceback.format_exc()
    if printed.getvalue():
        return "fault", "a library prints", printed.getvalue()
    return outcome, "", ""


def _name_of(error: BaseException) -> str:
    """A fault by what was raised, and where in the program."""
    frames = traceback.extract_tb(error.__traceback__)
    ours = [frame for frame in frames if "irc_kg" in Path(frame.filename).parts] or frames
    frame = ours[-1]
    return f"{type(error).__name__} in {Path(frame.filename).name}:{frame.name}"


# Workers


@dataclass
class Progress:
    """Where a worker is, for the one that watches it."""

    number: Synchronized[int]
    begun: Synchronized[float]  # seconds of its processor when it began with that mutant


def work(
    seed: int, chunks: Queue[Chunk], results: Queue[tuple[int, Chunk, Tally]], progress: Progress, me: int
) -> None:
    """Try chunks until there are none."""
    _bound_memory()
    with tempfile.TemporaryDirectory(dir=_SCRATCH) as folder:
        targets: dict[str, Target] = {}
        mutants = {}
        while (chunk := chunks.get()).kind:
            if chunk.kind not in targets:
                kind = KINDS[chunk.kind]
                targets[kind.name], mutants[kind.name] = kind.target(_folder(folder, kind)), kind.mutants()
            tally = Tally()
            for number in range(chunk.start, chunk.end):
                progress.begun.value, progress.number.value = time.process_time(), number
                data = mutants[chunk.kind](seed, number)
                begun = time.process_time()
                outcome, what, details = try_mutant(targets[chunk.kind], data)
                took = time.process_time() - begun
                tally.slowest, tally.seconds = max(tally.slowest, took), tally.seconds + took
                tally.read += outcome == "read"
                tally.refused += outcome == "refused"
                if outcome == "fault":
                    tally.faults.append(Fault(chunk.kind, number, what, details))
            progress.number.value = -1
            results.put((me, chunk, tally))


def _folder(folder: str, kind: Kind) -> Path:
    own = Path(folder) / kind.name
    own.mkdir()
    return own


def _bound_memory() -> None:
    with suppress(ImportError, ValueError, OSError):  # Windows has no such bounds
        import resource

        resource.setrlimit(resource.RLIMIT_AS, (_MOST_MEMORY, _MOST_MEMORY))


class Worker:
    """A process that tries mutants, and what is known of it."""

    def __init__(self, me: int, seed: int, results: Queue[tuple[int, Chunk, Tally]]) -> None:
        context = multiprocessing.get_context("spawn")
        self.me = me
        self.chunks: Queue[Chunk] = context.Queue()
        self.progress = Progress(context.Value("q", -1), context.Value("d", 0.0))
        arguments = (seed, self.chunks, results, self.progress, me)
        self.process: BaseProcess = context.Process(target=work, args=arguments, daemon=True)
        self.process.start()
        self.chunk: Chunk | None = None

    def give(self, chunk: Chunk) -> None:
        self.chunk = chunk
        self.chunks.put(chunk)

    def trouble(self, seconds: float) -> str:
        """Why the worker is of no use any more; empty while it is."""
        if self.process.exitcode is not None:
            return "lost"
        number = self.progress.number.value
        return "too slow" if number >= 0 and self._seconds_spent() > seconds else ""

    def _seconds_spent(self) -> float:
        """Seconds of the processor that the worker has spent on its mutant."""
        with suppress(OSError, IndexError, ValueError):
            fields = (
                Path(f"/proc/{self.process.pid}/stat").read_text(encoding="ascii").rsplit(")", 1)[1].split()
            )
            return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK") - self.progress.begun.value
        return 0.0

    def end(self) -> None:
        self.process.kill()
        self.process.join()


class Fuzzer:
    """Has workers try mutants, and ends and replaces those that are lost."""

    def __init__(self, seed: int, seconds: float, folder: Path) -> None:
        self.seed = seed
        self.seconds = seconds
        self.folder = folder
        self.tallies: dict[str, Tally] = {}
        self._kept: dict[str, int] = {}
        self._results: Queue[tuple[int, Chunk, Tally]] = multiprocessing.get_context("spawn").Queue()

    def run(self, chunks: list[Chunk], count: int) -> None:
        """Try all chunks, in so many processes."""
        left = list(reversed(chunks))
        workers = [Worker(me, self.seed, self._results) for me in range(min(count, len(left)))]
        told = time.monotonic()
        try:
            while left or any(worker.chunk for worker in workers):
                for worker in workers:
                    if worker.chunk is None and left:
                        worker.give(left.pop())
                self._take(workers)
                for at, worker in enumerate(workers):
                    if worker.chunk is not None and (trouble := worker.trouble(self.seconds)):
                        left += self._rest_of(worker, trouble)
                        workers[at] = Worker(worker.me, self.seed, self._results)
                if time.monotonic() - told > 60:  # noqa: PLR2004 - once a minute
                    told = time.monotonic()
                    print(
                        f"{sum(tally.count for tally in self.tallies.values()):,} tried",
                        file=sys.stderr,
                        flush=True,
                    )
        finally:
            for worker in workers:
                worker.end()

    def _take(self, workers: Sequence[Worker]) -> None:
        """Note a result, if there is one."""
        with suppress(queue.Empty):
            me, chunk, tally = self._results.get(timeout=_LOOK_EVERY)
            if workers[me].chunk == chunk:
                workers[me].chunk = None
                self._note(chunk.kind, tally)

    def _rest_of(self, worker: Worker, trouble: str) -> Iterator[Chunk]:
        """Note what has become of a worker; what it had not come to is tried again."""
        chunk = worker.chunk
        assert chunk is not None  # noqa: S101
        number = max(worker.progress.number.value, chunk.start)
        worker.end()
        self._note(chunk.kind, Tally(faults=[Fault(chunk.kind, number, trouble)]))
        # What came before is tried again as well: its result was lost with the worker.
        for start, end in ((chunk.start, number), (number + 1, chunk.end)):
            if start < end:
                yield Chunk(chunk.kind, start, end)

    def _note(self, kind: str, tally: Tally) -> None:
        self.tallies.setdefault(kind, Tally()).add(tally)
        for fault in tally.faults:
            key = f"{kind} {fault.what}"
            self._kept[key] = self._kept.get(key, 0) + 1
            if self._kept[key] <= _MOST_KEPT:
                self._keep(fault)

    def _keep(self, fault: Fault) -> None:
        kind = KINDS[fault.kind]
        self.folder.mkdir(parents=True, exist_ok=True)
        file = self.folder / f"{kind.name}-{self.seed}-{fault.number}{kind.ending}"
        file.write_bytes(kind.mutants()(self.seed, fault.number))
        print(f"{kind.name}: {fault.what}: {file}", file=sys.stderr, flush=True)

    def table(self) -> str:
        """What became of all mutants, kind by kind."""
        rows = [("kind", "mutants", "refused", "read", "slowest", "faults")]
        for kind, tally in self.tallies.items():
            slowest = f"{tally.slowest:.2f} s"
            rows.append(
                (
                    kind,
                    f"{tally.count:,}",
                    f"{tally.refused:,}",
                    f"{tally.read:,}",
                    slowest,
                    str(len(tally.faults)),
                )
            )
        lines = ("".join(cell.rjust(width) for cell, width in zip(row, _WIDTHS, strict=True)) for row in rows)
        return "\n".join(lines)

    def faults(self) -> list[str]:
        """Each fault once, with how many mutants had it."""
        return [
            f"{count:>7}  {what}" for what, count in sorted(self._kept.items(), key=lambda item: -item[1])
        ]


def chunks_of(cases: int, names: Sequence[str]) -> list[Chunk]:
    """How many mutants of each kind are tried, in chunks that mix the kinds."""
    shares = {name: max(KINDS[name].share, 1) for name in names}
    placed = []
    for name, share in shares.items():
        count, size = max(1, cases * share // sum(shares.values())), KINDS[name].chunk
        starts = range(0, count, size)
        placed += [(start / count, Chunk(name, start, min(start + size, count))) for start in starts]
    return [chunk for _, chunk in sorted(placed)]


def replay(file: Path) -> int:
    """Try one mutant that was kept, and show what happens."""
    kind = KINDS[file.name.rsplit("-", 2)[0]]
    with tempfile.TemporaryDirectory() as folder:
        outcome, what, details = try_mutant(kind.target(Path(folder)), file.read_bytes())
    print(f"{outcome}: {what}\n{details}" if what else outcome)
    return int(outcome == "fault")


def main(arguments: Sequence[str] | None = None) -> int:
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument(
        "--cases", type=int, default=20_000, metavar="N", help="how many mutants of all kinds"
    )
    parser.add_argument("--seed", type=int, default=1, help="which ones")
    usual = [name for name, kind in KINDS.items() if kind.share]
    parser.add_argument("--kinds", nargs="+", choices=list(KINDS), default=usual)
    parser.add_argument("--workers", type=int, default=2, help="processes")
    parser.add_argument("--seconds", type=float, default=5, help="of the processor that a mutant may take")
    parser.add_argument(
        "--folder", type=Path, default=REPOSITORY / "build" / "fuzz", help="for mutants with faults"
    )
    parser.add_argument("--replay", type=Path, metavar="FILE", help="try one mutant that was kept")
    options = parser.parse_args(arguments)
    if options.replay:
        return replay(options.replay)
    begun = time.monotonic()
    fuzzer = Fuzzer(options.seed, options.seconds, options.folder)
    # Whoever ends this is told what was found so far.
    signal.signal(signal.SIGTERM, signal.default_int_handler)
    with suppress(KeyboardInterrupt):
        fuzzer.run(chunks_of(options.cases, options.kinds), options.workers)
    print(fuzzer.table())
    faults = fuzzer.faults()
    print("\n".join(faults) if faults else "No faults.")
    count = sum(tally.count for tally in fuzzer.tallies.values())
    print(f"{count:,} mutants of seed {options.seed} took {time.monotonic() - begun:.0f} seconds.")
    if faults:
        print(f"Kept in {options.folder}; --replay FILE shows what one does.")
    return int(bool(faults))


if __name__ == "__main__":
    sys.exit(main())
