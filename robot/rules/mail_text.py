"""A mail's bytes read into what the pick-up rules ask of it. rules.pickup is built on it.

Reads with the standard library and a charset ladder of our own, because a password with one wrong letter is a wrong
password: declared charset strictly, then UTF-8, then cp1252; what cannot be read shows as U+FFFD, never as nothing
(research/mail.md, "Encodings"). Opens no attachment and no forwarded mail inside, follows no link.
"""

import hashlib
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime
from email import policy
from email.errors import HeaderParseError
from email.header import decode_header
from email.message import EmailMessage
from email.parser import BytesParser
from email.utils import getaddresses, parsedate_to_datetime

from robot.rules.mail_lines import Line, lines_of_html, lines_of_plain

MAX_TEXT = 200_000  # characters of one part that are looked at
_RECIPIENTS = (
    *("To", "Cc", "Delivered-To", "X-Original-To", "Envelope-To", "X-Envelope-To"),
    *("X-Forwarded-To", "X-Forwarded-For", "Resent-To", "Resent-Cc"),
)
# Labels that mail programs write on anything; what they send is cp1252 as often as not.
_LOOSE_LABELS = frozenset({"", "ascii", "us-ascii", "iso-8859-1", "iso8859-1", "latin-1", "latin1", "windows-1252"})
_FORWARDED_SUBJECT = re.compile(r"\s*(?:fwd?|rv|reenv|tr|wg)\s*:", re.IGNORECASE)
_FORWARDED_BODY = re.compile(r"^[\s>*_-]*(?:forwarded message|mensaje reenviado|mensaje original)\b", re.I | re.M)


@dataclass(frozen=True, slots=True)
class MailText:
    """One mail. `senders`: the addresses of From, lower case. `parts`: its texts, one a plain or HTML part."""

    mail_id: str
    subject: str = field(repr=False)
    senders: tuple[str, ...]
    sender_names: str
    recipients: frozenset[str]
    date: datetime | None
    authentication: tuple[str, ...]
    parts: tuple[tuple[Line, ...], ...] = field(repr=False)
    forwarded: bool = False
    whole: bool = True  # False: too large, only its headers were read

    @property
    def text(self) -> str:
        return "\n".join("\t".join(line.cells) for part in self.parts for line in part)


def read_mail(raw: bytes, origin: str = "", *, whole: bool = True) -> MailText:
    """`origin` (folder and UID) tells mails without Message-ID apart. Never raises for what a mail may hold."""
    message = BytesParser(policy=policy.default).parsebytes(raw)
    sent = [(name.lower(), _unfolded(value)) for name, value in message.raw_items()]
    headers = [(name, header_text(value)) for name, value in sent]
    subject = " ".join(_all(headers, "subject"))
    parts = tuple(_parts(message))
    return MailText(
        mail_id=_mail_id(headers, origin),
        subject=subject,
        senders=_senders(message, sent),
        sender_names=" ".join(header_text(name) for name, _ in _addresses(sent, "from")),
        recipients=frozenset(address for name in _RECIPIENTS for _, address in _addresses(sent, name.lower())),
        date=_date(_all(headers, "date")),
        authentication=tuple(_all(headers, "authentication-results")),
        parts=parts,
        forwarded=_is_forwarded(message, subject, parts),
        whole=whole,
    )


def decode_text(content: bytes, charset: str) -> str:
    """The bytes as text by the ladder; U+FFFD where nothing fits."""
    label = charset.strip().lower().replace("_", "-")
    # UTF-8 that carries the label of a one-byte charset is common; the reverse never decodes by accident.
    ladder = ("utf-8", "cp1252") if label in _LOOSE_LABELS else (label, "utf-8", "cp1252")
    for name in ladder:
        try:
            return content.decode(name)
        except (LookupError, UnicodeError, ValueError):
            continue
    return content.decode("cp1252", errors="replace")


