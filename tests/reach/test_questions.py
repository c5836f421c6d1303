"""How are the words of a question understood, how is the answer written, and what about many questions at once?"""

from __future__ import annotations

import json

import pytest

from tests.reach.asking import ask, told
from vpce_tui.demo.build import Builder, acl_entry, allow, route
from vpce_tui.errors import UnknownAnswerError, UnknownIdError, UsageError
from vpce_tui.model.record import Record
from vpce_tui.reach import Flow, Verdict, trace
from vpce_tui.reach.edits import (
    AddAclEntry,
    AddEndpoint,
    AddGroupRule,
    AddRoute,
    AssociateEndpoint,
    Edit,
    RemoveAclEntry,
    RemoveEndpoint,
    RemoveGroupRule,
    RemoveRoute,
    ReplacePolicy,
    SetPrivateDns,
    SetVpcAttribute,
    UseRouteTable,
)
from vpce_tui.reach.questions import matrix, services_in_use, what_can_it_reach, who_can_reach
from vpce_tui.reach.whatif import apply, apply_all
from vpce_tui.resources.instance import Instance
from vpce_tui.resources.network_interface import NetworkInterface
from vpce_tui.resources.vpc_endpoint import VpcEndpoint

OK, NO = Verdict.REACHABLE, Verdict.NOT_REACHABLE


def world() -> tuple[Builder, NetworkInterface, VpcEndpoint]:
    build = Builder()
    build.vpc("10.1.0.0/16")
    client = build.network_interface(subnet=build.subnet())
    group = build.security_group(allow(cidr="10.1.0.0/16"))
    return build, client, build.interface_endpoint("ssm", subnets=(build.subnet(zone="b"),), groups=(group,))


# --- words -----------------------------------------------------------------------------------------------------------


def test_who_may_be_an_interface_an_instance_or_an_address() -> None:
    build, _, endpoint = world()
    instance, interface = build.instance(subnet=build.subnet())

    for who in (interface.network_interface_id, instance.instance_id, interface.private_ip_address or ""):
        found = ask(build, who, endpoint)
        assert found.verdict is OK, told(found)
        assert found.flow.source == interface.network_interface_id


def test_an_instance_means_its_first_interface() -> None:
    build, _, endpoint = world()
    instance, interface = build.instance(subnet=build.subnet())
    second = build.network_interface(instance=instance.instance_id)
    attachment = second.attachment
    assert attachment is not None
    import msgspec

    build.change(second, attachment=msgspec.structs.replace(attachment, device_index=1))

    assert ask(build, instance.instance_id, endpoint).flow.source == interface.network_interface_id


@pytest.mark.parametrize(
    ("who", "what"),
    [
        ("eni-0doesnotexist", "ssm"),
        ("i-0doesnotexist", "ssm"),
        ("10.9.9.9", "ssm"),
        ("CLIENT", "eni-0doesnotexist"),
        ("CLIENT", "vpce-0doesnotexist"),
        ("CLIENT", "ssmm"),
        ("CLIENT", "ecr.apii"),
        ("CLIENT", "10.0.0.300"),
        ("CLIENT", "a b.example.com"),
        ("CLIENT", ""),
    ],
)
def test_an_id_that_nothing_has_is_a_usage_error(who: str, what: str) -> None:
    build, client, _ = world()
    source = client.network_interface_id if who == "CLIENT" else who

    with pytest.raises(UnknownIdError):
        ask(build, source, what)


def test_the_nearest_ids_are_suggested() -> None:
    build, client, endpoint = world()

    with pytest.raises(UnknownIdError) as raised:
        ask(build, client, endpoint.vpc_endpoint_id[:-1] + "x")
    assert endpoint.vpc_endpoint_id in raised.value.help
    with pytest.raises(UnknownIdError, match="ssmm") as raised:
        ask(build, client, "ssmm")
    assert "`ssm`" in raised.value.help


@pytest.mark.parametrize("unread", [NetworkInterface, VpcEndpoint], ids=lambda kind: kind.__name__)
def test_an_id_in_an_unread_list_has_no_answer_yet(unread: type[Record]) -> None:
    build, client, endpoint = world()

    with pytest.raises(UnknownAnswerError):
        ask(build, client, endpoint, unread=(unread,))


