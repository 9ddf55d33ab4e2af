"""Measures how right and how fast feeds are read, against feedparser alone: its own suite and 80 real feeds.

    python benchmarks/feeds.py --data PATH [--half first | second] [--show] [--rounds N]

Of each file the entries, titles, links and dates are compared with those of feedparser alone. A difference is an
error unless `feeds_judged.json` says why ours is the right answer. Rules were written on the first half of each set;
the second half was only looked at once they were done. Prints also the CPU of both over the real feeds, in turns.
"""

import argparse
import hashlib
import json
import re
import statistics
import sys
import tarfile
import warnings
from calendar import timegm
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from time import process_time
from typing import Any

import feedparser
from selectolax.lexbor import LexborHTMLParser

from aggregator import urls
from aggregator.errors import ReadingError
from aggregator.model import Entry
from aggregator.reading.feeds import ParsedFeed, parse_feed

URL = "http://127.0.0.1:8097/dir/feed.xml"
SETS = {"suite": "feedparser-suite.tar.xz", "real": "real-feeds-dev.tar.xz"}
JUDGED = Path(__file__).with_name("feeds_judged.json")
MIN_RATIO = 4.0
_ITEM = re.compile(rb"(<(?:item|entry)\b[^<>]*(?<!/)>).*?</(?:item|entry)>", re.DOTALL)
_LINK = re.compile(rb"<(?:\w+:)?(?:link|guid|id)\b|rdf:about", re.IGNORECASE)
_HEADER = re.compile(rb"^Header:\s*Content-type:\s*(.+?)\s*$", re.IGNORECASE | re.MULTILINE)


@dataclass(frozen=True)
class File:
    """A feed of a set, and the type that its server said."""

    name: str
    body: bytes
    content_type: str
    half: str


@dataclass(frozen=True)
class Claim:
    """What a feed says of an entry: title, link and date, each as it can be compared."""

    title: str
    link: str
    date: str


def read_files(folder: Path, name: str) -> Iterator[File]:
    with tarfile.open(folder / "feeds" / SETS[name]) as archive:
        for member in archive:
            data = archive.extractfile(member) if member.isfile() else None
            if data is None or "LICENSE" in member.name:
                continue
            body = add_links(data.read()) if name == "suite" else data.read()
            header = _HEADER.search(body[:2000])
            half = "first" if hashlib.sha256(member.name.encode()).digest()[0] % 2 else "second"
            yield File(member.name, body, header.group(1).decode() if header else "", half)


def add_links(body: bytes) -> bytes:
    """Returns a feed of the suite with a link in each item that has none: most of its files are about one element."""
    return _ITEM.sub(
        lambda match: match.group() if _LINK.search(match.group()) else _add_link(match), body
    )


def _add_link(match: re.Match[bytes]) -> bytes:
    start = match.group(1)
    link = b'<link href="%s"/>' if b"entry" in start else b"<link>%s</link>"
    return start + link % f"{URL}/{match.start()}".encode() + match.group()[len(start) :]


def read_ours(file: File) -> ParsedFeed | None:
    try:
        return parse_feed(file.body, URL, file.content_type)
    except ReadingError:
        return None


def read_theirs(file: File) -> list[Claim]:
    headers = {"content-location": URL}
    if file.content_type:
        headers["content-type"] = file.content_type
    parsed = feedparser.parse(file.body, response_headers=headers)
    claims = (make_claim(item, parsed.version) for item in parsed.entries)
    return [claim for claim in claims if claim.link]


def make_claim(item: Any, version: str) -> Claim:
    detail = item.get("title_detail") or {}
    title = detail.get("value") or ""
    if not (version.startswith("atom") and detail.get("type") == "text/plain"):
        title = LexborHTMLParser(f"<body>{title}").text() if "<" in title or "&" in title else title
    parsed = (
        item.get("published_parsed")
        or dict.get(item, "updated_parsed")
        or item.get("created_parsed")
    )
    date = datetime.fromtimestamp(timegm(parsed), UTC).isoformat() if parsed else ""
    link = item.get("link") or ""
    return Claim(flatten(title), urls.as_written(URL, link) or "" if link else "", date[:19])


