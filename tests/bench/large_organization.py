"""How much memory does one Topology over 50 accounts, 17 Regions and 200,000 interfaces take?

    python -m tests.bench.large_organization [--accounts 50] [--regions 17] [--interfaces 200000] [--app]

The organization is made up, with VPCs, subnets, groups, tables and endpoints in proportion, and ids as random as AWS's.
It is written as it is made, once as JSON Lines and once as Parquet; each is then opened in a process of its own, whose
resident memory is told. Beside it: what botocore's dictionaries of a sample of its interfaces take in a process of
their own, parsed from the same XML. With `--app` the real screen opens the file, headless, and waits until it shows
everything.
"""

from __future__ import annotations

import argparse
import gc
import hashlib
import json
import os
import re
import resource
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path
from typing import Any

import msgspec

from tests.fake_api.big import Builder
from vpce_tui import snapshot
from vpce_tui.model.coverage import COMPLETE
from vpce_tui.model.decoding import to_record
from vpce_tui.model.events import CollectEvent, PageRead, ReadEnded, ReadStarted, ScopeOpened
from vpce_tui.model.record import Scope
from vpce_tui.resources import RESOURCES
from vpce_tui.resources.network_interface import NetworkInterface
from vpce_tui.snapshot.parquet import ParquetWriter

PAGE = 1000
SAMPLE = 30_000
LIMIT_BYTES = 1 << 30
MEMBERS = {"PrefixLists": "DescribePrefixLists", "Entries": "GetManagedPrefixListEntries"}
REGIONS = tuple(
    f"{area}-{number}"
    for area, numbers in {
        "us-east": (1, 2),
        "us-west": (1, 2),
        "ca-central": (1,),
        "sa-east": (1,),
        "eu-west": (1, 2, 3),
        "eu-central": (1,),
        "eu-north": (1,),
        "ap-south": (1,),
        "ap-southeast": (1, 2),
        "ap-northeast": (1, 2, 3),
    }.items()
    for number in numbers
)

_ID = re.compile(rb"([a-z]-|-attach-|cidr-assoc-)([0-9a-f]{17})\b")


def organization(accounts: int, regions: int, interfaces: int) -> Iterator[CollectEvent]:
    """Yield the events of the whole organization, a scope after another; two VPCs each."""
    scopes = [
        Scope(f"{account + 1:04d}00000000", region) for account in range(accounts) for region in REGIONS[:regions]
    ]
    for at, scope in enumerate(scopes):
        yield ScopeOpened(scope, profile=f"account-{scope.account_id}", account_name=f"account {scope.account_id}")
        share = interfaces // len(scopes) + (at < interfaces % len(scopes))
        yield from scope_events(scope, share)


def scope_events(scope: Scope, interfaces: int) -> Iterator[CollectEvent]:
    answers = scope_answers(scope, interfaces)
    for described in RESOURCES:
        yield ReadStarted(described.record, scope)
        items = answers.get(described.read.result_key, [])
        for start in range(0, len(items), PAGE):
            records = tuple(to_record(item, described.record) for item in items[start : start + PAGE])
            yield PageRead(described.record, scope, records)
        yield ReadEnded(described.record, scope, COMPLETE)


