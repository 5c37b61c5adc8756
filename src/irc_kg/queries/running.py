"""Questions put to a project: values given by names, and the answer, from here or elsewhere."""

from __future__ import annotations

import re
import shlex
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from functools import cached_property
from typing import TYPE_CHECKING, NamedTuple, TypeAlias

import pyoxigraph as ox

from irc_kg.errors import UnknownNameError, did_you_mean, either
from irc_kg.queries import MissingValueError, Query
from irc_kg.queries.binding import Value, bind, free_choice
from irc_kg.queries.engine import Answer, evaluate, refuse
from irc_kg.queries.header import IRI, Parameter
from irc_kg.queries.narrowing import narrow
from irc_kg.queries.sparql import QueryTree, read
from irc_kg.queries.sparql.rewriting import to_ask
from irc_kg.queries.sparql.tree import (
    BindPattern,
    IriTerm,
    Projection,
    PropertiesTerm,
    SubjectTriples,
    TreeNode,
    ValuesPattern,
    Variable,
)
from irc_kg.queries.tables import Cell, Table
from irc_kg.store import Store, Term
from irc_kg.store.datatypes import PartialDate, read_date, read_value
from irc_kg.store.endpoint import RemoteRows, RemoteTriples
from irc_kg.store.names import is_absolute
from irc_kg.store.values import engine_spelling

if TYPE_CHECKING:
    from irc_kg.provenance import Evidence, Statement
    from irc_kg.queries.presentation import Wordings
    from irc_kg.queries.witnesses import WitnessFinder

_BETWEEN_NAMES = re.compile(r"\s*[,;&+]\s*|\s+and\s+")
_MOST_LISTED = 8  # values that a parameter can take, in a sentence
_MOST_ASKED = 20  # things that a name may mean, each of which is asked whether a parameter can be it


class Given(NamedTuple):
    """What a parameter is given: texts as people type them."""

    parameter: Parameter
    texts: tuple[str, ...]
    is_default: bool  # nothing was said of it


