"""Which change does somebody mean who types one?

The words are those in which an edit says itself, so that an offered fix can be taken, changed and tried: `allow tcp 443
from 10.0.1.0/24 in sg-0ab`, `associate vpce-0ab with rtb-0cd`. What is understood is listed in `FORMS`.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any, Final

from vpce_tui.errors import UsageError
from vpce_tui.reach import edits
from vpce_tui.reach.addresses import parse_block
from vpce_tui.reach.edits import Edit

FORMS: Final = (
    "allow tcp 443 from 10.0.1.0/24 in sg-…    (or: to …; a group or prefix list instead of the block)",
    "allow tcp 443 from 10.0.1.0/24 as rule 90 of acl-…    (or: deny …)",
    "remove inbound rule 90 from acl-…    (or: outbound)",
    "route 0.0.0.0/0 to nat-… in rtb-…",
    "remove the route for 0.0.0.0/0 from rtb-…",
    "let subnet-… use rtb-…",
    "associate vpce-… with rtb-…    (or: dissociate vpce-… from rtb-…)",
    "turn private DNS of vpce-… on    (or: off)",
    "turn enableDnsHostnames of vpc-… on    (or: enableDnsSupport; off)",
    "create an interface endpoint for com.amazonaws.REGION.ssm in subnet-… of vpc-… with groups sg-…",
    "create a gateway endpoint for com.amazonaws.REGION.s3 in rtb-… of vpc-…",
    "delete vpce-…",
)
"""The sentences that are understood; `…` stands for the rest of an id."""

_NUMBERS: Final = {"everything": "-1", "tcp": "6", "udp": "17", "icmp": "1", "icmpv6": "58"}
_ID = r"[0-9A-Za-z-]+"
_ALLOW = r"(?P<verb>allow|deny) (?P<protocol>everything|[a-z0-9]+|protocol \d+)(?: (?P<ports>\d+(?:[-–]\d+)?))?"
_MANY = rf"{_ID}(?:, ?{_ID})*"

_ENDPOINT = (
    rf"create an? (?P<kind>interface|gateway) endpoint for (?P<service>\S+) in (?P<places>{_MANY})"
    rf"(?: of (?P<vpc>vpc-{_ID}))?(?: with groups (?P<groups>{_MANY}))?(?P<private> with private DNS)?"
)

_PATTERNS: Final[tuple[tuple[str, Callable[[re.Match[str]], Edit]], ...]] = (
    (rf"{_ALLOW} (?P<way>from|to) (?P<peer>\S+) in (?P<group>sg-{_ID})", lambda found: _group_rule(found)),
    (
        rf"{_ALLOW} (?P<way>from|to) (?P<peer>\S+) as rule (?P<number>\d+) of (?P<acl>acl-{_ID})",
        lambda found: _acl_entry(found),
    ),
    (
        rf"remove (?P<way>inbound|outbound) rule (?P<number>\d+) from (?P<acl>acl-{_ID})",
        lambda found: edits.RemoveAclEntry(
            network_acl_id=found["acl"], rule_number=int(found["number"]), egress=found["way"] == "outbound"
        ),
    ),
    (
        rf"route (?P<where>\S+) to (?P<target>{_ID}) in (?P<table>rtb-{_ID})",
        lambda found: edits.AddRoute(
            route_table_id=found["table"], destination=_place(found["where"]), target=found["target"]
        ),
    ),
    (
        rf"remove (?:the )?route for (?P<where>\S+) from (?P<table>rtb-{_ID})",
        lambda found: edits.RemoveRoute(route_table_id=found["table"], destination=_place(found["where"])),
    ),
    (
        rf"let (?P<subnet>subnet-{_ID}) use (?P<table>rtb-{_ID})",
        lambda found: edits.UseRouteTable(subnet_id=found["subnet"], route_table_id=found["table"]),
    ),
    (
        rf"associate (?P<endpoint>vpce-{_ID}) with (?P<table>rtb-{_ID})",
        lambda found: edits.AssociateEndpoint(vpc_endpoint_id=found["endpoint"], route_table_id=found["table"]),
    ),
    (
        rf"dissociate (?P<endpoint>vpce-{_ID}) from (?P<table>rtb-{_ID})",
        lambda found: edits.AssociateEndpoint(
            vpc_endpoint_id=found["endpoint"], route_table_id=found["table"], associated=False
        ),
    ),
    (
        rf"turn private DNS of (?P<endpoint>vpce-{_ID}) (?P<state>on|off)",
        lambda found: edits.SetPrivateDns(vpc_endpoint_id=found["endpoint"], enabled=found["state"].lower() == "on"),
    ),
    (
        rf"turn (?P<attribute>enableDnsSupport|enableDnsHostnames) of (?P<vpc>vpc-{_ID}) (?P<state>on|off)",
        lambda found: edits.SetVpcAttribute(
            vpc_id=found["vpc"], attribute=_attribute(found["attribute"]), value=found["state"].lower() == "on"
        ),
    ),
    (_ENDPOINT, lambda found: _endpoint(found)),
    (
        rf"delete (?P<endpoint>vpce-{_ID})",
        lambda found: edits.RemoveEndpoint(vpc_endpoint_id=found["endpoint"]),
    ),
)


def parse_edit(words: str) -> Edit:
    """Return the edit that a sentence means.

    Raises:
        UsageError: The sentence is none of `FORMS`, or names no block where one must stand.
    """
    sentence = " ".join(words.split())
    for pattern, make in _PATTERNS:
        found = re.fullmatch(pattern, sentence, re.IGNORECASE)
        if found:
            return make(found)
    raise UsageError(f"`{sentence}` is no change that can be tried", help=f"for example: {FORMS[0].split('  ')[0]}")


def _ports(found: re.Match[str]) -> dict[str, Any]:
    if not found["ports"]:
        return {}
    first, _, last = found["ports"].replace("–", "-").partition("-")
    low, high = int(first), int(last or first)
    if not 0 <= low <= high <= 65535:
        raise UsageError(f"`{found['ports']}` is no range of ports", help="ports go from 0 to 65535")
    return {"from_port": low, "to_port": high}


def _group_rule(found: re.Match[str]) -> Edit:
    if found["verb"].lower() == "deny":
        raise UsageError("a security group cannot deny", help="deny in a network ACL, or remove the rule that allows")
    peer = found["peer"]
    place: dict[str, Any] = {"peer_group_id": peer} if peer.startswith("sg-") else {"prefix_list_id": peer}
    if not peer.startswith(("sg-", "pl-")):
        place = {"cidr": _block(peer)}
    protocol = found["protocol"].lower().removeprefix("protocol ")
    return edits.AddGroupRule(
        group_id=found["group"],
        egress=found["way"].lower() == "to",
        protocol="-1" if protocol == "everything" else protocol,
        **_ports(found),
        **place,
    )


def _acl_entry(found: re.Match[str]) -> Edit:
    protocol = found["protocol"].lower().removeprefix("protocol ")
    return edits.AddAclEntry(
        network_acl_id=found["acl"],
        rule_number=int(found["number"]),
        egress=found["way"].lower() == "to",
        cidr=_block(found["peer"]),
        protocol=_NUMBERS.get(protocol, protocol),
        allow=found["verb"].lower() == "allow",
        **_ports(found),
    )


def _endpoint(found: re.Match[str]) -> Edit:
    places = tuple(part.strip() for part in found["places"].split(","))
    groups = tuple(part.strip() for part in (found["groups"] or "").split(",") if part.strip())
    if not found["vpc"]:
        raise UsageError("the endpoint's VPC is missing", help="write `… in subnet-… of vpc-…`")
    if found["kind"].lower() == "gateway":
        return edits.AddEndpoint(
            vpc_id=found["vpc"], service_name=found["service"], kind="Gateway", route_table_ids=places
        )
    return edits.AddEndpoint(
        vpc_id=found["vpc"], service_name=found["service"], subnet_ids=places, group_ids=groups, private_dns=True
    )


def _block(text: str) -> str:
    if parse_block(text) is None:
        raise UsageError(f"`{text}` is no block of addresses", help="write one such as 10.0.1.0/24 or 10.0.1.7/32")
    return text if "/" in text else f"{text}/{128 if ':' in text else 32}"


def _place(text: str) -> str:
    return text if text.startswith("pl-") else _block(text)


def _attribute(word: str) -> str:
    return "enableDnsSupport" if word.lower() == "enablednssupport" else "enableDnsHostnames"
