"""Whole hosts: broken HTTP, outages, refusals, robots.txt, certificates, domains."""

import gzip
from collections.abc import Callable

from benchmarks.years.makers import here
from benchmarks.years.model import Behaviour, Notice, What
from benchmarks.years.rules import (
    bytes_of,
    change,
    closes,
    daily,
    days,
    every,
    instead,
    never,
    on,
    path_has,
    raw,
    redirect,
    retry_at,
    rewritten,
    status,
    with_headers,
)

DAY = 24.0
ALL: tuple[What, ...] = ("feed", "page", "other")
EVERYTHING: tuple[What, ...] = (*ALL, "robots")
FORBIDS = bytes_of(b"User-agent: *\nDisallow: /\n", "text/plain")


def head(*lines: bytes) -> bytes:
    return b"HTTP/1.1 200 OK\r\nContent-Type: application/rss+xml\r\n" + b"".join(
        line + b"\r\n" for line in lines
    )


def length(body: bytes, more: int = 0) -> bytes:
    return b"Content-Length: %d" % (len(body) + more)


def chunks(body: bytes) -> bytes:
    return b"%x\r\n%s\r\n0\r\n\r\n" % (len(body), body)


def written(name: str, says: str, write: Callable[[bytes], bytes]) -> Behaviour:
    """A site whose feed comes in bytes that curl and browsers read."""
    return Behaviour(name=name, origin="review", says=says, rules=(on("feed", raw(write)),))


PLAIN = (
    Behaviour(name="plain", origin="own", says="nothing is wrong"),
    Behaviour(
        name="plain_busy",
        origin="own",
        says="nothing is wrong, 12 articles a day",
        per_day=12,
        window=40,
    ),
    Behaviour(
        name="plain_rare",
        origin="own",
        says="nothing is wrong, an article in three days",
        per_day=0.33,
    ),
)

HTTP = (
    written(
        "http_two_lengths",
        "two equal Content-Length",
        lambda b: head(length(b), length(b)) + b"\r\n" + b,
    ),
    written(
        "http_length_chunked",
        "Content-Length with chunked",
        lambda b: head(length(b), b"Transfer-Encoding: chunked") + b"\r\n" + chunks(b),
    ),
    written(
        "http_length_long",
        "Content-Length is too long",
        lambda b: head(length(b, 400)) + b"\r\n" + b,
    ),
    written(
        "http_blank_colon",
        "a blank before the colon",
        lambda b: head(b"X-Cache : HIT", length(b)) + b"\r\n" + b,
    ),
    written(
        "http_bare_lf",
        "bare line feeds, HTTP/1.0, no length",
        lambda b: b"HTTP/1.0 200 OK\nContent-Type: text/xml\n\n" + b,
    ),
    written(
        "http_no_reason",
        "no reason phrase, UTF-8 in a header",
        lambda b: b"HTTP/1.1 200\r\nX-Ort: K\xc3\xb6ln\r\n" + length(b) + b"\r\n\r\n" + b,
    ),
    Behaviour(
        name="http_long_header",
        origin="review",
        says="a header line of 9 KiB on feed and pages",
        rules=(
            on(
                ("feed", "page"),
                with_headers(
                    ("Content-Security-Policy", "script-src " + "'sha256-abcdefgh' " * 540)
                ),
            ),
        ),
    ),
    Behaviour(
        name="http_cookies",
        origin="own",
        says="60 cookies with each answer",
        rules=(
            on(
                ("feed", "page"),
                with_headers(*(("Set-Cookie", f"c{n}={'x' * 90}; Path=/") for n in range(60))),
            ),
        ),
    ),
    Behaviour(
        name="http_gzip_unlabelled",
        origin="review",
        says="the feed is gzip without a header",
        rules=(on("feed", rewritten(gzip.compress)),),
    ),
)

