"""Which addresses may be connected to, decided by what a name resolves to."""

import asyncio
import socket

import pytest
from hypothesis import given
from hypothesis import strategies as st

from aggregator.crawl.network import (
    NetworkRules,
    check_address,
    find_override,
    make_network_rules,
    parse_literal_address,
)
from aggregator.crawl.transport.client import HttpAnswer, HttpClient
from aggregator.errors import AddressRefused, ConfigError, UsageError
from tests.conftest import HANGS
from tests.raw_server import serving_raw

OPEN = NetworkRules(contact="ops@paper.example")

PRIVATE = [
    "127.0.0.1",
    "127.8.9.10",
    "0.0.0.0",
    "10.1.2.3",
    "172.16.0.1",
    "192.168.1.1",
    "169.254.169.254",  # where clouds keep their keys
    "100.64.0.1",
    "192.0.2.1",
    "224.0.0.1",
    "255.255.255.255",
    "::1",
    "::",
    "fe80::1%eth0",
    "fc00::1",
    "ff02::1",
    "::ffff:127.0.0.1",
    "2002:7f00:1::",  # 6to4 of 127.0.0.1
    "64:ff9b::7f00:1",  # NAT64 of 127.0.0.1
    "64:ff9b:1::a00:1",  # NAT64 of one's own (RFC 8215)
    "fec0::1",  # site-local, deprecated
    "::127.0.0.1",  # IPv4-compatible, deprecated
    "::ffff:0:127.0.0.1",  # IPv4-translated
    "fe80::5efe:7f00:1",  # ISATAP
    "2a00:1450::200:5efe:10.0.0.1",  # ISATAP of 10.0.0.1 under a global prefix
    "2001:0:4136:e378:8000:63bf:3fff:fdd2",  # Teredo
    "2002:a00:1::1",  # 6to4 of 10.0.0.1
    "64:ff9b::a9fe:a9fe",  # NAT64 of 169.254.169.254
    "168.63.129.16",  # Azure
    "100.100.100.200",  # Alibaba's cloud
    "192.0.0.192",  # Oracle's cloud
    "192.88.99.1",  # 6to4 relays
    "fd00:ec2::254",  # Amazon's cloud
    "3fff::1",  # documentation
    "4000::1",  # not assigned
    "5f00::1",  # segment routing
    "2620:4f:8000::1",  # AS112
]


@pytest.mark.parametrize("address", PRIVATE)
def test_private_loopback_and_special_addresses_are_refused(address: str) -> None:
    with pytest.raises(AddressRefused, match="private or loopback"):
        check_address(OPEN, "paper.example", 80, address, 80)


@pytest.mark.parametrize(
    "address",
    ["198.41.0.4", "2001:503:ba3e::2:30", "64:ff9b::c629:4", "2002:c629:4::1", "2606:4700::1111"],
)
def test_public_addresses_are_fetched_once_a_contact_is_set(address: str) -> None:
    check_address(OPEN, "paper.example", 80, address, 80)
    with pytest.raises(UsageError, match="aggregator init --contact"):
        check_address(NetworkRules(), "paper.example", 80, address, 80)


@pytest.mark.parametrize("port", [22, 25, 6379, 8080, 8443])
def test_ports_that_are_not_the_webs_need_to_be_allowed(port: int) -> None:
    words = f"asked at port {port}, not at 80 or 443: --allow-host paper.example:{port} allows it"
    with pytest.raises(AddressRefused, match=words):
        check_address(OPEN, "paper.example", port, "198.41.0.4", port)
    allowed = make_network_rules((f"paper.example:{port}",), (), "ops@paper.example")
    check_address(allowed, "paper.example", port, "198.41.0.4", port)


def test_an_exception_is_exact_in_host_and_port() -> None:
    rules = make_network_rules(("127.0.0.1:8000", "Paper.Localhost:9000"), (), "")
    check_address(rules, "127.0.0.1", 8000, "127.0.0.1", 8000)
    check_address(rules, "paper.localhost", 9000, "127.0.0.1", 9000)
    for host, port in (("127.0.0.1", 8001), ("other.localhost", 9000), ("paper.localhost", 9001)):
        with pytest.raises(AddressRefused):
            check_address(rules, host, port, "127.0.0.1", port)


def test_an_exception_for_ipv6_is_written_as_the_refusal_says() -> None:
    with pytest.raises(AddressRefused, match=r"--allow-host \[::1\]:8000 allows it"):
        check_address(OPEN, "::1", 8000, "::1", 8000)
    check_address(make_network_rules(("[::1]:8000",), (), ""), "::1", 8000, "::1", 8000)


def test_a_name_is_judged_by_every_address_it_has() -> None:
    rules = make_network_rules((), ("rebind.example=10.0.0.1:80",), "ops@paper.example")
    with pytest.raises(AddressRefused):
        asyncio.run(_fetch(rules, "http://rebind.example/"))
    with pytest.raises(AddressRefused):
        asyncio.run(_fetch(OPEN, "http://localhost/"))


async def _fetch(rules: NetworkRules, url: str) -> HttpAnswer:
    client = HttpClient(rules)
    try:
        return await client.fetch("GET", url, timeout_s=HANGS, max_bytes=1000)
    finally:
        client.close()


def test_a_connection_is_made_to_the_address_that_was_checked(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """A name server that changes its answer between check and connection changes nothing."""
    with serving_raw({"/": [b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok"]}) as server:
        answers = iter(["127.0.0.1", "127.0.0.2"])

        def resolve(*_: object, **__: object) -> list[tuple[object, ...]]:
            return [(0, 0, 0, "", (next(answers), server.port))]

        monkeypatch.setattr(socket, "getaddrinfo", resolve)
        rules = make_network_rules((f"127.0.0.1:{server.port}",), (), "")
        answer = asyncio.run(_fetch(rules, f"http://rebind.example:{server.port}/"))
        assert (answer.body, answer.address, next(answers)) == (b"ok", "127.0.0.1", "127.0.0.2")


def test_names_under_localhost_are_this_machine() -> None:
    assert find_override(OPEN, "paper.localhost", 8000) == ("127.0.0.1", 8000)
    assert find_override(OPEN, "paper.example", 8000) is None


def test_an_override_for_one_port_leaves_the_others() -> None:
    rules = make_network_rules((), ("paper.example:80=192.168.0.9:8080", "[::1]:443=[::2]:1"), "")
    assert find_override(rules, "paper.example", 80) == ("192.168.0.9", 8080)
    assert find_override(rules, "paper.example", 443) is None


@pytest.mark.parametrize("line", ["paper.example", "=1.2.3.4:80", "a=1.2.3.4", "a=:80", "a=b:port"])
def test_a_malformed_override_is_refused_with_a_reason(line: str) -> None:
    with pytest.raises(ConfigError, match="expected HOST"):
        make_network_rules((), (line,), "")


@given(st.ip_addresses())
def test_an_address_is_recognised_in_every_spelling_of_a_url(address: object) -> None:
    assert (
        parse_literal_address(f"[{address}]") == parse_literal_address(str(address)) == str(address)
    )
