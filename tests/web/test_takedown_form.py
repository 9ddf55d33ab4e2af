"""The form to request a removal: filled in, shown with what it would affect, sent once."""

import re
import sqlite3
import threading
from pathlib import Path

import pytest
from starlette.testclient import TestClient

from aggregator.api import Aggregator
from aggregator.config import ServeConfig
from aggregator.web.app import create_app
from tests import corpus
from tests.takedowns import file_case
from tests.web.forms import REQUEST, find_status_link, find_token, preview, read_hidden_fields, send

US_NOTICE = {
    "ground": "copyright_us",
    "postal_address": "1 Quay Road\nPort Linden",
    "phone": "+1 555 0100",
    "signature": "Mara Lind",
}


def test_the_form_needs_no_cookie(client: TestClient) -> None:
    assert "set-cookie" not in client.get("/takedown").headers
    client.cookies.clear()
    assert send(client).status_code == 200


def test_an_article_and_the_footer_lead_to_the_form(client: TestClient) -> None:
    for path in ("/", "/a/1", "/s/1", "/search", "/nothing"):
        assert 'href="/takedown"' in client.get(path).text, path
    link = re.search(r'href="(/takedown\?url=[^"]+)"', client.get("/a/2").text)
    assert link
    assert f">\n{corpus.DIGEST}</textarea>" in client.get(link[1]).text


def test_a_preview_shows_each_page_and_what_would_happen(
    client: TestClient, opened: Aggregator
) -> None:
    page = preview(client)
    assert page.status_code == 200
    for words in ("2 pages", "digest.example", "wire.example", "identical text", "100 %"):
        assert words in page.text, words
    assert "hidden, then deleted" in page.text
    assert opened.takedowns.list_cases() == []


def test_a_preview_follows_the_scope(client: TestClient) -> None:
    assert "1 page:" in preview(client, {**REQUEST, "scope": "page"}).text
    copies = preview(client, {**REQUEST, "urls": corpus.WIRE, "scope": "copies"}).text
    assert "1 to be hidden" in copies
    assert "it stays" in copies
    kept = preview(client, {**REQUEST, "keep": "wire.example"}).text
    assert "it stays" in kept
    domain = preview(client, {**REQUEST, "urls": "", "scope": "domain", "domain": "Valley.example"})
    assert "A rich harvest" in domain.text


def test_a_request_opens_a_case_with_number_and_deadline(
    client: TestClient, opened: Aggregator
) -> None:
    page = send(client)
    [case] = opened.takedowns.list_cases()
    assert case.number in page.text
    assert case.deadline in page.text
    assert case.number in client.get(str(page.url)).text  # also when it is loaded again
    assert len(opened.takedowns.list_cases()) == 1
    assert client.get(find_status_link(page.text)).status_code == 200


def test_a_request_is_stored_with_its_fields(client: TestClient, opened: Aggregator) -> None:
    fields = {**REQUEST, **US_NOTICE, "work": "The storm report", "at_once": "yes"}
    send(client, {**fields, "link_source": "yes"})
    [case] = opened.takedowns.list_cases()
    [request] = opened.takedowns.list_requests(case.number)
    assert (request.claimant, request.email) == ("Wire Example Ltd", "legal@wire.example")
    assert request.reason == "Work: The storm report\n\nCopied without permission."
    assert (request.postal_address, request.phone) == ("1 Quay Road\nPort Linden", "+1 555 0100")
    assert (request.capacity, request.signature) == ("owner", "Mara Lind")
    assert request.statements == ("good_faith", "accurate", "authorised")
    assert (request.scope.kind, request.at_once) == ("text", True)
    assert (case.ground, case.source_url) == ("copyright", corpus.WIRE)
    assert case.grade == "V0"


def test_nothing_is_linked_without_consent(client: TestClient, opened: Aggregator) -> None:
    send(client)
    [case] = opened.takedowns.list_cases()
    assert case.source_url == ""


