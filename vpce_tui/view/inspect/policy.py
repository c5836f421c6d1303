"""Whom does the endpoint's policy let through?

Three things look alike in the API and are told apart here: AWS's default policy, which allows everything; a policy of
one's own; and the policy of a service that does not support any, which has no effect and cannot be changed.
Source: PrivateLink Guide, "Control access to VPC endpoints using endpoint policies".
"""

from __future__ import annotations

import json
from typing import Any

from vpce_tui.model.record import Record
from vpce_tui.resources.vpc_endpoint import VpcEndpoint, is_type
from vpce_tui.resources.vpc_endpoint_service import ServiceDetail
from vpce_tui.view.json_text import laid_out, styled_line
from vpce_tui.view.lines import Line, Subject, blank, fact, heading, said
from vpce_tui.view.text import UNICODE_SIGNS, Run, Signs

TYPES_WITHOUT_POLICY = ("GatewayLoadBalancer",)


def has_policy(record: Record) -> bool:
    """Say whether a record of this kind may carry an endpoint policy."""
    return isinstance(record, VpcEndpoint)


def policy(subject: Subject, signs: Signs = UNICODE_SIGNS) -> list[Line]:
    """Return the page: what kind of policy it is, then the document with its statements numbered."""
    endpoint = subject.record
    if not isinstance(endpoint, VpcEndpoint):
        return [said("only endpoints carry an endpoint policy", "muted")]
    text = endpoint.policy_document
    document = _parsed(text)
    lines = [
        heading(f"endpoint policy of {endpoint.vpc_endpoint_id}"),
        fact("kind", _kind(subject, endpoint, document, signs)),
    ]
    if text:
        lines.append(fact("size", (f"{len(text):,} of 20,480 characters", "plain")))
    if document is None and text:
        return [*lines, blank(), said(f"{signs.warning} this is no JSON; shown as it came", "warn"), *_raw(text)]
    return [*lines, blank(), *document_lines(document)] if document is not None else lines


def _kind(subject: Subject, endpoint: VpcEndpoint, document: Any, signs: Signs) -> Run:
    if supports_policy(subject, endpoint) is False:
        return f"{signs.not_applicable} not supported by this service: everything passes, whatever stands here", "muted"
    if any(is_type(endpoint, kind) for kind in TYPES_WITHOUT_POLICY):
        return f"{signs.not_applicable} endpoints of this type have no policy", "muted"
    if not endpoint.policy_document:
        return f"{signs.unknown} AWS told no policy", "unknown"
    certainty = (
        "" if supports_policy(subject, endpoint) else f" {signs.unknown} whether the service supports it was not read"
    )
    if document is not None and is_default(document):
        return f"{signs.usable} AWS's default: every caller, action and resource{certainty}", "good"
    return f"{signs.usable} a policy of one's own{certainty}", "accent"


def supports_policy(subject: Subject, endpoint: VpcEndpoint) -> bool | None:
    """Return whether the endpoint's service supports endpoint policies; None where it was not read."""
    name = endpoint.service_name or ""
    if ".vpce-svc-" in name:
        return False  # services of customers and partners never support endpoint policies
    details = [detail for detail in subject.topology.records(ServiceDetail) if detail.service_name == name]
    told = {detail.vpc_endpoint_policy_supported for detail in details} - {None}
    return told == {True} if told else None


def is_default(document: Any) -> bool:
    """Say whether a parsed policy allows everything to everyone, as AWS's default does in each of its spellings."""
    statements = document.get("Statement") if isinstance(document, dict) else None
    if isinstance(statements, dict):
        statements = [statements]
    if not isinstance(statements, list) or len(statements) != 1 or not isinstance(statements[0], dict):
        return False
    statement = {key: value for key, value in statements[0].items() if key != "Sid"}
    everything = ("*", ["*"])
    return (
        set(statement) == {"Effect", "Principal", "Action", "Resource"}
        and statement["Effect"] == "Allow"
        and statement["Principal"] in (*everything, {"AWS": "*"}, {"AWS": ["*"]})
        and statement["Action"] in everything
        and statement["Resource"] in everything
    )


def document_lines(document: Any) -> list[Line]:
    """Return the document laid out, the number of each statement in front of its first line."""
    statements = document.get("Statement") if isinstance(document, dict) else None
    if not isinstance(statements, list):
        return [Line([("    ", "muted"), *styled_line(line)]) for line in laid_out(document).split("\n")]
    lines = [Line([("    ", "muted"), ("{", "punct")])]
    for member, value in document.items():
        if member != "Statement":
            first, *rest = laid_out(value).split("\n")
            lines.append(_indented(f'"{member}": {first}'))
            lines += [_indented(line) for line in rest]
    lines.append(_indented('"Statement": ['))
    for number, statement in enumerate(statements, 1):
        for at, line in enumerate(laid_out(statement).split("\n")):
            margin = f"{number:>3} " if at == 0 else "    "
            lines.append(Line([(margin, "heading" if at == 0 else "muted"), ("    ", "plain"), *styled_line(line)]))
    return [*lines, _indented("]"), Line([("    ", "muted"), ("}", "punct")])]


def _indented(line: str) -> Line:
    return Line([("    ", "muted"), ("  ", "plain"), *styled_line(line)])


def _raw(text: str) -> list[Line]:
    return [said(line) for line in text.split("\n")]


def _parsed(text: str | None) -> Any:
    try:
        return json.loads(text) if text else None
    except (ValueError, RecursionError):
        return None
