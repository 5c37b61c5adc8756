"""SPARQL text to a tree: the parts of a query in the order in which they stand.

``read`` reads a text as the engine does, which tells keywords without a space behind them and lets the
prefixes that are known decide what is a name: a text that the engine could take apart in another way is not
read.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any, Final

from irc_kg.queries.sparql import grammar, scanner, tree
from irc_kg.queries.sparql.patterns import PatternReader
from irc_kg.queries.sparql.scanner import MismatchError, NestingError, Node

_TOO_DEEP: Final = "this is nested too deep, or too long, to be asked"


def read(
    text: str, prefixes: Mapping[str, str], place: str = "query", *, strict: bool = True
) -> tree.QueryTree:
    """What a SPARQL 1.1 query asks, and where in its text each part of it stands.

    ``prefixes`` are those that are known beside what the text declares; if not ``strict``, names with other
    prefixes are names too, as for a server elsewhere that may know them. ``place`` is what messages call the
    text. What is no query raises InvalidQueryError; an update is read no further than to the word that makes
    it one.
    """
    reader = QueryReader(text, prefixes, strict=strict, is_ascii=True)
    try:
        return reader.query()
    except MismatchError as fault:
        # Other letters stand in texts mostly, and only seldom in names.
        if not text.isascii():
            return _read_all_letters(text, prefixes, place, strict=strict)
        raise scanner.fault_of_mismatch(place, reader, fault) from None
    except NestingError as fault:
        raise scanner.fault_at(place, text, fault.offset, _TOO_DEEP) from None


def _read_all_letters(text: str, prefixes: Mapping[str, str], place: str, *, strict: bool) -> tree.QueryTree:
    reader = QueryReader(text, prefixes, strict=strict, is_ascii=False)
    try:
        return reader.query()
    except MismatchError as fault:
        raise scanner.fault_of_mismatch(place, reader, fault) from None
    except NestingError as fault:
        raise scanner.fault_at(place, text, fault.offset, _TOO_DEEP) from None


class QueryReader(PatternReader):
    """Reads a whole query."""

    def query(self) -> tree.QueryTree:
        declarations = self._prologue()
        begin = self.at
        for form in grammar.UPDATES:
            if self.has_word(form):
                return self._tree("UPDATE", begin, declarations)
        readers = {
            "SELECT": self._select,
            "CONSTRUCT": self._construct,
            "DESCRIBE": self._describe,
            "ASK": self._ask,
        }
        for form, read_rest in readers.items():
            if self.has_word(form):
                parts = read_rest()
                if self.at < len(self.text):
                    raise self.mismatch()
                return self._tree(form, begin, declarations, **parts)
        raise self.mismatch()

    def _tree(
        self,
        form: str,
        begin: int,
        declarations: tuple[tree.Declaration, ...],
        **parts: Any,  # noqa: ANN401  (fields of the tree)
    ) -> tree.QueryTree:
        # Where every prefix is known, a strict reader reads the same.
        known = None if self.unknown and not self.strict else self.given
        return tree.QueryTree(self.text, form, begin, declarations, tuple(self.tokens), known=known, **parts)

    def _prologue(self) -> tuple[tree.Declaration, ...]:
        found: list[tree.Declaration] = []
        while True:
            begin = self.at
            if self.has_word("PREFIX"):
                found.append(self._prefix(begin))
            elif self.has_word("BASE"):
                base = self._namespace()
                found.append(tree.BaseDeclaration(begin, base.end, base))
            elif self.has_word("VERSION"):
                if self.string() is None:
                    raise self.mismatch()
            else:
                return tuple(found)

    def _prefix(self, begin: int) -> tree.PrefixDeclaration:
        match = self.letters.name.match(self.text, self.at)
        if match is None or match[2]:
            raise self.mismatch()
        self.take(match.end())
        namespace = self._namespace()
        self.prefixes[match[1]] = namespace.iri or ""
        return tree.PrefixDeclaration(begin, namespace.end, match[1], namespace)

    def _namespace(self) -> tree.IriTerm:
        """An IRI in angle brackets."""
        if not self.sees("<"):
            raise self.mismatch()
        return self.need_iri()

    # The forms

    def _select(self) -> dict[str, Any]:
        option, columns = self._selection()
        return {"option": option, "columns": columns, **self._rest()}

    def _selection(self) -> tuple[str, tuple[tree.Projection, ...]]:
        option = next((word for word in ("DISTINCT", "REDUCED") if self.has_word(word)), "")
        if self.has("*"):
            return option, ()
        columns = [self._column()]
        while self.sees("(") or self.sees("?") or self.sees("$"):
            columns.append(self._column())
        return option, tuple(columns)

    def _column(self) -> tree.Projection:
        begin = self.at
        if not self.has("("):
            variable = self.need_variable()
            return tree.Projection(begin, variable.end, None, variable)
        expression = self.expression()
        self.need_word("AS")
        variable = self.need_variable()
        return tree.Projection(begin, self.need(")"), expression, variable)

    def sub_query(self) -> tree.SubQuery:
        begin = self.at
        self.need_word("SELECT")
        option, columns = self._selection()
        where, modifiers = self._where(), self._modifiers()
        return tree.SubQuery(begin, self.last_end, option, columns, where, modifiers)

    def _construct(self) -> dict[str, Any]:
        if self.sees("{"):
            begin = self.at
            triples, end = self._template()
            return {"template": tree.Template(begin, end, triples), **self._rest()}
        datasets = self._datasets()
        self.need_word("WHERE")
        begin = self.at
        triples, end = self._template()
        where = tree.GroupPattern(begin, end, triples)
        return {"datasets": datasets, "where": where, "modifiers": self._modifiers()}

    def _template(self) -> tuple[tuple[tree.SubjectTriples, ...], int]:
        """Triples without paths in braces, and where they end."""
        self.need("{")
        found: list[tree.SubjectTriples] = []
        while not self.sees("}"):
            found.append(self.subject_triples(paths=False))
            self.limit(len(found))
            if not self.has("."):
                break
        return tuple(found), self.need("}")

    def _describe(self) -> dict[str, Any]:
        described: list[tree.Variable | tree.IriTerm] = []
        if not self.has("*"):
            described.append(self.variable_or_iri())
            while term := self.variable() or self.iri():
                described.append(term)
        datasets = self._datasets()
        where = self._where() if self.sees_word("WHERE") or self.sees("{") else None
        return {
            "described": tuple(described),
            "datasets": datasets,
            "where": where,
            "modifiers": self._modifiers(),
        }

    def _ask(self) -> dict[str, Any]:
        return self._rest()

    # What the forms share

    def _rest(self) -> dict[str, Any]:
        """FROM, WHERE and what stands behind it."""
        return {"datasets": self._datasets(), "where": self._where(), "modifiers": self._modifiers()}

    def _datasets(self) -> tuple[tree.FromClause, ...]:
        found: list[tree.FromClause] = []
        begin = self.at
        while self.has_word("FROM"):
            graph = self.iri()
            named = graph is None
            if graph is None:
                self.need_word("NAMED")
                graph = self.need_iri()
            found.append(tree.FromClause(begin, graph.end, named, graph))
            begin = self.at
        return tuple(found)

    def _where(self) -> tree.GroupPattern:
        self.has_word("WHERE")
        return self.group()

    def _modifiers(self) -> tree.Modifiers:
        begin = self.at
        group_by = self._conditions("GROUP", self._group_condition)
        having = self._havings()
        order_by = self._conditions("ORDER", self._order_condition)
        limit, offset = self._slice()
        block = self.at
        values = self.data_block(block) if self.has_word("VALUES") else None
        end = self.last_end  # before the beginning, if there is none
        return tree.Modifiers(min(begin, end), end, group_by, having, order_by, limit, offset, values)

    def _conditions(self, word: str, read_one: Callable[[], Node]) -> tuple[Node, ...]:
        """The conditions of GROUP BY or ORDER BY, as many as come next."""
        if not self.has_word(word):
            return ()
        self.need_word("BY")
        found = [read_one()]
        while self._begins_condition():
            found.append(read_one())
        return tuple(found)

    def _begins_condition(self) -> bool:
        if self.text[self.at : self.at + 1] in {"?", "$", "(", "<"}:
            return True
        if self.begins_name():
            return True
        word = grammar.WORD.match(self.text, self.at)
        return word is not None and word[0].upper() in _CALLS

    def _group_condition(self) -> tree.GroupCondition:
        begin = self.at
        bare = self.variable()
        if bare is not None:
            return tree.GroupCondition(begin, bare.end, bare, None)
        if not self.sees("("):
            expression = self.constraint()
            return tree.GroupCondition(begin, self.last_end, expression, None)
        self.need("(")
        expression = self.expression()
        variable = self.need_variable() if self.has_word("AS") else None
        return tree.GroupCondition(begin, self.need(")"), expression, variable)

    def _order_condition(self) -> tree.OrderCondition:
        begin = self.at
        for direction in ("ASC", "DESC"):
            if self.sees_word(direction) and not self._sees_name():
                self.need_word(direction)
                inside = self.at
                expression = self.parenthesis()
                return tree.OrderCondition(begin, self.last_end, direction, expression, inside)
        expression = self.variable() or self.constraint()
        return tree.OrderCondition(begin, self.last_end, "ASC", expression, begin)

    def _sees_name(self) -> bool:
        return self.letters.name.match(self.text, self.at) is not None

    def _havings(self) -> tuple[tree.Expression, ...]:
        if not self.has_word("HAVING"):
            return ()
        found = [self.constraint()]
        while self._begins_condition() and not self.sees("?") and not self.sees("$"):
            found.append(self.constraint())
        return tuple(found)

    def _slice(self) -> tuple[int | None, int | None]:
        """LIMIT and OFFSET, in either order."""
        limit = self._count("LIMIT")
        offset = self._count("OFFSET")
        if limit is None and offset is not None:
            limit = self._count("LIMIT")
        return limit, offset

    def _count(self, word: str) -> int | None:
        if not self.has_word(word):
            return None
        match = self.match(grammar.INTEGER)
        if match is None:
            raise self.mismatch()
        return int(match[0])


_CALLS = {*grammar.FUNCTIONS, *grammar.AGGREGATES, "EXISTS", "NOT", "NOTEXISTS", "ASC", "DESC"}
