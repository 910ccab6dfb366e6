"""Environment variables that make a browser, its driver or Python write down what is typed or sent. Pure.

Called before any browser starts: with one of them set nothing is opened, because no redaction reaches what they write.
"""

import re
from collections.abc import Iterator, Mapping
from fnmatch import fnmatchcase

from robot.model.errors import RobotError

_DRIVER_LOGS = ("pw:api", "pw:protocol", "pw:channel", "pw:browser")
_NEVER = {
    "PWDEBUG": "muestra lo que se teclea en el inspector de Playwright",
    "DEBUG_FILE": "guarda la bitácora de Playwright con lo que se teclea",
    "SSLKEYLOGFILE": "guarda las llaves con que se descifra lo que va y viene del portal y del correo",
    "NODE_DEBUG": "escribe lo que el navegador y el robot se dicen",
    "NODE_V8_COVERAGE": "guarda lo que ejecuta el controlador del navegador",
    "PYTHONASYNCIODEBUG": "escribe las llamadas del robot con sus valores",
    "PYTHONDEVMODE": "escribe las llamadas del robot con sus valores",
}
_OPENS_DRIVER = re.compile(r"--(inspect|heap|cpu-prof|report|trace)")
_OFF = ("", "0")


def refuse_telltales(environ: Mapping[str, str]) -> None:
    """Raises RobotError with each of them."""
    told = tuple(telltales(environ))
    if told:
        names = ", ".join(name for name, _ in told)
        raise RobotError(
            "Con estas variables de entorno se escribirían secretos; no se abrió ningún navegador.",
            where="; ".join(f"{name}: {why}" for name, why in told),
            fix=f"Quite {names} del entorno e inicie el robot de nuevo.",
        )


def telltales(environ: Mapping[str, str]) -> Iterator[tuple[str, str]]:
    """Each with what it would give away, in Spanish."""
    wanted = [pattern for pattern in re.split(r"[\s,]+", environ.get("DEBUG", "")) if not pattern.startswith("-")]
    if any(fnmatchcase(log, pattern) for pattern in wanted for log in _DRIVER_LOGS):
        yield "DEBUG", "escribe en pantalla las contraseñas que se teclean"
    for name, why in _NEVER.items():
        if environ.get(name, "") not in _OFF:
            yield name, why
    if _OPENS_DRIVER.search(environ.get("NODE_OPTIONS", "")):
        yield "NODE_OPTIONS", "abre el controlador del navegador a otros programas"
