"""Mistakes of routes and of what stands in their way."""

from __future__ import annotations

from typing import Final

from vpce_tui.demo.analytics import FEEDS
from vpce_tui.demo.base import AWS_LISTS
from vpce_tui.demo.hub import PEERING
from vpce_tui.demo.ids import an_id
from vpce_tui.demo.planted.entry import Planted, ask, ids

_NOT = "notReachable"
_NO_ROUTE = "NO_ROUTE_TO_DESTINATION"
_BYPASSED = "VPCE_ENDPOINT_BYPASSED"
_S3_ADDRESS = "52.216.8.8"
_S3_LIST = AWS_LISTS["s3", "us-east-1"][0]

ROUTES: Final = (
    Planted(
        41,
        "The legacy server pays for S3 traffic through the NAT gateway",
        ids("rtb app-main", "subnet app-legacy-a", "vpce app-s3"),
        "Its subnet falls back to the main route table, which is not associated with the S3 gateway endpoint.",
        ask("app-legacy-1", "s3"),
        "reachable",
        _BYPASSED,
    ),
    Planted(
        42,
        "A bucket in Ireland cannot be reached from the isolated VPC",
        (*ids("vpce data-s3"), _S3_LIST),
        "A gateway endpoint serves its own Region's addresses only.",
        ask("data-etl-1", "s3.eu-west-1.amazonaws.com"),
        _NOT,
        _NO_ROUTE,
    ),
    Planted(
        43,
        "Uploads take the NAT gateway although the endpoint's route is there",
        ids("rtb app-uploads", "vpce app-s3"),
        "A static route for 52.216.0.0/15, a block of S3's list, beats the endpoint's route.",
        ask("app-uploads-1", "s3"),
        "reachable",
        _BYPASSED,
    ),
    Planted(
        44,
        "Feeds from S3 come one way today and another tomorrow",
        (*ids("rtb analytics-feeds"), FEEDS, _S3_LIST),
        "Two prefix lists of one table overlap in 52.216.0.0/15 and lead to different targets.",
        ask("feed-loader-1", _S3_ADDRESS),
        "unknown",
        "VPCE_AMBIGUOUS_PREFIX_LISTS",
    ),
    Planted(
        45,
        "Batch workers of zone a lost the internet",
        ids("rtb batch-private-a"),
        "The default route leads to a NAT gateway that was deleted.",
        ask("batch-1", "monitoring"),
        _NOT,
        "BAD_STATE_ROUTE",
    ),
    Planted(
        46,
        "Batch workers of zone b try to use the hub's S3 gateway endpoint",
        ids("rtb batch-private-b", "vpce hub-s3"),
        "A gateway endpoint serves its own VPC; what comes in over the transit gateway is dropped.",
        ask("batch-2", _S3_ADDRESS),
        _NOT,
        "VPCE_GATEWAY_NOT_TRANSITIVE",
    ),
    Planted(
        47,
        "The shop in zone c reaches none of the hub's endpoints",
        ids("subnet app-c", "tgw core"),
        "The transit gateway attachment of the app VPC has no subnet in zone c.",
        ask("app-3", "ssm"),
        _NOT,
        "TGW_ROUTE_AZ_RESTRICTION",
    ),
    Planted(
        48,
        "The notebook's requests arrive at sts, and no reply comes back",
        ids("rtb hub-endpoints", "vpc analytics"),
        "The table of the hub's endpoint subnets has no route to the analytics VPC.",
        ask("notebook-1", "sts"),
        _NOT,
        _NO_ROUTE,
    ),
    Planted(
        49,
        "The partner cannot use the hub's sts endpoint over the peering",
        (PEERING, an_id("rtb", "hub-endpoints")),
        "The partner's table leads to the peering, the hub's does not lead back.",
        ask("clearing-1", an_id("vpce", "hub-sts")),
        _NOT,
        _NO_ROUTE,
    ),
    Planted(
        50,
        "The inspected servers' replies go past the firewall",
        ids("rtb inspection-clients", "rtb inspection-servers", "vpce inspection-firewall"),
        "The clients' table leads to the firewall's endpoint, the servers' table leads straight back.",
        ask("inspected-client-1", an_id("eni", "inspected-server-1")),
    ),
    Planted(
        51,
        "The export instance has a public address and reaches nothing",
        ("333344445555/us-east-1", *ids("subnet data-public-a", "i data-export-1")),
        "VPC Block Public Access is on for the account, and the subnet is not exempt.",
        ask("data-export-1", "monitoring"),
        _NOT,
        "VPC_BLOCK_PUBLIC_ACCESS_ENABLED",
    ),
    Planted(
        52,
        "Card clearing times out",
        ids("vpce app-card-clearing"),
        "The partner has not accepted the endpoint yet: pendingAcceptance.",
        ask("app-1", an_id("vpce", "app-card-clearing")),
        _NOT,
        "BAD_STATE",
    ),
    Planted(
        53,
        "Settlement reports time out",
        ids("vpce data-settlement-reports"),
        "The partner has rejected the endpoint.",
        ask("data-etl-1", an_id("vpce", "data-settlement-reports")),
        _NOT,
        "BAD_STATE",
    ),
)
