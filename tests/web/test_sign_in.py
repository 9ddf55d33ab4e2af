"""The operator signs in and sees full texts; nobody else does."""

from pathlib import Path

import pytest
from itsdangerous import URLSafeTimedSerializer
from starlette.testclient import TestClient

from aggregator import config
from aggregator.api import Aggregator
from aggregator.config import ServeConfig
from aggregator.errors import ConfigError
from aggregator.web import sign_in, signed_in
from aggregator.web.app import create_app
from tests import corpus
from tests.web.forms import find_token
from tests.web.marked import DIGEST, HONEY, VALLEY, WIRE, mark, store_marked
from tests.web.test_web import links, text, tree

KEY = "a key of 20 or more characters"
ELSEWHERE = {"Host": "evil.example"}


@pytest.fixture
def operator(opened: Aggregator) -> TestClient:
    """A browser that can sign in."""
    return make_browser(opened)


def make_browser(opened: Aggregator, base_url: str = "", key: str = KEY) -> TestClient:
    app = create_app(opened, ServeConfig(operator_key=key, base_url=base_url))
    return TestClient(app, base_url=base_url or "http://testserver")


def enter(client: TestClient, key: str = KEY, **headers: str) -> int:
    """Enter a key; returns the status of the answer."""
    sent = {"token": find_token(client.get("/sign-in").text), "key": key}
    return client.post("/sign-in", data=sent, headers=headers, follow_redirects=False).status_code


def sees_all(client: TestClient) -> bool:
    """Whether a browser sees the full text of an article."""
    page = client.get("/a/3").text
    assert ("Signed in: full texts are shown to you only" in page) == (HONEY in page)
    return HONEY in page


def test_the_operator_signs_in_and_out(operator: TestClient) -> None:
    assert not sees_all(operator)
    assert enter(operator) == 303
    assert sees_all(operator)
    assert operator.post("/sign-out", follow_redirects=False).status_code == 303
    assert not sees_all(operator)


def test_who_is_not_signed_in_sees_no_more_while_the_operator_is(operator: TestClient) -> None:
    enter(operator)
    assert not sees_all(TestClient(operator.app))


def test_the_operator_sees_what_readers_do_not_and_is_reminded(tmp_path: Path) -> None:
    heads = {DIGEST: mark("noindex"), VALLEY: mark("nosnippet"), WIRE: mark("noarchive")}
    with store_marked(tmp_path, heads) as opened:
        client = make_browser(opened)
        enter(client)
        unlisted, bees, storm = (tree(client, path) for path in ("/a/2", "/a/3", "/a/1"))
    assert "Cranes fall" in text(unlisted, "h1")
    assert "readers see none of it. Its publisher keeps it out of lists" in text(unlisted, ".why")
    assert HONEY in text(bees, ".full .text")
    assert "Shown to you only: readers see none of it" in text(bees, ".why")
    assert not storm.css(".text")  # it is not stored
    assert "asks that its text is not stored" in text(storm, ".why")


def test_what_the_operator_sees_is_kept_in_no_cache(operator: TestClient) -> None:
    enter(operator)
    for path in ("/", "/a/3", "/s/1", "/search?q=acacia", "/compare/1/2", "/sign-in"):
        answer = operator.get(path)
        assert answer.headers["cache-control"] == "no-store", path
        assert "Signed in" in answer.text, path


def test_feeds_stay_those_of_the_public(tmp_path: Path) -> None:
    with store_marked(tmp_path, {DIGEST: mark("noindex"), VALLEY: mark("noindex")}) as opened:
        client = make_browser(opened)
        enter(client)
        watch = opened.watches.add("source", "digest.example")
        for path in ("/feed.atom", "/sitemap-0.xml", watch.feed):
            page = client.get(path).text
            assert "Cranes fall" not in page, path
            assert corpus.DIGEST not in page, path
            assert "/s/2" not in page, path


def test_a_wrong_key_signs_nobody_in(operator: TestClient) -> None:
    for key in ("", "x", KEY[:-1], KEY + "x", KEY.upper()):
        assert enter(operator, key) == 403
    assert signed_in.COOKIE not in operator.cookies
    assert not sees_all(operator)


def test_after_five_wrong_keys_even_the_right_one_waits(operator: TestClient) -> None:
    for _ in range(sign_in.MAX_WRONG):
        assert enter(operator, "wrong") == 403
    assert enter(operator) == 429
    assert not sees_all(operator)


def test_wrong_keys_of_a_quarter_of_an_hour_ago_do_not_count() -> None:
    attempts = {"client": [0.0, 500.0]}
    assert sign_in.list_recent(attempts, "client", 899.0) == [0.0, 500.0]
    assert sign_in.list_recent(attempts, "client", 901.0) == [500.0]
    assert sign_in.list_recent(attempts, "other", 901.0) == []


def test_the_networks_that_are_remembered_are_limited(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sign_in, "MAX_NETWORKS", 2)
    attempts: dict[str, list[float]] = {}
    for number in range(5):
        sign_in.remember(attempts, str(number), [1.0])
    assert list(attempts) == ["3", "4"]


def test_without_a_key_nobody_signs_in(opened: Aggregator) -> None:
    client = TestClient(create_app(opened, ServeConfig()))
    assert client.get("/sign-in").status_code == 404
    assert client.post("/sign-in", data={"key": ""}).status_code == 404
    client.cookies.set(
        signed_in.COOKIE, URLSafeTimedSerializer(b"", salt="operator").dumps("operator")
    )
    assert not sees_all(client)


