"""How graph patterns are read: groups and everything that may stand in one."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TypeAlias

from irc_kg.queries.sparql import tree
from irc_kg.queries.sparql.expressions import ExpressionReader


class PatternReader(ExpressionReader):
    """Reads groups; what reads a query inside of one stands above."""

    def sub_query(self) -> tree.SubQuery:
        raise NotImplementedError

    def group(self) -> tree.GroupPattern:
        begin = self.at
        self.enter()
        self.need("{")
        elements: list[tree.Element] = list(self._triples())
        while not self.sees("}"):
            if not elements and self.sees_word("SELECT"):
                elements.append(self.sub_query())
                break
            elements.append(self._element())
            self.has(".")
            elements += self._triples()
            self.limit(len(elements))
        end = self.need("}")
        self.leave()
        return tree.GroupPattern(begin, end, tuple(elements))

    def _triples(self) -> Sequence[tree.SubjectTriples]:
        """Triples between dots, as many as come next."""
        found: list[tree.SubjectTriples] = []
        while not self.sees("}") and not self.sees("{"):
            triples = self._one_subject()
            if triples is None:
                break
            found.append(triples)
            self.limit(len(found))
            if not self.has("."):
                break
        return found

    def _one_subject(self) -> tree.SubjectTriples | None:
        if not self._may_be_keyword():
            return self.subject_triples(paths=True)
        if self.letters.name.match(self.text, self.at) is None:
            return None
        # A name may be a keyword with a name glued to it, as SERVICE:c is where the prefix is empty.
        return self.attempt(lambda: self.subject_triples(paths=True))

    def _may_be_keyword(self) -> bool:
        """Whether a word comes next that is no keyword only if it can be read as a subject."""
        first = self.capitals[self.at : self.at + 1]
        return first in _KEYWORDS and self.capitals.startswith(_KEYWORDS[first], self.at)

    def _element(self) -> tree.Element:
        """What is no triple: FILTER, OPTIONAL, a group and so on."""
        begin = self.at
        if self.sees("{"):
            return self._union()
        if self.has_word("FILTER"):
            expression = self.constraint()
            return tree.FilterPattern(begin, self.last_end, expression)
        if self.has_word("VALUES"):
            return self.data_block(begin)
        if self.has_word("BIND"):
            return self._bind(begin)
        return self._group_with_keyword(begin)

    def _group_with_keyword(self, begin: int) -> tree.Element:
        """OPTIONAL, MINUS and LATERAL; GRAPH and SERVICE, which also have a name."""
        if self.has_word("GRAPH"):
            name, group = self.variable_or_iri(), self.group()
            return tree.NamedGraphPattern(begin, self.last_end, name, group)
        if self.has_word("SERVICE"):
            return self._service(begin)
        for word, make in _QUALIFIED.items():
            if self.has_word(word):
                group = self.group()
                return make(begin, self.last_end, group)
        raise self.mismatch()

    def _union(self) -> tree.GroupPattern | tree.UnionPattern:
        begin = self.at
        groups = [self.group()]
        while self.has_word("UNION"):
            groups.append(self.group())
            self.limit(len(groups))
        return groups[0] if len(groups) == 1 else tree.UnionPattern(begin, self.last_end, tuple(groups))

    def _bind(self, begin: int) -> tree.BindPattern:
        self.need("(")
        expression = self.expression()
        self.need_word("AS")
        variable = self.need_variable()
        return tree.BindPattern(begin, self.need(")"), expression, variable)

    def _service(self, begin: int) -> tree.ServicePattern:
        pattern = self.attempt(lambda: self._service_of(begin, silent=True))
        return pattern or self._service_of(begin, silent=False)

    def _service_of(self, begin: int, *, silent: bool) -> tree.ServicePattern:
        if silent:
            self.need_word("SILENT")
        name, group = self.variable_or_iri(), self.group()
        return tree.ServicePattern(begin, self.last_end, silent, name, group)

    # VALUES

    def data_block(self, begin: int) -> tree.ValuesPattern:
        """The variables and rows behind VALUES."""
        if not self.sees("("):
            variable = self.need_variable()
            self.need("{")
            values: list[tuple[tree.GraphTerm | None, ...]] = []
            while not self.sees("}"):
                values.append((self._value(),))
            return tree.ValuesPattern(begin, self.need("}"), (variable,), tuple(values))
        self.need("(")
        variables: list[tree.Variable] = []
        while not self.sees(")"):
            variables.append(self.need_variable())
        self.need(")")
        self.need("{")
        rows: list[tuple[tree.GraphTerm | None, ...]] = []
        while not self.sees("}"):
            rows.append(self._row(len(variables)))
        return tree.ValuesPattern(begin, self.need("}"), tuple(variables), tuple(rows))

    def _row(self, width: int) -> tuple[tree.GraphTerm | None, ...]:
        begin = self.at
        self.need("(")
        values: list[tree.GraphTerm | None] = []
        while not self.sees(")"):
            values.append(self._value())
        self.need(")")
        if len(values) != width:
            self.at = begin
            raise self.mismatch(
                f"a row of VALUES has as many values as there are variables: {width}, not {len(values)}"
            )
        return tuple(values)

    def _value(self) -> tree.GraphTerm | None:
        if self.sees("<<("):
            return self.triple_term()
        found = self.iri() or self.text_literal() or self.number(signed=True) or self.truth()
        if found is None:
            self.need_word("UNDEF")
        return found


_Qualified: TypeAlias = tree.OptionalPattern | tree.MinusPattern | tree.LateralPattern
_QUALIFIED: dict[str, Callable[[int, int, tree.GroupPattern], _Qualified]] = {
    "OPTIONAL": tree.OptionalPattern,
    "MINUS": tree.MinusPattern,
    "LATERAL": tree.LateralPattern,
}
_WORDS = ("FILTER", "VALUES", "BIND", "GRAPH", "SERVICE", "OPTIONAL", "MINUS", "LATERAL", "SELECT")
_KEYWORDS = {word[0]: tuple(other for other in _WORDS if other[0] == word[0]) for word in _WORDS}
