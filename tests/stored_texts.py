"""Texts stored in a database one by one, and how they are linked there."""

import random
from collections import defaultdict
from collections.abc import Iterable
from pathlib import Path

from aggregator import ingest, linking
from aggregator.jobs import finalize
from aggregator.model import Page, Record, Row
from aggregator.stories.apply import assignment
from aggregator.stories.repositories import StoryRepositories
from storage.links.unstored_texts import UnstoredReason, UnstoredText
from storage.private.keys import TOMBSTONE_KEY
from storage.store import Store, open_for_writing
from tests.empty_database import copy_empty_database

NOW = "2026-03-01T06:00:00Z"


def words(count: int, seed: int) -> str:
    """Words of an invented language in lines of 30: two seeds have nothing in common."""
    draw = random.Random(seed)
    drawn = [_draw_word(draw) for _ in range(count)]
    return "\n".join(" ".join(drawn[i : i + 30]) for i in range(0, count, 30))


def _draw_word(draw: random.Random) -> str:
    return "".join(draw.choice("abcdefghijklmnopqrstuvwxyz") for _ in range(8))


def part(text: str, start: float, end: float) -> str:
    """A part of a text, from one share of its words to another."""
    split = text.split()
    return " ".join(split[int(start * len(split)) : int(end * len(split))])


def edited(text: str, every: int, seed: int = 0) -> str:
    """The text with one word in so many replaced; other words for each seed, in other places."""
    draw = random.Random(seed)
    return " ".join(
        _draw_word(draw) if (i + 7 * seed) % every == every - 1 else word
        for i, word in enumerate(text.split())
    )


def open_at(folder: Path) -> Store:
    path = folder / "aggregator.db"
    return open_for_writing(path if path.exists() else copy_empty_database(path))


def stories_of(store: Store) -> StoryRepositories:
    """The repositories of linking."""
    return StoryRepositories.of(store)


def put(store: Store, name: str, text: str, *, first_seen: str = NOW) -> int:
    """Store a text under `site/path`, as `ingest` does, in this process; returns its id."""
    page = Page(f"https://{name}", b"")
    record = Record(page, id=name, text=text, title=name, first_seen=first_seen)
    repositories = ingest.IngestRepositories.of(store)
    result = ingest.store_article(repositories, ingest.prepare(record), NOW)
    assert result.article_id is not None, result
    return result.article_id


def fill(store: Store, texts: Iterable[tuple[str, str]]) -> None:
    for name, text in texts:
        put(store, name, text)
    assignment.relearn_boilerplate_and_reassign(stories_of(store), NOW)


def finalize_stories(store: Store) -> int:
    """Learn boilerplate and decide verdicts, as after a crawl."""
    return finalize.finalize(stories_of(store), store.verdicts, store.sources, NOW)


def plan_all_together(repositories: StoryRepositories) -> list[list[int]]:
    """Every story in one group, as a plan of reclustering."""
    stories = {key.story_id for key in repositories.bulk.all_article_keys()}
    return [sorted(stories)] if stories else []


def story(store: Store, name: str) -> int:
    query = "SELECT story_id FROM articles WHERE external_id = ?"
    found: int = store.main.execute(query, [name]).fetchone()[0]
    return found


def partition(store: Store) -> set[frozenset[str]]:
    """The stories as sets of names."""
    found: defaultdict[int, set[str]] = defaultdict(set)
    for name, story_id in store.main.execute("SELECT external_id, story_id FROM articles"):
        found[story_id].add(name)
    return {frozenset(names) for names in found.values()}


def relations(store: Store) -> dict[tuple[str, str], Row]:
    """Rows of `copies` by (name, name of what it is compared with)."""
    rows = store.main.query(
        """SELECT a.external_id AS name, o.external_id AS of_name, c.* FROM copies c
           JOIN articles a ON a.id = c.article_id JOIN articles o ON o.id = c.of_article_id"""
    )
    return {(row["name"], row["of_name"]): row for row in rows}


def check(store: Store) -> None:
    """Invariants of a database between two transactions."""
    db = store.main
    assert db.execute("PRAGMA foreign_key_check").fetchall() == []
    asked = {
        "every article is in a story that exists": """SELECT a.id FROM articles a
            JOIN stories t ON t.id = a.story_id WHERE t.redirect_to IS NOT NULL""",
        "every story that holds articles is led by one of them": """SELECT t.id FROM stories t
            WHERE EXISTS (SELECT 1 FROM articles a WHERE a.story_id = t.id) AND NOT EXISTS
              (SELECT 1 FROM articles a WHERE a.id = t.leader_id AND a.story_id = t.id)""",
        "every article is a member of its story": """SELECT a.id FROM articles a WHERE NOT EXISTS
            (SELECT 1 FROM copies c WHERE c.article_id = a.id AND c.story_id = a.story_id AND c.member = 1)""",
        "nothing is a member elsewhere": """SELECT c.article_id FROM copies c JOIN articles a
            ON a.id = c.article_id WHERE (c.member = 1) != (c.story_id = a.story_id)""",
        "members are compared with their leader": """SELECT c.article_id FROM copies c JOIN stories t
            ON t.id = c.story_id WHERE c.member = 1 AND coalesce(c.of_article_id, c.article_id) != t.leader_id""",
        "versions and quotes have the story of the article they are compared with": """SELECT c.article_id
            FROM copies c JOIN articles o ON o.id = c.of_article_id
            WHERE c.member = 0 AND c.story_id != o.story_id""",
        "every article is signed": """SELECT a.id FROM articles a
            LEFT JOIN signatures g ON g.article_id = a.id WHERE g.article_id IS NULL""",
        "leaders can be found": """SELECT t.leader_id FROM stories t WHERE t.leader_id IS NOT NULL
              AND t.leader_id NOT IN (SELECT article_id FROM index_entries)""",
    }
    for what, query in asked.items():
        assert db.execute(query).fetchall() == [], what


def forget(store: Store, *names: str, is_aged: bool = False) -> None:
    """Delete the texts of these articles; fingerprints stay."""
    query = "SELECT id FROM articles WHERE external_id = ?"
    ids = [store.main.execute(query, [name]).fetchone()[0] for name in names]
    forget_articles(store, ids, is_aged=is_aged)


def forget_articles(store: Store, article_ids: Iterable[int], *, is_aged: bool = False) -> None:
    key = store.keys.require_key(TOMBSTONE_KEY)
    reason: UnstoredReason = "aged" if is_aged else "reserved"
    with store.articles.transaction():
        for article_id in article_ids:
            text = store.membership.get_text(article_id).text
            made = linking.make_text_fingerprints(
                key, article_id, text, linking.NO_BOILERPLATE, is_aged=is_aged
            )
            store.unstored_texts.add(UnstoredText(article_id, reason, NOW, made))
            store.articles.delete_text(article_id)
