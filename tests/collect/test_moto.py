"""Does the collector understand another implementation of the API? moto's server, over HTTP."""

from __future__ import annotations

from collections.abc import Iterator

import boto3
import pytest
from moto.server import ThreadedMotoServer

from tests.collect.recorder import Recorder
from tests.patience import PATIENCE
from vpce_tui.collect.choice import Choice, Settings
from vpce_tui.collect.live import LiveSource
from vpce_tui.model.coverage import Progress, Reason
from vpce_tui.model.events import ReadEnded
from vpce_tui.resources.network_interface import NetworkInterface
from vpce_tui.resources.route_table import RouteTable
from vpce_tui.resources.subnet import Subnet
from vpce_tui.resources.vpc import Vpc
from vpce_tui.resources.vpc_attribute import VpcAttribute
from vpce_tui.resources.vpc_endpoint import VpcEndpoint

REGION = "eu-west-1"


@pytest.fixture(scope="module")
def moto_url() -> Iterator[str]:
    """A server with one VPC of ours, beside the default one: two endpoints, an interface."""
    server = ThreadedMotoServer(ip_address="127.0.0.1", port=0, verbose=False)
    server.start()
    host, port = server.get_host_and_port()
    url = f"http://{host}:{port}"
    ec2 = boto3.client(
        "ec2", region_name=REGION, endpoint_url=url, aws_access_key_id="made-up", aws_secret_access_key="made-up"
    )
    vpc = ec2.create_vpc(CidrBlock="10.9.0.0/16")["Vpc"]["VpcId"]
    ec2.modify_vpc_attribute(VpcId=vpc, EnableDnsHostnames={"Value": True})
    subnet = ec2.create_subnet(VpcId=vpc, CidrBlock="10.9.1.0/24")["Subnet"]["SubnetId"]
    table = ec2.create_route_table(VpcId=vpc)["RouteTable"]["RouteTableId"]
    ec2.create_network_interface(SubnetId=subnet, PrivateIpAddress="10.9.1.77", Description="<&> é")
    ec2.create_vpc_endpoint(VpcId=vpc, ServiceName=f"com.amazonaws.{REGION}.s3", RouteTableIds=[table])
    ec2.create_vpc_endpoint(
        VpcId=vpc, ServiceName=f"com.amazonaws.{REGION}.sqs", VpcEndpointType="Interface", SubnetIds=[subnet]
    )
    ec2.close()
    yield url
    server.stop()


@pytest.fixture
def read(moto_url: str, recorder: Recorder) -> Recorder:
    settings = Settings(endpoint_url=moto_url, attempts=2, longest_pause_seconds=0.001)
    with LiveSource(Choice(regions=(REGION,)), recorder, settings=settings) as source:
        assert source.wait(PATIENCE)
    return recorder


def test_everything_is_read_or_says_why_not(read: Recorder) -> None:
    ours = next(vpc for vpc in read.records(Vpc) if vpc.cidr_block == "10.9.0.0/16")
    (subnet,) = [subnet for subnet in read.records(Subnet) if subnet.vpc_id == ours.vpc_id]
    endpoints = {endpoint.service_name: endpoint for endpoint in read.records(VpcEndpoint)}
    attributes = [part for part in read.records(VpcAttribute) if part.vpc_id == ours.vpc_id]

    assert endpoints.keys() == {f"com.amazonaws.{REGION}.s3", f"com.amazonaws.{REGION}.sqs"}
    assert endpoints[f"com.amazonaws.{REGION}.sqs"].subnet_ids == (subnet.subnet_id,)
    assert endpoints[f"com.amazonaws.{REGION}.s3"].creation_timestamp[10] == "T"
    assert "<&> é" in [eni.description for eni in read.records(NetworkInterface)]
    assert [part.enable_dns_hostnames.value for part in attributes if part.enable_dns_hostnames] == [True]
    assert any(table.vpc_id == ours.vpc_id for table in read.records(RouteTable))

    # What moto does not implement is a failure with a reason, and never an empty list or the end of all.
    for end in read.of(ReadEnded):
        assert end.coverage.progress in (Progress.COMPLETE, Progress.FAILED)
        assert end.coverage.complete or end.coverage.reason in (Reason.NOT_OFFERED, Reason.OTHER, Reason.MALFORMED)
    complete = {end.record_type for end in read.of(ReadEnded) if end.coverage.complete}
    assert {Vpc, Subnet, NetworkInterface, VpcEndpoint, RouteTable, VpcAttribute} <= complete
    assert len(complete) >= 30
