"""Does a statement's Principal name the caller, and how closely?

How closely matters in the account that owns both: a user's or session's own ARN and `*` grant to
exactly that caller, a role's ARN grants to the role (so that boundary and session policy still
limit it), an account only lets its identity policies decide. Gateway endpoints know `*` alone;
an account there means its root user. `{"AWS": "*"}` means callers who sign with AWS credentials,
so on STS it leaves out SAML and OIDC callers. `NotPrincipal` with Deny spares a caller whose own ARN is
listed, a role session only beside its role; an account that is listed spares its root user alone, although
AWS wants it listed beside the caller.
Source: IAM User Guide, "Policy evaluation logic", "AWS JSON policy elements: Principal",
"NotPrincipal"; AWS PrivateLink Guide, "Control access using endpoint policies".
"""

from __future__ import annotations

import enum
import re
from dataclasses import dataclass
from typing import Final

import msgspec

from vpce_tui.policy.document import PrincipalEntry, Statement
from vpce_tui.policy.elements import outcome_of
from vpce_tui.policy.principals import CallerKind, Principal
from vpce_tui.policy.reasons import ElementMatch, Reason
from vpce_tui.policy.request import AuthorizationRequest

_ACCOUNT_ID: Final = re.compile(r"[0-9]{12}")
_UNSIGNED: Final = frozenset({CallerKind.ANONYMOUS})
_ACCOUNT_MEMBERS: Final = frozenset(
    {
        CallerKind.ROOT,
        CallerKind.USER,
        CallerKind.ROLE,
        CallerKind.ROLE_SESSION,
        CallerKind.FEDERATED_SESSION,
        CallerKind.ACCOUNT,
    }
)


class Closeness(enum.IntEnum):
    """How closely a principal names the caller; more is closer."""

    NOT = 0
    ACCOUNT = 1
    ROLE = 2
    CALLER = 3


_REASONS: Final = {
    Closeness.NOT: Reason.VALUE,
    Closeness.ACCOUNT: Reason.NAMES_ACCOUNT,
    Closeness.ROLE: Reason.NAMES_ROLE,
    Closeness.CALLER: Reason.NAMES_CALLER,
}


class PrincipalRules(msgspec.Struct, frozen=True):
    """What holds for Principal in one layer."""

    gateway: bool = False
    absent_matches: bool = False
    """Whether a statement without Principal is taken to mean everybody (endpoint policies)."""
    denied_by_boundary: bool = False
    """Whether the caller has a permissions boundary and this is a policy of a resource, an endpoint included."""


@dataclass(frozen=True, slots=True)
class PrincipalMatcher:
    """The Principal or NotPrincipal of one statement; `entries` is None where it has neither."""

    element: str
    entries: tuple[PrincipalEntry, ...] | None
    values: tuple[str, ...]
    effect: str

    def match(self, request: AuthorizationRequest, rules: PrincipalRules) -> ElementMatch:
        found = (request.principal or "an unsigned request",)
        if self.entries is None:
            who = "everybody" if rules.absent_matches else "nobody"
            warning = f"AWS refuses a statement without Principal here: it is taken to mean {who}"
            outcome = outcome_of(rules.absent_matches)
            return ElementMatch("Principal", outcome, Reason.ABSENT, found, (), warnings=(warning,))
        caller = request.caller
        closest = Closeness.NOT
        warnings: tuple[str, ...] = ()
        listed: set[Closeness] = set()
        for entry in self.entries:
            closeness = _closeness(entry, caller, request.service, rules)
            listed.add(closeness)
            closest = max(closest, closeness)
            if rules.gateway:
                warnings += _gateway_warnings(entry, closeness)
        if self.element == "Principal":
            return ElementMatch(
                "Principal",
                outcome_of(closest > Closeness.NOT),
                _REASONS[closest],
                found,
                self.values,
                warnings=warnings,
            )
        return self._not_principal(caller, closest, listed, found, rules, warnings)

    def _not_principal(
        self,
        caller: Principal,
        closest: Closeness,
        listed: set[Closeness],
        found: tuple[str, ...],
        rules: PrincipalRules,
        warnings: tuple[str, ...],
    ) -> ElementMatch:
        spared = closest > Closeness.NOT
        if self.effect == "Deny" and spared:
            everybody = any(entry.value == "*" for entry in self.entries or ())
            spared, more = _spared_from_deny(caller, listed, rules, everybody=everybody)
            warnings += more
        reason = Reason.VALUE if spared else Reason.NAMES_CALLER
        return ElementMatch("NotPrincipal", outcome_of(not spared), reason, found, self.values, warnings=warnings)


