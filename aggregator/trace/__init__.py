"""Where a text comes from: the stored verdict on an article's story, or that of a text like it.

What only some questions need is imported where it is used: half of what a command costs is its start.
"""

from collections.abc import Iterator
from typing import TYPE_CHECKING

from aggregator import clock, urls
from aggregator.errors import NotStored, Tombstoned
from aggregator.model import Article, Evidence, Member, Page, Record, Row
from storage.corpus.articles import Articles
from storage.corpus.decisions import Decisions
from storage.corpus.stories import Stories
from storage.corpus.verdicts import Verdicts
from storage.private.tombstones import Tombstones
from storage.sqlite.connection import Database
from storage.store import Store

if TYPE_CHECKING:
    from aggregator.linking.verify import Comparison
    from aggregator.stories.plan.match import Link, Placement

COPY = ("article_id", "url", "source", "relation", "role", "credit", "containment",
        "containment_of_original", "first_seen", "published")  # fmt: skip
OBSERVED = ("class", "rule", "says", "quote", "url", "observed_at")
NAMED = 5  # sources listed by name
QUOTED = 300  # characters of a passage
LONG = 100_000  # characters of two texts, from which passages are not looked for
WHOLE = 0.8  # of an article: then the text asked about is its like, and no part of it
_SILENT = """SELECT DISTINCT coalesce(nullif(s.name, ''), s.domain) FROM feeds f
  JOIN sources s ON s.id = f.source_id WHERE f.failures > 0 ORDER BY 1"""
_HELD = """SELECT count(*) FROM sources s
  WHERE EXISTS (SELECT 1 FROM articles a WHERE a.source_id = s.id)"""
LARGEST_ID = 2**63 - 1  # that SQLite can hold
ASKED = LARGEST_ID  # stands for the text asked about among the members of a story
NOBODY: Row = {"url": None, "name": None, "title": None, "article_id": None}


def trace(store: Store, query: str | int, *, text: str | Article | None, now: str) -> Row:
    """The verdict on a stored article (by id or address) or, with `text`, on that text.

    Reads only. Raises AddressError, NotStored, Tombstoned.
    """
    if text is not None:
        return _of_text(store.main, str(query), _read(text), now)
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
    found = Articles(store.main).by_url([url])
    if found is not None:
        return found
    from aggregator.takedown.block import blocking_case
    from aggregator.takedown.repositories import Blocklist

    if case := blocking_case(Blocklist.of(store), [url]):
        raise Tombstoned(f"{text} was taken down: {case}")
    raise NotStored(
        f"{text} is not stored: `aggregator crawl --url {text}` fetches it, "
        "`aggregator ingest FILE` takes a saved page"
    )


def story_id(store: Store, key: int | str) -> int:
    """The id of the story that stands now where this one was. Raises NotStored, Tombstoned."""
    asked = int(key) if str(key).isdecimal() else 0
    possible = 0 < asked <= LARGEST_ID
    now_at = Stories(store.main).resolve(asked) if possible else None
    if now_at is not None and Stories(store.main).has_members(now_at):
        return now_at
    if possible and Tombstones(store.main).has_story(now_at or asked):
        raise Tombstoned(f"story {key} was taken down")
    raise NotStored(f"no story {key}: `aggregator export stories` lists them")


def _by_id(db: Database, article_id: int) -> int:
    if 0 < article_id <= LARGEST_ID:
        row = db.conn.execute("SELECT 1 FROM articles WHERE id = ?", [article_id]).fetchone()
        if row:
            return article_id
        if Tombstones(db).has_article(article_id):
            raise Tombstoned(f"article {article_id} was taken down")
    raise NotStored(f"no article {article_id}: `aggregator search` finds what is stored")


def _answer(db: Database, query: str, story_id: int, first: tuple[Row, ...] = ()) -> Row:
    """The stored verdict as the contract's row; `first` is evidence that goes before it."""
    from aggregator.stories import related_events

    story = Stories(db).get(story_id) or {}
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
            for row in Verdicts(db).copies(story_id)
            if row["article_id"] != original["article_id"]
        ],
        "not_checked": not_checked(db),
        "related": related_events.related(db, story_id),
    }


def _read(text: str | Article) -> Article:
    """A text as an article, with what its lines say of its source."""
    if isinstance(text, Article):
        return text
    from aggregator import reading

    found = reading.read_text(Record(Page("", b""), text=text))
    return found if isinstance(found, Article) else Article("", "", "", text, text)


