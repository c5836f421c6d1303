"""Mistakes of name resolution."""

from __future__ import annotations

from typing import Final

from vpce_tui.demo.accounts import STAGING
from vpce_tui.demo.ids import an_id, zone_id
from vpce_tui.demo.planted.entry import Planted, ask, ids

_NOT = "notReachable"


def _associated(vpc_name: str, zone: str) -> str:
    """Return the id of the record that says that a VPC sees one of staging's zones."""
    return f"{an_id('vpc', vpc_name)}/{zone_id(f'{STAGING}/{zone}')}"


NAMES: Final = (
    Planted(
        13,
        "Athena queries time out although the endpoint is available",
        ids("vpce analytics-athena"),
        "Private DNS is off at the endpoint and no private zone has the name, so it resolves to public addresses.",
        ask("notebook-1", "athena"),
        _NOT,
        "VPCE_PRIVATE_DNS_OFF",
    ),
    Planted(
        14,
        "Batch workers resolve SQS to public addresses",
        ids("vpc batch", "vpce batch-sqs"),
        "enableDnsHostnames is false in the batch VPC, so the endpoint's private DNS has no effect.",
        ask("batch-1", "sqs"),
        _NOT,
        "VPCE_DNS_HOSTNAMES_OFF",
    ),
    Planted(
        15,
        "In Ireland, nobody can say what ssm resolves to",
        (an_id("dopt", "office"), an_id("vpc", "app-eu")),
        "The VPC hands out the office's name servers, which may or may not forward AWS's names to the VPC resolver.",
        ask("app-eu-1", "ssm"),
        "unknown",
        "VPCE_CUSTOM_DNS_SERVERS",
    ),
    Planted(
        16,
        "A second SQS endpoint fails with `conflicting DNS domain`",
        ids("vpce staging-sqs-second", "vpce staging-sqs"),
        "Two endpoints of one VPC ask for private DNS for the same service.",
    ),
    Planted(
        17,
        "A private zone and an endpoint both claim secretsmanager",
        (
            *ids("vpce staging-secretsmanager"),
            _associated("staging", "secretsmanager.us-east-1.amazonaws.com"),
        ),
        "The staging VPC is associated with a zone of the very name that the endpoint's private DNS serves.",
    ),
    Planted(
        18,
        "Public API Gateway APIs answer 403 Forbidden inside the VPC",
        ids("vpce app-execute-api"),
        "The execute-api endpoint's private DNS captures every API of the Region, public ones too.",
        ask("app-1", "a1b2c3d4e5.execute-api.us-east-1.amazonaws.com"),
        "reachable",
        "VPCE_PRIVATE_DNS_WILDCARD",
    ),
    Planted(
        19,
        "An old SDK times out on https://sts.amazonaws.com",
        ids("vpce data-sts"),
        "The sts endpoint's private name is the Region's; the global host resolves to public addresses.",
        ask("data-etl-1", "sts.amazonaws.com"),
        _NOT,
        "VPCE_GLOBAL_HOST_NOT_COVERED",
    ),
    Planted(
        20,
        "An old SDK times out on SQS's legacy host",
        ids("vpce data-sqs"),
        "us-east-1.queue.amazonaws.com is not among the sqs endpoint's private names.",
        ask("data-etl-1", "us-east-1.queue.amazonaws.com"),
        _NOT,
        "VPCE_LEGACY_HOST_NOT_COVERED",
    ),
    Planted(
        22,
        "The hub pays for an S3 interface endpoint that its own instances do not use",
        ids("vpce hub-s3-for-on-premises", "vpce hub-s3"),
        "Private DNS is for the inbound Resolver only: inside the VPC the name is public, by the gateway endpoint.",
        ask("bastion-1", "s3"),
        "reachable",
        "VPCE_INBOUND_RESOLVER_ONLY",
    ),
    Planted(
        24,
        "Traffic to s3.dualstack goes past the gateway endpoint",
        ids("vpce app-eu-s3", "subnet app-eu-a"),
        "The instances have IPv6 and a way out, while the S3 gateway endpoint is for IPv4 only.",
        ask("app-eu-1", "s3.dualstack.eu-west-1.amazonaws.com"),
        None,
        "VPCE_DUALSTACK_BYPASS",
    ),
    Planted(
        25,
        "Cluster nodes resolve kms to public addresses although the hub has an endpoint",
        ids("vpce hub-kms", "vpc eks"),
        "The hub endpoint's private DNS serves the hub alone; no private zone leads the spokes there.",
        ask("eks-node-1", "kms"),
        _NOT,
        "VPCE_PRIVATE_DNS_ELSEWHERE",
    ),
    Planted(
        27,
        "In the sandbox no AWS name resolves",
        (_associated("sandbox", "amazonaws.com"),),
        "A private zone `amazonaws.com` with one record hides every other name below it.",
        ask("sandbox-1", "monitoring"),
        _NOT,
        "VPCE_NAME_NOT_FOUND",
    ),
)
