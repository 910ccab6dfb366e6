"""The acts of one step, one `case` each, and what is told about them. Called by FlowRunner.

An act asks the driver for one verb and the desk for what must be durable. It decides nothing about what comes next.
"""

from collections.abc import Mapping
from contextlib import AbstractAsyncContextManager
from dataclasses import replace
from pathlib import PurePath
from typing import Any

from robot.engine.acts_desk import Desk, Stop
from robot.engine.ports import Driver, Evidence
from robot.engine.turn import Turn
from robot.model.faults import Fault, TargetFault
from robot.model.flow import (
    AcceptTerms,
    Action,
    Choose,
    Click,
    CommitKind,
    Download,
    Fill,
    Flow,
    FlowBook,
    KeepTerms,
    Lead,
    Note,
    Open,
    Person,
    Read,
    Step,
    Template,
    Tick,
    TypeSecret,
    UploadSecret,
)
from robot.model.outcome import Ending, Outcome, Reason
from robot.model.relation import Relation
from robot.model.screen import Screen, Target
from robot.model.secret import SecretKind
from robot.model.sight import Sight, Used
from robot.rules.portal_words import answer, lines_told
from robot.rules.relations_table import read_relations
from robot.rules.terms_text import common_text, fingerprint
from robot.rules.written import values_of, written

_LACKING = {
    SecretKind.PORTAL_PASSWORD: Reason.PORTAL_PASSWORD,
    SecretKind.SERVICE_PASSWORD: Reason.PASSWORD_UNKNOWN,
}
_FILE_NAMES = {SecretKind.EFIRMA_CER: "efirma.cer", SecretKind.EFIRMA_KEY: "efirma.key"}


