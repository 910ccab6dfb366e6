"""How two texts of a portal or a spreadsheet are compared: as a person reads them."""

import re
import unicodedata
from functools import lru_cache

_ZERO_WIDTH = dict.fromkeys(map(ord, "\u200b\u200c\u200d\u2060\ufeff\u00ad"))


@lru_cache(maxsize=8192)  # looks ask for the same few lines again and again
def fold(text: str) -> str:
    """`text` without case, accents, odd or doubled spaces, and the colon or asterisk that ends a form's label."""
    plain = unicodedata.normalize("NFKD", text.translate(_ZERO_WIDTH))
    letters = "".join(letter for letter in plain if not unicodedata.combining(letter))
    return re.sub(r"\s+", " ", letters).strip().rstrip(":* ").strip().casefold()


def squeeze(text: str) -> str:
    """`text` in NFC with runs of white space, nbsp included, as one space."""
    return re.sub(r"\s+", " ", unicodedata.normalize("NFC", text.translate(_ZERO_WIDTH))).strip()
