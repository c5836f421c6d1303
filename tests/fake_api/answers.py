"""What does the API answer to a call? Records of the world, chosen, cut to pages and rendered.

`MaxResults` has the bounds of botocore's model (where it states none, AWS takes up
to 1,000), and never goes together with ids. Without it the whole list is sent.
Source: EC2 API Reference, each operation's `MaxResults`.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from tests.fake_api.calls import Call
from tests.fake_api.errors import ApiError
from tests.fake_api.filters import member_path, passes, values_at
from tests.fake_api.models import members, operation, parent_member, result_key
from tests.fake_api.paging import make_token, read_token
from tests.fake_api.render import envelope, renderer
from tests.fake_api.world import Record, World

PAGING = {"MaxResults", "NextToken"}
OPTED_OUT = "not-opted-in"


@dataclass(frozen=True)
class Rendered:
    """One list's records and a place for the pages made of them."""

    records: Sequence[Record]
    pages: dict[tuple[int, int], bytes]


class Answers:
    """Answers calls from a world; rendered pages are kept until the world changes."""

    def __init__(self, world: World) -> None:
        self.world = world
        self.kept: dict[str, Rendered] = {}
        self.kept_version = world.version

    def placed(self, call: Call) -> Call:
        """Return `call` with the number of the page that it asks for; a token that is none is page 0."""
        if "NextToken" not in call.params:
            return call
        try:
            return replace(call, page=read_token(list_name(call), call.params["NextToken"])[1])
        except ApiError:
            return replace(call, page=0)

    def answer(self, call: Call) -> bytes:
        """Return the whole body.

        Raises:
            ApiError: AWS would refuse this call.
        """
        if call.service == "sts":
            return answer_sts(call)
        if not self.world.has(call.scope, "Regions") and call.region not in self.world.regions(call.account_id):
            raise ApiError("AuthFailure", "AWS was not able to validate the provided access credentials")
        require_members(call)
        if special := SPECIAL.get(call.action):
            shape = operation("ec2", call.action).output_shape
            assert shape is not None
            return envelope(call.action, renderer(shape, 1)(special(self.world, call)))
        return self.page(call)

    def page(self, call: Call) -> bytes:
        rendered = self.rendered(call)
        total = len(rendered.records)
        size = page_size(call)
        if "NextToken" in call.params:
            offset, number = read_token(list_name(call), call.params["NextToken"])
        else:
            offset, number = 0, 1
        end = total if size is None else min(total, offset + size)
        if (offset, end) not in rendered.pages:
            inside = page_inside(call.action, rendered.records[offset:end])
            if end < total:
                inside += f"\n    <nextToken>{make_token(list_name(call), end, number + 1)}</nextToken>"
            rendered.pages[offset, end] = envelope(call.action, inside)
        return rendered.pages[offset, end]

    def rendered(self, call: Call) -> Rendered:
        if self.kept_version != self.world.version:
            self.kept.clear()
            self.kept_version = self.world.version
        name = list_name(call)
        if name not in self.kept:
            self.kept[name] = Rendered(self.chosen(call), {})
        return self.kept[name]

    def chosen(self, call: Call) -> Sequence[Record]:
        """Return the records that a call's parent, ids and filters leave."""
        records = DEFAULTS[call.action](self.world, call) if call.action in DEFAULTS else self.listed(call)
        for name, ids in asked_ids(call).items():
            records = records_with_ids(call.action, records, name, ids)
        for name, wanted in call.params.items():
            if name.endswith("Regions") and isinstance(wanted, list):
                given = [{"Name": name.removesuffix("s"), "Values": wanted}]
                records = [record for record in records if passes(call.action, record, given)]
        given = call.params.get("Filters") or call.params.get("Filter") or []
        return [record for record in records if passes(call.action, record, given)] if given else records

    def listed(self, call: Call) -> Sequence[Record]:
        key = result_key(call.action)
        found = self.world.get(call.scope, call.action, *([key] if key else []))
        parent = parent_member(call.action)
        if parent is not None and isinstance(found, Mapping):
            found = found.get(call.params[parent], [])
        return list(found)


def list_name(call: Call) -> str:
    """Name the list that a call reads: everything about it but the page."""
    params = {name: value for name, value in call.params.items() if name not in PAGING}
    return json.dumps([call.scope, call.action, params], sort_keys=True)


def page_inside(action: str, records: Sequence[Record]) -> str:
    shape = operation("ec2", action).output_shape
    key = result_key(action)
    assert shape is not None
    assert key is not None, f"{action} lists nothing"
    output: dict[str, Any] = {key: records}
    if action == "DescribeVpcEndpointServices":
        output = {"ServiceNames": [record["ServiceName"] for record in records], **output}
    if action == "SearchTransitGatewayRoutes":
        output["AdditionalRoutesAvailable"] = False
    return renderer(shape, 1)(output)


def require_members(call: Call) -> None:
    shape = operation("ec2", call.action).input_shape
    for name in getattr(shape, "required_members", ()):
        if name not in call.params:
            raise ApiError("MissingParameter", f"The request must contain the parameter {name}")


def asked_ids(call: Call) -> dict[str, list[str]]:
    """Return the call's lists of ids or names; each must exist."""
    return {name: value for name, value in call.params.items() if name.endswith(("Ids", "Names"))}


def records_with_ids(action: str, records: Sequence[Record], name: str, ids: Sequence[str]) -> Sequence[Record]:
    path = member_path(action, name.removesuffix("s"))
    held = [(set(values_at(record, path)), record) for record in records]
    if unknown := set(ids) - {value for values, _ in held for value in values}:
        kind = name.removesuffix("Ids").removesuffix("Names")
        code = "InvalidServiceName" if name == "ServiceNames" else f"Invalid{kind}ID.NotFound"
        raise ApiError(code, f"The {name} '{min(unknown)}' does not exist")
    return [record for values, record in held if values & set(ids)]


