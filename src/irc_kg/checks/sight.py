"""What conforms to the shapes as far as one sees at once: by what a thing says, and the classes of what it
mentions.

Most things conform, and a validator takes a hundred times as long to say so. So each shape becomes a function
that says of a thing that it conforms, that it does not, or that this is not clear. Only what surely conforms
is not given to pySHACL; of all else, what pySHACL finds is what counts.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Sequence
from itertools import groupby
from operator import attrgetter
from typing import TypeAlias

import pyoxigraph as ox

from irc_kg.checks.shacl import python_pattern
from irc_kg.checks.shapes import Shapes
from irc_kg.checks.vocabulary import SH
from irc_kg.store import Store, Term
from irc_kg.store.datatypes import LANG_STRING, is_value
from irc_kg.store.names import RDFS, XSD
from irc_kg.turtle import RDF_TYPE
from irc_kg.turtle.document import no_garbage_collection

_Verdict: TypeAlias = "bool | None"  # None where it is not clear
_OfValue: TypeAlias = Callable[[Term], _Verdict]
_OfValues: TypeAlias = Callable[[Sequence[Term]], _Verdict]

_SUBCLASS_OF = ox.NamedNode(RDFS + "subClassOf")
_TEXTS = {XSD + "string", LANG_STRING}
# What is said of a shape and asks for nothing, or only together with another word.
_ASKS_NOTHING = {
    *("type", "first", "rest", "name", "description", "message", "order", "group", "severity", "path"),
    *("targetClass", "targetSubjectsOf", "defaultValue", "flags", "ignoredProperties"),
}
# How values of some datatypes are written that every reader takes; how others are written is not clear.
_PLAIN = {
    XSD + "integer": r"-?\d{1,15}",
    XSD + "decimal": r"-?\d{1,15}(\.\d{1,15})?",
    XSD + "boolean": "true|false",
    XSD + "date": r"[1-9]\d{3}-\d\d-\d\d",
    XSD + "gYear": r"[1-9]\d{3}",
    XSD + "gYearMonth": r"[1-9]\d{3}-\d\d",
    XSD + "anyURI": r"[\x21-\x7e]+",
}
_NODE_KINDS = {
    ox.NamedNode: {"IRI", "BlankNodeOrIRI", "IRIOrLiteral"},
    ox.BlankNode: {"BlankNode", "BlankNodeOrIRI", "BlankNodeOrLiteral"},
    ox.Literal: {"Literal", "BlankNodeOrLiteral", "IRIOrLiteral"},
}
_COMPARISONS: dict[str, Callable[[int, int], bool]] = {
    "minInclusive": int.__ge__,
    "minExclusive": int.__gt__,
    "maxInclusive": int.__le__,
    "maxExclusive": int.__lt__,
}


def _unclear(_: object) -> None:
    return None


def _all_of(verdicts: Iterable[_Verdict]) -> _Verdict:
    """Whether all are so: one that is not tells that, whatever the others are."""
    is_clear = True
    for verdict in verdicts:
        if verdict is False:
            return False
        is_clear = is_clear and verdict is not None
    return True if is_clear else None


def _any_of(verdicts: Iterable[_Verdict]) -> _Verdict:
    return _not(_all_of(map(_not, verdicts)))


def _not(verdict: _Verdict) -> _Verdict:
    return None if verdict is None else not verdict


class Sight:
    """Which things of a store conform at sight to the shapes of its ontology."""

    def __init__(self, shapes: Shapes) -> None:
        self.shapes = shapes
        self._store: Store = shapes.store
        self._of_shapes: dict[Term, _OfValue] = {}
        self._above: dict[Term, frozenset[Term]] = {}
        self._kinds: dict[Term, frozenset[Term]] = {}
        self._knows_all_kinds = False
        self._said: tuple[Term | None, dict[Term, list[Term]]] = (None, {})  # of the thing at hand
        self._of_class: dict[Term, list[_OfValue]] = defaultdict(list)
        self._of_subjects: dict[Term, list[_OfValue]] = defaultdict(list)
        for shape in shapes.all:
            for kind in self._classes_aimed_at(shape):
                self._of_class[kind].append(self._of(shape))
            for predicate in shapes.objects(shape, "targetSubjectsOf"):
                self._of_subjects[predicate].append(self._of(shape))

    def _classes_aimed_at(self, shape: Term) -> list[Term]:
        """The classes whose things a shape is for; itself, if it may be a class."""
        types = self.shapes.objects(shape, "type")
        is_class = any(not str(kind).startswith(f"<{SH}") for kind in types)
        return [*self.shapes.objects(shape, "targetClass"), *([shape] if is_class else [])]

    def conforms(self, thing: Term) -> bool:
        """Whether a thing surely conforms to each shape that is for it."""
        aimed = [one for kind in self._kinds_of(thing) for one in self._of_class.get(kind, ())]
        if self._of_subjects:
            aimed += [one for said in self._sayings(thing) for one in self._of_subjects.get(said, ())]
        return all(judge(thing) for judge in aimed)

    def unclear(self, said: Iterable[ox.Quad], kinds: Iterable[ox.Quad]) -> list[Term]:
        """The subjects that do not surely conform, of all that is said, each statement once.

        ``kinds``: those that say of what class things are. They are read as they come, because to look each
        thing up takes several times as long in a store on disk.
        """
        with no_garbage_collection():
            self._know_kinds(kinds)
            found, again = self._judge_all(said)
        found |= {subject: self.conforms(subject) for subject in again}
        return [subject for subject, conforms in found.items() if not conforms]

    def _judge_all(self, said: Iterable[ox.Quad]) -> tuple[dict[Term, bool], set[Term]]:
        """Whether each subject conforms by what comes of it first, and of which more comes later."""
        found: dict[Term, bool] = {}
        again: set[Term] = set()
        for subject, quads in groupby(said, attrgetter("subject")):
            if subject in found:
                again.add(subject)
                continue
            sayings: dict[Term, list[Term]] = defaultdict(list)
            for quad in quads:
                sayings[quad.predicate].append(quad.object)
            self._said = subject, sayings
            found[subject] = self.conforms(subject)
        self._said = None, {}
        return found, again

    def _know_kinds(self, kinds: Iterable[ox.Quad]) -> None:
        """Read of what classes all things are; those that come not are of none."""
        types: dict[Term, frozenset[Term]] = {}
        for quad in kinds:
            known = types.get(quad.subject)
            types[quad.subject] = frozenset((quad.object, *known)) if known else frozenset((quad.object,))
        above = {kinds: frozenset().union(*map(self._classes_above, kinds)) for kinds in {*types.values()}}
        self._kinds = {subject: above[kinds] for subject, kinds in types.items()}
        self._knows_all_kinds = True

    # What is there

    def _sayings(self, thing: Term) -> dict[Term, list[Term]]:
        """What a thing says, each value once, by predicate."""
        if self._said[0] != thing:
            found: dict[Term, dict[Term, None]] = defaultdict(dict)
            for quad in self._store.quads(thing):
                found[quad.predicate][quad.object] = None
            self._said = thing, {predicate: [*values] for predicate, values in found.items()}
        return self._said[1]

    def _kinds_of(self, thing: Term) -> frozenset[Term]:
        """The classes of a thing, and those above them."""
        if thing not in self._kinds:
            if self._knows_all_kinds:
                return frozenset()
            types = [quad.object for quad in self._store.quads(thing, RDF_TYPE)]
            self._kinds[thing] = frozenset().union(*map(self._classes_above, types))
        return self._kinds[thing]

    def _classes_above(self, kind: Term) -> frozenset[Term]:
        if kind not in self._above:
            found = {kind: None}
            ahead = [kind]
            while ahead:
                above = [quad.object for quad in self._store.quads(ahead.pop(), _SUBCLASS_OF)]
                ahead += [one for one in above if one not in found]
                found.update(dict.fromkeys(above))
            self._above[kind] = frozenset(found)
        return self._above[kind]

    # What shapes ask

    def _of(self, shape: Term) -> _OfValue:
        """What a shape asks of a focus node."""
        if shape not in self._of_shapes:
            self._of_shapes[shape] = _unclear  # of a shape that leads back to itself
            self._of_shapes[shape] = self._make(shape)
        return self._of_shapes[shape]

    def _make(self, shape: Term) -> _OfValue:
        words = self.shapes.words_of(shape) - _ASKS_NOTHING
        paths = self.shapes.objects(shape, "path")
        if len(paths) > 1 or not self.shapes.words_of(shape):
            return _unclear
        asked = [self._asks(shape, word) for word in words]
        if not paths:
            return lambda thing: _all_of(one([thing]) for one in asked)
        path = paths[0]

        def judge(thing: Term) -> _Verdict:
            values = self._sayings(thing).get(path, ())
            return _all_of(one(values) for one in asked)

        return judge

    def _asks(self, shape: Term, word: str) -> _OfValues:
        """What a shape asks in one word of the values that it is for."""
        given = self.shapes.objects(shape, word)
        if word in {"minCount", "maxCount"}:
            return _count(word, given)
        if word == "hasValue":
            return lambda values: True if set(given) <= set(values) else None
        judges = [*self._of_each(shape, word, given)]
        return lambda values: _all_of(judge(value) for judge in judges for value in values)

    def _of_each(self, shape: Term, word: str, given: Sequence[Term]) -> Iterator[_OfValue]:
        """What a shape asks in one word of each of the values."""
        for term in given:
            if word in {"property", "node", "not", "and", "or", "xone"}:
                yield self._by_shapes(word, term)
            elif word == "class":
                yield self._class(term)
            elif word == "pattern":
                yield _pattern(term, self._store.text(shape, SH + "flags"))
            elif word in {"in", "languageIn"}:
                yield _one_of(word, self.shapes.members(term) or [])
            elif word in _WITH_ONE_TERM and len(given) == 1:
                yield _WITH_ONE_TERM[word](word, term)
            else:
                yield _unclear

    def _by_shapes(self, word: str, term: Term) -> _OfValue:
        """What other shapes ask of a value."""
        members = self.shapes.members(term) if word in {"and", "or", "xone"} else [term]
        judges = [self._of(one) for one in members or ()]
        if not judges or word == "xone":
            return _unclear
        if word == "not":
            return lambda value: _not(judges[0](value))
        if word == "or":
            return lambda value: _any_of(judge(value) for judge in judges)
        return lambda value: _all_of(judge(value) for judge in judges)

    def _class(self, kind: Term) -> _OfValue:
        return lambda value: not isinstance(value, ox.Literal) and kind in self._kinds_of(value)


def _count(word: str, given: Sequence[Term]) -> _OfValues:
    number = _integer(given[0]) if len(given) == 1 else None
    if number is None:
        return _unclear
    if word == "minCount":
        return lambda values: len(values) >= number
    return lambda values: len(values) <= number


def _integer(term: Term) -> int | None:
    if not isinstance(term, ox.Literal) or term.datatype.value != XSD + "integer":
        return None
    return int(term.value) if re.fullmatch(_PLAIN[XSD + "integer"], term.value) else None


def _text(term: Term) -> str | None:
    """What patterns and lengths are asked of, where that is clear."""
    if isinstance(term, ox.Literal) and term.datatype.value in _TEXTS:
        return term.value
    return term.value if isinstance(term, ox.NamedNode) else None


def _pattern(term: Term, flags: str) -> _OfValue:
    try:
        pattern = re.compile(python_pattern(term.value if isinstance(term, ox.Literal) else "(", flags))
    except (re.error, OverflowError, RecursionError, Warning):
        return _unclear

    def judge(value: Term) -> _Verdict:
        text = _text(value)
        return None if text is None else pattern.search(text) is not None

    return judge


def _one_of(word: str, members: Sequence[Term]) -> _OfValue:
    if word == "in":
        return lambda value: True if value in members else None
    tags = {one.value.lower() for one in members if isinstance(one, ox.Literal)}
    return lambda value: True if isinstance(value, ox.Literal) and value.language in tags else None


def _datatype(_: str, asked: Term) -> _OfValue:
    iri = asked.value if isinstance(asked, ox.NamedNode) else ""
    if iri not in _TEXTS | _PLAIN.keys():
        return _unclear

    def judge(value: Term) -> _Verdict:
        if not isinstance(value, ox.Literal) or value.datatype.value != iri:
            return False
        is_plain = iri in _TEXTS or (
            re.fullmatch(_PLAIN[iri], value.value, re.ASCII) and is_value(value.value, iri)
        )
        return True if is_plain else None

    return judge


def _node_kind(_: str, asked: Term) -> _OfValue:
    name = asked.value.removeprefix(SH) if isinstance(asked, ox.NamedNode) else ""
    if not any(name in kinds for kinds in _NODE_KINDS.values()):
        return _unclear
    return lambda value: name in _NODE_KINDS.get(type(value), ())


def _length(word: str, asked: Term) -> _OfValue:
    number = _integer(asked)

    def judge(value: Term) -> _Verdict:
        text = _text(value)
        if text is None or number is None:
            return None
        return len(text) >= number if word == "minLength" else len(text) <= number

    return judge


def _limit(word: str, asked: Term) -> _OfValue:
    """Whole numbers are compared; how others are is not clear."""
    bound, compare = _integer(asked), _COMPARISONS[word]

    def judge(value: Term) -> _Verdict:
        number = _integer(value)
        return None if number is None or bound is None else compare(number, bound)

    return judge


_WITH_ONE_TERM: dict[str, Callable[[str, Term], _OfValue]] = {
    "datatype": _datatype,
    "nodeKind": _node_kind,
    "minLength": _length,
    "maxLength": _length,
    **dict.fromkeys(_COMPARISONS, _limit),
}