def header_text(raw: str) -> str:
    """A header as it was sent, encoded words and raw 8-bit letters read, on one line."""
    try:
        pieces = decode_header(raw) if "=?" in raw else [(raw, None)]
    except (HeaderParseError, ValueError):  # broken base64
        pieces = [(raw, None)]
    return "".join(
        decode_text(piece if isinstance(piece, bytes) else piece.encode("utf-8", "surrogateescape"), charset or "")
        for piece, charset in pieces
    ).strip()


def _unfolded(raw: str) -> str:
    return re.sub(r"\r?\n(?=[ \t])", "", str(raw))


def _all(headers: list[tuple[str, str]], wanted: str) -> list[str]:
    return [value for name, value in headers if name == wanted]


def _addresses(headers: list[tuple[str, str]], name: str) -> list[tuple[str, str]]:
    """Names and addresses as sent; encoded words are left, since what they hold must not be read as an address."""
    return [(shown, found.strip().lower()) for shown, found in getaddresses(_all(headers, name)) if shown or found]


def _senders(message: EmailMessage, sent: list[tuple[str, str]]) -> tuple[str, ...]:
    """The addresses of From, as two parsers read it: where they differ both count, so that neither is believed."""
    first = [address for _, address in _addresses(sent, "from")]
    try:
        second = [address.addr_spec.lower() for address in message["From"].addresses]
    except (AttributeError, IndexError, TypeError, ValueError, HeaderParseError):  # crafted headers
        second = [""]
    return tuple(first) if first == second else (*first, *second, "")


def _date(values: list[str]) -> datetime | None:
    try:
        date = parsedate_to_datetime(values[0])
        return (date if date.tzinfo else date.replace(tzinfo=UTC)).astimezone(UTC)  # "-0000" means UTC
    except (IndexError, TypeError, ValueError, OverflowError):
        return None


def _mail_id(headers: list[tuple[str, str]], origin: str) -> str:
    """Names the mail by its headers only: a digest of the body could be used to try out passwords."""
    identifier = "".join(_all(headers, "message-id"))
    known = [identifier or origin, *_all(headers, "date"), *_all(headers, "from"), *_all(headers, "subject")]
    return hashlib.sha256("\0".join(known).encode("utf-8", "replace")).hexdigest()[:32]


def _parts(message: EmailMessage) -> Iterator[tuple[Line, ...]]:
    for part in _own_parts(message):
        kind = part.get_content_type()
        if kind not in ("text/plain", "text/html") or part.get_filename() or _is_attachment(part):
            continue
        content = part.get_payload(decode=True)
        if isinstance(content, bytes):
            text = decode_text(content, _charset(part))[:MAX_TEXT]
            yield lines_of_html(text) if kind == "text/html" else lines_of_plain(text)


def _own_parts(message: EmailMessage) -> Iterator[EmailMessage]:
    """The leaves of the mail itself: a mail inside it (forwarded, returned) stays shut."""
    if message.get_content_type() == "message/rfc822":
        return
    if not message.is_multipart():
        yield message
        return
    for part in message.get_payload():
        if isinstance(part, EmailMessage):
            yield from _own_parts(part)


def _is_attachment(part: EmailMessage) -> bool:
    return str(part.get("Content-Disposition", "")).strip().lower().startswith("attachment")


def _charset(part: EmailMessage) -> str:
    try:
        return str(part.get_param("charset") or "")
    except (ValueError, TypeError, LookupError):  # crafted RFC 2231 parameters
        return ""


def _is_forwarded(message: EmailMessage, subject: str, parts: tuple[tuple[Line, ...], ...]) -> bool:
    inside = any(part.get_content_type() == "message/rfc822" for part in message.walk())
    body = "\n".join(line.cells[0] for part in parts for line in part)
    return inside or bool(_FORWARDED_SUBJECT.match(subject)) or bool(_FORWARDED_BODY.search(body))