def test_several_addresses_are_several_cases(client: TestClient, opened: Aggregator) -> None:
    page = send(client, {**REQUEST, "scope": "page", "urls": f"{corpus.DIGEST}\r\n{corpus.VALLEY}"})
    numbers = [case.number for case in opened.takedowns.list_cases()]
    assert len(numbers) == 2
    assert all(number in page.text for number in numbers)


def test_a_form_is_accepted_once(client: TestClient, opened: Aggregator) -> None:
    fields = {**read_hidden_fields(preview(client).text), "step": "send"}
    answers = [client.post("/takedown", data=fields).status_code for _ in range(600)]
    assert answers == [200] + [409] * 599
    [case] = opened.takedowns.list_cases()
    assert len(opened.takedowns.list_requests(case.number)) == 1


def test_a_form_without_our_token_is_refused(client: TestClient, opened: Aggregator) -> None:
    good = find_token(client.get("/takedown").text)
    counter = find_token(client.get("/takedown/counter").text)
    for wrong in ("", "x", good + "x", good[:-1], counter, find_token(client.get("/a/1").text)):
        answer = client.post("/takedown", data={**REQUEST, "token": wrong, "step": "send"})
        assert answer.status_code == 403, wrong
    assert opened.takedowns.list_cases() == []


def test_the_address_of_a_sent_form_cannot_be_forged(client: TestClient) -> None:
    assert client.get("/takedown?filed=TD-2026-0001").status_code == 404
    token = find_token(client.get("/takedown").text)
    assert client.get("/takedown", params={"filed": token}).status_code == 404


def test_the_page_of_a_sent_form_outlives_its_database(
    client: TestClient, opened: Aggregator
) -> None:
    page = send(client)
    assert opened.store.private
    opened.store.private.execute("UPDATE takedown_cases SET number = 'TD-2020-0001'")
    assert client.get(str(page.url)).status_code == 200


def test_a_sender_may_go_back_and_change_something(client: TestClient) -> None:
    fields = read_hidden_fields(preview(client).text)
    page = client.post("/takedown", data={**fields, "step": "change"})
    assert page.status_code == 200
    assert 'value="legal@wire.example"' in page.text
    assert "Copied without permission." in page.text


@pytest.mark.parametrize(
    ("change", "field", "message"),
    [
        ({"urls": ""}, "urls", "the address of the page"),
        ({"claimant": "  "}, "claimant", "your name"),
        ({"email": ""}, "email", "an e-mail address"),
        ({"email": "nobody"}, "email", "one e-mail address"),
        ({"email": "a@x.example, b@x.example"}, "email", "one e-mail address"),
        ({"email": "a@x.example\r\nBcc: b@x.example"}, "email", "one e-mail address"),
        ({"reason": ""}, "reason", "explain"),
        ({"good_faith": "no"}, "good_faith", "good faith"),
        ({"accurate": ""}, "accurate", "accurate"),
        ({"reason": "x" * 6000}, "reason", "shorter"),
        ({"claimant": "x" * 501}, "claimant", "shorter"),
        ({"urls": "javascript:alert(1)"}, "urls", "a whole address"),
        ({"urls": "https://elsewhere.example/x"}, "urls", "not stored here"),
        ({"urls": "https://d\u0456gest.example/posts/storm"}, "urls", "not stored here"),
        ({"urls": "https://digest.example/*"}, "urls", "whole addresses"),
        ({"urls": "https://digest.example/x\n" * 50}, "urls", "not stored here"),
        ({"urls": " ".join(f"https://x.example/{n}" for n in range(11))}, "urls", "at most 10"),
        ({"work_url": "ftp://x"}, "work_url", "a whole address"),
        ({"urls": "/a/99"}, "urls", "not stored here"),
        ({"scope": "everything"}, "scope", "choose one"),
        ({"ground": "spite"}, "ground", "choose one"),
        ({"scope": "domain"}, "domain", "enter the domain"),
        ({"scope": "domain", "domain": "*.example"}, "domain", "such as example.org"),
        ({"scope": "domain", "domain": "nothing.example"}, "domain", "Nothing of this domain"),
        ({"scope": "span", "domain": "wire.example", "since": "May"}, "since", "YYYY-MM-DD"),
        ({"scope": "author", "domain": "wire.example"}, "author", "enter the author"),
        ({**US_NOTICE, "phone": ""}, "phone", "phone number"),
        ({**US_NOTICE, "signature": ""}, "signature", "type your name"),
        ({**US_NOTICE, "work_url": ""}, "work", "name your work"),
    ],
)
def test_a_problem_is_explained_beside_its_field_and_the_fields_are_kept(
    client: TestClient, opened: Aggregator, change: dict[str, str], field: str, message: str
) -> None:
    answer = preview(client, {**REQUEST, **change})
    assert answer.status_code == 400
    beside = re.search(rf'id="{field}-problem">([^<]*)<', answer.text)
    assert beside
    assert message in beside[1]
    assert f'aria-describedby="{field}-problem"' in answer.text
    assert f'<li><a href="#{field}">' in answer.text
    assert "Copied without permission." in answer.text or "reason" in change
    assert opened.takedowns.list_cases() == []


