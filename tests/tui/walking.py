"""What does a person do who presses anything, and does the explorer stand it?

A walk is a list of moves, made from a seed while it goes, for which keys mean something depends on what is shown. After
every move the screen is looked at: nothing failed, nothing that a terminal would obey is drawn, no line is wider than
the screen. `python -m tests.tui.walking --seeds 100` walks for long and prints the shortest moves that fail.
"""

from __future__ import annotations

import argparse
import asyncio
import os
import random
import string
import sys
import tempfile
import time
import unicodedata
from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import Final, TypeAlias

from textual.drivers.headless_driver import HeadlessDriver
from textual.events import Key, Resize
from textual.geometry import Size
from textual.keys import _character_to_key
from textual.widgets import Input

from tests.patience import PATIENCE
from tests.tui.driver import GivenSource
from tests.tui.hostile_world import TEXTS, hostile_events, news
from vpce_tui.demo.world import events as demo_events
from vpce_tui.model.events import CollectEvent, PageRead
from vpce_tui.model.record import Record, Scope
from vpce_tui.tui.app import VpceApp
from vpce_tui.tui.bindables import bindables
from vpce_tui.tui.commands import COMMANDS
from vpce_tui.tui.screens.trouble import TroubleScreen
from vpce_tui.view.text import ASCII_SIGNS, UNICODE_SIGNS, cell_width

Move: TypeAlias = tuple[str, ...]
"""`press KEY`, `type TEXT`, `resize COLUMNS ROWS`, `news SEED`."""

SIZES: Final = ((80, 24), (80, 24), (160, 48), (60, 20), (20, 5), (40, 10), (111, 31), (300, 12))
WORLDS: Final[dict[str, Callable[[], Iterable[CollectEvent]]]] = {"demo": demo_events, "hostile": hostile_events}
MOVING: Final = (
    "down",
    "down",
    "up",
    "enter",
    "enter",
    "right",
    "left",
    "end",
    "home",
    "pagedown",
    "tab",
    "j",
    "space",
)
_CHARACTERS: Final = {_character_to_key(character): character for character in string.punctuation}
LEAVING: Final = frozenset({"q", "ctrl+q", "ctrl+z"})
"""Ends of a walk: `q` is pressed last of all."""
WORDS: Final = (
    *("s3", "ssm", "10.0.0.1", "10.0.0.0/8", "::1", "example.com", "https://s3.amazonaws.com/x", "vpce-0", "internet"),
    *("tag:Name=x", "state:available", "svc:s3", "!a", "~ab", "id:vpc", "app", "0", "-1", "eu-west-1", "x.json"),
    *("s3:GetObject", "arn:aws:iam::111122223333:role/x", "tcp", "443", "80/udp", "from 10.0.0.1 to s3", ""),
)


class WalkedSource(GivenSource):
    """A source that goes on telling after it has ended, as a live one that is read again."""

    def __init__(self, events: Iterable[CollectEvent]) -> None:
        super().__init__(events)
        self.known: dict[tuple[type[Record], Scope], tuple[Record, ...]] = defaultdict(tuple)
        for event in self._events:
            if isinstance(event, PageRead):
                self.known[event.record_type, event.scope] += event.records

    def tell(self, seed: int) -> None:
        """Report what a re-read shows."""
        for event in news(random.Random(seed), self.known):
            if self.report is not None:
                self.report(event)

    def close(self) -> None:
        if self.report is not None:  # it may be left before it began
            super().close()


@dataclass
class Walk:
    """One walk: what was done, and what was wrong at its end (empty if nothing was)."""

    world: str
    size: tuple[int, int]
    moves: list[Move]
    wrong: str = ""
    screens: frozenset[str] = frozenset()

    @property
    def kind(self) -> str:
        """What went wrong, in a line that two walks share: the last one of a traceback and where it was raised."""
        places = [line.strip() for line in self.wrong.splitlines() if line.lstrip().startswith("File ")]
        return f"{(self.wrong.splitlines() or [''])[-1][:80]} {places[-1:]}"

    def __str__(self) -> str:
        return f"{self.wrong}\n  world={self.world!r} size={self.size} moves={self.moves!r}"


