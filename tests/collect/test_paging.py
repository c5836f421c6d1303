"""Is a list read to its end, and is an end that is none told?"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import pytest

from vpce_tui.collect.failures import ReadError
from vpce_tui.collect.paging import pages
from vpce_tui.model.coverage import Reason


class Listing:
    """Answers in turn; the last one again and again."""

    def __init__(self, *answers: Mapping[str, Any]) -> None:
        self.answers = answers
        self.asked: list[Mapping[str, Any]] = []

    async def __call__(self, parameters: Mapping[str, Any]) -> Mapping[str, Any]:
        self.asked.append(parameters)
        return self.answers[min(len(self.asked), len(self.answers)) - 1]


async def read(listing: Listing, operation: str = "DescribeVpcs") -> list[Mapping[str, Any]]:
    return [answer async for answer in pages(listing, operation, {"MaxResults": 5})]


@pytest.mark.parametrize("end", [{}, {"NextToken": ""}, {"NextToken": None}], ids=["none", "empty", "null"])
async def test_tokens_are_followed_to_the_end(end: dict[str, Any]) -> None:
    listing = Listing({"NextToken": "a"}, {"NextToken": "b"}, {"Vpcs": [], **end})

    assert len(await read(listing)) == 3
    assert listing.asked == [
        {"MaxResults": 5},
        {"MaxResults": 5, "NextToken": "a"},
        {"MaxResults": 5, "NextToken": "b"},
    ]


@pytest.mark.parametrize("tokens", ["aa", "aba", "abcb"])
async def test_a_token_that_comes_twice_ends_the_list_with_an_error(tokens: str) -> None:
    listing = Listing(*({"NextToken": token} for token in tokens))

    with pytest.raises(ReadError) as failure:
        await read(listing)

    assert failure.value.coverage.reason is Reason.MALFORMED
    assert len(listing.asked) == len(tokens)


async def test_record_sets_go_on_at_the_place_that_route_53_names() -> None:
    place = {"NextRecordName": "b.example.", "NextRecordType": "A", "NextRecordIdentifier": "two"}
    listing = Listing(place, {})

    await read(listing, "ListResourceRecordSets")

    assert listing.asked[1] == {
        "MaxResults": 5,
        "StartRecordName": "b.example.",
        "StartRecordType": "A",
        "StartRecordIdentifier": "two",
    }


async def test_routes_that_aws_keeps_back_are_told() -> None:
    with pytest.raises(ReadError, match="more routes than AWS lists"):
        await read(Listing({"Routes": [], "AdditionalRoutesAvailable": True}), "SearchTransitGatewayRoutes")
