"""What a flow sought on the portal in vain, in words that are kept: made by rules.drift, shown wherever it is told."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Sought:
    """A control that was not found. `target` is screen.control, `where` its file:line:column from `screens` on.

    `tried`: each candidate with its matches. `near`: visible controls that it may be now, likest first; `there`: others
    of its kind. Both are candidates as the flow files write them, without braces.
    """

    target: str
    where: str
    tried: tuple[tuple[str, int], ...]
    near: tuple[str, ...] = ()
    there: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Alike:
    """A known screen that the one shown may be. `met` are the controls of its evidence that are there, `extra` those
    that should not be."""

    screen: str
    title: str
    met: tuple[str, ...]
    lacking: tuple[Sought, ...]
    extra: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Drift:
    """Either the control of a step, or what an unknown screen lacked."""

    sought: Sought | None = None
    alike: tuple[Alike, ...] = ()

    @property
    def controls(self) -> tuple[Sought, ...]:
        """Every control that was not found."""
        return (*((self.sought,) if self.sought else ()), *(one for screen in self.alike for one in screen.lacking))
