"""The closed shape of settings.yaml. read holds the file against it; unknown keys are mistakes, all keys are optional.

Defaults are not repeated here: None means "what robot.model says".
"""

from typing import Annotated, Any

from pydantic import BaseModel, ConfigDict, Field, model_validator

from robot.model.mailbox import Authenticity, Identity, LoginKind, Security
from robot.model.settings import TellWhen, TraceWhen, VaultKeyFrom
from robot.outside.settings.fields import Address, Day, Hour, Hours, LongSpan, Many, Origin, RfcText, Span, YesNo

Texts = Annotated[tuple[str, ...], Many]


class _Closed(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)

    @model_validator(mode="before")
    @classmethod
    def _blank_is_default(cls, content: Any) -> Any:
        """`key:` with nothing behind it is a key that is not there; a whole section too."""
        if content == "":
            return {}
        return {key: value for key, value in content.items() if value != ""} if isinstance(content, dict) else content

    def given(self, **names: str) -> dict[str, Any]:
        """What the file gives, under the names the model has for it."""
        return {
            names.get(key, key): value for key in self.model_fields_set if (value := getattr(self, key)) is not None
        }


class PortalShape(_Closed):
    address: Address | None = None
    origins: Annotated[tuple[Origin, ...], Many] | None = None


class MailboxShape(_Closed):
    name: str | None = None
    addresses: Texts | None = None
    host: str
    port: Annotated[int, Field(ge=1, le=65535)] | None = None
    security: Security | None = None
    user: str
    auth: LoginKind | None = None
    password_file: str | None = None
    password_env: str | None = None
    ca_file: str | None = None
    folders: Texts | None = None
    from_domains: Texts | None = None
    subject: str | None = None
    password_patterns: Texts | None = None
    password_characters: str | None = None
    password_length: tuple[int, int] | None = None
    identity: Identity | None = None
    authenticity: Authenticity | None = None
    trusted_authserv: Texts | None = None


class PaceShape(_Closed):
    visits_at_once: Annotated[int, Field(ge=1, le=20)] | None = None
    pause: Span | None = None
    quiet_hours: Annotated[tuple[Hours, ...], Many] | None = None


class AttendShape(_Closed):
    ahead: Annotated[int, Field(ge=1, le=10)] | None = None
    visits_at_once: Annotated[int, Field(ge=1, le=20)] | None = None
    pause: Span | None = None


class WaitsShape(_Closed):
    relation: Annotated[tuple[LongSpan, ...], Many, Field(min_length=1)] | None = None
    processing: LongSpan | None = None
    screen: LongSpan | None = None
    mail_poll: LongSpan | None = None
    mail_hold: Span | None = None
    mail_limit: LongSpan | None = None
    mail_slow_poll: LongSpan | None = None
    mail_give_up: LongSpan | None = None
    retry: Annotated[tuple[LongSpan, ...], Many, Field(min_length=1)] | None = None
    person: LongSpan | None = None
    prepared: LongSpan | None = None
    session: Span | None = None
    run: Span | None = None

    @model_validator(mode="after")
    def _grows(self) -> "WaitsShape":
        if self.relation and list(self.relation) != sorted(set(self.relation)):
            raise ValueError("las esperas de `relation` van de menor a mayor, contadas desde el envío")
        return self


class RenewalShape(_Closed):
    days: Annotated[int, Field(ge=1, le=300)] | None = None
    spread_days: Annotated[int, Field(ge=0, le=300)] | None = None
    notice_days: Annotated[int, Field(ge=1, le=300)] | None = None


class AuthorisationShape(_Closed):
    by: str | None = None
    until: Day | None = None

    @model_validator(mode="after")
    def _by_somebody(self) -> "AuthorisationShape":
        if self.until and not self.by:
            raise ValueError("falta quién autorizó\nagregue `by: nombre de quien autorizó`")
        return self


class DeveloperShape(_Closed):
    service: str | None = None
    rfc: RfcText | None = None
    name: str | None = None
    validity: str | None = None

    @model_validator(mode="after")
    def _rfc_with_its_name(self) -> "DeveloperShape":
        if bool(self.rfc) != bool(self.name):
            raise ValueError("el RFC y el nombre del desarrollador van juntos\nagregue el que falta (`rfc` o `name`)")
        return self


class VaultShape(_Closed):
    key: VaultKeyFrom | None = None
    file: str | None = None
    passphrase_file: str | None = None


class EvidenceShape(_Closed):
    pictures: YesNo | None = None
    trace: TraceWhen | None = None
    keep_days: Annotated[int, Field(ge=1)] | None = None
    keep_visits: Annotated[int, Field(ge=1)] | None = None


class BrowserShape(_Closed):
    executable: str | None = None
    channel: str | None = None


class SummaryShape(_Closed):
    to: Texts | None = None
    sender: str | None = None
    host: str | None = None
    port: Annotated[int, Field(ge=1, le=65535)] | None = None
    security: Security | None = None
    user: str | None = None
    auth: LoginKind | None = None
    password_file: str | None = None
    password_env: str | None = None
    ca_file: str | None = None
    when: TellWhen | None = None
    workbook: YesNo | None = None
    hour: Hour | None = None

    @model_validator(mode="after")
    def _to_somebody_through_a_server(self) -> "SummaryShape":
        if self.model_fields_set and not (self.to and self.host):
            raise ValueError("al correo de resumen le falta a quién o por dónde\nagregue `to` y `host`")
        return self


class LedgerShape(_Closed):
    url: str | None = None


class SettingsShape(_Closed):
    portal: PortalShape = PortalShape()
    mailboxes: tuple[MailboxShape, ...] = ()
    pace: PaceShape = PaceShape()
    attend: AttendShape = AttendShape()
    waits: WaitsShape = WaitsShape()
    renewal: RenewalShape = RenewalShape()
    authorisation: AuthorisationShape = AuthorisationShape()
    developer: DeveloperShape = DeveloperShape()
    vault: VaultShape = VaultShape()
    evidence: EvidenceShape = EvidenceShape()
    browser: BrowserShape = BrowserShape()
    summary: SummaryShape = SummaryShape()
    ledger: LedgerShape = LedgerShape()
