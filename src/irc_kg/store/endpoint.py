"""A SPARQL endpoint over HTTP: how it is asked, who asks, how often, and what its answers are read as."""

from __future__ import annotations

import os
import re
import time
from collections.abc import Callable, Iterator
from contextlib import suppress
from functools import cached_property, partial
from typing import TYPE_CHECKING, Final, NamedTuple
from urllib.parse import unquote, urljoin, urlsplit, urlunsplit

import pyoxigraph as ox

from irc_kg.errors import IrcKgError

if TYPE_CHECKING:
    import httpx

ENDPOINT_VARIABLE: Final = "IRC_KG_ENDPOINT"
USER_VARIABLE: Final = "IRC_KG_ENDPOINT_USER"
PASSWORD_VARIABLE: Final = "IRC_KG_ENDPOINT_PASSWORD"  # noqa: S105  (its name)
TOKEN_VARIABLE: Final = "IRC_KG_ENDPOINT_TOKEN"  # noqa: S105  (its name)

_RESULTS: Final = (
    "application/sparql-results+json, application/sparql-results+xml;q=0.8, text/tab-separated-values;q=0.5"
)
_GRAPHS: Final = "application/n-triples, text/turtle;q=0.9, application/rdf+xml;q=0.5"
_RESULT_FORMATS: Final = {
    "application/sparql-results+json": ox.QueryResultsFormat.JSON,
    "application/json": ox.QueryResultsFormat.JSON,
    "application/sparql-results+xml": ox.QueryResultsFormat.XML,
    "application/xml": ox.QueryResultsFormat.XML,
    "text/xml": ox.QueryResultsFormat.XML,
    "text/tab-separated-values": ox.QueryResultsFormat.TSV,
}
_MOST_SHOWN: Final = 300  # characters of what a server says went wrong
_LONGEST_URL: Final = 2000  # characters, which every server takes
_MOST_TRIES: Final = 5
_FIRST_WAIT: Final = 0.5  # seconds, twice as long each time
_LONGEST_WAIT: Final = 30.0  # seconds: whom a server asks to wait longer is told so
_MOST_REDIRECTS: Final = 5
_SLOW_DOWN: Final = frozenset({429, 503})
_TAKES_NO_GET: Final = frozenset({405, 414, 501})
_MOVED: Final = frozenset({301, 302, 307, 308})
_UNAUTHORIZED: Final = 401
_NOT_FOUND: Final = 404
_BAD: Final = 400
_NODE_OF_VIRTUOSO: Final = re.compile(rb"((?:\"value\": ?\"|<bnode>|_:))nodeID://")
_LONGEST_MARK: Final = 24  # bytes, of a mark that may be cut in two
_SECRETS_IN_URL: Final = re.compile(r"(?<=//)[^?#]*@")


class EndpointError(IrcKgError):
    """An endpoint that gives no answer that can be read."""

    def __init__(self, url: str, fault: str, status: int = 0) -> None:
        self.status = status
        super().__init__(f"The endpoint {url} gives no answer: {fault.rstrip('.')}.")


class Credentials(NamedTuple):
    """Who asks. They are sent to the one server that they are for, and never shown."""

    user: str = ""
    password: str = ""
    token: str = ""

    def __repr__(self) -> str:
        return f"Credentials({self.user!r})"

    def header(self) -> dict[str, str]:
        """What is sent with each request; nothing for nobody."""
        if self.token:
            return {"Authorization": f"Bearer {self.token}"}
        if not self.user:
            return {}
        from base64 import b64encode

        basic = b64encode(f"{self.user}:{self.password}".encode()).decode()
        return {"Authorization": f"Basic {basic}"}

    def hide(self, text: str) -> str:
        """A text of a server or a library without what must not be shown."""
        for secret in (self.password, self.token, *self.header().values()):
            text = text.replace(secret.rpartition(" ")[2], "…") if secret else text
        return text


def _find_credentials(url: str) -> Credentials:
    """Those in the environment, else in an address, else in the file .netrc."""
    if token := os.environ.get(TOKEN_VARIABLE):
        return Credentials(token=token)
    parts = urlsplit(url)
    if parts.username:
        return Credentials(unquote(parts.username), unquote(parts.password or ""))
    if user := os.environ.get(USER_VARIABLE):
        return Credentials(user, os.environ.get(PASSWORD_VARIABLE, ""))
    return _credentials_in_netrc(parts.hostname or "")


