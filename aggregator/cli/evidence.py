"""Evidence as a file: written by `export evidence`, checked by `verify-evidence`."""

import json
from pathlib import Path

import click

from aggregator.cli import output
from aggregator.cli.session import Session, write_message
from aggregator.errors import UsageError

MAX_BYTES = 50 * 1024 * 1024  # of a file that is checked


def write_bundle(session: Session, story: int, target: Path | None) -> None:
    """Write the evidence on a story to a file or standard output, and its hash to standard error."""
    from aggregator.formats import evidence_bundle

    with session.open_for_reading() as aggregator:
        bundle = aggregator.evidence(story)
    as_json = target is not None and target.suffix == ".json"
    text = (
        json.dumps(output.convert_to_json_values(bundle), ensure_ascii=False, indent=1)
        if as_json
        else evidence_bundle.render_page(bundle)
    )
    if target is None:
        output.write_utf8(text)
    else:
        target.write_text(text, encoding="utf-8", newline="\n")
    write_message(f"hash of the whole, to be noted elsewhere: {bundle.head}")


@click.command("verify-evidence")
@click.argument("file", type=click.Path(path_type=Path, dir_okay=False))
@click.option("--json", "as_json", is_flag=True, help="One JSON object.")
def verify_evidence(file: Path, as_json: bool) -> None:
    """Check an evidence file, without network or database.

    Ends with 0 when every part is as it was written, with 1 when one was changed. Anybody can write
    a whole file: compare the hash with the one that was noted when it was made.
    """
    from aggregator.formats import evidence_bundle

    if not file.is_file():
        raise UsageError(f"{file} does not exist")
    if file.stat().st_size > MAX_BYTES:
        raise UsageError(f"{file}: more than {MAX_BYTES >> 20} MiB: too large for an evidence file")
    result = evidence_bundle.verify_bundle(file.read_text(encoding="utf-8", errors="replace"))
    if as_json:
        output.write_json(result)
        return
    output.write_fields(result)
    if not result.page_checked:
        write_message(
            "the page around the data was not checked: it was made by another version, or there is none"
        )
