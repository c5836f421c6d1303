"""What might be typed here: which action, which resource, which caller, and what does a new question begin with?

Actions and the shapes of ARNs come from AWS's service authorization reference, values also from the policy itself: what
it names is what people ask about. A wrong action name is answered with the nearest right one.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from functools import lru_cache
from typing import Final

from vpce_tui.model.partitions import partition
from vpce_tui.model.record import arn_scope
from vpce_tui.policy import PolicyDocument, Statement
from vpce_tui.policy.catalogue import (
    actions,
    catalogue_date,
    complete_action,
    condition_keys,
    find_action,
    find_service,
    nearest_actions,
    resource_shapes,
)
from vpce_tui.policy.context_keys import GLOBAL_KEYS
from vpce_tui.policy.known import owner_of
from vpce_tui.policy.request_facts import RequestPath
from vpce_tui.resources.resource_policy import ResourcePolicy
from vpce_tui.resources.role import RoleDetail
from vpce_tui.view.policy_document import PolicyText
from vpce_tui.view.policy_request import Ask, Setting, first_principal, role_of, source_addresses
from vpce_tui.view.text import Run

MOST_OFFERED: Final = 30
_STATEMENTS_LOOKED_AT: Final = 200
_VARIABLE: Final = re.compile(r"\$\{([^}]*)\}")
_WILDCARD: Final = re.compile(r"[*?$]")

FIRST_ACTIONS: Final = {
    "s3": "s3:GetObject",
    "dynamodb": "dynamodb:GetItem",
    "sqs": "sqs:SendMessage",
    "sns": "sns:Publish",
    "kms": "kms:Decrypt",
    "sts": "sts:AssumeRole",
    "ssm": "ssm:GetParameter",
    "ssmmessages": "ssmmessages:OpenControlChannel",
    "ec2messages": "ec2messages:GetMessages",
    "secretsmanager": "secretsmanager:GetSecretValue",
    "logs": "logs:PutLogEvents",
    "ecr": "ecr:BatchGetImage",
    "lambda": "lambda:InvokeFunction",
    "ec2": "ec2:DescribeInstances",
    "monitoring": "cloudwatch:PutMetricData",
    "cloudwatch": "cloudwatch:PutMetricData",
}
"""What people ask a service for first; for other services it is the first of its actions that reads."""


def first_ask(setting: Setting, text: PolicyText | None) -> Ask:
    """Return the question to begin with: what the policy itself names, asked by the interface's own role."""
    document = text.document if text else None
    action = _first_action(setting, document)
    source, public = source_addresses(setting)
    resource = next(iter(resources(setting, action, document)), "*")
    return Ask(
        # Nobody asks from an endpoint itself: there a role that was read says more than one that is made up.
        principal=(next(_known_roles(setting), "") if setting.interface is None else "") or first_principal(setting),
        action=action,
        resource=resource,
        resource_account=owner_of(setting.topology, resource, setting.account_id) or "",
        path=RequestPath.ENDPOINT,
        source=source,
        public=public,
    )


def _first_action(setting: Setting, document: PolicyDocument | None) -> str:
    prefixes = setting.lint_context.prefixes
    for statement in _looked_at(document):
        for value in statement.actions or ():
            found = find_action(value)
            if found is not None and (not prefixes or found.service in prefixes):
                return found.full_name
    for prefix in sorted(prefixes):
        if prefix in FIRST_ACTIONS:
            return FIRST_ACTIONS[prefix]
        known = actions(prefix)
        reading = [action.full_name for action in known if "Read" in action.access_levels]
        if known:
            return reading[0] if reading else known[0].full_name
    return "s3:GetObject"


def _looked_at(document: PolicyDocument | None) -> tuple[Statement, ...]:
    return document.statements[:_STATEMENTS_LOOKED_AT] if document else ()


def offered_actions(typed: str) -> tuple[str, ...]:
    """Return what the beginning of an action may become; nothing once it is whole."""
    text = typed.strip()
    if not text or find_action(text) is not None:
        return ()
    return complete_action(text, MOST_OFFERED) or nearest_actions(text)


def action_note(typed: str) -> list[Run]:
    """Return what is wrong with an action's name and what was likely meant; nothing for a right one."""
    text = typed.strip()
    prefix, colon, name = text.partition(":")
    if not colon:
        return [("an action is service:Name, such as s3:GetObject", "muted")]
    if find_action(text) is not None or "*" in name:
        return []
    nearest = nearest_actions(text)
    if nearest:
        return [("▲ no such action: did you mean ", "warn"), (" or ".join(nearest), "accent"), ("?", "warn")]
    if find_service(prefix) is None:
        return [(f"▲ no service `{prefix}` in the reference of {catalogue_date()}", "warn")]
    return [(f"▲ no such action in the reference of {catalogue_date()}", "warn")]


