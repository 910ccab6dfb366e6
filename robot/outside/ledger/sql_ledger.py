"""The ledger as one object: keeps the Ledger promise of engine.ports, and holds the shelf that the vault stands on.

Made by opening.py. Its methods may be called from any thread; each is one durable transaction.
"""

from typing import Self

from robot.outside.ledger.claims import Claims
from robot.outside.ledger.commits import Commits
from robot.outside.ledger.database import Database
from robot.outside.ledger.employers import Employers
from robot.outside.ledger.lessons import Lessons
from robot.outside.ledger.portal_pace import PortalPace
from robot.outside.ledger.records import Records
from robot.outside.ledger.shelf import SqlShelf
from robot.outside.ledger.story import Story


class SqlLedger(Records, Claims, Commits, Employers, Lessons, Story, PortalPace):
    """Each ancestor is one part of it, in a module of its own; they share nothing but the database."""

    def __init__(self, database: Database) -> None:
        super().__init__(database)
        self.shelf = SqlShelf(database)

    @property
    def place(self) -> str:
        """Where it is, for messages: a path, or an address without its password."""
        return self._database.place

    def close(self) -> None:
        self._database.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()
