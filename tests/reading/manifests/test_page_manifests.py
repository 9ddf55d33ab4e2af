"""Signed manifests in pages and texts: whom they name where they hold, and that nothing else is believed."""

import time
from dataclasses import replace
from pathlib import Path

import c2pa_text
import pytest
from cryptography.x509.oid import ExtendedKeyUsageOID
from hypothesis import given
from hypothesis import strategies as st

from aggregator import reading
from aggregator.clock import now
from aggregator.model import Article, Manifest, Page, Record, TrustList
from aggregator.reading.manifests import (
    manifest_check,
    page_manifests,
    text_manifests,
    variation_selectors,
)
from tests import signing
from tests.formats.time_stamping import serving_time_stamps

AUTHORITY = signing.make_authority()
PAPER = signing.make_identity("The Linden Paper", AUTHORITY)
STRANGER = signing.make_identity("The Linden Paper", signing.make_authority("Anybody"))
TRUST = TrustList("press.pem", AUTHORITY.pem)
URL = "https://copy.example/2026/03/ferry"

PARAGRAPHS = [
    "The ferry between Kell and Orsund sails again from Saturday, two winters after the ice tore it loose.",
    "Eleven crossings a day are planned, fewer than before, for one of two ramps was never rebuilt ❤️.",
    "Children who go to school on the mainland slept in a hall there from Monday to Thursday.",
    "“We counted the days on the kitchen door,” said the mother of one of them, a nurse in the café.",
    "The town paid for beds, soup and a night watch, and the bill was higher than that for a bridge.",
]
TEXT = "\n\n".join(PARAGRAPHS)
OTHER = "\n\n".join(
    f"{who} of the island wrote to the council, which has voted on a bridge for {years} years now and "
    f"could agree neither on its height nor on its price, nor on {matter}."
    for who, years, matter in (
        ("A baker", "nine", "the name that it should bear"),
        ("A teacher", "eleven", "the side on which people walk"),
        ("The doctor", "thirty", "lamps, railings and a place for bicycles"),
        ("A fisherman", "forty", "how tall a mast should fit under it in spring"),
    )
)
SIGNED = signing.sign_text(TEXT, PAPER, "The ferry sails")
WRAPPER = SIGNED[len(TEXT) :]


def make_page(text: str, head: str = "", *, between: str = "", after: str = "") -> str:
    body = between.join(f"<p>{paragraph}</p>" for paragraph in text.split("\n\n"))
    return f"""<html lang="en"><head><title>The ferry sails</title>{head}</head><body>
      <nav><p>Home</p><p>Sport</p></nav>
      <article><h1>The ferry sails</h1><div class="by">By Ann Lee</div>{body}</article>
      <aside><p>More from Kell</p></aside>{after}</body></html>"""


def read_page(html: str, trust: TrustList = TRUST) -> Article:
    article = reading.read(Page(URL, html.encode()), trust)
    assert isinstance(article, Article), article
    return article


def read_text(text: str, trust: TrustList = TRUST) -> Article:
    article = reading.read_text(Record(Page("", b""), text=text), trust)
    assert isinstance(article, Article), article
    return article


def only_manifest(article: Article) -> Manifest:
    [manifest] = article.manifests
    return manifest


def is_believed(article: Article) -> bool:
    return any(manifest.state in ("trusted", "untrusted") for manifest in article.manifests)


# Where it holds, the signer is named.


def test_a_signed_text_names_its_signer() -> None:
    assert only_manifest(read_page(make_page(SIGNED))) == Manifest(
        place="text",
        state="trusted",
        signer="The Linden Paper",
        issuer="Press Certificates",
        fingerprint=PAPER.fingerprint,
        trust_list="press.pem",
        title="The ferry sails",
    )


def test_a_text_that_is_handed_in_is_read_like_a_page() -> None:
    assert only_manifest(read_text(SIGNED)).state == "trusted"
    assert only_manifest(read_text(f"{SIGNED}\n")).state == "trusted"
    assert only_manifest(read_text(SIGNED.replace("\n", "\r\n"))).state == "trusted"


