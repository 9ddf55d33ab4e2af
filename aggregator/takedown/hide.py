"""Hiding: what a case lists leaves the main file for the private one, with every word of it that
stands in the rows of others.
"""

from collections.abc import Sequence
from urllib.parse import urlsplit

import msgspec

from aggregator import linking
from aggregator.model import Row
from aggregator.stories.apply import assignment
from aggregator.takedown.block import is_sampled
from aggregator.takedown.rules import byte_search, keys, search_strings
from storage.corpus.articles import Articles
from storage.links.signatures import Signatures
from storage.links.site_boilerplate import SiteBoilerplate
from storage.private import erasure
from storage.private.erasure import Erasure, HiddenArticles
from storage.private.takedown_cases import TakedownCases
from storage.private.tombstones import Tombstones
from storage.sqlite.connection import Database, checkpoint, transaction
from storage.sqlite.residual_data import ResidualData
from storage.store import Store

CHECKPOINT_SECONDS = 5.0  # a reader may hold the log longer; `takedown run` waits for it


def move(store: Store, case_id: int, now: str) -> None:
    """Move the articles that a case lists; to be called in a transaction on the main file.

    The private file is committed before the main one: a crash leaves them in both.
    """
    db, private = store.main, store.private_file()
    pending = [row["article_id"] for row in TakedownCases(private).items(case_id, "pending")]
    held = [row for key in _leaders_last(db, pending) if (row := Erasure(db).content(key))]
    with transaction(private):
        for row in held:
            HiddenArticles(private).hold(case_id, row["article"]["id"], row, now)
    for row in held:
        _bury(db, TakedownCases(private).key(), case_id, row, now)
    Erasure(db).forget_verdicts([row["article"] for row in held])


def finish(store: Store, case_id: int, now: str) -> None:
    """Take what is left of them out of the rows of others, the index and the log."""
    db, private = store.main, store.private_file()
    works = [work_of(row) for row in HiddenArticles(private).held(case_id)]
    scrub(db, works)
    ResidualData(db).purge_index()
    checkpoint(db, CHECKPOINT_SECONDS)
    with transaction(private):
        TakedownCases(private).move_items(case_id, "pending", "hidden")
        TakedownCases(private).change(case_id, state="hidden", hidden_at=now)
        TakedownCases(private).note(case_id, now, "system", "hidden", f"{len(works)} articles")


def _leaders_last(db: Database, article_ids: Sequence[int]) -> list[int]:
    """So that what is left of a story is placed again once, not after each of its articles."""
    found = Signatures(db).placed(article_ids)
    return sorted(found, key=lambda key: (Signatures(db).leader(found[key].story_id) == key, key))


def _bury(db: Database, key: bytes, case_id: int, held: Row, now: str) -> None:
    """Write the tombstone of an article and delete it with all that was derived from it."""
    article = held["article"]
    article_id, story_id = article["id"], article["story_id"]
    addresses = _addresses(held)
    own = set(SiteBoilerplate(db).site_text(article["source_id"])["shingle"])
    text = article["link_text"] or article["text"]
    sketch = linking.sketch_hashes(linking.sign(text).sketch).tolist()
    runs = [run for run in sketch if run not in own]
    stone = {
        "case_id": case_id,
        "article_id": article_id,
        "story_id": story_id,
        "since": now,
        "runs": len(runs),
        "sampled": sum(map(is_sampled, runs)),
        "whole": any(not is_sampled(run) for run in sketch),
    }
    hashes = [keys.hash_address(key, url) for url in addresses]
    Tombstones(db).entomb(stone, hashes, keys.hash_shingles(key, runs))
    assignment.forget(db, article_id, now)
    Erasure(db).delete(article_id, addresses)


def _addresses(held: Row) -> list[str]:
    """Every address an article is known by; a canonical one on another site is another's."""
    return list(dict.fromkeys([held["article"]["url"], *held["aliases"]]))


