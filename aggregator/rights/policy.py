"""The policy table: which uses each statement of a publisher forbids, and why.

Uses are of the text unless their name says otherwise. What no row forbids is allowed, except what `DEFAULT` forbids for
every article of a third party. docs/rights.md shows this table.
"""

from dataclasses import dataclass
from hashlib import blake2b

from aggregator.permissions import DEFAULT_FORBIDDEN, Use


@dataclass(frozen=True, slots=True)
class Rule:
    """A mark, what it means, the uses it forbids, and where it is defined."""

    mark: str
    meaning: str
    forbids: frozenset[Use]
    standard: str


SHOWN: frozenset[Use] = frozenset(["extract", "feed_summary", "full_text", "quote", "snippet"])
PASSED_ON: frozenset[Use] = frozenset(["export", "publish"])
IN_LISTS: frozenset[Use] = SHOWN.union(["headline", "publish", "search"])
KEPT: frozenset[Use] = SHOWN.union(PASSED_ON, ["search", "store"])
FULL: frozenset[Use] = PASSED_ON.union(["full_text"])
NOTHING: frozenset[Use] = frozenset()

_ROBOTS = "robots meta and X-Robots-Tag (developers.google.com/search/docs)"
_SIGNALS = "contentsignals.org"
_AIPREF = "IETF drafts aipref-attach and aipref-vocab"
_TDM = "TDMRep, W3C community report of 2024-05-10"
_RSL = "RSL 1.0 (rslstandard.org)"
_SCHEMA = "schema.org"

