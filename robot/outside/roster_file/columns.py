"""The columns of a roster: their names, the other words people use for them, and finding them in a header row.

Case, accents, spaces, underscores, points and words like "de la" make no difference.
"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum

from robot.model.text import fold


class Column(StrEnum):
    """The value is the name that the README gives and messages use."""

    NRP = "NRP"
    EMAIL = "correo"
    PORTAL_PASSWORD = "contraseña portal"
    RFC = "RFC"
    NAME = "razón social"
    CER = "archivo cer"
    KEY = "archivo key"
    PASSPHRASE = "contraseña efirma"
    SERVICE_PASSWORD = "contraseña intercomunicación"
    MAILBOX = "buzón"
    AUTHORISED_BY = "autorizó"
    AUTHORISED_UNTIL = "autorización hasta"
    SERVICE = "servicio"
    DEVELOPER_RFC = "RFC desarrollador"
    DEVELOPER_NAME = "nombre desarrollador"
    VALIDITY = "vigencia"


REQUIRED = (
    Column.NRP, Column.EMAIL, Column.PORTAL_PASSWORD, Column.RFC, Column.NAME, Column.CER, Column.KEY,
    Column.PASSPHRASE,
)  # fmt: skip
SECRET = frozenset({Column.PORTAL_PASSWORD, Column.PASSPHRASE, Column.SERVICE_PASSWORD})

_ALSO: Mapping[Column, tuple[str, ...]] = {
    Column.NRP: ("registro patronal", "número de registro patronal", "número registro patronal NRP", "reg patronal"),
    Column.EMAIL: ("correo electrónico", "correo portal", "email", "e-mail", "mail", "usuario portal"),
    Column.PORTAL_PASSWORD: (
        "contraseña portal empresarial", "contraseña infonavit", "contraseña empresarios", "password portal",
        "clave portal",
    ),
    Column.RFC: ("RFC patrón", "RFC empresa"),
    Column.NAME: ("nombre razón social", "denominación razón social", "denominación", "nombre", "empresa", "patrón"),
    Column.CER: ("cer", "certificado", "archivo certificado", "certificado cer", "ruta cer", "certificado efirma"),
    Column.KEY: ("key", "llave", "llave privada", "clave privada", "archivo llave", "llave key", "ruta key"),
    Column.PASSPHRASE: (
        "contraseña fiel", "contraseña firma", "contraseña firma electrónica", "contraseña llave",
        "contraseña llave privada", "contraseña clave privada", "contraseña key", "password efirma", "clave efirma",
        "clave fiel",
    ),
    Column.SERVICE_PASSWORD: (
        "contraseña servicio intercomunicación", "contraseña servicios intercomunicación", "contraseña servicio",
        "password intercomunicación",
    ),
    Column.MAILBOX: ("buzón correo", "mailbox"),
    Column.AUTHORISED_BY: ("autorizado por", "autoriza", "quién autorizó", "autorización por"),
    Column.AUTHORISED_UNTIL: (
        "autorizado hasta", "autorizó hasta", "vigencia autorización", "fin autorización", "autorización vence",
    ),
    Column.SERVICE: ("servicio intercomunicación",),
    Column.DEVELOPER_RFC: ("RFC proveedor",),
    Column.DEVELOPER_NAME: ("desarrollador", "razón social desarrollador", "nombre razón social desarrollador"),
    Column.VALIDITY: ("fin vigencia", "vigencia relación"),
}  # fmt: skip

_SMALL_WORDS = frozenset({"de", "del", "la", "el", "los", "las", "o", "u", "y"})
_LOOKS_SECRET = re.compile(r"contrasen|passw|passphrase|\bnip\b|\bpin\b|token|secret")


def plain_name(header: str) -> str:
    """A header without what makes no difference."""
    words = [word for word in re.split(r"[\W_]+", fold(header)) if word]
    return "".join([word for word in words if word not in _SMALL_WORDS] or words)


_OWN = {plain_name(column): column for column in Column}
_OTHER = {plain_name(name): column for column, names in _ALSO.items() for name in names}


@dataclass(frozen=True, slots=True)
class Header:
    """A header row: where each known column is, those told twice, and the places of the rest."""

    places: dict[Column, int]
    twice: tuple[tuple[Column, int], ...]
    unknown: tuple[int, ...]

    @property
    def missing(self) -> tuple[Column, ...]:
        return tuple(column for column in REQUIRED if column not in self.places)


def recognise(headers: Sequence[str]) -> Header:
    """A column's own name wins over another word for it, which is then an unknown column."""
    places: dict[Column, int] = {}
    twice: list[tuple[Column, int]] = []
    names = [plain_name(header) for header in headers]
    for known in (_OWN, _OTHER):
        ours = set(places)
        for place, name in enumerate(names):
            column = known.get(name)
            if column is None or column in ours:
                continue
            if column in places:
                twice.append((column, place))
            else:
                places[column] = place
    taken = {*places.values(), *(place for _, place in twice)}
    unknown = tuple(place for place, name in enumerate(names) if name and place not in taken)
    return Header(places, tuple(twice), unknown)


def looks_secret(header: str) -> bool:
    """An unknown column that seems to hold passwords is emptied in what we write, too."""
    return bool(_LOOKS_SECRET.search(fold(header).replace("_", " ")))
