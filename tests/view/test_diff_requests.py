"""Which of the recent requests are decided otherwise once an endpoint's policy changed?"""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

from vpce_tui.demo.build import Builder
from vpce_tui.model.topology import Topology
from vpce_tui.resources.vpc_endpoint import VpcEndpoint
from vpce_tui.view.diff_requests import changed_requests, request_lines, request_members
from vpce_tui.view.policy_request import Ask
from vpce_tui.view.text import plain

NOW = datetime(2026, 11, 22, 12, 0, tzinfo=UTC)
ROLE = "arn:aws:sts::111122223333:assumed-role/app/i-0a"
READ = Ask(ROLE, "s3:GetObject", "arn:aws:s3:::logs/x", "111122223333")
WRITE = Ask(ROLE, "s3:PutObject", "arn:aws:s3:::logs/x", "111122223333")


def policy(*actions: str) -> dict[str, Any]:
    statement = {"Effect": "Allow", "Principal": "*", "Action": list(actions), "Resource": "*"}
    return {"Version": "2012-10-17", "Statement": [statement]}


def world(*actions: str) -> tuple[Topology, VpcEndpoint]:
    build = Builder()
    build.vpc()
    endpoint = build.gateway_endpoint("s3", policy=policy(*actions))
    build.service_detail("s3", kind="Gateway")
    return build.topology(), endpoint


def test_a_request_that_the_new_policy_refuses_is_told_and_one_that_both_allow_is_not() -> None:
    before, endpoint = world("s3:GetObject", "s3:PutObject")
    after, _ = world("s3:GetObject")
    recent = [(endpoint.vpc_endpoint_id, READ), (endpoint.vpc_endpoint_id, WRITE), ("vpce-elsewhere", WRITE)]

    found = changed_requests(before, after, recent, NOW)

    [told] = request_members(found)
    assert (told["action"], told["before"], told["after"]) == ("s3:PutObject", "allowed", "implicitDeny")
    assert any("s3:PutObject" in plain(line.cells) for line in request_lines(found))


def test_equal_policies_change_nothing() -> None:
    before, endpoint = world("s3:GetObject")
    after, _ = world("s3:GetObject")

    assert changed_requests(before, after, [(endpoint.vpc_endpoint_id, READ)], NOW) == []
    assert request_lines([]) == []
