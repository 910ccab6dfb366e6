"""The command `probe` by itself: what it refuses, and what it leaves when the portal does not answer."""

from pathlib import Path

import pytest

from tests.cli.conftest import NRP, Robot


def test_an_unknown_flow_is_a_wrong_use_and_the_flows_are_named(ready: Robot) -> None:
    code, _, err = ready("probe", NRP, "--flow", "bailar")
    assert code == 2 and "register_relation" in err


@pytest.mark.browser
def test_a_portal_that_does_not_answer_ends_with_4_and_leaves_a_page_and_evidence_in_order(
    ready: Robot, tmp_path: Path
) -> None:
    code, out, _ = ready("probe", NRP)
    (page,) = (tmp_path / "ws" / "evidence" / NRP).rglob("*_sondeo.html")
    assert code == 4 and str(page) in out.replace("\n", "")
    assert "Recorrido en seco" in page.read_text(encoding="utf-8")
    assert ready("evidence", "verify")[0] == 0
