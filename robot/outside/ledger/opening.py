"""The way into the ledger: an address becomes a SqlLedger whose schema is up to date.

Called by assembly and by tests. Never creates a folder, and never puts a password into a message.
"""

from importlib import import_module
from pathlib import Path

from sqlalchemy import URL, create_engine, inspect, make_url, text
from sqlalchemy.exc import ArgumentError

from robot.model.errors import LedgerAway, WorkspaceError, said_by_system
from robot.outside.ledger.database import BUSY_SECONDS, Database, prepare_postgresql, prepare_sqlite
from robot.outside.ledger.sql_ledger import SqlLedger

_VERSIONS = (Path(__file__).parent / "migrations" / "versions").glob("v[0-9]*.py")
_NEWEST = max(file.name[1:5] for file in _VERSIONS)  # v0001_first.py: the files are named by their revision
# Of a server that does not answer; by itself TCP takes two minutes. The address may say another.
_CONNECT_SECONDS = "10"
_EXAMPLES = "Escriba sqlite:///ruta/ledger.db o postgresql://usuario:contraseña@servidor/base."


def sqlite_address(path: Path) -> str:
    """The address of a ledger in a file, for open_ledger."""
    return URL.create("sqlite", database=str(path)).render_as_string()


def is_missing(address: str) -> bool:
    """Whether opening would make a new one. A server is asked by opening it."""
    url = _parsed(address)
    return url.get_backend_name() == "sqlite" and not Path(url.database or "").is_file()


def open_ledger(address: str, password: str = "") -> SqlLedger:
    """Opens the ledger, making or upgrading its tables. Raises WorkspaceError. Close it when done.

    `password`: of a server, where the address has none."""
    url = _parsed(address)
    if password and url.host and url.password is None:
        url = url.set(password=password)
    database = _open_database(url)
    try:
        if not _is_up_to_date(database):
            import_module("robot.outside.ledger.schema").bring_up_to_date(database)
    except BaseException:
        database.close()
        raise
    return SqlLedger(database)


def _is_up_to_date(database: Database) -> bool:
    """Told without Alembic, whose imports every start would wait for: it is loaded by name when it has work."""
    with database.read() as connection:
        if not inspect(connection).has_table("alembic_version"):
            return False
        return connection.execute(text("SELECT version_num FROM alembic_version")).scalars().all() == [_NEWEST]


def _parsed(address: str) -> URL:
    try:
        return make_url(address)
    except ArgumentError:
        raise WorkspaceError("la dirección del libro de registro no se entiende", fix=_EXAMPLES) from None


def _open_database(url: URL) -> Database:
    match url.get_backend_name():
        case "sqlite":
            return _open_sqlite(url)
        case "postgresql":
            return _open_postgresql(url)
        case other:
            raise WorkspaceError(f"el libro de registro no puede estar en «{other}»", fix=_EXAMPLES)


def _open_sqlite(url: URL) -> Database:
    if not url.database or url.database == ":memory:":
        raise WorkspaceError("el libro de registro necesita un archivo", fix=_EXAMPLES)
    file = Path(url.database)
    try:
        file.touch(mode=0o600)  # SQLite gives its -wal and -shm files the same rights
    except OSError as error:
        kind = WorkspaceError if isinstance(error, PermissionError) else LedgerAway  # a drive that is not there yet
        raise kind(
            f"no se puede crear el libro de registro: {said_by_system(error)}",
            where=str(file),
            fix="Revise que la carpeta exista y que su usuario pueda escribir en ella.",
        ) from None
    engine = create_engine(
        url.set(drivername="sqlite+pysqlite"),
        connect_args={"timeout": BUSY_SECONDS, "check_same_thread": False},
        pool_size=4,
        max_overflow=60,  # one for each thread that may call at once
        hide_parameters=True,
    )
    prepare_sqlite(engine)
    return Database(engine, str(file))


def _open_postgresql(url: URL) -> Database:
    try:
        engine = create_engine(
            url.set(drivername="postgresql+psycopg", query={"connect_timeout": _CONNECT_SECONDS, **url.query}),
            pool_pre_ping=True,
            pool_size=4,
            max_overflow=12,
            hide_parameters=True,
        )
    except ModuleNotFoundError:
        raise WorkspaceError(
            "falta el programa que habla con PostgreSQL", fix='Instálelo con: pip install "infonavit-robot[postgresql]"'
        ) from None
    prepare_postgresql(engine)
    return Database(engine, url.render_as_string(hide_password=True))
