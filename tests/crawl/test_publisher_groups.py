"""`source check` and `source ask-owners`: sites are probed over real HTTP on loopback."""

import json
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

import aggregator
from aggregator.formats import records
from aggregator.reading.trust_txt import MAX_CLAIMS, parse_trust_txt
from tests import corpus
from tests.conftest import Ask
from tests.site_server import Answer, Sites, serving, story

RSS = """<rss version="2.0"><channel><title>Paper</title>
<item><title>One</title><link>http://paper.example/1</link><pubDate>Tue, 03 Mar 2026 06:00:00 GMT</pubDate></item>
<item><title>Two</title><link>http://paper.example/2</link></item></channel></rss>"""
UNDATED = RSS.replace("<pubDate>Tue, 03 Mar 2026 06:00:00 GMT</pubDate>", "")


@pytest.fixture
def sites(tmp_path: Path, ask: Ask) -> Iterator[Sites]:
    """A server of sites, and settings in this folder that resolve their names to it."""
    with serving() as server:
        where = (
            f"allow_hosts = {json.dumps(server.allow)}\nresolve = {json.dumps(server.resolve)}\n"
        )
        (tmp_path / "aggregator.toml").write_text(f"[crawl]\n{where}delay = 0.0\ntimeout = 60.0\n")
        yield server


def checked(ask: Ask, *domains: str) -> tuple[int, dict[str, dict[str, object]]]:
    done = ask("source", "check", *domains, "--json")
    rows = json.loads(done.stdout)
    return done.exit_code, {str(row["url"]).partition("example")[2]: row for row in rows}


def add(ask: Ask, domain: str, *feeds: str, owner: str = "") -> None:
    given = [part for feed in feeds for part in ("--feed", f"http://{domain}{feed}")]
    assert ask("source", "add", f"http://{domain}/", *given, "--group", owner).exit_code == 0


# source check


def test_each_feed_is_listed_with_its_response_and_readable_dates(
    ask: Ask, sites: Sites, tmp_path: Path
) -> None:
    sites.pages |= {
        "paper.example/good": Answer(RSS.encode(), "application/rss+xml"),
        "paper.example/undated": Answer(UNDATED.encode(), "application/rss+xml"),
        "paper.example/page": "<html><p>No feed any more</p></html>",
        "paper.example/private": Answer(RSS.encode(), "application/rss+xml"),
        "paper.example/robots.txt": Answer(b"User-agent: *\nDisallow: /private", "text/plain"),
    }
    add(ask, "paper.example", "/good", "/undated", "/page", "/gone", "/private")
    before = (tmp_path / "aggregator.db").read_bytes()
    code, rows = checked(ask, "paper.example")
    assert code == 3
    assert {path: row["health"] for path, row in rows.items()} == {
        "/good": "ok",
        "/undated": "undated",
        "/page": "failed",
        "/gone": "failed",
        "/private": "refused",
    }
    good = rows["/good"]
    assert (good["entries"], good["dated"], good["newest"]) == (2, 1, "2026-03-03T06:00:00Z")
    assert (good["last_polled"], good["failures"]) == (None, 0)
    assert good["next_due"]
    assert rows["/gone"]["answer"] == "HTTP 404"
    assert "robots.txt" in str(rows["/private"]["answer"])
    assert sorted(sites.paths("paper.example")) == ["/gone", "/good", "/page", "/undated"]
    assert (tmp_path / "aggregator.db").read_bytes() == before


def test_the_check_looks_for_a_feed_on_the_front_page_of_a_source_without_one(
    ask: Ask, sites: Sites
) -> None:
    head = '<link rel="alternate" type="application/rss+xml" href="/feed">'
    sites.pages["paper.example/"] = f"<html><head>{head}</head><body></body></html>"
    add(ask, "paper.example")
    code, rows = checked(ask, "http://paper.example/some/page")
    assert code == 0
    assert (rows["/"]["kind"], rows["/"]["feeds"], rows["/"]["health"]) == ("home", 1, "ok")


