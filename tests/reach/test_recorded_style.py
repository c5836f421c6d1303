"""Do recordings of other tools, old and sparse as they are, give the verdicts that they must?"""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from tests.reach.asking import codes, told
from tests.reach.recorded import Json, Recording, acl, entry, group, interface, permission, subnet, table, vpc
from vpce_tui.reach import Verdict

OK, NO, UNKNOWN = Verdict.REACHABLE, Verdict.NOT_REACHABLE, Verdict.UNKNOWN


# --- one pair, one filter --------------------------------------------------------------------------------------------


def pair(
    root: Path, inbound: Any = None, outbound: Any = None, entries: Any = None, *, cidr: str = "10.40.0.0/16"
) -> Recording:
    """Record a client `i-1` and a server `i-2` in two subnets, with a filter between them."""
    net = cidr.rsplit(".", 2)[0]
    made = Recording(root)
    made.put("Vpcs", vpc("vpc-1", cidr)).put(
        "Subnets", subnet("subnet-1", "vpc-1", f"{net}.1.0/24"), subnet("subnet-2", "vpc-1", f"{net}.2.0/24")
    )
    made.put("RouteTables", table("rtb-1", "vpc-1", main=True, GatewayId=f"{cidr} to local"))
    made.put("NetworkAcls", acl("acl-1", "vpc-1", "subnet-1", *(() if entries else ("subnet-2",))))
    if entries:
        made.put("NetworkAcls", acl("acl-2", "vpc-1", "subnet-2", entries=entries, default=False))
    made.put(
        "SecurityGroups",
        group("sg-1", "vpc-1", outbound=outbound),
        group("sg-2", "vpc-1", *(inbound if inbound is not None else [permission()])),
    )
    return made.put(
        "NetworkInterfaces",
        interface(1, "subnet-1", "vpc-1", f"{net}.1.4", ["sg-1"]),
        interface(2, "subnet-2", "vpc-1", f"{net}.2.9", ["sg-2"]),
    )


CLIENT = "10.40.1.4/32"
Question = tuple[str, int | None, int | None]
GROUP_CASES: list[tuple[str, list[Json], Question, Verdict]] = [
    ("no rule at all", [], ("tcp", 22, None), NO),
    ("one port, the port", [permission("tcp", 22, 22, cidrs=[CLIENT])], ("tcp", 22, None), OK),
    ("one port, the next", [permission("tcp", 22, 22, cidrs=[CLIENT])], ("tcp", 23, None), NO),
    ("one port, another client", [permission("tcp", 22, 22, cidrs=["10.40.1.5/32"])], ("tcp", 22, None), NO),
    ("one port, no protocol given", [permission("tcp", 22, 22)], ("any", None, None), NO),
    ("everything, no protocol given", [permission()], ("any", None, None), OK),
    ("a range, its first", [permission("tcp", 45, 50)], ("tcp", 45, None), OK),
    ("a range, its last", [permission("tcp", 45, 50)], ("tcp", 50, None), OK),
    ("a range, one below", [permission("tcp", 45, 50)], ("tcp", 44, None), NO),
    ("a range, one above", [permission("tcp", 45, 50)], ("tcp", 51, None), NO),
    ("from port zero", [permission("tcp", 0, 22)], ("tcp", 0, None), OK),
    ("to the last port", [permission("tcp", 65530, 65535)], ("tcp", 65535, None), OK),
    ("every port", [permission("tcp", 0, 65535)], ("tcp", 12345, None), OK),
    ("an open beginning", [permission("tcp", -1, 50)], ("tcp", 1, None), OK),
    ("an open beginning has an end", [permission("tcp", -1, 50)], ("tcp", 51, None), NO),
    ("an open end", [permission("tcp", 30, -1)], ("tcp", 60000, None), OK),
    ("an open end has a beginning", [permission("tcp", 30, -1)], ("tcp", 29, None), NO),
    ("no ports sent", [permission("tcp")], ("tcp", 8080, None), OK),
    ("another protocol", [permission("udp", 53, 53)], ("tcp", 53, None), NO),
    ("a protocol by number", [permission("6", 443, 443)], ("tcp", 443, None), OK),
    ("asked by number", [permission("tcp", 443, 443)], ("6", 443, None), OK),
    ("a protocol without ports", [permission("47")], ("47", None, None), OK),
    ("a protocol without ports, another", [permission("47")], ("50", None, None), NO),
    ("ports mean nothing to it", [permission("50", 7, 7)], ("50", None, None), OK),
    ("every protocol, ports mean nothing", [permission("-1", 22, 22)], ("tcp", 80, None), OK),
    ("every ICMP message", [permission("icmp", -1, -1)], ("icmp", None, None), OK),
    ("echo requests", [permission("icmp", 8, -1)], ("icmp", None, None), OK),
    ("echo requests of code 0", [permission("icmp", 8, 0)], ("icmp", None, None), OK),
    ("echo requests of another code", [permission("icmp", 8, 9)], ("icmp", None, None), NO),
    ("that very message", [permission("icmp", 8, 9)], ("icmp", 8, 9), OK),
    ("another message", [permission("icmp", 3, 4)], ("icmp", None, None), NO),
    ("any message of one code is invalid", [permission("icmp", -1, 9)], ("icmp", 8, 9), NO),
    ("ICMP is no TCP", [permission("icmp", -1, -1)], ("tcp", 8, None), NO),
    ("the client's group", [permission("tcp", 22, 22, groups=["sg-1"])], ("tcp", 22, None), OK),
    ("another group", [permission("tcp", 22, 22, groups=["sg-2"])], ("tcp", 22, None), NO),
    ("the second peer", [permission("tcp", 22, 22, cidrs=["10.9.0.0/16", CLIENT])], ("tcp", 22, None), OK),
    ("the second rule", [permission("tcp", 80, 80), permission("tcp", 22, 22)], ("tcp", 22, None), OK),
    ("host bits in a block", [permission("tcp", 22, 22, cidrs=["10.40.1.77/24"])], ("tcp", 22, None), OK),
    ("a list", [permission("tcp", 22, 22, lists=["pl-1a"])], ("tcp", 22, None), OK),
    ("a list without the client", [permission("tcp", 22, 22, lists=["pl-2b"])], ("tcp", 22, None), NO),
    ("a list that is not there", [permission("tcp", 22, 22, lists=["pl-3c"])], ("tcp", 22, None), UNKNOWN),
    ("a list that is not there, another port", [permission("tcp", 22, 22, lists=["pl-3c"])], ("tcp", 23, None), NO),
    ("an IPv6 block only", [permission("tcp", 22, 22, ipv6=["::/0"])], ("tcp", 22, None), NO),
    ("ports as text", [permission("tcp", "22", "22")], ("tcp", 22, None), OK),
    ("ports as text do not open the others", [permission("tcp", "22", "22")], ("tcp", 80, None), NO),
    ("a protocol as a number", [permission(6, 22, 22)], ("tcp", 22, None), OK),
    ("a protocol as a number is not every one", [permission(17, 0, 65535)], ("tcp", 22, None), NO),
    ("a port that is none", [permission("tcp", "ssh", 22)], ("tcp", 22, None), UNKNOWN),
    ("a port that is none, and one that allows", [permission("tcp", {}, 22), permission()], ("tcp", 22, None), OK),
    ("peers that are no list", [permission("tcp", 22, 22) | {"IpRanges": CLIENT}], ("tcp", 22, None), UNKNOWN),
    ("nulls", [permission("tcp", 22, 22) | {"Ipv6Ranges": None, "PrefixListIds": None}], ("tcp", 22, None), OK),
]


