"""The person of the debug mode at the terminal: sees each stop, and says how the visit goes on. Keeps the Director
promise of the engine, and does no step itself.

A step that commits always asks first, in every mode. Wired by the command `debug`.
"""

from collections.abc import Callable
from dataclasses import dataclass, replace

from robot.console.commands import COMMANDS, lacks_argument, word_for
from robot.console.keyboard import Keys, line_or_empty
from robot.console.meant import nearest, place_meant, target_meant
from robot.console.mending import Mender
from robot.console.panel import Act, View, acts_of, candidates_drawn, drawn, fall_told, sending_drawn
from robot.console.paper import Paper
from robot.console.stops import Stops
from robot.engine.direct import DebugDriver, Go, JumpTo, Keep, LookAgain, Mended, Moment, Move, Quit, SentByHand
from robot.engine.ports import Driver
from robot.model.employer import Employer
from robot.model.errors import RobotError
from robot.model.faults import Fault
from robot.model.flow import FlowBook, TypeSecret, UploadSecret
from robot.model.outcome import WELL
from robot.rules.flow_map import sentence
from robot.rules.places import without_folders
from robot.rules.written import values_of

_PROMPT = "depurar> "
_NOT_NOW = "No: la pantalla tiene, o puede tener, un secreto escrito. Salga de ella primero."


@dataclass(frozen=True, slots=True)
class Seat:
    """What the person sits before. `eyes` gives those of a visit's driver."""

    paper: Paper
    keys: Keys
    employer: Employer
    eyes: Callable[[Driver], DebugDriver]
    mender: Mender


