"""The words of SHACL: what an ontology says in them, and what each of them takes."""

from __future__ import annotations

import re
import sys
import warnings
from collections import defaultdict
from collections.abc import Callable, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass
from functools import cache, cached_property
from typing import NamedTuple

import pyoxigraph as ox

from irc_kg.checks.vocabulary import SH
from irc_kg.store import Store, Term
from irc_kg.store.datatypes import is_value, read_integer, wider
from irc_kg.store.names import RDF, XSD

_STEPS = ("inversePath", "zeroOrMorePath", "oneOrMorePath", "zeroOrOnePath")
_NODE_KINDS = ("IRI", "BlankNode", "Literal", "BlankNodeOrIRI", "BlankNodeOrLiteral", "IRIOrLiteral")
_DEEPEST = 20  # steps of a path within each other
_NIL = ox.NamedNode(RDF + "nil")


@dataclass(eq=False)
class ShaclStatements:
    """What an ontology states in the words of SHACL, and of lists."""

    store: Store

    @cached_property
    def statements(self) -> Sequence[ox.Quad]:
        """All that the ontology states."""
        files = self.store.files
        graphs = map(files.graph_iri, files.ontology_files)
        return [quad for graph in graphs for quad in self.store.quads(graph=graph)]

    @cached_property
    def _by_subject(self) -> dict[Term, dict[str, list[ox.Quad]]]:
        """What is said in the words of SHACL, and in those of lists, by subject and local name."""
        found: dict[Term, dict[str, list[ox.Quad]]] = defaultdict(lambda: defaultdict(list))
        for quad in self.statements:
            word = quad.predicate.value
            if word.startswith((SH, RDF)):
                found[quad.subject][word.removeprefix(SH).removeprefix(RDF)].append(quad)
        return found

    def statements_of(self, node: Term, word: str) -> Sequence[ox.Quad]:
        """What is said of a node in one word of SHACL, or of lists."""
        said = self._by_subject.get(node)
        return said.get(word, ()) if said else ()

    def words_of(self, node: Term) -> AbstractSet[str]:
        """The words of SHACL, or of lists, in which something is said of a node."""
        return self._by_subject.get(node, {}).keys()

    def objects(self, node: Term, word: str) -> list[Term]:
        return list(dict.fromkeys(quad.object for quad in self.statements_of(node, word)))

    def members(self, cell: Term) -> list[Term] | None:
        """The members of a list in order; None where it is none."""
        found: list[Term] = []
        seen = set()
        while cell != _NIL:
            first, rest = self.objects(cell, "first"), self.objects(cell, "rest")
            if len(first) != 1 or len(rest) != 1 or cell in seen:
                return None
            seen.add(cell)
            found += first
            [cell] = rest
        return found


# What each word takes


class Takes(NamedTuple):
    """What a word takes, as people are told it, and what tells why a term is not that."""

    words: str
    why_not: Callable[[ShaclStatements, Term], str]


def _unless(fits: Callable[[ShaclStatements, Term], bool]) -> Callable[[ShaclStatements, Term], str]:
    """That it is the term itself, where it does not fit."""
    return lambda shapes, term: "" if fits(shapes, term) else _this_is(term, shapes)


def _this_is(term: Term, shapes: ShaclStatements) -> str:
    if isinstance(term, ox.Literal):
        return f'this is "{term.value}"'
    name = shapes.store.prefixes.shorten(term.value) if isinstance(term, ox.NamedNode) else "something else"
    return f"this is {name}"


def _is_iri(_shapes: ShaclStatements, term: Term) -> bool:
    return isinstance(term, ox.NamedNode)


def _is_count(_shapes: ShaclStatements, term: Term) -> bool:
    if not isinstance(term, ox.Literal) or XSD + "integer" not in wider(term.datatype.value):
        return False
    number = read_integer(term.value)
    return number is not None and number >= 0


def _is_truth(_shapes: ShaclStatements, term: Term) -> bool:
    return (
        isinstance(term, ox.Literal)
        and term.datatype.value == XSD + "boolean"
        and is_value(term.value, term.datatype.value)
    )


def _is_literal(_shapes: ShaclStatements, term: Term) -> bool:
    return isinstance(term, ox.Literal)


def _is_value_of_its_kind(_shapes: ShaclStatements, term: Term) -> bool:
    return isinstance(term, ox.Literal) and is_value(term.value, term.datatype.value)


def _is_node_kind(_shapes: ShaclStatements, term: Term) -> bool:
    return isinstance(term, ox.NamedNode) and term.value.removeprefix(SH) in _NODE_KINDS


