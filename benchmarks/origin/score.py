"""Scores answers against the truth of a world. Standard library only.

    python -m benchmarks.origin.score TRUTH.jsonl ANSWERS.jsonl [--kinds] [--wrong]

README.md beside this file describes both formats.
"""

import argparse
import json
import unicodedata
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

Row = dict[str, Any]
COPIES = ("credited_copy", "uncredited_copy", "partial")
OWN = ("original", "independent", "series", "quote", "translation")
LINKED = ("credited_copy", "uncredited_copy", "same_owner", "common_source")
APART = ("independent", "series", "quote", "translation", "collection")
NAMED = ("original_here", "original_outside", "common_source")


@dataclass(slots=True)
class Tally:
    """Counts of right cases and of all, by figure; what was wrong, in words."""

    right: Counter[str] = field(default_factory=Counter)
    all: Counter[str] = field(default_factory=Counter)
    wrong: list[str] = field(default_factory=list)

    def add(self, figure: str, is_right: bool, what: str = "") -> None:
        self.all[figure] += 1
        self.right[figure] += is_right
        if what and not is_right:
            self.wrong.append(f"{figure}: {what}")

    def include(self, other: "Tally") -> None:
        self.right.update(other.right)
        self.all.update(other.all)
        self.wrong.extend(other.wrong)


def score(truth: Iterable[Row], answers: Iterable[Row]) -> dict[str, Tally]:
    """Returns the tally of each kind of cluster."""
    by_url = {row["url"]: row for row in answers}
    clusters = list(truth)
    groups = find_foreign_groups(clusters, by_url)
    tallies: defaultdict[str, Tally] = defaultdict(Tally)
    for cluster in clusters:
        tally = tallies[cluster["kind"]]
        for text in cluster["texts"]:
            score_text(tally, cluster, text, by_url)
        for page in cluster["pages"]:
            answer = by_url.get(page["url"])
            score_role(tally, cluster, page, answer)
            score_credit(tally, cluster, page, answer)
            if page["role"] in APART:
                alone = answer is None or (answer["group"], page["text"]) not in groups
                tally.add("texts of their own, wrongly linked", not alone)
                if not alone:
                    tally.wrong.append(f"wrongly linked: {_describe(cluster, page, answer)}")
    return dict(tallies)


def find_foreign_groups(clusters: list[Row], by_url: dict[str, Row]) -> set[tuple[Any, str]]:
    """Returns pairs of group and text where the group also holds a page of another text."""
    texts: defaultdict[Any, set[str]] = defaultdict(set)
    for cluster in clusters:
        for page in cluster["pages"]:
            if page["url"] in by_url:
                texts[by_url[page["url"]]["group"]].add(page["text"].partition("#")[0])
    return {(group, text) for group, held in texts.items() if len(held) > 1 for text in held}


def score_text(tally: Tally, cluster: Row, text: Row, by_url: dict[str, Row]) -> None:
    """Counts the origin that was named for a text, and the pages that are in the group of its origin."""
    pages = [p for p in cluster["pages"] if p["text"] == text["text"]]
    group = find_group(pages, text, by_url)
    for page in pages:
        if page["role"] in LINKED and page["url"] not in text["urls"][:1]:
            answer = by_url.get(page["url"])
            same = page["role"] == "same_owner" and answer is None  # joined with the other address
            is_linked = same or (answer is not None and answer["group"] == group)
            tally.add("linked with the original", is_linked, _describe(cluster, page, answer))
    if len(pages) < 2 and text["in_corpus"]:
        return
    answer = next(
        (by_url[p["url"]] for p in pages if by_url.get(p["url"], {}).get("group") == group), None
    )
    score_origin(tally, cluster, text, answer)


def find_group(pages: list[Row], text: Row, by_url: dict[str, Row]) -> Any:
    """Returns the group of the original's page; where that is outside, the group of most pages."""
    for page in pages:
        if page["url"] in text["urls"] and page["url"] in by_url:
            return by_url[page["url"]]["group"]
    counts = Counter(by_url[p["url"]]["group"] for p in pages if p["url"] in by_url)
    return counts.most_common(1)[0][0] if counts else None


def score_origin(tally: Tally, cluster: Row, text: Row, answer: Row | None) -> None:
    """Counts one answer to the question where a text comes from."""
    is_answered = answer is not None and answer["verdict"] in NAMED
    is_right = answer is not None and is_answered and names_origin(answer, text)
    said = (
        "nothing"
        if answer is None
        else f"{answer['verdict']} {answer['origin_url'] or answer['origin_name']}"
    )
    what = f"{cluster['kind']} {cluster['cluster']} {text['text']} said: {said}"
    tally.add("original answered", is_answered, what if text["knowable"] else "")
    tally.add("original right over all", is_right)
    tally.add("original right, knowable", is_right) if text["knowable"] else None
    if is_answered and answer is not None:
        confidence = answer["confidence"]
        tally.add("original right where answered", is_right, f"{what} ({confidence})")
        tally.add(f"right where {confidence}", is_right)
        dated = [p["url"] for p in cluster["pages"] if p["back_dated"]]
        tally.add("back-dated page named original", answer["origin_url"] in dated)
    if not text["in_corpus"] and text["knowable"]:
        tally.add("original outside, recall", is_right)


