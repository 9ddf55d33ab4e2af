"""Labels for the values of the contract, in plain English: one table per concept.

The command, the web pages, watches and evidence files take them from here. A label describes and
never accuses: it says what we looked for and did not find.
"""

from collections.abc import Mapping

VERDICTS: Mapping[str, str] = {
    "original_here": "original stored here",
    "original_outside": "original published elsewhere",
    "common_source": "several publishers carry one agency's text",
    "contested": "the evidence names more than one origin",
    "undetermined": "origin not determined",
}
CONFIDENCES: Mapping[str, str] = {
    "high": "confidence high",
    "medium": "confidence medium",
    "low": "confidence low",
    "none": "no confidence",
}
ROLES: Mapping[str, str] = {
    "original": "original",
    "same_owner": "same publisher group",
    "credited_copy": "credited copy",
    "uncredited_copy": "copy, no credit found",
    "partial": "copy of a part",
    "version": "another version",
    "quote": "quotes it",
    "collection": "collection that carries it",
    "series": "same form, another text",
}
# Why a member has its role, or none; {original} is the name of the original
ROLE_REASONS: Mapping[str, str] = {
    "agency_named": "It names an agency as the source of this text.",
    "agency_page": "It is the page of an agency, which may have the text first.",
    "caption_only": "We found {original} below a picture or a chart only, which is no credit for the text.",
    "contested": "The evidence names more than one origin, so nothing is said of this page.",
    "direction_unknown": "We do not know well enough which page had this text first.",
    "is_original": "The evidence for this page is the strongest.",
    "lines_not_kept": "Its links and lines were not kept when it was read, so we could not look for {original} in them.",
    "linked": "It links the page of {original}.",
    "linked_another": "It links another page as the source of this text, not that of {original}.",
    "linked_elsewhere": "It links {original} outside its article, which may or may not be meant for this text.",
    "mentioned_only": "It mentions {original} or links another page of it, which does not say where the text is from.",
    "named": "It names {original}.",
    "named_another": "It names another source of this text, not {original}.",
    "nothing_found": "We looked at its links and lines: we found no link to {original} and no mention of it.",
    "order_unknown": "Our polls do not show whether it or {original} had the text first.",
    "other_only": "We found no link to the page of {original}; it names {original} for something else than this text: a picture, numbers, a person or another text to read.",
    "part_only": "Only a part of the text is the same.",
    "picture_only": "We found no link to {original} and no mention of it; it shows a picture that {original} serves.",
    "redirected": "The server of one of the two pages leads readers to the other: they may be of one publisher.",
    "same_name": "Its publisher has the name or the part of the web of {original}: it may be the same one.",
    "same_publisher": "It is of the same publisher or owner as {original}.",
    "seen_first": "Our polls saw it before {original}, so it is no copy of that page.",
    "sign_off_unknown": "It ends with a sign-off that may name an agency.",
    "signed_only": "It carries the signed manifest of {original}, which readers do not see.",
    "site_linked": "It links the site of {original}.",
    "site_linked_another": "It links the site of another source of this text, not that of {original}.",
    "text_doubtful": "The page of {original} has another text than the fullest one of this story.",
    "told_only": "We found no link to {original} and no line that states it as the source; its text says what people told {original}.",
    "unlisted": "It asks not to be listed by search engines, as partners do.",
}
UNKNOWN_ROLE = "role not determined"
CREDITS: Mapping[str, str] = {
    "exact_link": "links to its source",
    "site_link": "links to the site of its source",
    "named": "names its source",
    "agency_only": "names an agency",
    "none": "no credit found",
}
RELATIONS: Mapping[str, str] = {
    "identical": "identical text",
    "syndicated": "nearly identical text",
    "abridged": "abridged text",
    "wrapped": "whole text within a longer one",
    "edited": "edited text",
    "partial": "part of the text",
    "version": "another version",
    "quote": "quoted passage",
    "collection": "collection that carries the text",
    "series": "same form, another text",
}
# What a request to take something down is about
TAKEDOWN_GROUNDS: Mapping[str, str] = {
    "copyright": "copyright or the rights of a publisher",
    "personal_data": "personal data",
    "court_order": "an order of a court or an authority",
    "other": "another right",
}
TAKEDOWN_CHANNELS: Mapping[str, str] = {
    "form": "form",
    "mail": "mail",
    "command": "the operator",
}
TAKEDOWN_SCOPES: Mapping[str, str] = {
    "page": "a page",
    "text": "a text, wherever it is copied",
    "copies": "the copies of a text",
    "author": "an author at a domain",
    "domain": "a domain",
    "span": "a domain within a time span",
}
TAKEDOWN_OUTCOMES: Mapping[str, str] = {
    "received": "open",
    "hidden": "hidden",
    "erased": "deleted",
    "closed": "deleted and proven",
    "rejected": "turned down",
    "expired": "expired",
    "rescinded": "withdrawn",
    "restored": "put back",
}
TAKEDOWN_ACTIONS: Mapping[str, str] = {
    "hide": "hidden, then deleted",
    "ask": "a person decides first",
    "list": "a person looks at it; it stays until then",
    "keep": "it stays",
}
TAKEDOWN_ITEM_STATES: Mapping[str, str] = {
    "pending": "to be hidden",
    "hidden": "hidden",
    "erased": "deleted",
    "listed": "a person looks at it",
    "kept": "it stays",
    "restored": "put back",
}
# How far a case is, for its claimant
TAKEDOWN_STATES: Mapping[str, str] = {
    "received": "We have your request; nothing is hidden yet.",
    "hidden": "What your request covers is hidden, and is deleted next.",
    "erased": "What your request covered is deleted; the search of our files is not complete.",
    "closed": "What your request covered is deleted; our files were searched, and nothing was left.",
    "rejected": "Your request was turned down. What was hidden for it is shown again.",
    "expired": "Your request has expired, as its mailbox was not confirmed.",
    "rescinded": "The request was withdrawn.",
    "restored": "What was removed was put back, as its publisher objected.",
}
COUNTER_STATES: Mapping[str, str] = {
    "received": "received",
    "forwarded": "sent to whoever asked for the removal",
    "restored": "the page was put back",
    "refused": "turned down",
    "suit": "a suit was filed, the page stays removed",
}
TAKEDOWN_DECISIONS: Mapping[str, str] = {
    "accepted": "accepted",
    "partly_accepted": "accepted in part",
    "rejected": "turned down",
}
UNCERTAIN_SERIES = "a text of the same form or a copy: neither is certain"
# Whether two texts are instances of one form
FORMS: Mapping[str, str] = {
    "same": "yes",
    "doubtful": "doubtful: a form or a copy",
    "different": "no",
}
EVIDENCE_CLASSES: Mapping[str, str] = {
    "A": "source claim",
    "B": "copy trace",
    "C": "text",
    "D": "observation",
    "E": "citation",
    "F": "claimed date",
    "G": "custom",
    "H": "operator",
    "I": "signature",
}
MANIFEST_PLACES: Mapping[str, str] = {
    "text": "the text",
    "html": "the page",
    "image": "a picture in the page",
}
MANIFEST_STATES: Mapping[str, str] = {
    "trusted": "signed by",
    "untrusted": "signed with a certificate that is not of the trust list, in the name of",
    "mismatch": "carries a signed manifest that does not fit",
    "unreadable": "carries a signed manifest that cannot be read",
}
CORRECTION_STATES: Mapping[str, str] = {
    "carried": "still with the former passage",
    "unread": "with the former passage when last read, before the change",
    "followed": "with the correction",
    "gone": "without the passage",
}
# Why an item of a takedown case is removed, left to a person or kept
TAKEDOWN_REASONS: Mapping[str, str] = {
    "alarm": "our own observations contradict what the claimant's page says",
    "back_dated": "its date may be earlier than our first sight of the claimant's text",
    "collection": "it carries the text among others",
    "domain_unproven": "a signed mail is no proof of more than one page: the domain has to be proven",
    "evidence_admission": "it links the claimant's page as the source of its text",
    "evidence_operator": "the operator set the claimant's page as the original",
    "evidence_polls": "our polls saw the claimant's text before it was listed",
    "first_seen_page": "it is the page on which we saw this text first",
    "free_mailbox": "the claimant speaks for a company from a free mailbox",
    "fresh_domain": "we know the claimant's domain for less than a month",
    "hidden_while_asked": "hidden for a day at most, until a person decides",
    "kept": "the request leaves it out",
    "mailbox_only": "only a mailbox is confirmed, which is no proof for this page",
    "many_hidden": "many pages of its publisher were hidden within a day",
    "many_items": "the request reaches many pages",
    "many_requests": "the claimant sent many requests within a day",
    "named_original": "our evidence names it as the original",
    "no_contact": "we know no address of its publisher",
    "not_known": "nothing is known of it",
    "order_unknown": "our polls do not show whether it or the claimant's page had the text first",
    "origin_unknown": "our evidence does not name the claimant's page as the origin",
    "over_limit": "the claimant sent more requests than are handled by themselves",
    "own_page": "the claimant proved control of its domain",
    "own_work": "the claimant proved control of its domain, and its text stays out elsewhere too",
    "person": "a person decided",
    "put_back_before": "it was hidden and put back before",
    "same_words": "many requests have the same words",
    "suspended": "requests of the claimant were manifestly unfounded",
    "to_look_at": "it may show words of the work and is no copy of it",
    "undated": "it shows no date, and we saw the claimant's text less than a day before it was listed",
    "unproven": "nothing is proven of the claimant yet",
}
# Why the text of an article is not stored
UNSTORED_TEXTS: Mapping[str, str] = {
    "aged": "its text was deleted by age; it is compared by fingerprints still",
    "reserved": "its text is not stored, as its publisher said; it is compared by fingerprints",
}
# What would change a verdict
VERDICT_CHANGES: Mapping[str, tuple[str, ...]] = {
    "original_here": (
        "an earlier observation of the same text at another publisher",
        "a page of the named original that credits another source",
        "an agency's mark on two independent pages with this text",
    ),
    "original_outside": (
        "the named original itself, once it is stored and read",
        "pages with this text that credit another source",
    ),
    "common_source": (
        "the common source's own page, once it is stored and read",
        "pages with this text that credit one of these publishers",
    ),
    "contested": (
        "a credit or an observation that only one of the named origins agrees with",
        "the retraction of one of the credits",
    ),
    "undetermined": (
        "a credit on any of these pages",
        "an observation that separates the pages in time",
    ),
}
OPERATOR_VERDICT_CHANGES = ("another decision of the operator, or the withdrawal of this one",)


