"""Why two things are connected: the ways from one to the other, each step with the sources that state it.

Most things are connected somehow, mostly by what says nothing: both apply in Wales, both are health boards.
So a way costs one for each step and, for each thing that it passes, the logarithm of how many others that is
connected with; it passes no hub, and has few steps. Where there is none such, another is told with a caveat.
"""

from __future__ import annotations

import math
import shlex
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import chain, pairwise
from typing import NamedTuple, TypeAlias

import pyoxigraph as ox

from irc_kg.errors import IrcKgError
from irc_kg.provenance import Citation, Evidence, Statement, citations_of, places_of
from irc_kg.store.names import DCTERMS, IRC, ORG

# A hub is connected with more than this share of all things, and with more than so many of them.
_SHARE_OF_HUB = 1 / 40
_FEWEST_OF_HUB = 20
# Relations that tell of what kind a thing is, as its type does: kinds are hubs, however few are of one.
_KIND_RELATIONS = (ORG + "classification", DCTERMS + "type", IRC + "eventKind", IRC + "addressFault")
_MOST_STEPS = 4  # of a way that says something
_MOST_MORE = 4.0  # that a further way may cost than the first, and still add something
_LONGEST_NAME = 50  # characters; a longer one is told apart from the words of the relation by dashes

_Path: TypeAlias = tuple[float, tuple[str, ...]]  # what it costs, and the things it passes with both its ends
_Likeness: TypeAlias = tuple[tuple[tuple[str, bool], ...], tuple[str | None, ...]]
_FAR: _Path = (math.inf, ())


class SameThingError(IrcKgError):
    """One thing where two are wanted."""

    def __init__(self, label: str) -> None:
        super().__init__(f"Both names mean {label}: say which two different things to connect.")


class UnrelatedThingError(IrcKgError):
    """Something that no file of the graph relates to anything; mostly a kind, and things of it are meant."""

    def __init__(self, name: str, *, is_kind: bool) -> None:
        hint = "`irc-kg find TEXT` looks for things by name."
        if is_kind:
            hint = f"It is a kind: `irc-kg find {shlex.quote(name)}` names things of it."
        super().__init__(f"No source of this project relates {name} to another thing. {hint}")


class Step(NamedTuple):
    """One triple of a way, and each statement of it: one for each file that makes it."""

    sentence: str
    triple: ox.Triple
    statements: tuple[Statement, ...]

    @property
    def citations(self) -> tuple[Citation, ...]:
        return citations_of(self.statements)

    def __str__(self) -> str:
        return f"{self.sentence} ({'; '.join(places_of(self.statements))})"


@dataclass(frozen=True)
class Way:
    """A chain of statements from one thing to another, each read in its own direction.

    ``things`` are those it passes, from end to end; neighbours that are related in several ways have as many
    steps between them. ``caveat`` is a sentence on why the way may say little, mostly empty.
    """

    things: tuple[str, ...]
    steps: tuple[Step, ...]
    cost: float
    caveat: str = ""

    def __str__(self) -> str:
        return "\n".join(map(str, self.steps))


