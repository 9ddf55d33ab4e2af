"""Which addresses may be connected to, judged by the address that a name resolves to.

Private, loopback and other special addresses, and ports that are not the web's, are refused unless
`allow_hosts` names the host and port, or the address and port. `resolve` replaces DNS for a name; it
allows nothing more.
"""

import ipaddress
from dataclasses import dataclass

from aggregator.config import NO_CONTACT
from aggregator.errors import AddressRefused, ConfigError, UsageError

Address = ipaddress.IPv4Address | ipaddress.IPv6Address

WEB_PORTS = (80, 443)
GLOBAL_UNICAST = ipaddress.IPv6Network("2000::/3")  # all that IANA has assigned to the internet
NAT64 = ipaddress.IPv6Network("64:ff9b::/96")  # RFC 6052
ISATAP = (0x00005EFE, 0x02005EFE)  # RFC 5214 §6.1: before the IPv4 address
# In global space, but not the internet's; Python's `is_global` of 3.11 does not know them all.
# From the special-purpose registries of IANA, and one from Azure's documentation.
SPECIAL: tuple[ipaddress.IPv4Network | ipaddress.IPv6Network, ...] = (
    ipaddress.IPv4Network("168.63.129.16/32"),  # Azure's platform, seen from its machines
    ipaddress.IPv4Network("192.0.0.0/24"),  # protocol assignments; Oracle's cloud uses some
    ipaddress.IPv4Network("192.88.99.0/24"),  # 6to4 relays (RFC 7526)
    ipaddress.IPv6Network("2001::/23"),  # Teredo and other protocols
    ipaddress.IPv6Network("2620:4f:8000::/48"),  # AS112
    ipaddress.IPv6Network("3fff::/20"),  # documentation
)


class PrivateAddress(AddressRefused):
    """An address or port that is not the public web's; `fact` without what would allow it."""

    def __init__(self, fact: str, allowed_by: str = "") -> None:
        super().__init__(f"{fact}: {allowed_by}" if allowed_by else fact)
        self.fact = fact


@dataclass(frozen=True, slots=True)
class NetworkRules:
    """Exceptions as `host:port`; overrides of DNS as `host[:port]` to (address, port).

    `unverified`: sites whose certificates are not verified, with all their hosts.
    """

    allowed: frozenset[str] = frozenset()
    overrides: tuple[tuple[str, tuple[str, int]], ...] = ()
    contact: str = ""
    unverified: frozenset[str] = frozenset()

    def is_unverified(self, host: str) -> bool:
        """Returns whether the certificate of a host is not verified."""
        labels = host.split(".")
        return any(".".join(labels[start:]) in self.unverified for start in range(len(labels)))


def make_network_rules(
    allow_hosts: tuple[str, ...],
    resolve: tuple[str, ...],
    contact: str,
    unverified: frozenset[str] = frozenset(),
) -> NetworkRules:
    """Returns the rules of these settings. Raises ConfigError for an override that is not one."""
    overrides = []
    for line in resolve:
        name, _, target = line.partition("=")
        address, _, port = target.rpartition(":")
        if not name or not address or not port.isdecimal():
            raise ConfigError(f"[crawl] resolve {line!r}: expected HOST[:PORT]=ADDRESS:PORT")
        overrides.append((name.lower(), (address.strip("[]"), int(port))))
    allowed = frozenset(host.lower() for host in allow_hosts)
    return NetworkRules(allowed, tuple(overrides), contact, unverified)


def check_address(rules: NetworkRules, host: str, port: int, address: str, at_port: int) -> None:
    """Raises PrivateAddress when `host:port`, resolved to `address:at_port`, may not be connected to.

    Raises UsageError for a public host while no contact is set.
    """
    names = {_format_host_port(host, port), _format_host_port(_strip_zone(address), at_port)}
    if names & rules.allowed:
        return
    allowed_by = f"--allow-host {_format_host_port(host, port)} allows it"
    if not _is_public(address):
        raise PrivateAddress(f"{host} is at {address}, a private or loopback address", allowed_by)
    if port not in WEB_PORTS:
        raise PrivateAddress(f"{host} is asked at port {port}, not at 80 or 443", allowed_by)
    if not rules.contact:
        raise UsageError(NO_CONTACT)


def find_override(rules: NetworkRules, host: str, port: int) -> tuple[str, int] | None:
    """Returns (address, port) of a name by configuration, or by RFC 6761 for names under .localhost."""
    for name, target in rules.overrides:
        if name in ("*", host, f"{host}:{port}", f"*:{port}"):
            return target
    if host == "localhost" or host.endswith(".localhost"):
        return "127.0.0.1", port
    return None


def parse_literal_address(host: str) -> str | None:
    """Returns the address when a host is written as one, else None."""
    try:
        return str(ipaddress.ip_address(host.strip("[]")))
    except ValueError:
        return None


def _is_public(address: str) -> bool:
    parsed = ipaddress.ip_address(_strip_zone(address))
    embedded = _extract_embedded_ipv4(parsed)
    return _is_of_the_internet(parsed) and (embedded is None or _is_of_the_internet(embedded))


def _is_of_the_internet(address: Address) -> bool:
    if any(address in network for network in SPECIAL if network.version == address.version):
        return False
    if isinstance(address, ipaddress.IPv6Address):
        if address in NAT64:
            return True  # judged by the address in it
        if address not in GLOBAL_UNICAST:
            return False
    return address.is_global and not address.is_multicast


def _extract_embedded_ipv4(address: Address) -> ipaddress.IPv4Address | None:
    """Returns the IPv4 address that an IPv6 one of a transition method leads to."""
    if isinstance(address, ipaddress.IPv4Address):
        return None
    bits = int(address)
    if address in NAT64 or (bits >> 32) & 0xFFFFFFFF in ISATAP:
        return ipaddress.IPv4Address(bits & 0xFFFFFFFF)
    return address.sixtofour


def _format_host_port(host: str, port: int) -> str:
    """Returns `HOST:PORT` as settings write it, IPv6 in brackets."""
    return f"[{host}]:{port}" if ":" in host else f"{host}:{port}"


def _strip_zone(address: str) -> str:
    return address.partition("%")[0]
