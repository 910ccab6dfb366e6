"""What is asked of a mailbox's folders: where they stand, and the mails above a mark. Reads only (EXAMINE, PEEK).

robot.outside.mailbox.mail calls it with an open connection. Searches on the server by UID only: servers differ
in everything else (research/mail.md, section 3).
"""

from collections import OrderedDict
from collections.abc import Sequence
from typing import Any

from imapclient import IMAPClient
from imapclient.exceptions import IMAPClientAbortError, IMAPClientError

from robot.model.mailbox import MailboxSettings
from robot.model.state import MailMark
from robot.outside.mailbox.trouble import told
from robot.rules.mail_text import MailText, read_mail
from robot.rules.pickup import ArrivedMail

MAX_SIZE = 1_000_000  # bytes; what is larger is left to a person
_AT_ONCE = 25
_LATEST = 200  # of a folder that was made anew, only so many can be meant
_KEPT = 500
# Mails as read, by folder, UIDVALIDITY and UID: what those name never changes.
Read = OrderedDict[tuple[str, int, int], MailText]


def watched(client: IMAPClient, settings: MailboxSettings) -> tuple[str, ...]:
    """The folders of settings by their names on the server; a special use that the server lacks is left out."""
    names = [
        client.find_special_folder(folder.encode()) if folder.startswith("\\") else folder
        for folder in settings.folders
    ]
    return tuple(dict.fromkeys(name for name in names if name))


def mark_of(client: IMAPClient, settings: MailboxSettings, folder: str) -> MailMark:
    """Where the folder stands now."""
    state = examined(client, settings, folder)
    uidnext = state.get(b"UIDNEXT") or client.folder_status(folder, ["UIDNEXT"]).get(b"UIDNEXT")
    if not isinstance(uidnext, int) or not isinstance(state.get(b"UIDVALIDITY"), int):
        raise told(settings, "MAIL_PROTOCOL", f"el servidor no numera los correos de «{folder}»")
    return MailMark(settings.name, folder, state[b"UIDVALIDITY"], uidnext)


def arrived_since(client: IMAPClient, settings: MailboxSettings, mark: MailMark, read: Read) -> list[ArrivedMail]:
    """The mails above the mark; all the latest ones, as unproven, when the folder was made anew."""
    validity = examined(client, settings, mark.folder).get(b"UIDVALIDITY")
    if not isinstance(validity, int):
        raise told(settings, "MAIL_PROTOCOL", f"el servidor no numera los correos de «{mark.folder}»")
    if validity == mark.uidvalidity:
        # "n:*" always names the last mail, even one below n.
        uids = [uid for uid in client.search(["UID", f"{mark.uidnext}:*"]) if uid >= mark.uidnext]
    else:
        uids = sorted(client.search("ALL"))[-_LATEST:]
    _read_missing(client, mark.folder, validity, sorted(uids), read)
    keys = [(mark.folder, validity, uid) for uid in sorted(uids)]
    return [ArrivedMail(read[key], newness_proven=validity == mark.uidvalidity) for key in keys if key in read]


def examined(client: IMAPClient, settings: MailboxSettings, folder: str) -> dict[bytes, Any]:
    """Opens the folder for reading only."""
    try:
        state: dict[bytes, Any] = client.select_folder(folder, readonly=True)
    except IMAPClientAbortError:
        raise
    except IMAPClientError:
        known = ", ".join(sorted(str(name) for _, _, name in client.list_folders()))
        fix = f"Carpetas que sí existen: {known}"
        raise told(settings, "MAIL_FOLDER", f"la carpeta «{folder}» no existe en el buzón", fix=fix) from None
    return state


def _read_missing(client: IMAPClient, folder: str, validity: int, uids: Sequence[int], read: Read) -> None:
    missing = [uid for uid in uids if (folder, validity, uid) not in read]
    for start in range(0, len(missing), _AT_ONCE):
        some = missing[start : start + _AT_ONCE]
        sizes = {uid: answer.get(b"RFC822.SIZE", 0) for uid, answer in client.fetch(some, ["RFC822.SIZE"]).items()}
        small = [uid for uid, size in sizes.items() if size <= MAX_SIZE]
        large = [uid for uid in sizes if uid not in small]
        for uid, answer in client.fetch(small, ["BODY.PEEK[]"]).items():
            if isinstance(raw := answer.get(b"BODY[]"), bytes):
                _keep(read, (folder, validity, uid), raw, whole=True)
        for uid, answer in client.fetch(large, ["BODY.PEEK[HEADER]"]).items():
            if isinstance(raw := answer.get(b"BODY[HEADER]"), bytes):
                _keep(read, (folder, validity, uid), raw, whole=False)


def _keep(read: Read, key: tuple[str, int, int], raw: bytes, *, whole: bool) -> None:
    read[key] = read_mail(raw, origin="/".join(map(str, key)), whole=whole)


def forget_oldest(read: Read) -> None:
    while len(read) > _KEPT:
        read.popitem(last=False)
