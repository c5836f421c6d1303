"""How does a topology stand behind the fake EC2 API, so that another program reads the same records?

Lists of records go under their operation's name. Three answers have another shape on the wire than in a topology:
instances stand in reservations and repeat their interfaces, and a prefix list's entries are asked by list.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from typing import Any

from tests.fake_api import World
from vpce_tui.model.decoding import to_members
from vpce_tui.model.record import Record, Scope
from vpce_tui.model.topology import Topology
from vpce_tui.resources import RESOURCES
from vpce_tui.resources.instance import Instance
from vpce_tui.resources.managed_prefix_list_entry import PrefixListEntry
from vpce_tui.resources.network_interface import NetworkInterface

OPERATIONS = frozenset(
    f"Describe{name}"
    for name in (
        "Vpcs",
        "Subnets",
        "NetworkInterfaces",
        "RouteTables",
        "NetworkAcls",
        "SecurityGroups",
        "InternetGateways",
        "NatGateways",
        "VpcPeeringConnections",
        "TransitGateways",
        "TransitGatewayAttachments",
        "ManagedPrefixLists",
    )
)
"""What a path analyser of this kind asks; the shapes of the other lists play no part."""


def on_the_wire(topology: Topology) -> World:
    """Return a world for the fake API that holds what the topology holds."""
    contents: dict[tuple[str, str], dict[str, Any]] = {}
    for scope in topology.scopes:
        lists = contents[scope.account_id, scope.region] = {
            resource.read.operation: [members(record) for record in topology.records(resource.record, scope)]
            for resource in RESOURCES
            if resource.read.operation in OPERATIONS
        }
        lists["DescribeInstances"] = reservations(topology, scope)
        lists["GetManagedPrefixListEntries"] = entries(topology, scope)
    return World(contents)


def members(record: Record) -> Mapping[str, Any]:
    return to_members(record)


def reservations(topology: Topology, scope: Scope) -> list[dict[str, Any]]:
    """Return each instance in a reservation of its own, with the interfaces that are attached to it."""
    attached: dict[str, list[dict[str, Any]]] = defaultdict(list)
    for interface in topology.records(NetworkInterface, scope):
        if interface.attachment and interface.attachment.instance_id:
            shown = {"NetworkInterfaceId": interface.network_interface_id}
            attached[interface.attachment.instance_id].append(shown)
    return [
        {"Instances": [{**members(instance), "NetworkInterfaces": attached[instance.instance_id]}]}
        for instance in topology.records(Instance, scope)
    ]


def entries(topology: Topology, scope: Scope) -> dict[str, list[dict[str, Any]]]:
    found: dict[str, list[dict[str, Any]]] = defaultdict(list)
    for entry in topology.records(PrefixListEntry, scope):
        found[entry.prefix_list_id or ""].append({"Cidr": entry.cidr})
    return dict(found)
