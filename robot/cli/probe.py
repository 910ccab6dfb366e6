"""probe: a dry walk of the portal with one NRP, before anything is sent there for the first time or after a change."""

import asyncio
import zipfile
from collections.abc import Iterator
from importlib.metadata import version
from io import BytesIO
from typing import Annotated

import typer

from robot.assembly import Workspace
from robot.cli.options import HERE, HeadedOption, NrpArgument, WorkspaceOption, known_flow, nrp_of, opened
from robot.cli.single import claimed, eyes_of, held
from robot.console.attendant import AtTerminal, Nobody
from robot.console.hand import AtWindow, NoHand
from robot.console.keyboard import Keyboard
from robot.console.paper import Paper
from robot.console.probe_tables import show_walk
from robot.console.progress import Progress
from robot.engine.probe import Outing, Probed
from robot.engine.probe import probe as walk_dry
from robot.model.identifiers import Nrp
from robot.model.outcome import Ending
from robot.model.probed import Walk
from robot.outside.flow_files.patch import Patched, patched
from robot.report.probe_page import Proposal, probe_page


def register(app: typer.Typer) -> None:
    app.command("probe")(probe)


def probe(
    nrp: NrpArgument,
    workspace: WorkspaceOption = HERE,
    headed: HeadedOption = False,
    flows: Annotated[list[str] | None, typer.Option("--flow", help="Sólo este flujo; se puede repetir.")] = None,
) -> None:
    """Recorre el portal en seco con un NRP, sin enviar nada, y dice qué fallaría y el YAML que lo corrige."""
    paper = Paper()
    with opened(workspace) as open_one:
        number = nrp_of(nrp)
        open_one.ledger.record(number)
        for flow in flows or ():
            known_flow(open_one.book, flow)
        with open_one.hold("probe"), open_one.log():
            open_one.clear_after_the_dead()
            probed = asyncio.run(_walked(open_one, paper, number, tuple(flows or ()), headed=headed))
    show_walk(paper, probed.walk)
    for file in probed.files:
        paper.line(f"{'YAML propuesto' if file.endswith('.zip') else 'Informe'}: {file}")
    paper.line(f"Evidencia: {probed.evidence}")
    raise typer.Exit(_exit_code(probed.walk))


def _exit_code(walk: Walk) -> int:
    if walk.outcome.ending is Ending.PORTAL_DOWN:
        return 4
    return 3 if walk.breaks or walk.unknown or walk.outcome.ending is not Ending.DONE else 0


async def _walked(workspace: Workspace, paper: Paper, nrp: Nrp, flows: tuple[str, ...], *, headed: bool) -> Probed:
    before = workspace.ledger.record(nrp)
    claim = claimed(workspace, nrp)
    async with workspace.browser(headed=headed) as browser:
        person = AtTerminal(paper, workspace.clock, expected=1) if headed else Nobody()
        hand = AtWindow(paper, Keyboard(paper.prompt)) if headed else NoHand()
        house = workspace.house(browser, person, Progress(paper, workspace.clock.now))
        outing = Outing(eyes_of, hand, _files, flows)
        return await held(workspace, house, claim, walk_dry(house, claim, before, outing))


def _files(walk: Walk) -> Iterator[tuple[str, bytes]]:
    """The page, and the screens' files as they would be, to be put over the workspace's own."""
    files = patched(walk.proposals)
    page = probe_page(walk, [Proposal(one.name, one.difference) for one in files], version("infonavit-robot"))
    yield "sondeo.html", page.encode()
    if files:
        yield "flows.zip", _zipped(files)


def _zipped(files: tuple[Patched, ...]) -> bytes:
    content = BytesIO()
    with zipfile.ZipFile(content, "w", zipfile.ZIP_DEFLATED) as archive:
        for one in files:
            archive.writestr(one.name, one.text)
    return content.getvalue()
