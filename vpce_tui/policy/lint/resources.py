"""Do the resources fit the actions, and are they the ones that are meant?

A bucket is not its objects and a table not its indexes. A wildcard in a bucket's name also takes in buckets of
strangers, as anybody may choose a name. An action without resource-level permissions is covered by `*` alone.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache
from typing import Final

from vpce_tui.model.partitions import partition
from vpce_tui.policy.catalogue import Action, find_action, find_service
from vpce_tui.policy.lint.check import ENDPOINT, LintCheck
from vpce_tui.policy.lint.context import PolicyKind
from vpce_tui.policy.lint.finding import Severity
from vpce_tui.policy.lint.subject import Hit, Subject, in_words, place_of, resources_of
from vpce_tui.policy.patterns import pattern

_RESOURCE_PAGE: Final = 'IAM User Guide, "IAM JSON policy elements: Resource"'
_REFERENCE: Final = "service authorization reference"
_VARIABLE: Final = re.compile(r"\$\{[^{}]*\}")
PARTS: Final = 6
_BEGINNINGS: Final = ("us-", "eu-", "ap-", "sa-", "ca-", "me-", "af-", "il-", "mx-")
"""How Regions of the partition `aws` begin; of another one nothing is said."""
S3_FREE_FORMS: Final = ("accesspoint", "accesspoint/", "storage-lens", "job/", "access-grants", "async-request")

_ANY_SERVICE: Final = ""
_S3_FREE: Final = "an access point or the like"
"""Stands among the shapes for resources of S3 that many actions take by way of."""


@lru_cache(maxsize=8192)
def arn_parts(text: str) -> tuple[str, ...]:
    """Return the six parts of an ARN with every variable as a `*`, or fewer for what is no ARN."""
    return tuple(_VARIABLE.sub("*", text).split(":", PARTS - 1))


def invalid_arn(subject: Subject) -> Iterator[Hit]:
    for statement in subject.statements:
        element, values = resources_of(statement)
        for index, value in enumerate(values):
            wrong = _what_is_wrong(value, short_is_fine=subject.kind is PolicyKind.IDENTITY)
            if wrong:
                yield Hit(
                    place_of(statement, element, index),
                    wrong,
                    "write arn:PARTITION:SERVICE:REGION:ACCOUNT:RESOURCE in full, or `*`",
                    statement,
                )


def _what_is_wrong(value: str, *, short_is_fine: bool) -> str:
    if value == "*":
        return ""
    parts = arn_parts(value)
    if parts[0] != "arn" or (len(parts) != PARTS and not (short_is_fine and len(parts) > 2)):
        return f"`{value}` is not an ARN and matches nothing"
    if "*" in parts[2] or "?" in parts[2]:
        return f"`{value}` has a wildcard in the service, which matches nothing"
    if len(parts) < PARTS:
        return ""
    account = parts[4]
    if account and account != "aws" and not set(account) & set("*?") and not re.fullmatch(r"[0-9]{12}", account):
        return f"`{account}` is not an account id"
    is_bucket = parts[2] == "s3" and not parts[5].startswith(S3_FREE_FORMS) and parts[5] != "*"
    if is_bucket and (parts[3].strip("*") or parts[4].strip("*")):
        return f"the ARN of a bucket has neither Region nor account: `{value}`"
    return "" if parts[5] else f"`{value}` names no resource"


def foreign_partition(subject: Subject) -> Iterator[Hit]:
    region = subject.context.region
    if region is None:
        return
    own = partition(region)
    if own == "aws" and not region.startswith(_BEGINNINGS):
        return
    for statement in subject.statements:
        element, values = resources_of(statement)
        for index, value in enumerate(values):
            parts = arn_parts(value)
            if len(parts) == PARTS and not pattern(parts[1]).matches(own):
                yield Hit(
                    place_of(statement, element, index),
                    f"`{value}` lies in the partition {parts[1]}; in {region} it is {own}",
                    f"begin it with arn:{own}:",
                    statement,
                )


def action_without_resource(subject: Subject) -> Iterator[Hit]:
    """Yield exact actions of a statement that none of its resources can be the resource of."""
    for statement in subject.statements:
        if statement.actions is None or statement.resources is None or "*" in statement.resources:
            continue
        # What is no ARN at all is told by another check.
        arns = [parts for value in statement.resources if len(parts := arn_parts(value)) == PARTS]
        if not arns or len(arns) != len(statement.resources):
            continue
        by_service: dict[str, list[tuple[str, ...]]] = {}
        for arn in arns:
            by_service.setdefault(arn[2], []).append(arn)
        by_service[_ANY_SERVICE] = arns
        known: dict[str, bool] = {}
        for index, value in enumerate(statement.actions):
            action = find_action(value)
            if action is not None and not _has_resource(action, by_service, known):
                yield Hit(
                    place_of(statement, "Action", index), *_mismatch(action, statement.effect), statement=statement
                )


def _mismatch(action: Action, effect: str) -> tuple[str, str]:
    outcome = "does not allow it" if effect == "Allow" else "does not deny it"
    if action.is_wildcard_only:
        return (
            f"{action.full_name} acts on no resource in particular: the statement {outcome}",
            f'put {action.full_name} into a statement with "Resource": "*"',
        )
    shapes = [shape.arn for shape in action.shapes]
    return (
        f"{action.full_name} acts on none of these resources: the statement {outcome}",
        f"add the resource it acts on: {in_words(shapes, 3)}",
    )


def _has_resource(action: Action, arns_by_service: dict[str, list[tuple[str, ...]]], known: dict[str, bool]) -> bool:
    """Say whether an action can act on one of the resources; `known` keeps the answer for each shape."""
    for shape in (_S3_FREE, *(each.arn for each in action.shapes)) if action.service == "s3" else _arns_of(action):
        if shape not in known:
            known[shape] = any(_may_overlap(arn, shape) for arn in arns_by_service.get(_service_of(shape), ()))
        if known[shape] and action.shapes:
            return True
    return False


@lru_cache(maxsize=4096)
def _service_of(shape: str) -> str:
    """Return the service that stands in a shape; Resource takes no wildcard there, so that they must be equal."""
    if shape == _S3_FREE:
        return "s3"
    parts = arn_parts(shape)
    return _ANY_SERVICE if len(parts) != PARTS or "*" in parts[2] else parts[2]


def _arns_of(action: Action) -> tuple[str, ...]:
    return tuple(shape.arn for shape in action.shapes)


@lru_cache(maxsize=4096)
def _shape_parts(shape: str) -> tuple[str, ...]:
    return arn_parts(shape)


def _may_overlap(arn: tuple[str, ...], shape: str) -> bool:
    """Say whether an ARN of this shape may fit the pattern; errs on the side of yes."""
    if shape == _S3_FREE:
        return arn[2] == "s3" and arn[5].startswith(S3_FREE_FORMS)
    wanted = _shape_parts(shape)
    if len(wanted) != PARTS:
        return True
    if arn[2] == "s3" == wanted[2] and not arn[3] and not wanted[3] and arn[5] != "*":
        # A bucket's name holds no slash, which a wildcard would otherwise reach across.
        of_objects = "/" in wanted[5]
        return "/" in arn[5] or arn[5].endswith("*") if of_objects else "/" not in arn[5]
    return all(_ends_agree(one, other) for one, other in zip(arn[2:], wanted[2:], strict=True))


def _ends_agree(one: str, other: str) -> bool:
    """Say whether the literal beginnings and the literal endings of two patterns agree."""
    if not ("*" in one or "?" in one or "*" in other):
        return one == other
    before, after = re.split(r"[*?]", one, maxsplit=1)[0], re.split(r"[*?]", one)[-1]
    other_before, _, _ = other.partition("*")
    other_after = other.rpartition("*")[2]
    if not ("*" in one or "?" in one):
        return one.startswith(other_before) and one.endswith(other_after)
    if "*" not in other:
        return other.startswith(before) and other.endswith(after)
    short = min(len(before), len(other_before))
    short_end = min(len(after), len(other_after))
    same_end = short_end == 0 or after[-short_end:] == other_after[-short_end:]
    return before[:short] == other_before[:short] and same_end


def resource_of_other_service(subject: Subject) -> Iterator[Hit]:
    own = subject.context.prefixes
    # Requests to other services may be about foreign resources: STS acts on roles of IAM.
    if not own & {"s3", "dynamodb"}:
        return
    for statement in subject.statements:
        if statement.resources is None:
            continue
        for index, value in enumerate(statement.resources):
            parts = arn_parts(value)
            if len(parts) == PARTS and find_service(parts[2]) and parts[2] not in own:
                yield Hit(
                    place_of(statement, "Resource", index),
                    f"no request through an endpoint of {subject.context.service} is about a resource of {parts[2]}",
                    "leave it out",
                    statement,
                )


RESOURCES: Final = (
    LintCheck("invalid-arn", "A resource that is not an ARN", Severity.ERROR, _RESOURCE_PAGE, invalid_arn),
    LintCheck(
        "foreign-partition",
        "An ARN of another partition",
        Severity.WARNING,
        _RESOURCE_PAGE,
        foreign_partition,
        ENDPOINT,
    ),
    LintCheck(
        "action-without-resource",
        "An action none of the resources is for",
        Severity.WARNING,
        _REFERENCE,
        action_without_resource,
    ),
    LintCheck(
        "other-service-resource",
        "A resource of another service than the endpoint's",
        Severity.WARNING,
        _RESOURCE_PAGE,
        resource_of_other_service,
        ENDPOINT,
    ),
)
