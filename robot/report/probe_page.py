"""What a probe found as one self-contained HTML page: what would break with the YAML that would mend it, then screen by
screen its picture, its controls and what is accessible on it. Pure."""

import base64
from collections.abc import Sequence
from dataclasses import dataclass

from robot.model.probed import Walk
from robot.report.page import PAGES
from robot.report.probe_told import ACTS, control_told, flow_told, left_out, proposed, screen_counts, verdict


@dataclass(frozen=True, slots=True)
class Proposal:
    """A screen's file as it would be, with the difference. `name` is its way below `flows/`."""

    name: str
    difference: str


def probe_page(walk: Walk, proposals: Sequence[Proposal], version: str) -> str:
    return _PAGE.render(walk=walk, proposals=proposals, version=version, verdict=verdict(walk))


def _embedded(jpeg: bytes) -> str:
    return f"data:image/jpeg;base64,{base64.b64encode(jpeg).decode()}"


PAGES.filters |= {
    "control_told": control_told,
    "flow_told": flow_told,
    "left_out": left_out,
    "proposed": proposed,
    "counts": screen_counts,
    "embedded": _embedded,
}
PAGES.globals |= {"ACTS": ACTS}
_PAGE = PAGES.get_template("probe.html.j2")
