"""Reads a workspace's settings.yaml into robot.model.settings. Assembly calls it once; every mistake is told at once.

The environment wins over the file. Secrets are not read here, only where to find them.
"""

from collections.abc import Mapping
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

from robot.model.employer import CONTPAQI, Authorisation, Developer
from robot.model.errors import Mistake, SettingsError, said_by_system
from robot.model.identifiers import Rfc
from robot.model.origin import origin_of
from robot.model.policy import Policy
from robot.model.settings import (
    ENV_BROWSER,
    ENV_VAULT_KEY_FILE,
    ENV_VAULT_PASSPHRASE,
    SCREEN_LIMIT,
    Attend,
    BrowserSettings,
    EvidenceSettings,
    Pace,
    PortalSettings,
    Settings,
    VaultKeyFrom,
    VaultSettings,
)
from robot.outside.settings.mailboxes import read_mailboxes
from robot.outside.settings.secrets import hidden, in_folder, refuse_secrets
from robot.outside.settings.shape import (
    AuthorisationShape,
    BrowserShape,
    DeveloperShape,
    LedgerShape,
    PortalShape,
    SettingsShape,
    VaultShape,
    WaitsShape,
)
from robot.outside.settings.summary import read_summary
from robot.outside.yaml_text.nodes import Document
from robot.outside.yaml_text.read import read_yaml
from robot.outside.yaml_text.shape import check_shape

_POLICY_NAMES = {
    "relation": "looks",
    "processing": "processing_limit",
    "mail_hold": "hold_for_mail",
    "retry": "back_off",
    "person": "person_limit",
    "session": "keep_session",
    "run": "patience",
}


def read_settings(path: Path, environ: Mapping[str, str]) -> Settings:
    """Relative paths in the file count from its folder. Raises SettingsError with every mistake."""
    document = read_yaml(_content(path), str(path))
    refuse_secrets(document)
    shape = SettingsShape() if _says_nothing(document) else check_shape(document, SettingsShape)
    settings = _settings(document, shape, path.parent.absolute(), environ) if shape else None
    if document.mistakes or settings is None:
        count = len(document.mistakes)
        title = "settings.yaml tiene un error" if count == 1 else f"settings.yaml tiene {count} errores"
        raise SettingsError(title, tuple(hidden(mistake) for mistake in document.mistakes))
    return settings


def _content(path: Path) -> bytes:
    try:
        return path.read_bytes()
    except OSError as error:
        reason = Mistake(
            f"no se puede leer: {said_by_system(error)}", str(path), fix="créelo con `infonavit-robot init`"
        )
        raise SettingsError("no hay settings.yaml", (reason,)) from None


def _says_nothing(document: Document) -> bool:
    """Only comments: everything has its default."""
    nothing = all(not line.strip() or line.lstrip().startswith("#") for line in document.lines)
    if nothing:
        document.mistakes.clear()
    return nothing


def _settings(document: Document, shape: SettingsShape, folder: Path, environ: Mapping[str, str]) -> Settings:
    portal = _portal(shape.portal)
    return Settings(
        portal=portal,
        mailboxes=read_mailboxes(document, shape, folder, environ),
        pace=Pace(**shape.pace.given()),
        attend=Attend(**shape.attend.given()),
        policy=_policy(shape),
        screen_limit=shape.waits.screen or SCREEN_LIMIT,
        authorisation=_authorisation(shape.authorisation),
        developer=_developer(shape.developer),
        vault=_vault(shape.vault, folder, environ),
        evidence=EvidenceSettings(**shape.evidence.given()),
        browser=_browser(shape.browser, folder, environ),
        summary=read_summary(document, shape.summary, folder, environ),
        ledger=_ledger(document, shape.ledger, folder),
    )


def _portal(shape: PortalShape) -> PortalSettings:
    origins = shape.origins or ((str(origin_of(shape.address)),) if shape.address else ())
    return PortalSettings(shape.address or "", tuple(dict.fromkeys(origins)))


def _policy(shape: SettingsShape) -> Policy:
    waits: WaitsShape = shape.waits
    given = waits.given(**_POLICY_NAMES)
    given.pop("screen", None)
    days = shape.renewal.given(days="renewal", spread_days="renewal_spread", notice_days="notice")
    given.update({name: timedelta(days=number) for name, number in days.items()})
    return Policy(**given)


def _authorisation(shape: AuthorisationShape) -> Authorisation | None:
    return Authorisation(shape.by, shape.until) if shape.by else None


def _developer(shape: DeveloperShape) -> Developer:
    given = shape.given()
    if "rfc" in given:
        given["rfc"] = Rfc(given["rfc"])
    return replace(CONTPAQI, **given)


def _vault(shape: VaultShape, folder: Path, environ: Mapping[str, str]) -> VaultSettings:
    vault = VaultSettings(
        shape.key or VaultSettings().key, in_folder(folder, shape.file), in_folder(folder, shape.passphrase_file)
    )
    if environ.get(ENV_VAULT_KEY_FILE):
        return replace(vault, key=VaultKeyFrom.FILE, file=Path(environ[ENV_VAULT_KEY_FILE]).absolute())
    if environ.get(ENV_VAULT_PASSPHRASE):
        return replace(vault, key=VaultKeyFrom.PASSPHRASE)
    return vault


def _browser(shape: BrowserShape, folder: Path, environ: Mapping[str, str]) -> BrowserSettings:
    if environ.get(ENV_BROWSER):
        return BrowserSettings(Path(environ[ENV_BROWSER]).absolute())
    return BrowserSettings(in_folder(folder, shape.executable), shape.channel or "")


def _ledger(document: Document, shape: LedgerShape, folder: Path) -> str:
    url = shape.url or ""
    user_part = url.partition("://")[2].rpartition("@")[0]
    if ":" in user_part or "password=" in url.casefold():
        fix = "quite la contraseña: PostgreSQL la toma de la variable PGPASSWORD o del archivo pgpass"
        node = document.node(("ledger", "url"))
        document.mistake("los secretos no se escriben en este archivo", node, fix, show=False)
    start, file = "sqlite:///", url.removeprefix("sqlite:///")
    if url.startswith(start) and file and not Path(file).is_absolute():
        return f"{start}{(folder / file).as_posix()}"
    return url
