"""How graph patterns are read: groups and everything that may stand in one."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TypeAlias

from irc_kg.queries.sparql import grammar, tree
from irc_kg.queries.sparql.terms import TermReader


class ExpressionReader(TermReader):
    """Reads expressions; what reads the group behind EXISTS stands above."""

    def group(self) -> tree.GroupPattern:
        """A graph pattern in braces."""
        raise NotImplementedError

    def expression(self) -> tree.Expression:
        """An expression, of operators of any rank."""
        return self._operations(1)

    def _operations(self, lowest: int) -> tree.Expression:
        """Operands and the operators between them, of a rank and above: ``1 - 2 + 3`` is ``(1 - 2) + 3``."""
        begin = self.at
        left = self._operand()
        highest, chained = max(grammar.RANKS.values()), 1
        while operator := self._operator():
            rank = grammar.RANKS[operator]
            if not lowest <= rank <= highest:
                break
            left = self._operation(begin, left, operator, rank)
            highest = rank - 1 if rank == grammar.COMPARING else rank
            chained += 1
            self.limit(chained)
        return left

    def _operator(self) -> str:
        """The operator that comes next, if one does; it is not read over."""
        match = grammar.OPERATOR.match(self.text, self.at)
        if match is not None:
            return match[0]
        if self.sees_word("IN"):
            return "IN"
        return "NOT IN" if self.sees_word("NOT") else ""

    def _operation(self, begin: int, left: tree.Expression, operator: str, rank: int) -> tree.Operation:
        for part in operator.split():
            self.need_word(part)
        if operator in {"IN", "NOT IN"}:
            operands = (left, *self._arguments())
        else:
            operands = (left, self._operations(rank + 1))
        return tree.Operation(begin, self.last_end, operator, operands)

    def _operand(self) -> tree.Expression:
        begin = self.at
        sign = self.text[begin : begin + 1]
        if sign == "!":
            self.enter()
            self.need(sign)
            operand = self._operand()
            self.leave()
        elif sign and sign in "+-":
            self.need(sign)
            operand = self._primary(signed=True)
        else:
            return self._primary(signed=False)
        return tree.Operation(begin, self.last_end, sign, (operand,))

    def _primary(self, *, signed: bool) -> tree.Expression:
        if self.sees("("):
            return self.parenthesis()
        if self.sees("<<("):
            return self.triple_term()
        found = self.variable() or self.iri()
        if isinstance(found, tree.IriTerm):
            return self._call_of(found) if self.sees("(") else found
        if found is not None:
            return found
        return self.text_literal() or self.number(signed=signed) or self.truth() or self.call_of_built_in()

    def parenthesis(self) -> tree.Expression:
        self.enter()
        self.need("(")
        found = self.expression()
        self.need(")")
        self.leave()
        return found

    def constraint(self) -> tree.Expression:
        """What may stand behind FILTER, HAVING and in ORDER BY: in parentheses, or a call."""
        if self.sees("("):
            return self.parenthesis()
        function = self.iri()
        return self._call_of(function) if function is not None else self.call_of_built_in()

    def _call_of(self, function: tree.IriTerm) -> tree.FunctionCall:
        arguments = self._arguments()
        return tree.FunctionCall(function.start, self.last_end, function, arguments)

    def _arguments(self) -> tuple[tree.Expression, ...]:
        """Expressions in parentheses between commas, or none."""
        self.enter()
        self.need("(")
        found: list[tree.Expression] = []
        while not self.sees(")"):
            if found:
                self.need(",")
            found.append(self.expression())
        self.need(")")
        self.leave()
        return tuple(found)

    def call_of_built_in(self) -> tree.Expression:
        """A call of a function that SPARQL has itself."""
        begin = self.at
        if self.sees_word("EXISTS") or self.sees_word("NOT"):
            negated = self.has_word("NOT")
            self.need_word("EXISTS")
            group = self.group()
            return tree.Existence(begin, self.last_end, negated, group)
        match = grammar.WORD.match(self.text, begin)
        name = match[0].upper() if match else ""
        if match is None or (name not in grammar.FUNCTIONS and name not in grammar.AGGREGATES):
            raise self.mismatch()
        self.take(match.end())
        if name in grammar.AGGREGATES:
            return self._aggregate(begin, name)
        return self._function(begin, name)

    def _function(self, begin: int, name: str) -> tree.FunctionCall:
        if name == "BOUND":
            self.need("(")
            variable = self.need_variable()
            return tree.FunctionCall(begin, self.need(")"), name, (variable,))
        arguments = self._arguments()
        fewest, most = grammar.FUNCTIONS[name]
        if not fewest <= len(arguments) <= most:
            self.at = begin
            wanted = str(fewest) if fewest == most else f"{fewest} or {most}"
            raise self.mismatch(f"{name} takes {wanted} argument{'' if wanted == '1' else 's'}")
        return tree.FunctionCall(begin, self.last_end, name, arguments)

    def _aggregate(self, begin: int, name: str) -> tree.AggregateCall:
        self.enter()
        self.need("(")
        inside = None
        if self.sees_word("DISTINCT"):  # which may also be the prefix of a name
            inside = self.attempt(lambda: self._inside_of_aggregate(name, distinct=True))
        distinct = inside is not None
        if inside is None:
            inside = self._inside_of_aggregate(name, distinct=False)
        self.leave()
        argument, separator = inside
        return tree.AggregateCall(begin, self.last_end, name, argument, distinct, separator)

    def _inside_of_aggregate(
        self, name: str, *, distinct: bool
    ) -> tuple[tree.Expression | None, tree.LiteralTerm | None]:
        """The argument of an aggregate and its separator, up to the closing parenthesis."""
        separator = None
        if distinct:
            self.need_word("DISTINCT")
        argument = None if name == "COUNT" and self.has("*") else self.expression()
        if name == "GROUP_CONCAT" and self.has(";"):
            self.need_word("SEPARATOR")
            self.need("=")
            separator = self.string()
            if separator is None:
                raise self.mismatch()
        self.need(")")
        return argument, separator


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
