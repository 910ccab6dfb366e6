"""The bench's figures as a table: medians of the rounds, and each beside the script's."""

from collections.abc import Mapping, Sequence
from statistics import median

from tests.bench.measure import Cost

_FORM = "{:<8} {:>7}  {:<16} {:>8} {:>8} {:>9} {:>8}  {:>6} {:>6} {:>6} {:>8}"


def heading(nrps: int, rounds: int) -> str:
    told = f"Register and verify, {nrps} NRP(s), medians of {rounds} round(s)."
    titles = _FORM.format(
        "skin", "at once", "side", "wall s", "CPU s", "PSS MiB", "start s", "wall", "CPU", "PSS", "start +s"
    )
    return f"{told}\n{titles}"


def lines(skin: str, at_once: int, costs: Mapping[str, Sequence[Cost]]) -> str:
    """The first side is the measure of the others."""
    middle = {side: _middle(found) for side, found in costs.items()}
    first = next(iter(middle.values()))
    return "\n".join(_line(skin, at_once, side, cost, first) for side, cost in middle.items())


def _middle(costs: Sequence[Cost]) -> Cost:
    return Cost(
        median(one.wall for one in costs), median(one.cpu for one in costs), median(one.pss for one in costs),
        median(one.start for one in costs),
    )  # fmt: skip


def _line(skin: str, at_once: int, side: str, cost: Cost, first: Cost) -> str:
    ratios = ("", "", "", "") if cost is first else (
        f"{cost.wall / first.wall:.2f}", f"{cost.cpu / first.cpu:.2f}", f"{cost.pss / first.pss:.2f}",
        f"{cost.start - first.start:+.2f}",
    )  # fmt: skip
    figures = (f"{cost.wall:.2f}", f"{cost.cpu:.2f}", f"{cost.pss:.0f}", f"{cost.start:.2f}")
    return _FORM.format(skin, at_once, side, *figures, *ratios)
