"""Questions with a name: SPARQL files, what their headers say, and values put in the place of parameters."""

from irc_kg.queries.binding import ManyValuesError, bind, free_choice
from irc_kg.queries.engine import RefusedQueryError
from irc_kg.queries.header import Header, HeaderError, Parameter, ValueKindError
from irc_kg.queries.library import (
    MissingValueError,
    Query,
    find_query,
    load_queries,
    query_of_file,
    query_of_text,
)
from irc_kg.queries.sparql import InvalidQueryError

__all__ = [
    "Header",
    "HeaderError",
    "InvalidQueryError",
    "ManyValuesError",
    "MissingValueError",
    "Parameter",
    "Query",
    "RefusedQueryError",
    "ValueKindError",
    "bind",
    "find_query",
    "free_choice",
    "load_queries",
    "query_of_file",
    "query_of_text",
]
