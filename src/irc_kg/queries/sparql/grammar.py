"""The grammar of SPARQL as the engine reads it: the parts of each production, and the node that it makes.

It follows https://www.w3.org/TR/sparql12-query/#sparqlGrammar. Several parts in parentheses follow each
other; ``OneOf`` takes the first part that begins with the next token. Parts of what stands further down are
added there.
"""

from __future__ import annotations

import sys
from typing import Any, Final

from irc_kg.queries.sparql import tree
from irc_kg.queries.sparql.matching import (
    Attempt,
    Matcher,
    MismatchError,
    OneOf,
    Operations,
    Operator,
    Part,
    Production,
    Repeated,
    Terminal,
    Word,
    as_tuple,
)
from irc_kg.queries.sparql.terminals import (
    ALTERNATIVE,
    BLANK_NODE,
    INTEGER,
    IRI,
    IRIREF,
    NIL,
    NUMBER,
    PATH_MARK,
    PREFIX,
    SIGNED_NUMBER,
    STRING,
    TEXT,
    TRUTH,
    TYPE,
    VARIABLE,
    VARIABLE_OR_IRI,
    VERSION,
    word_of,
)

UPDATES: Final = (
    "INSERT", "DELETE", "LOAD", "CLEAR", "CREATE", "DROP", "COPY", "MOVE", "ADD", "WITH",
)  # fmt: skip
# How many arguments each function takes: the fewest and the most.
FUNCTIONS: Final[dict[str, tuple[int, int]]] = {
    **dict.fromkeys(("RAND", "NOW", "UUID", "STRUUID"), (0, 0)),
    "BNODE": (0, 1),
    **dict.fromkeys(
        (
            "STR", "LANG", "LANGDIR", "DATATYPE", "BOUND", "IRI", "URI", "ABS", "CEIL", "FLOOR", "ROUND",
            "STRLEN", "UCASE", "LCASE", "ENCODE_FOR_URI", "YEAR", "MONTH", "DAY", "HOURS", "MINUTES",
            "SECONDS", "TIMEZONE", "TZ", "MD5", "SHA1", "SHA256", "SHA384", "SHA512", "ISIRI", "ISURI",
            "ISBLANK", "ISLITERAL", "ISNUMERIC", "HASLANG", "HASLANGDIR", "SUBJECT", "PREDICATE", "OBJECT",
            "ISTRIPLE",
        ),
        (1, 1),
    ),
    **dict.fromkeys(
        (
            "LANGMATCHES", "CONTAINS", "STRSTARTS", "STRENDS", "STRBEFORE", "STRAFTER", "STRLANG", "STRDT",
            "SAMETERM", "ADJUST",
        ),
        (2, 2),
    ),
    **dict.fromkeys(("REGEX", "SUBSTR"), (2, 3)),
    "REPLACE": (3, 4),
    **dict.fromkeys(("IF", "STRLANGDIR", "TRIPLE"), (3, 3)),
    **dict.fromkeys(("CONCAT", "COALESCE"), (0, sys.maxsize)),
}  # fmt: skip


def _call(start: int, end: int, function: str, *arguments: tree.Expression) -> tree.FunctionCall:
    fewest, most = FUNCTIONS[function]
    if not fewest <= len(arguments) <= most:
        wanted = str(fewest) if fewest == most else f"{fewest} or {most}"
        raise MismatchError(start, f"{function} takes {wanted} argument{'' if wanted == '1' else 's'}")
    return tree.FunctionCall(start, end, function, arguments)


def _values(
    start: int, end: int, variables: tuple[tree.Variable, ...], rows: tuple[tuple[Any, ...], ...]
) -> tree.ValuesPattern:
    """The values of VALUES; each row comes with its place before its values."""
    width = len(variables)
    for place, *values in rows:
        if len(values) != width:
            raise MismatchError(
                place,
                f"a row of VALUES has as many values as there are variables: {width}, not {len(values)}",
            )
    return tree.ValuesPattern(start, end, variables, tuple(row[1:] for row in rows))


# How the productions below are put together


def _maybe(part: Part, *otherwise: object) -> OneOf:
    """A part that may be missing, or what is said in its place."""
    return OneOf(part, otherwise=otherwise)


# Terms of 1.2

