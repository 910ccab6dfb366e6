"""The real command line in which things go wrong while a secret is in its hands: it fails with the secret in its
error's text, or the robot or its browser dies on the spot. Run as a process: the mishaps, then the command's words.

Terms are approved at once, as an operator would have done long before.
"""

import inspect
import os
import signal
import sys
from collections.abc import Callable
from dataclasses import dataclass, fields, is_dataclass
from functools import wraps
from importlib import import_module
from typing import Any, NoReturn

import psutil
from playwright.async_api import Error, TimeoutError

from robot.cli.main import main
from robot.console.attendant import Nobody
from robot.model.secret import Secret
from robot.model.text import squeeze

Act = Callable[[str], None]


def bug(told: str) -> NoReturn:
    raise RuntimeError(told) from ValueError(told.encode())


def late(told: str) -> NoReturn:
    raise TimeoutError(f'ElementHandle.fill: Timeout 6000ms exceeded.\nCall log:\n  - fill("{told}")\n')


def refused(told: str) -> NoReturn:
    raise Error(f'ElementHandle.fill: Node is not an HTMLInputElement\nCall log:\n  - fill("{told}")\n')


def death(_: str) -> None:
    os.kill(os.getpid(), signal.SIGKILL)


def crash(_: str) -> None:
    """As a fault of the browser's own, of which the system would keep its memory."""
    for process in psutil.Process().children(recursive=True):
        if any(word.startswith("--infonavit-robot=") or word == "--type=renderer" for word in process.cmdline()):
            process.send_signal(signal.SIGSEGV)


@dataclass(frozen=True, slots=True)
class Mishap:
    """`place` is a function, as `module:name`; it does its work first."""

    place: str
    act: Act = bug


TYPED, HANDED = "robot.outside.browser.fill:_typed", "robot.outside.browser.visit:upload_secret"
MAIL = "robot.outside.mailbox.mail:ImapMail.pick_up"
BUGS = {
    "a bug while typing": Mishap(TYPED),
    "the browser's error while typing": Mishap(TYPED, refused),
    "a limit reached while typing": Mishap(TYPED, late),
    "a bug while handing over a file": Mishap(HANDED),
    "a bug while keeping the session": Mishap("robot.outside.browser.visit:keep"),
    "a bug as the vault gives": Mishap("robot.outside.vault.vault:SealedVault.get"),
    "a bug as the vault keeps": Mishap("robot.outside.vault.vault:SealedVault.put"),
    "a bug while judging an e.firma": Mishap("robot.engine.reconcile:check_efirma"),
    "a bug while reading a mail": Mishap(MAIL),
    "a bug in evidence": Mishap("robot.outside.evidence.visit:VisitFolder.learn"),
}
DEATHS = {
    "the robot dies while typing": Mishap(TYPED, death),
    "the browser crashes while typing": Mishap(TYPED, crash),
    "the robot dies with a file handed over": Mishap(HANDED, death),
    "the browser crashes with a file handed over": Mishap(HANDED, crash),
    "the robot dies with a mail read": Mishap(MAIL, death),
}
COMMANDS = {
    "a bug while reading the roster": Mishap("robot.cli.employers:read_roster"),
    "a bug while taking a row in": Mishap("robot.engine.intake:_as_typed"),
    "a bug while a password is set": Mishap("robot.cli.passwords:_typed"),
}
ALL = BUGS | DEATHS | COMMANDS


def met(thing: Any) -> str:
    """All that an error could tell of it, in several spellings."""
    if isinstance(thing, Secret):
        content = thing.reveal()
        return f"{content.decode('utf-8', 'replace')} {content!r}"
    if isinstance(thing, str):
        return f"{thing} {thing!r}"
    if isinstance(thing, dict):
        return " ".join(map(met, thing.values()))
    if isinstance(thing, (tuple, list)):
        return " ".join(map(met, thing))
    if is_dataclass(thing):
        return " ".join(met(getattr(thing, one.name)) for one in fields(thing))
    return ""


def around(work: Callable[..., Any], name: str, act: Act) -> Callable[..., Any]:
    """Once, as soon as it has a secret in its hands: later tries go well."""
    over = False

    def over_now(*things: Any) -> None:
        nonlocal over
        told = met(things)
        if not over and squeeze(told):
            over = True
            sys.stderr.write(f"[{name}]\n")
            act(told)

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


def prepare(name: str, mishap: Mishap) -> None:
    module, _, name = mishap.place.partition(":")
    owner: Any = import_module(module)
    *path, last = name.split(".")
    for step in path:
        owner = getattr(owner, step)
    setattr(owner, last, around(getattr(owner, last), name, mishap.act))


async def approve(*_: Any) -> bool:
    return True


if __name__ == "__main__":
    Nobody.approve = approve  # type: ignore[method-assign]
    for mishap in filter(None, sys.argv[1].split(";")):
        prepare(mishap, ALL[mishap])
    sys.argv = ["infonavit-robot", *sys.argv[2:]]
    main()
