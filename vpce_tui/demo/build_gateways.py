"""How are gateways, peerings and VPNs made up?"""

from __future__ import annotations

from typing import Any

from vpce_tui.demo.build_interfaces import Interfaces
from vpce_tui.demo.build_networks import zone_prefix
from vpce_tui.demo.shelf import name_tags
from vpce_tui.resources.address import Address
from vpce_tui.resources.egress_only_internet_gateway import EgressOnlyInternetGateway
from vpce_tui.resources.internet_gateway import InternetGateway
from vpce_tui.resources.nat_gateway import NatGateway, NatGatewayAddress
from vpce_tui.resources.shapes import InternetGatewayAttachment
from vpce_tui.resources.subnet import Subnet
from vpce_tui.resources.transit_gateway import TransitGateway
from vpce_tui.resources.vpc import Vpc, cidrs
from vpce_tui.resources.vpc_block_public_access import VpcBlockPublicAccessExclusion, VpcBlockPublicAccessOptions
from vpce_tui.resources.vpc_peering_connection import (
    CidrBlock,
    VpcPeeringConnection,
    VpcPeeringConnectionStateReason,
    VpcPeeringConnectionVpcInfo,
)
from vpce_tui.resources.vpn_connection import VgwTelemetry, VpnConnection, VpnConnectionOptions, VpnStaticRoute
from vpce_tui.resources.vpn_gateway import VpcAttachment, VpnGateway


