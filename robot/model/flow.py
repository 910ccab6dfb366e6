"""The flow language as typed objects. flow_files makes them from YAML; the engine and the driver read them."""

from dataclasses import dataclass
from datetime import timedelta
from enum import StrEnum

from robot.model.outcome import Ending
from robot.model.screen import Place, Screen
from robot.model.secret import SecretKind


class Variable(StrEnum):
    """The names `${...}` may hold."""

    NRP = "employer.nrp"
    EMAIL = "employer.email"
    RFC = "employer.rfc"
    NAME = "employer.name"
    SERVICE = "developer.service"
    DEVELOPER_RFC = "developer.rfc"
    DEVELOPER_NAME = "developer.name"
    VALIDITY = "developer.validity"
    ADDRESS = "portal.address"


@dataclass(frozen=True, slots=True)
class Template:
    """Text with `${name}` in it: plain parts and variables in order."""

    parts: tuple[str | Variable, ...]


class CommitKind(StrEnum):
    """The acts that cannot be taken back."""

    SERVICE_PASSWORD = "service_password"
    RELATION = "relation"
    RECOVER = "recover"
    CANCEL = "cancel"

    @property
    def by_mail(self) -> bool:
        """Whether the portal's answer comes as a mail with the service password."""
        return self in (CommitKind.SERVICE_PASSWORD, CommitKind.RECOVER)


class Dialog(StrEnum):
    """The answer to a native dialog that a step's acts may raise. What it said is kept either way."""

    ACCEPT = "accept"
    DISMISS = "dismiss"


@dataclass(frozen=True, slots=True)
class Open:
    address: Template
    place: Place


@dataclass(frozen=True, slots=True)
class Click:
    target: str
    place: Place


@dataclass(frozen=True, slots=True)
class Fill:
    target: str
    text: Template
    place: Place


@dataclass(frozen=True, slots=True)
class Choose:
    target: str
    option: Template
    place: Place


@dataclass(frozen=True, slots=True)
class TypeSecret:
    target: str
    secret: SecretKind
    place: Place


@dataclass(frozen=True, slots=True)
class UploadSecret:
    target: str
    secret: SecretKind
    place: Place


@dataclass(frozen=True, slots=True)
class Tick:
    """Ticks a checkbox that may not be there: absent is fine, two is a fault."""

    target: str
    place: Place


@dataclass(frozen=True, slots=True)
class AcceptTerms:
    """Keeps the terms' text under `name`, stops unless it is approved, ticks `targets[name + '_accept']` if there."""

    name: str
    place: Place


@dataclass(frozen=True, slots=True)
class KeepTerms:
    """Keeps the text of terms that are only shown, without accepting anything."""

    name: str
    place: Place


@dataclass(frozen=True, slots=True)
class Read:
    table: str
    place: Place


@dataclass(frozen=True, slots=True)
class Note:
    """Being on this screen means that the NRP has (or lacks) a service password on the portal."""

    service_password_exists: bool
    place: Place


@dataclass(frozen=True, slots=True)
class Download:
    """Presses `target` and keeps the file it gives as `name` (pdf, xlsx: checked by its first bytes)."""

    target: str
    name: str
    kind: str
    place: Place


@dataclass(frozen=True, slots=True)
class Person:
    """A part for a person (a captcha). Unattended it ends the visit; attended we wait until they have done it."""

    reason: str
    place: Place


Action = (
    Open | Click | Fill | Choose | TypeSecret | UploadSecret | Tick | AcceptTerms | KeepTerms
    | Read | Note | Download | Person
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Lead:
    """Where a step may lead. `ending` None means go on."""

    screen: str
    ending: Ending | None
    place: Place


@dataclass(frozen=True, slots=True)
class Step:
    """Acts on one of the screens `on` (empty: on any), then a race between the screens of `then` within a limit.

    Skipped when the portal shows another screen that a later step takes. `commits` means: intent first, then the
    last act, once. `end_if`: how the flow ends before its last act when the relations it has read are enough. `guide`
    names the guide's step that a person reads beside it. `next` opens the next part of a form that comes in parts.
    """

    on: tuple[str, ...]
    actions: tuple[Action, ...]
    then: tuple[Lead, ...]
    within: timedelta
    place: Place
    end_if: Ending | None = None
    commits: CommitKind | None = None
    dialog: Dialog | None = None
    guide: str = ""
    next: str = ""
    typed_before: SecretKind | None = None

    @property
    def secret(self) -> SecretKind | None:
        """The secret this step proves, its own or the last one typed before: what `credential` quarantines."""
        typed = [action.secret for action in self.actions if isinstance(action, TypeSecret)]
        return typed[-1] if typed else self.typed_before


@dataclass(frozen=True, slots=True)
class Flow:
    """Steps with every `use` already put in place. `fingerprint` changes when any file it is made of does."""

    name: str
    title: str
    guide: str
    on_command_only: bool
    warning: str
    steps: tuple[Step, ...]
    fingerprint: str
    place: Place

    @property
    def commits(self) -> tuple[CommitKind, ...]:
        return tuple(step.commits for step in self.steps if step.commits)

    @property
    def signs(self) -> bool:
        return any(isinstance(act, UploadSecret) for step in self.steps for act in step.actions)


@dataclass(frozen=True, slots=True)
class Interruption:
    """A screen that may come at any time: press `click` and go on, or end the visit so."""

    screen: str
    click: str | None
    ending: Ending | None
    place: Place


@dataclass(frozen=True, slots=True)
class StatusWords:
    """The portal's words for the states of a relation; compared folded, by containment."""

    in_force: tuple[str, ...]
    processing: tuple[str, ...]
    ended: tuple[str, ...]
    refused: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Portal:
    """portal.yaml with the workspace's settings on top."""

    name: str
    address: str
    origins: tuple[str, ...]
    interruptions: tuple[Interruption, ...]
    statuses: StatusWords
    errors: tuple[str, ...]  # words that mean the portal itself is down


@dataclass(frozen=True, slots=True)
class FlowBook:
    """All that one portal's folder holds, checked."""

    portal: Portal
    screens: dict[str, Screen]
    flows: dict[str, Flow]
    reports: tuple[str, ...] = ()  # what a shadowed file misses, for a person to read
