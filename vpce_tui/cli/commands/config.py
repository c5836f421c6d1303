"""`vpce-tui config`: where is the config file, what is in force, and where does each value come from?"""

from __future__ import annotations

import json
import sys

import click

from vpce_tui.cli.screen_options import screen_options
from vpce_tui.errors import ExitCode
from vpce_tui.tui.settings import ScreenSettings
from vpce_tui.view.text import printable


@click.command("config", short_help="Say where the config file is, what is in force and why; print a sample.")
@click.option("--example", is_flag=True, help="Print a config file with everything in it, commented out.")
@click.option("--json", "as_json", is_flag=True, help="Print one JSON object.")
@screen_options
def config_command(example: bool, as_json: bool, screen: ScreenSettings) -> int:
    r"""Say what the screen will be like: the command line counts before the environment, that before the file.

    \b
    vpce-tui config
    vpce-tui config --example > ~/.config/vpce-tui/config.toml

    Exit code 0 where all of it can be used, 1 where some cannot.
    """
    from vpce_tui.tui.config import configured
    from vpce_tui.tui.config_text import example_text, explained

    if example:
        sys.stdout.write(example_text())
        return ExitCode.DONE
    told = explained(configured(screen))
    if as_json:
        sys.stdout.write(json.dumps(told.as_json(), indent=2, ensure_ascii=False) + "\n")
    else:
        for line in told.lines():
            click.echo(printable(line))
    return ExitCode.NEGATIVE if told.problems else ExitCode.DONE


COMMANDS = {"config": config_command}