VERB = OneOf(*VARIABLE_OR_IRI.parts, TYPE)
INNER_TERM = OneOf()
TRIPLE_TERM = Production(tree.TripleTerm, "<<(", INNER_TERM, VERB, INNER_TERM, ")>>")
TERM = OneOf(*VARIABLE_OR_IRI.parts, TEXT, SIGNED_NUMBER, TRUTH, *BLANK_NODE.parts, TRIPLE_TERM)
REIFIER = OneOf(*VARIABLE_OR_IRI.parts, *BLANK_NODE.parts)
REIFIED_TERM = Production(
    tree.ReifiedTerm,
    *("<<", INNER_TERM, VERB, INNER_TERM, _maybe(("~", _maybe(REIFIER, None)), None), ">>"),
)
INNER_TERM.parts += [*TERM.parts, REIFIED_TERM]

# Paths

PREDICATE = OneOf(*IRI.parts, TYPE)
NEGATED = OneOf(Production(tree.PathInverse, "^", PREDICATE), PREDICATE)
NEGATION = OneOf(("(", Repeated(NEGATED, "|"), ")"), Production(as_tuple, NEGATED))
PRIMARY_PATH = OneOf(*PREDICATE.parts, Production(tree.PathNegation, "!", NEGATION))
REPEATED_PATH = Production(tree.PathRepetition, PRIMARY_PATH, _maybe(PATH_MARK), fewest=2)
STEP = OneOf(Production(tree.PathInverse, "^", REPEATED_PATH), REPEATED_PATH)
SEQUENCE = Repeated(STEP, "/", make=tree.PathSequence, chained=True)
PATH = Repeated(SEQUENCE, ALTERNATIVE, make=tree.PathAlternatives, chained=True)
PRIMARY_PATH.parts += [Production(None, "(", PATH, ")")]

# Triples

SEMICOLONS = Repeated(";", flat=True)


def _triples(verb: Matcher) -> OneOf:
    """A subject and what is said of it, with verbs of a kind."""
    node, annotation = OneOf(*TERM.parts, NIL), OneOf(("~", _maybe(REIFIER)))
    value = Production(tree.AnnotatedTerm, node, _maybe(Repeated(annotation)), fewest=2)
    verb_objects = Production(tree.VerbObjects, verb, Repeated(value, ","))
    properties = Repeated(verb_objects, SEMICOLONS, open_ended=True)
    in_braces = Repeated(verb_objects, SEMICOLONS, flat=True, open_ended=True)
    annotation.parts += [Production(None, "{|", in_braces, "|}")]
    # What says something itself may stand alone.
    holding = OneOf(
        REIFIED_TERM,
        Production(tree.PropertiesTerm, "[", properties, "]"),
        Production(tree.ListTerm, "(", Repeated(node, chained=True), ")"),
    )
    node.parts += holding.parts
    return OneOf(
        Production(tree.SubjectTriples, OneOf(*TERM.parts, NIL), properties),
        Production(tree.SubjectTriples, holding, _maybe(properties, ())),
    )


TRIPLES = _maybe(Repeated(_triples(VERB), ".", open_ended=True, chained=True), ())
# A name may be a keyword with a name glued to it, as SERVICE:c is where the prefix is empty.
SUBJECT = Attempt(_triples(OneOf(VARIABLE, PATH)))
PATTERN_TRIPLES = Repeated(SUBJECT, ".", flat=True, open_ended=True, chained=True)

# Expressions

GROUP = Production(lambda start, end, *elements: tree.GroupPattern(start, end, elements), "{")
OPERAND = OneOf()
OPERATORS: dict[str, Operator] = {}
# The expressions of operators of a rank and above.
RANKED = [Operations([OPERAND], OPERATORS, rank) for rank in range(6)]
EXPRESSION = RANKED[0]
ARGUMENTS = Production(None, "(", _maybe(Repeated(EXPRESSION, ",", flat=True)), ")")
RANKS = (("||",), ("&&",), ("=", "!=", "<", "<=", ">", ">="), ("+", "-"), ("*", "/"))
COMPARING = 2
OPERATORS |= {
    sign: Operator(sign, rank, Production(None, sign, RANKED[rank + 1]), stands_alone=rank == COMPARING)
    for rank, signs in enumerate(RANKS)
    for sign in signs
}
OPERATORS["IN"] = Operator("IN", COMPARING, Production(None, "IN", ARGUMENTS), stands_alone=True)
OPERATORS["NOT"] = Operator("NOT IN", COMPARING, Production(None, "NOT", "IN", ARGUMENTS), stands_alone=True)


