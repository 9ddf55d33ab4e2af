"""A page read on import, by the process that workers are forked from.

The first page that a process reads takes twenty times as long as the second one: tables of phrases
become regular expressions, and libraries are imported. Each worker begins with what is done here.
"""

from aggregator.ingest import prepare
from aggregator.model import Page

URL = "https://news.example/2026/03/a-bridge-is-opened.html"
HTML = """<!doctype html>
<html lang="en"><head><title>A bridge is opened</title></head>
<body><article><h1>A bridge is opened</h1>
<p>The council of the town opened the new bridge over the river on Monday, after two winters of work
on its arches, and the mayor was the first who walked to the other bank.</p>
<p>In the afternoon carts, bicycles and a bus crossed it, and nobody was asked for a toll, which had
been planned at first and which the council gave up in the autumn of last year.</p>
<p>"We have waited for this day," said the mayor, who thanked the masons, and asked those who live in
the streets beside the river for patience until the noise of the traffic is measured.</p>
<p>A ferry goes to the other bank until the end of May, and is sold to an island after that, where it
will bring visitors to the lighthouse for as long as the summer lasts.</p></article></body></html>"""

prepare(Page(URL, HTML.encode(), fetched_at="2026-03-03T00:00:00Z"))
