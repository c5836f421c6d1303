"""What do Route 53 and its Resolver answer? As much as is read beside EC2, in their own wire formats.

Route 53 speaks REST with XML, the Resolver JSON. Their lists stand in the world under the names of their results;
zones under the id of their VPC, record sets under the id of their zone.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

from tests.fake_api.calls import Call
from tests.fake_api.errors import ApiError
from tests.fake_api.models import members, operation
from tests.fake_api.render import renderer
from tests.fake_api.world import World

RESOLVER_LISTS = {
    "ListResolverRules": "ResolverRules",
    "ListResolverRuleAssociations": "ResolverRuleAssociations",
}
ROUTE53 = "/2013-04-01/"


def dns_call(call: Call, path: str, query: Mapping[str, str], body: str, target: str) -> Call:
    """Return `call`, whose service is route53 or route53resolver, with its action and input.

    Raises:
        ApiError: The fake does not know the operation.
    """
    if call.service == "route53resolver":
        action = target.rpartition(".")[2]
        return Call(action, call.service, call.account_id, call.region, json.loads(body), time=call.time)
    if path == f"{ROUTE53}hostedzonesbyvpc":
        params = {"VPCId": query["vpcid"], "VPCRegion": query["vpcregion"]}
        return Call("ListHostedZonesByVPC", call.service, call.account_id, query["vpcregion"], params, time=call.time)
    if path.startswith(f"{ROUTE53}hostedzone/") and path.endswith("/rrset"):
        params = {"HostedZoneId": path.split("/")[3]}
        return Call("ListResourceRecordSets", call.service, call.account_id, call.region, params, time=call.time)
    raise ApiError("InvalidAction", path, 404)


def dns_answer(world: World, call: Call) -> tuple[bytes, str]:
    """Return the body and its content type. Lists are not paged: no made-up account has so many."""
    if call.service == "route53resolver":
        key = RESOLVER_LISTS.get(call.action)
        if key is None:
            raise ApiError("UnknownOperationException", call.action)
        return json.dumps({key: world.get(call.scope, key)}).encode(), "application/x-amz-json-1.1"
    return rest_answer(call, zones(world, call) if call.action == "ListHostedZonesByVPC" else record_sets(world, call))


def zones(world: World, call: Call) -> dict[str, Any]:
    found = world.get(call.scope, "HostedZoneSummaries") or {}
    return {"HostedZoneSummaries": found.get(call.params["VPCId"], []), "MaxItems": "100"}


def record_sets(world: World, call: Call) -> dict[str, Any]:
    """A zone belongs to no Region, so it is looked for in all of the account's."""
    for region in world.regions(call.account_id):
        found = world.get((call.account_id, region), "ResourceRecordSets") or {}
        if call.params["HostedZoneId"] in found:
            sets = found[call.params["HostedZoneId"]]
            return {"ResourceRecordSets": sets, "IsTruncated": False, "MaxItems": "300"}
    raise ApiError("NoSuchHostedZone", f"No hosted zone found with ID: {call.params['HostedZoneId']}", 404)


def rest_answer(call: Call, output: dict[str, Any]) -> tuple[bytes, str]:
    shape = operation("route53", call.action).output_shape
    assert shape is not None
    assert output.keys() <= members(shape).keys()
    inside = renderer(shape)(output)
    name, namespace = f"{call.action}Response", "https://route53.amazonaws.com/doc/2013-04-01/"
    return f'<?xml version="1.0"?>\n<{name} xmlns="{namespace}">{inside}</{name}>'.encode(), "text/xml"


def dns_error(error: ApiError, service: str) -> tuple[bytes, str]:
    """Return an error as the service sends it."""
    if service == "route53resolver":
        return json.dumps({"__type": error.code, "message": error.message}).encode(), "application/x-amz-json-1.1"
    return error.body("sts"), "text/xml"
