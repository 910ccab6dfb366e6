"""What a control that was not found may be now, and which known screen an unknown one may be; short and long. Pure.

Called by the engine where a step falls, by the console and the reports where it is told. Suggests; a person decides.
"""

import json
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import asdict
from difflib import SequenceMatcher
from typing import Any

from robot.model.drift import Alike, Drift, Sought
from robot.model.faults import Tried
from robot.model.screen import By, Target
from robot.model.sight import Control, Near
from robot.model.text import fold
from robot.rules.places import without_folders

_MOST = 5
_SCREENS = 3
_LIKELY = 0.5
_A_WORD = 0.8
_LONG_WORD = 4
_HELD = 0.8  # one text holds the other, as whole words
_SAME_KIND = 0.1
_FAMILIES = (
    frozenset({"button", "link", "tab", "menu"}),
    frozenset({"label", "checkbox", "name", "id"}),
    frozenset({"file"}),
    frozenset({"heading", "header", "text"}),
)
_PLAIN = re.compile(r"[\wÀ-ÿ(][\wÀ-ÿ ().\-/¿?]*")


def near(target: Target, controls: Iterable[Control]) -> tuple[tuple[Control, ...], tuple[Control, ...]]:
    """Those that it may be now, likest first; and others of its kind, as a person looks through them."""
    kinds = {_kind(candidate.by) for candidate in target.candidates}
    families = [family for family in _FAMILIES if family & kinds]
    of_kind = [one for one in controls if any(one.by.value in family for family in families)]
    scored = sorted(((_likeness(target, one), one) for one in of_kind), key=lambda each: -each[0])
    likely = [one for score, one in scored if score >= _LIKELY]
    others = [one for score, one in scored if score < _LIKELY]
    return tuple(likely[:_MOST]), tuple(others[: _MOST - len(likely[:_MOST])])


def _kind(by: By) -> str:
    return by.value.removesuffix("_with")


def _likeness(target: Target, control: Control) -> float:
    wanted = [one for one in target.candidates if one.by not in (By.CSS, By.ONLY)]
    alike = [_alike(one.value, control.value) + _SAME_KIND * (_kind(one.by) == control.by) for one in wanted]
    return max(alike, default=0.0)


def _alike(wanted: str, shown: str) -> float:
    """By letters, but only where a word is shared: «Cancelar» is no «Aceptar»."""
    one, other = fold(wanted), fold(shown)
    if f" {one} " in f" {other} " or f" {other} " in f" {one} ":
        return _HELD if one and other else 0.0
    shared = any(_ratio(word, each) >= _A_WORD for word in _words(one) for each in _words(other))
    return _ratio(one, other) if shared else 0.0


def _words(text: str) -> list[str]:
    return [word for word in text.split() if len(word) >= _LONG_WORD]


def _ratio(one: str, other: str) -> float:
    return SequenceMatcher(None, one, other).ratio()


def sought_in_vain(target: Target, tried: Sequence[Tried], controls: Iterable[Control]) -> Sought:
    likely, others = near(target, controls)
    matches = tuple((one.candidate, one.matches) for one in tried)
    return Sought(
        f"{target.screen}.{target.name}",
        without_folders(str(target.place)),
        matches,
        tuple(map(str, likely)),
        tuple(map(str, others)),
    )


def screens_alike(closest: Iterable[Near], controls: Sequence[Control]) -> tuple[Alike, ...]:
    """The likest first; those of which nothing is there, nor anything that is like it, are left out."""
    found = [_alike_screen(one, controls) for one in closest]
    return tuple(sorted((one for one in found if _share(one)), key=_share, reverse=True)[:_SCREENS])


def _alike_screen(one: Near, controls: Sequence[Control]) -> Alike:
    lacking = tuple(
        sought_in_vain(target, [Tried(f"{each.by.value}: {each.value}", 0) for each in target.candidates], controls)
        for target in one.lacking
    )
    met, extra = (tuple(target.name for target in targets) for targets in (one.met, one.extra))
    return Alike(one.screen.name, one.screen.title, met, lacking, extra)


