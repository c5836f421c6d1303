"""What holds in every test of the screen: it waits for states, and nothing on it passes by time."""

from __future__ import annotations

import pytest
from textual.notifications import Notification

from tests.patience import PATIENCE
from tests.tui.stillness import until_at_rest
from vpce_tui.tui import key_order


@pytest.fixture(autouse=True)
def _states_not_times(monkeypatch: pytest.MonkeyPatch) -> None:
    for module in ("textual.app", "textual.pilot"):
        monkeypatch.setattr(f"{module}.wait_for_idle", until_at_rest)
    monkeypatch.setattr(Notification, "has_expired", False)  # a message stays until a test has read it
    monkeypatch.setattr(key_order, "PATIENCE_SECONDS", PATIENCE)  # a key waits for whoever is slow
