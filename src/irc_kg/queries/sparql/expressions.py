"""How expressions are read: operators by their rank, calls of functions, aggregates, EXISTS."""

from __future__ import annotations

from irc_kg.queries.sparql import grammar, tree
from irc_kg.queries.sparql.terms import TermReader


class ExpressionReader(TermReader):
    """Reads expressions; what reads the group behind EXISTS stands above."""

    def group(self) -> tree.GroupPattern:
        """A graph pattern in braces."""
        raise NotImplementedError

    def expression(self) -> tree.Expression:
        """An expression, of operators of any rank."""
        return self._ranked(1)

    def _ranked(self, lowest: int) -> tree.Expression:
        """Operands and the operators between them, of a rank and above: ``1 - 2 + 3`` is ``(1 - 2) + 3``."""
        begin = self.at
        left = self._signed()
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
            operands = (left, self._ranked(rank + 1))
        return tree.Operation(begin, self.last_end, operator, operands)

    def _signed(self) -> tree.Expression:
        begin = self.at
        sign = self.text[begin : begin + 1]
        if sign == "!":
            self.enter()
            self.need(sign)
            operand = self._signed()
            self.leave()
        elif sign and sign in "+-":
            self.need(sign)
            operand = self._primary(signed=True)
        else:
            return self._primary(signed=False)
        return tree.Operation(begin, self.last_end, sign, (operand,))

    def _primary(self, *, signed: bool) -> tree.Expression:
        if self.sees("("):
            return self.bracketed()
        if self.sees("<<("):
            return self.triple_term()
        found = self.variable() or self.iri()
        if isinstance(found, tree.IriTerm):
            return self._call_of(found) if self.sees("(") else found
        if found is not None:
            return found
        return self.text_literal() or self.number(signed=signed) or self.truth() or self.built_in()

    def bracketed(self) -> tree.Expression:
        self.enter()
        self.need("(")
        found = self.expression()
        self.need(")")
        self.leave()
        return found

    def constraint(self) -> tree.Expression:
        """What may stand behind FILTER, HAVING and in ORDER BY: in parentheses, or a call."""
        if self.sees("("):
            return self.bracketed()
        function = self.iri()
        return self._call_of(function) if function is not None else self.built_in()

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

    def built_in(self) -> tree.Expression:
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
            inside = self.attempt(lambda: self._aggregated(name, distinct=True))
        distinct = inside is not None
        if inside is None:
            inside = self._aggregated(name, distinct=False)
        self.leave()
        argument, separator = inside
        return tree.AggregateCall(begin, self.last_end, name, argument, distinct, separator)

    def _aggregated(
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
