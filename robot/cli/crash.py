"""How a bug of ours ends for the person who meets it: a sentence, its number, a file for support. Never a traceback.

Called by the door for a command, and by a run for each NRP that meets one. Making the file must not hide the bug.
"""

import logging
from collections.abc import Mapping, Sequence
from importlib import import_module
from pathlib import Path

from robot.console.paper import Paper
from robot.model.errors import RobotError
from robot.model.identifiers import Nrp
from robot.model.settings import ENV_WORKSPACE
from robot.rules.bug import bug_of

_LOG = logging.getLogger("robot.support")
_BY_HAND = "Para hacer el paquete de soporte: infonavit-robot support bundle"


class Crashes:
    """Of one process: however many meet a bug, it is told once and has one file. Called from any thread."""

    def __init__(self, paper: Paper, path: Path, environ: Mapping[str, str]) -> None:
        self._paper = paper
        self._path = path
        self._environ = environ
        self._told: set[str] = set()

    def __call__(self, error: Exception, nrp: Nrp | None) -> bool:
        """False: it was told before."""
        bug = bug_of(error)
        if bug.number in self._told:
            return False
        self._told.add(bug.number)
        self._paper.failure(bug.sentence, self._file_for_support(error, nrp))
        return True

    def _file_for_support(self, error: Exception, nrp: Nrp | None) -> str:
        """What the person does with it. Its room is loaded by name: no command waits for it."""
        try:
            bundle = import_module("robot.cli.bundle")
            made = bundle.make_bundle(bundle.Wish(self._path, self._environ, nrp, error))
        except RobotError as why:
            return f"{_BY_HAND} (ahora no se pudo: {why.title})"
        except Exception as why:
            _LOG.warning("no bundle", exc_info=why)
            return _BY_HAND
        return f"Mande a soporte este archivo; no lleva secretos, y LEEME.txt dice qué lleva: {made.path}"


def at_the_door(error: Exception, paper: Paper, words: Sequence[str], environ: Mapping[str, str]) -> None:
    """`words`: of the command line, which name the workspace and perhaps an NRP."""
    nrps = [nrp for word in words if (nrp := _nrp(word)) is not None]
    Crashes(paper, _place(words, environ), environ)(error, next(iter(nrps), None))


def _place(words: Sequence[str], environ: Mapping[str, str]) -> Path:
    for number, word in enumerate(words):
        name, _, value = word.partition("=")
        if name in ("-w", "--workspace"):
            return Path(value or next(iter(words[number + 1 :]), ""))
    return Path(environ.get(ENV_WORKSPACE) or ".")


def _nrp(word: str) -> Nrp | None:
    try:
        return Nrp(word)
    except ValueError:
        return None
