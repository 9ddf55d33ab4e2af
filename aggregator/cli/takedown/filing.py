"""`takedown preview` and `takedown file`: what a request would affect, and a request of the operator."""

import sys
from collections.abc import Callable, Sequence
from typing import Any, TypeVar, get_args

import click

from aggregator.cli import output
from aggregator.cli.session import Session, add_database_options, write_message
from aggregator.cli.takedown.group import takedown
from aggregator.errors import UsageError
from aggregator.results.takedowns import (
    Ground,
    Language,
    ScopeKind,
    TakedownPreview,
    TakedownScope,
)

PREVIEW_COLUMNS = (
    "article_id",
    "source",
    "title",
    "relation",
    "action",
    "reason",
    "containment",
    "containment_of_original",
    "url",
)
SCOPES = get_args(ScopeKind)

Decorated = TypeVar("Decorated", bound=Callable[..., Any])


def add_scope_options(command: Decorated) -> Decorated:
    """Add the options that say what is asked for."""
    for option in reversed(
        (
            click.option("--url", metavar="URL", help="The address of the article."),
            click.option("--story", metavar="ID", type=int, help="The text of this story."),
            click.option(
                "--scope",
                type=click.Choice(SCOPES),
                default="text",
                help="This page, its text wherever it is copied (the default), its copies without it, or "
                "what an author or a domain published, or did within a time.",
            ),
            click.option(
                "--keep",
                metavar="ADDRESS",
                multiple=True,
                help="An address or a domain whose copy stays.",
            ),
            click.option("--author", metavar="NAME", default="", help="With --scope author."),
            click.option(
                "--domain", metavar="DOMAIN", default="", help="With --scope author, domain, span."
            ),
            click.option(
                "--since", metavar="DAY", default="", help="First seen on this day or later."
            ),
            click.option(
                "--until", metavar="DAY", default="", help="First seen on this day or before."
            ),
        )
    ):
        command = option(command)
    return command


@takedown.command("preview")
@add_scope_options
@output.add_list_options
@add_database_options
@click.pass_obj
def show_preview(
    session: Session,
    url: str | None,
    story: int | None,
    scope: ScopeKind,
    keep: tuple[str, ...],
    author: str,
    domain: str,
    since: str,
    until: str,
    as_json: bool,
    as_csv: bool,
) -> None:
    """What a request would affect, each with its relation, its share, and what would become of it."""
    asked = TakedownScope("", "", scope, keep, author, domain, since, until)
    _check_target(url, story, asked)
    with session.open_for_reading() as aggregator:
        articles = aggregator.takedowns.preview(url=url, story=story, scope=asked)
    output.write_rows(articles, PREVIEW_COLUMNS, as_json=as_json, as_csv=as_csv)
    _describe(articles)


@takedown.command()
@add_scope_options
@click.option("--claimant", metavar="NAME", required=True, help="Who asks.")
@click.option("--reason", metavar="TEXT", required=True, help="Why.")
@click.option("--email", metavar="MAIL", default="", help="Where the claimant is answered.")
@click.option("--work", metavar="URL", default="", help="The claimant's own publication.")
@click.option(
    "--ground", type=click.Choice(get_args(Ground)), default="copyright", help="What it rests on."
)
@click.option(
    "--language", type=click.Choice(get_args(Language)), default="en", help="Of the mails."
)
@click.option(
    "--source-url",
    metavar="URL",
    default="",
    help="Primary source that the page of a removed article may link.",
)
@click.option(
    "--now/--later",
    "at_once",
    default=True,
    help="The next run erases it (the default), or 23 hours after receipt.",
)
@click.option("--yes", is_flag=True, help="Do it without asking.")
@click.option("--dry-run", is_flag=True, help="Show what it would touch and do nothing.")
@click.option("--json", "as_json", is_flag=True, help="JSON.")
@add_database_options
@click.pass_obj
def file(
    session: Session,
    /,
    url: str | None,
    story: int | None,
    scope: ScopeKind,
    keep: tuple[str, ...],
    author: str,
    domain: str,
    since: str,
    until: str,
    work: str,
    source_url: str,
    yes: bool,
    dry_run: bool,
    as_json: bool,
    **fields: Any,
) -> None:
    """Open a case as the operator: shows every copy it touches, then hides them at once.

    Copies that carry the text are hidden; those that share a part of it, quote it, are another
    version of it or carry it among other texts are listed for a person. Asks first, unless --yes is given.
    `takedown run` then erases for good what is hidden: at once, or with --later 23 hours after receipt,
    until which `takedown decide NUMBER --reject` puts it back.
    """
    asked = TakedownScope("", "", scope, keep, author, domain, since, until)
    _check_target(url, story, asked)
    _check_addresses(url, work, source_url)
    with session.open_for_reading() as aggregator:
        articles = aggregator.takedowns.preview(url=url, story=story, scope=asked)
    if as_json and dry_run:
        output.write_json(articles)
    elif not as_json:
        output.write_rows(articles, PREVIEW_COLUMNS, as_json=False, as_csv=False)
    _describe(articles)
    if dry_run:
        write_message("nothing done")
        return
    if not yes and not _confirm_hiding(sum(article.action == "hide" for article in articles)):
        raise UsageError("nothing done: add --yes to carry it out")
    with session.open_existing() as aggregator:
        case = aggregator.takedowns.file(
            url=url, story=story, work_url=work, source_url=source_url, scope=asked, **fields
        )
    if as_json:
        output.write_json(case)
    write_message(
        f"{case.number}: {case.state}, due {case.deadline}; erased by the first `aggregator takedown run` "
        f"from {case.erase_at} on"
    )


def _check_target(url: str | None, story: int | None, asked: TakedownScope) -> None:
    if asked.domain and url is None and story is None:
        return
    if (url is None) == (story is None):
        raise UsageError("name what to take down: either --url URL or --story ID")


def _check_addresses(*addresses: str | None) -> None:
    from aggregator import urls

    for address in addresses:
        if address:
            urls.canonical(address)


def _describe(articles: Sequence[TakedownPreview]) -> None:
    """Say how many are hidden, left to a person and kept; and what a collection carries."""
    counts = {
        action: sum(a.action == action for a in articles) for action in ("hide", "list", "keep")
    }
    write_message(
        f"{counts['hide']} to hide, {counts['list']} to look at (each can be filed by its own address), "
        f"{counts['keep']} kept"
    )
    for article in articles:
        if article.relation == "collection":
            write_message(
                f"article {article.article_id} is a collection: it stays, with all that it carries, until "
                f"you decide on it; to see the passages: aggregator compare {article.article_id} "
                f"{articles[0].article_id}"
            )


def _confirm_hiding(count: int) -> bool:
    """Ask on a terminal; elsewhere the answer is no."""
    return sys.stdin.isatty() and click.confirm(f"Hide these {count} articles now?", err=True)
