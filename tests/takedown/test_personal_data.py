"""Personal data of a case is deleted at its own date; the case, its log and the counts stay."""

from msgspec.structs import replace

from aggregator import clock
from aggregator.api import Aggregator
from aggregator.takedown import erase
from aggregator.takedown.repositories import TakedownStore
from tests.redress import counter_of, do_due, events
from tests.takedowns import file_case, raw_bytes

YEARS = 3 * 365 * 24 * 3600
DAYS_30 = 30 * 24 * 3600
PERSONS = ["Nora Quint", "nora@quint.example", "12 Nora Lane", "Ida Copier", "ida@copier.example"]


def file_and_close(made: Aggregator) -> str:
    number = file_case(
        made, email="nora@quint.example", postal_address="12 Nora Lane", phone="+44 1"
    ).number
    made.takedowns.run()
    return number


def test_after_three_years_no_person_is_left_in_any_file(made: Aggregator) -> None:
    number = file_and_close(made)
    made.takedowns.counter(counter_of(number))
    made.takedowns.decide_counter(number, "refused")
    closed_at = made.takedowns.get(number).closed_at or ""
    do_due(made, closed_at)
    assert made.takedowns.get(number).personal_until == clock.add_seconds(closed_at, YEARS)
    before = made.takedowns.transparency()
    data = raw_bytes(made.store.path)
    assert all(name.encode() in data for name in PERSONS)

    late = clock.add_seconds(closed_at, YEARS)
    assert do_due(made, clock.add_seconds(late, -1)).persons == 0
    assert do_due(made, late).persons == 1
    data = raw_bytes(made.store.path)
    assert [name for name in PERSONS if name.encode() in data] == []
    assert made.takedowns.get(number).claimant == ""
    hashes = "SELECT DISTINCT client, sender, sender_domain FROM takedown_requests"
    assert made.store.private_file().execute(hashes).fetchall() == [("", "", "")]
    assert events(made, number)[-1] == "personal data deleted"
    after = made.takedowns.transparency()
    assert replace(after, made_at="", log="") == replace(before, made_at="", log="")
    assert do_due(made, clock.add_seconds(late, 3600)).persons == 0
    assert [finding for finding in made.maintenance.check() if finding.level == "fail"] == []


def test_data_of_an_expired_request_is_deleted_after_thirty_days(made: Aggregator) -> None:
    case = file_case(made, confirmed=False, email="nora@quint.example")
    expired_at = clock.add_seconds(case.received_at, 7 * 24 * 3600)
    [expired] = erase.run_open_cases(TakedownStore.of(made.store), expired_at)
    assert expired.state == "expired"
    do_due(made, expired_at)
    assert do_due(made, clock.add_seconds(expired_at, DAYS_30)).persons == 1
    assert b"nora@quint.example" not in raw_bytes(made.store.path)


def test_data_is_kept_while_a_counter_notice_is_not_decided(made: Aggregator) -> None:
    number = file_and_close(made)
    made.takedowns.counter(counter_of(number))
    made.takedowns.decide_counter(number, "suit")
    closed_at = made.takedowns.get(number).closed_at or ""
    do_due(made, closed_at)
    assert do_due(made, clock.add_seconds(closed_at, YEARS)).persons == 0
