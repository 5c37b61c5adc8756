"""SPARQL text as the engine reads it: a syntax tree with the place of each part.

``read`` reads any SPARQL 1.1 query and what the engine knows of 1.2. Whoever binds, orders, checks or cites a
query uses its tree; what cannot be read is neither rewritten nor sent to anybody.
"""

from irc_kg.queries.sparql.grammar import without_escapes
from irc_kg.queries.sparql.parser import read
from irc_kg.queries.sparql.scanner import InvalidQueryError, line_column, offset_of
from irc_kg.queries.sparql.tree import QueryTree

__all__ = [
    "InvalidQueryError",
    "QueryTree",
    "line_column",
    "offset_of",
    "read",
    "without_escapes",
]