@pytest.mark.parametrize(("says", "rules", "question", "want"), GROUP_CASES, ids=[case[0] for case in GROUP_CASES])
@pytest.mark.parametrize("egress", [False, True], ids=["inbound", "outbound"])
def test_a_groups_rules(
    says: str, rules: list[Json], question: Question, want: Verdict, egress: bool, tmp_path: Path
) -> None:
    if egress:  # the same rules, about the server instead of the client
        swapped = {CLIENT: "10.40.2.9/32", "sg-1": "sg-2", "sg-2": "sg-1", "10.40.1.77/24": "10.40.2.77/24"}
        rules = [_renamed(rule, swapped) for rule in rules]
    made = pair(tmp_path, outbound=rules) if egress else pair(tmp_path, inbound=rules)
    made.put(
        "PrefixLists",
        {"PrefixListId": "pl-1a", "PrefixListName": "com.amazonaws.eu-west-1.s3", "Cidrs": ["10.40.0.0/16"]},
        {"PrefixListId": "pl-2b", "PrefixListName": "com.amazonaws.eu-west-1.dynamodb", "Cidrs": ["10.41.0.0/16"]},
    )

    found = made.ask("i-1", "i-2", question[0], question[1], question[2])

    assert found.verdict is want, f"{says}\n{told(found)}"


def _renamed(value: Any, names: dict[str, str]) -> Any:
    if isinstance(value, dict):
        return {key: _renamed(inner, names) for key, inner in value.items()}
    if isinstance(value, list):
        return [_renamed(inner, names) for inner in value]
    return names.get(value, value) if isinstance(value, str) else value


