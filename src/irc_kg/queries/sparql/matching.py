"""What grammars are built of: parts that match the text at a place, and the reading that knows the place.

A part that does not begin at the place leaves all as it is and says False. One that has begun must go on to
its end, or the reading stops there with a MismatchError: no more than the next token decides, but for what
``Attempt`` tries.
"""

from __future__ import annotations

import re
import sys
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Final, NamedTuple, TypeAlias

from irc_kg.queries.sparql.tree import IriTerm, Operation

# Python reads nested parts by calls in calls, and the engine ends the process when its own stack is full.
MOST_NESTED: Final = 64
MOST_CHAINED: Final = 1000
# What goes one level down, until the production ends that it stands in.
_OPENING: Final = frozenset({"(", "[", "{", "{|", "<<", "<<(", "!"})
# It matches where there is no white space, too.
SPACE: Final[Callable[[str, int], re.Match[str]]] = re.compile(r"(?:[ \t\r\n]+|#[^\r\n]*)*+").match  # type: ignore[assignment]

Match: TypeAlias = Callable[[str, int], re.Match[str] | None]
# Makes a node, or whatever else is found: of its start and end, and of what stands in it.
Maker: TypeAlias = Callable[..., Any]
Part: TypeAlias = "Matcher | str | tuple[Part, ...]"


@dataclass(eq=False)
class MismatchError(Exception):
    """What stands at a place is not what may stand there; ``reason`` where more can be said."""

    offset: int
    reason: str = ""
    tokens: Sequence[tuple[int, int]] = ()  # what was read before, if it is not any more


class NestingError(Exception):
    """A text is nested deeper, or a chain in it is longer, than in any question."""


@dataclass(eq=False)
class Reading:
    """A text and a place in it, which is always the start of a token or the end.

    What reads a token notes it among the tokens, and goes on to behind the white space that follows.
    """

    text: str
    capitals: str  # the text, in which keywords are looked for
    terminals: Mapping[str, Match]
    prefixes: dict[str, str]  # that are known, those of the text among them; all there are, if it is strict
    strict: bool
    at: int
    depth: int = 0
    unknown: dict[int, str] = field(default_factory=dict)  # prefixes, by where their names stand
    tokens: list[tuple[int, int]] = field(default_factory=list)  # the start and end of each
    # Of attempts, by where they were made.
    faults: dict[tuple[int, Attempt], MismatchError] = field(default_factory=dict)


class Matcher:
    """A part of a grammar, mostly made of other parts."""

    first = ""  # the characters, in capitals, that it can begin with, where no other part says that
    heads: int | None = 1  # how many of its parts it can begin with
    parts: list[Matcher]

    def __init__(self, *parts: Part) -> None:
        """A text stands for a word, and several parts in parentheses for parts in order."""
        self.parts = []
        for part in parts:
            if isinstance(part, str):
                self.parts.append(Word(part))
            else:
                self.parts.append(Production(None, *part) if isinstance(part, tuple) else part)

    def can_begin(self, character: str) -> bool:
        """Whether a character, in capitals, may be its first, as far as the grammar tells."""
        if self.first:
            return character in self.first
        heads = self.parts[: self.heads]
        return not heads or any(head.can_begin(character) for head in heads)

    def read(self, reading: Reading, found: list[Any]) -> bool:
        """Read over the part and add to ``found`` what it says; False if it does not begin here."""
        raise NotImplementedError


class Word(Matcher):
    """A keyword, in small letters or capitals and whatever is glued to it, or a mark."""

    def __init__(self, text: str, *values: object) -> None:
        """``values`` are what it says."""
        super().__init__()
        self.text = text
        self.first = text[0]
        self.values = values
        self.opens = text in _OPENING

    def read(self, reading: Reading, found: list[Any]) -> bool:
        begin = reading.at
        if not reading.capitals.startswith(self.text, begin):
            return False
        if self.opens:
            reading.depth += 1
            if reading.depth > MOST_NESTED:
                raise NestingError
        end = begin + len(self.text)
        reading.tokens.append((begin, end))
        reading.at = SPACE(reading.text, end).end()
        found += self.values
        return True


@dataclass(eq=False)
class Terminal(Matcher):
    """What a regular expression matches.

    It says what is made of its groups; where that is None, it is something else that stands there.
    """

    name: str
    first: str
    make: Maker | None = None

    def read(self, reading: Reading, found: list[Any]) -> bool:
        begin = reading.at
        match = reading.terminals[self.name](reading.text, begin)
        if match is None:
            return False
        end = match.end()
        if self.make is not None:
            made = self.make(begin, end, *match.groups())
            if made is None:
                return False
            found.append(made)
        reading.tokens.append((begin, end))
        reading.at = SPACE(reading.text, end).end()
        return True


class PrefixedName(Matcher):
    """A name with a prefix.

    Read strictly, a name whose prefix is not known is none: it may be a keyword with a name behind it.
    """

    first = "ABCDEFGHIJKLMNOPQRSTUVWXYZ:"

    def read(self, reading: Reading, found: list[Any]) -> bool:
        match = reading.terminals["name"](reading.text, reading.at)
        if match is None:
            return False
        begin, end = match.span()
        prefix, local = match.groups()
        if local and reading.terminals["name_goes_on"](reading.text, end):
            raise MismatchError(begin, "a name with several dots is read in several ways: write its IRI, <…>")
        namespace = reading.prefixes.get(prefix)
        if namespace is None:
            reading.unknown.setdefault(begin, prefix)
            if reading.strict:
                return False
        reading.tokens.append((begin, end))
        reading.at = SPACE(reading.text, end).end()
        iri = None if namespace is None else namespace + local.replace("\\", "")
        found.append(IriTerm(begin, end, iri, prefix))
        return True


