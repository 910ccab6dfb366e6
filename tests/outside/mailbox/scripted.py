"""A server that answers as it is told, to try the mailbox room's ways of failing."""

import socket
import threading
from collections.abc import Callable, Mapping
from functools import partial
from types import TracebackType
from typing import Self

HOST = "127.0.0.1"
SILENCE = b"(nothing)"  # answers nothing, keeps the connection
HANG_UP = b"(bye)"  # closes the connection
CAPABLE = b"* CAPABILITY IMAP4rev1\r\n"
EXAMINED = b"* 1 EXISTS\r\n* OK [UIDVALIDITY 7] x\r\n* OK [UIDNEXT 5] x\r\n"
USUAL: dict[str, bytes] = {
    "CAPABILITY": CAPABLE,
    "LOGIN": b"",
    "LIST": b'* LIST (\\HasNoChildren) "/" INBOX\r\n',
    "EXAMINE": EXAMINED,
    "UID SEARCH": b"* SEARCH 4\r\n",
}


class ScriptedServer:
    """`answers`: untagged text for a command, followed by its OK; or a whole tagged answer with `{tag}` in it."""

    def __init__(self, answers: Mapping[str, bytes] | None = None, greeting: bytes = b"* OK listo\r\n") -> None:
        self.answers = USUAL | dict(answers or {})
        self._greeting = greeting
        self._listener = socket.create_server((HOST, 0))
        self.port: int = self._listener.getsockname()[1]
        self.asked: list[str] = []
        self.connections = 0

    def __enter__(self) -> Self:
        self._threads = [self._start(self._accept)]
        self._sockets: list[socket.socket] = []
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        for one in (self._listener, *self._sockets):
            try:
                one.shutdown(socket.SHUT_RDWR)
            except OSError:
                continue
            finally:
                one.close()
        for thread in self._threads:
            thread.join(5)

    def _start(self, work: Callable[[], None]) -> threading.Thread:
        thread = threading.Thread(target=work, daemon=True)
        thread.start()
        return thread

    def _accept(self) -> None:
        while True:
            try:
                client, _ = self._listener.accept()
            except OSError:
                return
            self.connections += 1
            self._sockets.append(client)
            self._threads.append(self._start(partial(self._serve, client)))

    def _serve(self, client: socket.socket) -> None:
        with client, client.makefile("rb") as lines:
            try:
                if self._greeting == HANG_UP:
                    return
                client.sendall(b"" if self._greeting == SILENCE else self._greeting)
                for line in lines:
                    if not self._answered(client, line.decode("latin-1").strip()):
                        return
            except OSError:
                return

    def _answered(self, client: socket.socket, line: str) -> bool:
        tag, _, command = line.partition(" ")
        self.asked.append(command)
        answer = next((text for name, text in self.answers.items() if command.upper().startswith(name)), b"")
        if answer == HANG_UP:
            return False
        if answer != SILENCE:
            done = b"" if b"{tag}" in answer else f"{tag} OK listo\r\n".encode()
            client.sendall(answer.replace(b"{tag}", tag.encode()) + done)
        return True
