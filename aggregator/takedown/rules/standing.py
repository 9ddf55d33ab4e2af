"""Who may have what removed without a person: what is done with each item that a request asks for.

A page at the claimant's own domain is the claimant's to remove. A page of another publisher is removed
only where evidence that the claimant cannot make says that it is a copy of the claimant's own page: our
own polls, which saw the claimant's text before the page was listed, or the page itself, which links the
claimant's page as its source. Claimed dates, what the claimant's pages declare and what third pages
credit are no such evidence; and where attribution opposes it or cannot tell, a person decides.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from aggregator.results.takedowns import (
    Action,
    Grade,
    TakedownPreview,
    TakedownProof,
    TakedownScope,
)
from aggregator.takedown.rules import grades, risks
from aggregator.takedown.rules.risks import RequestFacts
from aggregator.takedown.rules.scope import is_wide
from aggregator.takedown.types import PageFacts

CERTAIN = ("high", "medium")  # confidences from which a verdict is believed
MAX_ITEMS = 50  # without a person
MAX_CORPUS_SHARE = 0.05  # of all articles
MIN_SHARE_ITEMS = 10  # fewer items are no share of a corpus
HIDDEN_WHILE_ASKED = "hidden_while_asked"
OWN_PAGE, OWN_WORK = "own_page", "own_work"
# Reasons for which the addresses of an item are blocked, and not its text: it may be somebody else's.
ADDRESS_ONLY = frozenset([HIDDEN_WHILE_ASKED, OWN_PAGE])
EVIDENCE = ("evidence_admission", "evidence_operator", "evidence_polls")
_RANKS: tuple[Action, ...] = ("hide", "ask", "list", "keep")


@dataclass(frozen=True, slots=True)
class Claim:
    """A request as far as standing goes."""

    scope: TakedownScope
    proofs: tuple[TakedownProof, ...]
    facts: RequestFacts
    is_suspended: bool = False  # its sender was refused too often
    at_once: bool = False  # it asks to erase as soon as something is hidden


@dataclass(frozen=True, slots=True)
class ItemDecision:
    """What becomes of one item, and the code of the reason (`labels.TAKEDOWN_REASONS`)."""

    item: TakedownPreview
    action: Action
    reason: str

    @property
    def is_temporary(self) -> bool:
        """Is it hidden only until a person decides?"""
        return self.reason == HIDDEN_WHILE_ASKED

    @property
    def is_erasing(self) -> bool:
        """Is it hidden to be erased?"""
        return self.action == "hide" and not self.is_temporary


def may_erase_at_once(claim: Claim, decision: ItemDecision) -> bool:
    """May a claim skip the time to undo for an item that is decided for it alone?"""
    item = decision.item
    is_proven = decision.reason in EVIDENCE or (
        grades.grade_at(claim.proofs, item.url, item.source) >= "V3"
    )
    return decision.is_erasing and is_proven


def decide_items(
    claim: Claim,
    items: Sequence[TakedownPreview],
    pages: dict[int, PageFacts],
    corpus: int,
    refused: frozenset[int],
    now: str,
) -> list[ItemDecision]:
    """Returns what becomes of each item that a claim asks for.

    `corpus` is the number of all articles; `refused` are ids of items that a former case put back.
    """
    work = _find_own_original(claim, pages)
    decisions = [
        ItemDecision(item, *_decide_item(claim, item, pages, work, refused, now)) for item in items
    ]
    if _is_by_person(claim):
        return decisions
    decisions = _name_own_works(claim, decisions, pages)
    erased = sum(each.is_erasing for each in decisions)
    if erased > MAX_ITEMS or MIN_SHARE_ITEMS < erased > MAX_CORPUS_SHARE * corpus:
        return [_ask(each, "many_items") for each in decisions]
    return decisions


def _name_own_works(
    claim: Claim, decisions: Sequence[ItemDecision], pages: dict[int, PageFacts]
) -> list[ItemDecision]:
    """Returns the decisions; own pages whose text may be blocked elsewhere too have a reason that says so.

    Who controls a domain may remove its pages, a fake among them. Its text is the claimant's where no other
    publisher has it, or where evidence says so of a copy; else a person has to decide that.
    """
    if claim.scope.kind == "page":
        return list(decisions)
    is_shown = any(each.reason in EVIDENCE for each in decisions)
    return [
        ItemDecision(each.item, each.action, OWN_WORK)
        if each.reason == OWN_PAGE and (is_shown or pages[each.item.article_id].publishers == 1)
        else each
        for each in decisions
    ]


def merge(decisions: Iterable[Sequence[ItemDecision]]) -> list[ItemDecision]:
    """Returns one decision for each item: of those of several requests, the one that allows most.

    What is erased for one request is not only hidden for another.
    """
    best: dict[int, ItemDecision] = {}
    for each in (one for several in decisions for one in several):
        known = best.get(each.item.article_id)
        if known is None or _rank(each) < _rank(known):
            best[each.item.article_id] = each
    return list(best.values())


def separate(decisions: Sequence[ItemDecision], *, erases_already: bool) -> list[ItemDecision]:
    """Returns the decisions of one case: one that erases something hides nothing only for a time.

    What a case hides is erased together; so a page that waits for a person must not be among it.
    """
    if erases_already or any(each.is_erasing for each in decisions):
        return [_ask(each, "mailbox_only") if each.is_temporary else each for each in decisions]
    return list(decisions)


def _rank(decision: ItemDecision) -> tuple[int, bool, bool]:
    is_address_only = decision.reason in ADDRESS_ONLY
    return _RANKS.index(decision.action), decision.is_temporary, is_address_only


def _ask(decision: ItemDecision, reason: str) -> ItemDecision:
    if decision.action != "hide":
        return decision
    return ItemDecision(decision.item, "ask", reason)


def _is_by_person(claim: Claim) -> bool:
    return grades.highest_grade(claim.proofs) == "V4"


def _decide_item(
    claim: Claim,
    item: TakedownPreview,
    pages: dict[int, PageFacts],
    work: PageFacts | None,
    refused: frozenset[int],
    now: str,
) -> tuple[Action, str]:
    if item.action in ("keep", "list"):
        return item.action, "kept" if item.action == "keep" else "to_look_at"
    if _is_by_person(claim):
        return "hide", "person"
    page = pages.get(item.article_id)
    if page is None:
        return "ask", "not_known"
    grade = grades.grade_at(claim.proofs, page.url, page.source)
    if is_wide(claim.scope):
        return _decide_own(grade, grades.row_of(grade).own_pages)
    if grade >= "V2" and claim.scope.kind == "copies":
        return "keep", "kept"
    if grade >= "V2":
        row = grades.row_of(grade)
        return _decide_own(grade, row.own_page if claim.scope.kind == "page" else row.own_pages)
    if work is not None:
        return _decide_copy(claim, item, page, work, now)
    return _decide_other(claim, item, page, grade, refused)


def _decide_own(grade: Grade, permission: grades.Permission) -> tuple[Action, str]:
    """Decides on a page at a domain, by the grade that the claimant reached there."""
    if permission == "erase":
        return "hide", OWN_PAGE
    return "ask", "unproven" if grade < "V2" else "domain_unproven"


def _decide_copy(
    claim: Claim, item: TakedownPreview, page: PageFacts, work: PageFacts, now: str
) -> tuple[Action, str]:
    """Decides on another publisher's page, for a claimant whose own page our verdict names as the origin."""
    evidence = _find_evidence(page, work)
    if not evidence:
        return "ask", _name_doubt(page, work)
    found = [
        *risks.find_pair_risks(page, work, now),
        *risks.find_page_risks(page, item.relation),
        *risks.find_request_risks(claim.facts),
    ]
    if evidence != "evidence_polls":  # the page names its source: its own date does not matter
        found = [code for code in found if code not in risks.DATE_RISKS]
    risk = risks.select_risk(found, "V3")
    return ("ask", risk) if risk else ("hide", evidence)