def _aggregate(name: Terminal, *inside: Part) -> Production:
    """A call of an aggregate; DISTINCT may also be the prefix of a name."""
    return Production(
        lambda start, end, function, distinct, argument, separator=None: tree.AggregateCall(
            start, end, function, argument, distinct, separator
        ),
        name,
        OneOf(
            Attempt(("(", Word("DISTINCT", True), *inside, ")")),
            (Word("(", False), *inside, ")"),
        ),
    )


SEPARATOR = (";", "SEPARATOR", "=", STRING)
CALL = OneOf(
    Production(_call, word_of(*FUNCTIONS.keys() - {"BOUND"}), ARGUMENTS),
    Production(_call, word_of("BOUND"), "(", VARIABLE, ")"),
    Production(tree.Existence, Word("EXISTS", False), GROUP),
    Production(tree.Existence, "NOT", Word("EXISTS", True), GROUP),
    _aggregate(word_of("COUNT"), OneOf(Word("*", None), EXPRESSION)),
    _aggregate(word_of("SUM", "MIN", "MAX", "AVG", "SAMPLE"), EXPRESSION),
    _aggregate(word_of("GROUP_CONCAT"), EXPRESSION, _maybe(SEPARATOR)),
)
PARENTHESIS = Production(None, "(", EXPRESSION, ")")
CONSTRAINT = OneOf(
    PARENTHESIS, Production(tree.FunctionCall, IRI, Production(as_tuple, ARGUMENTS)), *CALL.parts
)
IRI_OR_CALL = Production(tree.FunctionCall, IRI, _maybe(Production(as_tuple, ARGUMENTS)), fewest=2)
PRIMARY = OneOf(VARIABLE, IRI_OR_CALL, TEXT, PARENTHESIS, TRIPLE_TERM, TRUTH, *CALL.parts)
SIGN = OneOf(Word("+", "+"), Word("-", "-"))
SIGNED = OneOf(*PRIMARY.parts, SIGNED_NUMBER)
UNARY = Production(
    lambda start, end, sign, operand: tree.Operation(start, end, sign, (operand,)),
    OneOf((Word("!", "!"), OPERAND), (SIGN, SIGNED)),
)
OPERAND.parts += [*PRIMARY.parts, NUMBER, UNARY]

# Patterns

HERE = Production(lambda start, _end: start)
VALUE = OneOf(*IRI.parts, TEXT, SIGNED_NUMBER, TRUTH, TRIPLE_TERM, Word("UNDEF", None))
ROW = Production(as_tuple, HERE, "(", _maybe(Repeated(VALUE, flat=True)), ")")
DATA = OneOf(
    ("(", _maybe(Repeated(VARIABLE), ()), ")", "{", _maybe(Repeated(ROW), ()), "}"),
    (Production(as_tuple, VARIABLE), "{", _maybe(Repeated(Production(as_tuple, HERE, VALUE)), ()), "}"),
)
DATA_BLOCK = Production(_values, "VALUES", DATA)
ELEMENT = OneOf(
    Repeated(GROUP, "UNION", make=tree.UnionPattern, chained=True),
    Production(tree.FilterPattern, "FILTER", CONSTRAINT),
    Production(tree.BindPattern, "BIND", "(", EXPRESSION, "AS", VARIABLE, ")"),
    Production(tree.OptionalPattern, "OPTIONAL", GROUP),
    Production(tree.MinusPattern, "MINUS", GROUP),
    Production(tree.LateralPattern, "LATERAL", GROUP),
    Production(tree.NamedGraphPattern, "GRAPH", VARIABLE_OR_IRI, GROUP),
    Attempt(Production(tree.ServicePattern, "SERVICE", Word("SILENT", True), VARIABLE_OR_IRI, GROUP)),
    Production(tree.ServicePattern, Word("SERVICE", False), VARIABLE_OR_IRI, GROUP),
    DATA_BLOCK,
)
ELEMENTS = Repeated((ELEMENT, _maybe("."), _maybe(PATTERN_TRIPLES)), flat=True, chained=True)
SUB_SELECT = Production(tree.SubQuery, "SELECT")
GROUP.parts += [OneOf((PATTERN_TRIPLES, _maybe(ELEMENTS)), SUB_SELECT, ELEMENTS, otherwise=()), Word("}")]