@pytest.mark.parametrize("named", ["http://testserver/a/2", "/a/2", "a/2", "http://testserver/s/1"])
def test_a_request_may_name_our_own_page(
    client: TestClient, opened: Aggregator, named: str
) -> None:
    assert send(client, {**REQUEST, "urls": named}).status_code == 200
    assert len(opened.takedowns.list_cases()) == 1


def test_a_request_by_a_stranger_removes_nothing(client: TestClient, opened: Aggregator) -> None:
    send(client)
    opened.takedowns.run()
    for path in ("/a/1", "/a/2"):
        assert client.get(path).status_code == 200


def test_what_is_hidden_shows_no_title_and_can_be_joined(
    client: TestClient, opened: Aggregator
) -> None:
    number = file_case(opened, corpus.VALLEY, at_once=False).number
    fields = {**REQUEST, "urls": corpus.VALLEY}
    page = preview(client, fields)
    assert "hidden already" in page.text
    assert "harvest" not in page.text
    assert number in send(client, fields).text
    assert len(opened.takedowns.list_requests(number)) == 2


def test_what_was_deleted_is_not_asked_for_again(client: TestClient, opened: Aggregator) -> None:
    file_case(opened, corpus.VALLEY, at_once=True)
    opened.takedowns.run()
    answer = preview(client, {**REQUEST, "urls": corpus.VALLEY})
    assert answer.status_code == 400
    assert "taken down already" in answer.text


def test_the_client_is_stored_as_a_keyed_hash(opened: Aggregator) -> None:
    def read_client(address: str) -> str:
        client = TestClient(create_app(opened, ServeConfig()), client=(address, 50000))
        send(client, {**REQUEST, "reason": f"From {address}."})
        query = "SELECT client FROM takedown_requests ORDER BY id DESC"
        assert opened.store.private
        return str(opened.store.private.execute(query).fetchone()[0])

    first, second = read_client("192.0.2.1"), read_client("192.0.2.2")
    assert first != second
    assert "192.0.2" not in first
    assert read_client("2001:db8::1") == read_client("2001:db8::ffff:2")  # one network of 64 bits


def test_mails_are_sent_once_the_request_is_stored(opened: Aggregator) -> None:
    sent: list[str] = []
    app = create_app(
        opened, ServeConfig(), send_mails=lambda: sent.append(threading.current_thread().name)
    )
    preview(TestClient(app))
    assert sent == []
    send(TestClient(app))
    assert len(sent) == 1
    assert "worker" in sent[0].lower()  # readers do not wait for the mail server


def test_a_locked_database_accepts_nothing(
    client: TestClient, filled: Path, opened: Aggregator
) -> None:
    fields = {**read_hidden_fields(preview(client).text), "step": "send"}
    assert opened.store.private is not None
    opened.store.private.execute("PRAGMA busy_timeout=50")
    holder = sqlite3.connect(filled.with_name("aggregator-private.db"), isolation_level=None)
    holder.execute("BEGIN IMMEDIATE")
    answer = client.post("/takedown", data=fields)
    holder.rollback()
    holder.close()
    assert answer.status_code == 503
    assert client.post("/takedown", data=fields).status_code == 200
