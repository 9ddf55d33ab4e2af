"""The form of a feed."""

from benchmarks.years import feeds
from benchmarks.years.model import Behaviour, time_at
from benchmarks.years.rules import (
    bytes_of,
    change,
    lacks_header,
    on,
    rewritten,
    validated,
)

DAY = 24.0


FORMS = (
    Behaviour(
        name="feed_atom_links",
        origin="review",
        says="Atom: enclosure, licence and JSON before the article",
        announce=feeds.atom,
    ),
    Behaviour(
        name="feed_xml_base",
        origin="review",
        says="Atom: links relative to xml:base",
        announce=feeds.relative_atom,
    ),
    Behaviour(name="feed_json", origin="own", says="JSON Feed", announce=feeds.json_feed),
    Behaviour(name="feed_rdf", origin="review", says="RSS 1.0", announce=feeds.rdf),
    Behaviour(
        name="feed_utf16",
        origin="review",
        says="UTF-16",
        announce=feeds.make_rss(charset=lambda _: "utf-16"),
    ),
    Behaviour(
        name="feed_charset_changes",
        origin="own",
        says="another charset at each look, undeclared in HTTP",
        announce=feeds.make_rss(charset=lambda q: ("utf-8", "iso-8859-1", "utf-16")[q.number % 3]),
    ),
    Behaviour(
        name="feed_one_guid",
        origin="review",
        says="one GUID for all entries",
        announce=feeds.make_rss(guid=lambda _, __: "news"),
    ),
    Behaviour(
        name="feed_new_guids",
        origin="own",
        says="new GUIDs at each look",
        announce=feeds.make_rss(guid=lambda a, q: f"{a.number}-{q.hour:.4f}"),
    ),
    Behaviour(
        name="feed_future_dates",
        origin="own",
        says="dates 400 days ahead",
        announce=feeds.make_rss(
            date=lambda a: time_at(a.out + 400 * DAY).strftime("%a, %d %b %Y %H:%M:%S GMT")
        ),
    ),
    Behaviour(
        name="feed_no_zone",
        origin="review",
        says="dates without a zone",
        announce=feeds.make_rss(date=lambda a: time_at(a.out).strftime("%Y-%m-%d %H:%M:%S")),
    ),
    Behaviour(
        name="feed_escaped_titles",
        origin="review",
        says="marked-up titles",
        announce=feeds.make_rss(
            title=lambda a, q: f"<b>Update:</b> {a.wording_at(q.hour).headline} &#8220;"
        ),
    ),
    Behaviour(
        name="feed_title_changes",
        origin="own",
        says="the feed's titles count the comments",
        announce=feeds.make_rss(
            title=lambda a, q: f"{a.wording_at(q.hour).headline} ({q.number} comments)"
        ),
    ),
    Behaviour(
        name="feed_two_megabytes",
        origin="own",
        says="2 MB of other content in each feed",
        per_day=1,
        announce=feeds.make_rss(channel=f"<description>{'filler ' * 300_000}</description>"),
        rules=(on("feed", validated(lambda look: f'"{len(look.site.listed(look.hour, 999))}"')),),
    ),
    Behaviour(
        name="feed_as_html",
        origin="own",
        says="labelled text/html",
        rules=(on("feed", change(kind="text/html")),),
    ),
    Behaviour(
        name="feed_accept",
        origin="review",
        says="HTML unless Accept names a feed's type",
        rules=(
            on(
                "feed",
                bytes_of(b"<html><body><p>Subscribe to our feed.</p></body></html>"),
                lacks_header("Accept", "rss"),
            ),
        ),
    ),
    Behaviour(
        name="feed_long_comment",
        origin="review",
        says="6 KB of comment before the root",
        rules=(
            on(
                "feed",
                rewritten(lambda b: b.replace(b"<rss", b"<!--" + b" x" * 3000 + b"--><rss", 1)),
            ),
        ),
    ),
)