def _share(one: Alike) -> float:
    """What is there counts whole, what something is like counts half."""
    return (len(one.met) + sum(0.5 for each in one.lacking if each.near)) / (len(one.met) + len(one.lacking) or 1)


def yaml_line(candidate: str) -> str:
    """`button: Aceptar` as it is written in a list of candidates."""
    kind, _, value = candidate.partition(": ")
    plain = _PLAIN.fullmatch(value) and value == value.strip()
    return f"{{{kind}: {value if plain else json.dumps(value, ensure_ascii=False)}}}"


def in_short(drift: Drift | None) -> str:
    """For one line: what it may be now, or the one screen that it is likest to."""
    if drift is None:
        return ""
    if drift.sought is not None:
        return _meant(drift.sought)
    if not drift.alike:
        return ""
    one = drift.alike[0]
    parts = [f"falta {', '.join(_short(each) for each in one.lacking)}"] * bool(one.lacking)
    parts += [f"sobra {', '.join(one.extra)}"] * bool(one.extra)
    return f"Se parece a «{one.title}» ({one.screen}): {'; '.join(parts)}."


def _short(lacking: Sought) -> str:
    first = lacking.tried[0][0] if lacking.tried else ""
    name = lacking.target.rpartition(".")[2]
    meant = f", ¿quiso decir {yaml_line(lacking.near[0])}?" if lacking.near else ""
    return f"{name} ({first}{meant})"


def _meant(sought: Sought) -> str:
    if sought.near:
        return f"¿Quiso decir {yaml_line(sought.near[0])}?"
    return f"A la vista: {', '.join(map(yaml_line, sought.there[:2]))}." if sought.there else ""


def in_long(drift: Drift | None) -> tuple[str, ...]:
    """Line by line, what belongs to a line indented under it."""
    if drift is None:
        return ()
    return tuple(_sought_lines(drift.sought)) if drift.sought else tuple(_alike_lines(drift.alike))


def _sought_lines(one: Sought, title: str = "Se buscó") -> Iterator[str]:
    yield f"{title} {one.target} [{one.where}]: " + "; ".join(f"{each} ({count})" for each, count in one.tried)
    if one.near:
        yield f"  Renglón listo, si es ése: - {yaml_line(one.near[0])}"
    if one.near[1:] or one.there:
        yield f"  A la vista: {', '.join(map(yaml_line, (*one.near[1:], *one.there)))}"


def _alike_lines(alike: Iterable[Alike]) -> Iterator[str]:
    for one in alike:
        yield f"Se parece a «{one.title}» ({one.screen}): {len(one.met)} de {len(one.met) + len(one.lacking)} señas."
        if one.met:
            yield f"  Hay: {', '.join(one.met)}"
        for each in one.lacking:
            yield from (f"  {line}" for line in _sought_lines(each, "Falta"))
        if one.extra:
            yield f"  Sobra: {', '.join(one.extra)}"


def drift_to_plain(drift: Drift | None) -> dict[str, Any] | None:
    return asdict(drift) if drift else None


def drift_from_plain(plain: Mapping[str, Any] | None) -> Drift | None:
    """None too for what an older robot left."""
    if not plain:
        return None
    sought = _sought(plain["sought"]) if plain.get("sought") else None
    return Drift(sought, tuple(
        Alike(one["screen"], one["title"], tuple(one["met"]), tuple(map(_sought, one["lacking"])), tuple(one["extra"]))
        for one in plain.get("alike", ())
    ))  # fmt: skip


def _sought(plain: Mapping[str, Any]) -> Sought:
    tried = tuple((str(candidate), int(matches)) for candidate, matches in plain["tried"])
    return Sought(plain["target"], plain["where"], tried, tuple(plain["near"]), tuple(plain["there"]))
