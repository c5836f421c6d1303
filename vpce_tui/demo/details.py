"""What is said about resources that all accounts have alike: service details, flow logs, and members AWS fills in.

Made last, over everything that stands in the world by then.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Mapping
from ipaddress import IPv4Network
from typing import Any, Final

import msgspec

from vpce_tui.demo.accounts import APP, NETWORK, NETWORK_EU, SCOPES, STAGING
from vpce_tui.demo.base import WorldBuilder
from vpce_tui.demo.ids import an_id, mac_address, moment
from vpce_tui.demo.partner import CLEARING, FRAUD, LEDGER, REPORTS, service_of
from vpce_tui.model.record import Record, Scope
from vpce_tui.reach.services import service_name
from vpce_tui.resources.address import Address
from vpce_tui.resources.flow_log import FlowLog
from vpce_tui.resources.instance import Instance, InstanceNetworkInterface, Placement
from vpce_tui.resources.nat_gateway import NatGateway
from vpce_tui.resources.network_interface import NetworkInterface
from vpce_tui.resources.shapes import ServiceTypeDetail, Tag
from vpce_tui.resources.subnet import Subnet
from vpce_tui.resources.vpc import Vpc
from vpce_tui.resources.vpc_endpoint import VpcEndpoint, endpoint_type
from vpce_tui.resources.vpc_endpoint_service import ServiceDetail

RESERVED: Final = 5
"""AWS keeps the first four addresses of a subnet and the last one. Source: VPC User Guide, "Subnet sizing"."""

FILLER_SERVICES: Final = ("ssm", "logs", "sqs")
"""What the endpoints of filler VPCs lead to."""

_ZONES_OF: Final = {service_of(FRAUD): "a", **{service_of(service): "ab" for service in (CLEARING, LEDGER, REPORTS)}}
_OWNERS: Final = {
    **{service_of(service): "555566667777" for service in (CLEARING, FRAUD, REPORTS)},
    service_of(LEDGER): "222233334444",
}


def describe_services(world: WorldBuilder) -> None:
    """Let each account describe the services that its endpoints ask for; S3 and DynamoDB come once for each type."""
    for scope in SCOPES:
        asked = dict.fromkeys(
            (endpoint.service_name, endpoint_type(endpoint))
            for endpoint in world.held(VpcEndpoint, scope).values()
            if endpoint.service_name and endpoint_type(endpoint) in ("Interface", "Gateway", "GatewayLoadBalancer")
        )
        if asked:
            world.enter(scope)
            asked.update({(service_name(label, scope.region), "Interface"): None for label in FILLER_SERVICES})
        for name, kind in asked:
            _describe(world, name or "", kind)


def _describe(world: WorldBuilder, name: str, kind: str) -> None:
    service_id = name.rpartition(".")[2] if ".vpce-svc-" in name else an_id("vpce-svc", f"{name}/{kind}")
    region = world.scope.region
    if ".vpce-svc-" not in name:
        world.service_detail(name, kind=kind, service_id=service_id, supported_ip_address_types=("ipv4",))
        return
    world.add(
        ServiceDetail(
            service_name=name,
            service_id=service_id,
            service_type=(ServiceTypeDetail(service_type=kind),),
            service_region=region,
            availability_zones=tuple(f"{region}{zone}" for zone in _ZONES_OF.get(name, "a")),
            owner=_OWNERS.get(name, world.scope.account_id),
            base_endpoint_dns_names=(f"{service_id}.{region}.vpce.amazonaws.com",),
            vpc_endpoint_policy_supported=False,
            acceptance_required=name != service_of(FRAUD) and kind == "Interface",
            manages_vpc_endpoints=False,
            supported_ip_address_types=("ipv4",),
        )
    )


def log_flows(world: WorldBuilder) -> None:
    """Log the flows of three VPCs, one of them without success."""
    for scope, vpc, status in ((NETWORK, "hub", "SUCCESS"), (APP, "app", "SUCCESS"), (NETWORK_EU, "hub-eu", "FAILED")):
        world.enter(scope)
        world.add(
            FlowLog(
                flow_log_id=an_id("fl", vpc),
                flow_log_status="ACTIVE",
                resource_id=an_id("vpc", vpc),
                traffic_type="ALL",
                log_destination_type="s3",
                log_destination=f"arn:aws:s3:::flow-logs-{scope.account_id}/{vpc}/",
                log_format="${version} ${account-id} ${interface-id} ${srcaddr} ${dstaddr} ${dstport} ${action}",
                max_aggregation_interval=60,
                deliver_logs_status=status,
                deliver_logs_error_message="Access error" if status == "FAILED" else None,
                creation_time=moment(vpc),
                tags=(Tag(key="Name", value=f"{vpc}-flows"),),
            )
        )


def fill_in(world: WorldBuilder, more_taken: Mapping[str, int] | None = None) -> None:
    """Fill in the members that AWS adds by itself and that no question here decides on.

    `more_taken` are addresses by subnet of interfaces that the builder does not hold.
    """
    for scope in SCOPES:
        for record_type, filler in _fillers(world, scope, more_taken or {}).items():
            table: dict[str, Any] = world.held(record_type, scope)
            for record_id, record in list(table.items()):
                table[record_id] = msgspec.structs.replace(record, **filler(record))


def _fillers(
    world: WorldBuilder, scope: Scope, more_taken: Mapping[str, int]
) -> Mapping[type[Record], Callable[[Any], dict[str, Any]]]:
    """Return for each type what gives a record of it the members it lacks."""
    interfaces = world.held(NetworkInterface, scope).values()
    taken = Counter(interface.subnet_id for interface in interfaces)
    taken.update(more_taken)
    by_instance: dict[str | None, NetworkInterface] = {
        interface.attachment.instance_id: interface
        for interface in interfaces
        if interface.attachment and interface.attachment.instance_id
    }
    environment = "staging" if scope == STAGING else "prod"
    return {
        NetworkInterface: lambda record: _interface(record, scope),
        Subnet: lambda record: _subnet(record, taken),
        Vpc: lambda record: {"tags": (*record.tags, Tag(key="env", value=environment))} if record.tags else {},
        Instance: lambda record: _instance(record, by_instance, scope),
        VpcEndpoint: lambda record: {"creation_timestamp": moment(record.record_id)},
        NatGateway: lambda record: {"create_time": moment(record.record_id)},
        Address: lambda record: {
            "association_id": an_id("eipassoc", record.record_id),
            "network_border_group": scope.region,
            "public_ipv4_pool": "amazon",
        },
    }


def internal_name(address: str, region: str) -> str:
    """Return the private DNS name that EC2 gives to an address."""
    suffix = "ec2.internal" if region == "us-east-1" else f"{region}.compute.internal"
    return f"ip-{address.replace('.', '-')}.{suffix}"


def _interface(interface: NetworkInterface, scope: Scope) -> dict[str, Any]:
    return {
        "mac_address": mac_address(interface.network_interface_id),
        "private_dns_name": internal_name(interface.private_ip_address or "", scope.region),
        "description": interface.description or "",
        "requester_managed": bool(interface.requester_managed),
        "availability_zone_id": _zone_id(interface.availability_zone or ""),
    }


def _zone_id(zone_name: str) -> str:
    prefix = "use1" if zone_name.startswith("us-east-1") else "euw1"
    return f"{prefix}-az{'abc'.index(zone_name[-1]) + 1}"


def _subnet(subnet: Subnet, taken: Counter[str | None]) -> dict[str, Any]:
    size = IPv4Network(subnet.cidr_block or "").num_addresses
    return {"available_ip_address_count": size - RESERVED - taken[subnet.subnet_id]}


def _instance(instance: Instance, by_instance: Mapping[str | None, NetworkInterface], scope: Scope) -> dict[str, Any]:
    interface = by_instance[instance.instance_id]
    return {
        "image_id": "ami-0de300000000000a1",
        "architecture": "arm64",
        "launch_time": moment(instance.instance_id),
        "platform_details": "Linux/UNIX",
        "private_dns_name": internal_name(instance.private_ip_address or "", scope.region),
        "public_ip_address": interface.association.public_ip if interface.association else None,
        "placement": Placement(availability_zone=interface.availability_zone, tenancy="default"),
        "network_interfaces": (
            InstanceNetworkInterface(
                network_interface_id=interface.network_interface_id,
                private_ip_address=interface.private_ip_address,
                subnet_id=interface.subnet_id,
                vpc_id=interface.vpc_id,
                groups=interface.groups,
                interface_type="interface",
                status="in-use",
                owner_id=scope.account_id,
            ),
        ),
    }
