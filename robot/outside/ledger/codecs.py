"""The robot's objects as JSON and back: employers, what was seen, blocks, marks. Dates are ISO, times are UTC.

Used by the other modules of this room. Fields added later get a default when an older row is read.
"""

from collections.abc import Iterable, Mapping
from datetime import UTC, date, datetime
from typing import Any

from robot.model.employer import Authorisation, Developer, Employer
from robot.model.identifiers import Nrp, Rfc
from robot.model.outcome import Reason
from robot.model.relation import Relation, RelationState
from robot.model.secret import SecretKind
from robot.model.state import Block, MailMark, Seen

Json = dict[str, Any]


def employer_to_json(employer: Employer) -> Json:
    developer, allowed = employer.developer, employer.authorisation
    return {
        "nrp": str(employer.nrp),
        "rfc": str(employer.rfc),
        "name": employer.name,
        "email": employer.email,
        "developer": {
            "service": developer.service,
            "rfc": str(developer.rfc),
            "name": developer.name,
            "validity": developer.validity,
        },
        "certificate": employer.certificate,
        "mailbox": employer.mailbox,
        "authorisation": None if allowed is None else {"by": allowed.by, "until": _day_text(allowed.until)},
        "order": employer.order,
        "efirma_ends": instant_text(employer.efirma_ends),
    }


def employer_from_json(plain: Mapping[str, Any]) -> Employer:
    developer, allowed = plain["developer"], plain.get("authorisation")
    return Employer(
        nrp=Nrp(plain["nrp"]),
        rfc=Rfc(plain["rfc"]),
        name=plain["name"],
        email=plain["email"],
        developer=Developer(developer["service"], Rfc(developer["rfc"]), developer["name"], developer["validity"]),
        certificate=plain["certificate"],
        mailbox=plain.get("mailbox", ""),
        authorisation=None if allowed is None else Authorisation(allowed["by"], _day(allowed["until"])),
        order=plain.get("order", 0),
        efirma_ends=_instant(plain.get("efirma_ends")),
    )


def relation_to_json(relation: Relation) -> Json:
    return {
        "service": relation.service,
        "developer_rfc": str(relation.developer_rfc),
        "developer_name": relation.developer_name,
        "start": _day_text(relation.start),
        "end": _day_text(relation.end),
        "status": relation.status,
        "state": relation.state.value,
        "folio": relation.folio,
    }


def relation_from_json(plain: Mapping[str, Any]) -> Relation:
    return Relation(
        service=plain["service"],
        developer_rfc=Rfc(plain["developer_rfc"]),
        developer_name=plain["developer_name"],
        start=_day(plain["start"]),
        end=_day(plain["end"]),
        status=plain["status"],
        state=RelationState(plain["state"]),
        folio=plain.get("folio", ""),
    )


def relations_to_json(relations: Iterable[Relation]) -> list[Json]:
    return [relation_to_json(relation) for relation in relations]


def relations_from_json(plain: Iterable[Mapping[str, Any]]) -> tuple[Relation, ...]:
    return tuple(relation_from_json(relation) for relation in plain)


def seen_to_json(seen: Seen) -> Json:
    return {
        "service_password": seen.service_password,
        "service_password_at": instant_text(seen.service_password_at),
        "relations": None if seen.relations is None else relations_to_json(seen.relations),
        "relations_at": instant_text(seen.relations_at),
    }


def seen_from_json(plain: Mapping[str, Any]) -> Seen:
    relations = plain.get("relations")
    return Seen(
        service_password=plain.get("service_password"),
        service_password_at=_instant(plain.get("service_password_at")),
        relations=None if relations is None else relations_from_json(relations),
        relations_at=_instant(plain.get("relations_at")),
    )


def block_to_json(block: Block | None) -> Json | None:
    if block is None:
        return None
    return {
        "reason": block.reason.value,
        "text": block.text,
        "todo": block.todo,
        "since": instant_text(block.since),
        "fingerprint": block.fingerprint,
        "secret": block.secret.value if block.secret else None,
        "where": block.where,
    }


def block_from_json(plain: Mapping[str, Any] | None) -> Block | None:
    if plain is None:
        return None
    secret = plain.get("secret")
    return Block(
        reason=Reason(plain["reason"]),
        text=plain["text"],
        todo=plain["todo"],
        since=datetime.fromisoformat(plain["since"]),
        fingerprint=plain.get("fingerprint", ""),
        secret=SecretKind(secret) if secret else None,
        where=plain.get("where", ""),
    )


def marks_to_json(marks: Iterable[MailMark]) -> list[Json]:
    return [
        {
            "mailbox": mark.mailbox,
            "folder": mark.folder,
            "uidvalidity": mark.uidvalidity,
            "uidnext": mark.uidnext,
            "portal_time": instant_text(mark.portal_time),
        }
        for mark in marks
    ]


def marks_from_json(plain: Iterable[Mapping[str, Any]]) -> tuple[MailMark, ...]:
    return tuple(
        MailMark(
            mark["mailbox"], mark["folder"], mark["uidvalidity"], mark["uidnext"], _instant(mark.get("portal_time"))
        )
        for mark in plain
    )


def details_to_json(details: Mapping[str, Any]) -> Json:
    """An event's details. Raises TypeError for anything but plain values, dates and times: above all for a Secret."""
    return {str(name): _plain(value) for name, value in details.items()}


def _plain(value: object) -> object:
    match value:
        case None | bool() | int() | float():
            return value
        case str():
            return str(value)
        case datetime():
            return instant_text(value)
        case date():
            return value.isoformat()
        case Mapping():
            return details_to_json(value)
        case list() | tuple():
            return [_plain(item) for item in value]
    raise TypeError(f"an event's details cannot hold {type(value).__name__}")


def instant_text(instant: datetime | None) -> str | None:
    if instant is None:
        return None
    if instant.tzinfo is None:
        raise ValueError("the ledger takes aware times only")
    return instant.astimezone(UTC).isoformat()


def _instant(text: str | None) -> datetime | None:
    return None if text is None else datetime.fromisoformat(text)


def _day_text(day: date | None) -> str | None:
    return None if day is None else day.isoformat()


def _day(text: str | None) -> date | None:
    return None if text is None else date.fromisoformat(text)
