"""The passages of copies in an evidence file: what each shares with the original, and where."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from msgspec.structs import asdict

from aggregator import labels
from aggregator.results import CommonPassage, Comparison, RelatedText, RelatedTexts, to_json_value

MAX_WORDS = 60  # of a part of a passage on the page; the data has all of them

# Of texts that are no copies
KINDS = {
    "collections": "a collection that carries this text",
    "carries": "carried by a page with this text, which is a collection",
    "series": labels.RELATIONS["series"],
}
RELATED_FIELDS = ("url", "title", "source", "source_name", "story_id", "relation", "role", "credit")


def describe_comparison(comparison: Comparison, *, with_wordings: bool) -> dict[str, object]:
    """Return what a copy (a) shares with the original or the fullest text (b), with each passage."""
    return {
        "url": comparison.a.url,
        "of_url": comparison.b.url,
        "relation": comparison.relation,
        "share_of_its_text": comparison.a_in_b,
        "share_of_the_other_text": comparison.b_in_a,
        "shingles": comparison.a_shingles,
        "shingles_of_the_other": comparison.b_shingles,
        "passages": [_describe_passage(each, with_wordings) for each in comparison.passages],
    }


def describe_related_texts(related: RelatedTexts) -> list[dict[str, object]]:
    """Return the texts that are related and no copies, each with what it is."""
    return [
        {"kind": kind, **_describe_related_text(row)}
        for kind, rows in asdict(related).items()
        for row in rows
    ]


def _describe_related_text(row: RelatedText) -> dict[str, object]:
    shares = {
        "share_of_its_text": row.containment,
        "share_of_the_other_text": row.containment_of_original,
    }
    return {**{name: getattr(row, name) for name in RELATED_FIELDS}, **shares}


def _describe_passage(passage: CommonPassage, with_wordings: bool) -> dict[str, Any]:
    described: dict[str, Any] = to_json_value(passage)
    if not with_wordings:
        described |= {"text": None, "other_text": None, "parts": []}
    return described


def format_comparison(row: Mapping[str, Any]) -> tuple[str, list[str]]:
    """Return a comparison for the page: a sentence, and a line for each passage."""
    says = (
        f"{row['url']}: {row['share_of_its_text']:.0%} of its {row['shingles']} three-word sequences "
        f"are in passages that it shares with {row['of_url']}, "
        f"{row['share_of_the_other_text']:.0%} of the {row['shingles_of_the_other']} there"
    )
    return says, [_format_passage(passage) for passage in row["passages"]]


def format_related_texts(rows: Sequence[Mapping[str, Any]]) -> Iterator[str]:
    """Yield a line for each text that is related and no copy."""
    for row in rows:
        kind = labels.UNCERTAIN_SERIES if row["role"] is None else KINDS[row["kind"]]
        name = row["source_name"] or row["source"]
        credit = f"; {labels.CREDITS[row['credit']]}" if row["credit"] else ""
        yield (
            f"{name}: {row['title']} {row['url']}: {kind}{credit}; {row['share_of_its_text']:.0%} of its text "
            f"is shared, {row['share_of_the_other_text']:.0%} of the other"
        )


def _format_passage(passage: Mapping[str, Any]) -> str:
    places = (
        f"words {passage['at_a'] + 1} to {passage['end_a']}, there {passage['at_b'] + 1} "
        f"to {passage['end_b']}; {passage['words']} equal words"
    )
    marks = {"both": "{}", "a": "[-{}-]", "b": "{{+{}+}}"}
    parts = [marks[part["place"]].format(_shorten(part["text"])) for part in passage["parts"]]
    return f"{places}: {' '.join(parts)}" if parts else places


def _shorten(text: str) -> str:
    words = text.split(None, MAX_WORDS)
    return text if len(words) <= MAX_WORDS else " ".join(words[:MAX_WORDS]) + " …"
