"""How is a record named outside this program: its ARN, the command that describes it, its page in the console?

Source: Service Authorization Reference, "Resource types defined by Amazon EC2".
"""

from __future__ import annotations

from typing import Final

from vpce_tui import resources
from vpce_tui.model.partitions import partition
from vpce_tui.model.record import Record, Scope

_ARN_NAMES: Final = {
    "vpcs": "vpc",
    "subnets": "subnet",
    "network-interfaces": "network-interface",
    "vpc-endpoints": "vpc-endpoint",
    "vpc-endpoint-service-configurations": "vpc-endpoint-service",
    "route-tables": "route-table",
    "network-acls": "network-acl",
    "security-groups": "security-group",
    "security-group-rules": "security-group-rule",
    "managed-prefix-lists": "prefix-list",
    "dhcp-options": "dhcp-options",
    "internet-gateways": "internet-gateway",
    "egress-only-internet-gateways": "egress-only-internet-gateway",
    "nat-gateways": "natgateway",
    "carrier-gateways": "carrier-gateway",
    "vpn-gateways": "vpn-gateway",
    "vpn-connections": "vpn-connection",
    "customer-gateways": "customer-gateway",
    "vpc-peering-connections": "vpc-peering-connection",
    "transit-gateways": "transit-gateway",
    "transit-gateway-attachments": "transit-gateway-attachment",
    "transit-gateway-vpc-attachments": "transit-gateway-attachment",
    "transit-gateway-route-tables": "transit-gateway-route-table",
    "instances": "instance",
    "flow-logs": "vpc-flow-log",
    "addresses": "elastic-ip",
}

_OWN_ARNS: Final = ("subnet_arn", "prefix_list_arn", "transit_gateway_arn", "security_group_arn", "resource_arn", "arn")


def arn_of(record: Record, scope: Scope) -> str:
    """Return the record's ARN, AWS's own where it sent one; empty for types that have none."""
    for member in _OWN_ARNS:
        own = getattr(record, member, None)
        if isinstance(own, str) and own.startswith("arn:") and member != "resource_arn":
            return own
    name = _ARN_NAMES.get(resources.BY_RECORD[type(record)].name)
    if name is None:
        return ""
    account = getattr(record, "owner_id", None) or scope.account_id
    return f"arn:{partition(scope.region)}:ec2:{scope.region}:{account}:{name}/{record.record_id}"
