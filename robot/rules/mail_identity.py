"""Whose mail it is: by the NRP it names, else by an RFC or an address that nobody else who waits has.

rules.pickup calls it. An NRP counts only as a whole token, so that one never matches the beginning of another.
"""

import re
from collections.abc import Collection
from dataclasses import dataclass

from robot.model.identifiers import Nrp
from robot.model.mailbox import Identity, PasswordRequest
from robot.model.text import fold
from robot.rules.mail_text import MailText

# As the portal's own forms take it: eleven characters, with or without spaces and dashes between them.
_NRP = re.compile(r"(?<![A-Za-z0-9])[A-Za-z0-9](?:[ .\u2010-\u2015-]{0,3}\d){10}(?![A-Za-z0-9])")
_RFC = re.compile(r"(?<![^\W_])[A-Za-zÑñ&]{3,4}[ -]?\d{6}[ -]?[A-Za-z0-9]{2}[Aa0-9](?![^\W_])")
# In what comes just before: says that the number is an NRP; says that it is not.
_NRP_LABEL = re.compile(r"(?:nrp|n\.r\.p\.?|registro patronal|numero de registro(?: patronal)?)[^a-z0-9]*$")
_NO_NRP = re.compile(
    r"(?:folio|referencia|ticket|tramite|confirmacion|serie|telefono|tel\.?|clabe|cuenta)\W*(?:no\.?)?\W*$"
)


@dataclass(frozen=True, slots=True)
class Strange:
    """Not surely this employer's mail. `waits`: another mail may still be the one."""

    code: str
    text: str
    waits: bool = False


def strange_to(mail: MailText, request: PasswordRequest, identity: Identity) -> Strange | None:
    """Why the mail cannot be taken as the employer's; None when it is theirs."""
    rivals = {other.nrp for other in request.others}
    nrps = named_nrps(mail, {request.employer.nrp, *rivals})
    if request.employer.nrp in nrps and nrps & rivals:
        return Strange("PICK_AMBIGUOUS", "nombra este NRP y también otro que espera su contraseña")
    if request.employer.nrp in nrps:
        return None
    if nrps:
        return Strange("PICK_OTHER_ACCOUNT", f"es de otro NRP ({_masked(min(nrps))})", waits=True)
    return _without_nrp(mail, request, identity, alone=not rivals)


def named_nrps(mail: MailText, known: Collection[Nrp]) -> frozenset[Nrp]:
    """The NRPs that a mail names. What only looks like one (a telephone number, "o 8000083900") needs a label."""
    text = f"{mail.subject}\n{mail.text}"
    found = set()
    for match in _NRP.finditer(text):
        nrp = Nrp(re.sub(r"[^A-Za-z0-9]", "", match[0]))
        before = fold(text[max(0, match.start() - 40) : match.start()])
        is_likely = not match[0][0].isdigit() and match[0][1] != " " and not _NO_NRP.search(before)
        if nrp in known or is_likely or _NRP_LABEL.search(before):
            found.add(nrp)
    return frozenset(found)


def _without_nrp(mail: MailText, request: PasswordRequest, identity: Identity, *, alone: bool) -> Strange | None:
    rfcs = {re.sub(r"[ -]", "", rfc).upper() for rfc in _RFC.findall(f"{mail.subject}\n{mail.text}")}
    others = {other.rfc for other in request.others}
    if request.employer.rfc in rfcs and request.employer.rfc not in others and not rfcs & others:
        return None
    if identity is Identity.EXCLUSIVE and alone:
        return None
    own_address = not any(same_address(other.email, request.employer.email) for other in request.others)
    to_employer = any(same_address(address, request.employer.email) for address in mail.recipients)
    if identity in (Identity.AUTO, Identity.RECIPIENT) and own_address and to_employer:
        return None
    if not alone and not own_address:
        return Strange("PICK_NO_IDENTITY", "no dice de qué NRP es y varios esperan su contraseña en este buzón")
    return Strange("PICK_NO_IDENTITY", "no dice de qué NRP es ni va dirigido al correo del patrón")


def same_address(one: str, other: str) -> bool:
    """Whether two addresses are one mailbox's: case and a `+tag` do not matter."""
    return bool(one) and _without_tag(one) == _without_tag(other)


def _without_tag(address: str) -> str:
    local, _, domain = address.strip().casefold().rpartition("@")
    return f"{local.partition('+')[0] or local}@{domain}"


def _masked(nrp: Nrp) -> str:
    return f"{nrp[:3]}…{nrp[-3:]}"
