"""What has changed since it was read before? The newest first; Enter goes to the record, space shows its members."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from typing import ClassVar, Final

from textual import on
from textual.binding import BindingType

from vpce_tui.model.changes import NO_CHANGES, Changes, SeenChange
from vpce_tui.model.diff import ChangeKind
from vpce_tui.tui.keys import Key, placed
from vpce_tui.tui.place_keys import bindings_of
from vpce_tui.tui.screens.entries import EntriesScreen
from vpce_tui.tui.widgets.rows import VirtualRows
from vpce_tui.tui.widgets.text_view import TextLine
from vpce_tui.view.changes import change_key, change_lines, change_members, headline
from vpce_tui.view.lines import Target
from vpce_tui.view.text import UNICODE_SIGNS, Signs

KEYS: Final = placed(
    "changes",
    Key("enter", "follow", "go to the record, as it is now", "Changes", "record", 1),
    Key("space", "members", "the members that changed, before and after; and back", "Changes", "members", 2),
    Key("asterisk", "all_members", "the members of all, and back", "Changes", "all", 3),
    Key("c", "copy_json", "copy the changes as JSON", "Changes", "JSON", 5),
    Key("r", "refresh", "read everything again", "Changes", "refresh", 4),
    Key("question_mark", "help", "these keys", "Changes", "keys", 6),
    Key("escape,left_square_bracket,v", "leave", "back", "Changes", "back", 0),
    Key("q,ctrl+q", "quit_app", "quit", "Changes"),
)


class ChangesScreen(EntriesScreen):
    """A list that grows at its top while one reads it; the cursor stays on its change."""

    KEYS = KEYS
    BINDINGS: ClassVar[list[BindingType]] = [*bindings_of(KEYS)]

    def __init__(self, opened: frozenset[str] = frozenset(), line: str = "", *, signs: Signs = UNICODE_SIGNS) -> None:
        """Show the list; `opened` are the changes whose members are shown, `line` is where the cursor is."""
        super().__init__(opened, line, signs=signs)
        self._rows: dict[str, SeenChange] = {}
        self._shown: tuple[Changes, frozenset[str]] | None = None

    @property
    def _changes(self) -> Changes:
        return self.explorer.fresh.changes or NO_CHANGES

    def _show(self) -> None:
        changes = self._changes
        if self._shown == (changes, self._opened):
            return
        self._shown = (changes, self._opened)
        self._say(headline(changes))
        lines = change_lines(changes, datetime.now(UTC), self._opened)
        self._rows = {_row(at, line.opens, seen): seen for at, (line, seen) in enumerate(lines)}
        made = [TextLine(line.cells, id=_row(at, line.opens, seen)) for at, (line, seen) in enumerate(lines)]
        self._view.lines = made or [TextLine([("r reads again; what differs then is listed here", "muted")])]
        self._place_cursor()

    def _under_cursor(self) -> SeenChange | None:
        return self._rows.get(self._view.cursor_id or "")

    @on(VirtualRows.Chosen)
    def follow_change(self, message: VirtualRows.Chosen) -> None:
        seen = self._rows.get(message.node_id)
        if seen is None:
            return
        if seen.change.kind is ChangeKind.REMOVED:
            self.notify("it was removed, so that there is nowhere to go", severity="warning")
        else:
            self.follow(Target(seen.change.record_type, seen.change.record_id))

    def action_members(self) -> None:
        seen = self._under_cursor()
        if seen is not None:
            key = change_key(seen)
            if key in self._opened:
                self._line = key
            self._opened ^= {key}
            self._show()

    def action_all_members(self) -> None:
        seen = self._under_cursor()
        keys = (change_key(seen) for seen in self._rows.values() if seen.change.members)
        self._toggle_all(keys, change_key(seen) if seen is not None else "")

    def action_copy_json(self) -> None:
        members = [change_members(seen) for seen in self._changes.seen]
        self.copy(json.dumps(members, indent=1), "the changes as JSON")

    def action_refresh(self) -> None:
        self.explorer.fresh.refresh(None)


def _row(at: int, opens: str, seen: SeenChange) -> str:
    """Return a line's id: a change's own line keeps it when others come above."""
    return opens or f"{change_key(seen)} line {at}"
