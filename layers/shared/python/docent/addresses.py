"""Which network addresses a page may be fetched from: those of the public internet, and no other."""

from __future__ import annotations

from ipaddress import IPv4Address, IPv6Address, ip_address, ip_network

# Beside what `is_global` knows. Those of IPv6 carry an IPv4 address within, which a gateway may unwrap.
_NOT_PUBLIC = tuple(
    map(
        ip_network,
        (
            "0.0.0.0/8",
            "100.64.0.0/10",
            "168.63.129.16/32",  # a cloud's own service, on an address that looks public
            "192.0.0.0/24",
            "192.88.99.0/24",
            "198.18.0.0/15",
            "224.0.0.0/3",
            "2001::/23",
            "2001:db8::/32",
            "2002::/16",
            "3fff::/20",
        ),
    )
)
_GLOBAL_UNICAST = ip_network("2000::/3")
_LOOPBACK = ip_network("127.0.0.0/8"), ip_network("::1/128")


def permitted(address: str, *, loopback: bool) -> bool:
    """Whether to connect to a literal address; with `loopback`, also to this machine itself."""
    try:
        number = ip_address(address)
    except ValueError:
        return False
    return _is_public(number) or (loopback and _is_loopback(number))


def is_loopback(address: str) -> bool:
    """Whether a literal address is this machine itself. Raises ValueError on what is no address."""
    return _is_loopback(ip_address(address))


def _is_loopback(number: IPv4Address | IPv6Address) -> bool:
    """By networks: what Python's own property says of mapped addresses changed in 3.13."""
    return any(number in each for each in _LOOPBACK if each.version == number.version)


def _is_public(number: IPv4Address | IPv6Address) -> bool:
    if isinstance(number, IPv6Address) and number not in _GLOBAL_UNICAST:
        return False  # mapped, NAT64, unique local, link-local, site-local, multicast, loopback
    special = any(number in each for each in _NOT_PUBLIC if each.version == number.version)
    return number.is_global and not special
