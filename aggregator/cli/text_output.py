"""Answers in words, for people; scripts take --json."""

import shutil
import sys
import textwrap
from collections.abc import Callable, Sequence
from itertools import groupby

import click

from aggregator import clock, labels
from aggregator.cli.output import write
from aggregator.cli.session import make_printable
from aggregator.model import Row

MAX_WIDTH = 100  # columns: longer lines are hard to read

FLAGS = {
    "live_blog": "a live blog: more may have been added since",
    "teaser": "only its beginning was free to read",
}
CORRECTION_STATES = ("carried", "unread", "followed")  # shown with the copies in each
ALARM = "absent_after_claim"  # a claimed date that our own polls contradict
SET = "set_by_operator"  # an original that a person named
EVIDENCE_INDENT = " " * 16  # the class of an item has a column of its own


def write_trace(found: Row) -> None:
    """The answer to `trace`: who, how sure, why, the copies, and what was not looked at."""
    alike = any(item["class"] == "C" for item in found["evidence"])
    if found["verdict"] == "undetermined" and not found["copies"] and not alike:
        _write_line("No stored article holds this text", bold=True)
    else:
        _write_verdict(found)
    _write_queried_article(found)
    _write_evidence(found["evidence"])
    _write_copies("Copies", found["copies"])
    _write_related(found["related"])
    _write_unchecked(found["not_checked"])


def write_story(found: Row) -> None:
    """A story with its members and evidence."""
    _write_line(f"Story {found['story_id']}: {found['title']}", bold=True)
    _write_verdict(found)
    _write_evidence(found["evidence"])
    _write_copies("Articles", found["members"])
    _write_corrections(found["corrections"])
    _write_related(found["related"])
    _write_unchecked(found["not_checked"])


def write_reports(found: Sequence[Row]) -> None:
    """What is new of each watch that has anything new."""
    for report in found:
        if report["items"]:
            watch = report["watch"]
            name = f" ({watch['name']})" if watch["name"] else ""
            _write_line(f"Watch {watch['id']}: {watch['kind']} {watch['value']}{name}", bold=True)
        for (says, passage), group in groupby(report["items"], _passage_key):
            _write_items(says, passage, list(group))


def _passage_key(item: Row) -> tuple[str, str]:
    """What items have in common that are told together: many copies carry one passage."""
    return item["says"], format_change(item["passage"]) if item["passage"] else ""


def _write_items(says: str, passage: str, items: Sequence[Row]) -> None:
    who = [item["source_name"] or item["source"] or f"story {item['story_id']}" for item in items]
    if not passage:
        for name, item in zip(who, items, strict=True):
            _write_line(f"  {name}: {says}", "     ")
            _write_line(f"     {clock.readable(item['when'])} · “{item['title']}”", "     ")
            _write_line(f"     {item['url'] or ''}", "     ", dim=True)
        return
    _write_line(f"  {', '.join(who)}: {says}", "     ")
    _write_line(f"     {passage}", "     ")
    for item in items:
        _write_line(f"     {item['url']} · {clock.readable(item['when'])}", "     ", dim=True)


def format_change(passage: Row) -> str:
    """A passage with what it said before and what it says now, as wdiff marks them."""
    marked = (("[-", passage["was"], "-]"), ("{+", passage["now"], "+}"))
    both = [left + words + right for left, words, right in marked if words]
    return f"“{' '.join(part for part in (passage['lead'], *both, passage['tail']) if part)}”"


def write_history(found: Row, former: Sequence[Row]) -> None:
    """What became of a story, oldest first: verdicts, leaders, other stories, decisions."""
    _write_line(f"Story {found['story_id']}: {found['title']}", bold=True)
    for row in former:
        _write_line(
            f"{clock.readable(row['at'])}  {EVENT_FORMATS[row['what']](row)}", EVIDENCE_INDENT
        )


def _format_former_verdict(row: Row) -> str:
    named = {"name": row["original_name"], "url": row["original_url"]}
    articles = f"{row['articles']} article{'s' if row['articles'] > 1 else ''}"
    return f"{format_verdict({**row, 'original': named})} · {articles}"


