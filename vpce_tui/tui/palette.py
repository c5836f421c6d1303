"""How does the palette find commands, and records by id, name or address?"""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import Iterator
from functools import partial
from itertools import islice

from textual.app import ComposeResult
from textual.command import CommandInput, CommandPalette, DiscoveryHit, Hit, Hits
from textual.content import Content
from textual.markup import escape
from textual.system_commands import SystemCommandsProvider

from vpce_tui.model.record import Record, Scope
from vpce_tui.model.topology import Topology
from vpce_tui.resources import RESOURCES
from vpce_tui.resources.network_interface import NetworkInterface, addresses
from vpce_tui.tui.widgets.line_input import LineInput
from vpce_tui.view.labels import detail_of, name_of
from vpce_tui.view.text import printable

MOST_HITS = 30


class PaletteInput(CommandInput, LineInput):
    """The palette's line, which takes one line of what is pasted."""


class Palette(CommandPalette):
    """Textual's palette, which stands keys that come faster than frames, and other people's text in its line."""

    def compose(self) -> ComposeResult:
        for widget in super().compose():
            if isinstance(widget, CommandInput):
                yield PaletteInput(placeholder=widget.placeholder, select_on_focus=False)
            else:
                yield widget

    def _action_command_list(self, action: str) -> None:
        # Textual 8.2.8 moves by a page over lines that are laid out only when they are drawn.
        with contextlib.suppress(KeyError, IndexError):
            super()._action_command_list(action)


class CommandsAndRecords(SystemCommandsProvider):
    """Finds commands by their words, and records whose id, name or address holds what is typed.

    One provider for both: Textual keeps providers in a set, and what each finds would stand in the order of chance.
    """

    async def search(self, query: str) -> Hits:
        async for hit in super().search(query):
            yield hit
        from vpce_tui.tui.screens.explorer import ExplorerScreen

        screen = self.screen
        if not isinstance(screen, ExplorerScreen) or len(query) < 2:
            return
        # In a thread: 100,000 records take a tenth of a second to look through.
        found = await asyncio.to_thread(lambda: list(islice(matching(screen.topology, query), MOST_HITS)))
        for scope, record in found:
            # Names are nobody's markup, and plain texts would be read as such.
            text = printable(f"{record.record_id}  {name_of(record)}  {detail_of(record)}".strip())
            go = partial(screen.go_to, type(record), record.record_id, scope)
            yield Hit(0.9, Content(text), go, text=text, help=escape(printable(str(scope))))

    async def discover(self) -> Hits:
        yield DiscoveryHit("type an id, a name or an address", lambda: None, help="jumps to the record")
        async for hit in super().discover():
            yield hit


def matching(topology: Topology, query: str) -> Iterator[tuple[Scope, Record]]:
    """Yield records by id, name or address, in the order that types are read in. Lazy: take what is needed."""
    wanted = query.lower()
    for resource in RESOURCES:
        for scope, record in topology.located(resource.record):
            if wanted in record.record_id.lower() or wanted in name_of(record).lower() or _has_address(record, wanted):
                yield scope, record


def _has_address(record: Record, wanted: str) -> bool:
    return isinstance(record, NetworkInterface) and any(wanted in address for address in addresses(record))
