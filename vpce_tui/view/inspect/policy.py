"""Whom does the endpoint's policy let through? The policy package is loaded when the page is built."""

from __future__ import annotations

from vpce_tui.model.record import Record
from vpce_tui.resources.vpc_endpoint import VpcEndpoint
from vpce_tui.view.lines import Line, Subject
from vpce_tui.view.text import UNICODE_SIGNS, Signs


def has_policy(record: Record) -> bool:
    """Say whether a record of this kind may carry an endpoint policy."""
    return isinstance(record, VpcEndpoint)


def policy(subject: Subject, signs: Signs = UNICODE_SIGNS) -> list[Line]:
    """Return the page: what kind of policy it is, then the document with its statements numbered."""
    # The policy package is imported when a page is built, in a thread, not before the first frame.
    from vpce_tui.view.inspect.policy_lines import policy_lines

    return policy_lines(subject, signs)
