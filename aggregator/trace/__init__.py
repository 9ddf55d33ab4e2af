"""Where a text comes from: the stored verdict on an article's story, or that of a text like it.

Modules that only some questions need are imported where they are used: start-up is half of the cost.
"""

from collections.abc import Iterator
from typing import TYPE_CHECKING

import msgspec

from aggregator import clock, urls
from aggregator.errors import NotStored, Tombstoned
from aggregator.model import Article, Attribution, Evidence, Member, Page, Record, Row
from aggregator.results import (
    NamedOriginal,
    NotChecked,
    RelatedArticle,
    TraceCopy,
    TraceEvidence,
    TraceResult,
    convert,
)
from storage.corpus.articles import Articles
from storage.corpus.decisions import Decisions
from storage.corpus.stories import Stories
from storage.corpus.verdicts import Verdicts
from storage.frontier.sources import Sources
from storage.private.tombstones import Tombstones
from storage.sqlite.connection import Database
from storage.store import Store

if TYPE_CHECKING:
    from aggregator.linking.verify import Comparison
    from aggregator.stories.plan.match import Assignment, Match

MAX_NAMED = 5  # sources listed by name
MAX_QUOTE = 300  # characters of a passage
MAX_COMPARED = 100_000  # characters of two texts together for which passages are looked for
WHOLE = 0.8  # of an article: the text asked about is a copy of it, not a part
_SILENT = """SELECT DISTINCT coalesce(nullif(s.name, ''), s.domain) FROM feeds f
  JOIN sources s ON s.id = f.source_id WHERE f.failures > 0 ORDER BY 1"""
_HELD = """SELECT count(*) FROM sources s
  WHERE EXISTS (SELECT 1 FROM articles a WHERE a.source_id = s.id)"""
LARGEST_ID = 2**63 - 1  # that SQLite can hold
ASKED = LARGEST_ID  # the id of the text asked about among the members of a story


def trace(store: Store, query: str | int, *, text: str | Article | None, now: str) -> TraceResult:
    """Return the verdict on a stored article (by id or address) or, with `text`, on that text.

    Reads only. Raises AddressError, NotStored, Tombstoned.
    """
    if text is not None:
        return _trace_text(store.main, str(query), _read_article(text), now)
    article_id = find(store, query)
    row = store.main.conn.execute(
        "SELECT story_id FROM articles WHERE id = ?", [article_id]
    ).fetchone()
    return _trace_story(store.main, str(query), row[0])


def find(store: Store, key: int | str) -> int:
    """Return the id of a stored article by id or address. Raises AddressError, NotStored, Tombstoned."""
    text = str(key).strip()
    if text.isdecimal():
        return _find_by_id(store.main, int(text))
    url = urls.canonical(text)
    article_id = Articles(store.main).by_url([url])
    if article_id is not None:
        return article_id
    from aggregator.takedown.block import blocking_case
    from aggregator.takedown.repositories import Blocklist

    if case := blocking_case(Blocklist.of(store), [url]):
        raise Tombstoned(f"{text} was taken down: {case}")
    raise NotStored(
        f"{text} is not stored: `aggregator crawl --url {text}` fetches it, "
        "`aggregator ingest FILE` takes a saved page"
    )


def current_story_id(stories: Stories, tombstones: Tombstones, key: int | str) -> int:
    """Return the id of a story; of a merged one, that of the story it was merged into.

    Raises NotStored, Tombstoned.
    """
    asked = int(key) if str(key).isdecimal() else 0
    possible = 0 < asked <= LARGEST_ID
    current = stories.resolve(asked) if possible else None
    if current is not None and stories.has_members(current):
        return current
    if possible and tombstones.has_story(current or asked):
        raise Tombstoned(f"story {key} was taken down")
    raise NotStored(f"no story {key}: `aggregator export stories` lists them")


