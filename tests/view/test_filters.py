"""What does a filter find?"""

from __future__ import annotations

import pytest

from vpce_tui.model.record import Record
from vpce_tui.resources import BY_RECORD
from vpce_tui.resources.network_interface import NetworkInterface
from vpce_tui.resources.shapes import DnsEntry, Tag
from vpce_tui.resources.vpc_endpoint import VpcEndpoint
from vpce_tui.view.filters import Filter, record_matches

SQS = VpcEndpoint(
    vpc_endpoint_id="vpce-0a1",
    service_name="com.amazonaws.eu-west-1.sqs",
    state="Available",
    private_dns_enabled=True,
    dns_entries=(DnsEntry(dns_name="vpce-0a1-x9.sqs.eu-west-1.vpce.amazonaws.com"),),
    tags=(Tag(key="Name", value="Hub Queue"), Tag(key="tier", value="app")),
)
API = VpcEndpoint(
    vpc_endpoint_id="vpce-0b2",
    service_name="com.amazonaws.eu-west-1.execute-api",
    private_dns_enabled=True,
    dns_entries=(DnsEntry(dns_name="*.execute-api.eu-west-1.amazonaws.com"),),
)
OFF = VpcEndpoint(vpc_endpoint_id="vpce-0c3", service_name="com.amazonaws.eu-west-1.athena", private_dns_enabled=False)
INTERFACE = NetworkInterface(network_interface_id="eni-0d4", private_dns_name="ip-10-0-1-5.eu-west-1.compute.internal")


@pytest.mark.parametrize(
    ("record", "text", "found"),
    [
        (SQS, "", True),
        (SQS, "hub", True),
        (SQS, "HUB queue", True),
        (SQS, '"hub queue"', True),
        (SQS, '"queue hub"', False),
        (SQS, "!hub", False),
        (SQS, "~hbq", True),
        (SQS, "~qbh", False),
        (SQS, "tag:tier=app", True),
        (SQS, "tag:tier=web", False),
        (SQS, "!tag:tier=web", True),
        (SQS, "tag:owner", False),
        (SQS, "state:available svc:sqs id:0a1", True),
        (SQS, "state:available svc:sqs id:0b2", False),
        (SQS, 'an open "quote', False),
    ],
)
def test_every_word_of_a_filter_must_hold(record: Record, text: str, found: bool) -> None:
    assert record_matches(record, BY_RECORD[type(record)], Filter.parse(text)) is found


@pytest.mark.parametrize(
    ("record", "text", "found"),
    [
        (SQS, "sqs.eu-west-1.amazonaws.com", True),
        (SQS, "SQS.eu-west-1.amazonaws.com", True),
        (SQS, "vpce-0a1-x9.sqs.eu-west-1.vpce.amazonaws.com", True),
        (SQS, "dns:sqs.eu-west-1.amazonaws.com", True),
        (SQS, "dns:hub", False),
        (SQS, "https://sqs.eu-west-1.amazonaws.com/111122223333/orders", True),
        (SQS, "https://[not-a-host", False),
        (SQS, "sqs.eu-central-1.amazonaws.com", False),
        (API, "a1b2c3.execute-api.eu-west-1.amazonaws.com", True),
        (API, "https://a1b2c3.execute-api.eu-west-1.amazonaws.com/prod", True),
        (API, "execute-api.us-east-1.amazonaws.com", False),
        (OFF, "athena.eu-west-1.amazonaws.com", False),
        (INTERFACE, "dns:ip-10-0-1-5", True),
    ],
)
def test_a_host_name_finds_who_owns_it(record: Record, text: str, found: bool) -> None:
    assert record_matches(record, BY_RECORD[type(record)], Filter.parse(text)) is found
