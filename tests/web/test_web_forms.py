"""Forms of readers and content owners: tokens, comments, takedown requests."""

import re
import sqlite3
from pathlib import Path

import pytest
from starlette.testclient import TestClient

from aggregator.api import Aggregator
from aggregator.config import ServeConfig
from aggregator.web import forms
from aggregator.web.app import MAX_FORM_BYTES, create_app
from tests import corpus
from tests.conftest import Ask

REQUEST = {
    "url": corpus.DIGEST,
    "claimant": "Wire Example Ltd",
    "email": "legal@wire.example",
    "reason": "Copied without permission.",
    "work_url": corpus.WIRE,
    "faith": "yes",
}


def token(client: TestClient, path: str) -> str:
    found = re.search(r'name="token" value="([^"]+)"', client.get(path).text)
    assert found
    return found[1]


def comment(client: TestClient, body: str, **fields: str) -> str:
    sent = {"token": token(client, "/a/1"), "body": body, **fields}
    return client.post("/a/1/comment", data=sent).text


def test_every_form_that_changes_something_has_a_token(client: TestClient) -> None:
    for path in ("/", "/a/1", "/s/1", "/takedown", "/search"):
        for form in re.findall(
            r'<form[^>]*method="post".*?</form>', client.get(path).text, re.DOTALL
        ):
            assert 'name="token"' in form


def test_a_post_without_its_token_is_refused(client: TestClient, opened: Aggregator) -> None:
    good = token(client, "/takedown")
    for wrong in ("", "x", good + "x", good[:-1], token(client, "/a/1")):
        answer = client.post("/takedown", data={**REQUEST, "token": wrong})
        assert answer.status_code == 403, wrong
        assert "load the page again" in answer.text
    assert client.post("/a/1/comment", data={"body": "hello"}).status_code == 403
    assert opened.takedowns.list_cases() == []


def test_a_token_is_refused_from_another_browser(client: TestClient) -> None:
    taken = token(client, "/takedown")
    client.cookies.clear()
    assert client.post("/takedown", data={**REQUEST, "token": taken}).status_code == 403


@pytest.mark.parametrize("scheme", ["https", "http"])
def test_the_cookie_of_a_form_is_secure_on_https(opened: Aggregator, scheme: str) -> None:
    config = ServeConfig(base_url=f"{scheme}://news.example")
    cookie = TestClient(create_app(opened, config)).get("/takedown").headers["set-cookie"].lower()
    assert ("; secure" in cookie) == (scheme == "https")
    assert "httponly" in cookie
    assert "samesite=strict" in cookie


def test_a_post_from_another_site_is_refused(client: TestClient) -> None:
    sent = {**REQUEST, "token": token(client, "/takedown")}
    for site in ("cross-site", "same-site"):
        answer = client.post("/takedown", data=sent, headers={"Sec-Fetch-Site": site})
        assert answer.status_code == 403


def test_a_form_too_large_is_refused_before_it_is_read(client: TestClient) -> None:
    big = {**REQUEST, "token": token(client, "/takedown"), "reason": "x" * MAX_FORM_BYTES}
    assert client.post("/takedown", data=big).status_code == 413
    endless = (b"x" for _ in range(3))
    assert client.post("/takedown", content=endless).status_code == 413
    for length in ("²", "9" * 5000):
        headers = {"Content-Length": length.encode("latin-1")}
        assert client.post("/takedown", headers=headers).status_code == 413


def test_a_comment_waits_for_a_moderator_and_is_then_shown(
    client: TestClient, opened: Aggregator, ask: Ask
) -> None:
    shown = comment(client, "I was **there**.", name="Mara", email="mara@x.example")
    assert "A moderator reads it first" in shown
    assert "there" not in client.get("/a/1").text
    assert "I was **there**." in ask("comment", "list", "--state", "pending", "--json").stdout
    assert ask("comment", "approve", "1").exit_code == 0
    page = client.get("/a/1").text
    assert "<strong>there</strong>" in page
    assert "Mara" in page
    assert "mara@x.example" not in page
    assert ask("comment", "hide", "1").exit_code == 0
    assert "there" not in client.get("/a/1").text


def test_a_comment_is_stored_in_the_private_file(client: TestClient, filled: Path) -> None:
    comment(client, "a word like zyzzogeton", name="Quillfeather", email="q@x.example")
    for file in filled.parent.glob("aggregator.db*"):
        assert b"zyzzogeton" not in file.read_bytes()
        assert b"Quillfeather" not in file.read_bytes()


def test_reloading_the_page_does_not_post_again(client: TestClient, opened: Aggregator) -> None:
    sent = {"token": token(client, "/a/1"), "body": "once"}
    answer = client.post("/a/1/comment", data=sent, follow_redirects=False)
    assert answer.status_code == 303
    for _ in range(2):
        assert "A moderator" in client.get(answer.headers["location"]).text
    assert opened.store.private is not None
    assert opened.store.comments.count_pending() == 1