class Gateways(Interfaces):
    """Makes what leads out of a VPC."""

    def internet_gateway(self, *, vpc: Vpc | None = None, state: str = "available", name: str = "") -> InternetGateway:
        """Make an internet gateway that is attached to the VPC."""
        attachment = InternetGatewayAttachment(state=state, vpc_id=self._vpc_of(vpc).vpc_id)
        return self.add(
            InternetGateway(
                internet_gateway_id=self.new_id("igw"),
                attachments=(attachment,),
                owner_id=self.scope.account_id,
                tags=name_tags(name),
            )
        )

    def egress_only_internet_gateway(
        self, *, vpc: Vpc | None = None, state: str = "attached"
    ) -> EgressOnlyInternetGateway:
        """Make an egress-only internet gateway that is attached to the VPC."""
        attachment = InternetGatewayAttachment(state=state, vpc_id=self._vpc_of(vpc).vpc_id)
        return self.add(
            EgressOnlyInternetGateway(
                egress_only_internet_gateway_id=self.new_id("eigw"), attachments=(attachment,), tags=()
            )
        )

    def nat_gateway(
        self,
        *,
        subnet: Subnet | None = None,
        state: str = "available",
        private: bool = False,
        name: str = "",
        **members: Any,
    ) -> NatGateway:
        """Make a NAT gateway with its interface; `private` gives it no public address."""
        place = self._subnet_of(subnet)
        gateway_id = members.pop("nat_gateway_id", None) or self.new_id("nat")
        public = "" if private else self.public_address()
        interface = self.network_interface(
            subnet=place,
            groups=(),
            public_ip=public,
            interface_type="nat_gateway",
            requester_managed=True,
            source_dest_check=False,
            description=f"Interface for NAT Gateway {gateway_id}",
        )
        if public:
            self.add(
                Address(
                    allocation_id=self.new_id("eipalloc"),
                    public_ip=public,
                    domain="vpc",
                    network_interface_id=interface.network_interface_id,
                    private_ip_address=interface.private_ip_address,
                )
            )
        return self.add(
            NatGateway(
                nat_gateway_id=gateway_id,
                subnet_id=place.subnet_id,
                vpc_id=place.vpc_id,
                state=state,
                connectivity_type="private" if private else "public",
                nat_gateway_addresses=(
                    NatGatewayAddress(
                        network_interface_id=interface.network_interface_id,
                        private_ip=interface.private_ip_address,
                        public_ip=public or None,
                        is_primary=True,
                        status="succeeded",
                    ),
                ),
                tags=name_tags(name),
                **members,
            )
        )

    def regional_nat_gateway(
        self, *, vpc: Vpc | None = None, zones: str = "a", state: str = "available", **members: Any
    ) -> NatGateway:
        """Make a regional NAT gateway, which has addresses by zone and no subnet."""
        return self.add(
            NatGateway(
                nat_gateway_id=self.new_id("nat"),
                vpc_id=self._vpc_of(vpc).vpc_id,
                state=state,
                connectivity_type="public",
                availability_mode="regional",
                nat_gateway_addresses=tuple(
                    NatGatewayAddress(
                        public_ip=self.public_address(),
                        availability_zone=f"{self.scope.region}{zone}",
                        availability_zone_id=f"{zone_prefix(self.scope.region)}-az{ord(zone) - 96}",
                        status="succeeded",
                    )
                    for zone in zones
                ),
                **members,
            )
        )

    def peering(self, requester: Vpc, accepter: Vpc, *, status: str = "active", name: str = "") -> VpcPeeringConnection:
        """Peer two VPCs; routes are the caller's matter."""
        return self.add(
            VpcPeeringConnection(
                vpc_peering_connection_id=self.new_id("pcx"),
                requester_vpc_info=self._peer(requester),
                accepter_vpc_info=self._peer(accepter),
                status=VpcPeeringConnectionStateReason(code=status),
                tags=name_tags(name),
            )
        )

    def _peer(self, vpc: Vpc) -> VpcPeeringConnectionVpcInfo:
        scope = next((scope for (kind, scope), table in self._records.items() if kind is Vpc and vpc.vpc_id in table))
        return VpcPeeringConnectionVpcInfo(
            vpc_id=vpc.vpc_id,
            owner_id=vpc.owner_id,
            region=scope.region,
            cidr_block=vpc.cidr_block,
            cidr_block_set=tuple(CidrBlock(cidr_block=cidr) for cidr in cidrs(vpc) if ":" not in cidr),
        )

    def vpn_gateway(self, *, vpc: Vpc | None = None, state: str = "attached") -> VpnGateway:
        """Make a virtual private gateway that is attached to the VPC."""
        return self.add(
            VpnGateway(
                vpn_gateway_id=self.new_id("vgw"),
                state="available",
                type="ipsec.1",
                vpc_attachments=(VpcAttachment(vpc_id=self._vpc_of(vpc).vpc_id, state=state),),
            )
        )

    def vpn_connection(
        self, gateway: VpnGateway | TransitGateway, *static_routes: str, up: bool = True, state: str = "available"
    ) -> VpnConnection:
        """Make a VPN connection that ends at a gateway."""
        members: dict[str, Any] = (
            {"vpn_gateway_id": gateway.vpn_gateway_id}
            if isinstance(gateway, VpnGateway)
            else {"transit_gateway_id": gateway.transit_gateway_id}
        )
        return self.add(
            VpnConnection(
                vpn_connection_id=self.new_id("vpn"),
                state=state,
                type="ipsec.1",
                options=VpnConnectionOptions(static_routes_only=bool(static_routes)),
                routes=tuple(VpnStaticRoute(destination_cidr_block=cidr, state="available") for cidr in static_routes),
                vgw_telemetry=(VgwTelemetry(status="UP" if up else "DOWN"), VgwTelemetry(status="DOWN")),
                **members,
            )
        )

    def block_public_access(self, mode: str = "block-bidirectional") -> VpcBlockPublicAccessOptions:
        """Turn VPC Block Public Access on for the account and Region."""
        return self.add(
            VpcBlockPublicAccessOptions(
                aws_account_id=self.scope.account_id,
                aws_region=self.scope.region,
                state="update-complete",
                internet_gateway_block_mode=mode,
                exclusions_allowed="allowed",
            )
        )

    def block_public_access_exclusion(
        self, resource: Vpc | Subnet, *, mode: str = "allow-bidirectional"
    ) -> VpcBlockPublicAccessExclusion:
        """Exempt a VPC or a subnet from Block Public Access."""
        kind = "vpc" if isinstance(resource, Vpc) else "subnet"
        return self.add(
            VpcBlockPublicAccessExclusion(
                exclusion_id=self.new_id("vpcbpa-exclude"),
                internet_gateway_exclusion_mode=mode,
                resource_arn=f"arn:aws:ec2:{self.scope.region}:{self.scope.account_id}:{kind}/{resource.record_id}",
                state="create-complete",
            )
        )
