"""When a feed lists what: bursts, silences, order, validators, hints."""

from benchmarks.years import feeds
from benchmarks.years.makers import bursts, until
from benchmarks.years.model import Answer, Behaviour, Look, Notice, time_at
from benchmarks.years.rules import (
    daily,
    days,
    every,
    on,
    redirect,
    status,
    validated,
    with_body,
    with_headers,
)

DAY = 24.0
NOTHING: frozenset[int] = frozenset()


def lagging(look: Look) -> Answer:
    """The feed as it was two hours ago, from another node."""
    site, asked = look.site, look.asked
    return (site.behaviour.announce or feeds.plain_rss)(site, asked, site.listed(look.hour - 2))


def empty(look: Look) -> Answer:
    return feeds.plain_rss(look.site, look.asked, [])


def first_entries(look: Look) -> Answer:
    """The feed of the site's first three articles: a cache that is never refreshed."""
    return feeds.plain_rss(look.site, look.asked, look.site.listed(3 * DAY)[:3])


TIMES = (
    Behaviour(
        name="feed_bursts",
        origin="own",
        says="20 articles an hour and a half apart from noon on; the feed lists 5",
        window=5,
        arrivals=bursts(20, 90, 3),
        lists_for=5.0,
    ),
    Behaviour(
        name="feed_flood",
        origin="own",
        says="20 articles at once every third day",
        arrivals=bursts(20, 0.5, 3),
    ),
    Behaviour(
        name="feed_empty_day",
        origin="own",
        says="empty for a day, then back with all",
        rules=(on("feed", empty, days(5, 6)),),
    ),
    Behaviour(
        name="feed_empty_for_good",
        origin="review",
        says="empty from day 6 on",
        per_day=2.5,
        rules=(on("feed", empty, days(6)),),
        notices=(
            Notice(r"empty|no entries|silent|nothing new|no new|lists nothing", 6 * DAY, 3 * DAY),
        ),
    ),
    Behaviour(
        name="feed_silent",
        origin="review",
        says="nothing new from day 5 on",
        per_day=4,
        arrivals=until(5),
        notices=(Notice(r"silent|nothing new|no new|nothing since|quiet", 5 * DAY, 4 * DAY),),
    ),
    Behaviour(
        name="feed_truncated",
        origin="own",
        says="cut in the middle of an entry from 7 to 10 and 17 to 20",
        rules=(
            on("feed", with_body(lambda b: b[: len(b) * 2 // 3]), daily(7, 10)),
            on("feed", with_body(lambda b: b[: len(b) * 2 // 3]), daily(17, 20)),
        ),
    ),
    Behaviour(
        name="feed_two_nodes",
        origin="own",
        says="every second answer comes from a node two hours behind",
        rules=(on("feed", lagging, every(2)),),
    ),
    Behaviour(
        name="feed_two_hosts",
        origin="own",
        says="307 to one of two nodes in turn, one of them two hours behind",
        others=("n1.", "n2."),
        rules=(
            on(
                "feed",
                redirect(lambda look: f"http://n1.{look.site.host}/feed.xml", 307),
                lambda look: look.asked.host == look.site.host,
                every(2),
            ),
            on(
                "feed",
                redirect(lambda look: f"http://n2.{look.site.host}/feed.xml", 307),
                lambda look: look.asked.host == look.site.host,
            ),
            on("feed", lagging, lambda look: look.asked.host.startswith("n2.")),
        ),
    ),
    Behaviour(
        name="feed_shuffled",
        origin="own",
        says="in another order at each look, without dates",
        announce=lambda site, q, articles: feeds.make_rss(date=lambda _: "")(
            site, q, sorted(articles, key=lambda a: (a.number * (q.number + 7)) % 1009)
        ),
    ),
    Behaviour(
        name="feed_oldest_first",
        origin="own",
        says="oldest first",
        window=60,
        announce=lambda site, q, articles: feeds.plain_rss(site, q, articles[::-1]),
    ),
)

VALIDATORS = (
    Behaviour(
        name="feed_etag_frozen",
        origin="review",
        says="the ETag never changes: 304 for ever",
        per_day=2.5,
        rules=(on("feed", validated(lambda _: '"v1"')),),
        notices=(Notice(r"validator|ETag|304 although|distrust", 1 * DAY, 2 * DAY),),
    ),
    Behaviour(
        name="feed_modified_frozen",
        origin="review",
        says="Last-Modified never changes: 304 for ever",
        per_day=2.5,
        rules=(on("feed", validated(lambda _: "Mon, 02 Mar 2026 00:00:00 GMT", "Last-Modified")),),
        notices=(Notice(r"validator|Last-Modified|304 although|distrust", 1 * DAY, 2 * DAY),),
    ),
    Behaviour(
        name="feed_etag_good",
        origin="own",
        says="a right ETag",
        rules=(on("feed", validated(lambda look: f'"{len(look.site.listed(look.hour, 999))}"')),),
    ),
    Behaviour(
        name="feed_etag_per_look",
        origin="own",
        says="another ETag at each look",
        rules=(on("feed", validated(lambda look: f'"{look.asked.number}"')),),
    ),
    Behaviour(
        name="feed_304_unasked",
        origin="review",
        says="304 to everything from 1 to 6, validators or not",
        rules=(on("feed", status(304), daily(1, 6)),),
    ),
    Behaviour(
        name="feed_stale_cache",
        origin="own",
        says="the feed of day 3 from a cache on days 4 to 7",
        per_day=3,
        rules=(on("feed", first_entries, days(4, 7)),),
    ),
)

HINTS = (
    Behaviour(
        name="hint_ttl",
        origin="review",
        says="<ttl> of 240 minutes",
        floor=4.0,
        announce=feeds.make_rss(channel="<ttl>240</ttl>"),
    ),
    Behaviour(
        name="hint_sy",
        origin="review",
        says="sy:updatePeriod hourly, once in it: an hour",
        floor=1.0,
        announce=feeds.make_rss(
            channel="<sy:updatePeriod>hourly</sy:updatePeriod><sy:updateFrequency>1</sy:updateFrequency>"
        ),
    ),
    Behaviour(
        name="hint_cache_control",
        origin="review",
        says="Cache-Control: max-age of four hours",
        floor=4.0,
        rules=(on("feed", with_headers(("Cache-Control", "public, max-age=14400"))),),
    ),
    Behaviour(
        name="hint_expires",
        origin="review",
        says="Expires in three hours",
        floor=3.0,
        rules=(
            on(
                "feed",
                lambda look: with_headers(
                    ("Date", time_at(look.hour).strftime("%a, %d %b %Y %H:%M:%S GMT")),
                    ("Expires", time_at(look.hour + 3).strftime("%a, %d %b %Y %H:%M:%S GMT")),
                )(look),
            ),
        ),
    ),
)
