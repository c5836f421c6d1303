"""How is a list read to its end?

By its tokens, one after the other: EC2 gives the next page's token with each page. Done by hand, as four of the
operations have no paginator in botocore. A token that comes twice would be an endless loop, so it ends the list with
an error; so does a list that AWS itself cuts short.
Source: botocore's `paginators-1.json`; EC2 API Reference, SearchTransitGatewayRoutes.
"""

from __future__ import annotations

from collections.abc import AsyncGenerator, Awaitable, Callable, Mapping
from typing import Any, Final

from vpce_tui.collect.api import Answer
from vpce_tui.collect.failures import ReadError, failed
from vpce_tui.model.coverage import Reason

Ask = Callable[[Mapping[str, Any]], Awaitable[Answer]]
"""Make one request with these parameters."""

Tokens = Mapping[str, str]
"""Which member of an answer goes into which parameter of the next request."""

NEXT_TOKEN: Final[Tokens] = {"NextToken": "NextToken"}

_OF_IAM: Final = (
    *("ListRolePolicies", "ListAttachedRolePolicies", "ListUserPolicies", "ListAttachedUserPolicies"),
    *("ListGroupsForUser", "ListGroupPolicies", "ListAttachedGroupPolicies"),
)
_OF_ECS: Final = ("ListClusters", "ListTasks")

# Route 53 says the place where the next page begins instead of giving a token; IAM calls its token a marker.
TOKENS_BY_OPERATION: Final[Mapping[str, Tokens]] = {
    **{operation: {"Marker": "Marker"} for operation in _OF_IAM},
    **{operation: {"nextToken": "nextToken"} for operation in _OF_ECS},
    "ListResourceRecordSets": {
        "NextRecordName": "StartRecordName",
        "NextRecordType": "StartRecordType",
        "NextRecordIdentifier": "StartRecordIdentifier",
    },
}


async def pages(ask: Ask, operation: str, parameters: Mapping[str, Any]) -> AsyncGenerator[Answer, None]:
    """Yield an operation's pages to the end.

    Raises:
        ReadError: A token came twice, or AWS said that it keeps something back.
    """
    tokens = TOKENS_BY_OPERATION.get(operation, NEXT_TOKEN)
    seen: set[tuple[str, ...]] = set()
    place: dict[str, str] = {}
    while True:
        answer = await ask({**parameters, **place})
        yield answer
        place = {parameter: answer[member] for member, parameter in tokens.items() if answer.get(member)}
        if not place:
            break
        key = tuple(sorted(place.values()))
        if key in seen:
            raise ReadError(failed(Reason.MALFORMED, message="the token of the next page came twice"))
        seen.add(key)
    if answer.get("AdditionalRoutesAvailable"):
        raise ReadError(failed(Reason.OTHER, message="the table has more routes than AWS lists"))
