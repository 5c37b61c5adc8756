"""What files state on its way into an engine on disk: as text, in portions, each while the next is read."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from typing import TYPE_CHECKING, Final, Self

import pyoxigraph as ox

if TYPE_CHECKING:
    from types import TracebackType

_END_OF_TRIPLE: Final = b" .\n"  # no text of a literal holds it: there a new line is written as \n
_BLANK_NODE: Final = b"_:"
# Bytes of text that the engine takes in one go: of more it would hold much in memory, of less it sorts twice.
_AT_ONCE: Final = 40_000_000


class BulkLoader:
    """Fills an engine with what files state, each in its named graph, and all of it in the default graph.

    The engine reads text several times as fast as it takes objects of Python, and Python goes on meanwhile.
    """

    def __init__(self, engine: ox.Store) -> None:
        self._engine = engine
        self._thread = ThreadPoolExecutor(max_workers=1)
        self._loading: Future[None] | None = None
        self._in_graphs: list[bytes] = []
        self._in_all: list[bytes] = []
        self._size = 0
        self.portions = 0

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, fault: BaseException | None, trace: TracebackType | None
    ) -> None:
        try:
            if kind is None:
                self._load()
                self._wait()
        finally:
            self._thread.shutdown()

    def add(self, quads: Sequence[ox.Quad], graph: ox.NamedNode) -> None:
        """Add some of what a file states, as quads of the default graph; call ``end_file`` behind all."""
        triples = ox.serialize(quads, format=ox.RdfFormat.N_TRIPLES) or b""
        in_graph = triples.replace(_END_OF_TRIPLE, b" %s%s" % (str(graph).encode(), _END_OF_TRIPLE))
        # A blank node is one only within one text: what has none is sorted by itself, which takes less.
        (self._in_graphs if _BLANK_NODE in triples else self._in_all).append(triples)
        self.add_text(in_graph)

    def add_text(self, quads: bytes) -> None:
        """Add quads as N-Quads."""
        self._in_graphs.append(quads)
        self._size += len(quads)

    def end_file(self) -> None:
        """Have the engine take what waits, if it is enough: a file is never divided."""
        if self._size >= _AT_ONCE:
            self._load()

    def _load(self) -> None:
        texts = [b"".join(self._in_graphs), b"".join(self._in_all)]
        self._in_graphs, self._in_all, self._size = [], [], 0
        self._wait()
        self._loading = self._thread.submit(_take, self._engine, texts)
        self.portions += 1

    def _wait(self) -> None:
        """Wait until the engine has taken what it was given; raises what went wrong there."""
        if self._loading is not None:
            self._loading.result()
            self._loading = None


def _take(engine: ox.Store, texts: Iterable[bytes]) -> None:
    for text in texts:
        engine.bulk_load(text, ox.RdfFormat.N_QUADS)
