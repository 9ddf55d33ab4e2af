"""Compare two stored articles: what they share, and with which words."""

from collections.abc import Sequence

from aggregator import linking
from aggregator.errors import NotStored
from aggregator.linking.passages import SHINGLE_WORDS, Run
from aggregator.model import Relation, StoredText
from aggregator.results import (
    BoilerplateLines,
    CommonPassage,
    ComparedArticle,
    Comparison,
    EqualRun,
    StoredArticle,
)
from aggregator.stories.boilerplate import read_boilerplates
from aggregator.stories.plan.match import get_site_boilerplate
from aggregator.trace.repositories import TraceRepositories
from aggregator.trace.wordings import split_into_parts


def compare(
    repositories: TraceRepositories, a: int, b: int, min_words: int = 5, *, quotes: bool = True
) -> Comparison:
    """Return how much two stored articles share, in both directions, with the passages.

    Shares count 3-word shingles in passages, as linking does: without what the sites repeat. Passages
    have at least `min_words` equal words; without `quotes`, those in quotation marks of a are left out.
    Raises NotStored.
    """
    left, right = (repositories.lookup.articles.get(key) for key in (a, b))
    if left is None or right is None:  # taken down between two reads
        raise NotStored(f"article {a} or {b} is not stored any more")
    read = repositories.membership.get_texts([a, b])
    sides = _read_sides(repositories, [read[a], read[b]])
    own, theirs = linking.shingles_all(sides)
    scores = linking.compare(own, theirs)
    return Comparison(
        a=_describe_article(left, linking.count_tokens(read[a].text)),
        b=_describe_article(right, linking.count_tokens(read[b].text)),
        relation=_find_relation(repositories, left, right, scores),
        form=scores.form,
        a_in_b=round(scores.a_in_b, 4),
        b_in_a=round(scores.b_in_a, 4),
        resemblance=round(scores.resemblance, 4),
        a_shingles=scores.a_size,
        b_shingles=scores.b_size,
        masked=BoilerplateLines(*(linking.find_boilerplate(*side) for side in sides)),
        passages=_list_common_passages(own, theirs, min_words, quotes),
    )


def read_compared_text(repositories: TraceRepositories, article_id: int) -> linking.Shingles:
    """Return the text of a stored article as `compare` compares it, without what its site repeats."""
    text = repositories.membership.get_text(article_id)
    return linking.shingles_all(_read_sides(repositories, [text]))[0]


def _read_sides(
    repositories: TraceRepositories, texts: Sequence[StoredText]
) -> list[tuple[str, linking.Boilerplate]]:
    """Return each text with the boilerplate of its site."""
    sources = {text.source_id for text in texts}
    boilerplates = read_boilerplates(repositories.boilerplate, sources)
    return [(text.text, get_site_boilerplate(boilerplates, text.source_id).text) for text in texts]


def _find_relation(
    repositories: TraceRepositories,
    left: StoredArticle,
    right: StoredArticle,
    scores: linking.Comparison,
) -> Relation | None:
    """Return the relation of two articles: what other texts showed, else what the two texts alone show."""
    stored = repositories.relations.get_between(left.id, right.id)
    if stored in ("collection", "series"):
        return stored
    return linking.relate(scores, same_site=left.source == right.source)


def _list_common_passages(
    a: linking.Shingles, b: linking.Shingles, min_words: int, quotes: bool
) -> list[CommonPassage]:
    aligned = sorted(linking.compare(a, b).passages, key=lambda passage: (passage.a, passage.b))
    located = linking.find_passages(a, b, shortest=0)
    return [
        _describe_passage(passage, runs.runs)
        for passage, runs in zip(located, aligned, strict=True)
        if passage.words >= min_words and (quotes or not passage.quoted)
    ]


def _describe_passage(passage: linking.LocatedPassage, runs: Sequence[Run]) -> CommonPassage:
    parts = split_into_parts(passage.text, passage.other_text)
    is_changed = any(part.place != "both" for part in parts)
    extra = SHINGLE_WORDS - 1
    return CommonPassage(
        words=passage.words,
        shingles=passage.shingles,
        at_a=passage.a,
        end_a=passage.a_end,
        at_b=passage.b,
        end_b=passage.b_end,
        quoted=passage.quoted,
        text=passage.text,
        other_text=passage.other_text if is_changed else None,
        parts=parts,
        runs=[EqualRun(at_a, at_b, shingles + extra) for at_a, at_b, shingles in runs],
    )


def _describe_article(article: StoredArticle, words: int) -> ComparedArticle:
    names = [name for name in ComparedArticle.__struct_fields__ if name != "words"]
    return ComparedArticle(**{name: getattr(article, name) for name in names}, words=words)
