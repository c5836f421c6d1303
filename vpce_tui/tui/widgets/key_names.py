"""How is the name of a context key completed while one types it?"""

from __future__ import annotations

from textual.suggester import Suggester

from vpce_tui.view.policy_suggestions import offered_keys


class KeyNames(Suggester):
    """Offers the rest of a key's name, up to the equals sign behind it."""

    def __init__(self, action: str) -> None:
        super().__init__(use_cache=False, case_sensitive=True)
        self._action = action

    async def get_suggestion(self, value: str) -> str | None:
        if "=" in value:
            return None
        found = next(iter(offered_keys(self._action, value)), None)
        # What is typed stays as it is typed: only what follows is offered.
        return f"{value}{found[len(value) :]}=" if found else None
