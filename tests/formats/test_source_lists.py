"""Lists of sources, imported and exported: tables, OPML, and hostile files."""

import gzip
import lzma
import resource
import subprocess
import sys
from contextlib import suppress
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from aggregator import urls
from aggregator.errors import ReadingError, UsageError
from aggregator.formats import opml, source_lists, source_tables
from aggregator.model import Feed, Row, Source
from storage.frontier.sources import Sources
from storage.store import open_for_writing
from tests.bombs import make_gzip_bomb
from tests.conftest import clean_environment

HEAD = "name\tsite\tfeed\tcountry\tlanguage\tkind\torigins\n"


@pytest.fixture
def file(tmp_path: Path) -> Path:
    return tmp_path / "list"


def load(file: Path, content: str | bytes) -> tuple[list[source_lists.SourceWithFeeds], list[str]]:
    file.write_bytes(content if isinstance(content, bytes) else content.encode())
    return source_lists.read_list(file)


# Tables


def test_rows_of_one_site_become_one_source_with_all_its_feeds(file: Path) -> None:
    table = HEAD + (
        "\tnation.africa\thttps://nation.africa/kenya/rss.xml\t\ten\trss\tx\n"
        "Nation\tnation.africa\thttps://nation.africa/sport/rss.xml\tKE\ten\trss\tx\n"
        "Nation\tnation.africa\thttps://nation.africa/news.xml\tke\ten\tnewsmap\tx\n"
        "Nation\tnation.africa\thttps://nation.africa/sport/rss.xml\tKE\ten\trss\tagain\n"
    )
    [(source, feeds)], left_out = load(file, table)
    assert left_out == []
    assert source == Source("nation.africa", "Nation", "https://nation.africa/", "KE", "en")
    assert [(feed.url, feed.kind) for feed in feeds] == [
        ("https://nation.africa/kenya/rss.xml", "feed"),
        ("https://nation.africa/sport/rss.xml", "feed"),
        ("https://nation.africa/news.xml", "news_sitemap"),
    ]


def test_a_site_without_a_feed_is_a_source_too(file: Path) -> None:
    [(source, feeds)], _ = load(file, HEAD + "The Post\tpost.example\t\tUS\ten\tsite\tx\n")
    assert (source.domain, source.site, feeds) == ("post.example", "https://post.example/", ())


def test_a_feed_elsewhere_belongs_to_the_site_of_its_row(file: Path) -> None:
    table = "site\tfeed\nscroll.in\thttps://feeds.feedburner.com/ScrollinArticles.rss\n"
    [(source, [feed])], _ = load(file, table)
    assert (source.domain, feed.source) == ("scroll.in", "scroll.in")


def test_a_feed_without_a_site_names_its_site_itself(file: Path) -> None:
    [(source, [feed])], _ = load(file, "feed\nhttp://www.example.org/rss?utm_source=x\n")
    assert (source.domain, source.site) == ("example.org", "http://www.example.org/")
    assert feed.url == "http://www.example.org/rss"


def test_columns_are_found_by_name_in_any_order_and_others_are_ignored(file: Path) -> None:
    table = "\ufeffKind\tSITE\tnote\tOwner\r\nagency\twire.example\tsaid\tBig Group\r\n\r\n"
    [(source, _)], left_out = load(file, table)
    assert (source.domain, source.kind, source.publisher_group) == (
        "wire.example",
        "agency",
        "Big Group",
    )
    assert left_out == []


@pytest.mark.parametrize(
    ("row", "why"),
    [
        ("x\t\t\tKE\ten\trss", "line 2: neither site nor feed"),
        ("x\ta.example\tftp://a.example/f\tKE\ten\trss", "not an http(s) address"),
        ("x\t\tnews\tKE\ten\trss", "not an http(s) address"),
        ("x\ta b.example\t\tKE\ten\trss", "names no host"),
        ("x\ta.example\t\tKenya\ten\trss", "country 'KENYA' is no code"),
        ("x\ta.example\t\tKE\tEnglish!\trss", "language 'English!' is no code"),
        ("x\ta.example\t\tKE\ten\tblog", "unknown kind 'blog'"),
        (f"x\ta.example\thttps://a.example/{'x' * 3000}\tKE\ten\trss", "at most 2048"),
    ],
)
def test_an_unusable_row_is_reported_and_loses_no_other_row(file: Path, row: str, why: str) -> None:
    found, [message] = load(file, f"{HEAD}{row}\t\nGood\tgood.example\t\tKE\ten\tsite\t\n")
    assert why in message
    assert message.startswith("line 2: ")
    assert [source.domain for source, _ in found] == ["good.example"]