TCP_BACK = entry(900, "allow", "6", out=True, PortRange={"From": 1024, "To": 65535})
ACL_CASES: list[tuple[str, list[Json], Question, Verdict]] = [
    ("nothing matches", [entry(100, "allow", "17"), TCP_BACK], ("tcp", 22, None), NO),
    ("TCP without a range", [entry(100, "allow", "6"), TCP_BACK], ("tcp", 22, None), OK),
    ("a range", [entry(100, "allow", "6", PortRange={"From": 1, "To": 21}), TCP_BACK], ("tcp", 21, None), OK),
    ("a range, above", [entry(100, "allow", "6", PortRange={"From": 1, "To": 21}), TCP_BACK], ("tcp", 22, None), NO),
    ("the first number decides", [entry(90, "deny", "6"), entry(100, "allow"), TCP_BACK], ("tcp", 22, None), NO),
    ("whatever the order", [entry(100, "deny", "6"), entry(90, "allow"), TCP_BACK], ("tcp", 22, None), OK),
    ("numbers, not texts", [entry(1000, "deny"), entry(200, "allow"), TCP_BACK], ("tcp", 22, None), OK),
    ("a narrow deny", [entry(90, "deny", CidrBlock=CLIENT), entry(100, "allow"), TCP_BACK], ("tcp", 22, None), NO),
    ("beside it", [entry(90, "deny", CidrBlock="10.40.1.5/32"), entry(100, "allow"), TCP_BACK], ("tcp", 22, None), OK),
    ("no way back", [entry(100, "allow")], ("tcp", 22, None), NO),
    ("half the way back", [entry(100, "allow"), entry(90, "deny", "6", out=True)], ("tcp", 22, None), NO),
    (
        "the port back",
        [entry(100, "allow"), entry(90, "allow", "6", out=True, PortRange={"From": 50000, "To": 50000})],
        ("tcp", 22, 50000),
        OK,
    ),
    (
        "another port back",
        [entry(100, "allow"), entry(90, "allow", "6", out=True, PortRange={"From": 50000, "To": 50000})],
        ("tcp", 22, 50001),
        NO,
    ),
    (
        "ICMP by type",
        [entry(100, "allow", "1", IcmpTypeCode={"Type": 8, "Code": -1}), entry(100, "allow", "1", out=True)],
        ("icmp", None, None),
        OK,
    ),
    (
        "ICMP of another code",
        [entry(100, "allow", "1", IcmpTypeCode={"Type": 8, "Code": 2}), entry(100, "allow", "1", out=True)],
        ("icmp", None, None),
        NO,
    ),
    ("an unanswered message", [entry(100, "allow", "1", IcmpTypeCode={"Type": 1, "Code": 2})], ("icmp", 1, 2), OK),
    ("no protocol given", [entry(100, "allow", "6"), TCP_BACK], ("any", None, None), NO),
    ("another protocol's deny", [entry(90, "deny", "17"), entry(100, "allow"), TCP_BACK], ("tcp", 22, None), OK),
    ("IPv6 rules say nothing", [{**entry(90, "allow"), "CidrBlock": None, "Ipv6CidrBlock": "::/0"}], ("tcp", 1, 2), NO),
    (
        "numbers as text",
        [entry("100", "allow", "6", PortRange={"From": "22", "To": "22"}), TCP_BACK],
        ("tcp", 23, None),
        NO,
    ),
    ("a protocol as a number", [entry(100, "allow", 17), TCP_BACK], ("tcp", 22, None), NO),
    ("a direction as text", [entry(100, "allow", "6"), TCP_BACK | {"Egress": "true"}], ("tcp", 22, None), OK),
    ("a port that is none", [entry(90, "deny", "6", PortRange={"From": [], "To": 9})], ("tcp", 22, None), UNKNOWN),
]


@pytest.mark.parametrize(("says", "entries", "question", "want"), ACL_CASES, ids=[case[0] for case in ACL_CASES])
def test_an_acls_entries(says: str, entries: list[Json], question: Question, want: Verdict, tmp_path: Path) -> None:
    found = pair(tmp_path, entries=entries).ask("i-1", "i-2", question[0], question[1], question[2])

    assert found.verdict is want, f"{says}\n{told(found)}"


def test_a_vpc_may_have_public_blocks_of_its_own(tmp_path: Path) -> None:
    inbound = [permission("tcp", 22, 22, cidrs=["1.2.1.4/32"])]
    made = pair(tmp_path, inbound=inbound, cidr="1.2.0.0/16")

    assert made.ask("1.2.1.4", "1.2.2.9", "tcp", 22).verdict is OK
    assert made.ask("1.2.1.4", "1.2.2.9", "tcp", 80).verdict is NO
    assert made.ask("1.2.1.4", "1.2.2.10", "tcp", 22).verdict is NO


@pytest.mark.parametrize("owner", ["111122223333", "444455556666"])
def test_a_folder_may_be_called_by_another_account_than_its_records(owner: str, tmp_path: Path) -> None:
    made = pair(tmp_path / "accounts" / "111122223333" / "eu-west-1", entries=[entry(100, "allow"), TCP_BACK])
    for key in ("Vpcs", "Subnets", "RouteTables", "NetworkAcls", "NetworkInterfaces"):
        for item in made._lists["", key]:
            item["OwnerId"] = owner
    made._lists["", "NetworkAcls"][0]["Associations"] = []  # the default one counts without

    assert made.ask("i-1", "i-2", "tcp", 22).verdict is OK
    assert made.ask("i-1", "10.40.77.1", "tcp", 22).verdict is NO


def test_tables_of_a_vpc_that_another_account_shares_are_not_known(tmp_path: Path) -> None:
    made = pair(tmp_path / "111122223333" / "eu-west-1")
    made._lists["", "RouteTables"].clear()
    for item in made._lists["", "Subnets"]:
        item["OwnerId"] = "444455556666"

    assert made.ask("i-1", "i-2", "tcp", 22).verdict is UNKNOWN


@pytest.mark.parametrize(("status", "want"), [("in-use", OK), ("available", NO), ("Available", NO), (None, OK)])
def test_nobody_answers_at_an_interface_that_is_attached_to_nothing(
    status: str | None, want: Verdict, tmp_path: Path
) -> None:
    made = pair(tmp_path)
    made._lists["", "NetworkInterfaces"][1]["Status"] = status

    assert made.ask("i-1", "eni-2", "tcp", 22).verdict is want


def test_neither_acls_nor_routes_count_inside_a_subnet(tmp_path: Path) -> None:
    made = pair(tmp_path, entries=[entry(100, "deny"), entry(100, "deny", out=True)])
    made.put("NetworkInterfaces", interface(3, "subnet-2", "vpc-1", "10.40.2.30", ["sg-1"]))

    assert made.ask("i-3", "i-2", "tcp", 22).verdict is OK
    assert made.ask("i-1", "i-2", "tcp", 22).verdict is NO


