"""Are recordings answered that lack what newer ones have, or whole types?

Directories of API answers hold what somebody asked for, sometimes years ago: endpoints without a type, interfaces
without one, routes and blocks without a state, and no file at all for many types.
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from vpce_tui.demo.build import Builder, acl_entry, allow, route
from vpce_tui.model.decoding import to_members
from vpce_tui.model.record import Record
from vpce_tui.model.topology import Topology
from vpce_tui.reach import Flow, Verdict, trace
from vpce_tui.resources.internet_gateway import InternetGateway
from vpce_tui.resources.nat_gateway import NatGateway
from vpce_tui.resources.network_acl import NetworkAcl
from vpce_tui.resources.network_interface import NetworkInterface
from vpce_tui.resources.prefix_list import PrefixList
from vpce_tui.resources.route_table import RouteTable
from vpce_tui.resources.security_group import SecurityGroup
from vpce_tui.resources.subnet import Subnet
from vpce_tui.resources.transit_gateway import TransitGateway
from vpce_tui.resources.transit_gateway_attachment import TransitGatewayAttachment
from vpce_tui.resources.transit_gateway_route_table import TransitGatewayRouteTable
from vpce_tui.resources.transit_gateway_route_table_propagation import TransitGatewayRouteTablePropagation
from vpce_tui.resources.transit_gateway_vpc_attachment import TransitGatewayVpcAttachment
from vpce_tui.resources.vpc import Vpc
from vpce_tui.resources.vpc_endpoint import VpcEndpoint
from vpce_tui.snapshot import load

FILES: dict[str, type[Record]] = {
    "InternetGateways": InternetGateway,
    "NatGateways": NatGateway,
    "NetworkAcls": NetworkAcl,
    "NetworkInterfaces": NetworkInterface,
    "PrefixLists": PrefixList,
    "RouteTables": RouteTable,
    "SecurityGroups": SecurityGroup,
    "Subnets": Subnet,
    "TransitGatewayAttachments": TransitGatewayAttachment,
    "TransitGatewayRouteTables": TransitGatewayRouteTable,
    "TransitGatewayVpcAttachments": TransitGatewayVpcAttachment,
    "TransitGateways": TransitGateway,
    "VpcEndpoints": VpcEndpoint,
    "Vpcs": Vpc,
}
NEWER_MEMBERS = {"VpcEndpointType", "CidrBlockState", "InterfaceType", "AvailabilityZoneId", "PrivateDnsEnabled"}


def without_newer(value: Any) -> Any:
    if isinstance(value, dict):
        return {name: without_newer(inner) for name, inner in value.items() if name not in NEWER_MEMBERS}
    return [without_newer(inner) for inner in value] if isinstance(value, list | tuple) else value


def recorded(build: Builder, folder: Path, *, old: bool = True, missing: tuple[str, ...] = ()) -> Topology:
    """Write a world as a directory of answers, and read it back."""
    place = folder / "aws_configs" / build.scope.region
    place.mkdir(parents=True)
    made = build.topology()
    for key, record_type in FILES.items():
        if key in missing:
            continue
        items = [to_members(record) for record in made.records(record_type)]
        text = json.dumps({key: without_newer(items) if old else items})
        (place / f"{key}.json").write_text(text)
    tables = [table.record_id for table in made.records(TransitGatewayRouteTable)]
    propagations = [to_members(item) for item in made.records(TransitGatewayRouteTablePropagation)]
    wrapped = [
        {
            "TransitGatewayRouteTableId": table,
            "TransitGatewayRouteTablePropagations": [
                {name: value for name, value in item.items() if name != "TransitGatewayRouteTableId"}
                for item in propagations
                if item["TransitGatewayRouteTableId"] == table
            ],
        }
        for table in tables
    ]
    (place / "TransitGatewayPropagations.json").write_text(json.dumps({"TransitGatewayPropagations": wrapped}))
    routes = [{"TransitGatewayRouteTableId": table, "Routes": []} for table in tables]
    (place / "TransitGatewayStaticRoutes.json").write_text(json.dumps({"TransitGatewayStaticRoutes": routes}))
    return load(folder)


def verdict(topology: Topology, source: NetworkInterface, what: str, **flow: Any) -> Verdict:
    return trace(Flow(source.network_interface_id, what, **flow), topology).verdict


def small_world(build: Builder) -> tuple[NetworkInterface, NetworkInterface, VpcEndpoint]:
    build.vpc("10.1.0.0/16")
    gateway = build.internet_gateway()
    public = build.subnet(table=build.route_table(route("0.0.0.0/0", gateway.internet_gateway_id)))
    nat = build.nat_gateway(subnet=public)
    table = build.route_table(route("0.0.0.0/0", nat.nat_gateway_id))
    build.gateway_endpoint("s3", tables=(table,))
    private = build.subnet(table=table)
    build.network_acl(acl_entry(100, egress=True, protocol="-1"), acl_entry(100, protocol="-1"), subnets=(private,))
    client = build.network_interface(subnet=private)
    server = build.network_interface(subnet=public, groups=(build.security_group(allow(22)),), public_ip=True)
    group = build.security_group(allow(cidr="10.1.0.0/16"))
    return client, server, build.interface_endpoint("sqs", subnets=(private,), groups=(group,))


@pytest.mark.parametrize("old", [True, False], ids=["an old recording", "a new recording"])
def test_a_directory_of_answers_is_decided_where_it_can_be(tmp_path: Path, old: bool) -> None:
    build = Builder()
    client, server, endpoint = small_world(build)
    topology = recorded(build, tmp_path, old=old)
    endpoint_address = next(
        item.private_ip_address
        for item in topology.records(NetworkInterface)
        if item.network_interface_id == endpoint.network_interface_ids[0]
    )

    assert verdict(topology, client, "8.8.8.8") is Verdict.REACHABLE
    assert verdict(topology, client, "52.216.1.1") is Verdict.REACHABLE
    assert verdict(topology, client, endpoint_address or "") is Verdict.REACHABLE
    assert verdict(topology, client, server.network_interface_id, port=22) is Verdict.REACHABLE
    assert verdict(topology, client, server.network_interface_id, port=80) is Verdict.NOT_REACHABLE
    assert verdict(topology, client, server.network_interface_id, protocol="any") is Verdict.NOT_REACHABLE
    assert verdict(topology, server, "8.8.8.8") is Verdict.REACHABLE
    assert verdict(topology, client, "10.1.77.7") is Verdict.NOT_REACHABLE
    assert verdict(topology, client, "s3") is Verdict.REACHABLE


@pytest.mark.parametrize(
    ("missing", "what", "want"),
    [
        ("RouteTables", "8.8.8.8", Verdict.UNKNOWN),
        ("NatGateways", "8.8.8.8", Verdict.UNKNOWN),
        ("InternetGateways", "8.8.8.8", Verdict.REACHABLE),
        ("SecurityGroups", "8.8.8.8", Verdict.UNKNOWN),
        ("NetworkAcls", "8.8.8.8", Verdict.UNKNOWN),
        ("PrefixLists", "8.8.8.8", Verdict.UNKNOWN),
        ("VpcEndpoints", "8.8.8.8", Verdict.REACHABLE),
        ("VpcEndpoints", "52.216.1.1", Verdict.UNKNOWN),
        ("VpcEndpoints", "sqs", Verdict.UNKNOWN),
    ],
)
def test_a_missing_file_is_unknown_where_it_decides(tmp_path: Path, missing: str, what: str, want: Verdict) -> None:
    build = Builder()
    client, _, _ = small_world(build)

    assert verdict(recorded(build, tmp_path, missing=(missing,)), client, what) is want


def test_static_routes_and_propagations_make_up_a_transit_gateways_table(tmp_path: Path) -> None:
    build = Builder()
    gateway = build.transit_gateway()
    table = build.transit_gateway_table(gateway)
    ends: list[NetworkInterface] = []
    for cidr in ("10.60.0.0/16", "10.70.0.0/16"):
        vpc = build.vpc(cidr)
        subnet = build.subnet(vpc=vpc)
        build.transit_gateway_attachment(gateway, vpc, subnet, table=table, propagates_to=(table,))
        build.add_routes(build.main_table(vpc), route("10.0.0.0/8", gateway.transit_gateway_id))
        group = build.security_group(allow(cidr="10.0.0.0/8"))
        ends.append(build.network_interface(subnet=subnet, groups=(group,)))
    far = build.network_interface(subnet=build.subnet(zone="b"))
    topology = recorded(build, tmp_path)

    assert verdict(topology, ends[0], ends[1].network_interface_id) is Verdict.REACHABLE
    assert verdict(topology, ends[0], "10.99.0.1") is Verdict.NOT_REACHABLE
    assert verdict(topology, far, ends[0].network_interface_id) is Verdict.NOT_REACHABLE
