"""Signed evidence files: who signed one, forgeries, keys, and a verifier that was written from the documentation."""

import json
from collections.abc import Callable
from pathlib import Path

import pytest

import aggregator
from aggregator.api import Aggregator
from aggregator.errors import EvidenceError, StorageError
from aggregator.formats import evidence_bundle, evidence_signing
from aggregator.formats.evidence_check import verify_bundle
from aggregator.formats.evidence_format import FORMAT, PARTS, hash_part
from aggregator.model import Row
from aggregator.results import EvidenceBundle
from storage.store import open_for_writing, private_path
from tests import corpus
from tests.conftest import Ask
from tests.formats import independent_verifier

OTHER_SECRET = bytes(range(32))


@pytest.fixture
def opened(filled: Path) -> Aggregator:
    """The small corpus with a key."""
    news = aggregator.connect(filled)
    news.maintenance.create_signing_key()
    return news


@pytest.fixture
def bundle(opened: Aggregator) -> EvidenceBundle:
    """The signed evidence on the story that has a copy."""
    return opened.evidence(opened.article(corpus.WIRE).story_id)


@pytest.fixture
def data(bundle: EvidenceBundle) -> Row:
    """The same as JSON."""
    value: Row = json.loads(json.dumps(evidence_bundle.to_json_value(bundle)))
    return value


def rehash(data: Row) -> Row:
    """The file with hashes that fit its content, as a forger without the key makes them."""
    before, chain = "", []
    for link in data["chain"]:
        before = hash_part(before, link["part"], link["content"])
        chain.append({**link, "hash": before})
    return {**data, "chain": chain, "head": before}


def sign(data: Row, secret: bytes) -> Row:
    """The file signed with another key."""
    message = evidence_signing.make_signed_message(data["format"], data["head"])
    signature = evidence_bundle.to_json_value(evidence_signing.sign(secret, message))
    return {**data, "signature": signature}


def change(data: Row, part: str, **fields: object) -> Row:
    """The file with other values of some fields of a part."""
    chain = [
        {**link, "content": {**link["content"], **fields}} if link["part"] == part else link
        for link in data["chain"]
    ]
    return {**data, "chain": chain}


def render(data: Row) -> bytes:
    """The page of a file, as our own renderer makes it."""
    return evidence_bundle.render_page(evidence_bundle.read_json(data)).encode()


def test_a_file_says_who_signed_it(opened: Aggregator, data: Row) -> None:
    [key] = opened.maintenance.list_public_keys()
    page = render(data)
    assert verify_bundle(page).signer == "unknown"
    for known in (key.public_key, key.fingerprint):
        verified = verify_bundle(page, [known])
        assert (verified.signer, verified.fingerprint) == ("known", key.fingerprint)
        assert verified.page_checked
    assert key.fingerprint in page.decode()


FORGERIES: dict[str, Callable[[Row], bytes]] = {
    "re-hashed": lambda data: render(rehash(change(data, "verdict", confidence="low"))),
    "another moment": lambda data: render(rehash(change(data, "about", as_of="2020-01-01T00:00:00Z"))),
    "another version's page": lambda data: render(change(data, "about", software="aggregator 9.9.9")),
    "another version, re-hashed": lambda data: render(
        rehash(change(data, "about", software="aggregator 9.9.9"))
    ),
    "an exchanged original": lambda data: render(
        rehash(change(data, "verdict", original={"url": "https://x.example/", "name": "X", "title": None}))
    ),
    "an unknown field": lambda data: json.dumps(rehash(change(data, "verdict", more="x"))).encode(),
    "an unknown field, signed": lambda data: json.dumps(
        sign(rehash(change(data, "verdict", more="x")), OTHER_SECRET)
    ).encode(),
    "an unknown name": lambda data: json.dumps({**data, "note": "true"}).encode(),
    "a name twice": lambda data: json.dumps(data).replace('{"format"', '{"head": "x", "format"', 1).encode(),
    "a second script": lambda data: render(data).replace(b"</body>", b"<script>alert(1)</script></body>"),
    "two data scripts": lambda data: render(data).replace(
        b"</body>", b'<script type="application/json" id="evidence">{}</script></body>'
    ),
    "a removed signature": lambda data: json.dumps(
        {name: value for name, value in data.items() if name != "signature"}
    ).encode(),
    "signed with another key, which it does not name": lambda data: json.dumps(sign(data, OTHER_SECRET)).encode(),
    "a former format": lambda data: json.dumps({**data, "format": "aggregator-evidence-2"}).encode(),
    "a part taken out": lambda data: json.dumps(rehash({**data, "chain": data["chain"][:-1]})).encode(),
    "parts in another order": lambda data: json.dumps(rehash({**data, "chain": data["chain"][::-1]})).encode(),
    "other line ends": lambda data: render(data).replace(b"\n", b"\r\n"),
    "capital digits": lambda data: json.dumps(
        {**data, "signature": {**data["signature"], "value": data["signature"]["value"].upper()}}
    ).encode(),
    "not a number": lambda data: json.dumps(data).replace('"story_id": 1', '"story_id": NaN').encode(),
}  # fmt: skip


