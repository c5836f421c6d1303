"""Do service and resource control policies leave what they must leave?

At every level, from the root to the account, an Allow must match: an SCP that replaces FullAWSAccess takes away all
it does not name. An RCP only denies, names everybody, and reaches some services only.
Source: Organizations User Guide, "Service control policies", "Resource control policies", "RCP syntax".
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from vpce_tui.policy.catalogue import catalogue_date, find_service, rcp_services
from vpce_tui.policy.document import Statement
from vpce_tui.policy.lint.check import LintCheck
from vpce_tui.policy.lint.context import PolicyKind
from vpce_tui.policy.lint.finding import Severity
from vpce_tui.policy.lint.subject import Hit, Subject, names_everybody, place_of

_SCP: Final = frozenset({PolicyKind.SCP})
_RCP: Final = frozenset({PolicyKind.RCP})
_SCP_PAGE: Final = 'Organizations User Guide, "Service control policies"'
_RCP_PAGE: Final = 'Organizations User Guide, "Resource control policies"'


def scp_needs_allow(subject: Subject) -> Iterator[Hit]:
    if not subject.statements or any(_is_full_access(each) for each in subject.statements):
        return
    limited = next(subject.allows, None)
    if limited is not None:
        yield Hit(
            place_of(limited, "Action"),
            "where this SCP stands in place of FullAWSAccess, all that its Allows do not name is refused below it",
            "keep FullAWSAccess attached at this level unless a list of allowed services is meant",
            limited,
        )
    else:
        yield Hit(
            subject.start,
            "this SCP only denies: at its level another one, such as FullAWSAccess, must allow",
            "keep FullAWSAccess attached at every level, from the root to the account",
        )


def _is_full_access(statement: Statement) -> bool:
    return (
        statement.effect == "Allow"
        and not statement.conditions
        and "*" in (statement.actions or ())
        and "*" in (statement.resources or ())
    )


def rcp_allows(subject: Subject) -> Iterator[Hit]:
    for statement in subject.allows:
        if not _is_full_access(statement):
            yield Hit(
                place_of(statement, "Effect"),
                "an RCP has no Allow of its own: RCPFullAWSAccess, which is always attached, allows everything",
                "write what must not be as a Deny",
                statement,
            )


def rcp_principal(subject: Subject) -> Iterator[Hit]:
    for statement in subject.statements:
        if statement.principals is not None and not names_everybody(statement):
            yield Hit(
                place_of(statement, "Principal"),
                "the Principal of an RCP must be `*`",
                'write "Principal": "*" and tell callers apart by conditions',
                statement,
            )


def rcp_unreached(subject: Subject) -> Iterator[Hit]:
    reached = rcp_services()
    for statement in subject.denies:
        for index, value in enumerate(statement.actions or ()):
            prefix = value.lower().partition(":")[0]
            if find_service(prefix) and prefix not in reached:
                yield Hit(
                    place_of(statement, "Action", index),
                    f"RCPs do not reach {prefix} (as of {catalogue_date()}): this denies nothing",
                    "use an SCP for your own callers, and the resource's policy for others",
                    statement,
                )


CONTROL_POLICIES: Final = (
    LintCheck("scp-needs-allow", "An SCP without a full Allow", Severity.INFO, _SCP_PAGE, scp_needs_allow, _SCP),
    LintCheck("rcp-allow", "An Allow in an RCP", Severity.ERROR, _RCP_PAGE, rcp_allows, _RCP),
    LintCheck("rcp-principal", "A Principal in an RCP", Severity.ERROR, _RCP_PAGE, rcp_principal, _RCP),
    LintCheck("rcp-service", "A service that RCPs do not reach", Severity.WARNING, _RCP_PAGE, rcp_unreached, _RCP),
)
