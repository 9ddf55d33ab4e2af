"""Where a page is, and what it and its feed say of its address."""

from benchmarks.years.makers import (
    bare,
    headed,
    here,
    linked,
    paginated,
    refresh,
    turned,
)
from benchmarks.years.model import Behaviour
from benchmarks.years.rules import (
    age_from,
    change,
    days,
    is_insecure,
    on,
    path_has,
    path_lacks,
    redirect,
    status,
)

DAY = 24.0
SELF = "<link rel='canonical' href='http://{host}/2026/{slug}'>"
TO_CONSENT = redirect(
    lambda look: f"http://{look.site.other('consent')}/?continue={look.asked.path}"
)

ADDRESSES = (
    Behaviour(
        name="page_meta_refresh",
        origin="review",
        says="a meta refresh leads to the article",
        rules=(on("page", refresh, path_lacks("/full")),),
    ),
    Behaviour(
        name="page_moved_slug",
        origin="own",
        says="301 to a new slug after a day; the feed names the new one",
        link=lambda site, a, q: (
            f"http://{site.host}/2026/{'new-' if q.hour - a.out >= DAY else ''}{a.slug}"
        ),
        rules=(
            on(
                "page",
                redirect(here("http://{host}/2026/new-{slug}"), 301),
                age_from(DAY),
                path_lacks("/new-"),
            ),
        ),
    ),
    Behaviour(
        name="page_new_slug_unannounced",
        origin="review",
        says="republished under a new slug, the old one stays",
        link=lambda site, a, q: (
            f"http://{site.host}/2026/{'again-' if q.hour - a.out >= DAY else ''}{a.slug}"
        ),
    ),
    Behaviour(
        name="page_trailing_slash",
        origin="own",
        says="301 to the address with a slash; the feed has both",
        link=turned("http://{host}/2026/{slug}", "http://{host}/2026/{slug}/"),
        rules=(
            on(
                "page",
                redirect(here("http://{host}{path}/"), 301),
                lambda look: not look.asked.path.endswith("/"),
            ),
        ),
    ),
    Behaviour(
        name="page_http_to_https",
        origin="own",
        says="from day 5 on http answers 301 to https, the feed follows a day later",
        link=lambda site, a, q: (
            f"http{'s' if q.hour >= 6 * DAY else ''}://{site.host}/2026/{a.slug}"
        ),
        rules=(
            on(
                ("page", "feed", "other"),
                redirect(here("https://{host}{path}"), 301),
                days(5),
                is_insecure,
            ),
        ),
    ),
    Behaviour(
        name="page_canonical_section",
        origin="review",
        says="rel=canonical is the section of all pages",
        page=headed("<link rel='canonical' href='http://{host}/news/'>"),
    ),
    Behaviour(
        name="page_canonical_cached",
        origin="review",
        says="rel=canonical is the first article of the site",
        page=headed("<link rel='canonical' href='http://{host}/2026/{first}'>"),
    ),
    Behaviour(
        name="page_canonical_pattern",
        origin="review",
        says="rel=canonical is the literal /news/[slug]",
        page=headed("<link rel='canonical' href='http://{host}/news/[slug]'>"),
    ),
    Behaviour(
        name="page_og_section",
        origin="review",
        says="og:url is the section of all pages",
        page=headed("<meta property='og:url' content='http://{host}/news/'>"),
    ),
    Behaviour(
        name="page_canonical_changes",
        origin="own",
        says="rel=canonical changes every two days",
        page=lambda look: headed(
            f"<link rel='canonical' href='http://{{host}}/{('2026', 'news', 'a')[int(look.hour // 48) % 3]}/{{slug}}'>"
        )(look),
    ),
    Behaviour(
        name="page_five_addresses",
        origin="review",
        says="the feed turns between five addresses of a page without canonical",
        link=turned(
            "http://{host}/2026/{slug}",
            "http://{host}/2026/{slug}?ref=rss",
            "http://{host}/2026/{slug}?print=1",
            "http://{host}/2026/{slug}/amp/",
            "http://{host}/2026/{slug}?utm_source=feed",
        ),
    ),
    Behaviour(
        name="page_random_parameter",
        origin="review",
        says="?rnd= changes at each poll",
        link=linked("http://{host}/2026/{slug}?rnd={hour}"),
    ),
    Behaviour(
        name="page_session_id",
        origin="review",
        says=";jsessionid= changes at each poll",
        link=linked("http://{host}/2026/{slug};jsessionid={hour}{hour}"),
    ),
    Behaviour(
        name="page_phpsessid",
        origin="review",
        says="?PHPSESSID= changes at each poll",
        link=linked("http://{host}/show.php?item={slug}&PHPSESSID={hour}{hour}{hour}"),
    ),
    Behaviour(
        name="page_tracking",
        origin="review",
        says="utm_campaign and fbclid change at each poll",
        link=linked("http://{host}/2026/{slug}?utm_campaign={hour}&fbclid={hour}"),
    ),
    Behaviour(
        name="page_two_sections",
        origin="own",
        says="one article under two sections, both in the feed, canonical the first",
        page=headed("<link rel='canonical' href='http://{host}/sport/{slug}'>"),
        feeds=("/feed.xml", "/feed-news.xml"),
        link=lambda site, a, q: (
            f"http://{site.host}/{'news' if 'news' in q.path else 'sport'}/{a.slug}"
        ),
    ),
    Behaviour(
        name="page_amp_twin",
        origin="review",
        says="the feed turns between page and AMP page, canonical the page",
        page=headed(SELF),
        link=turned("http://{host}/2026/{slug}", "http://{host}/amp/2026/{slug}"),
    ),
    Behaviour(
        name="page_mobile_twin",
        origin="review",
        says="a second feed lists the pages of m., canonical those of the site",
        page=lambda look: headed(SELF.replace("{host}", look.site.host))(look),
        others=("m.",),
        feeds=("/feed.xml", "m.//feed.xml"),
        link=lambda site, a, q: (
            f"http://{'m.' if q.host.startswith('m.') else ''}{site.host}/2026/{a.slug}"
        ),
    ),
    Behaviour(
        name="page_www",
        origin="own",
        says="the feed turns between www. and not; www. answers 301",
        others=("www.",),
        link=turned("http://{host}/2026/{slug}", "http://www.{host}/2026/{slug}"),
        rules=(
            on(
                "page",
                redirect(here("http://{site}{path}"), 301),
                lambda look: look.asked.host.startswith("www."),
            ),
        ),
    ),
    Behaviour(
        name="page_comments",
        origin="own",
        says="the feed adds the number of the last comment as a fragment",
        link=linked("http://{host}/2026/{slug}#comment-{poll}"),
    ),
    Behaviour(
        name="page_redirector",
        origin="own",
        says="the feed's links lead through a counting host",
        others=("go",),
        link=lambda site, a, _: f"http://{site.other('go')}/r/{a.slug}",
        rules=(
            on(
                "page",
                redirect(
                    lambda look: (
                        f"http://{look.site.host}/2026/{look.asked.path.rpartition('/')[2]}"
                    )
                ),
                path_has("/r/"),
            ),
        ),
    ),
    Behaviour(
        name="page_blank_in_link",
        origin="review",
        says="a blank in the link",
        link=linked("http://{host}/2026/my story {slug}"),
    ),
    Behaviour(
        name="page_accents",
        origin="own",
        says="accents in the path, raw and escaped in turn",
        link=turned("http://{host}/2026/été-{slug}", "http://{host}/2026/%C3%A9t%C3%A9-{slug}"),
    ),
    Behaviour(
        name="page_ordered_query",
        origin="review",
        says="404 unless the query is asked as written",
        link=linked("http://{host}/db.nsf/{slug}?OpenDocument&Click=1"),
        rules=(on("page", status(404), path_lacks("?OpenDocument&Click=1")),),
    ),
    Behaviour(
        name="page_signed_query",
        origin="review",
        says="403 unless the signed query is asked as written",
        link=linked("http://{host}/2026/{slug}?token=z9/Ab==&expires=1"),
        rules=(on("page", status(403), path_lacks("?token=z9/Ab==&expires=1")),),
    ),
    Behaviour(
        name="page_database_key",
        origin="review",
        says="articles differ in ?ns_article= alone",
        link=linked("http://{host}/show?ns_article={slug}"),
    ),
    Behaviour(name="page_paginated", origin="own", says="an article on two pages", page=paginated),
    Behaviour(
        name="page_private_redirect",
        origin="own",
        says="302 to a literal private address on days 5 to 7",
        rules=(
            on("page", redirect(lambda _: "http://169.254.169.254/latest/meta-data/"), days(5, 7)),
        ),
    ),
    Behaviour(
        name="page_claims",
        origin="review",
        says="<title>Site</title> without headline and date: the feed alone has them",
        page=bare,
        claims=True,
    ),
    Behaviour(
        name="page_untyped",
        origin="own",
        says="no Content-Type",
        rules=(on("page", change(kind="")),),
    ),
    Behaviour(
        name="page_slow_drip",
        origin="own",
        says="a page takes a second to come, in pieces",
        per_day=1,
        rules=(on("page", change(drip=1.0)),),
    ),
)