def flatten(text: str) -> str:
    return "".join(text.split())


def list_differences(file: File) -> Iterator[tuple[str, str, str]]:
    """Yields what of a file differs: kind, ours and theirs."""
    ours, theirs = read_ours(file), read_theirs(file)
    entries = {entry.address or entry.url: entry for entry in ours.entries} if ours else {}
    for claim in {claim.link: claim for claim in reversed(theirs)}.values():
        entry = entries.get(claim.link)
        if entry is None:
            yield (
                "link" if len(entries) >= len(theirs) else "lost",
                " ".join(entries)[:200],
                claim.link,
            )
        else:
            yield from compare(entry, claim)


def compare(entry: Entry, claim: Claim) -> Iterator[tuple[str, str, str]]:
    if flatten(entry.title) != claim.title:
        yield "title", flatten(entry.title), claim.title
    date = (entry.published or "").rstrip("Z")
    if date != claim.date[: len(date)] or bool(date) != bool(claim.date):
        yield "date", entry.published or "", claim.date


def report_differences(folder: Path, half: str, *, show: bool) -> list[str]:
    """Print what differs in each set and half; return the differences that were not judged ours to be right."""
    judged = json.loads(JUDGED.read_text(encoding="utf-8"))
    wrong: list[str] = []
    for name in SETS:
        counts: Counter[tuple[str, str]] = Counter()
        for file in read_files(folder, name):
            if half not in (file.half, "both"):
                continue
            counts[file.half, "files"] += 1
            for kind, ours, theirs in list_differences(file):
                known = judged.get(f"{name}/{file.name}", {}).get(kind)
                counts[file.half, f"{kind} judged" if known else kind] += 1
                if not known:
                    wrong.append(f"{name}/{file.name} {kind}: {ours!r}, feedparser {theirs!r}")
        print(name, {f"{part} {kind}": number for (part, kind), number in sorted(counts.items())})
    if show:
        print("\n".join(wrong))
    return wrong


def measure_cpu(task: Callable[[File], object], files: list[File]) -> float:
    start = process_time()
    for file in files:
        task(file)
    return process_time() - start


def measure_ratio(folder: Path, rounds: int) -> float:
    """Print and return the CPU of feedparser alone over ours, the median of some rounds."""
    files = list(read_files(folder, "real"))
    read_ours(files[0])
    pairs = [
        (
            measure_cpu(read_ours, files),
            measure_cpu(lambda file: feedparser.parse(file.body), files),
        )
        for _ in range(rounds)
    ]
    ours, theirs = (statistics.median(column) for column in zip(*pairs, strict=True))
    ratio = statistics.median(theirs / ours for ours, theirs in pairs)
    print(
        f"{len(files)} real feeds: {ours:.3f} s, feedparser alone {theirs:.3f} s of CPU: {ratio:.1f} times"
    )
    return ratio


def main() -> int:
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--data", type=Path, required=True)
    parser.add_argument("--half", choices=["first", "second", "both"], default="both")
    parser.add_argument("--show", action="store_true", help="print each difference")
    parser.add_argument("--rounds", type=int, default=5)
    arguments = parser.parse_args()
    warnings.simplefilter("ignore", DeprecationWarning)  # of feedparser, on `updated`
    wrong = report_differences(arguments.data, arguments.half, show=arguments.show)
    ratio = measure_ratio(arguments.data, arguments.rounds) if arguments.rounds else MIN_RATIO
    missed = [f"{len(wrong)} differences"] * bool(wrong)
    missed += [f"CPU ratio {ratio:.1f} < {MIN_RATIO}"] * (ratio < MIN_RATIO)
    print("missed: " + ", ".join(missed) if missed else "all figures reached")
    return 1 if missed else 0


if __name__ == "__main__":
    sys.exit(main())
