"""How long after a person stops the reading of 40,000 interfaces has it stopped? `python -m tests.bench.cancelling`

Runs the real explorer headless against the fake API, stops it at several moments of the reading, and prints the time
until the screen knows that the reading has ended.
"""

from __future__ import annotations

import argparse
import asyncio
import os
import statistics
import subprocess
import sys
import time
from collections.abc import Callable

from textual import events

from tests.fake_api import access_key_id
from tests.fake_api.big import ACCOUNT, REGION
from vpce_tui.collect.choice import Choice
from vpce_tui.tui.app import VpceApp
from vpce_tui.tui.live_source import ScreenLiveSource
from vpce_tui.tui.widgets.virtual_tree import VirtualTree


async def until(holds: Callable[[], bool]) -> None:
    """Return when `holds` does, a millisecond late at most."""
    while not holds():  # noqa: ASYNC110 - nobody tells
        await asyncio.sleep(0.001)


async def cancelled(url: str, interfaces: int) -> tuple[float, int]:
    """Return (milliseconds from the key to the end, interfaces read by then)."""
    app = VpceApp(ScreenLiveSource(Choice(regions=(REGION,)), url))
    async with app.run_test(size=(160, 48)):
        tree = app.explorer.query_one("#network", VirtualTree)
        await until(lambda: tree.model.total >= interfaces)
        began = time.perf_counter()
        app.post_message(events.Key("x", "x"))
        await until(lambda: not app.explorer.is_reading)
        return (time.perf_counter() - began) * 1000, tree.model.total


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else "")
    parser.add_argument("--interfaces", type=int, default=40_000)
    parser.add_argument("--runs", type=int, default=5)
    options = parser.parse_args()
    os.environ.update(
        AWS_ACCESS_KEY_ID=access_key_id(ACCOUNT), AWS_SECRET_ACCESS_KEY="made-up", AWS_EC2_METADATA_DISABLED="true"
    )
    took = []
    # In a process of its own, or making the answers would hold up the reader that is measured.
    command = [sys.executable, "-m", "tests.fake_api", "--interfaces", f"{options.interfaces}"]
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True) as fake:
        assert fake.stdout is not None
        url = fake.stdout.readline().strip()
        for run in range(options.runs):
            milliseconds, rows = asyncio.run(cancelled(url, options.interfaces * run // (options.runs + 1) + 20))
            took.append(milliseconds)
            print(f"  stopped at {rows:,} rows after {milliseconds:.0f} ms")  # noqa: T201
        fake.terminate()
    print(f"median {statistics.median(took):.0f} ms, at most {max(took):.0f} ms")  # noqa: T201


if __name__ == "__main__":
    main()
