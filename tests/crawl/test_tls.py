"""Certificates are verified, on real connections over TLS; why one does not hold is said in words."""

import asyncio
import ssl
from datetime import UTC, datetime
from pathlib import Path

import pytest
from scrapy.exceptions import DownloadFailedError

import aggregator
from aggregator.crawl import causes, retry
from aggregator.crawl.network import NetworkRules, make_network_rules
from aggregator.crawl.transport.client import HttpAnswer, HttpClient
from aggregator.crawl.transport.failures import CertificateFailure
from storage.store import open_for_writing
from tests.certificates import DAY, Authority, make_authority
from tests.conftest import HANGS
from tests.crawling import World
from tests.raw_server import HOLD, RawServer, Wire, serving_raw
from tests.site_server import Sites, story

URL = "https://news.example/"
PAGE: dict[str, Wire] = {"/": [b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok"]}
SPRING = datetime(2026, 3, 1, tzinfo=UTC)


@pytest.fixture
def authority(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Authority:
    """An authority that the crawl trusts."""
    made = make_authority(tmp_path)
    monkeypatch.setenv("SSL_CERT_FILE", str(made.file))
    return made


def rules_for(server: RawServer, *unverified: str) -> NetworkRules:
    spot = f"127.0.0.1:{server.port}"
    return make_network_rules((spot,), (f"*={spot}",), "", frozenset(unverified))


def fetch(rules: NetworkRules, *urls: str) -> list[HttpAnswer]:
    async def fetch_in_turn() -> list[HttpAnswer]:
        client = HttpClient(rules)
        try:
            return [
                await client.fetch("GET", url, timeout_s=HANGS, max_bytes=10_000)
                for url in urls or (URL,)
            ]
        finally:
            client.close()

    return asyncio.run(fetch_in_turn())


def fail(context: ssl.SSLContext) -> str:
    """The words of the failure to fetch from a server with this context."""
    with serving_raw(PAGE, context) as server, pytest.raises(CertificateFailure) as failure:
        fetch(rules_for(server))
    assert server.asked == []  # nothing was sent to whoever it is
    assert causes.find_cause_of_error(failure.value) == "tls"
    return retry.explain_error(failure.value)


def test_a_page_with_a_good_certificate_is_read(authority: Authority) -> None:
    with serving_raw(PAGE, authority.make_context("news.example")) as server:
        assert [answer.body for answer in fetch(rules_for(server))] == [b"ok"]


def test_an_expired_certificate_is_refused_with_its_date(authority: Authority) -> None:
    context = authority.make_context("news.example", begins=SPRING - 90 * DAY, ends=SPRING)
    assert fail(context) == "certificate expired on 2026-03-01"


def test_a_certificate_of_tomorrow_is_refused_with_its_date(authority: Authority) -> None:
    later = datetime.now(UTC) + 5 * DAY
    words = f"certificate is not valid before {later:%Y-%m-%d}"
    assert fail(authority.make_context("news.example", begins=later)) == words


def test_a_certificate_for_another_host_is_refused_with_its_names(authority: Authority) -> None:
    assert fail(authority.make_context("other.example")) == "certificate is for other.example"
    many = authority.make_context("a.example", "b.example", "c.example", "d.example")
    assert fail(many) == "certificate is for a.example, b.example, c.example and 1 more"


def test_a_certificate_that_nobody_signed_is_refused(authority: Authority) -> None:
    context = authority.make_context("news.example", signs_itself=True)
    assert fail(context) == "certificate is signed by itself"


def test_a_certificate_of_an_unknown_authority_is_refused(
    authority: Authority, tmp_path: Path
) -> None:
    (tmp_path / "other").mkdir()
    stranger = make_authority(tmp_path / "other", "Stranger")
    assert fail(stranger.make_context("news.example")) == (
        "certificate is signed by an unknown authority"
    )


@pytest.mark.parametrize("site", ["news.example", "example"])
def test_the_certificate_of_a_site_that_the_operator_named_is_not_verified(
    authority: Authority, site: str
) -> None:
    with serving_raw(PAGE, authority.make_context("other.example")) as server:
        assert fetch(rules_for(server, site))[0].body == b"ok"


def test_an_exception_holds_for_its_site_only(authority: Authority) -> None:
    context = authority.make_context("other.example")
    with serving_raw(PAGE, context) as server, pytest.raises(CertificateFailure):
        fetch(rules_for(server, "ews.example", "www.news.example"))


def test_a_crawl_reads_a_source_whose_certificate_the_operator_excepts(
    authority: Authority, tmp_path: Path
) -> None:
    page: dict[str, Wire] = {"/storm": [b"HTTP/1.1 200 OK\r\n\r\n" + story(1).encode()]}
    with serving_raw(page, authority.make_context("other.example")) as server:
        world = World(Sites(server.port), tmp_path / "crawl.db")
        world.source("news.example", "https://news.example/feed")
        article = f"{URL}storm"
        refused = world.crawl(article)
        with open_for_writing(world.path) as store:
            assert store.sources.set_tls_unverified("news.example", True)
        world.make_due()
        world.crawl(article)
    assert "certificate is for other.example" in refused.failed[article]
    assert world.stored() == {article}


def test_a_source_whose_certificate_fails_is_named_with_the_reason(
    authority: Authority, tmp_path: Path
) -> None:
    expired = authority.make_context("news.example", begins=SPRING - 90 * DAY, ends=SPRING)
    with serving_raw({}, expired) as server:
        world = World(Sites(server.port), tmp_path / "crawl.db")
        world.source("news.example", "https://news.example/feed")
        for _ in range(3):
            world.make_due()
            world.crawl(source="news.example")
    with aggregator.connect(world.path, write=False) as news:
        [finding] = news.health.of_source("news.example").findings
    assert finding.code == "feed_tls"
    assert "certificate expired on 2026-03-01" in finding.says


def test_a_server_without_tls_is_said_to_be_one() -> None:
    async def answer_plainly(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await reader.read(10)
        writer.write(b"HTTP/1.1 400 Bad Request\r\nContent-Length: 0\r\n\r\n")
        writer.close()

    async def ask() -> None:
        server = await asyncio.start_server(answer_plainly, "127.0.0.1", 0)
        spot = "127.0.0.1:{1}".format(*server.sockets[0].getsockname())
        client = HttpClient(make_network_rules((spot,), (f"*={spot}",), ""))
        try:
            await client.fetch("GET", URL, timeout_s=HANGS, max_bytes=1000)
        finally:
            client.close()
            server.close()

    with pytest.raises(DownloadFailedError, match="the server does not speak TLS there"):
        asyncio.run(ask())


def test_a_body_until_the_end_of_a_connection_over_tls_is_read(authority: Authority) -> None:
    """Many servers close without saying so in TLS (no close_notify)."""
    page: dict[str, Wire] = {"/": [b"HTTP/1.1 200 OK\r\n\r\n", b"ok" * 4000]}
    with serving_raw(page, authority.make_context("news.example")) as server:
        assert fetch(rules_for(server))[0].body == b"ok" * 4000


def test_one_handshake_serves_the_next_request_to_the_same_host(authority: Authority) -> None:
    answer = b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok"
    with serving_raw({"/": [answer, HOLD]}, authority.make_context("news.example")) as server:
        fetch(rules_for(server), URL, URL, URL)
    assert (server.connections, len(server.asked)) == (1, 3)