def test_an_address_that_two_interfaces_own_must_be_told_apart() -> None:
    build, client, _ = world()
    other = build.vpc("10.1.0.0/16")
    build.network_interface(subnet=build.subnet("10.1.1.0/24", vpc=other), address=client.private_ip_address or "")

    with pytest.raises(UsageError, match="several interfaces"):
        ask(build, client.private_ip_address or "", "ssm")


@pytest.mark.parametrize("words", ["tcpp", "256", "-2", ""])
def test_a_protocol_that_is_none(words: str) -> None:
    with pytest.raises(UsageError):
        Flow("eni-1", "ssm", protocol=words)


@pytest.mark.parametrize(("protocol", "port"), [("tcp", 65536), ("tcp", -1), ("icmp", 256)])
def test_a_port_that_is_none(protocol: str, port: int) -> None:
    with pytest.raises(UsageError):
        Flow("eni-1", "ssm", protocol=protocol, port=port)


def test_the_port_follows_the_service() -> None:
    build, client, _ = world()

    assert ask(build, client, "cassandra").flow.port == 9142
    assert ask(build, client, "email-smtp").flow.port == 587
    assert ask(build, client, "ssm").flow.port == 443
    assert ask(build, client, "ssm", port=80).flow.port == 80
    assert ask(build, client, "10.1.1.9", protocol="icmp").flow.port is None


# --- the answer as JSON ----------------------------------------------------------------------------------------------


def test_the_answer_has_the_contracts_members() -> None:
    build, client, _ = world()
    locked = build.network_interface(groups=(build.security_group(egress=()),))

    members = json.loads(json.dumps(ask(build, locked, "ssm").members()))

    assert members["format"] == "vpce-tui/trace/1"
    assert members["verdict"] == "notReachable"
    assert members["flow"]["source"] == locked.network_interface_id
    assert members["flow"]["destination"] == "ssm"
    assert members["flow"]["port"] == 443
    assert members["via"]["kind"] == "interfaceEndpoint"
    wanted = {"direction", "stage", "component", "rule", "verdict", "code", "text", "fix"}
    assert all(wanted <= set(step) for step in members["steps"])
    blocking = [index for index, step in enumerate(members["steps"]) if step["verdict"] == "block"]
    assert members["blockers"] == blocking != []
    assert members["unknowns"] == []
    assert {"identityPolicy", "serviceControlPolicy"} <= set(members["notEvaluated"])
    assert client.vpc_id


def test_a_stopped_instance_is_said_and_does_not_decide() -> None:
    build, _, endpoint = world()
    instance, _ = build.instance(state="stopped", subnet=build.subnet())

    found = ask(build, instance.instance_id, endpoint)

    assert found.verdict is OK
    assert [step.code for step in found.steps if step.verdict == "warn"] == ["BAD_STATE"]
    assert isinstance(instance, Instance)


def test_a_detached_interface_and_an_endpoints_own_interface_send_nothing() -> None:
    build, client, endpoint = world()
    loose = build.network_interface(status="available")

    assert ask(build, loose, endpoint).verdict is NO
    assert ask(build, endpoint.network_interface_ids[0], client).blocking_steps[0].code == "VPCE_INTRA_VPC_TRAFFIC"


def test_order_of_records_does_not_matter() -> None:
    build, client, _ = world()
    flow = Flow(client.network_interface_id, "ssm")
    forwards = trace(flow, build.topology())
    for table in build._records.values():
        items = list(table.items())
        table.clear()
        table.update(reversed(items))

    assert trace(flow, build.topology()) == forwards


# --- many at once ----------------------------------------------------------------------------------------------------


def test_what_an_interface_can_reach() -> None:
    build, client, _ = world()

    found = {service: trace.verdict for service, trace in what_can_it_reach(client, build.topology())}

    assert found == {"dynamodb": NO, "s3": NO, "ssm": OK}
    assert services_in_use(build.topology()) == ("dynamodb", "s3", "ssm")


def test_who_can_reach_an_endpoint_judges_alike_interfaces_once() -> None:
    build, client, endpoint = world()
    subnet = build.subnet()
    for _ in range(20):
        build.network_interface(subnet=subnet)
    shut = build.security_group(egress=())
    locked = build.network_interface(subnet=subnet, groups=(shut,))

    found = list(who_can_reach(endpoint, build.topology()))

    sizes = sorted((reached.clients.size, str(reached.trace.verdict)) for reached in found)
    assert sizes == [(1, "notReachable"), (1, "reachable"), (20, "reachable")]
    assert client.vpc_id == locked.vpc_id