@pytest.mark.parametrize("separator", ["\n\n", "\n", " "])
def test_the_signed_text_may_separate_its_paragraphs_in_any_usual_way(separator: str) -> None:
    signed = signing.sign_text(separator.join(PARAGRAPHS), PAPER)
    wrapper = signed[len(separator.join(PARAGRAPHS)) :]
    assert only_manifest(read_page(make_page(TEXT + wrapper))).state == "trusted"


def test_other_things_between_the_paragraphs_of_a_page_do_no_harm() -> None:
    page = make_page(SIGNED, between='<div class="ad">Advertisement</div><figure><img></figure>')
    assert only_manifest(read_page(page)).state == "trusted"


def test_a_manifest_in_a_paragraph_of_its_own_holds() -> None:
    assert only_manifest(read_page(make_page(f"{TEXT}\n\n{WRAPPER}"))).state == "trusted"


def test_a_headline_may_be_part_of_the_signed_text() -> None:
    whole = f"The ferry sails\n\n{TEXT}"
    wrapper = signing.sign_text(whole, PAPER)[len(whole) :]
    assert only_manifest(read_page(make_page(TEXT + wrapper))).state == "trusted"


def test_line_breaks_within_a_paragraph_are_part_of_the_signed_text() -> None:
    poem = f"{TEXT}\n\nBye, said the ice\nbye, said the boat"
    wrapper = signing.sign_text(poem, PAPER)[len(poem) :]
    page = make_page(poem.replace("ice\n", "ice<br>\n") + wrapper)
    assert only_manifest(read_page(page)).state == "trusted"


def test_references_to_characters_are_the_characters() -> None:
    references = "".join(f"&#{ord(character)};" for character in WRAPPER)
    hexadecimal = "".join(f"&#x{ord(character):X};" for character in WRAPPER)
    for written in (references, hexadecimal):
        article = read_page(make_page(TEXT + written))
        assert only_manifest(article).state == "trusted"
        assert article.text == read_page(make_page(TEXT)).text


def test_a_decomposed_copy_of_a_text_holds() -> None:
    decomposed = SIGNED.replace("é", "e\u0301")
    assert decomposed != SIGNED
    assert only_manifest(read_page(make_page(decomposed))).state == "trusted"


def test_a_manifest_before_the_text_or_within_it_holds() -> None:
    wrapper, _ = signing.make_wrapper(b"", TEXT.encode(), PAPER)
    assert only_manifest(read_text(wrapper + TEXT)).state == "trusted"
    assert only_manifest(read_page(make_page(wrapper + TEXT))).state == "trusted"
    signed = signing.sign_text(PARAGRAPHS[0], PAPER, rest="\n\n" + "\n\n".join(PARAGRAPHS[1:]))
    assert only_manifest(read_text(signed)).state == "trusted"


def test_a_text_that_is_mostly_the_signed_one_says_how_much() -> None:
    manifest = only_manifest(read_page(make_page(f"{OTHER[:240]}\n\n{SIGNED}")))
    assert manifest.state == "trusted"
    assert manifest.detail.startswith("it is of 69 %"), manifest.detail


def test_a_manifest_in_the_head_of_a_page_holds_for_the_page() -> None:
    page = signing.sign_page(make_page(TEXT), PAPER, "The page")
    assert only_manifest(read_page(page)) == Manifest(
        place="html",
        state="trusted",
        signer="The Linden Paper",
        issuer="Press Certificates",
        fingerprint=PAPER.fingerprint,
        trust_list="press.pem",
        title="The page",
    )


def test_a_picture_within_the_page_is_read() -> None:
    picture = signing.sign_picture(make_picture(), "image/png", PAPER)
    page = make_page(TEXT, after=f'<img src="{signing.to_data_address(picture, "image/png")}">')
    manifest = only_manifest(read_page(page))
    assert (manifest.place, manifest.state, manifest.signer) == (
        "image",
        "trusted",
        "The Linden Paper",
    )


def make_picture() -> bytes:
    import struct
    import zlib

    def chunk(kind: bytes, data: bytes) -> bytes:
        check = struct.pack(">I", zlib.crc32(kind + data))
        return struct.pack(">I", len(data)) + kind + data + check

    header = struct.pack(">IIBBBBB", 8, 8, 8, 2, 0, 0, 0)
    pixels = zlib.compress(b"".join(b"\0" + bytes(range(24)) for _ in range(8)))
    parts = (chunk(b"IHDR", header), chunk(b"IDAT", pixels), chunk(b"IEND", b""))
    return b"\x89PNG\r\n\x1a\n" + b"".join(parts)


