"""The cluster: the prod-app account's VPC `eks`, private, with only some of the endpoints that nodes need."""

from __future__ import annotations

from vpce_tui.demo.accounts import APP
from vpce_tui.demo.base import WorldBuilder
from vpce_tui.demo.build import allow, route
from vpce_tui.demo.hub import TRANSIT


def build_eks(world: WorldBuilder) -> None:
    """Make the cluster's VPC, whose S3 endpoint no table uses and which lacks ecr.api and sts: planted."""
    world.enter(APP)
    eks = world.vpc("10.3.0.0/16", name="eks")
    private = world.route_table(route("10.0.0.0/16", TRANSIT), vpc=eks, name="eks-private")
    places = [
        world.subnet(f"10.3.{16 * number}.0/20", vpc=eks, zone=zone, name=f"eks-{zone}", table=private)
        for number, zone in enumerate("abc")
    ]
    world.gateway_endpoint("s3", vpc=eks, tables=[], name="eks-s3")
    endpoints = world.security_group(allow(443, cidr="10.3.0.0/16"), vpc=eks, name="eks-endpoints")
    for service in ("ec2", "ecr.dkr"):
        world.interface_endpoint(service, subnets=places, groups=[endpoints], name=f"eks-{service}")
    cluster = world.security_group(vpc=eks, name="eks-cluster")
    nodes = world.security_group(allow(443, group=cluster), allow(10250, group=cluster), vpc=eks, name="eks-nodes")
    for number, subnet in enumerate(places, start=1):
        world.instance(
            name=f"eks-node-{number}", subnet=subnet, groups=[nodes], role="EksNode", instance_type="m7g.2xlarge"
        )
    for number, subnet in enumerate(places[:2], start=1):
        world.network_interface(
            name=f"eks-control-plane-{number}",
            subnet=subnet,
            groups=[cluster],
            description="Amazon EKS shop",
            requester_managed=True,
        )
