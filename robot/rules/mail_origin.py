"""Whether a mail comes from where it says: the sender's domain and what a trusted server found out about it.

rules.pickup calls it. Only the topmost Authentication-Results of a server named in settings is believed: anybody can
write more of them into a mail (RFC 8601, section 5).
"""

import re
from collections.abc import Collection, Mapping
from enum import Enum

from robot.rules.mail_text import MailText

_ADDRESS = re.compile(r"[^\s@<>()\",;:\\\[\]]+@([a-z0-9-]+(?:\.[a-z0-9-]+)*)")
_COMMENT = re.compile(r"\([^()]*\)")


class Sender(Enum):
    """ALIKE: looks like an allowed one and is not."""

    ALLOWED = "allowed"
    UNCHECKED = "unchecked"
    ALIKE = "alike"
    OTHER = "other"
    UNCLEAR = "unclear"


class Finding(Enum):
    PASS = "pass"
    FAIL = "fail"
    ABSENT = "absent"


def sender_domain(mail: MailText) -> str:
    """The domain of the one sender; empty when there is not exactly one that can be read."""
    match = _ADDRESS.fullmatch(mail.senders[0]) if len(mail.senders) == 1 else None
    return match[1] if match else ""


def sender_of(mail: MailText, domains: Collection[str]) -> Sender:
    domain = sender_domain(mail)
    allowed = {name.lower().rstrip(".") for name in domains}
    if not domain:
        return Sender.UNCLEAR
    if not allowed:
        return Sender.UNCHECKED
    if domain in allowed:
        return Sender.ALLOWED
    shown = f"{domain} {mail.sender_names.lower()} {mail.senders[0].rpartition('@')[0]}"
    return Sender.ALIKE if any(name in shown for name in allowed) else Sender.OTHER


def finding_of(mail: MailText, trusted: Collection[str]) -> Finding:
    """What the topmost trusted header says of the sender's domain: DMARC first, else an aligned DKIM signature."""
    believed = {name.lower() for name in trusted}
    header = next((text for text in mail.authentication if _authserv(text) in believed), None)
    if header is None:
        return Finding.ABSENT
    results = _results(header)
    domain = sender_domain(mail)
    for _, verdict, properties in (result for result in results if result[0] == "dmarc"):
        if _is_aligned(domain, properties.get("header.from", domain)):
            return {"pass": Finding.PASS, "fail": Finding.FAIL}.get(verdict, Finding.ABSENT)
    signatures = [
        verdict
        for name, verdict, properties in results
        if name == "dkim" and _is_aligned(domain, properties.get("header.d", properties.get("header.i", "")))
    ]
    if "pass" in signatures:
        return Finding.PASS
    return Finding.FAIL if "fail" in signatures else Finding.ABSENT


def _authserv(header: str) -> str:
    """The name of the server that wrote the header; empty when it left it out, as Microsoft 365 does."""
    first = _COMMENT.sub(" ", header).partition(";")[0].strip()
    return "" if "=" in first else first.partition(" ")[0].lower()


def _results(header: str) -> list[tuple[str, str, Mapping[str, str]]]:
    """Method, verdict and properties of each clause; what cannot be read is left out."""
    found: list[tuple[str, str, Mapping[str, str]]] = []
    for clause in _COMMENT.sub(" ", header).split(";"):
        pairs = re.findall(r"([\w.-]+)\s*=\s*\"?([^\s\";]+)", clause.lower())
        if pairs:
            found.append((pairs[0][0], pairs[0][1], dict(pairs[1:])))
    return found


def _is_aligned(domain: str, signed: str) -> bool:
    other = signed.rpartition("@")[2].rstrip(".")
    return "." in other and (domain == other or domain.endswith("." + other))
