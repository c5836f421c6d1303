"""Which policies does somebody want to be read, and from where?

Plain values, made before any AWS library is loaded: for one request, or for all instances.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from vpce_tui.model.events import CollectEvent, PageRead, ScopeOpened
from vpce_tui.model.record import Scope, arn_scope
from vpce_tui.model.topology import Topology
from vpce_tui.policy.callers import NOBODY, Caller, find_function, find_task, function_behind, role_of_profile
from vpce_tui.policy.known import (
    find_control_policies,
    find_resource_policy,
    find_role,
    is_role,
    organization_of,
    owner_of,
)
from vpce_tui.policy.known_identity import find_holder, is_holder
from vpce_tui.resources.instance import Instance
from vpce_tui.resources.network_interface import NetworkInterface
from vpce_tui.resources.resource_policy import policy_holder
from vpce_tui.resources.role import RoleDetail


@dataclass(frozen=True, slots=True)
class WantedPolicies:
    """What to read, beside what is listed anyway."""

    scope: Scope
    """Where it is asked from: its login reads what names no account, and the records are kept there."""
    instance_profiles: tuple[str, ...] = ()
    """ARNs; the role of each is read, with its policies and boundary."""
    functions: tuple[str, ...] = ()
    """ARNs of Lambda functions; each is read, and the role that it calls as."""
    tasks: tuple[tuple[str, str], ...] = ()
    """Attachments of ECS tasks, each with its cluster or an empty string; the task's role is read."""
    principals: tuple[str, ...] = ()
    """ARNs of users, of roles and of their sessions."""
    resources: tuple[str, ...] = ()
    """ARNs; the policy of each is read, of an object its bucket's."""
    resource_account: str = ""
    """Whose the resources are that name no account themselves: buckets."""
    accounts: tuple[str, ...] = ()
    """Accounts whose organization and control policies are wanted."""

    def __bool__(self) -> bool:
        callers = self.instance_profiles or self.functions or self.tasks or self.principals
        return bool(callers or self.resources or self.accounts)


def wanted_for(
    topology: Topology,
    scope: Scope,
    *,
    principal: str = "",
    resource: str = "",
    owner: str = "",
    behind: Caller = NOBODY,
) -> WantedPolicies:
    """Return what a request from a scope meets: the caller's policies, the resource's, both accounts' organizations.

    `behind` is what is known of the machine, function or task that asks; `owner` is whose a bucket is.
    """
    owner = owner_of(topology, resource, owner) or ""
    arns = (principal, behind.profile, behind.function, behind.task[0])
    accounts = [scope.account_id, owner, *(arn_scope(arn)[0] for arn in arns)]
    # What an organization is does not change from question to question.
    new = [each for each in dict.fromkeys(accounts) if each.isdecimal() and not _is_known(topology, each)]
    return WantedPolicies(
        scope,
        instance_profiles=(behind.profile,) if behind.profile else (),
        functions=(behind.function,) if behind.function else (),
        tasks=(behind.task,) if behind.task[0] else (),
        # Whose role it is was only guessed from the profile's name, or read before: what has the role is asked.
        principals=(principal,) if principal and not behind.is_to_be_read else (),
        resources=(resource,) if resource else (),
        resource_account=owner,
        accounts=tuple(new),
    )


def _is_known(topology: Topology, account_id: str) -> bool:
    found = organization_of(topology, account_id)
    return found is not None and found.was_read


class WantedByAll:
    """Hears what is read, and knows then which instances and functions have roles, and whose organizations to ask."""

    def __init__(self) -> None:
        self._profiles: dict[Scope, dict[str, None]] = {}
        self._functions: dict[Scope, dict[str, None]] = {}

    def heard(self, events: Iterable[CollectEvent]) -> Iterator[CollectEvent]:
        """Yield the events as they are."""
        for event in events:
            self.hear(event)
            yield event

    def hear(self, event: CollectEvent) -> None:
        """Take one event in."""
        if isinstance(event, ScopeOpened) and event.scope.account_id.isdecimal():
            self._profiles.setdefault(event.scope, {})
            self._functions.setdefault(event.scope, {})
        elif isinstance(event, PageRead) and event.scope in self._profiles:
            if event.record_type is Instance:
                found = (profile_of(each) for each in event.records if isinstance(each, Instance))
                self._profiles[event.scope].update(dict.fromkeys(filter(None, found)))
            elif event.record_type is NetworkInterface:
                named = (
                    function_behind(each, event.scope) for each in event.records if isinstance(each, NetworkInterface)
                )
                self._functions[event.scope].update(dict.fromkeys(filter(None, named)))

    def wanted(self) -> list[WantedPolicies]:
        """Return what to read beside the lists; each account is asked once for its organization, each profile once.

        An interface of a shared subnet may show in several scopes, and its function is asked for in the first.
        """
        accounts: set[str] = set()
        asked: set[str] = set()
        found: list[WantedPolicies] = []
        for scope, profiles in self._profiles.items():
            new = tuple(arn for arn in profiles if arn not in asked)
            asked.update(new)
            functions = tuple(arn for arn in self._functions[scope] if arn not in asked)
            asked.update(functions)
            own = () if scope.account_id in accounts else (scope.account_id,)
            accounts.update(own)
            found.append(WantedPolicies(scope, instance_profiles=new, functions=functions, accounts=own))
        return [each for each in found if each]


def profile_of(instance: Instance) -> str:
    """Return the ARN of an instance's profile; empty for none."""
    return (instance.iam_instance_profile.arn or "") if instance.iam_instance_profile else ""


def answers_to(topology: Topology, wanted: WantedPolicies) -> tuple[object, ...]:
    """Return what is known about each thing that is wanted; all others than before once everything was answered."""
    profiles = (_role_in(topology, arn) for arn in wanted.instance_profiles)
    functions = (find_function(topology, arn) for arn in wanted.functions)
    tasks = (find_task(topology, attachment) for attachment, _ in wanted.tasks)
    asked = (arn for arn in wanted.principals if is_holder(arn))
    trusting = (arn for arn in wanted.resources if is_role(arn))
    holders = (holder for arn in wanted.resources if (holder := policy_holder(arn)) is not None)
    policies = (find_resource_policy(topology, holder.arn) for holder in holders)
    control = (find_control_policies(topology, account_id) for account_id in wanted.accounts)
    callers = (*profiles, *functions, *tasks, *(find_holder(topology, arn) for arn in asked))
    return (*callers, *(find_role(topology, arn) for arn in trusting), *policies, *control)


def _role_in(topology: Topology, profile_arn: str) -> RoleDetail | None:
    """Return the role of an instance profile; where the profile may not be read, the role of the same name."""
    same_name = profile_arn.replace(":instance-profile/", ":role/")
    return role_of_profile(topology, profile_arn) or find_role(topology, same_name)
