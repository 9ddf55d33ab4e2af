"""What a feed says of when to look again, and where it announces changes."""

import json

from aggregator.poll_hints import PollHints
from aggregator.reading.feeds import parse_feed
from spiders.feeds import FeedParser

URL = "https://paper.example/feed.xml"
SY = 'xmlns:sy="http://purl.org/rss/1.0/modules/syndication/"'


def read_hints(elements: str, attributes: str = "") -> PollHints:
    body = f'<rss version="2.0" {attributes}><channel><title>P</title>{elements}<item/></channel></rss>'
    return parse_feed(body.encode(), URL).hints


def test_the_longer_of_the_times_that_a_feed_names_counts() -> None:
    assert read_hints("<ttl>90</ttl>").ttl_s == 5400
    period = "<sy:updatePeriod>daily</sy:updatePeriod><sy:updateFrequency>4</sy:updateFrequency>"
    assert read_hints(period, SY).ttl_s == 21_600
    assert read_hints(f"<ttl>90</ttl>{period}", SY).ttl_s == 21_600
    assert read_hints("<ttl>often</ttl>").ttl_s is None


def test_hours_and_days_that_a_feed_skips_are_numbers() -> None:
    hints = read_hints(
        "<skipHours><hour>24</hour><hour>3</hour><hour>x</hour></skipHours>"
        "<skipDays><day>Sunday</day><day>Monday</day></skipDays>"
    )
    assert hints.hours_skipped == (0, 3)
    assert hints.days_skipped == (0, 6)


def test_a_hub_is_found_in_every_format() -> None:
    expected = PollHints(hub="https://hub.example/", topic="https://paper.example/own.xml")
    links = '<a:link rel="hub" href="https://hub.example"/><a:link rel="self" href="/own.xml"/>'
    assert read_hints(links, 'xmlns:a="http://www.w3.org/2005/Atom"') == expected
    atom = f'<feed xmlns="http://www.w3.org/2005/Atom">{links.replace("a:link", "link")}<entry/></feed>'
    assert parse_feed(atom.encode(), URL).hints == expected
    hubs = [{"type": "WebSub", "url": "https://hub.example/"}]
    feed = {"items": [], "hubs": hubs, "feed_url": "https://paper.example/own.xml"}
    assert parse_feed(json.dumps(feed).encode(), URL).hints == expected


def test_a_feed_that_does_not_name_itself_is_the_topic_at_its_address() -> None:
    hints = read_hints('<link rel="hub" href="https://hub.example/"/>')
    assert hints.topic == URL


def test_a_listing_carries_the_hints() -> None:
    body = b"<rss><channel><ttl>90</ttl><item/></channel></rss>"
    assert FeedParser.parse(body, URL, "").hints.ttl_s == 5400
