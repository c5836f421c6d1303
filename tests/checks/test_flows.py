"""Do flows hold, fail, stay unknown or check nothing as the network is?"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from datetime import UTC, datetime

import pytest

from vpce_tui.checks.expectation import Outcome, Result
from vpce_tui.checks.expectation_file import read_expectations
from vpce_tui.checks.judging import judge
from vpce_tui.demo.build import Builder, route
from vpce_tui.errors import MalformedInputError
from vpce_tui.model.record import Record
from vpce_tui.model.topology import Table, Topology
from vpce_tui.resources.instance import Instance
from vpce_tui.resources.network_interface import NetworkInterface
from vpce_tui.resources.route_table import RouteTable
from vpce_tui.resources.shapes import Tag
from vpce_tui.resources.subnet import Subnet

NOW = datetime(2026, 1, 2, tzinfo=UTC)


def network(unread: tuple[type[Record], ...] = ()) -> Topology:
    """Return one VPC: `app-a` has NAT and a gateway endpoint, `data-a` neither, `open-a` public addresses."""
    builder = Builder()
    vpc = builder.vpc("10.1.0.0/16", name="app")
    app = builder.subnet("10.1.1.0/24", vpc=vpc, name="app-a")
    data = builder.subnet("10.1.2.0/24", vpc=vpc, name="data-a")
    public = builder.subnet("10.1.3.0/24", vpc=vpc, name="open-a")
    builder.subnet("10.1.4.0/24", vpc=vpc, name="empty-a")
    gateway = builder.internet_gateway(vpc=vpc)
    builder.route_table(route("0.0.0.0/0", gateway.internet_gateway_id), vpc=vpc, subnets=(public,))
    nat = builder.nat_gateway(subnet=public)
    table = builder.route_table(route("0.0.0.0/0", nat.nat_gateway_id), vpc=vpc, subnets=(app,))
    builder.gateway_endpoint("s3", vpc=vpc, tables=(table,))
    clients = builder.security_group(vpc=vpc, name="clients")
    web, _ = builder.instance(subnet=app, groups=(clients,), name="web-1")
    builder.change(web, tags=(*web.tags, Tag(key="team", value="shop=eu")))
    builder.instance(subnet=app, groups=(clients,), name="web-2")
    builder.instance(subnet=data, groups=(clients,), name="db-1")
    builder.instance(subnet=public, groups=(clients,), name="bastion", public_ip=True)
    builder.change(data, tags=(*data.tags, Tag(key="tier", value="data")))
    return builder.topology(unread=unread)


def ask(entry: str, topology: Topology | None = None) -> Result:
    (result,) = judge(read_expectations(entry), topology or network(), NOW)
    return result


def expect(selector: str, to: str = '"s3"', more: str = "", kind: str = "expect") -> str:
    return f'[[{kind}]]\nname = "x"\nfrom = {{ {selector} }}\nto = {to}\n{more}\n'


@dataclass(frozen=True)
class Case:
    says: str
    entry: str
    want: Outcome
    words: str = ""
    unread: tuple[type[Record], ...] = field(default=())


CASES = [
    Case("a flow that goes holds", expect('subnet = "app-a"'), Outcome.HOLDS, "holds for 2 interfaces"),
    Case("it holds by the way that it goes", expect('subnet = "app-a"', more='via = "gatewayEndpoint"'), Outcome.HOLDS),
    Case(
        "another way than told fails",
        expect('subnet = "app-a"', '"sqs"', 'via = "interfaceEndpoint"'),
        Outcome.FAILS,
        "through natGateway nat-.*, not through interfaceEndpoint",
    ),
    Case("a flow that does not go fails", expect('subnet = "data-a"'), Outcome.FAILS, "1 of 1 fail"),
    Case(
        "that it does not go can be expected",
        expect('subnet = "data-a"', more='verdict = "notReachable"'),
        Outcome.HOLDS,
    ),
    Case("of several some may fail", expect('vpc = "app"'), Outcome.FAILS, "1 of 4 fail"),
    Case("each destination is asked", expect('subnet = "app-a"', '["s3", "sqs"]'), Outcome.HOLDS),
    Case("never holds without a way", expect('subnet = "data-a"', '"internet"', kind="never"), Outcome.HOLDS),
    Case("never fails with NAT", expect('subnet = "app-a"', '"internet"', kind="never"), Outcome.FAILS, "natGateway"),
    Case(
        "never fails with a public address",
        expect('name = "bastion"', '"internet"', kind="never"),
        Outcome.FAILS,
        "internetGateway",
    ),
    Case(
        "never by one way lets others be",
        expect('name = "web-*"', '"internet"', 'via = "internetGateway"', kind="never"),
        Outcome.HOLDS,
    ),
    Case(
        "never by the way that it goes fails",
        expect('name = "web-*"', '"internet"', 'via = "natGateway"', kind="never"),
        Outcome.FAILS,
    ),
    Case("a tag of the subnet chooses", expect('tag = "tier=data"', more='verdict = "notReachable"'), Outcome.HOLDS),
    Case("a tag of the instance chooses", expect('tag = "team=shop=*"'), Outcome.HOLDS, "1 interface"),
    Case("a tag's key chooses", expect('tag = "team"'), Outcome.HOLDS, "1 interface"),
    Case("a name may have stars", expect('name = "web-*"'), Outcome.HOLDS, "2 interfaces"),
    Case("a block chooses", expect('cidr = "10.1.2.0/24"'), Outcome.FAILS),
    Case("a group's name chooses", expect('group = "clients"'), Outcome.FAILS, "of 4"),
    Case(
        "all words must match",
        expect('group = "clients", subnet = "app-a", name = "web-1"'),
        Outcome.HOLDS,
        "1 interface",
    ),
    Case(
        "a subnet without interfaces checks nothing", expect('subnet = "empty-a"'), Outcome.EMPTY, "nothing was checked"
    ),
    Case("a name that nothing has checks nothing", expect('name = "nobody"'), Outcome.EMPTY),
    Case("that may be told to be fine", expect('name = "nobody"', more="may_be_empty = true"), Outcome.HOLDS, "may be"),
    Case("a NAT gateway's interface asks nobody", expect('subnet = "open-a"'), Outcome.HOLDS, "for 1 interface$"),
    Case("routes that were not read decide", expect('subnet = "app-a"'), Outcome.UNKNOWN, "", (RouteTable,)),
    Case(
        "never is unknown as well",
        expect('subnet = "data-a"', '"internet"', kind="never"),
        Outcome.UNKNOWN,
        "",
        (RouteTable,),
    ),
    Case(
        "nothing chosen of an unread list is unknown",
        expect('name = "nobody"', more="may_be_empty = true"),
        Outcome.UNKNOWN,
        "not read were network interfaces",
        (NetworkInterface,),
    ),
    Case(
        "a tag may stand on an instance that was not read",
        expect('tag = "tier=data"', more='verdict = "notReachable"'),
        Outcome.UNKNOWN,
        "instances",
        (Instance,),
    ),
    Case("without tags instances do not matter", expect('subnet = "app-a"'), Outcome.HOLDS, "", (Instance,)),
    Case(
        "another Region's lists do not matter",
        expect('subnet = "app-a", region = "eu-north-1"'),
        Outcome.EMPTY,
        "",
        (Subnet,),
    ),
]


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.says)
def test_flow(case: Case) -> None:
    result = ask(case.entry, network(case.unread))
    assert result.outcome is case.want, result.says
    assert re.search(case.words, result.says), result.says


def test_interfaces_that_are_alike_are_traced_once_and_counted_all() -> None:
    result = ask(expect('subnet = "app-a"', more='verdict = "notReachable"'))
    assert [(found.count, found.outcome) for found in result.evidence] == [(2, Outcome.FAILS)]
    assert result.asked == 2


def test_the_internet_is_asked_on_two_ports_unless_told() -> None:
    result = ask(expect('name = "bastion"', '"internet"', kind="never"))
    assert [found.question for found in result.evidence] == [
        "to the internet (192.0.2.1) port 443",
        "to the internet (192.0.2.1) port 80",
    ]
    assert ask(expect('name = "bastion"', '"internet"', "port = 22", kind="never")).asked == 1


@pytest.mark.parametrize(
    ("entry", "words"),
    [
        (expect('subnet = "app-a"', '"no-such-service-here"'), r"`x` \(line 1\) cannot be asked: there is no service"),
        (expect('subnet = "app-a"', more='protocol = "tpc"'), "`tpc` is no protocol"),
        (expect('cidr = "10.1.2.0/99"'), "is no CIDR block"),
        (expect('subnet = "app-a"', '"vpce-0nothere"'), "there is no VPC endpoint"),
    ],
)
def test_what_cannot_be_asked_is_an_error_of_the_file(entry: str, words: str) -> None:
    with pytest.raises(MalformedInputError, match=words):
        ask(entry)


def test_the_order_of_records_does_not_matter() -> None:
    """The same network, its records told backwards."""
    results = [ask(expect('vpc = "app"'), topology) for topology in (network(), _backwards(network()))]
    assert results[0].outcome is results[1].outcome
    assert {(found.question, found.outcome) for found in results[0].evidence} == {
        (found.question, found.outcome) for found in results[1].evidence
    }


def _backwards(topology: Topology) -> Topology:
    tables = {key: Table(dict(reversed(list(table.records.items())))) for key, table in topology.tables.items()}
    return Topology(tables, topology.coverages, topology.opened)


def test_what_stands_for_the_internet_belongs_to_nobody_here() -> None:
    builder = Builder()
    subnet = builder.subnet(vpc=builder.vpc())
    gateway = builder.internet_gateway()
    builder.add_routes(builder.main_table(), route("0.0.0.0/0", gateway.internet_gateway_id))
    for last in (1, 2):
        builder.instance(subnet=subnet, name=f"host-{last}", public_ip=f"192.0.2.{last}")
    result = ask(expect('name = "host-1"', '"internet"', "port = 443", kind="never"), builder.topology())
    assert [found.question for found in result.evidence] == ["to the internet (192.0.2.3) port 443"]
