"""What do security groups and network ACLs let pass: protocols, ports, ICMP types, peers?"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

import pytest

from tests.reach.asking import ask, codes, step_of, told
from vpce_tui.demo.build import Builder, acl_entry, allow
from vpce_tui.model.record import Record
from vpce_tui.reach import Outcome, Stage, Verdict
from vpce_tui.resources.managed_prefix_list_entry import PrefixListEntry
from vpce_tui.resources.network_acl import NetworkAcl, NetworkAclEntry
from vpce_tui.resources.network_interface import NetworkInterface
from vpce_tui.resources.security_group import IpPermission, IpRange, SecurityGroup

OK, NO, UNKNOWN = Verdict.REACHABLE, Verdict.NOT_REACHABLE, Verdict.UNKNOWN
CLIENT = "10.1.1.5"


@dataclass(frozen=True)
class Case:
    says: str
    rules: tuple[Any, ...]
    want: Verdict
    flow: dict[str, Any] = field(default_factory=dict)
    unread: tuple[type[Record], ...] = ()


def raw(protocol: str, first: int | None, last: int | None, cidr: str = "0.0.0.0/0") -> IpPermission:
    return IpPermission(ip_protocol=protocol, from_port=first, to_port=last, ip_ranges=(IpRange(cidr_ip=cidr),))


SSH = {"port": 22}
PING = {"protocol": "icmp"}

GROUP_CASES = [
    Case("a block that holds the source admits", (allow(cidr="10.1.1.0/24"),), OK),
    Case("a block beside the source refuses", (allow(cidr="10.1.2.0/24"),), NO),
    Case("the address itself admits", (allow(cidr=f"{CLIENT}/32"),), OK),
    Case("host bits in a block do not matter", (allow(cidr="10.1.1.200/24"),), OK),
    Case("no rule at all refuses", (), NO),
    Case("another port refuses", (allow(80),), NO),
    Case("the port itself admits", (allow(22),), OK, SSH),
    Case("a range admits its first port", (allow((22, 30)),), OK, SSH),
    Case("a range admits its last port", (allow((10, 22)),), OK, SSH),
    Case("a range refuses the port behind it", (allow((10, 21)),), NO, SSH),
    Case("an interval open at its beginning admits from zero", (raw("tcp", -1, 22),), OK, SSH),
    Case("an interval open at its end admits to the last port", (raw("tcp", 22, -1),), OK, {"port": 65535}),
    Case("tcp without ports admits every port", (raw("tcp", None, None),), OK, SSH),
    Case("tcp by number admits tcp", (raw("6", 22, 22),), OK, SSH),
    Case("udp refuses tcp", (allow(443, protocol="udp"),), NO),
    Case("udp admits udp", (allow(53, protocol="udp"),), OK, {"protocol": "udp", "port": 53}),
    Case("all protocols admit tcp", (allow(protocol="-1"),), OK),
    Case("all protocols admit a number", (allow(protocol="-1"),), OK, {"protocol": "47"}),
    Case("all protocols admit what was not specified", (allow(protocol="-1"),), OK, {"protocol": "any"}),
    Case("tcp refuses what was not specified", (allow((0, 65535)),), NO, {"protocol": "any"}),
    Case("a protocol by number admits it", (raw("47", None, None),), OK, {"protocol": "47"}),
    Case("a protocol by number ignores ports", (raw("47", 1, 2),), OK, {"protocol": "47"}),
    Case("a protocol by number refuses another", (raw("47", None, None),), NO, {"protocol": "50"}),
    Case("a protocol name that is not known refuses", (raw("carrier-pigeon", 0, 65535),), NO),
    Case("icmp of any type admits a ping", (raw("icmp", -1, -1),), OK, PING),
    Case("icmp echo request admits a ping", (raw("icmp", 8, 0),), OK, PING),
    Case("icmp echo request of any code admits a ping", (raw("icmp", 8, -1),), OK, PING),
    Case("icmp echo reply refuses a ping", (raw("icmp", 0, 0),), NO, PING),
    Case("icmp echo with another code refuses a ping", (raw("icmp", 8, 4),), NO, PING),
    Case("any type with one code matches nothing", (raw("icmp", -1, 0),), NO, PING),
    Case("an icmp type that was asked for", (raw("icmp", 3, 4),), OK, {**PING, "port": 3, "source_port": 4}),
    Case("another code of that type refuses", (raw("icmp", 3, 4),), NO, {**PING, "port": 3, "source_port": 1}),
    Case("icmp by number admits a ping", (raw("1", 8, -1),), OK, PING),
    Case("tcp refuses a ping", (allow((0, 65535)),), NO, PING),
    Case("icmp refuses tcp", (raw("icmp", -1, -1),), NO),
    Case("an IPv6 block does not admit IPv4", (allow(cidr="::/0"),), NO),
    Case("the second of two rules admits", (allow(80), allow(443)), OK),
    Case("a malformed block decides nothing", (allow(cidr="10.1.1.0/33"),), UNKNOWN),
    Case("a malformed block beside one that admits", (allow(cidr="nonsense"), allow()), OK),
    Case("a group that was not read decides nothing", (allow(),), UNKNOWN, unread=(SecurityGroup,)),
]


@pytest.mark.parametrize("case", GROUP_CASES, ids=lambda case: case.says)
def test_ingress_of_a_group(case: Case) -> None:
    build = Builder()
    build.vpc("10.1.0.0/16")
    subnet = build.subnet("10.1.1.0/24")
    client = build.network_interface(address=CLIENT)
    server = build.network_interface(subnet=subnet, groups=(build.security_group(*case.rules),))

    found = ask(build, client, server, unread=case.unread, fixes=False, **case.flow)

    assert found.verdict is case.want, told(found)


@pytest.mark.parametrize("case", GROUP_CASES, ids=lambda case: case.says)
def test_egress_of_a_group_mirrors_ingress(case: Case) -> None:
    build = Builder()
    build.vpc("10.1.0.0/16")
    subnet = build.subnet("10.1.1.0/24")
    everything = build.security_group(allow(protocol="-1"))
    client = build.network_interface(subnet=subnet, groups=(build.security_group(egress=case.rules),))
    server = build.network_interface(address=CLIENT, subnet=subnet, groups=(everything,))

    found = ask(build, client, server, unread=case.unread, fixes=False, **case.flow)

    assert found.verdict is case.want, told(found)


def test_a_group_that_refers_to_the_clients_group_admits_it() -> None:
    build = Builder()
    clients = build.security_group()
    servers = build.security_group(allow(group=clients))
    client = build.network_interface(groups=(clients,))
    server = build.network_interface(groups=(servers,))
    stranger = build.network_interface(groups=(build.security_group(),))

    assert ask(build, client, server).verdict is OK
    assert ask(build, stranger, server).verdict is NO


def test_a_self_reference_admits_its_members_only() -> None:
    build = Builder()
    build.vpc()
    one, two = build.network_interface(), build.network_interface()
    outsider = build.network_interface(groups=(build.security_group(),))

    assert ask(build, one, two).verdict is OK
    assert ask(build, outsider, two).verdict is NO


def test_the_rules_of_all_groups_of_an_interface_count() -> None:
    build = Builder()
    client = build.network_interface()
    server = build.network_interface(groups=(build.security_group(allow(80)), build.security_group(allow(443))))

    found = ask(build, client, server)

    assert found.verdict is OK, told(found)
    assert step_of(found, Stage.SECURITY_GROUP_INGRESS).rule.startswith("sgr-")


def test_one_unread_group_beside_one_that_admits_changes_nothing() -> None:
    build = Builder()
    unread, read = build.security_group(), build.security_group(allow())
    client, server = build.network_interface(), build.network_interface(groups=(unread, read))
    build.drop(unread)

    assert ask(build, client, server).verdict is OK


def test_a_dangling_group_is_unknown_not_refused() -> None:
    build = Builder()
    gone = build.security_group()
    client, server = build.network_interface(), build.network_interface(groups=(gone,))
    build.drop(gone)

    assert ask(build, client, server).verdict is UNKNOWN


def test_a_prefix_list_in_a_rule_stands_for_its_blocks() -> None:
    build = Builder()
    build.vpc("10.1.0.0/16")
    listed = build.prefix_list("10.1.1.0/28", "10.9.0.0/16")
    servers = build.security_group(allow(prefix_list=listed.prefix_list_id))
    subnet = build.subnet("10.1.1.0/24")
    inside = build.network_interface(address="10.1.1.5")
    outside = build.network_interface(subnet=subnet, address="10.1.1.99")
    server = build.network_interface(address="10.1.1.100", groups=(servers,))

    assert ask(build, inside, server).verdict is OK
    assert ask(build, outside, server).verdict is NO
    assert ask(build, inside, server, unread=(PrefixListEntry,)).verdict is UNKNOWN


def test_the_fix_of_a_refused_client_names_its_group() -> None:
    build = Builder()
    clients = build.security_group()
    servers = build.security_group()
    client, server = build.network_interface(groups=(clients,)), build.network_interface(groups=(servers,))

    step = step_of(ask(build, client, server), Stage.SECURITY_GROUP_INGRESS)

    assert step.fix == f"allow tcp 443 from {clients.group_id} in {servers.group_id}"
    assert "authorize-security-group-ingress" in step.edits[0].command


# --- network ACLs ----------------------------------------------------------------------------------------------------

OUT = acl_entry(100, egress=True, protocol="-1")


def raw_entry(number: int, protocol: str, **members: Any) -> NetworkAclEntry:
    return NetworkAclEntry(
        rule_number=number, protocol=protocol, egress=False, rule_action="allow", cidr_block="0.0.0.0/0", **members
    )


ACL_CASES = [
    Case("an entry for everything", (acl_entry(100, protocol="-1"),), OK),
    Case("no entry but the last", (), NO),
    Case("the port itself", (acl_entry(100, ports=443),), OK),
    Case("another port", (acl_entry(100, ports=80),), NO),
    Case("a range that holds the port", (acl_entry(100, ports=(400, 500)),), OK),
    Case("the lower number decides: deny", (acl_entry(90, allow=False, ports=443), acl_entry(100, ports=443)), NO),
    Case("the lower number decides: allow", (acl_entry(100, allow=False, ports=443), acl_entry(90, ports=443)), OK),
    Case("a deny for another source", (acl_entry(90, allow=False, cidr="10.9.0.0/16"), acl_entry(100)), OK),
    Case("a deny for another port", (acl_entry(90, allow=False, ports=80), acl_entry(100)), OK),
    Case("a deny for udp", (acl_entry(90, allow=False, protocol="udp"), acl_entry(100)), OK),
    Case("an entry for the client's subnet", (acl_entry(100, cidr="10.1.1.0/24"),), OK),
    Case("an entry for another subnet", (acl_entry(100, cidr="10.1.3.0/24"),), NO),
    Case("tcp without a port range", (raw_entry(100, "6"),), OK),
    Case("tcp by name", (raw_entry(100, "tcp"),), OK),
    Case("udp refuses tcp", (acl_entry(100, protocol="udp"),), NO),
    Case("udp admits udp", (acl_entry(100, protocol="udp"),), OK, {"protocol": "udp", "port": 53}),
    Case("a protocol number", (acl_entry(100, protocol="47"),), OK, {"protocol": "47"}),
    Case("another protocol number", (acl_entry(100, protocol="50"),), NO, {"protocol": "47"}),
    Case("icmp of any type", (acl_entry(100, protocol="icmp", icmp=(-1, -1)),), OK, PING),
    Case("icmp echo request", (acl_entry(100, protocol="icmp", icmp=(8, 0)),), OK, PING),
    Case("icmp echo reply only", (acl_entry(100, protocol="icmp", icmp=(0, 0)),), NO, PING),
    Case("icmp without a type", (raw_entry(100, "1"),), OK, PING),
    Case("tcp refuses a ping", (acl_entry(100),), NO, PING),
    Case("not specified needs all protocols", (acl_entry(100),), NO, {"protocol": "any"}),
    Case("not specified with all protocols", (acl_entry(100, protocol="-1"),), OK, {"protocol": "any"}),
    Case("an IPv6 entry does not admit IPv4", (acl_entry(100, cidr="::/0"),), NO),
    Case("a malformed block before the rest", (acl_entry(90, cidr="10.0.0.0/99"), acl_entry(100)), UNKNOWN),
    Case("ACLs that were not read", (acl_entry(100),), UNKNOWN, unread=(NetworkAcl,)),
]


@pytest.mark.parametrize("case", ACL_CASES, ids=lambda case: case.says)
def test_entries_into_a_subnet(case: Case) -> None:
    build = Builder()
    build.vpc("10.1.0.0/16")
    client = build.network_interface(subnet=build.subnet("10.1.1.0/24"), address=CLIENT)
    subnet = build.subnet("10.1.2.0/24")
    build.network_acl(OUT, *case.rules, subnets=(subnet,))
    server = build.network_interface(subnet=subnet, groups=(build.security_group(allow(protocol="-1")),))

    found = ask(build, client, server, unread=case.unread, fixes=False, **case.flow)

    assert found.verdict is case.want, told(found)


RETURN_CASES = [
    ("the whole ephemeral range", (1024, 65535), Outcome.PASS),
    ("exactly what Linux uses", (32768, 60999), Outcome.PASS),
    ("half of what Linux uses", (1024, 40000), Outcome.WARN),
    ("what Windows uses", (49152, 65535), Outcome.WARN),
    ("nothing of what Linux uses", (1024, 32767), Outcome.BLOCK),
]


@pytest.mark.parametrize(("says", "ports", "want"), RETURN_CASES, ids=[case[0] for case in RETURN_CASES])
def test_replies_need_the_clients_ephemeral_ports(says: str, ports: tuple[int, int], want: Outcome) -> None:
    build = Builder()
    subnet = build.subnet()
    build.network_acl(OUT, acl_entry(100, ports=ports), subnets=(subnet,))
    client = build.network_interface(subnet=subnet)
    server = build.network_interface(subnet=build.subnet(), groups=(build.security_group(allow()),))

    found = ask(build, client, server)

    step = next(item for item in found.steps if item.stage is Stage.NETWORK_ACL_INGRESS and item.direction == "return")
    assert step.verdict is want, f"{says}: {told(found)}"


def test_a_source_port_that_is_given_is_the_only_one_that_counts() -> None:
    build = Builder()
    subnet = build.subnet()
    build.network_acl(OUT, acl_entry(100, ports=(50000, 50000)), subnets=(subnet,))
    client = build.network_interface(subnet=subnet)
    server = build.network_interface(subnet=build.subnet(), groups=(build.security_group(allow()),))

    assert ask(build, client, server, source_port=50000).verdict is OK
    assert ask(build, client, server, source_port=50001).verdict is NO


@pytest.mark.parametrize(
    ("kind", "platform", "want"),
    [("lambda", None, "VPCE_EPHEMERAL_PORTS_PARTLY_ALLOWED"), ("interface", None, ""), ("interface", "windows", "")],
)
def test_the_ephemeral_range_depends_on_who_asks(kind: str, platform: str | None, want: str) -> None:
    build = Builder()
    subnet = build.subnet()
    build.network_acl(OUT, acl_entry(100, ports=(32768, 65535)), subnets=(subnet,))
    instance, _ = build.instance(platform=platform)
    client = build.network_interface(subnet=subnet, interface_type=kind, instance=instance.instance_id)
    server = build.network_interface(subnet=build.subnet(), groups=(build.security_group(allow()),))

    assert codes(ask(build, client, server)) == ([want] if want else [])


def test_a_ping_needs_echo_replies_on_its_way_back() -> None:
    build = Builder()
    subnet = build.subnet()
    acl = build.network_acl(OUT, acl_entry(100, protocol="icmp", icmp=(8, -1)), subnets=(subnet,))
    client = build.network_interface(subnet=subnet)
    server = build.network_interface(subnet=build.subnet(), groups=(build.security_group(allow(protocol="-1")),))

    found = ask(build, client, server, protocol="icmp")
    assert found.verdict is NO, told(found)

    build.change(acl, entries=(*acl.entries, acl_entry(110, protocol="icmp", icmp=(0, -1))))
    assert ask(build, client, server, protocol="icmp").verdict is OK


def test_the_fix_of_a_refusing_entry_comes_before_it() -> None:
    build = Builder()
    subnet = build.subnet()
    client = build.network_interface(subnet=build.subnet())
    build.network_acl(OUT, acl_entry(90, allow=False, ports=443), acl_entry(100), subnets=(subnet,))
    server = build.network_interface(subnet=subnet, groups=(build.security_group(allow()),))

    step = step_of(ask(build, client, server), Stage.NETWORK_ACL_INGRESS, "SUBNET_ACL_RESTRICTION")

    assert step.rule == "90"
    assert "as rule 89" in step.fix
    assert step.edits[0].command.startswith("aws ec2 create-network-acl-entry")


def test_interfaces_that_were_not_read_leave_a_group_reference_open() -> None:
    build = Builder()
    other = build.security_group()
    subnet = build.subnet()
    client = build.network_interface(subnet=subnet, groups=(build.security_group(egress=(allow(group=other),)),))

    found = ask(build, client, "10.1.1.200")

    assert found.verdict is NO, told(found)
    assert isinstance(client, NetworkInterface)
