"""Are the actions that are told to be needed for policies just those that are called?"""

from __future__ import annotations

from typing import Any

import pytest
from botocore.loaders import Loader

from tests.collect.fake_port import refusal
from tests.collect.test_policies import ACCOUNT, PROFILE, WHOLE, read
from tests.collect.test_users_and_functions import ADA, ATTACHMENT, BILL, BUCKET, FUNCTION, USER, UUID, task, tasks_of
from vpce_tui.collect.paging import NEXT_TOKEN, TOKENS_BY_OPERATION
from vpce_tui.collect.policy_actions import POLICY_ACTIONS
from vpce_tui.model.coverage import Reason

RESOURCES = (
    *(BUCKET, FUNCTION),
    *(f"arn:aws:{each}" for each in ("sqs:eu-west-1:1:q", "sns:eu-west-1:1:t", "kms:eu-west-1:1:alias/a")),
    *(f"arn:aws:{each}" for each in ("dynamodb:eu-west-1:1:table/t", "ecr:eu-west-1:1:repository/r")),
    "arn:aws:secretsmanager:eu-west-1:1:secret:s",
)
ANSWERS: dict[str, Any] = {
    **tasks_of(task(1, UUID)),
    **WHOLE,
    **ADA,
    **BILL,
    "GetPolicy": lambda _, call: WHOLE["GetPolicy"] if call.service == "iam" else [refusal(Reason.OTHER, "x")],
    "GetBucketPolicy": [{"Policy": "{}"}],
    "GetQueueUrl": [{"QueueUrl": "https://q"}],
    "DescribeKey": [{"KeyMetadata": {"Arn": "arn:aws:kms:eu-west-1:1:key/k"}}],
    "ListParents": [{"Parents": [{"Id": "r-1", "Type": "ROOT"}]}],
    "ListPoliciesForTarget": [{"Policies": [{"Id": "p-1", "Name": "all"}]}],
}


async def test_the_actions_that_are_told_are_those_that_are_called() -> None:
    _, api = await read(
        ANSWERS,
        instance_profiles=(PROFILE,),
        functions=(FUNCTION,),
        tasks=((ATTACHMENT, ""),),
        principals=(USER,),
        resources=RESOURCES,
        accounts=(ACCOUNT,),
    )

    told = {action for actions in POLICY_ACTIONS.values() for action in actions}
    assert {call.permission for _, call in api.calls} == told
    assert sum(map(len, POLICY_ACTIONS.values())) == len(told)


PAGED = [
    ("iam", "ListRolePolicies"),
    ("iam", "ListAttachedRolePolicies"),
    ("iam", "ListUserPolicies"),
    ("iam", "ListAttachedUserPolicies"),
    ("iam", "ListGroupsForUser"),
    ("iam", "ListGroupPolicies"),
    ("iam", "ListAttachedGroupPolicies"),
    ("organizations", "ListParents"),
    ("organizations", "ListPoliciesForTarget"),
    ("ecs", "ListClusters"),
    ("ecs", "ListTasks"),
]


@pytest.mark.parametrize(("service", "operation"), PAGED)
def test_pages_are_followed_by_the_tokens_that_the_service_gives(service: str, operation: str) -> None:
    known = Loader().load_service_model(service, "paginators-1")["pagination"][operation]

    assert TOKENS_BY_OPERATION.get(operation, NEXT_TOKEN) == {known["output_token"]: known["input_token"]}


async def test_no_list_is_asked_for_whose_tokens_are_not_looked_at() -> None:
    _, api = await read(
        ANSWERS, instance_profiles=(PROFILE,), tasks=((ATTACHMENT, ""),), principals=(USER,), accounts=(ACCOUNT,)
    )

    lists = {(call.service, call.operation) for _, call in api.calls if call.operation.startswith("List")}
    assert lists <= set(PAGED)
