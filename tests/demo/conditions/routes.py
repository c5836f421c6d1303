"""What is true of the records where routes lead astray or an endpoint is not ready?"""

from __future__ import annotations

from collections.abc import Callable
from ipaddress import ip_network

from tests.demo.looking import (
    endpoint,
    get,
    interface,
    names_no_table,
    s3_blocks,
    subnet,
    table,
    table_has_no_way_out,
    targets,
    vpc,
    within,
    world,
    zones_of,
)
from vpce_tui.demo.analytics import DELETED_NAT, FEEDS
from vpce_tui.demo.base import AWS_LISTS
from vpce_tui.demo.hub import PEERING, TRANSIT
from vpce_tui.resources.managed_prefix_list_entry import PrefixListEntry
from vpce_tui.resources.nat_gateway import NatGateway
from vpce_tui.resources.route_table import is_main
from vpce_tui.resources.subnet import Subnet
from vpce_tui.resources.transit_gateway_vpc_attachment import TransitGatewayVpcAttachment
from vpce_tui.resources.vpc_block_public_access import VpcBlockPublicAccessExclusion, VpcBlockPublicAccessOptions
from vpce_tui.resources.vpc_endpoint_connection import VpcEndpointConnection
from vpce_tui.resources.vpc_peering_connection import VpcPeeringConnection

S3 = AWS_LISTS["s3", "us-east-1"][0]
HUB = "10.0.0.0/16"


def main_table_without_s3() -> bool:
    main = table("app-main")
    out = targets(main)
    return names_no_table("app-legacy-a") and is_main(main) and S3 not in out and out["0.0.0.0/0"].startswith("nat-")


def other_region() -> bool:
    irish = AWS_LISTS["s3", "eu-west-1"][1]
    overlap = any(ip_network(one).overlaps(ip_network(two)) for one in irish for two in s3_blocks())
    return not overlap and table_has_no_way_out("data-private", S3)


def static_route_shadows() -> bool:
    out = targets(table("app-uploads"))
    return "52.216.0.0/15" in s3_blocks() and out["52.216.0.0/15"].startswith("nat-") and S3 in out


def overlapping_lists() -> bool:
    ours = {entry.cidr for entry in world().records(PrefixListEntry) if entry.prefix_list_id == FEEDS}
    out = targets(table("analytics-feeds"))
    return (
        bool(ours & set(s3_blocks())) and out[FEEDS] == TRANSIT and out[S3] == endpoint("analytics-s3").vpc_endpoint_id
    )


def blackhole() -> bool:
    states = {route.nat_gateway_id: route.state for route in table("batch-private-a").routes}
    return states[DELETED_NAT] == "blackhole" and not world().find(NatGateway, DELETED_NAT)


def gateway_from_afar() -> bool:
    hub = targets(table("hub-transit"))
    return (
        targets(table("batch-private-b"))["52.216.0.0/15"] == TRANSIT and hub[S3] == endpoint("hub-s3").vpc_endpoint_id
    )


def zone_without_attachment() -> bool:
    (attachment,) = {
        found for found in world().records(TransitGatewayVpcAttachment) if found.vpc_id == vpc("app").vpc_id
    }
    zones = {get(Subnet, found).availability_zone for found in attachment.subnet_ids}
    return subnet("app-c").availability_zone not in zones


def no_way_back_to_the_lake() -> bool:
    there = targets(table("analytics-private"))[HUB] == TRANSIT
    back = [block for block in targets(table("hub-endpoints")) if block[:1].isdigit()]
    return there and not within("10.4.0.9", back) and "sts.us-east-1.amazonaws.com" in zones_of("analytics")


def no_way_back_to_the_partner() -> bool:
    status = get(VpcPeeringConnection, PEERING).status
    back = [block for block in targets(table("hub-endpoints")) if block[:1].isdigit()]
    assert status is not None
    there = targets(table("partner-private"))[HUB] == PEERING
    return there and status.code == "active" and not within("10.20.0.9", back)


def asymmetric_inspection() -> bool:
    there = targets(table("inspection-clients"))["10.7.2.0/24"] == endpoint("inspection-firewall").vpc_endpoint_id
    return there and set(targets(table("inspection-servers")).values()) == {"local"}


def public_access_blocked() -> bool:
    options = get(VpcBlockPublicAccessOptions, "333344445555/us-east-1")
    exempt = {found.resource_arn for found in world().records(VpcBlockPublicAccessExclusion)}
    export = interface("data-export-1")
    out = targets(table("data-public"))["0.0.0.0/0"].startswith("igw-")
    named = any(subnet("data-public-a").subnet_id in (arn or "") or vpc("data").vpc_id in (arn or "") for arn in exempt)
    return (
        options.internet_gateway_block_mode == "block-bidirectional" and not named and bool(export.association) and out
    )


def in_state(endpoint_name: str, state: str) -> Callable[[], bool]:
    def condition() -> bool:
        ours = endpoint(endpoint_name)
        theirs = [
            found.vpc_endpoint_state
            for found in world().records(VpcEndpointConnection)
            if found.vpc_endpoint_id == ours.vpc_endpoint_id
        ]
        return ours.state == state and theirs == [state]

    return condition


CONDITIONS: dict[int, Callable[[], bool]] = {
    41: main_table_without_s3,
    42: other_region,
    43: static_route_shadows,
    44: overlapping_lists,
    45: blackhole,
    46: gateway_from_afar,
    47: zone_without_attachment,
    48: no_way_back_to_the_lake,
    49: no_way_back_to_the_partner,
    50: asymmetric_inspection,
    51: public_access_blocked,
    52: in_state("app-card-clearing", "pendingAcceptance"),
    53: in_state("data-settlement-reports", "rejected"),
}