def test_a_row_in_another_encoding_is_reported(file: Path) -> None:
    found, left_out = load(file, b"name\tsite\nCaf\xe9\ta.example\nCaf\xc3\xa9\tb.example\n")
    assert left_out == ["line 2: not UTF-8"]
    assert [source.name for source, _ in found] == ["Café"]


def test_a_replacement_character_in_valid_utf_8_is_a_character(file: Path) -> None:
    found, left_out = load(file, "name\tsite\nCaf\ufffd\ta.example\n")
    assert left_out == []
    assert [source.name for source, _ in found] == ["Caf\ufffd"]


def test_an_opml_list_in_another_encoding_is_refused(file: Path) -> None:
    outline = b'<opml><body><outline text="Caf\xe9" xmlUrl="http://a.example/feed"/></body></opml>'
    with pytest.raises(UsageError, match="not well-formed"):
        load(file, outline)


def test_names_contain_no_control_characters_and_have_a_limit(file: Path) -> None:
    [(source, _)], _ = load(file, f"name\tsite\n a\x1b[31m \x00b{'x' * 500}\ta.example\n")
    assert source.name.startswith("a [31m bxx")
    assert len(source.name) == source_lists.MAX_NAME_LENGTH


@pytest.mark.parametrize("separator", [",", ";"])
def test_values_between_commas_or_semicolons_may_be_quoted(file: Path, separator: str) -> None:
    lines = (
        ("name", '"Site"', "feed"),
        (f'"Times{separator} ""Late""\nEdition"', "times.example", "https://times.example/rss?a=1"),
        ("", "", ""),
        ("x", "", ""),
    )
    found, left_out = load(file, "".join(f"{separator.join(line)}\r\n" for line in lines))
    [(source, [feed])] = found
    assert source.name == f'Times{separator} "Late" Edition'
    assert feed.url == "https://times.example/rss?a=1"
    assert left_out == ["line 5: neither site nor feed"]


def test_a_quotation_mark_that_does_not_end_is_reported_with_its_line(file: Path) -> None:
    rows = "a.example,\n" * 20_000
    with pytest.raises(ReadingError, match=r"line 2: .* mend its quotation marks"):
        load(file, f'site,name\nb.example,"The Post\n{rows}')


def test_a_name_that_looks_like_a_formula_is_no_formula_in_a_table_with_commas(file: Path) -> None:
    listed = [_row_with_a_name("=1+1", "-x")]
    text = source_tables.render_table(listed, "csv")
    assert "\n'=1+1,https://site.example/," in text
    [(source, [feed])], _ = load(file, text)
    assert (source.name, feed.title) == ("=1+1", "-x")


@pytest.mark.parametrize("compress", [gzip.compress, lzma.compress], ids=["gzip", "xz"])
def test_a_list_may_be_compressed(file: Path, compress: object) -> None:
    assert callable(compress)
    [(source, _)], _ = load(file, compress(b"site\na.example\n"))
    assert source.domain == "a.example"


@pytest.mark.parametrize("content", ["", "hello\n", "a,b,c\n1,2,3\n", "name\tcountry\nx\tKE\n"])
def test_a_file_that_is_no_list_is_refused_with_the_expected_form(file: Path, content: str) -> None:
    with pytest.raises(UsageError, match="neither OPML nor a table"):
        load(file, content)