class Debugger:
    """`book` is the one in use; mended ones take its place."""

    def __init__(self, seat: Seat, book: FlowBook, stops: Stops) -> None:
        self._seat = seat
        self._paper = seat.paper
        self._book = book
        self._stops = stops
        self._running = False
        self._typed_on: str | None = None  # the screen that a secret was typed on, until another is seen
        self._inspected = False

    async def before(self, moment: Moment, driver: Driver) -> Move:
        stop = not self._running or self._seat.keys.pressed() or self._stops.hit(moment)
        if stop:
            self._running = False
        elif not moment.step.commits:
            self._paper.line(f"  paso {moment.index + 1}  {self._screen_title(moment.sight.screen)}", style="dim")
            return self._taken(moment)
        move = await self._stopped(moment, driver, at_once="seguir" if not stop else "")
        return self._taken(moment) if isinstance(move, Go) else move

    async def fell(self, moment: Moment, driver: Driver) -> Move:
        self._running = False
        return await self._stopped(moment, driver)

    async def ended(self, moment: Moment, driver: Driver) -> None:  # noqa: ARG002
        """A flow that ended otherwise than well is looked at before its browser goes."""
        outcome = moment.outcome
        assert outcome is not None
        well = outcome.ending in WELL
        told = f"{moment.flow.title}. {fall_told(outcome)}"
        self._paper.line(told, style="green" if well else "bold red")
        if not well:
            self._running = False
            await line_or_empty(
                self._seat.keys, "La ventana sigue abierta para que la vea. Enter: terminar la visita. "
            )

    async def _stopped(self, moment: Moment, driver: Driver, at_once: str = "") -> Move:
        """Until a command says how to go on. `at_once`: given as if it had been typed."""
        eyes = self._seat.eyes(driver)
        view = await self._looked(moment, eyes)
        self._paper.show(drawn(view))
        typed = at_once
        while True:
            try:
                typed = typed or await self._command()
                move = await self._obey(typed.split(), view, eyes)
            except EOFError:
                move = Quit()
            except (Fault, RobotError) as trouble:
                self._tell_trouble(trouble)
                move = None
            if move is not None:
                await eyes.clear()
                return move
            typed = ""

    async def _command(self) -> str:
        typed = await self._seat.keys.key(_PROMPT)
        word = lacks_argument(typed)
        return f"{word} {await self._seat.keys.line(f'{word}: ')}" if word else typed

    async def _looked(self, moment: Moment, eyes: DebugDriver) -> View:
        """What the panel shows; what the browser cannot tell is left out."""
        view = View(moment, self._book, self._acts(moment), moment.sight)
        try:
            view = replace(view, sight=await eyes.sight(), near=await eyes.rivals())
            await eyes.clear()
            near = nearest(view) if moment.outcome else None
            if near is not None:  # the step's own controls are not here: what this screen is known by is shown instead
                told = f"para ser «{near.screen.title}»: "
                view = replace(view, acts=tuple(Act(told + one.name, one) for one in near.screen.seen))
            acts = [
                replace(act, tried=await eyes.counts(act.target, act.how, mark=str(number))) if act.target else act
                for number, act in enumerate(view.acts, 1)
            ]
        except Fault as trouble:
            self._tell_trouble(trouble)
            return view
        if view.sight.screen is not None and view.sight.screen != self._typed_on:
            self._typed_on = None
        return replace(view, acts=tuple(acts))

    def _acts(self, moment: Moment) -> tuple[Act, ...]:
        names = (moment.sight.screen, *moment.step.on)
        screen = next((self._book.screens[name] for name in names if name in self._book.screens), None)
        return acts_of(moment.step, screen, self._book, values_of(self._seat.employer, self._book.portal))

    async def _obey(self, words: list[str], view: View, eyes: DebugDriver) -> Move | None:
        word, wish = word_for(words[0] if words else "paso"), " ".join(words[1:]).removeprefix("a ")
        match word:
            case "seguir" | "paso":
                return await self._go(view, running=word == "seguir")
            case "repetir":
                return LookAgain()
            case "saltar" | "ir":
                return self._jump(view, str(view.moment.index + 2) if word == "saltar" else wish)
            case "mano":
                return await self._by_hand(view.moment, eyes)
            case "evidencia":
                await eyes.clear()
                self._paper.line("Guardado en la evidencia de esta visita.")
                return Keep(await eyes.texts())
            case "editar" | "elegir":
                return await self._mend(word, wish, view, eyes)
            case "salir":
                return Go() if view.moment.outcome else Quit()
            case _:
                await self._ask_only(word, wish, view, eyes)
                return None

    async def _ask_only(self, word: str, wish: str, view: View, eyes: DebugDriver) -> None:
        """Commands after which the visit stands where it stood."""
        match word:
            case "probar":
                await self._try(wish, view, eyes)
            case "detener":
                added = self._stops.toggle(wish, self._book)
                self._paper.line(f"{'Se detendrá' if added else 'Ya no se detiene'} en {wish}.")
            case "lista":
                self._list(view.moment)
            case "inspector":
                await self._inspect(view.moment, eyes)
            case "ayuda":
                self._paper.table("", ("", "Orden", "Qué hace"), COMMANDS)
            case _:
                self._paper.line("No conozco esa orden. ? = ayuda.", style="yellow")

    async def _go(self, view: View, *, running: bool) -> Move | None:
        moment = view.moment
        if moment.outcome is None and moment.step.commits and not moment.barred:
            self._paper.show(sending_drawn(moment.step.commits, self._seat.employer))
            if (await line_or_empty(self._seat.keys, "¿Enviar? [s/N] ")).casefold() not in ("s", "si", "sí"):
                self._paper.line("No se envió nada.", style="bold")
                self._running = False
                return None
        if moment.barred:
            self._paper.line("Esto ya se envió y no se repite: se mira a dónde llevó.", style="yellow")
        if self._inspected and self._has_secret(moment):
            await line_or_empty(
                self._seat.keys, "Cierre la ventana del Inspector (mostraría lo que se teclea); después Enter. "
            )
            self._inspected = False
        self._running = running
        return LookAgain() if moment.outcome else Go()

    def _taken(self, moment: Moment) -> Go:
        if self._has_secret(moment):
            self._typed_on = moment.sight.screen
        return Go()

    def _has_secret(self, moment: Moment) -> bool:
        return any(isinstance(action, TypeSecret | UploadSecret) for action in moment.step.actions)

    def _jump(self, view: View, wish: str) -> Move | None:
        moment, steps = view.moment, view.moment.flow.steps
        if not wish.isdecimal() or not 1 <= int(wish) <= len(steps):
            self._paper.line(f"Este flujo tiene los pasos 1 a {len(steps)} (lista los muestra).", style="yellow")
            return None
        if moment.sent and int(wish) - 1 in moment.pressed:
            self._paper.line(f"El paso {wish} ya se envió en este flujo: no se repite.", style="yellow")
            return None
        return JumpTo(int(wish) - 1)

    async def _by_hand(self, moment: Moment, eyes: DebugDriver) -> Move:
        """What a person sends is as good as sent by the robot: unless they are sure that they did not, it is an
        intent that is looked for."""
        await eyes.clear()
        eyes.hand_over(True)
        try:
            await self._seat.keys.line("La ventana es suya. Enter aquí: el robot vuelve a mirar. ")
        finally:
            eyes.hand_over(False)
        if not moment.flow.commits or moment.sent:
            return LookAgain()
        answer = await self._seat.keys.line(
            "¿Presionó algo que envía (Validar la contraseña, el último Continuar, Finalizar)? [s/n, Enter = no sé] "
        )
        return LookAgain() if answer.casefold() in ("n", "no") else SentByHand()

    async def _mend(self, word: str, wish: str, view: View, eyes: DebugDriver) -> Move | None:
        target = target_meant(wish, view)
        if word == "editar":
            book = await self._seat.mender.edit(target.place if target and wish else place_meant(wish, view))
        else:
            await eyes.clear()
            book = await self._seat.mender.pick(eyes, target)
        if book is None:
            return None
        if view.moment.flow.name not in book.flows:
            raise RobotError(f"Los archivos ya no tienen el flujo «{view.moment.flow.name}».")
        self._book = book
        eyes.look_for(book.screens)
        return Mended(book)

    async def _try(self, wish: str, view: View, eyes: DebugDriver) -> None:
        target = target_meant(wish, view)
        if target is None:
            raise RobotError("Diga qué control: su número en la tabla, su nombre o pantalla.control.")
        how = next((act.how for act in view.acts if act.target == target), "")
        await eyes.clear()
        tried = await eyes.counts(target, how, mark=target.name, every=True)
        self._paper.show(candidates_drawn(Act("", target=target, how=how, tried=tried)))

    def _list(self, moment: Moment) -> None:
        for index, step in enumerate(moment.flow.steps):
            mark = "▶" if index == moment.index else "!" if step.commits else " "
            last = sentence(step.actions[-1], step, self._book) if step.actions else "mira dónde está"
            screens = ", ".join(step.on[:3]) or "cualquier pantalla"
            self._paper.line(f"{mark}{index + 1:>3}  {screens}: {last}   {without_folders(str(step.place))}")

    async def _inspect(self, moment: Moment, eyes: DebugDriver) -> None:
        sight = await eyes.sight()
        if self._has_secret(moment) or (self._typed_on and sight.screen in (None, self._typed_on)):
            self._paper.line(_NOT_NOW, style="yellow")
            return
        await eyes.clear()
        self._paper.line("Inspector de Playwright: «Resume» en su ventana devuelve el control; ciérrela después.")
        self._inspected = True
        await eyes.inspector()

    def _tell_trouble(self, trouble: Fault | RobotError) -> None:
        if isinstance(trouble, RobotError):
            self._paper.error(trouble)
        else:
            self._paper.line(trouble.text, style="red")

    def _screen_title(self, name: str | None) -> str:
        screen = self._book.screens.get(name or "")
        return screen.title if screen else ""
