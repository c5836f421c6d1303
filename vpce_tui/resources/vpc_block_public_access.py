"""Does VPC Block Public Access stop traffic to internet gateways, and what is exempt?

One set of options for an account and Region; exclusions name a VPC or a subnet.
"""

from vpce_tui.model.record import NOT_SENT, Record, Timestamp
from vpce_tui.model.resource import Read, Resource, member
from vpce_tui.resources.shapes import Tag


class VpcBlockPublicAccessOptions(Record, frozen=True, kw_only=True):
    identity = ("aws_account_id", "aws_region")

    aws_account_id: str
    aws_region: str
    state: str | None = None
    internet_gateway_block_mode: str | None = None
    reason: str | None = None
    last_update_timestamp: Timestamp | None = None
    managed_by: str | None = None
    exclusions_allowed: str | None = None


class VpcBlockPublicAccessExclusion(Record, frozen=True, kw_only=True):
    identity = ("exclusion_id",)

    exclusion_id: str
    internet_gateway_exclusion_mode: str | None = None
    resource_arn: str | None = None
    state: str | None = None
    reason: str | None = None
    creation_timestamp: Timestamp | None = None
    last_update_timestamp: Timestamp | None = None
    deletion_timestamp: Timestamp | None = None
    tags: tuple[Tag, ...] = NOT_SENT


VPC_BLOCK_PUBLIC_ACCESS_OPTIONS_RESOURCE = Resource(
    record=VpcBlockPublicAccessOptions,
    name="vpc-block-public-access-options",
    title="Block Public Access options",
    read=Read("DescribeVpcBlockPublicAccessOptions", "VpcBlockPublicAccessOptions", page_size=None),
    columns=(
        member("ACCOUNT", "aws_account_id"),
        member("REGION", "aws_region"),
        member("MODE", "internet_gateway_block_mode"),
        member("STATE", "state"),
        member("EXCLUSIONS", "exclusions_allowed"),
    ),
)


VPC_BLOCK_PUBLIC_ACCESS_EXCLUSION_RESOURCE = Resource(
    record=VpcBlockPublicAccessExclusion,
    name="vpc-block-public-access-exclusions",
    title="Block Public Access exclusions",
    read=Read("DescribeVpcBlockPublicAccessExclusions", "VpcBlockPublicAccessExclusions"),
    columns=(
        member("ID", "exclusion_id"),
        member("MODE", "internet_gateway_exclusion_mode"),
        member("RESOURCE", "resource_arn"),
        member("STATE", "state"),
    ),
)
