"""How late is the screen's loop while 100,000 interfaces are put in another order?

`python -m tests.bench.screen.ordering [--interfaces N] [--runs N]`. Twice: in the demo world, where they stand in
hundreds of subnets, and in one subnet, which is more than a subnet can hold. No order is chosen, or one when all is
read, or before anything is; beside it, an empty Textual app.
"""

from __future__ import annotations

import argparse
import asyncio
import random
import statistics
import time
from collections.abc import Callable, Iterator
from functools import partial

from tests.bench.explorer_stream import Calls, empty, lateness
from vpce_tui.demo.world import events as demo_events
from vpce_tui.model.coverage import COMPLETE
from vpce_tui.model.events import CollectEvent, PageRead, ReadEnded, ScopeOpened
from vpce_tui.model.record import Scope
from vpce_tui.resources.network_interface import NetworkInterface
from vpce_tui.resources.subnet import Subnet
from vpce_tui.resources.vpc import Vpc
from vpce_tui.tui.app import VpceApp
from vpce_tui.tui.reading import IteratedSource
from vpce_tui.view.tree import TreeModel

SCOPE = Scope("111122223333", "eu-west-1")
PAGE = 1000


def one_subnet(interfaces: int) -> Iterator[CollectEvent]:
    """Yield one subnet with all the interfaces, their ids and names in no order."""
    some = random.Random(1)
    yield ScopeOpened(SCOPE)
    yield PageRead(Vpc, SCOPE, (Vpc(vpc_id="vpc-1", cidr_block="10.0.0.0/8"),))
    yield PageRead(Subnet, SCOPE, (Subnet(subnet_id="subnet-1", vpc_id="vpc-1", cidr_block="10.0.0.0/8"),))
    for first in range(0, interfaces, PAGE):
        page = (
            NetworkInterface(
                network_interface_id=f"eni-{some.randrange(16**8):08x}{at:09x}",
                vpc_id="vpc-1",
                subnet_id="subnet-1",
                private_ip_address=f"10.{at >> 16 & 255}.{at >> 8 & 255}.{at & 255}",
                status="in-use",
                description=f"app-{some.randrange(10**6)}",
            )
            for at in range(first, min(first + PAGE, interfaces))
        )
        yield PageRead(NetworkInterface, SCOPE, tuple(page))
    yield ReadEnded(NetworkInterface, SCOPE, COMPLETE)


def open_largest(model: TreeModel) -> None:
    """Open the subnet with most interfaces, and what it stands in."""
    nodes = list(model.children(None))
    while nodes:
        largest = max(nodes, key=lambda node: node.child_count)
        model.expand(largest.id)
        nodes = [node for node in model.children(largest.id) if node.is_branch]


async def ordered(make: Callable[[], Iterator[CollectEvent]], words: str, *, first: bool) -> tuple[float, float, float]:
    """Return (seconds until all is in order, lateness at worst and longest call into the loop in ms).

    `first` chooses the order before anything is read; without words none is chosen.
    """
    app = VpceApp(IteratedSource("bench", make))
    async with app.run_test(size=(160, 48)) as pilot:
        screen, done = app.explorer, asyncio.Event()
        if first and words:
            screen.ordering.by_words(words)
        while screen.is_reading and not first:
            await pilot.pause()
        tree = screen.panes.tree("network")
        open_largest(tree.model)
        watching = asyncio.create_task(lateness(done))
        began = time.perf_counter()
        with Calls() as calls:
            if not first and words:
                screen.ordering.by_words(words)
            while screen.is_reading:
                open_largest(tree.model)
                await asyncio.sleep(0.05)
            await app.workers.wait_for_complete()
            await pilot.pause()
        took = time.perf_counter() - began
        done.set()
        return took, max(await watching), calls.longest


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else "")
    parser.add_argument("--interfaces", type=int, default=100_000)
    parser.add_argument("--runs", type=int, default=3)
    options = parser.parse_args()
    worlds = {"demo world": partial(demo_events, interfaces=options.interfaces)}
    worlds["one subnet"] = partial(one_subnet, options.interfaces)
    for name, make in worlds.items():
        for words in ("", "name", "-address"):
            for first in (False, True):
                runs = [asyncio.run(ordered(make, words, first=first)) for _ in range(options.runs)]
                took, late, longest = (statistics.median(figures) for figures in zip(*runs, strict=True))
                when = "before reading" if first else "after reading"
                figures = f"{took:5.2f} s  late at worst {late:5.0f} ms  longest call {longest:5.0f} ms"
                print(f"{name:11} {words or 'none':9} chosen {when:15} {figures}")  # noqa: T201
    print(f"an empty app's loop is late at worst by {max(asyncio.run(empty(1.0))):.0f} ms")  # noqa: T201


if __name__ == "__main__":
    main()
