"""The check of addresses itself: nothing is sent here, and names are resolved by the tests."""

from __future__ import annotations

import ipaddress

import pytest

from kg.errors import QueryRefused
from kg.store.addresses import checked_addresses, is_public

PUBLIC = ["93.184.216.34", "2606:2800:220:1:248:1893:25c8:1946"]
INSIDE = [
    *("127.0.0.1", "127.9.9.9", "0.1.2.3", "10.1.2.3", "172.16.0.1", "192.168.1.1"),
    *("169.254.169.254", "169.254.170.2", "100.100.100.200", "192.0.0.192", "168.63.129.16"),
    *("224.0.0.1", "240.0.0.1", "255.255.255.255", "198.18.0.1"),
    *("::1", "::", "fe80::1", "fec0::1", "fc00::1", "fd00:ec2::254", "ff02::1"),
    *("::ffff:127.0.0.1", "::ffff:169.254.169.254", "::127.0.0.1", "64:ff9b::a00:1"),
    *("2002:7f00:1::", "2002:a9fe:a9fe::", "2001:0:7f00:1::", "2001:db8::1"),
]


@pytest.mark.parametrize("address", PUBLIC)
def test_a_public_address_is_public(address: str) -> None:
    assert is_public(ipaddress.ip_address(address))


@pytest.mark.parametrize("address", INSIDE)
def test_an_inside_address_is_not_public_however_it_is_written(address: str) -> None:
    assert not is_public(ipaddress.ip_address(address))


@pytest.mark.parametrize("address", INSIDE)
def test_a_name_that_leads_inside_is_refused_even_beside_a_public_address(address: str) -> None:
    with pytest.raises(QueryRefused, match="not a public address"):
        checked_addresses("https://sparql.example/q", lambda *_: [PUBLIC[0], address])


@pytest.mark.parametrize("host", ["localhost", "2130706433", "0x7f.1", "127.1", "017700000001"])
def test_a_name_that_looks_like_an_address_is_resolved_and_refused(host: str) -> None:
    with pytest.raises(QueryRefused, match=r"127\.0\.0\.1"):
        checked_addresses(f"http://{host}/sparql", lambda *_: ["127.0.0.1"])


def test_a_name_that_leads_outside_is_pinned_to_what_was_checked() -> None:
    asked: list[tuple[str, int]] = []

    def resolver(host: str, port: int) -> list[str]:
        asked.append((host, port))
        return PUBLIC

    assert checked_addresses("https://sparql.example/q", resolver) == PUBLIC
    assert asked == [("sparql.example", 443)]


def test_an_address_that_is_named_exactly_is_taken() -> None:
    def resolver(host: str, port: int) -> list[str]:
        raise AssertionError((host, port))

    assert checked_addresses("http://127.0.0.1:7001/sparql", resolver) == ["127.0.0.1"]
    assert checked_addresses("http://[::1]:7001/sparql", resolver) == ["::1"]


@pytest.mark.parametrize(
    "url",
    ["file:///etc/passwd", "ftp://a.example/", "http://u:p@a.example/", "http:///x", "http://a:b/"],
)
def test_what_is_no_plain_http_address_is_refused(url: str) -> None:
    with pytest.raises(QueryRefused, match="no plain"):
        checked_addresses(url, lambda *_: PUBLIC)