def test_a_rule_for_one_address_sets_that_interface_apart() -> None:
    build = Builder()
    build.vpc("10.1.0.0/16")
    subnet = build.subnet()
    alike = [build.network_interface(subnet=subnet) for _ in range(3)]
    special = alike[1].private_ip_address
    group = build.security_group(allow(cidr=f"{special}/32"))
    endpoint = build.interface_endpoint("ssm", subnets=(build.subnet(zone="b"),), groups=(group,))

    verdicts = {
        interface_id: reached.trace.verdict
        for reached in who_can_reach(endpoint, build.topology())
        for interface_id in reached.clients.interface_ids
    }

    assert [verdicts[item.network_interface_id] for item in alike] == [NO, OK, NO]


def test_every_interface_of_a_class_gets_its_classs_verdict() -> None:
    build, _, endpoint = world()
    subnet = build.subnet()
    build.network_acl(
        acl_entry(90, allow=False, egress=True, protocol="-1", cidr="10.1.2.0/24"),
        acl_entry(100, egress=True, protocol="-1"),
        acl_entry(100, protocol="-1"),
        subnets=(subnet,),
    )
    build.network_interface(subnet=subnet)
    build.network_interface(subnet=subnet, interface_type="lambda")
    topology = build.topology()

    for reached in who_can_reach(endpoint, topology):
        for interface_id in reached.clients.interface_ids:
            single = trace(Flow(interface_id, endpoint.vpc_endpoint_id), topology, fixes=False)
            assert single.verdict is reached.trace.verdict


def test_the_matrix_counts_clients_and_tells_how_far_it_is() -> None:
    build, client, _ = world()
    empty = build.subnet(zone="c")
    locked = build.network_interface(subnet=build.subnet(), groups=(build.security_group(egress=()),))

    words = list(matrix(build.topology(), ("ssm", "s3")))

    cells = {(cell.subnet_id, cell.service): cell for word in words for cell in word.cells}
    assert words[-1].done == words[-1].total == 4
    own = cells[client.subnet_id or "", "ssm"]
    assert (own.verdict, own.reachable, own.via and own.via.kind) == (OK, 1, "interfaceEndpoint")
    other = cells[locked.subnet_id or "", "ssm"]
    assert (other.verdict, other.code, other.example) == (NO, "SG_HAS_NO_RULES", locked.network_interface_id)
    assert cells[empty.subnet_id, "s3"].clients == 0
    assert cells[empty.subnet_id, "s3"].verdict is None


# --- what if ---------------------------------------------------------------------------------------------------------


def before_and_after(build: Builder, client: NetworkInterface, what: str, edit: Edit) -> tuple[Verdict, Verdict]:
    topology = build.topology()
    flow = Flow(client.network_interface_id, what)
    before = trace(flow, topology, fixes=False)
    after = trace(flow, apply(edit, topology), fixes=False)
    assert trace(flow, topology, fixes=False) == before, "the topology itself did not change"
    assert edit.says
    assert edit.command.startswith("aws ec2 ")
    return before.verdict, after.verdict


def test_each_edit_changes_what_it_says() -> None:
    build, client, endpoint = world()
    group = endpoint.groups[0].group_id or ""
    vpc = build.latest_vpc
    acl = build.default_acl()
    main = build.main_table()
    cases: list[tuple[str, Edit]] = [
        ("ssm", RemoveGroupRule(group_id=group, egress=False, index=0)),
        ("ssm", RemoveRoute(route_table_id=main.route_table_id, destination="10.1.0.0/16")),
        ("ssm", RemoveAclEntry(network_acl_id=acl.network_acl_id, rule_number=100, egress=True)),
        (
            "ssm",
            AddAclEntry(
                network_acl_id=acl.network_acl_id, rule_number=50, egress=True, cidr="10.1.2.0/24", allow=False
            ),
        ),
        ("ssm", SetPrivateDns(vpc_endpoint_id=endpoint.vpc_endpoint_id, enabled=False)),
        ("ssm", SetVpcAttribute(vpc_id=vpc.vpc_id, attribute="enableDnsHostnames", value=False)),
        ("ssm", RemoveEndpoint(vpc_endpoint_id=endpoint.vpc_endpoint_id)),
    ]

    for what, edit in cases:
        assert before_and_after(build, client, what, edit) == (OK, NO), edit


