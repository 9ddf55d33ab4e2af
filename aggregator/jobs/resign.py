"""Signatures that are not what they should be: found, made anew, and everything linked anew."""

from collections.abc import Iterator

from aggregator import linking
from aggregator.model import Signature
from aggregator.stories.apply import assignment
from storage.links import signatures, sketch_index
from storage.links.signatures import Signatures
from storage.links.site_boilerplate import SiteBoilerplate
from storage.sqlite.connection import Database, transaction

SIGNED = 256  # articles signed anew in one go


def sign_again(db: Database, now: str) -> bool:
    """After an update that signs differently: sign every text anew and link all of them.

    True when there was anything to do. Safe to stop and run again: the first article comes last.
    """
    if not Signatures(db).outdated():
        return False
    for batch in _signed(db):
        with transaction(db):
            for article_id, signature in batch:
                Signatures(db).add(article_id, signature)
    sketch_index.forget(db)
    with transaction(db):
        SiteBoilerplate(db).mark_all_grown()
        assignment.recluster(db, now)
    return True


def unsound(db: Database) -> list[int]:
    """Articles whose stored signature is not that of their text."""
    pairs = (pair for batch in _signed(db) for pair in batch)
    return [key for key, made in pairs if Signatures(db).stored(key) != signatures.shortened(made)]


def mend(db: Database, now: str) -> int:
    """Sign what is not signed as it should be, and link all anew; gives how many were mended."""
    wrong, lost = unsound(db), Signatures(db).lost()
    if not wrong and not lost:
        return 0
    with transaction(db):
        for article_id, article in Signatures(db).placed(wrong).items():
            Signatures(db).add(article_id, linking.sign(article.text))
        for article_id in lost:
            Signatures(db).index(article_id)
    sketch_index.forget(db)
    assignment.recluster(db, now)
    return len({*wrong, *lost})


def _signed(db: Database) -> Iterator[list[tuple[int, Signature]]]:
    """Every article signed anew, in batches, the latest first."""
    below = (1 << 63) - 1
    while rows := Signatures(db).texts(below, SIGNED):
        below = rows[-1][0]
        made = linking.sign_all(text for _, text in rows)
        yield [(row[0], signature) for row, signature in zip(rows, made, strict=True)]
