"""The slow way to tell what made a row: statements are taken away, and the question is asked again.

How the program finds witnesses plays no part in it: it is the reference for them.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cached_property
from random import Random

import pyoxigraph as ox
from questions import Question

from irc_kg.project import Project
from irc_kg.queries import Query
from irc_kg.queries.matches import Row
from irc_kg.queries.sparql import read
from irc_kg.queries.tables import text
from irc_kg.queries.witnesses import WitnessFinder
from irc_kg.store.names import DCTERMS, IRC

BASE = "https://w3id.org/irc-kg/graph/"
# A row as texts: what GROUP_CONCAT puts together has no order of its own.
Texts = tuple[str, ...]
# By its predicate what makes no row, and yet without it one is gone: another is not kept away any more.
IN_THE_WAY = {
    # An end whose date is not stated counts as past: a body that ends later is there as long as the date is.
    "bodies, Integrated care board, 2023-01-01": {DCTERMS + "date"},
}
# By its predicate what a pattern matched and no row needs.
MATCHED_ONLY = {
    # Of several days that bound a document the narrowest stand in the row.
    "bounds-of-documents": {DCTERMS + "date", DCTERMS + "issued", IRC + "writtenAfter"},
    # One of the things that an entry is about another has too, which stood alike.
    "nations-side-by-side": {IRC + "concerns"},
    # Of a person's paragraphs any one will do, and the others are needed for what is said in them.
    "quotations": {IRC + "paragraph"},
    # The date as it is written is matched, and stands in the row only where no other date is known.
    "successions": {IRC + "dateAsWritten"},
    # Only for some classes a paragraph is asked for; of others it is matched all the same.
    "timeline": {IRC + "paragraph"},
}
MOST_ALONE = 400  # witnesses of one answer that are taken away one at a time
ORDERS = 8  # in which statements are taken away
Cut = frozenset[ox.Quad]  # what is taken away at once


def comparable(row: Row) -> Texts:
    return tuple(" ".join(sorted(re.split("[;,] ", text(cell)))) for cell in row)


class Graph:
    """Statements in an engine of their own, of which some may be missing for a while."""

    def __init__(self, quads: Iterable[ox.Quad], prefixes: Mapping[str, str]) -> None:
        self.prefixes = dict(prefixes)
        self.store = ox.Store()
        self.stated: dict[ox.Triple, set[ox.Quad]] = defaultdict(set)
        for quad in quads:
            self.stated[quad.triple].add(quad)
        for triple, stated in self.stated.items():
            self.store.extend([*stated, _in_union(triple)])

    @property
    def quads(self) -> list[ox.Quad]:
        return [quad for quads in self.stated.values() for quad in quads]

    def ask(self, bound: str) -> list[Row]:
        """The rows of a bound query over the union of all files."""
        answer = self.store.query(bound, prefixes=self.prefixes, base_iri=BASE)
        assert isinstance(answer, ox.QuerySolutions)
        width = len(answer.variables)
        return [tuple(row[index] for index in range(width)) for row in answer]

    @contextmanager
    def without(self, cut: Collection[ox.Quad]) -> Iterator[None]:
        """The graph without some statements; what no file states any more is not in the union either."""
        gone = set(cut)
        triples = {quad.triple for quad in gone}
        removed = [*gone, *(_in_union(triple) for triple in triples if self.stated[triple] <= gone)]
        for quad in removed:
            self.store.remove(quad)
        try:
            yield
        finally:
            self.store.extend(removed)

    def cuts(self, quads: Iterable[ox.Quad]) -> list[Cut]:
        """Each statement alone; and what several files state, in all of them."""
        found: dict[Cut, None] = {}
        for quad in quads:
            found[frozenset({quad})] = None
            found[frozenset(self.stated[quad.triple])] = None
        return list(found)


def _in_union(triple: ox.Triple) -> ox.Quad:
    return ox.Quad(triple.subject, triple.predicate, triple.object)


@dataclass(frozen=True)
class Asked:
    """A question with its values, put to a graph that may be cut."""

    project: Project
    graph: Graph
    question: Question

    @cached_property
    def query(self) -> Query:
        return self.project.find_query(self.question.name)

    @cached_property
    def bound(self) -> str:
        return self.project.runner.bind(self.query, self.question.values)

    @cached_property
    def rows(self) -> set[Texts]:
        return self.answer(self.graph)

    @cached_property
    def witnesses(self) -> dict[Texts, frozenset[ox.Quad]]:
        """What the program finds: the witnesses of each row."""
        runner, store = self.project.runner, self.project.store
        answer = runner.run(self.query, self.question.values)
        assert isinstance(answer, ox.QuerySolutions)
        columns = [variable.value for variable in answer.variables]
        rows = [tuple(row[index] for index in range(len(columns))) for row in answer]
        tree = read(self.bound, store.prefixes.by_name)
        made: dict[Texts, frozenset[ox.Quad]] = {}
        for row, quads in WitnessFinder(store, tree, runner.select).of_rows(columns, rows).items():
            key = comparable(row)
            made[key] = made.get(key, frozenset()) | set(quads)
        return made

    def answer(self, graph: Graph) -> set[Texts]:
        return set(map(comparable, graph.ask(self.bound)))

    def lost(self, cut: Collection[ox.Quad]) -> set[Texts]:
        """The rows that are gone, or have become others, without some statements."""
        rows = self.rows  # of the whole graph
        with self.graph.without(cut):
            return rows - self.answer(self.graph)

    def lost_by_cut(self, *, each_alone: bool = False) -> dict[Cut, set[Texts]]:
        """Of each cut that takes rows away, which: every statement of the graph is tried.

        Witnesses are taken away one at a time; very many together, but of each row at most one. All others of
        one predicate are taken away at once: where the rows stay, none of these statements is needed; where
        not, they are halved until it is plain which are. ``each_alone``: nothing is taken away together.
        """
        if each_alone:
            cuts, others = self.graph.cuts(self.graph.quads), {}
        else:
            witnesses = sorted(set().union(*self.witnesses.values()), key=str)
            few = len(witnesses) <= MOST_ALONE
            cuts = self.graph.cuts(witnesses) if few else self._batches(witnesses)
            others = self._others_by_predicate(set(witnesses))
        found = {cut: self.lost(cut) for cut in cuts}
        for quads in others.values():
            found |= self._lost_in_halves(quads)
        return {cut: lost for cut, lost in found.items() if lost}

    def _batches(self, witnesses: Iterable[ox.Quad]) -> list[Cut]:
        """Cuts that have together all witnesses, and each at most one of a row."""
        rows_of: dict[ox.Quad, set[Texts]] = defaultdict(set)
        for row, quads in self.witnesses.items():
            for quad in quads:
                rows_of[quad].add(row)
        next_batch: dict[Texts, int] = defaultdict(int)
        batches: dict[int, set[ox.Quad]] = defaultdict(set)
        for quad in sorted(witnesses, key=lambda each: -len(rows_of[each])):
            number = max(next_batch[row] for row in rows_of[quad])
            batches[number].add(quad)
            next_batch.update(dict.fromkeys(rows_of[quad], number + 1))
        return [frozenset(batch) for batch in batches.values()]

    def _others_by_predicate(self, witnesses: Collection[ox.Quad]) -> dict[str, list[ox.Quad]]:
        others: dict[str, list[ox.Quad]] = defaultdict(list)
        for quad in self.graph.quads:
            if quad not in witnesses:
                others[quad.predicate.value].append(quad)
        return others

    def _lost_in_halves(self, quads: Sequence[ox.Quad]) -> dict[Cut, set[Texts]]:
        lost = self.lost(quads)
        if not lost or len(quads) == 1:
            return {frozenset(quads): lost}
        half = len(quads) // 2
        return self._lost_in_halves(quads[:half]) | self._lost_in_halves(quads[half:])

    def check(self, lost_by_cut: Mapping[Cut, Collection[Texts]]) -> None:
        """Hold what is lost against the witnesses; the exceptions, and no others, must be there."""
        unwitnessed = [
            (row, cut) for cut, lost in lost_by_cut.items() for row in lost if not cut & self.witnesses[row]
        ]
        in_the_way = {quad.predicate.value for _row, cut in unwitnessed for quad in cut}
        assert in_the_way == IN_THE_WAY.get(str(self.question), set()), unwitnessed
        needless = self._needless_witnesses(lost_by_cut)
        matched_only = {witness.predicate.value for _row, witness in needless}
        assert matched_only == MATCHED_ONLY.get(str(self.question), set()), needless

    def _needless_witnesses(
        self, lost_by_cut: Mapping[Cut, Collection[Texts]]
    ) -> list[tuple[Texts, ox.Quad]]:
        """Witnesses of rows that nothing shows to be needed for them."""
        needed: dict[Texts, set[ox.Quad]] = defaultdict(set)
        for cut, lost in lost_by_cut.items():
            for row in lost:
                own = cut & self.witnesses[row]
                needed[row].update(own if len(own) == 1 else ())
        return [
            (row, witness)
            for row, witnesses in self.witnesses.items()
            for witness in witnesses - needed[row]
            if not self.needs_with_others(row, witness)
        ]

    @cached_property
    def alone(self) -> dict[Texts, Graph]:
        """For each row a graph of nothing but its witnesses."""
        prefixes = self.graph.prefixes
        return {row: Graph(sorted(quads, key=str), prefixes) for row, quads in self.witnesses.items()}

    def files_left_out(self) -> list[tuple[Texts, ox.Quad]]:
        """What another file states just as a witness of a row, and would do in its place, yet is none."""
        found = []
        for row, witnesses in self.witnesses.items():
            elsewhere = {quad for each in witnesses for quad in self.graph.stated[each.triple]} - witnesses
            graph = Graph(witnesses | elsewhere, self.graph.prefixes)
            for quad in elsewhere:
                away = elsewhere | graph.stated[quad.triple]
                if self._is_there(row, graph, away - {quad}) and not self._is_there(row, graph, away):
                    found.append((row, quad))
        return found

    def needs_with_others(self, row: Texts, witness: ox.Quad) -> bool:
        """Whether there are witnesses of a row that give it with one more, and without that one do not.

        Others are taken away one after another, as long as the row is there, in several orders.
        """
        others = sorted(set(self.alone[row].quads) - {witness}, key=str)
        shuffle = Random(0).shuffle  # noqa: S311  (no secret)
        for _ in range(ORDERS):
            # What stands in for it is of the same predicate; what it makes the row with has a term in common.
            others.sort(key=lambda quad: (quad.predicate != witness.predicate, _in_common(quad, witness)))
            if self._comes_to_need(row, witness, others):
                return True
            shuffle(others)
            if self._comes_to_need(row, witness, others):
                return True
        return False

    def _comes_to_need(self, row: Texts, witness: ox.Quad, others: Sequence[ox.Quad]) -> bool:
        graph = self.alone[row]
        away: set[ox.Quad] = set()
        for other in others:
            if not self._is_there(row, graph, away | {other}):
                continue
            away.add(other)
            if not self._is_there(row, graph, away | {witness}):
                return True
        return False

    def _is_there(self, row: Texts, graph: Graph, cut: Collection[ox.Quad]) -> bool:
        with graph.without(cut):
            return row in self.answer(graph)


def _in_common(one: ox.Quad, other: ox.Quad) -> int:
    ends = [{quad.subject, quad.object, quad.graph_name} for quad in (one, other)]
    return len(ends[0] & ends[1])
