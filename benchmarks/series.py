"""Measures how often texts of one form, and agency texts far apart in time, become one story.

    python benchmarks/series.py --data PATH [--only SET] [--first N] [--out FOLDER]
    python benchmarks/series.py --forms dev|held [--seed N] [--copies N]

Sets: `series-dev` (forms; no two texts of a family are copies), and `reuters-dev` (agency texts of
22 days) as one source and spread over 60: linked pairs more than 72 hours apart are nearly all series,
and pairs of the same headline within 24 hours nearly always the same item. `--forms` measures the
families of `forms.py` instead, with true copies of their texts, and needs no data. `--out` writes
{"id", "story"} lines of each set for a scorer. Ends with 1 when a figure is missed. A test can call
`score_forms` and `score_series`.
"""

import argparse
import json
import lzma
import sys
from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime
from itertools import combinations
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent))
import forms
from stored_links import Links, Row, link_rows, report_missed

IN_ONE_STORY = 0.05  # of the pairs of a series, at most
FAR_APART = {"reuters-one": 0.04, "reuters-spread": 0.05}  # of linked pairs, at most
SAME_HEADLINE = 0.90  # of pairs within 24 hours linked, at least
COPIES_LINKED = 0.90  # of copies of forms, linked or related, at least
SETS = ("series-dev", *FAR_APART)
SOURCES, WORDS, MEMBERS = 60, 40, 200
NEAR, FAR = 24, 72  # hours


def read_rows(path: Path) -> list[Row]:
    with lzma.open(path, "rt", encoding="utf-8") as lines:
        return [json.loads(line) for line in lines]


def share(part: int, of: int) -> float:
    return part / max(1, of)


# Series


def score_series(rows: Sequence[Row], links: Links) -> tuple[int, int, set[str]]:
    """Pairs of a series in one story, all pairs, and the families that have such a pair.

    Texts whose ids differ before the first colon are counted apart. Copies of one text are no pair.
    """
    families: defaultdict[tuple[str, str], list[Row]] = defaultdict(list)
    for row in rows:
        kind = "" if "copy_of" in row else str(row["id"]).split(":")[0]
        families[row["series"], kind].append(row)
    wrong, total, hit = 0, 0, set()
    for (family, _), members in families.items():
        for a, b in combinations(members, 2):
            if root(a) != root(b):
                total += 1
                if links.together(str(a["id"]), str(b["id"])):
                    wrong += 1
                    hit.add(family)
    return wrong, total, hit


def root(row: Row) -> str:
    """The text a row was copied from, or the row itself."""
    return str(row.get("copy_of") or row["id"])


def measure_series(name: str, rows: Sequence[Row], links: Links) -> list[str]:
    """Print how many pairs of a series are in one story; returns the figures missed."""
    wrong, total, hit = score_series(rows, links)
    families = {row["series"] for row in rows}
    print(
        f"{name}: series pairs in one story {wrong} of {total} ({share(wrong, total):.3f}), "
        f"families {len(hit)} of {len(families)}"
    )
    if hit:
        print("  " + ", ".join(sorted(hit)))
    return [f"{name} in one story"] if share(wrong, total) > IN_ONE_STORY else []


# Forms with true copies


def score_forms(rows: Sequence[Row], links: Links) -> dict[str, Counter[str]]:
    """What became of each kind of copy: `linked`, the relation to its original, or `apart`."""
    found: defaultdict[str, Counter[str]] = defaultdict(Counter)
    for row in rows:
        if row["copy_of"]:
            found[row["kind"]][describe_pair(row["id"], row["copy_of"], links)] += 1
    return dict(found)


def describe_pair(a: str, b: str, links: Links) -> str:
    if links.together(a, b):
        return "linked"
    between = links.relations_between(a, b)
    return f"{between[0].relation} (role {between[0].role})" if between else "apart"


def count_false_accusations(rows: Sequence[Row], links: Links) -> int:
    """Texts called a copy in a story whose named original is not what they were copied from."""
    roots = {str(row["id"]): root(row) for row in rows}
    root_of_url = {row["url"]: root(row) for row in rows}
    return sum(
        row.role in ("credited_copy", "uncredited_copy", "partial")
        and row.original_url in root_of_url
        and roots[str(row.external_id)] != root_of_url[row.original_url]
        for row in links.relations
    )


