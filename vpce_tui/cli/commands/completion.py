"""`vpce-tui completion SHELL`: the script that makes the shell complete commands, options and resource types."""

from __future__ import annotations

import click
from click.shell_completion import get_completion_class


@click.command("completion", short_help="Print the shell's completion script.")
@click.argument("shell", type=click.Choice(["bash", "zsh", "fish"]))
def completion_command(shell: str) -> None:
    r"""Print the completion script of a shell.

    \b
    eval "$(vpce-tui completion bash)"                                   # in ~/.bashrc
    eval "$(vpce-tui completion zsh)"                                    # in ~/.zshrc
    vpce-tui completion fish > ~/.config/fish/completions/vpce-tui.fish
    """
    from vpce_tui.cli.main import cli

    completion = get_completion_class(shell)
    if completion is None:
        raise click.UsageError(f"no completion for `{shell}`")
    click.echo(completion(cli, {}, "vpce-tui", "_VPCE_TUI_COMPLETE").source())


COMMANDS = {"completion": completion_command}