@pytest.mark.parametrize(("robots", "code"), [("", 1), ("User-agent: *\nDisallow: /", 5)])
def test_the_exit_code_distinguishes_failed_and_refused_feeds(
    ask: Ask, sites: Sites, robots: str, code: int
) -> None:
    sites.pages["paper.example/robots.txt"] = Answer(robots.encode(), "text/plain")
    add(ask, "paper.example", "/gone")
    assert ask("source", "check", "paper.example").exit_code == code


def test_nothing_is_fetched_for_a_source_that_is_unknown_or_without_a_contact(
    ask: Ask, sites: Sites, tmp_path: Path
) -> None:
    add(ask, "paper.example", "/feed")
    assert ask("source", "check", "other.example").exit_code == 4
    (tmp_path / "aggregator.toml").unlink()
    done = ask("source", "check", "paper.example")
    assert (done.exit_code, "--contact" in done.stderr) == (2, True)
    assert sites.asked == []


# source ask-owners


def trust(sites: Sites, domain: str, *lines: str) -> None:
    text = "\r\n".join(("# trust.txt of ours", *lines))
    sites.pages[f"{domain}/trust.txt"] = Answer(text.encode(), "text/plain")


def owner(ask: Ask, domain: str) -> str:
    return str(json.loads(ask("source", "show", domain, "--json").stdout)["publisher_group"])


def test_sites_that_name_each_other_are_one_publisher_group_and_so_are_their_copies(
    ask: Ask, sites: Sites, tmp_path: Path
) -> None:
    trust(sites, "morning.example", "controlledby=http://group.example/")
    trust(sites, "evening.example", "ControlledBy = http://group.example")
    trust(
        sites,
        "group.example",
        "control=http://morning.example/",
        "control=evening.example",
        "control=http://stranger.example/",
    )
    trust(sites, "liar.example", "controlledby=http://group.example/")
    trust(sites, "stranger.example", "member=http://group.example/")
    links = '<p><a href="http://morning.example/storm">Read original article here</a></p>'
    pages = [
        {"url": f"http://{name}.example/storm", "first_seen": f"2026-03-01T0{hour}:00:00Z",
         "html": corpus.page("Storm at Port Linden", corpus.STORM, end)}
        for name, hour, end in (
            ("morning", 6, ""), ("evening", 7, links), ("liar", 8, links), ("stranger", 9, links))
    ]  # fmt: skip
    path = tmp_path / "aggregator.db"
    with aggregator.connect(path) as opened:
        opened.ingest(records.read_records(corpus.write(tmp_path / "c.jsonl", *pages)), workers=1)
        before = {row.source: row.role for row in opened.trace(1).copies}
    assert before["evening.example"] == "credited_copy"
    for name in ("morning", "evening", "liar", "stranger"):
        add(ask, f"{name}.example")
    done = ask("source", "ask-owners")
    assert done.exit_code == 0, done.stderr
    assert done.stderr.splitlines() == [
        "5 sites asked, 4 say who owns them or whom they own",
        "evening.example belongs to group.example",
        "morning.example belongs to group.example",
    ]
    assert [owner(ask, f"{name}.example") for name in ("liar", "stranger")] == ["", ""]
    with aggregator.connect(path, write=False) as opened:
        after = {row.source: row.role for row in opened.trace(1).copies}
    assert after == {
        "evening.example": "same_owner",
        "liar.example": "credited_copy",
        "stranger.example": "credited_copy",
    }
    assert set(sites.paths("group.example")) == {"/trust.txt"}


def test_of_unknown_sites_only_those_that_control_a_source_are_asked(
    ask: Ask, sites: Sites
) -> None:
    trust(sites, "a.example", "control=http://owned.example/", "controlledby=http://group.example/")
    trust(sites, "owned.example", "controlledby=http://a.example/")
    add(ask, "a.example")
    assert "2 sites asked" in ask("source", "ask-owners").stderr
    assert sites.paths("group.example") == ["/trust.txt"]
    assert sites.paths("owned.example") == []


