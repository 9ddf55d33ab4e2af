"""Kinds of clusters about time: claimed dates, polls, admissions that the clock contradicts."""

from dataclasses import replace
from datetime import timedelta

from benchmarks.origin import edits
from benchmarks.origin.kinds_credit import as_text, own
from benchmarks.origin.maker import Maker
from benchmarks.origin.model import DAY, Cluster, Page, Update, time_at


def _pages(maker: Maker, copies: int) -> list[Page]:
    """An original and so many uncredited copies, on fast sites, apart."""
    text = maker.supply.take()
    sites, times = maker.pick(copies + 1), maker.times_apart(copies + 1)
    original = maker.original(sites[0], text, times[0])
    return [
        original,
        *(maker.copy(s, original, t) for s, t in zip(sites[1:], times[1:], strict=True)),
    ]


def _back_date(maker: Maker, page: Page, original: Page) -> Page:
    before = timedelta(
        days=maker.rng.choice((0, 1, 3, 20, 200)), hours=maker.rng.randint(1, 20), minutes=7
    )
    return replace(page, claimed=time_at(original.out) - before, back_dated=True)


def make_back_dated(maker: Maker) -> Cluster:
    """A copy claims a date before the original's; the polls show otherwise."""
    original, second, third = _pages(maker, 2)
    second = _back_date(maker, second, original)
    return Cluster("", "back_dated", (original, second, third), (own(original),))


def make_back_dated_together(maker: Maker) -> Cluster:
    """The same, but the polls cannot tell; another copy credits the original."""
    text = maker.supply.take()
    slow, sites = maker.pick(1, slow=True)[0], maker.pick(2)
    times = maker.times_together(3)
    original = maker.original(slow, text, times[0])
    second = _back_date(maker, maker.copy(sites[0], original, times[1]), original)
    third = maker.credited(sites[1], original, times[2], maker.credit_line("exact_link", "en"))
    return Cluster("", "back_dated_together", (original, second, third), (own(original),))


def make_late_dated(maker: Maker) -> Cluster:
    """The original was given a later date when it was updated; the copies claim earlier ones."""
    original, second, third = _pages(maker, 2)
    original = replace(original, claimed=time_at(original.out + maker.rng.randint(200, 900)))
    if maker.rng.random() < 0.5:
        second = maker.credited(
            second.site, original, second.out, maker.credit_line("exact_link", "en")
        )
    return Cluster("", "late_dated", (original, second, third), (own(original),))


def make_no_dates(maker: Maker) -> Cluster:
    """No page claims a date."""
    pages = [replace(page, claimed=None) for page in _pages(maker, 2)]
    return Cluster("", "no_dates", tuple(pages), (own(pages[0]),))


def make_later_credited(maker: Maker) -> Cluster:
    """A copy credits another copy, which was seen after the original by disjoint polls."""
    original, second, third = _pages(maker, 2)
    line = maker.credit_line(maker.rng.choice(("exact_link", "named")), "en")
    third = maker.credited(third.site, second, third.out, line)
    third = replace(third, text=original.text, credits=second.url)
    return Cluster("", "later_credited", (original, second, third), (own(original),))


def make_later_credited_with_support(maker: Maker) -> Cluster:
    """The same, and a further copy credits the original."""
    original, second, third, fourth = _pages(maker, 3)
    third = maker.credited(third.site, second, third.out, maker.credit_line("exact_link", "en"))
    third = replace(third, text=original.text, credits=second.url)
    fourth = maker.credited(
        fourth.site, original, fourth.out, maker.credit_line("exact_link", "en")
    )
    return Cluster(
        "", "later_credited_with_support", (original, second, third, fourth), (own(original),)
    )


def make_late_listing(maker: Maker) -> Cluster:
    """The original is credited by its copy but came into its own feed hours after the copy was seen.

    The clock is wrong here and the admission right: `contested` is what an honest system says.
    """
    original, second = _pages(maker, 1)
    first_seen, late = original.out, min(original.out + maker.rng.randint(60, 200), DAY - 20)
    claimed = time_at(first_seen - 3)
    second = maker.credited(
        second.site, original, first_seen + 12, maker.credit_line("exact_link", "en")
    )
    original = replace(original, out=late, claimed=claimed)
    return Cluster("", "late_listing", (original, second), (own(original),))


