"""Does the output for slow lines show what Textual's own shows, cell by cell? Is it off where it does not fit?"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import partial
from itertools import cycle
from pathlib import Path
from typing import Any

import pytest
from textual._compositor import CompositorUpdate, LayoutUpdate
from textual.app import App
from textual.driver import Driver as TextualDriver
from textual.drivers.linux_driver import LinuxDriver
from textual.screen import Screen

from tests.terminal.emulator import Cell, Emulator, differences
from tests.terminal.terminal import VPCE_TUI, Terminal
from tests.tui.display.looks import picture
from tests.tui.driver import Driver
from vpce_tui.demo.world import events
from vpce_tui.tui import app as vpce_app
from vpce_tui.tui import low_bandwidth
from vpce_tui.tui.app import VpceApp
from vpce_tui.tui.display.choice import TEXTUAL_VERSION, checked, chosen
from vpce_tui.tui.display.encoder import Abilities
from vpce_tui.tui.reading import IteratedSource

FULLY_ABLE = Abilities(erases_with_background=True, scrolls=True)


class ComparedApp(VpceApp):
    """Sends each update both ways, to two terminals, and compares them after every frame."""

    CSS_PATH = str(Path(vpce_app.__file__).with_name("app.tcss"))
    frames = 0
    drawn_bytes = 0
    stock_bytes = 0
    _stock: Emulator | None = None
    _ours: Emulator | None = None
    _changes: low_bandwidth.Display | None = None

    def __init__(self, *, interfaces: int = 0, able: Abilities = FULLY_ABLE) -> None:
        super().__init__(IteratedSource("demo", partial(events, interfaces=interfaces)))
        self.able = able
        self.told: list[str] = []
        """Cells that differed, frame by frame."""

    def _display(self, screen: Screen[Any], renderable: Any) -> None:
        if isinstance(renderable, CompositorUpdate) and self._running and not self._batch_count:
            try:
                self.compare(renderable)
            except Exception as error:  # raised from here it would only end the app
                self.told.append(repr(error))
        super()._display(screen, renderable)

    def compare(self, update: Any) -> None:
        if (
            self._stock is None
            or self._ours is None
            or self.size != (self._stock.screen.columns, self._stock.screen.lines)
        ):
            self._stock, self._ours = Emulator(*self.size), Emulator(*self.size)
            self._stock.feed(b"\x1b[?7l")
            self._ours.feed(b"\x1b[?7l")
            self._changes = low_bandwidth.Display(self.console, self.able)
        assert self._changes is not None
        stock = update.render_segments(self.console).encode()
        self._changes.take(update, self.size)
        drawn = self._changes.frame().encode()
        self._stock.feed(stock)
        self._ours.feed(drawn)
        self.frames += 1
        self.stock_bytes += len(stock)
        self.drawn_bytes += len(drawn)
        if not self.fits(update):
            return  # laid out for the size before: Textual's own output runs over the edges, and the next one is whole
        for difference in differences(picture(self._stock), picture(self._ours)):
            self.told.append(f"frame {self.frames}: {difference}")

    def fits(self, update: Any) -> bool:
        if isinstance(update, LayoutUpdate):
            return update.region.size == self.size
        return len(update.chops) == self.size.height


async def play(app: ComparedApp, keys: Sequence[str], size: tuple[int, int]) -> None:
    """Stream the demo world in, press the keys; every frame in between is compared."""
    async with app.run_test(size=size) as pilot:
        driver = Driver(app, pilot)
        await driver.read_to_end()
        for key in keys:
            if key.startswith("size "):
                width, height = key.removeprefix("size ").split("x")
                await pilot.resize_terminal(int(width), int(height))
                await driver.settle()
            else:
                await driver.press(key)
    assert app.told == []


MOVING = (
    "down",
    "down",
    "right",
    "down",
    "pagedown",
    "pagedown",
    "end",
    "up",
    "up",
    "home",
    "ctrl+d",
    "left",
    "G",
    "g",
)
PANES = ("2", "down", "right", "3", "down", "down", "4", "pagedown", "tab", "tab", "space", "space", "f", "f", "b")
PAGES = ("down", "down", "down", "i", "u", "down", "s", "d", "p", "o", "pagedown", "w", "i")
SCREENS = (
    "question_mark",
    "down",
    "pagedown",
    "escape",
    "m",
    "down",
    "right",
    "escape",
    "slash",
    "a",
    "p",
    "p",
    "enter",
)
SCROLLING = ("end", *["up"] * 30, *["down"] * 5)
SIZES = (
    "down",
    "size 100x30",
    "down",
    "size 160x48",
    "3",
    "size 61x17",
    "down",
    "size 80x24",
    "question_mark",
    "size 70x20",
)


@pytest.mark.parametrize("size", [(80, 24), (160, 48), (61, 17)], ids=lambda size: f"{size[0]}x{size[1]}")
@pytest.mark.parametrize(
    "keys", [MOVING, PANES, PAGES, SCREENS], ids=["moving", "panes", "inspector pages", "screens above"]
)
async def test_every_frame_shows_what_textual_shows(keys: Sequence[str], size: tuple[int, int]) -> None:
    app = ComparedApp()
    await play(app, keys, size)
    assert app.frames > len(keys) / 2
    assert app.drawn_bytes * 3 < app.stock_bytes


async def test_every_size_shows_what_textual_shows() -> None:
    await play(ComparedApp(), SIZES, (80, 24))


@pytest.mark.parametrize(
    "able", [Abilities(), Abilities(scrolls=True), Abilities(erases_with_background=True)], ids=str
)
async def test_a_poorer_terminal_shows_the_same(able: Abilities) -> None:
    await play(ComparedApp(interfaces=300, able=able), SCROLLING, (80, 24))


async def test_rows_that_stream_in_show_what_textual_shows() -> None:
    app = ComparedApp(interfaces=5_000)
    await play(app, ["down", "right", "down", "right", "down", "end"], (120, 40))
    assert app.frames > 6


def last_picture(mode: str, keys: Sequence[str], size: tuple[int, int], env: dict[str, str]) -> list[list[Cell]]:
    """Run the program in a real terminal, press keys one after the other, and return what it shows at the end."""
    with Terminal([*VPCE_TUI, "demo", f"--low-bandwidth={mode}"], size=size, env=env) as terminal:
        terminal.wait_for("payments-partner")
        terminal.wait_quiet()
        for key in keys:
            terminal.press(key)
            terminal.wait_quiet(0.1)
        assert (b"\x1b[6n" in terminal.output) == (mode == "on")
        return picture(terminal.emulator)


def without_cursor(screen: list[list[Cell]]) -> list[list[Cell]]:
    """Return a screen with the texts alone on the cursor's line: its ground is narrower where bytes count."""
    bare = Cell("", "default", "default", *[False] * 6)
    return [
        [bare._replace(text=cell.text) for cell in row] if "›" in [cell.text for cell in row[:3]] else row
        for row in screen
    ]