def _find_by_id(db: Database, article_id: int) -> int:
    if 0 < article_id <= LARGEST_ID:
        row = db.conn.execute("SELECT 1 FROM articles WHERE id = ?", [article_id]).fetchone()
        if row:
            return article_id
        if Tombstones(db).has_article(article_id):
            raise Tombstoned(f"article {article_id} was taken down")
    raise NotStored(f"no article {article_id}: `aggregator search` finds what is stored")


def _trace_story(
    db: Database, query: str, story_id: int, first: tuple[TraceEvidence, ...] = ()
) -> TraceResult:
    """Return the stored verdict on a story; `first` is evidence that goes before its own."""
    from aggregator.stories import related_events

    story = Stories(db).get(story_id) or {}
    original = convert(story["original"], NamedOriginal)
    copies = (_make_copy(row) for row in Verdicts(db).copies(story_id))
    return TraceResult(
        query=query,
        verdict=story["verdict"],
        confidence=story["confidence"],
        original=original,
        evidence=[*first, *(_make_evidence(item) for item in story["evidence"])],
        copies=[copy for copy in copies if copy.article_id != original.article_id],
        not_checked=list_not_checked(db),
        related=[convert(row, RelatedArticle) for row in related_events.related(db, story_id)],
    )


def _make_copy(row: Row) -> TraceCopy:
    return TraceCopy(**{name: row[name] for name in TraceCopy.__struct_fields__})


def _make_evidence(item: Row) -> TraceEvidence:
    return convert(
        {name: item[name] for name in TraceEvidence.__struct_encode_fields__}, TraceEvidence
    )


def _read_article(text: str | Article) -> Article:
    """Return a text as an article, with what its lines say about its source."""
    if isinstance(text, Article):
        return text
    from aggregator import reading

    outcome = reading.read_text(Record(Page("", b""), text=text))
    return outcome if isinstance(outcome, Article) else Article("", "", "", text, text)


def _trace_text(db: Database, query: str, asked: Article, now: str) -> TraceResult:
    """Return the verdict on the story that a text belongs to, with what the text itself says."""
    from aggregator.trace import match_text
    from storage.corpus.membership import Membership
    from storage.corpus.search import Search
    from storage.links.site_boilerplate import SiteBoilerplate

    repositories = Search(db), Membership(db), SiteBoilerplate(db)
    placement = match_text.find(*repositories, asked.link_text)
    evidence = (*_list_lost_links(asked, now), *_list_matches(db, asked, placement, now))
    if placement.story_id is not None:
        answer = _trace_story(db, query, placement.story_id, evidence)
    else:
        answer = TraceResult(
            query=query,
            verdict="undetermined",
            confidence="none",
            original=NamedOriginal(),
            evidence=list(evidence),
            copies=[],
            not_checked=list_not_checked(db),
            related=[],
        )
    return _apply_own_claims(db, answer, asked, placement, now) if asked.sources else answer


def _list_lost_links(asked: Article, now: str) -> Iterator[TraceEvidence]:
    """Yield lines that mention an original without its address, which copying a page can lose."""
    for trace in asked.sources:
        if trace.kind == "link_phrase" and not (trace.url or trace.name):
            says = "the text asked about speaks of an original, without an address of another site"
            url = asked.url or asked.canonical_url
            yield TraceEvidence("A", "source_line", says, trace.phrase, url, now)


def _apply_own_claims(
    db: Database, answer: TraceResult, asked: Article, placement: "Assignment", now: str
) -> TraceResult:
    """Decide again, for this answer only, when the text asked about names its source itself."""
    from aggregator import attribution
    from aggregator.jobs import attribute

    story_id = placement.story_id
    members = Verdicts(db).members(story_id) if story_id is not None else []
    pinned = Decisions(db).pinned(story_id) if story_id is not None else None
    asked_member = _as_member(asked, placement)
    decided = attribution.attribute(
        [*members, asked_member], attribute.read_sources_by_name(Sources(db)), pinned
    )
    claims = [item for item in decided.evidence if item.article_id == ASKED and item.cls in "AB"]
    if not claims or decided.original.article_id == ASKED:
        return answer
    original = decided.original
    return msgspec.structs.replace(
        answer,
        verdict=decided.verdict,
        confidence=decided.confidence,
        original=NamedOriginal(
            original.url or None, original.name or None, original.title or None, original.article_id
        ),
        evidence=[*(_as_trace_evidence(item, now) for item in claims), *answer.evidence],
        copies=_with_roles(answer.copies, decided),
    )


