"""The window in front of a person: whoever works behind it waits while they type, and gives the front back."""

import asyncio
from collections.abc import AsyncIterator

import pytest

from robot.outside.browser.front import Front


class Counted:
    """A page that counts how often it was brought to the front."""

    def __init__(self, context: object) -> None:
        self.context = context
        self.frames: list[object] = [self]
        self.raised = 0
        self.typing = 0  # looks that still see a key

    async def evaluate(self, script: str) -> bool:
        if "__keys || 0" not in script:
            return False
        self.typing -= 1
        return self.typing >= 0

    async def bring_to_front(self) -> None:
        self.raised += 1


@pytest.fixture
async def front() -> AsyncIterator[tuple[Front, Counted]]:
    page = Counted(object())
    made = Front()
    await made.take(page)  # type: ignore[arg-type]
    yield made, page


async def act(front: Front, context: object) -> None:
    async with front.behind(context):  # type: ignore[arg-type]
        await asyncio.sleep(0)  # noqa: TID251


async def test_the_front_is_given_back_after_an_act_behind_it(front: tuple[Front, Counted]) -> None:
    await act(front[0], object())
    assert front[1].raised == 2


async def test_an_act_behind_waits_while_somebody_types(front: tuple[Front, Counted]) -> None:
    front[1].typing = 3
    await act(front[0], object())
    assert front[1].typing == -1


async def test_the_visit_in_front_waits_for_nobody(front: tuple[Front, Counted]) -> None:
    front[1].typing = 3
    await act(front[0], front[1].context)
    assert front[1].typing == 3 and front[1].raised == 1


async def test_a_window_that_came_to_the_front_during_an_act_is_there_after_it() -> None:
    front, page = Front(), Counted(object())
    async with front.behind(object()):  # type: ignore[arg-type]
        await front.take(page)  # type: ignore[arg-type]
    assert page.raised == 2


async def test_once_the_person_is_done_nothing_is_given_back(front: tuple[Front, Counted]) -> None:
    front[0].leave(front[1].context)  # type: ignore[arg-type]
    await act(front[0], object())
    assert front[1].raised == 1
