"""A SPARQL endpoint elsewhere: the same bound query, asked over HTTP."""

from __future__ import annotations

from dataclasses import dataclass

import pyoxigraph as ox

from irc_kg.errors import IrcKgError
from irc_kg.queries import Query

_RESULTS = "application/sparql-results+json, application/sparql-results+xml;q=0.8"
_GRAPHS = "text/turtle, application/n-triples;q=0.9, application/rdf+xml;q=0.5"
_RESULT_FORMATS = {
    "application/sparql-results+json": ox.QueryResultsFormat.JSON,
    "application/json": ox.QueryResultsFormat.JSON,
    "application/sparql-results+xml": ox.QueryResultsFormat.XML,
    "application/xml": ox.QueryResultsFormat.XML,
}
_MOST_SHOWN = 300  # characters of what a server says went wrong


class EndpointError(IrcKgError):
    """An endpoint that gives no answer that can be read."""

    def __init__(self, url: str, fault: str) -> None:
        super().__init__(f"The endpoint {url} gives no answer: {fault}")


@dataclass(frozen=True, slots=True)
class Endpoint:
    """A SPARQL 1.1 endpoint."""

    url: str
    method: str = "POST"
    seconds: float = 60.0

    def answer(self, query: Query, text: str) -> ox.QuerySolutions | ox.QueryBoolean | list[ox.Triple]:
        """The answer to a query whose bound text is given; raises EndpointError."""
        graph = query.form in {"CONSTRUCT", "DESCRIBE"}
        content, media_type = self._fetched(text, _GRAPHS if graph else _RESULTS)
        try:
            if graph:
                return self._triples(content, media_type)
            if media_type not in _RESULT_FORMATS:
                raise EndpointError(
                    self.url, f"it answers with {media_type or 'no media type'}, not with SPARQL results."
                )
            return ox.parse_query_results(content, _RESULT_FORMATS[media_type])
        except (SyntaxError, ValueError) as error:
            raise EndpointError(self.url, f"what it answers cannot be read ({error}).") from None

    def _triples(self, content: bytes, media_type: str) -> list[ox.Triple]:
        form = ox.RdfFormat.from_media_type(media_type)
        if form is None:
            raise EndpointError(
                self.url, f"it answers with {media_type or 'no media type'}, not with a graph."
            )
        quads = ox.parse(content, form, base_iri=self.url)
        return [ox.Triple(quad.subject, quad.predicate, quad.object) for quad in quads]

    def _fetched(self, text: str, accept: str) -> tuple[bytes, str]:
        import httpx

        headers = {"Accept": accept}
        try:
            with httpx.Client(timeout=self.seconds, follow_redirects=True) as client:
                if self.method == "GET":
                    response = client.get(self.url, params={"query": text}, headers=headers)
                else:
                    response = client.post(self.url, data={"query": text}, headers=headers)
        except (httpx.HTTPError, httpx.InvalidURL) as error:
            raise EndpointError(self.url, f"{error or type(error).__name__}.") from None
        if response.is_error:
            said = " ".join(response.text.split())[:_MOST_SHOWN]
            raise EndpointError(self.url, f"it says {response.status_code} {response.reason_phrase}. {said}")
        return response.content, response.headers.get("content-type", "").split(";")[0].strip().lower()
