"""Which pages does the inspector have for a record?

Adding a page is one new file and one line in `PAGES`.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Final

from vpce_tui.model.record import Record
from vpce_tui.view.inspect.dns import dns, has_dns
from vpce_tui.view.inspect.overview import overview
from vpce_tui.view.inspect.policy import has_policy, policy
from vpce_tui.view.inspect.reach import has_reach, reach
from vpce_tui.view.inspect.record_json import record_json
from vpce_tui.view.inspect.routes import has_routes, routes
from vpce_tui.view.inspect.security import has_security, security
from vpce_tui.view.lines import Line, Subject
from vpce_tui.view.text import Signs


def _always(_: Record) -> bool:
    return True


@dataclass(frozen=True, slots=True)
class Page:
    """One page of the inspector."""

    key: str
    title: str
    build: Callable[[Subject, Signs], list[Line]]
    applies: Callable[[Record], bool] = _always
    missing: str = ""
    """What is said for a record that has no such page."""


PAGES: Final = (
    Page("overview", "Overview", overview),
    Page("routes", "Routes", routes, has_routes, "no route table stands for this record"),
    Page("security", "Security", security, has_security, "no security group or network ACL stands around this record"),
    Page("dns", "DNS", dns, has_dns, "no names lead to this record"),
    Page("policy", "Policy", policy, has_policy, "only endpoints carry an endpoint policy"),
    Page("reach", "Reach", reach, has_reach, "only endpoints, interfaces and subnets reach or are reached"),
    Page("json", "JSON", record_json),
)
