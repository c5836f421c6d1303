"""What is known about the place a policy stands in: which kind it is, and which endpoint it is for."""

from __future__ import annotations

import enum
from dataclasses import dataclass
from typing import Final

from vpce_tui.policy.catalogue import find_service


class PolicyKind(enum.StrEnum):
    """Where a policy is attached; which elements it may have and whom it binds follows from that."""

    ENDPOINT = "endpoint"
    IDENTITY = "identity"
    RESOURCE = "resource"
    SCP = "scp"
    RCP = "rcp"


@dataclass(frozen=True, slots=True)
class LintContext:
    """What the lint may take for granted. What is None is not known, and no finding rests on it."""

    kind: PolicyKind = PolicyKind.ENDPOINT
    endpoint_type: str | None = None
    """`gateway` or `interface`, in any case."""
    service: str | None = None
    """The service's name behind the Region (`s3`, `ecr.dkr`), or its whole name (`com.amazonaws.eu-west-1.s3`)."""
    policy_supported: bool | None = None
    """Whether the service supports endpoint policies."""
    endpoint_id: str | None = None
    vpc_id: str | None = None
    """The VPC of the endpoint."""
    region: str | None = None

    @property
    def takes_no_policy(self) -> bool:
        """Whether the service is known not to support endpoint policies: AWS said so, or its name does."""
        if self.policy_supported is not None or self.service is None:
            return self.policy_supported is False
        return ".vpce." in f".{self.service.lower()}." or _behind_region(self.service) in WITHOUT_POLICIES

    @property
    def is_gateway(self) -> bool:
        return (self.endpoint_type or "").lower() == "gateway"

    @property
    def is_interface(self) -> bool:
        return (self.endpoint_type or "").lower() == "interface"

    @property
    def prefixes(self) -> frozenset[str]:
        """The prefixes of the actions that can pass the endpoint; empty where they are not known."""
        return service_prefixes(self.service) if self.service else frozenset()


SERVICE_PREFIXES: Final = {
    "s3": ("s3", "s3express", "s3-outposts", "s3-object-lambda"),
    "s3-global.accesspoint": ("s3",),
    "s3express": ("s3express",),
    "dynamodb-streams": ("dynamodb",),
    "ecr.api": ("ecr",),
    "ecr.dkr": ("ecr",),
    "ecs-agent": ("ecs",),
    "ecs-telemetry": ("ecs",),
    "monitoring": ("cloudwatch",),
    "kinesis-streams": ("kinesis",),
    "kinesis-firehose": ("firehose",),
    "email-smtp": ("ses",),
    "email": ("ses",),
    "elasticfilesystem": ("elasticfilesystem",),
    "git-codecommit": ("codecommit",),
    "sagemaker.api": ("sagemaker",),
    "sagemaker.runtime": ("sagemaker",),
    "sync-states": ("states",),
    "bedrock-runtime": ("bedrock",),
    "bedrock-agent": ("bedrock",),
    "bedrock-agent-runtime": ("bedrock",),
    "ssm": ("ssm",),
    "logs": ("logs",),
    "sts": ("sts",),
}
"""Endpoint services whose actions carry other prefixes, or several; of the others the name is the prefix."""


WITHOUT_POLICIES: Final = frozenset({"email-smtp", "transfer.server"})
"""Endpoint services of AWS that support no policies (2026-09); services of others never do.
Source: PrivateLink Guide, "AWS services that integrate with AWS PrivateLink", "Control access using endpoint policies".
"""


def _behind_region(service: str) -> str:
    """Return what stands behind the Region in an endpoint service's name, without `-fips`."""
    name = service.lower()
    if name.startswith(("com.amazonaws.", "cn.com.amazonaws.")) and ".vpce." not in name:
        # com.amazonaws.REGION.SERVICE; the global services have no Region.
        rest = name.partition("amazonaws.")[2]
        region, dot, behind = rest.partition(".")
        name = behind if dot and region.count("-") >= 2 else rest
    return name.removesuffix("-fips")


def service_prefixes(service: str) -> frozenset[str]:
    """Return the action prefixes of an endpoint service; empty where they are not known here."""
    name = _behind_region(service)
    if name in SERVICE_PREFIXES:
        return frozenset(SERVICE_PREFIXES[name])
    return frozenset({name}) if find_service(name) else frozenset()
