"""How are transit gateways made up, with their tables, attachments and routes?"""

from __future__ import annotations

from collections.abc import Iterable

from vpce_tui.demo.shelf import Shelf, name_tags
from vpce_tui.resources.subnet import Subnet
from vpce_tui.resources.transit_gateway import TransitGateway, TransitGatewayOptions
from vpce_tui.resources.transit_gateway_attachment import TransitGatewayAttachment, TransitGatewayAttachmentAssociation
from vpce_tui.resources.transit_gateway_route import TransitGatewayRoute, TransitGatewayRouteAttachment
from vpce_tui.resources.transit_gateway_route_table import TransitGatewayRouteTable
from vpce_tui.resources.transit_gateway_route_table_association import TransitGatewayRouteTableAssociation
from vpce_tui.resources.transit_gateway_route_table_propagation import TransitGatewayRouteTablePropagation
from vpce_tui.resources.transit_gateway_vpc_attachment import (
    TransitGatewayVpcAttachment,
    TransitGatewayVpcAttachmentOptions,
)
from vpce_tui.resources.vpc import Vpc, cidrs


class Transit(Shelf):
    """Makes transit gateways."""

    def transit_gateway(self, *, name: str = "", security_group_referencing: bool = False) -> TransitGateway:
        """Make a transit gateway without default tables."""
        return self.add(
            TransitGateway(
                transit_gateway_id=self.new_id("tgw"),
                state="available",
                owner_id=self.scope.account_id,
                options=TransitGatewayOptions(
                    security_group_referencing_support="enable" if security_group_referencing else "disable"
                ),
                tags=name_tags(name),
            )
        )

    def transit_gateway_table(self, gateway: TransitGateway, *, name: str = "") -> TransitGatewayRouteTable:
        """Make a route table of a transit gateway."""
        return self.add(
            TransitGatewayRouteTable(
                transit_gateway_route_table_id=self.new_id("tgw-rtb"),
                transit_gateway_id=gateway.transit_gateway_id,
                state="available",
                tags=name_tags(name),
            )
        )

    def transit_gateway_attachment(
        self,
        gateway: TransitGateway,
        vpc: Vpc,
        *subnets: Subnet,
        table: TransitGatewayRouteTable | None = None,
        propagates_to: Iterable[TransitGatewayRouteTable] = (),
        state: str = "available",
        security_group_referencing: bool = False,
        name: str = "",
    ) -> TransitGatewayVpcAttachment:
        """Attach a VPC through subnets, associated with one table and announcing its blocks to others."""
        attachment_id = self.new_id("tgw-attach")
        if table is not None:
            self.add(
                TransitGatewayRouteTableAssociation(
                    transit_gateway_route_table_id=table.transit_gateway_route_table_id,
                    transit_gateway_attachment_id=attachment_id,
                    resource_id=vpc.vpc_id,
                    resource_type="vpc",
                    state="associated",
                )
            )
        for target in propagates_to:
            self._propagate(target, attachment_id, vpc)
        self.add(
            TransitGatewayAttachment(
                transit_gateway_attachment_id=attachment_id,
                transit_gateway_id=gateway.transit_gateway_id,
                transit_gateway_owner_id=gateway.owner_id,
                resource_owner_id=vpc.owner_id,
                resource_type="vpc",
                resource_id=vpc.vpc_id,
                state=state,
                association=TransitGatewayAttachmentAssociation(
                    transit_gateway_route_table_id=table.transit_gateway_route_table_id, state="associated"
                )
                if table
                else None,
                tags=name_tags(name),
            )
        )
        return self.add(
            TransitGatewayVpcAttachment(
                transit_gateway_attachment_id=attachment_id,
                transit_gateway_id=gateway.transit_gateway_id,
                vpc_id=vpc.vpc_id,
                vpc_owner_id=vpc.owner_id,
                state=state,
                subnet_ids=tuple(subnet.subnet_id for subnet in subnets),
                options=TransitGatewayVpcAttachmentOptions(
                    dns_support="enable",
                    security_group_referencing_support="enable" if security_group_referencing else "disable",
                    appliance_mode_support="disable",
                ),
                tags=name_tags(name),
            )
        )

    def _propagate(self, table: TransitGatewayRouteTable, attachment_id: str, vpc: Vpc) -> None:
        self.add(
            TransitGatewayRouteTablePropagation(
                transit_gateway_route_table_id=table.transit_gateway_route_table_id,
                transit_gateway_attachment_id=attachment_id,
                resource_id=vpc.vpc_id,
                resource_type="vpc",
                state="enabled",
            )
        )
        for cidr in cidrs(vpc):
            self._transit_route(table, cidr, attachment_id, "propagated", "active")

    def transit_gateway_route(
        self,
        table: TransitGatewayRouteTable,
        cidr: str,
        attachment: TransitGatewayVpcAttachment | None = None,
        *,
        state: str = "active",
    ) -> TransitGatewayRoute:
        """Add a static route to a transit gateway route table; without an attachment it is a blackhole."""
        attachment_id = attachment.transit_gateway_attachment_id if attachment else ""
        return self._transit_route(table, cidr, attachment_id, "static", state if attachment else "blackhole")

    def _transit_route(
        self, table: TransitGatewayRouteTable, cidr: str, attachment_id: str, kind: str, state: str
    ) -> TransitGatewayRoute:
        attachments = (
            (TransitGatewayRouteAttachment(transit_gateway_attachment_id=attachment_id, resource_type="vpc"),)
            if attachment_id
            else ()
        )
        return self.add(
            TransitGatewayRoute(
                transit_gateway_route_table_id=table.transit_gateway_route_table_id,
                destination_cidr_block=cidr,
                transit_gateway_attachments=attachments,
                type=kind,
                state=state,
            )
        )
