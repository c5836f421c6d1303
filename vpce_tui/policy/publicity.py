"""Is a bucket's policy public, as Block Public Access understands it?

S3 takes a policy for public unless each Allow names its principals, or holds a fixed value (without wildcard and
variable) of one of a few keys. Here a policy is public beyond doubt where an Allow for everybody has no condition, and
for certain not public where every Allow is bound in one of the ways that AWS names; of all others this is not judged.
One public statement makes the whole policy public, and then also what it gives other accounts by name is refused.
Source: S3 User Guide, "Blocking public access to your Amazon S3 storage", "The meaning of public"; S3 API Reference,
"PublicAccessBlockConfiguration".
"""

from __future__ import annotations

import enum
from ipaddress import IPv6Network, ip_network
from typing import Final

from vpce_tui.policy.document import Condition, PolicyDocument, Statement

_FIXING_KEYS: Final = frozenset(
    {
        "aws:principalorgid",
        "aws:sourceaccount",
        "aws:sourcearn",
        "aws:sourceowner",
        "aws:sourcevpc",
        "aws:sourcevpce",
        "s3:dataaccesspointaccount",
        "s3:dataaccesspointarn",
    }
)
_FIXING_OPERATORS: Final = frozenset({"stringequals", "stringlike", "arnequals", "arnlike"})
_WILD: Final = ("*", "?", "${")
# AWS names no limit and calls very broad ranges public; what is broader than these is not judged.
_BROADEST: Final = {4: 8, 6: 32}


class Publicity(enum.Enum):
    """What is known of a policy."""

    PUBLIC = "public"
    NOT_PUBLIC = "not public"
    NOT_JUDGED = "not judged"


def publicity(document: PolicyDocument) -> Publicity:
    """Return whether a bucket's policy is public. O(statements)."""
    found = {_of_statement(each) for each in document.statements if each.effect == "Allow"}
    if Publicity.PUBLIC in found:
        return Publicity.PUBLIC
    return Publicity.NOT_JUDGED if Publicity.NOT_JUDGED in found else Publicity.NOT_PUBLIC


def _of_statement(statement: Statement) -> Publicity:
    if statement.principals is None:
        return Publicity.NOT_JUDGED
    if not any(entry.value == "*" for entry in statement.principals):
        return Publicity.NOT_PUBLIC
    if not statement.conditions:
        return Publicity.PUBLIC
    return Publicity.NOT_PUBLIC if any(map(_fixes, statement.conditions)) else Publicity.NOT_JUDGED


def _fixes(condition: Condition) -> bool:
    """Say whether a condition lets only requests with fixed values through."""
    operator, key = condition.operator.lower(), condition.key.lower()
    if operator == "ipaddress" and key == "aws:sourceip":
        return bool(condition.values) and all(map(_is_narrow, condition.values))
    if operator not in _FIXING_OPERATORS or key not in _FIXING_KEYS or not condition.values:
        return False
    return not any(sign in value for value in condition.values for sign in _WILD)


def _is_narrow(block: str) -> bool:
    try:
        network = ip_network(block, strict=False)
    except ValueError:
        return False
    return network.prefixlen >= _BROADEST[6 if isinstance(network, IPv6Network) else 4]
