"""Does the port to AWS keep its promises: only reading, within the quota, each client once?"""

from __future__ import annotations

from collections.abc import AsyncIterator
from typing import Any

import pytest

from tests.collect.recorder import REGION, quick
from tests.fake_api import FakeEc2
from tests.fake_api.big import ACCOUNT
from vpce_tui.collect.api import Call
from vpce_tui.collect.aws import AwsApi, Clients, new_session, shared_loader
from vpce_tui.collect.failures import ReadError
from vpce_tui.collect.throttle import Throttle
from vpce_tui.model.coverage import Reason
from vpce_tui.model.record import Scope
from vpce_tui.resources.network_interface import NetworkInterface

SCOPE = Scope(ACCOUNT, REGION)
VPC = "vpc-00000000000000000"


class Sleeper:
    """A clock that stands still, and the sleeps that it was asked for."""

    def __init__(self) -> None:
        self.slept: list[float] = []

    async def sleep(self, seconds: float) -> None:
        self.slept.append(seconds)

    def throttle(self) -> Throttle:
        return Throttle(now=lambda: 0.0, sleep=self.sleep)


@pytest.fixture
async def clients(ec2: FakeEc2) -> AsyncIterator[Clients]:
    made = Clients(quick(ec2))
    yield made
    await made.aclose()


def opened(clients: Clients, throttle: Throttle | None = None) -> AwsApi:
    api = AwsApi(clients, throttle)
    api.open(SCOPE, new_session())
    return api


async def answers(api: AwsApi, call: Call) -> list[Any]:
    return [answer async for answer in api.pages(SCOPE, call)]


@pytest.mark.parametrize("operation", ["DeleteVpc", "CreateVpc", "ModifyVpcAttribute", "RunInstances"])
async def test_what_does_not_only_read_is_never_called(clients: Clients, ec2: FakeEc2, operation: str) -> None:
    with pytest.raises(ValueError, match="does not only read"):
        await answers(opened(clients), Call(operation))

    assert ec2.calls == []


async def test_calls_without_pages_wait_when_forty_were_made(clients: Clients) -> None:
    sleeper = Sleeper()
    api = opened(clients, sleeper.throttle())
    for _ in range(42):
        await answers(api, Call("DescribeVpcAttribute", parameters={"VpcId": VPC, "Attribute": "enableDnsSupport"}))

    assert sleeper.slept == [1 / 8, 2 / 8]


async def test_each_page_of_a_list_takes_its_token(clients: Clients) -> None:
    sleeper = Sleeper()
    api = opened(clients, sleeper.throttle())
    for _ in range(14):
        await answers(api, Call("DescribeNetworkInterfaces", page_size=5))

    assert len(sleeper.slept) == 14 * 6 - 80


async def test_records_come_straight_from_the_answer(clients: Clients) -> None:
    (page,) = await answers(opened(clients), Call("DescribeNetworkInterfaces", page_size=1000))

    assert {type(interface) for interface in page["NetworkInterfaces"]} == {NetworkInterface}


async def test_an_operation_that_botocore_does_not_know_is_this_calls_failure(clients: Clients) -> None:
    with pytest.raises(ReadError) as error:
        await answers(opened(clients), Call("DescribeNothingAtAll"))

    assert error.value.coverage.reason is Reason.OTHER


async def test_a_client_is_made_once_for_each_login_service_and_region(clients: Clients) -> None:
    session = new_session()

    first = await clients.get(session, "ec2", REGION)

    assert await clients.get(session, "ec2", REGION) is first
    assert await clients.get(session, "ec2", "us-east-1") is not first
    assert await clients.get(new_session(), "ec2", REGION) is not first


def test_all_sessions_share_one_loader_of_models() -> None:
    assert new_session().get_component("data_loader") is new_session().get_component("data_loader") is shared_loader()
