"""First steps and upkeep: `demo`, `init`, `doctor`, `config show`."""

import shutil
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import click

from aggregator.cli import evidence, output
from aggregator.cli.session import Session, add_database_options, write_message
from aggregator.errors import AggregatorError, PartlyDone, StorageError

if TYPE_CHECKING:
    from aggregator.api import Aggregator
    from aggregator.config import Config, Value
    from aggregator.results import Finding

MIN_FREE_BYTES = 500 * 1024 * 1024  # bytes that should be free on the disk of the database
PACKAGES = ("aggregator", "spiders", "storage")


@click.command()
@click.option("--serve", is_flag=True, help="Keep the sites and the pages open in a browser.")
@add_database_options
@click.pass_obj
def demo(session: Session, serve: bool) -> None:
    """A miniature news world on this machine, crawled, traced, taken down.

    Nothing leaves this machine. The database stays (default ./demo.db) for you to look around in.
    """
    from aggregator import demo as world

    world.run(Path(session.db or "demo.db"), serve=serve)


@click.command()
@click.option(
    "--country",
    "countries",
    metavar="KE,FR",
    help="Only these countries (ISO 3166-1, two letters, comma between). Default: all.",
)
@click.option("--contact", metavar="MAIL", help="Your mail or https address, for the user agent.")
@click.option("--dry-run", is_flag=True, help="Say what would be set up.")
@add_database_options
@click.pass_obj
def init(session: Session, countries: str | None, contact: str | None, dry_run: bool) -> None:
    """Set up a database with the world's feeds, or those of some countries.

    Asks nothing. --contact is written to the settings file; the rest of the file stays as it is.
    """
    from aggregator import config
    from aggregator.formats import source_lists

    file = config.choose_settings_path(session.config)
    settings = None if contact is None else config.add_contact_to_settings(file, contact)
    wanted = [code.strip().upper() for code in (countries or "").split(",") if code.strip()]
    listed = list(source_lists.read_seeds(wanted))
    feeds = sum(len(feeds) for _, feeds in listed)
    if dry_run:
        write_message(
            f"{len(listed)} sources with {feeds} feeds would go into {session.database_path()}"
        )
        if contact is not None:
            write_message(f"contact {contact} would be written to {file}")
        return
    with session.open_for_writing() as aggregator:
        added = aggregator.sources.add(listed)
        evidence.write_new_key(aggregator.maintenance.create_signing_key())
    if settings is not None:
        _write_atomically(file, settings)
        write_message(f"contact {contact} written to {file}")
    write_message(
        f"{session.database_path()}: {len(listed)} sources, {feeds} feeds, {added.feeds} of them new"
    )
    write_message(
        "next: aggregator crawl --due" if session.settings().crawl.contact else NO_CONTACT
    )


def _write_atomically(file: Path, text: str) -> None:
    """Write a file whole or not at all: settings must survive a full disk."""
    target = file.resolve()
    written = target.with_name(f"{target.name}.new")
    written.write_text(text, encoding="utf-8")
    if target.exists():
        shutil.copymode(target, written)
    written.replace(target)


NO_CONTACT = "next: say who crawls, sites want to know: aggregator init --contact ops@example.org"


@click.command()
@click.option("--json", "as_json", is_flag=True, help="A JSON list.")
@click.option(
    "--repair",
    is_flag=True,
    help="First make again what follows from other rows; save what can be read of a damaged file.",
)
@add_database_options
@click.pass_obj
def doctor(session: Session, as_json: bool, repair: bool) -> None:
    """Check database, index, disk and installation. Ends with 1 when something has failed.

    Every text is signed once more and compared with its stored signature, by which copies are found;
    so is the archive of older articles.

    --repair makes again every table that follows from others, with a line on each. Where a file is damaged,
    it saves what can be read of both files into new ones beside them and ends with 3; the damaged files
    stay as they are.
    """
    if repair:
        _repair(session)
    with session.open_for_reading() as aggregator:
        findings = list(aggregator.maintenance.check())
        findings += _list_installation_findings(session)
        for check in (_check_signatures, _check_archive, _check_takedowns):
            findings += _run_check(check, aggregator)
    if as_json:
        output.write_json(findings)
    else:
        for finding in findings:
            output.write_utf8(f"{finding.level:4}  {finding.says}\n")
    failed = sum(finding.level == "fail" for finding in findings)
    if failed:
        raise AggregatorError(f"{failed} checks failed")


