"""`browser install`: Playwright's own download first, then the system's package on Debian as root.

Called by the command line. Runs programs; knows no page.
"""

import os
import shutil
import subprocess
import sys
from collections.abc import Callable, Sequence

from robot.model.errors import BrowserMissing

_SECONDS = 900
_PLAYWRIGHT = (sys.executable, "-m", "playwright", "install", "chromium")
_APT = (
    ("apt-get", "update", "-q"),
    ("apt-get", "install", "-y", "-q", "chromium", "chromium-headless-shell"),
)
Run = Callable[[Sequence[str]], tuple[int, str]]


def run_program(command: Sequence[str]) -> tuple[int, str]:
    """Exit code and the last line it wrote."""
    environment = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
    try:
        done = subprocess.run(command, capture_output=True, text=True, timeout=_SECONDS, env=environment, check=False)
    except (OSError, subprocess.TimeoutExpired) as error:
        return 1, type(error).__name__
    lines = [line.strip() for line in (done.stderr + done.stdout).splitlines() if line.strip()]
    return done.returncode, lines[-1][:200] if lines else ""


def has_apt_as_root() -> bool:
    return sys.platform.startswith("linux") and shutil.which("apt-get") is not None and os.geteuid() == 0


def install(run: Run = run_program, apt: Callable[[], bool] = has_apt_as_root) -> str:
    """What was installed, in Spanish. Raises BrowserMissing with every way that failed and its last words."""
    code, words = run(_PLAYWRIGHT)
    if code == 0:
        return "Se instaló el Chromium de Playwright."
    tried = [f"playwright install chromium: {words}"]
    if apt():
        failed = next(((step, words) for step in _APT for code, words in [run(step)] if code != 0), None)
        if failed is None:
            return "Se instaló Chromium con apt-get."
        tried.append(f"{' '.join(failed[0])}: {failed[1]}")
    else:
        tried.append("apt-get: solo en Debian/Ubuntu y como root")
    raise BrowserMissing(
        "No se pudo instalar un navegador.",
        where="Se intentó:\n    " + "\n    ".join(tried),
        fix="Instale Google Chrome, Microsoft Edge o Chromium por los medios de su sistema, o revise la conexión.",
    )
