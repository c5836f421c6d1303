"""How do questions begin in the explorer: from what is under the cursor, asking only for what is missing?"""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial
from typing import TYPE_CHECKING

from vpce_tui.errors import VpceTuiError
from vpce_tui.model.record import Record, Scope
from vpce_tui.reach.clients import is_client
from vpce_tui.reach.endpoints import endpoint_of
from vpce_tui.reach.flow import resolve_source
from vpce_tui.reach.world import world_of
from vpce_tui.resources.instance import Instance
from vpce_tui.resources.network_interface import NetworkInterface
from vpce_tui.resources.subnet import Subnet
from vpce_tui.resources.vpc_endpoint import VpcEndpoint
from vpce_tui.tui.screens.ask import AskScreen
from vpce_tui.view.choices import goal_choices, source_choices
from vpce_tui.view.goal_words import flow_of
from vpce_tui.view.inspect.routes import has_routes
from vpce_tui.view.lines import Subject
from vpce_tui.view.workload import clients_of_subnet

if TYPE_CHECKING:
    from vpce_tui.tui.screens.explorer import ExplorerScreen

MOST_RECENT = 8
GOAL_HINT = "service, host, id, address[:port][/udp]"


class Questions:
    """The questions that can be asked from the explorer; it remembers what was asked lately."""

    def __init__(self, explorer: ExplorerScreen) -> None:
        self._explorer = explorer
        self.recent: list[str] = []
        """Destinations, the latest first."""

    def trace(self, subject: Subject | None, scope: Scope | None) -> None:
        """Ask for what the record under the cursor does not say of source and destination, then trace."""
        record = subject.record if subject is not None else None
        source, goal = self._ends(record, scope)
        if source:
            self._ask_goal(source, scope)
        else:
            self._ask_source(record, scope, goal)

    def _ends(self, record: Record | None, scope: Scope | None) -> tuple[str, str]:
        """Return the source and the destination that a record is; empty where it is none."""
        if isinstance(record, VpcEndpoint):
            return "", record.vpc_endpoint_id
        if isinstance(record, NetworkInterface) and not is_client(record):
            endpoint = endpoint_of(world_of(self._explorer.topology), record, scope or Scope("", ""))
            return "", endpoint.vpc_endpoint_id if endpoint is not None else record.network_interface_id
        if isinstance(record, NetworkInterface | Instance):
            return record.record_id, ""
        return "", ""

    def _ask_source(self, record: Record | None, scope: Scope | None, goal: str) -> None:
        explorer = self._explorer
        load = partial(source_choices, explorer.topology, record, scope)

        def chosen(words: str | None) -> None:
            if words and goal:
                self._open(words, goal)
            elif words:
                self._ask_goal(words, scope)

        def refusal(words: str) -> str:
            try:
                resolve_source(world_of(explorer.topology), words)
            except VpceTuiError as error:
                return str(error)
            return ""

        title = f"who shall reach {goal}?" if goal else "trace from whom?"
        hint = "name, id or address of an interface or instance"
        explorer.app.push_screen(AskScreen(title, load, hint=hint, refusal=refusal, signs=explorer.signs), chosen)

    def _ask_goal(self, source: str, scope: Scope | None) -> None:
        explorer = self._explorer
        load = partial(goal_choices, explorer.topology, scope, tuple(self.recent))

        def chosen(words: str | None) -> None:
            if words:
                self.recent = [words, *(other for other in self.recent if other != words)][:MOST_RECENT]
                self._open(source, words)

        ask = AskScreen(f"{source}: reach what?", load, hint=GOAL_HINT, signs=explorer.signs)
        explorer.app.push_screen(ask, chosen)

    def _open(self, source: str, goal: str) -> None:
        from vpce_tui.tui.screens.trace import TraceScreen
        from vpce_tui.view.asked import Asked

        explorer = self._explorer
        try:
            asked = Asked(flow_of(source, goal), explorer.topology)
        except VpceTuiError as error:
            explorer.notify(str(error), severity="warning", markup=False)
            return
        explorer.app.push_screen(TraceScreen(asked, signs=explorer.signs))

    def trace_words(self, ends: Sequence[str], subject: Subject | None) -> None:
        """Trace between what was typed; with one end, from what is under the cursor to it."""
        if len(ends) == 2:
            self._open(ends[0], ends[1])
            return
        source, _ = self._ends(subject.record if subject is not None else None, subject.scope if subject else None)
        if source:
            self._open(source, ends[0])
        else:
            record, scope = (subject.record, subject.scope) if subject is not None else (None, None)
            self._ask_source(record, scope, ends[0])

    def matrix(self) -> None:
        """Open the matrix of all subnets and the services in use."""
        from vpce_tui.tui.screens.matrix import MatrixScreen

        explorer = self._explorer
        explorer.app.push_screen(MatrixScreen(explorer.topology, signs=explorer.signs))

    def workload(self, subject: Subject | None, words: str = "") -> None:
        """Ask for a workload (unless it was named), then trace all that it needs from the record under the cursor."""
        from vpce_tui.reach.workloads import workload_named
        from vpce_tui.tui.screens.workload import WorkloadScreen
        from vpce_tui.view.workload import workload_choices

        explorer = self._explorer
        interface = self._client_of(subject)
        if interface is None:
            told = "there is no client to trace from here: move to an interface, or to a subnet that has one"
            explorer.notify(told, severity="warning")
            return
        topology = explorer.topology

        def chosen(words: str | None) -> None:
            if words:
                screen = WorkloadScreen(workload_named(words), interface, topology, signs=explorer.signs)
                explorer.app.push_screen(screen)

        if words:
            chosen(workload_named(words).name)
            return
        title = f"{interface.network_interface_id}: what for?"
        ask = AskScreen(title, workload_choices, hint="workload", takes_words=False, signs=explorer.signs)
        explorer.app.push_screen(ask, chosen)

    def _client_of(self, subject: Subject | None) -> NetworkInterface | None:
        """Return the interface under the cursor, or one of the largest class of clients of a subnet."""
        if subject is None:
            return None
        record = subject.record
        if isinstance(record, NetworkInterface):
            return record if is_client(record) else None
        if isinstance(record, Subnet):
            found = clients_of_subnet(subject.topology, record.subnet_id, subject.scope)
            return found[0].example if found else None
        return None

    def routes(self, subject: Subject | None, words: str = "") -> None:
        """Ask where an address or a name goes by the route tables of the record under the cursor."""
        from vpce_tui.tui.screens.routes import RoutesScreen

        explorer = self._explorer
        if subject is None or not has_routes(subject.record):
            explorer.notify("no route table stands for this: move to a subnet, table, VPC, …", severity="warning")
            return
        explorer.app.push_screen(RoutesScreen(subject, words, signs=explorer.signs))
