"""The files of a published edition: refused, written beside their place, and moved there at the end."""

from collections.abc import Callable
from pathlib import Path

from aggregator import clock
from aggregator.errors import UsageError
from aggregator.formats.part_files import writing
from aggregator.publishing.edition import write_edition
from aggregator.publishing.metadata import is_metadata, make_metadata
from aggregator.results import PublishedEdition
from storage.corpus.permissions import ArticlePermissions
from storage.published.edition import is_edition
from storage.published.reader import EditionReader


def metadata_path(target: Path) -> Path:
    """Returns the path of the metadata of an edition: `news.db.metadata.json` beside `news.db`."""
    return target.with_name(f"{target.name}.metadata.json")


def check_replaceable(target: Path) -> None:
    """Raises UsageError for a path that is taken by something else than a published edition and its metadata."""
    if target.is_dir() or not target.parent.is_dir():
        raise UsageError(f"{target} is no place for a file: name a file in a folder that exists")
    for path, is_ours in ((target, is_edition), (metadata_path(target), is_metadata)):
        if path.exists() and not (path.is_file() and is_ours(path)):
            raise UsageError(
                f"{path} was not written by `aggregator publish`, and is not replaced: name another file"
            )


def publish(
    reader: EditionReader,
    permissions: ArticlePermissions,
    target: Path,
    words: int,
    progress: Callable[[int], None] | None,
) -> PublishedEdition:
    """Write the edition and its metadata; what was there before is replaced when both are whole.

    Extracts have so many `words`. `progress` gets the number of articles done. Raises UsageError, see `check_replaceable`.
    """
    check_replaceable(target)
    with writing(target) as part, writing(metadata_path(target)) as metadata:
        published = write_edition(reader, permissions, part, words, progress)
        metadata.write_text(make_metadata(target.stem, clock.now()), encoding="utf-8")
    return published
