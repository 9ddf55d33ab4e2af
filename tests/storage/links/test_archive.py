"""The archive: what it holds, what it finds, and what is left when an article goes."""

import random
import struct
import zlib
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from datasketch import MinHashLSH

from aggregator import linking
from aggregator.api import Aggregator
from storage.links import archive, bands, sketch_index
from storage.sqlite import slices
from storage.sqlite.connection import transaction
from storage.store import Store
from tests import stored_texts
from tests import takedowns as world
from tests.stored_texts import edited, part, put, stories_of, words

ALL = 1 << 40  # a number above every index entry


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    with stored_texts.open_at(tmp_path) as opened:
        yield opened


def minhash(text: str) -> bytes:
    return linking.sign(text).minhash


def entries_of(store: Store, article_id: int) -> int:
    """How many entries of an article there are in all bands."""
    rows = store.main.execute("SELECT entries FROM archive").fetchall()
    return sum(
        int((bands.decode_entries(row[0]) & bands.LOWER == article_id).sum()) for row in rows
    )


def store_minhashes(store: Store, minhashes: list[bytes], first: int = 1) -> None:
    """Index entries and signatures without articles."""
    store.main.execute("PRAGMA foreign_keys=0")
    with transaction(store.main) as db:
        version = archive.SIGNATURE_VERSION
        rows = [(first + i, version, 600, made, b"") for i, made in enumerate(minhashes)]
        db.conn.executemany("INSERT INTO signatures VALUES (?, ?, ?, ?, ?)", rows)
        added = [(row[0],) for row in rows]
        db.conn.executemany("INSERT INTO index_entries (article_id) VALUES (?)", added)


def test_an_archived_article_is_found_by_half_of_its_text(store: Store) -> None:
    text = words(600, 1)
    whole = put(store, "a.example/whole", text)
    near = put(store, "b.example/near", words(600, 2))
    assert store.archive.find([minhash(text)], 20) == [[]]
    assert store.archive.is_empty()
    assert store.archive.fill(ALL) == 2
    asked = [minhash(part(text, 0, 0.5)), minhash(words(300, 9)), b"", minhash(words(600, 2))]
    assert store.archive.find(asked, 20) == [[whole], [], [], [near]]
    assert not store.archive.is_empty()


@pytest.mark.parametrize(("share", "floor"), [(1.0, 1.0), (0.8, 0.99), (0.5, 0.9)])
def test_reprints_of_a_part_of_a_text_are_found(store: Store, share: float, floor: float) -> None:
    """benchmarks/reprints.py measures more, on real texts too."""
    texts = [words(250, seed) for seed in range(200)]
    store_minhashes(store, [signature.minhash for signature in linking.sign_all(texts)])
    store.archive.fill(ALL)
    draw = random.Random(3)
    starts = [draw.uniform(0, 1 - share) for _ in texts]
    parts = [part(text, start, start + share) for text, start in zip(texts, starts, strict=True)]
    asked = [signature.minhash for signature in linking.sign_all(parts)]
    found = store.archive.find(asked, 20)
    assert sum(found[i] == [i + 1] for i in range(len(texts))) >= floor * len(texts)


def test_the_articles_that_share_most_bands_come_first(store: Store) -> None:
    text = words(600, 1)
    store_minhashes(store, [minhash(edited(text, 20)), minhash(edited(text, 40)), minhash(text)])
    store.archive.fill(ALL)
    assert store.archive.find([minhash(text)], 20) == [[3, 2, 1]]
    assert store.archive.find([minhash(text)], 2) == [[3, 2]]


def test_candidates_are_those_of_datasketch(store: Store) -> None:
    """A `MinHashLSH` with CRC-32 as its hash function has the same keys, and can be read from the table."""
    draw = random.Random(5)
    texts = [words(200, seed) for seed in range(60)]
    texts += [edited(draw.choice(texts), draw.randint(3, 30), seed) for seed in range(120)]
    made = [*linking.sign_all(texts)]
    store_minhashes(store, [signature.minhash for signature in made])
    store.archive.fill(ALL)

    params = (bands.BANDS, bands.ROWS)
    inserted = MinHashLSH(num_perm=128, params=params, hashfunc=zlib.crc32)
    read, whole = (
        MinHashLSH(num_perm=128, params=params, hashfunc=zlib.crc32),
        MinHashLSH(num_perm=128, params=params),
    )
    for number, signature in enumerate(made, 1):
        inserted.insert(number, linking.make_minhash(signature.minhash))
        whole.insert(number, linking.make_minhash(signature.minhash))
    for row_id, entries in store.main.execute("SELECT id, entries FROM archive"):
        for key, article_id in struct.iter_unpack(">II", entries):
            read.hashtables[row_id >> 52].insert(key, article_id)
    asked = [edited(text, 15, 7) for text in texts]
    pairs = 0
    for signature in linking.sign_all(asked):
        wanted = linking.make_minhash(signature.minhash)
        [found] = store.archive.find([signature.minhash], 1000)
        assert set(found) == {*inserted.query(wanted)} == {*read.query(wanted)}
        assert set(found) == {*whole.query(wanted)}  # no two of these have the same CRC
        pairs += len(found)
    assert pairs > 200


