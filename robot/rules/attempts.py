"""How a control was sought in vain, written into one sentence and read out of it again. Pure.

The engine writes it where a step falls; the ledger and the evidence keep the sentence; the report takes it apart.
"""

from collections.abc import Iterable

_TRIED = " Candidatos probados: "
_NEAR = " ¿Quiso decir: "


def with_attempts(text: str, tried: Iterable[str], near: Iterable[str]) -> str:
    """`tried`: each candidate with its matches; `near`: candidates that would have matched one control."""
    sought, meant = "; ".join(tried), ", ".join(near)
    if not sought:
        return text
    return f"{text}{_TRIED}{sought}." + (f"{_NEAR}{meant}?" if meant else "")


def told_apart(detail: str) -> tuple[str, tuple[str, ...], str]:
    """The sentence, the candidates that were tried, and what would have matched."""
    text, _, rest = detail.partition(_TRIED)
    tried, _, near = rest.partition(_NEAR)
    return text, tuple(one for one in tried.rstrip(".").split("; ") if one), near.rstrip("?")