class QueryRunner:
    """Runs queries over a store: binds the names that people type, and asks the engine."""

    def __init__(
        self, store: Store, *, tells_choices: bool = True, likely: dict[str, list[str]] | None = None
    ) -> None:
        """``tells_choices``: whether it is told what a name could be that nothing has, which takes long.

        ``likely``: the things that texts may mean by their names, as far as that is known; more is put there.
        """
        self.store = store
        self._tells_choices = tells_choices
        self._likely = {} if likely is None else likely
        self._tree: QueryTree | None = None  # what was read last: an answer is asked, and then cited
        self._known: dict[tuple[str, Parameter, str], ox.NamedNode | ox.Literal] = {}
        self._known_choices: dict[tuple[str, Parameter], list[Term]] = {}

    def run(
        self, query: Query, values: Mapping[str, Sequence[str]] | None = None, *, allow_service: bool = False
    ) -> Answer | RemoteRows | RemoteTriples:
        """The answer to a query over the union of all named graphs.

        ``values``: by name of parameter, as people type them (a thing by its name); those left out take their
        defaults from the header of the query. ``allow_service`` lets it ask other servers.
        """
        refuse(query.tree, query.place, allow_service=allow_service)
        return self._answer(query, self.bind(query, values or {}), allow_service=allow_service)

    def finds_any(self, query: Query) -> bool:
        """Whether a query finds anything with its defaults, or says yes or no; raises what running it does.

        The engine is asked for one row at most, and for none of what groups or sorts rows.
        """
        refuse(query.tree, query.place)
        bound = self._read(query, self.bind(query, {}))
        asking = to_ask(bound)
        if asking is None:
            answer = evaluate(self.store.dataset, bound, place=query.place)
            return isinstance(answer, ox.QueryBoolean) or next(iter(answer), None) is not None
        # Asked of nothing, it still shows what the engine does not take.
        evaluate(ox.Store(), bound, place=query.place)
        known = self.store.prefixes.by_name
        return bool(evaluate(self.store.dataset, read(asking, known, query.place), place=query.place))

    def pattern_query(self, query: Query) -> QueryTree | None:
        """What asks for all that makes rows of a SELECT query with its defaults; None of those that cannot.

        That is where ``finds_any`` has to ask for the rows themselves. Raises what running it does.
        """
        refuse(query.tree, query.place)
        bound = self._read(query, self.bind(query, {}))
        text = to_ask(bound, "SELECT *")
        if text is None:
            return None
        evaluate(ox.Store(), bound, place=query.place)  # which shows what the engine does not take
        return read(text, self.store.prefixes.by_name, query.place)

    def with_declarations(self, query: Query, text: str) -> str:
        """A bound text with declarations of the known prefixes that it uses, for others to read it."""
        return (
            "".join(
                f"PREFIX {name}: <{self.store.prefixes.by_name[name]}>\n"
                for name in query.foreign_prefixes
                if name in self.store.prefixes.by_name
            )
            + text
        )

    def why_nothing(self, query: Query, values: Mapping[str, Sequence[str]] | None = None) -> list[str]:
        """What may be the reason that a query finds nothing.

        That is a name that no statement holds, or a value that the query has no answer for.
        """
        reasons = [
            f"{self.store.prefixes.shorten(iri)} is in no statement."
            f"{did_you_mean(self.store.names.close_curies(iri))}"
            for iri in query.iris
            if not self.store.mentions(iri)
        ]
        terms = self._terms(query, values or {})
        for parameter in query.parameters:
            given = terms.get(parameter.variable, ())
            choices = self.choices(query, parameter) if given else []
            reasons += [
                f"{self._to_display(term)} is none of the {len(choices)} that {parameter.option} can be: "
                f"`--choices {parameter.option[2:]}` lists them."
                for term in given
                if choices and term not in choices
            ]
        return reasons

    def bind(self, query: Query, values: Mapping[str, Sequence[str]]) -> str:
        """The text of a query with values in the place of its parameters."""
        return bind(query, self._terms(query, values))

    def _terms(self, query: Query, values: Mapping[str, Sequence[str]]) -> dict[str, list[Value]]:
        """What stands for each parameter, by its variable; raises MissingValueError."""
        given = self.inputs(query, values)
        missing = [each.parameter for each in given if not (each.texts or each.parameter.optional)]
        if missing:
            raise MissingValueError(query.name, missing)
        return {each.parameter.variable: self._terms_of(query, each) for each in given}

    @staticmethod
    def inputs(query: Query, values: Mapping[str, Sequence[str]]) -> list[Given]:
        """What each parameter of a query is given, or is when nothing is given."""
        found = []
        for parameter in query.parameters:
            texts = tuple(values.get(parameter.name) or ())
            found.append(Given(parameter, texts or query.defaults_of(parameter), is_default=not texts))
        return found

    def _terms_of(self, query: Query, given: Given) -> list[Value]:
        """The terms that texts stand for, each once: a thing may be called by several names."""
        found = []
        for text in given.texts:
            key = (query.text, given.parameter, text)
            if key not in self._known:
                self._known[key] = self._value(query, given.parameter, text)
            found.append(self._known[key])
        return list(dict.fromkeys(found))

    def things_given(self, query: Query, values: Mapping[str, Sequence[str]], name: str) -> list[str]:
        """The things that are given for the parameter of a name, or are when nothing is given."""
        given = [each for each in self.inputs(query, values) if each.parameter.name == name]
        terms = [term for each in given for term in self._terms_of(query, each)]
        return [term.value for term in terms if isinstance(term, ox.NamedNode)]

    def in_words(self, query: Query, given: Given) -> str:
        """What a parameter is given, as people read it; empty where it is given nothing."""
        return " or ".join(map(self._to_display, self._terms_of(query, given)))

    def day(self, query: Query, values: Mapping[str, Sequence[str]]) -> PartialDate | None:
        """The one day as of which is asked; None for a query that has no such parameter, or is given more."""
        days = [
            read_date(term.value)
            for given in self.inputs(query, values)
            if given.parameter == query.day_parameter
            for term in self._terms_of(query, given)
        ]
        return days[0] if len(days) == 1 else None

    def fill(self, query: Query, text: str, values: Mapping[str, Sequence[str]]) -> str:
        """A text of a query's header with ``{name}`` replaced by what is given for that parameter."""
        for given in self.inputs(query, values):
            place = f"{{{given.parameter.name}}}"
            if place in text:
                kind = given.parameter.name.replace("_", " ")
                text = text.replace(place, self.in_words(query, given) or f"any {kind}")
        return text

    def _to_display(self, term: ox.NamedNode | ox.Literal) -> str:
        if isinstance(term, ox.NamedNode):
            return self.store.label(term.value)
        known = read_value(term.value, term.datatype.value)
        return known.in_words() if isinstance(known, PartialDate) else term.value

    def _value(self, query: Query, parameter: Parameter, text: str) -> Value:
        if parameter.kind != IRI:
            return parameter.literal(text)
        if exact := self._exactly(text):
            return ox.NamedNode(exact)
        if is_absolute(text) and self.store.mentions(text):
            return ox.NamedNode(text)
        found = ox.NamedNode(self._guess(query, parameter, text))
        if not self.store.mentions(found) and self.store.prefixes.expand(text.strip()):
            kind = _kind_in_words(parameter)
            raise UnknownNameError(kind, text, self.store.names.close_curies(found.value))
        return found

    def _guess(self, query: Query, parameter: Parameter, text: str) -> str:
        """The thing that is meant by a name for a parameter, among those that it can be."""
        try:
            return self._guess_among(parameter, text, self._likely_choices(query, parameter, text))
        except UnknownNameError:
            if not self._tells_choices:
                raise
        return self._guess_among(parameter, text, self._things_it_can_be(query, parameter))

    def _guess_among(self, parameter: Parameter, text: str, among: Sequence[str]) -> str:
        kind = _kind_in_words(parameter)
        try:
            return self.store.names.guess(text, among, kind, _hint(self.store, parameter, among))
        except UnknownNameError:
            self._refuse_several(parameter, text, kind)
            raise

    def _things_it_can_be(self, query: Query, parameter: Parameter) -> list[str]:
        return [term.value for term in self.choices(query, parameter) if isinstance(term, ox.NamedNode)]

    def _likely_choices(self, query: Query, parameter: Parameter, text: str) -> list[str]:
        """Those of the things that a parameter can be which a name may mean, and maybe others.

        Each is asked for by itself: to list all that it can be takes as long as there are many.
        """
        if text not in self._likely:
            self._likely[text] = self.store.names.that_may_be(text)
        likely = self._likely[text]
        if len(likely) > _MOST_ASKED or parameter.variable in _names_made(query.tree):
            return self._things_it_can_be(query, parameter)
        return [iri for iri in likely if self._can_be(query, parameter, iri)]

    def _can_be(self, query: Query, parameter: Parameter, iri: str) -> bool:
        """Whether a thing is among the choices of a parameter: the query is asked of nothing else."""
        if (query.text, parameter) in self._known_choices:
            return ox.NamedNode(iri) in self.choices(query, parameter)
        free = free_choice(query, parameter)
        if free is None:
            return False
        wanted = ox.NamedNode(iri)
        narrowed = narrow(self._read(query, free), parameter.variable, [wanted])
        answer = self._answer(query, narrowed)
        return isinstance(answer, ox.QuerySolutions | RemoteRows) and any(row[0] == wanted for row in answer)

    def _refuse_several(self, parameter: Parameter, text: str, kind: str) -> None:
        """Say how several names are given, if a text is that."""
        parts = [part.strip() for part in _BETWEEN_NAMES.split(text)]
        if len(parts) > 1 and all(self.store.names.same(part) for part in parts):
            each = (f"{parameter.option} {shlex.quote(part)}" for part in parts)
            hint = f"Give each of them by itself: {' '.join(each)}"
            raise UnknownNameError(kind, text, hint=hint) from None

    def _exactly(self, text: str) -> str | None:
        """The one thing whose name is written just so: found without reading all names."""
        try:
            tagged = (ox.Literal(text, language=tag) for tag in self.store.settings.languages)
            written = (*tagged, ox.Literal(text))
        except ValueError:  # it is not UTF-8
            return None
        found = {
            quad.subject.value
            for predicate in self.store.name_predicates
            for literal in written
            for quad in self.store.quads(None, predicate, literal, None)
            if isinstance(quad.subject, ox.NamedNode)
        }
        return found.pop() if len(found) == 1 else None

    def choices(self, query: Query, parameter: Parameter) -> list[Term]:
        """The values a parameter can take: those its query yields when every parameter is left free."""
        key = (query.text, parameter)
        if key not in self._known_choices:  # a name is looked for among them, each time it is given
            self._known_choices[key] = self._find_choices(query, parameter)
        return self._known_choices[key]

    def _find_choices(self, query: Query, parameter: Parameter) -> list[Term]:
        free = free_choice(query, parameter)
        if free is None:
            return []
        answer = self._answer(query, free)
        if not isinstance(answer, ox.QuerySolutions | RemoteRows):
            return []
        found = (row[0] for row in answer if row[0] is not None)
        # Sorted here: the engine's own order of terms of several kinds is not one that it can always keep.
        return sorted((term for term in found if parameter.takes(term)), key=str)

    def cite(
        self,
        query: Query,
        values: Mapping[str, Sequence[str]],
        columns: Sequence[str],
        rows: Sequence[Sequence[Term | None]],
    ) -> list[tuple[Statement, ...]]:
        """The statements that make what each row of a SELECT query says, with their places in the sources.

        ``rows`` are rows of its answer under the names of its columns. Raises UncitableError.
        """
        keys = [tuple(cell and engine_spelling(cell) for cell in row) for row in rows]
        witnesses = self._witness_finder(query, values).of_rows(columns, keys)
        found = {row: self._evidence.statements_to_cite(quads) for row, quads in witnesses.items()}
        return [found[key] for key in keys]

    def as_written(self, query: Query, values: Mapping[str, Sequence[str]], table: Table) -> Table:
        """An answer with its literals as the files write them, where a column holds what they state."""
        if not self.store.spellings.may_differ():
            return table
        stated = _places_in(self._read(query, self.bind(query, values)), table.columns)
        return replace(table, rows=(self._row_as_written(row, stated) for row in table)) if stated else table

    def triple_as_written(self, triple: ox.Triple) -> ox.Triple:
        """A triple that a query makes, with its literal as the files write it that state the same."""
        if not isinstance(triple.object, ox.Literal):
            return triple
        written = self.store.as_written(triple.object, triple.subject, triple.predicate)
        return ox.Triple(triple.subject, triple.predicate, written)

    def _row_as_written(self, row: Sequence[Cell], stated: Mapping[int, Sequence[_Stated]]) -> Sequence[Cell]:
        cells = list(row)
        for index, places in stated.items():
            cell = row[index]
            if isinstance(cell, ox.Literal):
                written = {
                    self.store.as_written(cell, _term_in(row, subject), _predicate_in(row, predicate))
                    for subject, predicate in places
                }
                cells[index] = written.pop() if len(written) == 1 else cell
        return tuple(cells)

    def cite_triples(
        self, query: Query, values: Mapping[str, Sequence[str]]
    ) -> dict[ox.Triple, tuple[Statement, ...]]:
        """The same of each triple that a CONSTRUCT query makes."""
        witnesses = self._witness_finder(query, values).of_triples()
        return {triple: self._evidence.statements_to_cite(quads) for triple, quads in witnesses.items()}

    def cite_truth(self, query: Query, values: Mapping[str, Sequence[str]]) -> tuple[Statement, ...]:
        """The same of the yes of an ASK query: of one of the solutions that make it so."""
        return self._evidence.statements_to_cite(self._witness_finder(query, values).of_truth())

    def pattern(self, query: Query, values: Mapping[str, Sequence[str]]) -> str:
        """What a query looks for, with its values, in one line."""
        tree = self._read(query, self.bind(query, values))
        return " ".join(tree.text_of(tree.where).split()) if tree.where else ""

    def _witness_finder(self, query: Query, values: Mapping[str, Sequence[str]]) -> WitnessFinder:
        from irc_kg.queries.witnesses import WitnessFinder

        terms = self._terms(query, values)
        tree = self._read(query, bind(query, terms))
        # What the header names may be a parameter, in whose place a value stands now; of several each row
        # tells its own.
        single = {name: given for name, given in terms.items() if len(given) == 1}
        cited = {slot for name in query.header.cite for slot in (name, *single.get(name, ()))}
        return WitnessFinder(self.store, tree, self.select, cited)

    @cached_property
    def _evidence(self) -> Evidence:
        from irc_kg.provenance import Evidence

        return Evidence(self.store)

    @cached_property
    def wordings(self) -> Wordings:
        """What in the graph is in the words of those who made it."""
        from irc_kg.queries.presentation import Wordings

        return Wordings(self.store)

    def select(self, text: str) -> Iterator[ox.QuerySolution]:
        """The rows of a SELECT query that the program itself asks."""
        answer = evaluate(self.store.dataset, read(text, self.store.prefixes.by_name))
        if not isinstance(answer, ox.QuerySolutions):
            raise TypeError(text)
        return iter(answer)

    def _answer(
        self, query: Query, text: str, *, allow_service: bool = False
    ) -> Answer | RemoteRows | RemoteTriples:
        """The answer to a query whose text has its values in it; raises what is wrong with the text."""
        tree = self._read(query, text)
        return evaluate(self.store.dataset, tree, place=query.place, allow_service=allow_service)

    def _read(self, query: Query, text: str) -> QueryTree:
        """What a text of a query asks, with the prefixes of the project."""
        prefixes = self.store.prefixes.by_name
        if text == query.text and query.tree.known == prefixes:
            return query.tree
        if self._tree is None or self._tree.text != text:
            self._tree = read(text, prefixes, query.place)
        return self._tree


