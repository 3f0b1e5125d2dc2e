"""One HTTP request: guarded address, bounded headers, body and time, and a plain reason for every failure."""

import asyncio
import datetime
import socket
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from types import TracebackType
from typing import Self

import aiohttp
from aiohttp import ClientHandlerType, ClientRequest, ClientResponse
from aiohttp.abc import AbstractResolver
from aiohttp.resolver import DefaultResolver
from yarl import URL

from ... import __version__
from ...schemas.recipe import HttpSettings
from ..full_disk import is_full_disk
from .addresses import AddressGuard, AddressRefusedError, GuardedResolver
from .body import ACCEPT_ENCODING, Body, BodyTooLargeError, ContentEncodingError, read_body
from .visit import VisitOutcome

REDIRECTS = frozenset((301, 302, 303, 307, 308))
MAX_HEADER_BYTES = 32 << 10
"""Longest status line and longest header field."""
MAX_ERROR_BYTES = 64 << 10
"""Read of a body that nobody wants, so that the connection can be used again."""
_ACCEPT = "text/html,application/xhtml+xml;q=0.9,*/*;q=0.8"


class FetchError(Exception):
    """No usable response came."""

    def __init__(self, reason: VisitOutcome, *, passing: bool = False) -> None:
        super().__init__(reason.value)
        self.reason = reason
        self.passing = passing
        """Another try may do better."""


@dataclass(frozen=True)
class Response:
    """A response with its decoded body; whoever holds it closes ``body.file``."""

    url: str
    status: int
    status_line: str
    """``HTTP/1.1 200 OK``"""
    headers: tuple[tuple[str, str], ...]
    """As received, in order: every character is one byte (latin-1)."""
    request_line: str
    """``GET /path HTTP/1.1``"""
    request_headers: tuple[tuple[str, str], ...]
    address: str
    """Numeric address of the server."""
    received_at: datetime.datetime
    """UTC, when the headers came."""
    body: Body

    def header(self, name: str) -> str:
        """The first value of a header, read as UTF-8 where it is that; empty where there is none."""
        value = next((value for key, value in self.headers if key.lower() == name.lower()), "")
        try:
            return value.encode("latin-1").decode("utf-8")
        except UnicodeDecodeError:
            return value


def user_agent(settings: HttpSettings) -> str:
    """``weft/0.1.0 (+contact)``: who asks, and whom a site owner can write to."""
    return f"{settings.agent}/{__version__} (+{settings.contact})"


class _Peer(ClientResponse):
    """Remembers the server's address before a short body gives the connection back."""

    address = ""

    async def start(self, connection: aiohttp.connector.Connection) -> ClientResponse:
        transport = connection.transport
        peer = transport.get_extra_info("peername") if transport is not None else None
        self.address = peer[0] if peer else ""
        return await super().start(connection)


class _SentOnce:
    """aiohttp sends a request again by itself if a kept-alive connection breaks; politeness counts requests."""

    def __init__(self) -> None:
        self._sent = False

    async def __call__(self, request: ClientRequest, handler: ClientHandlerType) -> ClientResponse:
        if self._sent:
            raise FetchError(VisitOutcome.CONNECTION_FAILED, passing=True)
        self._sent = True
        return await handler(request)


