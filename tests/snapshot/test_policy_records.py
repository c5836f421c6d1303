"""Do policies that were read live on in a snapshot, and lose their names but not their meaning when it is redacted?"""

from __future__ import annotations

import io
import json
from typing import Any

import pytest

from vpce_tui.model.coverage import COMPLETE, Coverage, Progress, Reason
from vpce_tui.model.events import CollectEvent, PageRead, ReadEnded, ScopeOpened
from vpce_tui.model.inventory import Inventory
from vpce_tui.model.record import Record, Scope
from vpce_tui.model.topology import Topology
from vpce_tui.policy import AuthorizationRequest, evaluate
from vpce_tui.policy.callers import caller_behind
from vpce_tui.policy.known import KnownPolicies, State, known_policies
from vpce_tui.resources.function import FunctionConfiguration, FunctionLayer, FunctionVpcConfig, LoggingConfig
from vpce_tui.resources.group import GroupDetail
from vpce_tui.resources.managed_policy import ManagedPolicyDetail, PolicyVersion
from vpce_tui.resources.network_interface import NetworkInterface
from vpce_tui.resources.on_demand import SOME
from vpce_tui.resources.organization import ControlLevel, ControlPolicies, ControlPolicy, Organization, PolicySummary
from vpce_tui.resources.resource_policy import PublicAccessBlockConfiguration, ResourcePolicy
from vpce_tui.resources.role import AttachedPolicy, PolicyDetail, RoleDetail
from vpce_tui.resources.shapes import GroupIdentifier
from vpce_tui.resources.task_role import TaskRole
from vpce_tui.resources.user import UserDetail
from vpce_tui.snapshot import read_events, save
from vpce_tui.snapshot.file import topology_events, verify
from vpce_tui.snapshot.redact import Redaction, Redactor

ACCOUNT = "111122223333"
SCOPE = Scope(ACCOUNT, "eu-west-1")
ROLE = f"arn:aws:iam::{ACCOUNT}:role/team/falcon-writer"
SESSION = f"arn:aws:sts::{ACCOUNT}:assumed-role/falcon-writer/i-0abc0abc0abc0abc0"
EDGE = f"arn:aws:iam::{ACCOUNT}:policy/falcon-edge"
BUCKET = "arn:aws:s3:::falcon-data"
READ = Coverage(Progress.COMPLETE, read_at="2026-01-02T03:04:05+00:00")


def document(effect: str = "Allow", **members: Any) -> str:
    statement = {"Effect": effect, "Action": "s3:*", "Resource": f"{BUCKET}/*", **members}
    return json.dumps({"Version": "2012-10-17", "Statement": [statement]})


