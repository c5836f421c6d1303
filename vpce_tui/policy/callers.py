"""As whom does what stands behind a network interface call AWS?

An instance calls as the role in its instance profile. A Lambda function's interface is named after the function that it
was made for, and functions with the same subnets and groups share it: so the named one must still run there, and that
others may call as other roles is said. A Glue job's interface names its role. An ECS task is found by the attachment
that its interface names; a pod's role (IRSA, Pod Identity) shows nowhere in EC2.
Source: Lambda Developer Guide, "Giving Lambda functions access to resources in a VPC"; ECS Developer Guide, "Task IAM
role"; EKS User Guide, "IAM roles for service accounts", "EKS Pod Identities".
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final

from vpce_tui.model.partitions import partition
from vpce_tui.model.record import NOT_SENT, Scope
from vpce_tui.model.topology import Topology
from vpce_tui.policy.known_layer import best_of, ended, why_not
from vpce_tui.resources.function import FunctionConfiguration
from vpce_tui.resources.instance import Instance
from vpce_tui.resources.network_interface import NetworkInterface
from vpce_tui.resources.role import RoleDetail, by_instance_profile
from vpce_tui.resources.task_role import TaskRole

_FUNCTION: Final = re.compile(r"AWS Lambda VPC ENI-([A-Za-z0-9_-]{1,64})-[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}")
_GLUE: Final = re.compile(r"Attached to Glue using role: ([\w+=,.@-]{1,64})", re.ASCII)
_CLUSTER_TAGS: Final = ("kubernetes.io/cluster/", "eks:cluster-name", "aws:eks:cluster-name")

TYPE_IT: Final = "name its role as the principal"
_SHARED: Final = "functions with the same subnets and groups share this interface, and may call as other roles"
_PODS: Final = (
    "this is a cluster's node: pods may call as roles of their own (IRSA, Pod Identity), which no interface shows"
)


@dataclass(frozen=True, slots=True)
class Caller:
    """Who calls from an interface, as far as the interface and what was read tell."""

    principal: str | None = None
    """The session that calls, or its role; None where that is not known."""
    profile: str = ""
    """The ARN of the instance profile that holds the role: to be read."""
    function: str = ""
    """The ARN of the Lambda function that has the role: to be read."""
    task: tuple[str, str] = ("", "")
    """The attachment of an ECS task that has the role, and its cluster where that is known: to be read."""
    note: str = ""
    """Why nobody is known, and what to do about it; or what the principal rests on."""

    @property
    def is_to_be_read(self) -> bool:
        """Whether what has the role can be read, and with it the role."""
        return bool(self.profile or self.function or self.task[0])


NOBODY: Final = Caller()


def caller_behind(topology: Topology, interface: NetworkInterface | None, scope: Scope | None = None) -> Caller:
    """Return who calls from an interface; nobody, without a word, where there is no interface.

    `scope` is where the interface was read, for a topology that may not hold it.
    """
    if interface is None:
        return NOBODY
    place = scope or topology.scope_of(interface)
    instance_id = interface.attachment.instance_id if interface.attachment else None
    if instance_id:
        return _instance(topology, interface, instance_id, place)
    description, kind = interface.description or "", (interface.interface_type or "").lower()
    if kind == "lambda" or description.startswith("AWS Lambda VPC ENI"):
        return _function(topology, interface, place)
    if found := _GLUE.fullmatch(description):
        return _glue(interface, found[1], place)
    if description.startswith("arn:") and ":ecs:" in description:
        return _task(topology, interface, description)
    if kind == "branch" or description == "aws-k8s-branch-eni":
        return Caller(note=f"a pod's role (IRSA, Pod Identity) shows at no interface: {TYPE_IT}")
    if kind in ("", "interface"):
        return Caller(note="no instance is known to own this interface, so that it tells no role: name the principal")
    return Caller(note=f"an interface of the type {kind} has no role of yours")


def _instance(topology: Topology, interface: NetworkInterface, instance_id: str, scope: Scope | None) -> Caller:
    instance = topology.find(Instance, instance_id, scope)
    if not isinstance(instance, Instance):
        return Caller(note=f"{instance_id} was not read, so that its role is not known: {TYPE_IT}")
    tags = {**instance.tag_pairs, **interface.tag_pairs}
    is_node = any(key.startswith(_CLUSTER_TAGS) for key in tags) or (interface.description or "").startswith("aws-K8S-")
    profile = instance.iam_instance_profile.arn if instance.iam_instance_profile else None
    if not profile:
        return Caller(note=_PODS if is_node else f"{instance_id} has no instance profile: {TYPE_IT}")
    session = session_of_profile(topology, profile, instance_id)
    return Caller(session, profile=profile, note=_PODS if is_node else "")


def role_of_profile(topology: Topology, profile_arn: str) -> RoleDetail | None:
    """Return the role of an instance profile as it was read; None where no role is known to be in it."""
    return best_of(topology.indexed(RoleDetail, by_instance_profile, profile_arn))


def session_of_profile(topology: Topology, profile_arn: str, session: str) -> str | None:
    """Return the session that a machine with an instance profile calls as.

    The role is the one that the profile holds, where that was read; else it is taken to be named like the profile, as
    the console names them. None where the ARN names no account or no profile.
    """
    role = role_of_profile(topology, profile_arn)
    if "/" not in profile_arn:
        return None
    return _session(role.arn if role is not None else profile_arn, session)


def _session(role_arn: str, session: str) -> str | None:
    parts = role_arn.split(":", 5)
    name = role_arn.rpartition("/")[2]
    if len(parts) != 6 or not parts[4] or not name:
        return None
    return f"arn:{parts[1]}:sts::{parts[4]}:assumed-role/{name}/{session}"


def find_function(topology: Topology, arn: str) -> FunctionConfiguration | None:
    """Return a Lambda function as it was read; None where nobody asked."""
    return best_of(topology.indexed(FunctionConfiguration, _by_arn, arn))


def _by_arn(function: FunctionConfiguration) -> Iterable[str]:
    return (function.function_arn,)


def function_behind(interface: NetworkInterface, scope: Scope | None) -> str:
    """Return the ARN of the Lambda function that an interface is named after; empty for none."""
    found = _FUNCTION.fullmatch(interface.description or "")
    if found is None or scope is None:
        return ""
    account = interface.owner_id or scope.account_id
    return f"arn:{partition(scope.region)}:lambda:{scope.region}:{account}:function:{found[1]}"


def _function(topology: Topology, interface: NetworkInterface, scope: Scope | None) -> Caller:
    arn = function_behind(interface, scope)
    if not arn:
        return Caller(note=f"{_SHARED}, and its description names none: {TYPE_IT}")
    name = arn.rpartition(":")[2]
    function = find_function(topology, arn)
    if function is None:
        return Caller(function=arn, note=f"this interface is named after the function {name}, which was not read")
    if not function.role:
        code = ended(function).code
        why = "is gone" if code == "ResourceNotFoundException" else f"could not be read ({why_not(ended(function))})"
        return Caller(function=arn, note=f"the function {name}, after which this interface is named, {why}: {TYPE_IT}")
    if not _runs_at(function, interface):
        note = f"the function {name}, after which this interface is named, no longer runs here: {TYPE_IT}"
        return Caller(function=arn, note=note)
    return Caller(_session(function.role, name), function=arn, note=f"asked as {name}: {_SHARED}")


def _runs_at(function: FunctionConfiguration, interface: NetworkInterface) -> bool:
    """Say whether a function runs in the interface's subnet with just its groups."""
    place = function.vpc_config
    if place is None or place.subnet_ids is NOT_SENT or place.security_group_ids is NOT_SENT:
        return False
    groups = {group.group_id for group in interface.groups}
    return interface.subnet_id in place.subnet_ids and groups == set(place.security_group_ids)


