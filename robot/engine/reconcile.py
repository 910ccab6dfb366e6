"""One NRP, once: pick up its mail, decide, at most one visit, write down how it stands. Re-entrant; called by the
worker with a claim. Whatever goes wrong, the NRP is released with a next time or a reason.
"""

from collections.abc import Collection
from dataclasses import replace
from datetime import datetime

from robot.engine.bugs import put_back
from robot.engine.cancelled import taken_up
from robot.engine.desk import VisitDesk
from robot.engine.gate import may_begin, secrets_of, tell_circuit
from robot.engine.house import House, in_thread
from robot.engine.journal import Journal, visit_ended, visit_event, visit_started
from robot.engine.lessons import learn_overlap
from robot.engine.mail_turn import MailTurns
from robot.engine.pickup import awaited, pick_up
from robot.engine.situation import situation_of, situation_of_all
from robot.engine.stored_efirma import check_stored
from robot.engine.visit import Berth, NrpVisit, Visited
from robot.model.errors import MailError, RobotError
from robot.model.identifiers import Nrp
from robot.model.mailbox import DoubtfulMail, NoMailYet
from robot.model.outcome import OF_FLOWS, Ending, Outcome, Reason
from robot.model.secret import SecretKind
from robot.model.state import Block, Claim, Phase, Record
from robot.rules.advice import block_for
from robot.rules.decide import (
    Decision,
    NeedsPerson,
    Settled,
    Situation,
    Visit,
    WaitUntil,
    against_command,
    decide,
    needs_pilot,
)
from robot.rules.efirma_fit import problem_for

_HELD = "Las visitas están en pausa; para seguir: `infonavit-robot resume`."
_ALONE = Berth()
_EFIRMA = (SecretKind.EFIRMA_CER, SecretKind.EFIRMA_KEY, SecretKind.EFIRMA_PASSPHRASE)


