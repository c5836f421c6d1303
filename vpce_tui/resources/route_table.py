"""What is a route table, and which subnets name it?

A subnet without an association uses the VPC's main table, which the API does not say: see `resources.relations`. The
route of a gateway endpoint is a prefix list with the endpoint as its `GatewayId`; local routes have `local` there.
"""

from vpce_tui.model.record import NOT_SENT, Record, Shape
from vpce_tui.model.resource import Column, Link, Read, Resource, label_column, member
from vpce_tui.resources.shapes import Tag


class RouteTableAssociationState(Shape, frozen=True, kw_only=True):
    state: str | None = None
    status_message: str | None = None


class RouteTableAssociation(Shape, frozen=True, kw_only=True):
    main: bool | None = None
    route_table_association_id: str | None = None
    route_table_id: str | None = None
    subnet_id: str | None = None
    gateway_id: str | None = None
    public_ipv4_pool: str | None = None
    association_state: RouteTableAssociationState | None = None


class PropagatingVgw(Shape, frozen=True, kw_only=True):
    gateway_id: str | None = None


class Route(Shape, frozen=True, kw_only=True):
    destination_cidr_block: str | None = None
    destination_ipv6_cidr_block: str | None = None
    destination_prefix_list_id: str | None = None
    egress_only_internet_gateway_id: str | None = None
    gateway_id: str | None = None
    instance_id: str | None = None
    instance_owner_id: str | None = None
    nat_gateway_id: str | None = None
    transit_gateway_id: str | None = None
    local_gateway_id: str | None = None
    carrier_gateway_id: str | None = None
    network_interface_id: str | None = None
    origin: str | None = None
    state: str | None = None
    vpc_peering_connection_id: str | None = None
    core_network_arn: str | None = None
    odb_network_arn: str | None = None
    ip_address: str | None = None


class RouteTable(Record, frozen=True, kw_only=True):
    identity = ("route_table_id",)

    associations: tuple[RouteTableAssociation, ...] = NOT_SENT
    propagating_vgws: tuple[PropagatingVgw, ...] = NOT_SENT
    route_table_id: str
    routes: tuple[Route, ...] = NOT_SENT
    tags: tuple[Tag, ...] = NOT_SENT
    vpc_id: str | None = None
    owner_id: str | None = None


def destination(route: Route) -> str:
    """Return what the route is for: a block of addresses or a prefix list."""
    return route.destination_cidr_block or route.destination_ipv6_cidr_block or route.destination_prefix_list_id or ""


def target(route: Route) -> str:
    """Return the id of what the route leads to, `local`, or an empty string for a route that leads nowhere."""
    return (
        route.nat_gateway_id
        or route.transit_gateway_id
        or route.vpc_peering_connection_id
        or route.egress_only_internet_gateway_id
        or route.gateway_id
        or route.network_interface_id
        or route.instance_id
        or route.local_gateway_id
        or route.carrier_gateway_id
        or route.core_network_arn
        or route.odb_network_arn
        or ""
    )


def is_main(table: RouteTable) -> bool:
    """Say whether the subnets of the VPC that name no table use this one."""
    return any(association.main for association in table.associations)


def associated_subnet_ids(table: RouteTable) -> tuple[str, ...]:
    """Return the subnets that name this table, those whose association works or is being made."""
    return tuple(
        association.subnet_id
        for association in table.associations
        if association.subnet_id and _works(association.association_state)
    )


def _works(state: RouteTableAssociationState | None) -> bool:
    return state is None or (state.state or "associated").lower() in ("associated", "associating")


RESOURCE = Resource(
    record=RouteTable,
    name="route-tables",
    title="route tables",
    read=Read("DescribeRouteTables", "RouteTables", page_size=100),
    columns=(
        label_column(),
        member("ID", "route_table_id"),
        Column("MAIN", lambda record: "yes" if is_main(record) else ""),
        Column("SUBNETS", lambda record: str(len(associated_subnet_ids(record)))),
        Column("ROUTES", lambda record: str(len(record.routes))),
        member("VPC", "vpc_id"),
    ),
    links=(
        Link("VPC", "vpcs", lambda record: (record.vpc_id,)),
        Link("subnets", "subnets", lambda record: associated_subnet_ids(record)),
    ),
)
