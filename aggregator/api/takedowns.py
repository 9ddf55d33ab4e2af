"""Requests to take something down, from the request to the proof: `Aggregator.takedowns`."""

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Literal

from aggregator import clock, results
from aggregator.api.gate import Gate
from aggregator.config import DEFAULT_TAKEDOWN, TakedownConfig
from aggregator.errors import NotStored
from aggregator.results.takedowns import Grade, Ground, Language, State
from aggregator.takedown.types import CounterNotice, TakedownRequest
from storage.store import Store

if TYPE_CHECKING:
    from aggregator.takedown.receipts import Stamp
    from aggregator.takedown.redress.repositories import RedressStore
    from aggregator.takedown.repositories import TakedownStore
    from storage.private.takedown_cases import TakedownCases

Progress = Callable[[int], None]
PROOF_PAUSE_S = 600  # between two looks at the place of a proof


class Takedowns:
    """Requests to take something down: `Aggregator.takedowns`."""

    def __init__(
        self, store: Store, config: TakedownConfig = DEFAULT_TAKEDOWN, gate: Gate | None = None
    ) -> None:
        self._store = store
        self._config = config
        self._gate = gate or Gate(store)

    def preview(
        self,
        *,
        url: str | None = None,
        story: int | None = None,
        scope: results.TakedownScope | None = None,
    ) -> list[results.TakedownPreview]:
        """Return what a request would affect, and change nothing.

        Without a scope it is the text of the page, wherever it is copied. Raises NotStored, Tombstoned,
        UsageError.
        """
        from aggregator.takedown import scoping

        request = TakedownRequest("", "", url, story, scope=scope)
        return [*map(self._gate.hide_unlisted, scoping.resolve(self._takedown_store(), request)[1])]

    def file(
        self,
        *,
        claimant: str,
        reason: str,
        url: str | None = None,
        story: int | None = None,
        email: str = "",
        work_url: str = "",
        scope: results.TakedownScope | None = None,
        ground: Ground = "copyright",
        language: Language = "en",
        source_url: str = "",
        at_once: bool = True,
    ) -> results.TakedownCaseItems:
        """Open a case as the operator, and hide what it affects; the next `run` erases it.

        Without `at_once` it is erased some hours after receipt (`[takedown] erase_after_hours`), and can be
        put back until then. Raises NotStored, Tombstoned, UsageError.
        """
        request = TakedownRequest(
            claimant,
            reason,
            url,
            story,
            email,
            work_url,
            scope=scope,
            ground=ground,
            language=language,
            source_url=source_url,
            at_once=at_once,
        )
        return self.submit(request)

    def submit(self, request: TakedownRequest) -> results.TakedownCaseItems:
        """Add a request to the open case of its item, or open one; what the operator `confirmed` is hidden.

        Others are asked to prove that they control the domains that may be theirs. Raises NotStored,
        Tombstoned, UsageError.
        """
        from aggregator.takedown import cases, control_proofs

        store, now = self._takedown_store(), self._now()
        case = cases.file_case(store, request, now)
        if request.confirmed:
            self._finalize()
        else:
            control_proofs.ask_for_likely_domains(
                store, store.cases.list_requests(case.id)[-1].id, now
            )
        return case

    def decide(
        self,
        number: str,
        *,
        accept: bool,
        reason: str = "",
        only: Sequence[int] = (),
        leave: Sequence[int] = (),
        at_once: bool = False,
        unfounded: bool = False,
    ) -> results.TakedownCaseItems:
        """Accept a case, or reject it and put back what it hid.

        `only` and `leave` are ids of articles: with one of them the case is accepted in part. `at_once`: the
        next `run` erases it. `unfounded` notes that a request was manifestly unfounded. Raises NotStored,
        UsageError.
        """
        from aggregator.takedown import cases

        verdict = cases.Verdict(accept, reason, tuple(only), tuple(leave), at_once, unfounded)
        case = cases.decide_case(self._takedown_store(), number, verdict, self._now())
        self._finalize()
        return case

    def preview_decision(
        self, number: str, *, accept: bool, only: Sequence[int] = (), leave: Sequence[int] = ()
    ) -> list[results.TakedownItem]:
        """Return the items of a case as a decision would leave them, and change nothing.

        Raises NotStored, UsageError.
        """
        from aggregator.takedown import cases

        verdict = cases.Verdict(accept, "", tuple(only), tuple(leave))
        return cases.plan_decision(self._takedown_store(), self.get(number), verdict)

    def list_requests(self, number: str) -> list[results.TakedownRequestRecord]:
        """Return who asks in a case, and for what, oldest first. Raises NotStored."""
        return self._takedown_store().cases.list_requests(self.get(number).id)

    def run(self, progress: Progress | None = None) -> list[results.TakedownCaseItems]:
        """Erase what is hidden, prove it and close the cases; return every case that was open."""
        from aggregator.takedown import erase

        return erase.run_open_cases(self._takedown_store(), self._now(), progress)

    def list_cases(
        self,
        state: State | None = None,
        *,
        waits: bool = False,
        grade: Grade | None = None,
        sender_domain: str = "",
        due_within_hours: float | None = None,
    ) -> list[results.TakedownCase]:
        """Return the cases, those with the least time left first.

        `waits`: those that wait for a person. `sender_domain` is that of the mail address of the first request.
        """
        from aggregator.takedown import cases

        wanted = cases.CaseFilter(waits, grade, sender_domain, due_within_hours)
        return cases.list_cases(self._takedown_cases(), state, wanted, self._read_now())

    def get(self, number: str) -> results.TakedownCaseItems:
        """Return one case with everything it affects. Raises NotStored."""
        from aggregator.takedown import cases
        from aggregator.takedown.preview import find_undecided

        case = cases.require_case(self._takedown_cases(), number)
        return find_undecided(self._store.erasure, case)

    def log(self, number: str | None = None) -> list[results.TakedownLogEntry]:
        """Return what was done in a case, or in all, oldest first. Raises NotStored."""
        from aggregator.takedown import cases

        if number is None:
            return list(self._store.takedown_log.list_entries()) if self._store.private else []
        return cases.list_log_entries(self._takedown_cases(), number)

    def do_due(self, stamp: "Stamp | None" = None) -> results.RedressReport:
        """Do what is due besides erasing: counter-notices, alarms, receipts, notices, erasing personal data.

        `stamp` adds a time stamp to receipts.
        """
        from aggregator.takedown import redress

        return redress.run_due(self._redress_store(), self._config, self._now(), stamp)

    def counter(self, notice: CounterNotice) -> results.CounterNoticeRecord:
        """File a counter-notice, and forward it to the claimants where it is the publisher's.

        Raises UsageError for one that lacks what the law asks for, NotStored where nothing was removed.
        """
        from aggregator.takedown.redress import counter_notices

        return counter_notices.file(self._redress_store(), notice, self._now())

    def list_counter_notices(self, number: str) -> list[results.CounterNoticeRecord]:
        """Return the counter-notices of a case, oldest first. Raises NotStored."""
        return self._store.counter_notices.list_of_case(self.get(number).id)

    def list_waiting_counters(self) -> list[str]:
        """Return the numbers of the cases whose counter-notices were not forwarded, or not carried out in time."""
        is_made = self._store.private is not None
        return self._store.counter_notices.list_waiting_cases(self._read_now()) if is_made else []

    def decide_counter(
        self, number: str, state: Literal["forwarded", "restored", "refused", "suit"]
    ) -> list[results.CounterNoticeRecord]:
        """Decide the counter-notices of a case: put back at once, refuse, forward, or note a suit.

        Raises NotStored.
        """
        from aggregator.takedown.redress import counter_notices

        decided = counter_notices.decide(self._redress_store(), number, state, self._now())
        self._finalize()
        return decided

    def rescind(self, number: str, reason: str) -> results.TakedownCaseItems:
        """Take a request back, also of a closed case: nothing stays hidden or blocked by it.

        Raises NotStored, UsageError.
        """
        from aggregator.takedown.redress import rescission

        case = rescission.rescind(self._redress_store(), number, reason, self._now())
        self._finalize()
        return case

    def transparency(self, year: int | None = None) -> results.TransparencyReport:
        """Return how requests were handled, all or those received in a year, without names."""
        from aggregator.takedown.rules.transparency import make_report

        if self._store.private is None:
            return make_report([], self._read_now(), "", year)
        cases = self._store.transparency.list_cases(year)
        log = self._store.takedown_log.newest_hash()
        return make_report(cases, self._read_now(), log, year)

    def trust_clock(self) -> None:
        """Set the time of cases to that of the clock, also backwards, and log it."""
        from aggregator.takedown import case_time

        before, now = case_time.trust_clock(self._store.latest_time)
        cases = self._store.takedown_cases
        cases.add_log_entry(None, now, "operator", "clock trusted", f"from {before} to {now}")

    def receipt(self, number: str) -> str:
        """Return the signed receipt of a closed case as the text of its file. Raises NotStored."""
        from aggregator.takedown import cases

        case = cases.require_case(self._takedown_cases(), number)
        text = self._store.takedown_receipts.get(case.id)
        if text is None:
            made = "`aggregator takedown run` makes one when it closes a case"
            raise NotStored(f"{case.number} is {case.state} and has no receipt: {made}")
        return text

    def describe_clock(self) -> str:
        """Return how the clock differs from the time of cases, and what to do; empty within an hour."""
        from aggregator.takedown import case_time
        from aggregator.takedown.rules.case_time import describe_difference

        return describe_difference(self._read_now(), case_time.read_clocks())

    def list_proofs(self, number: str) -> list[results.TakedownProof]:
        """Return what the claimants of a case have proven, or are asked to prove. Raises NotStored."""
        return self._store.takedown_proofs.list_of_case(self.get(number).id)

    def ask_for_proof(
        self, number: str, domain: str, request_id: int | None = None
    ) -> list[results.TakedownProof]:
        """Ask a request of a case for a proof that it may speak for a domain; name it where there are several.

        Returns the three places where the token is looked for. Raises NotStored, UsageError.
        """
        from aggregator.takedown import cases, control_proofs

        store = self._takedown_store()
        request = cases.choose_request(store, self.get(number), request_id)
        return list(control_proofs.ask_for_domain(store, request.id, domain, self._now()))

    def record_proof(self, proof_id: int, detail: str = "") -> results.TakedownCaseItems:
        """Record that a proof was found, and do what its case allows by now. Raises NotStored."""
        from aggregator.takedown import control_proofs

        case = control_proofs.record(self._takedown_store(), proof_id, detail, self._now())
        self._finalize()
        return case

    def record_missing_proof(self, proof_id: int, detail: str) -> None:
        """Record that a proof was looked for and not found, and why. Raises NotStored."""
        from aggregator.takedown import control_proofs

        control_proofs.record_missing(self._takedown_store(), proof_id, detail, self._now())

    def note_written_file(self, path: Path, kind: results.WrittenFileKind, what: str = "") -> None:
        """Note that a file is written from the database: an erasure does not reach it."""
        self._store.written_files.add(path, kind, self._now(), what)

    def list_written_files(self) -> list[results.WrittenFile]:
        """Return the files that were written from the database and are still there, oldest first."""
        from aggregator.takedown.written_files import list_present

        return list_present(self._store.written_files) if self._store.private else []

    def list_proofs_to_look_for(self) -> list[results.TakedownProof]:
        """Return the proofs of open cases that are asked for and were not looked for in the last minutes."""
        before = clock.add_seconds(self._now(), -PROOF_PAUSE_S)
        return self._store.takedown_proofs.list_to_look_for(before)

    def list_open_deadlines(self) -> list[results.TakedownWarning]:
        """Return the cases that are not closed, the most urgent first, with the hours left."""
        from aggregator.takedown import cases

        return cases.list_open_deadlines(self._takedown_cases(), self._read_now())

    def _now(self) -> str:
        from aggregator.takedown import case_time

        return case_time.take_now(self._store.latest_time)

    def _read_now(self) -> str:
        from aggregator.takedown import case_time

        return case_time.read_now(self._store.latest_time if self._store.private else None)

    def _finalize(self) -> None:
        from aggregator.api.maintenance import Maintenance

        Maintenance(self._store).finalize()

    def _takedown_store(self) -> "TakedownStore":
        from aggregator.takedown.repositories import TakedownStore

        return TakedownStore.of(self._store, self._config)

    def _redress_store(self) -> "RedressStore":
        from aggregator.takedown.redress.repositories import RedressStore

        return RedressStore.of(self._store)

    def _takedown_cases(self) -> "TakedownCases | None":
        return self._store.takedown_cases if self._store.private is not None else None
