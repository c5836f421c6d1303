"""What do `vpce-tui config` and `vpce-tui resume` print, and how do they end?"""

from __future__ import annotations

import json
import os
from pathlib import Path

import pytest

from vpce_tui.cli.main import run
from vpce_tui.demo.world import events
from vpce_tui.model.inventory import Inventory
from vpce_tui.tui.session_file import SessionFile, sessions_folder


def config_file() -> Path:
    path = Path(os.environ["XDG_CONFIG_HOME"]) / "vpce-tui" / "config.toml"
    path.parent.mkdir(parents=True)
    return path


def test_config_tells_each_value_with_its_origin(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    path = config_file()
    path.write_text('theme = "light"\n[keys]\nexplorer.trace = "f7"\n[accounts."prod-*"]\ncolour = "red"\n')
    monkeypatch.setenv("VPCE_TUI_WATCH", "30")
    assert run(["config", "--ascii"]) == 0
    lines = capsys.readouterr().out.splitlines()
    told = {line.split()[0]: line.split()[1:] for line in lines if line.strip()}
    assert told["theme"] == ["light", f"{path}:1"]
    assert told["watch"] == ["30.0", "VPCE_TUI_WATCH"]
    assert told["ascii"] == ["true", "--ascii"]
    assert told["resume"] == ["true", "default"]
    assert told["explorer.trace"] == ["F7", f"{path}:3"]
    assert told["prod-*"] == ["red", f"{path}:4"]


def test_config_tells_what_cannot_be_used(capsys: pytest.CaptureFixture[str]) -> None:
    path = config_file()
    path.write_text('thmee = "light"\n[keys]\nexplorer.trace = "m"\n')
    assert run(["config", "--json"]) == 1
    told = json.loads(capsys.readouterr().out)
    assert told["format"] == "vpce-tui/config/1"
    assert told["path"] == str(path)
    assert any(f"{path}:1" in problem for problem in told["problems"])
    assert any(f"{path}:3" in problem and "`explorer.matrix`" in problem for problem in told["problems"])


def test_the_sample_is_a_config_file(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    assert run(["config", "--example"]) == 0
    (tmp_path / "sample.toml").write_text(capsys.readouterr().out)
    assert run(["config", "--config", str(tmp_path / "sample.toml")]) == 0


def test_doctor_tells_what_of_the_config_cannot_be_used(capsys: pytest.CaptureFixture[str]) -> None:
    config_file().write_text("watch = -1\n")
    assert run(["doctor", "--offline"]) == 0
    assert "config.toml:1: `-1`: expected a number of seconds" in capsys.readouterr().out


def test_without_a_session_there_is_nothing_to_resume(capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["resume"]) == 3
    assert "no session has been kept yet" in capsys.readouterr().err
    assert run(["resume", "--list"]) == 0
    assert capsys.readouterr().out == ""


def test_sessions_are_listed(capsys: pytest.CaptureFixture[str]) -> None:
    inventory = Inventory()
    for event in events():
        inventory.apply(event)
    SessionFile(sessions_folder()).keep(inventory.topology(), "")
    assert run(["resume", "--list"]) == 0
    (line,) = capsys.readouterr().out.splitlines()
    assert "0 min ago" in line
    assert "111122223333" in line
    assert run(["resume", "2"]) == 2
    assert "there is no session 2" in capsys.readouterr().err


def test_options_of_the_screen_go_behind_the_command(capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["--theme", "dark", "config"]) == 2
