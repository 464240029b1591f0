"""Where the program may be led: public addresses, and those that a setting names as such.

The lists follow the registries of special addresses (RFC 6890 and its successors,
https://www.iana.org/assignments/iana-ipv4-special-registry/ and …-ipv6-special-registry/).
"""

from __future__ import annotations

import contextlib
import http.client
import ipaddress
import socket
import ssl
from collections.abc import Callable, Iterator, Sequence
from typing import TypeAlias
from urllib.parse import urlsplit

from kg.errors import QueryRefused

Address: TypeAlias = ipaddress.IPv4Address | ipaddress.IPv6Address
Resolver: TypeAlias = Callable[[str, int], Sequence[str]]
"""Returns the addresses of a host; raises OSError where there are none."""

_PORTS = {"http": 80, "https": 443}
# Beside what the standard library knows, in any of its versions.
_SPECIAL = tuple(
    map(
        ipaddress.ip_network,
        (
            "168.63.129.16/32",  # public, and an inside service of a host
            *("0.0.0.0/8", "100.64.0.0/10", "192.0.0.0/24", "192.88.99.0/24", "198.18.0.0/15"),
            *("64:ff9b:1::/48", "100::/64", "2001::/23", "2001:db8::/32", "3fff::/20", "5f00::/16"),
        ),
    )
)
_NAT64 = ipaddress.ip_network("64:ff9b::/96")
_COMPATIBLE = ipaddress.ip_network("::/96")
_IPV4_BITS = 0xFFFFFFFF


def resolve(host: str, port: int) -> list[str]:
    """Return the addresses of `host` as the system knows them."""
    found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    return list(dict.fromkeys(str(item[4][0]) for item in found))


def checked_addresses(url: str, resolver: Resolver = resolve) -> list[str]:
    """Return the IP addresses to connect to for `url`, a setting's very text.

    An address written as such is taken as it is, since it was named exactly. Raises QueryRefused
    where the URL is none of HTTP, or any address of its host is not public; OSError where the host
    is not known.
    """
    host, port = host_and_port(url)
    try:
        return [str(ipaddress.ip_address(host))]
    except ValueError:
        pass
    found = list(resolver(host, port))
    for text in found:
        if not is_public(ipaddress.ip_address(text.partition("%")[0])):
            raise QueryRefused(f"<{url}> leads to {text}, which is not a public address")
    return found


def host_and_port(url: str) -> tuple[str, int]:
    """Return host and port of `url`; raises QueryRefused where it is no plain HTTP address."""
    try:
        parts = urlsplit(url)
        port = parts.port or _PORTS.get(parts.scheme)
    except ValueError:
        parts, port = urlsplit(""), None
    if port is None or not parts.hostname or parts.username is not None:
        raise QueryRefused(f"<{url}> is no plain http: or https: address")
    return parts.hostname, port


def connect(url: str, seconds: float, resolver: Resolver = resolve) -> http.client.HTTPConnection:
    """Return a connection to an address that was checked, the very one, for requests to `url`.

    `seconds` is how long each step may take. Raises as `checked_addresses` does.
    """
    host, port = host_and_port(url)
    checked = checked_addresses(url, resolver)
    sock: socket.socket | None = None
    for number, ip in enumerate(checked, 1):
        try:
            sock = socket.create_connection((ip, port), seconds)
            break
        except OSError:
            if number == len(checked):
                raise
    if urlsplit(url).scheme == "https" and sock is not None:
        with contextlib.ExitStack() as stack:
            stack.callback(sock.close)
            sock = ssl.create_default_context().wrap_socket(sock, server_hostname=host)
            stack.pop_all()
    connection = http.client.HTTPConnection(host, port)
    connection.sock = sock  # it connects to nothing by itself
    return connection


def is_public(address: Address) -> bool:
    """Tell whether `address`, and each IPv4 address that it may stand for, is a public one."""
    return all(
        item.is_global
        and not item.is_multicast
        and not item.is_reserved
        and not item.is_unspecified
        and not any(item in network for network in _SPECIAL)
        for item in (address, *_embedded(address))
    ) and not (isinstance(address, ipaddress.IPv6Address) and address.is_site_local)


def _embedded(address: Address) -> Iterator[Address]:
    if not isinstance(address, ipaddress.IPv6Address):
        return
    for found in (address.ipv4_mapped, address.sixtofour, *(address.teredo or ())):
        if found is not None:
            yield found
    if address in _COMPATIBLE or address in _NAT64:
        yield ipaddress.IPv4Address(int(address) & _IPV4_BITS)
