"""The address guard: a crawl of the public web must not reach into the network it runs in.

Every name is resolved once a connection, all its addresses are checked, and the connection goes to a checked
address, so a name that changes between check and connection (DNS rebinding) gains nothing. A host is refused if
*any* of its addresses is: a public name that also answers with a private address is an attack or a mistake.

Networks: IANA IPv4 and IPv6 special-purpose address registries (RFC 6890 and successors).
"""

import re
import socket
from dataclasses import dataclass
from ipaddress import IPv4Address, IPv4Network, IPv6Address, IPv6Network, ip_address
from urllib.parse import urlsplit

from aiohttp.abc import AbstractResolver, ResolveResult

from .visit import VisitOutcome

_SPECIAL_IPV4 = tuple(
    IPv4Network(network)
    for network in (
        "0.0.0.0/8",  # this network
        "10.0.0.0/8",  # private
        "100.64.0.0/10",  # carrier-grade NAT
        "127.0.0.0/8",  # loopback
        "169.254.0.0/16",  # link-local, cloud metadata
        "172.16.0.0/12",  # private
        "192.0.0.0/24",  # protocol assignments
        "192.0.2.0/24",  # documentation
        "192.88.99.0/24",  # 6to4 relays
        "192.168.0.0/16",  # private
        "198.18.0.0/15",  # benchmarks
        "198.51.100.0/24",  # documentation
        "203.0.113.0/24",  # documentation
        "224.0.0.0/4",  # multicast
        "240.0.0.0/4",  # reserved, broadcast
    )
)
_GLOBAL_IPV6 = IPv6Network("2000::/3")
_SPECIAL_IPV6 = tuple(
    IPv6Network(network)
    for network in (
        "2001::/23",  # protocol assignments, Teredo among them
        "2001:db8::/32",  # documentation
        "3fff::/20",  # documentation
    )
)
_NAT64 = IPv6Network("64:ff9b::/96")
_METADATA = frozenset(
    ip_address(address)
    for address in (
        "169.254.169.254",  # AWS, Google, Azure, and most others
        "169.254.170.2",  # AWS containers
        "fd00:ec2::254",  # AWS over IPv6
        "100.100.100.200",  # Alibaba
        "168.63.129.16",  # Azure's platform address
    )
)
_WEB_PORTS = frozenset((80, 443))
_FIRST_USER_PORT = 1024
# Services that the WHATWG Fetch standard ("port blocking") keeps web clients from, above the system ports.
_SERVICE_PORTS = frozenset(
    (1719, 1720, 1723, 2049, 3659, 4045, 4190, 5060, 5061, 6000, 6566, 6679, 6697, 10080, *range(6665, 6670))
)
_HOST_NAME = re.compile(r"[a-z0-9_]([a-z0-9_.-]*[a-z0-9_])?", re.ASCII)
_NUMBER = re.compile(r"0x[0-9a-f]*|[0-9]+", re.ASCII)


class AddressRefusedError(OSError):
    """A host resolves to an address that the guard keeps from."""


@dataclass(frozen=True)
class AddressGuard:
    """Decides which addresses and ports a crawl may connect to."""

    allow_private: bool
    """Allows every address but those of cloud metadata services, and every port."""

    def refuses(self, address: str) -> bool:
        """Whether a numeric address, IPv4 or IPv6, must not be connected to."""
        try:
            ip = _without_transition(ip_address(address.partition("%")[0]))
        except ValueError:
            return True
        if ip in _METADATA:
            return True
        if self.allow_private:
            return False
        if isinstance(ip, IPv4Address):
            return any(ip in network for network in _SPECIAL_IPV4)
        return ip not in _GLOBAL_IPV6 or any(ip in network for network in _SPECIAL_IPV6)

    def refuses_url(self, url: str) -> VisitOutcome | None:
        """Why a canonical url is not asked for, as far as its spelling tells; names are checked when resolved."""
        try:
            parts = urlsplit(url)
            host, port = parts.hostname or "", parts.port
        except ValueError:
            return VisitOutcome.BAD_URL
        if not url.isascii() or not url.isprintable() or " " in url or "@" in parts.netloc:
            return VisitOutcome.BAD_URL
        try:
            literal = literal_address(host)
        except ValueError:
            return VisitOutcome.BAD_URL
        if literal is not None and self.refuses(literal):
            return VisitOutcome.PRIVATE_ADDRESS
        if port is None or port in _WEB_PORTS or self.allow_private:
            return None
        return VisitOutcome.PORT_REFUSED if port < _FIRST_USER_PORT or port in _SERVICE_PORTS else None

    def open_socket(self, address_info: tuple) -> socket.socket:
        """A socket for a checked address: the last door, whatever way the address came."""
        family, kind, protocol, _, address = address_info
        if self.refuses(address[0]):
            raise AddressRefusedError(f"{address[0]} is not a public address")
        return socket.socket(family=family, type=kind, proto=protocol)


class GuardedResolver(AbstractResolver):
    """Resolves names with ``inner`` and refuses a host if any of its addresses is refused."""

    def __init__(self, inner: AbstractResolver, guard: AddressGuard) -> None:
        self._inner = inner
        self._guard = guard

    async def resolve(
        self, host: str, port: int = 0, family: socket.AddressFamily = socket.AF_UNSPEC
    ) -> list[ResolveResult]:
        """Every address of ``host``. Raises AddressRefusedError, or OSError where there is none."""
        results = await self._inner.resolve(host, port, family)
        for result in results:
            if self._guard.refuses(result["host"]):
                raise AddressRefusedError(f"{host} resolves to {result['host']}, which is not a public address")
        return results

    async def close(self) -> None:
        """Closes the inner resolver."""
        await self._inner.close()


def literal_address(host: str) -> str | None:
    """The address that a url's host spells, in the usual form; None for a name.

    Reads IPv4 as browsers and ``inet_aton`` do (WHATWG URL standard, "IPv4 parser"): one to four parts, decimal,
    octal or hexadecimal, so that ``127.1``, ``0x7f000001`` and ``2130706433`` are seen as 127.0.0.1. Raises
    ValueError for a host that is neither an address nor a name.
    """
    if ":" in host:
        return str(ip_address(host))
    parts = host.lower().split(".")
    if not _NUMBER.fullmatch(parts[-1]):
        if not _HOST_NAME.fullmatch(host):
            raise ValueError(f"{host!r} is no host name")
        return None
    if len(parts) > 4:
        raise ValueError(f"{host!r} has more than four parts")
    numbers = [_number(part) for part in parts]
    *heads, last = numbers
    if any(head > 255 for head in heads) or last >= 256 ** (4 - len(heads)):
        raise ValueError(f"{host!r} is out of the range of addresses")
    return str(IPv4Address(last + sum(head << 8 * (3 - place) for place, head in enumerate(heads))))


def _number(part: str) -> int:
    if part.startswith("0x"):
        return int(part[2:] or "0", 16)
    return int(part, 8) if len(part) > 1 and part.startswith("0") else int(part)


def _without_transition(ip: IPv4Address | IPv6Address) -> IPv4Address | IPv6Address:
    """The IPv4 address that an IPv4-mapped, 6to4 or NAT64 address stands for; any other address as it is."""
    if isinstance(ip, IPv4Address):
        return ip
    if ip in _NAT64:
        return IPv4Address(int(ip) & 0xFFFFFFFF)
    return ip.ipv4_mapped or ip.sixtofour or ip
