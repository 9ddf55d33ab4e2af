"""Evidence as a file: written by `export evidence`, checked by `verify-evidence`."""

import json
import re
from pathlib import Path
from typing import TYPE_CHECKING

import click

from aggregator.cli import output
from aggregator.cli.session import Session, add_database_options, write_message
from aggregator.errors import AggregatorError, EvidenceError, UsageError

if TYPE_CHECKING:
    from aggregator.config import Config
    from aggregator.results import EvidenceBundle, PublicKey

MAX_BYTES = 50 * 1024 * 1024  # of a file that is checked
FORMATS = ("html", "json", "jsonld", "ninjs", "claimreview")
key_option = click.option(
    "--key",
    "keys",
    metavar="PUBLIC",
    multiple=True,
    help="A public key that is known, or its fingerprint; repeatable. Keys of the database are known.",
)


def write_bundle(session: Session, story: int, shape: str | None, target: Path | None) -> None:
    """Write the evidence on a story to a file or standard output, and its hash to standard error.

    `shape` is one of FORMATS; by default HTML, or JSON for a file that ends in .json.
    """
    create_key_if_missing(session)
    with session.open_for_reading() as aggregator:
        bundle = aggregator.evidence(story)
    shape = shape or ("json" if target is not None and target.suffix == ".json" else "html")
    if shape in ("html", "json"):
        bundle = stamp_bundle(bundle, session.settings())
    text = _format_bundle(bundle, shape, session.settings().serve.base_url)
    if target is None:
        output.write_utf8(text)
    else:
        session.note_written_file(target, "evidence", f"story {story}")
        target.write_text(text, encoding="utf-8", newline="\n")
    if shape in ("html", "json"):
        write_message(f"hash of the whole, to be noted elsewhere: {bundle.head}")


def create_key_if_missing(session: Session) -> None:
    """Make the key pair that signs evidence files, with a message, in a database that has none."""
    with session.open_for_reading() as aggregator:
        if aggregator.maintenance.list_public_keys():
            return
    with session.open_existing() as aggregator:
        write_new_key(aggregator.maintenance.create_signing_key())


def write_new_key(key: "PublicKey | None") -> None:
    """Write the fingerprint of a key pair that was just made; nothing for None."""
    if key is not None:
        write_message(f"made the key that signs evidence files, fingerprint {key.fingerprint}")


def stamp_bundle(bundle: "EvidenceBundle", config: "Config") -> "EvidenceBundle":
    """Return a bundle with a time stamp of the authority in the settings; without, and a message, if it fails."""
    if not config.evidence.timestamp_url:
        return bundle
    from aggregator.crawl.time_stamps import request_time_stamp
    from aggregator.formats import evidence_time_stamps, signed_bundles

    message = signed_bundles.get_signed_message(bundle)
    query = evidence_time_stamps.make_request(message)
    try:
        answer = request_time_stamp(config.evidence.timestamp_url, query, config.crawl)
        stamp = evidence_time_stamps.read_answer(answer, message)
    except AggregatorError as error:
        write_message(f"the file has no time stamp: {error}")
        return bundle
    return signed_bundles.add_time_stamp(bundle, stamp)


def _format_bundle(bundle: "EvidenceBundle", shape: str, base_url: str) -> str:
    """Return a bundle as text of one of FORMATS. `base_url`: the public address of this installation."""
    from aggregator.formats import evidence_bundle, evidence_forms

    if shape == "html":
        return evidence_bundle.render_page(bundle)
    value = (
        output.convert_to_json_values(bundle)
        if shape == "json"
        else evidence_forms.FORMS[shape](bundle, base_url)
    )
    return json.dumps(value, ensure_ascii=False, indent=1)


@click.command("verify-evidence")
@click.argument("file", type=click.Path(path_type=Path, dir_okay=False))
@key_option
@click.option("--json", "as_json", is_flag=True, help="One JSON object.")
@add_database_options
@click.pass_obj
def verify_evidence(session: Session, file: Path, keys: tuple[str, ...], as_json: bool) -> None:
    """Check an evidence file, without network; a database is not needed.

    Ends with 0 when it is as it was signed, by a key that is known; or when it is of format 1 or 2, which
    have no signature. Ends with 1 when something was changed, or an unknown key signed it.
    """
    from aggregator.formats import evidence_check

    known = list_known_keys(session, keys)
    data = read_file(file)
    roots = read_roots(session)
    result = evidence_check.verify_bundle(data, known, roots)
    if as_json:
        output.write_json(result)
    else:
        output.write_fields(result)
    if not result.page_checked:
        write_message("there is no page around the data")
    check_signer(result.signer, result.fingerprint)
    if result.signer == "none":
        write_message("not signed: anybody can have written it; compare the hash of the whole")
        if keys:
            raise EvidenceError("not signed, so not by the key that was named")


def check_signer(signer: str, fingerprint: str | None) -> None:
    """Raise EvidenceError when an unknown key signed a file."""
    if signer == "unknown":
        raise EvidenceError(
            f"signed by an unknown key, {fingerprint}: get the key of who made the file from "
            "their site, and name it with --key"
        )


def list_known_keys(session: Session, keys: tuple[str, ...]) -> list[str]:
    """Return the keys that were named and the fingerprints of our own. Raises UsageError."""
    for key in keys:
        if not re.fullmatch("[0-9a-fA-F]{64}", key):
            raise UsageError(
                f"--key {key}: a public key or a fingerprint has 64 hexadecimal digits"
            )
    return [key.lower() for key in keys] + [key.fingerprint for key in list_own_keys(session)]


def read_file(file: Path) -> bytes:
    """Return the bytes of a file that is checked. Raises UsageError for none, or for one that is too large."""
    if not file.is_file():
        raise UsageError(f"{file} {'is no file' if file.exists() else 'does not exist'}")
    if file.stat().st_size > MAX_BYTES:
        raise UsageError(f"{file}: more than {MAX_BYTES >> 20} MiB: too large for an evidence file")
    return file.read_bytes()


def read_roots(session: Session) -> bytes | None:
    """Return the certificates that are trusted for time stamps, PEM; None where none are set."""
    path = session.settings().evidence.timestamp_roots
    if not path:
        return None
    try:
        return Path(path).read_bytes()
    except OSError as error:
        raise UsageError(f"[evidence] timestamp_roots: {path} cannot be read: {error}") from error


def list_own_keys(session: Session) -> "list[PublicKey]":
    """Return the public keys of this installation; none without a database of this version."""
    try:
        with session.open_for_reading() as aggregator:
            return aggregator.maintenance.list_public_keys()
    except AggregatorError:
        return []
