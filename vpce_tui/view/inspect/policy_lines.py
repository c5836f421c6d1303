"""Whom does the endpoint's policy let through?

Three things look alike in the API and are told apart here: AWS's default policy, which allows everything; a policy of
one's own; and the policy of a service that does not support any, which has no effect and cannot be changed.
Source: PrivateLink Guide, "Control access to VPC endpoints using endpoint policies".
"""

from __future__ import annotations

from functools import lru_cache

from vpce_tui.policy import PolicyDocument, PolicyDocumentError, compare
from vpce_tui.policy.lint import LintContext, Severity
from vpce_tui.resources.vpc_endpoint import VpcEndpoint, is_type
from vpce_tui.view import policy_request
from vpce_tui.view.lines import Line, Subject, blank, counted, fact, heading, said
from vpce_tui.view.policy_document import PolicyText, finding_lines
from vpce_tui.view.policy_request import Setting
from vpce_tui.view.text import UNICODE_SIGNS, Run, Signs

TYPES_WITHOUT_POLICY = ("GatewayLoadBalancer",)
OPENS_FINDINGS = "policy findings"


def policy_lines(subject: Subject, signs: Signs = UNICODE_SIGNS) -> list[Line]:
    """Return the page: what kind of policy it is, what the lint says, then the document, its statements numbered."""
    endpoint = subject.record
    if not isinstance(endpoint, VpcEndpoint):
        return [said("only endpoints carry an endpoint policy", "muted")]
    setting = Setting(endpoint, subject.scope, supports_policy(subject, endpoint))
    text = _read(endpoint.policy_document, setting.lint_context) if endpoint.policy_document else None
    lines = [
        heading(f"endpoint policy of {endpoint.vpc_endpoint_id}", ("   P tries a request on it", "muted")),
        fact("kind", _kind(endpoint, text, setting.supported, signs)),
    ]
    if text is None:
        return lines
    lines.append(fact("size", (f"{len(text.original):,} of 20,480 characters", "plain")))
    if text.document is None:
        first = text.problems[0]
        lines += [blank(), said(f"{signs.warning} this is no policy: {first}; shown as it came", "warn")]
    else:
        lines += _findings(text, signs, is_open=OPENS_FINDINGS in subject.opened)
    lines.append(blank())
    lines += [Line(text.cells(number, {}, signs)) for number in range(1, len(text.lines) + 1)]
    return lines


def supports_policy(subject: Subject, endpoint: VpcEndpoint) -> bool | None:
    """Return whether the endpoint's service supports endpoint policies; None where it was not read."""
    return policy_request.supports_policy(subject.topology, endpoint)


def is_default(document: object) -> bool:
    """Say whether a policy given as plain values lets everything through, as AWS's default does in any spelling."""
    try:
        return compare.is_default(PolicyDocument.from_object(document))
    except PolicyDocumentError:
        return False


@lru_cache(maxsize=8)
def _read(text: str, context: LintContext) -> PolicyText:
    """Read a policy once: the page is made anew whenever something near it changes."""
    return PolicyText(text, context)


def _kind(endpoint: VpcEndpoint, text: PolicyText | None, supported: bool | None, signs: Signs) -> Run:
    if any(is_type(endpoint, kind) for kind in TYPES_WITHOUT_POLICY):
        return f"{signs.not_applicable} endpoints of this type have no policy", "muted"
    if supported is False:
        return f"{signs.not_applicable} not supported by this service: everything passes, whatever stands here", "muted"
    if text is None:
        return f"{signs.unknown} AWS told no policy", "unknown"
    certainty = "" if supported else f" {signs.unknown} whether the service supports it was not read"
    if text.is_default:
        return f"{signs.usable} AWS's default: every caller, action and resource{certainty}", "good"
    return f"{signs.usable} a policy of one's own{certainty}", "accent"


def _findings(text: PolicyText, signs: Signs, *, is_open: bool) -> list[Line]:
    """Return what the lint found: a count, and all of it where it was opened."""
    findings = text.findings
    if not findings:
        return [fact("findings", ("none", "good"))]
    worst = max(finding.severity.rank for finding in findings)
    arrow = signs.open if is_open else signs.closed
    run: Run = (
        f"{signs.warning} {counted(len(findings), 'finding')} {arrow}",
        "bad" if worst == Severity.ERROR.rank else "warn" if worst == Severity.WARNING.rank else "muted",
    )
    lines = [Line(fact("findings", run).cells, opens=OPENS_FINDINGS)]
    for finding in findings if is_open else ():
        lines += finding_lines(finding, signs, placed=True)
    return lines
