"""Looks for the token that only the owner of a domain can place: in DNS, in a file, in a meta tag."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from urllib.parse import urljoin, urlsplit

import dns.exception
import dns.resolver

from aggregator.config import CrawlConfig
from aggregator.crawl.single_requests import SingleAnswer, request
from aggregator.errors import AggregatorError
from aggregator.reading.owner_tokens import MAX_BYTES, find_meta_contents
from aggregator.results.takedowns import TakedownProof
from aggregator.takedown.types import PROOF_PLACES

DNS_LABEL = PROOF_PLACES["dns"]
FILE_PATH = PROOF_PLACES["file"]
META_NAME = PROOF_PLACES["meta"]
MAX_FILE = 16 * 1024  # bytes
MAX_REDIRECTS = 3  # to the same host, or the host with or without `www.`
DNS_SECONDS = 10.0


@dataclass(frozen=True, slots=True)
class ProofCheck:
    """Whether the token of a proof was found, and where, or what was found instead."""

    proof_id: int
    found: bool
    detail: str


def check_proofs(
    proofs: Iterable[TakedownProof], config: CrawlConfig, name_server: str
) -> Iterator[ProofCheck]:
    """Yields for each proof of a domain whether its token is in its place. Blocks.

    `name_server` is ADDRESS:PORT; empty for the name servers of the system.
    """
    for proof in proofs:
        if proof.method in ("dns", "file", "meta") and proof.token:
            yield ProofCheck(proof.id, *_check(proof, config, name_server))


def _check(proof: TakedownProof, config: CrawlConfig, name_server: str) -> tuple[bool, str]:
    if proof.method == "dns":
        return _check_dns(proof, name_server)
    return _check_file(proof, config) if proof.method == "file" else _check_meta(proof, config)


def _check_dns(proof: TakedownProof, name_server: str) -> tuple[bool, str]:
    name = f"{DNS_LABEL}.{proof.domain}"
    try:
        records = _make_resolver(name_server).resolve(name, "TXT", search=False)
    except (dns.exception.DNSException, OSError) as error:
        return False, f"no TXT record at {name}: {type(error).__name__}"
    texts = [b"".join(record.strings).decode("utf-8", "replace").strip() for record in records]
    if proof.token in texts:
        return True, f"TXT record at {name}"
    return False, f"{len(texts)} TXT records at {name}, none of them is the token"


def _make_resolver(name_server: str) -> dns.resolver.Resolver:
    if not name_server:
        resolver = dns.resolver.Resolver()
    else:
        address, _, port = name_server.rpartition(":")
        resolver = dns.resolver.Resolver(configure=False)
        resolver.nameservers = [address.strip("[]")]
        resolver.port = int(port)
    resolver.lifetime = DNS_SECONDS
    return resolver


def _check_file(proof: TakedownProof, config: CrawlConfig) -> tuple[bool, str]:
    answer, detail = _fetch(proof.domain, FILE_PATH, config, MAX_FILE)
    lines = answer.body.decode("utf-8-sig", "replace").splitlines() if answer else []
    if any(line.strip() == proof.token for line in lines):
        return True, detail
    return False, f"{detail}: no line is the token" if answer else detail


def _check_meta(proof: TakedownProof, config: CrawlConfig) -> tuple[bool, str]:
    answer, detail = _fetch(proof.domain, "/", config, MAX_BYTES)
    if answer and proof.token in find_meta_contents(answer.body, META_NAME):
        return True, f"meta tag at {detail}"
    return False, f"{detail}: no meta tag {META_NAME} with the token" if answer else detail


def _fetch(
    domain: str, path: str, config: CrawlConfig, max_bytes: int
) -> tuple[SingleAnswer | None, str]:
    """Returns the answer of a domain at a path and its address; or None, and why there is none.

    As for certificates (RFC 8555, HTTP-01), plain HTTP is asked where HTTPS does not answer.
    """
    detail = ""
    for scheme in ("https", "http"):
        try:
            answer, url = _follow(f"{scheme}://{domain}{path}", domain, config, max_bytes)
        except AggregatorError as error:
            detail = str(error)
            continue
        if answer.status == 200:
            return answer, url
        detail = f"HTTP {answer.status} at {url}"
    return None, detail


def _follow(url: str, domain: str, config: CrawlConfig, max_bytes: int) -> tuple[SingleAnswer, str]:
    """Returns the answer at an address, or where it redirects to on the same host.

    A redirect to another host is not followed: it may lead to somebody else's page.
    """
    answer = request("GET", url, config, max_bytes=max_bytes)
    for _ in range(MAX_REDIRECTS):
        target = urljoin(url, answer.location) if answer.location else ""
        if not target or not _is_same_host(target, domain):
            break
        url, answer = target, request("GET", target, config, max_bytes=max_bytes)
    return answer, url


def _is_same_host(url: str, domain: str) -> bool:
    split = urlsplit(url)
    host = (split.hostname or "").removeprefix("www.")
    return split.scheme in ("http", "https") and host == domain.removeprefix("www.")
