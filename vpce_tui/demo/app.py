"""The shop: the prod-app account's VPC `app` in us-east-1, with instances, functions, tasks and their endpoints."""

from __future__ import annotations

from vpce_tui.demo.accounts import APP
from vpce_tui.demo.base import WorldBuilder
from vpce_tui.demo.build import acl_entry, allow, route
from vpce_tui.demo.hub import TRANSIT
from vpce_tui.demo.ids import an_id
from vpce_tui.demo.policies import ORG_ONLY_S3
from vpce_tui.resources.network_acl import NetworkAclEntry
from vpce_tui.resources.route_table import RouteTable
from vpce_tui.resources.subnet import Subnet
from vpce_tui.resources.vpc import Vpc

COMPANY = "10.0.0.0/8"
OUT = acl_entry(100, egress=True, protocol="-1")


def build_app(world: WorldBuilder) -> None:
    """Make the shop's VPC: public, private and special subnets, their tables and ACLs, and what runs there."""
    world.enter(APP)
    app = world.vpc("10.1.0.0/16", name="app")
    gateway = world.internet_gateway(vpc=app, name="app").internet_gateway_id
    company = route(COMPANY, TRANSIT)
    public = world.route_table(route("0.0.0.0/0", gateway), company, vpc=app, name="app-public")
    public_a = world.subnet("10.1.0.0/24", vpc=app, zone="a", name="app-public-a", table=public)
    public_b = world.subnet("10.1.1.0/24", vpc=app, zone="b", name="app-public-b", table=public)
    nat = world.nat_gateway(subnet=public_a, name="app-nat-a").nat_gateway_id
    world.nat_gateway(subnet=public_b, name="app-nat-b")
    internet = route("0.0.0.0/0", nat)
    # The main table has no route to the gateway endpoints, nor have the ECS tasks of zone b: planted.
    world.add_routes(world.main_table(app), internet, company)
    private = world.route_table(internet, company, vpc=app, name="app-private")
    functions = world.route_table(company, vpc=app, name="app-functions")
    world.route_table(company, vpc=app, name="app-tasks-b")
    uploads = world.route_table(internet, company, route("52.216.0.0/15", nat), vpc=app, name="app-uploads")
    tables = {table.name_tag: table for table in (private, functions, uploads)}
    tables["app-tasks-b"] = world.get(RouteTable, APP, an_id("rtb", "app-tasks-b"))
    _subnets(world, app, tables)
    world.gateway_endpoint("s3", vpc=app, tables=[private, functions, uploads], policy=ORG_ONLY_S3, name="app-s3")
    world.gateway_endpoint("dynamodb", vpc=app, tables=[private, functions], name="app-dynamodb")
    _endpoints(world, app)
    _servers(world, app, public_a)
    _functions_and_tasks(world, app, public_a)


def _subnets(world: WorldBuilder, app: Vpc, tables: dict[str, RouteTable]) -> None:
    plan = (
        ("app-a", "10.1.10.0/24", "a", "app-private", None),
        ("app-b", "10.1.11.0/24", "b", "app-private", None),
        ("app-c", "10.1.12.0/24", "c", "app-private", None),
        ("app-tasks-a", "10.1.20.0/24", "a", "app-private", None),
        ("app-tasks-b", "10.1.21.0/24", "b", "app-tasks-b", None),
        ("app-functions-a", "10.1.30.0/24", "a", "app-functions", None),
        ("app-functions-b", "10.1.31.0/24", "b", "app-functions", _LINUX_PORTS_ONLY),
        ("app-legacy-a", "10.1.40.0/24", "a", "", None),
        ("app-reports-a", "10.1.50.0/24", "a", "app-private", _NO_REPLIES),
        ("app-exports-a", "10.1.51.0/24", "a", "app-private", _COMPANY_ONLY),
        ("app-search-b", "10.1.52.0/24", "b", "app-private", _REFUSED_IN_THE_MIDDLE),
        ("app-uploads-a", "10.1.60.0/24", "a", "app-uploads", None),
        ("app-transit-a", "10.1.250.0/28", "a", "", None),
        ("app-transit-b", "10.1.250.16/28", "b", "", None),
    )
    for name, cidr, zone, table, entries in plan:
        subnet = world.subnet(cidr, vpc=app, zone=zone, name=name, table=tables.get(table))
        if entries:
            world.network_acl(*entries, vpc=app, subnets=[subnet], name=name.removesuffix(f"-{zone}"))


