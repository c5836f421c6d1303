"""An EC2 API on the loopback interface: true wire format, made-up accounts, faults on demand.

Answers are XML made from botocore's service model out of dictionaries in
botocore's own spelling, so that a client sees what AWS would send, and a test
says only what its accounts hold::

    world = World({("111122223333", "eu-west-1"): {"Vpcs": [{"VpcId": "vpc-1"}]}})
    with FakeEc2(world) as ec2:
        ec2.faults.add(refused("UnauthorizedOperation"), action="DescribeVpcs")
        ...  # a client with endpoint_url=ec2.url and access_key_id("111122223333")
        assert [call.action for call in ec2.calls] == ["DescribeVpcs"]
"""

from __future__ import annotations

from tests.fake_api.calls import Call, access_key_id
from tests.fake_api.errors import ApiError
from tests.fake_api.faults import (
    CutMidBody,
    Faults,
    Hang,
    RawAnswer,
    RepeatToken,
    Reset,
    html_proxy,
    malformed,
    refused,
)
from tests.fake_api.quota import Quota
from tests.fake_api.server import FakeEc2
from tests.fake_api.world import World

__all__ = [
    "ApiError",
    "Call",
    "CutMidBody",
    "FakeEc2",
    "Faults",
    "Hang",
    "Quota",
    "RawAnswer",
    "RepeatToken",
    "Reset",
    "World",
    "access_key_id",
    "html_proxy",
    "malformed",
    "refused",
]
