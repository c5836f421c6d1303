"""What does a workload need to reach from a subnet without a way to the internet, and does it?

A workload is a set of services: those without which it fails, and those that only some of its features call. Buckets of
AWS's that it reads through an S3 endpoint stand beside them, since an endpoint policy that was written without them
refuses them. Each member is traced from one interface; nothing is taken for granted because an endpoint exists.
Source: the guides of the services named at each workload, as read on 2026-11-22.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

import msgspec

from vpce_tui.errors import UnknownIdError, VpceTuiError
from vpce_tui.model.topology import Topology
from vpce_tui.reach.access import Access, trace_access
from vpce_tui.reach.flow import Flow
from vpce_tui.reach.services import region_of_host
from vpce_tui.reach.steps import Outcome, Stage, Step, Trace, Verdict, verdict_of
from vpce_tui.reach.tracer import trace
from vpce_tui.resources.network_interface import NetworkInterface

READ_ON: Final = "2026-11-22"
"""The day on which the sources were read."""


@dataclass(frozen=True, slots=True)
class Bucket:
    """A bucket that belongs to AWS and that the workload reads or writes."""

    what: str
    name: str
    """With `{region}` for the Region, `{regionnodash}` for the same without dashes."""
    action: str = "s3:GetObject"

    def arn(self, region: str) -> str:
        name = self.name.replace("{regionnodash}", region.replace("-", "")).replace("{region}", region)
        partition = "aws-cn" if region.startswith("cn-") else "aws"
        return f"arn:{partition}:s3:::{name}/*"


@dataclass(frozen=True, slots=True)
class Workload:
    """One set of needs."""

    name: str
    title: str
    required: tuple[str, ...]
    """Labels of services without which it does not work."""
    optional: tuple[str, ...] = ()
    """Labels of services that only some of its features call."""
    buckets: tuple[Bucket, ...] = ()
    note: str = ""
    source: str = ""


_LAYERS = Bucket("image layers of ECR", "prod-{region}-starport-layer-bucket")

WORKLOADS: Final = (
    Workload(
        "session-manager",
        "Session Manager on instances",
        ("ssm", "ssmmessages"),
        ("ec2messages", "kms", "logs", "s3"),
        (Bucket("files of Systems Manager", "aws-ssm-{region}"),),
        "agents from 3.3.40.0 on do without ec2messages",
        "Systems Manager User Guide, VPC endpoints",
    ),
    Workload(
        "ecr-pull",
        "pulling images from private ECR",
        ("ecr.api", "ecr.dkr", "s3"),
        ("logs",),
        (_LAYERS,),
        "manifests come from ECR, layers from S3",
        "Amazon ECR User Guide, interface endpoints",
    ),
    Workload(
        "fargate",
        "ECS tasks on Fargate",
        ("ecr.api", "ecr.dkr", "s3"),
        ("logs", "secretsmanager", "ssm", "kms"),
        (_LAYERS,),
        "secretsmanager, ssm and kms only where the task definition takes secrets from them",
        "Amazon ECR User Guide, interface endpoints",
    ),
    Workload(
        "ecs-ec2",
        "ECS on EC2 instances",
        ("ecs", "ecs-agent", "ecs-telemetry", "ecr.api", "ecr.dkr", "s3"),
        ("logs", "ssm"),
        (_LAYERS,),
        "",
        "Amazon ECS Developer Guide, interface endpoints",
    ),
    Workload(
        "eks",
        "EKS nodes of a private cluster",
        ("ec2", "ecr.api", "ecr.dkr", "s3", "sts"),
        ("eks", "eks-auth", "logs", "elasticloadbalancing", "autoscaling", "xray", "ssm", "sqs"),
        (_LAYERS,),
        "sts for roles of service accounts, eks-auth for Pod Identity; Karpenter also calls ssm, sqs and eks",
        "Amazon EKS User Guide, private clusters",
    ),
    Workload(
        "lambda",
        "Lambda functions in a VPC",
        (),
        ("secretsmanager", "kms", "sts", "sqs", "sns", "dynamodb", "s3", "lambda", "logs"),
        (),
        "a function's logs need no endpoint; only what its code calls does",
        "AWS Lambda Developer Guide, VPC networking",
    ),
    Workload(
        "bedrock",
        "Amazon Bedrock",
        ("bedrock-runtime",),
        ("bedrock", "bedrock-agent", "bedrock-agent-runtime", "bedrock-agentcore", "bedrock-agentcore.gateway"),
        (),
        "",
        "Amazon Bedrock User Guide, interface endpoints",
    ),
    Workload(
        "security-hub",
        "Security Hub's controls EC2.10, 55, 56, 57, 58 and 60",
        ("ec2", "ecr.api", "ecr.dkr", "ssm", "ssm-contacts", "ssm-incidents"),
        (),
        (),
        "the controls ask for endpoints in each VPC, whether anything uses them or not",
        "Security Hub User Guide, controls of EC2",
    ),
    Workload(
        "emr",
        "EMR clusters in a private subnet",
        ("s3",),
        ("elasticmapreduce", "logs", "kms", "dynamodb", "sts"),
        (
            Bucket("packages of EMR", "repo.{region}.emr.amazonaws.com"),
            Bucket("packages of Amazon Linux 2", "amazonlinux-2-repos-{region}"),
        ),
        "the cluster's own log and data buckets must be allowed as well",
        "Amazon EMR Management Guide, private subnets",
    ),
    Workload(
        "cloudformation",
        "cfn-signal and custom resources",
        ("cloudformation",),
        ("s3",),
        (
            Bucket("wait conditions", "cloudformation-waitcondition-{region}", "s3:PutObject"),
            Bucket("custom resources", "cloudformation-custom-resource-response-{regionnodash}", "s3:PutObject"),
        ),
        "responses are written to buckets of AWS's",
        "CloudFormation User Guide, VPC endpoints",
    ),
)


@dataclass(frozen=True, slots=True)
class Need:
    """One member of a workload as an interface has it."""

    label: str
    required: bool
    trace: Trace | None
    trouble: str = ""
    """Why it could not even be asked; then there is no trace."""
    bucket: Bucket | None = None
    arn: str = ""

    @property
    def verdict(self) -> Verdict:
        return self.trace.verdict if self.trace is not None else Verdict.UNKNOWN


def workload_named(name: str) -> Workload:
    """Return the workload of a name.

    Raises:
        UnknownIdError: There is none; it suggests the nearest.
    """
    found = next((workload for workload in WORKLOADS if workload.name == name.strip().lower()), None)
    if found is None:
        raise UnknownIdError("workload", name, [workload.name for workload in WORKLOADS])
    return found


def needs_of(workload: Workload, interface: NetworkInterface, topology: Topology, region: str) -> Iterator[Need]:
    """Yield each service of a workload with the trace from an interface, then each bucket with the policy's answer."""
    for label in (*workload.required, *workload.optional):
        yield _need(label, label in workload.required, interface, topology)
    for bucket in workload.buckets:
        yield _bucket_need(bucket, interface, topology, region, required="s3" in workload.required)


