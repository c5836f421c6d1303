"""Does a trace with an action join the path and the policies?"""

from __future__ import annotations

import json
from typing import Any

import pytest

from tests.reach.asking import told
from vpce_tui.demo.build import Builder, allow, route
from vpce_tui.errors import UsageError
from vpce_tui.policy import PolicyDocument
from vpce_tui.reach import Flow, Outcome, Stage, Trace, Verdict
from vpce_tui.reach.access import Access, trace_access
from vpce_tui.resources.network_interface import NetworkInterface

OK, NO, UNKNOWN = Verdict.REACHABLE, Verdict.NOT_REACHABLE, Verdict.UNKNOWN
ROLE = "arn:aws:iam::111122223333:role/app"
BUCKET = "arn:aws:s3:::app-data/report.csv"


def statement(effect: str = "Allow", **members: Any) -> dict[str, Any]:
    whole = {"Effect": effect, "Principal": "*", "Action": "s3:*", "Resource": "*", **members}
    return {"Version": "2012-10-17", "Statement": [whole]}


def ask(build: Builder, client: NetworkInterface, **members: Any) -> Trace:
    access = Access("s3:GetObject", BUCKET, ROLE, **members)
    return trace_access(Flow(client.network_interface_id, "s3"), build.topology(), access)


def gateway_world(policy: Any = None) -> tuple[Builder, NetworkInterface]:
    build = Builder()
    build.vpc()
    build.gateway_endpoint("s3", tables=(build.main_table(),), policy=policy)
    return build, build.network_interface()


CASES = [
    ("the default policy lets it pass", None, OK),
    ("a policy that allows reading", statement(Action="s3:GetObject"), OK),
    ("a policy for another action", statement(Action="s3:PutObject"), NO),
    ("a policy for another bucket", statement(Resource="arn:aws:s3:::other/*"), NO),
    ("a policy with denies only", statement("Deny", Action="s3:DeleteObject"), NO),
    ("a policy that denies it", statement("Deny"), NO),
    ("a policy that is no JSON", "{", UNKNOWN),
]


@pytest.mark.parametrize(("says", "policy", "want"), CASES, ids=[case[0] for case in CASES])
def test_the_policy_of_the_endpoint_on_the_path(says: str, policy: Any, want: Verdict) -> None:
    build, client = gateway_world(policy)

    found = ask(build, client)

    assert found.verdict is want, f"{says}: {told(found)}"
    assert "endpointPolicy" not in found.not_evaluated
    assert {"resourcePolicy", "identityPolicy", "serviceControlPolicy"} <= set(found.not_evaluated)


def test_the_path_gives_the_keys_that_a_bucket_policy_reads() -> None:
    build, client = gateway_world()
    endpoint = next(step.component for step in ask(build, client).steps if step.stage is Stage.ENDPOINT_STATE)
    mine = statement(Condition={"StringEquals": {"aws:SourceVpce": endpoint}})
    other = statement("Deny", Condition={"StringNotEquals": {"aws:SourceVpce": "vpce-0other"}})

    granted = ask(build, client, resource_policy=PolicyDocument.parse(json.dumps(mine)))
    denied = ask(build, client, resource_policy=PolicyDocument.parse(json.dumps(other)))

    assert granted.verdict is OK, told(granted)
    assert denied.verdict is NO, told(denied)
    assert denied.blocking_steps[0].stage is Stage.RESOURCE_POLICY
    assert denied.blocking_steps[0].code == "VPCE_ACCESS_DENIED"


def test_through_a_nat_gateway_the_source_is_its_public_address() -> None:
    build = Builder()
    build.vpc()
    gateway = build.internet_gateway()
    public = build.subnet(table=build.route_table(route("0.0.0.0/0", gateway.internet_gateway_id)))
    nat = build.nat_gateway(subnet=public)
    client = build.network_interface(
        subnet=build.subnet(table=build.route_table(route("0.0.0.0/0", nat.nat_gateway_id)))
    )
    address = nat.nat_gateway_addresses[0].public_ip
    policy = statement(Condition={"IpAddress": {"aws:SourceIp": f"{address}/32"}})

    found = ask(build, client, resource_policy=PolicyDocument.parse(json.dumps(policy)))

    assert found.verdict is OK, told(found)
    assert "endpointPolicy" not in found.not_evaluated


def test_a_source_address_never_matches_through_an_endpoint() -> None:
    build, client = gateway_world()
    policy = statement("Deny", Condition={"NotIpAddress": {"aws:SourceIp": "198.51.100.0/24"}})

    found = ask(build, client, resource_policy=PolicyDocument.parse(json.dumps(policy)))

    assert found.verdict is NO, told(found)


def test_identity_policies_decide_where_they_are_given() -> None:
    build, client = gateway_world()
    allowed = {"Version": "2012-10-17", "Statement": [{"Effect": "Allow", "Action": "s3:GetObject", "Resource": "*"}]}
    other = {"Version": "2012-10-17", "Statement": [{"Effect": "Allow", "Action": "sqs:*", "Resource": "*"}]}

    nobody = PolicyDocument.parse(json.dumps(statement(Principal={"AWS": "arn:aws:iam::111122223333:role/other"})))
    assert ask(build, client, identity=(PolicyDocument.parse(json.dumps(allowed)),)).verdict is OK
    refused = ask(build, client, identity=(PolicyDocument.parse(json.dumps(other)),), resource_policy=nobody)
    assert refused.verdict is NO, told(refused)
    # A bucket's policy may allow alone within one account, and nobody has read it.
    undecided = ask(build, client, identity=(PolicyDocument.parse(json.dumps(other)),))
    assert undecided.verdict is UNKNOWN, told(undecided)
    assert "identityPolicy" not in refused.not_evaluated


