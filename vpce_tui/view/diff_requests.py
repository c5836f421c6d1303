"""Which of the recent requests would be decided otherwise after than before?

Recent requests name the endpoint they were asked about. Where it stands on both sides and its policy differs, each is
decided by both policies, everything else being equal.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Any

from vpce_tui.model.topology import Topology
from vpce_tui.policy import Policies
from vpce_tui.policy.lint import LintContext
from vpce_tui.resources.vpc_endpoint import VpcEndpoint
from vpce_tui.view.lines import Line, Target, heading
from vpce_tui.view.policy_changes import Change, ask_runs, changes
from vpce_tui.view.policy_document import PolicyText
from vpce_tui.view.policy_request import Ask, settings_for
from vpce_tui.view.text import UNICODE_SIGNS, Run, Signs

RequestChange = tuple[str, Change]
"""The endpoint's id, and a request that is decided otherwise there."""


def changed_requests(
    before: Topology, after: Topology, recent: Iterable[tuple[str, Ask]], now: datetime
) -> list[RequestChange]:
    """Return the recent requests, as (endpoint id, question), whose decision changed. O(requests × statements)."""
    asked: dict[str, list[Ask]] = {}
    for endpoint_id, ask in recent:
        asked.setdefault(endpoint_id, []).append(ask)
    found: list[RequestChange] = []
    for endpoint_id, asks in asked.items():
        old, new = before.find(VpcEndpoint, endpoint_id), after.find(VpcEndpoint, endpoint_id)
        if not isinstance(old, VpcEndpoint) or not isinstance(new, VpcEndpoint):
            continue
        if old.policy_document == new.policy_document:
            continue
        scope = after.scope_of(new)
        for setting in settings_for(after, new, scope) if scope is not None else ():
            texts = (_text(old), _text(new))
            found += [(endpoint_id, change) for change in changes(setting, *texts, asks, Policies(), now)]
    return found


def _text(endpoint: VpcEndpoint) -> PolicyText | None:
    document = endpoint.policy_document
    return PolicyText(document, LintContext(), endpoint.vpc_endpoint_id) if document else None


def request_lines(found: Sequence[RequestChange], signs: Signs = UNICODE_SIGNS) -> list[Line]:
    """Return a line for each request that is decided otherwise; nothing where there is none."""
    if not found:
        return []
    lines = [heading("recent requests that are decided otherwise")]
    for endpoint_id, change in found:
        words = f"{change.before.decision} {signs.closed} {change.after.decision}"
        runs: list[Run] = [(f"  {words}  ", "warn"), *ask_runs(change.ask), (f"  {endpoint_id}", "muted")]
        lines.append(Line(runs, Target(VpcEndpoint, endpoint_id)))
    return lines


def request_members(found: Sequence[RequestChange]) -> list[dict[str, Any]]:
    """Return the requests for `vpce-tui/diff/1`."""
    return [
        {
            "endpoint": endpoint_id,
            "action": change.ask.action,
            "resource": change.ask.resource,
            "principal": change.ask.principal,
            "path": str(change.ask.path),
            "before": str(change.before.decision),
            "after": str(change.after.decision),
        }
        for endpoint_id, change in found
    ]
