"""Answers in words, for people; scripts take --json."""

import shutil
import sys
import textwrap
from collections.abc import Callable, Sequence
from itertools import groupby

import click

from aggregator import clock
from aggregator.cli.output import write
from aggregator.cli.session import clean
from aggregator.labels import CREDITS
from aggregator.model import Row

WIDEST = 100  # columns: longer lines are hard to read

HEADINGS = {
    "original_here": "Original stored here",
    "original_outside": "The original is outside what is stored here",
    "common_source": "Common source of these articles, outside what is stored here",
    "contested": "Contested: the evidence names more than one origin",
    "undetermined": "Undetermined: nothing here tells who was first",
}
COLOURS = {
    "original_here": "green",
    "original_outside": "cyan",
    "common_source": "cyan",
    "contested": "yellow",
    "undetermined": "yellow",
}
ROLES = {
    "original": "original",
    "same_owner": "same owner",
    "credited_copy": "credited copy",
    "uncredited_copy": "copy without credit",
    "partial": "takes over a part",
    "version": "another version",
    "quote": "quotes it",
}
FLAGS = {
    "live_blog": "a live blog: more may have been added since",
    "teaser": "only its beginning was free to read",
}
CARRIED = {
    "carried": "still carry the former passage",
    "unread": "carried it when they were last read, before the change",
    "followed": "follow the change",
}
CLASSES = {
    "A": "admission",
    "B": "residue",
    "C": "text",
    "D": "our clock",
    "E": "citation",
    "F": "claim",
    "G": "custom",
    "H": "operator",
}
ALARM = "absent_after_claim"  # a claimed date that our own polls contradict
SET = "set_by_operator"  # an original that a person named
BESIDE = " " * 13  # the class of an item stands in a column of its own


def trace(found: Row) -> None:
    """The answer to `trace`: who, how sure, why, the copies, and what was not looked at."""
    alike = any(item["class"] == "C" for item in found["evidence"])
    if found["verdict"] == "undetermined" and not found["copies"] and not alike:
        _line("No stored article holds this text", bold=True)
    else:
        _verdict(found)
    _asked_about(found)
    _why(found["evidence"])
    _copies("Copies", found["copies"])
    _related(found["related"])
    _not_checked(found["not_checked"])


def story(found: Row) -> None:
    """A story with its members and evidence."""
    _line(f"Story {found['story_id']}: {found['title']}", bold=True)
    _verdict(found)
    _why(found["evidence"])
    _copies("Articles", found["members"])
    _corrections(found["corrections"])
    _related(found["related"])
    _not_checked(found["not_checked"])


def reports(found: Sequence[Row]) -> None:
    """What is new of each watch that has anything new."""
    for report in found:
        if report["items"]:
            watch = report["watch"]
            name = f" ({watch['name']})" if watch["name"] else ""
            _line(f"Watch {watch['id']}: {watch['kind']} {watch['value']}{name}", bold=True)
        for (says, passage), group in groupby(report["items"], _same_passage):
            _items(says, passage, list(group))


def _same_passage(item: Row) -> tuple[str, str]:
    """What items have in common that are told together: many copies carry one passage."""
    return item["says"], changed(item["passage"]) if item["passage"] else ""


def _items(says: str, passage: str, items: Sequence[Row]) -> None:
    who = [item["source_name"] or item["source"] or f"story {item['story_id']}" for item in items]
    if not passage:
        for name, item in zip(who, items, strict=True):
            _line(f"  {name}: {says}", "     ")
            _line(f"     {clock.readable(item['when'])} · “{item['title']}”", "     ")
            _line(f"     {item['url'] or ''}", "     ", dim=True)
        return
    _line(f"  {', '.join(who)}: {says}", "     ")
    _line(f"     {passage}", "     ")
    for item in items:
        _line(f"     {item['url']} · {clock.readable(item['when'])}", "     ", dim=True)


def changed(passage: Row) -> str:
    """A passage with what it said before and what it says now, as wdiff marks them."""
    marked = (("[-", passage["was"], "-]"), ("{+", passage["now"], "+}"))
    both = [left + words + right for left, words, right in marked if words]
    return f"“{' '.join(part for part in (passage['lead'], *both, passage['tail']) if part)}”"