@pytest.mark.parametrize("cut", [gzip.compress, lzma.compress], ids=["gzip", "xz"])
def test_a_damaged_file_is_reported(file: Path, cut: object) -> None:
    assert callable(cut)
    data = cut(bytes(range(256)) * 400)
    with pytest.raises(ReadingError, match="damaged"):
        load(file, data[: len(data) // 2])


def test_a_decompression_bomb_is_refused_before_it_fills_memory(file: Path) -> None:
    file.write_bytes(make_gzip_bomb(b"site\n", b"\0", 300_000_000))
    code = (
        "import resource, sys; from pathlib import Path; from aggregator.formats import source_lists\n"
        "before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss\n"
        "try: source_lists.read_list(Path(sys.argv[1]))\n"
        "except Exception as error: print(error)  # the one that a reader of lists meets\n"
        "print(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before)"
    )
    done = subprocess.run(
        [sys.executable, "-c", code, file],
        capture_output=True, text=True, check=True, env=clean_environment(),
    )  # fmt: skip
    message, growth = done.stdout.splitlines()
    assert "more than 12 MiB: split the list" in message
    assert int(growth) <= 30 * 1024  # KiB


# OPML


def test_outlines_are_found_at_any_depth_and_in_any_spelling(file: Path) -> None:
    text = """<?xml version="1.0"?><!DOCTYPE opml><OPML version="1.1"><head><title>t</title></head>
      <body><outline text="Africa"><outline text="Kenya">
        <outline text="Nation" TITLE="Top &amp; more" type="rss" XMLURL="https://nation.africa/rss"
          htmlUrl="https://nation.africa/"/></outline></outline>
      <outline title="Only a title" xmlUrl="http://a.example/feed"/>
      <outline text="A site" type="link" htmlUrl="https://site.example/"/>
      <outline text="A note"/></body></OPML>"""
    found, left_out = load(file, text)
    assert left_out == []
    assert [(s.domain, s.name, len(feeds)) for s, feeds in found] == [
        ("nation.africa", "Nation", 1),
        ("a.example", "Only a title", 1),
        ("site.example", "A site", 0),
    ]
    assert found[0][1][0].title == "Top & more"


def test_a_bad_outline_is_reported_with_its_line(file: Path) -> None:
    text = "<opml><body>\n<outline xmlUrl='javascript:x'/>\n<outline xmlUrl='http://a.example/'/>"
    found, [message] = load(file, text + "</body></opml>")
    assert message.startswith("line 2: ")
    assert len(found) == 1


def test_a_bad_site_does_not_lose_a_good_feed(file: Path) -> None:
    text = "<opml><body><outline xmlUrl='http://a.example/f' htmlUrl='tag:x'/></body></opml>"
    [(source, [feed])], _ = load(file, text)
    assert (source.site, feed.url) == ("http://a.example/", "http://a.example/f")


LAUGHS = "".join(f'<!ENTITY l{n + 1} "{f"&l{n};" * 10}">' for n in range(9))


@pytest.mark.parametrize(
    "subset",
    [
        f'[<!ENTITY l0 "ha">{LAUGHS}]',
        '[<!ENTITY x SYSTEM "file:///etc/passwd">]',
        '[<!ENTITY % x SYSTEM "http://127.0.0.1:9/x"> %x;]',
        f'[<!ATTLIST outline text CDATA "{"x" * 1000}">]',
    ],
    ids=["laughs", "file", "parameter", "attributes"],
)
def test_xml_that_declares_anything_is_refused(file: Path, subset: str) -> None:
    with pytest.raises(UsageError, match="declares its own XML"):
        load(file, f"<!DOCTYPE opml {subset}><opml><body><outline text='&l9;'/></body></opml>")


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("<rss version='2.0'><channel/></rss>", "not OPML"),
        ("<opml><body>", "not well-formed"),
        ("<opml><body><outline text='a & b'/></body></opml>", "not well-formed"),
        ("<?xml version='1.0' encoding='klingon'?><opml/>", "not well-formed"),
        ("<", "not well-formed"),
    ],
)
def test_other_xml_is_refused_with_the_reason(file: Path, text: str, why: str) -> None:
    with pytest.raises(UsageError, match=why):
        load(file, text)


def test_ten_thousand_nested_folders_are_read(file: Path) -> None:
    deep = "<outline text='x'>" * 10_000 + "</outline>" * 10_000
    assert load(file, f"<opml><body>{deep}</body></opml>") == ([], [])


@given(st.binary(max_size=300))
@settings(max_examples=150)
def test_any_bytes_are_a_list_or_refused(
    tmp_path_factory: pytest.TempPathFactory, data: bytes
) -> None:
    file = tmp_path_factory.getbasetemp() / "bytes"
    for start in (b"", b"<opml><outline ", b"site\tfeed\n", b"site,feed\n"):
        file.write_bytes(start + data)
        with suppress(UsageError, ReadingError):
            source_lists.read_list(file)


# There and back

WORDS = st.text(st.characters(exclude_categories=["C"]), max_size=30)
PATHS = st.text("abcXYZ019-_.~%&=?/;é", max_size=20).map(lambda text: text.replace("%", "%41"))


def _row_with_a_name(name: str, title: str) -> Row:
    """A row whose text was once decoded wrongly: U+FFFD is valid UTF-8 and stays."""
    return {
        "domain": "site.example", "name": name, "site": "https://site.example/", "country": "",
        "language": "", "source_kind": "publisher", "publisher_group": name,
        "url": "https://site.example/feed", "kind": "feed", "title": title,
    }  # fmt: skip


@st.composite
def rows(draw: st.DrawFn) -> list[Row]:
    """Rows as `sources.feeds` returns them: several feeds of some sources."""
    found = []
    for number in range(draw(st.integers(0, 4))):
        domain = f"site{number}.example"
        common = {
            "domain": domain,
            "name": source_lists._clean_name(draw(WORDS)),
            "site": f"https://{domain}/",
            "country": draw(st.sampled_from(["", "KE", "FR"])),
            "language": draw(st.sampled_from(["", "en", "pt-BR", "zh-Hant"])),
            "source_kind": draw(st.sampled_from(source_lists.SOURCE_KINDS)),
            "publisher_group": source_lists._clean_name(draw(WORDS)),
        }
        for path in draw(st.lists(PATHS, min_size=1, max_size=3)):
            kind = draw(st.sampled_from(["feed", "news_sitemap", "section"]))
            title = source_lists._clean_name(draw(WORDS))
            url = urls.canonical(f"https://feeds.{domain}/{path}")
            found.append({**common, "url": url, "kind": kind, "title": title})
    return found


