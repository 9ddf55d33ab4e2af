"""Receipts: made when a case is closed, verified without a database, and any change is found."""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from aggregator.api import Aggregator
from aggregator.errors import EvidenceError
from aggregator.formats.evidence_signing import make_public_key
from aggregator.formats.receipts import verify_receipt
from aggregator.takedown import receipts
from aggregator.takedown.receipts import ReceiptStore
from tests.conftest import Ask
from tests.takedowns import AUTHOR, BODY, COPY, NOW, TITLE, WORK, file_case, traces

FROZEN = Path(__file__).parent / "receipt_files"


def close_case(made: Aggregator, backup_days: int = 0) -> str:
    """Take the work down; returns the receipt."""
    case = file_case(made, email="nora@quint.example")
    [closed] = made.takedowns.run()
    assert closed.state == "closed"
    receipts.issue_due(ReceiptStore.of(made.store), backup_days, NOW)
    return made.takedowns.receipt(case.number)


def keys_of(made: Aggregator) -> list[str]:
    return [key.fingerprint for key in made.maintenance.list_public_keys()]


def test_a_receipt_says_what_was_erased_and_how_that_was_proven(made: Aggregator) -> None:
    text = close_case(made, backup_days=30)
    shown = verify_receipt(text.encode(), keys_of(made))
    assert {item.url for item in shown.items} == {WORK, COPY}
    assert shown.signer == "known"
    assert shown.time_note == "it has no time stamp"
    parts = {part["part"]: part["content"] for part in json.loads(text)["chain"]}
    assert [search["store"] for search in parts["searches"]] == ["main file", "private file"]
    assert all(search["bytes"] > 0 and search["found"] == 0 for search in parts["searches"])
    assert [step["event"] for step in parts["steps"]][-1] == "closed"
    assert parts["files"] == {"written": [], "backup_days": 30}
    assert [setting["name"] for setting in parts["about"]["versions"]] == ["python", "sqlite"]


def test_a_receipt_holds_no_words_of_the_work_and_no_persons(made: Aggregator) -> None:
    text = close_case(made)
    assert not traces(text.encode(), BODY)
    for name in (TITLE, AUTHOR, "Nora", "nora@quint.example"):
        assert name not in text


def test_a_receipt_names_the_files_that_may_still_hold_the_work(
    made: Aggregator, tmp_path: Path
) -> None:
    for kind, written_at in (
        ("export", "2026-01-01T00:00:00Z"),
        ("backup", "2099-01-01T00:00:00Z"),
    ):
        file = tmp_path / kind
        file.touch()
        made.store.written_files.add(file, kind, written_at, "articles")
    text = close_case(made)
    parts = {part["part"]: part["content"] for part in json.loads(text)["chain"]}
    assert parts["files"]["written"] == [
        {"kind": "export", "written_at": "2026-01-01T00:00:00Z", "what": "articles"}
    ]
    assert str(tmp_path) not in text


def test_the_claimant_gets_a_mail_with_the_receipt_once(made: Aggregator) -> None:
    close_case(made)
    receipts.issue_due(ReceiptStore.of(made.store), 0, NOW)
    mails = "SELECT address FROM takedown_mails WHERE kind = 'receipt'"
    assert made.store.private_file().execute(mails).fetchall() == [("nora@quint.example",)]


def test_a_log_whose_end_was_cut_off_lacks_what_a_receipt_names(made: Aggregator) -> None:
    close_case(made)
    db = made.store.private_file()
    assert [f.says for f in made.maintenance.check() if f.level == "fail"] == []
    db.execute("DROP TRIGGER takedown_log_delete")
    db.execute("DELETE FROM takedown_log WHERE event IN ('closed', 'receipt made')")
    [found] = [finding.says for finding in made.maintenance.check() if finding.level == "fail"]
    assert "that the receipt of TD-" in found


def places_of(value: Any, place: tuple[Any, ...] = ()) -> Iterator[tuple[Any, ...]]:
    """Yields the place of every value in a JSON value that holds no other one."""
    if isinstance(value, dict):
        for name, inner in value.items():
            yield from places_of(inner, (*place, name))
    elif isinstance(value, list):
        for number, inner in enumerate(value):
            yield from places_of(inner, (*place, number))
    else:
        yield place


def change(value: Any) -> Any:
    """Returns another value of the same type; another digit in a hash or signature."""
    if isinstance(value, str):
        return ("0" if value[:1] != "0" else "1") + value[1:]
    return 1 if value is None else value + 1


def test_a_change_in_any_field_is_found(made: Aggregator) -> None:
    text = close_case(made)
    places = list(places_of(json.loads(text)))
    assert len(places) > 60
    for place in places:
        changed = json.loads(text)
        inner = changed
        for step in place[:-1]:
            inner = inner[step]
        inner[place[-1]] = change(inner[place[-1]])
        with pytest.raises(EvidenceError):
            verify_receipt(json.dumps(changed).encode())


def test_what_was_changed_is_said(made: Aggregator) -> None:
    text = close_case(made)
    with pytest.raises(EvidenceError, match="the part “items” was changed"):
        verify_receipt(text.replace(COPY, "https://other.example/x").encode())
    data = json.loads(text)
    del data["signature"]
    with pytest.raises(EvidenceError, match="the signature was taken out"):
        verify_receipt(json.dumps(data).encode())
    with pytest.raises(EvidenceError, match="this is no receipt"):
        verify_receipt(b'{"format": "aggregator-evidence-3"}')
    for part in range(8):
        data = json.loads(text)
        del data["chain"][part]
        with pytest.raises(EvidenceError, match="this is no receipt of the format"):
            verify_receipt(json.dumps(data).encode())


def test_a_receipt_that_somebody_else_signed_is_of_an_unknown_key(made: Aggregator) -> None:
    text = close_case(made)
    other = make_public_key(b"7" * 32, NOW).fingerprint
    assert verify_receipt(text.encode(), [other]).signer == "unknown"


def test_a_receipt_of_format_1_verifies_for_ever() -> None:
    [key] = (FROZEN / "format-1.key").read_text(encoding="ascii").split()
    shown = verify_receipt((FROZEN / "format-1.json").read_bytes(), [key])
    assert (shown.signer, shown.number, shown.format) == (
        "known",
        "TD-2026-0001",
        "aggregator-receipt-1",
    )


def test_the_command_writes_a_receipt_and_checks_it_without_a_database(
    ask: Ask, made: Aggregator, tmp_path: Path
) -> None:
    close_case(made)
    [number] = [case.number for case in made.takedowns.list_cases()]
    [key] = keys_of(made)
    db = ("--db", made.store.path)
    assert ask("takedown", "receipt", number, "-o", "receipt.json", *db).exit_code == 0
    alone = ("takedown", "verify-receipt", "receipt.json", "--db", tmp_path / "none.db")
    done = ask(*alone, "--key", key)
    assert done.exit_code == 0
    assert "does not prove" in done.output or "not proven by a signature" in done.output
    unknown = ask(*alone)
    assert unknown.exit_code == 1
    assert f"signed by an unknown key, {key}" in unknown.output
    file = tmp_path / "receipt.json"
    file.write_text(file.read_text().replace('"found": 0', '"found": 1', 1))
    changed = ask(*alone, "--key", key)
    assert changed.exit_code == 1
    assert "the part “searches” was changed" in changed.output


def test_a_case_without_a_receipt_says_so(ask: Ask, made: Aggregator) -> None:
    number = file_case(made).number
    done = ask("takedown", "receipt", number, "--db", made.store.path)
    assert done.exit_code == 4
    assert "is hidden" in done.output
