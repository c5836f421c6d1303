"""Requests take AWS's values as they come, and refuse what no request can hold."""

from __future__ import annotations

from typing import Any

import pytest

from tests.policy.builders import request
from vpce_tui.policy import AuthorizationRequest, RequestError


def test_values_become_the_text_that_aws_compares() -> None:
    asked = request(context={"a:text": "x", "a:yes": True, "a:number": 5, "a:part": 1.5, "a:list": ["x", False, 2]})

    assert [entry.values for entry in asked.entries.values()] == [
        ("x",),
        ("true",),
        ("5",),
        ("1.5",),
        ("x", "false", "2"),
    ]
    assert [entry.is_list for entry in asked.entries.values()] == [False, False, False, False, True]


def test_keys_are_found_without_regard_to_case() -> None:
    asked = request(context={"aws:SourceVpce": "vpce-1"})

    assert (entry := asked.entry("AWS:SOURCEVPCE")) is not None
    assert entry.key == "aws:SourceVpce"
    assert asked.entry("aws:SourceVpc") is None


@pytest.mark.parametrize("action", ["", "s3", "s3:", ":GetObject", "s3: GetObject", "s3:Get\tObject"])
def test_an_action_names_a_service_and_itself(action: str) -> None:
    with pytest.raises(RequestError, match="service:Name"):
        request(action=action)


def test_a_resource_is_not_empty() -> None:
    with pytest.raises(RequestError, match="resource is empty"):
        request(resource="")


@pytest.mark.parametrize("value", [None, {"a": 1}, [None], [["x"]], float("nan"), float("inf"), b"x"])
def test_other_values_are_refused(value: Any) -> None:
    with pytest.raises(RequestError, match="`aws:x`"):
        request(context={"aws:x": value})


def test_a_key_in_two_spellings_is_refused() -> None:
    with pytest.raises(RequestError, match="twice"):
        request(context={"aws:SourceVpc": "a", "AWS:sourcevpc": "b"})


def test_requests_are_values() -> None:
    assert request() == request()
    assert request() != request(principal=None)
    assert AuthorizationRequest("S3:GetObject", "*", None).service == "s3"
