"""Which accounts and Regions shall be shown? A list to mark them in; Enter shows the marked ones."""

from __future__ import annotations

from typing import ClassVar, Final

from textual import events, on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.screen import ModalScreen
from textual.widgets import Static

from vpce_tui.model.record import Scope
from vpce_tui.model.topology import Topology
from vpce_tui.resources.network_interface import NetworkInterface
from vpce_tui.resources.vpc import Vpc
from vpce_tui.resources.vpc_endpoint import VpcEndpoint
from vpce_tui.tui.cells import content
from vpce_tui.tui.keys import Key, placed
from vpce_tui.tui.place_keys import hint_runs
from vpce_tui.tui.widgets.rows import VirtualRows
from vpce_tui.tui.widgets.text_view import TextLine, TextView
from vpce_tui.view.coverage import counted_seen
from vpce_tui.view.scopes import scope_text
from vpce_tui.view.text import UNICODE_SIGNS, Run, Signs, fit, printable

SCOPE_KEYS: Final = placed(
    "scopes",
    Key("enter", "apply", "show the marked ones, or the one under the cursor", "Accounts", "show", 0),
    Key("space,insert,M", "mark", "mark, or take the mark away", "Accounts", "mark", 1),
    Key("a", "mark_all", "show all", "Accounts", "all", 2),
    Key("escape,q", "leave", "back, nothing changed", "Accounts", "back", 3),
)


class ScopesScreen(ModalScreen["frozenset[Scope] | None"]):
    """Dismissed with the scopes to show, or with None where nothing shall change."""

    DEFAULT_CSS = """
    ScopesScreen {
        align: center middle;
        background: $background;
        & > TextView {
            width: 100%; max-width: 100; height: 1fr; max-height: 30; border: round $primary; padding: 0 1;
        }
    }
    """
    BINDINGS: ClassVar[list[BindingType]] = [
        # Before the explorer's and the rows' own, which are not meant here.
        *(
            Binding(key.keys, key.action, key.says, show=False, id=key.id, priority=True)
            for key in SCOPE_KEYS
            if key.keys != "enter"
        ),
    ]

    def __init__(self, topology: Topology, chosen: frozenset[Scope], *, signs: Signs = UNICODE_SIGNS) -> None:
        super().__init__()
        self._topology = topology
        self._chosen = chosen
        self._signs = signs

    def compose(self) -> ComposeResult:
        view = TextView(signs=self._signs, id="scopes")
        view.border_title = "accounts and Regions to show"
        yield view
        yield Static(id="hints")

    @property
    def _view(self) -> TextView:
        return self.query_one("#scopes", TextView)

    def on_mount(self) -> None:
        self._view.lines = [TextLine(self._cells(scope), id=str(scope)) for scope in self._topology.scopes]
        self._view.picked = {str(scope) for scope in self._chosen}
        self._view.focus()

    def on_resize(self, event: events.Resize) -> None:
        self.query_one("#hints", Static).update(content(hint_runs(SCOPE_KEYS, event.size.width)), layout=False)

    def _cells(self, scope: Scope) -> list[Run]:
        topology = self._topology
        opened = topology.opened.get(scope)
        name = printable(opened.account_name or opened.profile) if opened is not None else ""
        types = ((Vpc, "VPC"), (VpcEndpoint, "endpoint"), (NetworkInterface, "interface"))
        counts = [
            counted_seen(topology.count(kind, scope), noun, topology.coverage(kind, scope)) for kind, noun in types
        ]
        return [
            (fit(name, 14, ellipsis=self._signs.ellipsis) + " ", "heading"),
            (f"{scope_text(scope):<29}", "accent"),
            (f" {', '.join(counts)}", "muted"),
        ]

    def action_mark(self) -> None:
        row = self._view.cursor_id
        if row is not None:
            self._view.picked = self._view.picked ^ {row}
            self._view.action_move(1)

    def action_mark_all(self) -> None:
        self.dismiss(frozenset())

    def action_leave(self) -> None:
        self.dismiss(None)

    @on(VirtualRows.Chosen)
    def apply(self, message: VirtualRows.Chosen) -> None:
        message.stop()
        wanted = self._view.picked or {message.node_id}
        self.dismiss(frozenset(scope for scope in self._topology.scopes if str(scope) in wanted))
