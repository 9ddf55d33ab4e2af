"""Whatever a file holds, the check ends with a result or with one error that says what is wrong."""

import json
from contextlib import suppress
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import aggregator
from aggregator.errors import EvidenceError
from aggregator.formats import evidence_bundle
from aggregator.formats.evidence_check import verify_bundle
from aggregator.formats.evidence_format import hash_part
from aggregator.formats.evidence_signing import make_signed_message, sign
from aggregator.formats.evidence_time_stamps import read_answer
from aggregator.model import Row

SECRET = bytes(32)
VALUES = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=5) | st.just("\ud800") | st.just(10**400),
    lambda inner: st.lists(inner, max_size=2) | st.dictionaries(st.text(max_size=5), inner, max_size=2),
    max_leaves=4,
)  # fmt: skip


@pytest.fixture(scope="module")
def data(tmp_path_factory: pytest.TempPathFactory) -> Row:
    """A signed file as JSON."""
    from aggregator.formats import records
    from tests import corpus

    folder = tmp_path_factory.mktemp("hostile")
    corpus.write(folder / "a.jsonl", *corpus.ROWS)
    with aggregator.connect(folder / "a.db") as news:
        news.ingest(records.read_records(folder / "a.jsonl"), workers=1)
        news.maintenance.create_signing_key()
        bundle = news.evidence(1)
    value: Row = json.loads(json.dumps(evidence_bundle.to_json_value(bundle)))
    return value


def list_places(value: Any, path: tuple[Any, ...] = ()) -> list[tuple[Any, ...]]:
    """The path of every value in a JSON value."""
    found = [path]
    if isinstance(value, dict):
        for name, inner in value.items():
            found += list_places(inner, (*path, name))
    elif isinstance(value, list):
        for i, inner in enumerate(value):
            found += list_places(inner, (*path, i))
    return found


def put(value: Any, path: tuple[Any, ...], new: object) -> Any:
    """A copy of a JSON value with another value at a place."""
    if not path:
        return new
    copy = value.copy()
    copy[path[0]] = put(value[path[0]], path[1:], new)
    return copy


def resign(data: Row) -> Row:
    """The file with hashes and a signature that fit, where that can be."""
    try:
        before, chain = "", []
        for link in data["chain"]:
            before = hash_part(before, link["part"], link["content"])
            chain.append({**link, "hash": before})
        signature = sign(SECRET, make_signed_message(data["format"], before))
        return {
            **data,
            "chain": chain,
            "head": before,
            "signature": evidence_bundle.to_json_value(signature),
        }
    except (TypeError, KeyError, AttributeError, UnicodeEncodeError):
        return data


@settings(max_examples=150)
@given(drawn=st.data(), new=VALUES)
def test_any_other_value_in_a_file_is_found(data: Row, drawn: st.DataObject, new: object) -> None:
    place = drawn.draw(st.sampled_from(list_places(data)))
    changed = put(data, place, new)
    if changed == data:
        return
    with pytest.raises(EvidenceError):
        verify_bundle(json.dumps(changed).encode())
    with suppress(EvidenceError):
        forged = json.dumps(resign(changed)).encode()
        assert verify_bundle(forged).signer == "unknown"
        page = evidence_bundle.render_page(evidence_bundle.read_json(json.loads(forged)))
        assert verify_bundle(page.encode()).signer == "unknown"


@settings(max_examples=200)
@given(
    file=st.binary(max_size=200)
    | st.text(max_size=200).map(lambda text: text.encode("utf-8", "surrogatepass"))
)
def test_any_bytes_are_no_evidence_file(file: bytes) -> None:
    with pytest.raises(EvidenceError):
        verify_bundle(file)
    with pytest.raises(EvidenceError):
        verify_bundle(b'<script type="application/json" id="evidence">' + file + b"</script>")


@settings(max_examples=200)
@given(answer=st.binary(max_size=300))
def test_any_bytes_are_no_time_stamp(answer: bytes) -> None:
    with pytest.raises(EvidenceError):
        read_answer(answer, b"message")


def test_a_deeply_nested_file_is_refused() -> None:
    for text in ("[" * 200_000, '{"format":' * 100_000):
        with pytest.raises(EvidenceError):
            verify_bundle(text.encode())


def test_a_page_with_many_scripts_that_do_not_end_costs_linear_time() -> None:
    start = b'<script type="application/json" id="evidence">'
    with pytest.raises(EvidenceError, match="no evidence file"):
        verify_bundle(start * 500_000)  # 23 MB: in quadratic time, an hour
