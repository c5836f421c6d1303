"""How many bytes does a key cost? `python -m tests.bench.terminal_bytes`

The explorer over the demo world in a real pseudo-terminal of 80×24, with the output for slow lines and with Textual's
own, beside htop, tig and mc where they are installed. All bytes count that the program writes until it is quiet:
colours, moves, marks of synchronized output, questions for the cursor's position. Medians over several presses.
"""

from __future__ import annotations

import argparse
import shutil
import statistics
import subprocess
import sys
import tempfile
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from tests.terminal.terminal import VPCE_TUI, Terminal

SIZE: Final = (80, 24)
WHAT: Final = ("cursor move", "scrolled line", "page", "pane switch")


@dataclass(frozen=True)
class Player:
    """A program, what shows that it has started, and the keys for each thing measured."""

    name: str
    command: Sequence[str]
    started: str
    before: Sequence[str] = ()
    moves: Sequence[str] = ("down",) * 8
    to_the_edge: Sequence[str] = ("down",) * 22
    scrolls: Sequence[str] = ("down",) * 8
    pages: Sequence[str] = ("pageup", "pagedown", "pageup")
    panes: Sequence[str] = ()
    cwd: Path | None = None


def presses(terminal: Terminal, keys: Sequence[str]) -> float | None:
    """Return the median number of bytes of a key, where all is quiet in between."""
    costs = []
    for key in keys:
        terminal.wait_quiet()
        before = len(terminal.output)
        terminal.press(key)
        terminal.wait_quiet()
        costs.append(len(terminal.output) - before)
    return statistics.median(costs) if costs else None


def play(player: Player) -> list[float | None]:
    with Terminal(player.command, size=SIZE, cwd=player.cwd) as terminal:
        terminal.wait_for(player.started)
        for key in player.before:
            terminal.wait_quiet()
            terminal.press(key)
        found = [presses(terminal, player.moves)]
        for key in player.to_the_edge:
            terminal.press(key)
            terminal.wait_quiet(0.1)
        found.append(presses(terminal, player.scrolls))
        found.append(presses(terminal, player.pages))
        found.append(presses(terminal, player.panes))
        return found


def repository(folder: Path) -> Path:
    """Make a repository with 200 commits for tig to show."""
    subprocess.run(["git", "init", "-q", "-b", "main", str(folder)], check=True)
    stream = "".join(
        f"commit refs/heads/main\ncommitter A Person <a@example.com> {1_700_000_000 + at * 3600} +0000\n"
        f"data <<END\nChange number {at} of the network's description\nEND\n"
        for at in range(200)
    )
    subprocess.run(["git", "-C", str(folder), "fast-import", "--quiet"], input=stream.encode(), check=True)
    return folder


def folder_with_files(folder: Path) -> Path:
    folder.mkdir()
    for at in range(200):
        (folder / f"file-{at:03}.txt").write_text("x" * at)
    return folder


def players(scratch: Path) -> list[Player]:
    demo = [*VPCE_TUI, "demo", "--interfaces", "1500"]
    # Open a VPC, its three subnets and the next VPC: a list of 46 rows, interfaces among them.
    opened = (
        "down",
        "down",
        *["right"] * 3,
        *["down"] * 5,
        "right",
        *["down"] * 4,
        "right",
        *["down"] * 5,
        "right",
        "home",
    )
    panes = ("3", "1", "3", "1", "2", "1")
    own = [
        Player(f"vpce-tui, {name}", [*demo, f"--low-bandwidth={mode}"], "partner", opened, panes=panes)
        for name, mode in (("changed cells", "on"), ("Textual's output", "off"))
    ]
    others = [
        Player("htop", ["htop", "-d", "1000"], "PID", ("home",), panes=("f1", "escape", "f1", "escape")),
        Player("tig", ["tig"], "Change number 199", panes=(), cwd=scratch / "repository"),
        Player("mc", ["mc", "--nosubshell", str(scratch / "files"), "/etc"], "file-000", panes=("tab",) * 4),
    ]
    return own + [player for player in others if shutil.which(player.command[0])]


def main() -> None:
    parser = argparse.ArgumentParser(description="How many bytes does a key cost?")
    parser.add_argument("--only", default="", help="Measure the programs whose name holds this.")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as name:
        scratch = Path(name)
        folder_with_files(scratch / "files")
        repository(scratch / "repository")
        sys.stdout.write(
            f"bytes a key at {SIZE[0]}×{SIZE[1]}, medians\n{'':26}" + "".join(f"{what:>15}" for what in WHAT)
        )
        for player in players(scratch):
            if options.only in player.name:
                figures = (f"{cost:15,.0f}" if cost is not None else f"{'–':>15}" for cost in play(player))
                sys.stdout.write(f"\n{player.name:26}" + "".join(figures))
                sys.stdout.flush()
    sys.stdout.write("\n")


if __name__ == "__main__":
    main()
