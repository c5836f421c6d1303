"""One program that reads all network interfaces of an address, alone in its process. `readers.py` starts and times it.

`python -m tests.bench.one_reader NAME URL` prints one line of JSON: records, seconds of CPU and of the clock for the
reading alone, bytes of memory that the result holds.
"""

from __future__ import annotations

import asyncio
import ctypes
import gc
import json
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

REGION = "eu-west-1"
TICK_SECONDS = 0.005


def resident_bytes() -> int:
    """Return the memory that this process has now, without what the C library keeps to hand out again."""
    gc.collect()
    trim = getattr(ctypes.CDLL(None), "malloc_trim", None)  # glibc's alone
    if trim is not None:
        trim(0)
    pages = int(Path("/proc/self/statm").read_text().split()[1])
    return pages * 4096


def ours(url: str, *types: str) -> tuple[int, Any]:
    """Read by our collector, on its thread, into an inventory."""
    from vpce_tui.collect.choice import Choice, Settings
    from vpce_tui.collect.live import LiveSource
    from vpce_tui.model.inventory import Inventory
    from vpce_tui.model.record import Record
    from vpce_tui.resources.network_interface import NetworkInterface
    from vpce_tui.resources.subnet import Subnet

    chosen: list[type[Record]] = [NetworkInterface, *([Subnet] if "subnets" in types else [])]
    inventory = Inventory()
    settings = Settings(endpoint_url=url)
    with LiveSource(Choice(regions=(REGION,)), inventory.apply, settings=settings, record_types=chosen) as source:
        source.wait()
    topology = inventory.topology()
    return topology.count(NetworkInterface), topology


async def stock(url: str) -> tuple[int, Any]:
    """Read by aiobotocore's own paginator, and keep its dictionaries."""
    from aiobotocore.session import get_session

    found: list[Any] = []
    async with get_session().create_client("ec2", region_name=REGION, endpoint_url=url) as client:
        pages = client.get_paginator("describe_network_interfaces").paginate(PaginationConfig={"PageSize": 1000})
        async for page in pages:
            found += page["NetworkInterfaces"]
    return len(found), found


async def late(reading: Callable[[], Any]) -> tuple[Any, list[float]]:
    """Run a reading beside a ticker on this loop; return its result and how late each tick came, in milliseconds."""
    lateness: list[float] = []

    async def tick() -> None:
        while True:
            before = time.perf_counter()
            await asyncio.sleep(TICK_SECONDS)
            lateness.append((time.perf_counter() - before - TICK_SECONDS) * 1000)

    ticking = asyncio.create_task(tick())
    await asyncio.sleep(0.2)
    lateness.clear()
    result = await reading()
    ticking.cancel()
    return result, lateness


def stopped(url: str) -> list[float]:
    """Stop our reader after so many pages, and return how long it took each time, in milliseconds."""
    import threading

    from vpce_tui.collect.choice import Choice, Settings
    from vpce_tui.collect.live import LiveSource
    from vpce_tui.model.events import CollectEvent, PageRead
    from vpce_tui.resources.network_interface import NetworkInterface
    from vpce_tui.resources.subnet import Subnet

    took = []
    for pages in (1, 2, 3, 5, 8, 13, 21, 34):
        reached, left = threading.Event(), [pages]

        def report(event: CollectEvent, reached: threading.Event = reached, left: list[int] = left) -> None:
            left[0] -= isinstance(event, PageRead)
            if left[0] <= 0:
                reached.set()

        source = LiveSource(
            Choice(regions=(REGION,)),
            report,
            settings=Settings(endpoint_url=url),
            record_types=(NetworkInterface, Subnet),
        )
        source.start()
        reached.wait()
        began = time.perf_counter()
        source.cancel()
        source.wait()
        took.append((time.perf_counter() - began) * 1000)
        source.close()
    return took


def read(name: str, url: str) -> tuple[int, Any, list[float]]:
    """Return how many interfaces a reader found, what it holds, and how late its loop was if that was asked for."""
    if name == "ours":
        return *ours(url), []
    if name == "ours-in-parts":
        return *ours(url, "subnets"), []
    if name == "ours-stopped":
        return 0, None, stopped(url)
    if name == "stock":
        return *asyncio.run(stock(url)), []
    # Imports would be measured too: they run before the screen in the one case and on the thread in the other.
    import aiobotocore.session  # noqa: F401

    from vpce_tui.tui.reading import SWITCH_SECONDS

    if name == "stock-late":
        (count, held), lateness = asyncio.run(late(lambda: stock(url)))
        return count, held, lateness
    assert name == "ours-late", name
    sys.setswitchinterval(SWITCH_SECONDS)  # as the screen does while it reads
    (count, held), lateness = asyncio.run(late(lambda: asyncio.to_thread(ours, url, "subnets")))
    return count, held, lateness


def main() -> None:
    name, url = sys.argv[1:]
    before = resident_bytes()
    cpu, clock = time.process_time(), time.perf_counter()
    count, held, lateness = read(name, url)
    cpu, clock = time.process_time() - cpu, time.perf_counter() - clock
    told = {
        "records": count,
        "cpu": cpu,
        "clock": clock,
        "bytes": resident_bytes() - before,
        "late": max(lateness, default=0),
    }
    del held
    print(json.dumps(told))  # noqa: T201


if __name__ == "__main__":
    main()
