"""A signed page that is crawled: checked in a worker process against the trust list, stored, and shown."""

import json
from pathlib import Path

from starlette.testclient import TestClient

from aggregator import crawl
from aggregator.api import Aggregator
from aggregator.config import ServeConfig
from aggregator.model import TrustList
from aggregator.web.app import create_app
from tests import signing
from tests.crawling import World
from tests.site_server import serving

URL = "http://paper.example/ferry.html"
PARAGRAPHS = [
    f"{who} of the island waited two winters for the ferry, which sails again from Saturday, {what}."
    for who, what in (
        ("A baker", "with room for her cart and for the flour that she fetches on the mainland"),
        (
            "A teacher",
            "early enough for the children who slept in a hall of the school on weekdays",
        ),
        ("The doctor", "and at night when somebody calls the watch in the harbour for help"),
        ("A fisherman", "although nobody has told him yet where his boat is to lie from now on"),
    )
]


def test_a_signed_page_is_stored_with_its_signer(tmp_path: Path) -> None:
    authority = signing.make_authority()
    paper = signing.make_identity("The Linden Paper", authority)
    signed = signing.sign_text("\n\n".join(PARAGRAPHS), paper).split("\n\n")
    body = "".join(f"<p>{paragraph}</p>" for paragraph in signed)
    with serving() as sites:
        world = World(sites, tmp_path / "aggregator.db")
        sites.pages["paper.example/ferry.html"] = (
            '<html><head><meta charset="utf-8"><title>The ferry sails</title></head>'
            f"<body><article><h1>The ferry sails</h1>{body}</article></body></html>"
        )
        trust = TrustList("press.pem", authority.pem)
        report = crawl.run(world.path, world.settings, urls=(URL,), trust=trust)
    assert report.counts["new"] == 1
    [manifest] = json.loads(world.one("SELECT unpack(manifests) FROM articles"))
    assert (manifest["state"], manifest["signer"]) == ("trusted", "The Linden Paper")
    assert world.one("SELECT unpack(text) FROM articles") == "\n".join(PARAGRAPHS)
    with Aggregator.open(world.path) as opened:
        page = TestClient(create_app(opened, ServeConfig())).get("/a/1").text
    assert "the text: signed by The Linden Paper (certificate issued by Press Certificates)" in page
