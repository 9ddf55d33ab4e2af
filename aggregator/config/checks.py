"""What a value must be beyond its type: each check returns the complaint, or "" for a good value."""

import re
from collections.abc import Callable
from typing import Any

from aggregator.mail_addresses import is_mail_address

LOG_LEVELS = ("DEBUG", "INFO", "WARNING", "ERROR", "CRITICAL")  # of Python's logging
MIN_KEY = 20  # characters of a key that a person sends
SECURITY = ("tls", "starttls", "none")  # of a connection to a mail server

_HTTPS = re.compile(r"https://[^\s<>()\"\\/]+\.[^\s<>()\"\\]+")
_HTTP = re.compile(r"https?://[^\s<>()\"\\/?#]+(/[^\s<>\"\\?#]*)?")
_WEBHOOK = re.compile(r"https?://[^\s<>()\"\\/?#]+(/[^\s<>\"\\]*)?")
_HOST = r"(?:[\w.\-]+|\[[0-9a-fA-F:.]+\])"
_EXCEPTION = re.compile(rf"{_HOST}:\d{{1,5}}")
_RESOLUTION = re.compile(rf"(?:\*|{_HOST})(?::\d{{1,5}})?={_HOST}:\d{{1,5}}")


def _check_contact(value: str) -> str:
    good = not value or is_mail_address(value) or _HTTPS.fullmatch(value)
    return "" if good and value.isprintable() else "must be a mail address or an https:// address"


def _check_mail(value: str) -> str:
    return "" if not value or is_mail_address(value) else "must be a mail address"


def _check_choice(values: tuple[str, ...]) -> Callable[[str], str]:
    return lambda value: "" if value in values else f"must be one of {', '.join(values)}"


def _check_each(pattern: re.Pattern[str], shape: str) -> Callable[[tuple[str, ...]], str]:
    return lambda value: (
        "" if all(pattern.fullmatch(item) for item in value) else f"must list {shape}"
    )


def _check_range(low: float, high: float) -> Callable[[float], str]:
    return lambda value: "" if low <= value <= high else f"must lie between {low:g} and {high:g}"


CHECKS: dict[str, Callable[[Any], str]] = {
    "alerts.mail": _check_mail,
    "alerts.webhook": lambda value: (
        "" if not value or _WEBHOOK.fullmatch(value) else "must be an http(s):// address"
    ),
    "crawl.allow_hosts": _check_each(_EXCEPTION, "HOST:PORT"),
    "crawl.contact": _check_contact,
    "crawl.delay": _check_range(0, 3600),
    "crawl.log_level": _check_choice(LOG_LEVELS),
    "crawl.log_format": _check_choice(("text", "json")),
    "crawl.max_bytes": _check_range(1024, 1 << 30),
    "crawl.resolve": _check_each(_RESOLUTION, "HOST[:PORT]=ADDRESS:PORT"),
    "crawl.timeout": _check_range(0.1, 3600),
    "crawl.workers": _check_range(0, 256),
    "db": lambda value: "" if value and "\0" not in value else "must be the path of a file",
    "evidence.timestamp_url": lambda value: (
        "" if not value or _HTTP.fullmatch(value) else "must be an http(s):// address"
    ),
    "mail.imap_port": _check_range(1, 65535),
    "mail.imap_security": _check_choice(SECURITY),
    "mail.sender": _check_mail,
    "mail.smtp_port": _check_range(1, 65535),
    "mail.smtp_security": _check_choice(SECURITY),
    "serve.base_url": lambda value: (
        "" if not value or _HTTP.fullmatch(value) else "must be an http(s):// address"
    ),
    "provenance.trust_list": lambda value: (
        "" if "\0" not in value else "must be the path of a file"
    ),
    "serve.contact": _check_contact,
    **{
        f"retention.{kind}": _check_range(0, 36500)
        for kind in ("comments", "numbers", "pages", "runs", "texts", "versions")
    },
    "rights.extract_words": _check_range(0, 1000),
    "serve.log_level": _check_choice(LOG_LEVELS),
    "serve.operator_key": lambda value: (
        "" if not value or len(value) >= MIN_KEY else f"must have at least {MIN_KEY} characters"
    ),
    "serve.port": _check_range(0, 65535),
    "takedown.alarm_to": _check_mail,
    "takedown.backup_days": _check_range(0, 36500),
    "takedown.dns": lambda value: (
        "" if not value or _EXCEPTION.fullmatch(value) else "must be ADDRESS:PORT"
    ),
    "takedown.erase_after_hours": _check_range(0, 23.5),
    "takedown.recipients": _check_each(_HTTP, "http(s):// addresses"),
    "trace.memento_timemap": lambda value: (
        "" if _HTTP.fullmatch(value) else "must be an http(s):// address"
    ),
}
