"""Hiding: the articles of a case move from the main file to the private one, and can be put back.

Verdicts that name them are deleted. Quotations in the rows of others stay until the case is erased: what is
removed there could not be put back.
"""

from collections.abc import Collection, Sequence

import msgspec

from aggregator import linking
from aggregator.results.takedowns import ItemState, TakedownCase, TakedownItem
from aggregator.stories.apply import assignment
from aggregator.stories.boilerplate import read_boilerplates
from aggregator.takedown import block
from aggregator.takedown.block import BlockedWork, add_tombstone
from aggregator.takedown.repositories import TakedownStore
from aggregator.takedown.rules import keys
from aggregator.takedown.rules.search_strings import Work
from aggregator.takedown.rules.standing import ADDRESS_ONLY
from aggregator.takedown.types import HiddenArticle
from storage.corpus.membership import Membership
from storage.private.keys import TOMBSTONE_KEY

CHECKPOINT_SECONDS = 5.0  # a reader may hold the log longer; `takedown run` waits for it
RESTART_DECISION = "a person has turned it down: decide again to finish that"


def move_to_private(
    store: TakedownStore, case_id: int, now: str, article_ids: Collection[int] | None = None
) -> None:
    """Move the pending articles of a case, or those of these ids, within a transaction on the main file.

    The private file is committed before the main one: after a crash the articles are in both.
    """
    pending = store.cases.list_items(case_id, "pending")
    reasons = {
        item.article_id: item.reason
        for item in pending
        if article_ids is None or item.article_id in article_ids
    }
    articles = [
        article
        for article_id in _leaders_last(store.stories.membership, reasons)
        if (article := store.erasure.read_article(article_id))
    ]
    with store.hidden_articles.transaction():
        for article in articles:
            store.hidden_articles.add(case_id, article, now)
    for article in articles:
        text = "" if reasons[article.row["id"]] in ADDRESS_ONLY else _linked_text(article)
        _tombstone_and_delete(store, case_id, article, text, now)
    store.erasure.clear_verdicts_about([article.row for article in articles])
    _record_erasures(store, case_id, [article.row["id"] for article in articles], now)


def _record_erasures(
    store: TakedownStore, case_id: int, article_ids: Collection[int], now: str
) -> None:
    """Add erasures to the ledger last, so that the main file follows it at once."""
    with store.erasures.transaction():
        for article_id in article_ids:
            dumped = store.tombstones.dump(article_id)
            store.erasures.add("hidden", case_id, article_id, dumped, now)
    if article_ids:
        store.last_erasure.set(store.erasures.highest_id())


def finish_hiding(store: TakedownStore, case_id: int, now: str) -> None:
    """Empty the write-ahead log, where the articles may still be, and note that they are hidden.

    The time at which a case first hid something stays: what is hidden until a person decides is put back a
    day after that, however often it was hidden.
    """
    store.residual_data.checkpoint(CHECKPOINT_SECONDS)
    count = len(store.hidden_articles.list_of_case(case_id))
    with store.cases.transaction():
        store.cases.change_item_states(case_id, "pending", "hidden")
        hidden_at = store.cases.get_hidden_at(case_id) or now
        store.cases.update_columns(case_id, state="hidden", hidden_at=hidden_at)
        store.cases.add_log_entry(case_id, now, "system", "hidden", f"{count} articles")


def _leaders_last(membership: Membership, article_ids: Collection[int]) -> list[int]:
    """Leaders last: so the rest of a story is assigned again once, not after each of its articles."""
    texts = membership.get_texts(article_ids)
    leaders = {
        article_id: membership.get_leader_id(text.story_id) == article_id
        for article_id, text in texts.items()
    }
    return sorted(texts, key=lambda article_id: (leaders[article_id], article_id))


def _tombstone_and_delete(
    store: TakedownStore, case_id: int, article: HiddenArticle, text: str, now: str
) -> None:
    """Write the tombstone of an article, and delete it with everything derived from it.

    Its addresses are blocked, and `text`, which is empty where the text may be somebody else's.
    """
    _write_tombstone(store, case_id, article, text, now)
    article_id = article.row["id"]
    assignment.remove_article(store.stories, article_id, now)
    store.erasure.delete_article(article_id, _collect_addresses(article))


def _write_tombstone(
    store: TakedownStore, case_id: int, article: HiddenArticle, text: str, now: str
) -> None:
    source_id = article.row["source_id"]
    boilerplates = read_boilerplates(store.stories.boilerplate, [source_id])
    work = BlockedWork(
        case_id=case_id,
        case_number=store.cases.number_of(case_id),
        article_id=article.row["id"],
        story_id=article.row["story_id"],
        text=text,
        addresses=_select_blocked_addresses(article),
        boilerplate=boilerplates[source_id].text,
    )
    add_tombstone(store.tombstones, store.keys.require_key(TOMBSTONE_KEY), work, now)


def block_texts(store: TakedownStore, case_id: int, now: str) -> None:
    """Block the texts of hidden articles of which only the addresses were blocked, where a case has them by now.

    A person may accept later what was hidden before. Safe to run again.
    """
    reasons = {item.article_id: item.reason for item in store.cases.list_items(case_id, "hidden")}
    with_text = {key for key, reason in reasons.items() if reason not in ADDRESS_ONLY}
    unblocked = with_text.intersection(store.tombstones.list_without_text(case_id))
    if not unblocked:
        return
    hidden = store.hidden_articles.list_of_case(case_id)
    articles = [article for article in hidden if article.row["id"] in unblocked]
    with store.erasure.transaction():
        for article in articles:
            _write_tombstone(store, case_id, article, _linked_text(article), now)
        _record_erasures(store, case_id, sorted(unblocked), now)