# Whom to trust is the operator's decision.


def test_without_a_trust_list_nobody_is_trusted() -> None:
    manifest = only_manifest(read_page(make_page(SIGNED), TrustList()))
    assert (manifest.state, manifest.signer, manifest.trust_list) == (
        "untrusted",
        "The Linden Paper",
        "",
    )


def test_a_certificate_with_the_same_name_by_another_issuer_is_not_trusted() -> None:
    manifest = only_manifest(read_page(make_page(signing.sign_text(TEXT, STRANGER))))
    assert (manifest.state, manifest.issuer) == ("untrusted", "Anybody")
    assert manifest.fingerprint == STRANGER.fingerprint != PAPER.fingerprint


def test_a_trust_list_may_name_signers_themselves() -> None:
    article = read_page(make_page(SIGNED), TrustList("papers.pem", PAPER.pem))
    assert only_manifest(article).state == "trusted"


@pytest.mark.parametrize(
    "failure",
    ["signingCredential.expired", "signingCredential.revoked", "claimSignature.outsideValidity"],
)
def test_a_certificate_that_has_run_out_or_was_revoked_is_not_trusted(failure: str) -> None:
    store = signing.make_wrapper(TEXT.encode(), b"", PAPER)[1]
    checked = manifest_check.read_store(store, store, TRUST)
    holds = checked.successes | {"assertion.dataHash.match"}
    checked = replace(checked, successes=holds)
    assert manifest_check.judge(checked, is_listed=True) == ("trusted", "")
    expired = replace(checked, failures=checked.failures | {failure})
    assert manifest_check.judge(expired, is_listed=True) == (
        "untrusted",
        f"the certificate does not count ({failure})",
    )


def test_a_stranger_who_shows_the_certificate_of_a_paper_is_not_the_paper() -> None:
    # The same name, the same serial number, and the paper's own certificate behind that of the stranger.
    stranger = signing.make_identity(
        PAPER.name, signing.make_authority("Anybody"), serial=PAPER.certificate.serial_number
    )
    chain = replace(stranger, authority=replace(stranger.authority, certificate=PAPER.certificate))
    try:
        signed = signing.sign_text(TEXT, chain)
    except RuntimeError:
        pytest.skip("the library signs no such chain")
    manifest = only_manifest(read_page(make_page(signed), TrustList("papers.pem", PAPER.pem)))
    assert manifest.state != "trusted"
    assert manifest.fingerprint != PAPER.fingerprint


def test_a_signer_of_the_trust_list_does_not_vouch_for_others() -> None:
    other = signing.make_identity("Another Paper", signing.Authority(PAPER.key, PAPER.certificate))
    article = read_text(signing.sign_text(TEXT, other), TrustList("papers.pem", PAPER.pem))
    assert only_manifest(article).state == "untrusted"


def test_a_time_stamp_counts_if_its_authority_is_of_the_trust_list(tmp_path: Path) -> None:
    clocks = signing.make_authority("Clocks")
    clock = signing.make_identity("A Clock", clocks, usage=ExtendedKeyUsageOID.TIME_STAMPING)
    with serving_time_stamps(tmp_path) as stamps:
        (tmp_path / "signer.pem").write_text(clock.pem)
        (tmp_path / "chain.pem").write_text(clocks.pem)
        (tmp_path / "key.pem").write_text(clock.secret_pem)
        signed = signing.sign_text(TEXT, PAPER, time_stamps=stamps.url)
    assert stamps.asked == 1
    assert only_manifest(read_text(signed)).signed_at is None
    both = TrustList("press.pem", AUTHORITY.pem + clocks.pem)
    signed_at = only_manifest(read_text(signed, both)).signed_at
    assert signed_at is not None
    assert signed_at <= now()


# Where it does not hold, nothing is believed.


def test_a_manifest_of_another_text_is_a_mismatch() -> None:
    manifest = only_manifest(read_page(make_page(OTHER + WRAPPER)))
    assert manifest.state == "mismatch"
    assert manifest.detail == "it was made for another text, or the text was changed since"


