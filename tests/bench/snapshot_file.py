"""How long do saving and opening 100,000 network interfaces take, and against plain json and gzip?

    python -m tests.bench.snapshot_file [COUNT] [REPEATS]

Prints medians of CPU seconds. The baseline does the same in the obvious way in the same run: `json.dumps` and
`json.loads` of dictionaries, a line each, through `gzip` at its own default level; it makes no records.
"""

from __future__ import annotations

import gzip
import json
import os
import random
import statistics
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import msgspec

from vpce_tui import snapshot
from vpce_tui.model.coverage import COMPLETE
from vpce_tui.model.decoding import to_record
from vpce_tui.model.diff import diff
from vpce_tui.model.events import CollectEvent
from vpce_tui.model.record import Scope
from vpce_tui.model.topology import Table, Topology
from vpce_tui.resources.network_interface import NetworkInterface
from vpce_tui.snapshot.redact import Redaction, Redactor


def interface(number: int, chance: random.Random) -> dict[str, Any]:
    """Return one interface as DescribeNetworkInterfaces gives it, with ids as random as AWS's."""
    address = f"10.{number >> 16 & 255}.{number >> 8 & 255}.{number & 255}"
    name = f"ip-{address.replace('.', '-')}.eu-west-1.compute.internal"

    def random_hex(digits: int) -> str:
        return f"{chance.getrandbits(4 * digits):0{digits}x}"

    return {
        "Attachment": {
            "AttachTime": "2026-01-02T03:04:05+00:00",
            "AttachmentId": f"eni-attach-{random_hex(17)}",
            "DeleteOnTermination": True,
            "DeviceIndex": 0,
            "NetworkCardIndex": 0,
            "InstanceId": f"i-{random_hex(17)}",
            "InstanceOwnerId": "111122223333",
            "Status": "attached",
        },
        "AvailabilityZone": "eu-west-1a",
        "Description": f"interface of service {number % 50}",
        "Groups": [{"GroupId": f"sg-{number % 300:017x}", "GroupName": f"group-{number % 300}"}],
        "InterfaceType": "interface",
        "Ipv6Addresses": [],
        "MacAddress": "02:" + ":".join(random_hex(2) for _ in range(5)),
        "NetworkInterfaceId": f"eni-{random_hex(17)}",
        "OwnerId": "111122223333",
        "PrivateDnsName": name,
        "PrivateIpAddress": address,
        "PrivateIpAddresses": [{"Primary": True, "PrivateDnsName": name, "PrivateIpAddress": address}],
        "RequesterManaged": False,
        "SourceDestCheck": True,
        "Status": "in-use",
        "SubnetId": f"subnet-{number % 200:017x}",
        "TagSet": [{"Key": "Name", "Value": f"node-{number}"}, {"Key": "team", "Value": f"team-{number % 20}"}],
        "VpcId": f"vpc-{number % 30:017x}",
    }


def median_cpu_seconds(work: Callable[[], object], repeats: int) -> float:
    times = []
    for _ in range(repeats):
        start = time.process_time()
        work()
        times.append(time.process_time() - start)
    return statistics.median(times)


def save_plainly(path: Path, items: list[dict[str, Any]]) -> None:
    with gzip.open(path, "wt", encoding="utf-8") as file:
        for item in items:
            file.write(json.dumps(item, separators=(",", ":")) + "\n")


def open_plainly(path: Path) -> list[dict[str, Any]]:
    with gzip.open(path, "rt", encoding="utf-8") as file:
        return [json.loads(line) for line in file]


def one_in_ten_changed(records: dict[str, Any]) -> dict[str, Any]:
    """Return the records a week later: some changed, some gone, some new."""
    changed: dict[str, Any] = {}
    for at, (record_id, record) in enumerate(records.items()):
        if at % 100 == 0:
            new_id = f"{record_id}-new"
            changed[new_id] = msgspec.structs.replace(record, network_interface_id=new_id)
        else:
            changed[record_id] = msgspec.structs.replace(record, status="available") if at % 10 == 1 else record
    return changed


def redact(events: list[CollectEvent]) -> list[CollectEvent]:
    return list(map(Redactor(Redaction, events, seed="bench").event, events))


def main() -> None:
    count = int(sys.argv[1]) if len(sys.argv) > 1 else 100_000
    repeats = int(sys.argv[2]) if len(sys.argv) > 2 else 5
    chance = random.Random(1)
    items = [interface(number, chance) for number in range(count)]
    place = (NetworkInterface, Scope("111122223333", "eu-west-1"))
    records = {record.record_id: record for record in (to_record(item, NetworkInterface) for item in items)}
    topology = Topology({place: Table(records)}, {place: COMPLETE})
    with tempfile.TemporaryDirectory() as folder:
        ours, plain, answer = Path(folder, "ours.gz"), Path(folder, "plain.gz"), Path(folder, "answer.json")
        save_seconds = median_cpu_seconds(lambda: snapshot.save(ours, topology), repeats)
        open_seconds = median_cpu_seconds(lambda: snapshot.load(ours), repeats)
        plain_save_seconds = median_cpu_seconds(lambda: save_plainly(plain, items), min(repeats, 3))
        plain_open_seconds = median_cpu_seconds(lambda: open_plainly(plain), repeats)
        answer.write_text(json.dumps({"NetworkInterfaces": items}, indent=4))
        answer_seconds = median_cpu_seconds(lambda: snapshot.load(answer), repeats)
        again = snapshot.load(ours)
        diff_seconds = median_cpu_seconds(lambda: diff(topology, again), repeats)
        later = one_in_ten_changed({record.record_id: record for record in again.records(NetworkInterface)})
        changed = Topology({place: Table(later)}, {place: COMPLETE})
        changed_seconds = median_cpu_seconds(lambda: diff(topology, changed), repeats)
        events = list(snapshot.topology_events(topology))
        redact_seconds = median_cpu_seconds(lambda: redact(events), min(repeats, 3))
        sizes = [os.path.getsize(path) / 1e6 for path in (ours, plain, answer)]
    say = sys.stdout.write
    say(f"{count} interfaces, medians of {repeats}, CPU seconds\n")
    for what, mine, baseline in (
        ("save", save_seconds, plain_save_seconds),
        ("open", open_seconds, plain_open_seconds),
    ):
        say(f"{what}  {mine:6.2f}  json+gzip {baseline:6.2f}  ratio {baseline / mine:4.1f}\n")
    say(f"size  {sizes[0]:6.1f} MB  json+gzip {sizes[1]:6.1f} MB\n")
    say(f"open as an API answer of {sizes[2]:.0f} MB  {answer_seconds:6.2f}\n")
    say(f"diff of two equal topologies  {diff_seconds:6.2f}\n")
    say(f"diff where one in ten changed and one in a hundred went or came  {changed_seconds:6.2f}\n")
    say(f"redact everything  {redact_seconds:6.2f}\n")


if __name__ == "__main__":
    main()
