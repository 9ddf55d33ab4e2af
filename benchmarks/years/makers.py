"""Pages, addresses, wordings and arrivals of single behaviours, which the tables name."""

import random
import zlib
from collections.abc import Callable

from benchmarks.years import pages
from benchmarks.years.model import (
    Answer,
    Arrivals,
    Article,
    Asked,
    Behaviour,
    Link,
    Look,
    Site,
    Wording,
)

# Wordings: what an article says later.


def correct(article: Article, index: int) -> tuple[Wording, ...]:
    """Every second article is corrected after 3 hours, every fourth once more after 30."""
    first = article.wordings[0]
    if index % 2:
        return ()
    note = f"An earlier report named {article.author} as the owner; that was wrong."
    soon = Wording(3.0, first.headline, (note, *first.paragraphs[1:]))
    late = Wording(30.0, first.headline, (*soon.paragraphs, f"{article.author} did not comment."))
    return (soon,) if index % 4 else (soon, late)


def rename(article: Article, _index: int) -> tuple[Wording, ...]:
    """Each article gets another headline after 5 hours."""
    first = article.wordings[0]
    return (Wording(5.0, f"{first.headline}, says {article.author}", first.paragraphs),)


def grow(article: Article, _index: int) -> tuple[Wording, ...]:
    """A live report gets a paragraph every three hours."""
    first = article.wordings[0]
    return tuple(
        Wording(3.0 * n, first.headline, first.paragraphs[: 3 + n])
        for n in range(1, len(first.paragraphs) - 2)
    )


# Pages.


def headed(head: str) -> Callable[[Look], Answer]:
    """The article with this in its head; `{host}`, `{slug}` and `{first}` (the first article's) are filled in."""

    def make(look: Look) -> Answer:
        first = next(iter(look.site.articles.values())).slug
        filled = head.format(host=look.asked.host, slug=slug_of(look), first=first)
        return pages.show(look, head=filled)

    return make


def bare(look: Look) -> Answer:
    """The article without headline, date and author."""
    return pages.show(look, dated=False)


def paginated(look: Look) -> Answer:
    """The first page has all but two paragraphs of the text, the second the rest."""
    article = look.article
    if article is None or look.hour < article.out:
        return pages.not_here()
    wording = article.wording_at(look.hour)
    second = look.asked.path.endswith("?page=2")
    part = wording.paragraphs[-2:] if second else wording.paragraphs[:-2]
    path = f"/2026/{article.slug}"
    foot = f"<p class='pages'><a href='{path}'>1</a> <a rel='next' href='{path}?page=2'>2</a></p>"
    page = Wording(0.0, wording.headline, part)
    body = pages.make_article_page(article, page, foot=foot)
    return Answer(body, shows=None if second else article.number)


def refresh(look: Look) -> Answer:
    """A page that leads to /full by a meta refresh."""
    if look.article is None or look.hour < look.article.out:
        return pages.not_here()
    target = f"/full{look.asked.path}"
    tag = f"<meta http-equiv='refresh' content='0; url={target}'>"
    return Answer(f"<html><head>{tag}</head><body></body></html>".encode(), leads=target)


def slug_of(look: Look) -> str:
    return look.article.slug if look.article else ""


def here(form: str) -> Callable[[Look], str]:
    """An address at the host that was asked; `{slug}`, `{path}`, `{host}` and `{site}` are filled in."""
    return lambda look: form.format(
        slug=slug_of(look), path=look.asked.path, host=look.asked.host, site=look.site.host
    )


# Addresses in feeds.


def linked(form: str) -> Link:
    """`{host}`, `{slug}`, `{number}`, `{hour}` (changes at each poll), `{poll}` (counts them) are filled in."""

    def link(site: Site, article: Article, asked: Asked) -> str:
        return form.format(
            host=site.host,
            slug=article.slug,
            number=article.number,
            hour=f"{zlib.crc32(f'{asked.hour}'.encode()):08x}",
            poll=asked.number,
        )

    return link


def turned(*forms: str) -> Link:
    """Another form of the address at each poll."""
    links = [linked(form) for form in forms]
    return lambda site, article, asked: links[asked.number % len(links)](site, article, asked)


def kept_form(*forms: str) -> Link:
    """Several addresses for one article, one of the forms each, in turn by article."""
    links = [linked(form) for form in forms]
    return lambda site, article, asked: links[article.number % len(links)](site, article, asked)


# Arrivals: the hours in which articles are announced.


def steady(behaviour: Behaviour, hours: float) -> list[float]:
    """Evenly by day with chance in it, fewer at night."""
    draw = random.Random(behaviour.name)
    times = []
    for day in range(int(hours // 24) + 1):
        count = int(behaviour.per_day) + (draw.random() < behaviour.per_day % 1)
        times += [
            24 * day + draw.choice((draw.uniform(6, 22), draw.uniform(0, 24))) for _ in range(count)
        ]
    return sorted(t for t in times if t < hours)


def bursts(count: int, minutes: float, every_days: int) -> Arrivals:
    """So many articles in a row, so many minutes apart, every so many days at noon."""

    def arrive(_behaviour: Behaviour, hours: float) -> list[float]:
        starts = range(12, int(hours), 24 * every_days)
        times = [start + n * minutes / 60 for start in starts for n in range(count)]
        return [t for t in times if t < hours]

    return arrive


def until(day: float) -> Arrivals:
    """Steadily, and nothing from that day on."""
    return lambda behaviour, hours: [t for t in steady(behaviour, hours) if t < 24 * day]
