"""The page on 1,000 NRPs: its size, and how soon a person can use it."""

from pathlib import Path

import pytest
from playwright.sync_api import Page

from robot.report.page import Look
from tests.report.crowd import page_of, run_of

LARGEST = 15_000_000  # bytes: mail programs take that much
LONGEST = 3.0  # seconds of the page's own thread, so that a busy machine does not fail it


@pytest.mark.page
@pytest.mark.soak
def test_a_thousand_nrps_fit_in_a_mail_and_load_in_three_seconds(tmp_path: Path, page: Page) -> None:
    file = tmp_path / "informe.html"
    file.write_text(page_of(run_of(1000), Look("../evidence")), encoding="utf-8")
    assert file.stat().st_size < LARGEST
    session = page.context.new_cdp_session(page)
    session.send("Performance.enable", {"timeDomain": "threadTicks"})

    def spent() -> float:
        metrics = session.send("Performance.getMetrics")["metrics"]
        return float(next(one["value"] for one in metrics if one["name"] == "TaskDuration"))

    page.goto(file.as_uri())
    loaded = spent()
    page.fill("#text", "a0000000777")
    assert page.text_content("#count") == "1 de 1000 NRP"

    assert loaded < LONGEST
    assert spent() - loaded < 1.5