@pytest.mark.parametrize("env", [{}, {"COLORTERM": "truecolor"}, {"NO_COLOR": "1"}], ids=["256", "truecolor", "mono"])
def test_a_real_terminal_shows_the_same_either_way(env: dict[str, str]) -> None:
    keys = ("down", "down", "right", "down", "pagedown", "3", "1", "?")
    ours, stock = (without_cursor(last_picture(mode, keys, (80, 24), env)) for mode in ("on", "off"))
    assert differences(stock, ours) == []


def test_ctrl_l_draws_the_screen_anew() -> None:
    with Terminal([*VPCE_TUI, "demo", "--low-bandwidth=on"]) as terminal:
        terminal.wait_for("payments-partner")
        terminal.wait_quiet()
        before = picture(terminal.emulator)
        terminal.emulator.feed(b"\x1b[5;1Hgarbage that another program wrote")
        terminal.press("ctrl+l")
        terminal.wait_gone("garbage")
        terminal.wait_quiet()
        assert differences(picture(terminal.emulator), before) == []


def test_another_size_is_drawn_whole() -> None:
    with Terminal([*VPCE_TUI, "demo", "--low-bandwidth=on"]) as terminal:
        terminal.wait_for("payments-partner")
        for size in ((100, 30), (60, 15), (160, 48)):
            terminal.resize(*size)
            terminal.wait_quiet()
        terminal.wait_for("3 Inspector")
        terminal.resize(80, 24)
        terminal.wait_gone("3 Inspector")
        terminal.wait_quiet()
        resized = picture(terminal.emulator)
    stock = last_picture("off", (), (80, 24), {})
    assert differences(without_cursor(stock), without_cursor(resized)) == []


def _is_told_or_press(terminal: Terminal, told: str, keys: Iterator[str]) -> bool:
    is_told = told in terminal.text
    if not is_told:
        terminal.press(next(keys))
    return is_told


