"""Questions with a name: SPARQL files, what their headers say, and values put in the place of parameters."""

from irc_kg.queries.binding import ManyValuesError, bind, free_choice
from irc_kg.queries.header import Header, HeaderError
from irc_kg.queries.library import (
    MissingValueError,
    Query,
    RefusedQueryError,
    find_query,
    load_queries,
    query_of_file,
    query_of_text,
    refuse_service,
    refuse_updates,
)
from irc_kg.queries.ordering import totally_ordered
from irc_kg.queries.parameters import Parameter, ValueKindError
from irc_kg.queries.text import InvalidQueryError, invalid_query

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
    "invalid_query",
    "load_queries",
    "query_of_file",
    "query_of_text",
    "refuse_service",
    "refuse_updates",
    "totally_ordered",
]
