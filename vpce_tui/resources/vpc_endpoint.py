"""What is a VPC endpoint?

Six types in 2026 (Interface, Gateway, GatewayLoadBalancer, Resource, ServiceNetwork, Tunnel) and more to come: the
type stays an open string. `Groups` and `SubnetIds` are empty by design where a type has none, `RouteTableIds` is for
gateways only, and states come as `available` where the enum says `Available`: compare without regard to case.
"""

import re

from vpce_tui.model.record import NOT_SENT, Record, Shape, Timestamp
from vpce_tui.model.resource import Link, Read, Resource, label_column, member
from vpce_tui.resources.shapes import DnsEntry, PayerResponsibilityEntry, Tag


class SecurityGroupIdentifier(Shape, frozen=True, kw_only=True):
    group_id: str | None = None
    group_name: str | None = None


class DnsOptions(Shape, frozen=True, kw_only=True):
    dns_record_ip_type: str | None = None
    private_dns_only_for_inbound_resolver_endpoint: bool | None = None
    private_dns_preference: str | None = None
    private_dns_specified_domains: tuple[str, ...] = NOT_SENT


class LastError(Shape, frozen=True, kw_only=True):
    message: str | None = None
    code: str | None = None


class SubnetIpPrefixes(Shape, frozen=True, kw_only=True):
    subnet_id: str | None = None
    ip_prefixes: tuple[str, ...] = NOT_SENT


class VpcEndpoint(Record, frozen=True, kw_only=True):
    identity = ("vpc_endpoint_id",)

    vpc_endpoint_id: str
    vpc_endpoint_type: str | None = None
    vpc_id: str | None = None
    service_name: str | None = None
    state: str | None = None
    policy_document: str | None = None
    route_table_ids: tuple[str, ...] = NOT_SENT
    subnet_ids: tuple[str, ...] = NOT_SENT
    groups: tuple[SecurityGroupIdentifier, ...] = NOT_SENT
    ip_address_type: str | None = None
    dns_options: DnsOptions | None = None
    private_dns_enabled: bool | None = None
    requester_managed: bool | None = None
    network_interface_ids: tuple[str, ...] = NOT_SENT
    dns_entries: tuple[DnsEntry, ...] = NOT_SENT
    creation_timestamp: Timestamp | None = None
    tags: tuple[Tag, ...] = NOT_SENT
    owner_id: str | None = None
    last_error: LastError | None = None
    ipv4_prefixes: tuple[SubnetIpPrefixes, ...] = NOT_SENT
    ipv6_prefixes: tuple[SubnetIpPrefixes, ...] = NOT_SENT
    failure_reason: str | None = None
    service_network_arn: str | None = None
    resource_configuration_arn: str | None = None
    service_region: str | None = None
    payer_responsibilities: tuple[PayerResponsibilityEntry, ...] = NOT_SENT


def endpoint_type(endpoint: VpcEndpoint) -> str:
    """Return the type; records from before types existed are gateways, for no other type did.

    Empty for a record whose type was left out: it stands in subnets, so it is no gateway.
    """
    stands_in_subnets = endpoint.network_interface_ids or endpoint.subnet_ids
    return endpoint.vpc_endpoint_type or ("" if stands_in_subnets else "Gateway")


def is_type(endpoint: VpcEndpoint, wanted: str) -> bool:
    """Say whether the endpoint is of this type, without regard to case."""
    return endpoint_type(endpoint).lower() == wanted.lower()


def short_service(endpoint: VpcEndpoint) -> str:
    """Return the service as people call it: `s3` for `com.amazonaws.us-east-1.s3`; other names stay whole."""
    name = endpoint.service_name or endpoint.resource_configuration_arn or endpoint.service_network_arn or ""
    return service_label(name)


def service_label(service_name: str) -> str:
    """Return what follows the Region in an AWS service's name; customer and partner services keep their whole name.

    Names are not parsed by counting dots: `com.amazonaws.iam` has no Region, `aws.sagemaker.REGION.notebook` has
    another prefix, `com.amazonaws.vpce.REGION.vpce-svc-…` is a customer's.
    """
    if ".vpce-svc-" in service_name:
        return service_name.rpartition(".")[2]
    match = _AWS_SERVICE.match(service_name)
    if match is None:
        return service_name
    family, label = match.group("family"), match.group("label")
    return label if family.endswith("amazonaws") else f"{family.rpartition('.')[2]}.{label}"


_AWS_SERVICE = re.compile(
    r"^(?P<family>(?:cn\.)?com\.amazonaws|aws\.api|api\.aws|aws\.[a-z0-9-]+)"
    r"(?:\.(?:[a-z]{2,4}(?:-[a-z0-9]+)+-\d+))?\.(?P<label>.+)$"
)


RESOURCE = Resource(
    record=VpcEndpoint,
    name="vpc-endpoints",
    title="VPC endpoints",
    read=Read("DescribeVpcEndpoints", "VpcEndpoints"),
    columns=(
        label_column(),
        member("ID", "vpc_endpoint_id"),
        member("TYPE", "vpc_endpoint_type"),
        member("SERVICE", "service_name"),
        member("STATE", "state"),
        member("PRIVATE DNS", "private_dns_enabled"),
        member("VPC", "vpc_id"),
    ),
    links=(
        Link("VPC", "vpcs", lambda record: (record.vpc_id,)),
        Link("subnets", "subnets", lambda record: record.subnet_ids),
        Link("network interfaces", "network-interfaces", lambda record: record.network_interface_ids),
        Link("security groups", "security-groups", lambda record: [group.group_id for group in record.groups]),
        Link("route tables", "route-tables", lambda record: record.route_table_ids),
        Link("service", "vpc-endpoint-services", lambda record: (record.service_name,)),
    ),
)
