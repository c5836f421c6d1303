"""Does the program behave at a real terminal: told to end, cut off, suspended, stuck, tiny, without colours?"""

from __future__ import annotations

import os
import re
import signal
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.fake_api.big import ACCOUNT, REGION, big_world
from tests.fake_api.server import FakeEc2
from tests.patience import PATIENCE
from tests.terminal.terminal import VPCE_TUI, Terminal

DEMO = [*VPCE_TUI, "demo"]
LOW = [*DEMO, "--low-bandwidth", "on"]
both = pytest.mark.parametrize("command", [DEMO, LOW], ids=["whole updates", "changed cells"])
READ = "payments-partner"
"""Stands on the screen when the demo has been read."""
COLOUR = re.compile(rb"\x1b\[(?:[\d;]*;)?(?:3[0-9]|4[0-9]|9[0-7]|10[0-7])(?:;[\d;]*)?m")
"""A select-graphic-rendition sequence that sets a colour, or the default one."""


@pytest.fixture
def home(tmp_path: Path) -> dict[str, str]:
    """An environment in which nothing of the person who runs the tests is read or written."""
    return {"XDG_CONFIG_HOME": str(tmp_path / "config"), "XDG_STATE_HOME": str(tmp_path / "state")}


def assert_left(terminal: Terminal, before: list[object]) -> None:
    """The terminal is as it was before the program began."""
    assert not terminal.is_alternate
    assert terminal.shows_cursor
    assert not [mode for mode in (1000, 1003, 1006, 2004, 1004) if terminal.has_mode(mode)]
    assert terminal.attributes() == before


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGHUP, signal.SIGINT])
def test_a_signal_ends_it_and_leaves_the_terminal_as_it_was(number: signal.Signals, home: dict[str, str]) -> None:
    script = f"stty -a >/dev/null; {' '.join(DEMO)}; echo code $?; sleep 60"
    with Terminal(["bash", "-c", f"echo begin; {script}"], env=home) as terminal:
        terminal.wait_for("begin")
        before = terminal.attributes()
        terminal.wait_for(READ)
        os.kill(child_of(terminal), number)
        terminal.wait_for(f"code {128 + number}")
        assert_left(terminal, before)


def child_of(terminal: Terminal) -> int:
    """Return the process id of the program that the shell in the terminal waits for."""
    pid = terminal._program.pid
    children = Path(f"/proc/{pid}/task/{pid}/children").read_text().split()
    return int(children[-1])


@both
def test_a_terminal_that_is_gone_ends_it(command: list[str], home: dict[str, str]) -> None:
    with Terminal(command, env=home) as terminal:
        terminal.wait_for(READ)
        terminal.hang_up()
        assert terminal.wait_exit() == 129


def test_it_ends_also_where_a_hang_up_is_not_told(home: dict[str, str]) -> None:
    """Under `nohup` or some multiplexers no signal comes; the input has ended all the same."""
    with Terminal(["setsid", "--wait", *DEMO], env=home) as terminal:  # another session: it is sent no SIGHUP
        terminal.wait_for(READ)
        terminal.hang_up()
        assert terminal.wait_exit() == 129


@pytest.fixture
def live(home: dict[str, str]) -> Iterator[tuple[list[str], dict[str, str]]]:
    """A live account: the command that explores it, and its environment."""
    with FakeEc2(big_world(3000), default_account=ACCOUNT) as fake:
        keys = {"AWS_ACCESS_KEY_ID": "x", "AWS_SECRET_ACCESS_KEY": "x"}
        yield [*VPCE_TUI, "--region", REGION, "--endpoint-url", fake.url], {**home, **keys}


def test_after_a_dropped_connection_what_was_read_can_be_opened_again(live: tuple[list[str], dict[str, str]]) -> None:
    command, env = live
    with Terminal(command, env=env, size=(120, 40)) as terminal:
        terminal.wait_for("3,000 interfaces")
        terminal.wait_gone("reading")
        terminal.press("down")
        terminal.wait_for("Inspector  vpc-")
        terminal.hang_up()
        assert terminal.wait_exit() == 129
    with Terminal([*VPCE_TUI, "resume"], env=env, size=(120, 40)) as terminal:
        terminal.wait_for("saved 20")
        terminal.wait_for("6 subnets")
        terminal.wait_for("Inspector  vpc-")
        terminal.press("q")
        assert terminal.wait_exit() == 0


def test_a_session_is_not_kept_where_nobody_wants_it(live: tuple[list[str], dict[str, str]]) -> None:
    command, env = live
    with Terminal([*command, "--no-resume"], env=env, size=(120, 40)) as terminal:
        terminal.wait_for("3,000 interfaces")
        terminal.hang_up()
        assert terminal.wait_exit() == 129
    assert not (Path(env["XDG_STATE_HOME"]) / "vpce-tui" / "sessions").exists()


