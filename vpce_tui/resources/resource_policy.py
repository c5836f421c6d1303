"""Which policy does a bucket, queue, topic, key, secret, table, repository or function carry, and which one carries it?

Each service has a call of its own, and most of their answers do not name the resource. They differ in the name of one
member only, so one record serves all: the resource's ARN and the policy's text. No text and a complete reading is
"it has none", which AWS said; anything else says why it was not read.
Source: S3 GetBucketPolicy, SQS GetQueueAttributes, SNS GetTopicAttributes, KMS GetKeyPolicy, Secrets Manager and
DynamoDB GetResourcePolicy, ECR GetRepositoryPolicy, Lambda GetPolicy; DynamoDB Developer Guide, "Resource-based
policies" (an index has its table's policy); Lambda Developer Guide, "Resource-based policies" (a version and an alias
have their own).
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Final

from vpce_tui.model.record import Shape
from vpce_tui.model.resource import Read, Resource, member
from vpce_tui.resources.on_demand import OnDemandRecord


class PublicAccessBlockConfiguration(Shape, frozen=True, kw_only=True):
    block_public_acls: bool | None = None
    ignore_public_acls: bool | None = None
    block_public_policy: bool | None = None
    restrict_public_buckets: bool | None = None


class ResourcePolicy(OnDemandRecord, frozen=True, kw_only=True):
    identity = ("resource_arn",)

    resource_arn: str
    policy: str | None = None
    resource_account: str | None = None
    """Whose a bucket is, as its ARN does not say; None where that is not known."""
    public_access_block_configuration: PublicAccessBlockConfiguration | None = None
    """A bucket's own, empty where AWS said that it has none; None where it was not read."""
    account_public_access_block_configuration: PublicAccessBlockConfiguration | None = None
    """The account's as it is in force, with what an organization sets; likewise. The stricter of both counts."""


@dataclass(frozen=True, slots=True)
class PolicyHolder:
    """The resource that carries the policy which a request meets."""

    service: str
    arn: str
    name: str
    """As the service's call takes it: a bucket's, queue's or repository's name; else the ARN."""
    account_id: str
    """Empty for a bucket: its ARN names none."""
    region: str
    """Empty for a bucket."""


_HOLDERS: Final = {
    "s3": (r"(?P<held>(?P<name>[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]))(/.*)?", True),
    "sqs": (r"(?P<held>(?P<name>[A-Za-z0-9_-]+(\.fifo)?))", True),
    "sns": (r"(?P<held>[A-Za-z0-9_-]+(\.fifo)?)(:.*)?", False),
    "kms": (r"(?P<held>(key|alias)/.+)", False),
    "secretsmanager": (r"(?P<held>secret:[^*?]+)", False),
    "dynamodb": (r"(?P<held>table/[^/*?]+(/stream/[^/*?]+)?)(/index/.*)?", False),
    "ecr": (r"(?P<held>repository/(?P<name>[^*?]+))", True),
    "lambda": (r"(?P<held>function:[A-Za-z0-9_-]+(:[A-Za-z0-9_-]+)?)", False),
}
"""By service: the resource part of the ARN, of which `held` carries the policy, and whether its call takes a name.
Patterns are compiled when the first is asked for: the first frame needs none of them."""

SERVICES: Final = tuple(_HOLDERS)
"""The services whose resource policies can be read here."""


def restricts_public(policy: ResourcePolicy) -> bool | None:
    """Say whether Block Public Access keeps what a public policy of a bucket allows within the bucket's own account.

    The stricter of the bucket's and its account's setting counts. None where one was not read and the other is not set.
    Source: S3 User Guide, "Blocking public access to your Amazon S3 storage"; S3 Control API Reference,
    "GetPublicAccessBlock" (what an organization's S3 policy sets is in the account's answer).
    """
    both = (policy.public_access_block_configuration, policy.account_public_access_block_configuration)
    if any(each is not None and each.restrict_public_buckets for each in both):
        return True
    return None if None in both else False


def policy_holder(arn: str) -> PolicyHolder | None:
    """Return what carries the policy that a request to `arn` meets; None for resources without one known here.

    An object's is its bucket's, an index's its table's. Access points and patterns are None.
    """
    parts = arn.strip().split(":", 5)
    if len(parts) != 6 or parts[0] != "arn":
        return None
    _, partition, service, region, account_id, resource = parts
    known = _HOLDERS.get(service)
    found = re.fullmatch(known[0], resource, re.DOTALL) if known is not None else None
    if known is None or found is None or (service == "s3") != (not region and not account_id):
        return None
    held = f"arn:{partition}:{service}:{region}:{account_id}:{found['held']}"
    return PolicyHolder(service, held, found["name"] if known[1] else held, account_id, region)


RESOURCE = Resource(
    record=ResourcePolicy,
    name="resource-policies",
    title="resource policies",
    read=Read("GetResourcePolicy", "ResourcePolicy", page_size=None, service="secretsmanager"),
    columns=(
        member("RESOURCE", "resource_arn"),
        member("POLICY", "policy", wide=True),
    ),
)
