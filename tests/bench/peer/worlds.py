"""What is built for each simple question: a VPC or two, a source and a destination?

Every function makes blocks of its own, so that all questions can stand in one account. The ones with words to say how
return such a function.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Final

from vpce_tui.demo.build import S3_CIDRS, Builder, acl_entry, allow, route
from vpce_tui.resources.network_acl import NetworkAclEntry
from vpce_tui.resources.network_interface import NetworkInterface
from vpce_tui.resources.security_group import IpPermission

INTERNET: Final = "8.8.8.8"
EVERYTHING: Final = "0.0.0.0/0"
S3_ADDRESS: Final = S3_CIDRS[0].replace(".0.0/15", ".8.8")
ALL_OUT: Final = acl_entry(100, egress=True, protocol="-1")
ALL_IN: Final = acl_entry(100, protocol="-1")

Ends = tuple[NetworkInterface, str]
"""The source, and the destination: an address or an interface's id."""


def behind(*ingress: IpPermission, egress: Sequence[IpPermission] | None = None) -> Callable[[Builder], Ends]:
    """Return a case of two subnets: the client has these outbound rules, the server these inbound rules."""

    def made(build: Builder) -> Ends:
        build.vpc()
        client = build.network_interface(subnet=build.subnet(), groups=(build.security_group(egress=egress),))
        return client, build.network_interface(
            subnet=build.subnet(), groups=(build.security_group(*ingress),)
        ).network_interface_id

    return made


def by_group(build: Builder) -> Ends:
    """Build a server whose group admits the client's group; the rule says no block at all."""
    build.vpc()
    clients = build.security_group()
    servers = build.security_group(allow(group=clients))
    client = build.network_interface(subnet=build.subnet(), groups=(clients,))
    return client, build.network_interface(subnet=build.subnet(), groups=(servers,)).network_interface_id


def by_other_group(build: Builder) -> Ends:
    """Build a server whose group admits a group that the client is not in."""
    build.vpc()
    strangers = allow(group=build.security_group())
    client = build.network_interface(subnet=build.subnet(), groups=(build.security_group(),))
    return client, build.network_interface(
        subnet=build.subnet(), groups=(build.security_group(strangers),)
    ).network_interface_id


def default_group(build: Builder) -> Ends:
    """Build two members of the VPC's default group in one subnet."""
    build.vpc()
    place = build.subnet()
    return build.network_interface(subnet=place), build.network_interface(subnet=place).network_interface_id


def by_prefix_list(build: Builder) -> Ends:
    """Build a server whose group admits a customer's prefix list with the client's block in it."""
    vpc = build.vpc()
    listed = build.prefix_list(vpc.cidr_block or "")
    client = build.network_interface(subnet=build.subnet(), groups=(build.security_group(),))
    group = build.security_group(allow(prefix_list=listed.prefix_list_id))
    return client, build.network_interface(subnet=build.subnet(), groups=(group,)).network_interface_id


def two_groups(build: Builder) -> Ends:
    """Build a server in two groups, of which the second admits."""
    build.vpc()
    client = build.network_interface(subnet=build.subnet(), groups=(build.security_group(),))
    groups = (build.security_group(allow(80)), build.security_group(allow(443)))
    return client, build.network_interface(subnet=build.subnet(), groups=groups).network_interface_id


def acls(
    server: Sequence[NetworkAclEntry] = (ALL_IN, ALL_OUT),
    client: Sequence[NetworkAclEntry] = (ALL_IN, ALL_OUT),
    *,
    one_subnet: bool = False,
) -> Callable[[Builder], Ends]:
    """Return a case of two subnets (or one) with these ACL entries; groups admit everything."""

    def made(build: Builder) -> Ends:
        build.vpc()
        first = build.subnet(acl=build.network_acl(*client))
        second = first if one_subnet else build.subnet(acl=build.network_acl(*server))
        group = build.security_group(allow(protocol="-1"))
        one = build.network_interface(subnet=first, groups=(group,))
        return one, build.network_interface(subnet=second, groups=(group,)).network_interface_id

    return made


def no_way_out(build: Builder) -> Ends:
    """Build a client whose table has the local route only."""
    build.vpc()
    return build.network_interface(subnet=build.subnet()), INTERNET


