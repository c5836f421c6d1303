"""`vpce-tui vpce-0abc`: live AWS (or another source), opened at a record."""

from __future__ import annotations

from dataclasses import replace

import click

from vpce_tui.cli.options import SourceOptions, source_options
from vpce_tui.cli.screen_options import screen_options
from vpce_tui.errors import UsageError
from vpce_tui.tui.settings import ScreenSettings


@click.command("view", hidden=True, short_help="Explore from one record on.")
@click.argument("record_id", metavar="ID")
@source_options
@screen_options
@click.pass_context
def view_command(ctx: click.Context, record_id: str, source: SourceOptions, screen: ScreenSettings) -> int:
    r"""Explore, and go to a record as soon as it has been read.

    \b
    vpce-tui vpce-0123456789abcdef0 --profile prod
    vpce-tui eni-0a1b2c3d --source prod.jsonl.gz
    """
    from vpce_tui.cli.commands.explore import explore

    before = ctx.obj if isinstance(ctx.obj, tuple) else None
    if before is not None:
        if source != SourceOptions() or screen.given:
            raise UsageError("options stand on both sides of the id", help=f"write them all behind `{record_id}`")
        source, screen = before
    if screen.view:
        raise UsageError(f"`{record_id}` and `--view {screen.view}` name two views", help="leave one of them out")
    return explore(source, replace(screen, view=record_id))


COMMANDS = {"view": view_command}
