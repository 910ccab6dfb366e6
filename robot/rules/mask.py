"""Takes names of people and companies, addresses, RFCs and the machine's folders out of texts that leave. Pure.

Secrets are rules.scrub's: this is for what is no secret and still nobody's business. The NRP stays.
"""

import re
from collections.abc import Iterable, Mapping

NAME, RFC, MAIL = "[nombre]", "[RFC]", "[correo]"
_MAIL = re.compile(r"[\w.+%-]+@(?=[\w-]+\.[\w.-]+)")
_PERSONS = re.compile(r"\b(?:[A-Z]{4}\d{6}[HM][A-Z]{5}[A-Z\d]\d|[A-ZÑ&]{3,4}\d{6}[A-Z\d]{3})\b")  # CURP, RFC


class Mask:
    """`places`: what a folder, or the machine, is called instead; the longest goes first. `known`: RFCs that stay."""

    def __init__(self, names: Iterable[str], places: Mapping[str, str], known: Iterable[str] = ()) -> None:
        found = sorted({name.strip() for name in names if len(name.strip()) > 3}, key=len, reverse=True)
        either = "|".join(r"\s+".join(re.escape(word) for word in name.split()) for name in found)
        self._names = re.compile(rf"(?<!\w)(?:{either})(?!\w)", re.IGNORECASE) if found else None
        self._places = sorted(
            ((old, new) for old, new in places.items() if len(old) > 3), key=lambda pair: -len(pair[0])
        )
        self._known = frozenset(known)

    def text(self, text: str) -> str:
        for old, new in self._places:
            text = text.replace(old, new).replace(old.replace("\\", "\\\\"), new)  # in JSON, too
        if self._names is not None:
            text = self._names.sub(NAME, text)
        text = _MAIL.sub(MAIL + "@", text)
        return _PERSONS.sub(lambda match: match[0] if match[0] in self._known else RFC, text)