def test_a_key_of_too_many_articles_finds_none_and_costs_one_row(store: Store) -> None:
    text = minhash(words(600, 1))
    count = 3 * bands.ROW_ENTRIES
    store_minhashes(store, [text] * archive.MAX_HOLDERS)
    store.archive.fill(ALL)
    assert store.archive.find([text], 3) == [[1, 2, 3]]
    store_minhashes(store, [text] * (count - archive.MAX_HOLDERS), archive.MAX_HOLDERS + 1)
    store.archive.fill(ALL)
    assert store.archive.find([text], 3) == [[]]
    read: list[Any] = []
    store.main.conn.set_trace_callback(read.append)
    store.archive.find([text], 3)
    store.main.conn.set_trace_callback(None)
    assert sum("FROM archive WHERE" in query for query in read) == bands.BANDS
    longest = "SELECT max(length(entries)) FROM archive"
    assert store.main.execute(longest).fetchone()[0] == 8 * bands.ROW_ENTRIES
    assert store.archive.find_wrong_bands() == []
    with store.archive.transaction():
        for article_id in range(2, count, 7):
            store.archive.remove([article_id])
        store.archive.remove([key for key in range(2, count) if key % 7 != 2])
    assert store.archive.find([text], 3) == [[1, count]]


def test_texts_that_are_too_short_to_compare_are_left_out(store: Store) -> None:
    short = put(store, "a.example/short", words(39, 1))
    long = put(store, "b.example/long", words(40, 2))
    store.archive.fill(ALL)
    assert (entries_of(store, short), entries_of(store, long)) == (0, bands.BANDS)
    with store.candidates.transaction():
        assert store.candidates.remove(short)


@pytest.mark.parametrize("damage", ["", "UPDATE signatures SET minhash = zeroblob(512)"])
def test_an_article_that_leaves_the_index_leaves_the_archive(store: Store, damage: str) -> None:
    articles = [put(store, f"s{i}.example/{i}", words(120, i)) for i in range(5)]
    store.archive.fill(ALL)
    store.archive.find([minhash(words(120, 0))], 3)  # a filter is in memory
    if damage:
        with transaction(store.main) as db:
            db.execute(damage)
    with store.candidates.transaction():
        assert store.candidates.remove(articles[2])
    assert [entries_of(store, key) for key in articles] == [32, 32, 0, 32, 32]
    assert store.archive.find([minhash(words(120, 2)), minhash(words(120, 3))], 3) == [
        [],
        [articles[3]],
    ]


def test_no_key_of_an_erased_article_is_left_in_the_file(store: Store, tmp_path: Path) -> None:
    texts = {f"s{i}.example/{i}": words(120, i) for i in range(9)}
    ids = [put(store, name, text) for name, text in texts.items()]
    store.archive.fill(ALL)
    stored = store.signatures.minhashes(ids)
    keys = bands.make_keys([stored[ids[4]]])[0]
    entries = [key.tobytes()[::-1] + ids[4].to_bytes(4, "big") for key in keys]
    store.residual_data.checkpoint(9)
    before = b"".join(path.read_bytes() for path in tmp_path.rglob("*.db*"))
    assert all(entry in before for entry in entries)

    from aggregator.stories.apply import assignment

    with store.archive.transaction():
        assignment.remove_article(stories_of(store), ids[4], stored_texts.NOW)
        store.erasure.delete_article(ids[4], [])
    assert store.residual_data.checkpoint(9)
    after = b"".join(path.read_bytes() for path in tmp_path.rglob("*.db*"))
    assert not any(entry in after for entry in entries)
    row_ids = {row[0] >> 20 for row in store.main.execute("SELECT id FROM archive")}
    assert row_ids.isdisjoint(band << 32 | key for band, key in enumerate(keys.tolist()))
    assert store.archive.find_wrong_bands() == []


