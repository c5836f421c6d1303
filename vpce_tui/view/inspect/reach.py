"""Who can reach this endpoint, and what can this interface reach?

Clients that every rule and route treats alike stand in one line. The tracer is loaded when the page is built.
"""

from __future__ import annotations

from vpce_tui.model.record import Record
from vpce_tui.resources.network_interface import NetworkInterface
from vpce_tui.resources.subnet import Subnet
from vpce_tui.resources.vpc_endpoint import VpcEndpoint, is_type
from vpce_tui.view.lines import Line, Subject
from vpce_tui.view.text import UNICODE_SIGNS, Signs


def has_reach(record: Record) -> bool:
    """Say whether the record is something that reaches or is reached."""
    if isinstance(record, VpcEndpoint):
        return not is_type(record, "GatewayLoadBalancer")
    return isinstance(record, NetworkInterface | Subnet)


def reach(subject: Subject, signs: Signs = UNICODE_SIGNS) -> list[Line]:
    """Return the page: the clients of an endpoint, or the services of an interface or a subnet, each with its way."""
    # The tracer is imported when a page is built, in a thread, not before the first frame.
    from vpce_tui.view.inspect.reach_lines import reached_lines, reaching_lines

    record = subject.record
    return reaching_lines(subject, signs) if isinstance(record, VpcEndpoint) else reached_lines(subject, signs)
