"""How is a statement written so that all spellings of one meaning are equal?

Order, repetition, the Sid and case that does not matter are dropped, and so are spellings of the same thing: an account
id and its root ARN, ArnEquals and ArnLike, `10.0.0.1` and `10.0.0.1/32`, IfExists where it changes nothing. Values that
another value of the same element covers are dropped where that is plain. Equal forms decide alike for every
request; forms that differ may still do so.
Source: IAM User Guide, "IAM JSON policy elements reference", "Condition operators".
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final

from vpce_tui.policy.document import Condition, PrincipalEntry, Statement
from vpce_tui.policy.operators import find_operator
from vpce_tui.policy.operators.ip_address import read_network
from vpce_tui.policy.operators.numeric import read_number

_ROOT: Final = re.compile(r"arn:aws[a-z-]*:iam::([0-9]{12}):root")
_WILDCARD: Final = re.compile(r"[*?]|\$\{")
_VARIABLE: Final = "${"


@dataclass(frozen=True, slots=True)
class NormalCondition:
    """A condition in the one spelling that all spellings of it share."""

    operator: str
    key: str
    values: frozenset[str]


@dataclass(frozen=True, slots=True)
class NormalStatement:
    """A statement in the one spelling that all spellings of it share. Equal means: decides alike, always."""

    effect: str
    principals: tuple[str, frozenset[tuple[str, str]]]
    """`Principal`, `NotPrincipal` or nothing, and (kind, value) pairs."""
    actions: tuple[str, frozenset[str]]
    resources: tuple[str, frozenset[str]]
    conditions: frozenset[NormalCondition]
    variables: bool
    """Whether `${…}` in it is a variable; False where there is none."""


ELEMENTS: Final = {
    "effect": "Effect",
    "principals": "Principal",
    "actions": "Action",
    "resources": "Resource",
    "conditions": "Condition",
    "variables": "Version",
}
"""The fields of a normal statement and what they are called in a document."""


def normal_statement(statement: Statement) -> NormalStatement:
    """Return the spelling that all statements of the same meaning share."""
    negated_actions = statement.actions is None
    resources = _resources(statement)
    conditions = frozenset(_condition(each) for each in statement.conditions)
    texts = (*resources[1], *(value for each in statement.conditions for value in each.values))
    return NormalStatement(
        statement.effect,
        _principals(statement),
        ("NotAction" if negated_actions else "Action", _actions(statement.not_actions or statement.actions or ())),
        resources,
        conditions,
        statement.variables and any(_VARIABLE in text for text in texts),
    )


def _principals(statement: Statement) -> tuple[str, frozenset[tuple[str, str]]]:
    if statement.principals is not None:
        return "Principal", _principal_values(statement.principals)
    if statement.not_principals is not None:
        return "NotPrincipal", _principal_values(statement.not_principals)
    return "", frozenset()


def _principal_values(entries: Iterable[PrincipalEntry]) -> frozenset[tuple[str, str]]:
    values = set()
    for entry in entries:
        root = _ROOT.fullmatch(entry.value) if entry.kind == "AWS" else None
        values.add((entry.kind, root.group(1) if root else entry.value))
    # The bare star holds everybody, the unsigned and the federated too.
    return frozenset({("*", "*")} if ("*", "*") in values else values)


def _actions(values: Iterable[str]) -> frozenset[str]:
    lower = {"*" if value == "*:*" else value.lower() for value in values}
    if "*" in lower:
        return frozenset({"*"})
    whole = {value for value in lower if value.endswith(":*") and value.count("*") == 1}
    return frozenset(value for value in lower if value in whole or f"{value.partition(':')[0]}:*" not in whole)


def _resources(statement: Statement) -> tuple[str, frozenset[str]]:
    if statement.resources is None and statement.not_resources is None:
        return "", frozenset()
    element, values = "Resource", statement.resources
    if values is None:
        element, values = "NotResource", statement.not_resources
    return element, frozenset({"*"} if "*" in (values or ()) else values or ())


_SAME: Final = {"ArnEquals": "ArnLike", "ArnNotEquals": "ArnNotLike"}


def _condition(condition: Condition) -> NormalCondition:
    full = find_operator(condition.operator)
    if full is None:
        return NormalCondition(condition.operator, condition.key.lower(), frozenset(condition.values))
    name = _SAME.get(full.operator.name, full.operator.name)
    values = frozenset(_value(name, value) for value in condition.values)
    if name in ("StringLike", "StringNotLike") and not any(map(_WILDCARD.search, values)):
        name = name.replace("Like", "Equals")
    prefix = f"{full.set_operator}:" if full.set_operator else ""
    # Without the key a negated operator holds anyway, and so does ForAllValues.
    holds_anyway = full.set_operator == "ForAllValues" or (full.operator.negated and not full.set_operator)
    suffix = "IfExists" if full.if_exists and not holds_anyway else ""
    return NormalCondition(f"{prefix}{name}{suffix}", condition.key.lower(), values)


def _value(operator: str, value: str) -> str:
    if operator in ("Bool", "Null") or operator.endswith("IgnoreCase"):
        return value.lower()
    if "IpAddress" in operator:
        network = read_network(value)
        return str(network) if network else value
    if operator.startswith("Numeric"):
        number = read_number(value)
        return format(number.normalize(), "E") if number is not None else value
    return value
