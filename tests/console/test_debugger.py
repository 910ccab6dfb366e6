"""The person of the debug mode: what they are shown, what each word does, and what is never done without them."""

import asyncio
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path

import pytest

from robot.console.debugger import Debugger, Seat
from robot.console.mending import Mender
from robot.console.paper import Paper
from robot.console.stops import Stops
from robot.engine.direct import Go, JumpTo, Keep, LookAgain, Mended, Moment, Quit, SentByHand
from robot.model.errors import FlowFilesError, Mistake, RobotError
from robot.model.faults import Tried
from robot.model.flow import FlowBook
from robot.model.outcome import Ending, Outcome
from robot.model.screen import By, Place, Screen, Target
from robot.model.sight import Near, Sight
from robot.outside.flow_files.drafts import Drafts
from robot.outside.flow_files.load import load_book, shipped_flows
from tests.rules.records import record

BOOK = load_book((shipped_flows(),))
EMPLOYER = record().employer


@dataclass
class Eyes:
    """A browser that shows one screen, in which each first candidate matches."""

    screen: str | None = "login"
    near: tuple[Near, ...] = ()
    outlined: list[str] = field(default_factory=list)
    looked_for: list[str] = field(default_factory=list)
    inspected: int = 0
    lost: str = ""

    async def sight(self) -> Sight:
        return Sight(self.screen)

    async def rivals(self) -> tuple[Near, ...]:
        return self.near

    async def counts(self, target: Target, act: str, *, mark: str = "", every: bool = False) -> tuple[Tried, ...]:
        self.outlined.append(mark)
        found = target.candidates if every else target.candidates[:1]
        first = 0 if target.name == self.lost else 1
        return tuple(Tried(f"{one.by}: {one.value}", first if one is found[0] else 0) for one in found)

    async def clear(self) -> None:
        self.outlined.clear()

    async def pick(self) -> tuple[tuple[By, str], ...]:
        return ((By.BUTTON, "Acceder: al portal"), (By.ID, "go"))

    async def texts(self) -> str:
        return "lo que se lee"

    def look_for(self, screens: Mapping[str, Screen]) -> None:
        self.looked_for = list(screens)

    def hand_over(self, given: bool) -> None: ...

    async def inspector(self) -> None:
        self.inspected += 1


@dataclass
class Script:
    """The keys that are typed, one after the other; then the terminal is closed."""

    lines: list[str]
    asked: list[str] = field(default_factory=list)
    enter: bool = False

    async def line(self, prompt: str) -> str:
        if prompt:
            self.asked.append(prompt)
        elif self.lines:  # waits for the click, and is not typed into
            return await self.never()
        if not self.lines:
            raise EOFError
        return self.lines.pop(0)

    async def key(self, prompt: str) -> str:
        return await self.line(prompt)

    async def never(self) -> str:
        await asyncio.Event().wait()
        return ""

    def pressed(self) -> bool:
        pressed, self.enter = self.enter, False
        return pressed


@dataclass
class Desk:
    """Everything a test of the debugger holds in its hands."""

    own: Path
    keys: Script
    eyes: Eyes
    stops: Stops
    write: Callable[[str], str] = lambda text: text

    def __post_init__(self) -> None:
        self.edited: list[tuple[str, int]] = []
        drafts = Drafts((shipped_flows(), self.own), load_book)
        self.mender = Mender(Paper(), self.keys, drafts, self.edit)
        seat = Seat(Paper(), self.keys, EMPLOYER, lambda _: self.eyes, self.mender)
        self.debugger = Debugger(seat, BOOK, self.stops)

    async def edit(self, file: Path, line: int) -> None:
        self.edited.append((file.name, line))
        file.write_text(self.write(file.read_text(encoding="utf-8")), encoding="utf-8")

    async def before(self, moment: Moment, *lines: str) -> object:
        self.keys.lines[:] = lines
        return await self.debugger.before(moment, None)  # type: ignore[arg-type]  # the eyes are given by the seat

    async def fell(self, moment: Moment, *lines: str) -> object:
        self.keys.lines[:] = lines
        return await self.debugger.fell(moment, None)  # type: ignore[arg-type]


@pytest.fixture
def desk(tmp_path: Path) -> Desk:
    return Desk(tmp_path, Script([]), Eyes(), Stops())


def moment(flow: str, screen: str, **more: object) -> Moment:
    steps = BOOK.flows[flow].steps
    index = next(number for number, step in enumerate(steps) if screen in step.on)
    return Moment(BOOK.flows[flow], index, Sight(screen), **more)  # type: ignore[arg-type]


