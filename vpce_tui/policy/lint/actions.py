"""Are these actions that AWS knows, and can they pass this endpoint?

An action that no service has matches nothing: the Allow grants less and the Deny refuses less than it says. The
catalogue may be older than the action, so that this is a warning and never an error.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from vpce_tui.policy.catalogue import LONGEST_ACTION, catalogue_date, find_service, nearest_actions, services
from vpce_tui.policy.document import Statement
from vpce_tui.policy.lint.check import ALL_KINDS, ENDPOINT, LintCheck
from vpce_tui.policy.lint.finding import Severity
from vpce_tui.policy.lint.subject import Hit, Subject, actions_of, in_words, place_of, prefixes_of

_ACTION_PAGE: Final = 'IAM User Guide, "IAM JSON policy elements: Action"; service authorization reference'
_MOST_COMPARED: Final = 200
"""Unknown actions of one document for which the nearest is looked up; each look costs a fraction of a millisecond."""


def unknown_action(subject: Subject) -> Iterator[Hit]:
    seen: dict[str, tuple[str, str]] = {}
    for statement in subject.statements:
        element, values = actions_of(statement)
        for index, value in enumerate(values):
            if value in ("*", "*:*"):
                continue
            if value not in seen:
                seen[value] = _what_is_wrong(value, compare=len(seen) < _MOST_COMPARED)
            text, fix = seen[value]
            if text:
                yield Hit(place_of(statement, element, index), text, fix, statement)


def _what_is_wrong(value: str, *, compare: bool) -> tuple[str, str]:
    """Return (what is wrong, what to do), both empty for an action that can match something."""
    prefix, colon, name = value.partition(":")
    if not colon or not name or not prefix:
        return f"`{value}` is not an action", "write service:Name, such as s3:GetObject"
    if "*" in prefix or "?" in prefix:
        return f"`{value}` has a wildcard in the service prefix, which matches nothing", "name the service, or use `*`"
    service = find_service(prefix)
    if service is None:
        near = nearest_actions(value) if compare else ()
        fix = f"did you mean {_either(near)}?" if near else _near_prefix(prefix, compare=compare)
        return f"no service has the prefix `{prefix}` (as of {catalogue_date()})", fix
    wild = "*" in name or "?" in name
    if service.has_match(name) if wild else service.find(name):
        return "", ""
    near = nearest_actions(value) if compare and not wild and len(value) <= LONGEST_ACTION else ()
    text = f"`{value}` fits no action of {prefix.lower()}" if wild else f"{prefix.lower()} has no action `{value}`"
    fix = (
        f"did you mean {_either(near)}?"
        if near
        else "check its spelling; names of API calls are not always those of actions"
    )
    return f"{text} (as of {catalogue_date()})", fix


def _near_prefix(prefix: str, *, compare: bool) -> str:
    begun = [each for each in services() if each.startswith(prefix.lower()[:3])][:3] if compare else []
    return (
        f"did you mean {_either(tuple(begun))}?" if begun else "check the prefix in the service authorization reference"
    )


def _either(names: tuple[str, ...]) -> str:
    return " or ".join(names)


def other_service(subject: Subject) -> Iterator[Hit]:
    own = subject.context.prefixes
    if not own:
        return
    for statement in subject.statements:
        if statement.actions is None:
            continue
        for index, value in enumerate(statement.actions):
            prefix = value.lower().partition(":")[0]
            if prefix != "*" and prefix not in own and find_service(prefix):
                yield Hit(
                    place_of(statement, "Action", index),
                    f"{value} does not pass an endpoint of {subject.context.service}",
                    f"leave it out; here only actions of {in_words(sorted(own))} count",
                    statement,
                )


def allows_nothing(subject: Subject) -> Iterator[Hit]:
    own = subject.context.prefixes
    if not any(_can_allow(statement, own) for statement in subject.allows):
        what = f" of {subject.context.service}" if own and any(True for _ in subject.allows) else ""
        yield Hit(
            subject.start,
            f"no statement allows any action{what}: everything through this endpoint is refused",
            "add an Allow; a Deny only takes away from what an Allow lets through",
        )


def _can_allow(statement: Statement, own: frozenset[str]) -> bool:
    prefixes = prefixes_of(statement)
    known = prefixes is None or not own or any(not find_service(prefix) for prefix in prefixes)
    return known or bool(prefixes and prefixes & own)


ACTIONS: Final = (
    LintCheck(
        "unknown-action", "An action that no service has", Severity.WARNING, _ACTION_PAGE, unknown_action, ALL_KINDS
    ),
    LintCheck(
        "other-service",
        "An action of another service than the endpoint's",
        Severity.WARNING,
        _ACTION_PAGE,
        other_service,
        ENDPOINT,
    ),
    LintCheck(
        "allows-nothing",
        "An endpoint policy without an Allow",
        Severity.ERROR,
        'PrivateLink Guide, "Control access to VPC endpoints using endpoint policies"',
        allows_nothing,
        ENDPOINT,
    ),
)
