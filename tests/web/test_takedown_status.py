"""The pages of a case by signed links: its status, and the confirmation of a mailbox."""

import pytest
from starlette.testclient import TestClient

from aggregator import clock
from aggregator.api import Aggregator
from aggregator.results.takedowns import TakedownProof
from aggregator.takedown import control_proofs
from aggregator.takedown.repositories import TakedownStore
from aggregator.takedown.types import CounterNotice
from tests import corpus
from tests.takedowns import file_case
from tests.web.forms import REQUEST, find_status_link, send


@pytest.fixture
def status(client: TestClient) -> str:
    """The path of the status page of a request that was sent by the form."""
    return find_status_link(send(client).text)


def ask_for_mailbox(opened: Aggregator, now: str = "") -> TakedownProof:
    store = TakedownStore.of(opened.store)
    return control_proofs.ask(store, 1, "mailbox", "", now or clock.now())


def close(opened: Aggregator, number: str) -> None:
    """Run until a case is closed."""
    for _ in range(5):
        opened.takedowns.run()
        if opened.takedowns.get(number).state == "closed":
            return
    pytest.fail(f"{number} is not closed")


def test_the_status_shows_no_name_no_mail_address_and_no_title(
    client: TestClient, opened: Aggregator, status: str
) -> None:
    file_case(opened, corpus.VALLEY)
    page = client.get(status).text
    for words in ("Wire Example", "legal@", "Storm", "posts/storm", "without permission"):
        assert words not in page, words
    assert "TD-2026" in page or opened.takedowns.list_cases()[0].number in page
    assert "digest.example" in page


def test_the_status_of_an_open_case_loads_itself_again(
    client: TestClient, opened: Aggregator, status: str
) -> None:
    assert '<meta http-equiv="refresh" content="60">' in client.get(status).text
    [case] = opened.takedowns.list_cases()
    opened.takedowns.decide(case.number, accept=False, reason="not yours")
    page = client.get(status).text
    assert "refresh" not in page
    assert "turned down" in page
    assert "not yours" not in page  # the mail says why


def test_the_status_follows_the_case_to_its_end(
    client: TestClient, opened: Aggregator, status: str
) -> None:
    [case] = opened.takedowns.list_cases()
    assert "nothing is hidden yet" in client.get(status).text
    opened.takedowns.decide(case.number, accept=True, at_once=True)
    assert "is hidden, and is deleted next" in client.get(status).text
    close(opened, case.number)
    page = client.get(status).text
    assert "nothing was left" in page
    closed = opened.takedowns.get(case.number)
    for moment in (closed.received_at, closed.hidden_at, closed.erased_at, closed.closed_at):
        assert moment
        assert f'datetime="{moment}"' in page


def test_the_status_says_how_to_prove_a_domain(
    client: TestClient, opened: Aggregator, status: str
) -> None:
    page = client.get(status).text
    asked = opened.claimants.list_proofs(1)
    assert {proof.domain for proof in asked} == {"wire.example", "digest.example"}
    for proof in asked:
        assert proof.token in page
    assert "_aggregator-challenge.wire.example" in page
    assert "https://wire.example/.well-known/aggregator-takedown.txt" in page
    assert "&lt;meta name=&#34;" in page or "&lt;meta name=" in page


def test_a_claimant_sees_only_what_was_asked_of_them(
    client: TestClient, opened: Aggregator, status: str
) -> None:
    client.get(status)
    other = {**REQUEST, "email": "other@digest.example", "claimant": "Another", "work_url": ""}
    joined = find_status_link(send(client, other).text)
    assert joined != status
    client.get(joined)
    [case] = opened.takedowns.list_cases()
    first, second = (
        {proof.token for proof in opened.claimants.list_proofs(request.id)}
        for request in opened.takedowns.list_requests(case.number)
    )
    assert all(token in client.get(joined).text for token in second)
    assert not any(token in client.get(joined).text for token in first)


def test_the_status_says_what_is_missing(
    client: TestClient, opened: Aggregator, status: str
) -> None:
    assert "confirm your mailbox" in client.get(status).text
    opened.takedowns.record_proof(ask_for_mailbox(opened).id)
    page = client.get(status).text
    assert "confirm your mailbox" not in page
    assert "A person looks at it first" in page


def test_the_status_says_that_a_signed_mail_counts_with_its_mailbox(
    client: TestClient, opened: Aggregator, status: str
) -> None:
    store = TakedownStore.of(opened.store)
    signed = control_proofs.ask(store, 1, "dkim", "wire.example", clock.now())
    opened.takedowns.record_proof(signed.id)
    page = client.get(status).text
    assert "Mail with the signature of its domain received" in page
    assert "until then the signed mail does not count" in page
    assert "confirm your mailbox" in page
    opened.takedowns.record_proof(ask_for_mailbox(opened).id)
    assert "does not count" not in client.get(status).text