OUTAGES = (
    Behaviour(
        name="host_500_days",
        origin="review",
        says="500 for three days, then back with all",
        per_day=2.5,
        rules=(on(ALL, status(500), days(5, 8)),),
        notices=(Notice(r"500", 5 * DAY, 1 * DAY),),
    ),
    Behaviour(
        name="host_reset_days",
        origin="review",
        says="connections are closed unanswered for two days",
        per_day=2.5,
        rules=(on(EVERYTHING, closes, days(5, 7)),),
        notices=(Notice(r"closed|reset|broke off|connection|no answer", 5 * DAY, 1 * DAY),),
    ),
    Behaviour(
        name="host_timeout_day",
        origin="review",
        says="no answer for a day",
        per_day=2.5,
        rules=(on(ALL, never, days(5, 6)),),
        notices=(Notice(r"time.?out|no answer|took longer|within", 5 * DAY, 1 * DAY),),
    ),
    Behaviour(
        name="host_429_mornings",
        origin="review",
        says="429 with Retry-After of an hour from 8 to 12 each day",
        per_day=2.5,
        rules=(on(ALL, status(429, ("Retry-After", "3600")), daily(8, 12)),),
    ),
    Behaviour(
        name="host_429_days",
        origin="own",
        says="429 for two days, Retry-After as a date in two hours",
        per_day=2.5,
        rules=(on(ALL, retry_at(429, 2), days(5, 7)),),
        notices=(Notice(r"429|too many|pause|wait", 5 * DAY, 1 * DAY),),
    ),
    Behaviour(
        name="host_429_page",
        origin="review",
        says="each fifth page request is answered 429 with Retry-After of an hour",
        per_day=4,
        rules=(on("page", status(429, ("Retry-After", "3600")), every(5, 1)),),
    ),
    Behaviour(
        name="host_503_date",
        origin="own",
        says="503 with Retry-After as a date one morning",
        rules=(on(ALL, retry_at(503, 3), days(5.3, 5.5)),),
    ),
    Behaviour(
        name="host_maintenance_day",
        origin="own",
        says="a maintenance page with 200 everywhere for a day",
        per_day=2.5,
        rules=(on(ALL, instead("maintenance"), days(5, 6)),),
        notices=(Notice(r"no feed|not RSS|HTML|not a feed|maintenance", 5 * DAY, 1 * DAY),),
    ),
    Behaviour(
        name="host_parked",
        origin="own",
        says="a parking page from day 7 on",
        per_day=2.5,
        rules=(on(EVERYTHING, instead("parking"), days(7)),),
        notices=(Notice(r"no feed|not RSS|HTML|not a feed|parked|for sale", 7 * DAY, 1 * DAY),),
    ),
    Behaviour(
        name="host_parked_elsewhere",
        origin="own",
        says="302 to a parking page on another host from day 7 on",
        per_day=2.5,
        others=("parking",),
        rules=(
            on(
                EVERYTHING,
                redirect(lambda look: f"http://{look.site.other('parking')}/lander"),
                days(7),
                lambda look: look.asked.host == look.site.host,
            ),
            on("other", instead("parking"), path_has("/lander")),
        ),
        notices=(
            Notice(r"no feed|not RSS|HTML|not a feed|parked|redirect|moved", 7 * DAY, 1 * DAY),
        ),
    ),
    Behaviour(
        name="host_moved",
        origin="review",
        says="every address leads (301) to another domain from day 6 on; its feed names the new pages",
        others=("moved",),
        link=lambda site, a, q: (
            f"http://{site.other('moved') if q.hour >= 6 * DAY else site.host}/2026/{a.slug}"
        ),
        rules=(
            on(
                EVERYTHING,
                redirect(lambda look: f"http://{look.site.other('moved')}{look.asked.path}", 301),
                days(6),
                lambda look: look.asked.host == look.site.host,
            ),
        ),
        notices=(Notice(r"moved|now at|former", 6 * DAY, 3 * DAY),),
    ),
    Behaviour(
        name="host_slow",
        origin="review",
        says="every answer takes 0.8 s",
        per_day=1,
        rules=(on(ALL, change(wait=0.8)),),
    ),
)

ROBOTS = (
    Behaviour(
        name="robots_forbids_day",
        origin="review",
        says="robots.txt forbids everything for a day by mistake",
        per_day=2.5,
        rules=(on("robots", FORBIDS, days(4, 5)),),
    ),
    Behaviour(
        name="robots_forbids_for_good",
        origin="review",
        says="robots.txt forbids everything from day 7 on",
        per_day=2.5,
        rules=(on("robots", FORBIDS, days(7)),),
        notices=(Notice(r"robots", 7 * DAY, 3 * DAY),),
    ),
    Behaviour(
        name="robots_500_hour",
        origin="own",
        says="robots.txt answers 500 for two hours each day",
        rules=(on("robots", status(500), daily(9, 11)),),
    ),
    Behaviour(
        name="robots_500_days",
        origin="own",
        says="robots.txt answers 503 for three days",
        per_day=2.5,
        rules=(on("robots", status(503), days(5, 8)),),
        # The judge leaves addresses out, as that of robots.txt.
        notices=(Notice(r"robots|nothing is fetched until it answers", 5 * DAY, 3 * DAY),),
    ),
    Behaviour(
        name="robots_html",
        origin="review",
        says="robots.txt is HTML",
        rules=(on("robots", instead("soft404")),),
    ),
    Behaviour(
        name="robots_loop",
        origin="review",
        says="robots.txt leads to itself",
        rules=(on("robots", redirect(here("{path}"))),),
    ),
    Behaviour(
        name="robots_crawl_delay",
        origin="own",
        says="Crawl-delay of twice the delay of the run",
        per_day=1,
        rules=(on("robots", bytes_of(b"User-agent: *\nCrawl-delay: 0.6\n", "text/plain")),),
    ),
)

CERTIFICATES = (
    Behaviour(name="tls_good", origin="own", says="https with a good certificate", secure=True),
    Behaviour(
        name="tls_expired",
        origin="own",
        says="the certificate has expired on days 5 to 8",
        secure=True,
        per_day=2.5,
        notices=(Notice(r"certificate", 5 * DAY, 1 * DAY),),
    ),
    Behaviour(
        name="tls_other_name",
        origin="review",
        says="the certificate names another host on days 5 to 8",
        secure=True,
        per_day=2.5,
        notices=(Notice(r"certificate", 5 * DAY, 1 * DAY),),
    ),
)
BAD_CERTIFICATE_DAYS = (5.0, 8.0)


HOSTS = (*PLAIN, *HTTP, *OUTAGES, *ROBOTS, *CERTIFICATES)
