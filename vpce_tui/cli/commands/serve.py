"""`vpce-tui serve`: the explorer in a browser on this machine."""

from __future__ import annotations

import asyncio
import signal
from typing import TYPE_CHECKING

import click

from vpce_tui.cli.options import SourceOptions, source_options
from vpce_tui.cli.source_words import source_words
from vpce_tui.errors import ExitCode, UsageError

if TYPE_CHECKING:
    from socket import socket

    from vpce_tui.tui.serving import TokenServer


@click.command("serve", short_help="Show the explorer in a browser on this machine, guarded by a token.")
@source_options
@click.option("--port", default=0, type=click.IntRange(0, 65535), metavar="N", help="Port to listen on. [any free one]")
def serve_command(source: SourceOptions, port: int) -> int:
    r"""Serve the explorer on the loopback address; each browser window is a session of its own.

    The printed address holds a token; without it nothing is answered. For a browser on another machine, forward the
    port over SSH: the server listens nowhere else.

    \b
    vpce-tui serve --demo
    vpce-tui serve --profile prod --port 8000      then: ssh -L 8000:127.0.0.1:8000 bastion
    """
    if source.path == "-":
        raise UsageError("a screen cannot read a snapshot from stdin", help="save it to a file and serve that")
    try:
        from vpce_tui.tui.serving import TokenServer, listen
    except ModuleNotFoundError as error:
        raise UsageError(
            f"`vpce-tui serve` needs {error.name}, which is not installed", help="pip install 'vpce-tui[serve]'"
        ) from error
    try:
        listening = listen(port)
    except OSError as error:
        raise UsageError(
            f"cannot listen on port {port}: {error.strerror}", help="leave --port out for a free one"
        ) from error
    # What the browser gets is no terminal: there is nothing to save bytes on.
    server = TokenServer((*source_words(source), "--low-bandwidth", "off"), listening.getsockname()[1])
    click.echo(server.address)
    click.echo("Ctrl+C ends it", err=True)
    asyncio.run(_until_signalled(server, listening))
    return ExitCode.DONE


async def _until_signalled(server: TokenServer, listening: socket) -> None:
    ended = asyncio.Event()
    loop = asyncio.get_running_loop()
    for number in (signal.SIGINT, signal.SIGTERM):
        loop.add_signal_handler(number, ended.set)
    await server.run(listening, ended)


COMMANDS = {"serve": serve_command}
