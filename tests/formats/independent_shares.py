"""The shares of an evidence file, computed again from the pages as docs/evidence.md says: the standard library only."""

import hashlib
import re
from collections.abc import Mapping
from html.parser import HTMLParser
from itertools import accumulate
from typing import Any
from unicodedata import category, normalize

UNSPACED = (
    "\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u3040-\u30ff\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff"
    "\U00020000-\U0003134f"
)
# Tags within a word or a line; every other tag separates words
INLINE = frozenset(
    [
        "a",
        "abbr",
        "acronym",
        "b",
        "bdi",
        "bdo",
        "big",
        "cite",
        "code",
        "data",
        "del",
        "dfn",
        "em",
        "font",
        "i",
        "ins",
        "kbd",
        "label",
        "mark",
        "q",
        "rb",
        "rp",
        "rt",
        "ruby",
        "s",
        "samp",
        "small",
        "span",
        "strike",
        "strong",
        "sub",
        "sup",
        "time",
        "tt",
        "u",
        "var",
        "wbr",
    ]
)
IS_UNSPACED = re.compile(f"[{UNSPACED}]")
STRETCH = re.compile(f"[{UNSPACED}]+|[^{UNSPACED}]+")

Word = tuple[int, int]  # the place of a word among the compared letters


class VisibleText(HTMLParser):
    """Step 1: the text of a page without its scripts and styles."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.parts: list[str] = []
        self.hidden = 0

    def handle_starttag(self, tag: str, attrs: Any) -> None:
        self.hidden += tag in ("script", "style")
        self.parts.append("" if tag in INLINE else " ")

    def handle_endtag(self, tag: str) -> None:
        self.hidden -= tag in ("script", "style") and self.hidden > 0
        self.parts.append("" if tag in INLINE else " ")

    def handle_data(self, data: str) -> None:
        if not self.hidden:
            self.parts.append(data)


def read_page(body: bytes) -> str:
    """The visible text of a page in UTF-8, in the normal form NFKC, case folded."""
    reader = VisibleText()
    reader.feed(body.decode("utf-8", "replace"))
    reader.close()
    return normalize("NFKC", normalize("NFKC", "".join(reader.parts)).casefold())


def fold_letters(text: str) -> str:
    """Step 2: the letters of a text."""
    folded = normalize("NFKD", normalize("NFKD", text).casefold())
    return "".join(c for c in folded if c == "_" or category(c)[0] in "LN")


def find_words(text: str) -> list[tuple[int, int]]:
    """Step 4: the words of a text, as places of characters."""
    found, start = [], None
    for i, c in enumerate(f"{text}\n"):
        if is_of_word(c):
            start = i if start is None else start
        elif start is not None:
            found += split_word(text[start:i], start)
            start = None
    return found


def is_of_word(c: str) -> bool:
    kind = category(c)
    return kind[0] in "LNM" or kind == "Cf" or c in "_\u200a" or bool(IS_UNSPACED.match(c))


def split_word(word: str, at: int) -> list[tuple[int, int]]:
    """A stretch in a script without spaces is as many words as there are four characters in a row."""
    found = []
    for part in STRETCH.finditer(word):
        size, start = len(part.group()), at + part.start()
        if IS_UNSPACED.match(part.group()):
            found += [(start + i, start + min(i + 4, size)) for i in range(max(1, size - 3))]
        elif fold_letters(part.group()):
            found.append((start, start + size))
    return found


class Text:
    """Step 3: a compared text, put together from its pieces in the page."""

    def __init__(self, described: Mapping[str, Any], body: bytes) -> None:
        page = read_page(body)
        places = [0, *accumulate(len(fold_letters(c)) for c in page)]
        letters = fold_letters(page)
        words = [(places[a], places[b]) for a, b in find_words(page)]
        self.letters, self.words = "", []
        end = 0
        for piece in described["pieces"]:
            start = find_piece(letters, piece, end)
            end = start + piece["letters"]
            shift = len(self.letters) - start
            inside = [(a + shift, b + shift) for a, b in words if start <= a and b <= end]
            if len(inside) != piece["words"]:
                raise ValueError(f"{described['url']}: a piece has {len(inside)} words")
            self.words += inside
            self.letters += letters[start:end]


def find_piece(letters: str, piece: Mapping[str, Any], after: int) -> int:
    """The place of a piece in a page: after the piece before it, else anywhere."""
    size = piece["letters"]
    last = len(letters) - size
    for start in [*range(after, last + 1), *range(min(after, last + 1))]:
        if hashlib.sha256(letters[start : start + size].encode()).hexdigest() == piece["sha256"]:
            return start
    raise ValueError("a piece of the text is not in the page")


def count_again(
    comparison: Mapping[str, Any], own: Text, there: Text, look_alikes: Mapping[str, str]
) -> tuple[int, int, int, int]:
    """Steps 5 and 6: shared sequences and all of them, here and there. Raises ValueError for a false run."""
    shared, shared_there = set(), set()
    table = str.maketrans(dict(look_alikes))
    for run in (run for passage in comparison["passages"] for run in passage["runs"]):
        same = own.letters[run["start"] : run["end"]].translate(table)
        if same != there.letters[run["start_there"] : run["end_there"]].translate(table):
            raise ValueError("a run is not equal in both texts")
        for text, covered, end in ((own, shared, ""), (there, shared_there, "_there")):
            first, last = run[f"word{end}"], run[f"word{end}"] + run["words"] - 1
            if (text.words[first][0], text.words[last][1]) != (
                run[f"start{end}"],
                run[f"end{end}"],
            ):
                raise ValueError("a run has another number of words")
            covered |= set(range(first, first + run["words"] - 2))
    return len(shared), len(own.words) - 2, len(shared_there), len(there.words) - 2


def recompute(
    parts: Mapping[str, Any], pages: Mapping[str, bytes]
) -> list[tuple[str, str, tuple[int, int, int, int]]]:
    """Every comparison of a file with its numbers computed from the pages, by address."""
    texts = {each["url"]: Text(each, pages[each["url"]]) for each in parts["texts"]["texts"]}
    look_alikes = dict(parts["texts"]["look_alikes"])
    return [
        (
            row["url"],
            row["of_url"],
            count_again(row, texts[row["url"]], texts[row["of_url"]], look_alikes),
        )
        for row in parts["comparisons"]
    ]