# --- to the internet, and out by a VPN --------------------------------------------------------------------------------


def office(root: Path, *, static: bool, up: bool, count: int = 1) -> Recording:
    """Record a public subnet with `i-1`, one behind a NAT gateway with `i-2`, and one with a VPN with `i-3`."""
    made = Recording(root).put("Vpcs", vpc("vpc-1", "10.50.0.0/16"))
    for number in (1, 2, 3):
        made.put("Subnets", subnet(f"subnet-{number}", "vpc-1", f"10.50.{number}.0/24"))
    made.put(
        "RouteTables",
        table("rtb-1", "vpc-1", "subnet-1", GatewayId="10.50.0.0/16 to local, 0.0.0.0/0 to igw-1"),
        table("rtb-2", "vpc-1", "subnet-2", GatewayId="10.50.0.0/16 to local", NatGatewayId="0.0.0.0/0 to nat-1"),
        table("rtb-3", "vpc-1", main=True, GatewayId="10.50.0.0/16 to local, 0.0.0.0/0 to vgw-1"),
    )
    made.put("NetworkAcls", acl("acl-1", "vpc-1", "subnet-1", "subnet-2", "subnet-3"))
    made.put("SecurityGroups", group("sg-1", "vpc-1", permission("tcp", 22, 22)))
    made.put(
        "InternetGateways", {"InternetGatewayId": "igw-1", "Attachments": [{"State": "available", "VpcId": "vpc-1"}]}
    )
    address = {"NetworkInterfaceId": "eni-9", "PrivateIp": "10.50.1.200", "PublicIp": "198.51.100.9"}
    made.put(
        "NatGateways",
        {"NatGatewayId": "nat-1", "SubnetId": "subnet-1", "VpcId": "vpc-1", "State": "available"}
        | {"NatGatewayAddresses": [address]},
    )
    made.put(
        "NetworkInterfaces",
        interface(1, "subnet-1", "vpc-1", "10.50.1.10", ["sg-1"], public="198.51.100.1"),
        interface(2, "subnet-2", "vpc-1", "10.50.2.10", ["sg-1"]),
        interface(3, "subnet-3", "vpc-1", "10.50.3.10", ["sg-1"]),
        interface(
            9,
            "subnet-1",
            "vpc-1",
            "10.50.1.200",
            [],
            public="198.51.100.9",
            Attachment={"Status": "attached"},
            InterfaceType="nat_gateway",
        ),
    )
    made.put("VpnGateways", {"VpnGatewayId": "vgw-1", "VpcAttachments": [{"State": "attached", "VpcId": "vpc-1"}]})
    tunnel = {"Status": "UP" if up else "DOWN", "AcceptedRouteCount": count}
    return made.put(
        "VpnConnections",
        {
            "VpnConnectionId": "vpn-1",
            "VpnGatewayId": "vgw-1",
            "State": "available",
            "Options": {"StaticRoutesOnly": static},
            "Routes": [{"DestinationCidrBlock": "172.20.0.0/16", "State": "available"}] if static else [],
            "VgwTelemetry": [tunnel, tunnel],
        },
    )


@pytest.mark.parametrize(
    ("source", "destination", "protocol", "port", "want"),
    [
        ("i-1", "203.0.113.80", "any", None, OK),
        ("i-1", "172.20.0.1", "tcp", 80, NO),  # the internet gateway takes no private address
        ("i-2", "203.0.113.80", "tcp", 80, OK),
        ("i-2", "203.0.113.80", "icmp", None, OK),
        ("i-2", "203.0.113.80", "107", None, NO),  # a NAT gateway knows TCP, UDP and ICMP
        ("i-1", "10.50.1.200", "tcp", 80, NO),  # nor does it take connections
        ("i-2", "198.51.100.9", "tcp", 80, NO),
        ("i-2", "198.51.100.1", "tcp", 22, OK),  # out by the NAT gateway, in again by the internet gateway
        ("i-2", "198.51.100.1", "tcp", 80, NO),
        ("i-3", "172.20.0.1", "any", None, OK),  # a static route, whatever the tunnels do at the moment
        ("i-3", "203.0.113.80", "any", None, NO),  # no static route
        ("i-3", "198.51.100.1", "tcp", 22, NO),
        ("i-3", "i-1", "tcp", 22, OK),
        ("i-3", "i-1", "any", None, NO),
        ("i-1", "10.50.1.77", "tcp", 22, NO),  # nobody is there
        ("i-1", "10.50.77.1", "tcp", 22, NO),  # no subnet
    ],
)
def test_ways_out_of_one_vpc(
    source: str, destination: str, protocol: str, port: int | None, want: Verdict, tmp_path: Path
) -> None:
    found = office(tmp_path, static=True, up=False).ask(source, destination, protocol, port)

    assert found.verdict is want, told(found)


def test_a_static_vpn_whose_tunnels_were_down_is_told(tmp_path: Path) -> None:
    assert "BAD_STATE_VPN" in codes(office(tmp_path, static=True, up=False).ask("i-3", "172.20.0.1"))


