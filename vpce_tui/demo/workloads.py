"""What runs in a filler VPC? Functions, tasks, instances, databases and caches, as interfaces.

Made straight as records, about 10 µs each: a hundred thousand of them shall not keep anybody waiting. Workload i of a
VPC stands in zone i mod 3, at an address that follows from i; endpoints stand in the same subnets below it.
"""

from __future__ import annotations

from collections.abc import Iterator
from ipaddress import IPv4Network
from typing import Final

from vpce_tui.demo.build import zone_prefix
from vpce_tui.demo.ids import an_id
from vpce_tui.model.record import Scope
from vpce_tui.resources.instance import Instance, InstanceNetworkInterface, InstanceState, Placement
from vpce_tui.resources.network_interface import (
    NetworkInterface,
    NetworkInterfaceAttachment,
    NetworkInterfacePrivateIpAddress,
)
from vpce_tui.resources.shapes import GroupIdentifier, Tag

FIRST_HOST: Final = 16
"""The hosts before it are AWS's own and the endpoints'."""

KINDS: Final = (
    "lambda", "task", "lambda", "instance", "task", "lambda", "task", "lambda", "instance", "database",
    "lambda", "task", "lambda", "instance", "task", "cache", "lambda", "task", "lambda", "mount",
)  # fmt: skip
"""What the workloads are, in turn."""

_GOLDEN: Final = 0x9E3779B97F4A7C15
"""Odd, so that multiplying by it modulo 2⁶⁴ gives every number another one: ids look random and never repeat."""
_MASK: Final = 2**64 - 1


def _mixed(number: int) -> str:
    return f"0{(number + 1) * _GOLDEN & _MASK:016x}"


def _place(cidr: str, number: int) -> int:
    """Return the address, as a number, of a VPC's workload; zones take a quarter of the block each."""
    network = IPv4Network(cidr)
    return int(network.network_address) + number % 3 * (network.num_addresses // 4) + FIRST_HOST + number // 3


def _dotted(address: int, separator: str = ".") -> str:
    return separator.join((str(address >> 24), str(address >> 16 & 255), str(address >> 8 & 255), str(address & 255)))


def interfaces(vpc_name: str, scope: Scope, cidr: str, first: int, count: int) -> Iterator[NetworkInterface]:
    """Yield the interfaces of a VPC's workloads; `first` is the first one's number over all VPCs."""
    vpc_id = an_id("vpc", vpc_name)
    zones = [(an_id("subnet", f"{vpc_name}-{zone}"), f"{scope.region}{zone}") for zone in "abc"]
    groups = (GroupIdentifier(group_id=an_id("sg", f"{vpc_name}-workload"), group_name=f"{vpc_name}-workload"),)
    tags = {kind: (Tag(key="Name", value=f"{vpc_name}-{kind}"), Tag(key="team", value=vpc_name)) for kind in KINDS}
    suffix = "ec2.internal" if scope.region == "us-east-1" else f"{scope.region}.compute.internal"
    prefix = f"{zone_prefix(scope.region)}-az"
    quarter = IPv4Network(cidr).num_addresses // 4
    start = _place(cidr, 0)
    for index in range(count):
        number = first + index
        zone = index % 3
        address = start + zone * quarter + index // 3
        dotted = _dotted(address)
        kind = KINDS[index % len(KINDS)]
        mixed = _mixed(number)
        interface_type, description, attachment = _kind_of(kind, vpc_name, number, mixed, scope)
        subnet_id, zone_name = zones[zone]
        yield NetworkInterface(
            network_interface_id=f"eni-{mixed}",
            interface_type=interface_type,
            description=description,
            attachment=attachment,
            requester_managed=kind != "instance",
            availability_zone=zone_name,
            availability_zone_id=f"{prefix}{zone + 1}",
            groups=groups,
            mac_address=f"02:{mixed[1:3]}:{mixed[3:5]}:{mixed[5:7]}:{mixed[7:9]}:{mixed[9:11]}",
            owner_id=scope.account_id,
            private_dns_name=f"ip-{_dotted(address, '-')}.{suffix}",
            private_ip_address=dotted,
            private_ip_addresses=(NetworkInterfacePrivateIpAddress(private_ip_address=dotted, primary=True),),
            source_dest_check=True,
            status="in-use",
            subnet_id=subnet_id,
            vpc_id=vpc_id,
            tag_set=tags[kind],
        )


def _kind_of(
    kind: str, vpc_name: str, number: int, mixed: str, scope: Scope
) -> tuple[str, str, NetworkInterfaceAttachment]:
    """Return an interface's type, description and attachment, as the service that made it leaves them."""
    if kind == "instance":
        attachment = NetworkInterfaceAttachment(
            attachment_id=f"eni-attach-{mixed}",
            instance_id=f"i-{mixed}",
            instance_owner_id=scope.account_id,
            device_index=0,
            delete_on_termination=True,
            status="attached",
        )
        return "interface", "", attachment
    managed = NetworkInterfaceAttachment(
        attachment_id=f"ela-attach-{mixed}", instance_owner_id="amazon-aws", device_index=1, status="attached"
    )
    if kind == "lambda":
        uuid = f"{mixed[1:9]}-{mixed[9:13]}-{mixed[13:]}"
        return "lambda", f"AWS Lambda VPC ENI-{vpc_name}-worker-{number % 40}-{uuid}", managed
    if kind == "task":
        return "interface", f"arn:aws:ecs:{scope.region}:{scope.account_id}:attachment/{mixed}", managed
    if kind == "database":
        return "interface", "RDSNetworkInterface", managed
    if kind == "cache":
        return "interface", f"ElastiCache {vpc_name}-{number % 9 + 1:04}-001", managed
    return "efs", f"EFS mount target for fs-{mixed} (fsmt-{mixed})", managed


def instances(vpc_name: str, scope: Scope, cidr: str, first: int, count: int) -> Iterator[Instance]:
    """Yield the instances that some of the interfaces belong to."""
    groups = (GroupIdentifier(group_id=an_id("sg", f"{vpc_name}-workload"), group_name=f"{vpc_name}-workload"),)
    tags = (Tag(key="Name", value=f"{vpc_name}-instance"), Tag(key="team", value=vpc_name))
    running = InstanceState(name="running", code=16)
    vpc_id = an_id("vpc", vpc_name)
    for index in range(count):
        if KINDS[index % len(KINDS)] != "instance":
            continue
        mixed, zone = _mixed(first + index), "abc"[index % 3]
        subnet_id, address = an_id("subnet", f"{vpc_name}-{zone}"), _dotted(_place(cidr, index))
        yield Instance(
            instance_id=f"i-{mixed}",
            instance_type="m7g.large",
            state=running,
            image_id="ami-0de300000000000a1",
            private_ip_address=address,
            placement=Placement(availability_zone=f"{scope.region}{zone}", tenancy="default"),
            subnet_id=subnet_id,
            vpc_id=vpc_id,
            security_groups=groups,
            network_interfaces=(
                InstanceNetworkInterface(
                    network_interface_id=f"eni-{mixed}",
                    private_ip_address=address,
                    subnet_id=subnet_id,
                    vpc_id=vpc_id,
                    status="in-use",
                ),
            ),
            tags=tags,
        )
