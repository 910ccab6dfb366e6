"""The stage of tests/faults, for walks without a fault, by flows that know no id, no name and no CSS."""

from collections.abc import AsyncIterator
from dataclasses import replace

import pytest

from robot.model.flow import FlowBook
from robot.model.screen import By, Screen, Target
from tests.faults.conftest import Theatres


def by_words_only(book: FlowBook) -> FlowBook:
    """As on a stranger's portal, where none of the ids and names that the flows know is there."""

    def of_target(target: Target) -> Target:
        words = tuple(one for one in target.candidates if one.by not in (By.ID, By.NAME, By.CSS))
        return replace(target, candidates=words)

    def of_screen(screen: Screen) -> Screen:
        targets = {name: of_target(target) for name, target in screen.targets.items()}
        return replace(screen, seen=tuple(map(of_target, screen.seen)), targets=targets)

    return replace(book, screens={name: of_screen(screen) for name, screen in book.screens.items()})


@pytest.fixture(scope="session")
async def theatres(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Theatres]:
    made = Theatres(tmp_path_factory.mktemp("skins"), by_words_only)
    yield made
    await made.close()