@pytest.mark.parametrize(("up", "want"), [(True, OK), (False, NO)])
def test_a_dynamic_vpn_has_routes_while_a_tunnel_is_up(up: bool, want: Verdict, tmp_path: Path) -> None:
    found = office(tmp_path, static=False, up=up).ask("i-3", "203.0.113.80", "any")

    assert found.verdict is want, told(found)


# --- endpoints -------------------------------------------------------------------------------------------------------


def endpoints(root: Path) -> Recording:
    """Record a public `i-1` and a private `i-2`, S3 by a gateway endpoint, SSM by an interface of `i-2`'s subnet."""
    made = Recording(root, "eu-west-1").put("Vpcs", vpc("vpc-1", "10.60.0.0/16"))
    for number in (1, 2):
        made.put("Subnets", subnet(f"subnet-{number}", "vpc-1", f"10.60.{number}.0/24"))
    made.put(
        "RouteTables",
        table(
            "rtb-1",
            "vpc-1",
            "subnet-1",
            GatewayId="10.60.0.0/16 to local, 0.0.0.0/0 to igw-1, pl-6da54004 to vpce-1",
        ),
        table("rtb-2", "vpc-1", "subnet-2", GatewayId="10.60.0.0/16 to local, pl-6da54004 to vpce-1"),
        table("rtb-3", "vpc-1", main=True, GatewayId="10.60.0.0/16 to local"),
    )
    made.put("NetworkAcls", acl("acl-1", "vpc-1", "subnet-1", "subnet-2"))
    made.put("SecurityGroups", group("sg-1", "vpc-1", permission("tcp", 443, 443)))
    made.put(
        "InternetGateways", {"InternetGatewayId": "igw-1", "Attachments": [{"State": "available", "VpcId": "vpc-1"}]}
    )
    made.put(
        "PrefixLists",
        {"PrefixListId": "pl-6da54004", "PrefixListName": "com.amazonaws.eu-west-1.s3", "Cidrs": ["52.218.0.0/17"]},
    )
    made.put(
        "NetworkInterfaces",
        interface(1, "subnet-1", "vpc-1", "10.60.1.10", ["sg-1"], public="198.51.100.1"),
        interface(2, "subnet-2", "vpc-1", "10.60.2.10", ["sg-1"]),
        interface(
            3,
            "subnet-2",
            "vpc-1",
            "10.60.2.99",
            ["sg-1"],
            Attachment={"Status": "attached"},
            Description="VPC Endpoint Interface vpce-2",
        ),
    )
    return made.put(
        "VpcEndpoints",
        {"VpcEndpointId": "vpce-1", "VpcId": "vpc-1", "ServiceName": "com.amazonaws.eu-west-1.s3", "State": "available"}
        | {"VpcEndpointType": "Gateway", "RouteTableIds": ["rtb-1", "rtb-2"]},
        {
            "VpcEndpointId": "vpce-2",
            "VpcId": "vpc-1",
            "ServiceName": "com.amazonaws.eu-west-1.ssm",
            "State": "available",
        }
        | {"VpcEndpointType": "Interface", "SubnetIds": ["subnet-2"], "NetworkInterfaceIds": ["eni-3"]}
        | {"Groups": [{"GroupId": "sg-1", "GroupName": "sg-1"}]},
    )


@pytest.mark.parametrize(
    ("source", "destination", "protocol", "port", "want", "through"),
    [
        ("i-1", "52.218.1.1", "tcp", 443, OK, "vpce-1"),  # the list beats the default route
        ("i-2", "52.218.1.1", "tcp", 443, OK, "vpce-1"),
        ("i-2", "52.218.1.1", "udp", 443, NO, "vpce-1"),
        ("i-1", "52.219.1.1", "tcp", 443, OK, "igw-1"),
        ("i-2", "52.219.1.1", "tcp", 443, NO, ""),
        ("i-2", "s3", "tcp", None, OK, "vpce-1"),
        ("i-2", "vpce-1", "tcp", None, OK, "vpce-1"),
        ("i-2", "10.60.2.99", "tcp", 443, OK, "vpce-2"),
        ("i-1", "10.60.2.99", "tcp", 443, OK, "vpce-2"),
        ("i-1", "vpce-2", "tcp", None, OK, "vpce-2"),
        ("i-1", "10.60.2.99", "tcp", 80, NO, "vpce-2"),
        ("i-3", "10.60.1.10", "tcp", 443, NO, ""),  # an endpoint never asks; and no instance is known by that name
    ],
)
def test_endpoints_of_an_old_recording(
    source: str, destination: str, protocol: str, port: int | None, want: Verdict, through: str, tmp_path: Path
) -> None:
    found = endpoints(tmp_path).ask(source.replace("i-3", "eni-3"), destination, protocol, port)

    assert found.verdict is want, told(found)
    assert not through or (found.via is not None and found.via.id == through), told(found)


def test_an_endpoint_that_came_without_its_interfaces_is_unknown(tmp_path: Path) -> None:
    made = endpoints(tmp_path)
    for item in made._lists["eu-west-1", "VpcEndpoints"]:
        item.pop("NetworkInterfaceIds", None)

    assert made.ask("i-1", "vpce-2").verdict is UNKNOWN
    assert made.ask("i-1", "10.60.2.99").verdict is OK  # the address is an interface's all the same


# --- peering ---------------------------------------------------------------------------------------------------------