def _of_text(db: Database, query: str, asked: Article, now: str) -> Row:
    from aggregator.trace import match_text

    placement = match_text.find(db, asked.link_text)
    found = (*_pointing_nowhere(asked, now), *_matched(db, asked, placement, now))
    if placement.story_id is not None:
        answer = _answer(db, query, placement.story_id, found)
    else:
        answer = {
            "query": query,
            "verdict": "undetermined",
            "confidence": "none",
            "original": dict(NOBODY),
            "evidence": list(found),
            "copies": [],
            "not_checked": not_checked(db),
            "related": [],
        }
    return _with_its_own_words(db, answer, asked, placement, now) if asked.sources else answer


def _pointing_nowhere(asked: Article, now: str) -> Iterator[Row]:
    """Lines that speak of an original whose address was lost, as happens when a page is copied."""
    for trace in asked.sources:
        if trace.kind == "link_phrase" and not (trace.url or trace.name):
            says = "the text asked about speaks of an original, without an address of another site"
            seen = ("A", "source_line", says, trace.phrase, asked.url or asked.canonical_url, now)
            yield dict(zip(OBSERVED, seen, strict=True))


def _with_its_own_words(
    db: Database, answer: Row, asked: Article, placement: "Placement", now: str
) -> Row:
    """Decide anew, for this answer only, when the text asked about names its source itself."""
    from aggregator import attribution
    from aggregator.jobs import attribute

    here = placement.story_id
    members = Verdicts(db).members(here) if here is not None else []
    pinned = Decisions(db).pinned(here) if here is not None else None
    everybody = [*members, _as_member(asked, placement)]
    decided = attribution.attribute(everybody, attribute.known(db), pinned)
    said = [item for item in decided.evidence if item.article_id == ASKED and item.cls in "AB"]
    if not said or decided.original.article_id == ASKED:
        return answer
    roles = {each.article_id: each for each in decided.assessments}
    copies = [
        {**copy, "role": roles[copy["article_id"]].role, "credit": roles[copy["article_id"]].credit}
        if copy["article_id"] in roles
        else copy
        for copy in answer["copies"]
    ]
    original = {name: getattr(decided.original, name) or None for name in NOBODY}
    return {
        **answer,
        "verdict": decided.verdict,
        "confidence": decided.confidence,
        "original": original,
        "evidence": [*(_observed(item, now) for item in said), *answer["evidence"]],
        "copies": copies,
    }


def _as_member(asked: Article, placement: "Placement") -> Member:
    """The text asked about beside the members of its story; never taken for the origin itself."""
    url = asked.url or asked.canonical_url
    site = urls.site(url) if url else ""
    return Member(
        ASKED,
        url,
        url,
        site,
        source_name=asked.publisher or site or "the text asked about",
        source_kind="aggregator",
        title=asked.title,
        relation=placement.relation or "identical",
        sources=asked.sources,
    )


def _observed(item: Evidence, now: str) -> Row:
    said = (item.cls, item.rule, item.says, item.quote, item.url, now)
    return dict(zip(OBSERVED, said, strict=True))


def _matched(db: Database, asked: Article, placement: "Placement", now: str) -> Iterator[Row]:
    """How the text compares with each article it was found like; of a part, the passage in it."""
    for link in (*placement.members, *placement.others):
        row = Articles(db).get(link.leader.id)
        if row:
            yield {
                "class": "C",
                "rule": "containment",
                "says": _shares(link, row),
                "quote": _passage(link, asked),
                "url": row["url"],
                "observed_at": now,
            }


def _shares(link: "Link", row: Row) -> str:
    scores: Comparison = link.scores
    name = row["source_name"] or row["source"]
    return (
        f"{scores.a_in_b:.0%} of the text asked about is also in “{row['title']}” at {name}; "
        f"{scores.b_in_a:.0%} of that is also in the text asked about"
    )


def _passage(link: "Link", asked: Article) -> str:
    """The longest passage of a stored article that the text asked about holds, as it stands there."""
    from aggregator import linking

    if link.scores.b_in_a >= WHOLE or len(link.leader.text) + len(asked.link_text) > LONG:
        return ""
    found = linking.passages(link.leader.text, asked.link_text)
    text = max(found, key=lambda passage: passage.words).text if found else ""
    return text if len(text) <= QUOTED else text[:QUOTED].rsplit(" ", 1)[0] + " …"


def not_checked(db: Database) -> list[Row]:
    """What a verdict does not rest on: each with what was not looked at, and why."""
    covers = Articles(db).coverage()
    held = db.conn.execute(_HELD).fetchone()[0]
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