class Ways:
    """The things of the graph as a network, in which ways are looked for."""

    def __init__(self, evidence: Evidence) -> None:
        self.evidence = evidence
        self.store = evidence.store

    @cached_property
    def _triples(self) -> Mapping[tuple[str, str], list[ox.Triple]]:
        """What relates two things, by both in either order."""
        triples: dict[tuple[str, str], set[ox.Triple]] = {}
        for triple in self.store.relations():
            one, other = _ends(triple)
            # An address of which the graph says nothing is a page, not a thing.
            if one != other and self.store.states(other):
                triples.setdefault((one, other), set()).add(triple)
                triples.setdefault((other, one), set()).add(triple)
        return {pair: sorted(found, key=str) for pair, found in triples.items()}

    @cached_property
    def _beside(self) -> Mapping[str, Sequence[str]]:
        """The things that each thing is connected with."""
        beside: dict[str, list[str]] = {}
        for one, other in self._triples:
            beside.setdefault(one, []).append(other)
        return beside

    @cached_property
    def hubs(self) -> frozenset[str]:
        """Things that connect so many others that it says nothing of these."""
        most = max(_FEWEST_OF_HUB, len(self._beside) * _SHARE_OF_HUB)
        large = {thing for thing, others in self._beside.items() if len(others) > most}
        return frozenset(large | self._kinds())

    def _kinds(self) -> set[str]:
        relations = self.store.properties_below(*_KIND_RELATIONS)
        every = chain.from_iterable(self._triples.values())
        return {_ends(triple)[1] for triple in every if triple.predicate.value in relations}

    def between(self, start: str, end: str, most: int) -> list[Way]:
        """At most so many ways, the best first: none alike, and none through a thing of one before it.

        Where each passes a hub or is long, the best of these alone. Empty where nothing connects the two.
        """
        if start == end:
            raise SameThingError(self.store.label(start))
        for thing in (start, end):
            if thing not in self._beside:
                raise UnrelatedThingError(self.store.label(thing), is_kind=thing in self.store.classes)
        paths = self._telling_paths(start, end, most)
        if not paths:
            short = cheapest(self._beside, start, end, (), _MOST_STEPS)
            any_path = short or cheapest(self._beside, start, end, (), len(self._beside))
            paths = [any_path] if any_path else []
        return [self._way(*path) for path in paths]

    def _telling_paths(self, start: str, end: str, most: int) -> list[_Path]:
        """Short paths past no hub, as far as they add something to the first and none is like another."""
        closed = {*self.hubs}
        told: set[_Likeness] = set()
        paths: list[_Path] = []
        if end in self._beside[start]:
            paths.append((1.0, (start, end)))
        while len(paths) < most:
            path = cheapest(self._beside, start, end, closed, _MOST_STEPS)
            if path is None or (paths and path[0] > paths[0][0] + _MOST_MORE):
                break
            closed.update(path[1][1:-1])
            like = self._likeness(path[1])
            if like not in told:
                told.add(like)
                paths.append(path)
        return paths

    def _likeness(self, things: tuple[str, ...]) -> _Likeness:
        """What paths have in common that say the same of like things: relations, directions and kinds."""
        relations = tuple(
            (triple.predicate.value, _ends(triple) == pair)
            for pair in pairwise(things)
            for triple in self._triples[pair]
        )
        return relations, tuple(self.store.kind(thing) for thing in things[1:-1])

    def _way(self, cost: float, things: tuple[str, ...]) -> Way:
        steps = [self._step(triple) for pair in pairwise(things) for triple in self._triples[pair]]
        return Way(things, tuple(steps), cost, self._caveat(things))

    def _step(self, triple: ox.Triple) -> Step:
        return Step(
            sentence_of(triple, self.store.display_label), triple, tuple(self.evidence.statements_of(triple))
        )

    def _caveat(self, things: tuple[str, ...]) -> str:
        """Why a way that is all there is says little of its ends; empty where it says something."""
        steps = len(things) - 1
        hubs = [thing for thing in things[1:-1] if thing in self.hubs]
        if not hubs and steps <= _MOST_STEPS:
            return ""
        far = f"only in {steps} steps" if steps > _MOST_STEPS else f"in up to {_MOST_STEPS} steps only"
        passed = [
            f"{self.store.label(hub)} (connected with {len(self._beside[hub])} of {len(self._beside)} things)"
            for hub in hubs
        ]
        way = f" by way of {' and '.join(passed)}" if passed else ""
        return f"They are connected {far}{way}, which may say little of them."


def sentence_of(triple: ox.Triple, describe: Callable[[str], str]) -> str:
    """A triple as a sentence, read in its own direction; ``describe`` says what an IRI is called."""
    one, other = map(describe, _ends(triple))
    # The name of a point made is a sentence itself.
    gap = " \N{EN DASH} " if max(len(one), len(other)) > _LONGEST_NAME else " "
    return gap.join((one, describe(triple.predicate.value), other))


def _ends(triple: ox.Triple) -> tuple[str, str]:
    """The IRIs of subject and object, which relations between things have."""
    return triple.subject.value, triple.object.value  # type: ignore[union-attr]


def cheapest(
    beside: Mapping[str, Sequence[str]], start: str, end: str, closed: Collection[str], most: int
) -> _Path | None:
    """The cheapest path by way of other things, of at most so many steps, that passes nothing closed.

    A step costs one, and to pass a thing costs the logarithm of how many others are beside it.
    """

    def steps_from(thing: str) -> Iterator[tuple[str, float]]:
        for other in beside[thing]:
            if other == end:
                if thing != start:
                    yield other, 1.0
            elif other not in closed:
                yield other, 1 + math.log2(len(beside[other]))

    # The cheapest path to each thing, of one more step in each round.
    best: dict[str, _Path] = {start: (0.0, (start,))}
    border = dict(best)
    for _ in range(most):
        reached: dict[str, _Path] = {}
        for cost, things in border.values():
            for other, more in steps_from(things[-1]):
                path = cost + more, (*things, other)
                if path < best.get(other, _FAR) and path < reached.get(other, _FAR):
                    reached[other] = path
        best.update(reached)
        border = {thing: path for thing, path in reached.items() if thing != end}
    return best.get(end)
