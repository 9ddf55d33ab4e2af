"""`takedown run` as a worker: one round does all that is due; --watch goes on until it is stopped."""

import json
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from aggregator.api import Aggregator
from aggregator.formats.receipts import verify_receipt
from tests.conftest import HANGS, Ask, clean_environment, wait_until
from tests.formats.time_stamping import serving_time_stamps
from tests.takedowns import file_case


def test_a_round_makes_receipts_with_time_stamps(
    ask: Ask, made: Aggregator, tmp_path: Path
) -> None:
    number = file_case(made).number
    folder = tmp_path / "authority"
    folder.mkdir()
    with serving_time_stamps(folder) as authority:
        settings = tmp_path / "aggregator.toml"
        settings.write_text(
            f'[crawl]\nallow_hosts = ["{authority.host}"]\n[takedown]\nbackup_days = 14\n'
            f'[evidence]\ntimestamp_url = "{authority.url}"\n'
        )
        done = ask("takedown", "run", "--db", made.store.path)
        assert done.exit_code == 0, done.output
        assert "1 receipts were made" in done.output
        text = made.takedowns.receipt(number)
        shown = verify_receipt(text.encode(), (), authority.roots.read_bytes())
    assert shown.time_proven
    assert shown.time_authority
    files = next(part for part in json.loads(text)["chain"] if part["part"] == "files")
    assert files["content"]["backup_days"] == 14


def test_without_an_answer_of_the_authority_the_receipt_has_no_time_stamp(
    ask: Ask, made: Aggregator, tmp_path: Path
) -> None:
    number = file_case(made).number
    (tmp_path / "aggregator.toml").write_text(
        '[crawl]\nallow_hosts = ["127.0.0.1:9"]\n[evidence]\ntimestamp_url = "http://127.0.0.1:9/"\n'
    )
    done = ask("takedown", "run", "--db", made.store.path)
    assert done.exit_code == 0, done.output
    assert "has no time stamp" in done.output
    assert verify_receipt(made.takedowns.receipt(number).encode()).time_proven is None


def test_a_hidden_case_that_waits_for_its_time_is_no_failure(ask: Ask, made: Aggregator) -> None:
    number = file_case(made, at_once=False).number
    assert ask("takedown", "run", "--db", made.store.path).exit_code == 0
    assert made.takedowns.get(number).state == "hidden"


@pytest.mark.parametrize(
    ("stop", "code"),
    [(signal.SIGTERM, 0), pytest.param(signal.SIGINT, 130, marks=pytest.mark.slow)],
)
def test_it_watches_until_it_is_stopped_and_locks_nothing_between_two_rounds(
    made: Aggregator, tmp_path: Path, stop: signal.Signals, code: int
) -> None:
    number = file_case(made).number
    command = [sys.executable, "-m", "aggregator", "takedown", "run", "--watch"]
    worker = subprocess.Popen(
        [*command, "--db", str(made.store.path)],
        cwd=tmp_path,
        env=clean_environment(),
        stdout=subprocess.DEVNULL,
        stderr=subprocess.PIPE,
        text=True,
    )
    try:
        wait_until(lambda: made.takedowns.get(number).state == "closed", "the case is closed")
        wait_until(lambda: _has_receipt(made, number), "the receipt is made")
        file_case(made, "https://other.example/100")  # a write of another process
        worker.send_signal(stop)
        _, said = worker.communicate(timeout=HANGS)
    finally:
        worker.kill()
    assert worker.returncode == code, said
    assert "Traceback" not in said


def _has_receipt(made: Aggregator, number: str) -> bool:
    return made.store.takedown_receipts.get(made.takedowns.get(number).id) is not None


def test_the_clock_is_trusted_on_request_and_the_log_says_so(ask: Ask, made: Aggregator) -> None:
    db = made.store.private_file()
    file_case(made, confirmed=False)
    db.execute("UPDATE latest_time SET at = '2099-01-01T00:00:00Z', boot = 'another start'")
    db.conn.commit()
    database = ("--db", made.store.path)
    warned = ask("status", "--json", *database)
    assert "behind the time of takedown cases" in json.loads(warned.stdout)["clock"]
    assert "behind the time of takedown cases" in ask("doctor", *database).output
    assert file_case(made, "https://other.example/100", confirmed=False).received_at.startswith(
        "2099"
    )
    assert ask("takedown", "run", "--trust-clock", *database).exit_code == 0
    entry = next(each for each in made.takedowns.log() if each.event == "clock trusted")
    assert "from 2099-01-01" in entry.detail
    assert json.loads(ask("status", "--json", *database).stdout)["clock"] == ""
