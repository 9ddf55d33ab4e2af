"""Evidence on pages that were crawled: somebody who has the pages and feeds as served finds everything in the file."""

from hashlib import sha256
from pathlib import Path

import aggregator
from aggregator.formats import evidence_bundle
from tests import corpus
from tests.crawling import World
from tests.formats import independent_shares, independent_verifier
from tests.site_server import rss, serving, story

PAPER, COPIER = "http://paper.example/1.html", "http://copier.example/x.html"


def test_pages_feeds_and_shares_of_a_crawl_are_found_again(tmp_path: Path) -> None:
    pages = {
        PAPER: story(1).encode(),
        COPIER: story(1, end=f'<p>Source: <a href="{PAPER}">The Paper</a></p>').encode(),
    }
    empty, full = (
        rss("http://copier.example/old.html"),
        rss("http://copier.example/old.html", COPIER),
    )
    with serving() as sites:
        world = World(sites, tmp_path / "aggregator.db")
        sites.pages.update({url.removeprefix("http://"): body for url, body in pages.items()})
        sites.pages["copier.example/old.html"] = corpus.page("Bees", corpus.BEES)
        sites.pages["paper.example/feed"] = rss(PAPER)
        sites.pages["copier.example/feed"] = empty
        for site in ("paper.example", "copier.example"):
            world.source(site, f"http://{site}/feed")
        world.crawl()
        sites.pages["copier.example/feed"] = full
        world.make_due()
        world.crawl()
    with aggregator.connect(world.path) as news:
        news.maintenance.create_signing_key()
        key = news.maintenance.list_public_keys()[0].public_key
        bundle = news.evidence(news.article(PAPER).story_id)
    parts = independent_verifier.verify(evidence_bundle.render_page(bundle).encode(), key)
    members = {member["url"]: member for member in parts["members"]}
    assert set(members) == set(pages)
    for url, body in pages.items():
        assert members[url]["page"]["sha256"] == sha256(body).hexdigest()
    feed, seen = members[COPIER]["feed"], members[COPIER]["first_seen"]
    assert feed["sha256_not_before"] == sha256(empty.body).hexdigest()
    assert feed["sha256_not_after"] == sha256(full.body).hexdigest()
    assert seen["not_before"] <= seen["not_after"]
    assert any(line["url"] == PAPER for line in members[COPIER]["lines"])
    assert members[COPIER]["credit"] == "exact_link"
    [(_, _, counted)] = independent_shares.recompute(parts, pages)
    [row] = parts["comparisons"]
    names = ("shared", "shingles", "shared_there", "shingles_there")
    assert counted == tuple(row[name] for name in names)
    assert counted[0] > 100
