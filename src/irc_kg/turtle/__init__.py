"""Turtle text with positions: what a text states, and where in it each part stands.

``parse`` reads any Turtle 1.2. It is for those who need the place of a statement: to point at it or to edit
it; ``parse_about`` reads what a long one says of some subjects. To load triples only, pyoxigraph is faster.
"""

from irc_kg.turtle.document import (
    BYTE_ORDER_MARK,
    RDF_NIL,
    RDF_TYPE,
    BaseDirective,
    Block,
    Collection,
    Comment,
    Document,
    LocatedTriple,
    Node,
    PredicateObjects,
    PrefixDirective,
    PropertyList,
    Reification,
    Term,
    TriplesBlock,
    VersionDirective,
)
from irc_kg.turtle.grammar import TurtleSyntaxError
from irc_kg.turtle.parser import all_faults, decode, parse, read
from irc_kg.turtle.partial import is_readable, parse_about, prefixes_used
from irc_kg.turtle.terms import MeaninglessError, text_in_language

__all__ = [
    "BYTE_ORDER_MARK",
    "RDF_NIL",
    "RDF_TYPE",
    "BaseDirective",
    "Block",
    "Collection",
    "Comment",
    "Document",
    "LocatedTriple",
    "MeaninglessError",
    "Node",
    "PredicateObjects",
    "PrefixDirective",
    "PropertyList",
    "Reification",
    "Term",
    "TriplesBlock",
    "TurtleSyntaxError",
    "VersionDirective",
    "all_faults",
    "decode",
    "is_readable",
    "parse",
    "parse_about",
    "prefixes_used",
    "read",
    "text_in_language",
]