def walk(seed: int, steps: int) -> Walk:
    """Walk anywhere; the same seed may go another way where threads answer at another moment."""
    some = random.Random(seed)
    world = some.choice(list(WORLDS))
    return asyncio.run(_walk(world, some.choice(SIZES[:5]), None, some, steps))


def walk_again(world: str, size: tuple[int, int], moves: Sequence[Move]) -> Walk:
    """Walk where somebody went before."""
    return asyncio.run(_walk(world, size, moves, random.Random(0), len(moves)))


async def _walk(
    world: str, size: tuple[int, int], given: Sequence[Move] | None, some: random.Random, steps: int
) -> Walk:
    source = WalkedSource(WORLDS[world]())
    app = VpceApp(source, signs=ASCII_SIGNS if some.random() < 0.1 else UNICODE_SIGNS)
    walked, seen = Walk(world, size, []), set[str]()
    try:
        async with app.run_test(size=size):
            every_key = _every_key()
            for at in range(steps):
                move = given[at] if given is not None else _next_move(app, some, every_key)
                walked.moves.append(move)
                await make(move, app, source)
                if app._exit:
                    break
                seen.add(type(app.screen).__name__)
                walked.wrong = looked_at(app)
                if walked.wrong:
                    return walked
            if not app._exit:
                walked.wrong = await _leave(app)
    except Exception as error:  # whatever it is, it is what is looked for
        walked.wrong = f"{type(error).__name__}: {error}"
        if os.environ.get("WALK_TRACEBACK"):
            raise
    walked.screens = frozenset(seen)
    return walked


def _every_key() -> list[str]:
    return sorted({key for bindable in bindables().values() for key in bindable.keys} - LEAVING)


def _next_move(app: VpceApp, some: random.Random, every_key: Sequence[str]) -> Move:
    """Choose what to do: mostly what the screen offers."""
    chance = some.random()
    here = sorted(set(app.screen.active_bindings) - LEAVING)
    if chance < 0.45 and here:
        return ("press", some.choice(here))
    if chance < 0.68:
        return ("press", some.choice(MOVING))
    if chance < 0.75:
        return ("press", some.choice(every_key))
    if chance < 0.80:
        return ("press", "escape")
    if chance < 0.86:
        return ("type", some.choice((*WORDS, *TEXTS))[:40] + some.choice(("\n", "\n", "")))
    if chance < 0.92:
        command = some.choice([command for command in COMMANDS if command.name != "quit"])
        words = some.choice((*WORDS, *TEXTS))[:40] if command.takes else ""
        return ("type", f":{some.choice(command.names)} {words}".rstrip() + "\n")
    if chance < 0.95:
        columns, rows = some.choice(SIZES)
        return ("resize", str(columns), str(rows))
    return ("news", str(some.randrange(1000)))


async def make(move: Move, app: VpceApp, source: WalkedSource | None = None) -> None:
    """Do one thing and wait until it is done."""
    match move:
        case ("press", key):
            _press(app, key)
        case ("type", text):
            for character in text:
                _press(app, "enter" if character == "\n" else _key_of(character), character)
        case ("resize", columns, rows):
            _resize(app, int(columns), int(rows))
        case ("news", seed):
            assert source is not None
            await asyncio.to_thread(source.tell, int(seed))
    await _settle(app)


def _key_of(character: str) -> str:
    return _character_to_key(character) if character.isprintable() else character


def _press(app: VpceApp, key: str, character: str | None = None) -> None:
    """Press a key as a terminal tells of it: nobody waits until the one before it has been obeyed."""
    letter = character or (" " if key == "space" else key if len(key) == 1 else _CHARACTERS.get(key))
    event = Key(key, letter if letter and letter.isprintable() else None)
    event.set_sender(app)
    assert app._driver is not None
    app._driver.send_message(event)