def measure_forms(half: str, seed: int, copies: int, first: int | None) -> list[str]:
    """Print the figures of a half of the forms; returns those missed."""
    rows = forms.make_forms(half, seed, copies)
    families = sorted({row["series"] for row in rows})[:first]
    rows = [row for row in rows if row["series"] in families]
    links = link_rows(rows)
    missed = measure_series(f"forms {half}", rows, links)
    found = score_forms(rows, links)
    for kind in sorted(found):
        print(f"  copies {kind}: " + ", ".join(f"{k} {n}" for k, n in found[kind].most_common()))
    total = sum(counts.total() for counts in found.values())
    apart = sum(counts["apart"] for counts in found.values())
    accused = count_false_accusations(rows, links)
    print(f"  copies linked or related {total - apart} of {total}; false accusations {accused}")
    same = found.get("identical", Counter())
    if share(total - apart, total) < COPIES_LINKED or same["linked"] < same.total():
        missed.append(f"copies of forms {half}")
    return missed + ([f"accusations in forms {half}"] if accused else [])


# Agency texts


def give_sources(rows: Sequence[Row], sources: int) -> Iterator[Row]:
    """The rows in turn over so many sources, each seen when it was published."""
    for i, row in enumerate(rows):
        yield {**row, "source": f"wire{i % sources}.example", "first_seen": row["published"]}


def hours_between(a: Row, b: Row) -> float:
    times = (datetime.fromisoformat(row["published"]) for row in (a, b))
    return abs((next(times) - next(times)).total_seconds()) / 3600


def count_linked_pairs(rows: Sequence[Row], links: Links) -> tuple[int, int, int]:
    """Linked pairs within 24 hours, up to 72 hours and farther apart; of a story 200 members."""
    stories: defaultdict[int, list[Row]] = defaultdict(list)
    for row in rows:
        if row["id"] in links.story_of:
            stories[links.story_of[row["id"]]].append(row)
    distances = [
        hours_between(a, b)
        for members in stories.values()
        for a, b in combinations(members[:MEMBERS], 2)
    ]
    far = sum(hours > FAR for hours in distances)
    near = sum(hours <= NEAR for hours in distances)
    return near, len(distances) - near - far, far


def count_same_headlines(rows: Sequence[Row], links: Links) -> tuple[int, int]:
    """Pairs of one headline within 24 hours that are linked, and all such pairs, from 40 words."""
    titles: defaultdict[str, list[Row]] = defaultdict(list)
    for row in rows:
        if row["title"] and len(row["text"].split()) >= WORDS:
            titles[row["title"].casefold()].append(row)
    pairs = [
        links.together(a["id"], b["id"])
        for same in titles.values()
        for a, b in combinations(same, 2)
        if hours_between(a, b) <= NEAR
    ]
    return sum(pairs), len(pairs)


def measure_agency(name: str, rows: Sequence[Row], links: Links) -> list[str]:
    """Print the figures of agency texts; returns those missed."""
    near, mid, far = count_linked_pairs(rows, links)
    part = share(far, near + mid + far)
    print(f"{name}: linked pairs within 24 h {near}, to 72 h {mid}, farther {far} ({part:.3f})")
    linked, same = count_same_headlines(rows, links)
    print(f"  same headline within 24 h linked {linked} of {same} ({share(linked, same):.3f})")
    missed = [f"{name} far apart"] if part > FAR_APART[name] else []
    return missed + ([f"{name} same headline"] if share(linked, same) < SAME_HEADLINE else [])


# The sets


def measure_set(name: str, data: Path, first: int | None, out: Path | None) -> list[str]:
    """Link one set and print its figures; returns those missed."""
    if name == "series-dev":
        rows = read_rows(data / "links" / "series-dev.jsonl.xz")[:first]
    else:
        texts = read_rows(data / "links" / "reuters-dev.jsonl.xz")[:first]
        rows = list(give_sources(texts, 1 if name == "reuters-one" else SOURCES))
    links = link_rows(rows)
    if out:
        write_stories(out / f"{name}.jsonl", links.story_of)
    measure = measure_series if name == "series-dev" else measure_agency
    return measure(name, rows, links)


def write_stories(path: Path, story_of: Mapping[str, int]) -> None:
    lines = (json.dumps({"id": name, "story": story}) + "\n" for name, story in story_of.items())
    path.write_text("".join(lines))


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--data", type=Path)
    parser.add_argument("--only", choices=SETS)
    parser.add_argument("--forms", choices=forms.HALVES)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--copies", type=int, default=forms.COPIES)
    parser.add_argument("--first", type=int, help="only so many texts, or families of forms")
    parser.add_argument("--out", type=Path)
    options = parser.parse_args()
    if options.forms:
        return report_missed(
            measure_forms(options.forms, options.seed, options.copies, options.first)
        )
    if options.data is None:
        parser.error("name the folder of the data sets with --data, or use --forms")
    missed: list[str] = []
    if not options.only:
        missed += measure_forms("dev", options.seed, options.copies, options.first)
    for name in (options.only,) if options.only else SETS:
        missed += measure_set(name, options.data, options.first, options.out)
    return report_missed(missed)


if __name__ == "__main__":
    sys.exit(main())
