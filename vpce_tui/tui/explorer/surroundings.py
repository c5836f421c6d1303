"""What is said around the panes: the line on top, the line at the bottom, rows in numbers, and what was read?"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from textual.widgets import Static

from vpce_tui.model.record import Scope
from vpce_tui.tui.cells import content
from vpce_tui.tui.explorer.heading import Heading
from vpce_tui.tui.explorer.panes import TREES
from vpce_tui.tui.keys import hints
from vpce_tui.tui.screens.detour import AboveScreen
from vpce_tui.tui.widgets.edges import tell_on_edge
from vpce_tui.tui.widgets.prompt import Prompt, ending_keys
from vpce_tui.tui.widgets.text_view import TextLine, TextView
from vpce_tui.tui.widgets.virtual_tree import VirtualTree
from vpce_tui.view.coverage import coverage_lines
from vpce_tui.view.text import Cells, Run, cell_width, cells_width

if TYPE_CHECKING:
    from vpce_tui.tui.explorer.history import Locus
    from vpce_tui.tui.screens.explorer import ExplorerScreen
    from vpce_tui.view.lines import Subject


class Surroundings:
    """The lines around the panes; nothing is sent where the words are the same."""

    def __init__(self, screen: ExplorerScreen) -> None:
        self._screen = screen
        self._top: Cells = ()
        self._position = ""
        """Matches, marks and place of the pane's cursor, where only the bottom line has room for them."""

    # On top

    def show_top(self) -> None:
        """Say anew what the top line says, here and above."""
        screen = self._screen
        if not screen.is_mounted:
            return
        top = self.heading(screen.size.width - 2)
        if top != self._top:
            self._top = top
            screen.query_one("#top", Static).update(content(top), layout=False)
        for above in screen.app.screen_stack:
            if isinstance(above, AboveScreen) and above.is_mounted:  # one that is being opened looks for itself
                above.renew()

    def heading(self, width: int) -> Cells:
        """Return the top line for so many cells."""
        screen, is_single = self._screen, self._screen.panes.is_single
        place = screen.panes.place_under_cursor(screen.panes.current)
        at = place.scope if place is not None else None
        told = screen.fresh.told(screen.whereabouts.scope, briefly=is_single)
        subject = screen.whereabouts.subject()
        return self._heading(screen.here, subject, told, at, is_single=is_single).cells(width)

    def heading_above(self, width: int, scope: Scope | None) -> Cells:
        """Return the top line of a screen above, which is about an account and Region, or about all of them."""
        told = self._screen.fresh.told(scope, briefly=self._screen.panes.is_single)
        return self._heading(None, None, told, scope, is_above=True).cells(width)

    def _heading(
        self,
        locus: Locus | None,
        subject: Subject | None,
        told: Sequence[Run],
        at: Scope | None,
        *,
        is_single: bool = False,
        is_above: bool = False,
    ) -> Heading:
        screen = self._screen
        return Heading(
            screen.topology,
            screen.source_label,
            screen.is_live,
            screen.signs,
            screen.panes.current,
            locus,
            subject,
            is_single,
            told,
            is_above,
            at,
            screen.account_looks,
            screen.is_reading,
        )

    # At the bottom

    def show_hints(self) -> None:
        """Say in the bottom line which keys there are."""
        screen = self._screen
        prompt = screen.query_one(Prompt)
        if prompt.is_asking and prompt.purpose not in ("filter", "search"):
            return  # the line says something about what is being typed
        self._position = self._position_now()
        runs: list[Run] = [(f"{self._position}  ", "accent")] if self._position else []
        if prompt.is_asking:
            runs += ending_keys(prompt.purpose)
        room = screen.size.width - 2 - cells_width(runs)
        for key, word in hints() if not prompt.is_asking else ():
            room -= cell_width(key) + len(word) + 3
            if room < 0:
                break
            runs += [(key, "key"), (f" {word}  ", "muted")]
        screen.query_one("#hints", Static).update(content(runs), layout=False)

    # Beside the rows

    def show_place(self, tree: VirtualTree) -> None:
        """Say where the cursor is among the rows, how many match and how many are marked."""
        tell_on_edge(tree, subtitle=_place_words(tree))
        if tree.id == self._screen.panes.current and self._position != self._position_now():
            self.show_hints()

    def _position_now(self) -> str:
        """Return what the bottom line says of order, matches and marks: one pane alone has no border to say it in."""
        panes = self._screen.panes
        if not panes.is_single or panes.current not in TREES:
            return ""
        tree = panes.tree(panes.current)
        place = _place_words(tree) if tree.model.is_filtered or tree.picked else ""
        return "  ".join(part for part in (self._screen.order_words(panes.current), place) if part)

    # What was read

    def show_coverage(self) -> None:
        """Say anew what was read and what was not."""
        screen = self._screen
        lines = coverage_lines(screen.topology, screen.notes, screen.signs)
        view = screen.query_one("#coverage", TextView)
        made = [TextLine(line.cells, id=f"line-{at}") for at, line in enumerate(lines)]
        if [line.cells for line in view.lines] != [line.cells for line in made]:
            view.lines = made


def _place_words(tree: VirtualTree) -> str:
    """Return how many rows match and are marked, and where among them the cursor is."""
    model, (index, count) = tree.model, tree.position
    shown = f"{index + 1 if index is not None else 0:,} / {len(model) if count else 0:,}"
    if model.is_filtered:
        shown = f"{model.matches:,} of {model.total:,} match  {shown}"
    return f"{len(tree.picked):,} marked  {shown}" if tree.picked else shown