def _glue(interface: NetworkInterface, role: str, scope: Scope | None) -> Caller:
    account = interface.owner_id or (scope.account_id if scope is not None else "")
    if not account or scope is None:
        return Caller(note=f"a Glue job with the role {role}: {TYPE_IT}")
    return Caller(f"arn:{partition(scope.region)}:iam::{account}:role/{role}")


def find_task(topology: Topology, attachment_arn: str) -> TaskRole | None:
    """Return the ECS task of an attachment as it was read; None where nobody asked."""
    return best_of(topology.indexed(TaskRole, _by_attachment, attachment_arn))


def _by_attachment(task: TaskRole) -> Iterable[str]:
    return (task.attachment_arn,)


def _task(topology: Topology, interface: NetworkInterface, attachment_arn: str) -> Caller:
    """Return the task's role; ECS's own tags name the cluster, where they are on."""
    wanted = (attachment_arn, interface.tag_pairs.get("aws:ecs:clusterName", ""))
    task = find_task(topology, attachment_arn)
    if task is None:
        return Caller(task=wanted, note="this interface is of an ECS task, whose role was not read")
    if task.task_arn is None or not (task.was_read or task.task_role_arn):
        return Caller(task=wanted, note=f"the role of this ECS task is not known ({why_not(ended(task))}): {TYPE_IT}")
    if task.task_role_arn is None:
        return Caller(task=wanted, note=f"this ECS task has no role of its own: {TYPE_IT}")
    return Caller(_session(task.task_role_arn, task.task_arn.rpartition("/")[2]), task=wanted)
