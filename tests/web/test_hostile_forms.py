"""Hostile posts: nothing of them reaches the header of a mail, a terminal, a table or a page raw."""

import re
import time

import pytest
from selectolax.lexbor import LexborHTMLParser
from starlette.testclient import TestClient

from aggregator.api import Aggregator
from aggregator.config import ServeConfig
from aggregator.web import posted
from aggregator.web.app import create_app
from tests.web.forms import REQUEST, find_status_link, find_token, preview, read_hidden_fields, send

STEERING = "\x00\x07\x08\x1b\x7f\x85\x9b\u200b\u200e\u202e\u2028\u2066\ufeff\U000e0041"
HOSTILE = f"=cmd|x!A1 {STEERING}<script>alert(1)</script>\"' onfocus=x javascript:x"
LINES = ("claimant", "phone", "signature", "author")
TEXTS = ("reason", "work", "postal_address", "keep")


@pytest.mark.parametrize("name", [*LINES, *TEXTS, "urls", "work_url", "domain", "email", "scope"])
def test_no_field_brings_markup_into_a_page(client: TestClient, name: str) -> None:
    page = preview(client, {**REQUEST, name: HOSTILE})
    assert page.status_code in (200, 400)
    tree = LexborHTMLParser(page.text)
    assert not tree.css("script, img, iframe, [style]")
    for node in tree.css("*"):
        for attribute, value in node.attributes.items():
            assert not attribute.startswith("on")
            if attribute in ("href", "src", "action"):
                assert not (value or "").startswith("javascript:")
    assert not [character for character in STEERING if character in page.text]


def test_what_is_stored_has_no_control_characters(client: TestClient, opened: Aggregator) -> None:
    fields = dict.fromkeys((*LINES, *TEXTS), f"a{STEERING}b\r\nBcc: c@x.example")
    send(client, {**REQUEST, **fields})
    [case] = opened.takedowns.list_cases()
    [request] = opened.takedowns.list_requests(case.number)
    for line in (request.claimant, request.phone, request.signature):
        assert line.isprintable(), line
    for text in (request.reason, request.postal_address):
        assert text.replace("\n", "").isprintable(), text
        assert "\r" not in text


@pytest.mark.parametrize(
    ("sent", "line"),
    [
        ("a\r\nb", "a b"),
        ("  a \t b ", "a b"),
        ("\u202eevil\u202c", "evil"),
        ("nul\x00l", "null"),
        (
            "\u0645\u06cc\u200c\u062e\u0648\u0627\u0647\u0645",
            "\u0645\u06cc\u200c\u062e\u0648\u0627\u0647\u0645",
        ),
        ("Zo\u0308e \U0001f600", "Zo\u0308e \U0001f600"),
    ],
)
def test_a_line_is_cleaned_and_keeps_every_script(sent: str, line: str) -> None:
    assert posted.clean_line(sent) == line


def test_thousands_of_fields_are_refused(client: TestClient) -> None:
    token = find_token(client.get("/takedown").text)
    many = {f"f{n}": "x" for n in range(5000)} | {"token": token}
    assert client.post("/takedown", data=many).status_code == 400
    body = "".join(
        f'--b\r\nContent-Disposition: form-data; name="f{n}"\r\n\r\nx\r\n' for n in range(900)
    )
    headers = {"Content-Type": "multipart/form-data; boundary=b"}
    assert client.post("/takedown", content=body + "--b--", headers=headers).status_code == 400


def test_files_are_refused(client: TestClient) -> None:
    token = find_token(client.get("/takedown").text)
    answer = client.post("/takedown", data={"token": token}, files={"urls": ("x.exe", b"MZ")})
    assert answer.status_code == 400


@pytest.mark.parametrize("path", ["/takedown", "/takedown/counter"])
def test_a_post_of_a_megabyte_is_refused(client: TestClient, path: str) -> None:
    answer = client.post(path, data={"reason": "x" * 1_000_000})
    assert answer.status_code == 413
    assert answer.headers["content-type"].startswith("text/plain")


def test_ten_thousand_addresses_cost_little(client: TestClient) -> None:
    many = " ".join(f"a.b/{n:x}" for n in range(6000))
    begun = time.process_time()
    answer = preview(client, {**REQUEST, "urls": many})
    assert time.process_time() - begun < 5
    assert answer.status_code == 400
    assert "at most 10" in answer.text
    assert preview(client, {**REQUEST, "urls": "https://x.example/ " * 10_000}).status_code == 413


@pytest.mark.parametrize("body", [b"\xff\xfe=\x00", b"token=%FF%FE&urls=%00", b"&&&===", b""])
def test_bytes_that_are_no_text_are_refused(client: TestClient, body: bytes) -> None:
    headers = {"Content-Type": "application/x-www-form-urlencoded"}
    assert client.post("/takedown", content=body, headers=headers).status_code in (400, 403)


def test_the_filed_page_shows_nothing_that_was_typed(client: TestClient) -> None:
    page = send(client, {**REQUEST, "claimant": "Zyzzogeton", "reason": "quillfeather"})
    status = client.get(find_status_link(page.text))
    for shown in (page.text, status.text):
        assert "Zyzzogeton" not in shown
        assert "quillfeather" not in shown


def test_a_preview_may_be_changed_on_its_way_and_is_checked_again(
    client: TestClient, opened: Aggregator
) -> None:
    fields = read_hidden_fields(preview(client).text)
    answer = client.post("/takedown", data={**fields, "email": "a@x, b@y", "step": "send"})
    assert answer.status_code == 400
    assert opened.takedowns.list_cases() == []


def test_a_host_that_a_client_names_is_in_no_answer(client: TestClient) -> None:
    for path in ("/search/", "/takedown/", "/a/1/"):
        answer = client.get(path, headers={"Host": "evil.example"}, follow_redirects=False)
        assert answer.status_code == 404, path
    for path in ("/takedown", "/feed.atom", "/sitemap.xml", "/sitemap-0.xml"):
        assert "evil.example" not in client.get(path, headers={"Host": "evil.example"}).text


def test_an_address_of_thousands_of_digits_is_refused(client: TestClient) -> None:
    assert client.get("/a/" + "9" * 5000).status_code == 414


def test_https_is_asked_to_stay(opened: Aggregator) -> None:
    for base_url, is_sent in (("https://news.example", True), ("", False)):
        headers = TestClient(create_app(opened, ServeConfig(base_url=base_url))).get("/").headers
        assert ("strict-transport-security" in headers) == is_sent


def test_a_title_cannot_turn_the_line_around_it(client: TestClient, opened: Aggregator) -> None:
    opened.store.main.execute("UPDATE articles SET title = ?", [f"A\u202eB\x9bC{chr(0x2067)}D"])
    opened.store.main.conn.commit()
    for path in ("/", "/a/1", "/s/1", "/feed.atom"):
        assert not re.search("[\x80-\x9f\u202e\u2067]", client.get(path).text), path