def test_a_group_named_in_the_list_is_kept_and_given_to_its_other_sites(
    ask: Ask, sites: Sites
) -> None:
    trust(sites, "a.example", "control=http://b.example/", "control=http://c.example/")
    trust(sites, "b.example", "controlledby=http://a.example/")
    trust(sites, "c.example", "controlledby=http://a.example/")
    add(ask, "a.example", owner="Linden Press")
    add(ask, "b.example")
    add(ask, "c.example", owner="Linden Press")
    sites.asked.clear()
    assert (
        ask("source", "ask-owners", "--dry-run").stderr == "3 sites would be asked for trust.txt\n"
    )
    assert sites.asked == []
    ask("source", "ask-owners", "a.example", "b.example")
    assert owner(ask, "b.example") == "Linden Press"
    ask("source", "add", "http://c.example/", "--group", "Someone Else")
    ask("source", "add", "http://b.example/", "--group", "Linden Press")
    words = ask("source", "ask-owners").stderr
    assert "left as listed, though they say they are one: Linden Press, Someone Else" in words
    assert owner(ask, "c.example") == "Someone Else"


def test_a_site_can_make_claims_about_itself_only(ask: Ask, sites: Sites) -> None:
    """An open redirect must not let another site's file make claims for it."""
    trust(sites, "a.example", "control=http://b.example/")
    trust(sites, "elsewhere.example", "controlledby=http://a.example/")
    away = {"Location": "http://elsewhere.example/trust.txt"}
    sites.pages["b.example/trust.txt"] = Answer(b"", status=302, headers=away)
    add(ask, "a.example")
    add(ask, "b.example")
    assert "belongs to" not in ask("source", "ask-owners").stderr


def test_only_claims_of_ownership_are_read_in_any_spelling() -> None:
    body = (
        b"\xef\xbb\xbf# control=https://comment.example/\n"
        b"CONTROL=https://One.example/paper  # ours\r\ncontrol = www.two.com\n"
        b"control=https://own.example/\ncontrol=\ncontrol=ftp://x y\ncontrol=https://[bad\n"
        b"belongto=https://club.example/\nsocial=https://twitter.com/one\n"
        b"controlledby=https://group.example\ncontrol=https://one.example/\n"
    )
    assert parse_trust_txt(body, "https://own.example/trust.txt") == (
        ("control", "one.example"),
        ("control", "two.com"),
        ("controlledby", "group.example"),
    )


def test_a_huge_file_is_read_in_part() -> None:
    body = b"".join(b"control=https://site%d.example/\n" % number for number in range(100_000))
    assert len(parse_trust_txt(body, "https://own.example/trust.txt")) == MAX_CLAIMS


@given(
    st.binary(max_size=400)
    | st.text(max_size=200).map(lambda t: f"control={t}".encode("utf-8", "surrogatepass"))
)
def test_no_content_of_a_file_raises(body: bytes) -> None:
    for kind, other in parse_trust_txt(body, "https://own.example/trust.txt"):
        assert kind in ("control", "controlledby")
        assert other


def test_a_site_that_declares_the_main_site_and_is_named_by_it_becomes_its_variant(
    ask: Ask, sites: Sites, tmp_path: Path
) -> None:
    pages = [
        {
            "url": f"http://mobile.example/{number}",
            "html": story(
                number, head=f'<link rel="canonical" href="http://main.example/{number}">'
            ),
        }
        for number in range(5)
    ]
    corpus.write(tmp_path / "m.jsonl", *pages)
    assert ask("ingest", "m.jsonl").exit_code == 0
    add(ask, "main.example")
    assert "variant" not in ask("source", "ask-owners").stderr
    trust(sites, "main.example", "control=http://mobile.example/")
    assert "mobile.example is a variant of main.example" in ask("source", "ask-owners").stderr
    shown = json.loads(ask("source", "show", "mobile.example", "--json").stdout)
    assert (shown["domain"], shown["articles"]) == ("main.example", 5)
