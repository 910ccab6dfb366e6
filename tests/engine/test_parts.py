"""Forms that come in parts: each is filled in as it comes, and what ends the form is pressed once, at its end."""

from collections.abc import AsyncIterator, Collection
from contextlib import asynccontextmanager
from dataclasses import replace
from datetime import timedelta

import pytest

from robot.model.faults import TargetFault
from robot.model.flow import Dialog
from robot.model.outcome import Reason
from robot.model.screen import Target
from robot.model.secret import Secret
from robot.model.sight import Sight, Used
from robot.model.state import Phase
from tests.engine.conftest import World
from tests.engine.fakes import FakeBrowser, FakeDriver

PARTS = {
    "login": ({"nrp"}, {"email"}, {"password", "submit"}),
    "relation_form": ({"service", "developer_rfc", "developer_name"}, set(), {"password", "validity", "accept"}),
}


class PartsDriver(FakeDriver):
    """Of each form only one part is there, and what is not there is not to be used. `tabs`: no button leads on, the
    next part is a tab of the form. `stuck`: nothing leads on. `unknown`: the portal does not know the NRP.
    `veiled`: a window lies over each form when it comes."""

    part = 0
    tabs = False
    stuck = False
    unknown = False
    veiled = False

    async def await_screen(self, expected: Collection[str], limit: timedelta) -> Sight:
        sight = await super().await_screen(expected, limit)
        return Sight(f"{sight.screen}_part", said=sight.said) if sight.screen in PARTS else sight

    async def sight(self) -> Sight:
        return Sight("announcement") if self.veiled and self.screen in PARTS else await super().sight()

    async def lacking(self, targets: Collection[Target]) -> tuple[Target, ...]:
        return tuple(target for target in targets if target.name not in self._here())

    async def open_section(self, target: Target) -> bool:
        self.part += self.tabs
        return self.tabs

    async def press(self, target: Target, *, dialog: Dialog | None = None) -> Used:
        if target.name == "close":
            self.veiled = False
            return Used(target, 0, "button")
        self._use(target)
        if target.name != "next":
            self.part = 0
            return await super().press(target, dialog=dialog)
        self.part += 1
        if self.unknown:
            self.screen = "no_account"
        return Used(target, 0, "button")

    async def fill(self, target: Target, text: str) -> Used:
        self._use(target)
        return await super().fill(target, text)

    async def choose(self, target: Target, option: str) -> Used:
        self._use(target)
        return await super().choose(target, option)

    async def type_secret(self, target: Target, secret: Secret) -> Used:
        self._use(target)
        return await super().type_secret(target, secret)

    def _use(self, target: Target) -> None:
        if self.screen in PARTS and target.name not in self._here():
            raise TargetFault(target, f"«{target.name}» no coincide con ningún control visible de la pantalla.")

    def _here(self) -> set[str]:
        if self.veiled:
            return set()
        parts = PARTS[self.screen]
        last = self.part == len(parts) - 1
        return parts[self.part] | ({"next"} if not (last or self.tabs or self.stuck) else set())


class PartsBrowser(FakeBrowser):
    """`kind`: tabs, stuck, or the pages of a wizard."""

    kind = ""

    @asynccontextmanager
    async def visit(self, kept_session: Secret | None, *, recorded: bool = False) -> AsyncIterator[FakeDriver]:
        self.visits += 1
        driver = PartsDriver(self.portal)
        if self.kind != "pages":
            setattr(driver, self.kind, True)
        yield driver


def in_parts(world: World, kind: str) -> None:
    browser = PartsBrowser(world.portal)
    browser.kind = kind
    world.house = replace(world.house, browser=browser)


@pytest.mark.parametrize("kind", ["pages", "tabs"])
async def test_a_form_in_parts_is_filled_in_part_by_part_and_sent_once(world: World, kind: str) -> None:
    in_parts(world, kind)
    assert (await world.run()).phase == Phase.IN_FORCE
    assert (len(world.portal.requested), len(world.portal.submitted)) == (1, 1)


async def test_a_part_that_no_button_leads_on_from_is_a_fault_that_names_what_is_lacking(world: World) -> None:
    in_parts(world, "stuck")
    record = await world.run()
    assert record.phase == Phase.FAILED
    assert record.block is not None
    assert "email" in record.block.text
    assert world.portal.logins == 0


async def test_what_the_portal_says_after_a_part_is_an_answer(world: World) -> None:
    in_parts(world, "unknown")
    record = await world.run()
    assert record.block is not None
    assert record.block.reason is Reason.NO_ACCOUNT
    assert world.portal.logins == 0


async def test_a_window_over_a_part_is_closed_before_anything_is_taken_for_lacking(world: World) -> None:
    in_parts(world, "veiled")
    assert (await world.run()).phase == Phase.IN_FORCE
    assert (len(world.portal.requested), len(world.portal.submitted)) == (1, 1)
