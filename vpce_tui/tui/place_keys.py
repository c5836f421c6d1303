"""How do the screens above the explorer get their bindings, the line at their bottom and their help from one table?"""

from __future__ import annotations

from collections.abc import Sequence

from textual.binding import Binding

from vpce_tui.tui.keys import Key
from vpce_tui.view.text import Run, cell_width


def bindings_of(keys: Sequence[Key]) -> list[Binding]:
    """Return the bindings; Enter is left to the rows, which post what was chosen."""
    return [Binding(key.keys, key.action, key.says, show=False, id=key.id) for key in keys if key.keys != "enter"]


def hint_runs(keys: Sequence[Key], width: int) -> list[Run]:
    """Return the line at the bottom: as many keys as fit, the most useful first."""
    runs: list[Run] = []
    room = width - 2
    for key in sorted((key for key in keys if key.hint and key.shown), key=lambda key: key.rank):
        shown = key.shown.split()[0]
        room -= cell_width(shown) + cell_width(key.hint) + 3
        if room < 0:
            break
        runs += [(shown, "key"), (f" {key.hint}  ", "muted")]
    return runs