def _repair(session: Session) -> None:
    """Make derived tables again, or save a damaged database. Raises PartlyDone when it is damaged."""
    from aggregator.api import recovery

    path = session.database_path()
    damage = recovery.find_damage(path)
    if not damage:
        with session.open_existing() as aggregator:
            for line in aggregator.maintenance.repair():
                write_message(line)
        return
    for line in damage:
        write_message(f"damaged: {line}")
    found = recovery.recover(path)
    for line in found.says:
        write_message(line)
    raise PartlyDone(
        f"{path} is damaged and stays as it is; what can be read is in {found.path}: restore a backup, or check "
        f"this file with `aggregator --db {found.path} doctor` and put it and its private file in place of the damaged ones"
    )


def _run_check(
    check: "Callable[[Aggregator], Iterator[Finding]]", aggregator: "Aggregator"
) -> "list[Finding]":
    """The findings of a check; where the file cannot be read, that."""
    from aggregator.results import Finding

    try:
        with aggregator.maintenance.explain_errors():
            return list(check(aggregator))
    except StorageError as error:
        return [Finding("fail", str(error))]


def _check_signatures(aggregator: "Aggregator") -> "Iterator[Finding]":
    from aggregator.results import Finding

    if invalid := aggregator.maintenance.find_invalid_signatures():
        says = (
            f"{len(invalid)} articles are not signed as their text is: aggregator doctor --repair"
        )
        yield Finding("fail", says)
    else:
        yield Finding("ok", "every signature is that of its text")


def _check_archive(aggregator: "Aggregator") -> "Iterator[Finding]":
    from aggregator.results import Finding

    if aggregator.maintenance.is_archive_valid():
        yield Finding("ok", "the archive holds the older articles, and no others")
    else:
        says = "the archive and the signatures disagree: aggregator doctor --repair"
        yield Finding("fail", says)


def _check_takedowns(aggregator: "Aggregator") -> "Iterator[Finding]":
    from aggregator.results import Finding

    status = aggregator.status()
    if status.clock:
        yield Finding("warn", status.clock)
    for case in status.takedowns:
        yield Finding("warn", f"{case.number}: {case.says}")
    for number in status.counter_notices:
        yield Finding(
            "warn", f"{number}: a counter-notice waits for you: takedown counter {number}"
        )


def _list_installation_findings(session: Session) -> "Iterator[Finding]":
    """Yield what was found about the disk, the contact and the installed packages."""
    from aggregator.results import Finding

    path = session.database_path()
    free = shutil.disk_usage(path.resolve().parent).free
    enough = free > max(MIN_FREE_BYTES, 2 * path.stat().st_size)
    yield Finding("ok" if enough else "warn", f"{free >> 20} MiB free on the disk")
    if not session.settings().crawl.contact:
        yield Finding(
            "warn", "no contact: public sites are not crawled (aggregator init --contact)"
        )
    yield from _find_package_conflicts()


def _find_package_conflicts() -> "Iterator[Finding]":
    """Yield our top-level packages, whose names are common words, that another package installs too."""
    from importlib.metadata import packages_distributions

    from aggregator.results import Finding

    owners = packages_distributions()
    for name in PACKAGES:
        several = sorted(set(owners.get(name, [])))
        if len(several) > 1:
            yield Finding("fail", f"package {name} is claimed by {', '.join(several)}: reinstall")


@click.group("config")
def config() -> None:
    """Settings and where each comes from."""


@config.command("new-key")
@output.dry_run_option
@add_database_options
@click.pass_obj
def new_key(session: Session, dry_run: bool) -> None:
    """Make a new key that signs evidence files; the former one stays known."""
    if dry_run:
        for key in evidence.list_own_keys(session)[:1]:
            write_message(f"the key {key.fingerprint} would be replaced")
        return
    with session.open_existing() as aggregator:
        evidence.write_new_key(aggregator.maintenance.replace_signing_key())


@config.command()
@output.add_list_options
@add_database_options
@click.pass_obj
def show(session: Session, as_json: bool, as_csv: bool) -> None:
    """Each setting, its value, and where the value comes from; the public key of evidence files."""
    loaded = session.load_config()
    rows = [
        {"setting": name, "value": _show_value(loaded.config, name), "from": origin}
        for name, origin in loaded.origin.items()
    ]
    for key in evidence.list_own_keys(session)[:1]:
        origin = f"private file, made {key.made_at}"
        rows += [
            {"setting": f"evidence key: {name}", "value": getattr(key, name), "from": origin}
            for name in ("public_key", "fingerprint")
        ]
    output.write_rows(rows, ("setting", "value", "from"), as_json=as_json, as_csv=as_csv)


def _show_value(settings: "Config", name: str) -> "Value":
    """Returns the value of a setting as it may be shown: of a secret, whether it is set."""
    from aggregator.config import get_value, is_secret

    value = get_value(settings, name)
    return "(set)" if value and is_secret(name) else value