def _decide_other(
    claim: Claim, item: TakedownPreview, page: PageFacts, grade: Grade, refused: frozenset[int]
) -> tuple[Action, str]:
    """Decides on a page that is neither the claimant's nor proven to be a copy of the claimant's page."""
    if grade == "V0":
        return "ask", "unproven"
    if page.publishers > 1 and page.original_id == page.article_id:
        return "ask", "named_original"
    if grades.row_of(grade).others != "hide" or not _is_asked_alone(claim, item):
        return "ask", "mailbox_only"
    if claim.is_suspended:
        return "ask", "suspended"
    if item.article_id in refused:
        return "ask", "put_back_before"
    if not page.contact:
        return "ask", "no_contact"
    if page.publishers > 1 and not _is_named_copy(page):
        return "ask", "origin_unknown"
    found = [
        *risks.find_request_risks(claim.facts),
        *risks.find_page_risks(page, item.relation),
    ]
    risk = risks.select_risk(found, grade)
    return ("ask", risk) if risk else ("hide", HIDDEN_WHILE_ASKED)


def _is_asked_alone(claim: Claim, item: TakedownPreview) -> bool:
    return claim.scope.kind in ("page", "text") and item.relation == "requested"


def _is_named_copy(page: PageFacts) -> bool:
    """Does a verdict that is believed name another page as the original?"""
    is_certain = page.is_settled and page.confidence in CERTAIN
    return is_certain and page.verdict == "original_here" and page.original_id != page.article_id


