"""The ready change for a control that was found by a later candidate: it fits, and afterwards that one is first."""

import shutil
import subprocess
from dataclasses import replace
from pathlib import Path

import pytest

from robot.model.flow import FlowBook
from robot.model.screen import By, Candidate, Target
from robot.outside.flow_files.load import load_book, shipped_flows
from robot.outside.flow_files.patch import patch_added, patch_first, patched

SHIPPED = load_book([shipped_flows()]).screens
LATER = [
    (screen.name, target.name, rank)
    for screen in SHIPPED.values()
    for target in screen.targets.values()
    if target.screen == screen.name
    for rank in range(1, len(target.candidates))
]
WAYS = {
    "on one line": "  accept: [{label: Uno}, {button: [Dos, Tres]}, {link: 'Cuatro: cuatro'}]\n",
    "a line each": "  accept:\n    - {label: Uno}   # v\n    - {button: [Dos, Tres]}\n    - link: 'Cuatro: cuatro'\n",
}


def book_of(folder: Path) -> FlowBook:
    return load_book([shipped_flows(), folder])


def applied(folder: Path, diff: str) -> None:
    subprocess.run(["patch", "-p1", "-s"], cwd=folder, input=diff.encode(), check=True)


def same(one: Candidate, other: Candidate) -> bool:
    return (one.by, one.value) == (other.by, other.value)


def replace_folder(target: Target, file: Path) -> Target:
    """The same as if it had been read from this file."""
    moved = tuple(replace(one, place=replace(one.place, file=str(file))) for one in target.candidates)
    return replace(target, candidates=moved)


def turned(target: Target, rank: int) -> list[Candidate]:
    first = target.candidates[rank]
    return [first, *(one for one in target.candidates if one is not first)]


needs_patch = pytest.mark.skipif(shutil.which("patch") is None, reason="no `patch` here")


@needs_patch
@pytest.mark.parametrize("written", WAYS.values(), ids=WAYS)
@pytest.mark.parametrize("rank", [1, 2, 3])
def test_the_patch_puts_the_candidate_first_however_the_list_is_written(
    written: str, rank: int, tmp_path: Path
) -> None:
    (tmp_path / "screens").mkdir()
    screen = (shipped_flows() / "screens" / "relation_form.yaml").read_text(encoding="utf-8")
    start = screen.index("  accept:\n")
    (tmp_path / "screens" / "relation_form.yaml").write_text(screen[:start] + written, encoding="utf-8")
    target = book_of(tmp_path).screens["relation_form"].targets["accept"]

    applied(tmp_path, patch_first(target, target.candidates[rank]))

    after = book_of(tmp_path).screens["relation_form"].targets["accept"].candidates
    assert all(same(*pair) for pair in zip(after, turned(target, rank), strict=True))


@needs_patch
def test_a_patch_of_every_shipped_screen_applies_and_moves_the_candidate_first(tmp_path: Path) -> None:
    (tmp_path / "screens").mkdir()
    wanted = {(screen, name): rank for screen, name, rank in LATER}  # the last candidate of each target
    for (screen, name), rank in wanted.items():
        file = tmp_path / "screens" / f"{screen}.yaml"
        if not file.exists():
            shutil.copy(shipped_flows() / "screens" / file.name, file)
        before = replace_folder(SHIPPED[screen].targets[name], file)
        applied(tmp_path, patch_first(before, before.candidates[rank]))

    after = book_of(tmp_path).screens

    for (screen, name), rank in wanted.items():
        assert same(after[screen].targets[name].candidates[0], SHIPPED[screen].targets[name].candidates[rank])


@needs_patch
@pytest.mark.parametrize("written", WAYS.values(), ids=WAYS)
def test_the_patch_adds_what_a_control_may_be_now_however_the_list_is_written(written: str, tmp_path: Path) -> None:
    (tmp_path / "screens").mkdir()
    file = tmp_path / "screens" / "relation_form.yaml"
    screen = (shipped_flows() / "screens" / file.name).read_text(encoding="utf-8")
    file.write_text(screen[: screen.index("  accept:\n")] + written, encoding="utf-8")
    target = book_of(tmp_path).screens["relation_form"].targets["accept"]

    applied(tmp_path, patch_added(target, "button: Sí, aceptar"))

    after = book_of(tmp_path).screens["relation_form"].targets["accept"].candidates
    assert (after[0].by, after[0].value) == (By.BUTTON, "Sí, aceptar")
    assert [one.value for one in after[1:]] == [one.value for one in target.candidates]


def test_a_candidate_that_is_no_longer_in_the_file_has_no_patch(tmp_path: Path) -> None:
    target = SHIPPED["login"].targets["submit"]
    gone = Candidate(target.candidates[0].by, "Un botón que nadie escribió", target.place)

    assert patch_first(target, gone) == ""


def test_several_new_candidates_of_one_file_are_put_in_together(tmp_path: Path) -> None:
    relations = SHIPPED["relations"].targets
    added = [(relations["add"], "button: Otra relación"), (relations["export"], "id: bajar")]
    (one,) = patched(added)
    (tmp_path / one.name).parent.mkdir()
    (tmp_path / one.name).write_text(one.text, encoding="utf-8")
    after = book_of(tmp_path).screens["relations"].targets
    assert after["add"].candidates[0].value == "Otra relación" and after["export"].candidates[-1].value == "bajar"
    assert one.difference.count("\n+ ") == 2 and one.name == "screens/relations.yaml"
