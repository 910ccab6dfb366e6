"""The report of a run as one HTML page: nothing remote, nothing but text until a picture is asked for. Pure.

Given in parts, head first, so that whoever writes it can look through each NRP's own part by itself.
"""

from dataclasses import dataclass
from datetime import datetime
from pathlib import PurePosixPath
from urllib.parse import quote

from jinja2 import Environment, PackageLoader, StrictUndefined
from markupsafe import Markup, escape

from robot.model.outcome import Ending, Reason
from robot.model.state import Phase
from robot.report.happened import ENDINGS, quoted
from robot.report.run_report import EmployerPart, RunReport, side_by_side
from robot.report.status import STATE_NAMES
from robot.report.summary_lines import added
from robot.rules.advice import advice
from robot.rules.calendar import MEXICO, moment_told
from robot.rules.drift import in_long

_MONTHS = (
    "enero", "febrero", "marzo", "abril", "mayo", "junio", "julio", "agosto", "septiembre", "octubre", "noviembre",
    "diciembre",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Look:
    """`evidence`: the way from the page to the evidence folder, as an address; `embed`: pictures are to be shown in
    the page, so whoever writes it puts them there."""

    evidence: str
    embed: bool = False

    def link(self, folder: str, file: str = "") -> str:
        return f"{self.evidence}/{quote(str(PurePosixPath(folder, file)))}"


def head_of(report: RunReport) -> str:
    states = [(phase, sum(one.state is phase for one in report.employers)) for phase in Phase]
    reasons = sorted({one.reason for one in report.employers if one.reason})
    return PAGES.get_template("head.html.j2").render(
        report=report, states=[(phase, count) for phase, count in states if count],
        reasons=[(reason, advice(Reason(reason))[0]) for reason in reasons],
    )  # fmt: skip


def employer_part(one: EmployerPart, look: Look) -> str:
    return _PART.render(one=one, look=look, tries=side_by_side(one.visits) if len(one.visits) > 1 else ())


def foot_of(report: RunReport) -> str:
    return PAGES.get_template("foot.html.j2").render(report=report)


def _clock(moment: datetime) -> str:
    return f"{moment.astimezone(MEXICO):%H:%M:%S}"


def _took(seconds: float) -> str:
    return f"{seconds:.1f} s" if seconds < 60 else f"{int(seconds) // 60} min {int(seconds) % 60} s"


def _ending(ending: Ending | str | None) -> str:
    if not ending:
        return "quedó a medias"
    return ENDINGS[Ending(ending)] if ending in set(Ending) else str(ending)


def _line(where: str) -> str:
    """file:line, without the column."""
    return ":".join(where.split(":")[:2])


def _code(text: str) -> Markup:
    """What stands between back quotes is to be typed."""
    parts = (escape(part) for part in text.split("`"))
    return Markup("").join(Markup("<code>%s</code>") % part if odd % 2 else part for odd, part in enumerate(parts))


PAGES = Environment(
    loader=PackageLoader("robot", "report/page_parts"), autoescape=True, undefined=StrictUndefined,
    trim_blocks=True, lstrip_blocks=True,
)  # fmt: skip
PAGES.filters |= {
    "at": moment_told,
    "clock": _clock,
    "took": _took,
    "ending": _ending,
    "line": _line,
    "code": _code,
    "quoted": quoted,
}
PAGES.globals |= {"STATES": STATE_NAMES, "MONTHS": _MONTHS, "in_long": in_long, "added": added}
_PART = PAGES.get_template("employer.html.j2")
