"""Names a text of terms by its words, so that one approval serves every NRP that is shown the same text."""

import hashlib
import re

from robot.model.employer import Employer
from robot.model.text import fold, squeeze

_MONTHS = "enero|febrero|marzo|abril|mayo|junio|julio|agosto|septiembre|setiembre|octubre|noviembre|diciembre"
_DATES = re.compile(
    rf"\b\d{{1,2}}[/.-]\d{{1,2}}[/.-]\d{{2,4}}\b|\b\d{{4}}-\d{{2}}-\d{{2}}\b"
    rf"|\b\d{{1,2}} de (?:{_MONTHS}) del? \d{{4}}\b",
    re.IGNORECASE,
)
_TIMES = re.compile(r"\b\d{1,2}:\d{2}(?::\d{2})?\b")


def common_text(text: str, employer: Employer) -> str:
    """The terms with what differs from employer to employer and day to day replaced by a word in «»."""
    plain = squeeze(text)
    personal = {employer.nrp: "«NRP»", employer.rfc: "«RFC»", employer.name: "«empresa»", employer.email: "«correo»"}
    for value, word in personal.items():
        if value:
            plain = re.sub(re.escape(squeeze(value)), word, plain, flags=re.IGNORECASE)
    return _TIMES.sub("«hora»", _DATES.sub("«fecha»", plain))


def fingerprint(common: str) -> str:
    """Twelve hex digits of SHA-256 over the folded text."""
    return hashlib.sha256(fold(common).encode()).hexdigest()[:12]
