"""The way in: folders of flow files become one checked FlowBook, or all their mistakes at once.

Called by assembly and by `flows check`. Starts no browser, opens no network, changes no file.
"""

import hashlib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

from robot.model.errors import FlowFilesError, RobotError
from robot.model.flow import Flow, FlowBook, Lead, Step
from robot.model.screen import Screen
from robot.model.settings import SCREEN_LIMIT, PortalSettings
from robot.outside.flow_files.checks import FlowChecks
from robot.outside.flow_files.checks_step import check_flow_file
from robot.outside.flow_files.files import Shelf, read_folders
from robot.outside.flow_files.portal import make_groups, make_portal, session_leads
from robot.outside.flow_files.screens import make_screens
from robot.outside.flow_files.shadows import shadow_reports
from robot.outside.flow_files.steps import Draft, Names, read_steps
from robot.outside.flow_files.uses import Uses

_HERE = Path(__file__).resolve()


def shipped_flows() -> Path:
    """The flows that come with the robot: in an installed wheel beside the package, in a checkout beside `robot/`."""
    package = _HERE.parents[2]
    for folder in (package / "flows" / "infonavit", package.parent / "flows" / "infonavit"):
        if (folder / "portal.yaml").is_file():
            return folder
    raise RobotError("El robot no encuentra sus flujos.", where=str(package), fix="Instálelo de nuevo.")


def load_book(
    folders: Sequence[Path], *, portal_overrides: PortalSettings | None = None, step_limit: timedelta = SCREEN_LIMIT
) -> FlowBook:
    """A later folder shadows an earlier one file by file. Raises FlowFilesError with every mistake of every file.

    `step_limit`: how long a step waits that does not say so.
    """
    shelf = read_folders(folders)
    screens = make_screens(shelf)
    portal = make_portal(shelf, screens, portal_overrides or PortalSettings())
    flows = _flows(shelf, screens, step_limit, portal.origins if portal else ())
    mistakes = shelf.mistakes()
    if mistakes or portal is None:
        count = f"{len(mistakes)} errores" if len(mistakes) > 1 else "un error"
        raise FlowFilesError(f"Los archivos de flujos tienen {count}.", mistakes)
    return FlowBook(portal, screens, flows, shadow_reports(folders))


def _flows(shelf: Shelf, screens: Mapping[str, Screen], limit: timedelta, origins: tuple[str, ...]) -> dict[str, Flow]:
    """Every flow that can be run by itself; those that are only pieces of others are left in these."""
    names = Names(tuple(shelf.screens), make_groups(shelf), limit)
    lost = session_leads(shelf)
    drafts: dict[str, tuple[Draft, ...]] = {}
    for name, read in shelf.flows.items():
        if read.shape is not None:
            check_flow_file(read)
            drafts[name] = read_steps(read, names)
    uses = Uses(shelf, drafts)
    checks = FlowChecks(shelf, screens)
    flows = {}
    for name in drafts:
        steps = uses.steps(name)
        if steps is None or (not steps[-1].then and name in uses.used):
            continue
        checks.check(name, steps)
        fingerprint = _fingerprint(shelf, uses.made_of[name], origins)
        flows[name] = _flow(shelf, name, _with_leads(steps, lost), fingerprint)
    return flows


def _flow(shelf: Shelf, name: str, steps: tuple[Step, ...], fingerprint: str) -> Flow:
    shape = shelf.flows[name].shape
    assert shape is not None
    return Flow(
        name=shape.flow,
        title=shape.title,
        guide=shape.guide,
        on_command_only=shape.on_command_only == "yes",
        warning=shape.warning,
        steps=steps,
        fingerprint=fingerprint,
        place=shelf.flows[name].root.keys["flow"].place,
    )


def _with_leads(steps: tuple[Step, ...], lost: tuple[Lead, ...]) -> tuple[Step, ...]:
    """Every step may meet a lost session, but in flows that themselves lead through these screens."""
    named = {name for step in steps for name in step.on} | {lead.screen for step in steps for lead in step.then}
    more = tuple(lead for lead in lost if lead.screen not in named)
    if len(more) < len(lost):
        return steps
    return tuple(replace(step, then=(*step.then, *more)) for step in steps)


def _fingerprint(shelf: Shelf, made_of: Iterable[str], origins: tuple[str, ...]) -> str:
    """Of the flow's own files, of all screens, of portal.yaml and of the origins that the settings may put in its
    place: a new screen or origin may mend a flow as well."""
    documents = [shelf.flows[name].document for name in made_of]
    documents += [read.document for _, read in sorted(shelf.screens.items())]
    documents += [shelf.portal.document] if shelf.portal else []
    lines = (line for document in documents for line in (Path(document.file).name, *document.lines, ""))
    return hashlib.sha256("\n".join((*lines, *origins)).encode()).hexdigest()
