"""Are policies found in files that the AWS command line printed, and is nothing taken for whole that is not?"""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any
from urllib.parse import quote

import pytest

from vpce_tui.model.coverage import Progress
from vpce_tui.model.record import Scope
from vpce_tui.model.topology import Topology
from vpce_tui.policy.known import State, known_policies, membership_of, resource_policy
from vpce_tui.resources.function import FunctionConfiguration
from vpce_tui.resources.organization import Organization
from vpce_tui.resources.resource_policy import ResourcePolicy
from vpce_tui.resources.role import RoleDetail
from vpce_tui.snapshot import load

ACCOUNT = "111122223333"
REGION = "eu-west-1"
KEY = "1234abcd-12ab-34cd-56ef-1234567890ab"


def document(effect: str = "Allow", **members: Any) -> dict[str, Any]:
    statement = {"Effect": effect, "Action": "s3:GetObject", "Resource": "*", **members}
    return {"Version": "2012-10-17", "Statement": [statement]}


def text(*args: Any, **members: Any) -> str:
    return json.dumps(document(*args, **members))


def loaded(tmp_path: Path, answer: Any, name: str = "answer.json") -> Topology:
    folder = tmp_path / ACCOUNT / REGION
    folder.mkdir(parents=True, exist_ok=True)
    (folder / name).write_text(json.dumps(answer))
    return load(tmp_path)


DETAILS: dict[str, Any] = {
    "UserDetailList": [],
    "GroupDetailList": [],
    "RoleDetailList": [
        {
            "Path": "/team/",
            "RoleName": "app",
            "RoleId": "AROAEXAMPLE",
            "Arn": f"arn:aws:iam::{ACCOUNT}:role/team/app",
            "CreateDate": "2026-01-02T03:04:05+00:00",
            "AssumeRolePolicyDocument": document(Principal={"Service": "ec2.amazonaws.com"}, Action="sts:AssumeRole"),
            "InstanceProfileList": [],
            "RolePolicyList": [
                {"PolicyName": "object", "PolicyDocument": document()},
                {"PolicyName": "encoded", "PolicyDocument": quote(text(Action="sqs:*"))},
            ],
            "AttachedManagedPolicies": [{"PolicyName": "edge", "PolicyArn": f"arn:aws:iam::{ACCOUNT}:policy/edge"}],
            "PermissionsBoundary": {
                "PermissionsBoundaryType": "Policy",
                "PermissionsBoundaryArn": f"arn:aws:iam::{ACCOUNT}:policy/edge",
            },
            "Tags": [{"Key": "team", "Value": "blue"}],
            "RoleLastUsed": {},
        }
    ],
    "Policies": [
        {
            "PolicyName": "edge",
            "PolicyId": "ANPAEXAMPLE",
            "Arn": f"arn:aws:iam::{ACCOUNT}:policy/edge",
            "DefaultVersionId": "v2",
            "PolicyVersionList": [
                {"VersionId": "v2", "IsDefaultVersion": True, "Document": document(Action="*")},
                {"VersionId": "v1", "IsDefaultVersion": False, "Document": document("Deny", Action="*")},
            ],
        }
    ],
}


def test_authorization_details_give_every_layer_of_a_role(tmp_path: Path) -> None:
    topology = loaded(tmp_path, DETAILS)
    session = f"arn:aws:sts::{ACCOUNT}:assumed-role/app/i-0abc"

    known = known_policies(topology, session, "arn:aws:s3:::app-data/x", None)
    (role,) = topology.records(RoleDetail)
    assert [policy.name for policy in known.identity.documents] == ["object", "encoded", "edge"]
    assert known.identity.state is State.READ
    assert [statement.effect for policy in known.boundary.documents for statement in policy.statements] == ["Allow"]
    assert role.unknown_members is None
    assert topology.worst_coverage(RoleDetail).complete  # this call lists all roles


def test_more_pages_make_the_list_of_roles_incomplete(tmp_path: Path) -> None:
    topology = loaded(tmp_path, {**DETAILS, "IsTruncated": True, "Marker": "m"})

    assert topology.worst_coverage(RoleDetail).progress is Progress.FAILED


