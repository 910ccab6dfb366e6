"""Which mail is the one with the password. outside.mailbox hands over what arrived, the outcome goes to the engine.

The checks and their order are those of research/mail.md, "Checks, in order". Pure: nothing here depends on the
robot's clock, and no text that is given back holds a word of a mail.
"""

import re
import unicodedata
from collections.abc import Collection, Iterable
from dataclasses import dataclass, replace
from datetime import timedelta

from robot.model.employer import Employer
from robot.model.identifiers import Nrp
from robot.model.mailbox import (
    Authenticity,
    DoubtfulMail,
    NoMailYet,
    PasswordRequest,
    Picked,
    PickupPolicy,
)
from robot.model.secret import Secret
from robot.rules.mail_identity import named_nrps, same_address, strange_to
from robot.rules.mail_origin import Finding, Sender, finding_of, sender_domain, sender_of
from robot.rules.mail_password import Doubt, find_password
from robot.rules.mail_text import MailText, read_mail

# The mail's Date and the portal's HTTP Date come from the same clock, give or take a queue (research/mail.md, 3).
_PORTAL_TOLERANCE = timedelta(minutes=2)
_DOUBTS = {
    Doubt.NONE: "no se encontró la contraseña en su texto: quizá cambió el correo del portal",
    Doubt.SEVERAL: "contiene contraseñas distintas",
    Doubt.UNREADABLE: "la contraseña contiene letras que no se pudieron leer con seguridad",
}
_TODO = "Revise el buzón y capture la contraseña con «password set»."


@dataclass(frozen=True, slots=True)
class ArrivedMail:
    """A mail of a watched folder. `newness_proven`: its UID is above the mark; else the folder was made anew."""

    mail: MailText
    newness_proven: bool = True


@dataclass(frozen=True, slots=True)
class Refused:
    """Not the mail. `doubtful`: it would be but for this, so a person should look when no other is."""

    code: str
    text: str
    doubtful: bool = False


Verdict = Picked | Refused


def pick(
    arrived: Iterable[ArrivedMail], request: PasswordRequest, *, policy: PickupPolicy, used: Collection[str] = ()
) -> Picked | NoMailYet | DoubtfulMail:
    """The outcome for one request of all mails that arrived since its marks."""
    mails = [one for one in arrived if one.mail.mail_id not in used]
    verdicts = [(one.mail, judge(one, request, policy)) for one in mails]
    accepted = [verdict for _, verdict in verdicts if isinstance(verdict, Picked)]
    refused = [(mail, verdict) for mail, verdict in verdicts if isinstance(verdict, Refused)]
    if len({verdict.password for verdict in accepted}) > 1:
        places = "; ".join(_place(mail) for mail, verdict in verdicts if isinstance(verdict, Picked))
        text = f"Llegaron {len(accepted)} correos con contraseñas distintas ({places}). {_TODO}"
        return DoubtfulMail("PICK_AMBIGUOUS", text)
    if accepted:
        spoofs = [_told(mail, verdict) for mail, verdict in refused if verdict.code == "PICK_SPOOF"]
        warnings = dict.fromkeys([*accepted[0].warnings, *spoofs])
        return replace(accepted[0], warnings=tuple(warnings))
    for mail, verdict in refused:
        if verdict.doubtful:
            return DoubtfulMail(verdict.code, f"{_told(mail, verdict)}. {_TODO}")
    return NoMailYet(tuple(_told(mail, verdict) for mail, verdict in refused))


def concerned(mail: MailText, waiting: Collection[Employer], policy: PickupPolicy) -> frozenset[Nrp]:
    """Those of the employers that wait who must look at this mail: for the others it is surely not the one.

    Whom it names; else whom it is addressed to; else all of them, who cannot tell it apart.
    """
    if _wrong_origin(mail, policy) or _wrong_subject(mail, policy):
        return frozenset()
    nrps = frozenset(one.nrp for one in waiting)
    named = named_nrps(mail, nrps)
    if named:
        return named & nrps
    return (
        frozenset(one.nrp for one in waiting if any(same_address(address, one.email) for address in mail.recipients))
        or nrps
    )


def judge_eml(
    raw: bytes, request: PasswordRequest, *, policy: PickupPolicy, used: Collection[str]
) -> Picked | NoMailYet | DoubtfulMail:
    """A mail that a person saved as a file, by the same checks; that it is new, the person vouches for."""
    mail = read_mail(raw, origin="eml")
    if mail.mail_id in used:
        return NoMailYet((f"{_place(mail)}: ya se usó",))
    return pick([ArrivedMail(mail)], request, policy=policy)


def judge(arrived: ArrivedMail, request: PasswordRequest, policy: PickupPolicy) -> Verdict:
    """All checks of one mail, in order; the first that fails is told."""
    mail = arrived.mail
    refusal = (
        _wrong_origin(mail, policy)
        or _wrong_subject(mail, policy)
        or _wrong_time(mail, request)
        or _too_large(mail, policy)
        or _forwarded(mail, request, policy)
        or _wrong_identity(mail, request, policy)
        or _newness_unproven(arrived, request, policy)
    )
    if refusal:
        return refusal
    found = find_password(mail.parts, policy)
    if isinstance(found, Doubt):
        # A mail without any password may be another notice of the portal: the right one may still come.
        return Refused(found.value, _DOUBTS[found], doubtful=found is not Doubt.NONE)
    return Picked(Secret(found.password), mail.mail_id, tuple(_warnings(mail, policy)))