def make_circular(maker: Maker) -> Cluster:
    """Two partners credit each other; the polls tell who was first."""
    original, second, third = _pages(maker, 2)
    line = maker.credit_line(maker.rng.choice(("exact_link", "site_link")), "en")
    second = maker.credited(second.site, original, second.out, line)
    back = maker.credited(original.site, second, original.out, line)
    original = replace(original, parts=back.parts, credits=second.url, credit=back.credit)
    return Cluster("", "circular", (original, second, third), (own(original),))


def make_circular_together(maker: Maker) -> Cluster:
    """The same between two polls: nothing can tell."""
    text = maker.supply.take()
    slow, site = maker.pick(1, slow=True)[0], maker.pick(1)[0]
    times = maker.times_together(2)
    original = maker.original(slow, text, times[0])
    line = maker.credit_line("exact_link", "en")
    second = maker.credited(site, original, times[1], line)
    back = maker.credited(slow, second, times[0], line)
    original = replace(original, parts=back.parts, credits=second.url, credit=back.credit)
    origin = replace(own(original), claimable=False)
    return Cluster("", "circular_together", (original, second), (origin,))


def make_chain(maker: Maker) -> Cluster:
    """Each copy was made of the one before and credits that one only."""
    original, second, third, fourth = _pages(maker, 3)
    level = maker.rng.choice(("exact_link", "exact_link", "named"))
    second = maker.credited(second.site, original, second.out, maker.credit_line(level, "en"))
    third = maker.credited(third.site, second, third.out, maker.credit_line(level, "en"))
    third = replace(third, credits=second.url)
    fourth = maker.credited(fourth.site, third, fourth.out, maker.credit_line(level, "en"))
    fourth = replace(fourth, credits=third.url)
    return Cluster("", "chain", (original, second, third, fourth), (own(original),))


def make_updated_original(maker: Maker) -> Cluster:
    """The original is edited after it was copied; the copies keep the former wording."""
    if maker.rng.random() < 0.5:
        return _update_before_poll(maker)
    original, second, third = _pages(maker, 2)
    changed = edits.update(as_text(original), "This report was updated with further details.")
    original = replace(original, updates=(Update(third.out + 15, changed.paragraphs),))
    if maker.rng.random() < 0.5:
        third = maker.credited(third.site, original, third.out, maker.credit_line("named", "en"))
    return Cluster("", "updated_original", (original, second, third), (own(original),))


def _update_before_poll(maker: Maker) -> Cluster:
    """The original's slow site is read after the edit only; a copy credits it."""
    text = maker.supply.take()
    slow, sites = maker.pick(1, slow=True)[0], maker.pick(2)
    times = maker.times_together(3)
    original = maker.original(slow, text, times[0])
    second = maker.credited(sites[0], original, times[1], maker.credit_line("exact_link", "en"))
    third = maker.copy(sites[1], original, times[2])
    changed = edits.update(text, "This report was updated with further details.")
    original = replace(original, updates=(Update(times[0] + 8, changed.paragraphs),))
    return Cluster("", "updated_original", (original, second, third), (own(original),))


def make_updated_copy(maker: Maker) -> Cluster:
    """A copy follows the original's correction, under its own later date."""
    original, second, third = _pages(maker, 2)
    note = "Editor’s note: the number of people in the hall was corrected."
    changed = edits.update(as_text(original), note)
    original = replace(original, updates=(Update(second.out + 15, changed.paragraphs),))
    second = replace(second, updates=(Update(second.out + 40, changed.paragraphs),))
    later = min(second.out + 60, DAY - 12)
    third = replace(third, paragraphs=changed.paragraphs, out=later, claimed=time_at(later))
    return Cluster("", "updated_copy", (original, second, third), (own(original),))
