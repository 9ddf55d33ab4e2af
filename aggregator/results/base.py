"""The base of all results, from database rows and to JSON."""

from typing import Any, TypeVar

import msgspec


class Result(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Base of all results: a frozen type whose fields are those of its JSON, in this order."""


ResultType = TypeVar("ResultType", bound=Result)


def convert(row: dict[str, Any], result: type[ResultType]) -> ResultType:
    """Return a database row, or any dictionary with the JSON names, as a result.

    Raises msgspec.ValidationError when a name or the type of a value differs: that is a bug.
    """
    return msgspec.convert(row, result)


def to_json_value(value: Any) -> Any:
    """Return a result, or a container of results, as dictionaries and lists with the JSON names."""
    return msgspec.to_builtins(value)
