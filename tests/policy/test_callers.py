"""Is it known who calls from an interface where AWS tells it, and said why not where it does not?"""

from __future__ import annotations

from typing import Any

import pytest

from vpce_tui.model.coverage import COMPLETE, Coverage, Progress, Reason
from vpce_tui.model.events import PageRead
from vpce_tui.model.inventory import Inventory
from vpce_tui.model.record import Record, Scope
from vpce_tui.model.topology import Topology
from vpce_tui.policy.callers import Caller, caller_behind, session_of_profile
from vpce_tui.resources.function import FunctionConfiguration, FunctionVpcConfig
from vpce_tui.resources.instance import IamInstanceProfile, Instance
from vpce_tui.resources.network_interface import NetworkInterface, NetworkInterfaceAttachment
from vpce_tui.resources.role import InstanceProfile, RoleDetail
from vpce_tui.resources.shapes import GroupIdentifier, Tag
from vpce_tui.resources.task_role import TaskRole

ACCOUNT = "111122223333"
SCOPE = Scope(ACCOUNT, "eu-west-1")
FUNCTION = f"arn:aws:lambda:eu-west-1:{ACCOUNT}:function:bill-run"
UUID = "0a1b2c3d-0a1b-0a1b-0a1b-0a1b2c3d4e5f"
PROFILE = f"arn:aws:iam::{ACCOUNT}:instance-profile/web"
ROLE = f"arn:aws:iam::{ACCOUNT}:role/team/biller"
SHARED = "functions with the same subnets and groups share this interface, and may call as other roles"


def interface(description: str = "", kind: str = "interface", **members: Any) -> NetworkInterface:
    return NetworkInterface(
        network_interface_id="eni-0a",
        owner_id=ACCOUNT,
        interface_type=kind,
        description=description,
        subnet_id="subnet-a",
        groups=(GroupIdentifier(group_id="sg-a"), GroupIdentifier(group_id="sg-b")),
        **members,
    )


def known(*records: Record) -> Topology:
    made = Inventory()
    for record in records:
        made.apply(PageRead(type(record), SCOPE, (record,)))
    return made.topology()


def function(*, subnets: tuple[str, ...] = ("subnet-a",), **members: Any) -> FunctionConfiguration:
    place = FunctionVpcConfig(subnet_ids=subnets, security_group_ids=("sg-b", "sg-a"))
    given: dict[str, Any] = {"role": ROLE, "vpc_config": place, "reading": COMPLETE, **members}
    return FunctionConfiguration(function_arn=FUNCTION, **given)


def failed(code: str, **members: Any) -> FunctionConfiguration:
    reading = Coverage(Progress.FAILED, Reason.FORBIDDEN if members else Reason.OTHER, code, "no", **members)
    return FunctionConfiguration(function_arn=FUNCTION, reading=reading)


LAMBDA = interface(f"AWS Lambda VPC ENI-bill-run-{UUID}", "lambda")
ELSEWHERE = function(vpc_config=FunctionVpcConfig(subnet_ids=("subnet-a",), security_group_ids=("sg-a",)))
FUNCTIONS = [
    ("nobody asked for the function", (), None, "named after the function bill-run, which was not read"),
    ("it was read", (function(),), f"arn:aws:sts::{ACCOUNT}:assumed-role/biller/bill-run", f"as bill-run: {SHARED}"),
    ("it runs elsewhere by now", (function(subnets=("subnet-b",)),), None, "no longer runs here"),
    ("it has other groups by now", (ELSEWHERE,), None, "no longer runs here"),
    ("it left the VPC", (function(vpc_config=None),), None, "no longer runs here"),
    ("it is gone", (failed("ResourceNotFoundException"),), None, "is gone"),
    (
        "it was refused",
        (failed("AccessDenied", help="allow lambda:GetFunctionConfiguration for this profile"),),
        None,
        "could not be read (not permitted: lambda:GetFunctionConfiguration)",
    ),
]


@pytest.mark.parametrize(("says", "records", "principal", "note"), FUNCTIONS, ids=[row[0] for row in FUNCTIONS])
def test_who_calls_from_a_functions_interface(
    says: str, records: tuple[Record, ...], principal: str | None, note: str
) -> None:
    found = caller_behind(known(LAMBDA, *records), LAMBDA)

    assert (found.principal, found.function) == (principal, FUNCTION), says
    assert note in found.note
    # Whoever calls is named, or it is said what to do.
    assert principal or "principal" in found.note or "was not read" in found.note


def instance(profile: str | None = PROFILE, **members: Any) -> Instance:
    held = IamInstanceProfile(arn=profile) if profile else None
    return Instance(instance_id="i-0a", iam_instance_profile=held, **members)


