"""A SPARQL query as a tree: what each part of the text says, and where it stands.

Every node has ``start`` and ``end``, offsets in characters, the end exclusive: ``text[start:end]`` is how the
part is written. Nodes are tuples, so that a tree is made fast and can be compared.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from operator import itemgetter
from typing import Any, ClassVar, Self, TypeAlias, TypeVar, dataclass_transform


@dataclass_transform(frozen_default=True)
class TreeNode(tuple[Any, ...]):
    """A tuple whose items have names: those of the annotations of its class, with their defaults.

    It is what typing.NamedTuple makes, which writes and compiles a function for each class. With as many
    classes as there are here, that takes longer than to read a query.
    """

    __slots__ = ()
    _fields: ClassVar[tuple[str, ...]] = ()
    _defaults: ClassVar[tuple[object, ...]] = ()  # of the last fields

    def __init_subclass__(cls) -> None:
        cls._fields = tuple(cls.__annotations__)
        cls._defaults = tuple(vars(cls)[name] for name in cls._fields if name in vars(cls))
        for index, name in enumerate(cls._fields):
            setattr(cls, name, property(itemgetter(index)))

    def __new__(cls, *items: object) -> Self:
        missing = len(cls._fields) - len(items)
        if missing:
            if not 0 < missing <= len(cls._defaults):
                raise TypeError(f"{cls.__name__} has the items {', '.join(cls._fields)}, not {len(items)}")
            items += cls._defaults[-missing:]
        return super().__new__(cls, items)

    def __repr__(self) -> str:
        items = (f"{name}={item!r}" for name, item in zip(self._fields, self, strict=True))
        return f"{type(self).__name__}({', '.join(items)})"


# Terms


class Variable(TreeNode):
    """``?name`` or ``$name``."""

    start: int
    end: int
    name: str


class IriTerm(TreeNode):
    """``<…>``, a prefixed name, or ``a``; ``iri`` is as it is written, so it may be relative."""

    start: int
    end: int
    iri: str | None  # None: the prefix is not known
    prefix: str | None = None  # None: written in angle brackets, or as `a`


class LiteralTerm(TreeNode):
    """A text, a number, or a truth value; ``lexical`` has its escapes read."""

    start: int
    end: int
    lexical: str
    datatype: IriTerm | str | None = None  # of a number or a truth value, the local name in XSD
    language: str | None = None


class BlankTerm(TreeNode):
    """``_:label``, or ``[]`` without a label."""

    start: int
    end: int
    label: str | None = None


class VerbObjects(TreeNode):
    """A predicate (a path, an IRI or a variable) and the objects behind it."""

    start: int
    end: int
    verb: Verb
    objects: tuple[GraphTerm, ...]


class PropertiesTerm(TreeNode):
    """``[ :p :o ; … ]``, a blank node with what is said of it."""

    start: int
    end: int
    properties: tuple[VerbObjects, ...]


class ListTerm(TreeNode):
    """``( … )``, the items of a collection; without items it is rdf:nil."""

    start: int
    end: int
    items: tuple[GraphTerm, ...]


class TripleTerm(TreeNode):
    """``<<( s p o )>>``, a triple as a value (SPARQL 1.2)."""

    start: int
    end: int
    subject: GraphTerm
    predicate: Verb
    object: GraphTerm


class ReifiedTerm(TreeNode):
    """``<< s p o ~ reifier >>``, what stands for a statement (SPARQL 1.2)."""

    start: int
    end: int
    subject: GraphTerm
    predicate: Verb
    object: GraphTerm
    reifier: GraphTerm | None


class AnnotatedTerm(TreeNode):
    """An object with ``~ reifier`` or ``{| … |}`` behind it (SPARQL 1.2)."""

    start: int
    end: int
    term: GraphTerm
    annotations: tuple[GraphTerm | VerbObjects, ...]


# Property paths


class PathAlternatives(TreeNode):
    """``path | path``."""

    start: int
    end: int
    paths: tuple[Verb, ...]


class PathSequence(TreeNode):
    """``path / path``."""

    start: int
    end: int
    paths: tuple[Verb, ...]


class PathInverse(TreeNode):
    """``^path``."""

    start: int
    end: int
    path: Verb


class PathRepetition(TreeNode):
    """``path*``, ``path+`` or ``path?``."""

    start: int
    end: int
    path: Verb
    mark: str


class PathNegation(TreeNode):
    """``!iri`` or ``!(iri | ^iri)``: any predicate but these."""

    start: int
    end: int
    paths: tuple[Verb, ...]


# Expressions


class Operation(TreeNode):
    """Operands and what is done with them: ``||``, ``&&``, ``=``, ``IN``, ``NOT IN``, ``+``, ``!`` and so on.

    Of IN and NOT IN, the first operand is what is looked for.
    """

    start: int
    end: int
    operator: str
    operands: tuple[Expression, ...]


class FunctionCall(TreeNode):
    """A call of a function: of SPARQL by its name in capitals, of others by their IRI."""

    start: int
    end: int
    function: str | IriTerm
    arguments: tuple[Expression, ...]


class AggregateCall(TreeNode):
    """``COUNT(DISTINCT ?x)`` and the like; the argument of ``COUNT(*)`` is None."""

    start: int
    end: int
    function: str
    argument: Expression | None
    distinct: bool
    separator: LiteralTerm | None = None


class Existence(TreeNode):
    """``EXISTS { … }`` or ``NOT EXISTS { … }``."""

    start: int
    end: int
    negated: bool
    group: GroupPattern


# Graph patterns


class SubjectTriples(TreeNode):
    """A subject and all that is asked of it, up to the dot."""

    start: int
    end: int
    subject: GraphTerm
    properties: tuple[VerbObjects, ...]


class FilterPattern(TreeNode):
    """``FILTER expression``."""

    start: int
    end: int
    expression: Expression


class BindPattern(TreeNode):
    """``BIND (expression AS ?variable)``."""

    start: int
    end: int
    expression: Expression
    variable: Variable


class ValuesPattern(TreeNode):
    """``VALUES (?x ?y) { (1 UNDEF) … }``; UNDEF is None."""

    start: int
    end: int
    variables: tuple[Variable, ...]
    rows: tuple[tuple[GraphTerm | None, ...], ...]


class GroupPattern(TreeNode):
    """``{ … }``; that of a sub-query holds a SubQuery and nothing else."""

    start: int
    end: int
    elements: tuple[Element, ...]


class OptionalPattern(TreeNode):
    """``OPTIONAL { … }``."""

    start: int
    end: int
    group: GroupPattern


class LateralPattern(TreeNode):
    """``LATERAL { … }``, which the engine adds to SPARQL."""

    start: int
    end: int
    group: GroupPattern


class MinusPattern(TreeNode):
    """``MINUS { … }``."""

    start: int
    end: int
    group: GroupPattern


class UnionPattern(TreeNode):
    """``{ … } UNION { … }``."""

    start: int
    end: int
    groups: tuple[GroupPattern, ...]


class NamedGraphPattern(TreeNode):
    """``GRAPH name { … }``."""

    start: int
    end: int
    name: Variable | IriTerm
    group: GroupPattern


class ServicePattern(TreeNode):
    """``SERVICE SILENT name { … }``: what another server is asked."""

    start: int
    end: int
    silent: bool
    name: Variable | IriTerm
    group: GroupPattern


# Queries


class Projection(TreeNode):
    """A column of SELECT: a variable, or ``(expression AS ?variable)``."""

    start: int
    end: int
    expression: Expression | None
    variable: Variable


class GroupCondition(TreeNode):
    """A condition of GROUP BY, with the variable behind AS."""

    start: int
    end: int
    expression: Expression
    variable: Variable | None = None


class OrderCondition(TreeNode):
    """A condition of ORDER BY; ``expression_start`` to ``end`` is what it orders by, with its parentheses."""

    start: int
    end: int
    direction: str  # ASC or DESC
    expression: Expression
    expression_start: int


class Modifiers(TreeNode):
    """What stands behind the pattern of a query."""

    start: int
    end: int
    group_by: tuple[GroupCondition, ...] = ()
    having: tuple[Expression, ...] = ()
    order_by: tuple[OrderCondition, ...] = ()
    limit: int | None = None
    offset: int | None = None
    values: ValuesPattern | None = None


class SubQuery(TreeNode):
    """A SELECT inside of a group; no columns stand for ``*``."""

    start: int
    end: int
    option: str  # DISTINCT, REDUCED or empty
    columns: tuple[Projection, ...]
    where: GroupPattern
    modifiers: Modifiers


class FromClause(TreeNode):
    """``FROM iri`` or ``FROM NAMED iri``."""

    start: int
    end: int
    named: bool
    graph: IriTerm


class Template(TreeNode):
    """The ``{ … }`` behind CONSTRUCT."""

    start: int
    end: int
    triples: tuple[SubjectTriples, ...]


class PrefixDeclaration(TreeNode):
    """``PREFIX kg: <…>``; the prefix is named without its colon."""

    start: int
    end: int
    prefix: str
    namespace: IriTerm


class BaseDeclaration(TreeNode):
    """``BASE <…>``."""

    start: int
    end: int
    base: IriTerm


GraphTerm: TypeAlias = (
    Variable | IriTerm | LiteralTerm | BlankTerm | PropertiesTerm | ListTerm | TripleTerm | ReifiedTerm
    | AnnotatedTerm
)  # fmt: skip
Verb: TypeAlias = (
    Variable | IriTerm | PathAlternatives | PathSequence | PathInverse | PathRepetition | PathNegation
)
Expression: TypeAlias = (
    Variable | IriTerm | LiteralTerm | TripleTerm | Operation | FunctionCall | AggregateCall | Existence
)
Element: TypeAlias = (
    SubjectTriples | FilterPattern | BindPattern | ValuesPattern | GroupPattern | OptionalPattern
    | LateralPattern | MinusPattern | UnionPattern | NamedGraphPattern | ServicePattern | SubQuery
)  # fmt: skip
Declaration: TypeAlias = PrefixDeclaration | BaseDeclaration

Item = TypeVar("Item")


@dataclass(frozen=True)
class QueryTree:
    """A SPARQL query that has been read.

    ``form`` is SELECT, CONSTRUCT, DESCRIBE or ASK; UPDATE for what would change data, of which no more is
    read than the word that begins it.
    """

    text: str = field(repr=False)
    form: str
    form_start: int  # where the word stands
    declarations: tuple[Declaration, ...]
    tokens: tuple[tuple[int, int], ...] = field(repr=False)  # start and end of each, in order
    option: str = ""  # DISTINCT, REDUCED or empty
    columns: tuple[Projection, ...] = ()  # of SELECT; none stand for *
    described: tuple[Variable | IriTerm, ...] = ()  # of DESCRIBE; none stand for *
    template: Template | None = None  # of CONSTRUCT, unless it is CONSTRUCT WHERE
    datasets: tuple[FromClause, ...] = ()
    where: GroupPattern | None = None
    modifiers: Modifiers = Modifiers(0, 0)  # noqa: RUF009  (a tuple)
    known: Mapping[str, str] | None = None  # the prefixes that it was read with; None: others may be known

    @cached_property
    def nodes(self) -> tuple[object, ...]:
        """Every node in the order of the text, outer ones before what is in them."""
        parts = (
            self.declarations, self.columns, self.described, self.template, self.datasets, self.where,
            self.modifiers,
        )  # fmt: skip
        return tuple(walk(parts))

    def all_of(self, kind: type[Item]) -> list[Item]:
        """Every node of a kind, in the order of the text."""
        return [node for node in self.nodes if type(node) is kind]

    @property
    def variables(self) -> list[Variable]:
        """Every variable wherever it stands."""
        return self.all_of(Variable)

    @cached_property
    def has_service(self) -> bool:
        """Whether it asks another server, however deep inside, or somebody might read it so."""
        unknown = [term.prefix or "" for term in self.all_of(IriTerm) if term.iri is None]
        is_doubtful = any(prefix.upper().startswith("SERVICE") for prefix in unknown)
        return is_doubtful or bool(self.all_of(ServicePattern))

    @property
    def is_short(self) -> bool:
        """Whether it is of the form CONSTRUCT WHERE { … }, which has no template of its own."""
        return self.form == "CONSTRUCT" and self.template is None

    @cached_property
    def prefixes(self) -> Mapping[str, str]:
        """The prefixes that it declares itself; of two declarations the later one counts."""
        return {
            each.prefix: each.namespace.iri or ""
            for each in self.declarations
            if isinstance(each, PrefixDeclaration)
        }

    @cached_property
    def iri_terms(self) -> tuple[IriTerm, ...]:
        """The IRIs that it names, without ``a`` and those that only declare a prefix or a base."""
        begin = self.declarations[-1].end if self.declarations else 0
        return tuple(
            term for term in self.all_of(IriTerm) if term.start >= begin and term.end - term.start > 1
        )

    def text_of(self, node: tuple[object, ...]) -> str:
        """How a node stands in the text."""
        return self.text[node[0] : node[1]]  # type: ignore[index]  # start and end, as in every node


def walk(part: object) -> Iterator[object]:
    """The nodes in a part of a tree, outer ones first, otherwise in the order of the text."""
    waiting = [part]
    while waiting:
        node = waiting.pop()
        if isinstance(node, tuple):
            if isinstance(node, TreeNode):
                yield node
            waiting.extend(reversed(node))