def _why_no_list(shapes: ShaclStatements, term: Term) -> str:
    if shapes.members(term) is not None:
        return ""
    return "this list does not end as one" if shapes.statements_of(term, "first") else _this_is(term, shapes)


def _why_no_languages(shapes: ShaclStatements, term: Term) -> str:
    wrong = (_this_is(one, shapes) for one in shapes.members(term) or () if not isinstance(one, ox.Literal))
    return _why_no_list(shapes, term) or next(wrong, "")


def _why_no_shapes(shapes: ShaclStatements, term: Term) -> str:
    members = shapes.members(term)
    if members == []:
        return "this list is empty"
    reasons = (_why_no_shape(shapes, one) for one in members or ())
    return _why_no_list(shapes, term) or next(filter(None, reasons), "")


def _why_no_shape(shapes: ShaclStatements, term: Term) -> str:
    if isinstance(term, ox.Literal):
        return _this_is(term, shapes)
    if isinstance(term, ox.NamedNode) and not shapes.store.states(term):
        return f"{_this_is(term, shapes)}, of which nothing is said"
    return ""


def _why_no_property(shapes: ShaclStatements, term: Term) -> str:
    has_path = isinstance(term, ox.Literal) or shapes.statements_of(term, "path")
    return _why_no_shape(shapes, term) or ("" if has_path else "this one has none")


def _why_no_node(shapes: ShaclStatements, term: Term) -> str:
    return _why_no_shape(shapes, term) or ("this one has one" if shapes.statements_of(term, "path") else "")


def _why_no_path(shapes: ShaclStatements, term: Term, depth: int = 0) -> str:
    """Why a term is no path of properties; what is too deep runs in a circle."""
    if isinstance(term, ox.NamedNode) and term != _NIL:
        return ""
    parts = _parts_of_path(shapes, term)
    if parts is None or depth > _DEEPEST:
        return _this_is(term, shapes)
    if not parts:
        return "this list has fewer than two"
    return next(filter(None, (_why_no_path(shapes, one, depth + 1) for one in parts)), "")


def _parts_of_path(shapes: ShaclStatements, term: Term) -> list[Term] | None:
    """What a path is made of, none where that is too few; None where it is no path."""
    steps = [one for word in _STEPS for one in shapes.objects(term, word)]
    lists = shapes.objects(term, "alternativePath")
    if shapes.statements_of(term, "first"):
        steps, lists = [], [term]  # a list is a path, whatever else is said of it
    if len(steps) + len(lists) != 1:
        return None
    members = [one for cell in lists for one in shapes.members(cell) or ()]
    return steps or (members if len(members) > 1 else [])


def _why_no_target(shapes: ShaclStatements, term: Term) -> str:
    if shapes.statements_of(term, "jsFunctionName"):
        return "no JavaScript is run"
    kinds = shapes.objects(term, "type")
    of_own_kind = any(shapes.statements_of(kind, "select") for kind in kinds)
    return "" if of_own_kind or shapes.statements_of(term, "select") else "this one has not"


def _why_no_query(shapes: ShaclStatements, term: Term) -> str:
    texts = shapes.objects(term, "select")
    return "" if len(texts) == 1 and isinstance(texts[0], ox.Literal) else "this one has not"


def _why_no_declaration(shapes: ShaclStatements, term: Term) -> str:
    parts = [shapes.objects(term, word) for word in ("prefix", "namespace")]
    is_whole = all(len(one) == 1 and isinstance(one[0], ox.Literal) for one in parts)
    return "" if is_whole else "this one has not"


def _why_no_pattern(shapes: ShaclStatements, term: Term) -> str:
    if not isinstance(term, ox.Literal):
        return _this_is(term, shapes)
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("error")
            re.compile(python_pattern(term.value))
    except (re.error, OverflowError, RecursionError, FutureWarning, DeprecationWarning) as error:
        return f"{_this_is(term, shapes)}, which cannot be compiled ({error})"
    return ""


