"""Feeds that move or end, and sitemaps."""

from benchmarks.years import feeds
from benchmarks.years.makers import linked
from benchmarks.years.model import Behaviour, Notice
from benchmarks.years.rules import (
    days,
    instead,
    on,
    path_has,
    redirect,
    rewritten,
    status,
)

DAY = 24.0
MOVES = (
    Behaviour(
        name="feed_moved",
        origin="review",
        says="301 from day 3 on, the old address is 404 from day 10 on",
        rules=(
            on("feed", status(404), days(10), path_has("/feed.xml")),
            on(
                "feed",
                redirect(lambda look: f"http://{look.site.host}/feed-new.xml", 301),
                days(3),
                path_has("/feed.xml"),
            ),
        ),
        notices=(Notice(r"moved", 3 * DAY, 3 * DAY),),
    ),
    Behaviour(
        name="feed_moved_for_an_hour",
        origin="own",
        says="301 to the front page for six hours by mistake",
        rules=(on("feed", redirect(lambda look: f"http://{look.site.host}/", 301), days(4, 4.25)),),
    ),
    Behaviour(
        name="feed_410",
        origin="review",
        says="410 from day 6 on",
        per_day=2.5,
        rules=(on("feed", status(410), days(6)),),
        notices=(Notice(r"410|gone|retired", 6 * DAY, 1 * DAY),),
    ),
    Behaviour(
        name="feed_410_hours",
        origin="own",
        says="410 for six hours by mistake",
        rules=(on("feed", status(410), days(5, 5.25)),),
    ),
    Behaviour(
        name="feed_404_days",
        origin="review",
        says="404 for two days, then back with all",
        per_day=2.5,
        rules=(on("feed", status(404), days(5, 7)),),
        notices=(Notice(r"404", 5 * DAY, 1 * DAY),),
    ),
    Behaviour(
        name="feed_401_days",
        origin="own",
        says="401 for two days",
        per_day=2.5,
        rules=(on("feed", status(401), days(5, 7)),),
        notices=(Notice(r"401", 5 * DAY, 1 * DAY),),
    ),
    Behaviour(
        name="feed_html_days",
        origin="review",
        says="HTML in place of the feed for two days",
        per_day=2.5,
        rules=(on("feed", instead("soft404"), days(5, 7)),),
        notices=(Notice(r"no feed|not RSS|HTML|not a feed", 5 * DAY, 1 * DAY),),
    ),
)

SITEMAPS = (
    Behaviour(
        name="map_pictures_first",
        origin="review",
        says="image:loc before loc",
        kind="news_sitemap",
        feeds=("/sitemap.xml",),
        announce=feeds.sitemap_with_pictures,
    ),
    Behaviour(
        name="map_oldest_first",
        origin="review",
        says="2,500 old pages first, new ones at the end",
        kind="news_sitemap",
        feeds=("/sitemap.xml",),
        announce=feeds.sitemap_oldest_first,
    ),
    Behaviour(
        name="map_daily_children",
        origin="review",
        says="an index with a child a day",
        kind="news_sitemap",
        feeds=("/sitemap.xml",),
        announce=feeds.daily_children,
    ),
    Behaviour(
        name="map_hourly_names",
        origin="own",
        says="an index whose four children have new names every hour",
        kind="news_sitemap",
        feeds=("/sitemap.xml",),
        announce=feeds.hourly_names,
    ),
    Behaviour(
        name="map_undated_children",
        origin="review",
        says="an index of 70 undated children, the fresh one at the end",
        kind="news_sitemap",
        feeds=("/sitemap.xml",),
        announce=feeds.undated_children,
    ),
    Behaviour(
        name="map_is_rss",
        origin="review",
        says="RSS named as a sitemap",
        kind="news_sitemap",
        feeds=("/sitemap.xml",),
        announce=feeds.plain_rss,
    ),
    Behaviour(
        name="map_bare_ampersand",
        origin="review",
        says="unescaped & in addresses",
        kind="news_sitemap",
        feeds=("/sitemap.xml",),
        link=linked("http://{host}/show?lang=en&item={slug}"),
        announce=feeds.sitemap_with_pictures,
        rules=(on("feed", rewritten(lambda b: b.replace(b"&amp;", b"&"))),),
    ),
)
