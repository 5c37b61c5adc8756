"""What a pattern matched: its solutions, and the statements on the shortest ways between two terms."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass

import pyoxigraph as ox

from irc_kg.queries.expansion import Slot
from irc_kg.queries.sparql import tree
from irc_kg.store import Store, Term

Row = tuple[Term | None, ...]
# A way is the statements on it, in order; `.graph_name` says which file states each.
Way = tuple[ox.Quad, ...]
Step = tuple[Term, Way]  # to where, and what states the way there


@dataclass(frozen=True)
class Solutions:
    """Solutions of a pattern, each as the values of its variables; what it is known by stands first."""

    columns: tuple[str, ...]
    width: int  # of the key
    rows: Sequence[Row]

    def where(self, mark: str | None) -> Solutions:
        """Those in which a variable is bound; all of them where none is given."""
        if mark is None:
            return self
        place = self.columns.index(mark)
        return Solutions(self.columns, self.width, [row for row in self.rows if row[place] is not None])

    # complexity: short comprehensions over the columns, and one loop over the rows
    def values(self, parts: Sequence[Slot | None]) -> Iterator[tuple[Row, Row]]:
        """Keys with the values of some variables, each pair once; a term or None stands for itself."""
        width = self.width
        places = [self.columns.index(part) if isinstance(part, str) else -1 for part in parts]
        variable = [place for place in places if place >= 0]
        constant = [None if isinstance(part, str) else part for part in parts]
        pairs = dict.fromkeys((row[:width], tuple([row[place] for place in variable])) for row in self.rows)
        for key, values in pairs:
            following = iter(values)
            yield (
                key,
                tuple(
                    term if place < 0 else next(following)
                    for place, term in zip(places, constant, strict=True)
                ),
            )


class Walker:
    """Walks paths, in one graph or in all."""

    def __init__(
        self, store: Store, iri_of: Callable[[tree.IriTerm], str], graph: ox.NamedNode | None = None
    ) -> None:
        self.store = store
        self.iri_of = iri_of
        self.graph = graph

    def ways(self, path: tree.Verb, start: Term, end: Term) -> set[ox.Quad]:
        """The statements on the shortest ways along a path from one term to another."""
        if isinstance(path, tree.PathRepetition):
            return self._shortest(path, start, end)
        return {quad for reached, way in self.steps(path, start) if reached == end for quad in way}

    def _shortest(self, path: tree.PathRepetition, start: Term, end: Term) -> set[ox.Quad]:
        if start == end and path.mark in "*?":
            return set()  # the way of no steps
        # Breadth first: `before` has, for each term, the last steps of all shortest ways to it.
        before: dict[Term, list[Step]] = {}
        border: list[Term] = [start]
        while border and end not in before:
            reached: dict[Term, list[Step]] = {}
            for term in border:
                for further, way in self.steps(path.path, term):
                    if further not in before:
                        reached.setdefault(further, []).append((term, way))
            before.update(reached)
            border = [] if path.mark == "?" else list(reached)
        return self._back(before, start, end)

    @staticmethod
    def _back(before: dict[Term, list[Step]], start: Term, end: Term) -> set[ox.Quad]:
        """The statements on the ways that lead back from an end."""
        found: set[ox.Quad] = set()
        waiting, seen = [end], set()
        while waiting:
            term = waiting.pop()
            if term in seen:
                continue
            seen.add(term)
            for earlier, way in before.get(term, ()):
                found.update(way)
                if earlier != start:
                    waiting.append(earlier)
        return found

    def steps(self, path: tree.Verb, start: Term) -> Iterator[Step]:
        """Where a path leads from a term, with the statements of each way."""
        if isinstance(path, tree.PathInverse):
            yield from self._backwards(path.path, start)
        elif isinstance(path, tree.PathAlternatives):
            for each in path.paths:
                yield from self.steps(each, start)
        elif isinstance(path, tree.PathSequence):
            yield from self._one_after_another(path.paths, start)
        elif isinstance(path, tree.PathRepetition):
            yield from self._repeatedly(path, start)
        elif isinstance(path, tree.PathNegation):
            yield from self._any_but(path, start)
        elif isinstance(path, tree.IriTerm):
            for quad in self.store.quads(start, ox.NamedNode(self.iri_of(path)), None, self.graph):
                yield quad.object, (quad,)

    def _backwards(self, path: tree.Verb, start: Term) -> Iterator[Step]:
        if isinstance(path, tree.IriTerm):
            for quad in self.store.quads(None, ox.NamedNode(self.iri_of(path)), start, self.graph):
                yield quad.subject, (quad,)
        else:
            yield from self.steps(_reverse(path), start)

    def _one_after_another(self, paths: tuple[tree.Verb, ...], start: Term) -> Iterator[Step]:
        first, *rest = paths
        for reached, way in self.steps(first, start):
            if not rest:
                yield reached, way
                continue
            for further, more in self._one_after_another(tuple(rest), reached):
                yield further, (*way, *more)

    def _repeatedly(self, path: tree.PathRepetition, start: Term) -> Iterator[Step]:
        if path.mark in "*?":
            yield start, ()
        seen = {start} if path.mark in "*?" else set()
        border: list[Step] = [(start, ())]
        while border:
            further: list[Step] = []
            for term, way in border:
                for reached, more in self.steps(path.path, term):
                    if reached not in seen:
                        seen.add(reached)
                        further.append((reached, (*way, *more)))
            yield from further
            border = [] if path.mark == "?" else further

    # complexity: two directions, each with the predicates that it leaves out
    def _any_but(self, path: tree.PathNegation, start: Term) -> Iterator[Step]:
        """Along any predicate but some, and against any but others; a side is walked if it is spoken of."""
        against = [each.path for each in path.paths if isinstance(each, tree.PathInverse)]
        along = [each for each in path.paths if not isinstance(each, tree.PathInverse)]
        if along or not against:
            without = self._iris(along)
            for quad in self.store.quads(start, None, None, self.graph):
                if quad.predicate.value not in without:
                    yield quad.object, (quad,)
        if against:
            without = self._iris(against)
            for quad in self.store.quads(None, None, start, self.graph):
                if quad.predicate.value not in without:
                    yield quad.subject, (quad,)

    def _iris(self, paths: Iterable[tree.Verb]) -> set[str]:
        return {self.iri_of(path) for path in paths if isinstance(path, tree.IriTerm)}


def _reverse(path: tree.Verb) -> tree.Verb:
    """The path that leads back: ``^(a/b)`` is ``^b/^a``."""
    start, end = path.start, path.end
    if isinstance(path, tree.PathInverse):
        return path.path
    if isinstance(path, tree.PathSequence):
        return tree.PathSequence(start, end, tuple(map(_reverse, reversed(path.paths))))
    if isinstance(path, tree.PathAlternatives):
        return tree.PathAlternatives(start, end, tuple(map(_reverse, path.paths)))
    if isinstance(path, tree.PathRepetition):
        return tree.PathRepetition(start, end, _reverse(path.path), path.mark)
    if isinstance(path, tree.PathNegation):
        return tree.PathNegation(start, end, tuple(map(_reverse, path.paths)))
    return tree.PathInverse(start, end, path)
