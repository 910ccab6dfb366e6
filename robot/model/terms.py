"""One text of terms that the portal asked to accept."""

from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True, slots=True)
class TermsRow:
    """One text of terms met so far. `approved_by` empty: nobody approved it yet."""

    fingerprint: str
    name: str
    text: str
    first_seen: datetime
    approved_by: str = ""
    approved_at: datetime | None = None