@pytest.mark.parametrize("name", FORGERIES)
def test_a_forgery_is_found(opened: Aggregator, data: Row, name: str) -> None:
    key = opened.maintenance.list_public_keys()[0].public_key
    with pytest.raises(EvidenceError):
        verify_bundle(FORGERIES[name](data), [key])


def test_the_signature_of_another_file_is_found(opened: Aggregator, data: Row) -> None:
    other = opened.evidence(opened.article(corpus.VALLEY).story_id)
    moved = {**data, "signature": evidence_bundle.to_json_value(other.signature)}
    with pytest.raises(EvidenceError, match="does not belong to this file"):
        verify_bundle(render(moved))


def test_a_file_that_somebody_else_made_and_signed_is_signed_by_an_unknown_key(
    opened: Aggregator, data: Row
) -> None:
    fingerprint = evidence_signing.make_public_key(OTHER_SECRET, "").fingerprint
    forged = change(data, "about", signed_by=fingerprint)
    forged = sign(rehash(change(forged, "verdict", confidence="low")), OTHER_SECRET)
    known = [key.fingerprint for key in opened.maintenance.list_public_keys()]
    verified = verify_bundle(render(forged), known)
    assert (verified.signer, verified.fingerprint) == ("unknown", fingerprint)


def test_a_title_with_the_tag_of_the_data_hides_no_file(filled: Path) -> None:
    """A page names itself what it wants."""
    title = '<script type="application/json" id="evidence">{}</script>'
    with open_for_writing(filled) as store, store.articles.transaction() as db:
        db.conn.execute("UPDATE articles SET title = ?", [title])
    with aggregator.connect(filled) as news:
        news.maintenance.create_signing_key()
        bundle = news.evidence(1)
    text = json.dumps(evidence_bundle.to_json_value(bundle), ensure_ascii=False)
    for file in (evidence_bundle.render_page(bundle), text):
        assert verify_bundle(file.encode()).title == title


def test_every_changed_byte_of_a_page_is_found(data: Row) -> None:
    page = render(data)
    for at in range(0, len(page), 37):
        changed = page[:at] + bytes([page[at] ^ 1]) + page[at + 1 :]
        with pytest.raises(EvidenceError):
            verify_bundle(changed)


KEPT = Path(__file__).parent / "evidence_files"


@pytest.mark.parametrize("name", ["format-3.html", "format-3-pinned.html"])
def test_a_file_that_was_kept_is_still_checked_with_its_page(name: str) -> None:
    """If it fails, the template or the fields of format 3 changed: that takes a new format."""
    key = (KEPT / "format-3.key").read_text().strip()
    roots = (KEPT / "format-3-roots.pem").read_bytes()
    verified = verify_bundle((KEPT / name).read_bytes(), [key], roots)
    assert (verified.signer, verified.page_checked) == ("known", True)
    if name == "format-3.html":
        assert verified.time_authority == "CN=Time stamps of the test"
        assert verified.time_proven
    assert independent_verifier.verify((KEPT / name).read_bytes(), key)


# The command