@pytest.mark.parametrize("form", ["csv", "opml", "tsv"])
@given(listed=rows())
@example(listed=[_row_with_a_name("Caf\ufffd de la gare", "Titel f\ufffdr alle")])
@settings(max_examples=150)
def test_an_exported_list_is_imported_unchanged(
    tmp_path_factory: pytest.TempPathFactory, form: str, listed: list[Row]
) -> None:
    file = tmp_path_factory.getbasetemp() / f"there-and-back.{form}"
    file.write_text(render(listed, form), encoding="utf-8")
    found, left_out = source_lists.read_list(file)
    assert left_out == []
    first = {row["url"]: row for row in reversed(listed)}
    assert {feed.url: feed for _, feeds in found for feed in feeds} == {
        url: Feed(url, row["domain"], row["kind"], _title(row, form)) for url, row in first.items()
    }
    for source, _ in found:
        row = next(row for row in listed if row["domain"] == source.domain)
        assert (source.name or row["domain"]) == (row["name"] or row["domain"])
        assert (source.country, source.language, source.kind, source.publisher_group) == (
            row["country"], row["language"], row["source_kind"], row["publisher_group"],
        )  # fmt: skip


def _title(row: Row, form: str) -> str:
    """The title of a feed; readers of OPML take one that repeats the name for none."""
    return "" if form == "opml" and row["title"] == row["name"] else str(row["title"])


def render(listed: list[Row], form: str) -> str:
    if form == "opml":
        return opml.render_opml(listed)
    return source_tables.render_table(listed, "csv" if form == "csv" else "tsv")


def test_the_seeds_are_unchanged_after_export_and_import(tmp_path: Path) -> None:
    found = [*source_lists.read_seeds(["KE", "FR", "JP"])]
    with open_for_writing(tmp_path / "a.db") as store:
        kept = source_lists.store_sources(store.sources, found)
        text = opml.render_opml(Sources(store.main).all_feeds())
    back, _ = load(tmp_path / "a.opml", text)
    announced = sorted((one for one in found if one[1]), key=lambda one: one[0].domain)
    assert kept.sources == len(found)
    assert [source for source, _ in sorted(back, key=lambda one: one[0].domain)] == [
        replace(source, name="") if source.name == source.domain else source
        for source, _ in announced
    ]
    assert {feed for _, feeds in back for feed in feeds} == {
        feed for _, feeds in found for feed in feeds
    }


# Into the database


def test_storing_a_list_again_changes_nothing(tmp_path: Path) -> None:
    found = [*source_lists.read_seeds(["KE"])]
    with open_for_writing(tmp_path / "a.db") as store:
        source_lists.store_sources(store.sources, found)
        before = list(store.main.query("SELECT * FROM sources"))
        assert source_lists.store_sources(store.sources, found) == source_lists.ImportCounts(0, 0)
        assert list(store.main.query("SELECT * FROM sources")) == before


def test_a_list_does_not_override_what_the_operator_set(tmp_path: Path) -> None:
    mine = Source("a.example", "Mine", "https://a.example/", "", "", "agency")
    listed = Source("a.example", "Listed", "https://www.a.example/", "KE", "sw", "aggregator", "G")
    with open_for_writing(tmp_path / "a.db") as store:
        source_lists.store_sources(store.sources, [(mine, ())])
        source_lists.store_sources(store.sources, [(listed, ())])
        expected = Source("a.example", "Mine", "https://a.example/", "KE", "sw", "agency", "G")
        assert Sources(store.main).get_by_domain("a.example") == expected
        source_lists.store_sources(store.sources, [(listed, ())], overwrite=True)
        assert Sources(store.main).get_by_domain("a.example") == listed


def test_twenty_thousand_rows_are_imported_in_seconds(bench_data: Path, tmp_path: Path) -> None:
    before = resource.getrusage(resource.RUSAGE_SELF)
    found, left_out = source_lists.read_list(bench_data / "sources" / "sources-world.tsv.xz")
    with open_for_writing(tmp_path / "a.db") as store:
        kept = source_lists.store_sources(store.sources, found)
        due = store.main.execute(
            "SELECT count(*) FROM sources WHERE discovery_due IS NOT NULL"
        ).fetchone()[0]
    after = resource.getrusage(resource.RUSAGE_SELF)
    assert left_out == []
    assert kept.feeds == 14_159
    assert kept.sources == len(found) > 15_000
    assert due == sum(not feeds for _, feeds in found) > 7_000
    assert after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime < 30
