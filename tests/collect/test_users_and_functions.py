"""Are users with their groups, Lambda functions with their roles, and buckets with their owners read part by part?

The port to AWS made of lists.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from tests.collect.fake_port import FakeApi, Pages, refusal
from tests.collect.recorder import Recorder
from tests.collect.test_policies import ACCOUNT, DOCUMENT, EDGE, OTHER, ROLE, SCOPE, WHOLE, denied, read, topology
from vpce_tui.collect.api import Call
from vpce_tui.collect.policies import PolicyReader
from vpce_tui.collect.user_policies import user_of_principal
from vpce_tui.collect.wanted import WantedByAll, WantedPolicies, answers_to, wanted_for
from vpce_tui.model.coverage import Reason
from vpce_tui.model.events import PageRead, ScopeOpened
from vpce_tui.model.inventory import Inventory
from vpce_tui.model.record import Record, Scope
from vpce_tui.model.topology import Topology
from vpce_tui.policy.callers import Caller
from vpce_tui.policy.known import State, known_policies, owner_of
from vpce_tui.resources.function import FunctionConfiguration
from vpce_tui.resources.group import GroupDetail
from vpce_tui.resources.managed_policy import ManagedPolicyDetail
from vpce_tui.resources.network_interface import NetworkInterface
from vpce_tui.resources.resource_policy import PublicAccessBlockConfiguration, ResourcePolicy
from vpce_tui.resources.role import RoleDetail
from vpce_tui.resources.task_role import TaskRole
from vpce_tui.resources.user import UserDetail

USER = f"arn:aws:iam::{ACCOUNT}:user/team/ada"
GROUP = f"arn:aws:iam::{ACCOUNT}:group/auditors"
FUNCTION = f"arn:aws:lambda:eu-west-1:{ACCOUNT}:function:bill"
BUCKET = "arn:aws:s3:::app-data"

ADA: dict[str, Any] = {
    "GetUser": [{"User": {"Arn": USER, "UserName": "ada", "UserId": "AIDAEXAMPLE", "PasswordLastUsed": "never"}}],
    "ListUserPolicies": [{"PolicyNames": ["own"]}],
    "GetUserPolicy": [{"PolicyDocument": DOCUMENT}],
    "ListAttachedUserPolicies": [{"AttachedPolicies": []}],
    "ListGroupsForUser": [{"Groups": [{"Arn": GROUP, "GroupName": "auditors", "GroupId": "AGPAEXAMPLE"}]}],
    "ListGroupPolicies": [{"PolicyNames": ["of-group"]}],
    "GetGroupPolicy": [{"PolicyDocument": DOCUMENT}],
    "ListAttachedGroupPolicies": [{"AttachedPolicies": [{"PolicyName": "edge", "PolicyArn": EDGE}]}],
    **{operation: WHOLE[operation] for operation in ("GetPolicy", "GetPolicyVersion")},
}
BILL: dict[str, Any] = {
    **WHOLE,
    "GetFunctionConfiguration": [
        {
            "FunctionName": "bill",
            "FunctionArn": f"{FUNCTION}:7",
            "Role": ROLE,
            "Environment": {"Variables": {"PASSWORD": "sesame"}},
            "ResponseMetadata": {"RequestId": "x"},
        }
    ],
}


async def test_a_user_is_told_after_its_groups_and_their_policies() -> None:
    recorder, _ = await read(ADA, principals=(USER,))

    assert [page.record_type for page in recorder.of(PageRead)] == [ManagedPolicyDetail, GroupDetail, UserDetail]
    (user,) = recorder.records(UserDetail)
    assert (user.arn, user.user_id, user.group_list) == (USER, "AIDAEXAMPLE", ("auditors",))
    layer = known_policies(topology(recorder), USER, "*", None).identity
    assert ([policy.name for policy in layer.documents], layer.state) == (["own", "of-group", "edge"], State.READ)
    assert not any(record.unknown_members for record in (user, *recorder.records(GroupDetail)))


async def test_a_users_boundary_is_read_too() -> None:
    bounded = {**ADA["GetUser"][0]["User"], "PermissionsBoundary": {"PermissionsBoundaryArn": EDGE}}
    recorder, _ = await read({**ADA, "GetUser": [{"User": bounded}]}, principals=(USER,))

    assert known_policies(topology(recorder), USER, "*", None).boundary.state is State.READ


REFUSALS = [
    ("GetUser", "iam:GetUser", State.READ, State.UNREAD),
    ("ListUserPolicies", "iam:ListUserPolicies", State.PARTLY, State.NONE),
    ("GetUserPolicy", "iam:GetUserPolicy", State.PARTLY, State.NONE),
    ("ListAttachedUserPolicies", "iam:ListAttachedUserPolicies", State.PARTLY, State.NONE),
    ("ListGroupsForUser", "iam:ListGroupsForUser", State.PARTLY, State.NONE),
    ("ListGroupPolicies", "iam:ListGroupPolicies", State.PARTLY, State.NONE),
    ("GetGroupPolicy", "iam:GetGroupPolicy", State.PARTLY, State.NONE),
    ("ListAttachedGroupPolicies", "iam:ListAttachedGroupPolicies", State.PARTLY, State.NONE),
]


@pytest.mark.parametrize(
    ("operation", "permission", "identity", "boundary"), REFUSALS, ids=[row[0] for row in REFUSALS]
)
async def test_one_refusal_leaves_the_rest_of_a_user_and_names_the_permission(
    operation: str, permission: str, identity: State, boundary: State
) -> None:
    recorder, _ = await read({**ADA, operation: denied(permission)}, principals=(USER,))
    known = known_policies(topology(recorder), USER, "*", None)

    assert (known.identity.state, known.boundary.state) == (identity, boundary)
    assert [coverage.help for _, _, coverage in topology(recorder).gaps()] == [
        f"allow {permission} for this profile or role"
    ]


async def test_another_accounts_user_without_a_login_is_told_and_nothing_is_asked() -> None:
    recorder, api = await read(ADA, principals=(USER.replace(ACCOUNT, OTHER),))

    (user,) = recorder.records(UserDetail)
    assert (user.reading.reason, api.calls) == (Reason.NO_LOGIN, [])


@pytest.mark.parametrize(
    ("principal", "user"),
    [(USER, USER), (ROLE, ""), (f"arn:aws:sts::{ACCOUNT}:federated-user/ada", ""), ("ada", ""), ("", "")],
)
def test_which_user_a_principal_is(principal: str, user: str) -> None:
    assert user_of_principal(principal) == user


async def test_a_function_is_told_after_its_role_and_without_its_secrets() -> None:
    recorder, api = await read(BILL, functions=(FUNCTION,))

    assert [page.record_type for page in recorder.of(PageRead)][-2:] == [RoleDetail, FunctionConfiguration]
    (function,) = recorder.records(FunctionConfiguration)
    assert (function.function_arn, function.role, function.was_read) == (FUNCTION, ROLE, True)
    assert "sesame" not in repr(function)
    assert function.unknown_members is None
    (asked,) = [call for _, call in api.calls if call.operation == "GetFunctionConfiguration"]
    assert (asked.service, asked.region, asked.parameters) == ("lambda", "eu-west-1", {"FunctionName": FUNCTION})


async def test_a_role_of_many_functions_is_read_once() -> None:
    functions = tuple(f"{FUNCTION}-{number}" for number in range(4))
    recorder, api = await read(BILL, functions=functions)

    assert api.operations().count("GetRole") == 1
    assert len(recorder.records(FunctionConfiguration)) == 4


async def test_a_function_that_was_refused_says_why_and_no_role_is_asked_for() -> None:
    answers = {**BILL, "GetFunctionConfiguration": denied("lambda:GetFunctionConfiguration")}
    recorder, api = await read(answers, functions=(FUNCTION,))

    assert "GetRole" not in api.operations()
    assert (
        recorder.coverage(FunctionConfiguration).help
        == "allow lambda:GetFunctionConfiguration for this profile or role"
    )


GONE = [refusal(Reason.OTHER, "ResourceNotFoundException")]
THERE = {"GetFunctionConfiguration": BILL["GetFunctionConfiguration"]}
POLICIES: list[tuple[str, dict[str, Pages], bool, str | None]] = [
    ("there is one", {"GetPolicy": [{"Policy": "{}"}]}, True, "{}"),
    ("there is none", {"GetPolicy": GONE, **THERE}, True, None),
    ("there is no such function", {"GetPolicy": GONE, "GetFunctionConfiguration": GONE}, False, None),
    ("which of both was refused", {"GetPolicy": GONE, "GetFunctionConfiguration": denied("x")}, False, None),
    ("it was refused", {"GetPolicy": denied("lambda:GetPolicy"), **THERE}, False, None),
]


@pytest.mark.parametrize(("says", "answers", "was_read", "text"), POLICIES, ids=[row[0] for row in POLICIES])
async def test_the_policy_of_a_function(says: str, answers: dict[str, Pages], was_read: bool, text: str | None) -> None:
    recorder, _ = await read(answers, resources=(FUNCTION,))

    (policy,) = recorder.records(ResourcePolicy)
    assert (policy.was_read, policy.policy) == (was_read, text), says


def of_service(**answers: Pages) -> Callable[[Scope, Call], Pages]:
    return lambda scope, call: answers[call.service]


ON = PublicAccessBlockConfiguration(restrict_public_buckets=True)
NONE = PublicAccessBlockConfiguration()
TOLD: Pages = [{"PublicAccessBlockConfiguration": {"RestrictPublicBuckets": True}}]
ABSENT: Pages = [refusal(Reason.OTHER, "NoSuchPublicAccessBlockConfiguration")]
BLOCKS: list[tuple[str, Pages, Pages, object, object]] = [
    ("the bucket's is on, so that the account's need not be asked", TOLD, [], ON, None),
    ("the account's is on", ABSENT, TOLD, NONE, ON),
    ("neither is", ABSENT, ABSENT, NONE, NONE),
    ("the account's was refused", ABSENT, denied("s3:GetAccountPublicAccessBlock"), NONE, None),
    ("the bucket's was refused", denied("s3:GetBucketPublicAccessBlock"), TOLD, None, ON),
]


@pytest.mark.parametrize(("says", "own", "accounts", "bucket", "account"), BLOCKS, ids=[row[0] for row in BLOCKS])
async def test_block_public_access_of_a_bucket_and_of_its_account(
    says: str, own: Pages, accounts: Pages, bucket: object, account: object
) -> None:
    answers: dict[str, Any] = {
        "GetBucketPolicy": [{"Policy": "{}"}],
        "GetPublicAccessBlock": of_service(s3=own, s3control=accounts),
    }
    recorder, _ = await read(answers, resources=(BUCKET,))

    (policy,) = recorder.records(ResourcePolicy)
    assert policy.public_access_block_configuration == bucket, says
    assert policy.account_public_access_block_configuration == account, says
    assert policy.was_read


async def test_an_emulator_is_not_asked_for_the_accounts_block() -> None:
    api, recorder = FakeApi({"GetBucketPolicy": [{"Policy": "{}"}]}), Recorder()
    reader = PolicyReader(api, recorder, (SCOPE,), now=lambda: "2026-01-02T03:04:05+00:00", emulated=True)
    await reader.read(WantedPolicies(SCOPE, resources=(BUCKET,)))

    assert {call.service for _, call in api.calls} == {"s3"}


async def test_a_bucket_is_of_the_account_whose_login_was_told_its_policy() -> None:
    theirs = Scope(OTHER, "us-east-1")
    told, _ = await read(
        {"GetBucketPolicy": [{"Policy": "{}"}]}, scopes=(SCOPE, theirs), resources=(BUCKET,), resource_account=OTHER
    )
    refused, _ = await read({"GetBucketPolicy": denied("s3:GetBucketPolicy")}, resources=(BUCKET,))
    without, _ = await read({"GetBucketPolicy": [refusal(Reason.OTHER, "NoSuchBucketPolicy")]}, resources=(BUCKET,))

    assert owner_of(topology(told), f"{BUCKET}/x") == OTHER
    assert owner_of(topology(refused), f"{BUCKET}/x") is None
    assert owner_of(topology(without), f"{BUCKET}/x") == ACCOUNT


def test_what_a_function_and_a_user_want_and_when_it_is_answered() -> None:
    behind = Caller(function=FUNCTION.replace(ACCOUNT, OTHER))
    by_function = wanted_for(Topology(), SCOPE, principal=ROLE, behind=behind)
    by_user = wanted_for(Topology(), SCOPE, principal=USER)
    made = Inventory()

    assert (by_function.principals, by_function.functions) == ((), (FUNCTION.replace(ACCOUNT, OTHER),))
    assert by_function.accounts == (ACCOUNT, OTHER)
    assert answers_to(made.topology(), by_user) == (None, None)
    made.apply(PageRead(UserDetail, SCOPE, (UserDetail(arn=USER),)))
    assert [answer is not None for answer in answers_to(made.topology(), by_user)] == [True, False]
    function = FunctionConfiguration(function_arn=by_function.functions[0])
    made.apply(PageRead(FunctionConfiguration, SCOPE, (function,)))
    assert answers_to(made.topology(), by_function)[0] == function


UUID = "0a1b2c3d-0a1b-0a1b-0a1b-0a1b2c3d4e5f"
ATTACHMENT = f"arn:aws:ecs:eu-west-1:{ACCOUNT}:attachment/{UUID}"
TASK = f"arn:aws:ecs:eu-west-1:{ACCOUNT}:task/shop/11"
DEFINITION = f"arn:aws:ecs:eu-west-1:{ACCOUNT}:task-definition/web:3"


def task(number: int, attachment: str = "", **members: Any) -> dict[str, Any]:
    attached = [{"id": "other", "type": "x"}, *([{"id": attachment}] if attachment else [])]
    arn = f"{TASK.rpartition('/')[0]}/{number}"
    return {"taskArn": arn, "taskDefinitionArn": DEFINITION, "attachments": attached, **members}


def tasks_of(*found: dict[str, Any]) -> dict[str, Any]:
    """A cluster's tasks, told as ECS tells them: by name first."""

    def described(_: Scope, call: Call) -> Pages:
        return [{"tasks": [each for each in found if each["taskArn"] in call.parameters["tasks"]]}]

    return {
        **WHOLE,
        "ListClusters": [{"clusterArns": ["a"]}, {"clusterArns": ["b"]}],
        "ListTasks": lambda _, call: [
            {"taskArns": [each["taskArn"] for each in found] if call.parameters["cluster"] == "b" else []}
        ],
        "DescribeTasks": described,
        "DescribeTaskDefinition": [{"taskDefinition": {"taskRoleArn": ROLE}}],
    }


