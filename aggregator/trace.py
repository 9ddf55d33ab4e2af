"""Where a text comes from: the stored verdict on an article's story, or that of a text like it."""

from collections.abc import Iterator

from aggregator import clock, linking, placing, removal, urls
from aggregator.errors import NotStored, Tombstoned
from aggregator.linking.verify import Comparison
from aggregator.model import Row
from aggregator.placing import Link, Placement
from storage import articles, removals, sketches, stories, verdicts
from storage.connection import Database, Store

COPY = ("article_id", "url", "source", "relation", "role", "credit", "containment",
        "containment_of_original", "first_seen", "published")  # fmt: skip
OBSERVED = ("class", "rule", "says", "quote", "url", "observed_at")
NAMED = 5  # sources listed by name
_SILENT = """SELECT DISTINCT coalesce(nullif(s.name, ''), s.domain) FROM feeds f
  JOIN sources s ON s.id = f.source_id WHERE f.failures > 0 ORDER BY 1"""
LARGEST_ID = 2**63 - 1  # that SQLite can hold
NOBODY: Row = {"url": None, "name": None, "title": None, "article_id": None}


def trace(store: Store, query: str | int, *, text: str | None, now: str) -> Row:
    """The verdict on a stored article (by id or address) or, with `text`, on that text.

    Reads only. Raises AddressError, NotStored, Tombstoned.
    """
    if text is not None:
        return _of_text(store.main, str(query), text, now)
    article_id = find(store, query)
    row = store.main.conn.execute(
        "SELECT story_id FROM articles WHERE id = ?", [article_id]
    ).fetchone()
    return _answer(store.main, str(query), row[0])


def find(store: Store, key: int | str) -> int:
    """The id of a stored article by id or address. Raises AddressError, NotStored, Tombstoned."""
    text = str(key).strip()
    if text.isdecimal():
        return _by_id(store.main, int(text))
    url = urls.canonical(text)
    found = articles.by_url(store.main, [url])
    if found is not None:
        return found
    if case := removal.blocked(store, [url]):
        raise Tombstoned(f"{text} was taken down: {case}")
    raise NotStored(
        f"{text} is not stored: `aggregator crawl --url {text}` fetches it, "
        "`aggregator ingest FILE` takes a saved page"
    )


def _by_id(db: Database, article_id: int) -> int:
    if 0 < article_id <= LARGEST_ID:
        row = db.conn.execute("SELECT 1 FROM articles WHERE id = ?", [article_id]).fetchone()
        if row:
            return article_id
        if removals.removed(db, article_id):
            raise Tombstoned(f"article {article_id} was taken down")
    raise NotStored(f"no article {article_id}: `aggregator search` finds what is stored")


def _answer(db: Database, query: str, story_id: int, first: tuple[Row, ...] = ()) -> Row:
    """The stored verdict as the contract's row; `first` is evidence that goes before it."""
    story = stories.get(db, story_id) or {}
    original = story["original"]
    return {
        "query": query,
        "verdict": story["verdict"],
        "confidence": story["confidence"],
        "original": {name: original[name] for name in NOBODY},
        "evidence": [
            *first,
            *({name: item[name] for name in OBSERVED} for item in story["evidence"]),
        ],
        "copies": [
            {name: row[name] for name in COPY}
            for row in verdicts.copies(db, story_id)
            if row["article_id"] != original["article_id"]
        ],
        "not_checked": not_checked(db),
    }


def _of_text(db: Database, query: str, text: str, now: str) -> Row:
    placement = placing.find(db, None, text, linking.sign(text))
    found = tuple(_matched(db, placement, now))
    if placement.story_id is not None:
        return _answer(db, query, placement.story_id, found)
    return {
        "query": query,
        "verdict": "undetermined",
        "confidence": "none",
        "original": dict(NOBODY),
        "evidence": list(found),
        "copies": [],
        "not_checked": not_checked(db),
    }


def _matched(db: Database, placement: Placement, now: str) -> Iterator[Row]:
    """How the text compares with each leader it was found like."""
    for link in (*placement.members, *placement.others):
        row = articles.get(db, link.leader.id)
        if row:
            yield {
                "class": "C",
                "rule": "containment",
                "says": _shares(link, row),
                "quote": "",
                "url": row["url"],
                "observed_at": now,
            }


def _shares(link: Link, row: Row) -> str:
    scores: Comparison = link.scores
    name = row["source_name"] or row["source"]
    return (
        f"{scores.a_in_b:.0%} of the text asked about is also in “{row['title']}” at {name}; "
        f"{scores.b_in_a:.0%} of that is also in the text asked about"
    )


def compare(store: Store, a: int, b: int) -> Row:
    """How much two stored articles share, in both directions, with the passages.

    Shares count distinct runs of three words. Raises NotStored, Tombstoned.
    """
    left, right = (articles.get(store.main, find(store, key)) for key in (a, b))
    if left is None or right is None:  # taken down between two looks
        raise NotStored(f"article {a} or {b} is not stored any more")
    read = sketches.placed(store.main, [a, b])
    texts = read[a].text, read[b].text
    scores = linking.compare(*(linking.shingles(text) for text in texts))
    relation = linking.relate(scores, same_site=left["source"] == right["source"])
    return {
        "a": _brief(left),
        "b": _brief(right),
        "relation": relation,
        "a_in_b": round(scores.a_in_b, 4),
        "b_in_a": round(scores.b_in_a, 4),
        "resemblance": round(scores.resemblance, 4),
        "passages": [
            {"words": found.words, "text": found.text, "at_a": found.a, "at_b": found.b}
            for found in linking.passages(*texts)
        ],
    }


def _brief(row: Row) -> Row:
    names = ("id", "url", "title", "source", "source_name", "first_seen", "published", "story_id")
    return {name: row[name] for name in names}


def not_checked(db: Database) -> list[Row]:
    """What a verdict does not rest on: each with what was not looked at, and why."""
    covers = articles.coverage(db)
    held = db.conn.execute("SELECT count(DISTINCT source_id) FROM articles").fetchone()[0]
    if not covers["articles"]:
        return [{"what": "everything", "why": "no article is stored yet"}]
    since, until = clock.readable(covers["since"]), clock.readable(covers["until"])
    return [
        {
            "what": "pages that are not stored",
            "why": f"the corpus holds {covers['articles']} articles of {held} sources, "
            f"first seen from {since} to {until}",
        },
        *_not_read(db),
        {
            "what": "translations and rewritten texts",
            "why": "texts are compared word by word, within one language",
        },
        {
            "what": "who reported the event first",
            "why": "a verdict is about who published this text first",
        },
    ]


def _not_read(db: Database) -> Iterator[Row]:
    counted = dict(
        db.conn.execute("SELECT state, count(*) FROM frontier GROUP BY state").fetchall()
    )
    reasons = {
        "due": "found in feeds and not fetched yet",
        "failed": "could not be fetched",
        "refused": "refused by robots.txt, terms or a takedown",
    }
    for state, why in reasons.items():
        if counted.get(state):
            yield {"what": f"{counted[state]} known addresses", "why": why}
    silent = [name for (name,) in db.conn.execute(_SILENT)]
    if silent:
        more = f" and {len(silent) - NAMED} more sources" if len(silent) > NAMED else ""
        why = "their feeds could not be read, or robots.txt forbids it"
        yield {"what": f"new pages of {', '.join(silent[:NAMED])}{more}", "why": why}
