"""A line of a flow file is named without the folders of the machine."""

import pytest

from robot.rules.places import without_folders


@pytest.mark.parametrize(
    ("text", "told"),
    [
        (r"[C:\Users\Ana Ruiz\flows\screens\login.yaml:3:1].", "[screens/login.yaml:3:1]."),
        ("en /home/ana/flows/sign.yaml:9:2, dos", "en sign.yaml:9:2, dos"),
        (r"\\servidor\nóminas\flows\log_in.yaml:1:1", "log_in.yaml:1:1"),
        ("screens/login.yaml:3:1 y https://portal.example/x", "screens/login.yaml:3:1 y https://portal.example/x"),
    ],
)
def test_places_are_told_without_the_folders_of_the_machine(text: str, told: str) -> None:
    assert without_folders(text) == told
