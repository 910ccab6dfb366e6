"""What breaks off the walk through a flow's steps, besides its ends: raised and caught by the runner alone."""

from robot.model.sight import Sight


class Stale(Exception):
    """What was prepared for the person is too old to be shown: the flow begins anew."""


class Back(Exception):
    """A window that was answered undid steps: the flow goes on from where the page is now."""

    def __init__(self, index: int, sight: Sight) -> None:
        super().__init__(index)
        self.index = index
        self.sight = sight


class Left(Exception):
    """The person who directs the flow ended it."""
