"""Does this subnet reach all that a workload needs? Each member with its verdict; Enter opens its trace."""

from __future__ import annotations

from typing import ClassVar, Final

from textual import on, work
from textual.app import ComposeResult
from textual.binding import BindingType
from textual.widgets import Static
from textual.worker import get_current_worker

from vpce_tui.model.record import Scope
from vpce_tui.model.topology import Topology
from vpce_tui.reach.workloads import Need, Workload, needs_of, region_for
from vpce_tui.resources.network_interface import NetworkInterface
from vpce_tui.tui.cells import content
from vpce_tui.tui.keys import Key, placed
from vpce_tui.tui.place_keys import bindings_of
from vpce_tui.tui.screens.detour import AboveScreen
from vpce_tui.tui.screens.trace import TraceScreen
from vpce_tui.tui.widgets.rows import VirtualRows
from vpce_tui.tui.widgets.text_view import TextLine, TextView
from vpce_tui.view.asked import Asked, Found
from vpce_tui.view.goal_words import flow_of
from vpce_tui.view.lines import Line
from vpce_tui.view.text import UNICODE_SIGNS, Run, Signs, plain, printable
from vpce_tui.view.workload import workload_lines
from vpce_tui.view.wrapping import wrapped

KEYS: Final = placed(
    "workload",
    Key("enter", "follow", "the trace of the member under the cursor", "Workload", "trace", 1),
    Key("y", "copy_text", "copy as text", "Workload", "copy", 2),
    Key("question_mark", "help", "these keys", "Workload", "keys", 3),
    Key("escape,left_square_bracket", "leave", "back", "Workload", "back", 0),
    Key("q,ctrl+q", "quit_app", "quit", "Workload"),
)


class WorkloadScreen(AboveScreen):
    """One workload from one interface."""

    DEFAULT_CSS = """
    WorkloadScreen {
        & > #verdict { height: 1; padding: 0 1; background: $panel; }
        & > #needs { height: 1fr; }
    }
    """
    KEYS = KEYS
    BINDINGS: ClassVar[list[BindingType]] = [*bindings_of(KEYS)]

    def __init__(
        self,
        workload: Workload,
        interface: NetworkInterface,
        topology: Topology,
        needs: tuple[Need, ...] | None = None,
        *,
        signs: Signs = UNICODE_SIGNS,
    ) -> None:
        super().__init__()
        self._workload, self._interface, self._topology = workload, interface, topology
        self._needs = needs
        self._signs = signs
        self._lines: list[Line] = []

    @property
    def shown_scope(self) -> Scope | None:
        return self._topology.scope_of(self._interface)

    def compose(self) -> ComposeResult:
        yield self.where_line()
        yield Static(id="verdict")
        yield TextView(signs=self._signs, id="needs")
        yield self.hint_line()

    def on_mount(self) -> None:
        told: list[Run] = [("what does it need for ", "heading"), (self._workload.name, "accent")]
        self.query_one("#verdict", Static).update(content(told))
        self.query_one("#needs").focus()
        if self._needs is None:
            self._compute()

    def on_resize(self) -> None:
        self._show()

    def again(self) -> WorkloadScreen:
        return WorkloadScreen(self._workload, self._interface, self._topology, self._needs, signs=self._signs)

    @work(thread=True, exclusive=True, group="needs", exit_on_error=False)
    def _compute(self) -> None:
        worker = get_current_worker()
        needs: list[Need] = []
        region = region_for(self._interface, self._topology)
        for need in needs_of(self._workload, self._interface, self._topology, region):
            needs.append(need)
            if worker.is_cancelled:
                return
            self.app.call_from_thread(self._take, tuple(needs))

    def _take(self, needs: tuple[Need, ...]) -> None:
        self._needs = needs
        self._show()

    def _show(self) -> None:
        if self._needs is None or not self.is_mounted or not self.size.width:
            return
        lines = workload_lines(self._workload, self._interface.network_interface_id, self._needs, self._signs)
        width = self.size.width - 3
        self._lines = [Line(part, opens=line.opens) for line in lines for part in wrapped(line.cells, width, 6)]
        view = self.query_one("#needs", TextView)
        view.lines = [TextLine(line.cells, id=f"{at}") for at, line in enumerate(self._lines)]

    @on(VirtualRows.Chosen)
    def open_trace(self, message: VirtualRows.Chosen) -> None:
        opens = self._lines[int(message.node_id)].opens
        if not opens or self._needs is None:
            return
        need = self._needs[int(opens.split()[1])]
        if need.trace is not None:
            asked = Asked(flow_of(self._interface.network_interface_id, need.label), self._topology)
            self.app.push_screen(TraceScreen(asked, Found(need.trace), signs=self._signs))

    def action_copy_text(self) -> None:
        if self._needs is not None:
            lines = workload_lines(self._workload, self._interface.network_interface_id, self._needs)
            self.copy("".join(f"{printable(plain(line.cells)).rstrip()}\n" for line in lines), "the page as text")
