"""What is at work, as it may be shown: versions, and of the settings what differs from the defaults and is no secret.

Assembly puts it at the head of each visit's evidence.
"""

import platform
import re
from collections.abc import Callable
from dataclasses import fields, is_dataclass
from enum import Enum
from importlib.metadata import PackageNotFoundError, requires, version
from pathlib import Path
from typing import Any

from robot.model.secret import Secret
from robot.model.settings import Settings


def versions() -> dict[str, str]:
    ours = {name: version(name) for name in ("infonavit-robot", "playwright", "cryptography")}
    return {**ours, "python": platform.python_version(), "system": platform.platform()}


def dependencies() -> dict[str, str]:
    """What the robot stands on, as installed; `-`: not there."""
    wanted = (one for one in requires("infonavit-robot") or () if _is_ours(one))
    return {name: _version(name) for name in (re.split(r"[^\w.-]", one, maxsplit=1)[0] for one in wanted)}


def _is_ours(wanted: str) -> bool:
    """Not one of the tests and fixtures."""
    return "extra ==" not in wanted or "postgresql" in wanted.partition("extra ==")[2]


def _version(name: str) -> str:
    try:
        return version(name)
    except PackageNotFoundError:
        return "-"


def shown(settings: Settings) -> dict[str, Any]:
    return _differing(settings, Settings())


def _differing(value: Any, default: Any) -> dict[str, Any]:
    """Fields that their class keeps out of its own text hold secrets, or the way to one."""
    return {
        one.name: _plain(getattr(value, one.name), getattr(default, one.name, None))
        for one in fields(value)
        if one.repr and getattr(value, one.name) != getattr(default, one.name, None)
    }


def _plain(value: Any, default: Any = None) -> Any:
    if isinstance(value, Secret | Callable):
        return None
    if is_dataclass(value):
        return _differing(value, default)
    if isinstance(value, tuple | list | set | frozenset):
        return [_plain(one) for one in value]
    if isinstance(value, Enum):
        return value.value
    return str(value) if isinstance(value, Path) or not isinstance(value, str | int | float | bool) else value
