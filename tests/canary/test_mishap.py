"""The long tests' mishaps, without a browser."""

import pytest

from tests.canary.mishap import ALL, Mishap, found


@pytest.mark.parametrize("mishap", ALL.values(), ids=ALL)
def test_what_goes_wrong_in_the_long_tests_is_still_a_part_of_the_robot(mishap: Mishap) -> None:
    assert callable(found(mishap)[-1])
