"""Is the console's address of a record right in each partition, and harmless whatever an id holds?"""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.record_strategies import members
from vpce_tui.model.decoding import to_record
from vpce_tui.model.record import Record, Scope
from vpce_tui.model.resource import Resource
from vpce_tui.resources import RESOURCES
from vpce_tui.resources.instance import Instance
from vpce_tui.resources.network_interface import NetworkInterface
from vpce_tui.resources.subnet import Subnet
from vpce_tui.resources.vpc import Vpc
from vpce_tui.resources.vpc_endpoint import VpcEndpoint
from vpce_tui.view.console_links import console_url

HERE = Scope("111122223333", "eu-west-1")

CASES: dict[str, Record] = {
    "https://eu-west-1.console.aws.amazon.com/vpcconsole/home?region=eu-west-1#VpcDetails:VpcId=vpc-1": Vpc(
        vpc_id="vpc-1"
    ),
    "https://eu-west-1.console.aws.amazon.com/vpcconsole/home?region=eu-west-1#SubnetDetails:subnetId=subnet-1": Subnet(
        subnet_id="subnet-1"
    ),
    "https://eu-west-1.console.aws.amazon.com/vpcconsole/home?region=eu-west-1"
    "#EndpointDetails:vpcEndpointId=vpce-1": VpcEndpoint(vpc_endpoint_id="vpce-1"),
    "https://eu-west-1.console.aws.amazon.com/ec2/home?region=eu-west-1"
    "#NetworkInterface:networkInterfaceId=eni-1": NetworkInterface(network_interface_id="eni-1"),
    "https://eu-west-1.console.aws.amazon.com/ec2/home?region=eu-west-1#InstanceDetails:instanceId=i-1": Instance(
        instance_id="i-1"
    ),
}


@pytest.mark.parametrize("wanted", CASES)
def test_a_record_has_its_page(wanted: str) -> None:
    assert console_url(CASES[wanted], HERE) == wanted


@pytest.mark.parametrize(
    ("region", "host"),
    [
        ("eu-west-1", "eu-west-1.console.aws.amazon.com"),
        ("cn-north-1", "cn-north-1.console.amazonaws.cn"),
        ("us-gov-west-1", "us-gov-west-1.console.amazonaws-us-gov.com"),
    ],
)
def test_each_partition_has_its_host(region: str, host: str) -> None:
    assert console_url(Vpc(vpc_id="vpc-1"), Scope("111122223333", region)).startswith(f"https://{host}/")


@pytest.mark.parametrize("region", ["us-iso-east-1", ""])
def test_where_the_host_is_not_known_there_is_no_link(region: str) -> None:
    assert console_url(Vpc(vpc_id="vpc-1"), Scope("111122223333", region)) == ""


@pytest.mark.parametrize("resource", RESOURCES, ids=lambda resource: resource.name)
@settings(max_examples=10, deadline=None)
@given(data=st.data())
def test_an_address_is_one_plain_word_whatever_a_record_holds(resource: Resource[Any], data: st.DataObject) -> None:
    record = to_record(data.draw(members(resource.record)), resource.record)
    url = console_url(record, HERE)
    assert url.isascii()
    assert url.isprintable()
    assert " " not in url