def put_back(store: Store, case: Row, now: str) -> None:
    """Put back what is held (main file first, so that it is never in neither), then forget it."""
    private = store.private_file()
    with transaction(private):
        why = "a person has turned it down: decide again to finish that"
        TakedownCases(private).change(case["id"], state="received", confirmed=0, waits_for=why)
    with transaction(store.main) as db:
        for held in HiddenArticles(private).held(case["id"]):
            _restore(db, held, now)
    with transaction(private):
        HiddenArticles(private).release(case["id"])
        TakedownCases(private).move_items(case["id"], "hidden", "restored")
        TakedownCases(private).move_items(case["id"], "pending", "listed")
        TakedownCases(private).change(case["id"], state="rejected", waits_for="", closed_at=now)
        TakedownCases(private).note(case["id"], now, "operator", "rejected")
    checkpoint(private, CHECKPOINT_SECONDS)


def _restore(db: Database, held: Row, now: str) -> None:
    article = held["article"]
    Tombstones(db).lift(article["id"])
    Erasure(db).put_back(held)
    Articles(db).add_aliases(article["id"], held["aliases"])
    text = article["link_text"] or article["text"]
    assignment.replace(db, article["id"], text, linking.sign(text), now)


# The words of a work in the rows of others


def work_of(held: Row) -> search_strings.Work:
    """What was said in, and of, a held article."""
    article, versions = held["article"], held["versions"]
    return search_strings.Work(
        titles=tuple(dict.fromkeys([article["title"], *(v["title"] for v in versions)])),
        authors=tuple(msgspec.json.decode(article["authors"])),
        texts=tuple(
            dict.fromkeys(
                [article["link_text"] or article["text"], article["text"]]
                + [version["text"] for version in versions]
            )
        ),
        addresses=tuple(_addresses(held)),
    )


def scrub(db: Database, works: Sequence[search_strings.Work]) -> int:
    """Take words and addresses of these works out of the rows of others; gives how many changed.

    Looked for are the texts as linking saw them: a site's own lines stay in its other articles.
    """
    own = [search_strings.Work(w.titles, (), w.texts[:1], w.addresses) for w in works]
    wanted = byte_search.prepare(
        needle for work in own for needle in search_strings.identifying_strings(work)
    )

    def quotes(text: str) -> bool:
        return bool(byte_search.find_strings(wanted, f"{text}\n".encode("utf-8", "surrogatepass")))

    def carries(text: str) -> bool:
        hits = byte_search.find_strings(wanted, text.encode("utf-8", "surrogatepass"))
        return 2 * len(hits) >= len(search_strings.split_into_phrases(text)) > 0

    return Erasure(db).scrub(quotes, carries, lambda row: _rewritten(row, quotes))


def _rewritten(row: Row, quotes: erasure.Matches) -> Row:
    """What an article that stays claims, without the words and the address of the work."""
    return {
        "removed": _encoded(
            [line for line in _decoded(row["removed"]) if not quotes(line["text"])]
        ),
        "sources": _encoded([_clean(trace, quotes) for trace in _decoded(row["sources"])]),
        "provenance": "{}" if quotes(row["provenance"]) else row["provenance"],
        "canonical_url": row["url"] if quotes(row["canonical_url"]) else row["canonical_url"],
    }


def _clean(trace: Row, quotes: erasure.Matches) -> Row:
    """A trace of a source without the words or the address of the work; whom it credits stays."""
    if quotes(trace["url"]):
        trace = {**trace, "url": "", "name": trace["name"] or urlsplit(trace["url"]).netloc}
    return {
        key: "" if key in ("phrase", "name") and quotes(value) else value
        for key, value in trace.items()
    }


def _decoded(text: str) -> list[Row]:
    rows: list[Row] = msgspec.json.decode(text)
    return rows


def _encoded(value: object) -> str:
    return msgspec.json.encode(value).decode()
