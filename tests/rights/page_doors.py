"""Pages, feeds and maps of the site as doors: what they show of marked pages."""

import html
import re

from tests.rights.asking import (
    Door,
    article_ids,
    get_page,
    of_all,
    of_each,
    quote_late,
    read_html,
)
from tests.rights.marked_pages import Marked
from tests.rights.marked_world import MarkedWorld

COMMENT = r'(?s)<article class="comment".*?</article>'


def _front(world: MarkedWorld) -> str:
    path, pages = "/", []
    while path:
        pages.append(world.client.get(path).text)
        older = re.search(r'href="(/\?before=[^"]+)"', pages[-1])
        path = html.unescape(older[1]) if older else ""
    return "\n".join(map(read_html, pages))


def _search_page(world: MarkedWorld, query: str) -> str:
    """The results of a search, without the query that the page repeats."""
    page = world.client.get("/search", params={"q": query}).text
    main = page.partition("<main")[2].partition("</main>")[0]
    main = re.sub(r"(?s)<form.*?</form>|<h1>.*?</h1>", "", main)
    return read_html(main) if "/a/" in main else ""


def _article(world: MarkedWorld, marked: Marked) -> str:
    """The page of an article without its comments, which are a door of their own."""
    page = world.client.get(f"/a/{world.ids[marked.id]}").text
    return read_html(re.sub(COMMENT, "", page))


def _comment(world: MarkedWorld, marked: Marked) -> str:
    article = world.ids[marked.id]
    if not any(each.article_id == article for each in world.news.comments.all()):
        comment = world.news.comments.post(
            article, f"They write: {marked.row['late_sentence']} Well.", name="Ada"
        )
        world.news.comments.decide([comment], "approved")
    page = world.client.get(f"/a/{article}").text
    return "\n".join(map(read_html, re.findall(COMMENT, page)))


def _removal_preview(world: MarkedWorld, marked: Marked) -> str:
    from tests.web.forms import REQUEST, preview

    fields = {**REQUEST, "urls": marked.copy, "work_url": marked.url}
    return read_html(preview(world.client, fields).text)


def _lost_pages(world: MarkedWorld) -> str:
    paths = ("/a/999999", "/s/999999", "/nothing", "/compare/1/999999", "/?before=x")
    return "\n".join(get_page(world, path) for path in paths)


def _sitemap(world: MarkedWorld) -> str:
    """The sitemap, with the headlines of the articles that it lists alone: stories of one article."""
    index = world.client.get("/sitemap.xml").text
    parts = re.findall(r"/sitemap-\d+\.xml", index)
    listed = "\n".join(world.client.get(part).text for part in parts)
    stories = {int(number) for number in re.findall(r"/s/(\d+)", listed)}
    alone = [
        each.row["headline"]
        for each in world.stored
        if (number := world.story(each)) in stories and len(world.news.story(number).members) == 1
    ]
    return "\n".join([listed, *alone])


PAGES = [
    Door("page: front", of_all(_front), "extract", "headline", lists=True),
    Door(
        "page: story",
        of_each(lambda w, m: get_page(w, f"/s/{w.story(m)}")),
        "evidence_quotation",
        "headline",
        lists=True,
        quotes=True,
    ),
    Door(
        "page: article",
        of_each(_article),
        "extract",
        "text",
        lists=True,
    ),
    Door("page: comments that quote", of_each(_comment), "evidence_quotation"),
    Door(
        "page: compare",
        of_each(lambda w, m: get_page(w, "/compare/{}/{}".format(*article_ids(w, m)))),
        "evidence_quotation",
        "text",
        lists=True,
        quotes=True,
    ),
    Door(
        "page: search for a word",
        of_each(lambda w, m: _search_page(w, m.row["unique_word"])),
        "snippet",
        "headline",
        lists=True,
        finds=True,
    ),
    Door(
        "page: search for a sentence",
        of_each(lambda w, m: _search_page(w, quote_late(m))),
        "snippet",
        "headline",
        lists=True,
        finds=True,
    ),
    Door(
        "page: search for the headline",
        of_each(lambda w, m: _search_page(w, m.row["headline"])),
        "snippet",
        "headline",
        lists=True,
    ),
    Door(
        "page: Atom feed",
        of_all(lambda w: get_page(w, "/feed.atom")),
        "feed_summary",
        "headline",
        lists=True,
    ),
    Door(
        "page: feed of a watch",
        of_each(lambda w, m: get_page(w, w.watches[m.id])),
        "feed_summary",
        lists=True,
        finds=True,
    ),
    Door("page: sitemap", of_all(_sitemap), "extract", lists=True),
    Door("page: removal form", of_each(_removal_preview), "extract"),
    Door(
        "page: transparency",
        of_all(lambda w: get_page(w, "/transparency") + get_page(w, "/transparency.csv")),
        "extract",
        lists=True,
    ),
    Door("page: not found", of_all(_lost_pages), "extract", lists=True),
    Door(
        "page: health, metrics",
        of_all(lambda w: get_page(w, "/health") + get_page(w, "/metrics")),
        "extract",
        lists=True,
    ),
]
# What lists articles, before anything is a copy: then a story has no other member to be listed by.
LISTS = [
    Door("page: front, nothing copied", of_all(_front), "extract", "headline", lists=True),
    Door(
        "page: Atom feed, nothing copied",
        of_all(lambda w: get_page(w, "/feed.atom")),
        "feed_summary",
        lists=True,
    ),
    Door("page: sitemap, nothing copied", of_all(_sitemap), "extract", "headline", lists=True),
    Door(
        "page: story, nothing copied",
        of_each(lambda w, m: get_page(w, f"/s/{w.story(m)}")),
        "evidence_quotation",
        "headline",
        lists=True,
        quotes=True,
    ),
    Door(
        "page: feed of a watch, nothing copied",
        of_each(lambda w, m: get_page(w, w.watches[m.id])),
        "feed_summary",
        "headline",
        lists=True,
        finds=True,
    ),
    Door(
        "public API: stories, nothing copied",
        of_all(lambda w: w.public.stories(limit=1000)),
        "extract",
        "headline",
        lists=True,
    ),
    Door(
        "public API: feed of a watch, nothing copied",
        of_each(
            lambda w, m: w.public.watches.feed(int(w.watches[m.id].split("/")[2]), w.watches[m.id])
        ),
        "feed_summary",
        "headline",
        lists=True,
        finds=True,
    ),
]