def by_nat(state: str = "available", *, public: bool = True, blackhole: str = "") -> Callable[[Builder], Ends]:
    """Return a case of a client behind a NAT gateway; `public` gives the gateway's subnet a way out."""

    def made(build: Builder) -> Ends:
        build.vpc()
        gateway = build.internet_gateway()
        out = (route(EVERYTHING, gateway.internet_gateway_id),) if public else ()
        nat = build.nat_gateway(subnet=build.subnet(table=build.route_table(*out)), state=state)
        dead = (route(blackhole, nat.nat_gateway_id, state="blackhole"),) if blackhole else ()
        table = build.route_table(route(EVERYTHING, nat.nat_gateway_id), *dead)
        return build.network_interface(subnet=build.subnet(table=table)), INTERNET

    return made


def by_gateway(*, address: bool) -> Callable[[Builder], Ends]:
    """Return a case of a client whose default route is an internet gateway."""

    def made(build: Builder) -> Ends:
        build.vpc()
        table = build.route_table(route(EVERYTHING, build.internet_gateway().internet_gateway_id))
        return build.network_interface(subnet=build.subnet(table=table), public_ip=address), INTERNET

    return made


def peered(
    *, back: bool = True, admits: bool = True, status: str = "active", denied: bool = False
) -> Callable[[Builder], Ends]:
    """Return a case of two VPCs of one account with a peering."""

    def made(build: Builder) -> Ends:
        near, far = build.vpc(), build.vpc()
        peering = build.peering(near, far, status=status).vpc_peering_connection_id
        build.add_routes(build.main_table(near), route(far.cidr_block or "", peering))
        if back:
            build.add_routes(build.main_table(far), route(near.cidr_block or "", peering))
        place = build.subnet(vpc=far, acl=build.network_acl(ALL_OUT, vpc=far) if denied else None)
        rules = (allow(cidr=near.cidr_block or ""),) if admits else ()
        client = build.network_interface(subnet=build.subnet(vpc=near), groups=(build.security_group(vpc=near),))
        server = build.network_interface(subnet=place, groups=(build.security_group(*rules, vpc=far),))
        return client, server.network_interface_id

    return made


def by_transit(*, propagates: bool = True, admits: bool = True) -> Callable[[Builder], Ends]:
    """Return a case of two VPCs that a transit gateway joins; without propagation its table is empty."""

    def made(build: Builder) -> Ends:
        gateway = build.transit_gateway()
        table = build.transit_gateway_table(gateway)
        ends = []
        vpcs = [build.vpc(), build.vpc()]
        for vpc, other in (vpcs, vpcs[::-1]):
            place = build.subnet(vpc=vpc)
            targets = (table,) if propagates else ()
            build.transit_gateway_attachment(gateway, vpc, place, table=table, propagates_to=targets)
            build.add_routes(build.main_table(vpc), route(other.cidr_block or "", gateway.transit_gateway_id))
            rules = (allow(cidr=other.cidr_block or ""),) if admits else ()
            ends.append(build.network_interface(subnet=place, groups=(build.security_group(*rules, vpc=vpc),)))
        return ends[0], ends[1].network_interface_id

    return made


def at_endpoint(*, admits: bool) -> Callable[[Builder], Ends]:
    """Return a case of an interface endpoint's own interface."""

    def made(build: Builder) -> Ends:
        vpc = build.vpc()
        client = build.network_interface(subnet=build.subnet(), groups=(build.security_group(),))
        block = vpc.cidr_block if admits else "192.168.0.0/16"
        group = build.security_group(allow(cidr=block or ""))
        endpoint = build.interface_endpoint("ssm", subnets=(build.subnet(),), groups=(group,))
        return client, endpoint.network_interface_ids[0]

    return made


def by_gateway_endpoint(*, associated: bool) -> Callable[[Builder], Ends]:
    """Return a case of a client without internet and an S3 gateway endpoint."""

    def made(build: Builder) -> Ends:
        build.vpc()
        build.gateway_endpoint("s3", tables=(build.main_table(),) if associated else ())
        return build.network_interface(subnet=build.subnet()), S3_ADDRESS

    return made