@pytest.mark.parametrize(
    "text",
    [
        SIGNED.replace("Eleven", "Twelve"),
        SIGNED.replace(PARAGRAPHS[0] + "\n\n", ""),
        SIGNED.replace("Saturday", "Sаturday"),
    ],
    ids=["a word", "a paragraph", "a Cyrillic letter"],
)
def test_a_changed_text_is_a_mismatch(text: str) -> None:
    assert only_manifest(read_page(make_page(text))).state == "mismatch"
    assert only_manifest(read_text(text)).state == "mismatch"


def test_a_short_signed_text_does_not_speak_for_a_long_one() -> None:
    note = signing.sign_text("The paper wishes its readers a quiet week.", PAPER)
    manifest = only_manifest(read_page(make_page(f"{OTHER}\n\n{note}")))
    assert manifest.state == "mismatch"
    assert "of this text" in manifest.detail


def test_a_signed_text_elsewhere_in_the_page_does_not_speak_for_the_article() -> None:
    hidden = "".join(f"<p>{paragraph}</p>" for paragraph in SIGNED.split("\n\n"))
    after = f'<div style="display:none" class="comments">{hidden}</div>'
    assert not is_believed(read_page(make_page(OTHER, after=after)))


def test_two_manifests_count_for_nothing() -> None:
    second = signing.sign_text(TEXT, STRANGER)[len(TEXT) :]
    for text in (SIGNED + second, f"{SIGNED}\n\n{OTHER}{second}"):
        for article in (read_page(make_page(text)), read_text(text)):
            assert only_manifest(article).state == "unreadable"
            assert only_manifest(article).detail == "the text has 2 manifests, and may have one"


def test_a_manifest_in_the_headline_speaks_for_the_headline_only() -> None:
    headline = signing.sign_text("The ferry sails", PAPER)
    page = make_page(TEXT).replace("<h1>The ferry sails", f"<h1>{headline}")
    page = page.replace("<title>The ferry sails", f"<title>{headline}")
    article = read_page(page)
    assert not is_believed(article)
    assert article.title == "The ferry sails"


@pytest.mark.parametrize("kept", [9, 20, 500, 2000])
def test_a_cut_manifest_is_unreadable(kept: int) -> None:
    article = read_page(make_page(TEXT + WRAPPER[:kept]))
    assert only_manifest(article).state == "unreadable"
    assert only_manifest(article).detail
    assert article.text == read_page(make_page(TEXT)).text


def test_selectors_that_blanks_divide_are_removed_from_the_text() -> None:
    divided = WRAPPER[:40] + " ".join(WRAPPER[40:])
    article = read_page(make_page(TEXT + divided))
    assert not is_believed(article)
    assert article.text == read_page(make_page(TEXT)).text


def test_a_mark_within_the_selectors_cuts_the_manifest() -> None:
    for broken in (WRAPPER[:300] + "\ufeff" + WRAPPER[300:], WRAPPER + "\ufeff" + WRAPPER[1:50]):
        article = read_text(TEXT + broken)
        assert not is_believed(article)
        assert "\ufeff" not in article.text
    assert only_manifest(read_text(f"{TEXT}\ufeff{WRAPPER}")).state == "trusted"  # nobody sees it


def test_selectors_without_the_mark_are_no_manifest_and_are_removed() -> None:
    article = read_page(make_page(TEXT + WRAPPER[1:]))
    assert article.manifests == ()
    assert article.text == read_page(make_page(TEXT)).text


def test_a_manifest_whose_signature_was_changed_names_nobody() -> None:
    store = bytearray(signing.make_wrapper(TEXT.encode(), b"", PAPER)[1])
    at = store.rfind(b"The ferry") if b"The ferry" in store else store.find(b"c2pa.created")
    store[at] ^= 1
    length = len(WRAPPER.encode())
    manifest = only_manifest(
        read_text(TEXT + c2pa_text.encode_wrapper_padded(bytes(store), length))
    )
    assert manifest.state == "mismatch"


