from __future__ import annotations

from ipaddress import IPv4Address, IPv6Address, ip_network

import pytest
from hypothesis import given
from hypothesis import strategies as st

from docent.addresses import permitted

CLOSED = {
    "127.0.0.1": "loopback",
    "127.8.9.1": "loopback too",
    "0.0.0.0": "this host",
    "10.1.2.3": "private",
    "172.16.0.1": "private",
    "172.31.255.255": "private",
    "192.168.1.1": "private",
    "169.254.169.254": "instance metadata",
    "169.254.170.2": "container credentials",
    "168.63.129.16": "a cloud's own service",
    "100.64.0.1": "carrier-grade NAT",
    "192.0.0.8": "protocol assignments",
    "192.0.2.1": "documentation",
    "192.88.99.1": "6to4 relay",
    "198.18.0.1": "benchmarks",
    "224.0.0.1": "multicast",
    "240.0.0.1": "reserved",
    "255.255.255.255": "broadcast",
    "::": "unspecified",
    "::1": "loopback",
    "::ffff:127.0.0.1": "mapped",
    "::ffff:8.8.8.8": "mapped",
    "::127.0.0.1": "compatible",
    "64:ff9b::7f00:1": "NAT64",
    "64:ff9b:1::a00:1": "local NAT64",
    "2002:7f00:1::": "6to4",
    "2001::1": "Teredo",
    "2001:db8::1": "documentation",
    "3fff::1": "documentation",
    "fc00::1": "unique local",
    "fd00:ec2::254": "instance metadata",
    "fe80::1": "link-local",
    "fe80::1%eth0": "link-local",
    "fec0::1": "site-local",
    "ff02::1": "multicast",
    "100::1": "discard",
    "localhost": "no address",
    "127.1": "no usual address",
    "": "nothing",
}  # fmt: skip


@pytest.mark.parametrize("address", CLOSED, ids=lambda each: f"{each} {CLOSED[each]}")
def test_closed(address: str) -> None:
    assert not permitted(address, loopback=False)


@pytest.mark.parametrize(
    "address", ["8.8.8.8", "1.1.1.1", "93.184.215.14", "2606:4700::1111", "2a00:1450::1"]
)
def test_open(address: str) -> None:
    assert permitted(address, loopback=False)


def test_the_setting_opens_loopback_and_nothing_else() -> None:
    opened = {address for address in CLOSED if permitted(address, loopback=True)}
    assert opened == {"127.0.0.1", "127.8.9.1", "::1"}


@given(
    st.sampled_from(["10.0.0.0/8", "172.16.0.0/12", "192.168.0.0/16", "169.254.0.0/16", "100.64.0.0/10"]),
    st.data(),
)
def test_no_private_network_in_any_dress(network: str, data: st.DataObject) -> None:
    within = ip_network(network)
    number = data.draw(st.integers(0, within.num_addresses - 1)) + int(within.network_address)
    dresses = [0, 0xFFFF << 32, 0x64FF9B << 96, 0x2002 << 112, 0x64FF9B0001 << 80]
    assert not permitted(str(IPv4Address(number)), loopback=False)
    for dress in dresses:
        shifted = number << 80 if dress == 0x2002 << 112 else number
        assert not permitted(str(IPv6Address(dress | shifted)), loopback=False)
