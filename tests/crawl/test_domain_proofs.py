"""A claimant proves control of a domain by a token in DNS, in a file or in a meta tag."""

from collections.abc import Iterator
from dataclasses import replace

import pytest

from aggregator.config import CrawlConfig
from aggregator.crawl.domain_proofs import FILE_PATH, ProofCheck, check_proofs
from aggregator.results.takedowns import ProofMethod, TakedownProof
from tests.name_server import NameServer, run_name_server
from tests.site_server import Answer, Sites, serving

TOKEN = "5f0c9d" * 6
DOMAIN = "paper.example"
NAME = "_aggregator-challenge.paper.example"


@pytest.fixture
def sites() -> Iterator[Sites]:
    with serving() as served:
        yield served


@pytest.fixture
def names() -> Iterator[NameServer]:
    with run_name_server() as served:
        yield served


def proof(method: ProofMethod) -> TakedownProof:
    return TakedownProof(1, 1, method, DOMAIN, TOKEN, "2026-03-01T06:00:00Z", None, None, "")


def check(
    method: ProofMethod, sites: Sites | None = None, names: NameServer | None = None
) -> ProofCheck:
    config = CrawlConfig(timeout=60)
    if sites:
        config = replace(config, allow_hosts=sites.allow, resolve=sites.resolve)
    [found] = check_proofs([proof(method)], config, names.address if names else "")
    return found


@pytest.mark.parametrize("texts", [[TOKEN], ["v=spf1 -all", f"  {TOKEN} "]])
def test_a_txt_record_with_the_token_proves_the_domain(names: NameServer, texts: list[str]) -> None:
    names.texts[NAME] = texts
    assert check("dns", names=names) == ProofCheck(1, True, f"TXT record at {NAME}")


@pytest.mark.parametrize(
    ("name", "text"),
    [(NAME, f"x{TOKEN}"), (NAME, TOKEN[:-1]), ("paper.example", TOKEN), (f"www.{NAME}", TOKEN)],
)
def test_another_record_proves_nothing(names: NameServer, name: str, text: str) -> None:
    names.texts[name] = [text]
    assert not check("dns", names=names).found


def test_a_name_server_that_does_not_answer_proves_nothing() -> None:
    with run_name_server() as stopped:
        pass
    found = check("dns", names=stopped)
    assert not found.found
    assert found.detail.startswith(f"no TXT record at {NAME}")


def test_a_file_with_the_token_proves_the_domain(sites: Sites) -> None:
    sites.pages[DOMAIN + FILE_PATH] = Answer(f"# ours\n{TOKEN}\n".encode(), "text/plain")
    assert check("file", sites).found


def test_the_file_may_be_at_the_host_with_www(sites: Sites) -> None:
    there = f"http://www.{DOMAIN}{FILE_PATH}"
    sites.pages[DOMAIN + FILE_PATH] = Answer(b"", status=301, headers={"Location": there})
    sites.pages[f"www.{DOMAIN}{FILE_PATH}"] = Answer(TOKEN.encode(), "text/plain")
    assert check("file", sites).found


@pytest.mark.parametrize("elsewhere", ["evil.example", "evil.paper.example"])
def test_a_redirect_to_another_host_is_not_followed(sites: Sites, elsewhere: str) -> None:
    there = f"http://{elsewhere}/token"
    sites.pages[DOMAIN + FILE_PATH] = Answer(b"", status=302, headers={"Location": there})
    sites.pages[f"{elsewhere}/token"] = Answer(TOKEN.encode(), "text/plain")
    found = check("file", sites)
    assert not found.found
    assert found.detail == f"HTTP 302 at http://{DOMAIN}{FILE_PATH}"
    assert sites.paths(elsewhere) == []


@pytest.mark.parametrize("body", [f"token {TOKEN}", TOKEN[:-1], "", "x" * 100_000, "\0\xff" * 1000])
def test_another_file_proves_nothing(sites: Sites, body: str) -> None:
    sites.pages[DOMAIN + FILE_PATH] = Answer(body.encode("latin-1"), "text/plain")
    assert not check("file", sites).found


def test_a_meta_tag_with_the_token_proves_the_domain(sites: Sites) -> None:
    tag = f'<meta name="aggregator-takedown" content="{TOKEN}">'
    sites.pages[f"{DOMAIN}/"] = f"<html><head><title>Paper</title>{tag}</head><body></body></html>"
    assert check("meta", sites).found


@pytest.mark.parametrize(
    "page",
    [
        '<head></head><body><div><meta name="aggregator-takedown" content="{}"></div>',
        "<head><meta name='aggregator-takedown' content='x{}'></head>",
        "<head><!-- <meta name='aggregator-takedown' content='{}'> --></head>",
        "<head><meta name='description' content='{}'></head>",
    ],
)
def test_a_token_that_a_reader_can_write_into_a_page_proves_nothing(
    sites: Sites, page: str
) -> None:
    sites.pages[f"{DOMAIN}/"] = page.format(TOKEN)
    assert not check("meta", sites).found


def test_a_domain_at_a_private_address_is_not_asked(sites: Sites) -> None:
    sites.pages[DOMAIN + FILE_PATH] = Answer(TOKEN.encode(), "text/plain")
    config = CrawlConfig(resolve=sites.resolve)
    [found] = check_proofs([proof("file")], config, "")
    assert not found.found
    assert sites.asked == []
