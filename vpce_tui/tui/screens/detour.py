"""How does one get from a screen above the explorer to a record in it, and back again?

Such a screen can make its like (`again`). Following a record closes what stands above the explorer and leaves a
`Detour` in its history; going back opens the screens as they were.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, ClassVar

from textual import events, on
from textual.binding import Binding, BindingType
from textual.screen import Screen
from textual.widgets import Static
from textual.worker import Worker, WorkerState

from vpce_tui.model.record import Scope
from vpce_tui.model.topology import Absent
from vpce_tui.tui.cells import content
from vpce_tui.tui.keys import COMMAND_KEY, Key
from vpce_tui.tui.manners import tell_worker_failure
from vpce_tui.view.lines import Target
from vpce_tui.view.text import Cells

if TYPE_CHECKING:
    from vpce_tui.tui.screens.explorer import ExplorerScreen


class AboveScreen(Screen[None]):
    """A screen above the explorer that can be come back to.

    Its first line says where one is and as whom, its last one which keys there are.
    """

    DEFAULT_CSS = """
    AboveScreen > #where { height: 1; padding: 0 1; background: $panel; }
    """

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding(COMMAND_KEY.keys, COMMAND_KEY.action, COMMAND_KEY.says, show=False, id=COMMAND_KEY.id)
    ]

    KEYS: ClassVar[Sequence[Key]] = ()
    """The keys of this place."""

    _where: Cells = ()

    @property
    def shown_scope(self) -> Scope | None:
        """The account and Region that this is about; None where it is about all that were read."""
        return None

    def where_line(self) -> Static:
        """Return the first line, for `compose`."""
        return Static(id="where")

    @on(events.Resize)
    @on(events.ScreenResume)
    def renew_where(self) -> None:
        self.call_next(self._show_where)

    def live_keys(self) -> Sequence[Key]:
        """Return the keys that do something now: those that the last line and the help show."""
        return self.KEYS

    def hint_line(self) -> Static:
        """Return the last line, for `compose`."""
        return Static(id="hints")

    @on(events.Resize)
    def show_hints(self) -> None:
        """Say in the last line which keys there are."""
        from vpce_tui.tui.place_keys import hint_runs

        for line in self.query("#hints").results(Static):
            line.update(content(hint_runs(self.live_keys(), self.size.width)), layout=False)

    def again(self) -> AboveScreen:
        """Return a screen like this one, at the same place, that computes nothing anew."""
        raise NotImplementedError

    def renew(self) -> None:
        """Say anew what may have changed below: where one is, how old the data is, what was read meanwhile."""
        self._show_where()

    def _show_where(self) -> None:
        line = next(iter(self.query("#where").results(Static)), None)
        if line is None or not self.size.width:
            return
        where = self.explorer.heading_above(self.size.width - 2, self.shown_scope)
        if where != self._where:
            self._where = where
            line.update(content(where), layout=False)

    @property
    def explorer(self) -> ExplorerScreen:
        """The explorer below."""
        from vpce_tui.tui.screens.explorer import ExplorerScreen

        return next(screen for screen in self.app.screen_stack if isinstance(screen, ExplorerScreen))

    def follow(self, target: Target) -> None:
        """Go to a record in the explorer; its `back` comes here again."""
        explorer = self.explorer
        found = explorer.topology.find(target.record_type, target.record_id)
        if isinstance(found, Absent):
            self.notify(f"cannot follow: {found.says}", severity="warning", markup=False)
            return
        explorer.visit(found, self.close_all())

    def close_all(self) -> Detour:
        """Close everything above the explorer; return the way back."""
        stack: Sequence[Screen[Any]] = self.app.screen_stack
        above = stack[stack.index(self.explorer) + 1 :]
        detour = Detour(tuple(screen.again() for screen in above if isinstance(screen, AboveScreen)))
        for _ in above:
            self.app.pop_screen()
        return detour

    def action_command(self) -> None:
        """Ask for a command."""
        from vpce_tui.tui.screens.command_line import CommandScreen

        async def obey(line: str | None) -> None:
            if line and line.strip(": "):
                await self.obey(line)

        self.app.push_screen(CommandScreen(self.explorer.commanding), obey)

    async def obey(self, line: str) -> None:
        """Run a command: where it leads elsewhere, this screen is closed, and `back` opens it again."""
        from vpce_tui.tui.commands import STAYING, parse

        explorer = self.explorer
        command = parse(line).command
        if command is not None and command.name == "help":
            await self.run_action("help")
            return
        if command is not None and command.name not in STAYING:
            explorer.keep_detour(self.close_all())
        await explorer.commanding.run(line)

    def action_help(self) -> None:
        """Show the keys of this place; the one that is chosen there is obeyed here."""
        from vpce_tui.tui.screens.help import HelpScreen

        async def run(action: str | None) -> None:
            if action:
                await self.run_action(action)

        self.app.push_screen(HelpScreen(self.live_keys()), run)

    @on(Worker.StateChanged)
    def tell_failure(self, message: Worker.StateChanged) -> None:
        """Say it where a thread failed: the screen would wait for its answer for ever."""
        if message.state is WorkerState.ERROR:
            tell_worker_failure(message.worker)

    def action_leave(self) -> None:
        """Close this screen."""
        self.app.pop_screen()

    def action_quit_app(self) -> None:
        self.app.exit(0)

    def copy(self, text: str, told: str) -> None:
        """Put a text into the clipboard, or into a file where it is too long, and say so."""
        from vpce_tui.tui.app import VpceApp

        assert isinstance(self.app, VpceApp)
        self.app.put_on_clipboard(text, told)

    def tell_saved(self, saved: bool, told: str) -> None:
        """Say what became of a file."""
        self.notify(told, severity="information" if saved else "error", markup=False)


@dataclass(frozen=True, slots=True)
class Detour:
    """Screens that stood above the explorer, to be opened again from the lowest to the topmost."""

    screens: tuple[AboveScreen, ...]

    def open(self, explorer: ExplorerScreen) -> None:
        for screen in self.screens:
            explorer.app.push_screen(screen)
