"""Turns portal.yaml into a Portal with the workspace's settings on top, and its groups of screens."""

from collections.abc import Mapping

from robot.model.flow import Interruption, Lead, Portal, StatusWords
from robot.model.origin import origin_of
from robot.model.outcome import Ending
from robot.model.screen import Screen
from robot.model.settings import PortalSettings
from robot.outside.flow_files.files import Read, Shelf
from robot.outside.flow_files.shapes import PortalFile, StatusesShape
from robot.outside.yaml_text.nodes import Map, Scalar, Seq, scalars
from robot.outside.yaml_text.shape import did_you_mean


def make_portal(shelf: Shelf, screens: Mapping[str, Screen], settings: PortalSettings) -> Portal | None:
    read = shelf.portal
    if read is None or read.shape is None:
        return None
    shape = read.shape
    address = settings.address or shape.address
    own = str(origin_of(address))
    origins = settings.origins or ((own,) if settings.address else tuple(shape.origins))
    if not settings.address and own not in origins:
        fix = f"agregue `- {own}`, o corrija `address`"
        read.document.mistake("la dirección no está entre los `origins`", read.root.keys["origins"], fix)
    return Portal(
        name=shape.portal,
        address=address,
        origins=origins,
        interruptions=tuple(_interruptions(read, screens, shelf)),
        statuses=_statuses(shape.statuses),
        errors=tuple(shape.errors),
    )


def make_groups(shelf: Shelf) -> dict[str, tuple[str, ...]]:
    """Names that stand for several screens. A group may not be called as a screen is."""
    read = shelf.portal
    if read is None or read.shape is None:
        return {}
    groups = read.root.values.get("groups")
    for name, key in groups.keys.items() if isinstance(groups, Map) else ():
        if name in shelf.screens:
            read.document.mistake(f"ya hay una pantalla `{name}`", key, "dele otro nombre al grupo")
        _check_screens(read, tuple(scalars(groups.values[name])) if isinstance(groups, Map) else (), shelf)
    return {
        name: tuple(dict.fromkeys(members)) for name, members in read.shape.groups.items() if name not in shelf.screens
    }


def session_leads(shelf: Shelf) -> tuple[Lead, ...]:
    """Where a step may always land: the screens that mean that the portal forgot who we are."""
    if shelf.portal is None or shelf.portal.shape is None:
        return ()
    written = tuple(scalars(shelf.portal.root.values.get("session_lost")))
    _check_screens(shelf.portal, written, shelf)
    return tuple(Lead(name.text, Ending.PORTAL_DOWN, name.place) for name in written)


def _check_screens(read: Read[PortalFile], written: tuple[Scalar, ...], shelf: Shelf) -> None:
    for name in written:
        if name.text not in shelf.screens:
            read.document.mistake(f"no hay pantalla `{name.text}`", name, did_you_mean(name.text, list(shelf.screens)))


def _interruptions(read: Read[PortalFile], screens: Mapping[str, Screen], shelf: Shelf) -> list[Interruption]:
    written = read.root.values.get("interruptions")
    found = []
    for block in written.items if isinstance(written, Seq) else ():
        assert isinstance(block, Map)
        texts = {key: node for key, node in block.values.items() if isinstance(node, Scalar)}
        name, click, end = texts["screen"], texts.get("click"), texts.get("end")
        _check_screens(read, (name,), shelf)
        screen = screens.get(name.text)
        if screen and click and click.text not in screen.targets:
            title = f"la pantalla `{screen.name}` no tiene un control `{click.text}`"
            read.document.mistake(title, click, did_you_mean(click.text, list(screen.targets)))
        ending = Ending(end.text) if end else None
        found.append(Interruption(name.text, click.text if click else None, ending, block.place))
    return found


def _statuses(shape: StatusesShape) -> StatusWords:
    return StatusWords(tuple(shape.in_force), tuple(shape.processing), tuple(shape.ended), tuple(shape.refused))
