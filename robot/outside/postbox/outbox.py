"""The letters that are to be sent, as .eml files in `results`: written first, deleted when the server has taken them.

A letter that could not be sent waits there for the next run, and a person can open it.
"""

from collections.abc import Callable, Iterator
from contextlib import suppress
from email.message import EmailMessage
from email.policy import SMTP
from email.utils import format_datetime, make_msgid
from functools import partial
from pathlib import Path

from robot.model.settings import PostSettings
from robot.model.summary import Letter
from robot.outside.whole_file import whole
from robot.rules.calendar import MEXICO

_KEPT = 30  # of those that never left: what is older is told by the newer ones
_XLSX = ("application", "vnd.openxmlformats-officedocument.spreadsheetml.sheet")


class Outbox:
    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def put(self, letter: Letter, settings: PostSettings) -> Path:
        """Raises OSError."""
        path = self._folder / f"resumen_{letter.at.astimezone(MEXICO):%Y-%m-%d_%H%M%S_%f}.eml"
        with whole(path) as fresh:
            fresh.write_bytes(message_of(letter, settings).as_bytes(policy=SMTP))
        for old in self.waiting()[:-_KEPT]:
            old.unlink(missing_ok=True)
        return path

    def waiting(self) -> tuple[Path, ...]:
        """Oldest first."""
        return tuple(sorted(self._folder.glob("resumen_*.eml")))

    def letters(self) -> Iterator[tuple[bytes, Callable[[], None]]]:
        """Each with what takes it out of the box."""
        for path in self.waiting():
            with suppress(FileNotFoundError):  # another process has sent it meanwhile
                yield path.read_bytes(), partial(path.unlink, missing_ok=True)


def message_of(letter: Letter, settings: PostSettings) -> EmailMessage:
    message = EmailMessage()
    message["Subject"] = letter.subject
    message["From"] = settings.sender
    message["To"] = ", ".join(settings.to)
    message["Date"] = format_datetime(letter.at.astimezone(MEXICO))
    message["Message-ID"] = make_msgid(domain=settings.sender.rpartition("@")[2])
    message["Auto-Submitted"] = "auto-generated"  # no holiday notice answers it
    message.set_content(letter.text)
    message.add_alternative(letter.html, subtype="html")
    if letter.attachment is not None:
        name, content = letter.attachment
        message.add_attachment(content, maintype=_XLSX[0], subtype=_XLSX[1], filename=name)
    return message