# Queries

GROUP_CONDITION = OneOf(
    Production(tree.GroupCondition, VARIABLE),
    Production(tree.GroupCondition, "(", EXPRESSION, _maybe(("AS", VARIABLE)), ")"),
    Production(tree.GroupCondition, CONSTRAINT),
)
ORDER_CONDITION = OneOf(
    Production(
        lambda start, end, expression: tree.OrderCondition(start, end, "ASC", expression, start),
        OneOf(VARIABLE, *CONSTRAINT.parts),
    ),
    Production(
        lambda start, end, direction, inside, expression: tree.OrderCondition(
            start, end, direction, expression, inside
        ),
        *(OneOf(Word("ASC", "ASC"), Word("DESC", "DESC")), HERE, PARENTHESIS),
    ),
)
LIMIT = Production(None, "LIMIT", INTEGER)
OFFSET = Production(None, "OFFSET", INTEGER)
MODIFIERS = Production(
    lambda start, end, group_by, having, order_by, limits, values: tree.Modifiers(
        min(start, end), end, group_by, having, order_by, limits[0], limits[1], values
    ),
    _maybe(("GROUP", "BY", Repeated(GROUP_CONDITION)), ()),
    _maybe(("HAVING", Repeated(CONSTRAINT)), ()),
    _maybe(("ORDER", "BY", Repeated(ORDER_CONDITION)), ()),
    OneOf(
        Production(as_tuple, LIMIT, _maybe(OFFSET, None)),
        Production(lambda _start, _end, offset, limit: (limit, offset), OFFSET, _maybe(LIMIT, None)),
        otherwise=((None, None),),
    ),
    _maybe(DATA_BLOCK, None),
)
WHERE = Production(None, _maybe("WHERE"), GROUP)
OPTION = OneOf(Word("DISTINCT", "DISTINCT"), Word("REDUCED", "REDUCED"), otherwise=("",))
COLUMN = OneOf(
    Production(lambda start, end, variable: tree.Projection(start, end, None, variable), VARIABLE),
    Production(tree.Projection, "(", EXPRESSION, "AS", VARIABLE, ")"),
)
COLUMNS = OneOf(Word("*", ()), Repeated(COLUMN))
SUB_SELECT.parts += [OPTION, COLUMNS, WHERE, MODIFIERS]
FROM = OneOf(
    Attempt(Production(tree.FromClause, Word("FROM", False), IRI)),
    Production(tree.FromClause, "FROM", Word("NAMED", True), IRI),
)


def _form(form: str, **parts: Part) -> Production:
    """The fields of the tree of a query, and the parts that say them."""
    return Production(
        lambda _start, _end, *values: {"form": form, **dict(zip(parts, values, strict=True))},
        *parts.values(),
    )


REST: dict[str, Part] = {"datasets": _maybe(Repeated(FROM), ()), "where": WHERE, "modifiers": MODIFIERS}
DESCRIBED = OneOf(Word("*", ()), Repeated(VARIABLE_OR_IRI))
TEMPLATE = Production(tree.Template, "{", TRIPLES, "}")
ONLY_TRIPLES = ("WHERE", Production(tree.GroupPattern, "{", TRIPLES, "}"))
QUERY = OneOf(
    ("SELECT", _form("SELECT", option=OPTION, columns=COLUMNS, **REST)),
    (
        "CONSTRUCT",
        OneOf(
            _form("CONSTRUCT", template=TEMPLATE, **REST),
            _form("CONSTRUCT", **REST | {"where": ONLY_TRIPLES}),
        ),
    ),
    ("DESCRIBE", _form("DESCRIBE", described=DESCRIBED, **REST | {"where": _maybe(WHERE, None)})),
    ("ASK", _form("ASK", **REST)),
    (OneOf(*UPDATES), _form("UPDATE")),
)
DECLARATION = OneOf(
    Production(tree.PrefixDeclaration, "PREFIX", PREFIX, IRIREF),
    Production(tree.BaseDeclaration, "BASE", IRIREF),
    ("VERSION", VERSION),
)