def _format_decision(row: Row) -> str:
    what = DECISION_TEXTS[row["kind"]].format(", ".join(map(str, row["articles"])))
    why = f": {row['reason']}" if row["reason"] else ""
    undone = f"; taken back {clock.readable(row['undone_at'])}" if row["undone_at"] else ""
    return f"decision {row['decision']} by {row['decided_by']}, {what}{why}{undone}"


DECISION_TEXTS = {
    "split": "apart from the others: {}",
    "merge": "of one story: {}",
    "pin": "the original: {}",
}
EVENT_FORMATS: dict[str, Callable[[Row], str]] = {
    "verdict": _format_former_verdict,
    "decision": _format_decision,
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


def write_article(found: Row) -> None:
    """An article: what it claims, what we observed, its place in its story, its text."""
    by = ", ".join(found["authors"])
    _write_line(found["title"], bold=True)
    _write_line(f"{found['source_name'] or found['source']}{' · ' + by if by else ''}")
    _write_line(found["url"])
    _write_line(f"{_format_first_seen(found)} · {_format_claimed_date(found)}")
    if found["versions"]:
        _write_line(f"changed {found['versions']} times since it was first read")
    for flag in found["flags"]:
        _write_line(FLAGS[flag])
    role = f"{labels.ROLES[found['role']]}; " if found["role"] else ""
    _write_line(f"story {found['story_id']}: {role}{format_verdict(found)}")
    write("\n")
    for paragraph in found["text"].split("\n"):
        _write_line(paragraph)


def write_comparison(found: Row) -> None:
    """Two articles, their shares in both directions, then each passage."""
    for name in ("a", "b"):
        page = found[name]
        _write_line(f"{name.upper()}  {page['title']}", "   ", bold=True)
        _write_line(
            f"   {page['source_name'] or page['source']} · {_format_first_seen(page)} · {_format_claimed_date(page)}",
            "   ",
        )
        _write_line(f"   {page['words']} words", "   ")
        _write_line(f"   {page['url']}", "   ")
    relation = f" · A: {labels.RELATIONS[found['relation']]}" if found["relation"] else ""
    write(f"\n{found['a_in_b']:.0%} of A is in B · {found['b_in_a']:.0%} of B is in A{relation}\n")
    passages = found["passages"]
    _write_heading(f"{len(passages)} {'passage' if len(passages) == 1 else 'passages'} in common")
    for number, passage in enumerate(passages, start=1):
        _write_line(f"{number:>4}. {passage['words']:>4} words  “{passage['text']}”", " " * 18)
    for name in ("a", "b"):
        for line in found["masked"][name]:
            _write_line(f"not counted in {name.upper()}, its site repeats it: {line}", "  ")


def format_verdict(found: Row) -> str:
    """The verdict in one line, with its confidence."""
    original = found["original"]
    name = original["name"] or original["url"]
    named = f": {name}" if name and found["verdict"] not in ("contested", "undetermined") else ""
    return make_printable(f"{labels.VERDICTS[found['verdict']]}{named}{_format_confidence(found)}")


def _write_verdict(found: Row) -> None:
    original = found["original"]
    label = labels.VERDICTS[found["verdict"]]
    heading = f"{label[0].upper()}{label[1:]}{_format_confidence(found)}"
    _write_line(heading, bold=True, colour=_verdict_colour(found["verdict"]))
    title = f"“{original['title']}”" if original["title"] else ""
    named = ", ".join(part for part in (original["name"], title) if part)
    for line in (named, original["url"]):
        if line:
            _write_line(f"  {line}", "  ")
    for item in found["evidence"]:
        if item["rule"] == ALARM:
            _write_line(f"  Take note: {item['says']}", "  ", bold=True, colour="yellow")


def _verdict_colour(verdict: str) -> str:
    if verdict in ("contested", "undetermined"):
        return "yellow"
    return "green" if verdict == "original_here" else "cyan"


def _format_confidence(found: Row) -> str:
    if found.get("set_by") or any(item["rule"] == SET for item in found.get("evidence", ())):
        return " · set by the operator"
    return "" if found["confidence"] == "none" else f" · {labels.CONFIDENCES[found['confidence']]}"


def _write_evidence(evidence: Sequence[Row]) -> None:
    if not evidence:
        return
    _write_heading("Why")
    for item in evidence:
        _write_line(
            f"  {labels.EVIDENCE_CLASSES[item['class']]:12}  {item['says']}", EVIDENCE_INDENT
        )
        if item["quote"] and item["quote"] not in item["says"]:
            _write_line(f"{EVIDENCE_INDENT}“{item['quote']}”", EVIDENCE_INDENT)
        seen = clock.readable(item["observed_at"])
        where = " · ".join(part for part in (item["url"], seen) if part)
        _write_line(f"{EVIDENCE_INDENT}{where}", EVIDENCE_INDENT, dim=True)


def _write_related(rows: Sequence[Row]) -> None:
    """Offered beside the copies, and none of them."""
    if rows:
        _write_heading("Related, with little text in common")
    for row in rows:
        _write_line(f"  {row['source_name'] or row['source']}: “{row['title']}”", "     ")
        _write_line(
            f"     {row['says']} · {_format_first_seen(row)} · story {row['story_id']}", "     "
        )
        _write_line(f"     {row['url']}", "     ", dim=True)


def _write_queried_article(found: Row) -> None:
    """What the page asked about is in its story, where it is not the original."""
    for row in found["copies"]:
        if found["query"] in (str(row["article_id"]), row["url"]):
            write("\n")
            _write_line(
                f"The page asked about, at {row['source']}: {labels.describe_member(row['role'], row['credit'])}"
            )


def _write_copies(heading: str, rows: Sequence[Row]) -> None:
    if not rows:
        return
    _write_heading(f"{heading} ({len(rows)})")
    for row in rows:
        _write_line(
            f"  {row.get('source_name') or row['source']}: {labels.describe_member(row['role'], row['credit'])}",
            "     ",
        )
        _write_line(
            f"     {_format_overlap(row)}{_format_first_seen(row)} · {_format_claimed_date(row)}",
            "     ",
        )
        _write_line(f"     {row['url']}", "     ", dim=True)


def _format_overlap(row: Row) -> str:
    """How much a copy has in common with the fullest text of its story, in both directions."""
    if row["relation"] is None:
        return ""
    label = labels.RELATIONS[row["relation"]]
    if row["relation"] == "identical":
        return f"{label} · "
    there, back = row["containment"], row["containment_of_original"]
    return f"{label}: {there:.0%} of it in the fullest text, {back:.0%} of that in it · "


def _write_corrections(rows: Sequence[Row]) -> None:
    """What was changed since it was first read, and what the copies hold of it."""
    if rows:
        _write_heading(f"Changed since ({len(rows)})")
    for row in rows:
        by = f"{clock.readable(row['changed_at'])}, by {row['by']['called']}"
        _write_line(f"  {by}: {format_change(row)}", "     ")
        for state in CORRECTION_STATES:
            names = [c["source_name"] or c["source"] for c in row["copies"] if c["state"] == state]
            if names:
                _write_line(f"     {labels.CORRECTION_STATES[state]}: {', '.join(names)}", "     ")


def _write_unchecked(rows: Sequence[Row]) -> None:
    if rows:
        _write_heading("Not checked")
    for row in rows:
        _write_line(f"  {row['what']}: {row['why']}", "  ")


def _format_first_seen(row: Row) -> str:
    return f"first seen {clock.readable(row['first_seen'])}"


def _format_claimed_date(row: Row) -> str:
    if not row["published"]:
        return "claims no date"
    return f"claims {clock.claimed(row['published'], row.get('published_offset'))}"


def _write_heading(text: str) -> None:
    write("\n")
    _write_line(text, bold=True)


def _write_line(
    text: str, hanging: str = "", *, bold: bool = False, dim: bool = False, colour: str = ""
) -> None:
    """One line; on a terminal wrapped to it and dressed, elsewhere whole and plain."""
    text = make_printable(text)
    if not sys.stdout.isatty():
        write(text + "\n")
        return
    width = min(MAX_WIDTH, shutil.get_terminal_size().columns)
    text = textwrap.fill(
        text, width, subsequent_indent=hanging, break_long_words=False, break_on_hyphens=False
    )
    dressed = bold or dim or colour
    text = click.style(text, bold=bold, dim=dim, fg=colour or None) if dressed else text
    write(text + "\n")
