"""Does each condition operator do to its key what its author expects?

Whether a condition holds for a request that does not carry the key is what most mistakes come from: negated operators
and ForAllValues hold then, ForAnyValue never does, and IfExists adds nothing to a negated operator.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from vpce_tui.policy.context_keys import ENDPOINT_ONLY, KeyType
from vpce_tui.policy.lint.check import LintCheck
from vpce_tui.policy.lint.finding import Severity
from vpce_tui.policy.lint.subject import Hit, Subject, in_words

_SETS_PAGE: Final = 'IAM User Guide, "Single-valued vs. multivalued context keys"'
_OPERATORS_PAGE: Final = 'IAM User Guide, "Condition operators"'
_LITERAL_ONLY: Final = frozenset(
    {"StringEquals", "StringNotEquals", "StringEqualsIgnoreCase", "StringNotEqualsIgnoreCase"}
)
_ESCAPED_STAR: Final = "${*}"
# Absent means that the request sets no tags or names no items: letting those pass is what policies on them mean.
_ABSENCE_IS_MEANT: Final = frozenset({"aws:tagkeys", "dynamodb:leadingkeys", "dynamodb:attributes"})
_PATHS: Final = frozenset({"aws:principalorgpaths", "aws:resourceorgpaths", "aws:vpceorgpaths", "aws:sourceorgpaths"})


def if_exists_on_deny(subject: Subject) -> Iterator[Hit]:
    for use in subject.uses:
        if use.statement.effect != "Deny" or use.full is None or not use.full.if_exists or not use.negated:
            continue
        if use.full.set_operator or use.key not in ENDPOINT_ONLY:
            continue
        others = any(key not in ENDPOINT_ONLY for key in subject.keys_of(use.statement))
        yield Hit(
            use.condition.place,
            f"IfExists does not spare requests without {use.condition.key}: {use.condition.operator} holds for them "
            "with and without it, and the Deny applies",
            f"to spare them add Null {use.condition.key} false to the same statement",
            use.statement,
            Severity.INFO if others else Severity.WARNING,
        )


def if_exists_with_for_any_value(subject: Subject) -> Iterator[Hit]:
    for use in subject.uses:
        if use.full is not None and use.full.if_exists and use.full.set_operator == "ForAnyValue":
            yield Hit(
                use.condition.place,
                f"ForAnyValue never holds where {use.condition.key} is absent, with IfExists neither",
                "leave IfExists out, or write a statement of its own with Null for requests without the key",
                use.statement,
            )


def equals_with_wildcard(subject: Subject) -> Iterator[Hit]:
    for use in subject.uses:
        if use.name not in _LITERAL_ONLY:
            continue
        starred = [value for value in use.condition.values if "*" in value.replace(_ESCAPED_STAR, "")]
        if starred:
            like = use.name.replace("EqualsIgnoreCase", "Like").replace("Equals", "Like")
            yield Hit(
                use.condition.place,
                f"{use.name} takes `*` for a character, not for a wildcard: {in_words(starred)}",
                f"use {like}",
                use.statement,
            )


def for_all_values_on_allow(subject: Subject) -> Iterator[Hit]:
    for use in subject.uses:
        if use.full is None or use.full.set_operator != "ForAllValues" or use.statement.effect != "Allow":
            continue
        if subject.has_key_by_others(use):
            continue
        single = use.known is not None and not use.known.multivalued
        known_absent = use.known is not None and not use.known.always and use.key not in _ABSENCE_IS_MEANT
        yield Hit(
            use.condition.place,
            f"ForAllValues holds where {use.condition.key} is absent: this Allow applies to requests without it",
            f"add Null {use.condition.key} false to the statement"
            + (", or leave ForAllValues out: the key has a single value" if single else ", or use ForAnyValue"),
            use.statement,
            Severity.WARNING if known_absent else Severity.INFO,
        )


def for_any_value_not_on_deny(subject: Subject) -> Iterator[Hit]:
    covered: set[str] | None = None
    for use in subject.uses:
        if use.full is None or use.full.set_operator != "ForAnyValue" or not use.negated:
            continue
        if use.statement.effect != "Deny" or use.key not in _PATHS:
            continue
        if covered is None:
            covered = {each.key for each in subject.uses if each.is_null and each.statement.effect == "Deny"}
        if use.key not in covered:
            yield Hit(
                use.condition.place,
                f"ForAnyValue never holds where {use.condition.key} is absent: this Deny lets such requests pass",
                f"use {use.condition.operator.replace('ForAnyValue', 'ForAllValues')}, which holds there",
                use.statement,
            )


def set_operator_and_key(subject: Subject) -> Iterator[Hit]:
    for use in subject.uses:
        if use.full is None or use.known is None or use.is_null:
            continue
        if use.known.multivalued and not use.full.set_operator:
            yield Hit(
                use.condition.place,
                f"{use.known.name} has several values, and {use.condition.operator} compares one: AWS does not "
                "document what comes of it",
                f"use ForAnyValue:{use.condition.operator} in an Allow, ForAllValues:… in a Deny",
                use.statement,
            )
        elif use.full.set_operator == "ForAnyValue" and not use.known.multivalued:
            yield Hit(
                use.condition.place,
                f"{use.condition.key} has a single value; ForAnyValue adds nothing to it",
                "leave ForAnyValue out",
                use.statement,
                Severity.INFO,
            )


def malformed_value(subject: Subject) -> Iterator[Hit]:
    for use in subject.uses:
        if use.full is None:
            continue
        prepare = use.full.operator.prepare
        bad = [value for value in use.condition.values if "${" not in value and prepare(((value, True),)) is None]
        if use.is_null:
            bad = [value for value in use.condition.values if value.lower() not in ("true", "false")]
        if bad:
            listed = in_words([f"`{value}`" for value in bad])
            yield Hit(
                use.condition.place,
                f"{listed} cannot be a value of {use.condition.operator}: it never fits",
                _expected(use.name),
                use.statement,
                Severity.WARNING if use.name.startswith("Arn") else Severity.ERROR,
            )


def _expected(name: str) -> str:
    if name.startswith("Date"):
        return "write a date as 2026-11-22T12:00:00Z or in seconds since 1970"
    if name.startswith("Numeric"):
        return "write a number"
    if "IpAddress" in name:
        return "write an address or a network such as 10.0.0.0/16; wildcards have no meaning here"
    if name.startswith("Arn"):
        return "write an ARN with all of its six parts; each part may hold wildcards"
    if name.startswith("Binary"):
        return "write base64"
    return "write true or false"


_FITTING: Final = {
    KeyType.IP: ("IpAddress", "NotIpAddress"),
    KeyType.BOOL: ("Bool", "String"),
    KeyType.DATE: ("Date", "Numeric"),
    KeyType.NUMERIC: ("Numeric",),
    KeyType.STRING: ("String",),
    KeyType.ARN: ("Arn", "String"),
}
"""What the names of operators begin with that make sense for a type of key."""


def operator_and_type(subject: Subject) -> Iterator[Hit]:
    for use in subject.uses:
        if use.full is None or use.known is None or use.is_null:
            continue
        fitting = _FITTING[use.known.type]
        if not use.name.startswith(fitting):
            yield Hit(
                use.condition.place,
                f"{use.known.name} holds a value of type {use.known.type.value}, which {use.name} does not compare",
                f"use an operator whose name begins with {' or '.join(fitting)}",
                use.statement,
            )


def session_in_principal_arn(subject: Subject) -> Iterator[Hit]:
    for use in subject.uses:
        if use.key != "aws:principalarn":
            continue
        sessions = [value for value in use.condition.values if ":assumed-role/" in value]
        if sessions:
            yield Hit(
                use.condition.place,
                f"aws:PrincipalArn of a role session is the role's ARN: {in_words(sessions)} never fits",
                "write arn:aws:iam::ACCOUNT:role/NAME, with the role's path; one session is told by aws:userid",
                use.statement,
            )


OPERATORS: Final = (
    LintCheck(
        "if-exists-on-deny",
        "IfExists that spares nobody",
        Severity.WARNING,
        _OPERATORS_PAGE,
        if_exists_on_deny,
    ),
    LintCheck(
        "if-exists-with-for-any-value",
        "IfExists beside ForAnyValue",
        Severity.WARNING,
        _SETS_PAGE,
        if_exists_with_for_any_value,
    ),
    LintCheck(
        "equals-with-wildcard",
        "A wildcard under an operator without wildcards",
        Severity.WARNING,
        _OPERATORS_PAGE,
        equals_with_wildcard,
    ),
    LintCheck(
        "for-all-values-on-allow",
        "ForAllValues in an Allow",
        Severity.WARNING,
        _SETS_PAGE,
        for_all_values_on_allow,
    ),
    LintCheck(
        "for-any-value-not-on-deny",
        "ForAnyValue with a negated operator in a Deny",
        Severity.WARNING,
        _SETS_PAGE,
        for_any_value_not_on_deny,
    ),
    LintCheck(
        "set-operator",
        "A set operator and its key do not fit",
        Severity.WARNING,
        _SETS_PAGE,
        set_operator_and_key,
    ),
    LintCheck(
        "malformed-value",
        "A value that its operator cannot read",
        Severity.ERROR,
        _OPERATORS_PAGE,
        malformed_value,
    ),
    LintCheck(
        "operator-type",
        "An operator for another type than the key's",
        Severity.WARNING,
        _OPERATORS_PAGE,
        operator_and_type,
    ),
    LintCheck(
        "session-in-principal-arn",
        "A role session where the role's ARN is compared",
        Severity.WARNING,
        'IAM User Guide, "AWS global condition context keys"',
        session_in_principal_arn,
    ),
)