_A_PROPERTY = Takes("a property", _unless(_is_iri))
_A_COUNT = Takes("a whole number, such as 1", _unless(_is_count))
_A_TRUTH = Takes("true or false", _unless(_is_truth))
_A_LIST = Takes("a list, such as ( 1 2 )", _why_no_list)
_A_BOUND = Takes("a number, a day or another value", _unless(_is_value_of_its_kind))
_SHAPES = Takes("a list of shapes, such as ( [ … ] [ … ] )", _why_no_shapes)
_COUNTS = ("minCount", "maxCount", "minLength", "maxLength", "qualifiedMinCount", "qualifiedMaxCount")
TAKES: dict[str, Takes] = {
    **dict.fromkeys(_COUNTS, _A_COUNT),
    **dict.fromkeys(("uniqueLang", "closed", "deactivated", "qualifiedValueShapesDisjoint"), _A_TRUTH),
    **dict.fromkeys(("in", "ignoredProperties"), _A_LIST),
    "languageIn": Takes('a list of languages, such as ( "en" "cy" )', _why_no_languages),
    **dict.fromkeys(("and", "or", "xone"), _SHAPES),
    **dict.fromkeys(("minInclusive", "maxInclusive", "minExclusive", "maxExclusive"), _A_BOUND),
    **dict.fromkeys(("equals", "disjoint", "lessThan", "lessThanOrEquals"), _A_PROPERTY),
    **dict.fromkeys(("targetSubjectsOf", "targetObjectsOf"), _A_PROPERTY),
    **dict.fromkeys(("not", "qualifiedValueShape"), Takes("a shape", _why_no_shape)),
    "property": Takes("a shape with a sh:path", _why_no_property),
    "node": Takes("a shape without a sh:path", _why_no_node),
    "targetClass": Takes("a class", _unless(_is_iri)),
    "class": Takes("a class", _unless(_is_iri)),
    "datatype": Takes("a datatype", _unless(_is_iri)),
    "severity": Takes("a severity, such as sh:Warning", _unless(_is_iri)),
    "nodeKind": Takes("a kind of node, such as sh:IRI", _unless(_is_node_kind)),
    "message": Takes("a text", _unless(_is_literal)),
    "flags": Takes("letters of s, m, i, x and q", _unless(lambda _, term: _are_flags(term))),
    "pattern": Takes("a pattern of letters", _why_no_pattern),
    "path": Takes("a property or a path of properties", _why_no_path),
    "sparql": Takes("a node with one text as sh:select", _why_no_query),
    "declare": Takes("one sh:prefix and one sh:namespace", _why_no_declaration),
    "target": Takes("a query as sh:select", _why_no_target),
}


# Patterns

_PARTS_OF_PATTERN = re.compile(r"\\(?P<sign>[pP])\{(?P<kind>\w+)\}|\\(?P<name>[iIcC])|\\.|[\[\]]", re.DOTALL)


def _are_flags(term: Term) -> bool:
    return isinstance(term, ox.Literal) and set(term.value) <= set("smixq")


def python_pattern(pattern: str, flags: str = "") -> str:
    """A pattern of SPARQL as one of Python: what the two write otherwise, and the flags as part of it."""
    if "q" in flags:
        return re.escape(pattern)
    depth = 0
    parts = []
    end = 0
    for match in _PARTS_OF_PATTERN.finditer(pattern):
        depth += {"[": 1, "]": -1}.get(match[0], 0)
        parts += [pattern[end : match.start()], _as_python(match, is_within=depth > 0)]
        end = match.end()
    inline = "".join(sorted(set(flags) & set("smix")))
    return (f"(?{inline})" if inline else "") + "".join(parts) + pattern[end:]


def _as_python(match: re.Match[str], *, is_within: bool) -> str:
    """A part of a pattern; a class of characters, within brackets or with brackets of its own."""
    if match["sign"]:
        characters, negated = _characters_of(match["kind"]), match["sign"] == "P"
    elif match["name"]:
        # What may begin a name in XML, and what may stand in one; capitals mean all else.
        begins = match["name"] in "iI"
        characters = f"{_characters_of('L')}_:" if begins else r"\w:.\-\u00b7"
        negated = match["name"].isupper()
    else:
        return match[0]
    if not characters or (negated and is_within):
        return match[0]  # which Python refuses
    if is_within:
        return characters
    return f"[{'^' if negated else ''}{characters}]"


@cache
def _characters_of(kind: str) -> str:
    """The characters of a category of Unicode such as ``L`` or ``Lu``, as ranges; empty for none."""
    from unicodedata import category

    ranges: list[tuple[int, int]] = []
    for code in range(sys.maxunicode + 1):
        if category(chr(code)).startswith(kind):
            if ranges and ranges[-1][1] == code - 1:
                ranges[-1] = (ranges[-1][0], code)
            else:
                ranges.append((code, code))
    return "".join(f"\\U{first:08x}-\\U{last:08x}" for first, last in ranges)