def test_a_manifest_that_covers_less_than_it_should_is_a_mismatch() -> None:
    # The signer leaves out more than the manifest: then a stranger could write in the gap.
    wrapper, _ = signing.make_wrapper(TEXT.encode(), b"", PAPER)
    assert only_manifest(read_text(TEXT + wrapper + c2pa_text.encode_wrapper(b"")[1:2])).state in (
        "mismatch",
        "unreadable",
    )


def test_a_changed_page_is_a_mismatch() -> None:
    page = signing.sign_page(make_page(TEXT), PAPER)
    assert only_manifest(read_page(page.replace("Eleven", "Twelve"))).state == "mismatch"
    assert only_manifest(read_page(page.replace("<head>", "<head> "))).state == "mismatch"


def test_a_linked_manifest_is_not_fetched() -> None:
    link = '<link rel="c2pa-manifest" href="/ferry.c2pa" type="application/c2pa">'
    manifest = only_manifest(read_page(make_page(TEXT, link)))
    assert manifest.state == "unreadable"
    assert manifest.detail == "the page links it and it was not fetched: /ferry.c2pa"


@pytest.mark.parametrize(
    "head",
    [
        '<script type="application/c2pa">???</script>',
        '<script type="application/c2pa">AAAA</script>',
        '<script type="application/c2pa"></script>',
        '<script type="application/c2pa">AAAA</script><link rel="c2pa-manifest" href="/x">',
        '<script type="application/c2pa">AAAA</script>' * 40,
    ],
)
def test_a_broken_manifest_in_the_head_is_unreadable(head: str) -> None:
    article = read_page(make_page(TEXT, head))
    assert only_manifest(article).state == "unreadable"
    assert only_manifest(article).detail


# It costs nothing where there is none, and little where somebody wishes harm.


@pytest.mark.parametrize(
    "html",
    [
        make_page(TEXT + "\ufeff" + "\U000e0133" * 1_200_000),
        make_page(TEXT + WRAPPER[:12] + "\U000e0133" * 1_200_000),
        make_page(TEXT + WRAPPER[:9] * 100_000),
        make_page(TEXT, '<script type="application/c2pa">' * 100_000),
        make_page(TEXT, '<link rel="c2pa-manifest" ' * 100_000),
        make_page(TEXT, "<script type=application/c2pa " * 100_000),
        make_page(TEXT, after="data:image/png;base64,anVtY" * 100_000),
        make_page("<li>" * 4000 + TEXT + WRAPPER),
    ],
    ids=["selectors", "long", "starts", "scripts", "links", "tags", "pictures", "deep"],
)
def test_hostile_pages_take_linear_time(html: str) -> None:
    start = time.process_time()
    page_manifests.find_in_page(html.encode(), html, [TEXT], TRUST)
    assert time.process_time() - start < 10


def test_the_texts_of_an_article_have_no_selectors_of_a_manifest() -> None:
    article = read_page(make_page(SIGNED))
    assert article.text == read_page(make_page(TEXT)).text
    assert article.link_text == read_page(make_page(TEXT)).link_text
    assert "❤️" in article.text


@given(st.text(alphabet="aé ❤\ufe0f\ufe0e\ufeff\U000e0100\U000e01ef葛\n", max_size=40))
def test_stripping_leaves_single_selectors_only(text: str) -> None:
    stripped = variation_selectors.strip_selector_runs(text)
    assert "\ufeff" not in stripped
    for before, after in zip(" " + stripped, stripped, strict=False):
        if after in "\ufe0f\ufe0e\U000e0100\U000e01ef":
            assert not before.isspace()
            assert before not in "\ufe0f\ufe0e\U000e0100\U000e01ef"
    letters = [letter for letter in text if letter in "aé ❤葛\n"]
    assert [letter for letter in stripped if letter in "aé ❤葛\n"] == letters


@given(st.text(alphabet="aé \n", max_size=60), st.binary(min_size=1, max_size=80))
def test_a_text_is_marked_where_its_manifest_is(text: str, store: bytes) -> None:
    wrapper = c2pa_text.encode_wrapper(store)
    marked = text_manifests.mark_manifests(f"{text}{wrapper}{text}")
    assert marked.wrappers == (wrapper,)
    assert marked.text == f"{text}{text_manifests.get_placeholder(0)}{text}"
    assert text_manifests.remove_placeholders(marked.text) == text + text
