"""`takedown receipt` and `takedown verify-receipt`."""

from pathlib import Path

import click

from aggregator.cli import output
from aggregator.cli.evidence import check_signer, key_option, list_known_keys, read_file, read_roots
from aggregator.cli.session import Session, add_database_options, write_message
from aggregator.cli.takedown.group import takedown


@takedown.command()
@click.argument("number")
@click.option(
    "-o", "target", metavar="FILE", type=click.Path(path_type=Path, dir_okay=False),
    help="Where it is written (default: standard output).",
)  # fmt: skip
@add_database_options
@click.pass_obj
def receipt(session: Session, number: str, target: Path | None) -> None:
    """The signed receipt of a closed case: what was erased, how that was proven, what is kept."""
    with session.open_for_reading() as aggregator:
        text = aggregator.takedowns.receipt(number)
    if target is None:
        output.write_utf8(text)
    else:
        target.write_text(text, encoding="utf-8", newline="\n")


@takedown.command("verify-receipt")
@click.argument("file", type=click.Path(path_type=Path, dir_okay=False))
@key_option
@click.option("--json", "as_json", is_flag=True, help="One JSON object.")
@add_database_options
@click.pass_obj
def verify_receipt(session: Session, file: Path, keys: tuple[str, ...], as_json: bool) -> None:
    """Check a receipt, without network; a database is not needed.

    Ends with 0 when it is as it was signed, by a key that is known. Ends with 1 when something was
    changed, or an unknown key signed it.
    """
    from aggregator.formats import receipts

    known = list_known_keys(session, keys)
    result = receipts.verify_receipt(read_file(file), known, read_roots(session))
    if as_json:
        output.write_json(result)
    else:
        output.write_fields(result)
    check_signer(result.signer, result.fingerprint)
    write_message(receipts.PROVES)
    write_message(receipts.DOES_NOT_PROVE)
