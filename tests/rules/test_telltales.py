"""What would write down secrets is refused by name; everything else is let alone."""

import pytest

from robot.model.errors import RobotError
from robot.rules.telltales import refuse_telltales, telltales


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("DEBUG", "pw:api"), ("DEBUG", "pw:*"), ("DEBUG", "*"), ("DEBUG", "otro,pw:prot*"), ("PWDEBUG", "1"),
        ("PWDEBUG", "console"), ("DEBUG_FILE", "x.log"), ("SSLKEYLOGFILE", "keys"), ("NODE_OPTIONS", "--inspect=0"),
        ("PYTHONASYNCIODEBUG", "1"), ("NODE_DEBUG", "http"),
    ],
)  # fmt: skip
def test_a_variable_that_would_tell_secrets_is_refused_by_its_name(name: str, value: str) -> None:
    with pytest.raises(RobotError) as refused:
        refuse_telltales({name: value, "HOME": "/x"})

    assert name in refused.value.fix


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("DEBUG", ""), ("DEBUG", "1"), ("DEBUG", "express:*"), ("DEBUG", "-pw:api"), ("PWDEBUG", ""), ("PWDEBUG", "0"),
        ("NODE_OPTIONS", "--max-old-space-size=512"), ("PLAYWRIGHT_BROWSERS_PATH", "/x"), ("PYTHONFAULTHANDLER", "1"),
    ],
)  # fmt: skip
def test_what_tells_nothing_is_let_alone(name: str, value: str) -> None:
    assert list(telltales({name: value})) == []