ATTACHED = interface(attachment=NetworkInterfaceAttachment(instance_id="i-0a"))
NODE = instance(tags=(Tag(key="kubernetes.io/cluster/shop", value="owned"),))
HELD = RoleDetail(arn=ROLE, instance_profile_list=(InstanceProfile(arn=PROFILE),), reading=COMPLETE)
INSTANCES = [
    ("by the profile's name", (instance(),), "web/i-0a", PROFILE, ""),
    ("by the role that the profile holds", (instance(), HELD), "biller/i-0a", PROFILE, ""),
    ("no profile", (instance(None),), None, "", "i-0a has no instance profile"),
    ("the instance was not read", (), None, "", "i-0a was not read"),
    ("a cluster's node", (NODE,), "web/i-0a", PROFILE, "pods may call as roles of their own"),
    ("a node without a profile", (instance(None, tags=NODE.tags),), None, "", "IRSA, Pod Identity"),
]


@pytest.mark.parametrize(
    ("says", "records", "session", "profile", "note"), INSTANCES, ids=[row[0] for row in INSTANCES]
)
def test_who_calls_from_an_instances_interface(
    says: str, records: tuple[Record, ...], session: str | None, profile: str, note: str
) -> None:
    found = caller_behind(known(ATTACHED, *records), ATTACHED)

    assert found.principal == (f"arn:aws:sts::{ACCOUNT}:assumed-role/{session}" if session else None), says
    assert found.profile == profile
    assert note in found.note if note else not found.note


TASK = f"arn:aws:ecs:eu-west-1:{ACCOUNT}:attachment/{UUID}"
OTHERS = [
    (
        "a Glue job's names its role",
        "Attached to Glue using role: Lake",
        "interface",
        f"arn:aws:iam::{ACCOUNT}:role/Lake",
    ),
    ("a pod's tells none", "aws-k8s-branch-eni", "branch", "IRSA, Pod Identity"),
    ("a database's", "RDSNetworkInterface", "interface", "no instance is known to own this interface"),
    (
        "an endpoint's",
        "VPC Endpoint Interface vpce-0a",
        "vpc_endpoint",
        "of the type vpc_endpoint has no role of yours",
    ),
    ("a function's that names none", "AWS Lambda VPC ENI-odd", "lambda", "its description names none"),
    ("a name that no function can have", f"AWS Lambda VPC ENI-a b:c-{UUID}", "lambda", "its description names none"),
]


@pytest.mark.parametrize(("says", "description", "kind", "told"), OTHERS, ids=[row[0] for row in OTHERS])
def test_who_calls_from_other_interfaces(says: str, description: str, kind: str, told: str) -> None:
    own = interface(description, kind)
    found = caller_behind(known(own), own)

    assert (found.principal == told) or (found.principal is None and told in found.note), (says, found)
    assert (found.profile, found.function) == ("", "")


TASKS = [
    ("nobody asked", (), None, "an ECS task, whose role was not read"),
    ("it was read", (TaskRole(attachment_arn=TASK, task_arn="arn:t/shop/11", task_role_arn=ROLE),), "biller/11", ""),
    ("it has none", (TaskRole(attachment_arn=TASK, task_arn="arn:t/shop/11"),), None, "no role of its own"),
    (
        "its definition was refused",
        (
            TaskRole(
                attachment_arn=TASK,
                task_arn="arn:t/shop/11",
                reading=Coverage(
                    Progress.FAILED, Reason.FORBIDDEN, "x", "no", "allow ecs:DescribeTaskDefinition for me"
                ),
            ),
        ),
        None,
        "is not known (not permitted: ecs:DescribeTaskDefinition)",
    ),
    (
        "it was not found",
        (TaskRole(attachment_arn=TASK, reading=Coverage(Progress.FAILED, Reason.OTHER, "", "no running task")),),
        None,
        "is not known (no running task)",
    ),
]


@pytest.mark.parametrize(("says", "records", "session", "note"), TASKS, ids=[row[0] for row in TASKS])
def test_who_calls_from_a_tasks_interface(
    says: str, records: tuple[Record, ...], session: str | None, note: str
) -> None:
    own = interface(TASK, tag_set=(Tag(key="aws:ecs:clusterName", value="shop"),))
    found = caller_behind(known(own, *records), own)

    assert found.principal == (f"arn:aws:sts::{ACCOUNT}:assumed-role/{session}" if session else None), says
    assert found.task == (TASK, "shop")
    assert note in found.note if note else not found.note
    assert found.is_to_be_read


def test_without_an_interface_there_is_nobody_and_nothing_to_say() -> None:
    assert caller_behind(known(), None) == Caller()


def test_an_interface_that_the_topology_does_not_hold_names_no_account() -> None:
    assert caller_behind(known(), LAMBDA).function == ""
    assert caller_behind(known(), LAMBDA, SCOPE).function == FUNCTION


@pytest.mark.parametrize("profile", ["", "web", "arn:aws:iam:::instance-profile/web", f"arn:aws:iam::{ACCOUNT}:root"])
def test_what_is_no_profile_has_no_session(profile: str) -> None:
    assert session_of_profile(known(), profile, "i-0a") is None
