"""All resource types, in the order they are read.

What the first screen shows comes first, and a type that is read by its parents comes after them. Adding a type is one
new file and one line here. The names are had from `vpce_tui.resources`, which loads this when they are asked for.
"""

from typing import Any, Final

from vpce_tui.model.record import Record
from vpce_tui.model.resource import Resource
from vpce_tui.resources import (
    address,
    availability_zone,
    carrier_gateway,
    customer_gateway,
    dhcp_options,
    egress_only_internet_gateway,
    flow_log,
    function,
    group,
    hosted_zone,
    instance,
    internet_gateway,
    managed_policy,
    managed_prefix_list,
    managed_prefix_list_entry,
    nat_gateway,
    network_acl,
    network_interface,
    organization,
    prefix_list,
    resolver_rule,
    resource_policy,
    role,
    route_table,
    security_group,
    security_group_rule,
    security_group_vpc_association,
    stale_security_group,
    subnet,
    task_role,
    transit_gateway,
    transit_gateway_attachment,
    transit_gateway_route,
    transit_gateway_route_table,
    transit_gateway_route_table_association,
    transit_gateway_route_table_propagation,
    transit_gateway_vpc_attachment,
    user,
    vpc,
    vpc_attribute,
    vpc_block_public_access,
    vpc_endpoint,
    vpc_endpoint_association,
    vpc_endpoint_connection,
    vpc_endpoint_service,
    vpc_endpoint_service_configuration,
    vpc_endpoint_service_permission,
    vpc_peering_connection,
    vpn_connection,
    vpn_gateway,
)

RESOURCES: Final[tuple[Resource[Any], ...]] = (
    vpc.RESOURCE,
    vpc_attribute.RESOURCE,
    subnet.RESOURCE,
    vpc_endpoint.RESOURCE,
    network_interface.RESOURCE,
    route_table.RESOURCE,
    network_acl.RESOURCE,
    security_group.RESOURCE,
    security_group_rule.RESOURCE,
    vpc_endpoint_association.RESOURCE,
    vpc_endpoint_service.RESOURCE,
    vpc_endpoint_service_configuration.RESOURCE,
    vpc_endpoint_service_permission.RESOURCE,
    vpc_endpoint_connection.RESOURCE,
    security_group_vpc_association.RESOURCE,
    stale_security_group.RESOURCE,
    managed_prefix_list.RESOURCE,
    managed_prefix_list_entry.RESOURCE,
    prefix_list.RESOURCE,
    dhcp_options.RESOURCE,
    internet_gateway.RESOURCE,
    egress_only_internet_gateway.RESOURCE,
    nat_gateway.RESOURCE,
    carrier_gateway.RESOURCE,
    vpn_gateway.RESOURCE,
    vpn_connection.RESOURCE,
    customer_gateway.RESOURCE,
    vpc_peering_connection.RESOURCE,
    transit_gateway.RESOURCE,
    transit_gateway_attachment.RESOURCE,
    transit_gateway_vpc_attachment.RESOURCE,
    transit_gateway_route_table.RESOURCE,
    transit_gateway_route_table_association.RESOURCE,
    transit_gateway_route_table_propagation.RESOURCE,
    transit_gateway_route.RESOURCE,
    instance.RESOURCE,
    flow_log.RESOURCE,
    address.RESOURCE,
    vpc_block_public_access.VPC_BLOCK_PUBLIC_ACCESS_OPTIONS_RESOURCE,
    vpc_block_public_access.VPC_BLOCK_PUBLIC_ACCESS_EXCLUSION_RESOURCE,
    availability_zone.RESOURCE,
    hosted_zone.HOSTED_ZONE_SUMMARY_RESOURCE,
    hosted_zone.RESOURCE_RECORD_SET_RESOURCE,
    resolver_rule.RESOLVER_RULE_RESOURCE,
    resolver_rule.RESOLVER_RULE_ASSOCIATION_RESOURCE,
)

ON_DEMAND: Final[tuple[Resource[Any], ...]] = (
    role.RESOURCE,
    user.RESOURCE,
    group.RESOURCE,
    function.RESOURCE,
    task_role.RESOURCE,
    managed_policy.RESOURCE,
    resource_policy.RESOURCE,
    organization.ORGANIZATION_RESOURCE,
    organization.CONTROL_POLICIES_RESOURCE,
)
"""What is read only when asked for: no reading of everything reads them, and none of them is ever missing."""

EVERY: Final = (*RESOURCES, *ON_DEMAND)
"""What a source may hold."""

BY_NAME: Final[dict[str, Resource[Any]]] = {resource.name: resource for resource in EVERY}
"""By the AWS CLI's spelling: `vpc-endpoints`."""

BY_RECORD: Final[dict[type[Record], Resource[Any]]] = {resource.record: resource for resource in EVERY}
