"""Parameters of a query: variables named by the convention of grlc, and the RDF terms their values become."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass

import pyoxigraph as ox

from irc_kg.errors import IrcKgError
from irc_kg.store.datatypes import DATATYPES, describe_datatype, has_form, is_value
from irc_kg.store.vocabularies import XSD

IRI = "iri"
NUMBER = "number"
STRING = "string"
_INTEGER = XSD + "integer"
_DECIMAL = XSD + "decimal"
_DOUBLE = XSD + "double"
_DATE = XSD + "date"
_TEXT = XSD + "string"

# ?_name, ?__name (optional), each with a suffix that tells the kind of term.
_PARAMETER = re.compile(r"[?$](?P<marks>__?)(?P<name>[^\W_]\w*)")
_LANGUAGE = re.compile(r"(?P<name>.+)_(?P<tag>[a-z]{2})")
_DATATYPE = re.compile(r"(?P<name>.+)_(?P<prefix>[A-Za-z][A-Za-z0-9]*)_(?P<local>[A-Za-z][A-Za-z0-9]*)")


class ValueKindError(IrcKgError):
    """A value that is not of the kind its parameter takes."""

    def __init__(self, option: str, value: str, wanted: str) -> None:
        super().__init__(f"{option} takes {wanted}, not {value!r}.")


@dataclass(frozen=True, slots=True)
class Parameter:
    """One parameter of a query."""

    variable: str  # as it stands in the query, without ? or $
    name: str
    kind: str = STRING  # IRI, NUMBER, STRING or the IRI of a datatype
    language: str | None = None
    optional: bool = False

    @property
    def option(self) -> str:
        return "--" + self.name.replace("_", "-").lower()

    @property
    def wanted(self) -> str:
        """What a value must be, in words."""
        if self.kind == IRI:
            return "a thing by its name, CURIE or IRI"
        if self.kind == NUMBER:
            return describe_datatype(_DOUBLE)
        if self.kind in DATATYPES and self.kind != _TEXT:
            return describe_datatype(self.kind)
        return "text" if self.language is None else f"text (language {self.language})"

    def literal(self, value: str) -> ox.Literal:
        """The RDF literal that a value as it is typed becomes."""
        datatype = self._number_datatype(value) if self.kind == NUMBER else self.kind
        if not is_value(value, datatype):
            is_missing_day = datatype == _DATE and has_form(value, datatype)
            wanted = "a day that there is, such as 2022-07-01" if is_missing_day else self.wanted
            raise ValueKindError(self.option, value, wanted)
        try:
            return self._literal(value, datatype)
        except ValueError:
            raise ValueKindError(self.option, value, "text that is UTF-8") from None

    def _literal(self, value: str, datatype: str) -> ox.Literal:
        if self.language is not None:
            return ox.Literal(value, language=self.language)
        if datatype == STRING:
            return ox.Literal(value)
        return ox.Literal(value, datatype=ox.NamedNode(datatype))

    @staticmethod
    def _number_datatype(value: str) -> str:
        return next((kind for kind in (_INTEGER, _DECIMAL) if is_value(value, kind)), _DOUBLE)


def parameter_of(variable: str, prefixes: Mapping[str, str]) -> Parameter | None:
    """The parameter that a variable token is; None for an ordinary variable."""
    match = _PARAMETER.fullmatch(variable)
    if match is None:
        return None
    name, optional = match["name"], match["marks"] == "__"
    known = {"xsd": XSD, **prefixes}
    for suffix, kind in (("_iri", IRI), ("_number", NUMBER), ("_integer", _INTEGER), ("_literal", STRING)):
        if name.endswith(suffix) and len(name) > len(suffix):
            return Parameter(variable[1:], name.removesuffix(suffix), kind, optional=optional)
    datatype = _DATATYPE.fullmatch(name)
    if datatype and datatype["prefix"] in known:
        kind = known[datatype["prefix"]] + datatype["local"]
        return Parameter(variable[1:], datatype["name"], kind, optional=optional)
    if language := _LANGUAGE.fullmatch(name):
        return Parameter(variable[1:], language["name"], STRING, language["tag"], optional)
    return Parameter(variable[1:], name, optional=optional)