def _with_roles(copies: list[TraceCopy], decided: Attribution) -> list[TraceCopy]:
    """Return the copies with the roles and credits of this attribution."""
    assessed = {each.article_id: each for each in decided.assessments}
    return [
        msgspec.structs.replace(copy, role=assessment.role, credit=assessment.credit)
        if (assessment := assessed.get(copy.article_id))
        else copy
        for copy in copies
    ]


def _as_member(asked: Article, placement: "Assignment") -> Member:
    """Return the text asked about as a member of its story; it is never taken for the origin."""
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


def _as_trace_evidence(item: Evidence, now: str) -> TraceEvidence:
    return TraceEvidence(item.cls, item.rule, item.says, item.quote, item.url, now)


def _list_matches(
    db: Database, asked: Article, placement: "Assignment", now: str
) -> Iterator[TraceEvidence]:
    """Yield how much the text shares with each matching article; of a part, the passage in it."""
    for link in (*placement.members, *placement.others):
        row = Articles(db).get(link.article.id)
        if row:
            says, passage = _describe_shares(link, row), _longest_passage(link, asked)
            yield TraceEvidence("C", "containment", says, passage, row["url"], now)


def _describe_shares(link: "Match", row: Row) -> str:
    scores: Comparison = link.scores
    name = row["source_name"] or row["source"]
    return (
        f"{scores.a_in_b:.0%} of the text asked about is also in “{row['title']}” at {name}; "
        f"{scores.b_in_a:.0%} of that is also in the text asked about"
    )


def _longest_passage(link: "Match", asked: Article) -> str:
    """Return the longest passage of a stored article that the text asked about contains."""
    from aggregator import linking

    text_lengths = len(link.article.text) + len(asked.link_text)
    if link.scores.b_in_a >= WHOLE or text_lengths > MAX_COMPARED:
        return ""
    passages = linking.passages(link.article.text, asked.link_text)
    text = max(passages, key=lambda passage: passage.words).text if passages else ""
    return text if len(text) <= MAX_QUOTE else text[:MAX_QUOTE].rsplit(" ", 1)[0] + " …"


def list_not_checked(db: Database) -> list[NotChecked]:
    """Return what a verdict does not rest on: each with what was not checked, and why."""
    covers = Articles(db).coverage()
    held = db.conn.execute(_HELD).fetchone()[0]
    if not covers["articles"]:
        return [NotChecked("everything", "no article is stored yet")]
    since, until = clock.readable(covers["since"]), clock.readable(covers["until"])
    return [
        NotChecked(
            "pages that are not stored",
            f"the corpus holds {covers['articles']} articles of {held} sources, "
            f"first seen from {since} to {until}",
        ),
        *_list_unread(db),
        NotChecked(
            "translations and rewritten texts",
            "texts are compared word by word, within one language",
        ),
        NotChecked(
            "who reported the event first", "a verdict is about who published this text first"
        ),
    ]


def _list_unread(db: Database) -> Iterator[NotChecked]:
    """Yield the known addresses that were not read, and sources whose feeds fail."""
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
            yield NotChecked(f"{counted[state]} known addresses", why)
    silent = [name for (name,) in db.conn.execute(_SILENT)]
    if silent:
        more = f" and {len(silent) - MAX_NAMED} more sources" if len(silent) > MAX_NAMED else ""
        why = "their feeds could not be read, or robots.txt forbids it"
        yield NotChecked(f"new pages of {', '.join(silent[:MAX_NAMED])}{more}", why)
