"""Sites that no one here wrote: `site.yaml` of a flow pack, and its server on a port of its own while the flows run.

A pack is a folder with `flows/` as for any portal, and `site.yaml`: how the site is had and served, the values and
secrets the flows type, and how each flow must end. There is no Python for a site.
"""

import os
import socket
import subprocess
import sys
import tempfile
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from importlib.util import find_spec
from pathlib import Path
from string import Template
from threading import Event
from time import monotonic

import yaml
from pydantic import BaseModel, ConfigDict

from fixtures.npm import npm_folder
from robot.model.outcome import Ending
from robot.model.secret import SecretKind

_SECONDS = 60


class _Closed(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class Must(_Closed):
    """How a flow must end, and the rows that the tables of its last screen must show. `rows`: what queries to the
    site's database must give then. `soak`: not in `make test`."""

    ends: Ending = Ending.DONE
    tables: dict[str, list[list[str]]] = {}
    rows: dict[str, list[list[str]]] = {}
    soak: bool = False


class Site(_Closed):
    """`prepare` (each a command) and `serve` are run in the pack's folder, with `environment`; in all of them are known
    ${port}, ${python}, ${npm} (the node_modules with `npm`) and ${work} (an empty folder of this run). `needs` are
    Python modules. The site is up when its port answers; `home` is where ${portal.address} leads. `database`: an
    SQLite file of the site, its own truth on what a flow did.
    """

    title: str
    needs: list[str] = []
    npm: list[str] = []
    prepare: list[list[str]] = []
    serve: list[str]
    environment: dict[str, str] = {}
    home: str = "/"
    database: str = ""
    email: str = "nadie@example.org"
    name: str = "NADIE"
    secrets: dict[SecretKind, str] = {}
    flows: dict[str, Must]


@dataclass(frozen=True, slots=True)
class Served:
    """A site that answers at `address`."""

    address: str
    database: Path | None


class Unavailable(Exception):
    """What the site is made of is not to be had here; the words why."""


def packs() -> list[Path]:
    return sorted(file.parent for file in Path(__file__).parent.glob("*/site.yaml"))


def read_site(pack: Path) -> Site:
    return Site.model_validate(yaml.safe_load((pack / "site.yaml").read_text(encoding="utf-8")))


@contextmanager
def served(site: Site, pack: Path) -> Iterator[Served]:
    """At the address of its home. Raises Unavailable without its packages."""
    lacking = [name for name in site.needs if find_spec(name) is None]
    if lacking:
        raise Unavailable(f"Python has no {', '.join(lacking)}")
    modules = npm_folder(*site.npm) if site.npm else None
    if site.npm and modules is None:
        raise Unavailable(f"npm does not give {', '.join(site.npm)}")
    with tempfile.TemporaryDirectory(prefix="foreign-", ignore_cleanup_errors=True) as work:
        known = {"port": str(_free_port()), "python": sys.executable, "work": work}
        if modules:
            known["npm"] = modules.as_posix()
        environment = {**os.environ, **{name: _filled(text, known) for name, text in site.environment.items()}}
        for command in site.prepare:
            subprocess.run(_command(command, known), cwd=pack, env=environment, check=True, capture_output=True)
        with (Path(work) / "server.log").open("wb") as log:
            server = subprocess.Popen(_command(site.serve, known), cwd=pack, env=environment, stdout=log, stderr=log)
            try:
                _await(server, int(known["port"]), Path(log.name))
                database = Path(_filled(site.database, known)) if site.database else None
                yield Served(f"http://127.0.0.1:{known['port']}{site.home}", database)
            finally:
                _end(server)


def _command(words: list[str], known: Mapping[str, str]) -> list[str]:
    return [_filled(word, known) for word in words]


def _filled(text: str, known: Mapping[str, str]) -> str:
    return Template(text).substitute(known)


def _free_port() -> int:
    with socket.socket() as one:
        one.bind(("127.0.0.1", 0))
        return int(one.getsockname()[1])


def _await(server: subprocess.Popen[bytes], port: int, log: Path) -> None:
    end = monotonic() + _SECONDS
    while server.poll() is None and monotonic() < end:
        with suppress(OSError), socket.create_connection(("127.0.0.1", port), timeout=1):
            return
        Event().wait(0.05)
    raise RuntimeError(f"the site does not answer: {log.read_text(encoding='utf-8', errors='replace')[-2000:]}")


def _end(server: subprocess.Popen[bytes]) -> None:
    server.terminate()
    try:
        server.wait(10)
    except subprocess.TimeoutExpired:
        server.kill()
        server.wait()
