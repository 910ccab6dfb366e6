"""The two servers that the contract of the mailbox room is tested on, and one request."""

import os
from collections.abc import Iterator

import pytest

from fixtures.mail_server.dovecot import RunningDovecot, why_not
from fixtures.mail_server.server import Account, RunningMailServer

Server = RunningMailServer | RunningDovecot
USER, PASSWORD = "avisos@despacho.test", "cl#ve ñ 1"
ACCOUNTS = (Account(USER, PASSWORD, ("patron@empresa.test",)), Account("b@x.test", "otra"))
TOKENS = {"token-bueno": USER, "token-ajeno": "b@x.test"}


@pytest.fixture(scope="session")
def running_dovecot() -> Iterator[RunningDovecot]:
    reason = why_not()
    if reason and os.environ.get("INFONAVIT_TEST_REQUIRE_SERVERS") == "1":
        pytest.fail(f"Dovecot is required here: {reason}")
    if reason:
        pytest.skip(reason)
    with RunningDovecot(ACCOUNTS, tokens=TOKENS) as running:
        yield running


@pytest.fixture
def dovecot(running_dovecot: RunningDovecot) -> RunningDovecot:
    running_dovecot.empty()
    return running_dovecot


@pytest.fixture
def pymap() -> Iterator[RunningMailServer]:
    with RunningMailServer(ACCOUNTS) as running:
        yield running


@pytest.fixture(params=["pymap", "dovecot"])
def server(request: pytest.FixtureRequest) -> Server:
    found: Server = request.getfixturevalue(request.param)
    return found