def names_origin(answer: Row, text: Row) -> bool:
    """Whether an answer names the true origin of a text."""
    if answer["verdict"] == "common_source" and text["common"]:
        return True
    url, name = answer["origin_url"] or "", fold(answer["origin_name"] or "")
    if url in text["urls"]:
        return True
    if any(f"//{host}/" in f"{url}/" or f".{host}/" in f"{url}/" for host in text["hosts"]):
        return True
    names = {fold(n) for n in (*text["names"], *text["hosts"])}
    return answer["verdict"] != "original_here" and name != "" and name in names


def fold(name: str) -> str:
    """Returns a name without case, accents, spaces and a leading article."""
    plain = unicodedata.normalize("NFKD", name.casefold())
    return "".join(c for c in plain.removeprefix("the ") if c.isalnum())


def score_role(tally: Tally, cluster: Row, page: Row, answer: Row | None) -> None:
    """Counts what was said of a page: copy without credit, and copy of a later page."""
    role, what = page["role"], _describe(cluster, page, answer)
    said = None if answer is None else answer["role"]
    is_uncredited = role == "uncredited_copy" or (role == "partial" and page["credit"] == ["none"])
    if said == "uncredited_copy":
        tally.add("uncredited_copy said falsely", not is_uncredited)
        if not is_uncredited:
            tally.wrong.append(f"uncredited_copy said falsely: {what}")
    if role == "uncredited_copy" and page["knowable"]:
        tally.add("uncredited copies called so", said == "uncredited_copy", what)
    if page["first"] and role in OWN:
        tally.add("first-seen page called a copy", said in COPIES)
        if said in COPIES:
            tally.wrong.append(f"first-seen page called a copy: {what}")


def score_credit(tally: Tally, cluster: Row, page: Row, answer: Row | None) -> None:
    """Counts whether credit was found and at which level. Pages on which readers may differ are left out."""
    right, said = page["credit"], "none" if answer is None else answer["credit"] or "none"
    if page["credits"] or (len(right) > 1 and "none" in right) or page["role"] in APART:
        return
    what = _describe(cluster, page, answer)
    if right != ["none"]:
        tally.add("credit recall", said != "none", what)
        tally.add("credit at the exact level", said in right, what if said != "none" else "")
    if said != "none":
        tally.add("credit precision", right != ["none"], what)


def _describe(cluster: Row, page: Row, answer: Row | None) -> str:
    said = "no answer" if answer is None else f"{answer['role']} {answer['credit']}"
    true = f"{page['role']} {'/'.join(page['credit'])}"
    return f"{cluster['kind']} {cluster['cluster']} {page['url']} true: {true} said: {said}"


FIGURES = (
    "uncredited_copy said falsely",
    "uncredited copies called so",
    "credit precision",
    "credit recall",
    "credit at the exact level",
    "original right where answered",
    "original answered",
    "original right over all",
    "original right, knowable",
    "right where high",
    "right where medium",
    "right where low",
    "original outside, recall",
    "back-dated page named original",
    "first-seen page called a copy",
    "linked with the original",
    "texts of their own, wrongly linked",
)
KIND_FIGURES = (
    "original right over all",
    "original right where answered",
    "uncredited_copy said falsely",
    "uncredited copies called so",
    "credit recall",
    "credit precision",
    "texts of their own, wrongly linked",
)


def add_up(tallies: Iterable[Tally]) -> Tally:
    """Returns one tally of many."""
    total = Tally()
    for tally in tallies:
        total.include(tally)
    return total


def format_table(columns: dict[str, Tally], figures: Iterable[str] = FIGURES) -> Iterator[str]:
    """Returns the lines of a table: a row for each figure, a column for each tally."""
    yield "| figure | " + " | ".join(columns) + " |"
    yield "| --- |" + " --- |" * len(columns)
    for figure in figures:
        cells = [format_share(tally, figure) for tally in columns.values()]
        yield f"| {figure} | " + " | ".join(cells) + " |"


def format_share(tally: Tally, figure: str) -> str:
    """Returns a figure as a share with its counts, a dash where there was no case."""
    count = tally.all[figure]
    if not count:
        return "–"
    return f"{100 * tally.right[figure] / count:.1f} % ({tally.right[figure]}/{count})"


def format_kinds(tallies: dict[str, Tally]) -> Iterator[str]:
    """Returns the lines of a table with a row for each kind."""
    yield "| kind | " + " | ".join(KIND_FIGURES) + " |"
    yield "| --- |" + " --- |" * len(KIND_FIGURES)
    for kind, tally in sorted(tallies.items()):
        cells = [f"{tally.right[f]}/{tally.all[f]}" if tally.all[f] else "–" for f in KIND_FIGURES]
        yield f"| {kind} | " + " | ".join(cells) + " |"


def read_rows(path: Path) -> list[Row]:
    """Returns the records of a file of JSON Lines."""
    return [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines() if line]


def main() -> None:
    parser = argparse.ArgumentParser(description="Scores answers against the truth of a world.")
    parser.add_argument("truth", type=Path)
    parser.add_argument("answers", type=Path)
    parser.add_argument("--kinds", action="store_true", help="a table by kind of cluster")
    parser.add_argument("--wrong", action="store_true", help="what was wrong, with addresses")
    options = parser.parse_args()
    tallies = score(read_rows(options.truth), read_rows(options.answers))
    total = add_up(tallies.values())
    lines = list(format_table({options.answers.stem: total}))
    if options.kinds:
        lines += ["", *format_kinds(tallies)]
    if options.wrong:
        lines += ["", *sorted(total.wrong)]
    print("\n".join(lines))


if __name__ == "__main__":
    main()
