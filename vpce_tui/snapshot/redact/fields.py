"""Which members of a record hold what somebody may want to hide?

By the name of the member, and where one name means different things, by the shape it stands in. What the table does not
name is scanned for everything that has a form (account ids, addresses, ARNs), so that a member added by AWS is never
let through unseen; of members that this version does not know at all every word counts as a name.
"""

from __future__ import annotations

import enum
from functools import cache
from typing import Any, Final, get_args

import msgspec

from vpce_tui.model.coverage import Coverage
from vpce_tui.model.record import Shape


class Treatment(enum.Enum):
    """How a text is looked at."""

    KEPT = enum.auto()
    """AWS's own word, a time, or an id that AWS made."""
    SCANNED = enum.auto()
    NAME = enum.auto()
    DESCRIPTION = enum.auto()
    HOST = enum.auto()
    RECORD_VALUE = enum.auto()
    """Of a DNS record: an address, a host, or any text."""
    TAG_KEY = enum.auto()
    TAG_VALUE = enum.auto()
    POLICY = enum.auto()


_BY_MEMBER: Final = {
    **dict.fromkeys(
        [
            *("GroupName", "KeyName", "PrefixListName", "LogGroupName", "LocationName", "SetIdentifier"),
            *("ServiceNetworkName", "ClientToken", "CreatorRequestId"),
            *("RoleName", "PolicyName", "InstanceProfileName", "MasterAccountEmail"),
            *("UserName", "GroupList", "Path", "FunctionName", "Handler", "LogGroup", "LocalMountPath"),
            *("StateReason", "LastUpdateStatusReason"),
        ],
        Treatment.NAME,
    ),
    "Description": Treatment.DESCRIPTION,
    **dict.fromkeys(
        [
            *("DnsName", "DNSName", "PrivateDnsName", "PublicDnsName", "DomainName", "BaseEndpointDnsNames"),
            *("PublicIpv4DnsName", "PublicIpv6DnsName", "PublicDualStackDnsName", "PrivateDnsSpecifiedDomains"),
            *("ServerNameIndication", "DelegationRecord"),
        ],
        Treatment.HOST,
    ),
    **dict.fromkeys(["PolicyDocument", "AssumeRolePolicyDocument", "Document", "Policy", "Content"], Treatment.POLICY),
    **dict.fromkeys(
        [
            *("State", "Status", "Type", "AvailabilityZone", "AvailabilityZoneId", "InterfaceType", "IpProtocol"),
            *("ServiceName", "ServiceRegion", "Region", "RegionName", "AttachTime", "CreationTimestamp", "LaunchTime"),
            *("CreateTime", "CreationTime", "VpcEndpointType", "NetworkInterfaceId", "SubnetId", "VpcId", "GroupId"),
            *("InstanceId", "AttachmentId", "AssociationId", "ImageId", "RouteTableId", "PrefixListId", "HostedZoneId"),
            *("InstanceType", "Architecture", "PlatformDetails", "Origin", "RuleAction", "Protocol", "VPCId"),
        ],
        Treatment.KEPT,
    ),
}

_BY_PLACE: Final = {
    ("Tag", "Key"): Treatment.TAG_KEY,
    ("Tag", "Value"): Treatment.TAG_VALUE,
    ("AttributeValue", "Value"): Treatment.HOST,
    ("HostedZoneSummary", "Name"): Treatment.HOST,
    ("ResourceRecordSet", "Name"): Treatment.HOST,
    ("ResourceRecord", "Value"): Treatment.RECORD_VALUE,
    ("PolicySummary", "Name"): Treatment.NAME,
    ("ResolverRule", "Name"): Treatment.NAME,
    ("ResolverRuleAssociation", "Name"): Treatment.NAME,
    ("PrivateDnsNameConfiguration", "Name"): Treatment.NAME,
    ("PrivateDnsNameConfiguration", "Value"): Treatment.NAME,
    ("CustomerGateway", "DeviceName"): Treatment.NAME,
    ("AvailabilityZone", "GroupName"): Treatment.KEPT,
    ("FunctionError", "Message"): Treatment.NAME,
}


class Member(msgspec.Struct, frozen=True):
    """One member of a shape that is looked at."""

    field: str
    treatment: Treatment
    """Of the texts in it; shapes in it are walked member by member."""


@cache
def members(shape: type[Shape]) -> tuple[Member, ...]:
    """Return the members of a shape that hold texts or shapes and are not kept as they are."""
    found = []
    for known in msgspec.structs.fields(shape):
        if known.name == "unknown_members":
            continue
        place = (shape.__name__, known.encode_name)
        treatment = _BY_PLACE.get(place) or _BY_MEMBER.get(known.encode_name, Treatment.SCANNED)
        holds_words = _holds(known.type, Shape) or _holds(known.type, Coverage)
        if (_holds(known.type, str) and treatment is not Treatment.KEPT) or holds_words:
            found.append(Member(known.name, treatment))
    return tuple(found)


def _holds(wanted: Any, kind: type) -> bool:
    options = get_args(wanted)
    if options:
        return any(_holds(option, kind) for option in options)
    return isinstance(wanted, type) and issubclass(wanted, kind)
