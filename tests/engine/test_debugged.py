"""The debug mode over a whole visit: the same runner, ledger and flows; only the terminal and the portal are fakes."""

from collections.abc import Callable, Mapping
from dataclasses import replace
from pathlib import Path

import pytest

from robot.console.debugger import Debugger, Seat
from robot.console.mending import Mender
from robot.console.paper import Paper
from robot.console.stops import Stops
from robot.model.faults import TargetFault
from robot.model.secret import SecretKind
from robot.model.state import Phase
from robot.outside.flow_files.drafts import Drafts
from robot.outside.flow_files.load import load_book, shipped_flows
from tests.console.test_debugger import Eyes, Script
from tests.engine.conftest import World
from tests.engine.fakes import FakePerson
from tests.engine.test_worker import MISSING


def sit_down(world: World, own: Path, answers: Mapping[str, Callable[[], str]]) -> Script:
    """`answers`: what the person types at each prompt; the key is how the prompt begins."""

    class Person(Script):
        async def line(self, prompt: str) -> str:
            self.asked.append(prompt)
            return next((give() for start, give in answers.items() if prompt.startswith(start)), "")

    async def edit(file: Path, line: int) -> None:
        text = file.read_text(encoding="utf-8")
        file.write_text(text.replace("title: Entrar al portal", "title: Entrar ya"), encoding="utf-8")

    keys = Person([])
    mender = Mender(Paper(), keys, Drafts((shipped_flows(), own), load_book), edit)
    seat = Seat(Paper(), keys, world.record.employer, lambda _: Eyes(screen=None), mender)
    director = Debugger(seat, world.house.book, Stops())
    world.house = replace(world.house, director=director, attendant=FakePerson(present=True))
    world.portal.service_password = "S"
    world.put(SecretKind.SERVICE_PASSWORD, "S")
    return keys


async def test_nothing_is_sent_without_a_yes(world: World, tmp_path: Path) -> None:
    prompts = iter(["s", "q"])
    world.clock.at_work = lambda: False
    keys = sit_down(world, tmp_path / "flows", {"depurar": lambda: next(prompts, "q")})
    await world.run(patience=world.house.policy.back_off[0] / 2)
    assert any(one.startswith("¿Enviar?") for one in keys.asked)
    assert not world.portal.submitted and not world.record.commits


async def test_a_fall_is_mended_and_the_same_visit_registers_the_relation_once(
    world: World, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    prompts = iter(["s", "editar log_in"])
    answers = {"depurar": lambda: next(prompts, "s"), "g = ": lambda: "g", "¿Enviar?": lambda: "s"}
    sit_down(world, tmp_path / "flows", answers)
    world.portal.faults["press submit"] = TargetFault(MISSING, "No se encontró «submit».")
    record = await world.run()
    assert record.phase == Phase.IN_FORCE and len(world.portal.submitted) == 1
    assert "Entrar ya" in (tmp_path / "flows" / "log_in.yaml").read_text(encoding="utf-8")
    assert "Entrar ya. Hecho." in capsys.readouterr().out
