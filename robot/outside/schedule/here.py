"""The schedulers a machine may have, the best first. cli/schedule and check ask it; each says itself if it is there."""

import getpass
import sys
from collections.abc import Mapping

from robot.outside.schedule.cron import Cron
from robot.outside.schedule.scheduler import Scheduler
from robot.outside.schedule.systemd import systemd_here
from robot.outside.schedule.windows import WindowsTasks


def schedulers_here(environ: Mapping[str, str]) -> tuple[Scheduler, ...]:
    return (WindowsTasks(), systemd_here(environ), Cron())


def account_here(environ: Mapping[str, str]) -> str:
    """Who runs this, as the machine's scheduler names accounts."""
    name = getpass.getuser()
    domain = environ.get("USERDOMAIN", "")
    return f"{domain}\\{name}" if sys.platform == "win32" and domain else name
