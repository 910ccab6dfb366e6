"""A PostgreSQL for tests: the one of INFONAVIT_TEST_POSTGRESQL_URL, or a private cluster in a temporary folder.

The private one is made from Debian's binaries, answers on a socket inside its own folder only, and ends with the
test session. Where neither is to be had, the tests that ask for it are skipped with the reason.
"""

import os
import shutil
import subprocess
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from uuid import uuid4

import pytest
from sqlalchemy import URL, create_engine, make_url

ENV_URL = "INFONAVIT_TEST_POSTGRESQL_URL"
_DEBIAN = Path("/usr/lib/postgresql")


@pytest.fixture(scope="session")
def postgresql_server() -> Iterator[URL]:
    """The address of a server on which databases may be made."""
    given = os.environ.get(ENV_URL)
    if given:
        yield make_url(given)
        return
    with private_cluster() as cluster:
        yield cluster.url


@contextmanager
def fresh_database(server: URL) -> Iterator[str]:
    """The address of a database of its own, gone afterwards."""
    name = f"infonavit_test_{uuid4().hex[:12]}"
    admin = create_engine(server.set(drivername="postgresql+psycopg"), isolation_level="AUTOCOMMIT")
    with admin.connect() as connection:
        connection.exec_driver_sql(f'CREATE DATABASE "{name}"')
    try:
        yield server.set(database=name).render_as_string(hide_password=False)
    finally:
        with admin.connect() as connection:
            connection.exec_driver_sql(f'DROP DATABASE "{name}" WITH (FORCE)')
        admin.dispose()


@dataclass(frozen=True)
class Cluster:
    """A server of our own, which a test may stop and start."""

    url: URL
    stop: Callable[[], None]
    start: Callable[[], None]


@contextmanager
def private_cluster(more: str = "") -> Iterator[Cluster]:
    """`more`: further options of the server."""
    programs = _programs()
    if programs is None:
        lacks = f"no PostgreSQL: neither {ENV_URL} nor Debian's binaries under {_DEBIAN}"
        pytest.fail(lacks) if os.environ.get("INFONAVIT_TEST_REQUIRE_SERVERS") == "1" else pytest.skip(lacks)
    # Not pytest's folder: the server runs as another user when we are root, and its socket path must be short.
    home = Path(tempfile.mkdtemp(prefix="ledger-pg-"))
    user = _owner(home)
    try:
        _run(user, programs / "initdb", "-D", home / "data", "-U", "robot", "-A", "trust", "-E", "UTF8", "--no-sync")
        # fsync off: these tests kill the robot, never the server or its machine.
        options = f"-k {home} -c listen_addresses='' -c fsync=off -c max_connections=200 {more}"
        control = (user, programs / "pg_ctl", "-D", home / "data", "-w")
        start = partial(_run, *control, "-l", home / "log", "-o", options, "start")
        stop = partial(_run, *control, "-m", "immediate", "stop")
        start()
        try:
            url = URL.create("postgresql", username="robot", database="postgres", query={"host": str(home)})
            yield Cluster(url, stop, start)
        finally:
            stop()
    finally:
        shutil.rmtree(home, ignore_errors=True)


def _programs() -> Path | None:
    """The folder of the newest version's binaries."""
    versions = sorted(_DEBIAN.glob("*/bin/initdb"), key=lambda found: int(found.parts[-3]))
    return versions[-1].parent if versions else None


def _owner(home: Path) -> str | None:
    """PostgreSQL refuses to run as root: then the folder and the server belong to a user without rights."""
    if os.getuid() != 0:
        return None
    for user in ("postgres", "nobody"):
        try:
            shutil.chown(home, user)
        except LookupError:
            continue
        return user
    pytest.skip("PostgreSQL does not run as root, and there is no other user to run it as")


def _run(user: str | None, *command: str | Path) -> None:
    done = subprocess.run(
        [str(part) for part in command],
        user=user,
        group=None,
        extra_groups=[] if user else None,
        cwd="/",
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,  # the server inherits it: a pipe would never end
        stderr=subprocess.STDOUT,
        env={"PATH": os.environ.get("PATH", ""), "LC_ALL": "C.UTF-8"},
        timeout=60,
        check=False,
    )
    if done.returncode != 0:
        raise RuntimeError(f"{Path(str(command[0])).name} ended with {done.returncode}")