# Of what a column is the object: a term, the number of another column, or None for what is not known.
_Slot: TypeAlias = "ox.NamedNode | int | None"
_Stated: TypeAlias = tuple[_Slot, _Slot]


def _places_in(tree: QueryTree, columns: Sequence[str]) -> dict[int, list[_Stated]]:
    """The columns that hold objects of statements, by number: of which subjects and predicates.

    What is computed, or given as a value, is as it is.
    """
    numbers = {name: number for number, name in enumerate(columns)}
    made = _names_made(tree)
    found: dict[int, list[_Stated]] = defaultdict(list)
    for subject, verb, value in _patterns(tree):
        if isinstance(value, Variable) and value.name in numbers and value.name not in made:
            found[numbers[value.name]].append((_slot(subject, numbers), _slot(verb, numbers)))
    return found


def _patterns(tree: QueryTree) -> Iterator[tuple[TreeNode, TreeNode, TreeNode]]:
    """The subjects, predicates and objects that a query asks for."""
    said = [(triples.subject, each) for triples in tree.all_of(SubjectTriples) for each in triples.properties]
    said += [(node, each) for node in tree.all_of(PropertiesTerm) for each in node.properties]
    for subject, verb_objects in said:
        # What a path of several steps comes to is said of something else.
        about = subject if isinstance(verb_objects.verb, IriTerm | Variable) else verb_objects
        for value in verb_objects.objects:
            yield about, verb_objects.verb, value


