"""Writes a mail of ours: the draft of its kind and language, filled with the facts of its case."""

import re
from collections.abc import Sequence
from dataclasses import fields
from email.message import EmailMessage
from email.utils import format_datetime
from functools import cache

from jinja2 import Environment, StrictUndefined, Template

from aggregator import clock
from aggregator.results.takedowns import TakedownMail
from aggregator.takedown.mail.facts import Facts, collect_facts, find_language
from aggregator.takedown.mail.header_fields import clean_line
from aggregator.takedown.mail.words import get_draft, get_frame

MAX_SUBJECT = 200  # characters
UNFRAMED_KINDS = ("alarm",)  # to the operator

_EMPTY_LINES = re.compile(r"\n[ \t]*(?:\n[ \t]*)+\n")


def write_letter(facts: Facts, mails: Sequence[TakedownMail]) -> tuple[str, str]:
    """Returns subject and text of mails that are sent as one, from what is stored by now."""
    language = find_language(facts.store, mails[0])
    letter = collect_facts(facts, mails)
    values = {each.name: getattr(letter, each.name) for each in fields(letter)}
    kind = mails[0].kind
    subject, text = get_draft(language, kind)  # type: ignore[arg-type]  # only mails to be sent are written
    start, end = ("", "") if kind in UNFRAMED_KINDS else get_frame(language)
    body = make_template(start + text.lstrip("\n") + end).render(values)
    return clean_line(make_template(subject).render(values))[:MAX_SUBJECT], _close_gaps(body)


@cache
def make_template(source: str) -> Template:
    """Returns the template of a draft; a placeholder without value is an error."""
    environment = Environment(
        autoescape=False,  # noqa: S701  plain text, no HTML
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    return environment.from_string(source)


def _close_gaps(text: str) -> str:
    return _EMPTY_LINES.sub("\n\n", text).strip() + "\n"


def make_message(
    mail: TakedownMail, sender: str, answered: Sequence[str], now: str
) -> EmailMessage:
    """Returns a written mail with its headers. `answered` are the ids of the mails before it, the last one last.

    Raises ValueError for an address or a subject that would add a header.
    """
    message = EmailMessage()
    message["From"] = sender
    message["To"] = mail.address
    message["Subject"] = mail.subject
    message["Date"] = format_datetime(clock.from_text(now))
    message["Message-ID"] = mail.message_id
    message["Auto-Submitted"] = "auto-generated"
    message["X-Auto-Response-Suppress"] = "All"  # of Exchange: no notice of absence in return
    if answered:
        message["In-Reply-To"] = answered[-1]
        message["References"] = " ".join(answered)
    message.set_content(mail.body, charset="utf-8")
    return message
