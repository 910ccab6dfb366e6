"""`browser install`: each way in turn, and the truth when none works."""

from collections.abc import Sequence

import pytest

from robot.model.errors import BrowserMissing
from robot.outside.browser.install import install, run_program


class Programs:
    """Fails those whose command holds one of `failing`."""

    def __init__(self, *failing: str) -> None:
        self.failing = failing
        self.ran: list[str] = []

    def __call__(self, command: Sequence[str]) -> tuple[int, str]:
        line = " ".join(command)
        self.ran.append(line)
        return (1, "getaddrinfo ENOTFOUND") if any(word in line for word in self.failing) else (0, "")


def test_playwrights_own_download_is_enough() -> None:
    programs = Programs()
    assert "Playwright" in install(programs, lambda: True)
    assert len(programs.ran) == 1


def test_debians_packages_are_the_way_out_for_root() -> None:
    programs = Programs("playwright")
    assert "apt-get" in install(programs, lambda: True)
    assert programs.ran[1:] == ["apt-get update -q", "apt-get install -y -q chromium chromium-headless-shell"]


@pytest.mark.parametrize(("failing", "apt"), [(("playwright", "update"), True), (("playwright",), False)])
def test_when_all_fail_each_way_and_its_last_words_are_told(failing: tuple[str, ...], apt: bool) -> None:
    with pytest.raises(BrowserMissing) as missing:
        install(Programs(*failing), lambda: apt)
    told = str(missing.value)
    assert "playwright install chromium: getaddrinfo ENOTFOUND" in told
    assert "apt-get" in told


def test_a_program_that_is_not_there_is_a_failure_not_an_end() -> None:
    assert run_program(["/no/such/program"]) == (1, "FileNotFoundError")
