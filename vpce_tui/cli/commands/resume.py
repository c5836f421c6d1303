"""`vpce-tui resume`: open again, offline, what a live session had read when it ended or its connection dropped."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime

import click

from vpce_tui.cli.options import SourceOptions
from vpce_tui.cli.screen_options import screen_options
from vpce_tui.errors import ExitCode, UnreadableError, UsageError
from vpce_tui.tui.session_file import Session, sessions, sessions_folder
from vpce_tui.tui.settings import ScreenSettings
from vpce_tui.view.text import printable


@click.command("resume", short_help="Open again what the last live session had read, offline.")
@click.argument("number", default=1, type=click.IntRange(1))
@click.option("--list", "is_list", is_flag=True, help="Print the sessions that can be opened again.")
@screen_options
def resume_command(number: int, is_list: bool, screen: ScreenSettings) -> int:
    r"""Open what was read live and kept; NUMBER 1 is the last session, 2 the one before it.

    A session keeps what it has read every now and then, and when its terminal is gone. Nothing is read from AWS.

    \b
    vpce-tui resume
    vpce-tui resume --list
    """
    found = sessions(sessions_folder())
    if is_list:
        for at, session in enumerate(found, 1):
            click.echo(printable(f"{at}  {_when(session)}  {session.records:>9,} records  {session.source}"))
        return ExitCode.DONE
    if not found:
        raise UnreadableError(
            "no session has been kept yet", help="live sessions keep what they read, unless `--no-resume` says not to"
        )
    if number > len(found):
        raise UsageError(f"there is no session {number}", help="`vpce-tui resume --list` lists them")
    session = found[number - 1]
    from vpce_tui.cli.commands.explore import explore

    settings = replace(screen, view=screen.view or session.view)
    return explore(SourceOptions(path=str(session.path)), settings, label=f"saved {_time(session)}")


def _time(session: Session) -> str:
    return f"{session.saved:%Y-%m-%d %H:%M} UTC"


def _when(session: Session) -> str:
    """Return when it was saved, and how long ago that is."""
    minutes = int((datetime.now(UTC) - session.saved).total_seconds() // 60)
    hours, days = minutes // 60, minutes // 1440
    ago = f"{days} d" if days else f"{hours} h" if hours else f"{minutes} min"
    return f"{_time(session)}, {ago} ago"


COMMANDS = {"resume": resume_command}