def peers(root: Path, *, two_accounts: bool = False, with_acls: bool = True) -> Recording:
    """Record `i-1` whose VPC peers with two VPCs of one and the same block, `i-2`'s and `i-3`'s."""
    made = Recording(root)
    blocks = {1: "10.70.0.0/16", 2: "192.168.0.0/16", 3: "192.168.0.0/16"}
    for number, block in blocks.items():
        if two_accounts:
            made.into(f"accounts/{'111122223333' if number == 1 else '444455556666'}/eu-west-1")
        name = f"vpc-{number}"
        cidr = f"{block.split('.')[0]}.{block.split('.')[1]}.{number}.0/24"
        routes = (
            "10.70.0.0/16 to pcx-" + str(number) if number > 1 else "192.168.2.0/24 to pcx-2, 192.168.3.0/24 to pcx-3"
        )
        made.put("Vpcs", vpc(name, block)).put("Subnets", subnet(f"subnet-{number}", name, cidr))
        made.put(
            "RouteTables",
            table(f"rtb-{number}", name, main=True, GatewayId=f"{block} to local", VpcPeeringConnectionId=routes),
        )
        made.put("SecurityGroups", group(f"sg-{number}", name, permission("tcp", 22, 22)))
        made.put(
            "NetworkInterfaces",
            interface(number, f"subnet-{number}", name, cidr.replace("0/24", "10"), [f"sg-{number}"]),
        )
        if with_acls:
            made.put("NetworkAcls", acl(f"acl-{number}", name, f"subnet-{number}"))
        for other in (2, 3):
            sides = {"RequesterVpcInfo": {"VpcId": "vpc-1", "CidrBlock": blocks[1], "Region": "eu-west-1"}}
            sides["AccepterVpcInfo"] = {"VpcId": f"vpc-{other}", "CidrBlock": blocks[other], "Region": "eu-west-1"}
            if number in (1, other) and (two_accounts or number == 1):
                made.put(
                    "VpcPeeringConnections",
                    {"VpcPeeringConnectionId": f"pcx-{other}", "Status": {"Code": "active"}} | sides,
                )
    return made


PEER_CASES = [
    ("i-1", "192.168.2.10", "tcp", 22, OK),
    ("i-1", "192.168.3.10", "tcp", 22, OK),
    ("i-2", "10.70.1.10", "tcp", 22, OK),
    ("i-1", "192.168.2.10", "any", None, NO),
    ("i-1", "192.168.100.1", "any", None, NO),  # no route
    ("i-2", "10.70.100.1", "tcp", 22, NO),  # no subnet there
    ("i-2", "10.70.1.11", "tcp", 22, NO),  # nobody there
    ("i-2", "192.168.3.10", "tcp", 22, NO),  # its own VPC has that block
]


@pytest.mark.parametrize("two_accounts", [False, True])
@pytest.mark.parametrize(("source", "destination", "protocol", "port", "want"), PEER_CASES)
def test_peers_with_equal_blocks(
    source: str, destination: str, protocol: str, port: int | None, want: Verdict, two_accounts: bool, tmp_path: Path
) -> None:
    found = peers(tmp_path, two_accounts=two_accounts).ask(source, destination, protocol, port)

    assert found.verdict is want, told(found)


@pytest.mark.parametrize(("allowed", "want"), [("sg-2", OK), ("sg-3", NO)])
def test_a_group_means_whom_the_path_meets_not_whoever_else_has_the_address(
    allowed: str, want: Verdict, tmp_path: Path
) -> None:
    made = peers(tmp_path)
    made.put("NetworkInterfaces", interface(4, "subnet-3", "vpc-3", "192.168.2.10", ["sg-3"]))
    for item in made._lists["", "SecurityGroups"]:
        if item["GroupId"] == "sg-1":
            item["IpPermissionsEgress"] = [permission("tcp", 22, 22, groups=[allowed])]

    found = made.ask("i-1", "192.168.2.10", "tcp", 22)

    assert found.verdict is want, told(found)


def test_acls_that_were_not_recorded_decide_nothing_but_a_block_stands(tmp_path: Path) -> None:
    made = peers(tmp_path, two_accounts=True, with_acls=False)

    assert made.ask("i-1", "192.168.2.10", "tcp", 22).verdict is UNKNOWN
    assert made.ask("i-1", "192.168.2.10", "tcp", 23).verdict is NO


# --- transit gateways ------------------------------------------------------------------------------------------------


def attachment(number: int, gateway: str, kind: str, resource: str, routes: str) -> Json:
    return {
        "TransitGatewayAttachmentId": f"tgw-attach-{number}",
        "TransitGatewayId": gateway,
        "ResourceType": kind,
        "ResourceId": resource,
        "State": "available",
        "Association": {"State": "associated", "TransitGatewayRouteTableId": routes},
    }


