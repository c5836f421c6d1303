"""What commands are there, and how do errors leave the program?

Commands are named in one table and imported when they are called, so that `--help`, shell completion and a headless
command stay fast and load neither the screen nor AWS's libraries without need. stdout is data, stderr is narration,
the exit code is an interface (see `vpce_tui.errors.ExitCode`).
"""

from __future__ import annotations

import contextlib
import importlib
import os
import re
import sys
from collections.abc import Sequence
from typing import Final

import click

from vpce_tui import __version__
from vpce_tui.cli.options import SourceOptions, source_options
from vpce_tui.cli.screen_options import screen_options
from vpce_tui.errors import ExitCode, VpceTuiError, nearest_names
from vpce_tui.tui.settings import ScreenSettings

COMMANDS: Final[dict[str, tuple[str, str]]] = {
    "demo": ("explore", "Explore a made-up company with planted mistakes; needs no AWS account."),
    "open": ("explore", "Explore a snapshot file or a directory of API answers."),
    "list": ("list_records", "Print the records of one type, as a table or as JSON."),
    "snapshot": ("snapshot", "Read everything in the chosen scopes and write it to a file."),
    "trace": ("trace", "Say whether one thing reaches another, and which rule decides."),
    "matrix": ("matrix", "Say how every subnet reaches every service."),
    "diff": ("diff", "Say what changed between two snapshots, and what that means."),
    "check": ("check", "Say whether the network keeps to what a file expects of it."),
    "export": ("export", "Write a report, a drawing or Terraform import blocks."),
    "workload": ("workload", "Say whether a subnet reaches all that a workload needs."),
    "simulate": ("simulate", "Evaluate policies for requests given as JSON."),
    "lint-policy": ("lint_policy", "Find mistakes in a policy document."),
    "config": ("config", "Say where the config file is, what is in force and why."),
    "resume": ("resume", "Open again what the last live session had read, offline."),
    "serve": ("serve", "Show the explorer in a browser on this machine, guarded by a token."),
    "doctor": ("doctor", "Say what is installed, whose credentials are used and what they may read."),
    "completion": ("completion", "Print the shell's completion script."),
}
"""Command name → module in `vpce_tui.cli.commands`, and its line in the help."""

EPILOG: Final = """\b
Examples:
  vpce-tui demo                                   look around without an account
  vpce-tui --profile prod --region eu-west-1      explore a live account, read-only
  vpce-tui snapshot -o prod.jsonl.gz --region all keep what can be read now
  vpce-tui open prod.jsonl.gz                     explore it offline, anywhere
  vpce-tui list vpc-endpoints --json --source .   from a directory of describe-* answers

vpce-tui only ever reads AWS. Exit codes: 0 done or yes, 1 no, 2 usage, 3 unreadable, 4 unknown."""


_AWS_ID: Final = re.compile(r"(?:[a-z]{1,8}-){1,4}[0-9a-f]{4,17}")


def looks_like_id(word: str) -> bool:
    """Say whether a word has the form of an id that AWS gives: `vpce-0abc`, `tgw-attach-0123456789abcdef0`."""
    return word not in COMMANDS and _AWS_ID.fullmatch(word) is not None


class LazyGroup(click.Group):
    """A group whose commands are imported when they are needed."""

    def list_commands(self, ctx: click.Context) -> list[str]:  # noqa: ARG002
        return list(COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:  # noqa: ARG002
        if cmd_name not in COMMANDS:
            return None
        module = importlib.import_module(f"vpce_tui.cli.commands.{COMMANDS[cmd_name][0]}")
        command: click.Command = module.COMMANDS[cmd_name]
        for shown in (command, *getattr(command, "commands", {}).values()):
            # Docstrings are raw, so that they hold the two letters; click wants the character before lines to keep.
            shown.help = (shown.help or "").replace("\\b\n", "\b\n")
        return command

    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        if args and args[0] not in COMMANDS and looks_like_id(args[0]):
            from vpce_tui.cli.commands.view import view_command

            return args[0], view_command, args
        if args and args[0] not in COMMANDS and not args[0].startswith("-"):
            nearest = nearest_names(args[0], COMMANDS)
            hint = f"did you mean {nearest}?" if nearest else "`vpce-tui --help` lists the commands"
            raise click.UsageError(f"there is no command `{args[0]}`\n  help: {hint}", ctx)
        return super().resolve_command(ctx, args)

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:  # noqa: ARG002
        with formatter.section("Commands"):
            formatter.write_dl([(name, says) for name, (_, says) in COMMANDS.items()])


@click.group(
    cls=LazyGroup,
    name="vpce-tui",
    invoke_without_command=True,
    epilog=EPILOG,
    context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100},
)
@click.version_option(__version__, prog_name="vpce-tui")
@source_options
@screen_options
@click.pass_context
def cli(ctx: click.Context, source: SourceOptions, screen: ScreenSettings) -> None:
    """Explore AWS VPC endpoints: why can this subnet not reach that service?

    Without a command, explores live AWS with the given (or default) profiles and Regions; `vpce-tui vpce-0abc` goes to
    that record.
    """
    if ctx.invoked_subcommand is not None and looks_like_id(ctx.invoked_subcommand):
        # Options may stand before an id as well as behind it.
        ctx.obj = (source, screen) if source != SourceOptions() or screen.given else None
        return
    if ctx.invoked_subcommand is not None:
        if source != SourceOptions() or screen != ScreenSettings():
            raise click.UsageError(f"options go behind the command: vpce-tui {ctx.invoked_subcommand} …")
        return
    from vpce_tui.cli.commands.explore import explore

    explore(source, screen)


def run(arguments: Sequence[str]) -> int:
    """Run one command line; every way out passes here. Returns the exit code."""
    try:
        outcome = cli.main(args=list(arguments), prog_name="vpce-tui", standalone_mode=False)
    except click.exceptions.Exit as leaving:
        return leaving.exit_code
    except (click.Abort, KeyboardInterrupt):
        _tell("interrupted")
        return ExitCode.INTERRUPTED
    except click.ClickException as error:
        _tell(f"error: {error.format_message()}")
        if isinstance(error, click.UsageError) and error.ctx is not None and "help:" not in error.format_message():
            _tell(f"  help: {error.ctx.command_path} --help")
        return ExitCode.USAGE
    except VpceTuiError as error:
        _tell(f"error: {error}")
        return error.exit_code
    except BrokenPipeError:
        # The reader of the pipe left; what remains in the buffer must not raise again at exit.
        with contextlib.suppress(OSError):
            os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return ExitCode.DONE
    return outcome if isinstance(outcome, int) else ExitCode.DONE


def _tell(text: str) -> None:
    from vpce_tui.view.text import printable

    click.echo(printable(text, multiline=True), err=True)