def _credentials_in_netrc(host: str) -> Credentials:
    from netrc import NetrcParseError, netrc

    with suppress(OSError, NetrcParseError):
        known = netrc(os.environ.get("NETRC") or None).authenticators(host)
        if known:
            return Credentials(known[0], known[2] or "")
    return Credentials()


def address_to_show(url: str) -> str:
    """An address as it may stand in a message: without user, password, and what is behind a ``?``."""
    plain = _SECRETS_IN_URL.sub("", url)
    with suppress(ValueError):
        plain = urlunsplit((*urlsplit(plain)[:3], "", ""))
    return plain


class RemoteRows:
    """The rows of a SELECT, as they come from a server."""

    def __init__(self, endpoint: Endpoint, rows: ox.QuerySolutions, answer: Body) -> None:
        self.variables = rows.variables
        self._endpoint = endpoint
        self._rows = rows
        self._answer = answer

    def __iter__(self) -> Iterator[ox.QuerySolution]:
        number = 0
        while True:
            try:
                row = next(self._rows, None)
            except (OSError, SyntaxError, ValueError) as error:
                raise self._endpoint.cut_off(self._answer, error, number) from None
            if row is None:
                break
            number += 1
            yield row
        if self._answer.most_rows and number >= self._answer.most_rows:
            raise EndpointError(
                self._endpoint.shown,
                f"it gives {self._answer.most_rows} rows at most, and there may be more: ask for less",
            )


class RemoteTriples:
    """The triples of a CONSTRUCT, as they come from a server."""

    def __init__(self, endpoint: Endpoint, form: ox.RdfFormat, body: Body) -> None:
        self._endpoint = endpoint
        self._form = form
        self._body = body

    def __iter__(self) -> Iterator[ox.Triple]:
        number = 0
        try:
            for quad in ox.parse(self._body, self._form, base_iri=self._endpoint.url):  # type: ignore[arg-type]
                number += 1
                yield quad.triple
        except (OSError, SyntaxError, ValueError) as error:
            raise self._endpoint.cut_off(self._body, error, number) from None


class Body:
    """What a server sends, read as it comes."""

    def __init__(self, response: httpx.Response) -> None:
        self.media_type = response.headers.get("content-type", "").split(";")[0].strip().lower()
        most = response.headers.get("x-sparql-maxrows", "")
        self.most_rows = int(most) if most.isdigit() else 0
        self.fault: Exception | None = None  # of the connection
        self._parts = response.iter_bytes()
        if response.headers.get("server", "").startswith("Virtuoso"):
            self._parts = _with_names_of_nodes(self._parts)
        self._waiting = b""

    def read(self, size: int = -1) -> bytes:
        """So many bytes, or fewer; none at the end."""
        import httpx

        try:
            while size < 0 or not self._waiting:
                self._waiting += next(self._parts)
        except StopIteration:
            pass
        except httpx.HTTPError as error:
            self.fault = error
            raise OSError(str(error)) from None
        size = len(self._waiting) if size < 0 else size
        part, self._waiting = self._waiting[:size], self._waiting[size:]
        return part