def test_a_key_in_an_address_is_not_read(operator: TestClient) -> None:
    operator.get("/sign-in", params={"key": KEY})
    operator.get("/", params={"key": KEY, "operator_key": KEY})
    token = find_token(operator.get("/sign-in").text)
    answer = operator.post("/sign-in", params={"key": KEY}, data={"token": token})
    assert answer.status_code == 403
    assert not sees_all(operator)


def test_no_page_repeats_a_key(operator: TestClient) -> None:
    token = find_token(operator.get("/sign-in").text)
    answer = operator.post("/sign-in", data={"token": token, "key": "half of the key"})
    assert "half of the key" not in answer.text


def test_another_site_cannot_sign_the_operator_in_or_out(operator: TestClient) -> None:
    origin = {"Origin": "https://evil.example"}
    assert enter(operator, **origin) == 403
    assert enter(operator, **{"Sec-Fetch-Site": "cross-site"}) == 403
    assert operator.post("/sign-in", data={"key": KEY}).status_code == 403  # without a token
    enter(operator)
    assert operator.post("/sign-out", headers=origin).status_code == 403
    assert operator.get("/sign-out").status_code == 405
    assert sees_all(operator)


def test_a_forged_cookie_is_worth_nothing(operator: TestClient) -> None:
    guess = URLSafeTimedSerializer(b"a guess", salt="operator").dumps("operator")
    for forged in ("operator", "", "x" * 5000, guess):
        operator.cookies.set(signed_in.COOKIE, forged)
        assert not sees_all(operator)


def test_what_forms_and_receipts_sign_is_no_cookie(operator: TestClient) -> None:
    signer = operator.app.state.signer  # type: ignore[attr-defined]  # the app is a Starlette
    for value in ("operator", ["receipt", "operator"], ["sign-in", "operator"]):
        operator.cookies.set(signed_in.COOKIE, signer.dumps(value))
        assert not sees_all(operator)


def test_a_cookie_ends_after_twelve_hours(
    operator: TestClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    enter(operator)
    cookie = operator.cookies[signed_in.COOKIE]
    assert sees_all(operator)
    monkeypatch.setattr(signed_in, "SECONDS", -1)
    operator.cookies.clear()
    operator.cookies.set(signed_in.COOKIE, cookie)
    assert not sees_all(operator)


def test_another_key_ends_every_sign_in(opened: Aggregator) -> None:
    first, second = make_browser(opened), make_browser(opened, key=KEY + " of this year")
    enter(first)
    second.cookies.set(signed_in.COOKIE, first.cookies[signed_in.COOKIE])
    assert sees_all(first)
    assert not sees_all(second)


@pytest.fixture
def public_site(opened: Aggregator) -> TestClient:
    """A browser at a public address."""
    return make_browser(opened, "https://news.example")


def test_nobody_signs_in_at_another_host(public_site: TestClient) -> None:
    token = find_token(public_site.get("/sign-in").text)
    assert public_site.get("/sign-in", headers=ELSEWHERE).status_code == 404
    answer = public_site.post("/sign-in", data={"token": token, "key": KEY}, headers=ELSEWHERE)
    assert answer.status_code == 404
    assert enter(public_site) == 303
    assert HONEY in public_site.get("/a/3").text
    for host in ("evil.example", "news.example:8080", "news.example.evil.example", "x:y", ""):
        assert HONEY not in public_site.get("/a/3", headers={"Host": host}).text, host
    assert HONEY in public_site.get("/a/3", headers={"Host": "News.example:443"}).text


def test_the_cookie_is_for_our_pages_alone(public_site: TestClient) -> None:
    token = find_token(public_site.get("/sign-in").text)
    answer = public_site.post("/sign-in", data={"token": token, "key": KEY}, follow_redirects=False)
    [cookie] = [
        each for each in answer.headers.get_list("set-cookie") if each.startswith(signed_in.COOKIE)
    ]
    for part in ("HttpOnly", "SameSite=strict", "Secure", "Max-Age=43200", "Path=/"):
        assert part in cookie
    assert "Domain" not in cookie
    assert KEY not in cookie
    assert answer.headers["location"] == "/"


def test_the_key_is_compared_in_constant_time(
    operator: TestClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    compared: list[int] = []

    def compare(a: bytes, b: bytes) -> bool:
        compared.extend([len(a), len(b)])
        return a == b

    monkeypatch.setattr(signed_in.hmac, "compare_digest", compare)
    enter(operator, "x")
    assert {32} == set(compared[-2:])  # hashes of one length, whatever was sent


def test_sign_in_is_not_for_search_engines(operator: TestClient) -> None:
    assert operator.get("/sign-in").headers["x-robots-tag"] == "noindex, noarchive"
    assert "/sign-in" not in links(tree(operator, "/"), "a")


def test_a_short_key_is_refused_and_never_shown() -> None:
    with pytest.raises(ConfigError, match="at least 20 characters") as raised:
        config.load_config(env={"AGGREGATOR_SERVE_OPERATOR_KEY": "hunter2"})
    assert "hunter2" not in str(raised.value)
    assert config.is_secret("serve.operator_key")
