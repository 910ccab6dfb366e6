"""What the portal said since the last act, taken apart into single sayings. Pure; called by recognise.

The driver hears texts as the page is rebuilt, and so may hand in a message and also the whole block around it, labels
and all. A screen's words must stand in one and the same saying, or a label here and an error there would make one.
"""

from functools import lru_cache

from robot.model.text import fold

_A_SENTENCE = 4  # words; fewer may be a label that a message names


@lru_cache(maxsize=16)
def sayings(said: tuple[str, ...]) -> tuple[str, ...]:
    """Each text once, without those that only hold another one and what stands around it."""
    texts = list(dict.fromkeys(said))
    folded = [fold(text) for text in texts]
    sentences = [text for text in folded if len(text.split()) >= _A_SENTENCE]
    return tuple(
        text
        for text, plain in zip(texts, folded, strict=True)
        if not any(inner in plain and len(inner) < len(plain) for inner in sentences)
    )
