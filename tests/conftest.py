"""What every test stands on."""

from __future__ import annotations

import sys
from typing import Any

import pytest
from hypothesis import settings

# What a machine of two busy cores takes for one example says nothing about the code; the suite as a whole has its budget.
# Every run tries the same examples, so that a change is never blamed for what another run would have found too; slow tests explore.
settings.register_profile("unhurried", deadline=None, derandomize=True)
settings.load_profile("unhurried")

_sockets: list[str] = []


def _audit(event: str, arguments: tuple[Any, ...]) -> None:
    if event in ("socket.connect", "socket.getaddrinfo", "socket.gethostbyname", "socket.sendto"):
        _sockets.append(f"{event} {arguments[1:]!r}")


sys.addaudithook(_audit)


@pytest.fixture(autouse=True)
def no_socket() -> Any:
    """The tool never opens a network socket: no test may make it."""
    before = len(_sockets)
    yield
    opened = _sockets[before:]
    assert opened == [], f"a network socket was opened: {opened}"