@both
def test_a_terminal_that_takes_nothing_does_not_keep_it_from_ending(command: list[str], home: dict[str, str]) -> None:
    with Terminal(command, env=home) as terminal:
        terminal.wait_for(READ)
        terminal.stop_reading()
        for _ in range(60):  # fill the terminal's buffer, the writer's queue, and hold up the loop
            terminal._program.set_size(100, 40)
            terminal._program.set_size(120, 50)
            os.write(terminal._program.master, b"\t\x1b[B2m")
            time.sleep(0.01)
        terminal.signal(signal.SIGTERM)
        assert terminal._program.wait(PATIENCE) == 143


@both
def test_it_can_be_suspended_and_comes_back_with_its_screen(command: list[str], home: dict[str, str]) -> None:
    with Terminal(command, env=home) as terminal:
        before = terminal.attributes()
        terminal.wait_for(READ)
        terminal.press("ctrl+z")
        terminal.wait_until(lambda: not terminal.is_alternate, "the main screen")
        terminal.wait_until(lambda: state_of(terminal._program.pid) == "T", "the program to stop")
        assert terminal.attributes() == before
        terminal.emulator.feed(b"\x1b[2J")  # what the shell shows meanwhile
        terminal.signal(signal.SIGCONT)
        terminal.wait_for(READ)
        assert terminal.is_alternate
        terminal.press("q")
        assert terminal.wait_exit() == 0


def state_of(pid: int) -> str:
    return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0]


SCREENS = ["?", "escape", "m", "escape", "3", "u", "o", "2", "down", "p", "4", ":", "escape", "ctrl+p", "escape"]
"""Keys that lead through help, matrix, the inspector's pages, endpoints, coverage, command line and palette."""


def walk(terminal: Terminal) -> None:
    for key in SCREENS:
        terminal.press(key)
        terminal.wait_quiet(0.1)


@both
def test_no_color_sends_no_colour_at_all(command: list[str], home: dict[str, str]) -> None:
    with Terminal(command, env={**home, "NO_COLOR": "1"}) as terminal:
        terminal.wait_for(READ)
        walk(terminal)
        assert COLOUR.findall(bytes(terminal.output)) == []
        assert any(cell.reverse for row in terminal.cells() for cell in row), "the cursor is shown by attributes"


@pytest.mark.parametrize("term", ["linux", "xterm", "screen"])
def test_a_terminal_of_sixteen_colours_gets_no_others(term: str, home: dict[str, str]) -> None:
    with Terminal(DEMO, env={**home, "TERM": term}) as terminal:
        terminal.wait_for(READ)
        terminal.press("m")
        terminal.wait_quiet()
        assert not re.search(rb"[34]8;[25];", bytes(terminal.output))
        assert COLOUR.search(bytes(terminal.output))


@pytest.mark.parametrize("term", ["xterm-256color", "tmux-256color", "screen-256color"])
def test_a_terminal_that_does_not_say_it_has_all_colours_gets_those_of_its_palette(
    term: str, home: dict[str, str]
) -> None:
    with Terminal(DEMO, env={**home, "TERM": term}) as terminal:
        terminal.wait_for(READ)
        assert re.search(rb"[34]8;5;", bytes(terminal.output))
        assert not re.search(rb"[34]8;2;", bytes(terminal.output))


def test_a_terminal_that_is_not_utf_8_gets_ascii(home: dict[str, str]) -> None:
    with Terminal(DEMO, env={**home, "PYTHONIOENCODING": "latin-1"}) as terminal:
        terminal.wait_for(READ)
        terminal.press("m")
        terminal.wait_quiet()
        assert not [byte for byte in terminal.output if byte >= 0x80]
        assert "\\u" not in terminal.text


@both
def test_ascii_sends_nothing_else(command: list[str], home: dict[str, str]) -> None:
    with Terminal([*command, "--ascii"], env=home) as terminal:
        terminal.wait_for(READ)
        walk(terminal)
        assert not [byte for byte in terminal.output if byte >= 0x80]


@pytest.mark.parametrize("size", [(20, 5), (39, 24), (80, 9)])
def test_a_tiny_terminal_shows_a_word_and_comes_back(size: tuple[int, int], home: dict[str, str]) -> None:
    with Terminal(DEMO, env=home) as terminal:
        terminal.wait_for(READ)
        terminal.resize(*size)
        terminal.wait_for("too small")
        terminal.press("m")  # does nothing: what it opens could not be seen
        terminal.wait_quiet()
        terminal.resize(80, 24)
        terminal.wait_for(READ)
        assert "too small" not in terminal.text
        terminal.press("q")
        assert terminal.wait_exit() == 0


def test_it_starts_in_a_tiny_terminal(home: dict[str, str]) -> None:
    with Terminal(DEMO, env=home, size=(20, 5)) as terminal:
        terminal.wait_for("too small")
        terminal.press("q")
        assert terminal.wait_exit() == 0


def test_a_storm_of_sizes_ends_with_the_last_one(home: dict[str, str]) -> None:
    with Terminal(DEMO, env=home) as terminal:
        terminal.wait_for(READ)
        for width in range(60, 140):
            terminal.resize(width, 24 + width % 7)
            time.sleep(0.005)  # as a hand drags a window
        terminal.resize(90, 25)
        terminal.wait_until(lambda: terminal.line(24).strip().startswith("?"), "the hints on the last line")
        terminal.wait_quiet()
        assert terminal.line(24).strip().startswith("?")
