"""Brings a database to the schema of this program: makes it, upgrades it, or refuses one from a newer program.

Called once by opening.py. The versions themselves are in migrations/; all of an upgrade is one transaction.
"""

from pathlib import Path

from alembic import command
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Connection

from robot.model.errors import WorkspaceError
from robot.outside.ledger.database import Database

_FOLDER = Path(__file__).parent / "migrations"


def bring_up_to_date(database: Database) -> None:
    config = Config()
    config.set_main_option("script_location", str(_FOLDER).replace("%", "%%"))
    versions = ScriptDirectory.from_config(config)
    with database.read() as connection:
        if _revision(connection) == versions.get_current_head():
            return
    with database.write_alone() as connection:
        found = _revision(connection)  # another program may have been faster
        known = {version.revision for version in versions.walk_revisions()}
        if found is not None and found not in known:
            raise WorkspaceError(
                f"el libro de registro es de una versión más nueva del robot (esquema {found})",
                where=database.place,
                fix="Instale en esta máquina la misma versión del robot que escribió el libro, o una posterior.",
            )
        config.attributes["connection"] = connection
        command.upgrade(config, "head")


def _revision(connection: Connection) -> str | None:
    return MigrationContext.configure(connection).get_current_revision()