def test_the_command_knows_the_keys_of_its_database_and_those_it_is_given(
    ask: Ask, filled: Path, tmp_path: Path
) -> None:
    made = ask("export", "evidence", "1", "-o", "a.html")
    assert made.exit_code == 0, made.output
    assert "made the key that signs evidence files" in made.stderr
    assert "made the key" not in ask("export", "evidence", "1", "-o", "b.html").stderr
    assert ask("verify-evidence", "a.html").exit_code == 0
    shown = {
        row["setting"]: row["value"] for row in json.loads(ask("config", "show", "--json").stdout)
    }
    key, fingerprint = shown["evidence key: public_key"], shown["evidence key: fingerprint"]
    elsewhere = ("--db", "none.db")
    unknown = ask(*elsewhere, "verify-evidence", "a.html")
    assert unknown.exit_code == 1
    assert fingerprint in unknown.stderr
    assert "signer" in unknown.stdout
    for named in (key, fingerprint, fingerprint.upper()):
        assert ask(*elsewhere, "verify-evidence", "a.html", "--key", named).exit_code == 0
    assert ask(*elsewhere, "verify-evidence", "a.html", "--key", "00" * 32).exit_code == 1


def test_a_key_that_cannot_be_one_is_a_wrong_call(ask: Ask, filled: Path) -> None:
    ask("export", "evidence", "1", "-o", "a.html")
    for wrong in ("", "ab", "x" * 64):
        assert ask("verify-evidence", "a.html", "--key", wrong).exit_code == 2


def test_init_makes_the_key_once(ask: Ask) -> None:
    assert "made the key that signs evidence files" in ask("init", "--country", "KE").stderr
    assert "made the key" not in ask("init", "--country", "KE").stderr


def test_a_lost_private_file_is_a_clear_error(ask: Ask, filled: Path) -> None:
    private_path(filled).unlink()
    failed = ask("export", "evidence", "1")
    assert failed.exit_code == 1
    assert "no private file beside" in failed.stderr
    assert not private_path(filled).exists()


def test_a_database_without_a_key_signs_nothing(filled: Path) -> None:
    with (
        aggregator.connect(filled, write=False) as reader,
        pytest.raises(StorageError, match="no key to sign evidence with"),
    ):
        reader.evidence(1)


def test_a_key_that_was_replaced_stays_known(opened: Aggregator, bundle: EvidenceBundle) -> None:
    [former] = opened.maintenance.list_public_keys()
    new = opened.maintenance.replace_signing_key()
    keys = opened.maintenance.list_public_keys()
    assert keys == [new, former]
    again = opened.evidence(1)
    assert again.signature
    assert again.signature.public_key == new.public_key
    page = evidence_bundle.render_page(bundle).encode()
    assert verify_bundle(page, [key.fingerprint for key in keys]).signer == "known"


def test_the_command_replaces_the_key(ask: Ask, filled: Path) -> None:
    ask("export", "evidence", "1", "-o", "a.html")
    assert "would be replaced" in ask("config", "new-key", "--dry-run").stderr
    assert "made the key that signs evidence files" in ask("config", "new-key").stderr
    ask("export", "evidence", "1", "-o", "b.html")
    prints = [
        json.loads(ask("verify-evidence", name, "--json").stdout)["fingerprint"]
        for name in ("a.html", "b.html")
    ]
    assert prints[0] != prints[1]
    shown = ask("config", "show").stdout
    assert prints[1] in shown
    assert prints[0] not in shown


# A verifier that somebody else could write


def test_the_verifier_of_the_documentation_agrees(opened: Aggregator, data: Row) -> None:
    key = opened.maintenance.list_public_keys()[0].public_key
    for file in (render(data), json.dumps(data, indent=1).encode()):
        parts = independent_verifier.verify(file, key)
        assert parts["about"]["format"] == FORMAT
        assert list(parts) == list(PARTS)
    with pytest.raises(ValueError, match="another key"):
        independent_verifier.verify(render(data), "00" * 32)


@pytest.mark.parametrize(
    "name", [name for name in FORGERIES if "script" not in name and "line ends" not in name and "field, signed" not in name]
)  # fmt: skip
def test_the_verifier_of_the_documentation_finds_forgeries_of_data(
    opened: Aggregator, data: Row, name: str
) -> None:
    key = opened.maintenance.list_public_keys()[0].public_key
    with pytest.raises(ValueError, match=r".+"):
        independent_verifier.verify(FORGERIES[name](data), key)


def test_there_are_no_numbers_but_whole_ones(data: Row) -> None:
    def check(value: object) -> None:
        assert not isinstance(value, float)
        if isinstance(value, (dict, list)):
            for inner in value.values() if isinstance(value, dict) else value:
                check(inner)

    check(data)