async def test_a_task_is_found_by_the_attachment_of_its_interface_and_its_role_is_read() -> None:
    found = tasks_of(*(task(number) for number in range(150)), task(151, UUID))
    recorder, api = await read(found, tasks=((ATTACHMENT, ""),))

    (told,) = recorder.records(TaskRole)
    assert (told.task_role_arn, told.was_read) == (ROLE, True)
    assert told.task_arn == f"{TASK.rpartition('/')[0]}/151"
    assert [page.record_type for page in recorder.of(PageRead)][-2:] == [RoleDetail, TaskRole]
    assert api.operations().count("DescribeTasks") == 2
    assert {call.region for _, call in api.calls if call.service == "ecs"} == {"eu-west-1"}


async def test_the_role_that_a_task_was_started_with_outweighs_its_definitions() -> None:
    started = task(1, UUID, overrides={"taskRoleArn": f"{ROLE}-other"})
    recorder, api = await read(tasks_of(started), tasks=((ATTACHMENT, "b"),))

    assert [each.task_role_arn for each in recorder.records(TaskRole)] == [f"{ROLE}-other"]
    assert not {"ListClusters", "DescribeTaskDefinition"} & set(api.operations())


ASKED = [
    ("no such task runs", {}, "no running task has this interface"),
    ("clusters were refused", {"ListClusters": denied("ecs:ListClusters")}, "no"),
    ("tasks were refused", {"ListTasks": denied("ecs:ListTasks")}, "no"),
    ("what they are was refused", {"DescribeTasks": denied("ecs:DescribeTasks")}, "no"),
]


