"""What a mail of ours says: facts of the stored case, for one recipient. Never words of the work, never another person."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import get_args

from aggregator import clock
from aggregator.config import Config
from aggregator.results.takedowns import (
    Language,
    TakedownCaseItems,
    TakedownItem,
    TakedownMail,
    TakedownProof,
    TakedownRequestRecord,
)
from aggregator.takedown import control_proofs
from aggregator.takedown.links import LinkPurpose, make_link
from aggregator.takedown.mail.words import get_words
from aggregator.takedown.repositories import TakedownStore
from aggregator.takedown.rules import grades, states
from aggregator.takedown.types import PROOF_PLACES

LANGUAGES: tuple[Language, ...] = get_args(Language)
FORM_KEY = "forms"
MAX_ITEMS = 50  # that a mail lists of one case
NEEDED = ("claimant", "reason", "good_faith", "accurate", "authorised", "signature")  # of a request
# Details of a counter-notice that its claimant gets (17 USC 512(g)(2)(B))
COUNTER = ("name", "postal_address", "email", "phone", "reason", "signature")


@dataclass(frozen=True, slots=True)
class ItemFacts:
    """A page, and what happens or happened to it."""

    url: str
    says: str


@dataclass(frozen=True, slots=True)
class CaseFacts:
    """A case as its mails describe it. Empty texts: not known, or not for this recipient."""

    number: str
    received_at: str
    deadline: str
    erase_at: str
    closed_at: str
    ground: str
    grade: str
    decision: str
    reason: str
    is_automated: bool
    is_alone: bool  # it asks for one page, and for no copies
    items: tuple[ItemFacts, ...]
    more: int
    missing: tuple[str, ...]
    proofs: tuple[TakedownProof, ...]
    status_link: str
    confirm_link: str
    receipt_link: str


@dataclass(frozen=True, slots=True)
class LetterFacts:
    """Everything that a draft may use."""

    cases: tuple[CaseFacts, ...] = ()
    numbers: str = ""
    url: str = ""  # the page that it is about, where it is about one
    counter_link: str = ""
    says: str = ""  # to the operator
    subject: str = ""  # of the mail that is answered
    work: str = ""
    unknown: tuple[str, ...] = ()
    removed: tuple[str, ...] = ()
    left: str = ""
    restore_after: str = ""
    restore_by: str = ""
    counter: str = ""  # who objects to a removal, and why
    form_link: str = ""
    contact: str = ""
    places: Mapping[str, str] = field(default_factory=dict)  # of the token of a domain


@dataclass(frozen=True, slots=True)
class Facts:
    """What is read to write a mail."""

    store: TakedownStore
    config: Config
    now: str

    def link(self, purpose: LinkPurpose, *values: str) -> str:
        """Returns a signed link; empty where the pages have no public address."""
        base_url = self.config.serve.base_url
        if not base_url:
            return ""
        self.store.keys.create_if_missing(FORM_KEY)
        return make_link(self.store.keys.require_key(FORM_KEY), base_url, purpose, *values)


def find_language(store: TakedownStore, mail: TakedownMail) -> Language:
    """Returns the language of a mail: that of its case, else that of the mail it answers."""
    if mail.kind == "alarm":
        return "en"
    if mail.case_id is None:
        return next((each for each in LANGUAGES if each == mail.details.get("language")), "en")
    return _require_case(store, mail.case_id).language


def collect_facts(facts: Facts, mails: Sequence[TakedownMail]) -> LetterFacts:
    """Returns the facts of mails that are sent as one: of the same kind, to the same address."""
    first, config = mails[0], facts.config
    language = find_language(facts.store, first)
    cases = [_require_case(facts.store, mail.case_id) for mail in mails if mail.case_id is not None]
    described = tuple(
        _describe_case(facts, case, mail, language)
        for mail, case in zip(mails, cases, strict=False)
    )
    details = _merge_details(facts.store, mails)
    url, counter_link = _find_page(facts, cases, details)
    base_url = config.serve.base_url.rstrip("/")
    return LetterFacts(
        cases=described,
        numbers=", ".join(case.number for case in described),
        url=url,
        counter_link=counter_link,
        says=details.get("says", "") or _describe_urgency(cases, facts.now),
        subject=details.get("subject", ""),
        work=details.get("work", ""),
        unknown=tuple(details.get("unknown", "").split()),
        removed=tuple(details.get("removed", "").split()),
        left=details.get("left", ""),
        restore_after=_for_people(details.get("restore_after")),
        restore_by=_for_people(details.get("restore_by")),
        counter="\n".join(details[name] for name in COUNTER if details.get(name)),
        form_link=f"{base_url}/takedown" if base_url else "",
        contact=config.serve.contact or config.mail.sender,
        places=PROOF_PLACES,
    )


def _require_case(store: TakedownStore, case_id: int) -> TakedownCaseItems:
    case = store.cases.get_by_number(store.cases.number_of(case_id))
    assert case is not None
    return case


def _merge_details(store: TakedownStore, mails: Sequence[TakedownMail]) -> dict[str, str]:
    """Returns the details of the mails to send, over those of the mails that they answer."""
    merged: dict[str, str] = {}
    for mail in mails:
        if received := find_answered_mail(store, mail):
            merged |= {
                key: received.details.get(key, "") for key in ("work", "unknown", "removed", "left")
            }
    for mail in mails:
        merged |= mail.details
    return merged


def find_answered_mail(store: TakedownStore, mail: TakedownMail) -> TakedownMail | None:
    """Returns the last mail of the recipient that was filed in the case."""
    if mail.case_id is None:
        return None
    received = [
        each
        for each in store.mails.list_of_case(mail.case_id)
        if each.direction == "in" and each.address == mail.address.lower()
    ]
    return received[-1] if received else None


def _describe_case(
    facts: Facts, case: TakedownCaseItems, mail: TakedownMail, language: Language
) -> CaseFacts:
    words = get_words(language)
    request = _find_request(facts.store, case, mail)
    shown = [item for item in case.items if _is_for(mail, item)]
    return CaseFacts(
        number=case.number,
        received_at=clock.for_people(case.received_at),
        deadline=clock.for_people(case.deadline),
        erase_at=_for_people(case.erase_at if case.state == "hidden" else None),
        closed_at=_for_people(case.closed_at),
        ground=words["grounds"][case.ground],
        grade=words["grades"][case.grade],
        decision=case.decision,
        reason=case.decision_reason,
        is_automated=case.decision == "" and not case.confirmed,
        is_alone=request is not None and request.scope.kind == "page",
        items=tuple(ItemFacts(item.url, words["items"][item.state]) for item in shown[:MAX_ITEMS]),
        more=max(0, len(shown) - MAX_ITEMS),
        missing=tuple(words["missing"][name] for name in _list_missing(case, request, mail)),
        proofs=tuple(_list_waiting_proofs(facts, case, request)),
        status_link=facts.link("status", case.number, str(request.id)) if request else "",
        confirm_link=_make_confirm_link(facts, request),
        receipt_link=facts.link("receipt", case.number) if request else "",
    )


def _is_for(mail: TakedownMail, item: TakedownItem) -> bool:
    """Whether a mail lists an item: one to the owner of a page, or on what was put back, lists that page only."""
    is_of_one = mail.kind in ("owner_notice", "restored")
    return not is_of_one or mail.details.get("url", item.url) == item.url


def _find_request(
    store: TakedownStore, case: TakedownCaseItems, mail: TakedownMail
) -> TakedownRequestRecord | None:
    """Returns the request that a mail is about: the one that it names, else the last one of its recipient."""
    if mail.kind in ("owner_notice", "alarm"):
        return None
    requests = store.cases.list_requests(case.id)
    named = [each for each in requests if str(each.id) == mail.details.get("request")]
    own = [each for each in requests if each.email.lower() == mail.address.lower()]
    return next(reversed(named or own), None)


def _list_missing(
    case: TakedownCaseItems, request: TakedownRequestRecord | None, mail: TakedownMail
) -> list[str]:
    """Returns what a request lacks that is not carried out yet, as codes: what the mail says, else its fields."""
    if "missing" in mail.details:
        return [name for name in NEEDED if name in mail.details["missing"].split(",")]
    if request is None or case.state != "received":
        return []
    has = {
        "claimant": request.claimant not in ("", request.email),
        "reason": request.reason,
        "signature": request.signature or request.channel != "mail",
        **{name: name in request.statements for name in ("good_faith", "accurate", "authorised")},
    }
    return [name for name in NEEDED if not has[name]]


def _list_waiting_proofs(
    facts: Facts, case: TakedownCaseItems, request: TakedownRequestRecord | None
) -> list[TakedownProof]:
    """Returns what would prove that the claimant controls the domain of the page; empty when nothing has to."""
    domain = next((item.domain for item in case.items if item.relation == "requested"), "")
    if request is None or not domain or case.state not in states.OPEN_STATES or case.confirmed:
        return []
    proven = [each for each in facts.store.proofs.list_of_request(request.id) if each.proven_at]
    is_enough = request.scope.kind == "page" and any(each.domain == domain for each in proven)
    if is_enough or any(each.method in control_proofs.DOMAIN_METHODS for each in proven):
        return []
    return list(control_proofs.ask_for_domain(facts.store, request.id, domain, facts.now))


def _make_confirm_link(facts: Facts, request: TakedownRequestRecord | None) -> str:
    """Returns the link that confirms the mailbox of a request; empty where a proof is known that counts without it."""
    if request is None:
        return ""
    proof = control_proofs.ask(facts.store, request.id, "mailbox", "", facts.now)
    counted = grades.list_counted(facts.store.proofs.list_of_request(request.id))
    return "" if counted else facts.link("confirm", proof.token)


def _find_page(
    facts: Facts, cases: Sequence[TakedownCaseItems], details: Mapping[str, str]
) -> tuple[str, str]:
    """Returns the page that a mail is about, and the link to object to its removal."""
    items = [(case, item) for case in cases for item in case.items]
    url = details.get("url", "")
    named = [(case, item) for case, item in items if item.url == url]
    if not named:
        return url, ""
    case, item = named[0]
    return item.url, facts.link("counter", case.number, str(item.article_id))


def _describe_urgency(cases: Sequence[TakedownCaseItems], now: str) -> str:
    return "\n".join(
        f"{case.number}: {states.describe_urgency(case.state, states.hours_left(case.deadline, now), case.waits_for)}"
        for case in cases
    )


def _for_people(time: str | None) -> str:
    return clock.for_people(time) if time else ""