def test_the_status_shows_objections_without_names(
    client: TestClient, opened: Aggregator, status: str
) -> None:
    [case] = opened.takedowns.list_cases()
    opened.takedowns.decide(case.number, accept=True)
    opened.takedowns.counter(
        CounterNotice(
            number=case.number,
            url=corpus.DIGEST,
            name="Quill Feather",
            email="quill@digest.example",
            postal_address="1 Road",
            phone="1",
            reason="mine",
            statements=("mistake", "jurisdiction"),
            signature="Quill Feather",
        )
    )
    page = client.get(status).text
    assert "Objections" in page
    assert "may be shown again after" in page
    assert "Quill" not in page
    assert "quill@" not in page


def test_a_check_can_be_asked_for(client: TestClient, opened: Aggregator, status: str) -> None:
    client.get(status)
    asked = opened.claimants.list_proofs(1)
    for proof in asked:
        opened.takedowns.record_missing_proof(proof.id, "no TXT record")
    assert "and not found" in client.get(status).text
    assert client.get(status + "/check").status_code == 405
    answer = client.post(status + "/check", follow_redirects=False)
    assert (answer.status_code, answer.headers["location"]) == (303, status + "#proof")
    assert all(proof.checked_at is None for proof in opened.claimants.list_proofs(1))


def test_a_link_that_is_not_ours_shows_nothing(client: TestClient, status: str) -> None:
    token = status.rpartition("/")[2]
    for path in (
        status + "x",
        status[:-1],
        f"/takedown/confirm/{token}",
        f"/takedown/counter/{token}",
        "/takedown/status/TD-2026-0001",
        "/takedown/status/" + "x" * 9000,
    ):
        assert client.get(path).status_code in (404, 414), path


def test_only_the_button_confirms_a_mailbox(client: TestClient, opened: Aggregator) -> None:
    send(client)
    proof = ask_for_mailbox(opened)
    link = opened.claimants.make_link("confirm", proof.token)
    for _ in range(3):  # as scanners of mail do
        assert "Yes, I asked for this" in client.get(link).text
        client.head(link)
    assert opened.takedowns.list_cases()[0].grade == "V0"
    page = client.post(link)
    assert "Mailbox confirmed" in page.text
    assert opened.takedowns.list_cases()[0].grade == "V1"


def test_a_link_to_a_mailbox_confirms_once(client: TestClient, opened: Aggregator) -> None:
    send(client)
    link = opened.claimants.make_link("confirm", ask_for_mailbox(opened).token)
    client.post(link)
    entries = len(opened.takedowns.log(opened.takedowns.list_cases()[0].number))
    for answer in (client.post(link), client.get(link)):
        assert answer.status_code == 200
        assert "This link was used" in answer.text
    assert len(opened.takedowns.log(opened.takedowns.list_cases()[0].number)) == entries


def test_an_old_link_to_a_mailbox_says_so(client: TestClient, opened: Aggregator) -> None:
    send(client)
    proof = ask_for_mailbox(opened, "2026-01-01T00:00:00Z")
    link = opened.claimants.make_link("confirm", proof.token)
    for answer in (client.get(link), client.post(link)):
        assert answer.status_code == 410
        assert "too old" in answer.text
    assert opened.claimants.list_proofs(1)[0].proven_at is None


def test_a_button_on_another_site_confirms_nothing(client: TestClient, opened: Aggregator) -> None:
    send(client)
    proof = ask_for_mailbox(opened)
    link = opened.claimants.make_link("confirm", proof.token)
    assert client.post(link, headers={"Sec-Fetch-Site": "cross-site"}).status_code == 403
    assert opened.claimants.list_proofs(1)[0].proven_at is None


def test_the_receipt_of_a_closed_case_is_a_file(
    client: TestClient, opened: Aggregator, status: str
) -> None:
    [case] = opened.takedowns.list_cases()
    link = opened.claimants.make_link("receipt", case.number)
    assert client.get(link).status_code == 404
    opened.maintenance.create_signing_key()
    opened.takedowns.decide(case.number, accept=True, at_once=True)
    close(opened, case.number)
    opened.takedowns.do_due()
    answer = client.get(link)
    assert answer.status_code == 200
    assert answer.headers["content-disposition"] == f'attachment; filename="{case.number}.json"'
    assert answer.text == opened.takedowns.receipt(case.number)
    assert client.get(link[:-1]).status_code == 404
