"""What did a recorder of some years ago write into its folder?

Answers as JSON, with few members: no zone ids of later years, no rule records, no DNS attributes, no options of lists
that did not exist. Nothing here goes through this project's own records, so that a test reads what another tool wrote.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from vpce_tui.model.topology import Topology
from vpce_tui.reach import Flow, Trace, trace
from vpce_tui.snapshot import load

Json = dict[str, Any]
OWNER = "210987654321"
EVERYWHERE = "0.0.0.0/0"


class Recording:
    """A folder of answers, one file for each list."""

    def __init__(self, root: Path, folder: str = "") -> None:
        self.root = root
        self.folder = folder
        self._lists: dict[tuple[str, str], list[Any]] = {}

    def into(self, folder: str) -> Recording:
        """Write what follows into another folder."""
        self.folder = folder
        return self

    def put(self, key: str, *items: Any) -> Recording:
        self._lists.setdefault((self.folder, key), []).extend(items)
        return self

    def topology(self) -> Topology:
        for (folder, key), items in self._lists.items():
            place = self.root / folder
            place.mkdir(parents=True, exist_ok=True)
            (place / f"{key}.json").write_text(json.dumps({key: items}, indent=1))
        return load(self.root)

    def ask(
        self,
        source: str,
        destination: str,
        protocol: str = "tcp",
        port: int | None = None,
        source_port: int | None = None,
    ) -> Trace:
        flow = Flow(source, destination, protocol=protocol, port=port, source_port=source_port)
        return trace(flow, self.topology(), fixes=False)


def vpc(vpc_id: str, cidr: str, *more: str, owner: str = OWNER) -> Json:
    blocks = [{"CidrBlock": block, "CidrBlockState": {"State": "associated"}} for block in (cidr, *more)]
    return {"VpcId": vpc_id, "CidrBlock": cidr, "CidrBlockAssociationSet": blocks, "OwnerId": owner}


def subnet(subnet_id: str, vpc_id: str, cidr: str, *, zone: str = "eu-west-1a", ipv6: str = "") -> Json:
    found: Json = {"SubnetId": subnet_id, "VpcId": vpc_id, "CidrBlock": cidr, "AvailabilityZone": zone}
    if ipv6:
        found["Ipv6CidrBlockAssociationSet"] = [
            {"Ipv6CidrBlock": ipv6, "Ipv6CidrBlockState": {"State": "associated"}, "AssociationId": "assoc-1"}
        ]
    return found


def interface(
    number: int, subnet_id: str, vpc_id: str, address: str, groups: Sequence[str], *, public: str = "", **members: Any
) -> Json:
    """Return the interface `eni-N` of the instance `i-N`."""
    first: Json = {"Primary": True, "PrivateIpAddress": address}
    found: Json = {
        "NetworkInterfaceId": f"eni-{number}",
        "SubnetId": subnet_id,
        "VpcId": vpc_id,
        "PrivateIpAddress": address,
        "PrivateIpAddresses": [first],
        "Groups": [{"GroupId": group, "GroupName": group} for group in groups],
        "Attachment": {"InstanceId": f"i-{number}", "DeviceIndex": 0, "Status": "attached"},
        "Status": "in-use",
        "SourceDestCheck": True,
        "InterfaceType": "interface",
    }
    if public:
        first["Association"] = found["Association"] = {"PublicIp": public, "IpOwnerId": "amazon"}
    return found | members


def permission(protocol: Any = "-1", first: Any = None, last: Any = None, /, **peers: Sequence[str]) -> Json:
    """Return a permission; peers are `cidrs` (everywhere if none is given), `ipv6`, `groups`, `lists`."""
    found: Json = {"IpProtocol": protocol}
    if first is not None:
        found["FromPort"] = first
    if last is not None:
        found["ToPort"] = last
    cidrs = peers.get("cidrs", () if peers else (EVERYWHERE,))
    return found | {
        "IpRanges": [{"CidrIp": cidr} for cidr in cidrs],
        "Ipv6Ranges": [{"CidrIpv6": cidr} for cidr in peers.get("ipv6", ())],
        "UserIdGroupPairs": [{"GroupId": group, "UserId": OWNER} for group in peers.get("groups", ())],
        "PrefixListIds": [{"PrefixListId": listed} for listed in peers.get("lists", ())],
    }


def group(group_id: str, vpc_id: str, *inbound: Json, outbound: Sequence[Json] | None = None) -> Json:
    return {
        "GroupId": group_id,
        "GroupName": group_id,
        "VpcId": vpc_id,
        "IpPermissions": list(inbound),
        "IpPermissionsEgress": list(outbound) if outbound is not None else [permission()],
    }


def table(table_id: str, vpc_id: str, *subnets: str, main: bool = False, **routes: str) -> Json:
    """Return a route table; routes are `member=destination to target, …` by the member that names the target."""
    associations: list[Json] = [{"Main": False, "SubnetId": subnet_id} for subnet_id in subnets]
    if main:
        associations.append({"Main": True})
    written: list[Json] = []
    for member, pairs in routes.items():
        for pair in pairs.split(", "):
            destination, _, target = pair.partition(" to ")
            kind = "DestinationPrefixListId" if destination.startswith("pl-") else "DestinationCidrBlock"
            written.append({kind: destination, member: target, "State": "active", "Origin": "CreateRoute"})
    return {"RouteTableId": table_id, "VpcId": vpc_id, "Associations": associations, "Routes": written}


def entry(number: Any, action: str, protocol: Any = "-1", *, out: Any = False, **members: Any) -> Json:
    return {
        "RuleNumber": number,
        "RuleAction": action,
        "Protocol": protocol,
        "Egress": out,
        "CidrBlock": EVERYWHERE,
    } | members


OPEN = (entry(100, "allow", out=True), entry(100, "allow"))


def acl(acl_id: str, vpc_id: str, *subnets: str, entries: Sequence[Json] = OPEN, default: bool = True) -> Json:
    last = [entry(32767, "deny", out=True), entry(32767, "deny")]
    return {
        "NetworkAclId": acl_id,
        "VpcId": vpc_id,
        "IsDefault": default,
        "Associations": [{"SubnetId": subnet_id, "NetworkAclId": acl_id} for subnet_id in subnets],
        "Entries": [*entries, *last],
    }
