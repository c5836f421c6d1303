"""Does a policy refuse a request whoever makes it?

Where nobody knows who asks, an unsigned request stands in for the real one. What it meets holds for every caller only
where it rests on what no caller brings: the action, the resource, the path. A Deny for everybody is such a thing, and
an endpoint policy none of whose Allows covers the action or the resource.
Source: IAM User Guide, "Policy evaluation logic"; PrivateLink Guide, "Control access to VPC endpoints using endpoint
policies".
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from vpce_tui.policy.layers import ENDPOINT, RESOURCE, Found, LayerFindings
from vpce_tui.policy.reasons import ElementMatch, Outcome
from vpce_tui.policy.request_facts import DerivedRequest

_BROUGHT_BY_NO_CALLER: Final = frozenset(
    {
        "aws:currenttime",
        "aws:epochtime",
        "aws:requestedregion",
        "aws:resourceaccount",
        "aws:resourceorgid",
        "aws:resourceorgpaths",
        "aws:securetransport",
        "aws:sourceip",
        "aws:sourcevpc",
        "aws:sourcevpcarn",
        "aws:sourcevpce",
        "aws:vpceaccount",
        "aws:vpceorgid",
        "aws:vpceorgpaths",
        "aws:vpcsourceip",
    }
)


def refuses_everybody(findings: LayerFindings, request: DerivedRequest) -> bool:
    """Say whether a layer that refused the unsigned `request` refuses it from every caller.

    Only an endpoint policy is sure to be needed: without an Allow of the resource's policy a caller may have one of its
    own. Control policies depend on the account of the caller.
    """
    if findings.layer not in (ENDPOINT, RESOURCE):
        return False
    if any(_denies_everybody(found, request) for found in findings.denies):
        return True
    every = (*findings.matched, *findings.unknown, *findings.unmatched)
    allows = [found for found in every if found.effect == "Allow"]
    return findings.layer == ENDPOINT and all(_allows_nobody(found, request) for found in allows)


def _denies_everybody(found: Found, request: DerivedRequest) -> bool:
    """Say whether a Deny that met the unsigned request meets everybody's.

    `Principal` names an unsigned caller by `*` alone; with `NotPrincipal` the real caller may be excepted.
    """
    principal = found.match.principal
    if principal is None or principal.element != "Principal" or _has_variables(found):
        return False
    return all(settled for settled, _ in _conditions(found, request))


def _allows_nobody(found: Found, request: DerivedRequest) -> bool:
    """Say whether something that no caller brings keeps an Allow from the request."""
    action, resource = found.match.elements[:2]
    if action.outcome is Outcome.NOT_MATCHED:
        return True
    if resource.outcome is Outcome.NOT_MATCHED and not _has_variables(found):
        return True
    return any(settled and each.outcome is Outcome.NOT_MATCHED for settled, each in _conditions(found, request))


def _conditions(found: Found, request: DerivedRequest) -> Iterator[tuple[bool, ElementMatch]]:
    """Yield each condition's match with whether it is the same for every caller."""
    compiled = found.match.compiled.conditions
    for condition, match in zip(
        compiled, found.match.elements[len(found.match.elements) - len(compiled) :], strict=True
    ):
        has_variables = condition.prepared is None
        yield condition.key in _BROUGHT_BY_NO_CALLER and not has_variables and not request.is_open(condition.key), match


def _has_variables(found: Found) -> bool:
    statement = found.match.statement
    named = (*(statement.resources or ()), *(statement.not_resources or ()))
    return statement.variables and any("${" in each for each in named)
