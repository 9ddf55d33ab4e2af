"""What is found of the pages of a source: how many of those announced are stored, and why the others are not."""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence

from aggregator import clock, crawl_labels
from aggregator.health import limits
from aggregator.health.making import find_time_ago, make_finding
from aggregator.results.health import HealthFinding, SourceFacts, UnstoredPage

# What the cause of most pages says of the source: cause -> code of `crawl_labels.HEALTH_CODES`
CODES: Mapping[str, str] = {
    "challenge": "pages_challenged",
    "consent": "pages_walled",
    "empty": "layout_changed",
    "error_page": "pages_soft_404",
    "forbidden": "pages_forbidden",
    "front_page": "pages_redirected",
    "gone": "pages_gone",
    "login": "pages_walled",
    "meta_refresh": "pages_redirected",
    "no_answer": "pages_unreachable",
    "no_host": "pages_unreachable",
    "not_found": "pages_gone",
    "paywall": "pages_paywalled",
    "redirect_loop": "pages_redirected",
    "redirected": "pages_redirected",
    "robots": "pages_robots",
    "robots_unreachable": "pages_unreachable",
    "server_error": "pages_unreachable",
    "tls": "pages_tls",
    "too_many": "pages_paused",
    "too_short": "layout_changed",
}
OTHER = "pages_unstored"
MOST_CAUSES = 3  # named in one sentence


def judge_pages(facts: SourceFacts, now: str) -> Iterator[HealthFinding]:
    """Yields what the pages of a source show."""
    if facts.unstored:
        yield from _judge_newest(facts, now)
    else:
        yield from _judge_share(facts)
    yield from _judge_texts(facts)
    yield from _judge_delay(facts)


def _judge_newest(facts: SourceFacts, now: str) -> Iterator[HealthFinding]:
    """Yields a finding when none of the newest pages is stored, which is no chance."""
    pages = facts.unstored
    is_old, is_person = _is_old(pages, now), _needs_person(facts, now)
    if not is_person and not (is_old and _probability(facts) <= limits.BY_CHANCE_NOTE):
        return
    causes = Counter(page.cause for page in pages)
    since = clock.to_the_minute(min(page.found_at for page in pages))
    words = (
        f"none of the {len(pages)} pages announced since {since} is stored: "
        if len(pages) > 1
        else f"the newest page, announced at {since}, is not stored: "
    )
    code = CODES.get(causes.most_common(1)[0][0], OTHER)
    yield make_finding(code, words + describe_causes(causes), person=is_person)


def _is_old(pages: Sequence[UnstoredPage], now: str) -> bool:
    """Returns whether a page is not stored although its first look was long ago."""
    tried = [page.first_tried_at for page in pages if page.first_tried_at]
    return bool(tried) and min(tried) <= find_time_ago(now, limits.UNSTORED_SECONDS)


def _needs_person(facts: SourceFacts, now: str) -> bool:
    number = len(facts.unstored)
    if not _is_known(facts):
        return number >= limits.UNSTORED_UNKNOWN
    few = limits.UNSTORED_FEW if _is_old(facts.unstored, now) else limits.UNSTORED_PERSON
    return number >= few and _probability(facts) <= limits.BY_CHANCE


def _is_known(facts: SourceFacts) -> bool:
    return facts.past.announced >= limits.FEWEST_PAST and facts.past.stored > 0


def _probability(facts: SourceFacts) -> float:
    """Returns how likely so many pages fail in a row with the share that was stored in the past; 1 if not known."""
    if not _is_known(facts):
        return 1.0
    share = min(facts.past.stored / facts.past.announced, limits.BEST_SHARE)
    return float((1 - share) ** len(facts.unstored))


def _judge_share(facts: SourceFacts) -> Iterator[HealthFinding]:
    """Yields a finding when a smaller share of what is announced is stored than before, and looks failed."""
    recent, past, failed = facts.recent, facts.past, sum(facts.causes.values())
    if recent.announced < limits.FEWEST_RECENT or past.announced < limits.FEWEST_BEFORE:
        return
    missing = recent.announced - recent.stored
    fell = recent.stored / recent.announced < limits.SHARE_FELL_TO * past.stored / past.announced
    if fell and failed >= limits.SHARE_EXPLAINED * missing:
        code = CODES.get(max(facts.causes, key=lambda cause: facts.causes[cause]), OTHER)
        says = (
            f"{recent.stored} of {recent.announced} pages announced today and yesterday are stored, "
            f"{past.stored} of {past.announced} before; looks that failed: {describe_causes(facts.causes)}"
        )
        yield make_finding(code, says, person=True)


def _judge_texts(facts: SourceFacts) -> Iterator[HealthFinding]:
    """Yields findings when texts got much shorter, or when most of them came behind a paywall."""
    recent, past = facts.recent, facts.past
    if recent.stored < limits.TEXTS_RECENT or past.stored < limits.TEXTS_BEFORE:
        return
    length, before = recent.text_length / recent.stored, past.text_length / past.stored
    if length < limits.LENGTH_FELL_TO * before:
        says = f"its {recent.stored} newest articles have {length:.0f} characters on average, {before:.0f} before"
        yield make_finding("layout_changed", says, person=True)
    share, share_before = recent.paywalled / recent.stored, past.paywalled / past.stored
    if share >= limits.PAYWALLED_NOW and share_before <= limits.PAYWALLED_BEFORE:
        says = f"{recent.paywalled} of its {recent.stored} newest articles are for subscribers, {past.paywalled} of {past.stored} before"
        yield make_finding("paywall", says)


def _judge_delay(facts: SourceFacts) -> Iterator[HealthFinding]:
    """Yields a finding when articles are stored much later after their date than before."""
    recent, past = facts.recent, facts.past
    if recent.delays < limits.DELAYS_RECENT or past.delays < limits.DELAYS_BEFORE:
        return
    delay, before = recent.delay_s / recent.delays, past.delay_s / past.delays
    if delay >= limits.SLOW_SECONDS and delay > limits.SLOWER * before:
        says = f"articles are stored {delay / 3600:.1f} h after their date on average, {before / 3600:.1f} h before"
        yield make_finding("late_articles", says)


def describe_causes(causes: Mapping[str, int]) -> str:
    """Returns causes in words with their numbers, the most frequent first."""
    ranked = sorted(causes.items(), key=lambda item: (-item[1], item[0]))
    named = [f"{number} × {crawl_labels.PAGE_CAUSES.get(cause, cause)}" for cause, number in ranked]
    rest = sum(number for _, number in ranked[MOST_CAUSES:])
    return ", ".join([*named[:MOST_CAUSES], *([f"{rest} × other causes"] if rest else [])])
