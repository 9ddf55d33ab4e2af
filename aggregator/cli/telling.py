"""Answers in words, for people; scripts take --json."""

from collections.abc import Sequence

from aggregator.cli.output import table, write
from aggregator.cli.session import clean
from aggregator.model import Row

SENTENCES = {
    "original_here": "Original, stored here: {name}{title}",
    "original_outside": "The original is outside what is stored here: {name}{title}",
    "common_source": "Common source of these articles: {name}{title}",
    "contested": "Contested: the evidence names more than one origin.",
    "undetermined": "Undetermined: nothing here tells who was first.",
}
COPIES = (
    "article_id",
    "source",
    "role",
    "credit",
    "relation",
    "containment",
    "first_seen",
    "url",
)


def trace(found: Row) -> None:
    """The answer to `trace`: a sentence, why, the copies, and what was not looked at."""
    write(verdict(found) + "\n")
    _why(found.get("evidence") or [])
    _copies(found.get("copies") or [], COPIES)
    _not_checked(found.get("not_checked") or [])


def story(found: Row) -> None:
    """A story with its members and evidence."""
    write(clean(f"Story {found['story_id']}: {found['title']}\n"))
    write(verdict(found) + "\n")
    _why(found.get("evidence") or [])
    _copies(found["members"], COPIES)
    _not_checked(found.get("not_checked") or [])


def article(found: Row) -> None:
    """An article: what it claims, what we observed, its place in its story, its text."""
    by = ", ".join(found["authors"])
    lines = [
        found["title"],
        f"{found['source_name'] or found['source']}{' · ' + by if by else ''}",
        found["url"],
        f"first seen {found['first_seen']} · claims {found['published'] or 'no date'}",
        f"story {found['story_id']}: {found['role'] or 'unranked'} · {verdict(found)}",
        f"changed {found['versions']} times since it was first read" if found["versions"] else "",
        "",
        found["text"],
    ]
    write(clean("\n".join(line for n, line in enumerate(lines) if line or n == 6) + "\n"))


def compare(found: Row) -> None:
    """Shares in both directions, then each passage."""
    for name, value in found.items():
        if isinstance(value, float):
            write(f"{name.replace('_', ' '):12} {value:.0%}\n")
    passages = found.get("passages") or []
    write(f"{len(passages)} common passages\n")
    for passage in passages:
        text = passage.get("text", "") if isinstance(passage, dict) else str(passage)
        write(clean(f"  “{text}”\n"))


def verdict(found: Row) -> str:
    """The verdict as one sentence with its confidence."""
    original = found.get("original") or {}
    name = original.get("name") or original.get("url") or "not known by name"
    title = f", “{original['title']}”" if original.get("title") else ""
    sentence = SENTENCES[found["verdict"]].format(name=name, title=title)
    if found["verdict"] in ("contested", "undetermined"):
        return sentence
    where = f"\n  {original['url']}" if original.get("url") else ""
    return clean(f"{sentence} (confidence {found['confidence']}){where}")


def _why(evidence: Sequence[Row]) -> None:
    for item in evidence:
        quote = f" “{item['quote']}”" if item.get("quote") else ""
        where = f"\n     {item['url']}" if item.get("url") else ""
        write(clean(f"why  {item['says']}{quote}{where}\n"))


def _copies(rows: Sequence[Row], columns: Sequence[str]) -> None:
    if rows:
        write("\n")
        table(rows, columns)


def _not_checked(rows: Sequence[Row]) -> None:
    for row in rows:
        write(clean(f"not checked: {row['what']} ({row['why']})\n"))