def _wrong_origin(mail: MailText, policy: PickupPolicy) -> Refused | None:
    sender = sender_of(mail, policy.from_domains)
    if sender is Sender.UNCLEAR:
        return Refused("PICK_SENDER", "no tiene exactamente un remitente")
    if sender is Sender.ALIKE:
        return Refused("PICK_SPOOF", "ATENCIÓN: el remitente imita al del portal y no lo es; no se usó")
    if sender is Sender.OTHER:
        return Refused("PICK_SENDER", f"el remitente no es de {' ni de '.join(policy.from_domains)}")
    if policy.auth is Authenticity.OFF:
        return None
    finding = finding_of(mail, policy.trusted_authserv)
    if finding is Finding.FAIL:
        return Refused("PICK_SPOOF", "ATENCIÓN: el servidor de correo dice que el remitente es falso; no se usó")
    if finding is Finding.ABSENT and policy.auth is Authenticity.REQUIRE:
        return Refused("PICK_SPOOF", "ningún servidor de confianza comprobó el remitente, y «auth: require» lo exige")
    return None


def _wrong_subject(mail: MailText, policy: PickupPolicy) -> Refused | None:
    if policy.subject and not re.search(_unaccented(policy.subject), _unaccented(mail.subject), re.IGNORECASE):
        return Refused("PICK_SUBJECT", "el asunto no es el de las contraseñas")
    return None


def _unaccented(text: str) -> str:
    letters = unicodedata.normalize("NFKD", text)
    return re.sub(r"\s+", " ", "".join(letter for letter in letters if not unicodedata.combining(letter)))


def _wrong_time(mail: MailText, request: PasswordRequest) -> Refused | None:
    if mail.date and request.portal_time and mail.date < request.portal_time - _PORTAL_TOLERANCE:
        return Refused("PICK_OLD", "se escribió antes de la solicitud")
    return None


def _too_large(mail: MailText, policy: PickupPolicy) -> Refused | None:
    if mail.whole:
        return None
    from_portal = sender_of(mail, policy.from_domains) is Sender.ALLOWED
    return Refused("PICK_TOO_LARGE", "es demasiado grande para leerlo", doubtful=from_portal)


def _forwarded(mail: MailText, request: PasswordRequest, policy: PickupPolicy) -> Refused | None:
    """Forwarding by hand rewrites sender and text, so its content proves nothing."""
    if not mail.forwarded:
        return None
    ours = request.employer.nrp in named_nrps(mail, {request.employer.nrp})
    likely = ours and not isinstance(find_password(mail.parts, policy), Doubt)
    text = "fue reenviado a mano: configure el reenvío automático, o guarde el original como .eml e impórtelo"
    return Refused("PICK_FORWARDED", text, doubtful=likely)


def _wrong_identity(mail: MailText, request: PasswordRequest, policy: PickupPolicy) -> Refused | None:
    strange = strange_to(mail, request, policy.identity)
    if strange is None:
        return None
    # Only a mail that gives a password is worth a person's time; the others are somebody's everyday mail.
    worth = not strange.waits and find_password(mail.parts, policy) is not Doubt.NONE
    return Refused(strange.code, strange.text, doubtful=worth)


def _newness_unproven(arrived: ArrivedMail, request: PasswordRequest, policy: PickupPolicy) -> Refused | None:
    """A folder made anew lost the mark: only a proven sender, the NRP and the portal's clock stand in for it."""
    if arrived.newness_proven:
        return None
    mail = arrived.mail
    authentic = finding_of(mail, policy.trusted_authserv) is Finding.PASS
    named = request.employer.nrp in named_nrps(mail, {request.employer.nrp})
    dated = bool(mail.date and request.portal_time and mail.date >= request.portal_time)
    if authentic and named and dated:
        return None
    is_old = bool(mail.date and request.portal_time and mail.date < request.portal_time)
    text = "la carpeta se creó de nuevo en el servidor y no se puede probar que el correo sea posterior a la solicitud"
    return Refused(
        "MAIL_UIDVALIDITY", text, doubtful=not is_old and not isinstance(find_password(mail.parts, policy), Doubt)
    )


def _warnings(mail: MailText, policy: PickupPolicy) -> Iterable[str]:
    if sender_of(mail, policy.from_domains) is Sender.UNCHECKED:
        yield "No se comprobó el remitente: el buzón no tiene «from_domains»"
    if policy.auth is Authenticity.PREFER and finding_of(mail, policy.trusted_authserv) is Finding.ABSENT:
        yield "Ningún servidor de confianza comprobó el remitente («trusted_authserv»)"
    if mail.date is None:
        yield "El correo no tiene fecha legible"


def _told(mail: MailText, verdict: Refused) -> str:
    return f"{_place(mail)}: {verdict.text} ({verdict.code})"


def _place(mail: MailText) -> str:
    """Says which mail is meant by its sender's domain and date: a subject could hold anything."""
    sender = sender_domain(mail) or "remitente ilegible"
    return f"Correo de {sender}" + (f" del {mail.date:%Y-%m-%d %H:%M} UTC" if mail.date else "")