_NO_REPLIES: tuple[NetworkAclEntry, ...] = (OUT, acl_entry(100, cidr=COMPANY, ports=443))
"""Requests leave, but replies to their ephemeral ports do not come in."""
_LINUX_PORTS_ONLY: tuple[NetworkAclEntry, ...] = (
    OUT,
    acl_entry(100, ports=443, cidr=COMPANY),
    acl_entry(110, ports=(32768, 61000)),
)
"""Lambda uses 1024-65535, so that some of its requests get no reply."""
_COMPANY_ONLY: tuple[NetworkAclEntry, ...] = (
    acl_entry(100, egress=True, cidr=COMPANY, protocol="-1"),
    acl_entry(100, ports=(1024, 65535)),
)
"""Amazon S3's public blocks, which an ACL must name one by one, are missing."""
_REFUSED_IN_THE_MIDDLE: tuple[NetworkAclEntry, ...] = (
    OUT,
    acl_entry(90, allow=False, ports=(40000, 45000)),
    acl_entry(100, ports=(1024, 65535)),
)
"""Rule 90 refuses a part of what rule 100 admits."""


def _endpoints(world: WorldBuilder, app: Vpc) -> None:
    places = [world.named_subnet(f"app-{zone}") for zone in "abc"]
    endpoints = world.security_group(allow(443, cidr="10.1.0.0/16"), vpc=app, name="app-endpoints")
    operators = world.security_group(vpc=app, name="app-operators")
    only_operators = world.security_group(allow(443, group=operators), vpc=app, name="app-endpoints-operators")
    world.interface_endpoint("execute-api", subnets=places, groups=[endpoints], name="app-execute-api")
    world.interface_endpoint("lambda", subnets=places[:2], groups=[endpoints], name="app-lambda")
    world.interface_endpoint("ec2", subnets=places[:2], groups=[only_operators], name="app-ec2")


def _servers(world: WorldBuilder, app: Vpc, public: Subnet) -> None:
    place = world.named_subnet
    balancer = world.security_group(allow(443), vpc=app, name="app-balancer")
    web = world.security_group(allow(8080, group=balancer), vpc=app, name="app-web")
    locked = world.security_group(egress=[allow(443, cidr=COMPANY)], vpc=app, name="app-locked")
    silent = world.security_group(allow(443, cidr=COMPANY), egress=[], vpc=app, name="app-quarantine")
    for number, subnet in enumerate(("app-a", "app-b"), start=1):
        world.instance(name=f"app-{number}", subnet=place(subnet), groups=[web], role="AppServer")
    world.instance(name="app-3", subnet=place("app-c"), groups=[web], role="AppServer")
    world.instance(name="app-vault-1", subnet=place("app-a"), groups=[locked], role="Vault")
    world.instance(name="app-quarantined-1", subnet=place("app-b"), groups=[silent], role="AppServer")
    world.instance(name="app-legacy-1", subnet=place("app-legacy-a"), groups=[web], role="Legacy")
    world.instance(name="app-reports-1", subnet=place("app-reports-a"), groups=[web], role="Reports")
    world.instance(name="app-exports-1", subnet=place("app-exports-a"), groups=[web], role="Exports")
    world.instance(name="app-search-1", subnet=place("app-search-b"), groups=[web], role="Search")
    world.instance(name="app-uploads-1", subnet=place("app-uploads-a"), groups=[web], role="Uploads")
    world.instance(name="app-jump-1", subnet=public, groups=[web], public_ip=True, role="Jump")
    for zone in "ab":
        world.load_balancer(f"shop-{zone}", place(f"app-public-{zone}"), balancer)
        world.load_balancer(f"ledger-{zone}", place(f"app-{zone}"), balancer)


def _functions_and_tasks(world: WorldBuilder, app: Vpc, public: Subnet) -> None:
    place = world.named_subnet
    functions = world.security_group(vpc=app, name="app-functions")
    for name, subnet in (
        ("billing", place("app-functions-a")),
        ("invoices", place("app-functions-a")),
        ("thumbnails", place("app-functions-b")),
        ("webhooks", public),
    ):
        world.function(name, subnet, functions)
    tasks = world.security_group(allow(8080, cidr="10.1.0.0/16"), vpc=app, name="app-tasks")
    endpoints_only = world.security_group(
        egress=[allow(443, group=an_id("sg", "app-endpoints"))], vpc=app, name="app-tasks-endpoints-only"
    )
    world.task("checkout", place("app-tasks-a"), tasks)
    world.task("catalog", place("app-tasks-b"), tasks)
    world.task("payments", place("app-tasks-a"), endpoints_only)