def history(found: Row, former: Sequence[Row]) -> None:
    """What became of a story, oldest first: verdicts, leaders, other stories, decisions."""
    _line(f"Story {found['story_id']}: {found['title']}", bold=True)
    for row in former:
        _line(f"{clock.readable(row['at'])}  {HAPPENED[row['what']](row)}", BESIDE)


def _former(row: Row) -> str:
    named = {"name": row["original_name"], "url": row["original_url"]}
    articles = f"{row['articles']} article{'s' if row['articles'] > 1 else ''}"
    return f"{verdict({**row, 'original': named})} · {articles}"


def _decision(row: Row) -> str:
    what = DECIDED[row["kind"]].format(", ".join(map(str, row["articles"])))
    why = f": {row['reason']}" if row["reason"] else ""
    undone = f"; taken back {clock.readable(row['undone_at'])}" if row["undone_at"] else ""
    return f"decision {row['decision']} by {row['decided_by']}, {what}{why}{undone}"


DECIDED = {
    "split": "apart from the others: {}",
    "merge": "of one story: {}",
    "pin": "the original: {}",
}
HAPPENED: dict[str, Callable[[Row], str]] = {
    "verdict": _former,
    "decision": _decision,
    "leader": lambda row: (
        f"article {row['article_id']} leads story {row['story_id']}: {row['reason']}"
    ),
    "took_in": lambda row: (
        f"story {row['other_story_id']} went into {row['story_id']}: {row['reason']}"
    ),
    "came_from": lambda row: (
        f"story {row['story_id']} came out of {row['other_story_id']}: {row['reason']}"
    ),
}


def article(found: Row) -> None:
    """An article: what it claims, what we observed, its place in its story, its text."""
    by = ", ".join(found["authors"])
    _line(found["title"], bold=True)
    _line(f"{found['source_name'] or found['source']}{' · ' + by if by else ''}")
    _line(found["url"])
    _line(f"{_seen(found)} · {_claims(found)}")
    if found["versions"]:
        _line(f"changed {found['versions']} times since it was first read")
    for flag in found["flags"]:
        _line(FLAGS[flag])
    role = ROLES.get(found["role"] or "", "")
    _line(f"story {found['story_id']}: {role + '; ' if role else ''}{verdict(found)}")
    write("\n")
    for paragraph in found["text"].split("\n"):
        _line(paragraph)


def compare(found: Row) -> None:
    """Two articles, their shares in both directions, then each passage."""
    for name in ("a", "b"):
        page = found[name]
        _line(f"{name.upper()}  {page['title']}", "   ", bold=True)
        _line(
            f"   {page['source_name'] or page['source']} · {_seen(page)} · {_claims(page)}", "   "
        )
        _line(f"   {page['words']} words", "   ")
        _line(f"   {page['url']}", "   ")
    relation = f" · A is {found['relation']}" if found["relation"] else ""
    write(f"\n{found['a_in_b']:.0%} of A is in B · {found['b_in_a']:.0%} of B is in A{relation}\n")
    passages = found["passages"]
    _heading(f"{len(passages)} {'passage' if len(passages) == 1 else 'passages'} in common")
    for number, passage in enumerate(passages, start=1):
        _line(f"{number:>4}. {passage['words']:>4} words  “{passage['text']}”", " " * 18)
    for name in ("a", "b"):
        for line in found["masked"][name]:
            _line(f"not counted in {name.upper()}, its site repeats it: {line}", "  ")


def verdict(found: Row) -> str:
    """The verdict in one line, with its confidence."""
    original = found["original"]
    name = original["name"] or original["url"]
    named = f": {name}" if name and found["verdict"] not in ("contested", "undetermined") else ""
    return clean(f"{HEADINGS[found['verdict']]}{named}{_confidence(found)}")


def _verdict(found: Row) -> None:
    original = found["original"]
    heading = f"{HEADINGS[found['verdict']]}{_confidence(found)}"
    _line(heading, bold=True, colour=COLOURS[found["verdict"]])
    title = f"“{original['title']}”" if original["title"] else ""
    named = ", ".join(part for part in (original["name"], title) if part)
    for line in (named, original["url"]):
        if line:
            _line(f"  {line}", "  ")
    for item in found["evidence"]:
        if item["rule"] == ALARM:
            _line(f"  Take note: {item['says']}", "  ", bold=True, colour="yellow")


