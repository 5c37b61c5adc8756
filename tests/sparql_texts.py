"""Queries made at random, as lists of tokens, and ways to write them down."""

from __future__ import annotations

from collections.abc import Callable
from random import Random

from hypothesis import strategies as st

PREFIXES = {"": "https://example.org/", "kg": "https://example.org/kg#"}
Tokens = list[str]

_VARIABLES = ["?a", "?b", "$c", "?d1"]
_IRIS = [":a", ":b.c", "kg:d", "kg:", "kg:e%20f", "kg:g\\'h", "<https://example.org/i>", ":é"]
_LITERALS = [
    "1", "2.5", "3e4", "'t'", '"""l "q" l"""', "'t'@en", '"x"^^kg:d', "true", "false", "'\\n\\u0041'",
]  # fmt: skip
_GAPS = [" ", " ", " ", "\n", "\t", "\r\n", " # { SERVICE <http://a/> \n", "#\n"]
_CALLS = {"STR": 1, "CONTAINS": 2, "IF": 3, "isIRI": 1, "kg:f": 2, "UUID": 0, "LCASE": 1, "CONCAT": 2}
_OPERATORS = ["=", "!=", "<", ">", "<=", ">=", "+", "-", "*", "/", "&&", "||", "IN"]


class Grammar:
    """Takes one of the ways that the grammar has, as often as it comes to a fork."""

    def __init__(self, seed: int) -> None:
        self.random = Random(seed)  # noqa: S311  (no secret)
        self.fresh = 0

    def one(self, *ways: Callable[[], Tokens]) -> Tokens:
        return self.random.choice(ways)()

    def maybe(self, *tokens: str) -> Tokens:
        return list(tokens) if self.random.random() < 0.4 else []

    def several(self, between: str, way: Callable[[], Tokens]) -> Tokens:
        found = way()
        while self.random.random() < 0.35:
            found += [between, *way()] if between else way()
        return found

    def iri(self) -> Tokens:
        return [self.random.choice(_IRIS)]

    def variable(self) -> Tokens:
        return [self.random.choice(_VARIABLES)]

    def new_variable(self) -> str:
        self.fresh += 1
        return f"?fresh{self.fresh}"

    def term(self) -> Tokens:
        return [self.random.choice(_VARIABLES * 3 + _IRIS + _LITERALS)]

    def path(self, depth: int = 0) -> Tokens:
        if depth > 2 or self.random.random() < 0.6:
            ways = [self.iri(), ["a"], ["!", *self.iri()], ["!", "(", ":a", "|", "^", "kg:d", ")"]]
            return self.random.choice(ways)
        inner = ["(", *self.several(self.random.choice("|/"), lambda: self.path(depth + 1)), ")"]
        return self.random.choice([inner, ["^", *inner], [*inner, self.random.choice("*+?")]])

    def object(self, depth: int = 0) -> Tokens:
        if depth > 2 or self.random.random() < 0.8:
            return self.term()
        listed = ["(", *self.several("", lambda: self.object(depth + 1)), ")"]
        return self.random.choice([listed, ["[", *self.path(), *self.object(depth + 1), "]"]])

    def triples(self) -> Tokens:
        def verb_objects() -> Tokens:
            return self.one(self.variable, self.path) + self.several(",", self.object)

        return self.term() + self.several(";", verb_objects)

    def call(self, depth: int) -> Tokens:
        name = self.random.choice(list(_CALLS))
        arguments = [[*self.expression(depth + 1), ","] for _ in range(_CALLS[name])]
        # The engine wants the parenthesis right behind some names, and no comment where there is no argument.
        if not arguments:
            return [f"{name}()"]
        return [f"{name}(", *[part for each in arguments for part in each][:-1], ")"]

    def expression(self, depth: int) -> Tokens:
        if depth > 3 or self.random.random() < 0.4:
            return self.random.choice([self.term(), self.term(), ["BOUND", "(", "?a", ")"]])
        operator = self.random.choice(_OPERATORS)
        right = self.expression(depth + 1)
        listed = [*self.maybe("NOT"), "IN", "(", *right, ")"] if operator == "IN" else [operator, *right]
        ways = [
            lambda: self.call(depth),
            lambda: ["(", *self.expression(depth + 1), *listed, ")"],
            lambda: [self.random.choice("!-+"), "(", *self.expression(depth + 1), ")"],
            lambda: [*self.maybe("NOT"), "EXISTS", *self.group(depth + 1)],
        ]
        return self.one(*ways)

    def group(self, depth: int = 0) -> Tokens:
        found = ["{"]
        if self.random.random() < 0.7:
            found += self.several(".", self.triples)
        while depth < 3 and self.random.random() < 0.5:
            found += self.element(depth) + self.maybe(".")
        return [*found, "}"]

    def element(self, depth: int) -> Tokens:
        def inner() -> Tokens:
            return self.group(depth + 1)

        return self.one(
            lambda: [self.random.choice(["OPTIONAL", "MINUS"]), *inner()],
            lambda: ["GRAPH", *self.one(self.variable, self.iri), *inner()],
            lambda: self.several("UNION", inner),
            lambda: ["FILTER", "(", *self.expression(depth), ")"],
            lambda: ["FILTER", *self.maybe("NOT"), "EXISTS", *inner()],
            lambda: ["BIND", "(", *self.expression(depth), "AS", self.new_variable(), ")"],
            lambda: ["VALUES", "?a", "{", "1", "UNDEF", ":a", "}"],
            lambda: ["VALUES", "(", "?a", "?b", ")", "{", "(", "1", "UNDEF", ")", "}"],
            lambda: ["{", "SELECT", *self.maybe("DISTINCT"), "*", *inner(), *self.modifiers(), "}"],
        )

    def modifiers(self) -> Tokens:
        conditions = [["?a"], ["DESC", "(", "?b", ")"], ["STR", "(", "?a", ")"], ["(", "?a", "+", "1", ")"]]
        order = ["ORDER", "BY", *self.several("", lambda: list(self.random.choice(conditions)))]
        slices = [*self.maybe("LIMIT", "3"), *self.maybe("OFFSET", "2")]
        return self.maybe(*order) + slices + self.maybe("VALUES", "?a", "{", "1", "}")

    def query(self) -> Tokens:
        heads = [
            ["SELECT", "*"],
            ["SELECT", "DISTINCT", "?a", "?b"],
            ["SELECT", "(", "STR", "(", "?a", ")", "AS", self.new_variable(), ")"],
            ["CONSTRUCT", "{", "?a", "a", ":b", ",", "[", ":p", "1", "]", ".", "}"],
            ["ASK"],
            ["DESCRIBE", "?a", "kg:d"],
        ]
        prologue = self.maybe("PREFIX", "kg:", "<https://example.org/kg#>", "BASE", "<https://example.org/>")
        datasets = self.maybe("FROM", ":g") + self.maybe("FROM", "NAMED", "<https://example.org/g>")
        head = self.random.choice(heads)
        return [*prologue, *head, *datasets, *self.maybe("WHERE"), *self.group(), *self.modifiers()]

    def written(self, *, glued: float = 0) -> str:
        """A query with white space between its tokens, but for some part of them."""
        parts = []
        for token in self.query():
            is_keyword = token.isalpha() and token.isupper()
            parts.append(token.lower() if is_keyword and self.random.random() < 0.2 else token)
            parts.append("" if self.random.random() < glued else self.random.choice(_GAPS))
        return "".join(parts)

    def changed(self) -> str:
        """A query of which a token or two are missing, in another place, or others."""
        tokens = self.query()
        others = [*tokens, "SERVICE", "SELECT", "}", "{", ".", "a", "FILTER", "'''", ";", "-", "SERVICE:"]
        for _ in range(self.random.choice([1, 1, 2])):
            at = self.random.randrange(len(tokens))
            length, new = self.random.choice([(1, 0), (1, 1), (0, 1)])
            tokens[at : at + length] = self.random.sample(others, new)
        return "".join(token + self.random.choice(["", " ", " ", "\n"]) for token in tokens or ["ASK"])


_seeds = st.integers(0, 2**32).map(Grammar)
queries = _seeds.map(lambda grammar: grammar.written())
glued_queries = _seeds.map(lambda grammar: grammar.written(glued=grammar.random.choice([0.1, 0.5, 1])))
changed_queries = _seeds.map(lambda grammar: grammar.changed())