class Reconciler:
    """`live_portal`: the portal is not on loopback, so SAT's test certificates are refused."""

    def __init__(self, house: House, *, live_portal: bool) -> None:
        self._house = house
        self._live = live_portal
        self._journal = Journal()
        self._turns = MailTurns(house)
        self._usable: dict[tuple[str, ...], datetime] = {}  # until when, of e.firmas that were found to be so

    async def reconcile(self, claim: Claim, berth: Berth = _ALONE, *, commanded: bool = False) -> Outcome | None:
        """The outcome of the visit, None when there was none. Raises LeaseLost when another worker took over.

        `commanded`: by a person, so that only a person's pause stops the visit."""
        record = await in_thread(taken_up, self._house, claim)
        seen_mails = ""
        if awaited(record) is not None:
            answer = await self._mail(claim, record)
            if not isinstance(answer, str):
                failures = record.failures + 1 if isinstance(answer, WaitUntil) else 0
                await self._release(claim, answer, failures, awaits_mail=True)
                return None
            seen_mails = answer
            record = await in_thread(self._house.ledger.record, claim.nrp)
        decision = _with_note(await self.decision(replace(record, efirma_problem="")), seen_mails)
        if isinstance(decision, Visit):
            record = await in_thread(self._checked, record)
            decision = await self.decision(record)
        if not isinstance(decision, Visit):
            await self._release(claim, decision, awaits_mail=awaited(record) is not None)
            return None
        hindered = None if claim.awaits_mail else await self._turns.hindrance(record)
        if hindered is not None:
            await self._release(claim, *hindered)
            return None
        try:
            if claim.awaits_mail or not await may_begin(self._house, claim, commanded=commanded):
                await in_thread(put_back, self._house, claim, record)
                return None
            visited = await self._visit(claim, record, decision, berth=berth)
        finally:
            self._turns.over(claim.nrp)
        await self._close(claim, visited)
        return visited.outcome

    async def run_one(self, claim: Claim, flow: str) -> Outcome:
        """One visit for one flow that a person asked for, and no other. What was refused is not typed on command
        either, and a flow that signs needs a usable e.firma and an authorisation."""
        record = await in_thread(self._checked, await in_thread(self._house.ledger.record, claim.nrp))
        situation = await in_thread(self.situation, record)
        against = against_command(record, situation, signs=self._house.book.flows[flow].signs)
        if against is not None:
            await self._release(claim, against)
            return Outcome(Ending.NEEDS_PERSON, reason=against.block.reason, detail=against.block.text)
        if not await may_begin(self._house, claim, commanded=True):
            await in_thread(put_back, self._house, claim, record)
            return Outcome(Ending.NEEDS_PERSON, reason=Reason.STOPPED, detail=_HELD)
        visited = await self._visit(claim, record, Visit(flow), alone=True)
        await self._close(claim, visited)
        return visited.outcome

    async def decision(self, record: Record) -> Decision:
        """For an NRP that is claimed: it becomes the day's pilot where the portal's answer is not known yet."""
        return await in_thread(self._decided, record)

    def _decided(self, record: Record) -> Decision:
        situation = self.situation(record)
        decision = decide(record, situation)
        if not (isinstance(decision, Visit) and needs_pilot(record, situation)):
            return decision
        house, nrp = self._house, record.employer.nrp
        overlap = learn_overlap(
            house.ledger, house.book.portal.address, lambda known: known.tried_by(nrp, situation.today)
        )
        return decide(record, replace(situation, overlap=overlap))

    def released(self, parked: Collection[Record]) -> set[Nrp]:
        """Those for whom a person is needed no more."""
        common = situation_of_all(self._house)
        return {one.employer.nrp for one in parked if self._is_released(one, common)}

    def _is_released(self, record: Record, common: Situation) -> bool:
        """One that a bug keeps from being decided meets it in its own turn, not in that of all others."""
        try:
            return not isinstance(decide(record, situation_of(self._house, record, common)), NeedsPerson)
        except RobotError:
            raise
        except Exception:  # noqa: BLE001
            return True

    def situation(self, record: Record) -> Situation:
        return situation_of(self._house, record, situation_of_all(self._house))

    def _checked(self, record: Record) -> Record:
        """With today's verdict on its e.firma, since dates pass while a ledger rests."""
        problem = self._efirma_problem(record)
        if problem != record.efirma_problem:
            self._house.ledger.set_efirma_problem(record.employer.nrp, problem)
        return replace(record, efirma_problem=problem)

    def _efirma_problem(self, record: Record) -> str:
        """Of the same files, passphrase and RFC only time can make another verdict."""
        employer, prints, now = record.employer, record.fingerprints, self._house.clock.now()
        same = (employer.certificate, employer.rfc, *(prints.get(kind, "") for kind in _EFIRMA))
        if same in self._usable and now <= self._usable[same]:
            return ""
        report = check_stored(self._house.vault, employer, now)
        problem = problem_for(report, live_portal=self._live)
        if report is not None and report.certificate is not None and not problem:
            self._usable[same] = report.certificate.not_after
        return problem

    async def _mail(self, claim: Claim, record: Record) -> NeedsPerson | WaitUntil | str:
        """A text: go on and decide; it tells what mails were not the one. A doubtful mail or a mailbox that refuses
        us is a person's."""
        now, nrp = self._house.clock.now(), record.employer.nrp
        try:
            found = await pick_up(self._house, claim, record)
        except MailError as error:
            if error.retry:
                return WaitUntil(now + self._house.policy.pause_after(record.failures + 1), error.title)
            return NeedsPerson(block_for(Reason.MAILBOX, nrp=nrp, since=now, detail=f"{error.title} {error.fix}"))
        if isinstance(found, DoubtfulMail):
            told = f"{found.code}: {found.text}"
            return NeedsPerson(block_for(Reason.MAIL_DOUBTFUL, nrp=nrp, since=now, detail=told))
        refused = found.refused if isinstance(found, NoMailYet) else ()
        return f" Correos vistos que no son: {' '.join(refused[:3])}" if refused else ""

    async def _visit(
        self, claim: Claim, record: Record, decision: Visit, *, alone: bool = False, berth: Berth = _ALONE
    ) -> Visited:
        house = self._house
        secrets = await in_thread(secrets_of, house, record)
        evidence = house.evidence.open_visit(record.employer.nrp, house.clock.now(), secrets)
        desk = VisitDesk(house, claim, record)
        desk.learn(*secrets)
        house.listener.visit_started(record)
        started, outcome = house.clock.now(), "interrumpida"
        visit_started(claim.nrp, evidence.path, decision.flow)
        try:
            visited = await NrpVisit(house, desk, evidence, self.decision).run(
                record, decision.flow, alone=alone, berth=berth
            )
            outcome = visited.outcome.ending
        finally:
            evidence.close(outcome)
            visit_ended(claim.nrp, evidence.path, outcome, (house.clock.now() - started).total_seconds())
        await in_thread(house.ledger.add_event, visit_event(visited, evidence.path, desk.helped, house.clock.now()))
        return await self._tell_circuit(visited)

    async def _tell_circuit(self, visited: Visited) -> Visited:
        """What this visit says of the portal. Trouble of the whole portal is not counted against the NRP."""
        house, outcome = self._house, visited.outcome
        circuit = await tell_circuit(house, outcome)
        if outcome.ending is not Ending.PORTAL_DOWN or outcome.ours or circuit.open_until is None:
            return visited
        failures = max(1, visited.aftermath.failures - 1)
        retry_at = max(circuit.open_until, house.clock.now() + house.policy.pause_after(failures))
        return replace(visited, aftermath=replace(visited.aftermath, failures=failures, retry_at=retry_at))

    async def _close(self, claim: Claim, visited: Visited) -> None:
        aftermath = visited.aftermath
        if aftermath.block is not None:
            await self._release(claim, NeedsPerson(aftermath.block), aftermath.failures)
            return
        decision = await self.decision(visited.record)
        if isinstance(decision, Visit):
            decision = WaitUntil(self._house.clock.now(), "Hay más por hacer.")
        if aftermath.retry_at is not None:
            why = visited.outcome.detail or "El portal no respondió como se esperaba."
            later = decision.at if isinstance(decision, WaitUntil) else aftermath.retry_at
            decision = WaitUntil(max(later, aftermath.retry_at), why)
        await self._release(claim, decision, aftermath.failures, awaits_mail=awaited(visited.record) is not None)

    async def _release(self, claim: Claim, decision: Decision, failures: int = 0, *, awaits_mail: bool = False) -> None:
        due, phase, text, block = _standing(decision, failures)
        self._journal.decided(claim.nrp, phase, due, text)
        ledger = self._house.ledger
        await in_thread(
            ledger.release, claim, due_at=due, phase=phase, text=text, block=block, failures=failures,
            awaits_mail=awaits_mail,
        )  # fmt: skip
        self._house.listener.released(await in_thread(ledger.record, claim.nrp))


def _with_note(decision: Decision, note: str) -> Decision:
    """What was seen in the mailbox is told with the wait, and above all with its end."""
    match decision:
        case WaitUntil(at=at, why=why):
            return WaitUntil(at, why + note)
        case NeedsPerson(block=block) if block.reason is Reason.MAIL_MISSING:
            return NeedsPerson(replace(block, text=block.text + note))
        case _:
            return decision


def _standing(decision: Decision, failures: int) -> tuple[datetime | None, Phase, str, Block | None]:
    match decision:
        case WaitUntil(at=at, why=why):
            return at, Phase.RETRYING if failures else Phase.WAITING, why, None
        case Settled(until=until, why=why):
            return until, Phase.IN_FORCE, why, None
        case NeedsPerson(block=block):
            stopped = block.reason is Reason.STOPPED
            phase = Phase.STOPPED if stopped else Phase.FAILED if block.reason in OF_FLOWS else Phase.NEEDS_PERSON
            return None, phase, block.text, block
        case Visit():
            raise AssertionError("a visit that is due is made, not released")
