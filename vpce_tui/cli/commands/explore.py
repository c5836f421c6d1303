"""`vpce-tui`, `vpce-tui demo` and `vpce-tui open PATH`: the commands that start the screen."""

from __future__ import annotations

import gc
import logging
import os
import sys
from dataclasses import replace
from functools import partial
from typing import TYPE_CHECKING

import click

from vpce_tui.cli.options import SourceOptions
from vpce_tui.cli.screen_options import screen_options
from vpce_tui.cli.source_words import source_words
from vpce_tui.errors import ExitCode, UsageError
from vpce_tui.tui.display.choice import checked, chosen
from vpce_tui.tui.settings import ScreenSettings, fitting_theme

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from pathlib import Path

    from vpce_tui.model.events import CollectEvent
    from vpce_tui.tui.reading import Source


def explore(source: SourceOptions, screen: ScreenSettings = ScreenSettings(), *, label: str = "") -> int:  # noqa: B008 - frozen
    """Start the screen over a source and return when the person leaves it; `label` names it in the top line.

    Raises:
        UsageError: There is no terminal to draw on.
    """
    if not (sys.stdin.isatty() and sys.stdout.isatty()) and not is_served():
        raise UsageError(
            "the explorer needs a terminal; stdin or stdout is none",
            help="in a pipeline use `vpce-tui list`, `snapshot` or `trace`, see `vpce-tui --help`",
        )
    # Imports make much that stays and hardly any garbage; the collector goes on when the first frame is out.
    gc.disable()
    # A frame waits for the next tick of this clock: half as long as by default. Nothing ticks where nothing changes.
    os.environ.setdefault("TEXTUAL_FPS", "120")
    from vpce_tui.tui.app import VpceApp
    from vpce_tui.tui.config import configured
    from vpce_tui.view.text import ASCII_SIGNS, UNICODE_SIGNS

    screen = configured(screen).settings
    encoding = (sys.stdout.encoding or "").lower().replace("-", "")
    signs = UNICODE_SIGNS if encoding == "utf8" and not screen.ascii else ASCII_SIGNS
    app_class = VpceApp
    if checked(chosen(screen.low_bandwidth, os.environ)).is_on:
        from vpce_tui.tui.low_bandwidth import low_bandwidth

        app_class = low_bandwidth(VpceApp)
    settings = replace(screen, theme=screen.theme or fitting_theme(_terminal_environment()))
    app = app_class(
        _screen_source(source, label),
        signs=signs,
        settings=settings,
        source_words=source_words(source),
        places_path=_places_path,
    )
    app.leaving.watch()
    # Mouse reports are bytes on every motion: over SSH the keyboard is enough.
    code = app.run(mouse="SSH_CONNECTION" not in os.environ)
    app.leaving.end()
    if app.leaving.exit_code:
        logging.shutdown()
        # Not by way of Python's end: it waits for threads on slow calls, and stumbles over a terminal that is gone.
        os._exit(app.leaving.exit_code)
    return ExitCode.DONE if code is None else code


def _terminal_environment() -> Mapping[str, str]:
    """Return what the environment says of the terminal; a browser has every colour, wherever the server was started."""
    return {"TERM": "xterm-256color", "COLORTERM": "truecolor"} if is_served() else os.environ


def is_served() -> bool:
    """Say whether a browser shows the screen: `vpce-tui serve` has then named Textual's driver for it."""
    return "WebDriver" in os.environ.get("TEXTUAL_DRIVER", "")


def _places_path() -> Path:
    from vpce_tui.tui.places import places_path

    return places_path()


def _screen_source(source: SourceOptions, label: str = "") -> Source:
    from vpce_tui.tui.file_version import version_of
    from vpce_tui.tui.reading import IteratedSource

    if source.demo:
        return IteratedSource("demo", partial(_demo_events, source.interfaces))
    if source.path:
        if source.path == "-":
            raise UsageError("a screen cannot read a snapshot from stdin", help="save it to a file and open that")
        name = label or os.path.basename(source.path.rstrip("/")) or source.path
        return IteratedSource(name, partial(_file_events, source), version=partial(version_of, source.path))
    from vpce_tui.tui.live_source import ScreenLiveSource

    return ScreenLiveSource(source.choice(), source.endpoint_url)


# Imported where they run, in the reader's thread: the first frame shall not wait for a tenth of a second of imports.


def _demo_events(interfaces: int) -> Iterator[CollectEvent]:
    from vpce_tui.demo.world import events

    return events(interfaces=interfaces)


def _file_events(source: SourceOptions) -> Iterator[CollectEvent]:
    from vpce_tui.snapshot import open_source

    region = source.regions[0] if source.regions else None
    return open_source(source.path, account=source.account or None, region=region)


@click.command("demo", short_help="Explore a made-up company with planted mistakes; needs no AWS account.")
@click.option(
    "--interfaces", default=0, metavar="N", type=click.IntRange(0, 2_000_000), help="Make it N interfaces large."
)
@click.option("--mistakes", is_flag=True, help="Print what is planted where, and the question that shows it.")
@screen_options
def demo_command(interfaces: int, mistakes: bool, screen: ScreenSettings) -> int:
    r"""Explore the demo world: several accounts and Regions, hub and spoke, and a few dozen planted mistakes.

    \b
    vpce-tui demo
    vpce-tui demo --interfaces 100000      as large as you like
    vpce-tui demo --mistakes               the answers: what is wrong, and where
    """
    if mistakes:
        _print_mistakes()
        return ExitCode.DONE
    return explore(SourceOptions(demo=True, interfaces=interfaces), screen)


def _print_mistakes() -> None:
    from vpce_tui.demo.planted import PLANTED

    for entry in PLANTED:
        click.echo(f"{entry.scenario:>2}  {entry.title}")
        click.echo(f"    {entry.says}")
        click.echo(f"    {' '.join(entry.record_ids)}")
        if entry.question is not None:
            click.echo(f"    vpce-tui trace --demo {' '.join(entry.question.words)}")


@click.command("open", short_help="Explore a snapshot file or a directory of API answers.")
@click.argument("path")
@click.option("--account", default="", metavar="ID", help="Account of records in PATH that do not say theirs.")
@click.option("--region", "regions", default="", metavar="R", help="Region of records in PATH that do not say theirs.")
@screen_options
def open_command(path: str, account: str, regions: str, screen: ScreenSettings) -> int:
    r"""Explore what was saved before, or what `aws ec2 describe-*` printed into a directory.

    \b
    vpce-tui open prod.jsonl.gz
    vpce-tui open ./aws_configs
    """
    if not os.path.exists(path):
        from vpce_tui.errors import UnreadableError

        raise UnreadableError(
            f"there is no file or directory `{path}`", help="give a snapshot or a directory of answers"
        )
    return explore(SourceOptions(path=path, account=account, regions=(regions,) if regions else ()), screen)


COMMANDS = {"demo": demo_command, "open": open_command}