def test_edits_that_open() -> None:
    build, client, _ = world()
    vpc_id = client.vpc_id or ""
    subnet_id = client.subnet_id or ""
    gateway = build.internet_gateway()
    nat = build.nat_gateway(
        subnet=build.subnet(table=build.route_table(route("0.0.0.0/0", gateway.internet_gateway_id)))
    )
    other = build.route_table(route("0.0.0.0/0", nat.nat_gateway_id))
    s3 = build.gateway_endpoint("s3")
    main = build.main_table().route_table_id
    shut = build.security_group()
    closed = build.interface_endpoint("kms", subnets=(build.subnet(),), groups=(shut,))
    admitted = build.default_group().group_id
    cases: list[tuple[str, Edit]] = [
        ("sqs", AddRoute(route_table_id=main, destination="0.0.0.0/0", target=nat.nat_gateway_id)),
        ("sqs", UseRouteTable(subnet_id=subnet_id, route_table_id=other.route_table_id)),
        ("s3", AssociateEndpoint(vpc_endpoint_id=s3.vpc_endpoint_id, route_table_id=main)),
        ("kms", AddGroupRule(group_id=shut.group_id, egress=False, from_port=443, to_port=443, peer_group_id=admitted)),
        (
            "sqs",
            AddEndpoint(
                vpc_id=vpc_id,
                service_name="com.amazonaws.eu-west-1.sqs",
                subnet_ids=(subnet_id,),
                group_ids=(admitted,),
            ),
        ),
        (
            "s3",
            AddEndpoint(
                vpc_id=vpc_id, service_name="com.amazonaws.eu-west-1.s3", kind="Gateway", route_table_ids=(main,)
            ),
        ),
    ]

    for what, edit in cases:
        assert before_and_after(build, client, what, edit) == (NO, OK), edit
    assert closed.vpc_id == vpc_id


def test_edits_add_up_and_undo() -> None:
    build, client, endpoint = world()
    s3 = build.gateway_endpoint("s3")
    main = build.main_table().route_table_id
    there = AssociateEndpoint(vpc_endpoint_id=s3.vpc_endpoint_id, route_table_id=main)
    back = AssociateEndpoint(vpc_endpoint_id=s3.vpc_endpoint_id, route_table_id=main, associated=False)
    policy = ReplacePolicy(vpc_endpoint_id=endpoint.vpc_endpoint_id, document="{}")
    topology = build.topology()

    both = apply_all((there, policy), topology)
    undone = apply(back, both)

    flow = Flow(client.network_interface_id, "s3")
    assert trace(flow, both).verdict is OK
    assert trace(flow, undone).verdict is NO
    changed = both.find(VpcEndpoint, endpoint.vpc_endpoint_id)
    assert isinstance(changed, VpcEndpoint)
    assert changed.policy_document == "{}"
    with pytest.raises(UnknownIdError):
        apply(RemoveEndpoint(vpc_endpoint_id="vpce-0none"), topology)


@pytest.mark.parametrize("address", [None, "not an address"])
def test_an_interface_without_an_address_asks_nothing_and_stops_nobody(address: str | None) -> None:
    build, client, _ = world()
    build.change(client, private_ip_address=address, private_ip_addresses=())
    bare = build.current(client)

    cells = [cell for progress in matrix(build.topology(), ["s3"]) for cell in progress.cells]

    assert all(cell.clients == 0 for cell in cells)
    with pytest.raises(UsageError, match="has no address"):
        list(what_can_it_reach(bare, build.topology(), ["s3"]))


def test_a_new_endpoint_is_proposed_with_the_groups_of_who_asks() -> None:
    build = Builder()
    build.vpc()
    subnet = build.subnet()
    groups = [build.security_group(allow(443), name=name) for name in ("first", "second")]
    clients = [build.network_interface(subnet=subnet, groups=(group,)) for group in groups]
    topology = build.topology()

    for client, group in zip(clients, groups, strict=True):
        found = trace(Flow(client.network_interface_id, "kms"), topology)
        proposed = [edit for step in found.blocking_steps for edit in step.edits if isinstance(edit, AddEndpoint)]
        assert [edit.group_ids for edit in proposed] == [(group.group_id,)]
