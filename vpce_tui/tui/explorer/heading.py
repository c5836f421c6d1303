"""What stands on the top line: where one is, where the data comes from, and what is missing?"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from vpce_tui.model.topology import Absent, Topology
from vpce_tui.resources.network_interface import NetworkInterface
from vpce_tui.resources.subnet import Subnet
from vpce_tui.resources.vpc import Vpc
from vpce_tui.tui.explorer.history import PANES, Locus
from vpce_tui.view.coverage import summary
from vpce_tui.view.labels import name_of
from vpce_tui.view.lines import Subject
from vpce_tui.view.text import Cells, Run, Signs, cell_width, cells_width, fit, printable

_BAR: Final[Run] = (" │ ", "muted")


@dataclass(frozen=True, slots=True)
class Heading:
    """All that the top line is made from."""

    topology: Topology
    source_label: str
    is_live: bool
    signs: Signs
    pane: str
    locus: Locus | None
    subject: Subject | None
    is_single: bool
    """One pane is shown: then the line is a breadcrumb."""

    def cells(self, width: int) -> Cells:
        """Return the line for so many cells; what does not fit is left out from the front of the breadcrumb."""
        rest: list[Run] = [_BAR, (self.source_label, "good" if self.is_live else "plain")]
        if not self.is_single:
            rest += [_BAR, (f"{self.topology.count(NetworkInterface):,} interfaces", "plain")]
        for run in summary(self.topology, self.signs):
            rest += [_BAR, run]
        rest += [_BAR, ("read-only", "muted")]
        if self.is_single:
            return ((self._breadcrumb(width - cells_width(rest)), "heading"), *rest)
        return (("vpce-tui", "heading"), _BAR, (self._scopes(), "plain"), *rest)

    def _scopes(self) -> str:
        locus = self.locus
        if locus is not None:
            opened = self.topology.opened.get(locus.scope)
            name = f"{opened.account_name} " if opened and opened.account_name else ""
            return f"{name}{locus.scope.account_id} {locus.scope.region}"
        accounts = {scope.account_id for scope in self.topology.scopes}
        regions = {scope.region for scope in self.topology.scopes}
        return f"{len(accounts)} accounts, {len(regions)} Regions"

    def _breadcrumb(self, room: int) -> str:
        locus = self.locus
        if locus is None:
            return PANES[self.pane][2:]
        parts = [locus.scope.account_id, locus.scope.region, *self._parents(locus)]
        while len(parts) > 1 and cell_width(printable(" › ".join(parts))) > room:
            parts.pop(0)
        return fit(printable(" › ".join(parts)), max(room, 8), ellipsis=self.signs.ellipsis).rstrip()

    def _parents(self, locus: Locus) -> list[str]:
        """Return the VPC, the subnet and the record, and the inspector's page if that is looked at."""
        parts: list[str] = []
        if self.subject is not None:
            record = self.subject.record
            for record_type, member in ((Vpc, "vpc_id"), (Subnet, "subnet_id")):
                parent = getattr(record, member, None)
                if parent and parent != locus.record_id:
                    found = self.topology.find(record_type, parent, locus.scope)
                    parts.append((name_of(found) if not isinstance(found, Absent) else "") or parent)
            parts.append(name_of(record) or locus.record_id)
        if self.pane == "inspector":
            parts.append(locus.page)
        return parts