class Endpoint:
    """A SPARQL 1.1 endpoint, and where its Graph Store Protocol is."""

    def __init__(self, url: str, *, graph_store: str = "", seconds: float = 60.0) -> None:
        self.credentials = _find_credentials(url)
        self.url = _SECRETS_IN_URL.sub("", url)
        self.graph_store = _SECRETS_IN_URL.sub("", graph_store)
        self.shown = address_to_show(url)
        self.seconds = seconds
        self._wants_post = False
        self._tried = 0

    def __del__(self) -> None:
        if "_client" in vars(self):
            self._client.close()

    def ask(self, form: str, text: str, method: str = "") -> RemoteRows | ox.QueryBoolean | RemoteTriples:
        """The answer to a query of a form (SELECT, …) whose bound text is given; raises EndpointError.

        ``method``: GET or POST; else by the length of the text.
        """
        is_graph = form in {"CONSTRUCT", "DESCRIBE"}
        body = self._send_query(text, _GRAPHS if is_graph else _RESULTS, method)
        return self._read_triples(body) if is_graph else self._read_results(body)

    def select(self, text: str) -> RemoteRows:
        """The rows of a SELECT query."""
        answer = self.ask("SELECT", text)
        if not isinstance(answer, RemoteRows):
            raise EndpointError(self.shown, "it answers yes or no where rows were asked for")
        return answer

    def _read_results(self, body: Body) -> RemoteRows | ox.QueryBoolean:
        if body.media_type not in _RESULT_FORMATS:
            raise self._wrong_type(body, "SPARQL results")
        try:
            results = ox.parse_query_results(body, _RESULT_FORMATS[body.media_type])  # type: ignore[arg-type]
        except (OSError, SyntaxError, ValueError) as error:
            raise self.cut_off(body, error, 0) from None
        return RemoteRows(self, results, body) if isinstance(results, ox.QuerySolutions) else results

    def _read_triples(self, body: Body) -> RemoteTriples:
        form = ox.RdfFormat.from_media_type(body.media_type)
        if form is None or "html" in body.media_type:
            raise self._wrong_type(body, "a graph")
        return RemoteTriples(self, form, body)

    def _wrong_type(self, body: Body, wanted: str) -> EndpointError:
        said = ""
        with suppress(OSError):
            said = " ".join(body.read().decode(errors="replace").split())[:_MOST_SHOWN]
        fault = f"it answers with {body.media_type or 'no media type'}, not with {wanted}"
        hint = " (is that the address of its SPARQL endpoint, or of a page?)" * ("html" in body.media_type)
        return EndpointError(self.shown, self.credentials.hide(f"{fault}{hint}: {said}" if said else fault))

    def cut_off(self, body: Body, error: Exception, number: int) -> EndpointError:
        """Why an answer cannot be read to its end, of which so much came."""
        if body.fault is not None:
            came = f" after {number} of its rows or triples" if number else ""
            return EndpointError(self.shown, f"its answer was cut off{came} ({self._in_words(body.fault)})")
        return EndpointError(self.shown, self.credentials.hide(f"what it answers cannot be read ({error})"))

    def _in_words(self, error: Exception) -> str:
        return self.credentials.hide(str(error).rstrip(".") or type(error).__name__)

    # How it is asked

    def _send_query(self, text: str, accept: str, method: str) -> Body:
        headers = {"Accept": accept}
        is_short = len(self.url) + 3 * len(text) < _LONGEST_URL
        if method == "GET" or (is_short and not self._wants_post and method != "POST"):
            joined = f"{self.url}{'&' if '?' in self.url else '?'}"
            import httpx

            response = self.send("GET", f"{joined}{httpx.QueryParams({'query': text})}", headers)
            if response.status_code not in _TAKES_NO_GET or method == "GET":
                return self._body_of(response)
            self._wants_post = True
        return self._body_of(self.send("POST", self.url, headers, {"query": text}))

    def _body_of(self, response: httpx.Response) -> Body:
        if response.status_code >= _BAD:
            raise self.refusal(response)
        return Body(response)

    def refusal(self, response: httpx.Response) -> EndpointError:
        """What a server says is wrong, and what would help where that is known."""
        code = response.status_code
        said = ""
        with suppress(Exception):
            said = " ".join(response.read().decode(errors="replace").split())[:_MOST_SHOWN]
        response.close()
        hints = {
            _UNAUTHORIZED: f" {USER_VARIABLE} and {PASSWORD_VARIABLE}, {TOKEN_VARIABLE}, or .netrc tell who.",
            _NOT_FOUND: " Many have it at /sparql or /query.",
        }
        if code in _SLOW_DOWN:
            wait = _wait_before_next(response, _MOST_TRIES)
            hints[code] = f" It was asked {self._tried} times, and wants {wait:.0f} more seconds."
        fault = f"it says {code} {response.reason_phrase}.{hints.get(code, '')} {said}"
        return EndpointError(self.shown, self.credentials.hide(fault.strip()), code)

    @cached_property
    def _client(self) -> httpx.Client:
        import httpx

        return httpx.Client(timeout=self.seconds, follow_redirects=False)

    def send(
        self,
        method: str,
        url: str,
        headers: dict[str, str],
        form: dict[str, str] | None = None,
        content: bytes | None = None,
    ) -> httpx.Response:
        """The response to a request, whose body is still to be read; asked again where a server is busy."""
        begin = time.monotonic()
        for tried in range(_MOST_TRIES):
            self._tried = tried + 1
            response = self._send_once(method, url, headers, form, content)
            wait = _wait_before_next(response, tried)
            is_last = tried + 1 == _MOST_TRIES or time.monotonic() - begin + wait > self.seconds
            if response.status_code not in _SLOW_DOWN or is_last or wait > _LONGEST_WAIT:
                break
            response.close()
            time.sleep(wait)
        return response

    def _send_once(
        self,
        method: str,
        url: str,
        headers: dict[str, str],
        form: dict[str, str] | None,
        content: bytes | None,
    ) -> httpx.Response:
        """The response of whom a server leads to; credentials go to the server that they are for, only."""
        for _ in range(_MOST_REDIRECTS + 1):
            is_home = _origin(url) in {_origin(self.url), _origin(self.graph_store)}
            build = partial(self._client.build_request, method, url, data=form, content=content)
            sent = {**headers, **(self.credentials.header() if is_home else {})}
            response = self._exchange(build, sent, is_home=is_home)
            target = response.headers.get("location")
            if response.status_code not in _MOVED or not target:
                return response
            response.close()
            url = urljoin(url, target)
        raise EndpointError(self.shown, f"it leads on more than {_MOST_REDIRECTS} times")

    def _exchange(
        self,
        build: Callable[..., httpx.Request],
        headers: dict[str, str],
        *,
        is_home: bool,
    ) -> httpx.Response:
        import httpx

        try:
            response = self._client.send(build(headers=headers), stream=True)
            # Virtuoso, which takes a digest only, does not say so to who comes with a password.
            challenge = response.headers.get("www-authenticate", "digest").lower()
            wants_digest = response.status_code == _UNAUTHORIZED and "digest" in challenge
            if is_home and wants_digest and self.credentials.user:
                response.close()
                headers.pop("Authorization", None)
                digest = httpx.DigestAuth(self.credentials.user, self.credentials.password)
                response = self._client.send(build(headers=headers), auth=digest, stream=True)
        except httpx.InvalidURL:
            raise EndpointError(self.shown, "that is no address of a server") from None
        except (httpx.HTTPError, ValueError) as error:
            raise EndpointError(self.shown, self._fault_of_connection(error)) from None
        return response

    def _fault_of_connection(self, error: Exception) -> str:
        import httpx

        if isinstance(error, httpx.ConnectError):
            return f"no server can be reached there ({self._in_words(error)})"
        if isinstance(error, httpx.TimeoutException):
            return f"it says nothing for {self.seconds:g} seconds"
        return self._in_words(error)


def _with_names_of_nodes(parts: Iterator[bytes]) -> Iterator[bytes]:
    """What Virtuoso sends, with blank nodes called as they may be: ``nodeID://b1`` is no name of one."""
    kept = b""
    for part in parts:
        whole = _NODE_OF_VIRTUOSO.sub(rb"\1nodeID", kept + part)
        end = max(0, len(whole) - _LONGEST_MARK)
        yield whole[:end]
        kept = whole[end:]
    yield kept


def _origin(url: str) -> tuple[str, str, int | None]:
    """Whose address it is: scheme, host and port."""
    with suppress(ValueError):
        parts = urlsplit(url)
        usual = {"http": 80, "https": 443}.get(parts.scheme)
        return parts.scheme, parts.hostname or "", parts.port or usual
    return "", url, None


def _wait_before_next(response: httpx.Response, tried: int) -> float:
    """Seconds to wait before a server is asked again: as it says, else twice as long each time."""
    from email.utils import parsedate_to_datetime

    asked = response.headers.get("retry-after", "").strip()
    if asked.isdigit():
        return float(asked)
    with suppress(ValueError, TypeError):
        return max(0.0, parsedate_to_datetime(asked).timestamp() - time.time())
    return float(_FIRST_WAIT * 2**tried)
