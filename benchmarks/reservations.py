"""Compares what pages say of their use, as read here, with what a second reader finds: other parser, other rules.

    python benchmarks/reservations.py --data PATH [--show]

The second reader goes by the wording of the standards, with lxml and a few lines for each mark. Prints for each
mark on how many pages both found it, and where they differ; `--show` names these pages. Exits with 1 when both
agree on fewer than `MIN_SHARE` of the pages that say something. The sets have no headers, and copyright lines
are not compared: no standard has a wording for them.
"""

import argparse
import json
import lzma
import re
import sys
from collections import Counter
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any
from urllib.parse import urljoin

from lxml import html
from selectolax.lexbor import LexborHTMLParser

from aggregator.reading import charset, html_cleanup, metadata, rights

Row = dict[str, Any]
Said = tuple[str, str]  # mark and value

SETS = ("news-dev", "articles-dev", "more-dev")
MIN_SHARE = 0.99  # of the pages on which either reader finds something
NO_ADDRESS = "https://site.example/article"
WORDS = ("noai", "noarchive", "noimageai", "noimageindex", "noindex", "nosnippet")
OTHER_WORDS = {"nocache": "noarchive", "none": "noindex"}
COMPARED = frozenset(
    [
        *WORDS,
        *("licence", "max-image-preview=none", "max-snippet", "not free", "rsl", "tdm-policy"),
        *("tdm-reservation", "tdm-reservation=0", "unavailable_after", "usage-info"),
    ]
)
VALUES = frozenset(["max-snippet", "tdm-policy"])  # marks whose values are compared too


def read_first(row: Row, url: str) -> set[Said]:
    """Returns what this program reads."""
    decoded = charset.decode_page(row["html"].encode(errors="replace"), "text/html; charset=utf-8")
    tree = LexborHTMLParser(html_cleanup.strip_scripts(decoded[0]))
    said = rights.read_page(tree, metadata.read_metadata(tree, url, {}), (), url)
    return {_make_said(each.mark, each.value) for each in said if each.mark in COMPARED}


def read_second(row: Row, url: str) -> set[Said]:
    """Returns what the second reader reads."""
    parser = html.HTMLParser(encoding="utf-8")
    root = html.document_fromstring(row["html"].encode(errors="replace"), parser=parser)
    found = [*_read_metas(root, url), *_read_links(root), *_read_json_ld(root)]
    if (r"tdm-reservation", "") not in found:
        found = [said for said in found if said[0] != "tdm-policy"]
    return set(found)


def _make_said(mark: str, value: str) -> Said:
    return mark, value if mark in VALUES else ""


def _read_metas(root: Any, url: str) -> Iterator[Said]:
    for element in root.iter("meta"):
        name = (element.get("name") or element.get("property") or "").strip().lower()
        content = (element.get("content") or "").strip().lower()
        if name in ("robots", "aggregator"):
            yield from _read_robots(content)
        elif name == "tdm-reservation" and content in ("0", "1"):
            yield ("tdm-reservation", "") if content == "1" else ("tdm-reservation=0", "")
        elif name == "tdm-policy" and content:
            yield "tdm-policy", urljoin(url, element.get("content").strip())
        elif name.endswith("article:content_tier") and content in ("locked", "metered"):
            yield "not free", ""


def _read_robots(content: str) -> Iterator[Said]:
    for word in re.split(r"[,\s]+", content):
        word = OTHER_WORDS.get(word, word)
        if word in WORDS:
            yield word, ""
    for number in re.findall(r"max-snippet\s*:\s*(-?\d+)", content):
        yield "max-snippet", number
    if re.search(r"max-image-preview\s*:\s*none", content):
        yield "max-image-preview=none", ""
    if re.search(r"unavailable_after\s*:\s*\S*\d", content):
        yield "unavailable_after", ""


def _read_links(root: Any) -> Iterator[Said]:
    for element in root.iter("a", "link", "script"):
        kinds = f"{element.get('rel') or ''} {element.get('itemprop') or ''}".lower().split()
        is_rsl = "rsl+xml" in (element.get("type") or "")
        if "license" in kinds and (element.get("href") or "").strip():
            yield ("rsl", "") if is_rsl else ("licence", "")
        elif element.tag == "script" and is_rsl:
            yield "rsl", ""


def _read_json_ld(root: Any) -> Iterator[Said]:
    for script in root.iter("script"):
        if "ld+json" not in (script.get("type") or ""):
            continue
        text = script.text or ""
        try:
            nodes = [*_list_nodes(json.loads(text, strict=False))]
        except (ValueError, RecursionError):
            continue
        for node in nodes:
            if re.search(r"Article|Posting|Report|WebPage", str(node.get("@type"))):
                yield from _read_node(node)


def _list_nodes(value: Any) -> Iterator[Row]:
    """Yields the objects of a block, with those in `@graph`."""
    if isinstance(value, list):
        for each in value:
            yield from _list_nodes(each)
    elif isinstance(value, dict):
        yield value
        yield from _list_nodes(value.get("@graph"))


def _read_node(node: Row) -> Iterator[Said]:
    if node.get("license"):
        yield "licence", ""
    if node.get("usageInfo"):
        yield "usage-info", ""
    parts = node.get("hasPart")
    for each in (node, *(parts if isinstance(parts, list) else [parts])):
        said = each.get("isAccessibleForFree") if isinstance(each, dict) else None
        if str(said).lower().endswith("false"):
            yield "not free", ""


def read_rows(data: Path) -> Iterator[Row]:
    for name in SETS:
        with lzma.open(data / "pages" / f"{name}.jsonl.xz", "rt", encoding="utf-8") as lines:
            yield from map(json.loads, lines)


def main() -> int:
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--data", type=Path, required=True)
    options.add_argument("--show", action="store_true")
    given = options.parse_args()
    found = [(row["id"], *read_both(row)) for row in read_rows(given.data)]
    differing = [each for each in found if each[1] != each[2]]
    for name, first, second in differing if given.show else ():
        print(name, "here:", sorted(first - second), "second:", sorted(second - first))
    print_marks([each[1:] for each in found])
    speaking = sum(bool(first | second) for _, first, second in found)
    share = 1 - len(differing) / max(1, speaking)
    print(f"{speaking} of {len(found)} pages say something; {share:.2%} of them are read alike")
    return 0 if speaking and share >= MIN_SHARE else 1


def read_both(row: Row) -> tuple[set[Said], set[Said]]:
    """Returns what this program reads in a page, and what the second reader does."""
    url = row.get("url") or NO_ADDRESS
    return read_first(row, url), read_second(row, url)


def print_marks(found: Sequence[tuple[set[Said], set[Said]]]) -> None:
    """Print for each mark how many pages have it for both readers, for the first only, for the second only."""
    both = Counter(mark for first, second in found for mark, _ in first & second)
    here = Counter(mark for first, second in found for mark, _ in first - second)
    second_only = Counter(mark for first, second in found for mark, _ in second - first)
    print(f"{'mark':24}{'both':>6}{'here':>6}{'second':>8}")
    for mark in sorted(both | here | second_only):
        print(f"{mark:24}{both[mark]:6}{here[mark]:6}{second_only[mark]:8}")


if __name__ == "__main__":
    sys.exit(main())
