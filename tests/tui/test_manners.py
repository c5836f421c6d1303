"""Does the screen go on after failures, obey keys that were bound otherwise, and stay whole in any size and look?"""

from __future__ import annotations

import re
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from itertools import count
from pathlib import Path
from types import SimpleNamespace
from typing import ClassVar, Final

import pytest
from rich.cells import cell_len
from textual import work
from textual.app import ComposeResult
from textual.events import Resize
from textual.geometry import Size
from textual.screen import Screen
from textual.widgets import Static

from tests.tui.driver import Driver, GivenSource
from vpce_tui.demo.build import Builder
from vpce_tui.demo.world import events
from vpce_tui.tui import looks
from vpce_tui.tui.app import VpceApp
from vpce_tui.tui.keys import IN_FORCE, KEYS
from vpce_tui.tui.looks import TooSmall
from vpce_tui.tui.reading import IteratedSource
from vpce_tui.tui.screens.explorer import ExplorerScreen
from vpce_tui.tui.screens.help import HelpScreen
from vpce_tui.tui.screens.trouble import TroubleScreen
from vpce_tui.tui.settings import AccountLook, ScreenSettings
from vpce_tui.tui.trouble import FLOOD, Trouble, Troubles, keep
from vpce_tui.tui.widgets.prompt import Prompt
from vpce_tui.tui.widgets.text_view import TextView
from vpce_tui.view.text import ASCII_SIGNS, UNICODE_SIGNS, plain

AS_IT_IS: Final = ScreenSettings()


@asynccontextmanager
async def running(
    settings: ScreenSettings = AS_IT_IS, size: tuple[int, int] = (100, 30), *, ascii_only: bool = False
) -> AsyncIterator[Driver]:
    """Run the explorer over the demo as it runs in a terminal: failures are told, not raised."""
    signs = ASCII_SIGNS if ascii_only else UNICODE_SIGNS
    app = VpceApp(IteratedSource("demo", events), signs=signs, settings=settings)
    app.survives = True
    async with app.run_test(size=size) as pilot:
        driver = Driver(app, pilot)
        await driver.read_to_end()
        yield driver
    IN_FORCE.keymap = {}
    IN_FORCE.is_ascii = False


async def shown_trouble(driver: Driver) -> TroubleScreen:
    """Wait for the panel; its file is written in a thread first."""
    await driver.until(lambda: isinstance(driver.app.screen, TroubleScreen))
    assert isinstance(driver.app.screen, TroubleScreen)
    return driver.app.screen


def assert_kept(trouble: Trouble) -> None:
    """The text is in a file that only its owner reads."""
    assert Path(trouble.path).read_text() == trouble.text
    assert Path(trouble.path).stat().st_mode & 0o777 == 0o600


class Broken(Screen[None]):
    """Fails wherever it is asked to."""

    BINDINGS: ClassVar = [
        ("x", "fail", ""),
        ("w", "work", ""),
        ("b", "timer", ""),
        ("i", "idle", ""),
        ("c", "later", ""),
    ]

    def compose(self) -> ComposeResult:
        yield Static("still here")

    def action_fail(self) -> None:
        raise ValueError("the action failed")

    @work(thread=True)
    def action_work(self) -> None:
        raise ValueError("the thread failed")

    def action_timer(self) -> None:
        self.set_timer(0.001, self.fail)

    def action_idle(self) -> None:
        self.call_next(self.fail)

    def action_later(self) -> None:
        self.call_later(self.fail)

    def fail(self) -> None:
        raise ValueError("the callback failed")


@pytest.mark.parametrize("key", ["x", "w", "b", "i", "c"])
async def test_a_failure_is_told_and_the_program_goes_on(key: str) -> None:
    async with running() as driver:
        driver.app.push_screen(Broken())
        await driver.settle()
        await driver.pilot.press(key)
        panel = await shown_trouble(driver)
        text = "\n".join(plain(line.made()) for line in panel.query_one(TextView).lines)
        assert "ValueError: the " in text
        assert "Traceback" in text
        assert_kept(panel.trouble)
        await driver.pilot.press("y")
        assert driver.app.clipboard == panel.trouble.text
        await driver.press("escape")
        assert isinstance(driver.app.screen, Broken)
        await driver.pilot.press(key)  # it takes its next message: the same failure, told in a line
        await driver.until(lambda: any("failed again (2 times)" in notice for notice in driver.notices()))
        driver.app.pop_screen()
        await driver.press("2")
        assert driver.screen.focused is driver.tree("endpoints")