def _names_made(tree: QueryTree) -> set[str]:
    """The variables that a query gives their values itself."""
    made = {binding.variable.name for binding in tree.all_of(BindPattern)}
    made.update(each.variable.name for each in tree.all_of(Projection) if each.expression is not None)
    made.update(variable.name for values in tree.all_of(ValuesPattern) for variable in values.variables)
    return made


def _slot(term: TreeNode, numbers: Mapping[str, int]) -> _Slot:
    if isinstance(term, Variable):
        return numbers.get(term.name)
    return ox.NamedNode(term.iri) if isinstance(term, IriTerm) and term.iri else None


def _term_in(row: Sequence[Cell], slot: _Slot) -> Term | None:
    return row[slot] if isinstance(slot, int) else slot


def _predicate_in(row: Sequence[Cell], slot: _Slot) -> ox.NamedNode | None:
    term = _term_in(row, slot)
    return term if isinstance(term, ox.NamedNode) else None


def _kind_in_words(parameter: Parameter) -> str:
    return parameter.name.replace("_", " ")


def _hint(store: Store, parameter: Parameter, choices: Sequence[str]) -> str:
    """Where to look for what a parameter can be."""
    if not choices:
        return "`irc-kg find TEXT` looks for things by name."
    if len(choices) > _MOST_LISTED:
        return f"`--choices {parameter.option[2:]}` lists all {len(choices)} that it can be."
    return f"It can be {either(sorted(map(store.label, choices)))}."
