"""Is Escape obeyed before the letters that come with it in one burst, at a real terminal?"""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.terminal.terminal import VPCE_TUI, Terminal

DEMO = [*VPCE_TUI, "demo"]
both = pytest.mark.parametrize(
    "command", [DEMO, [*DEMO, "--low-bandwidth", "on"]], ids=["whole updates", "changed cells"]
)


@pytest.fixture
def home(tmp_path: Path) -> dict[str, str]:
    return {"XDG_CONFIG_HOME": str(tmp_path / "config"), "XDG_STATE_HOME": str(tmp_path / "state")}


@both
def test_escape_and_what_is_typed_behind_it_come_as_one_burst(command: list[str], home: dict[str, str]) -> None:
    with Terminal(command, env=home) as terminal:
        terminal.wait_for("payments-partner")
        terminal.press("/")
        terminal.type("monitoring")
        terminal.wait_for("0 of 258 match")
        terminal.send(b"\x1bm")  # leave the filter, then the matrix: not Alt with m
        terminal.wait_for("subnets ×")
        terminal.send(b"\x1b:errors\r")
        terminal.wait_for("no permission")
        terminal.send(b"\x1b?")
        terminal.wait_for("Enter runs one")