LOGIN = moment("log_in", "login")
COMMIT = moment("register_relation", "final_terms")


def fallen(where: Moment, ending: Ending, place: str = "") -> Moment:
    return replace(where, outcome=Outcome(ending, where=place or str(where.step.place), detail="No está."))


async def test_the_panel_shows_place_guide_screen_controls_and_no_secret(
    desk: Desk, capsys: pytest.CaptureFixture[str]
) -> None:
    assert await desk.before(LOGIN, "p") == Go()
    told = capsys.readouterr().out
    for part in (
        "log_in.yaml",
        "contraseña, paso 3",
        "Acceso al portal (login)",
        EMPLOYER.email,
        "••••••",
    ):
        assert part in told
    assert "Portal, ya con sesión" in told and desk.eyes.outlined == []


async def test_running_on_stops_at_a_break_a_key_and_a_fall_only(desk: Desk) -> None:
    assert await desk.before(LOGIN, "s") == Go()
    assert await desk.before(LOGIN) == Go() and not desk.keys.asked[1:]
    desk.stops.wishes = {"login.submit"}
    assert await desk.before(LOGIN, "s") == Go() and len(desk.keys.asked) == 2
    desk.stops.wishes = set()
    desk.keys.enter = True
    assert await desk.before(LOGIN, "s") == Go() and len(desk.keys.asked) == 3
    assert await desk.fell(fallen(LOGIN, Ending.FLOW_FAULT), "r") == LookAgain()
    assert await desk.before(LOGIN, "p") == Go() and len(desk.keys.asked) == 5


async def test_a_step_that_commits_asks_in_every_mode_and_enter_means_no(
    desk: Desk, capsys: pytest.CaptureFixture[str]
) -> None:
    await desk.before(LOGIN, "s")
    assert await desk.before(COMMIT, "", "q") == Quit()
    told = capsys.readouterr().out
    developer = EMPLOYER.developer
    for part in (
        EMPLOYER.nrp,
        developer.name,
        developer.rfc,
        developer.service,
        developer.validity,
        "No se envió nada",
    ):
        assert part in told
    assert await desk.before(COMMIT, "p", "si") == Go()
    assert await desk.before(COMMIT) == Quit()  # nobody answers


async def test_what_was_sent_is_not_asked_for_again(desk: Desk, capsys: pytest.CaptureFixture[str]) -> None:
    sent = replace(COMMIT, sent=True, pressed=frozenset({COMMIT.index}))
    assert await desk.before(sent, "p") == Go()  # the runner only looks where it led
    assert "no se repite" in capsys.readouterr().out and not any("¿Enviar?" in one for one in desk.keys.asked)
    assert await desk.before(replace(sent, index=0), f"i {COMMIT.index + 1}", "i 2") == JumpTo(1)
    assert f"El paso {COMMIT.index + 1} ya se envió" in capsys.readouterr().out


async def test_words_and_letters_give_the_moves(desk: Desk) -> None:
    assert await desk.before(LOGIN, "saltar") == JumpTo(LOGIN.index + 1)
    assert await desk.before(LOGIN, "ir a 2") == JumpTo(1)
    assert (
        await desk.before(LOGIN, "ir 99", "ir", "zzz", "?", "l", "t submit", "d login", "d nada", "repetir")
        == LookAgain()
    )
    assert await desk.before(LOGIN, "v") == Keep("lo que se lee")
    assert await desk.before(LOGIN, "m", "") == LookAgain()
    assert await desk.before(COMMIT, "m", "", "n") == LookAgain()
    assert await desk.before(COMMIT, "m", "", "") == SentByHand()
    assert await desk.before(LOGIN, "q") == Quit()
    assert await desk.fell(fallen(LOGIN, Ending.FLOW_FAULT), "q") == Go()


async def test_the_inspector_is_refused_where_a_secret_is_or_may_be(desk: Desk) -> None:
    await desk.before(LOGIN, "n", "p")
    desk.eyes.screen = None
    await desk.before(LOGIN, "n", "r")
    desk.eyes.screen = "login"
    step = moment("log_in", "home")
    await desk.before(step, "n", "p")
    assert desk.eyes.inspected == 0
    desk.eyes.screen = "inside"
    await desk.before(step, "n", "p")
    assert desk.eyes.inspected == 1


