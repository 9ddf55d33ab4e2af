"""Articles that a result names: found in any result, and hidden where their publishers keep them out of lists.

A result names an article where it has its id beside its headline or its address. As every result is walked, a
new field is covered without a line here.
"""

from collections.abc import Collection, Iterator, Mapping
from functools import cache
from typing import Any, TypeVar, get_args, get_type_hints

from msgspec.structs import replace

from aggregator.results.base import Result

Named = TypeVar("Named", bound=Result)

_ID_FIELDS = ("article_id", "id", "original_article_id")
_URL_FIELDS = ("url", "original_url")
_NAMING_FIELDS = ("title", *_URL_FIELDS)
_OPEN = (Any, object, list)  # types that say nothing of what is in them


def list_named_ids(result: object) -> set[int]:
    """Returns the ids of all articles that a result, or a list of results, names."""
    return {article_id for article_id, _ in _walk(result)}


def hide_articles(result: Named, hidden: Collection[int]) -> Named:
    """Returns a result that names none of these articles: their headlines and addresses are left out.

    So they are in sentences, which have addresses as they are and headlines in quotation marks.
    """
    if not hidden:
        return result
    named = [each for key, each in _walk(result) if key in hidden]
    titles = {title for each in named if (title := getattr(each, "title", None))}
    words = {url for each in named for url in _list_urls(each)} | {f"“{each}”" for each in titles}
    made: Named = _hide(result, hidden, titles, sorted(words, key=len, reverse=True))
    return made


def describe_hidden(source: str) -> str:
    """Returns what is shown in place of the headline of an article that is not listed."""
    return f"An article at {source}" if source else "An article that is not listed"


def _walk(value: object) -> Iterator[tuple[int, Result]]:
    """Yields the id of each article that is named, with the result that names it."""
    if isinstance(value, Result):
        article_id = _find_id(value)
        if article_id is not None:
            yield article_id, value
        for name in _list_nested_fields(type(value)):
            yield from _walk(getattr(value, name))
    elif isinstance(value, list):
        for each in value:
            yield from _walk(each)


def _find_id(value: Result) -> int | None:
    """Returns the id of the article that a result names; None when it names none."""
    name = _find_id_field(type(value))
    found: int | None = getattr(value, name) if name else None
    return found


@cache
def _find_id_field(kind: type[Result]) -> str | None:
    """Returns the field that has the id of the article which results of a type name."""
    fields = kind.__struct_fields__
    if not any(name in fields for name in _NAMING_FIELDS):
        return None
    return next((name for name in _ID_FIELDS if name in fields), None)


@cache
def _list_nested_fields(kind: type[Result]) -> tuple[str, ...]:
    """Returns the fields of results of a type that may have other results."""
    hints = get_type_hints(kind)
    return tuple(name for name in kind.__struct_fields__ if _may_have_results(hints[name]))


def _may_have_results(hint: Any) -> bool:
    parts = get_args(hint)
    if parts:
        return any(map(_may_have_results, parts))
    return hint in _OPEN or (isinstance(hint, type) and issubclass(hint, Result))


def _list_urls(named: Result) -> list[str]:
    """Returns the addresses by which a result names its article."""
    return [url for name in _URL_FIELDS if (url := getattr(named, name, None))]


def _hide(value: Any, hidden: Collection[int], titles: Collection[str], words: list[str]) -> Any:
    if isinstance(value, str):
        if value in titles:
            return describe_hidden("")
        for each in words:
            value = value.replace(each, "…") if each in value else value
        return value
    if isinstance(value, list):
        return [_hide(each, hidden, titles, words) for each in value]
    if not isinstance(value, Result):
        return value
    fields: dict[str, Any] = {
        name: _hide(getattr(value, name), hidden, titles, words) for name in value.__struct_fields__
    }
    if _find_id(value) in hidden:
        fields |= _make_hidden_fields(fields)
    return replace(value, **fields)


def _make_hidden_fields(fields: Mapping[str, Any]) -> dict[str, Any]:
    hidden: dict[str, Any] = {}
    if "url" in fields:
        hidden["url"] = "" if fields["url"] is not None else None
    if fields.get("title") is not None:
        hidden["title"] = describe_hidden(fields.get("source") or fields.get("name") or "")
    return hidden | {name: [] for name in ("addresses", "captures") if name in fields}
