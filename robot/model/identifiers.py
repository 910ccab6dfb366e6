"""NRP and RFC: text that is valid by construction.

Formats: research of 2026-11-22 (public code and guides; no published check-digit rule for the NRP exists,
about 1.5 % of the RFCs in use break theirs, so neither digit is judged).
"""

import re
import unicodedata
from typing import Self

_NRP = re.compile(r"[A-Z0-9]\d{10}")
_RFC = re.compile(r"[A-ZÑ&]{3,4}\d{2}(0[1-9]|1[0-2])(0[1-9]|[12]\d|3[01])[A-Z0-9]{2}[A0-9]")


class Nrp(str):
    """Employer registration number: a letter or digit and ten digits, e.g. `A1234567890`."""

    __slots__ = ()

    def __new__(cls, text: str) -> Self:
        """Raises ValueError with a Spanish sentence when `text` is not an NRP."""
        plain = re.sub(r"[\s-]", "", text).upper()
        if len(plain) == 10 and _NRP.fullmatch(plain + "0"):
            raise ValueError("al NRP le falta el dígito verificador: son 11 caracteres")
        if not _NRP.fullmatch(plain):
            raise ValueError("el NRP tiene 11 caracteres: una letra o dígito y diez dígitos")
        return super().__new__(cls, plain)


class Rfc(str):
    """Taxpayer number: 12 characters for a company, 13 for a person; Ñ and & are letters of it."""

    __slots__ = ()

    def __new__(cls, text: str) -> Self:
        """Raises ValueError with a Spanish sentence when `text` is not an RFC."""
        plain = re.sub(r"[\s-]", "", unicodedata.normalize("NFC", text)).upper()
        if not _RFC.fullmatch(plain):
            raise ValueError("el RFC tiene 12 caracteres (empresa) o 13 (persona): letras, fecha AAMMDD y homoclave")
        return super().__new__(cls, plain)
