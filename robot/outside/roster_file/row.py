"""Makes one employer of one row, or says everything that is wrong with it. Called by read for each row.

No message shows what a cell holds: with two columns swapped it would be a password.
"""

import hashlib
import re
from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from typing import TypeVar

from robot.model.employer import PERSON_MAILBOX, Authorisation, Developer, Employer
from robot.model.errors import Mistake
from robot.model.identifiers import Nrp, Rfc
from robot.model.roster import RosterRow
from robot.model.secret import Secret, SecretKind
from robot.model.text import fold, squeeze
from robot.outside.roster_file.columns import SECRET, Column, plain_name
from robot.outside.roster_file.files import EfirmaFiles
from robot.outside.roster_file.sheets import Cell, cell_name

Value = TypeVar("Value")

_EMAIL = re.compile(r"[^@\s,;<>\"]+@[^@\s,;<>\"]+\.[^@\s,;<>\".]+")
_DAYS = ("%d/%m/%Y", "%Y-%m-%d", "%d-%m-%Y", "%d.%m.%Y")


@dataclass(frozen=True, slots=True)
class Presets:
    """What an empty cell means. `mailboxes` None: the names are not known, so any will do."""

    developer: Developer
    authorisation: Authorisation | None
    mailboxes: Collection[str] | None


@dataclass(slots=True)
class Reading:
    """One row being read: its cells by column, and the mistakes found in it."""

    number: int
    cells: Mapping[Column, Cell]
    places: Mapping[Column, int]
    headers: Mapping[Column, str]
    mistakes: list[Mistake] = field(default_factory=list)

    def where(self, column: Column) -> str:
        return f'fila {self.number}, columna "{self.headers[column]}" ({cell_name(self.number, self.places[column])})'

    def wrong(self, column: Column, title: str, fix: str = "") -> None:
        self.mistakes.append(Mistake(title, self.where(column), fix=fix))

    def text(self, column: Column) -> str:
        """Of a secret exactly what is there, blanks too; of anything else with odd spaces made plain."""
        cell = self.cells.get(column, Cell(""))
        if column in SECRET:
            return cell.text if cell.text.strip() else ""
        return squeeze(cell.text)

    def needed(self, column: Column, read: Callable[[str], Value]) -> Value | None:
        """The cell's value; a mistake when it is empty or does not fit."""
        if not self.text(column):
            self.wrong(column, f"falta: {column}", "escríbalo en esta celda")
            return None
        return self.optional(column, read)

    def optional(self, column: Column, read: Callable[[str], Value]) -> Value | None:
        text = self.text(column)
        if not text:
            return None
        doubt = self.cells[column].doubt
        if doubt and column in SECRET:
            self.wrong(column, doubt, "dé a la columna el formato Texto en Excel y escriba la contraseña otra vez")
            return None
        try:
            return read(text)
        except ValueError as error:
            title, _, fix = str(error).partition("\n")
            self.wrong(column, title, fix)
            return None


def read_row(reading: Reading, presets: Presets, files: EfirmaFiles) -> RosterRow | None:
    """None when something is wrong; `reading.mistakes` says what."""
    nrp, rfc = reading.needed(Column.NRP, Nrp), reading.needed(Column.RFC, Rfc)
    email, name = reading.needed(Column.EMAIL, _email), reading.needed(Column.NAME, str)
    cer, key = reading.needed(Column.CER, files.read), reading.needed(Column.KEY, files.read)
    portal, phrase = reading.needed(Column.PORTAL_PASSWORD, Secret), reading.needed(Column.PASSPHRASE, Secret)
    service = reading.optional(Column.SERVICE_PASSWORD, Secret)
    mailbox = reading.optional(Column.MAILBOX, lambda text: _mailbox(text, presets.mailboxes))
    developer, authorisation = _developer(reading, presets.developer), _authorisation(reading, presets.authorisation)
    if reading.mistakes or not (nrp and rfc and email and name and cer and key and portal and phrase and developer):
        return None
    secrets = {
        SecretKind.PORTAL_PASSWORD: portal,
        SecretKind.EFIRMA_CER: Secret(cer),
        SecretKind.EFIRMA_KEY: Secret(key),
        SecretKind.EFIRMA_PASSPHRASE: phrase,
    }
    if service:
        secrets[SecretKind.SERVICE_PASSWORD] = service
    certificate = hashlib.sha256(cer).hexdigest()
    employer = Employer(nrp, rfc, name, email, developer, certificate, mailbox or "", authorisation)
    return RosterRow(reading.number, employer, secrets)


def _email(text: str) -> str:
    if not _EMAIL.fullmatch(text):
        raise ValueError("esto no es un correo\nescriba uno solo, por ejemplo nomina@empresa.mx")
    return text


def _mailbox(text: str, known: Collection[str] | None) -> str:
    if fold(text) == PERSON_MAILBOX:
        return PERSON_MAILBOX
    for name in known if known is not None else (text,):
        if fold(name) == fold(text):
            return name
    names = ", ".join(known or ()) or "ninguno"
    raise ValueError(f"settings.yaml no tiene un buzón con este nombre\nhay: {names}; o escriba «{PERSON_MAILBOX}»")


def _developer(reading: Reading, preset: Developer) -> Developer | None:
    """Each empty cell means the preset's, but another developer's RFC must come with its name."""
    rfc, name = reading.optional(Column.DEVELOPER_RFC, Rfc), reading.text(Column.DEVELOPER_NAME)
    if rfc and rfc != preset.rfc and not name:
        reading.wrong(Column.DEVELOPER_RFC, "otro desarrollador sin su nombre", f"llene «{Column.DEVELOPER_NAME}»")
    own = plain_name(name) == plain_name(preset.name)
    if name and not rfc and not own:
        reading.wrong(Column.DEVELOPER_NAME, "otro desarrollador sin su RFC", f"llene «{Column.DEVELOPER_RFC}»")
    return replace(
        preset,
        service=reading.text(Column.SERVICE) or preset.service,
        rfc=rfc or preset.rfc,
        name=preset.name if own or not name else name,
        validity=reading.text(Column.VALIDITY) or preset.validity,
    )


def _authorisation(reading: Reading, preset: Authorisation | None) -> Authorisation | None:
    """Who and until when belong together; a row that does not give both leaves it to the settings."""
    until, by = reading.optional(Column.AUTHORISED_UNTIL, read_day), reading.text(Column.AUTHORISED_BY)
    return Authorisation(by, until) if by and until else preset


def read_day(text: str) -> date:
    """A day as people and Excel write it; a time of midnight may follow."""
    plain = re.sub(r"[ T]00:00(:00(\.0+)?)?$", "", text)
    for form in _DAYS:
        try:
            return datetime.strptime(plain, form).date()  # noqa: DTZ007  a day has no zone
        except ValueError:
            continue
    raise ValueError("esto no es una fecha\nescríbala como dd/mm/aaaa, por ejemplo 31/12/2027")