# Sorted by mark. A mark with `=` has what was said in its name; others have a value beside them or none.
POLICY: tuple[Rule, ...] = (
    Rule(
        "ai-agents disallowed",
        "robots.txt keeps AI agents from the page",
        PASSED_ON,
        "RFC 9309",
    ),
    Rule(
        "ai-txt disallowed",
        "ai.txt keeps texts from AI training",
        KEPT,
        "ai.txt (spawning.ai)",
    ),
    Rule("content-signal ai-input=no", "not as input of AI answers", PASSED_ON, _SIGNALS),
    Rule("content-signal ai-input=yes", "as input of AI answers", NOTHING, _SIGNALS),
    Rule("content-signal ai-train=no", "not for AI training", PASSED_ON, _SIGNALS),
    Rule("content-signal ai-train=yes", "for AI training", NOTHING, _SIGNALS),
    Rule("content-signal search=no", "not in search results", IN_LISTS, _SIGNALS),
    Rule("content-signal search=yes", "in search results", NOTHING, _SIGNALS),
    Rule("content-signal use=full", "in full", NOTHING, _SIGNALS),
    Rule("content-signal use=immediate", "to answer at once, not kept", KEPT, _SIGNALS),
    Rule("content-signal use=reference", "by link and extract only", FULL, _SIGNALS),
    Rule("content-usage ai-output=n", "not as input of AI answers", PASSED_ON, _AIPREF),
    Rule("content-usage ai-output=y", "as input of AI answers", NOTHING, _AIPREF),
    Rule("content-usage ai-use=n", "not as input of AI answers", PASSED_ON, _AIPREF),
    Rule("content-usage ai-use=y", "as input of AI answers", NOTHING, _AIPREF),
    Rule("content-usage bots=n", "not for automated processing", KEPT, _AIPREF),
    Rule("content-usage bots=y", "for automated processing", NOTHING, _AIPREF),
    Rule("content-usage search=n", "not in search results", IN_LISTS, _AIPREF),
    Rule("content-usage search=y", "in search results", NOTHING, _AIPREF),
    Rule("content-usage tdm=n", "not for text and data mining", KEPT, _AIPREF),
    Rule("content-usage tdm=y", "for text and data mining", NOTHING, _AIPREF),
    Rule("content-usage train-ai=n", "not for AI training", PASSED_ON, _AIPREF),
    Rule("content-usage train-ai=y", "for AI training", NOTHING, _AIPREF),
    Rule("content-usage train-genai=n", "not for training generative AI", PASSED_ON, _AIPREF),
    Rule("content-usage train-genai=y", "for training generative AI", NOTHING, _AIPREF),
    Rule("copyright", "who has the rights", NOTHING, "a line or field of the page"),
    Rule("copyright-holder", "who has the rights", NOTHING, f"{_SCHEMA} copyrightHolder; {_RSL}"),
    Rule("data-nosnippet", "passages that are not shown", frozenset(["snippet"]), _ROBOTS),
    Rule("licence", "under a licence", NOTHING, "rel=license, JSON-LD license"),
    Rule("max-image-preview=none", "no picture", frozenset(["image"]), _ROBOTS),
    Rule("max-snippet", "at most so many characters are shown", frozenset(["full_text"]), _ROBOTS),
    Rule("noai", "not for AI", KEPT, "noai (deviantart.com, 2022)"),
    Rule("noarchive", "no copy is kept", KEPT, _ROBOTS),
    Rule("noimageai", "pictures not for AI", frozenset(["image"]), "noai (deviantart.com, 2022)"),
    Rule("noimageindex", "pictures not in search results", frozenset(["image"]), _ROBOTS),
    Rule("noindex", "not in search results", IN_LISTS, _ROBOTS),
    Rule("nosnippet", "nothing of the text is shown", SHOWN, _ROBOTS),
    Rule(
        "not free", "for subscribers", PASSED_ON | {"full_text"}, f"{_SCHEMA} isAccessibleForFree"
    ),
    Rule("rsl", "terms in an RSL file", NOTHING, _RSL),
    Rule("rsl on-terms ai-all", "for AI on terms only", KEPT, _RSL),
    Rule("rsl on-terms ai-index", "in an index for AI on terms only", PASSED_ON, _RSL),
    Rule("rsl on-terms ai-input", "as input of AI answers on terms only", PASSED_ON, _RSL),
    Rule("rsl on-terms ai-train", "for AI training on terms only", PASSED_ON, _RSL),
    Rule("rsl on-terms all", "for automated use on terms only", KEPT, _RSL),
    Rule("rsl on-terms search", "in search results on terms only", IN_LISTS, _RSL),
    Rule("rsl payment", "kind of payment", NOTHING, _RSL),
    Rule("rsl prohibits ai-all", "not for AI", KEPT, _RSL),
    Rule("rsl prohibits ai-index", "not in an index for AI", PASSED_ON, _RSL),
    Rule("rsl prohibits ai-input", "not as input of AI answers", PASSED_ON, _RSL),
    Rule("rsl prohibits ai-train", "not for AI training", PASSED_ON, _RSL),
    Rule("rsl prohibits all", "for no automated use", KEPT, _RSL),
    Rule("rsl prohibits search", "not in search results", IN_LISTS, _RSL),
    Rule("rsl server", "where a licence is to be asked for", NOTHING, _RSL),
    Rule("tdm-policy", "terms of text and data mining", NOTHING, _TDM),
    Rule("tdm-reservation", "text and data mining is reserved", KEPT, _TDM),
    Rule("tdm-reservation=0", "text and data mining is not reserved", NOTHING, _TDM),
    Rule("unavailable_after", "gone from search results after a date", IN_LISTS, _ROBOTS),
    Rule("usage-info", "terms of use", NOTHING, f"{_SCHEMA} usageInfo"),
)
RULES: dict[str, Rule] = {rule.mark: rule for rule in POLICY}

# Of every article of a third party that no licence and no operator opens.
DEFAULT = Rule("", "an article of a third party", DEFAULT_FORBIDDEN, "this program")
DEFAULT_REASON = "its rights are its publisher's: an extract and the link are shown"


def find_version() -> str:
    """Returns what changes with the policy: permissions that another one decided are decided again."""
    rows = [(rule.mark, sorted(rule.forbids)) for rule in (*POLICY, DEFAULT)]
    return blake2b(repr(rows).encode(), digest_size=8).hexdigest()
