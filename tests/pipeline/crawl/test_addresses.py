import asyncio
import socket

import pytest
from aiohttp.abc import AbstractResolver
from hypothesis import given
from hypothesis import strategies as st

from weft.pipeline.crawl.addresses import AddressGuard, AddressRefusedError, GuardedResolver, literal_address

PUBLIC = AddressGuard(allow_private=False)
PRIVATE = AddressGuard(allow_private=True)


@pytest.mark.parametrize(
    "address",
    [
        "0.0.0.0",
        "10.1.2.3",
        "100.64.0.1",
        "127.0.0.1",
        "127.255.255.254",
        "169.254.169.254",
        "168.63.129.16",
        "172.16.0.1",
        "172.31.255.255",
        "192.0.0.8",
        "192.168.1.1",
        "198.18.0.1",
        "203.0.113.7",
        "224.0.0.1",
        "240.0.0.1",
        "255.255.255.255",
        "::",
        "::1",
        "::127.0.0.1",
        "::ffff:10.0.0.1",
        "64:ff9b::a00:1",
        "64:ff9b:1::a00:1",
        "2002:a00:1::1",
        "2002:7f00:1::",
        "2001:0:4136:e378:8000:63bf:3fff:fdd2",
        "2001:db8::1",
        "fc00::1",
        "fd00:ec2::254",
        "fe80::1%eth0",
        "fec0::1",
        "ff02::1",
        "not an address",
    ],
)
def test_special_addresses_are_refused(address: str) -> None:
    assert PUBLIC.refuses(address)


@pytest.mark.parametrize(
    "address",
    [
        "1.1.1.1",
        "100.63.255.255",
        "100.128.0.0",
        "172.32.0.1",
        "192.169.0.1",
        "223.255.255.255",
        "2606:4700::1111",
        "::ffff:8.8.8.8",
        "64:ff9b::808:808",
        "2002:808:808::1",
    ],
)
def test_public_addresses_pass(address: str) -> None:
    assert not PUBLIC.refuses(address)


@pytest.mark.parametrize(
    "address", ["169.254.169.254", "::ffff:169.254.169.254", "fd00:ec2::254", "64:ff9b::a9fe:a9fe"]
)
def test_metadata_services_stay_refused_where_private_addresses_are_allowed(address: str) -> None:
    assert PRIVATE.refuses(address)
    assert not PRIVATE.refuses("127.0.0.1")
    assert not PRIVATE.refuses("fd00::1")


@pytest.mark.parametrize(
    ("host", "address"),
    [
        ("127.1", "127.0.0.1"),
        ("127.0.1", "127.0.0.1"),
        ("0x7f000001", "127.0.0.1"),
        ("0x7f.1", "127.0.0.1"),
        ("2130706433", "127.0.0.1"),
        ("017700000001", "127.0.0.1"),
        ("0177.0.0.01", "127.0.0.1"),
        ("0", "0.0.0.0"),
        ("0x", "0.0.0.0"),
        ("10.1.2.3", "10.1.2.3"),
        ("::1", "::1"),
        ("0:0:0:0:0:ffff:7f00:1", "::ffff:7f00:1"),
        ("example.org", None),
        ("1.example.org", None),
        ("0x7f.example", None),
    ],
)
def test_literal_addresses_are_seen_in_every_spelling(host: str, address: str | None) -> None:
    assert literal_address(host) == address


@given(st.integers(0, 2**32 - 1))
def test_literal_address_agrees_with_inet_aton(number: int) -> None:
    spellings = (str(number), hex(number), f"0{number:o}", f"{number >> 24}.{number & 0xFFFFFF}")
    for spelling in spellings:
        assert literal_address(spelling) == socket.inet_ntoa(socket.inet_aton(spelling))


@pytest.mark.parametrize("host", ["1.2.3.4.5", "256.1.1.1", "1.2.3.256", "08.1.1.1", "a b", "a%62", "-", "", "::g"])
def test_broken_hosts_are_bad_urls(host: str) -> None:
    with pytest.raises(ValueError):
        literal_address(host)


@pytest.mark.parametrize(
    ("url", "reason"),
    [
        ("http://example.org/", None),
        ("https://example.org:8443/", None),
        ("http://example.org:22/", "port_refused"),
        ("http://example.org:6667/", "port_refused"),
        ("http://127.1/", "private_address"),
        ("http://[::ffff:127.0.0.1]/", "private_address"),
        ("http://[fe80::1%25eth0]/", "private_address"),
        ("http://a b/", "bad_url"),
        ("http://user@example.org/", "bad_url"),
        ("http://example.org\\@127.0.0.1/", "bad_url"),
        ("http://example.org/\r\nX: y", "bad_url"),
        ("http://example.org:99999/", "bad_url"),
    ],
)
def test_a_url_is_judged_by_its_spelling(url: str, reason: str | None) -> None:
    assert PUBLIC.refuses_url(url) == reason


def test_any_port_is_open_where_private_addresses_are_allowed() -> None:
    assert PRIVATE.refuses_url("http://127.0.0.1:22/") is None


class _Answers(AbstractResolver):
    def __init__(self, *addresses: str) -> None:
        self.addresses = addresses

    async def resolve(self, host, port=0, family=socket.AF_INET):
        return [
            {"hostname": host, "host": address, "port": port, "family": family, "proto": 0, "flags": 0}
            for address in self.addresses
        ]

    async def close(self) -> None: ...


def test_a_host_with_one_private_address_among_public_ones_is_refused() -> None:
    resolver = GuardedResolver(_Answers("93.184.215.14", "10.0.0.5"), PUBLIC)
    with pytest.raises(AddressRefusedError, match=r"10\.0\.0\.5"):
        asyncio.run(resolver.resolve("mixed.example"))


def test_a_host_with_public_addresses_resolves_to_all_of_them() -> None:
    resolver = GuardedResolver(_Answers("93.184.215.14", "1.1.1.1"), PUBLIC)
    results = asyncio.run(resolver.resolve("fine.example", 80))
    assert [result["host"] for result in results] == ["93.184.215.14", "1.1.1.1"]


def test_no_socket_opens_for_a_private_address() -> None:
    with pytest.raises(AddressRefusedError):
        PUBLIC.open_socket((socket.AF_INET, socket.SOCK_STREAM, 6, "", ("127.0.0.1", 80)))
