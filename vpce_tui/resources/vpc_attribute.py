"""Which DNS attributes does a VPC have?

DescribeVpcAttribute answers one attribute a call, so a VPC costs two calls and its record comes in two parts. Both
must be on for the private DNS of an endpoint to work.
Source: VPC User Guide, "DNS attributes in your VPC".
"""

from vpce_tui.model.record import Record, Shape
from vpce_tui.model.resource import Link, Parent, Read, Resource, member
from vpce_tui.resources.vpc import Vpc


class AttributeBooleanValue(Shape, frozen=True, kw_only=True):
    value: bool | None = None


class VpcAttribute(Record, frozen=True, kw_only=True):
    in_parts = True
    identity = ("vpc_id",)

    vpc_id: str
    enable_dns_hostnames: AttributeBooleanValue | None = None
    enable_dns_support: AttributeBooleanValue | None = None
    enable_network_address_usage_metrics: AttributeBooleanValue | None = None


RESOURCE = Resource(
    record=VpcAttribute,
    name="vpc-attributes",
    title="VPC attributes",
    read=Read(
        "DescribeVpcAttribute",
        "",
        page_size=None,
        parent=Parent(Vpc, "VpcId"),
        variants=({"Attribute": "enableDnsSupport"}, {"Attribute": "enableDnsHostnames"}),
    ),
    columns=(
        member("VPC", "vpc_id"),
        member("DNS SUPPORT", "enable_dns_support.value"),
        member("DNS HOSTNAMES", "enable_dns_hostnames.value"),
    ),
    links=(Link("VPC", "vpcs", lambda record: (record.vpc_id,)),),
    file_keys=("EnableDnsSupport", "EnableDnsHostnames", "EnableNetworkAddressUsageMetrics"),
)