RECORDS: tuple[Record, ...] = (
    RoleDetail(
        arn=ROLE,
        role_name="falcon-writer",
        role_id="AROAEXAMPLE",
        assume_role_policy_document=document(Principal={"AWS": f"arn:aws:iam::{ACCOUNT}:role/falcon-boss"}),
        role_policy_list=(PolicyDetail(policy_name="falcon-inline", policy_document=document()),),
        attached_managed_policies=(AttachedPolicy(policy_name="falcon-edge", policy_arn=EDGE),),
        reading=READ,
    ),
    ManagedPolicyDetail(
        arn=EDGE,
        policy_name="falcon-edge",
        default_version_id="v1",
        policy_version_list=(PolicyVersion(document=document("Deny", Action="s3:PutObject"), version_id="v1"),),
        reading=READ,
    ),
    UserDetail(
        arn=f"arn:aws:iam::{ACCOUNT}:user/falcon/falcon-ada",
        path="/falcon/",
        user_name="falcon-ada",
        user_id="AIDAEXAMPLE",
        user_policy_list=(PolicyDetail(policy_name="falcon-own", policy_document=document()),),
        group_list=("falcon-auditors",),
        attached_managed_policies=(),
        reading=READ,
    ),
    GroupDetail(
        arn=f"arn:aws:iam::{ACCOUNT}:group/falcon-auditors",
        group_name="falcon-auditors",
        group_policy_list=(PolicyDetail(policy_name="falcon-no", policy_document=document("Deny", Action="s3:Put*")),),
        attached_managed_policies=(),
        reading=READ,
    ),
    FunctionConfiguration(
        function_name="falcon-bill",
        function_arn=f"arn:aws:lambda:eu-west-1:{ACCOUNT}:function:falcon-bill",
        role=ROLE,
        handler="falcon.handle",
        description="counts falcons",
        state_reason="falcon has no room",
        vpc_config=FunctionVpcConfig(subnet_ids=("subnet-0a1b2c3d",), security_group_ids=("sg-0a1b2c3d",)),
        logging_config=LoggingConfig(log_group="/aws/lambda/falcon-bill"),
        layers=(FunctionLayer(arn=f"arn:aws:lambda:eu-west-1:{ACCOUNT}:layer:falcon-tools:3"),),
        reading=READ,
    ),
    NetworkInterface(
        network_interface_id="eni-0a1b2c3d",
        interface_type="lambda",
        owner_id=ACCOUNT,
        subnet_id="subnet-0a1b2c3d",
        groups=(GroupIdentifier(group_id="sg-0a1b2c3d"),),
        description="AWS Lambda VPC ENI-falcon-bill-0a1b2c3d-0a1b-0a1b-0a1b-0a1b2c3d4e5f",
    ),
    NetworkInterface(
        network_interface_id="eni-0b1b2c3d",
        interface_type="interface",
        owner_id=ACCOUNT,
        description=f"arn:aws:ecs:eu-west-1:{ACCOUNT}:attachment/0a1b2c3d-0a1b-0a1b-0a1b-0a1b2c3d4e5f",
    ),
    TaskRole(
        attachment_arn=f"arn:aws:ecs:eu-west-1:{ACCOUNT}:attachment/0a1b2c3d-0a1b-0a1b-0a1b-0a1b2c3d4e5f",
        cluster_arn=f"arn:aws:ecs:eu-west-1:{ACCOUNT}:cluster/falcon",
        task_arn=f"arn:aws:ecs:eu-west-1:{ACCOUNT}:task/falcon/0a1b2c3d0a1b0a1b0a1b0a1b2c3d4e5f",
        task_definition_arn=f"arn:aws:ecs:eu-west-1:{ACCOUNT}:task-definition/falcon-web:3",
        task_role_arn=ROLE,
        reading=READ,
    ),
    ResourcePolicy(
        resource_arn=BUCKET,
        resource_account="999988887777",
        policy=document(Principal={"AWS": ROLE}),
        public_access_block_configuration=PublicAccessBlockConfiguration(restrict_public_buckets=True),
        account_public_access_block_configuration=PublicAccessBlockConfiguration(),
        reading=READ,
    ),
    ResourcePolicy(
        resource_arn=f"arn:aws:sqs:eu-west-1:{ACCOUNT}:falcon-jobs",
        reading=Coverage(
            Progress.FAILED,
            Reason.FORBIDDEN,
            "AccessDenied",
            f"User: {ROLE} is not authorized",
            "allow sqs:GetQueueAttributes for this profile or role",
        ),
    ),
    Organization(id="o-a1b2c3d4e5", master_account_id="999988887777", master_account_email="x@falcon.example"),
    ControlPolicies(
        account_id=ACCOUNT,
        levels=(
            ControlLevel(
                target_id="r-1",
                type="ROOT",
                service_control_policies=(
                    ControlPolicy(policy_summary=PolicySummary(name="falcon-rail"), content=document(Action="*")),
                ),
            ),
        ),
        reading=READ,
    ),
)