class Unmade(Screen[None]):
    def on_mount(self) -> None:
        raise ValueError("it could not be made")


async def test_a_screen_that_cannot_be_made_is_closed_with_the_panel() -> None:
    async with running() as driver:
        driver.app.push_screen(Unmade())
        await shown_trouble(driver)
        await driver.press("escape")
        assert driver.app.screen is driver.screen


class Unpainted(Static):
    def render(self) -> str:
        raise ValueError("it cannot be drawn")


async def test_a_widget_that_cannot_be_drawn_does_not_lock_the_reader_out() -> None:
    async with running() as driver:
        await driver.screen.mount(Unpainted())
        await shown_trouble(driver)
        driver.screen.query_one(Unpainted).remove()
        await driver.press("escape")
        await driver.press("2")
        assert driver.screen.focused is driver.tree("endpoints")


async def test_in_a_test_a_failure_is_seen() -> None:
    async def fail() -> None:
        app = VpceApp(GivenSource())
        async with app.run_test() as pilot:
            app.push_screen(Broken())
            await pilot.pause()
            await pilot.press("x")
            await pilot.pause()

    with pytest.raises(ValueError, match="the action failed"):
        await fail()


def test_a_flood_is_noticed() -> None:
    troubles = Troubles()
    for number in range(FLOOD):
        assert not troubles.is_flood
        troubles.take(type(f"Error{number}", (Exception,), {})("x"), "a test")
    assert troubles.is_flood


async def test_a_flood_ends_the_program_with_the_texts_on_the_terminal() -> None:
    async with running() as driver:
        for number in range(FLOOD):
            driver.app.take_trouble(type(f"Error{number}", (Exception,), {})("x"), "a test")
        assert driver.app.return_value == 1
        assert "Error0: x" in str(driver.app._exit_renderables[0])


def test_the_newest_reports_are_kept(tmp_path: Path) -> None:
    for number in range(13):
        trouble, _ = Troubles().take(ValueError(str(number)), "a test")
        keep(trouble, tmp_path)
    kept = sorted(tmp_path.iterdir())
    assert len(kept) == 10
    assert "ValueError: 12" in kept[-1].read_text()


