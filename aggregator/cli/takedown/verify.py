"""`takedown verify`: what a claimant has to place at a domain, and whether it is there."""

import math
import time
from typing import TYPE_CHECKING

import click

from aggregator.cli import output
from aggregator.cli.session import Session, add_database_options, write_message
from aggregator.cli.takedown.group import takedown

if TYPE_CHECKING:
    from aggregator.api import Aggregator
    from aggregator.config import Config
    from aggregator.results import TakedownProof

COLUMNS = ("request_id", "method", "domain", "token", "proven_at", "checked_at", "detail")


@takedown.command()
@click.argument("number")
@click.option("--domain", metavar="DOMAIN", help="Ask for a proof of this domain.")
@click.option("--request", "request_id", metavar="ID", type=int, help="Which request of the case.")
@click.option("--dry-run", is_flag=True, help="Show what is asked for, and look nowhere.")
@output.add_list_options
@add_database_options
@click.pass_obj
def verify(
    session: Session,
    number: str,
    domain: str | None,
    request_id: int | None,
    dry_run: bool,
    as_json: bool,
    as_csv: bool,
) -> None:
    """Look whether a claimant has proven control of a domain.

    The token of the case is looked for in DNS (TXT record), in a file and in a meta tag of the domain; one of
    them is enough. `takedown run` looks as well.
    """
    with session.open_existing() as aggregator:
        if domain:
            from aggregator import urls

            aggregator.takedowns.ask_for_proof(number, urls.host(f"https://{domain}"), request_id)
        if not dry_run:
            check_proofs(aggregator, session.settings(), aggregator.takedowns.list_proofs(number))
        proofs = aggregator.takedowns.list_proofs(number)
    output.write_rows(proofs, COLUMNS, as_json=as_json, as_csv=as_csv)
    if not proofs:
        write_message(f"{number}: no proof is asked for; name a domain with --domain")


def check_proofs(
    aggregator: "Aggregator",
    settings: "Config",
    proofs: "list[TakedownProof]",
    seconds: float = math.inf,
) -> int:
    """Look for these proofs, as far as they are not found yet, and record what is found; returns how many were.

    Begins no look after `seconds`: whoever names a domain may let its servers answer slowly.
    """
    from aggregator.crawl import domain_proofs

    end = time.monotonic() + seconds

    waiting = [proof for proof in proofs if proof.proven_at is None]
    found = 0
    for check in domain_proofs.check_proofs(waiting, settings.crawl, settings.takedown.dns):
        if check.found:
            aggregator.takedowns.record_proof(check.proof_id, check.detail)
            found += 1
        else:
            aggregator.takedowns.record_missing_proof(check.proof_id, check.detail)
        if time.monotonic() > end:
            break
    return found
