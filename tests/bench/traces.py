"""How long does a trace take, and a matrix of a hundred thousand interfaces by forty services?

Run as `python -m tests.bench.traces [INTERFACES]`. Prints the median of single traces with and without fixes, and the
processor time of the matrix.
"""

from __future__ import annotations

import statistics
import sys
import time
from collections.abc import Callable

from vpce_tui.demo.build import Builder, allow, route
from vpce_tui.model.topology import Topology
from vpce_tui.reach import Flow, trace
from vpce_tui.reach.clients import client_classes
from vpce_tui.reach.questions import matrix
from vpce_tui.reach.services import KNOWN_LABELS
from vpce_tui.reach.world import World

SERVICES = ("s3", "dynamodb", *sorted(KNOWN_LABELS - {"s3", "dynamodb"})[:200:5])[:40]


def built(interfaces: int, vpcs: int = 20, subnets: int = 12) -> tuple[Topology, list[str]]:
    """Build VPCs with endpoints, NAT gateways and clients in several groups."""
    build = Builder()
    each = interfaces // (vpcs * subnets)
    clients = []
    for _ in range(vpcs):
        build.vpc()
        gateway = build.internet_gateway()
        public = build.subnet(table=build.route_table(route("0.0.0.0/0", gateway.internet_gateway_id)))
        nat = build.nat_gateway(subnet=public)
        table = build.route_table(route("0.0.0.0/0", nat.nat_gateway_id))
        build.gateway_endpoint("s3", tables=(table,))
        places = [
            build.subnet(cidr=_wide(build, number), zone="abc"[number % 3], table=table) for number in range(subnets)
        ]
        admits = build.security_group(allow(cidr="10.0.0.0/8"))
        for service in SERVICES[2:12]:
            build.interface_endpoint(service, subnets=places[:3], groups=(admits,))
        groups = [build.security_group(name=f"app-{number}") for number in range(5)]
        for place in places:
            for number in range(each):
                made = build.network_interface(subnet=place, groups=(groups[number % 5],))
                clients.append(made.network_interface_id)
    return build.topology(), clients


def _wide(build: Builder, number: int) -> str:
    """Return a /20 of the VPC that is being built: room for four thousand interfaces."""
    vpc = build.latest_vpc
    first, second, *_ = (vpc.cidr_block or "").split(".")
    return f"{first}.{second}.{16 + number * 16}.0/20"


def median_us(ask: Callable[[int], object], times: int) -> float:
    spent = []
    for number in range(times):
        started = time.perf_counter()
        ask(number)
        spent.append((time.perf_counter() - started) * 1e6)
    return statistics.median(spent)


def main() -> None:
    interfaces = int(sys.argv[1]) if len(sys.argv) > 1 else 100_000
    topology, clients = built(2_400)
    plain = median_us(
        lambda number: trace(Flow(clients[number % len(clients)], SERVICES[number % 40]), topology, fixes=False), 2_000
    )
    fixed = median_us(
        lambda number: trace(Flow(clients[number % len(clients)], SERVICES[number % 40]), topology), 2_000
    )
    print(f"one trace, median of 2,000: {plain:.0f} µs; with fixes tried: {fixed:.0f} µs")  # noqa: T201
    topology, clients = built(interfaces)
    started = time.process_time()
    classes = client_classes(World(topology))
    sorted_out = time.process_time() - started
    started = time.process_time()
    cells = sum(len(progress.cells) for progress in matrix(topology, SERVICES))
    spent = time.process_time() - started
    found = f"{len(clients):,} interfaces in {len(classes):,} classes ({sorted_out:.1f} s to find)"
    print(f"{found} × {len(SERVICES)} services: {cells:,} cells in {spent:.1f} s of processor time")  # noqa: T201


if __name__ == "__main__":
    main()
