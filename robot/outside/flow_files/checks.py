"""What can be wrong between a whole flow and its screens. Notes mistakes in the files' documents, raises nothing.

Called once for each flow with every `use` in place, so a mistake in a used flow is met several times and told once.
"""

from collections.abc import Iterable, Mapping

from robot.model.flow import (
    AcceptTerms,
    Action,
    Choose,
    Click,
    CommitKind,
    Download,
    Fill,
    Lead,
    Read,
    Step,
    Tick,
    TypeSecret,
    UploadSecret,
)
from robot.model.outcome import Ending
from robot.model.screen import By, Candidate, Place, Screen, Target
from robot.outside.flow_files.files import Shelf
from robot.outside.yaml_text.shape import did_you_mean
from robot.rules.flow_paths import goal, paths

_FIELD = (By.LABEL, By.LABEL_WITH, By.ID, By.NAME, By.CSS)
_WORDS = (By.SAID, By.HEADER, By.HEADING, By.HEADING_WITH, By.DIALOG_WITH)
_CHECKBOX = (By.CHECKBOX, By.CHECKBOX_WITH, *_FIELD)


class FlowChecks:
    """Checks the flows of one shelf."""

    def __init__(self, shelf: Shelf, screens: Mapping[str, Screen]) -> None:
        self._shelf = shelf
        self._screens = screens

    def check(self, name: str, steps: tuple[Step, ...]) -> None:
        file = self._shelf.flows[name].document.file
        ways = paths(steps)
        if self._whole(steps):
            self._check_reach(steps, ways.met, file)
            self._check_ends(steps, ways.loose)
        for step, met in zip(steps, ways.met, strict=True):
            self._check_actions(step, step.on or sorted(met))
            self._check_then(step, file)
        self._check_reads(steps)
        self._check_commits(steps)

    def _note(self, place: Place, title: str, fix: str) -> None:
        self._shelf.document(place.file).mistake(title, place, fix)

    def _whole(self, steps: tuple[Step, ...]) -> bool:
        """Whether the way can be judged: a step that leads nowhere or a name that is unknown was told already."""
        names = {name for step in steps for name in (*step.on, *(lead.screen for lead in step.then))}
        return all(step.then for step in steps) and names <= set(self._shelf.screens)

    def _check_reach(self, steps: tuple[Step, ...], met: tuple[frozenset[str], ...], file: str) -> None:
        """Only the first: what follows it is cut off with it. A used flow may have ways that this one does not need."""
        for index, step in enumerate(steps):
            if index and not met[index] and step.place.file == file:
                titles = " ni ".join(f"`{name}`" for name in step.on) or "él"
                fix = "agregue esa pantalla al `then` de un paso anterior, o quite el paso"
                self._note(step.place, f"a este paso no se llega: ningún paso anterior lleva a {titles}", fix)
                return

    def _check_ends(self, steps: tuple[Step, ...], loose: tuple[tuple[int, Lead], ...]) -> None:
        ends = goal(steps)
        for _, lead in loose:
            if lead.screen not in ends:
                title = f"ningún paso que sigue atiende la pantalla `{lead.screen}`, y el flujo no termina en ella"
                self._note(
                    lead.place, title, f"agregue un paso `on: {lead.screen}`, o dele un final: `waiting`, `done`"
                )

    def _check_then(self, step: Step, file: str) -> None:
        if not step.then and step.place.file == file:  # a used flow's is told where it is used
            fix = "agregue `then:` con las pantallas a que puede llevar"
            self._note(step.place, "falta `then`: el paso no dice a dónde lleva", fix)
        for lead in step.then:
            if lead.ending is Ending.CREDENTIAL and step.secret is None:
                title = "`credential` dice qué secreto se rechazó, y hasta este paso no se escribe ninguno"
                self._note(lead.place, title, "agregue `type_secret:`, o use `refused`")

    def _check_actions(self, step: Step, screens: Iterable[str]) -> None:
        known = [self._screens[name] for name in screens if name in self._screens]
        for action in step.actions:
            for name in _targets(action):
                found = self._find(action, name, known)
                if found and not any(_fits(action, found_by.candidates) for found_by in found):
                    self._note(action.place, *_misfit(action, name))
            if isinstance(action, Read):
                self._find_table(action, known)
            if not step.on and not known and _targets(action):
                self._note(action.place, "no se sabe en qué pantalla se hace esto", "agregue `on:` al paso")
        if step.next and not any(step.next in screen.targets for screen in known):
            self._find(Click(step.next, step.place), step.next, known)

    def _find(self, action: Action, name: str, screens: list[Screen]) -> list[Target]:
        found = []
        for screen in screens:
            if name in screen.targets:
                found.append(screen.targets[name])
                continue
            boxes = [target.removesuffix("_accept") for target in screen.targets if target.endswith("_accept")]
            title = f"la pantalla `{screen.name}` no tiene un control `{name}`"
            if not isinstance(action, AcceptTerms):
                self._note(action.place, title, did_you_mean(name, list(screen.targets)))
            elif boxes:  # terms without a box to tick are fine; a box of another name is a slip
                self._note(action.place, title, did_you_mean(action.name, boxes))
        return found

    def _find_table(self, action: Read, screens: list[Screen]) -> None:
        for screen in screens:
            if action.table not in screen.tables:
                title = f"la pantalla `{screen.name}` no tiene una tabla `{action.table}`"
                self._note(action.place, title, did_you_mean(action.table, list(screen.tables)))

    def _check_reads(self, steps: tuple[Step, ...]) -> None:
        read = False
        for step in steps:
            read = read or any(isinstance(action, Read) for action in step.actions)
            if step.end_if and not read:
                fix = "agregue antes `read:` con la tabla"
                self._note(step.place, "`end_if` pregunta por una tabla que aún no se lee", fix)

    def _check_commits(self, steps: tuple[Step, ...]) -> None:
        read = False
        first: CommitKind | None = None
        for step in steps:
            read = read or any(isinstance(action, Read) for action in step.actions)
            if step.commits is CommitKind.RELATION and not read:
                fix = "agregue antes un paso que lea la tabla: `read: relations`"
                self._note(step.place, "se enviaría una relación sin haber leído las que ya hay", fix)
            if step.commits and first and step.commits is not first:
                title = f"un flujo compromete una sola cosa, y este ya compromete `{first}`"
                self._note(step.place, title, "haga otro flujo")
            first = first or step.commits