def events() -> list[CollectEvent]:
    found: list[CollectEvent] = [ScopeOpened(SCOPE)]
    for record in RECORDS:
        found += [PageRead(type(record), SCOPE, (record,)), ReadEnded(type(record), SCOPE, SOME)]
    return found


def topology(told: list[CollectEvent]) -> Topology:
    made = Inventory()
    for event in told:
        made.apply(event)
    return made.topology()


def test_a_file_holds_them_whole_and_nothing_is_missing_in_it() -> None:
    file = io.BytesIO()
    before = topology(events())
    save(file, before)
    file.seek(0)
    after = topology(list(read_events(file)))
    file.seek(0)

    assert {place: dict(table.records) for place, table in after.tables.items()} == {
        place: dict(table.records) for place, table in before.tables.items()
    }
    assert after.coverages == before.coverages
    assert not list(after.gaps())
    found = verify(file)
    assert found.intact
    assert found.incomplete == ()


def test_events_as_they_come_make_the_same_file_content_as_the_topology() -> None:
    file = io.BytesIO()
    save(file, events())
    file.seek(0)

    assert (
        topology(list(read_events(file))).tables.keys()
        == topology(list(topology_events(topology(events())))).tables.keys()
    )


def verdicts(known: KnownPolicies, principal: str, bucket: str) -> list[str]:
    found = []
    for action in ("s3:GetObject", "s3:PutObject"):
        request = AuthorizationRequest(action, f"{bucket}/x", principal, None, {})
        found.append(str(evaluate(request, known.policies).decision))
    return found


@pytest.mark.parametrize("what", [set(Redaction), {Redaction.NAMES}, {Redaction.ACCOUNTS}, {Redaction.POLICIES}])
def test_a_redacted_file_decides_alike_and_tells_no_names(what: set[Redaction]) -> None:
    told = events()
    redactor = Redactor(what, told, seed="a seed")
    redacted = [redactor.event(event) for event in told]
    principal, bucket = redactor.policies.principal(SESSION), redactor.policies.resource(BUCKET)
    before = known_policies(topology(told), SESSION, f"{BUCKET}/x", None)

    # Names and policies go together where both are wanted; then callers and buckets are called otherwise everywhere.
    if what == set(Redaction):
        after = known_policies(topology(redacted), principal, f"{bucket}/x", None)
        assert after.identity.state is before.identity.state is State.READ
        assert after.resource.state is State.READ
        assert verdicts(after, principal, bucket) == verdicts(before, SESSION, BUCKET) == ["allowed", "explicitDeny"]
    file = io.BytesIO()
    save(file, redacted)
    file.seek(0)
    text = "\n".join(repr(event) for event in read_events(file))
    if Redaction.ACCOUNTS in what:
        assert ACCOUNT not in text
        assert "999988887777" not in text
        assert "o-a1b2c3d4e5" not in text
    if what == set(Redaction):
        assert "falcon" not in text


@pytest.mark.parametrize("what", [set(Redaction), {Redaction.NAMES}, {Redaction.ACCOUNTS}, {Redaction.POLICIES}])
def test_functions_users_and_groups_still_belong_together_in_a_redacted_file(what: set[Redaction]) -> None:
    told = events()
    redactor = Redactor(what, told, seed="a seed")
    redacted = topology([redactor.event(event) for event in told])
    (user,) = redacted.records(UserDetail)

    for interface in redacted.records(NetworkInterface):
        assert caller_behind(redacted, interface).principal, interface
    assert known_policies(redacted, user.arn, BUCKET, None).identity.state is State.READ


def test_what_is_complete_stays_complete() -> None:
    told: list[CollectEvent] = [PageRead(RoleDetail, SCOPE, (RECORDS[0],)), ReadEnded(RoleDetail, SCOPE, COMPLETE)]
    file = io.BytesIO()
    save(file, told)
    file.seek(0)

    assert topology(list(read_events(file))).coverage(RoleDetail, SCOPE).complete