def test_a_role_by_itself_tells_its_boundary_and_not_its_policies(tmp_path: Path) -> None:
    role = {"Role": {key: value for key, value in DETAILS["RoleDetailList"][0].items() if not key.endswith("List")}}
    role["Role"].pop("AttachedManagedPolicies")
    topology = loaded(tmp_path, role)

    known = known_policies(topology, f"arn:aws:iam::{ACCOUNT}:role/team/app", "*", None)
    assert (known.identity.state, known.boundary.state) == (State.UNREAD, State.UNREAD)
    assert known.identity.says == "not in the source"
    assert topology.worst_coverage(RoleDetail).progress is Progress.NOT_READ
    assert not list(topology.gaps())


QUEUE = f"arn:aws:sqs:{REGION}:{ACCOUNT}:jobs"
TABLE = f"arn:aws:dynamodb:{REGION}:{ACCOUNT}:table/orders"
SECRET = f"arn:aws:secretsmanager:{REGION}:{ACCOUNT}:secret:db-AbCdEf"
BILL = f"arn:aws:lambda:{REGION}:{ACCOUNT}:function:bill"
BUCKETS = ["arn:aws:s3:::app-data", "arn:aws:s3:::app-data/*"]
HELD = [
    ("a bucket's by what it names", {"Policy": text(Resource=BUCKETS)}, "answer.json", "arn:aws:s3:::app-data"),
    ("a queue's by its attribute", {"Attributes": {"QueueArn": QUEUE, "Policy": text()}}, "answer.json", QUEUE),
    ("a secret's by the ARN beside it", {"ARN": SECRET, "Name": "db", "ResourcePolicy": text()}, "answer.json", SECRET),
    ("a function's by what it names", {"Policy": text(Resource=BILL), "RevisionId": "1"}, "answer.json", BILL),
    ("a table's by what it names", {"Policy": text(Resource=TABLE), "RevisionId": "1"}, "answer.json", TABLE),
    (
        "a key's by the file's path",
        {"Policy": text(Resource="*"), "PolicyName": "default"},
        f"key-policy-{KEY}.json",
        f"arn:aws:kms:{REGION}:{ACCOUNT}:key/{KEY}",
    ),
    ("an ARN beside it outweighs what it names", {"Policy": text(Resource="*"), "ResourceArn": TABLE}, "a.json", TABLE),
]


@pytest.mark.parametrize(("says", "answer", "name", "arn"), HELD, ids=[row[0] for row in HELD])
def test_whose_policy_it_is(tmp_path: Path, says: str, answer: Any, name: str, arn: str) -> None:
    topology = loaded(tmp_path, answer, name)

    assert [policy.resource_arn for policy in topology.records(ResourcePolicy)] == [arn], says
    assert resource_policy(topology, arn).state is State.READ
    assert not list(topology.gaps())


NOT_HELD = [
    ("it names everything", {"Policy": text(Resource="*")}),
    ("it names two buckets", {"Policy": text(Resource=["arn:aws:s3:::a-data", "arn:aws:s3:::b-data"])}),
    ("it names buckets by a pattern", {"Policy": text(Resource="arn:aws:s3:::app-data*")}),
    ("it is no JSON", {"Policy": "{"}),
    ("it is another service's answer", {"Policy": {"PolicySummary": {}, "Content": "{}"}}),
    ("the attributes are not a queue's", {"Attributes": {"Policy": text()}}),
]


@pytest.mark.parametrize(("says", "answer"), NOT_HELD, ids=[row[0] for row in NOT_HELD])
def test_a_policy_of_nobody_knows_what_is_left_out(tmp_path: Path, says: str, answer: Any) -> None:
    topology = loaded(tmp_path, {"Vpcs": [], **answer})

    assert not list(topology.records(ResourcePolicy)), says


def test_a_queue_without_a_policy_is_known_to_have_none(tmp_path: Path) -> None:
    topology = loaded(tmp_path, {"Attributes": {"QueueArn": QUEUE}})

    assert resource_policy(topology, QUEUE).state is State.NONE


