"""What holds in every test: no network but loopback, no AWS account, no home of the person who runs it, UTC."""

from __future__ import annotations

import gc
import os
import socket
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, settings

_LOOPBACK = ("127.", "::1", "localhost")


settings.register_profile("any machine", deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.load_profile("any machine")


class NetworkRefusedError(RuntimeError):
    """A test tried to reach something beyond loopback."""


@pytest.fixture(autouse=True, scope="session")
def _only_loopback() -> Iterator[None]:
    connect = socket.socket.connect

    def guarded(self: socket.socket, address: Any) -> None:
        if self.family in (socket.AF_INET, socket.AF_INET6) and not str(address[0]).startswith(_LOOPBACK):
            raise NetworkRefusedError(f"a test tried to connect to {address}")
        connect(self, address)

    socket.socket.connect = guarded  # type: ignore[method-assign, assignment]
    yield
    socket.socket.connect = connect  # type: ignore[method-assign]


@pytest.fixture(autouse=True)
def _nothing_frozen() -> Iterator[None]:
    """Let go of what a screen has frozen: it never looks through what it has read, but a process of tests goes on."""
    yield
    gc.unfreeze()


@pytest.fixture(autouse=True)
def _no_environment(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """Take away what the environment says about AWS, terminals, languages and zones."""
    for name in list(os.environ):
        if name.startswith(("AWS_", "VPCE_TUI_")) or name in ("NO_COLOR", "SSH_CONNECTION", "TMUX", "COLUMNS", "LINES"):
            monkeypatch.delenv(name)
    monkeypatch.setenv("AWS_CONFIG_FILE", str(tmp_path / "no-aws-config"))
    monkeypatch.setenv("AWS_SHARED_CREDENTIALS_FILE", str(tmp_path / "no-aws-credentials"))
    monkeypatch.setenv("AWS_EC2_METADATA_DISABLED", "true")
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path / "config"))
    monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path / "state"))
    monkeypatch.setenv("TZ", "UTC")
    monkeypatch.setenv("COLORTERM", "truecolor")
    monkeypatch.setenv("TERM", "xterm-256color")
    time.tzset()
