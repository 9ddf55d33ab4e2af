"""The product behind the interface of the trials: its Python API, as form, mail and timer call it."""

import sqlite3
from collections.abc import Iterator, Mapping
from contextlib import closing, contextmanager
from pathlib import Path

from aggregator import clock, ingest
from aggregator.api import Aggregator
from aggregator.errors import AggregatorError
from aggregator.results.takedowns import Ground as ProductGround
from aggregator.results.takedowns import ProofMethod, TakedownScope
from aggregator.takedown import control_proofs
from aggregator.takedown.types import TakedownRequest
from benchmarks.takedown_requests.model import Request, State, Stored, Way
from benchmarks.takedown_requests.storing import as_fetched

METHODS: Mapping[Way, ProofMethod] = {
    "mailbox": "mailbox",
    "dkim": "dkim",
    "dns": "dns",
    "meta": "meta",
    "well_known": "file",
}
GROUNDS: Mapping[str, ProductGround] = {
    "copyright": "copyright",
    "privacy": "personal_data",
    "other": "other",
}


class AggregatorProduct:
    """An open database. A claimant's proofs are recorded as the checks of the product would find them."""

    def __init__(self, aggregator: Aggregator, path: Path) -> None:
        self.aggregator, self.path = aggregator, path
        self.stored = _read_addresses(path)

    def receive(self, request: Request) -> str:
        """Files the request, one case for each address that it names, and proves what can be proven."""
        numbers = [self._file(request, url) for url in request.urls]
        return next((number for number in numbers if number), "")

    def _file(self, request: Request, url: str) -> str:
        try:
            case = self.aggregator.takedowns.submit(_translate(request, url))
        except AggregatorError:
            return ""
        self._prove(case.number, request)
        return case.number

    def _prove(self, number: str, request: Request) -> None:
        """Records what the claimant can show. A tag on a page that is not the home page is not looked at.

        Who signs a mail also reads its mailbox, and uses the link in the answer.
        """
        method = METHODS.get(request.proof.way)
        if method is None or request.proof.page:
            return
        newest = max(record.id for record in self.aggregator.takedowns.list_requests(number))
        self._record(newest, method, request.proof.domain)
        if method == "dkim":
            self._record(newest, "mailbox", "")

    def _record(self, request_id: int, method: ProofMethod, domain: str) -> None:
        takedowns = self.aggregator.takedowns
        store = takedowns._takedown_store()
        proof = control_proofs.ask(store, request_id, method, domain, clock.now())
        takedowns.record_proof(proof.id, "found")

    def work(self) -> None:
        """Runs the timer's work."""
        self.aggregator.takedowns.run()

    def fetch(self, stored: Stored) -> bool:
        """Stores a page as a crawl does; returns whether an article has its address then."""
        repositories = ingest.IngestRepositories.of(self.aggregator.store)
        now = clock.now()
        ingest.store_article(repositories, ingest.prepare(as_fetched(stored, now)), now)
        self.aggregator.finalize()
        try:
            self.aggregator.article_id(stored.page.url)
        except AggregatorError:
            return False
        return True

    def cases(self) -> int:
        """Returns the number of cases."""
        return len(self.aggregator.takedowns.list_cases())

    def states(self) -> Mapping[str, State]:
        """Returns the states: shown when stored, hidden when a case can put it back, else erased."""
        shown = _read_addresses(self.path)
        hidden: set[str] = set()
        takedowns = self.aggregator.takedowns
        if shown != self.stored:
            for case in takedowns.list_cases():
                items = takedowns.get(case.number).items
                hidden |= {item.url for item in items if item.state == "hidden"}
        return {url: _state(url, shown, hidden) for url in self.stored}


def _state(url: str, shown: frozenset[str], hidden: set[str]) -> State:
    if url in shown:
        return "shown"
    return "hidden" if url in hidden else "erased"


def _read_addresses(path: Path) -> frozenset[str]:
    with closing(sqlite3.connect(f"file:{path}?mode=ro", uri=True)) as db:
        return frozenset(url for (url,) in db.execute("SELECT url FROM articles"))


def _translate(request: Request, url: str) -> TakedownRequest:
    return TakedownRequest(
        request.name,
        request.reason,
        url=None if request.scope in ("author", "domain", "span") else url,
        email=request.mailbox,
        work_url=request.work_url,
        confirmed=False,
        channel=request.channel,
        capacity="agent" if request.has_authority else "owner",
        statements=("good_faith", "accurate", "authorised"),
        signature=request.name,
        client=request.mailbox if request.channel == "form" else "",
        ground=GROUNDS[request.ground],
        scope=_translate_scope(request, url),
    )


def _translate_scope(request: Request, url: str) -> TakedownScope:
    """The scope with what its kind takes: a page, or a domain with an author or bounds."""
    scope, kept = request.scope, request.except_sites
    if scope in ("page", "text", "copies"):
        return TakedownScope(url, url, scope, kept)
    author = request.author if scope == "author" else ""
    since, until = (request.since, request.until) if scope == "span" else ("", "")
    return TakedownScope("", request.domain, scope, kept, author, request.domain, since, until)


@contextmanager
def open_product(path: Path) -> Iterator[AggregatorProduct]:
    """Opens the database of a trial."""
    with Aggregator.open(path, archive=False) as aggregator:
        yield AggregatorProduct(aggregator, path)
