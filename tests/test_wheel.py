"""An installed wheel, not only a checkout, finds its flows, scripts and migrations."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]


@pytest.mark.soak
def test_an_installed_wheel_finds_all_it_needs(tmp_path: Path) -> None:
    pip = [sys.executable, "-m", "pip", "-q", "--disable-pip-version-check"]
    subprocess.run([*pip, "wheel", "--no-deps", "-w", str(tmp_path), str(ROOT)], check=True, cwd=tmp_path)
    (wheel,) = tmp_path.glob("*.whl")
    installed = tmp_path / "site"
    subprocess.run([*pip, "install", "--no-deps", "--target", str(installed), str(wheel)], check=True, cwd=tmp_path)
    environment = {**os.environ, "PYTHONPATH": str(installed)}

    def robot(*words: str) -> str:
        done = subprocess.run(
            [sys.executable, "-m", "robot", *words], env=environment, cwd=tmp_path, check=True, capture_output=True
        )
        return done.stdout.decode()

    where = "import robot, pathlib; print(pathlib.Path(robot.__file__).parent)"
    found = subprocess.run(
        [sys.executable, "-c", where], env=environment, cwd=tmp_path, check=True, capture_output=True
    )
    assert Path(found.stdout.decode().strip()) == installed / "robot"
    assert "sin errores" in robot("flows", "check")
    robot("init", str(tmp_path / "ws"))
    assert list((installed / "robot" / "outside" / "browser" / "eyes").glob("*.js"))
