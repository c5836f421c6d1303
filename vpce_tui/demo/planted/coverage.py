"""Mistakes of what is missing: an endpoint, a table's association, a zone."""

from __future__ import annotations

from typing import Final

from vpce_tui.demo.partner import FRAUD, service_of
from vpce_tui.demo.planted.entry import Planted, ask, ids

_NOT = "notReachable"
_NO_ROUTE = "NO_ROUTE_TO_DESTINATION"

COVERAGE: Final = (
    Planted(
        1,
        "Session Manager cannot reach a notebook instance",
        ids("vpc analytics", "vpce analytics-ssm", "i notebook-1"),
        "The analytics VPC has an endpoint for ssm but none for ssmmessages, and no way to the internet.",
        ask("notebook-1", "ssmmessages"),
        _NOT,
        _NO_ROUTE,
    ),
    Planted(
        2,
        "Fargate tasks in staging cannot pull their image",
        ids("vpc staging", "vpce staging-ecr.api", "eni preview-web"),
        "The staging VPC has an endpoint for ecr.api but none for ecr.dkr; whether a route helps cannot be read.",
        ask("preview-web", "ecr.dkr"),
        "unknown",
        "VPCE_NOT_READ",
    ),
    Planted(
        3,
        "The catalog task hangs when it pulls image layers",
        ids("rtb app-tasks-b", "vpce app-s3", "subnet app-tasks-b"),
        "The route table of the tasks in zone b is not associated with the S3 gateway endpoint and has no NAT gateway.",
        ask("catalog", "s3"),
        _NOT,
        _NO_ROUTE,
    ),
    Planted(
        4,
        "Cluster nodes get `no basic auth credentials` for the pause image",
        ids("vpc eks", "vpce eks-ecr.dkr"),
        "The cluster's VPC has an endpoint for ecr.dkr but none for ecr.api.",
        ask("eks-node-1", "ecr.api"),
        _NOT,
        _NO_ROUTE,
    ),
    Planted(
        5,
        "Cluster nodes never join",
        ids("vpc eks", "vpce eks-ec2"),
        "The private cluster's VPC has no endpoint for sts.",
        ask("eks-node-1", "sts"),
        _NOT,
        _NO_ROUTE,
    ),
    Planted(
        6,
        "Cluster nodes cannot reach S3 although the VPC has a gateway endpoint",
        ids("vpce eks-s3", "rtb eks-private"),
        "The S3 gateway endpoint of the cluster's VPC is associated with no route table.",
        ask("eks-node-2", "s3"),
        _NOT,
        _NO_ROUTE,
    ),
    Planted(
        7,
        "The nightly export function times out on SNS",
        ids("eni nightly-export", "vpc data"),
        "A function in the isolated data VPC calls SNS, for which the VPC has no endpoint.",
        ask("nightly-export", "sns"),
        _NOT,
        _NO_ROUTE,
    ),
    Planted(
        8,
        "The webhooks function in a public subnet reaches nothing",
        ids("eni webhooks", "subnet app-public-a"),
        "A function's interface never has a public address, so the internet gateway drops what it sends.",
        ask("webhooks", "monitoring"),
        _NOT,
        "IGW_PUBLIC_IP_ASSOCIATION_FOR_EGRESS",
    ),
    Planted(
        9,
        "The report scheduler cannot invoke other functions",
        ids("eni report-scheduler", "vpc data"),
        "The isolated data VPC has no endpoint for lambda.",
        ask("report-scheduler", "lambda"),
        _NOT,
        _NO_ROUTE,
    ),
    Planted(
        10,
        "Glue says `VPC S3 endpoint validation failed`",
        ids("rtb analytics-glue", "vpce analytics-s3", "subnet analytics-glue-a"),
        "The Glue subnet's route table has neither the S3 gateway endpoint nor a NAT gateway.",
        ask("glue-worker-1", "s3"),
        _NOT,
        _NO_ROUTE,
    ),
    Planted(
        54,
        "Fraud scores time out although the endpoint is available",
        ids("vpce app-fraud-score"),
        "The endpoint leads to the partner's load balancer, whose listeners and targets no call of ours can see.",
        ask("app-1", ids("vpce app-fraud-score")[0]),
    ),
    Planted(
        55,
        "The fraud-score endpoint cannot be extended to zone b",
        (*ids("vpce app-fraud-score"), f"{service_of(FRAUD)}/{FRAUD}"),
        "The partner offers its service in one zone only, while clients stand in three.",
    ),
    Planted(
        58,
        "EventBridge is one zone's failure away from an outage",
        ids("vpce hub-events"),
        "The events endpoint of the hub stands in a single zone.",
    ),
    Planted(
        69,
        "A reports instance in a shared subnet finds no endpoints",
        ids("subnet corp-shared-a", "i reports-shared-1"),
        "The subnet belongs to central IT, whose account is not read: what its VPC offers is unknown, not missing.",
        ask("reports-shared-1", "ssm"),
        "unknown",
    ),
    Planted(
        70,
        "The bill for endpoints surprises",
        ids("vpce hub-ec2messages", "vpce hub-logs", "vpce hub-sns"),
        "The hub has fifteen interface endpoints, nearly all in three zones, each of them paid by the hour.",
    ),
)
