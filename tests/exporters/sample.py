"""A small network whose report has something of everything, and one in which every name is an attack."""

from __future__ import annotations

from dataclasses import replace
from functools import cache

from vpce_tui.demo.build import Builder, allow, route
from vpce_tui.model.topology import Topology
from vpce_tui.reach import Flow
from vpce_tui.resources.hosted_zone import HostedZoneSummary
from vpce_tui.resources.instance import Instance
from vpce_tui.resources.shapes import Tag
from vpce_tui.resources.vpc import Vpc
from vpce_tui.view.report import Origin, Report, report
from vpce_tui.view.report_parts import Selection

ORIGIN = Origin("sample.jsonl.gz", "2026-01-02T03:04:05Z", "0.1.0", ("skipped other.json: no known key",))

HOSTILE = (
    '"><script>alert(1)</script>',
    "' onmouseover='alert(1)",
    "<img src=http://127.0.0.1/x>",
    '=HYPERLINK("http://127.0.0.1/","x")',
    " +1+1",
    "@SUM(A1)",
    "-2+3",
    "＝1+1",
    "a | b || c",
    "[link](javascript:alert(1)) ![x](http://127.0.0.1/y.png)",
    "http://127.0.0.1/z www.example.invalid someone@example.invalid @team",
    "`code` **bold** _it_ ~~gone~~ # head",
    "1. one\n## two\n| three |",
    "line\u2028separator\x1b[31mred\x00\x07\u202ereversed",
    '${file("/etc/passwd")} %{ if true }x%{ endif } $${y}',
    'quote " backslash \\ end\\',
    'n1["x"] --> n2; %%{init: {"theme":"dark"}}%% &lt; #quot;',
    "]]> --> */ <!-- -->",
    "\ud800 lone surrogate",
    "表 ünï 🙂",
)


@cache
def topology(*, hostile: bool = False) -> Topology:
    """Return the network; hostile names go round over everything that has one."""
    builder = Builder()
    names = iter(HOSTILE * 3)

    def named(name: str) -> str:
        return next(names) if hostile else name

    vpc = builder.vpc(name=named("app"))
    private = builder.subnet(vpc=vpc, name=named("app-a"))
    lonely = builder.subnet(vpc=vpc, zone="b", name=named("app-b"))
    public = builder.subnet(vpc=vpc, zone="c", name=named("public"))
    gateway = builder.internet_gateway(vpc=vpc)
    builder.route_table(route("0.0.0.0/0", gateway.internet_gateway_id), vpc=vpc, subnets=(public,), name=named("out"))
    nat = builder.nat_gateway(subnet=public)
    table = builder.route_table(
        route("0.0.0.0/0", nat.nat_gateway_id), vpc=vpc, subnets=(private,), name=named("private")
    )
    group = builder.security_group(vpc=vpc, name=named("clients"))
    doors = builder.security_group(allow(port=443, cidr=private.cidr_block or ""), vpc=vpc, name=named("doors"))
    builder.instance(subnet=private, groups=(group,), name=named("web"))
    builder.instance(subnet=lonely, groups=(group,), name=named("batch"))
    builder.gateway_endpoint("s3", vpc=vpc, tables=(table,), name=named("s3"))
    builder.interface_endpoint("ssm", subnets=(private,), groups=(doors,), name=named("ssm"))
    builder.interface_endpoint(
        "sqs", subnets=(lonely,), groups=(doors,), state="pendingAcceptance", private_dns=False, name=named("sqs")
    )
    managed = builder.interface_endpoint("rds", subnets=(private,), groups=(doors,), name=named("managed"))
    builder.change(managed, requester_managed=True)
    if hostile:
        for endpoint in list(builder.topology().records(type(managed))):
            tags = tuple(Tag(key=f"{number} {text}", value=text) for number, text in enumerate(HOSTILE))
            builder.change(endpoint, tags=(*endpoint.tags, *tags))
    return builder.topology(unread=(HostedZoneSummary,))


@cache
def sample(*, hostile: bool = False) -> Report:
    """Return the whole report, with a trace that is reachable and one that is not."""
    world = topology(hostile=hostile)
    origin = replace(ORIGIN, source=HOSTILE[0], notes=HOSTILE) if hostile else ORIGIN
    vpc_ids = tuple(vpc.vpc_id for vpc in world.records(Vpc))
    return report(world, origin, Selection(vpc_ids), flows(world))


def flows(world: Topology) -> tuple[Flow, ...]:
    instances = [instance.instance_id for instance in world.records(Instance)]
    return (Flow(instances[0], "s3"), Flow(instances[1], "ssm"))
