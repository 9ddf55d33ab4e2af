"""Forms of readers: tokens and comments."""

import re
import sqlite3
from pathlib import Path

import pytest
from starlette.testclient import TestClient

from aggregator.api import Aggregator
from aggregator.config import ServeConfig
from aggregator.web import comments
from aggregator.web.app import MAX_FORM_BYTES, create_app
from tests.conftest import Ask
from tests.web.forms import find_token


def comment(client: TestClient, body: str, **fields: str) -> str:
    sent = {"token": find_token(client.get("/a/1").text), "body": body, **fields}
    return client.post("/a/1/comment", data=sent).text


def test_every_form_that_changes_something_has_a_token(client: TestClient) -> None:
    for path in ("/", "/a/1", "/s/1", "/takedown", "/takedown/counter", "/search"):
        for form in re.findall(
            r'<form[^>]*method="post".*?</form>', client.get(path).text, re.DOTALL
        ):
            assert 'name="token"' in form


def test_a_comment_without_its_token_is_refused(client: TestClient, opened: Aggregator) -> None:
    good = find_token(client.get("/a/1").text)
    for wrong in ("", "x", good + "x", good[:-1], find_token(client.get("/takedown").text)):
        answer = client.post("/a/1/comment", data={"body": "hello", "token": wrong})
        assert answer.status_code == 403, wrong
        assert "load the page again" in answer.text
    assert opened.comments.count_pending() == 0


def test_the_token_of_a_comment_is_refused_from_another_browser(client: TestClient) -> None:
    taken = find_token(client.get("/a/1").text)
    client.cookies.clear()
    assert client.post("/a/1/comment", data={"body": "x", "token": taken}).status_code == 403


@pytest.mark.parametrize("scheme", ["https", "http"])
def test_the_cookie_of_a_comment_is_secure_on_https(opened: Aggregator, scheme: str) -> None:
    config = ServeConfig(base_url=f"{scheme}://news.example", comments=True)
    cookie = TestClient(create_app(opened, config)).get("/a/1").headers["set-cookie"].lower()
    assert ("; secure" in cookie) == (scheme == "https")
    assert "httponly" in cookie
    assert "samesite=strict" in cookie


@pytest.mark.parametrize(
    "headers",
    [
        {"Sec-Fetch-Site": "cross-site"},
        {"Sec-Fetch-Site": "same-site"},
        {"Origin": "https://evil.example"},
        {"Origin": "https://testserver.evil.example"},
    ],
)
def test_a_post_from_another_site_is_refused(client: TestClient, headers: dict[str, str]) -> None:
    for path, form in (("/a/1/comment", "/a/1"), ("/takedown", "/takedown")):
        sent = {"body": "x", "token": find_token(client.get(form).text)}
        assert client.post(path, data=sent, headers=headers).status_code == 403, path


@pytest.mark.parametrize("origin", ["null", "http://testserver"])
def test_a_post_from_our_own_page_is_accepted(client: TestClient, origin: str) -> None:
    sent = {"body": "x", "token": find_token(client.get("/a/1").text)}
    answer = client.post("/a/1/comment", data=sent, headers={"Origin": origin})
    assert answer.status_code == 200


def test_a_form_too_large_is_refused_before_it_is_read(client: TestClient) -> None:
    assert client.post("/takedown", data={"reason": "x" * MAX_FORM_BYTES}).status_code == 413
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
    sent = {"token": find_token(client.get("/a/1").text), "body": "once"}
    answer = client.post("/a/1/comment", data=sent, follow_redirects=False)
    assert answer.status_code == 303
    for _ in range(2):
        assert "A moderator" in client.get(answer.headers["location"]).text
    assert opened.store.private is not None
    assert opened.store.comments.count_pending() == 1


def test_a_refused_comment_is_shown_in_the_form_again(client: TestClient) -> None:
    shown = comment(client, "x" * (comments.MAX_COMMENT + 1), name="Mara")
    assert "between 1 and" in shown
    assert 'value="Mara"' in shown
    assert "between 1 and" in comment(client, "   ")


def test_comments_are_refused_when_too_many_wait(
    client: TestClient, opened: Aggregator, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(comments, "MAX_PENDING", 2)
    for n in range(3):
        shown = comment(client, f"number {n}")
    assert "Too many comments wait" in shown
    assert opened.store.private is not None
    assert opened.store.comments.count_pending() == 2


def test_comments_can_be_switched_off(opened: Aggregator) -> None:
    client = TestClient(create_app(opened, ServeConfig(comments=False)))
    page = client.get("/a/1").text
    assert "/comment" not in page
    sent = {"token": find_token(client.get("/takedown").text), "body": "hello"}
    assert client.post("/a/1/comment", data=sent).status_code in (403, 404)
    assert opened.store.private is not None
    assert opened.store.comments.count_pending() == 0


def test_a_locked_database_answers_503(
    client: TestClient, filled: Path, opened: Aggregator
) -> None:
    sent = {"token": find_token(client.get("/a/1").text), "body": "hello"}
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
