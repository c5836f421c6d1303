"""Which simple questions have an answer that AWS's documents decide?

Each case builds a VPC or two of its own in one account, with blocks that no other case has, and states the answer and
the rule behind it. The rules are those of the VPC User Guide: security groups, network ACLs, route tables, NAT
gateways, internet gateways, peering and transit gateways. The answers are stated here and come from no tracer.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Final

from tests.bench.peer.worlds import (
    ALL_IN,
    ALL_OUT,
    Ends,
    acls,
    at_endpoint,
    behind,
    by_gateway,
    by_gateway_endpoint,
    by_group,
    by_nat,
    by_other_group,
    by_prefix_list,
    by_transit,
    default_group,
    no_way_out,
    peered,
    two_groups,
)
from vpce_tui.demo.build import Builder, acl_entry, allow

YES: Final = "reachable"
NO: Final = "notReachable"


@dataclass(frozen=True, slots=True)
class Built:
    """One question: what it builds, what is asked, and what the answer is by which rule."""

    title: str
    build: Callable[[Builder], Ends]
    right: str
    rule: str
    port: int = 443
    protocol: str = "tcp"


_REPLIES: Final = acl_entry(110, egress=True, ports=(1024, 65535))
_REPLIES_IN: Final = acl_entry(110, ports=(1024, 65535))

BUILT: Final = (
    Built("the server's group admits the VPC's blocks", behind(allow(cidr="10.0.0.0/8")), YES, "a rule's block"),
    Built("the server's group admits another port", behind(allow(80)), NO, "a rule's port"),
    Built("a range admits its last port", behind(allow((400, 443))), YES, "a port range includes both its ends"),
    Built("the server's group has no inbound rule", behind(), NO, "a group refuses what no rule admits"),
    Built("a rule for UDP", behind(allow(protocol="udp")), NO, "a rule's protocol"),
    Built("a rule for UDP, asked by UDP", behind(allow(53, protocol="udp")), YES, "a rule's protocol", 53, "udp"),
    Built(
        "the client's group lets nothing out", behind(allow(), egress=()), NO, "a group refuses what no rule lets out"
    ),
    Built(
        "the client's group lets out to another block",
        behind(allow(), egress=(allow(cidr="192.168.0.0/16"),)),
        NO,
        "an outbound rule's block",
    ),
    Built("a rule names the client's group", by_group, YES, "a rule by group admits the group's members"),
    Built("a rule names another group", by_other_group, NO, "a rule by group admits the group's members only"),
    Built("two members of the default group", default_group, YES, "the default group admits its own members"),
    Built("a rule by prefix list", by_prefix_list, YES, "a rule by prefix list admits the list's blocks"),
    Built("the second of two groups admits", two_groups, YES, "the rules of all groups count"),
    Built(
        "the server's ACL refuses before it allows",
        acls((acl_entry(90, allow=False, ports=443), ALL_IN, ALL_OUT)),
        NO,
        "the entry with the lowest number decides",
    ),
    Built(
        "the server's ACL allows before it refuses",
        acls((acl_entry(90, ports=443), acl_entry(100, allow=False, protocol="-1"), ALL_OUT)),
        YES,
        "the entry with the lowest number decides",
    ),
    Built("the server's ACL lets nothing in", acls((ALL_OUT,)), NO, "what no entry allows is refused"),
    Built(
        "the server's ACL lets no replies out",
        acls((ALL_IN, acl_entry(100, egress=True, ports=443))),
        NO,
        "an ACL keeps no state: replies go to ephemeral ports",
    ),
    Built("the server's ACL lets replies out", acls((acl_entry(100, ports=443), _REPLIES)), YES, "replies are let out"),
    Built(
        "the client's ACL lets no replies in",
        acls(client=(acl_entry(100, ports=443), ALL_OUT)),
        NO,
        "an ACL keeps no state: replies come in to ephemeral ports",
    ),
    Built(
        "the client's ACL lets replies in",
        acls(client=(_REPLIES_IN, acl_entry(100, egress=True, ports=443))),
        YES,
        "replies are let in",
    ),
    Built("the client's ACL lets nothing out", acls(client=(ALL_IN,)), NO, "what no entry allows is refused"),
    Built("an ACL inside one subnet", acls(client=(), one_subnet=True), YES, "an ACL judges what crosses its subnet"),
    Built("the internet without a route", no_way_out, NO, "no route holds the address"),
    Built("the internet behind a NAT gateway", by_nat(), YES, "the default route leads out by the NAT gateway"),
    Built("the NAT gateway failed", by_nat("failed"), NO, "a NAT gateway that is not available forwards nothing"),
    Built(
        "the NAT gateway's subnet has no way out",
        by_nat(public=False),
        NO,
        "the NAT gateway's own subnet must route to an internet gateway",
    ),
    Built(
        "a blackhole for a longer prefix",
        by_nat(blackhole="8.8.0.0/16"),
        NO,
        "the longest prefix wins, and a blackhole drops",
    ),
    Built("a blackhole for another prefix", by_nat(blackhole="9.9.0.0/16"), YES, "the longest prefix wins"),
    Built(
        "an internet gateway and a public address",
        by_gateway(address=True),
        YES,
        "the default route leads to the gateway",
    ),
    Built(
        "an internet gateway without a public address",
        by_gateway(address=False),
        NO,
        "an internet gateway forwards for interfaces with a public address",
    ),
    Built("over a peering", peered(), YES, "both tables lead to the peering and the group admits the block"),
    Built("the peer has no route back", peered(back=False), NO, "replies need a route"),
    Built("the peer's group refuses", peered(admits=False), NO, "a group refuses what no rule admits"),
    Built("the peer's ACL refuses", peered(denied=True), NO, "what no entry allows is refused"),
    Built(
        "the peering was never accepted",
        peered(status="pending-acceptance"),
        NO,
        "a peering forwards when it is active",
    ),
    Built("over a transit gateway", by_transit(), YES, "the gateway's table holds both VPCs' blocks"),
    Built("the transit gateway's table is empty", by_transit(propagates=False), NO, "no route in the gateway's table"),
    Built(
        "over a transit gateway to a shut group", by_transit(admits=False), NO, "a group refuses what no rule admits"
    ),
    Built("an interface endpoint", at_endpoint(admits=True), YES, "the endpoint's group admits the VPC"),
    Built("an interface endpoint with a shut group", at_endpoint(admits=False), NO, "the endpoint's group"),
    Built("a gateway endpoint", by_gateway_endpoint(associated=True), YES, "a route by prefix list leads to it"),
    Built("a gateway endpoint of no table", by_gateway_endpoint(associated=False), NO, "no route holds the address"),
)
