"""What a person is told of a file that the system refuses."""

import os
from pathlib import Path

from robot.model.errors import _SYSTEM, said_by_system


def test_what_the_system_says_of_a_file_is_told_in_spanish(tmp_path: Path) -> None:
    for number in _SYSTEM:
        told = said_by_system(OSError(number, os.strerror(number)))
        assert told != os.strerror(number)
    try:
        (tmp_path / "nada").read_bytes()
    except OSError as error:
        assert said_by_system(error) == "no existe"
    assert said_by_system(OSError(99999, "what Windows says in its own language")).startswith("what Windows")
    assert said_by_system(OSError("sin número")) == "el sistema no lo permite"
