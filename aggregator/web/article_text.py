"""How much of an article's text a page shows, and why there is no more: in words for its readers."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal

from aggregator.results import ArticleRights, StatementRecord, StoredArticle, UseDecision
from aggregator.rights.decide import OPERATOR, explain
from aggregator.rights.licences import find_licence
from aggregator.rights.policy import DEFAULT_REASON, RULES
from aggregator.statements import Statement

Kind = Literal["full", "extract", "none"]

NOT_KEPT = "Its text is not kept here any longer."
BY_OPERATOR = "The operator of these pages does not show its text."
ITS_PUBLISHERS = "The rights in the text are its publisher's."
SEEN: dict[Kind, str] = {"full": "all of it", "extract": "an extract", "none": "none of it"}


@dataclass(frozen=True, slots=True)
class ShownText:
    """How much is shown, and a sentence that says why; what lets readers see all of it, with its address."""

    kind: Kind
    why: str = ""
    licence: str = ""
    licence_url: str = ""


NOT_LISTED = ShownText(
    "none", "Its publisher keeps it out of lists: for readers there is no such page."
)


def describe_text(article: StoredArticle, rights: ArticleRights) -> ShownText:
    """Return how much of its text the public sees of an article that was read for the public."""
    uses = {each.use: each for each in rights.uses}
    if not article.text:
        return ShownText("none", _explain_missing(rights, uses["store"], uses["extract"]))
    if uses["full_text"].allowed:
        return ShownText("full", "", rights.licence, _find_licence_url(rights))
    return ShownText("extract", _explain_extract(rights, uses["full_text"]))


def describe_for_operator(public: ShownText, article: StoredArticle) -> ShownText:
    """Return the same for the operator, who sees the whole text where it is stored; `public`: what readers see."""
    if public.kind == "full" or not article.text:
        return public
    return ShownText("full", f"Shown to you only: readers see {SEEN[public.kind]}. {public.why}")


def _explain_missing(rights: ArticleRights, store: UseDecision, extract: UseDecision) -> str:
    if rights.unstored == "aged":
        return NOT_KEPT
    if not store.allowed:
        return _explain(rights, "its text is not stored", store.reason)
    if not extract.allowed:
        return _explain(rights, "none of its text is shown", extract.reason)
    return ITS_PUBLISHERS


def _explain_extract(rights: ArticleRights, full: UseDecision) -> str:
    if full.reason == DEFAULT_REASON:
        return ITS_PUBLISHERS
    return _explain(rights, "no more is shown", full.reason)


def _explain(rights: ArticleRights, asked: str, reason: str) -> str:
    """What was asked for, with the meaning of the mark: its name says little to readers.

    The choice of the operator is no statement of the publisher; its reason may be private.
    """
    if reason.startswith(OPERATOR):
        return BY_OPERATOR
    meanings = (
        f", which means: {RULES[said.mark].meaning}"
        for said in _list_present(rights)
        if explain(Statement(said.mark, said.value, said.place)) == reason
    )
    return f"Its publisher asks that {asked}: {reason}{next(meanings, '')}."


def _find_licence_url(rights: ArticleRights) -> str:
    """The address of the licence that opens the text; empty where the operator does."""
    for said in _list_present(rights):
        licence = find_licence(said.value) if said.mark == "licence" else None
        if licence and licence.name == rights.licence:
            return said.value
    return ""


def _list_present(rights: ArticleRights) -> Iterator[StatementRecord]:
    """What the page and its site say today and the policy has a row for."""
    for said in (*rights.page, *rights.site):
        if said.until is None and said.mark in RULES:
            yield said
