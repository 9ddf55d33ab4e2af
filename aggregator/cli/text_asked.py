"""What was asked about, in words: how it was found, what it is in its story, its changed words."""

from collections.abc import Sequence

from aggregator import clock, labels
from aggregator.cli.text_lines import name_source, shorten, write_heading, write_line
from aggregator.cli.text_output import format_parts
from aggregator.results import AlteredPassage, FoundHeadline, PassagePart, TraceResult

MAX_WORDS_AROUND = 8  # words that are shown beside a changed passage
# How an address was found, where it is not stored as it was given
FOUND_AS = {
    "amp_cache": "the page in this AMP cache",
    "archive": "the page in this archive",
    "cache": "the page in this cache",
    "claim": "an address that the page gives as its own",
    "proxy": "the page behind this address",
    "redirect": "the page that this link leads to",
    "spelling": "the same address in another spelling",
    "translation": "the page that was translated",
    "twin": "the plain form of this mobile, AMP or print address",
}


def write_headline_note(answer: TraceResult) -> None:
    asked = answer.asked
    if asked.found_as == "near_headline":
        write_line(f"No article has this headline. The nearest is “{asked.title}”:", bold=True)


def write_asked_page(answer: TraceResult) -> None:
    """Write how the page asked about was found, and what it is in its story."""
    asked = answer.asked
    if note := FOUND_AS.get(asked.found_as):
        address = "" if asked.url == answer.original.url else f"{asked.url}, "
        write_line(f"  Found as {address}{note}.", "  ")
    if asked.article_id is None or asked.form == "headline":
        return
    if asked.article_id == answer.original.article_id:
        write_line("  This is the page asked about.")
        if answer.carries:
            what = "texts that are stored on their own: the verdict is not about these"
            write_line(f"  It carries {len(answer.carries)} {what}.", "  ")
    for row in answer.copies:
        if row.article_id == asked.article_id and answer.original.name:
            role = labels.describe_member(row.role, row.credit)
            has_credit = row.credit not in (None, "none")
            why = "" if has_credit else labels.describe_reason(row.reason, answer.original.name)
            what = ". ".join(part for part in (role, why) if part)
            write_line(f"  The page asked about, at {name_source(row)}: {what}", "  ")


def write_offers(rows: Sequence[FoundHeadline]) -> None:
    """Write articles of other stories by their headlines, with what to type."""
    if not rows:
        return
    is_same = all(row.alike == 1 for row in rows)
    write_heading("Others with this headline" if is_same else "Other headlines like it")
    for row in rows:
        title = shorten(row.title)
        name = row.source_name or row.source
        write_line(f"  “{title}”, {name}: aggregator trace {row.article_id}", "     ")


def write_altered(passages: Sequence[AlteredPassage]) -> None:
    """Write both wordings of a passage in one: the stored words as [-…-], those asked about as {+…+}."""
    for passage in passages:
        name = passage.source_name or passage.source
        write_heading(f"Changed words: [-in the article at {name}-] {{+in your text+}}")
        write_line(f"  “{format_parts(_cut_equal_parts(passage.parts))}”", "  ")
        seen = clock.for_people(passage.first_seen)
        write_line(f"  “{shorten(passage.title)}”, first seen {seen}", "  ")
        write_line(f"  {passage.url}", "  ", dim=True)


def _cut_equal_parts(parts: Sequence[PassagePart]) -> list[PassagePart]:
    """Return the parts; of words that both texts have, only those beside a change."""
    return [
        PassagePart(part.place, _cut_words(part.text, number > 0, number < len(parts) - 1))
        if part.place == "both"
        else part
        for number, part in enumerate(parts)
    ]


def _cut_words(text: str, has_before: bool, has_after: bool) -> str:
    """Return the first and the last words of a text, with a sign where some are left out."""
    words = text.split()
    head = words[:MAX_WORDS_AROUND] if has_before else []
    tail = words[-MAX_WORDS_AROUND:] if has_after else []
    if len(words) <= len(head) + len(tail) + 2:
        return " ".join(words)
    return " ".join([*head, "…", *tail])