def page_size(call: Call) -> int | None:
    """Return how many records a page takes; None is all.

    Raises:
        ApiError: Out of bounds, or together with ids.
    """
    size = call.params.get("MaxResults")
    if size is None:
        return None
    if ids := asked_ids(call):
        message = f"The parameter {min(ids)} cannot be used with the parameter MaxResults"
        raise ApiError("InvalidParameterCombination", message)
    bounds = members(operation("ec2", call.action).input_shape)["MaxResults"].metadata
    least, most = bounds.get("min", 1), bounds.get("max", 1000)
    if not least <= size <= most and bounds:
        raise ApiError("InvalidParameterValue", f"Value ( {size} ) for parameter maxResults is invalid.")
    return int(min(size, most))


def vpc_attribute(world: World, call: Call) -> dict[str, Any]:
    """One attribute of one VPC; unless the world says otherwise, a new VPC's own (DNS support, no host names)."""
    vpc_id, attribute = call.params["VpcId"], call.params["Attribute"]
    if all(vpc["VpcId"] != vpc_id for vpc in world.get(call.scope, "DescribeVpcs", "Vpcs")):
        raise ApiError("InvalidVpcID.NotFound", f"The vpc ID '{vpc_id}' does not exist")
    name = attribute[0].upper() + attribute[1:]
    told = world.get(call.scope, "DescribeVpcAttribute") or {}
    value = told.get(vpc_id, {}).get(name, name == "EnableDnsSupport")
    return {"VpcId": vpc_id, name: {"Value": value}}


def block_public_access(world: World, call: Call) -> dict[str, Any]:
    key = "VpcBlockPublicAccessOptions"
    told = world.get(call.scope, "DescribeVpcBlockPublicAccessOptions", key)
    off = {"AwsAccountId": call.account_id, "AwsRegion": call.region, "InternetGatewayBlockMode": "off"}
    return {key: told[0] if told else off}


def regions(world: World, call: Call) -> list[Record]:
    """The Regions that the world says or has; without AllRegions only those the account opted in to."""
    found = world.get(call.scope, "DescribeRegions", "Regions") or [
        {"RegionName": name, "Endpoint": f"ec2.{name}.amazonaws.com", "OptInStatus": "opt-in-not-required"}
        for name in world.regions(call.account_id)
    ]
    return [region for region in found if call.params.get("AllRegions") or region.get("OptInStatus") != OPTED_OUT]


def availability_zones(world: World, call: Call) -> list[Record]:
    """The zones that the world says, else three of the Region."""
    return list(world.get(call.scope, "DescribeAvailabilityZones", "AvailabilityZones")) or [
        {
            "ZoneName": f"{call.region}{letter}",
            "ZoneId": f"{short_region(call.region)}-az{number}",
            "RegionName": call.region,
            "State": "available",
            "ZoneType": "availability-zone",
            "OptInStatus": "opt-in-not-required",
        }
        for number, letter in enumerate("abc", 1)
    ]


def short_region(region: str) -> str:
    """`eu-west-1` gives `euw1`, as in zone ids."""
    continent, _, rest = region.partition("-")
    direction, _, number = rest.rpartition("-")
    return f"{continent}{''.join(part[0] for part in direction.split('-'))}{number}"


SPECIAL: dict[str, Callable[[World, Call], dict[str, Any]]] = {
    "DescribeVpcAttribute": vpc_attribute,
    "DescribeVpcBlockPublicAccessOptions": block_public_access,
}
DEFAULTS: dict[str, Callable[[World, Call], list[Record]]] = {
    "DescribeRegions": regions,
    "DescribeAvailabilityZones": availability_zones,
}


def answer_sts(call: Call) -> bytes:
    shape = operation("sts", call.action).output_shape
    if shape is None or call.action not in STS:
        raise ApiError("InvalidAction", f"the fake does not know sts:{call.action}")
    return envelope(call.action, renderer(shape)(STS[call.action](call)), service="sts")


def caller_identity(call: Call) -> dict[str, Any]:
    arn = f"arn:aws:iam::{call.account_id}:user/reader"
    return {"UserId": "AIDAMADEUP", "Account": call.account_id, "Arn": arn}


def assumed_role(call: Call) -> dict[str, Any]:
    """Credentials of the role's account, with a key id that `decode` recognises."""
    parts = call.params["RoleArn"].split(":")
    if len(parts) != 6:
        raise ApiError("ValidationError", f"{call.params['RoleArn']} is invalid")
    account_id, role = parts[4], parts[5].rpartition("/")[2]
    session = call.params["RoleSessionName"]
    return {
        "Credentials": {
            "AccessKeyId": f"ASIA{account_id}FAKE",
            "SecretAccessKey": "made-up",
            "SessionToken": "made-up",
            "Expiration": "2099-01-01T00:00:00Z",
        },
        "AssumedRoleUser": {
            "AssumedRoleId": f"AROAMADEUP:{session}",
            "Arn": f"arn:aws:sts::{account_id}:assumed-role/{role}/{session}",
        },
    }


def session_token(call: Call) -> dict[str, Any]:
    """Credentials of the user's own account, whose key id tells them from the user's own."""
    return {
        "Credentials": {
            "AccessKeyId": f"ASIA{call.account_id}MFA",
            "SecretAccessKey": "made-up",
            "SessionToken": "made-up",
            "Expiration": "2099-01-01T00:00:00Z",
        }
    }


STS: dict[str, Callable[[Call], dict[str, Any]]] = {
    "GetCallerIdentity": caller_identity,
    "AssumeRole": assumed_role,
    "GetSessionToken": session_token,
}