async def test_an_edit_with_mistakes_is_told_and_opened_again_at_its_line(
    desk: Desk, capsys: pytest.CaptureFixture[str]
) -> None:
    right = "- {button: Entrar}"
    texts = iter(["- {buton: Entrar}", "- {button: Acceder ya}\n    - {button: Entrar}"])

    def write(text: str) -> str:
        new = next(texts)
        return text.replace("- {buton: Entrar}", new) if "buton" in text else text.replace(right, new)

    desk.write = write
    move = await desk.before(LOGIN, "e submit", "", "g")
    assert isinstance(move, Mended) and len(desk.edited) == 2
    told = capsys.readouterr().out
    assert told.index("no conozco `buton`") < told.index("Lo demás suele venir de lo mismo")
    assert "login.yaml:36:8" in told and "+    - {button: Acceder ya}" in told
    assert desk.edited[0] == ("login.yaml", BOOK.screens["login"].targets["submit"].place.line)
    assert [one.value for one in move.book.screens["login"].targets["submit"].candidates][:2] == [
        "Acceder ya",
        "Entrar",
    ]
    assert (desk.own / "screens" / "login.yaml").is_file() and "login" in desk.eyes.looked_for
    assert not (desk.own / ".borrador").exists()


@pytest.mark.parametrize("answers", [["d", "q"], ["v", "q"], []])
async def test_a_change_nobody_accepts_is_not_kept(desk: Desk, answers: list[str]) -> None:
    desk.write = lambda text: text.replace("- {button: Entrar}", "- {button: Acceder ya}")
    move = await desk.before(LOGIN, "e submit", *answers)
    assert isinstance(move, Mended if "v" in answers else Quit)
    desk.keys.lines[:] = [""]
    await desk.mender.close()
    assert not (desk.own / "screens").exists() and not (desk.own / ".borrador").exists()


async def test_what_was_only_tried_may_be_kept_at_the_end(desk: Desk) -> None:
    desk.write = lambda text: text.replace("- {button: Entrar}", "- {button: Acceder ya}")
    await desk.before(LOGIN, "e submit", "v")
    desk.keys.lines[:] = ["s"]
    await desk.mender.close()
    assert "Acceder ya" in (desk.own / "screens" / "login.yaml").read_text(encoding="utf-8")


async def test_a_picked_control_becomes_the_first_candidate_of_what_was_missing(desk: Desk) -> None:
    login = BOOK.screens["login"]
    desk.eyes.screen, desk.eyes.near = None, (Near(login, (), (login.targets["submit"],)),)
    move = await desk.fell(fallen(moment("log_in", "home"), Ending.SCREEN_UNKNOWN), "c", "1", "g")
    assert isinstance(move, Mended)
    assert move.book.screens["login"].targets["submit"].candidates[0].value == "Acceder: al portal"
    assert len(move.book.screens["login"].targets["submit"].candidates) == len(login.targets["submit"].candidates) + 1


async def test_editing_opens_what_failed(desk: Desk) -> None:
    desk.write = lambda text: text
    submit = BOOK.screens["login"].targets["submit"]
    await desk.fell(
        fallen(LOGIN, Ending.FLOW_FAULT, str(submit.place)), "e", "", "e 4", "", "e home", "", "e paso", "", "q"
    )
    assert [name for name, _ in desk.edited] == ["login.yaml", "login.yaml", "home.yaml", "log_in.yaml"]
    assert desk.edited[0][1] == desk.edited[1][1] == submit.place.line


def test_a_break_that_is_nowhere_is_told_with_what_is_like_it() -> None:
    with pytest.raises(RobotError) as wrong:
        Stops().toggle("logn", BOOK)
    assert "login" in wrong.value.fix
    for right in ("5", "log_in:3", "login", "submit", "login.submit", "register_relation"):
        assert Stops().toggle(right, BOOK)


def test_drafts_of_a_session_that_was_cut_off_are_gone(tmp_path: Path) -> None:
    drafts = Drafts((shipped_flows(), tmp_path), load_book)
    drafts.open(Place(str(shipped_flows() / "log_in.yaml"), 1, 1)).write_text("x", encoding="utf-8")
    with pytest.raises(FlowFilesError) as wrong:
        drafts.check()
    assert isinstance(wrong.value.mistakes[0], Mistake)
    book: FlowBook = Drafts((shipped_flows(), tmp_path), load_book).check()
    assert book.flows.keys() == BOOK.flows.keys()