def scope_answers(scope: Scope, interfaces: int) -> dict[str, list[Any]]:
    """Return the lists of one scope by the members of the API's answers."""
    builder = Builder(scope.account_id, scope.region)
    builder.add_vpc(0, interfaces // 2)
    builder.add_vpc(1, interfaces - interfaces // 2)
    salt = str(scope).encode()

    def random_id(found: re.Match[bytes]) -> bytes:
        return found[1] + hashlib.blake2b(salt + found[2], digest_size=9).hexdigest()[:17].encode()

    lists = {key: value for key, value in builder.lists.items() if isinstance(value, list)}
    for number, interface in enumerate(lists["NetworkInterfaces"]):
        furnish(interface, number, salt)
    decoded: dict[str, list[Any]] = msgspec.json.decode(_ID.sub(random_id, msgspec.json.encode(lists)))
    return decoded | {ours: decoded.get(theirs, []) for ours, theirs in MEMBERS.items()}


def furnish(interface: dict[str, Any], number: int, salt: bytes) -> None:
    """Give an interface what no other one has besides its id: in life its address and times are its own, too."""
    chance = hashlib.blake2b(salt + str(number).encode(), digest_size=16).hexdigest()
    interface["MacAddress"] = ":".join(("02", *(chance[at : at + 2] for at in range(0, 10, 2))))
    attached = {"AttachTime": f"2024-05-17T{number // 3600 % 24:02d}:{number // 60 % 60:02d}:{number % 60:02d}+00:00"}
    if interface["InterfaceType"] == "interface":
        attached["InstanceId"] = f"i-{chance[:17]}"
    interface["Attachment"] |= attached
    asked_for = {"team": f"team {number % 20}", "environment": "production", "cost-center": f"cc-{number % 40}"}
    interface["TagSet"] = [*interface["TagSet"], *({"Key": key, "Value": text} for key, text in asked_for.items())]


def resident_bytes() -> int:
    return int(Path("/proc/self/statm").read_text().split()[1]) * os.sysconf("SC_PAGE_SIZE")


def held_by(make: Callable[[], object]) -> dict[str, float]:
    """Return what something takes that is made and kept: resident bytes after and before, the peak, and seconds."""
    gc.collect()
    before, began = resident_bytes(), time.process_time()
    kept = make()
    took = time.process_time() - began
    gc.collect()
    after = resident_bytes()
    del kept
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024
    return {"before": before, "after": after, "peak": peak, "seconds": took}


def pages_of_xml(interfaces: int) -> Iterator[bytes]:
    from tests.fake_api.models import operation
    from tests.fake_api.render import envelope, renderer

    render = renderer(operation("ec2", "DescribeNetworkInterfaces").output_shape)
    for number in range(interfaces // PAGE):
        found = scope_answers(Scope(f"{number:012d}", "eu-west-1"), PAGE)["NetworkInterfaces"]
        yield envelope("DescribeNetworkInterfaces", render({"NetworkInterfaces": found}))


def botocore_dictionaries(pages: Iterable[Path]) -> list[Any]:
    from botocore.parsers import create_parser

    from tests.fake_api.models import operation

    shape = operation("ec2", "DescribeNetworkInterfaces").output_shape
    parser: Any = create_parser("ec2")
    found = []
    for path in pages:
        answer = parser.parse({"body": path.read_bytes(), "headers": {}, "status_code": 200}, shape)
        found.extend(answer["NetworkInterfaces"])
    return found


async def screen(path: Path) -> int:
    """Open the file in the real explorer and return what is resident once everything is shown."""
    from functools import partial

    from vpce_tui.tui.app import VpceApp
    from vpce_tui.tui.reading import IteratedSource

    app = VpceApp(IteratedSource(path.name, partial(snapshot.open_source, path)))
    async with app.run_test(size=(160, 48)) as pilot:
        while not app.explorer.topology.scopes or app.explorer.is_reading:
            await pilot.pause(0.1)
        await pilot.pause()
        return resident_bytes()


def child(what: str, path: Path) -> dict[str, float]:
    """Measure one thing in this process, having done it once in small: what that leaves behind is no record's."""
    if what == "botocore":
        botocore_dictionaries(sorted(path.iterdir())[:1])
        return held_by(lambda: botocore_dictionaries(sorted(path.iterdir())))
    if what == "app":
        import asyncio

        before = resident_bytes()
        after = asyncio.run(screen(path))
        peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024
        return {"before": before, "after": after, "peak": peak, "seconds": time.process_time()}
    warm_up(path)
    return held_by(lambda: snapshot.load(path))


def warm_up(path: Path) -> None:
    """Write and read a little in the same format."""
    little = list(scope_events(Scope("000000000000", "eu-west-1"), 200))
    with tempfile.TemporaryDirectory() as name:
        place = Path(name, "little")
        with ParquetWriter(place) if path.is_dir() else snapshot.SnapshotWriter(place) as writer:
            for event in little:
                writer.write(event)
        snapshot.load(place)


def measured(what: str, path: Path) -> dict[str, float]:
    """Measure one thing in a process of its own, for what one leaves behind would count for the next."""
    command = [sys.executable, "-m", "tests.bench.large_organization", "--child", what, "--path", str(path)]
    found: dict[str, float] = json.loads(subprocess.run(command, check=True, capture_output=True).stdout)
    return found


def write(folder: Path, options: argparse.Namespace) -> dict[str, Path]:
    places = {"jsonl": folder / "organization.jsonl.gz", "parquet": folder / "organization"}
    with snapshot.SnapshotWriter(places["jsonl"]) as lines, ParquetWriter(places["parquet"]) as columns:
        for event in organization(options.accounts, options.regions, options.interfaces):
            lines.write(event)
            columns.write(event)
    return places


def sample(folder: Path) -> tuple[Path, Path]:
    """Write a sample of interfaces as XML for botocore, and as a snapshot for us."""
    pages = folder / "pages"
    pages.mkdir()
    for number, page in enumerate(pages_of_xml(SAMPLE)):
        (pages / f"{number:03d}.xml").write_bytes(page)
    ours = folder / "sample.jsonl.gz"
    with snapshot.SnapshotWriter(ours) as writer:
        for number in range(SAMPLE // PAGE):
            scope = Scope(f"{number:012d}", "eu-west-1")
            found = scope_answers(scope, PAGE)["NetworkInterfaces"]
            writer.write(ReadStarted(NetworkInterface, scope))
            records = tuple(to_record(item, NetworkInterface) for item in found)
            writer.write(PageRead(NetworkInterface, scope, records))
            writer.write(ReadEnded(NetworkInterface, scope, COMPLETE))
    return pages, ours


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else "")
    parser.add_argument("--accounts", type=int, default=50)
    parser.add_argument("--regions", type=int, default=17)
    parser.add_argument("--interfaces", type=int, default=200_000)
    parser.add_argument("--app", action="store_true", help="open it in the real screen as well")
    parser.add_argument("--child", default="", help=argparse.SUPPRESS)
    parser.add_argument("--path", type=Path, default=Path(), help=argparse.SUPPRESS)
    options = parser.parse_args()
    say = sys.stdout.write
    if options.child:
        say(json.dumps(child(options.child, options.path)))
        return
    with tempfile.TemporaryDirectory() as name:
        began = time.process_time()
        places = write(Path(name), options)
        peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024
        say(f"{options.accounts} accounts × {options.regions} Regions, {options.interfaces:,} interfaces\n")
        say(f"written both ways while it is made: peak {peak >> 20:,} MiB, {time.process_time() - began:.0f} s\n")
        for what, path in places.items():
            tell(f"a Topology from {what}", measured("load", path))
        if options.app:
            tell("the screen over jsonl", measured("app", places["jsonl"]))
        pages, ours = sample(Path(name))
        theirs_bytes, our_bytes = (
            (found["after"] - found["before"]) / SAMPLE
            for found in (measured("botocore", pages), measured("load", ours))
        )
        say(f"an interface with five tags: botocore's dictionary {theirs_bytes:,.0f} bytes, ")
        say(f"our record {our_bytes:,.0f} bytes, ")
        say(f"1/{theirs_bytes / our_bytes:.1f}\n")


def tell(what: str, found: dict[str, float]) -> None:
    verdict = "within 1 GiB" if found["peak"] < LIMIT_BYTES else "MORE THAN 1 GiB"
    sys.stdout.write(
        f"{what}: {found['after'] / 2**20:,.0f} MiB resident ({found['before'] / 2**20:,.0f} before), "
        f"peak {found['peak'] / 2**20:,.0f} MiB, {found['seconds']:.0f} s: {verdict}\n"
    )


if __name__ == "__main__":
    main()