# The claimant's own page as the origin of the text


def _find_own_original(claim: Claim, pages: dict[int, PageFacts]) -> PageFacts | None:
    """Returns the page that a verdict names as the original, where the claimant proved control of its domain."""
    named = (pages.get(page.original_id or 0) for page in pages.values())
    own = (page for page in named if page is not None and _may_erase_copies(claim, page))
    return next(own, None)


def _may_erase_copies(claim: Claim, page: PageFacts) -> bool:
    grade = grades.grade_at(claim.proofs, page.url, page.source)
    return grades.row_of(grade).copies == "erase"


def _find_evidence(page: PageFacts, work: PageFacts) -> str:
    """Returns which evidence shows that a page is a copy of the work: a code; empty without any."""
    if not _is_named_by_verdict(page, work) or _is_seen_before(page, work):
        return ""
    if work.is_set:
        return "evidence_operator"
    if work.article_id in page.names_pages and work.text_since <= page.first_seen:
        return "evidence_admission"
    return "evidence_polls" if _is_seen_before(work, page) else ""


def _is_seen_before(one: PageFacts, other: PageFacts) -> bool:
    """Did our polls see a page with its text when the feed of the other did not list that one yet?"""
    return other.last_absent is not None and one.text_since <= other.last_absent


def _is_named_by_verdict(page: PageFacts, work: PageFacts) -> bool:
    """Does the verdict on the work name it as the original, and no verdict oppose that for this page?"""
    if not (work.is_settled and page.is_settled) or work.verdict != "original_here":
        return False
    if work.original_id != work.article_id:
        return False
    if page.story_id == work.story_id:
        return work.confidence in CERTAIN
    is_alone = page.publishers == 1 and page.verdict in ("original_here", "undetermined")
    return is_alone and (work.publishers == 1 or work.confidence in CERTAIN)


def _name_doubt(page: PageFacts, work: PageFacts) -> str:
    """Returns why a person has to decide on a page that the claimant calls a copy."""
    if page.original_id == page.article_id and page.publishers > 1:
        return "named_original"
    return "order_unknown" if _is_named_by_verdict(page, work) else "origin_unknown"
