"""How does a screen have policies read from AWS, and learn when the answers are there?

The reader's thread reads; the screen looks into the inventory now and then until everything that it asked for has been
answered, be it by a refusal. Keys never wait for it.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any, Final

from textual.screen import Screen
from textual.timer import Timer

from vpce_tui.model.topology import Topology

if TYPE_CHECKING:
    from vpce_tui.collect.wanted import WantedPolicies

LOOK_SECONDS: Final = 0.2
MOST_LOOKS: Final = 300
"""After a minute somebody has cancelled the reading, or AWS is out of reach: the screen goes on without."""


class PolicyAsking:
    """One question at a time; a later one takes the place of the one before."""

    def __init__(self, screen: Screen[Any], take: Callable[[Topology], None]) -> None:
        """`take` gets what is known when that has changed; `is_waiting` then tells whether more is to come."""
        self._screen = screen
        self._take = take
        self._timer: Timer | None = None
        self._looks = 0

    @property
    def is_waiting(self) -> bool:
        """Whether answers are still to come."""
        return self._timer is not None

    def ask(self, wanted: WantedPolicies) -> str:
        """Have policies read; return why that cannot be, or an empty string."""
        from vpce_tui.collect.wanted import answers_to
        from vpce_tui.tui.app import VpceApp

        app = self._screen.app
        assert isinstance(app, VpceApp)
        reading = app.reading
        before = answers_to(reading.topology(), wanted)
        if not before:
            return "nothing in this request has policies that can be read: name a role, or a resource with a policy"
        why_not = reading.source.read_policies(wanted)
        if why_not:
            return why_not
        self._stop()
        self._looks = 0
        seen = before

        def look() -> None:
            nonlocal seen
            topology = reading.topology()
            now = answers_to(topology, wanted)
            self._looks += 1
            answered = all(new is not old for new, old in zip(now, before, strict=False))
            if answered or self._looks > MOST_LOOKS:
                self._stop()
            if answered or not self.is_waiting or any(new is not old for new, old in zip(now, seen, strict=False)):
                seen = now
                self._take(topology)

        self._timer = self._screen.set_interval(LOOK_SECONDS, look)
        return ""

    def _stop(self) -> None:
        if self._timer is not None:
            self._timer.stop()
            self._timer = None
