"""What becomes of refusals, logins that are missing and answers that are odd? The port to AWS made of lists."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import pytest

from tests.collect.fake_port import FakeApi, Pages, refusal
from tests.collect.recorder import Recorder
from vpce_tui.collect.failures import failed
from vpce_tui.collect.policies import PolicyReader
from vpce_tui.collect.policy_asking import global_region
from vpce_tui.collect.role_policies import role_of_principal
from vpce_tui.collect.wanted import WantedByAll, WantedPolicies, answers_to, wanted_for
from vpce_tui.model.coverage import Progress, Reason
from vpce_tui.model.events import PageRead, ScopeOpened
from vpce_tui.model.inventory import Inventory
from vpce_tui.model.record import NOT_SENT, Scope
from vpce_tui.model.topology import Topology
from vpce_tui.policy.known import State, known_policies
from vpce_tui.resources.instance import IamInstanceProfile, Instance
from vpce_tui.resources.managed_policy import ManagedPolicyDetail
from vpce_tui.resources.organization import NONE, ControlPolicies, Organization
from vpce_tui.resources.resource_policy import ResourcePolicy
from vpce_tui.resources.role import RoleDetail

ACCOUNT, OTHER = "111122223333", "444455556666"
SCOPE = Scope(ACCOUNT, "eu-west-1")
ROLE = f"arn:aws:iam::{ACCOUNT}:role/app"
PROFILE = f"arn:aws:iam::{ACCOUNT}:instance-profile/app"
EDGE = f"arn:aws:iam::{ACCOUNT}:policy/edge"
DOCUMENT = {"Version": "2012-10-17", "Statement": [{"Effect": "Allow", "Action": "*", "Resource": "*"}]}

WHOLE: dict[str, Any] = {
    "GetInstanceProfile": [
        {"InstanceProfile": {"Arn": PROFILE, "InstanceProfileName": "app", "Roles": [{"Arn": ROLE}]}}
    ],
    "GetRole": [{"Role": {"Arn": ROLE, "RoleName": "app", "RoleId": "AROAEXAMPLE"}}],
    "ListRolePolicies": [{"PolicyNames": ["one"]}, {"PolicyNames": ["two"]}],
    "GetRolePolicy": [{"PolicyDocument": DOCUMENT}],
    "ListAttachedRolePolicies": [{"AttachedPolicies": [{"PolicyName": "edge", "PolicyArn": EDGE}]}],
    "GetPolicy": [{"Policy": {"Arn": EDGE, "PolicyName": "edge", "DefaultVersionId": "v1", "Tags": []}}],
    "GetPolicyVersion": [{"PolicyVersion": {"VersionId": "v1", "IsDefaultVersion": True, "Document": DOCUMENT}}],
}


def denied(permission: str) -> Pages:
    from vpce_tui.collect.failures import ReadError

    return [ReadError(failed(Reason.FORBIDDEN, code="AccessDenied", message="no", permission=permission))]


async def read(
    answers: Mapping[str, Any], *, scopes: tuple[Scope, ...] = (SCOPE,), **wanted: Any
) -> tuple[Recorder, FakeApi]:
    api, recorder = FakeApi(answers), Recorder()
    reader = PolicyReader(api, recorder, scopes, now=lambda: "2026-01-02T03:04:05+00:00")
    await reader.read(WantedPolicies(SCOPE, **wanted))
    return recorder, api


def topology(recorder: Recorder) -> Topology:
    made = Inventory()
    for event in recorder.events:
        made.apply(event)
    return made.topology()


async def test_a_role_is_told_after_its_policies_so_that_who_waits_for_it_finds_all() -> None:
    recorder, _ = await read(WHOLE, instance_profiles=(PROFILE,))

    assert [page.record_type for page in recorder.of(PageRead)] == [ManagedPolicyDetail, RoleDetail]
    layer = known_policies(topology(recorder), ROLE, "*", None).identity
    assert [policy.name for policy in layer.documents] == ["one", "two", "edge"]
    assert layer.state is State.READ
    assert layer.coverage.read_at == "2026-01-02T03:04:05+00:00"


async def test_a_policy_of_many_roles_is_read_once() -> None:
    roles = tuple(f"arn:aws:iam::{ACCOUNT}:role/{name}" for name in ("a", "b", "c"))
    _, api = await read(WHOLE, principals=roles)

    assert api.operations().count("GetPolicy") == 1
    assert api.operations().count("GetRole") == 3


REFUSALS = [
    ("GetRole", "iam:GetRole", State.READ, State.UNREAD),
    ("ListRolePolicies", "iam:ListRolePolicies", State.PARTLY, State.NONE),
    ("GetRolePolicy", "iam:GetRolePolicy", State.PARTLY, State.NONE),
    ("ListAttachedRolePolicies", "iam:ListAttachedRolePolicies", State.PARTLY, State.NONE),
    ("GetPolicyVersion", "iam:GetPolicyVersion", State.PARTLY, State.NONE),
]


@pytest.mark.parametrize(
    ("operation", "permission", "identity", "boundary"), REFUSALS, ids=[row[0] for row in REFUSALS]
)
async def test_one_refusal_leaves_the_rest_and_names_the_permission(
    operation: str, permission: str, identity: State, boundary: State
) -> None:
    recorder, _ = await read({**WHOLE, operation: denied(permission)}, principals=(ROLE,))
    known = known_policies(topology(recorder), ROLE, "*", None)

    assert (known.identity.state, known.boundary.state) == (identity, boundary)
    helps = [coverage.help for _, _, coverage in topology(recorder).gaps()]
    assert helps == [f"allow {permission} for this profile or role"]


async def test_where_the_profile_is_refused_the_role_of_its_name_is_read() -> None:
    recorder, _ = await read({**WHOLE, "GetInstanceProfile": denied("x")}, instance_profiles=(PROFILE,))

    (role,) = recorder.records(RoleDetail)
    assert role.was_read
    assert role.instance_profile_list is NOT_SENT  # nobody said that the profile holds it


async def test_an_account_without_a_login_is_told_and_nothing_is_asked() -> None:
    recorder, api = await read(WHOLE, principals=(ROLE.replace(ACCOUNT, OTHER),))

    (role,) = recorder.records(RoleDetail)
    assert (role.reading.reason, role.reading.message) == (Reason.NO_LOGIN, f"no login of account {OTHER} is at hand")
    assert api.calls == []


async def test_another_accounts_role_is_read_with_its_own_login_and_kept_where_it_was_asked_for() -> None:
    theirs = Scope(OTHER, "us-east-1")
    recorder, api = await read(WHOLE, scopes=(SCOPE, theirs), principals=(ROLE.replace(ACCOUNT, OTHER),))

    assert {scope for scope, call in api.calls if call.operation == "GetRole"} == {theirs}
    assert {page.scope for page in recorder.of(PageRead)} == {SCOPE}


async def test_a_resource_is_read_in_its_own_region() -> None:
    queue = f"arn:aws:sqs:ap-south-1:{ACCOUNT}:jobs"
    answers = {"GetQueueUrl": [{"QueueUrl": "https://q"}], "GetQueueAttributes": [{"Attributes": {"Policy": "{}"}}]}
    recorder, api = await read(answers, resources=(queue,))

    assert {(call.service, call.region) for _, call in api.calls} == {("sqs", "ap-south-1")}
    assert [policy.policy for policy in recorder.records(ResourcePolicy)] == ["{}"]


async def test_what_is_not_there_is_known_and_what_is_refused_is_not() -> None:
    none = [refusal(Reason.OTHER, "NoSuchBucketPolicy")]
    block = {"GetPublicAccessBlock": [refusal(Reason.OTHER, "NoSuchPublicAccessBlockConfiguration")]}
    absent, _ = await read({"GetBucketPolicy": none, **block}, resources=("arn:aws:s3:::app-data",))
    unread, _ = await read({"GetBucketPolicy": denied("s3:GetBucketPolicy")}, resources=("arn:aws:s3:::app-data",))

    assert [policy.was_read for policy in absent.records(ResourcePolicy)] == [True]
    assert unread.coverage(ResourcePolicy).help == "allow s3:GetBucketPolicy for this profile or role"


async def test_that_block_public_access_is_refused_does_not_make_the_policy_unread() -> None:
    answers = {"GetBucketPolicy": [{"Policy": "{}"}], "GetPublicAccessBlock": denied("s3:GetBucketPublicAccessBlock")}
    recorder, _ = await read(answers, resources=("arn:aws:s3:::app-data",))

    (policy,) = recorder.records(ResourcePolicy)
    assert (policy.was_read, policy.policy, policy.public_access_block_configuration) == (True, "{}", None)


async def test_a_member_that_may_not_read_control_policies_misses_no_list() -> None:
    answers = {
        "DescribeOrganization": [{"Organization": {"Id": "o-a1", "MasterAccountId": OTHER}}],
        "ListParents": denied("organizations:ListParents"),
    }
    recorder, _ = await read(answers, accounts=(ACCOUNT,))

    assert [each.id for each in recorder.records(Organization)] == ["o-a1"]
    (control,) = recorder.records(ControlPolicies)
    assert control.reading.reason is Reason.FORBIDDEN
    assert not list(topology(recorder).gaps())


async def test_an_organization_that_was_refused_is_not_none() -> None:
    recorder, _ = await read(
        {"DescribeOrganization": denied("organizations:DescribeOrganization")}, accounts=(ACCOUNT,)
    )

    (organization,) = recorder.records(Organization)
    assert (organization.id, organization.was_read) == (NONE, False)
    assert known_policies(topology(recorder), ROLE, "*", ACCOUNT).scp.state is not State.NONE


async def test_a_tree_without_a_root_ends() -> None:
    parents = {"ListParents": [{"Parents": [{"Id": "ou-1", "Type": "ORGANIZATIONAL_UNIT"}]}]}
    recorder, api = await read(parents, accounts=(ACCOUNT,))

    (control,) = recorder.records(ControlPolicies)
    assert control.reading.message == f"no root stands above {ACCOUNT}"
    assert api.operations().count("ListParents") < 12


async def test_an_answer_that_is_no_answer_is_a_failure_of_that_record_alone() -> None:
    odd = {**WHOLE, "GetInstanceProfile": [{"InstanceProfile": {"Roles": [{}]}}]}
    recorder, _ = await read(odd, instance_profiles=(PROFILE,), resources=("arn:aws:s3:::app-data",))

    (role,) = recorder.records(RoleDetail)
    assert (role.reading.progress, role.reading.code) == (Progress.FAILED, "KeyError")
    assert len(recorder.records(ResourcePolicy)) == 1


async def test_only_operations_that_read_are_called() -> None:
    arns = (f"arn:aws:{service}" for service in ("sqs:eu-west-1:1:q", "sns:eu-west-1:1:t", "kms:eu-west-1:1:alias/a"))
    more = (
        "arn:aws:s3:::app-data",
        "arn:aws:secretsmanager:eu-west-1:1:secret:s",
        "arn:aws:ecr:eu-west-1:1:repository/r",
    )
    tables = ("arn:aws:dynamodb:eu-west-1:1:table/t",)
    _, api = await read(WHOLE, instance_profiles=(PROFILE,), resources=(*arns, *more, *tables), accounts=(ACCOUNT,))

    assert all(operation.startswith(("Get", "List", "Describe")) for operation in api.operations())
    assert {call.service for _, call in api.calls} == {
        *("iam", "sqs", "sns", "kms", "s3", "secretsmanager", "ecr", "dynamodb", "organizations")
    }


PRINCIPALS = [
    (ROLE, ROLE),
    (f"arn:aws:sts::{ACCOUNT}:assumed-role/app/i-0abc", ROLE),
    (f"arn:aws-cn:sts::{ACCOUNT}:assumed-role/app/i-0abc", ROLE.replace("arn:aws:", "arn:aws-cn:")),
    (f"arn:aws:iam::{ACCOUNT}:user/u", ""),
    ("logs.amazonaws.com", ""),
    ("", ""),
    ("arn:aws:iam::1:role/", ""),
]


@pytest.mark.parametrize(("principal", "role"), PRINCIPALS)
def test_which_role_a_principal_is(principal: str, role: str) -> None:
    assert role_of_principal(principal) == role


@pytest.mark.parametrize(
    ("region", "home"), [("eu-west-1", "us-east-1"), ("cn-north-1", "cn-north-1"), ("us-gov-east-1", "us-gov-west-1")]
)
def test_where_global_services_answer(region: str, home: str) -> None:
    assert global_region(region) == home


def test_what_a_request_wants_and_when_it_is_answered() -> None:
    wanted = wanted_for(Topology(), SCOPE, principal=ROLE, resource="arn:aws:s3:::app-data/x", owner=OTHER)
    made = Inventory()
    before = answers_to(made.topology(), wanted)

    assert wanted.accounts == (ACCOUNT, OTHER)
    assert before == (None, None, None, None)
    made.apply(PageRead(RoleDetail, SCOPE, (RoleDetail(arn=ROLE),)))
    assert [new is not old for new, old in zip(answers_to(made.topology(), wanted), before, strict=True)].count(
        True
    ) == 1


def test_a_snapshot_wants_each_profile_and_each_accounts_organization_once() -> None:
    heard = WantedByAll()
    other_region = Scope(ACCOUNT, "us-east-1")
    profile = IamInstanceProfile(arn=PROFILE)
    for scope in (SCOPE, other_region):
        heard.hear(ScopeOpened(scope))
        instances = tuple(Instance(instance_id=f"i-{n}", iam_instance_profile=profile) for n in range(3))
        heard.hear(PageRead(Instance, scope, (*instances, Instance(instance_id="i-bare"))))

    (wanted,) = heard.wanted()
    assert (wanted.instance_profiles, wanted.accounts) == ((PROFILE,), (ACCOUNT,))
