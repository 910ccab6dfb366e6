"""Puts the steps of another flow where `use` names it, at load, so that the engine only ever sees plain steps."""

from collections.abc import Mapping
from dataclasses import replace

from robot.model.flow import Step
from robot.model.secret import SecretKind
from robot.outside.flow_files.files import Shelf
from robot.outside.flow_files.steps import Draft
from robot.outside.yaml_text.shape import did_you_mean


class Uses:
    """Expands drafts. `made_of[name]` lists the flow files that flow `name` is made of, itself first."""

    def __init__(self, shelf: Shelf, drafts: Mapping[str, tuple[Draft, ...]]) -> None:
        self._shelf = shelf
        self._drafts = drafts
        self.made_of: dict[str, list[str]] = {}
        self.used: set[str] = {
            draft.use.text for steps in drafts.values() for draft in steps if draft.use is not None
        }  # fmt: skip

    def steps(self, name: str) -> tuple[Step, ...] | None:
        """None when a flow it uses is missing, broken, or uses it in turn."""
        steps = self._expand(name, (name,), self.made_of.setdefault(name, [name]))
        return _with_secrets(steps) if steps is not None else None

    def _expand(self, name: str, trail: tuple[str, ...], made_of: list[str]) -> tuple[Step, ...] | None:
        steps: list[Step] = []
        whole = True
        for draft in self._drafts[name]:
            if draft.use is None:
                steps.append(draft.step)
                continue
            inner = self._inner(name, draft, trail, made_of)
            whole = whole and inner is not None
            steps.extend(self._placed(name, draft, inner) if inner else ())
        return tuple(steps) if whole else None

    def _inner(self, name: str, draft: Draft, trail: tuple[str, ...], made_of: list[str]) -> tuple[Step, ...] | None:
        assert draft.use is not None
        used = draft.use.text
        document = self._shelf.flows[name].document
        if used not in self._shelf.flows:
            document.mistake(f"no hay flujo `{used}`", draft.use, did_you_mean(used, list(self._shelf.flows)))
            return None
        if used in trail:
            circle = " -> ".join((*trail[trail.index(used) :], used))
            document.mistake(f"este flujo se usa a sí mismo: {circle}", draft.use, "quite uno de estos `use`")
            return None
        if used not in self._drafts:
            return None
        if used not in made_of:
            made_of.append(used)
        return self._expand(used, (*trail, used), made_of)

    def _placed(self, name: str, draft: Draft, inner: tuple[Step, ...]) -> tuple[Step, ...]:
        """`on` goes to the first of the used steps; all else that is said beside `use` to the last."""
        said, first, last = draft.step, inner[0], inner[-1]
        assert draft.use is not None
        document = self._shelf.flows[name].document
        if said.on and first.on:
            document.mistake(f"`{draft.use.text}` ya dice en qué pantalla empieza", draft.use, "quite este `on`")
        if not said.then and not last.then:
            document.mistake("falta `then`: este flujo no dice a dónde lleva", draft.use, "agregue `then:` a este paso")
        last = replace(
            last,
            then=said.then or last.then,
            within=said.within if draft.has_limit else last.within,
            commits=said.commits or last.commits,
            dialog=said.dialog or last.dialog,
            guide=said.guide or last.guide,
        )
        steps = (*inner[:-1], last)
        return (replace(steps[0], on=steps[0].on or said.on), *steps[1:])


def _with_secrets(steps: tuple[Step, ...]) -> tuple[Step, ...]:
    """A step that only confirms what was typed before it still proves that secret."""
    last: SecretKind | None = None
    known = []
    for step in steps:
        known.append(replace(step, typed_before=last))
        last = known[-1].secret
    return tuple(known)