def test_a_takedown_leaves_no_key_and_a_rejection_lets_the_work_be_archived_again(
    tmp_path: Path,
) -> None:
    work = "https://wire.example/work"
    with Aggregator.open(tmp_path / "aggregator.db") as opened:
        world.put(opened, work, world.text(1))
        world.put(opened, "https://other.example/2", world.text(2))
        archived = opened.store.archive
        assert archived.fill(ALL) == 2
        keys = bands.make_keys([opened.store.signatures.minhashes([1])[1]])[0]
        entries = [int(key).to_bytes(4, "big") + (1).to_bytes(4, "big") for key in keys]
        case = opened.takedowns.file(url=work, claimant="A", reason="b")
        assert entries_of(opened.store, 1) == 0
        opened.takedowns.decide(case.number, accept=False)
        assert archived.fill(ALL) == 1
        assert entries_of(opened.store, 1) == bands.BANDS
        opened.takedowns.file(url=work, claimant="A", reason="b")
        assert {found.state for found in opened.takedowns.run()} == {"closed"}
        assert entries_of(opened.store, 2) == bands.BANDS
        assert archived.find_wrong_bands() == []
        opened.store.residual_data.checkpoint(9)
    raw = world.raw_bytes(tmp_path / "aggregator.db")
    assert not any(entry in raw for entry in entries)


def test_many_articles_are_removed_at_once(store: Store) -> None:
    made = [minhash(words(100, seed)) for seed in range(archive.FEW + 60)]
    store_minhashes(store, made)
    store.archive.fill(ALL)
    with store.archive.transaction():
        store.archive.remove(range(1, archive.FEW + 51))
    found = store.archive.find(made, 3)
    assert found == [[] for _ in range(archive.FEW + 50)] + [
        [key] for key in range(archive.FEW + 51, len(made) + 1)
    ]


def test_what_other_connections_archive_is_found(store: Store, tmp_path: Path) -> None:
    one = put(store, "a.example/1", words(200, 1))
    with stored_texts.open_at(tmp_path) as other:
        assert other.archive.find([minhash(words(200, 1))], 3) == [[]]
        store.archive.fill(ALL)
        assert other.archive.find([minhash(words(200, 1))], 3) == [[one]]
        two = put(store, "b.example/2", words(200, 2))
        store.archive.fill(ALL)
        assert other.archive.find([minhash(words(200, 2))], 3) == [[two]]
        store.archive.clear()
        assert other.archive.find([minhash(words(200, 2))], 3) == [[]]


def test_a_rollback_leaves_neither_entries_nor_a_filter_that_is_wrong(store: Store) -> None:
    one = put(store, "a.example/1", words(200, 1))
    asked = [minhash(words(200, 1))]
    store.archive.fill(0)
    with pytest.raises(KeyboardInterrupt), store.archive.transaction():
        store.archive.fill(ALL)
        assert store.archive.find(asked, 3) == [[one]]
        raise KeyboardInterrupt
    assert store.archive.find(asked, 3) == [[]]
    store.archive.fill(ALL)
    assert store.archive.find(asked, 3) == [[one]]


def test_an_article_that_goes_while_a_block_is_added_is_not_added(
    store: Store, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Another process removes it after a band was filled and before the next one is."""
    kept, gone = (put(store, f"s{i}.example/{i}", words(120, i)) for i in range(2))
    pauses: list[float] = []

    def remove_after_band_8(seconds: float) -> None:
        pauses.append(seconds)
        if len(pauses) == 9:
            with stored_texts.open_at(tmp_path) as other, other.candidates.transaction():
                other.candidates.remove(gone)

    monkeypatch.setattr(slices, "SLICE_SECONDS", 0.0)
    monkeypatch.setattr(slices.time, "sleep", remove_after_band_8)
    store.archive.fill(ALL)
    assert (entries_of(store, kept), entries_of(store, gone)) == (bands.BANDS, 0)
    assert store.archive.find_wrong_bands() == []


@pytest.mark.parametrize(
    "damage",
    [
        "DELETE FROM archive WHERE id >> 52 = 3",
        "UPDATE archive SET entries = CAST(entries || x'0102030400000001' AS BLOB) WHERE id >> 52 = 3",
        "UPDATE archive SET entries = zeroblob(length(entries)) WHERE id >> 52 = 3",
    ],
)
def test_a_damaged_band_is_seen(store: Store, damage: str) -> None:
    store_minhashes(store, [minhash(words(100, seed)) for seed in range(20)])
    store.archive.fill(ALL)
    assert store.archive.find_wrong_bands() == []
    with transaction(store.main) as db:
        db.execute(damage)
    assert store.archive.find_wrong_bands() == [3]
    with transaction(store.main) as db:
        db.execute("DELETE FROM index_entries WHERE article_id = 5")
    assert store.archive.find_wrong_bands() == [*range(bands.BANDS)]
    store.archive.clear()
    store.archive.fill(ALL)
    assert store.archive.find_wrong_bands() == []


def test_the_boundary_follows_the_share_of_a_full_index(
    store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sketch_index, "MAX_ENTRIES", 600)
    for seed in range(10):
        put(store, f"s{seed}.example/{seed}", words(64, seed))  # 60 hashes each
    assert store.candidates.find_archive_boundary(1.0) == 0
    assert store.candidates.find_archive_boundary(0.5) == 6
    put(store, "s.example/more", words(64, 99))
    assert store.candidates.find_archive_boundary(0.5) == 7
