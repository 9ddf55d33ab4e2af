"""Which addresses may be connected to, decided by what a name resolves to."""

import asyncio

import pytest
from hypothesis import given
from hypothesis import strategies as st

from aggregator.crawl.network import (
    CheckedResolver,
    NetworkRules,
    check_address,
    find_override,
    make_network_rules,
    parse_literal_address,
)
from aggregator.errors import AddressRefused, ConfigError, UsageError

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
    "64:ff9b:1::a00:1",
]


@pytest.mark.parametrize("address", PRIVATE)
def test_private_loopback_and_special_addresses_are_refused(address: str) -> None:
    with pytest.raises(AddressRefused, match="private or loopback"):
        check_address(OPEN, "paper.example", 80, address, 80)


@pytest.mark.parametrize("address", ["198.41.0.4", "2001:503:ba3e::2:30", "64:ff9b::c629:4"])
def test_public_addresses_are_fetched_once_a_contact_is_set(address: str) -> None:
    check_address(OPEN, "paper.example", 80, address, 80)
    with pytest.raises(UsageError, match="aggregator init --contact"):
        check_address(NetworkRules(), "paper.example", 80, address, 80)


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
        asyncio.run(_resolved(rules, "rebind.example"))
    with pytest.raises(AddressRefused):
        asyncio.run(_resolved(OPEN, "localhost"))


async def _resolved(rules: NetworkRules, host: str) -> object:
    resolver = CheckedResolver(rules)
    try:
        return await resolver.resolve(host, 80)
    finally:
        await resolver.close()


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
