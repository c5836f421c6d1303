"""How late is the screen's loop while 100,000 interfaces stream in? `python -m tests.bench.explorer_stream`

Runs the real explorer headless over the demo world and asks its loop for the time every 2 ms: the longest wait is the
longest that a key could have waited. Beside it, an empty Textual app on the same machine in the same run.
"""

from __future__ import annotations

import argparse
import asyncio
import statistics
import time
from functools import partial

from textual.app import App

from vpce_tui.demo.world import events
from vpce_tui.tui.app import VpceApp
from vpce_tui.tui.reading import IteratedSource

TICK_SECONDS = 0.002


async def lateness(done: asyncio.Event) -> list[float]:
    """Return, in milliseconds, how late each tick came until `done`."""
    late = []
    while not done.is_set():
        before = time.perf_counter()
        await asyncio.sleep(TICK_SECONDS)
        late.append((time.perf_counter() - before - TICK_SECONDS) * 1000)
    return late


class Calls:
    """Times every call into the loop."""

    def __init__(self) -> None:
        self.longest = 0.0
        self._run = asyncio.Handle._run

    def __enter__(self) -> Calls:
        calls, run = self, self._run

        def timed(handle: asyncio.Handle) -> None:
            began = time.perf_counter()
            run(handle)
            calls.longest = max(calls.longest, (time.perf_counter() - began) * 1000)

        asyncio.Handle._run = timed  # type: ignore[method-assign, assignment]
        return self

    def __exit__(self, *_: object) -> None:
        asyncio.Handle._run = self._run  # type: ignore[method-assign]


async def explorer(interfaces: int) -> tuple[float, list[float], float, float]:
    """Return (seconds until all is shown, lateness in ms, CPU seconds, longest call into the loop in ms)."""
    app = VpceApp(IteratedSource("demo", partial(events, interfaces=interfaces)))
    done = asyncio.Event()
    async with app.run_test(size=(160, 48)) as pilot:
        while not app.explorer.topology.scopes:  # mounting is not streaming: wait for the first topology
            await pilot.pause()
        began, cpu = time.perf_counter(), time.process_time()
        watching = asyncio.create_task(lateness(done))
        key = 0
        with Calls() as calls:
            while app.explorer.is_reading:
                # A person moves through the rows meanwhile.
                app.explorer.query_one("#network").action_move(1 if key % 20 < 15 else -1)  # type: ignore[attr-defined]
                key += 1
                await asyncio.sleep(0.05)
            await pilot.pause()
        took, spent = time.perf_counter() - began, time.process_time() - cpu
        done.set()
        return took, await watching, spent, calls.longest


async def empty(seconds: float) -> list[float]:
    """Return the lateness of an empty app's loop."""
    done = asyncio.Event()
    async with App[None]().run_test(size=(160, 48)):
        watching = asyncio.create_task(lateness(done))
        await asyncio.sleep(seconds)
        done.set()
        return await watching


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else "")
    parser.add_argument("--interfaces", type=int, default=100_000)
    parser.add_argument("--runs", type=int, default=5)
    options = parser.parse_args()
    worst, p99, took, spent, idle, calls = [], [], [], [], [], []
    for _ in range(options.runs):
        seconds, late, cpu, longest = asyncio.run(explorer(options.interfaces))
        calls.append(longest)
        worst.append(max(late))
        p99.append(statistics.quantiles(late, n=100)[98])
        took.append(seconds)
        spent.append(cpu)
        idle.append(max(asyncio.run(empty(1.0))))
    print(f"{options.interfaces:,} interfaces, medians of {options.runs} runs")  # noqa: T201
    print(f"  all shown after         {statistics.median(took):8.2f} s, CPU {statistics.median(spent):.2f} s")  # noqa: T201
    print(f"  longest call into it    {statistics.median(calls):8.1f} ms (each run: {[round(x) for x in calls]})")  # noqa: T201
    print(f"  loop late at worst      {statistics.median(worst):8.1f} ms (each run: {[round(x) for x in worst]})")  # noqa: T201
    print(f"  loop late, 99th of 100  {statistics.median(p99):8.1f} ms")  # noqa: T201
    ratio = statistics.median(worst) / max(statistics.median(idle), 0.001)
    print(f"  an empty app's worst    {statistics.median(idle):8.1f} ms; ratio {ratio:.1f}")  # noqa: T201


if __name__ == "__main__":
    main()