def spoke(made: Recording, number: int, gateway: str, routes: str, *, zones: str = "a") -> None:
    """Record a VPC 10.8N.0.0/16 with an interface `i-N` in zone a and one `i-N0` in zone b, attached in some zones."""
    name, block = f"vpc-{number}", f"10.8{number}.0.0/16"
    subnets = {"a": f"subnet-{number}a", "b": f"subnet-{number}b"}
    made.put("Vpcs", vpc(name, block))
    for place, (zone, subnet_id) in enumerate(subnets.items(), 1):
        cidr = f"10.8{number}.{place}.0/24"
        made.put("Subnets", subnet(subnet_id, name, cidr, zone=f"eu-west-1{zone}"))
        made.put(
            "NetworkInterfaces",
            interface(
                number * (1 if zone == "a" else 10), subnet_id, name, cidr.replace("0/24", "10"), [f"sg-{number}"]
            ),
        )
    made.put("NetworkAcls", acl(f"acl-{number}", name, *subnets.values()))
    made.put(
        "RouteTables",
        table(
            f"rtb-{number}", name, main=True, GatewayId=f"{block} to local", TransitGatewayId=f"10.0.0.0/8 to {gateway}"
        ),
    )
    made.put("SecurityGroups", group(f"sg-{number}", name, permission("tcp", 22, 22)))
    made.put("TransitGatewayAttachments", attachment(number, gateway, "vpc", name, routes))
    made.put(
        "TransitGatewayVpcAttachments",
        {
            "TransitGatewayAttachmentId": f"tgw-attach-{number}",
            "TransitGatewayId": gateway,
            "VpcId": name,
            "State": "available",
            "SubnetIds": [subnets[zone] for zone in zones],
        },
    )


def tables(made: Recording, gateway: str, **announced: str) -> None:
    """Record the tables of a gateway as wrapped answers: `table=attachment numbers; static routes`."""
    made.put("TransitGateways", {"TransitGatewayId": gateway, "State": "available"})
    for written, content in announced.items():
        table_id = written.replace("_", "-")
        numbers, _, static = content.partition(";")
        made.put("TransitGatewayRouteTables", {"TransitGatewayRouteTableId": table_id, "TransitGatewayId": gateway})
        propagations = [
            {
                "TransitGatewayAttachmentId": f"tgw-attach-{number}",
                "ResourceId": f"vpc-{number}",
                "ResourceType": "vpc",
                "State": "enabled",
            }
            for number in numbers.split()
        ]
        made.put(
            "TransitGatewayPropagations",
            {"TransitGatewayRouteTableId": table_id, "TransitGatewayRouteTablePropagations": propagations},
        )
        routes = [
            {"DestinationCidrBlock": cidr, "Type": "static", "State": "active"}
            | {"TransitGatewayAttachments": [{"TransitGatewayAttachmentId": target}]}
            for cidr, target in (pair.split(" to ") for pair in static.split(",") if pair)
        ]
        made.put(
            "TransitGatewayStaticRoutes",
            {"TransitGatewayRouteTableId": table_id, "Routes": routes, "AdditionalRoutesAvailable": False},
        )


@pytest.mark.parametrize(
    ("source", "destination", "port", "want"),
    [
        ("i-1", "10.82.1.10", 22, OK),
        ("i-2", "10.81.1.10", 22, OK),
        ("i-1", "10.82.1.10", 80, NO),
        ("i-10", "10.82.1.10", 22, NO),  # its zone is not attached
        ("i-2", "10.81.2.10", 22, NO),  # what comes back would start there
        ("i-1", "10.83.1.10", 22, NO),  # nothing announces it
        ("i-1", "10.82.77.1", 22, NO),
    ],
)
def test_spokes_of_a_recorded_transit_gateway(
    source: str, destination: str, port: int, want: Verdict, tmp_path: Path
) -> None:
    made = Recording(tmp_path)
    spoke(made, 1, "tgw-1", "tgw-rtb-1")
    spoke(made, 2, "tgw-1", "tgw-rtb-1", zones="ab")
    tables(made, "tgw-1", **{"tgw-rtb-1": "1 2"})

    found = made.ask(source, destination, "tcp", port)

    assert found.verdict is want, told(found)


def test_two_tables_that_announce_each_other(tmp_path: Path) -> None:
    made = Recording(tmp_path)
    spoke(made, 1, "tgw-1", "tgw-rtb-1")
    spoke(made, 2, "tgw-1", "tgw-rtb-2")
    tables(made, "tgw-1", **{"tgw-rtb-1": "2", "tgw-rtb-2": "1"})

    assert made.ask("i-1", "i-2", "tcp", 22).verdict is OK
    assert made.ask("i-2", "i-1", "tcp", 22).verdict is OK


def test_a_table_that_announces_one_way_only_gives_no_reply(tmp_path: Path) -> None:
    made = Recording(tmp_path)
    spoke(made, 1, "tgw-1", "tgw-rtb-1")
    spoke(made, 2, "tgw-1", "tgw-rtb-2")
    tables(made, "tgw-1", **{"tgw-rtb-1": "2", "tgw-rtb-2": ""})

    assert made.ask("i-1", "i-2", "tcp", 22).verdict is NO


