"""The waits and horizons that decide works with; the settings of a workspace fill it in."""

from dataclasses import dataclass
from datetime import timedelta

MINUTE = timedelta(minutes=1)


@dataclass(frozen=True, slots=True)
class Policy:
    """Defaults follow the guide (ten minutes) and the design: looks at 10 min, 30 min, 2 h and 24 h."""

    renewal: timedelta = timedelta(days=30)
    renewal_spread: timedelta = timedelta(days=15)  # over which those of one day are renewed
    notice: timedelta = timedelta(weeks=6)  # what would stop a renewal is announced this long before
    looks: tuple[timedelta, ...] = (10 * MINUTE, 30 * MINUTE, 120 * MINUTE, timedelta(hours=24))
    processing_limit: timedelta = timedelta(days=7)
    mail_poll: timedelta = timedelta(seconds=3)
    mail_limit: timedelta = 10 * MINUTE
    mail_slow_poll: timedelta = MINUTE
    mail_give_up: timedelta = timedelta(hours=24)
    fresh: timedelta = timedelta(hours=12)
    back_off: tuple[timedelta, ...] = (MINUTE, 5 * MINUTE, 15 * MINUTE, 60 * MINUTE)
    tries_of_a_fault: int = 2
    tries_of_a_look: int = 10  # for what was sent and not answered: with these pauses most of a day
    attempts: int = 2  # of a commit that the portal never showed: one by itself again, then a person
    hold_for_mail: timedelta = 5 * MINUTE
    person_limit: timedelta = 10 * MINUTE
    prepared: timedelta = 2 * MINUTE  # how long a filled-in page may wait for the person before it is opened anew
    keep_session: timedelta = 30 * MINUTE
    patience: timedelta = 45 * MINUTE  # how long `run` goes on while nothing gets anywhere
    rest: timedelta = timedelta(hours=6)  # after more failures in a row than back_off has waits, and two more

    def __post_init__(self) -> None:
        if not self.looks or not self.back_off:
            raise ValueError("looks and back_off need at least one wait")

    def pause_after(self, failures: int) -> timedelta:
        if failures > len(self.back_off) + 2:
            return self.rest
        return self.back_off[min(max(failures, 1), len(self.back_off)) - 1]