def as_tuple(_start: int, _end: int, *values: object) -> tuple[object, ...]:
    return values


class Production(Matcher):
    """Parts in order, and what is made of all that they say."""

    def __init__(self, make: Maker | None, *parts: Part, fewest: int = 0) -> None:
        """It says what its parts say, without ``make`` and where that is fewer than the ``fewest`` values."""
        super().__init__(*parts)
        self.make = make
        self.fewest = fewest

    def read(self, reading: Reading, found: list[Any]) -> bool:
        begin, depth = reading.at, reading.depth
        values: list[Any] = []
        for part in self.parts:
            if not part.read(reading, values):
                if reading.at != begin:
                    raise MismatchError(reading.at)
                return False
        reading.depth = depth
        if self.make is None or len(values) < self.fewest:
            found += values
        else:
            found.append(self.make(begin, reading.tokens[-1][1], *values))
        return True


class OneOf(Matcher):
    """The first of several parts that begins at the place."""

    def __init__(self, *parts: Part, otherwise: tuple[object, ...] | None = None) -> None:
        """``otherwise`` is what it says where none of them begins; without that, one has to."""
        super().__init__(*parts)
        self.otherwise = otherwise
        self.heads = None if otherwise is None else 0
        self.by_first: dict[str, list[Matcher]] = {}  # those that can begin with a character

    def read(self, reading: Reading, found: list[Any]) -> bool:
        first = reading.capitals[reading.at : reading.at + 1]
        if first > "\x7f":
            first = ""  # any part can begin with other letters
        parts = self.by_first.get(first)
        if parts is None:
            parts = [part for part in self.parts if part.can_begin(first)]
            self.by_first[first] = parts
        for part in parts:
            if part.read(reading, found):
                return True
        if self.otherwise is None:
            return False
        found += self.otherwise
        return True


class Repeated(Matcher):
    """A part once or more often, and all that is said as one tuple."""

    def __init__(
        self,
        part: Part,
        *between: Part,
        make: Maker | None = None,
        flat: bool = False,
        open_ended: bool = False,
        chained: bool = False,
    ) -> None:
        """``make``: it says the node that is made of several; one part stands as it is.

        ``flat``: it says what its parts say, each for itself.

        ``open_ended``: what stands ``between`` the parts may also stand behind the last. Of what is
        ``chained``, the engine goes down a step for each part.
        """
        super().__init__(part, *between)
        self.between = self.parts[1] if between else None
        self.make = make
        # How many parts there must be to say anything else than each for itself.
        self.fewest = 1 if make is None else 2
        if flat:
            self.fewest = sys.maxsize
        self.open_ended = open_ended
        self.most = MOST_CHAINED if chained else sys.maxsize

    def read(self, reading: Reading, found: list[Any]) -> bool:
        part, between, begin = self.parts[0], self.between, reading.at
        values: list[Any] = []
        count = 0
        while part.read(reading, values):
            count += 1
            if count > self.most:
                raise NestingError
            if between is not None and not between.read(reading, values):
                break
        else:
            if count and between is not None and not self.open_ended:
                raise MismatchError(reading.at)
        if count < self.fewest:
            found += values
        elif self.make is None:
            found.append(tuple(values))
        else:
            found.append(self.make(begin, reading.tokens[-1][1], tuple(values)))
        return count > 0


class Attempt(Matcher):
    """A part of which more than the next token tells whether it is there; if not, all is as it was before."""

    def read(self, reading: Reading, found: list[Any]) -> bool:
        begin, depth = reading.at, reading.depth
        if (begin, self) in reading.faults:  # as attempts are made in attempts, it has been made before
            return False
        tokens, count = len(reading.tokens), len(found)
        try:
            return self.parts[0].read(reading, found)
        except MismatchError as fault:
            fault.tokens = tuple(reading.tokens)
            reading.faults[begin, self] = fault
        reading.at, reading.depth = begin, depth
        del reading.tokens[tokens:], found[count:]
        return False


class Operator(NamedTuple):
    """An operator: those of a higher rank bind closer."""

    name: str
    rank: int
    rest: Matcher  # the operator, and what stands behind it
    stands_alone: bool  # no other of its rank may follow


@dataclass(eq=False)
class Operations(Matcher):
    """Operands and the operators between them; ``1 - 2 + 3`` is ``(1 - 2) + 3``."""

    parts: list[Matcher]  # the operand
    operators: Mapping[str, Operator]
    lowest: int  # operators of a rank below are left to others

    def read(self, reading: Reading, found: list[Any]) -> bool:
        begin = reading.at
        if not self.parts[0].read(reading, found):
            return False
        highest, chained = sys.maxsize, 1
        while match := reading.terminals["operator"](reading.capitals, reading.at):
            operator = self.operators[match[0]]
            if not self.lowest <= operator.rank <= highest:
                break
            operands = [found.pop()]
            operator.rest.read(reading, operands)
            found.append(Operation(begin, reading.tokens[-1][1], operator.name, tuple(operands)))
            highest = operator.rank - 1 if operator.stands_alone else operator.rank
            chained += 1
            if chained > MOST_CHAINED:
                raise NestingError
        return True
