"""Live AWS as a source for the screen. aiobotocore is imported by the reader's thread, after the first frame."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from vpce_tui.errors import VpceTuiError
from vpce_tui.model.events import CollectEvent
from vpce_tui.model.record import Record, Scope

if TYPE_CHECKING:
    from vpce_tui.collect.live import LiveSource


class ScreenLiveSource:
    """Reads the chosen profiles, roles and Regions; can read again."""

    label = "live"
    is_live = True

    def __init__(
        self, profiles: tuple[str, ...], regions: tuple[str, ...], roles: tuple[str, ...], endpoint_url: str
    ) -> None:
        self._profiles, self._regions, self._roles, self._endpoint_url = profiles, regions, roles, endpoint_url
        self._live: LiveSource | None = None

    def start(self, report: Callable[[CollectEvent], None], ended: Callable[[VpceTuiError | None], None]) -> None:
        from vpce_tui.collect.choice import Choice, Settings
        from vpce_tui.collect.live import LiveSource

        settings = Settings(endpoint_url=self._endpoint_url) if self._endpoint_url else Settings()
        choice = Choice(self._profiles, self._regions, self._roles)
        self._live = LiveSource(choice, report, settings=settings, ended=ended)
        self._live.start()

    def refresh(self, scope: Scope | None = None, record_type: type[Record] | None = None) -> str:
        if self._live is None:
            return "the first reading has not begun"
        self._live.refresh(scope, record_type)
        return ""

    def close(self) -> None:
        if self._live is not None:
            self._live.close()
