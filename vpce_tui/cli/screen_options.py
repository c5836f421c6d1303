"""How shall the screen look and behave, as the command line says it? The options of every command that starts it."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Final

import click
from click.core import ParameterSource

from vpce_tui.tui.settings import THEMES, ScreenSettings

_OPTIONS: Final = (
    click.option("--theme", default="", metavar="NAME", help=f"Colours: {', '.join(THEMES)}."),
    click.option("--ascii/--no-ascii", "ascii", default=False, help="Draw with ASCII signs alone."),
    click.option(
        "--low-bandwidth",
        type=click.Choice(["auto", "on", "off"]),
        default="auto",
        help="Send changed cells alone; auto: over SSH.",
    ),
    click.option(
        "--watch", "watch_seconds", type=click.FloatRange(0), default=0, metavar="SECONDS", help="Read again as often."
    ),
    click.option("--view", default="", metavar="ID|LINK", help="Show this record, or the view of a `:link`, first."),
    click.option("--filter", default="", metavar="TEXT", help="Begin with this filter."),
    click.option("--resume/--no-resume", "resume", default=True, help="Keep what is read live, for `vpce-tui resume`."),
    click.option("--config", default="", metavar="FILE", help="Config file to use; see `vpce-tui config`."),
)
_NAMES: Final = ("theme", "ascii", "low_bandwidth", "watch_seconds", "view", "filter", "resume", "config")


def screen_options(command: Callable[..., Any]) -> Callable[..., Any]:
    """Add the options of the screen; the command receives one `screen: ScreenSettings`."""

    def with_screen(**values: Any) -> Any:
        context = click.get_current_context()
        given = {name for name in _NAMES if context.get_parameter_source(name) is ParameterSource.COMMANDLINE}
        screen = ScreenSettings(**{name: values.pop(name) for name in _NAMES}, given=frozenset(given))
        return command(screen=screen, **values)

    with_screen.__doc__ = command.__doc__
    with_screen.__name__ = getattr(command, "__name__", "command")
    with_screen.__click_params__ = getattr(command, "__click_params__", [])  # type: ignore[attr-defined]
    decorated: Callable[..., Any] = with_screen
    for option in reversed(_OPTIONS):
        decorated = option(decorated)
    return decorated