def _confidence(found: Row) -> str:
    if found.get("set_by") or any(item["rule"] == SET for item in found.get("evidence", ())):
        return " · set by the operator"
    return "" if found["confidence"] == "none" else f" · confidence {found['confidence']}"


def _why(evidence: Sequence[Row]) -> None:
    if not evidence:
        return
    _heading("Why")
    for item in evidence:
        _line(f"  {CLASSES[item['class']]:9}  {item['says']}", BESIDE)
        if item["quote"] and item["quote"] not in item["says"]:
            _line(f"{BESIDE}“{item['quote']}”", BESIDE)
        seen = clock.readable(item["observed_at"])
        where = " · ".join(part for part in (item["url"], seen) if part)
        _line(f"{BESIDE}{where}", BESIDE, dim=True)


def _related(rows: Sequence[Row]) -> None:
    """Offered beside the copies, and none of them."""
    if rows:
        _heading("Related, with little text in common")
    for row in rows:
        _line(f"  {row['source_name'] or row['source']}: “{row['title']}”", "     ")
        _line(f"     {row['says']} · {_seen(row)} · story {row['story_id']}", "     ")
        _line(f"     {row['url']}", "     ", dim=True)


def _asked_about(found: Row) -> None:
    """What the page asked about is in its story, where it is not the original."""
    for row in found["copies"]:
        if found["query"] in (str(row["article_id"]), row["url"]):
            write("\n")
            _line(f"The page asked about, at {row['source']}: {_part(row)}")


def _copies(heading: str, rows: Sequence[Row]) -> None:
    if not rows:
        return
    _heading(f"{heading} ({len(rows)})")
    for row in rows:
        _line(f"  {row.get('source_name') or row['source']}: {_part(row)}", "     ")
        _line(f"     {_shares(row)}{_seen(row)} · {_claims(row)}", "     ")
        _line(f"     {row['url']}", "     ", dim=True)


def _part(row: Row) -> str:
    """What an article is in its story, and what credit it gives."""
    role = ROLES.get(row["role"] or "", "its part cannot be told")
    return role if row["role"] == "original" else f"{role} · {CREDITS[row['credit'] or 'none']}"


def _shares(row: Row) -> str:
    """How much a copy has in common with the fullest text of its story, in both directions."""
    if row["relation"] in (None, "identical"):
        return "identical text · " if row["relation"] else ""
    there, back = row["containment"], row["containment_of_original"]
    return f"{row['relation']}: {there:.0%} of it in the fullest text, {back:.0%} of that in it · "


def _corrections(rows: Sequence[Row]) -> None:
    """What was changed since it was first read, and what the copies hold of it."""
    if rows:
        _heading(f"Changed since ({len(rows)})")
    for row in rows:
        by = f"{clock.readable(row['changed_at'])}, by {row['by']['called']}"
        _line(f"  {by}: {changed(row)}", "     ")
        for state, says in CARRIED.items():
            names = [c["source_name"] or c["source"] for c in row["copies"] if c["state"] == state]
            if names:
                _line(f"     {says}: {', '.join(names)}", "     ")


def _not_checked(rows: Sequence[Row]) -> None:
    if rows:
        _heading("Not checked")
    for row in rows:
        _line(f"  {row['what']}: {row['why']}", "  ")


def _seen(row: Row) -> str:
    return f"first seen {clock.readable(row['first_seen'])}"


def _claims(row: Row) -> str:
    if not row["published"]:
        return "claims no date"
    return f"claims {clock.claimed(row['published'], row.get('published_offset'))}"


def _heading(text: str) -> None:
    write("\n")
    _line(text, bold=True)


def _line(
    text: str, hanging: str = "", *, bold: bool = False, dim: bool = False, colour: str = ""
) -> None:
    """One line; on a terminal wrapped to it and dressed, elsewhere whole and plain."""
    text = clean(text)
    if not sys.stdout.isatty():
        write(text + "\n")
        return
    width = min(WIDEST, shutil.get_terminal_size().columns)
    text = textwrap.fill(
        text, width, subsequent_indent=hanging, break_long_words=False, break_on_hyphens=False
    )
    dressed = bold or dim or colour
    text = click.style(text, bold=bold, dim=dim, fg=colour or None) if dressed else text
    write(text + "\n")
