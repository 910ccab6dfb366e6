"""What a portal taught about filing a relation while one of the same key is still in force."""

from dataclasses import dataclass, replace
from datetime import date

from robot.model.identifiers import Nrp


@dataclass(frozen=True, slots=True)
class Overlap:
    """In days before the end of the old relation: the fewest at which the portal refused a new one, the most at which
    it accepted one. None: not seen yet. `pilot` is the NRP that tries what is not known yet, on `pilot_day`."""

    refused: int | None = None
    accepted: int | None = None
    pilot: Nrp | None = None
    pilot_day: date | None = None

    def __post_init__(self) -> None:
        if self.refused is not None and self.accepted is not None and self.accepted >= self.refused:
            raise ValueError("what was accepted comes nearer to the end than what was refused")

    def after_refusal(self, days: int) -> "Overlap":
        """The latest word counts: what was accepted that early, or earlier, is not any more."""
        refused = days if self.refused is None else min(days, self.refused)
        accepted = self.accepted if self.accepted is not None and self.accepted < days else None
        return Overlap(refused, accepted)

    def after_acceptance(self, days: int) -> "Overlap":
        accepted = days if self.accepted is None else max(days, self.accepted)
        refused = self.refused if self.refused is not None and self.refused > days else None
        return Overlap(refused, accepted)

    def tried_by(self, nrp: Nrp, today: date) -> "Overlap":
        """Who asks first on a day is its pilot; whoever did not bring an answer that day gives way to the next."""
        taken = self.pilot is not None and self.pilot_day == today
        return self if taken else replace(self, pilot=nrp, pilot_day=today)