def test_a_terminal_that_never_answers_is_told_of_and_gets_its_frames_all_the_same() -> None:
    with Terminal([*VPCE_TUI, "demo", "--low-bandwidth=on"], answers=False) as terminal:
        terminal.wait_for("payments-partner")
        # Until the window is full: what a switch costs depends on how many cells differ. Only those of the message that
        # differ from what it covers are sent, so it is looked for on the screen.
        told = "this terminal does not"
        terminal.wait_until(partial(_is_told_or_press, terminal, told, cycle("31")), told)
        terminal.wait_gone(told)
        for pane, shown in (("3", "[Overview]"), ("1", "payments-partner")) * 4:
            terminal.press(pane)
            terminal.wait_for(shown)
        assert not terminal.output.endswith(b"\x1b[6n")


def test_answers_are_not_taken_for_keys_and_do_not_reach_the_shell() -> None:
    with Terminal(["bash", "--norc", "-i"], env={"PS1": "shell> "}) as terminal:
        terminal.wait_for("shell>")
        terminal.type(" ".join([*VPCE_TUI, "demo", "--low-bandwidth=on"]) + "; echo left\n")
        terminal.wait_for("payments-partner")
        terminal.press("down", "down", "q")
        terminal.wait_for("left\nshell>")
        terminal.wait_quiet()
        assert terminal.text.rstrip().endswith("shell>")


def test_after_suspending_the_screen_is_drawn_again() -> None:
    with Terminal(["bash", "--norc", "-i"], env={"PS1": "shell> "}) as terminal:
        terminal.wait_for("shell>")
        terminal.type(" ".join([*VPCE_TUI, "demo", "--low-bandwidth=on"]) + "\n")
        terminal.wait_for("payments-partner")
        terminal.wait_quiet()
        before = picture(terminal.emulator)
        terminal.press("ctrl+z")
        terminal.wait_until(lambda: not terminal.is_alternate)
        terminal.emulator.feed(b"\x1b[2J")
        terminal.type("fg\n")
        terminal.wait_for("payments-partner")
        terminal.wait_quiet()
        assert differences(picture(terminal.emulator), before) == []


# Where it does not fit


@pytest.mark.parametrize(
    ("setting", "environ", "is_on"),
    [
        ("auto", {"TERM": "xterm"}, False),
        ("auto", {"TERM": "xterm", "SSH_CONNECTION": "10.0.0.1 5000 10.0.0.2 22"}, True),
        ("off", {"TERM": "xterm", "SSH_CONNECTION": "10.0.0.1 5000 10.0.0.2 22"}, False),
        ("on", {"TERM": "xterm"}, True),
        ("on", {"TERM": "dumb"}, False),
        ("on", {}, False),
    ],
)
def test_it_is_on_over_ssh_and_where_it_is_asked_for(setting: Any, environ: dict[str, str], is_on: bool) -> None:
    choice = chosen(setting, environ)
    assert choice.is_on == is_on
    assert choice.why.startswith("on: " if is_on else "off: ")


def test_the_installed_textual_is_the_one_it_was_made_for() -> None:
    assert checked(chosen("on", {"TERM": "xterm"})) == (True, "on: --low-bandwidth=on")


def test_another_textual_turns_it_off(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("importlib.metadata.version", lambda name: "9.0.0")
    is_on, why = checked(chosen("on", {"TERM": "xterm"}))
    assert not is_on
    assert why == f"off: it was made for Textual {TEXTUAL_VERSION}; here is 9.0.0"


def test_a_method_that_takes_something_else_turns_it_off(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(App, "_display", lambda self, screen, update, more: None)
    assert (
        checked(chosen("on", {"TERM": "xterm"})).why == "off: Textual's App._display takes self, screen, update, more"
    )


def test_a_method_that_is_gone_turns_it_off(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delattr(LinuxDriver, "process_message")
    monkeypatch.delattr(TextualDriver, "process_message")
    assert "no LinuxDriver.process_message" in checked(chosen("on", {"TERM": "xterm"})).why


def test_under_a_cursor_that_costs_less_the_name_has_the_ground_and_the_rest_has_not() -> None:
    with Terminal([*VPCE_TUI, "demo", "--low-bandwidth=on"]) as terminal:
        terminal.wait_for("payments-partner")
        terminal.press("down", "down")
        terminal.wait_until(lambda: terminal.line(3).startswith("›"), "the cursor on the third row")
        terminal.wait_quiet()
        row = terminal.cells()[3]
        assert "  hub-eu  " in terminal.line(3)
        name, rest = terminal.line(3).index("vpc-"), terminal.line(3).index("hub-eu")
        assert row[name].background != row[rest].background == row[70].background
