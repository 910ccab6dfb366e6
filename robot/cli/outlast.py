"""A service that starts before its database waits for it, as it does when the database goes away later. Used by run."""

from robot.assembly import Workspace
from robot.console.paper import Paper
from robot.engine.house import in_thread
from robot.outside.clock import SystemClock
from robot.rules.rests import PASSING, Rest, next_rest, told


async def outlast(workspace: Workspace, paper: Paper) -> None:
    """Returns when the ledger is open. Raises WorkspaceError for one that waiting does not bring."""
    clock = SystemClock()  # the workspace's own may be the database's
    rest: Rest | None = None
    while True:
        try:
            await in_thread(getattr, workspace, "ledger")
            return
        except PASSING as trouble:
            now = clock.now()
            rest = next_rest(rest, now)
            if rest.number == 0:
                paper.warn(told(trouble))
            await clock.wait((rest.until - now).total_seconds())
