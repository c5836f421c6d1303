"""The lake and the batches: the prod-data account's VPCs `analytics` and `batch`."""

from __future__ import annotations

from vpce_tui.demo.accounts import DATA
from vpce_tui.demo.base import WorldBuilder
from vpce_tui.demo.build import allow, route
from vpce_tui.demo.data import BLOCKED
from vpce_tui.demo.hub import TRANSIT
from vpce_tui.demo.ids import an_id
from vpce_tui.demo.policies import ROLE_BY_ID_DYNAMODB
from vpce_tui.resources.managed_prefix_list_entry import PrefixListEntry
from vpce_tui.resources.shapes import BlockPublicAccessStates
from vpce_tui.resources.vpc import Vpc

FEEDS = an_id("pl", "partner-feeds")
DELETED_NAT = an_id("nat", "batch-nat-a")


def build_analytics(world: WorldBuilder) -> None:
    """Make the lake's VPC: Glue without a way to S3, and two prefix lists that disagree (planted)."""
    world.enter(DATA)
    lake = world.vpc("10.4.0.0/16", name="analytics", block_public_access_states=BLOCKED)
    hub = route("10.0.0.0/16", TRANSIT)
    private = world.route_table(hub, vpc=lake, name="analytics-private")
    glue = world.route_table(hub, vpc=lake, name="analytics-glue")
    feeds = world.route_table(hub, route(FEEDS, TRANSIT), vpc=lake, name="analytics-feeds")
    places = [
        world.subnet(f"10.4.{number}.0/24", vpc=lake, zone=zone, name=f"analytics-{zone}", table=private)
        for number, zone in enumerate("ab")
    ]
    glue_a = world.subnet("10.4.10.0/24", vpc=lake, zone="a", name="analytics-glue-a", table=glue)
    feeds_a = world.subnet("10.4.20.0/24", vpc=lake, zone="a", name="analytics-feeds-a", table=feeds)
    world.gateway_endpoint("s3", vpc=lake, tables=[private, feeds], name="analytics-s3")
    world.gateway_endpoint(
        "dynamodb", vpc=lake, tables=[private], policy=ROLE_BY_ID_DYNAMODB, name="analytics-dynamodb"
    )
    _feeds_list(world)
    endpoints = world.security_group(allow(443, cidr="10.4.0.0/16"), vpc=lake, name="analytics-endpoints")
    # Session Manager needs ssmmessages as well: planted.
    world.interface_endpoint("ssm", subnets=places, groups=[endpoints], name="analytics-ssm")
    world.interface_endpoint("glue", subnets=places, groups=[endpoints], name="analytics-glue")
    world.interface_endpoint("athena", subnets=places, groups=[endpoints], private_dns=False, name="analytics-athena")
    notebooks = world.security_group(vpc=lake, name="analytics-notebooks")
    world.instance(name="notebook-1", subnet=places[0], groups=[notebooks], role="Notebook")
    world.instance(name="feed-loader-1", subnet=feeds_a, groups=[notebooks], role="FeedLoader")
    jobs = world.security_group(allow(443, cidr="10.4.0.0/16"), vpc=lake, name="analytics-glue-jobs")
    for number in (1, 2):
        world.glue_worker(f"glue-worker-{number}", glue_a, jobs)


def _feeds_list(world: WorldBuilder) -> None:
    blocks = {"198.18.64.0/20": "feed servers", "52.216.0.0/15": "feed buckets"}
    arn = world.arn("prefix-list", FEEDS)
    world.prefix_list(*blocks, name="partner-feeds", prefix_list_id=FEEDS, prefix_list_arn=arn)
    for block, says in blocks.items():
        world.add(PrefixListEntry(prefix_list_id=FEEDS, cidr=block, description=says))


def build_batch(world: WorldBuilder) -> None:
    """Make the batches' VPC: host names off, a NAT gateway that is gone, S3 by way of the hub (planted)."""
    world.enter(DATA)
    batch = world.vpc("10.8.0.0/16", name="batch", dns_hostnames=False, block_public_access_states=BLOCKED)
    gateway = world.internet_gateway(vpc=batch, name="batch")
    public = world.route_table(route("0.0.0.0/0", gateway.internet_gateway_id), vpc=batch, name="batch-public")
    hub = route("10.0.0.0/16", TRANSIT)
    table_a = world.route_table(
        hub, route("0.0.0.0/0", DELETED_NAT, state="blackhole"), vpc=batch, name="batch-private-a"
    )
    table_b = world.route_table(hub, route("52.216.0.0/15", TRANSIT), vpc=batch, name="batch-private-b")
    exempt = world.subnet(
        "10.8.0.0/24",
        vpc=batch,
        zone="a",
        name="batch-public-a",
        table=public,
        block_public_access_states=BlockPublicAccessStates(internet_gateway_block_mode="off"),
    )
    world.block_public_access_exclusion(exempt, mode="allow-bidirectional")
    places = [
        world.subnet(f"10.8.1{number}.0/24", vpc=batch, zone=zone, name=f"batch-{zone}", table=table)
        for number, (zone, table) in enumerate((("a", table_a), ("b", table_b)))
    ]
    endpoints = world.security_group(allow(443, cidr="10.8.0.0/16"), vpc=batch, name="batch-endpoints")
    world.interface_endpoint("sqs", subnets=places, groups=[endpoints], name="batch-sqs")
    _workers(world, batch)


def _workers(world: WorldBuilder, batch: Vpc) -> None:
    workers = world.security_group(vpc=batch, name="batch-workers")
    for number, zone in enumerate("ab", start=1):
        subnet = world.named_subnet(f"batch-{zone}")
        world.instance(name=f"batch-{number}", subnet=subnet, groups=[workers], role="BatchWorker")