FUNCTION: dict[str, Any] = {
    "FunctionName": "bill",
    "FunctionArn": f"arn:aws:lambda:{REGION}:{ACCOUNT}:function:bill",
    "Role": f"arn:aws:iam::{ACCOUNT}:role/team/app",
    "Environment": {"Variables": {"PASSWORD": "sesame"}},
}
FUNCTION_ANSWERS = [
    ("a whole list", {"Functions": [FUNCTION]}, True),
    ("a page of it", {"Functions": [FUNCTION], "NextMarker": "more"}, False),
    ("the configuration of one", FUNCTION, False),
    ("one with its code", {"Configuration": FUNCTION, "Code": {"RepositoryType": "S3"}}, False),
]


@pytest.mark.parametrize(("says", "answer", "is_whole"), FUNCTION_ANSWERS, ids=[row[0] for row in FUNCTION_ANSWERS])
def test_functions_are_found_without_their_secrets(tmp_path: Path, says: str, answer: Any, is_whole: bool) -> None:
    topology = loaded(tmp_path, answer)

    (function,) = topology.records(FunctionConfiguration)
    assert (function.function_name, function.role) == ("bill", FUNCTION["Role"]), says
    assert "sesame" not in repr(function)
    assert topology.coverage(FunctionConfiguration, Scope(ACCOUNT, REGION)).complete is is_whole


def test_what_merely_looks_like_functions_is_none(tmp_path: Path) -> None:
    assert not loaded(tmp_path, {"Functions": [{"FunctionId": "x"}], "Vpcs": []}).count(FunctionConfiguration)
    assert not loaded(tmp_path, {"Configuration": {"Name": "x"}, "Vpcs": []}).count(FunctionConfiguration)


def test_authorization_details_give_users_and_their_groups(tmp_path: Path) -> None:
    ada = f"arn:aws:iam::{ACCOUNT}:user/team/ada"
    details = {
        "UserDetailList": [
            {
                "UserName": "ada",
                "UserId": "AIDAEXAMPLE",
                "Arn": ada,
                "UserPolicyList": [{"PolicyName": "own", "PolicyDocument": quote(text())}],
                "GroupList": ["auditors"],
                "AttachedManagedPolicies": [],
            }
        ],
        "GroupDetailList": [
            {
                "GroupName": "auditors",
                "Arn": f"arn:aws:iam::{ACCOUNT}:group/auditors",
                "GroupPolicyList": [{"PolicyName": "no", "PolicyDocument": document("Deny")}],
                "AttachedManagedPolicies": [],
            }
        ],
        "RoleDetailList": [],
        "Policies": [],
    }
    known = known_policies(loaded(tmp_path, details), ada, "*", None)

    assert (known.identity.state, [each.name for each in known.identity.documents]) == (State.READ, ["own", "no"])
    assert known.boundary.state is State.NONE


def test_a_user_by_itself_tells_its_boundary_and_not_its_policies(tmp_path: Path) -> None:
    ada = f"arn:aws:iam::{ACCOUNT}:user/ada"
    answer = {"User": {"UserName": "ada", "UserId": "AIDAEXAMPLE", "Arn": ada, "PasswordLastUsed": "2026-01-02"}}
    known = known_policies(loaded(tmp_path, answer), ada, "*", None)

    assert (known.identity.state, known.boundary.state) == (State.UNREAD, State.NONE)


def test_an_organization_is_that_of_the_folders_account(tmp_path: Path) -> None:
    answer = {"Organization": {"Id": "o-a1b2c3d4e5", "MasterAccountId": "999988887777", "FeatureSet": "ALL"}}
    topology = loaded(tmp_path, answer)

    assert [each.id for each in topology.records(Organization)] == ["o-a1b2c3d4e5"]
    membership = membership_of(topology, ACCOUNT)
    assert membership is not None
    assert (membership.organization_id, membership.paths) == ("o-a1b2c3d4e5", ())
    assert membership_of(topology, "999988887777") == membership  # the management account is in it, too
    assert membership_of(topology, "444455556666") is None