def _need(label: str, required: bool, interface: NetworkInterface, topology: Topology) -> Need:
    try:
        return Need(label, required, trace(Flow(interface.network_interface_id, label), topology))
    except VpceTuiError as error:
        return Need(label, required, None, error.message)


def _bucket_need(
    bucket: Bucket, interface: NetworkInterface, topology: Topology, region: str, *, required: bool
) -> Need:
    """Ask the endpoint's policy, as an unsigned caller: who signs for AWS's own buckets is not in the account."""
    arn = bucket.arn(region)
    access = Access(bucket.action, arn)
    try:
        found = trace_access(Flow(interface.network_interface_id, "s3"), topology, access, fixes=False)
    except VpceTuiError as error:
        return Need("s3", required, None, error.message, bucket, arn)
    return Need("s3", required, _without_other_layers(found), "", bucket, arn)


def _without_other_layers(found: Trace) -> Trace:
    """Return the trace without what the bucket's own policy says: AWS's lets its readers in."""
    steps: tuple[Step, ...] = tuple(
        step
        for step in found.steps
        if step.stage not in (Stage.RESOURCE_POLICY, Stage.IDENTITY_POLICY) or step.verdict is Outcome.PASS
    )
    return msgspec.structs.replace(found, steps=steps, verdict=verdict_of(steps))


def region_for(interface: NetworkInterface, topology: Topology) -> str:
    """Return the Region that an interface stands in."""
    scope = topology.scope_of(interface)
    zone = interface.availability_zone or ""
    return scope.region if scope is not None else region_of_host(zone.rstrip("abcdef"))