def offered_keys(action: str, typed: str) -> tuple[str, ...]:
    """Return the context keys that begin so: those of the action, then those that any request may carry."""
    begun = typed.strip().lower()
    known = [*condition_keys(action.strip()), *(key.name for key in GLOBAL_KEYS.values())]
    return tuple(dict.fromkeys(name for name in known if begun and name.lower().startswith(begun)))[:MOST_OFFERED]


def resources(setting: Setting, action: str, document: PolicyDocument | None) -> tuple[str, ...]:
    """Return ARNs that an action may be tried on: what the policy allows by name, what is known to have a policy of
    its own or none, the shapes, what the policy denies.
    """
    shapes = sorted(resource_shapes(action.strip()), key=lambda shape: "accesspoint" in shape.arn)
    if find_action(action.strip()) is not None and not shapes:
        return ("*",)
    service = action.strip().partition(":")[0].lower()
    fits = [_fitting(shape.arn) for shape in shapes]
    allowed, denied = (
        [
            value
            for value in _named_resources(document, effect)
            if value.split(":")[2:3] == [service] and (not fits or any(each.fullmatch(value) for each in fits))
        ]
        for effect in ("Allow", "Deny")
    )
    filled = [_filled(shape.arn, setting) for shape in shapes]
    known = _known_resources(setting, service, fits)
    return tuple(dict.fromkeys([*allowed, *known, *filled, *denied]))[:MOST_OFFERED]


def _known_resources(setting: Setting, service: str, fits: Sequence[re.Pattern[str]]) -> list[str]:
    """Return the resources of a service whose policies were read, those of the endpoint's account first."""
    found = [
        (owner_of(setting.topology, policy.resource_arn), arn)
        for policy in setting.topology.records(ResourcePolicy)
        if policy.was_read and policy.resource_arn.split(":")[2:3] == [service]
        for arn in (policy.resource_arn, f"{policy.resource_arn}/example")
        if any(each.fullmatch(arn) for each in fits)
    ]
    return [arn for owner, arn in sorted(found, key=lambda each: each[0] != setting.account_id)]


@lru_cache(maxsize=256)
def _fitting(shape: str) -> re.Pattern[str]:
    """Return a pattern of the ARNs of a shape: only the last name in it, behind a slash, may hold slashes itself."""
    pieces = _VARIABLE.split(shape)[::2]
    names = ["[^/:]*"] * (len(pieces) - 1)
    if names and "/" in shape.split(":", 5)[-1]:
        names[-1] = ".*"
    joined = re.escape(pieces[0]) + "".join(
        name + re.escape(piece) for name, piece in zip(names, pieces[1:], strict=True)
    )
    return re.compile(joined)


def _filled(shape: str, setting: Setting) -> str:
    known = {"Partition": partition(setting.region), "Region": setting.region, "Account": setting.account_id}
    return _VARIABLE.sub(lambda match: known.get(match.group(1), match.group(1)), shape)


def _named_resources(document: PolicyDocument | None, effect: str) -> Iterator[str]:
    """Yield the resources that a policy's statements name, a star at the end replaced by a name."""
    for statement in (each for each in _looked_at(document) if each.effect == effect):
        for value in statement.resources or statement.not_resources or ():
            example = f"{value[:-1]}example" if value.endswith(("/*", ":*")) else value
            if example.count(":") >= 5 and not _WILDCARD.search(example):
                yield example


def principals(setting: Setting, document: PolicyDocument | None) -> tuple[str, ...]:
    """Return callers that one may ask about: the interface's role, those the policy names, known roles, the root."""
    found: dict[str, None] = {}
    if own := role_of(setting):
        found[own] = None
    for statement in _looked_at(document):
        for entry in statement.principals or statement.not_principals or ():
            if not _WILDCARD.search(entry.value):
                found[entry.value] = None
        for condition in statement.conditions:
            if condition.key.lower() == "aws:principalarn":
                found.update(dict.fromkeys(value for value in condition.values if not _WILDCARD.search(value)))
    found.update(dict.fromkeys(_known_roles(setting)))
    found[f"arn:{partition(setting.region)}:iam::{setting.account_id}:root"] = None
    return tuple(found)[:MOST_OFFERED]


def _known_roles(setting: Setting) -> Iterator[str]:
    """Yield the roles of the endpoint's account that were read."""
    for role in setting.topology.records(RoleDetail):
        if role.was_read and arn_scope(role.arn)[0] == setting.account_id:
            yield role.arn
