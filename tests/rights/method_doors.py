"""Methods of the API, as others than the operator call them, as doors."""

from tests.rights.asking import Door, alter, article_ids, of_all, of_each, quote_late

METHODS = [
    Door(
        "public API: article",
        of_each(lambda w, m: w.public.article(w.ids[m.id])),
        "extract",
        "text",
        lists=True,
    ),
    Door(
        "public API: versions",
        of_each(lambda w, m: w.public.versions(w.ids[m.id])),
        "extract",
        lists=True,
    ),
    Door(
        "public API: story",
        of_each(lambda w, m: w.public.story(w.story(m))),
        "evidence_quotation",
        "headline",
        lists=True,
        quotes=True,
    ),
    Door(
        "public API: comments that quote",
        of_each(lambda w, m: w.public.comments.approved(w.ids[m.id])),
        "evidence_quotation",
    ),
    Door(
        "public API: related texts, history, log",
        of_each(
            lambda w, m: [
                w.public.related_texts(w.story(m)),
                w.public.history(w.story(m)),
                w.public.log(w.story(m)),
            ]
        ),
        "evidence_quotation",
        lists=True,
        quotes=True,
    ),
    Door(
        "public API: evidence",
        of_each(lambda w, m: w.public.evidence(w.story(m))),
        "evidence_quotation",
        lists=True,
        quotes=True,
    ),
    Door(
        "public API: stories",
        of_all(lambda w: w.public.stories(limit=1000)),
        "extract",
        "headline",
        lists=True,
    ),
    Door(
        "public API: search for a word",
        of_each(lambda w, m: w.public.search(m.row["unique_word"])),
        "snippet",
        "headline",
        lists=True,
        finds=True,
    ),
    Door(
        "public API: search for a sentence",
        of_each(lambda w, m: w.public.search(quote_late(m))),
        "snippet",
        "headline",
        lists=True,
        finds=True,
    ),
    Door(
        "public API: search for the headline",
        of_each(lambda w, m: w.public.search(m.row["headline"])),
        "snippet",
        "headline",
        lists=True,
    ),
    Door(
        "public API: trace an address",
        of_each(lambda w, m: w.public.trace(m.url)),
        "evidence_quotation",
        "headline",
        lists=True,
        quotes=True,
    ),
    Door(
        "public API: trace an altered text",
        of_each(lambda w, m: w.public.trace(alter(m))),
        "evidence_quotation",
        lists=True,
        asked=alter,
    ),
    Door(
        "public API: compare",
        of_each(lambda w, m: w.public.compare(*article_ids(w, m))),
        "evidence_quotation",
        "text",
        lists=True,
        quotes=True,
    ),
    Door(
        "public API: export",
        of_all(
            lambda w: [
                list(w.public.export(kind)) for kind in ("articles", "copies", "stories", "sources")
            ]
        ),
        "published_text",
        lists=True,
    ),
    Door(
        "public API: feed of a watch",
        of_each(
            lambda w, m: w.public.watches.feed(int(w.watches[m.id].split("/")[2]), w.watches[m.id])
        ),
        "feed_summary",
        lists=True,
        finds=True,
    ),
]
