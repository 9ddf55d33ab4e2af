"""The log on standard error: one line for each decision, `key=value` for people or JSON for machines.

Loggers are those of Python's `logging`; `get_logger` gives them fields. Whatever handler writes the lines has the
fields in the message; a handler with `make_formatter` writes all loggers alike, those of libraries too.
"""

import logging
import sys
from collections.abc import Iterator, Mapping, MutableMapping
from contextlib import contextmanager
from typing import Any

import structlog
from structlog.stdlib import BoundLogger, ProcessorFormatter

FORMATS = ("text", "json")
Fields = MutableMapping[str, Any]

_write_fields = structlog.processors.LogfmtRenderer(bool_as_flag=False)


def get_logger(name: str) -> BoundLogger:
    """Returns the logger of a module: `logger.info("feed polled", source="paper.example", new=3)`."""
    logger: BoundLogger = structlog.wrap_logger(
        logging.getLogger(name),
        processors=[structlog.stdlib.filter_by_level, _write_as_message],
        wrapper_class=BoundLogger,
    )
    return logger


def make_formatter(log_format: str) -> logging.Formatter:
    """Returns what writes a line for a record: with its time, level and fields, as `text` or `json`."""
    renderer = structlog.processors.JSONRenderer() if log_format == "json" else _write_line
    return ProcessorFormatter(
        foreign_pre_chain=[
            structlog.stdlib.add_log_level,
            structlog.stdlib.add_logger_name,
            structlog.processors.TimeStamper(fmt="%Y-%m-%dT%H:%M:%SZ", utc=True, key="at"),
            structlog.stdlib.ExtraAdder(allow=["happened", "fields"]),
        ],
        processors=[
            ProcessorFormatter.remove_processors_meta,
            structlog.processors.format_exc_info,
            _take_fields if log_format == "json" else _drop_fields,
            renderer,
        ],
    )


@contextmanager
def writing(level: str, log_format: str) -> Iterator[None]:
    """Lets all loggers of this process write to standard error, from a level on, until the end of the block."""
    handler, before = logging.StreamHandler(sys.stderr), logging.root.level
    handler.setFormatter(make_formatter(log_format))
    handler.setLevel(level)
    logging.root.addHandler(handler)
    logging.root.setLevel(level)
    try:
        yield
    finally:
        logging.root.removeHandler(handler)
        logging.root.setLevel(before)


def _write_as_message(_: Any, __: str, fields: Fields) -> tuple[tuple[str], dict[str, Any]]:
    """Returns the arguments for Python's logger: the fields are in the message, and beside it for JSON."""
    event, exc_info = str(fields.pop("event")), fields.pop("exc_info", None)
    fields = {name: _make_printable(value) for name, value in fields.items()}
    extra = {"happened": event, "fields": fields}
    return (_join(event, fields),), {"exc_info": exc_info, "extra": extra}


def _join(event: str, fields: Mapping[str, Any]) -> str:
    return f"{event} {_write_fields(None, '', dict(fields))}".rstrip()


def _make_printable(value: Any) -> Any:
    """Returns a text without control characters: an address must not steer a terminal."""
    if not isinstance(value, str):
        return value
    return "".join(sign if sign.isprintable() else "\N{REPLACEMENT CHARACTER}" for sign in value)


def _take_fields(_: Any, __: str, line: Fields) -> Fields:
    """Returns a record of ours with each field by its name, after time, level, logger and event."""
    fields, event = line.pop("fields", {}), line.pop("happened", line["event"])
    first = {name: line.pop(name) for name in ("at", "level", "logger")}
    line.pop("event")
    return {**first, "event": event, **fields, **line}


def _drop_fields(_: Any, __: str, line: Fields) -> Fields:
    line.pop("fields", None)
    line.pop("happened", None)
    return line


def _write_line(_: Any, __: str, line: Fields) -> str:
    text = f"{line['at']} {line['level'].upper()} {line['logger']}: {line['event']}"
    return f"{text}\n{line['exception']}" if line.get("exception") else text
