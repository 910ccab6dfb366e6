"""A person between the steps: the runner's own steps, again or with mended flows; never a commit twice."""

from collections.abc import Callable
from dataclasses import replace

from robot.engine.direct import Director, Go, JumpTo, Keep, LookAgain, Mended, Moment, Move, Quit, SentByHand
from robot.engine.ports import Driver
from robot.model.faults import PortalTrouble, TargetFault
from robot.model.outcome import Ending
from robot.model.secret import SecretKind
from robot.model.state import Phase
from tests.engine.conftest import World
from tests.engine.fakes import FakeDriver
from tests.engine.test_worker import MISSING


class Scripted(Director):
    """Goes on but where the script says otherwise; each answer is given once."""

    def __init__(self) -> None:
        self.seen: list[Moment] = []
        self.fallen: list[Moment] = []
        self.before_step: Callable[[Moment], Move | None] = lambda _: None
        self.after_fall: list[Move] = []
        self.endings: list[str] = []
        self.driver: Driver | None = None

    async def before(self, moment: Moment, driver: Driver) -> Move:
        self.seen.append(moment)
        self.driver = driver
        return self.before_step(moment) or Go()

    async def fell(self, moment: Moment, driver: Driver) -> Move:
        self.fallen.append(moment)
        return self.after_fall.pop(0) if self.after_fall else Go()

    async def ended(self, moment: Moment, driver: Driver) -> None:
        assert moment.outcome is not None
        self.endings.append(moment.outcome.ending)


def directed(world: World) -> Scripted:
    director = Scripted()
    world.house = replace(world.house, director=director)
    world.portal.service_password = "S"
    world.put(SecretKind.SERVICE_PASSWORD, "S")
    return director


async def test_the_person_is_asked_before_each_step_with_its_screen_and_place(world: World) -> None:
    director = directed(world)
    await world.run()
    steps = [moment for moment in director.seen if moment.flow.name == "register_relation"]
    assert [moment.sight.screen for moment in steps if moment.step.commits] == ["final_terms", "finish"]
    assert all(moment.step.place.line for moment in steps)


async def test_after_a_fall_the_same_visit_goes_on_with_another_look(world: World) -> None:
    director = directed(world)
    director.after_fall = [LookAgain()]
    world.portal.faults["press menu"] = TargetFault(MISSING, "No se encontró «menu».")
    record = await world.run()
    assert record.phase == Phase.IN_FORCE and len(director.fallen) == 1
    assert record.failures == 0


async def test_what_a_person_put_right_after_the_portal_was_opened_is_not_opened_again(world: World) -> None:
    director = directed(world)
    director.after_fall = [LookAgain()]
    opened: list[str] = []

    def stuck_once(point: str) -> None:
        if point == "open":
            opened.append(point)
            if len(opened) == 1:
                assert isinstance(director.driver, FakeDriver)
                director.driver.screen = "login"  # by the person's hand, when it is asked
                raise PortalTrouble("una ventana que nadie conoce")

    world.portal.meet = stuck_once  # type: ignore[method-assign]
    record = await world.run()
    assert record.phase == Phase.IN_FORCE and len(opened) == world.browser.visits


async def test_a_lost_answer_of_a_commit_is_looked_for_and_never_pressed_again(world: World) -> None:
    director = directed(world)
    director.after_fall = [LookAgain()]
    original = world.portal.meet

    def lose(point: str) -> None:
        if point == "after continue" and world.portal.submitted and not director.fallen:
            raise PortalTrouble("sin respuesta")
        original(point)

    world.portal.meet = lose  # type: ignore[method-assign]
    record = await world.run()
    assert len(director.fallen) == 1 and director.fallen[0].sent
    assert len(world.portal.submitted) == 1 and record.phase == Phase.IN_FORCE


async def test_mended_flows_are_used_at_the_same_step_of_the_same_visit(world: World) -> None:
    director = directed(world)
    book = world.house.book
    flow = book.flows["log_in"]
    mended = replace(book, flows={**book.flows, "log_in": replace(flow, title="Mended")})
    director.after_fall = [Mended(mended)]
    world.portal.faults["press submit"] = TargetFault(MISSING, "No se encontró «submit».")
    record = await world.run()
    assert record.phase == Phase.IN_FORCE and world.portal.logins >= 1
    assert "Mended" in {moment.flow.title for moment in director.seen}


async def test_a_jump_takes_another_step_and_quitting_ends_the_visit_without_blame(world: World) -> None:
    director = directed(world)
    jumped: list[int] = []

    def skip_the_menu(moment: Moment) -> Move | None:
        if moment.flow.name == "register_relation" and not jumped:
            jumped.append(moment.index)
            return JumpTo(moment.index)
        return Quit() if jumped and moment.step.commits else None

    director.before_step = skip_the_menu
    world.clock.at_work = lambda: False
    record = await world.run(patience=world.house.policy.back_off[0] / 2)
    assert jumped and not world.portal.submitted
    assert record.block is None and "persona" in record.phase_text


async def test_what_was_sent_is_not_pressed_again_by_a_jump_back(world: World) -> None:
    director = directed(world)
    back: list[int] = []

    def jump_back(moment: Moment) -> Move | None:
        if moment.sent and moment.sight.screen == "finish" and not back:
            back.extend(sorted(moment.pressed))
            return JumpTo(back[0])
        return None

    director.before_step = jump_back
    record = await world.run()
    assert back and any(moment.barred for moment in director.seen)
    assert len(world.portal.submitted) == 1 and record.phase == Phase.IN_FORCE


async def test_what_the_person_sent_by_hand_is_an_intent_and_not_sent_again(world: World) -> None:
    director = directed(world)

    def by_hand(moment: Moment) -> Move | None:
        if moment.step.commits and not moment.sent:
            assert isinstance(director.driver, FakeDriver)
            world.portal.submitted.append(world.clock.at)
            director.driver.screen = "finish"
            return SentByHand()
        return None

    director.before_step = by_hand
    record = await world.run()
    assert len(world.portal.submitted) == 1 and record.phase == Phase.IN_FORCE
    assert any(event.get("by") == "person" for event in world.evidence.events)


async def test_a_control_that_could_not_be_pressed_is_pressed_after_another_look(world: World) -> None:
    director = directed(world)
    director.after_fall = [Keep("lo que se ve"), LookAgain()]
    world.portal.faults["press finish"] = TargetFault(MISSING, "No se encontró «finish».")
    record = await world.run()
    assert director.fallen[0].sent and not director.fallen[0].barred
    assert len(world.portal.submitted) == 1 and record.phase == Phase.IN_FORCE
    assert world.evidence.kept["depuracion.txt"] == b"lo que se ve"


async def test_how_each_flow_ended_is_told_while_the_portal_still_shows_it(world: World) -> None:
    director = directed(world)
    await world.run()
    assert director.endings[0] == Ending.DONE and Ending.WAITING in director.endings