def test_a_service_without_policy_support_restricts_nothing() -> None:
    build = Builder()
    build.vpc()
    group = build.security_group(allow((0, 65535), cidr="10.0.0.0/8"))
    build.interface_endpoint("email-smtp", groups=(group,), policy=statement("Deny"))
    build.service_detail("email-smtp", vpc_endpoint_policy_supported=False)
    client = build.network_interface()

    access = Access("ses:SendRawEmail", "*", ROLE)
    found = trace_access(Flow(client.network_interface_id, "email-smtp"), build.topology(), access)

    assert found.verdict is OK, told(found)


def test_a_blocked_network_and_a_refusing_policy_are_both_told() -> None:
    build, _ = gateway_world(statement(Action="s3:PutObject"))
    locked = build.network_interface(groups=(build.security_group(egress=()),))

    found = ask(build, locked)

    stages = [step.stage for step in found.steps if step.verdict is Outcome.BLOCK]
    assert stages == [Stage.SECURITY_GROUP_EGRESS, Stage.ENDPOINT_POLICY], told(found)


def test_an_action_that_is_none_is_a_usage_error() -> None:
    build, client = gateway_world()

    with pytest.raises(UsageError):
        trace_access(Flow(client.network_interface_id, "s3"), build.topology(), Access("GetObject"))


def test_what_the_principal_rests_on_is_said_and_changes_nothing() -> None:
    build, client = gateway_world(statement(Action="s3:PutObject"))
    found = ask(build, client, note="functions share this interface")

    assert found.verdict is NO
    (said,) = [step for step in found.steps if step.text == "functions share this interface"]
    assert (said.stage, said.verdict) == (Stage.IDENTITY_POLICY, Outcome.WARN)


def all_but(**members: Any) -> dict[str, Any]:
    """A policy that allows everything but what is denied."""
    denied = {"Effect": "Deny", "Action": "s3:*", "Resource": "*", **members}
    return {"Version": "2012-10-17", "Statement": [*statement()["Statement"], denied]}


VPCE_OTHER = {"StringEquals": {"aws:SourceVpce": "vpce-0other"}}
VPCE_NOT_OTHER = {"StringNotEquals": {"aws:SourceVpce": "vpce-0other"}}
MINE = {"StringEquals": {"aws:PrincipalAccount": "111122223333"}}
NOT_MINE = {"StringNotEquals": {"aws:PrincipalAccount": "111122223333"}}
SOMEBODY = {"AWS": "arn:aws:iam::111122223333:role/app"}


@pytest.mark.parametrize(
    "policy",
    [
        None,
        statement(Principal=SOMEBODY),
        statement(Condition=MINE),
        statement(Resource="arn:aws:s3:::${aws:username}/*"),
        all_but(Principal="*", Condition=NOT_MINE),
        all_but(NotPrincipal=SOMEBODY),
        all_but(Principal="*", Resource=["arn:aws:s3:::${aws:username}/*", "arn:aws:s3:::*"]),
    ],
)
def test_what_depends_on_the_caller_is_not_certain_of_one_whom_nobody_knows(policy: Any) -> None:
    found = asked_by_nobody(policy)

    assert found.verdict is UNKNOWN, told(found)
    assert not found.blocking_steps
    assert any(NOTE in step.text for step in found.unknown_steps)


@pytest.mark.parametrize(
    "policy",
    [
        statement("Deny"),
        all_but(Principal="*"),
        all_but(Principal="*", Condition=VPCE_NOT_OTHER),
        statement(Action="s3:PutObject"),
        statement(Resource="arn:aws:s3:::other-bucket/*"),
        statement(Principal=SOMEBODY, Resource="arn:aws:s3:::other-bucket/*"),
        statement(Condition=VPCE_OTHER),
    ],
)
def test_what_no_caller_could_pass_blocks_one_whom_nobody_knows(policy: Any) -> None:
    found = asked_by_nobody(policy)

    assert found.verdict is NO, told(found)
    assert [step.stage for step in found.blocking_steps] == [Stage.ENDPOINT_POLICY]
    assert any(NOTE in step.text for step in found.unknown_steps)


NOTE = "a task's role stands in its task definition"


def asked_by_nobody(policy: Any) -> Trace:
    build, client = gateway_world(policy)
    access = Access("s3:GetObject", BUCKET, None, note=NOTE)
    return trace_access(Flow(client.network_interface_id, "s3"), build.topology(), access)


def test_who_asks_about_nobody_on_purpose_has_a_sure_answer() -> None:
    build, client = gateway_world(statement(Principal=SOMEBODY))
    flow = Flow(client.network_interface_id, "s3")

    assert trace_access(flow, build.topology(), Access("s3:GetObject", BUCKET, None)).verdict is NO
