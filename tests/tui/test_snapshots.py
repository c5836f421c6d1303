"""Do the screens look as they did? Every one of them at the two sizes that matter; behaviour is tested elsewhere."""

from __future__ import annotations

import importlib
import pkgutil
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime, tzinfo
from functools import cache
from pathlib import Path
from typing import Any, Final

import pytest
from textual.pilot import Pilot
from textual.screen import Screen
from textual.widgets import Input, TextArea

from tests.tui.driver import Driver, GivenSource
from tests.tui.test_diff import with_failed_nat_gateways
from tests.tui.walking import Move, make
from vpce_tui import snapshot
from vpce_tui.collect.asking import CodeQuestion
from vpce_tui.collect.call_log import CallLog
from vpce_tui.demo.accounts import SCOPES
from vpce_tui.demo.world import events
from vpce_tui.model.calls import ApiCall
from vpce_tui.model.events import CollectEvent
from vpce_tui.resources.nat_gateway import NatGateway
from vpce_tui.tui import screens
from vpce_tui.tui.app import VpceApp
from vpce_tui.tui.screens.mfa import MfaScreen
from vpce_tui.tui.screens.trouble import TroubleScreen
from vpce_tui.tui.trouble import Trouble

SIZES: Final = [(80, 24), (160, 48)]
NOW: Final = datetime.fromisoformat("2026-11-20T10:00:00+00:00")
"""Half an hour after the demo world was read."""
BEFORE: Final = "before.jsonl.gz"


@dataclass(frozen=True)
class Shown:
    """What is pressed, and which screen it opens."""

    screen: str
    moves: tuple[str, ...]
    """Keys; several letters are typed, `>` at their end is Enter."""
    source: Callable[[], GivenSource] | None = None
    opened: Callable[[], Screen[Any]] | None = None
    """Makes the screen that nothing pressed opens."""


@cache
def _demo() -> tuple[CollectEvent, ...]:
    return tuple(events())


def _changed() -> GivenSource:
    """The demo world, and its NAT gateways read again after they have failed."""
    again = (event for event in with_failed_nat_gateways() if getattr(event, "record_type", None) is NatGateway)
    return GivenSource([*_demo(), *again])


def _called() -> GivenSource:
    """The demo world as if it had been read from AWS."""
    source, log = GivenSource(_demo()), CallLog()
    operations = ("DescribeVpcs", "DescribeSubnets", "DescribeNetworkInterfaces", "DescribeVpcEndpoints")
    for at, scope in enumerate(SCOPES):
        for number, operation in enumerate(operations):
            log.add(
                ApiCall(
                    NOW.timestamp() + at, "ec2", operation, scope, records=7 * number + at, milliseconds=40 + number,
                    attempts=3 if at == number else 1, throttled=2 if at == number else 0, size_bytes=1000 * number,
                    outcome="UnauthorizedOperation" if at == 2 and number == 1 else "ok", request_id=f"req-{at}",
                )
            )  # fmt: skip
    source.calls = log
    return source


def _mfa() -> Screen[Any]:
    serial, role = "arn:aws:iam::111122223333:mfa/someone", "arn:aws:iam::222233334444:role/audit"
    return MfaScreen(CodeQuestion("prod-network", serial, role, attempt=2, problem="the code was not taken"))


def _trouble() -> Screen[Any]:
    text = "vpce-tui 1.0, Python 3.11, linux\nwhile: a timer\n\nTraceback (most recent call last):\nValueError: no"
    return TroubleScreen(Trouble("ValueError: no", "a timer", text, path="/home/someone/trouble.txt", count=2))


_APP_B: Final = (":", "find subnet-0f28fd6c169c58586>")
_ECR_API: Final = (":", "find vpce-0b819f03517816d80>")
_TRACE: Final = (":", "trace 10.1.30.4 monitoring>")

