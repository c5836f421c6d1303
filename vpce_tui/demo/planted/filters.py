"""Mistakes of security groups and network ACLs."""

from __future__ import annotations

from typing import Final

from vpce_tui.demo.planted.entry import Planted, ask, ids

_NOT = "notReachable"
_GROUPS = "ENI_SG_RULES_MISMATCH"
_ACL = "SUBNET_ACL_RESTRICTION"
_PARTLY = "VPCE_EPHEMERAL_PORTS_PARTLY_ALLOWED"

FILTERS: Final = (
    Planted(
        11,
        "Glue says that a security group must open all ingress ports",
        ids("sg analytics-glue-jobs"),
        "The Glue jobs' group does not admit itself, so that the workers cannot talk to each other.",
        ask("glue-worker-1", ids("eni glue-worker-2")[0], 7337),
        _NOT,
        _GROUPS,
    ),
    Planted(
        21,
        "Since an ec2 endpoint was made, the jump host cannot call EC2",
        ids("sg app-endpoints-operators", "vpce app-ec2"),
        "Private DNS sends the whole VPC to the endpoint, whose group admits the operators only.",
        ask("app-jump-1", "ec2"),
        _NOT,
        _GROUPS,
    ),
    Planted(
        29,
        "The shop times out on SNS",
        ids("sg hub-endpoints-hub-only", "vpce hub-sns"),
        "The group of the hub's sns endpoint admits the hub's own addresses only.",
        ask("app-1", "sns"),
        _NOT,
        _GROUPS,
    ),
    Planted(
        30,
        "Nobody reaches the hub's sqs endpoint",
        ids("vpce hub-sqs", "sg hub-default"),
        "The endpoint was made without a group and got the VPC's default one, which admits only its own members.",
        ask("app-1", "sqs"),
        _NOT,
        _GROUPS,
    ),
    Planted(
        31,
        "The vault instance times out on S3",
        ids("sg app-locked", "vpce app-s3"),
        "The instance's group lets out HTTPS to the company's addresses, not to S3's prefix list.",
        ask("app-vault-1", "s3"),
        _NOT,
        _GROUPS,
    ),
    Planted(
        32,
        "The payments task pulls its manifest but not its layers",
        ids("sg app-tasks-endpoints-only", "vpce app-s3"),
        "The task's group lets out HTTPS to the endpoints' group only, and a gateway endpoint has no group.",
        ask("payments", "s3"),
        _NOT,
        _GROUPS,
    ),
    Planted(
        33,
        "The endpoint admits a quarantined server, which still gets nowhere",
        ids("sg app-quarantine"),
        "The server's group has no outbound rule at all.",
        ask("app-quarantined-1", "ssm"),
        _NOT,
        "SG_HAS_NO_RULES",
    ),
    Planted(
        34,
        "Secrets Manager refuses the shop although a rule names the shop's group",
        ids("sg hub-endpoints-by-group", "sg app-web", "tgw core"),
        "A rule by group does not match across the transit gateway, where referencing groups is switched off.",
        ask("app-1", "secretsmanager"),
        _NOT,
        "SG_REFERENCES_NOT_PRESERVED",
    ),
    Planted(
        35,
        "A rule admits a group that is long gone",
        ids("sg hub-endpoints-monitoring"),
        "The group of the monitoring endpoint refers to a group behind a deleted peering.",
    ),
    Planted(
        36,
        "The reports instance sends requests and hears nothing",
        ids("acl app-reports", "subnet app-reports-a"),
        "The subnet's ACL lets no replies in: the ephemeral ports are missing.",
        ask("app-reports-1", "ssm"),
        _NOT,
        _ACL,
    ),
    Planted(
        37,
        "The thumbnails function times out now and then",
        ids("acl app-functions", "eni thumbnails"),
        "The subnet's ACL lets replies in to Linux's ephemeral ports only; Lambda uses 1024-65535.",
        ask("thumbnails", "ssm"),
        None,
        _PARTLY,
    ),
    Planted(
        38,
        "The search instance times out now and then",
        ids("acl app-search", "subnet app-search-b"),
        "Rule 90 refuses ports 40000-45000 before rule 100 admits the ephemeral ports.",
        ask("app-search-1", "ssm"),
        None,
        _PARTLY,
    ),
    Planted(
        39,
        "The exports instance stalls on S3",
        ids("acl app-exports", "vpce app-s3"),
        "The subnet's ACL lets requests out to the company's addresses only, not to the blocks of S3's prefix list.",
        ask("app-exports-1", "s3"),
        _NOT,
        _ACL,
    ),
)