def _resize(app: VpceApp, columns: int, rows: int) -> None:
    size = Size(columns, rows)
    assert isinstance(app._driver, HeadlessDriver)
    app._driver._size = size
    app.post_message(Resize(size, size))


async def _settle(app: VpceApp) -> None:
    """Wait until no key, message or thread is under way; a pilot's pause takes twenty times as long."""
    quiet, end = 0, time.monotonic() + PATIENCE
    while time.monotonic() < end:
        await asyncio.sleep(0.0005)
        if app._exit:
            return
        pumps = (app, app.screen, *app.screen.walk_children())
        is_busy = app._key_order._is_busy or any(not worker.is_finished for worker in app.workers)
        quiet = 0 if is_busy or any(pump.message_queue_size for pump in pumps) else quiet + 1
        if quiet == 3:
            return
    raise TimeoutError("the screen never comes to rest")


def looked_at(app: VpceApp) -> str:
    """Return what is wrong with what is shown; empty if nothing is."""
    if app.troubles.found or isinstance(app.screen, TroubleScreen):
        return next(iter(app.troubles.texts), "the panel of failures is open").strip()
    size = app.screen._compositor.size
    width = size.width
    typed = {field.region.y for field in app.screen.query(Input)}  # its own text is drawn as Textual measures it
    for row, strip in enumerate(app.screen._compositor.render_strips(size)):
        text = strip.text
        obeyed = [character for character in text if unicodedata.category(character) in ("Cc", "Cs", "Cf", "Zl", "Zp")]
        if obeyed:
            return f"{type(app.screen).__name__}: row {row} holds {obeyed!r}: {text!r}"
        if (cell_width(text) > width and row not in typed) or strip.cell_length > width:
            return f"{type(app.screen).__name__}: row {row} takes {cell_width(text)} of {width} cells: {text!r}"
    return ""


async def _leave(app: VpceApp) -> str:
    """Leave as a person does: out of what one is in, then `q`."""
    _resize(app, 80, 24)
    await _settle(app)
    for _ in range(20):
        if app.screen is app.explorer and not app.explorer.query_one("#prompt").has_class("-asking"):
            break
        _press(app, "escape")
        await _settle(app)
    _press(app, "q")
    await _settle(app)
    return "" if app._exit and app.return_code == 0 else f"`q` does not quit: {app.screen!r} is shown"


def shortest(walked: Walk, tries: int = 60) -> Walk:
    """Leave out moves as long as it still goes wrong in the same way."""
    best, size = walked, max(1, len(walked.moves) // 2)
    while size and tries:
        at = len(best.moves)
        while at > 0 and tries:
            fewer = best.moves[: max(0, at - size)] + best.moves[at:]
            again = walk_again(best.world, best.size, fewer)
            tries -= 1
            if again.wrong and again.kind == walked.kind:
                best = again
            at -= size
        size //= 2
    return best


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--seeds", type=int, default=20)
    parser.add_argument("--first", type=int, default=0)
    parser.add_argument("--steps", type=int, default=60)
    options = parser.parse_args()
    seen: set[str] = set()
    known: set[str] = set()
    with tempfile.TemporaryDirectory() as folder:
        os.chdir(folder)
        os.environ |= {"XDG_STATE_HOME": folder, "XDG_CONFIG_HOME": folder}
        for seed in range(options.first, options.first + options.seeds):
            walked = walk(seed, options.steps)
            seen |= walked.screens
            kind = walked.kind
            if walked.wrong and kind not in known:
                known.add(kind)
                sys.stdout.write(f"seed {seed}: {shortest(walked)}\n")
                sys.stdout.flush()
        sys.stdout.write(f"{options.seeds} walks over {len(seen)} screens: {', '.join(sorted(seen))}\n")


if __name__ == "__main__":
    main()
