"""Bands: keys as datasketch makes them, entries in rows, and the filter of keys that nobody has."""

import zlib

import numpy as np
from datasketch import MinHash
from hypothesis import given
from hypothesis import strategies as st

from storage.links import bands
from storage.links.bands import BANDS, ROWS, KeyFilter


def make_minhash(seed: int) -> MinHash:
    values = np.random.default_rng(seed).integers(0, 1 << 32, 128, dtype=np.uint32)
    return MinHash(num_perm=128, seed=1, hashvalues=values, scheme="affine32")


def test_keys_are_the_crc_of_what_datasketch_hashes_in_a_band() -> None:
    minhashes = [make_minhash(seed) for seed in range(20)]
    keys = bands.make_keys([made.hashvalues.astype("<u4").tobytes() for made in minhashes])
    for made, own in zip(minhashes, keys.tolist(), strict=True):
        for band, key in enumerate(own):
            values = made.hashvalues[band * ROWS : (band + 1) * ROWS]
            assert key == zlib.crc32(bytes(values.byteswap().data))  # as in `MinHashLSH`


def test_no_minhash_has_no_keys() -> None:
    assert bands.make_keys([]).shape == (0, BANDS)


# Few different keys, so that many entries have the same one.
KEYS = st.one_of(st.integers(0, 5), st.integers(0, (1 << 32) - 1))
ENTRIES = st.lists(st.tuples(KEYS, st.integers(1, 2), st.integers(1, 900)), max_size=12)


@given(ENTRIES)
def test_entries_are_found_in_the_one_row_in_which_their_key_is_looked_up(
    groups: list[tuple[int, int, int]],
) -> None:
    pairs = {(key, first * 1000 + i) for key, first, count in groups for i in range(count)}
    entries = np.array(sorted(key << 32 | article for key, article in pairs), dtype=np.uint64)
    rows = dict(bands.split_into_rows(7, entries))
    assert [*rows] == sorted(rows)
    joined = bands.decode_entries(b"".join(rows.values()))
    assert np.array_equal(joined, entries)
    assert {row >> 52 for row in rows} <= {7}
    for wanted in {key for key, _ in pairs}:
        holders = [article for key, article in sorted(pairs) if key == wanted]
        row_id = max(row for row in rows if row <= bands.make_row_id(7, wanted))
        found = bands.select_holders(rows[row_id], wanted)
        assert found == holders[: len(found)]
        assert len(found) >= min(len(holders), bands.ROW_ENTRIES)


def test_a_filter_never_misses_a_key_and_rarely_sees_one_that_is_not_there() -> None:
    draw = np.random.default_rng(4)
    keys = draw.integers(0, 1 << 32, (20_000, BANDS), dtype=np.uint32)
    known = KeyFilter()
    assert not known.may_hold(keys).any()
    for band, own in enumerate(keys.T):
        known.add(band, own.astype(np.uint64))
    assert known.may_hold(keys).all()
    others = draw.integers(0, 1 << 32, (20_000, BANDS), dtype=np.uint32)
    assert known.may_hold(others).mean() < 0.001
    assert known.may_hold(np.roll(keys, 1, axis=1)).mean() < 0.001