def _spared_from_deny(
    caller: Principal, listed: set[Closeness], rules: PrincipalRules, *, everybody: bool
) -> tuple[bool, tuple[str, ...]]:
    """Say whether a caller that NotPrincipal lists in some way escapes its Deny."""
    if rules.denied_by_boundary and caller.kind in _ACCOUNT_MEMBERS:
        return False, ("NotPrincipal with Deny always denies a caller that has a permissions boundary",)
    if everybody or caller.kind not in _ACCOUNT_MEMBERS:
        return True, ()
    if not _NEEDED.get(caller.kind, _OWN_NAME) <= listed:
        if caller.kind is CallerKind.ROLE_SESSION:
            return False, ("NotPrincipal must list both the session and its role to spare a role session from a Deny",)
        return False, ("an account in NotPrincipal spares nobody but its root user from a Deny",)
    if Closeness.ACCOUNT in listed or caller.kind in (CallerKind.ROOT, CallerKind.ACCOUNT):
        return True, ()
    return True, ("NotPrincipal does not list the caller's account: some services then deny the caller all the same",)


_OWN_NAME: Final = frozenset({Closeness.CALLER})
_NEEDED: Final = {
    CallerKind.ROLE: frozenset({Closeness.ROLE}),
    CallerKind.ROLE_SESSION: frozenset({Closeness.ROLE, Closeness.CALLER}),
}
"""How NotPrincipal must list a caller to spare it from a Deny, where its own name is not enough or not its own."""


def principal_matcher(statement: Statement) -> PrincipalMatcher:
    negated = statement.principals is None and statement.not_principals is not None
    entries = statement.not_principals if negated else statement.principals
    values = tuple(entry.value for entry in entries or ())
    return PrincipalMatcher("NotPrincipal" if negated else "Principal", entries, values, statement.effect)


def _closeness(entry: PrincipalEntry, caller: Principal, service: str, rules: PrincipalRules) -> Closeness:
    if entry.kind == "*":
        return Closeness.CALLER
    if entry.kind == "AWS":
        return _aws_closeness(entry.value, caller, service, rules)
    # Service, Federated and CanonicalUser are names to compare; Cognito's looks like a service's.
    return Closeness.CALLER if entry.value == caller.name and caller.name else Closeness.NOT


def _aws_closeness(value: str, caller: Principal, service: str, rules: PrincipalRules) -> Closeness:
    if value == "*":
        outside = service == "sts" and caller.kind in (CallerKind.IDENTITY_PROVIDER, *_UNSIGNED)
        return Closeness.NOT if outside else Closeness.CALLER
    if caller.kind not in _ACCOUNT_MEMBERS:
        return Closeness.CALLER if value == caller.name and caller.name else Closeness.NOT
    account = _named_account(value)
    if account is not None:
        return _account_closeness(account, caller, rules)
    if value == caller.name:
        return Closeness.ROLE if caller.kind is CallerKind.ROLE else Closeness.CALLER
    if value == caller.user_arn or _is_role_of(value, caller):
        return Closeness.ROLE
    return Closeness.NOT


def _named_account(value: str) -> str | None:
    """Return the account that a principal names as a whole, or None."""
    if _ACCOUNT_ID.fullmatch(value):
        return value
    parts = value.split(":", 5)
    whole = len(parts) == 6 and parts[2] == "iam" and parts[5] == "root"
    return parts[4] if whole else None


def _account_closeness(account: str, caller: Principal, rules: PrincipalRules) -> Closeness:
    if account != caller.account:
        return Closeness.NOT
    if caller.kind in (CallerKind.ROOT, CallerKind.ACCOUNT):
        return Closeness.CALLER
    return Closeness.NOT if rules.gateway else Closeness.ACCOUNT


def _is_role_of(value: str, caller: Principal) -> bool:
    if caller.kind is not CallerKind.ROLE_SESSION:
        return False
    if caller.role_arn is not None:
        return value == caller.role_arn
    prefix = f"arn:{caller.partition}:iam::{caller.account}:role/"
    return value.startswith(prefix) and value.rpartition("/")[2] == caller.role_name


def _gateway_warnings(entry: PrincipalEntry, closeness: Closeness) -> tuple[str, ...]:
    if entry.kind == "*" or entry.value == "*":
        return ()
    if entry.kind == "AWS" and _named_account(entry.value):
        return (f"on a gateway endpoint the principal {entry.value} means that account's root user alone",)
    if closeness > Closeness.NOT:
        return (f"AWS documents only * as a gateway endpoint's principal: {entry.value} is taken at its word",)
    return ()