def test_a_report_that_cannot_be_written_is_not_named(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    trouble, _ = Troubles().take(ValueError("x"), "a test")
    keep(trouble, tmp_path / "file")
    assert trouble.path == ""


async def test_a_key_of_the_explorer_that_fails_is_told_and_the_next_one_is_obeyed(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    def fail(screen: ExplorerScreen) -> None:
        raise ValueError("the matrix failed")

    monkeypatch.setattr(ExplorerScreen, "action_matrix", fail)
    async with running() as driver:
        await driver.pilot.press("m")
        panel = await shown_trouble(driver)
        assert "the matrix failed" in panel.trouble.summary
        await driver.press("escape", "2")
        assert driver.screen.focused is driver.tree("endpoints")


HOSTILE = [
    "日本語のタグ名前はとても長いですからはみ出します",
    "e\u0301\u0302\u0303 combining \u0301marks",
    "\u202eright to left override\u202c",
    "עברית ערבית عربية",
    "\x1b]0;evil\x07 \x1b[31mred\x1b[0m \x9b31m",
    "[bold red]markup[/] [@click=app.quit]x[/]",
    "👩‍👩‍👧‍👦 family 🇩🇪 flags 👍🏽 skin",
    "\u200bzero\u200dwidth\ufeff\u2028line\u2029",
    "tab\tnew\nline\rreturn\x00nul\x7fdel",
    "가\u1161 hangul \u3164 filler",
    "\ud800 lone",
]


class Timers:
    """A clock that a test moves, and the timers that were set by it and not stopped."""

    def __init__(self) -> None:
        self.now = 100.0
        self.due: dict[int, tuple[float, Callable[[], None]]] = {}
        self._numbers = count()

    def monotonic(self) -> float:
        return self.now

    def set_timer(self, delay: float, callback: Callable[[], None]) -> SimpleNamespace:
        number = next(self._numbers)
        self.due[number] = (self.now + delay, callback)
        return SimpleNamespace(stop=lambda: self.due.pop(number, None))

    def pass_time(self, seconds: float) -> None:
        self.now += seconds
        for number in [number for number, (when, _) in self.due.items() if when <= self.now]:
            self.due.pop(number)[1]()


@pytest.mark.parametrize(("pause", "times"), [(looks.STORM_SECONDS / 3, 2), (looks.STORM_SECONDS * 2, 21)])
async def test_sizes_in_a_storm_are_laid_out_now_and_then_and_the_last_one_always(
    pause: float, times: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    timers, laid_out = Timers(), list[Size]()
    async with running() as driver:
        app = driver.app
        check = app._check_resize

        def lay_out() -> None:
            laid_out.append(app.size)
            check()

        with monkeypatch.context() as patched:
            patched.setattr(VpceApp, "is_headless", False)  # at a real terminal
            patched.setattr(looks, "time", timers)
            patched.setattr(app, "set_timer", timers.set_timer)
            patched.setattr(app, "_check_resize", lay_out)
            for width in range(80, 101):
                await app._on_resize(Resize(Size(width, 24), Size(width, 24)))
                timers.pass_time(pause)
            timers.pass_time(looks.MOST_STORM_SECONDS)
        await driver.settle()
        assert laid_out[-1] == driver.screen.size == Size(100, 24)
        assert len(laid_out) == times


@pytest.mark.parametrize("size", [(60, 20), (160, 48)])
@pytest.mark.parametrize("ascii_only", [False, True])
async def test_tags_of_any_script_break_no_column_and_reach_no_terminal_unescaped(
    size: tuple[int, int], *, ascii_only: bool
) -> None:
    build = Builder()
    for number, name in enumerate(HOSTILE):
        vpc = build.vpc(name=name)
        subnet = build.subnet(vpc=vpc, name=f"{name}{number}")
        build.network_interface(subnet=subnet, description=name)
        build.interface_endpoint("ssm", subnets=(subnet,), name=name)
    app = VpceApp(GivenSource(build.events()), signs=ASCII_SIGNS if ascii_only else UNICODE_SIGNS)
    async with app.run_test(size=size) as pilot:
        driver = Driver(app, pilot)
        await driver.read_to_end()
        for way in (("down", "right", "down", "right"), ("2",), ("down", "right"), ("3",), ("o",), ("escape", "m")):
            await driver.press(*way)
            shown = "\n".join(texts(app))
            assert not re.search("[\x00-\x09\x0b-\x1f\x7f-\x9f\u200b-\u200f\u2028-\u202e\u2066-\u2069\ufeff]", shown)
            assert shown.isascii() or not ascii_only
    IN_FORCE.is_ascii = False


# Keys


async def test_a_key_bound_otherwise_is_obeyed_and_told_everywhere() -> None:
    settings = ScreenSettings(
        keys=(("explorer.pane_endpoints", "f9"), ("rows.down", "ctrl+n"), ("explorer.matrix", "unbound"))
    )
    async with running(settings) as driver:
        await driver.press("2")
        assert driver.screen.focused is driver.tree("network")
        await driver.press("f9")
        assert driver.screen.focused is driver.tree("endpoints")
        before = driver.tree("endpoints").position[0]
        await driver.press("j")
        assert driver.tree("endpoints").position[0] == before
        await driver.press("ctrl+n")
        assert driver.tree("endpoints").position[0] == (before or 0) + 1
        assert "matrix" not in driver.shown("#hints")
        await driver.press("question_mark")
        assert isinstance(driver.app.screen, HelpScreen)
        help_text = "\n".join(plain(line.made()) for line in driver.app.screen.query_one(TextView).lines)
        assert "F9" in help_text
        assert "^N" in help_text


async def test_a_key_of_another_screen_bound_otherwise_is_obeyed() -> None:
    async with running(ScreenSettings(keys=(("matrix.trouble", "f9"), ("matrix.leave", "f10")))) as driver:
        await driver.press("m")
        screen = driver.app.screen
        assert "F9 trouble" in str(screen.query_one("#hints").render())
        await driver.press("f9")
        assert "o" not in IN_FORCE.keymap.values()
        await driver.press("escape")
        assert driver.app.screen is screen
        await driver.press("f10")
        assert driver.app.screen is driver.screen


async def test_a_key_of_the_line_at_the_bottom_bound_otherwise_is_obeyed() -> None:
    async with running(ScreenSettings(keys=(("prompt.give_up", "ctrl+g"), ("prompt.delete_left_all", "f9")))) as driver:
        await driver.press("slash", "p", "r", "f9", "x", "escape")
        prompt = driver.screen.query_one(Prompt)
        assert prompt.is_asking
        assert prompt.value == "x"
        await driver.press("ctrl+g")
        assert not prompt.is_asking


async def test_keys_in_conflict_are_told_on_the_screen() -> None:
    async with running(ScreenSettings(keys=(("explorer.trace", "m"), ("explorer.no_such", "x")))) as driver:
        await driver.until(lambda: len(driver.notices()) >= 2)
        told = "\n".join(driver.notices())
        assert "`m` is `explorer.trace` and `explorer.matrix` by default" in told
        assert "explorer.no_such: there is no such action" in told


async def test_an_unusable_config_is_told_on_the_screen() -> None:
    async with running(ScreenSettings(problems=("config.toml:3: `thmee` is not known",))) as driver:
        assert "config.toml:3: `thmee` is not known" in driver.notices()


def test_every_key_has_an_id_of_its_own() -> None:
    ids = [key.id for key in KEYS if key.keys != "enter"]
    assert len(ids) == len(set(ids))


def test_every_binding_of_ours_can_be_bound_otherwise() -> None:
    """A binding without an id, or of a class that is not listed, could not be named in the config file."""
    import importlib
    import pkgutil

    from textual.binding import Binding
    from textual.dom import DOMNode

    import vpce_tui.tui
    from vpce_tui.tui.bindables import HOLDERS

    missing: list[str] = []
    for found in pkgutil.walk_packages(vpce_tui.tui.__path__, "vpce_tui.tui."):
        module = importlib.import_module(found.name)
        for name, owner in vars(module).items():
            if not (isinstance(owner, type) and issubclass(owner, DOMNode) and owner.__module__ == found.name):
                continue
            bindings = owner.__dict__.get("BINDINGS", [])
            if not bindings:
                continue
            if f"{found.name.removeprefix('vpce_tui.tui.')}:{name}" not in HOLDERS:
                missing.append(f"{found.name}:{name} is not in HOLDERS")
            missing += [
                f"{name} {binding}" for binding in bindings if not (isinstance(binding, Binding) and binding.id)
            ]
    assert missing == []


# Looks


def texts(app: VpceApp) -> list[str]:
    """The lines of the screen as they go to the terminal."""
    width, height = app.size
    lines = app.screen._compositor.render_strips(app.size)
    assert len(lines) == height
    assert {line.cell_length for line in lines} == {width}
    assert all(cell_len(line.text) == width for line in lines)
    return [line.text for line in lines]


WAYS = {
    "explorer": (),
    "endpoints": ("2",),
    "inspector": ("2", "down", "down", "3"),
    "routes": ("2", "down", "down", "u", "3"),
    "policy page": ("2", "down", "down", "p", "3"),
    "json": ("2", "down", "down", "o", "3"),
    "coverage": ("4",),
    "help": ("question_mark",),
    "matrix": ("m",),
    "trace question": ("2", "down", "down", "down", "t"),
    "route question": ("2", "down", "down", "down", "a"),
    "policy panel": ("2", "down", "down", "down", "P"),
    "filter": ("slash", "p", "r"),
    "palette": ("ctrl+p",),
}


@pytest.mark.parametrize("way", WAYS.values(), ids=WAYS.keys())
async def test_with_ascii_alone_nothing_else_is_on_the_screen(way: tuple[str, ...]) -> None:
    async with running(size=(160, 48), ascii_only=True) as driver:
        await driver.press(*way)
        assert [line for line in texts(driver.app) if not line.isascii()] == []


@pytest.mark.parametrize("way", WAYS.values(), ids=WAYS.keys())
async def test_every_screen_stays_whole_in_every_size(way: tuple[str, ...]) -> None:
    async with running(size=(80, 24)) as driver:
        await driver.press(*way)
        for size in ((60, 20), (20, 5), (1, 1), (200, 60), (61, 20), (40, 10), (110, 30), (80, 24)):
            await driver.pilot.resize_terminal(*size)
            await driver.settle()
            texts(driver.app)
        assert not driver.app.troubles.found, driver.app.troubles.texts


@pytest.mark.parametrize("way", WAYS.values(), ids=WAYS.keys())
async def test_without_colours_no_cell_has_one(way: tuple[str, ...]) -> None:
    async with running(ScreenSettings(theme="mono"), size=(100, 30)) as driver:
        await driver.press(*way)
        styles = [part.style for line in driver.app.screen._compositor.render_strips(driver.app.size) for part in line]
        assert [style for style in styles if style is not None and (style.color or style.bgcolor)] == []
        assert any(style is not None and (style.reverse or style.underline) for style in styles), "where one is"


@pytest.mark.parametrize("theme", ["dark", "light", "16-colour", "mono", "nord", "ansi-dark"])
async def test_a_theme_is_there_from_the_first_frame_and_can_be_changed(theme: str) -> None:
    async with running(ScreenSettings(theme=theme)) as driver:
        assert driver.app.theme == theme
        for other in ("mono", "light", theme):
            driver.app.theme = other
            await driver.settle()
            assert driver.app.no_color is (other == "mono")
            texts(driver.app)


async def test_sixteen_colours_are_the_terminals_own() -> None:
    async with running(ScreenSettings(theme="16-colour")) as driver:
        colours = {
            colour
            for line in driver.app.screen._compositor.render_strips(driver.app.size)
            for part in line
            if part.style is not None
            for colour in (part.style.color, part.style.bgcolor)
            if colour is not None
        }
        assert colours
        assert [colour for colour in colours if colour.triplet is not None or (colour.number or 0) > 15] == []


async def test_production_is_red_and_called_as_the_config_file_says() -> None:
    look = AccountLook("222233334444", "green", "the shop")
    async with running(ScreenSettings(accounts=(look,)), size=(160, 48)) as driver:
        rows = "\n".join(driver.rows())
        assert "the shop 222233334444" in rows
        assert "prod-network 111122223333" in rows
        lines = driver.app.screen._compositor.render_strips(driver.app.size)
        found = {
            part.text.strip(): part.style.color.get_truecolor().hex
            for line in lines
            for part in line
            if part.style is not None and part.style.color is not None
        }
        variables = driver.app.get_css_variables()
        assert any(
            text.startswith("the shop") and colour == variables["account-green"] for text, colour in found.items()
        )
        red = [text for text, colour in found.items() if colour == variables["account-red"]]
        assert any("111122223333" in text or "prod" in text for text in red), red


async def test_a_tiny_terminal_shows_a_word_and_keeps_what_there_was() -> None:
    async with running(size=(80, 24)) as driver:
        await driver.press("down", "down")
        before = driver.tree().cursor_id
        await driver.pilot.resize_terminal(20, 5)
        await driver.settle()
        assert driver.screen.query(TooSmall)
        assert "too small" in "\n".join(texts(driver.app))
        await driver.press("m", "down")
        assert driver.app.screen is driver.screen
        await driver.pilot.resize_terminal(60, 20)
        await driver.settle()
        assert not driver.screen.query(TooSmall)
        assert driver.tree().cursor_id == before
        await driver.press("down")
        assert driver.tree().cursor_id != before
