"""What the operator reads and notes on a case, and how cases are filtered."""

from aggregator.api import Aggregator
from tests.standing import ask, prove
from tests.takedowns import WORK, file_case

OTHER = "https://other.example/105"


def test_a_record_has_requests_proofs_notes_and_mails(made: Aggregator) -> None:
    case = prove(made, ask(made, WORK, email="ada@paper.example"), "mailbox")
    made.case_records.note(case.number, "She rang on Monday.")
    record = made.case_records.get(case.number)
    assert [request.email for request in record.requests] == ["ada@paper.example"]
    assert [(proof.method, bool(proof.proven_at)) for proof in record.proofs] == [("mailbox", True)]
    assert [note.body for note in record.notes] == ["She rang on Monday."]
    assert "acknowledgement" in [mail.kind for mail in record.mails]


def test_cases_are_filtered_by_grade_sender_and_whom_they_wait_for(made: Aggregator) -> None:
    waits = prove(made, ask(made, OTHER, email="ada@paper.example"), "mailbox").number
    done = file_case(made).number
    listed = made.takedowns.list_cases
    assert [case.number for case in listed(waits=True)] == [waits]
    assert [case.number for case in listed(grade="V4")] == [done]
    assert [case.number for case in listed(sender_domain="Paper.example")] == [waits]
    assert [case.number for case in listed(due_within_hours=-1)] == [waits]
