"""Mails as bytes, each with what must become of it, and the articles that they name.

`mails-mending.jsonl` is for those who mend rules; `mails-reporting.jsonl`, of the cases whose id has an even
hash, only for reports. Mails that are too large for a file are made here.
"""

import json
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Literal, TypeAlias

from benchmarks.takedown_requests.model import Grade

HERE = Path(__file__).parent
MAILBOX, SERVER, BASE = (
    "takedown@aggregator.example",
    "mx.aggregator.example",
    "https://news.aggregator.example",
)
# The articles that the mails name, in the order in which they are stored.
ADDRESSES = (
    "http://harrowgazette.example/news/101-lanterns-on-the-quay.html",
    "http://harrowgazette.example/news/101",
    "https://www.rheinwarte.example/artikel/2026/11/die-neue-bruecke-am-hafen-wird-im-fruehjahr-eroeffnet-und-der-rat-streitet-weiter-ueber-die-kosten-der-zufahrt-4711.html",
    "https://lecourrier.example/soci%C3%A9t%C3%A9/le-march%C3%A9-d-hiver",
    "https://elfaro.example/noticias/el-puerto/",
    "https://novosti.example/news/parom-2026?id=77&page=2",
    "https://xinwen.example/2026/11/27/content_88123.shtml",
    "https://paper.example/story_(final).html",
    "https://paper.example/story,1234.html",
    "https://anna.blogspot.com/2026/11/notes-from-the-valley.html",
    "https://xn--zrich-blatt-thb.example/lokal/seilbahn",
    "https://dailyscoopline.example/2026/lanterns-on-the-quay",
    "https://oakvaleherald.example/article/7/the-ferry",
    "https://news.yahoo.com/lanterns-0912.html",
)
Half: TypeAlias = Literal["mending", "reporting"]
# case: opens one, or joins `joins`; nothing: no item, an answer asks for what is missing; ignored: not
# from a person, no answer; repeated: was received before, no second answer; any: only must do no harm.
Outcome: TypeAlias = Literal["case", "nothing", "ignored", "repeated", "any"]


@dataclass(frozen=True, slots=True)
class Mail:
    """A mail, and what is right: `found` must be named by its case, `never` must not.

    `most` is the best grade that may follow from it for `domain` without a further proof, `least` the one
    that must. `@@A…@@` and `@@S…@@` in `raw` are the numbers of the article and of its story.
    """

    id: str
    says: str
    outcome: Outcome
    raw: bytes
    found: tuple[str, ...] = ()
    never: tuple[str, ...] = ()
    most: Grade = "V0"
    least: Grade = "V0"
    domain: str = ""
    joins: str = ""  # id of the mail whose case it belongs to
    after: str = ""  # id of the mail that is received before it
    answer: bool = True  # whether it may be answered


def read_mails(half: Half) -> Iterator[Mail]:
    """Yields the mails of one half; a mail comes later than the one that it follows."""
    with (HERE / f"mails-{half}.jsonl").open(encoding="utf-8") as lines:
        for row in map(json.loads, lines):
            raw = row.pop("raw").encode("latin-1")
            found, never = tuple(row.pop("found")), tuple(row.pop("never"))
            yield Mail(raw=raw, found=found, never=never, **row)


def make_mails(megabytes: int = 100) -> Iterator[Mail]:
    """Yields mails that are large, deep or made to cost time."""
    address = ADDRESSES[0]

    def mail(
        name: str, says: str, body: str, more: str = "", outcome: Outcome = "case", **head: str
    ) -> Mail:
        subject, kind = head.get("subject", "Removal"), head.get("kind", "text/plain")
        raw = (
            f"From: nora@gmail.com\r\nTo: {MAILBOX}\r\nSubject: {subject}\r\n"
            f"Message-ID: <{name}@sender.example>\r\nMIME-Version: 1.0\r\n"
            f"Content-Type: {kind}\r\n{more}\r\n{body}\r\n"
        )
        found = (address,) if outcome == "case" else ()
        return Mail(name, says, outcome, raw.encode(), found)

    yield mail(
        "long_line", "a line of 400,000 characters", f"{'x' * 200_000} {address} {'y' * 200_000}"
    )
    slashes = f"http://{'/' * 20_000} https://{'a.' * 20_000} {address}"
    yield mail("many_slashes", "addresses made to cost time", slashes)
    yield mail(
        "many_brackets",
        "defanging made to cost time",
        f"{'[.]' * 30_000}{'hxxp' * 10_000} {address}",
    )
    yield mail(
        "many_quotes", "a quotation 50,000 deep", f"{'>' * 50_000} {address}\r\n{'> ' * 20_000}"
    )
    headers = "".join(f"X-{number}: {'y' * 60}\r\n" for number in range(2000))
    yield mail("many_headers", "2,000 headers", f"Please remove {address}", headers)
    yield mail("huge_subject", "a long subject", f"Please remove {address}", subject="R" * 50_000)
    link = f"{'<div>' * 20_000}<a href='{address}'>x</a>"
    yield mail("deep_html", "20,000 open elements", link, kind="text/html")
    yield mail(
        "deep_html_quotes",
        "unclosed quotes in HTML",
        f"{'<a href=x' * 50_000} {address}",
        kind="text/html",
        outcome="any",
    )
    parts = "".join(
        f"--b{n}\r\nContent-Type: multipart/mixed; boundary=b{n + 1}\r\n\r\n" for n in range(1000)
    )
    kind = "multipart/mixed; boundary=b0"
    yield mail(
        "deep_parts",
        "parts 1,000 deep",
        f"{parts}--b1000\r\n\r\n{address}",
        kind=kind,
        outcome="any",
    )
    wide = "".join(f"--b0\r\nContent-Type: text/plain\r\n\r\n{n}\r\n" for n in range(20_000))
    yield mail("wide_parts", "20,000 parts", f"{wide}--b0--", kind=kind, outcome="any")
    nested = "Content-Type: message/rfc822\r\n\r\n" * 3000
    yield mail(
        "deep_mails", "mails 3,000 deep", nested + address, kind="message/rfc822", outcome="any"
    )
    yield mail(
        "huge",
        f"{megabytes} MB",
        "x" * 998 + ("\r\n" + "x" * 998) * (megabytes * 1000),
        outcome="any",
    )