class Client:
    """Sends the requests of one group. An async context manager."""

    def __init__(self, settings: HttpSettings, guard: AddressGuard, resolver: AbstractResolver | None = None) -> None:
        """``resolver`` stands in for the system's."""
        self._settings = settings
        self._guard = guard
        self._resolver = resolver

    async def __aenter__(self) -> Self:
        resolver = GuardedResolver(self._resolver or DefaultResolver(), self._guard)
        self._session = aiohttp.ClientSession(
            connector=aiohttp.TCPConnector(
                resolver=resolver,
                family=socket.AF_UNSPEC,
                socket_factory=self._guard.open_socket,
                limit=0,
                ttl_dns_cache=300,
            ),
            response_class=_Peer,
            cookie_jar=aiohttp.DummyCookieJar(),
            timeout=aiohttp.ClientTimeout(total=self._settings.timeout_s),
            headers={
                "User-Agent": user_agent(self._settings),
                "Accept": _ACCEPT,
                "Accept-Encoding": ACCEPT_ENCODING,
            },
            auto_decompress=False,
            max_line_size=MAX_HEADER_BYTES,
            max_field_size=MAX_HEADER_BYTES,
        )
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        await self._session.close()

    async def fetch(
        self,
        url: str,
        *,
        max_bytes: int,
        keep_bytes: int | None = None,
        condition: Mapping[str, str] = {},
        answered: Callable[[], None],
    ) -> Response:
        """Asks for ``url`` once, under the headers of ``condition``, and reads the answer.

        The body of a 2xx status is decoded, and refused if over ``max_bytes`` or cut at ``keep_bytes`` if that is
        given; any other body is kept as sent and cut at MAX_ERROR_BYTES. Calls ``answered`` when the headers are
        there. Raises FetchError; a full disk, where a long body waits, is no failure of the host.
        """
        try:
            async with self._session.get(
                URL(url, encoded=True), headers=condition, allow_redirects=False, middlewares=(_SentOnce(),)
            ) as response:
                answered()
                received_at = datetime.datetime.now(datetime.UTC)
                status = response.status
                coding = ",".join(response.headers.getall("Content-Encoding", ()))
                if not 200 <= status < 300:
                    coding, keep_bytes = "", MAX_ERROR_BYTES
                if keep_bytes is None and (response.content_length or 0) > max_bytes:
                    raise FetchError(VisitOutcome.TOO_LARGE)
                body = await read_body(response.content.iter_any(), coding, max_bytes, keep_bytes)
                if body.truncated:
                    response.close()
                return _response(url, response, body, received_at)
        except BodyTooLargeError as error:
            raise FetchError(VisitOutcome.TOO_LARGE) from error
        except ContentEncodingError as error:
            raise FetchError(VisitOutcome.BAD_CONTENT_ENCODING) from error
        except (aiohttp.ClientError, OSError, ValueError) as error:
            if is_full_disk(error):
                raise
            raise _failure(error) from error


def _response(url: str, response: ClientResponse, body: Body, received_at: datetime.datetime) -> Response:
    version = response.version or aiohttp.HttpVersion11
    assert isinstance(response, _Peer)
    return Response(
        url=url,
        status=response.status,
        status_line=_bytewise(
            f"HTTP/{version.major}.{version.minor} {response.status} {response.reason or ''}"
        ).rstrip(),
        headers=tuple((name.decode("latin-1"), value.decode("latin-1")) for name, value in response.raw_headers),
        request_line=f"GET {response.url.raw_path_qs} HTTP/1.1",
        request_headers=tuple((name, _bytewise(value)) for name, value in response.request_info.headers.items()),
        address=response.address,
        received_at=received_at,
        body=body,
    )


def _bytewise(text: str) -> str:
    """One character for each byte that aiohttp read or wrote."""
    return text.encode("utf-8", "surrogateescape").decode("latin-1")


def _failure(error: Exception) -> FetchError:
    """The reason behind an exception of aiohttp or the sockets below it."""
    cause = error.os_error if isinstance(error, aiohttp.ClientConnectorError) else error
    if isinstance(cause, AddressRefusedError):
        return FetchError(VisitOutcome.PRIVATE_ADDRESS)
    if isinstance(error, asyncio.TimeoutError):
        return FetchError(VisitOutcome.TIMEOUT, passing=True)
    if isinstance(error, aiohttp.ClientConnectorDNSError):
        passing = isinstance(cause, socket.gaierror) and cause.errno == socket.EAI_AGAIN
        return FetchError(VisitOutcome.DNS_FAILED, passing=passing)
    if isinstance(error, aiohttp.ClientSSLError):
        return FetchError(VisitOutcome.TLS_FAILED)
    if isinstance(error, aiohttp.ClientResponseError):
        return FetchError(VisitOutcome.BAD_RESPONSE)
    if isinstance(error, ValueError):
        return FetchError(VisitOutcome.BAD_URL)
    return FetchError(VisitOutcome.CONNECTION_FAILED, passing=True)
