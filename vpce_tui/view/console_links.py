"""Where is a record's page in the AWS console?

Hosts differ by partition; Regions of partitions whose console's address is not public have no links. A page needs the
right account to be signed in: no address can say that. Types without a page of their own have none here.
Source: the addresses that the VPC, EC2, Route 53 and Resolver consoles themselves show for a resource's detail page;
AWS GovCloud (US) User Guide and Amazon Web Services in China, "console".
"""

from __future__ import annotations

from typing import Final
from urllib.parse import quote

from vpce_tui import resources
from vpce_tui.model.partitions import partition
from vpce_tui.model.record import Record, Scope

_DOMAINS: Final = {
    "aws": "console.aws.amazon.com",
    "aws-cn": "console.amazonaws.cn",
    "aws-us-gov": "console.amazonaws-us-gov.com",
}

_PAGES: Final[dict[str, tuple[str, str, str]]] = {
    "vpcs": ("vpcconsole", "VpcDetails:VpcId", "vpc_id"),
    "vpc-attributes": ("vpcconsole", "VpcDetails:VpcId", "vpc_id"),
    "subnets": ("vpcconsole", "SubnetDetails:subnetId", "subnet_id"),
    "vpc-endpoints": ("vpcconsole", "EndpointDetails:vpcEndpointId", "vpc_endpoint_id"),
    "vpc-endpoint-associations": ("vpcconsole", "EndpointDetails:vpcEndpointId", "vpc_endpoint_id"),
    "vpc-endpoint-service-configurations": ("vpcconsole", "EndpointServiceDetails:serviceId", "service_id"),
    "vpc-endpoint-service-permissions": ("vpcconsole", "EndpointServiceDetails:serviceId", "service_id"),
    "vpc-endpoint-connections": ("vpcconsole", "EndpointServiceDetails:serviceId", "service_id"),
    "route-tables": ("vpcconsole", "RouteTableDetails:RouteTableId", "route_table_id"),
    "network-acls": ("vpcconsole", "NetworkAclDetails:networkAclId", "network_acl_id"),
    "security-groups": ("vpcconsole", "SecurityGroup:groupId", "group_id"),
    "security-group-rules": ("vpcconsole", "SecurityGroup:groupId", "group_id"),
    "security-group-vpc-associations": ("vpcconsole", "SecurityGroup:groupId", "group_id"),
    "stale-security-groups": ("vpcconsole", "SecurityGroup:groupId", "group_id"),
    "managed-prefix-lists": ("vpcconsole", "PrefixListDetails:prefixListId", "prefix_list_id"),
    "managed-prefix-list-entries": ("vpcconsole", "PrefixListDetails:prefixListId", "prefix_list_id"),
    "prefix-lists": ("vpcconsole", "PrefixListDetails:prefixListId", "prefix_list_id"),
    "dhcp-options": ("vpcconsole", "DHCPOptionSet:DhcpOptionsId", "dhcp_options_id"),
    "internet-gateways": ("vpcconsole", "InternetGateway:internetGatewayId", "internet_gateway_id"),
    "egress-only-internet-gateways": (
        "vpcconsole",
        "EgressOnlyInternetGateways:egressOnlyInternetGatewayId",
        "egress_only_internet_gateway_id",
    ),
    "nat-gateways": ("vpcconsole", "NatGatewayDetails:natGatewayId", "nat_gateway_id"),
    "carrier-gateways": ("vpcconsole", "CarrierGatewayDetails:carrierGatewayId", "carrier_gateway_id"),
    "vpn-gateways": ("vpcconsole", "VpnGateways:vpnGatewayId", "vpn_gateway_id"),
    "vpn-connections": ("vpcconsole", "VpnConnectionDetails:VpnConnectionId", "vpn_connection_id"),
    "customer-gateways": ("vpcconsole", "CustomerGatewayDetails:CustomerGatewayId", "customer_gateway_id"),
    "vpc-peering-connections": (
        "vpcconsole",
        "PeeringConnectionDetails:VpcPeeringConnectionId",
        "vpc_peering_connection_id",
    ),
    "transit-gateways": ("vpcconsole", "TransitGatewayDetails:transitGatewayId", "transit_gateway_id"),
    "transit-gateway-attachments": (
        "vpcconsole",
        "TransitGatewayAttachmentDetails:transitGatewayAttachmentId",
        "transit_gateway_attachment_id",
    ),
    "transit-gateway-vpc-attachments": (
        "vpcconsole",
        "TransitGatewayAttachmentDetails:transitGatewayAttachmentId",
        "transit_gateway_attachment_id",
    ),
    **dict.fromkeys(
        (
            "transit-gateway-route-tables",
            "transit-gateway-route-table-associations",
            "transit-gateway-route-table-propagations",
            "transit-gateway-routes",
        ),
        ("vpcconsole", "TransitGatewayRouteTableDetails:transitGatewayRouteTableId", "transit_gateway_route_table_id"),
    ),
    "network-interfaces": ("ec2", "NetworkInterface:networkInterfaceId", "network_interface_id"),
    "instances": ("ec2", "InstanceDetails:instanceId", "instance_id"),
    "addresses": ("ec2", "ElasticIpDetails:AllocationId", "allocation_id"),
}
"""Resource name → (console, page and its parameter, field of the record that goes there)."""


def console_url(record: Record, scope: Scope) -> str:
    """Return the address of the record's page, or of the page that shows it; empty where there is none."""
    domain = _DOMAINS.get(partition(scope.region))
    if domain is None or not scope.region:
        return ""
    name = resources.BY_RECORD[type(record)].name
    if name in ("hosted-zones", "resource-record-sets"):
        zone = _part(record, "hosted_zone_id").removeprefix("%2Fhostedzone%2F")
        return f"https://{domain}/route53/v2/hostedzones#ListRecordSets/{zone}" if zone else ""
    region = quote(scope.region, safe="")
    if name == "resolver-rules":
        return f"https://{region}.{domain}/route53resolver/home?region={region}#/rule/{_part(record, 'id')}"
    if name not in _PAGES:
        return ""
    console, page, member = _PAGES[name]
    value = _part(record, member)
    return f"https://{region}.{domain}/{console}/home?region={region}#{page}={value}" if value else ""


def _part(record: Record, member: str) -> str:
    # Whatever a file says an id is, the address stays one word that no terminal and no shell obeys.
    return quote(str(getattr(record, member, None) or ""), safe="")