SCREENS: Final = {
    "network": Shown("ExplorerScreen", ()),
    "endpoints": Shown("ExplorerScreen", ("2", "down", "down", "down")),
    "subnet-routes": Shown("ExplorerScreen", (*_APP_B, "u")),
    "endpoint-policy": Shown("ExplorerScreen", (*_ECR_API, "p")),
    "reading": Shown("ExplorerScreen", ("4",)),
    "filtering": Shown("ExplorerScreen", ("/", "app")),
    "command": Shown("ExplorerScreen", (":", "tr")),
    "help": Shown("HelpScreen", ("question_mark",)),
    "palette": Shown("Palette", ("ctrl+p",)),
    "records": Shown("RecordsScreen", (":", "network-interfaces>", "down", "down")),
    "scopes": Shown("ScopesScreen", ("A",)),
    "trace": Shown("TraceScreen", _TRACE),
    "what-if": Shown("AskScreen", (*_TRACE, "w")),
    "matrix": Shown("MatrixScreen", ("m", "right", "down", "down")),
    "routes": Shown("RoutesScreen", (*_APP_B, "a", "52.94.0.1")),
    "workload": Shown("WorkloadScreen", (*_APP_B, ":", "workload session-manager>")),
    "policy": Shown("PolicyScreen", (*_ECR_API, "P")),
    "policy-edited": Shown("PolicyScreen", (*_ECR_API, "P", "E")),
    "policy-compared": Shown("PolicyDiffScreen", (*_ECR_API, "P", "D")),
    "policy-texts": Shown("PolicyTextsScreen", (*_ECR_API, "P", "w")),
    "diff": Shown("DiffScreen", (":", f"compare {BEFORE}>")),
    "changes": Shown("ChangesScreen", ("v",), _changed),
    "errors": Shown("ErrorsScreen", ("E",)),
    "calls": Shown("CallsScreen", ("L",), _called),
    "command-above": Shown("CommandScreen", (*_TRACE, ":", "tr")),
    "mfa": Shown("MfaScreen", (), opened=_mfa),
    "trouble": Shown("TroubleScreen", (), opened=_trouble),
}


class FixedClock(datetime):
    """It is always the same moment."""

    @classmethod
    def now(cls, tz: tzinfo | None = None) -> Any:
        return NOW.astimezone(tz)


@pytest.fixture(autouse=True)
def _same_for_everybody(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Stop the clocks of what is drawn, and stand in a folder with a file to compare with."""
    monkeypatch.chdir(tmp_path)
    for module in ("explorer.freshness", "screens.policy_core", "screens.changes", "screens.diff"):
        monkeypatch.setattr(f"vpce_tui.tui.{module}.datetime", FixedClock)


def _moves(keys: Iterable[str]) -> list[Move]:
    """Return the keys as moves; names of keys are told from words by what Textual knows."""
    named = {"down", "right", "escape", "question_mark", "ctrl+p"}
    return [
        ("press", key) if key in named or (len(key) == 1 and key not in "/:") else ("type", key.replace(">", "\n"))
        for key in keys
    ]


@pytest.mark.parametrize("size", SIZES, ids=lambda size: f"{size[0]}x{size[1]}")
@pytest.mark.parametrize("name", SCREENS)
def test_screen(snap_compare: Callable[..., bool], name: str, size: tuple[int, int]) -> None:
    shown = SCREENS[name]
    if name == "diff":
        snapshot.save(BEFORE, with_failed_nat_gateways())
    app = VpceApp(shown.source() if shown.source is not None else GivenSource(_demo()))

    async def keys(pilot: Pilot[Any]) -> None:
        driver = Driver(app, pilot)
        await driver.read_to_end()
        for move in _moves(shown.moves):
            await make(move, app)
        if shown.opened is not None:
            app.push_screen(shown.opened())
        await driver.settle()
        for field in app.screen.query("Input, TextArea"):
            assert isinstance(field, Input | TextArea)
            field.cursor_blink = False
        await driver.settle()
        assert type(app.screen).__name__ == shown.screen

    assert snap_compare(app, terminal_size=size, run_before=keys)


def test_every_screen_is_in_a_picture() -> None:
    for module in pkgutil.iter_modules(screens.__path__):
        importlib.import_module(f"{screens.__name__}.{module.name}")
    ours = [kind for kind in _below(Screen) if kind.__module__.startswith(f"{screens.__name__}.")]
    shown = {kind.__name__ for kind in ours if not any(other.__module__ for other in kind.__subclasses__())}
    assert shown <= {one.screen for one in SCREENS.values()}


def _below(kind: type[Any]) -> list[type[Any]]:
    return [each for below in kind.__subclasses__() for each in (below, *_below(below))]
