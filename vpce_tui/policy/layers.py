"""What does one layer of policies say by itself?

A layer is one kind of policy that a request meets: the endpoint's, the caller's identity policies, the
resource's, and so on. In a layer of control policies (SCPs, RCPs) every level of the
organization must allow; in the others one Allow anywhere is enough. One Deny anywhere is final.
A statement that holds an unknown operator may or may not apply: a layer comes to two `Side`s, one
with the doubt for the caller and one against.
Source: IAM User Guide, "Policy evaluation logic"; Organizations User Guide, "SCP evaluation".
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Final

import msgspec

from vpce_tui.policy.document import PolicyDocument
from vpce_tui.policy.principal_match import Closeness
from vpce_tui.policy.reasons import Outcome, Reason
from vpce_tui.policy.request import AuthorizationRequest
from vpce_tui.policy.statement import StatementMatch, StatementRules, compiled_statements

ENDPOINT: Final = "endpoint"
IDENTITY: Final = "identity"
RESOURCE: Final = "resource"
SCP: Final = "scp"
RCP: Final = "rcp"
BOUNDARY: Final = "boundary"
SESSION: Final = "session"
SERVICE: Final = "service"
"""Not a policy: a rule that the service itself keeps."""

LAYERS: Final[tuple[str, ...]] = (ENDPOINT, RCP, SCP, RESOURCE, IDENTITY, BOUNDARY, SESSION)


class PolicyLevel(msgspec.Struct, frozen=True):
    """The control policies of one level of an organization: its root, an OU or an account."""

    level: str
    policies: tuple[PolicyDocument, ...]


class Found(msgspec.Struct, frozen=True):
    """A statement of a policy of a level, with how it met the request."""

    policy: PolicyDocument
    level: int
    match: StatementMatch

    @property
    def effect(self) -> str:
        return self.match.compiled.statement.effect

    @property
    def closeness(self) -> Closeness:
        """How closely the statement names the caller; the caller itself where nobody is named."""
        principal = self.match.principal
        if principal is None or principal.element == "NotPrincipal":
            return Closeness.CALLER
        return _CLOSENESS.get(principal.reason, Closeness.CALLER)


_CLOSENESS: Final = {Reason.NAMES_ACCOUNT: Closeness.ACCOUNT, Reason.NAMES_ROLE: Closeness.ROLE}


class Side(msgspec.Struct, frozen=True):
    """What a layer comes to: does it deny, does it allow, and whom does its Allow name?"""

    deny: bool
    allow: bool
    closeness: Closeness = Closeness.NOT


class LayerFindings(msgspec.Struct, frozen=True):
    """Every statement of a layer, sorted by what it did."""

    layer: str
    levels: tuple[str, ...]
    """Names of the levels; a layer without levels has one without a name."""
    matched: tuple[Found, ...]
    unknown: tuple[Found, ...]
    unmatched: tuple[Found, ...]
    hopeful: Side
    """What the layer comes to with unknown statements taken for the caller."""
    worst: Side
    """The same with unknown statements taken against the caller."""
    always_allows: bool = False
    """Whether something outside of the policies given allows: the root user's own account."""

    @property
    def denies(self) -> tuple[Found, ...]:
        return tuple(each for each in self.matched if each.effect == "Deny")

    @property
    def allows(self) -> tuple[Found, ...]:
        return tuple(each for each in self.matched if each.effect == "Allow")

    @property
    def levels_without_allow(self) -> tuple[str, ...]:
        having = {each.level for each in self.allows}
        return () if self.always_allows else tuple(n for i, n in enumerate(self.levels) if i not in having)


def examine(
    layer: str,
    levels: Sequence[PolicyLevel],
    request: AuthorizationRequest,
    rules: StatementRules,
    *,
    always_allows: bool = False,
) -> LayerFindings:
    """Hold every statement of a layer against the request; O(statements)."""
    matched: list[Found] = []
    unknown: list[Found] = []
    unmatched: list[Found] = []
    for number, level in enumerate(levels):
        for policy in level.policies:
            for compiled in compiled_statements(policy):
                found = Found(policy, number, compiled.match(request, rules))
                outcome = found.match.outcome
                if outcome is Outcome.MATCHED:
                    matched.append(found)
                elif outcome is Outcome.UNKNOWN:
                    unknown.append(found)
                else:
                    unmatched.append(found)
    names = tuple(level.level for level in levels)
    hopeful = _side(len(names), matched, (found for found in unknown if found.effect == "Allow"), always=always_allows)
    worst = hopeful
    if unknown:
        worst = _side(len(names), matched, (found for found in unknown if found.effect == "Deny"), always=always_allows)
    return LayerFindings(layer, names, tuple(matched), tuple(unknown), tuple(unmatched), hopeful, worst, always_allows)


def _side(levels: int, matched: Iterable[Found], counted: Iterable[Found], *, always: bool) -> Side:
    """Return what statements come to, `counted` being the unknown ones that are taken to apply."""
    deny = False
    allowing: set[int] = set()
    closest = Closeness.NOT
    for found in (*matched, *counted):
        if found.effect == "Deny":
            deny = True
        else:
            allowing.add(found.level)
            closest = max(closest, found.closeness)
    return Side(deny, always or len(allowing) == levels, closest)
