"""Where is one, and where was one before?"""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import Final

from vpce_tui.model.record import Record, Scope
from vpce_tui.tui.screens.detour import Detour

PANES: Final = {"network": "1 Network", "endpoints": "2 Endpoints", "inspector": "3 Inspector", "coverage": "4 Reading"}
"""The panes of the explorer and their titles, in the order of their keys."""


@dataclass(frozen=True, slots=True)
class Locus:
    """Where one is: a record and the page shown about it."""

    record_type: type[Record]
    record_id: str
    scope: Scope
    page: str = "overview"
    pane: str = "network"
    """The pane that had the focus."""

    def seen_as(self, page: str, pane: str) -> Locus:
        """Return the same record with another page and pane."""
        return replace(self, page=page, pane=pane)


View = Locus | Detour
"""A place of the explorer, or screens that stood above it."""


@dataclass(slots=True)
class History:
    """The views before this one and those after it, as one goes back and forward."""

    past: list[View] = field(default_factory=list)
    future: list[View] = field(default_factory=list)

    def leave(self, view: View) -> None:
        """Remember a view that one goes away from; what was ahead is gone."""
        self.past.append(view)
        self.future.clear()

    def back(self, here: Locus | None) -> View | None:
        """Return the view before this one, or None; `here` is then ahead."""
        return self._step(self.past, self.future, here)

    def forward(self, here: Locus | None) -> View | None:
        """Return the view after this one, or None; `here` is then behind."""
        return self._step(self.future, self.past, here)

    @staticmethod
    def _step(source: list[View], rest: list[View], here: Locus | None) -> View | None:
        if not source:
            return None
        if here is not None:
            rest.append(here)
        return source.pop()
