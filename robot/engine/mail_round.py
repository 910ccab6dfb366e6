"""One look at each mailbox for all the NRPs that wait on it; those that something new may concern are due at once.

Called by the worker, in a thread. Picks nothing up and judges nothing: each NRP does that with its own request.
"""

from collections import defaultdict
from collections.abc import Mapping
from datetime import datetime

from robot.engine.bugs import Bugs
from robot.engine.house import House
from robot.engine.pickup import awaited
from robot.model.errors import MailError, RobotError
from robot.model.state import Commit, MailMark, Record


class MailRound:
    """Of one process. Every NRP looks by itself now and then, too: so nothing is lost that a round did not see."""

    def __init__(self, house: House, bugs: Bugs) -> None:
        self._house = house
        self._bugs = bugs
        self._given_up: set[str] = set()  # mailboxes that a bug of ours keeps from being read
        self._stood: dict[str, tuple[MailMark, ...]] = {}
        self._next: datetime = house.clock.now()

    def make(self) -> None:
        """A mailbox that cannot be read is told by the NRPs that wait on it, and does not keep the others waiting."""
        house, now = self._house, self._house.clock.now()
        if now < self._next:
            return
        self._next = now + house.policy.mail_poll
        waiting = _by_mailbox(house.ledger.waiting_for_mail())
        self._stood = {mailbox: marks for mailbox, marks in self._stood.items() if mailbox in waiting}
        for mailbox, those in waiting.items():
            if mailbox in self._given_up:
                continue
            since = self._stood.get(mailbox) or _newest(those).marks
            try:
                news = house.mail.news(mailbox, since, [record.employer for record in those])
            except MailError:
                continue
            except RobotError:
                raise
            except Exception as bug:
                self._bugs.met(bug)
                self._given_up.add(mailbox)
                continue
            self._stood[mailbox] = news.marks
            if news.nrps:
                house.ledger.wake(news.nrps, now)


def _by_mailbox(waiting: tuple[Record, ...]) -> Mapping[str, list[Record]]:
    found: dict[str, list[Record]] = defaultdict(list)
    for record in waiting:
        asked = awaited(record)
        if asked is not None:
            found[asked.marks[0].mailbox].append(record)
    return found


def _newest(waiting: list[Record]) -> Commit:
    """Where the first round begins: those that asked before it have their own looks."""
    asked = [commit for record in waiting if (commit := awaited(record)) is not None]
    return max(asked, key=lambda commit: commit.opened_at)
