"""What is a VPC, as DescribeVpcs tells it?

Its two DNS attributes are another call's answer: see `vpc_attribute`.
"""

from vpce_tui.model.record import NOT_SENT, Record, Shape
from vpce_tui.model.resource import Column, Link, Read, Resource, label_column, member
from vpce_tui.resources.shapes import BlockPublicAccessStates, Tag


class VpcCidrBlockState(Shape, frozen=True, kw_only=True):
    state: str | None = None
    status_message: str | None = None


class VpcIpv6CidrBlockAssociation(Shape, frozen=True, kw_only=True):
    association_id: str | None = None
    ipv6_cidr_block: str | None = None
    ipv6_cidr_block_state: VpcCidrBlockState | None = None
    network_border_group: str | None = None
    ipv6_pool: str | None = None
    ipv6_address_attribute: str | None = None
    ip_source: str | None = None


class VpcCidrBlockAssociation(Shape, frozen=True, kw_only=True):
    association_id: str | None = None
    cidr_block: str | None = None
    cidr_block_state: VpcCidrBlockState | None = None


class VpcEncryptionControlExclusion(Shape, frozen=True, kw_only=True):
    state: str | None = None
    state_message: str | None = None


class VpcEncryptionControlExclusions(Shape, frozen=True, kw_only=True):
    internet_gateway: VpcEncryptionControlExclusion | None = None
    egress_only_internet_gateway: VpcEncryptionControlExclusion | None = None
    nat_gateway: VpcEncryptionControlExclusion | None = None
    virtual_private_gateway: VpcEncryptionControlExclusion | None = None
    vpc_peering: VpcEncryptionControlExclusion | None = None
    lambda_: VpcEncryptionControlExclusion | None = None
    vpc_lattice: VpcEncryptionControlExclusion | None = None
    elastic_file_system: VpcEncryptionControlExclusion | None = None


class VpcEncryptionControl(Shape, frozen=True, kw_only=True):
    vpc_id: str | None = None
    vpc_encryption_control_id: str | None = None
    mode: str | None = None
    state: str | None = None
    state_message: str | None = None
    resource_exclusions: VpcEncryptionControlExclusions | None = None
    tags: tuple[Tag, ...] = NOT_SENT


class Vpc(Record, frozen=True, kw_only=True):
    identity = ("vpc_id",)

    owner_id: str | None = None
    instance_tenancy: str | None = None
    ipv6_cidr_block_association_set: tuple[VpcIpv6CidrBlockAssociation, ...] = NOT_SENT
    cidr_block_association_set: tuple[VpcCidrBlockAssociation, ...] = NOT_SENT
    is_default: bool | None = None
    encryption_control: VpcEncryptionControl | None = None
    tags: tuple[Tag, ...] = NOT_SENT
    block_public_access_states: BlockPublicAccessStates | None = None
    vpc_id: str
    state: str | None = None
    cidr_block: str | None = None
    dhcp_options_id: str | None = None


def cidrs(vpc: Vpc) -> tuple[str, ...]:
    """Return every address block that the VPC owns now: IPv4 first, then IPv6, each once.

    Blocks that are being dissociated or failed to associate do not route. A file may hold the primary block only.
    """
    ipv4 = [
        block.cidr_block
        for block in vpc.cidr_block_association_set
        if block.cidr_block_state is None or _usable(block.cidr_block_state.state)
    ]
    ipv6 = [
        block.ipv6_cidr_block
        for block in vpc.ipv6_cidr_block_association_set
        if block.ipv6_cidr_block_state is None or _usable(block.ipv6_cidr_block_state.state)
    ]
    return tuple(dict.fromkeys(cidr for cidr in (vpc.cidr_block, *ipv4, *ipv6) if cidr))


def _usable(state: str | None) -> bool:
    return (state or "associated").lower() in ("associated", "associating")


RESOURCE = Resource(
    record=Vpc,
    name="vpcs",
    title="VPCs",
    read=Read("DescribeVpcs", "Vpcs"),
    columns=(
        label_column(),
        member("ID", "vpc_id"),
        Column("CIDR", lambda record: " ".join(cidrs(record))),
        member("STATE", "state"),
        member("DEFAULT", "is_default"),
        member("DHCP OPTIONS", "dhcp_options_id", wide=True),
        member("OWNER", "owner_id", wide=True),
    ),
    links=(Link("DHCP options", "dhcp-options", lambda record: (record.dhcp_options_id,)),),
)