def test_a_refused_comment_is_shown_in_the_form_again(client: TestClient) -> None:
    shown = comment(client, "x" * (forms.MAX_COMMENT + 1), name="Mara")
    assert "between 1 and" in shown
    assert 'value="Mara"' in shown
    assert "between 1 and" in comment(client, "   ")


def test_comments_are_refused_when_too_many_wait(
    client: TestClient, opened: Aggregator, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(forms, "MAX_PENDING", 2)
    for n in range(3):
        shown = comment(client, f"number {n}")
    assert "Too many comments wait" in shown
    assert opened.store.private is not None
    assert opened.store.comments.count_pending() == 2


def test_comments_can_be_switched_off(opened: Aggregator) -> None:
    client = TestClient(create_app(opened, ServeConfig(comments=False)))
    page = client.get("/a/1").text
    assert "/comment" not in page
    sent = {"token": token(client, "/takedown"), "body": "hello"}
    assert client.post("/a/1/comment", data=sent).status_code in (403, 404)
    assert opened.store.private is not None
    assert opened.store.comments.count_pending() == 0


def test_a_request_opens_a_case_with_number_and_deadline(
    client: TestClient, opened: Aggregator
) -> None:
    sent = {**REQUEST, "token": token(client, "/takedown")}
    answer = client.post("/takedown", data=sent, follow_redirects=False)
    assert answer.status_code == 303, answer.text
    [case] = opened.takedowns.list_cases()
    for _ in range(2):  # even when the page is loaded again
        page = client.get(answer.headers["location"]).text
        assert case.number in page
    assert len(opened.takedowns.list_cases()) == 1
    assert opened.takedowns.get(case.number).claimant == "Wire Example Ltd"


def test_a_receipt_cannot_be_forged(client: TestClient) -> None:
    assert client.get("/takedown?case=TD-2026-0001").status_code == 404
    form_token = token(client, "/takedown")
    assert client.get("/takedown", params={"case": form_token}).status_code == 404


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ({"url": ""}, "the address of the page"),
        ({"claimant": "  "}, "your name"),
        ({"email": "nobody"}, "an e-mail address"),
        ({"reason": ""}, "the reason"),
        ({"faith": "no"}, "confirm"),
        ({"reason": "x" * 6000}, "shorter"),
        ({"url": "javascript:alert(1)"}, "a whole address"),
        ({"url": "https://elsewhere.example/x"}, "not stored here"),
        ({"work_url": "ftp://x"}, "a whole address"),
        ({"url": "/a/99"}, "not stored here"),
    ],
)
def test_an_invalid_request_is_explained_and_keeps_its_fields(
    client: TestClient, opened: Aggregator, change: dict[str, str], message: str
) -> None:
    answer = client.post(
        "/takedown", data={**REQUEST, **change, "token": token(client, "/takedown")}
    )
    assert answer.status_code == 400
    assert message in answer.text
    assert "legal@wire.example" in answer.text or "email" in change
    assert opened.takedowns.list_cases() == []


@pytest.mark.parametrize("named", ["http://testserver/a/2", "/a/2", "a/2", "http://testserver/s/1"])
def test_a_request_may_name_our_own_page(
    client: TestClient, opened: Aggregator, named: str
) -> None:
    sent = {**REQUEST, "url": named, "token": token(client, "/takedown")}
    assert client.post("/takedown", data=sent).status_code == 200
    [case] = opened.takedowns.list_cases()
    assert case.number


def test_a_form_cannot_empty_the_corpus_by_itself(client: TestClient) -> None:
    sent = {**REQUEST, "token": token(client, "/takedown")}
    assert client.post("/takedown", data=sent).status_code == 200
    assert client.get("/a/2").status_code == 200  # hidden when the operator's timer runs


def test_a_taken_down_page_answers_410(client: TestClient, opened: Aggregator) -> None:
    opened.takedowns.file(url=corpus.VALLEY, claimant="Valley", reason="ours")
    for path in ("/a/3", "/s/2"):
        answer = client.get(path)
        assert answer.status_code == 410, path
        assert "Removed" in answer.text
        assert "beekeepers" not in answer.text
    for path in ("/", "/search?q=acacia", "/feed.atom"):
        assert "beekeepers" not in client.get(path).text
    opened.takedowns.run()
    assert client.get("/a/3").status_code == 410


def test_a_locked_database_answers_503(
    client: TestClient, filled: Path, opened: Aggregator
) -> None:
    sent = {"token": token(client, "/a/1"), "body": "hello"}
    assert opened.store.private is not None
    opened.store.private.execute("PRAGMA busy_timeout=50")
    holder = sqlite3.connect(filled.with_name("aggregator-private.db"), isolation_level=None)
    holder.execute("BEGIN IMMEDIATE")
    answer = client.post("/a/1/comment", data=sent)
    holder.rollback()
    holder.close()
    assert answer.status_code == 503
    assert "Nothing was changed" in answer.text
    assert client.post("/a/1/comment", data=sent).status_code == 200
