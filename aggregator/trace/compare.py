"""Compare two stored articles: what they share, and with which words."""

from collections.abc import Sequence
from dataclasses import replace

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
from aggregator.stories.plan.match import get_site_boilerplate, make_shingles
from aggregator.trace.repositories import TraceRepositories
from aggregator.trace.wordings import split_into_parts


def compare(
    repositories: TraceRepositories, a: int, b: int, min_words: int = 5, *, quotes: bool = True
) -> Comparison:
    """Return how much two stored articles share, in both directions, with the passages.

    Shares count 3-word shingles in passages, as linking does: without what the sites repeat. Passages
    have at least `min_words` equal words; without `quotes`, those in quotation marks of a are left out.
    Where either text is not stored, shares are estimates and no passages are listed. Raises NotStored.
    """
    left, right = (repositories.lookup.articles.get(key) for key in (a, b))
    if left is None or right is None:  # taken down between two reads
        raise NotStored(f"article {a} or {b} is not stored any more")
    read = repositories.membership.get_texts([a, b])
    texts = [read[a], read[b]]
    boilerplates = read_boilerplates(repositories.boilerplate, {each.source_id for each in texts})
    own, theirs = make_shingles(texts, boilerplates)
    scores, relation = _compare(repositories, (left, right), (own, theirs))
    sides = [(each.text, get_site_boilerplate(boilerplates, each.source_id).text) for each in texts]
    return Comparison(
        a=_describe_article(left, read[a]),
        b=_describe_article(right, read[b]),
        relation=relation,
        form=scores.form,
        a_in_b=round(scores.a_in_b, 4),
        b_in_a=round(scores.b_in_a, 4),
        resemblance=round(scores.resemblance, 4),
        a_shingles=scores.a_size,
        b_shingles=scores.b_size,
        masked=BoilerplateLines(*(linking.find_boilerplate(*side) for side in sides)),
        passages=[]
        if own.prints or theirs.prints
        else _list_common_passages(own, theirs, min_words, quotes),
    )


def read_compared_text(repositories: TraceRepositories, article_id: int) -> linking.Shingles:
    """Return the text of a stored article as `compare` compares it, without what its site repeats.

    Of one whose text is not stored, no words.
    """
    text = repositories.membership.get_text(article_id)
    boilerplates = read_boilerplates(repositories.boilerplate, [text.source_id])
    return make_shingles([text], boilerplates)[0]


def _compare(
    repositories: TraceRepositories,
    pages: tuple[StoredArticle, StoredArticle],
    texts: tuple[linking.Shingles, linking.Shingles],
) -> tuple[linking.Comparison, Relation | None]:
    """Return what two articles share and their relation: what other texts showed, else what the two alone show.

    Of two whose texts are not stored, what was found when one of them was in memory.
    """
    left, right = pages
    scores = linking.compare(*texts)
    stored = repositories.relations.get_between(left.id, right.id)
    if stored in ("collection", "series"):
        return scores, stored
    if texts[0].prints and texts[1].prints:
        for row in repositories.relations.list_member_rows_of_unstored([left.id, right.id]):
            shares = row.containment, row.containment_of_original
            if (row.article_id, row.of_article_id) == (left.id, right.id):
                return _replace_shares(scores, row.resemblance, *shares), row.relation
            if (row.article_id, row.of_article_id) == (right.id, left.id):
                return _replace_shares(scores, row.resemblance, *shares[::-1]), row.relation
    return scores, linking.relate(scores, same_site=left.source == right.source)


def _replace_shares(
    scores: linking.Comparison, resemblance: float, a_in_b: float, b_in_a: float
) -> linking.Comparison:
    return replace(scores, resemblance=resemblance, a_in_b=a_in_b, b_in_a=b_in_a)


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


def _describe_article(article: StoredArticle, text: StoredText) -> ComparedArticle:
    names = [name for name in ComparedArticle.__struct_fields__ if name != "words"]
    words = text.tokens if article.unstored else linking.count_tokens(text.text)
    return ComparedArticle(**{name: getattr(article, name) for name in names}, words=words)