class Acts:
    """The acts of one visit."""

    def __init__(self, book: FlowBook, driver: Driver, desk: Desk, evidence: Evidence, pictures: bool = True) -> None:
        self.driver = driver
        self._book = book
        self._desk = desk
        self._evidence = evidence
        self._pictures = pictures
        self._flow: Flow | None = None
        self._rows: tuple[Relation, ...] = ()
        self._intended = False
        self._asked: Person | None = None
        self._pictured: str | None = None

    def use(self, book: FlowBook) -> None:
        """Other flow files from now on: a person has mended them."""
        self._book = book

    @property
    def intended(self) -> bool:
        """Whether this flow has written an intent: from there on nothing is pressed twice."""
        return self._intended

    @property
    def asked(self) -> Person | None:
        """The part of the step that a person is asked for now."""
        return self._asked

    def turn(self, part: Person) -> AbstractAsyncContextManager[Turn]:
        return self._desk.turn(part.reason)

    def begin(self, flow: Flow) -> None:
        self._flow = flow
        self._asked = None
        self._rows = ()
        self._intended = False
        self.tell("flow", flow=flow.name, title=flow.title, fingerprint=flow.fingerprint)

    def tell(self, kind: str, **details: Any) -> None:
        self._evidence.event(kind, **details)

    async def arrived(self, sight: Sight) -> None:
        """A screen was recognised: it is told and pictured."""
        known = self._book.screens.get(sight.screen or "")
        seen = [target.name for target in known.seen] if known else []
        self.tell("screen", screen=sight.screen, seen=seen, also=list(sight.also), said=list(lines_told(sight.said)))
        if sight.screen != self._pictured:
            self._pictured = sight.screen
            await self.picture(sight.screen or "desconocida")

    async def picture(self, name: str) -> None:
        """A picture is worth nothing when the portal is in trouble: then there is none."""
        if not self._pictures:
            return
        try:
            self._evidence.picture(name, await self.driver.picture())
        except Fault as fault:
            self.tell("no picture", why=fault.text)

    def targets(self, sight: Sight) -> Mapping[str, Target]:
        """The controls of the screen that was seen."""
        return self._book.screens[sight.screen or ""].targets

    def secret_fingerprint(self, step: Step) -> str:
        return self._desk.fingerprint(step.secret) if step.secret else ""

    async def keep(self, text: str) -> None:
        """What a person wanted to have kept of this moment."""
        self._evidence.keep("depuracion.txt", text.encode())
        await self.picture("depuracion")

    async def sent_by_hand(self, kind: CommitKind) -> None:
        """A person's own press is an intent like the robot's: it is looked for, and not done again."""
        if not self._intended:
            await self._desk.intend(kind, await self.driver.portal_time())
            self._intended = True
            self.tell("intent", commit=kind, by="person")

    async def perform(self, step: Step, sight: Sight) -> None:
        self._asked = None
        self.tell("step", where=str(step.place), guide=step.guide)
        screen = self._screen(step, sight)
        for action in step.actions:
            last = action is step.actions[-1]
            if last and step.end_if and not isinstance(action, Read):
                await self._end_if(step)
            if last and step.commits:
                await self._intend(step, action, screen)
            await self._perform(action, step, screen)
        if step.end_if and (not step.actions or isinstance(step.actions[-1], Read)):
            await self._end_if(step)

    async def landed(self, step: Step, lead: Lead, sight: Sight) -> None:
        """Writes the receipt of a commit as soon as the portal has answered it."""
        self._asked = None
        if not (step.commits and self._intended):
            return
        if self._asks_again(step, lead):
            self.tell("asked again", screen=lead.screen)
        elif lead.ending in (None, Ending.WAITING, Ending.DONE):
            words = answer(sight.said, self._book.screens.get(lead.screen))
            receipt = ": ".join(part for part in (lead.screen, words) if part)
            await self._desk.answered(receipt)
        elif lead.ending in (Ending.REFUSED, Ending.CREDENTIAL, Ending.NOTHING_TO_DO):
            await self._desk.turned_down()

    def _asks_again(self, step: Step, lead: Lead) -> bool:
        """ "Are you sure?", or a signature: a later step commits there, so nothing has surely happened yet."""
        assert self._flow is not None
        later = self._flow.steps[self._flow.steps.index(step) + 1 :]
        return lead.ending is None and any(one.commits and lead.screen in one.on for one in later)

    async def _intend(self, step: Step, action: Action, screen: Screen) -> None:
        """Intent first, then one click; a control that is not there or takes none is found out before the intent."""
        assert step.commits is not None
        if isinstance(action, Click | Download):
            await self.driver.ready(self._target(action.target, screen))
        if self._intended:
            return
        await self.driver.unrecorded()
        self._pictured = None  # the answer is pictured, also when it is the same screen again
        await self._desk.intend(step.commits, await self.driver.portal_time())
        self._intended = True
        self.tell("intent", commit=step.commits)

    async def _end_if(self, step: Step) -> None:
        assert step.end_if is not None
        if await self._desk.beyond_horizon(self._rows):
            raise Stop(Outcome(step.end_if, where=str(step.place)))

    async def _perform(self, action: Action, step: Step, screen: Screen) -> None:
        match action:
            case Open(address=address):
                await self.driver.open(self._text(address))
                self.tell("open", address=self._text(address))
            case Click(target=name):
                self._used("press", await self.driver.press(self._target(name, screen), dialog=step.dialog))
            case Fill(target=name, text=text):
                self._used("fill", await self.driver.fill(self._target(name, screen), self._text(text)))
            case Choose(target=name, option=option):
                self._used("choose", await self.driver.choose(self._target(name, screen), self._text(option)))
            case Tick(target=name):
                self._used("tick", await self.driver.tick(self._target(name, screen)))
            case TypeSecret() | UploadSecret():
                await self._hand_secret(action, screen)
            case AcceptTerms(name=name):
                await self._accept_terms(name, screen)
            case KeepTerms(name=name):
                self._keep_terms(name, await self.driver.terms_text())
            case Read(table=name):
                await self._read(name, screen)
            case Note(service_password_exists=exists):
                await self._desk.saw_password(exists)
            case Download():
                await self._download(action, step, screen)
            case Person():
                self._ask(action, step)

    async def _hand_secret(self, action: TypeSecret | UploadSecret, screen: Screen) -> None:
        secret = await self._desk.secret(action.secret)
        if secret is None:
            reason = _LACKING.get(action.secret, Reason.EFIRMA)
            raise Stop(Outcome(Ending.NEEDS_PERSON, reason=reason))
        target = self._target(action.target, screen)
        if isinstance(action, TypeSecret):
            used = await self.driver.type_secret(target, secret)
        else:
            used = await self.driver.upload_secret(target, secret, _FILE_NAMES[action.secret])
        self._used(f"secret {action.secret.value}", used)

    async def _accept_terms(self, name: str, screen: Screen) -> None:
        text = await self.driver.terms_text(self._desk.knows_terms)
        await self._uncovered(screen)
        pending = await self._desk.terms_approved(name, text)
        self._keep_terms(name, text)
        if pending is not None:
            raise Stop(replace(pending, screen=screen.name))
        accept = screen.targets.get(f"{name}_accept")
        if accept is not None:
            self._used("tick", await self.driver.tick(accept))

    async def _uncovered(self, screen: Screen) -> None:
        """A window that came over the page has words of its own: what was read may be these."""
        there = self._book.screens.get((await self.driver.sight()).screen or "", screen)
        if there.name != screen.name and any(rule.screen == there.name for rule in self._book.portal.interruptions):
            target = next(iter(screen.targets.values()))
            raise TargetFault(target, f"«{there.title}» tapa «{screen.title}»; no se aceptó nada.")

    def _keep_terms(self, name: str, text: str) -> None:
        path = self._evidence.keep(f"terminos_{name}.txt", text.encode())
        mark = fingerprint(common_text(text, self._desk.employer))
        self.tell("terms", name=name, fingerprint=mark, file=PurePath(path).name)

    async def _read(self, name: str, screen: Screen) -> None:
        spec = screen.tables[name]
        raw = await self.driver.read_table(spec)
        self._rows = read_relations(raw, spec, self._book.portal.statuses)
        self.tell("table", table=name, headers=list(raw.headers), rows=[list(row) for row in raw.rows])
        await self._desk.saw_relations(self._rows)

    async def _download(self, action: Download, step: Step, screen: Screen) -> None:
        content = await self.driver.download(self._target(action.target, screen), dialog=step.dialog)
        path = self._evidence.keep(f"{action.name}.{action.kind}", content)
        self.tell("download", name=action.name, file=PurePath(path).name, size=len(content))
        starts = {"pdf": b"%PDF", "xlsx": b"PK"}[action.kind]
        if not content.lstrip()[:4].startswith(starts):
            raise Stop(Outcome(Ending.FLOW_FAULT, detail=f"El archivo descargado no es {action.kind.upper()}."))
        if action.kind == "xlsx" and self._rows:
            difference = await self._desk.compare_export(content, self._rows)
            if difference:
                raise Stop(Outcome(Ending.FLOW_FAULT, detail=difference))

    def _ask(self, part: Person, step: Step) -> None:
        if not self._desk.attended:
            raise Stop(Outcome(Ending.NEEDS_PERSON, reason=Reason(part.reason), where=str(step.place)))
        self._asked = part

    async def show(self, part: Person, screen: str | None) -> None:
        """The field of the part is named like its reason."""
        there = self._book.screens.get(screen or "")
        await self.driver.show(there.targets.get(part.reason) if there else None)

    def _screen(self, step: Step, sight: Sight) -> Screen:
        """The screen the step acts on; a step that only opens an address acts on none."""
        return self._book.screens.get(sight.screen or "") or Screen("", "", (), (), {}, {}, step.place)

    def _target(self, name: str, screen: Screen) -> Target:
        return screen.targets[name]

    def _text(self, template: Template) -> str:
        return written(template, values_of(self._desk.employer, self._book.portal))

    def _used(self, act: str, used: Used | None) -> None:
        if used is not None:
            name, where = f"{used.target.screen}.{used.target.name}", used.target.candidates[used.rank].place
            self.tell(act, target=name, by=used.candidate, rank=used.rank, where=str(where))
