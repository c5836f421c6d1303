"""Which changes of route tables can be tried?"""

from __future__ import annotations

import msgspec


class AddRoute(msgspec.Struct, frozen=True, kw_only=True, tag=True):
    """Put a route into a table, in place of one for the same destination."""

    route_table_id: str
    destination: str
    target: str

    @property
    def says(self) -> str:
        return f"route {self.destination} to {self.target} in {self.route_table_id}"

    @property
    def command(self) -> str:
        return (
            f"aws ec2 create-route --route-table-id {self.route_table_id} "
            f"{_destination_option(self.destination)} {_target_option(self.target)}"
        )


class RemoveRoute(msgspec.Struct, frozen=True, kw_only=True, tag=True):
    """Take the route for a destination out of a table."""

    route_table_id: str
    destination: str

    @property
    def says(self) -> str:
        return f"remove the route for {self.destination} from {self.route_table_id}"

    @property
    def command(self) -> str:
        return f"aws ec2 delete-route --route-table-id {self.route_table_id} {_destination_option(self.destination)}"


class UseRouteTable(msgspec.Struct, frozen=True, kw_only=True, tag=True):
    """Let a subnet use another route table."""

    subnet_id: str
    route_table_id: str

    @property
    def says(self) -> str:
        return f"let {self.subnet_id} use {self.route_table_id}"

    @property
    def command(self) -> str:
        return f"aws ec2 associate-route-table --route-table-id {self.route_table_id} --subnet-id {self.subnet_id}"


def _destination_option(destination: str) -> str:
    if destination.startswith("pl-"):
        return f"--destination-prefix-list-id {destination}"
    return f"--destination-{'ipv6-' if ':' in destination else ''}cidr-block {destination}"


def _target_option(target: str) -> str:
    options = {
        "nat-": "--nat-gateway-id",
        "tgw-": "--transit-gateway-id",
        "pcx-": "--vpc-peering-connection-id",
        "eigw-": "--egress-only-internet-gateway-id",
        "eni-": "--network-interface-id",
        "i-": "--instance-id",
        "vpce-": "--vpc-endpoint-id",
    }
    return f"{next((option for start, option in options.items() if target.startswith(start)), '--gateway-id')} {target}"