def _select_blocked_addresses(article: HiddenArticle) -> list[str]:
    """The addresses at which the text of an article was read: others may be of somebody else."""
    read = [known.url for known in article.addresses if known.basis in ("own", "agreed")]
    return list(dict.fromkeys([article.row["url"], *read]))


def _collect_addresses(article: HiddenArticle) -> list[str]:
    """Every address of an article; its canonical address may be the address of another article."""
    return list(dict.fromkeys([article.row["url"], *(known.url for known in article.addresses)]))


def _linked_text(article: HiddenArticle) -> str:
    return str(article.row["link_text"] or article.row["text"])


def reject_and_restore(store: TakedownStore, case: TakedownCase, now: str) -> None:
    """Reject a case: put back what it hid, in the main file first so that it is never in neither."""
    with store.cases.transaction():
        store.cases.update_columns(case.id, state="received", waits_for=RESTART_DECISION)
    with store.erasure.transaction():
        articles = store.hidden_articles.list_of_case(case.id)
        for article in articles:
            _restore_article(store, article, now)
        record_lifts(store, case.id, [article.row["id"] for article in articles], now)
    with store.cases.transaction():
        store.hidden_articles.delete_after_restore(case.id)
        store.cases.change_item_states(case.id, "hidden", "restored")
        store.cases.change_item_states(case.id, "pending", "listed")
        store.cases.update_columns(case.id, state="rejected", waits_for="", closed_at=now)
        store.cases.add_log_entry(case.id, now, "operator", "rejected")
    store.private_residual_data.checkpoint(CHECKPOINT_SECONDS)


def list_read_addresses(store: TakedownStore, case_id: int, item: TakedownItem) -> list[str]:
    """Returns the addresses at which an item of a case was read, as far as they are known still."""
    hidden = store.hidden_articles.list_of_case(case_id)
    of_item = (article for article in hidden if article.row["id"] == item.article_id)
    read = (url for article in of_item for url in _select_blocked_addresses(article))
    return list(dict.fromkeys([item.url, *read]))


def unblock_item(
    store: TakedownStore, case_id: int, article_id: int, addresses: Sequence[str], now: str
) -> None:
    """Let the texts of a case in again at the addresses of one article, within a transaction on the main file.

    Everywhere else they stay blocked.
    """
    key = store.keys.require_key(TOMBSTONE_KEY)
    hashes = [keys.hash_address(key, url) for url in addresses]
    store.tombstones.delete(article_id)
    store.tombstones.add_exceptions(case_id, article_id, hashes)
    with store.erasures.transaction():
        store.erasures.add("lifted", case_id, article_id, msgspec.msgpack.encode(hashes), now)
    store.last_erasure.set(store.erasures.highest_id())


def lift_block(store: TakedownStore, case_id: int, now: str) -> int:
    """Lift the block of a case: its addresses and texts may come in again; returns how many works it blocked."""
    with store.erasure.transaction():
        article_ids = store.tombstones.list_article_ids(case_id)
        lifted = block.lift(store.tombstones, case_id)
        record_lifts(store, case_id, article_ids, now)
    return lifted


def record_lifts(
    store: TakedownStore, case_id: int, article_ids: Collection[int], now: str
) -> None:
    """Note in the ledger that these articles are blocked no longer, within a transaction on the main file."""
    with store.erasures.transaction():
        for article_id in article_ids:
            store.erasures.add("lifted", case_id, article_id, None, now)
    if article_ids:
        store.last_erasure.set(store.erasures.highest_id())


def put_back(
    store: TakedownStore, case_id: int, article_ids: Sequence[int], state: ItemState, now: str
) -> None:
    """Put some hidden articles of a case back, in the main file first; their items get a state."""
    wanted = set(article_ids)
    articles = store.hidden_articles.list_of_case(case_id)
    with store.erasure.transaction():
        for article in articles:
            if article.row["id"] in wanted:
                _restore_article(store, article, now)
        record_lifts(store, case_id, article_ids, now)
    with store.cases.transaction():
        store.hidden_articles.delete_articles(article_ids)
        store.cases.change_items(case_id, article_ids, state)
        store.cases.add_log_entry(case_id, now, "rule", "put back", f"{len(wanted)} articles")
    store.private_residual_data.checkpoint(CHECKPOINT_SECONDS)


def _restore_article(store: TakedownStore, article: HiddenArticle, now: str) -> None:
    article_id = article.row["id"]
    store.tombstones.delete(article_id)
    store.erasure.restore_article(article)
    text = _linked_text(article)
    assignment.reassign_article(store.stories, article_id, text, linking.sign(text), now)


def collect_work(article: HiddenArticle) -> Work:
    """Returns the words and addresses of a hidden article, its former versions included."""
    row, versions = article.row, article.versions
    texts = [_linked_text(article), *(version["text"] for version in versions)]
    titles = [row["title"], *(version["title"] for version in versions)]
    return Work(
        titles=tuple(dict.fromkeys(titles)),
        authors=msgspec.json.decode(row["authors"], type=tuple[str, ...]),
        texts=tuple(dict.fromkeys(texts)),
        addresses=tuple(_collect_addresses(article)),
        repeated=row["text"],
    )