@pytest.mark.parametrize(("source", "destination"), [("i-1", "10.82.1.10"), ("i-2", "10.81.1.10")])
def test_each_way_through_a_transit_gateway_of_its_own(source: str, destination: str, tmp_path: Path) -> None:
    made = Recording(tmp_path)
    for number, other in ((1, 2), (2, 1)):
        spoke(made, number, f"tgw-{number}", f"tgw-rtb-{number}")
        second = attachment(number * 10 + number, f"tgw-{other}", "vpc", f"vpc-{number}", f"tgw-rtb-{other}")
        made.put("TransitGatewayAttachments", second)
        made.put(
            "TransitGatewayVpcAttachments",
            {key: second[key] for key in ("TransitGatewayAttachmentId", "TransitGatewayId", "State")}
            | {"VpcId": f"vpc-{number}", "SubnetIds": [f"subnet-{number}a"]},
        )
        # Only the other VPC's attachment to this gateway announces itself here.
        propagation = {"TransitGatewayAttachmentId": f"tgw-attach-{other}{other}", "ResourceId": f"vpc-{other}"}
        made.put("TransitGateways", {"TransitGatewayId": f"tgw-{number}"})
        routes = {"TransitGatewayRouteTableId": f"tgw-rtb-{number}"}
        made.put("TransitGatewayRouteTables", routes | {"TransitGatewayId": f"tgw-{number}"})
        made.put("TransitGatewayPropagations", routes | {"TransitGatewayRouteTablePropagations": [propagation]})
        made.put("TransitGatewayStaticRoutes", routes | {"Routes": []})

    found = made.ask(source, destination, "tcp", 22)

    assert found.verdict is OK, told(found)
    assert found.via is not None
    assert found.via.id == source.replace("i", "tgw")


@pytest.mark.parametrize(("destination", "want"), [("172.20.0.1", OK), ("172.21.0.1", NO)])
def test_a_vpn_of_a_transit_gateway_has_its_static_routes_in_the_gateways_table(
    destination: str, want: Verdict, tmp_path: Path
) -> None:
    made = Recording(tmp_path)
    spoke(made, 1, "tgw-1", "tgw-rtb-1")
    made._lists["", "RouteTables"][0]["Routes"].append(
        {"DestinationCidrBlock": "172.16.0.0/12", "TransitGatewayId": "tgw-1", "State": "active"}
    )
    made.put("TransitGatewayAttachments", attachment(7, "tgw-1", "vpn", "vpn-1", "tgw-rtb-1"))
    tables(made, "tgw-1", **{"tgw-rtb-1": "1;172.20.0.0/16 to tgw-attach-7"})
    ends = {"VpnConnectionId": "vpn-1", "TransitGatewayId": "tgw-1", "State": "available", "Routes": []}
    made.put("VpnConnections", ends | {"Options": {"StaticRoutesOnly": True}})

    found = made.ask("i-1", destination)

    assert found.verdict is want, told(found)


def test_a_transit_gateway_of_another_account(tmp_path: Path) -> None:
    made = Recording(tmp_path, "accounts/111122223333/eu-west-1")
    spoke(made, 1, "tgw-1", "tgw-rtb-1")
    made.put("TransitGatewayAttachments", attachment(2, "tgw-1", "vpc", "vpc-2", "tgw-rtb-1"))
    tables(made, "tgw-1", **{"tgw-rtb-1": "1 2"})
    spoke(made.into("accounts/444455556666/eu-west-1"), 2, "tgw-1", "tgw-rtb-1")
    # What the participant sees of the owner's gateway: itself and its own attachment, no tables.
    made.put("TransitGatewayRouteTables").put("TransitGatewayPropagations").put("TransitGatewayStaticRoutes")

    assert made.ask("i-1", "10.82.1.10", "tcp", 22).verdict is OK
    assert made.ask("i-2", "10.81.1.10", "tcp", 22).verdict is OK
    assert made.ask("i-2", "10.81.1.10", "tcp", 80).verdict is NO


@pytest.mark.parametrize(
    ("announced", "source", "destination", "want"),
    [
        ("1", "i-1", "10.82.1.10", OK),
        ("1", "i-2", "10.81.1.10", OK),
        ("", "i-2", "10.81.1.10", NO),  # the table of the peering's other end does not know the VPC
        ("", "i-1", "10.82.1.10", NO),  # nor does a reply come back
    ],
)
@pytest.mark.parametrize("associations", [False, True])
def test_transit_gateways_that_peer_across_regions(
    announced: str, source: str, destination: str, want: Verdict, associations: bool, tmp_path: Path
) -> None:
    made = Recording(tmp_path, "accounts/111122223333/eu-west-1")
    spoke(made, 1, "tgw-1", "tgw-rtb-1")
    made.put("TransitGatewayAttachments", attachment(9, "tgw-1", "peering", "tgw-2", "tgw-rtb-1"))
    tables(made, "tgw-1", **{"tgw-rtb-1": f"{announced};10.82.0.0/16 to tgw-attach-9"})
    if associations:  # both ends list the one attachment, each with its own table
        made.put("TransitGatewayRouteTableAssociations", associated("tgw-rtb-1", 1, 9))
    spoke(made.into("accounts/444455556666/us-east-1"), 2, "tgw-2", "tgw-rtb-2")
    made.put("TransitGatewayAttachments", attachment(9, "tgw-2", "peering", "tgw-1", "tgw-rtb-2"))
    tables(made, "tgw-2", **{"tgw-rtb-2": "2;10.81.0.0/16 to tgw-attach-9"})
    if associations:
        made.put("TransitGatewayRouteTableAssociations", associated("tgw-rtb-2", 2, 9))

    found = made.ask(source, destination, "tcp", 22)

    assert found.verdict is want, told(found)


def associated(table_id: str, *numbers: int) -> Json:
    items = [{"TransitGatewayAttachmentId": f"tgw-attach-{number}", "State": "associated"} for number in numbers]
    return {"TransitGatewayRouteTableId": table_id, "Associations": items}
