"""What the browser needs on disk."""

from pathlib import Path

import pytest

from robot.model.errors import BrowserMissing
from robot.outside.browser.folders import PrivateFolder


def test_a_place_that_cannot_be_written_is_told_as_a_browser_that_cannot_start(tmp_path: Path) -> None:
    (tmp_path / "temp").touch()
    with pytest.raises(BrowserMissing, match="no tiene carpeta"):
        PrivateFolder(tmp_path / "temp")