def _targets(action: Action) -> tuple[str, ...]:
    match action:
        case Click(target=name) | Fill(target=name) | Choose(target=name) | TypeSecret(target=name):
            return (name,)
        case UploadSecret(target=name) | Tick(target=name) | Download(target=name):
            return (name,)
        case AcceptTerms(name=name):
            return (f"{name}_accept",)
        case _:
            return ()


def _fits(action: Action, candidates: Iterable[Candidate]) -> bool:
    """Whether at least one candidate finds a control that this can be done to."""
    kinds = [(candidate.by, candidate.value) for candidate in candidates]
    match action:
        case TypeSecret():
            return any(by in _FIELD or (by, value) == (By.ONLY, "password") for by, value in kinds)
        case UploadSecret():
            return any(by in (*_FIELD, By.FILE) or (by, value) == (By.ONLY, "file") for by, value in kinds)
        case Fill():
            return any(by in _FIELD for by, _ in kinds)
        case Choose():
            return any(by in _FIELD or (by, value) == (By.ONLY, "select") for by, value in kinds)
        case Tick() | AcceptTerms():
            return any(by in _CHECKBOX or (by is By.ONLY and value.startswith("checkbox")) for by, value in kinds)
        case _:
            return any(by not in _WORDS for by, _ in kinds)


def _misfit(action: Action, name: str) -> tuple[str, str]:
    match action:
        case TypeSecret():
            return (
                f"`{name}` no es un campo donde escribir un secreto",
                "dele un candidato `label`, `id` u `only: password`",
            )
        case UploadSecret():
            return f"`{name}` no es un campo de archivo", "dele un candidato `file: .cer`, `label` o `id`"
        case Fill():
            return f"`{name}` no es un campo donde escribir", "dele un candidato `label`, `id` o `name`"
        case Choose():
            return f"`{name}` no es una lista donde elegir", "dele un candidato `label`, `id` u `only: select`"
        case Tick() | AcceptTerms():
            return f"`{name}` no es una casilla", "dele un candidato `checkbox` u `only: checkbox`"
        case _:
            return f"`{name}` son palabras, no algo que se presiona", "dele un candidato `button` o `link`"
