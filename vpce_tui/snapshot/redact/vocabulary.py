"""Which words belong to AWS, and therefore to nobody in particular?

What is listed here stays when names are replaced: labels of AWS's hosts, the types within an ARN, the sentences that
AWS itself writes into descriptions, buckets of AWS's own, condition keys whose values are AWS's words.
Source: AWS General Reference, "Service endpoints"; Service Authorization Reference; EC2 User Guide, "Requester-managed
network interfaces".
"""

from __future__ import annotations

import re
from typing import Final

from vpce_tui.policy.lint.aws_buckets import BUCKETS
from vpce_tui.reach.services import GLOBAL_HOSTS, KNOWN_LABELS

HOST_SUFFIXES: Final = (
    *("amazonaws.com", "amazonaws.com.cn", "api.aws", "on.aws", "sagemaker.aws", "ip.aws"),
    *("amazon.com", "ec2.internal", "compute.internal"),
)
"""Domains whose names AWS gives."""

HOST_LABELS: Final[frozenset[str]] = frozenset(
    [
        *(label for name in KNOWN_LABELS for label in name.split(".")),
        *(label for host in GLOBAL_HOSTS for label in host.split(".")),
        *("vpce", "vpce-svc", "rsc", "dualstack", "compute", "compute-1", "elb", "queue", "dkr", "d", "bucket"),
        *("accesspoint", "control", "s3-accesspoint", "s3-control", "s3-website", "firehose", "kinesis", "data"),
        *("server", "ecs-a", "ecs-t", "ecs-a-1", "ecs-t-1", "studio", "notebook", "cache", "api", "runtime", "cn"),
    ]
)

ARN_TYPES: Final = frozenset(
    """
    role user group policy instance-profile assumed-role federated-user oidc-provider saml-provider mfa root
    server-certificate access-report function layer event-source-mapping table key alias secret log-group log-stream
    parameter document accesspoint job bucket storage-lens vpc subnet vpc-endpoint vpc-endpoint-service
    security-group network-interface instance volume image snapshot key-pair route-table internet-gateway natgateway
    prefix-list transit-gateway transit-gateway-attachment transit-gateway-route-table customer-gateway vpn-connection
    network-acl dhcp-options elastic-ip loadbalancer targetgroup listener listener-rule cluster service task
    task-definition container-instance repository stream deliverystream stateMachine execution activity rule event-bus
    distribution hostedzone certificate db cluster-pg pg og subgrp crawler database catalog workgroup datacatalog
    project pipeline restapis apis organization account ou resourceconfiguration servicenetwork resourcegateway
    resolver-rule resolver-endpoint vpc-flow-log core-network attachment global-network firewall
    """.split()  # noqa: SIM905 - a list of words
)
"""What may stand first in the resource part of an ARN and says of which type the resource is."""

ARN_SUBTYPES: Final = frozenset({"app", "net", "gwy", "aws-service-role", "aws-reserved", "service-role"})
"""What may stand second."""

_REGION_TEXT: Final = (
    r"(?:us|eu|ap|sa|ca|me|af|il|mx|cn)(?:-gov|-iso[a-z]?)?"
    r"-(?:northeast|northwest|southeast|southwest|north|south|east|west|central)-\d"
)
REGION_OR_ZONE: Final = rf"{_REGION_TEXT}(?:-[a-z]{{3}}-\d)?[a-z]?"
"""A pattern of Regions and zones: `us-east-1`, `us-east-1a`, `us-west-2-lax-1a`."""

RESOURCE_ID: Final = (
    r"(?:vpce-svc-perm|vpce-svc|vpce-con|vpce-rsc-asc|vpce|vpc-cidr-assoc|vpc|subnet-cidr-assoc|subnet|eni-attach|eni"
    r"|ela-attach|sgr|sg|rtbassoc|rtb|igw|eigw|nat|pl|aclassoc|acl|dopt|eipalloc|eipassoc|tgw-attach|tgw-rtb|tgw|pcx"
    r"|vgw|cgw|vpn|fl|rslvr-rrassoc|rslvr-rr|rslvr-in|rslvr-out|rslvr|vpcbpa-exclude|cagw|lgw|ami|vol|snap|rcfg|sn"
    r"|snsa|snra|svc|rgw|ipam-pool|ipam-scope|ipam|i|r|stack)-(?:[0-9a-f]{17}|[0-9a-f]{8})"
    r"|(?<=/)[0-9a-f]{16}|[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}"
)
"""A pattern of ids that AWS makes: they name nothing, and everything hangs together by them."""

WRITTEN_BY_AWS: Final = re.compile(
    r"VPC Endpoint Interface |Interface for NAT Gateway |AWS Lambda VPC ENI-?|ELB (?:(?:app|net|gwy)/)?"
    r"|Network Interface for Transit Gateway Attachment |Attached to Glue using role: |Amazon EKS "
    r"|EFS mount target for |Route 53 Resolver: |(?:RDS|DMS|Redshift)NetworkInterface$|ElastiCache "
    r"|default VPC security group$|AWS created network interface for |aws-K8S-|Created by DMS|CloudHsm ENI"
)
"""How descriptions begin that AWS writes."""

OWN_BUCKET: Final = re.compile(
    "|".join(
        [
            *(re.escape(bucket.name).replace(re.escape("{region}"), r"[a-z0-9*?-]+") for bucket in BUCKETS),
            r"(?:amazonlinux|al2023-repos|amazon-ssm|aws-ssm|patch-baseline-snapshot|aws-windows-downloads)[a-z0-9.*?-]*",
        ]
    )
)
"""Buckets of AWS's own: which requests a policy lets through to them is something that is looked for."""

KEPT_CONDITION_KEYS: Final = re.compile(
    r"aws:(?:requestedregion|securetransport|principaltype|principalisawsservice|viaawsservice|calledvia(?:first|last)?"
    r"|principalservicename(?:slist)?|multifactorauth\w*|currenttime|epochtime|tokenissuetime|useragent|sourcevpce?"
    r"|ec2instancesourcevpc|assumedroot|chatbotsourcearn)"
    r"|kms:viaservice|kms:grantoperations|kms:callerissuing\w*|kms:keyspec|kms:keyusage|kms:keyorigin"
    r"|s3:(?:x-amz-(?!meta|server-side-encryption-aws-kms|copy-source|grant).*|signature\w*|tlsversion|authtype|delimiter"
    r"|max-keys|versionid|locationconstraint|dataaccesspointaccount|object-lock-\w*)"
    r"|ec2:(?:region|vpceservicename|instancetype|tenancy|createaction|isl\w*)|[a-z0-9-]+:\w*(?:region|protocol)"
)
"""Condition keys, in lower case, whose values are AWS's words, numbers or times."""
