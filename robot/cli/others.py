"""Every command but run, loaded by main.py when it is one of them, or when help is asked for."""

import typer

import robot.cli.attend as attend
import robot.cli.debug as debug
import robot.cli.efirma as efirma
import robot.cli.employers as employers
import robot.cli.evidence as evidence
import robot.cli.flows as flows
import robot.cli.passwords as passwords
import robot.cli.pauses as pauses
import robot.cli.plan as plan
import robot.cli.probe as probe
import robot.cli.reports as reports
import robot.cli.schedule as schedule
import robot.cli.shows as shows
import robot.cli.summaries as summaries
import robot.cli.support as support
import robot.cli.terms as terms
import robot.cli.tools as tools


def register(app: typer.Typer) -> None:
    for room in (employers, attend, debug, probe, pauses, shows, reports, plan, tools):
        room.register(app)
    app.add_typer(terms.app, name="terms")
    app.add_typer(passwords.app, name="password")
    app.add_typer(efirma.app, name="efirma")
    app.add_typer(flows.app, name="flows")
    app.add_typer(evidence.app, name="evidence")
    app.add_typer(summaries.app, name="summary")
    app.add_typer(schedule.app, name="schedule")
    app.add_typer(support.app, name="support")
    app.add_typer(tools.browser_app, name="browser")