def describe_manifest(place: str, state: str, signer: str, issuer: str, detail: str) -> str:
    """Returns what a signed manifest of a page shows, in one line."""
    said = f"{MANIFEST_PLACES[place]}: {MANIFEST_STATES[state]}"
    if state in ("trusted", "untrusted"):
        said += f" {signer or 'nobody'}"
        said += f" (certificate issued by {issuer})" if issuer else ""
    return f"{said}; {detail}" if detail else said


def describe_capture(archive: str, captured_at: str) -> str:
    """Returns when a web archive first captured an address, in one line; that is not its publication."""
    return f"first captured by {archive} at {captured_at}"


def describe_reason(reason: str | None, original: str | None) -> str:
    """Returns why a member has its role, or none, as a sentence; empty where it was not noted."""
    sentence = ROLE_REASONS.get(reason or "", "")
    return sentence.replace("{original}", original or "the original")


def describe_comparison(relation: str, a_in_b: float, b_in_a: float) -> str:
    """Returns what text A is to text B; of a collection, which of the two it is: the one that shares less."""
    name = "B" if relation == "collection" and a_in_b > b_in_a else "A"
    return f"{name}: {RELATIONS[relation]}"


def describe_related_share(
    relation: str, role: str | None, share: float, share_of_story: float
) -> str:
    """Returns what a text that is no copy shares with a story.

    `share` is the share of it that is also in the story's text, `share_of_story` of that in it.
    """
    if relation == "series":
        kind = RELATIONS["series"] if role else UNCERTAIN_SERIES
        return f"{kind}; {share:.0%} of its wording is here too"
    return f"{share:.0%} of it is this text, of which it carries {share_of_story:.0%}"


def describe_carried_share(share: float, share_of_collection: float) -> str:
    """Returns how much of a text a collection carries, and which share of the collection it is."""
    return f"{share_of_collection:.0%} of this page; {share:.0%} of that text is carried"


def describe_takedown_relation(relation: str) -> str:
    """Returns what a page is to the one that a request names."""
    return (
        "the page that was named" if relation == "requested" else RELATIONS.get(relation, relation)
    )


def describe_member(role: str | None, credit: str | None) -> str:
    """Returns the role of a member, with the credit it gives where the role does not include it."""
    label = ROLES[role] if role else UNKNOWN_ROLE
    credit = credit or "none"
    if role in ("original", "uncredited_copy") or (credit == "none" and role != "partial"):
        return label
    return f"{label}; {CREDITS[credit]}"
