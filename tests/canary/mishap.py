"""The real command line in which things go wrong while a secret is in its hands: it fails with the secret in its
error's text, or the robot or its browser dies on the spot. Run as a process: the mishaps, then the command's words.

Terms are approved at once, as an operator would have done long before.
"""

import inspect
import os
import signal
import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass, fields, is_dataclass
from functools import wraps
from importlib import import_module
from typing import Any, NoReturn

import psutil
from playwright.async_api import Error, TimeoutError

from robot.cli.main import main
from robot.console.attendant import Nobody
from robot.model.secret import Secret

Act = Callable[[str], None]


def bug(words: str) -> NoReturn:
    raise RuntimeError(words) from ValueError(words.encode())


def late(words: str) -> NoReturn:
    raise TimeoutError(f'ElementHandle.fill: Timeout 6000ms exceeded.\nCall log:\n  - fill("{words}")\n')


def refused(words: str) -> NoReturn:
    raise Error(f'ElementHandle.fill: Node is not an HTMLInputElement\nCall log:\n  - fill("{words}")\n')


def death(_: str) -> None:
    os.kill(os.getpid(), signal.SIGKILL)


def fault(_: str) -> None:
    """Of which the system would keep the memory."""
    os.kill(os.getpid(), signal.SIGSEGV)


def crash(_: str) -> None:
    """The same, of the browser."""
    for process in psutil.Process().children(recursive=True):
        if any(word.startswith("--infonavit-robot=") or word == "--type=renderer" for word in process.cmdline()):
            process.send_signal(signal.SIGSEGV)


@dataclass(frozen=True, slots=True)
class Mishap:
    """`place` is a function, as `module:name`; it does its work first."""

    place: str
    act: Act = bug


TYPED, HANDED = "robot.outside.browser.fill:_filled", "robot.outside.browser.visit:upload_secret"
MAIL = "robot.outside.mailbox.mail:ImapMail.pick_up"
BUGS = {
    "a bug while typing": Mishap(TYPED),
    "the browser's error while typing": Mishap(TYPED, refused),
    "a limit reached while typing": Mishap(TYPED, late),
    "a bug while handing over a file": Mishap(HANDED),
    "a bug while keeping the session": Mishap("robot.outside.browser.session:Secret"),
    "a bug in the vault": Mishap("robot.outside.robot_log:Redactor.heard"),
    "a bug while judging an e.firma": Mishap("robot.engine.stored_efirma:check_efirma"),
    "a bug while reading a mail": Mishap(MAIL),
    "a bug in evidence": Mishap("robot.outside.evidence.visit:Scrubber"),
}
DEATHS = {
    "the robot dies while typing": Mishap(TYPED, death),
    "a fault while typing": Mishap(TYPED, fault),
    "the browser crashes while typing": Mishap(TYPED, crash),
    "the robot dies with a file handed over": Mishap(HANDED, death),
    "the browser crashes with a file handed over": Mishap(HANDED, crash),
    "the robot dies with a mail read": Mishap(MAIL, death),
}
COMMANDS = {
    "a bug while reading the roster": Mishap("robot.cli.employers:read_roster"),
    "a bug while taking a row in": Mishap("robot.engine.intake:_as_typed"),
    "a bug while a password is set": Mishap("robot.cli.passwords:_typed"),
    "a fault while a password is set": Mishap("robot.cli.passwords:_typed", fault),
}
ALL = BUGS | DEATHS | COMMANDS


def told(thing: Any) -> Iterator[str]:
    """The secrets in it, in the spellings of an error's text."""
    match thing:
        case Secret():
            yield f"{thing.reveal().decode('utf-8', 'replace')} {thing.reveal()!r}"
        case dict():
            yield from told(tuple(thing.values()))
        case tuple() | list() | set():
            for one in thing:
                yield from told(one)
        case _ if is_dataclass(thing):
            yield from told(tuple(getattr(thing, one.name) for one in fields(thing)))


def around(work: Callable[..., Any], name: str, act: Act) -> Callable[..., Any]:
    """Once, as soon as it has a secret in its hands: later tries go well."""
    over = False

    def over_now(*things: Any) -> None:
        nonlocal over
        typed = things[0][-1:] if things[1].get("secret") is True else ()  # text that goes into a field
        if not over and (secrets := [*typed, *told(things)]):
            over = True
            sys.stderr.write(f"[{name}]\n")
            act(" ".join(secrets))

    @wraps(work)
    async def later(*given: Any, **more: Any) -> Any:
        result = await work(*given, **more)
        over_now(given, more, result)
        return result

    @wraps(work)
    def now(*given: Any, **more: Any) -> Any:
        result = work(*given, **more)
        over_now(given, more, result)
        return result

    return later if inspect.iscoroutinefunction(work) else now


def found(mishap: Mishap) -> tuple[Any, str, Callable[..., Any]]:
    """What holds the function, its name there, and the function itself."""
    module, _, function = mishap.place.partition(":")
    owner: Any = import_module(module)
    *path, last = function.split(".")
    for step in path:
        owner = getattr(owner, step)
    return owner, last, getattr(owner, last)


def prepare(name: str, mishap: Mishap) -> None:
    owner, last, function = found(mishap)
    setattr(owner, last, around(function, name, mishap.act))


async def approve(*_: Any) -> bool:
    return True


if __name__ == "__main__":
    Nobody.approve = approve  # type: ignore[method-assign]
    for mishap in filter(None, sys.argv[1].split(";")):
        prepare(mishap, ALL[mishap])
    sys.argv = ["infonavit-robot", *sys.argv[2:]]
    main()
