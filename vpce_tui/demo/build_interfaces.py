"""How are network interfaces and instances made up, each with an address of its own?"""

from __future__ import annotations

import ipaddress
from collections.abc import Sequence
from typing import Any

from vpce_tui.demo.build_networks import Networks
from vpce_tui.demo.shelf import name_tags
from vpce_tui.resources.instance import Instance, InstanceState
from vpce_tui.resources.network_interface import (
    NetworkInterface,
    NetworkInterfaceAssociation,
    NetworkInterfaceAttachment,
    NetworkInterfaceIpv6Address,
    NetworkInterfacePrivateIpAddress,
)
from vpce_tui.resources.security_group import SecurityGroup
from vpce_tui.resources.shapes import GroupIdentifier
from vpce_tui.resources.subnet import Subnet

_PUBLIC_BLOCKS = tuple(
    ipaddress.ip_network(block) for block in ("203.0.113.0/24", "198.51.100.0/24", "192.0.2.0/24", "198.18.0.0/15")
)
_FIRST_FREE_HOST = 4  # AWS keeps the first four addresses of every subnet


class Interfaces(Networks):
    """Makes interfaces and instances."""

    def network_interface(
        self,
        *,
        groups: Sequence[SecurityGroup] | None = None,
        subnet: Subnet | None = None,
        address: str = "",
        ipv6: str = "",
        public_ip: str | bool = "",
        instance: str = "",
        name: str = "",
        **members: Any,
    ) -> NetworkInterface:
        """Make an interface with the next free address of its subnet, in the VPC's default group unless told."""
        place = self._subnet_of(subnet)
        private = address or self.free_address(place)
        public = self.public_address() if public_ip is True else str(public_ip or "")
        association = NetworkInterfaceAssociation(public_ip=public) if public else None
        chosen = (self._default_groups[place.vpc_id or ""],) if groups is None else tuple(groups)
        members.setdefault("network_interface_id", self.new_id("eni"))
        members.setdefault("interface_type", "interface")
        members.setdefault("status", "in-use")
        return self.add(
            NetworkInterface(
                subnet_id=place.subnet_id,
                vpc_id=place.vpc_id,
                availability_zone=place.availability_zone,
                owner_id=self.scope.account_id,
                private_ip_address=private,
                private_ip_addresses=(
                    NetworkInterfacePrivateIpAddress(private_ip_address=private, primary=True, association=association),
                ),
                association=association,
                ipv6_addresses=(NetworkInterfaceIpv6Address(ipv6_address=ipv6),) if ipv6 else (),
                groups=tuple(GroupIdentifier(group_id=group.group_id, group_name=group.group_name) for group in chosen),
                attachment=NetworkInterfaceAttachment(instance_id=instance, status="attached", device_index=0)
                if instance
                else None,
                source_dest_check=members.pop("source_dest_check", True),
                tag_set=name_tags(name),
                **members,
            )
        )

    def instance(
        self,
        *,
        state: str = "running",
        name: str = "",
        subnet: Subnet | None = None,
        groups: Sequence[SecurityGroup] | None = None,
        public_ip: str | bool = "",
        address: str = "",
        ipv6: str = "",
        **members: Any,
    ) -> tuple[Instance, NetworkInterface]:
        """Make an instance with one interface, and return both."""
        instance_id = members.pop("instance_id", None) or self.new_id("i")
        interface = self.network_interface(
            instance=instance_id,
            name=name,
            subnet=subnet,
            groups=groups,
            public_ip=public_ip,
            address=address,
            ipv6=ipv6,
        )
        made = self.add(
            Instance(
                instance_id=instance_id,
                state=InstanceState(name=state, code=16 if state == "running" else 80),
                subnet_id=interface.subnet_id,
                vpc_id=interface.vpc_id,
                private_ip_address=interface.private_ip_address,
                instance_type=members.pop("instance_type", "m7g.large"),
                security_groups=interface.groups,
                tags=name_tags(name),
                **members,
            )
        )
        return made, interface

    def free_address(self, subnet: Subnet) -> str:
        """Return the next address of a subnet that nobody has."""
        block = ipaddress.ip_network(subnet.cidr_block or "", strict=False)
        offset = _FIRST_FREE_HOST + self._next(f"address of {subnet.subnet_id}")
        if offset >= block.num_addresses - 1:
            raise ValueError(f"{subnet.subnet_id} has no free address left")
        return str(block.network_address + offset)

    def public_address(self) -> str:
        """Return a public address that nobody has, from blocks kept for documentation and measuring."""
        offset = self._next("public address")
        for block in _PUBLIC_BLOCKS:
            if offset < block.num_addresses - 2:
                return str(block.network_address + 1 + offset)
            offset -= block.num_addresses - 2
        raise ValueError("no public address left")