@pytest.mark.parametrize(("says", "answers", "message"), ASKED, ids=[row[0] for row in ASKED])
async def test_a_task_that_is_not_found_says_why(says: str, answers: dict[str, Pages], message: str) -> None:
    recorder, api = await read({**tasks_of(task(1)), **answers}, tasks=((ATTACHMENT, ""),))

    (told,) = recorder.records(TaskRole)
    assert (told.was_read, told.task_arn, told.reading.message) == (False, None, message), says
    assert "GetRole" not in api.operations()


async def test_nobody_looks_at_every_task_of_a_very_large_cluster() -> None:
    recorder, api = await read(tasks_of(*(task(number) for number in range(3000))), tasks=((ATTACHMENT, ""),))

    (told,) = recorder.records(TaskRole)
    assert told.reading.message == "the task is none of the 2000 that were looked at"
    assert api.operations().count("DescribeTasks") == 20


async def test_a_definition_that_was_refused_leaves_the_role_unknown_and_not_absent() -> None:
    answers = {**tasks_of(task(1, UUID)), "DescribeTaskDefinition": denied("ecs:DescribeTaskDefinition")}
    recorder, _ = await read(answers, tasks=((ATTACHMENT, ""),))

    (told,) = recorder.records(TaskRole)
    assert (told.task_role_arn, told.was_read, told.task_definition_arn) == (None, False, DEFINITION)


def test_a_snapshot_wants_the_function_behind_each_interface_once() -> None:
    heard = WantedByAll()
    heard.hear(ScopeOpened(SCOPE))
    uuid = "0a1b2c3d-0a1b-0a1b-0a1b-0a1b2c3d4e5f"
    names: list[Record] = [
        NetworkInterface(network_interface_id=f"eni-{at}", interface_type="lambda", owner_id=ACCOUNT, description=text)
        for at, text in enumerate([f"AWS Lambda VPC ENI-bill-{uuid}"] * 2 + ["AWS Lambda VPC ENI-odd", "mine"])
    ]
    heard.hear(PageRead(NetworkInterface, SCOPE, tuple(names)))

    (wanted,) = heard.wanted()
    assert wanted.functions == (FUNCTION,)
