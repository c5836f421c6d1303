"""Does it work over SSH: a real server on loopback, a client in a terminal of 80×24?"""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.terminal import ssh
from tests.terminal.terminal import VPCE_TUI, Terminal
from tests.terminal.test_tasks import Engineer, private
from vpce_tui.demo.ids import an_id


@pytest.mark.parametrize("server", ["installed", "AsyncSSH"])
def test_over_ssh_the_rule_that_blocks_is_found(server: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    if server == "AsyncSSH":
        monkeypatch.setattr(ssh, "_openssh", lambda *_: None)
    with (
        ssh.ssh_to([*VPCE_TUI, "demo"], tmp_path / "ssh", private(tmp_path)) as client,
        Terminal(client, cwd=tmp_path) as terminal,
    ):
        terminal.wait_for("partner")
        engineer = Engineer(terminal)
        engineer.press("/")
        engineer.paste(an_id("eni", "app-quarantined-1"))
        engineer.press("enter", "t", "s", "s", "m", "enter")
        engineer.sees("NOT REACHABLE", "SG_HAS_NO_RULES")
        terminal.press("q")
        assert terminal.wait_exit() == 0
        assert not terminal.is_alternate
        assert terminal.shows_cursor
