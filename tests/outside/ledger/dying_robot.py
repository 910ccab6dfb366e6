"""A robot that is killed at a chosen moment; run by test_crash.py in a process of its own.

Arguments: the ledger's address and the moment ("after" the intent, or "inside" the transaction that writes it).
"""

import os
import signal
import sys

from sqlalchemy import event

from robot.model.flow import CommitKind
from robot.outside.ledger.opening import open_ledger
from tests.outside.ledger.samples import NOW, claim, relation, save


def die(*_: object) -> None:
    os.kill(os.getpid(), getattr(signal, "SIGKILL", signal.SIGTERM))  # Windows ends a process on any signal


def main(address: str, moment: str) -> None:
    ledger = open_ledger(address)
    save(ledger, 1)
    held = claim(ledger, "doomed")
    if moment == "inside":
        event.listen(ledger._database._writer, "commit", die)
    ledger.open_commit(held, CommitKind.RELATION, (relation(),), (), NOW)
    die()


if __name__ == "__main__":
    main(*sys.argv[1:])
